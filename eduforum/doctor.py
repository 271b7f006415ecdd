"""`eduforum doctor`: looks for what commonly stands between an installation and a lesson, and says what to do."""

import ctypes
import errno
import importlib.util
import ipaddress
import os
import resource
import shutil
import socket
import ssl
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import asyncpg
import msgspec

from eduforum.config import Config
from eduforum.db.embedded import EmbeddedPostgresError, can_start, find_programs, running_url
from eduforum.media.addresses import interface_addresses, is_loopback

_MIN_POSTGRES = 150_000
_LOW_DISK = 1 << 30
_COMFORTABLE_DISK = 10 << 30
_SLOW_FLUSH_SECONDS = 0.05
_MIN_FILES = 4096
# A second of video at 200 Mbit/s does not fit in less when the reader is late by 10 ms.
_MIN_RECEIVE_BUFFER = 1 << 20
# adjtimex(2): the kernel's clock is not kept right by anybody.
_TIME_ERROR = 5

Grade = Literal["good", "warning", "bad"]


class Finding(msgspec.Struct, frozen=True):
    grade: Grade
    subject: str
    text: str


async def examine(config: Config) -> list[Finding]:
    """Every finding, in the order in which to look at them. Nothing is changed; what is tried out is removed."""
    checks: tuple[Callable[[Config], Iterator[Finding]], ...] = (_native_core, _client, _camera, _http, _udp)
    findings = [finding for check in checks for finding in check(config)]
    findings += await _database(config)
    for local in (_clock, _disk, _limits):
        findings += local(config)
    return findings


def _native_core(config: Config) -> Iterator[Finding]:
    if importlib.util.find_spec("sfu_core.worker") is None:
        yield Finding("bad", "native core", "is not built: make build, or install the wheel")
    else:
        yield Finding("good", "native core", "is built")


def _client(config: Config) -> Iterator[Finding]:
    built = Path(__file__).parent / "web" / "client" / "index.html"
    if built.is_file():
        yield Finding("good", "client", "is built")
    else:
        yield Finding("bad", "client", "is not built, only the API would be served: make build, or install the wheel")


def _camera(config: Config) -> Iterator[Finding]:
    parts = urlsplit(config.url)
    if parts.scheme == "https" or is_loopback(parts.hostname or ""):
        yield Finding("good", "camera", f"browsers give camera and microphone to {config.url}")
    else:
        yield Finding(
            "bad",
            "camera",
            f"browsers refuse camera and microphone to {config.url}: use HTTPS (tls.certificate, a proxy and "
            "server.public_url, or --self-signed), or http://localhost on this machine",
        )
    if not is_loopback(config.server.host):
        return
    if config.server.public_url is None:
        yield Finding("warning", "camera", "only this machine can reach the server: server.host is a loopback address")


def _http(config: Config) -> Iterator[Finding]:
    host, port = config.server.host, config.server.port
    try:
        addresses = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except OSError as error:
        yield Finding("bad", "HTTP port", f"{host} is not an address of this machine: {error.strerror}")
        return
    for family, kind, protocol, _, address in addresses:
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(address)
            except OSError as error:
                if error.errno == errno.EADDRINUSE and _is_ours(config):
                    yield Finding("good", "HTTP port", f"EduForum answers on {host}:{port}")
                else:
                    yield Finding("bad", "HTTP port", f"{host}:{port}: {os.strerror(error.errno or 0).lower()}")
                return
    yield Finding("good", "HTTP port", f"{host}:{port} is free")


def _is_ours(config: Config) -> bool:
    host = config.server.host
    try:
        if ipaddress.ip_address(host).is_unspecified:
            host = "127.0.0.1"
    except ValueError:
        pass
    try:
        with socket.create_connection((host, config.server.port), timeout=2) as plain:
            connection: socket.socket = plain
            if config.tls.enabled:
                context = ssl.create_default_context()
                context.check_hostname = False
                context.verify_mode = ssl.CERT_NONE
                connection = context.wrap_socket(plain)
            with connection:
                connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                return connection.recv(64).startswith(b"HTTP/1.1 200")
    except OSError:
        return False


def _udp(config: Config) -> Iterator[Finding]:
    port = config.media.udp_port
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as receiver:
        try:
            receiver.bind(("", port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE and _is_ours(config):
                yield Finding("good", "UDP", f"port {port} is in use by the running server")
            else:
                yield Finding("bad", "UDP", f"port {port}: {os.strerror(error.errno or 0).lower()}")
            return
        receiver.settimeout(1)
        addresses = [str(address) for address in interface_addresses() if address.version == 4]
        silent = [address for address in addresses if not _comes_back(receiver, address)]
    if silent:
        yield Finding("bad", "UDP", f"nothing comes back from {', '.join(silent)}: a packet filter drops it")
    elif addresses:
        yield Finding("good", "UDP", f"packets come back from {', '.join(addresses)}")
    else:
        yield Finding("warning", "UDP", "this machine has no address but loopback: nobody else can see or hear")
    if port == 0 and not is_loopback(config.server.host):
        yield Finding("warning", "UDP", "media.udp_port is 0, so a firewall has no fixed port to open: set it")


def _comes_back(receiver: socket.socket, address: str) -> bool:
    token = os.urandom(16)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        try:
            sender.sendto(token, (address, receiver.getsockname()[1]))
            while True:
                if receiver.recv(64) == token:
                    return True
        except OSError:
            return False


async def _database(config: Config) -> list[Finding]:
    url = config.database.url
    if url is None:
        try:
            find_programs()
            can_start()
        except EmbeddedPostgresError as error:
            return [Finding("bad", "database", str(error))]
        url = await running_url(config.data.dir)
        if url is None:
            return [Finding("good", "database", "the embedded PostgreSQL can be started")]
    try:
        conn = await asyncpg.connect(url, timeout=5)
        try:
            version = int(await conn.fetchval("select current_setting('server_version_num')"))
            skew = float(await conn.fetchval("select extract(epoch from clock_timestamp())")) - time.time()
        finally:
            await conn.close()
    except (OSError, TimeoutError, ValueError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        return [Finding("bad", "database", f"cannot be reached: {error or type(error).__name__}")]
    if version < _MIN_POSTGRES:
        return [Finding("bad", "database", f"is PostgreSQL {version // 10_000}; 15 or later is needed")]
    findings = [Finding("good", "database", f"PostgreSQL {version // 10_000} answers")]
    if abs(skew) > 1:
        findings.append(Finding("warning", "database", f"its clock and this machine's differ by {abs(skew):.1f} s"))
    return findings


def _clock(config: Config) -> Iterator[Finding]:
    class Timex(ctypes.Structure):
        # Only `modes` is read here; the kernel fills in the rest (adjtimex(2)).
        _fields_ = [("modes", ctypes.c_uint), ("rest", ctypes.c_byte * 252)]

    state = ctypes.CDLL(None, use_errno=True).adjtimex(ctypes.byref(Timex()))
    if time.time() < 1_700_000_000:
        yield Finding("bad", "clock", "is years behind: tokens and certificates will be refused")
    elif state == _TIME_ERROR:
        yield Finding("warning", "clock", "is not synchronised: run an NTP service (systemd-timesyncd, chrony)")
    else:
        yield Finding("good", "clock", "is synchronised" if state >= 0 else "is set")


def _disk(config: Config) -> Iterator[Finding]:
    folder = config.data.dir.absolute()
    existing = next(place for place in (folder, *folder.parents) if place.exists())
    try:
        with tempfile.TemporaryFile(dir=existing) as file:
            file.write(b"\0" * 4096)
            started = time.monotonic()
            os.fsync(file.fileno())
            seconds = time.monotonic() - started
    except OSError as error:
        yield Finding("bad", "disk", f"{existing} cannot be written: {(error.strerror or str(error)).lower()}")
        return
    free = shutil.disk_usage(existing).free
    text = f"{free / (1 << 30):.1f} GiB free at {existing}"
    if free < _LOW_DISK:
        yield Finding("bad", "disk", f"{text}: less than 1 GiB")
    elif free < _COMFORTABLE_DISK:
        yield Finding("warning", "disk", f"{text}: less than 10 GiB")
    else:
        yield Finding("good", "disk", text)
    if seconds > _SLOW_FLUSH_SECONDS:
        yield Finding("warning", "disk", f"takes {seconds * 1000:.0f} ms to make a write durable; every message waits")


def _limits(config: Config) -> Iterator[Finding]:
    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if files < _MIN_FILES:
        yield Finding("warning", "limits", f"{files} open files are permitted: raise it to {_MIN_FILES} (ulimit -n)")
    try:
        largest = int(Path("/proc/sys/net/core/rmem_max").read_text())
    except (OSError, ValueError):
        return
    if largest < _MIN_RECEIVE_BUFFER:
        yield Finding(
            "warning",
            "limits",
            f"UDP buffers end at {largest} bytes: sysctl -w net.core.rmem_max={_MIN_RECEIVE_BUFFER}",
        )
