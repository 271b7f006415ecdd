"""The machine and the installation: what is built, clock, disk, limits of the system."""

import ctypes
import importlib.util
import os
import resource
import shutil
import tempfile
import time
from pathlib import Path

from eduforum.config import Config
from eduforum.doctor.finding import Finding, Findings

_LOW_DISK = 1 << 30
_COMFORTABLE_DISK = 10 << 30
_SLOW_FLUSH_SECONDS = 0.05
_MIN_FILES = 4096
# A second of video at 200 Mbit/s does not fit in less when the reader is late by 10 ms.
_MIN_BUFFER = 1 << 20
_COMFORTABLE_BUFFER = 8 << 20
_NET = Path("/proc/sys/net/core")
# adjtimex(2): the kernel's clock is not kept right by anybody.
_TIME_ERROR = 5


def native_core() -> Findings:
    if importlib.util.find_spec("sfu_core.worker") is None:
        yield Finding("fail", "native core", "is not built: make build, or install the wheel")
    else:
        yield Finding("ok", "native core", "is built")


def client() -> Findings:
    built = Path(__file__).parents[1] / "web" / "client" / "index.html"
    if built.is_file():
        yield Finding("ok", "client", "is built")
    else:
        yield Finding("fail", "client", "is not built, only the API would be served: make build, or install the wheel")


def clock() -> Findings:
    class Timex(ctypes.Structure):
        # Only `modes` is read here; the kernel fills in the rest (adjtimex(2)).
        _fields_ = [("modes", ctypes.c_uint), ("rest", ctypes.c_byte * 252)]

    state = ctypes.CDLL(None, use_errno=True).adjtimex(ctypes.byref(Timex()))
    if time.time() < 1_700_000_000:
        yield Finding("fail", "clock", "is years behind, tokens and certificates will be refused: set it")
    elif state == _TIME_ERROR:
        yield Finding("warn", "clock", "is not synchronised: run an NTP service (systemd-timesyncd, chrony)")
    else:
        yield Finding("ok", "clock", "is synchronised" if state >= 0 else "is set")


def disk(config: Config) -> Findings:
    folder = config.data.dir.absolute()
    existing = next(place for place in (folder, *folder.parents) if place.exists())
    try:
        with tempfile.TemporaryFile(dir=existing) as file:
            file.write(b"\0" * 4096)
            started = time.monotonic()
            os.fsync(file.fileno())
            seconds = time.monotonic() - started
    except OSError as error:
        yield Finding(
            "fail", "disk", f"{existing} cannot be written: {(error.strerror or str(error)).lower()}; set data.dir"
        )
        return
    free = shutil.disk_usage(existing).free
    text = f"{free / (1 << 30):.1f} GiB free at {existing}"
    if free < _LOW_DISK:
        yield Finding("fail", "disk", f"{text}, less than 1 GiB: make room")
    elif free < _COMFORTABLE_DISK:
        yield Finding("warn", "disk", f"{text}, less than 10 GiB: make room for records of sessions")
    else:
        yield Finding("ok", "disk", text)
    if seconds > _SLOW_FLUSH_SECONDS:
        yield Finding(
            "warn",
            "disk",
            f"takes {seconds * 1000:.0f} ms to make a write durable, and every message waits: use a local disk",
        )


def open_files() -> Findings:
    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    # "Unlimited" is a negative number.
    if 0 <= files < _MIN_FILES:
        yield Finding(
            "warn", "open files", f"only {files} are permitted: ulimit -n 65536, or LimitNOFILE=65536 in the service"
        )
    else:
        yield Finding("ok", "open files", f"{files if files >= 0 else 'any number'} are permitted")


def buffers() -> Findings:
    """A worker asks for 8 MiB in each direction, and without the privilege gets what the system permits."""
    sizes: dict[str, int] = {}
    for name in ("rmem_max", "wmem_max"):
        try:
            sizes[name] = int((_NET / name).read_text())
        except (OSError, ValueError):
            # Not told inside some containers, where the machine's own limit holds.
            return
    small = {name: size for name, size in sizes.items() if size < _MIN_BUFFER}
    if small:
        remedy = " ".join(f"net.core.{name}={_COMFORTABLE_BUFFER}" for name in small)
        ends = " and ".join(f"{name} at {size} bytes" for name, size in small.items())
        yield Finding("warn", "UDP buffers", f"end with {ends}, bursts will be lost: sysctl -w {remedy}")
    else:
        yield Finding("ok", "UDP buffers", f"up to {min(sizes.values()) >> 10} KiB")
