"""A WebRTC client in plain Python: ICE checks, a DTLS 1.2 handshake, SRTP. It imports nothing of the core."""

from __future__ import annotations

import hashlib
import hmac
import os
import select
import socket
import struct
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Protocol

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from OpenSSL import SSL
from pylibsrtp import Error as SrtpError
from pylibsrtp import Policy, Session

MAGIC = 0x2112A442
ROLES = {"controlled": 0x8029, "controlling": 0x802A}
SALTS = {0x0001: 14, 0x0007: 12, 0x0008: 12}
KEYS = {0x0001: 16, 0x0007: 16, 0x0008: 32}
PROFILES = {
    0x0001: Policy.SRTP_PROFILE_AES128_CM_SHA1_80,
    0x0007: Policy.SRTP_PROFILE_AEAD_AES_128_GCM,
    0x0008: Policy.SRTP_PROFILE_AEAD_AES_256_GCM,
}
NAMES = {0x0001: b"SRTP_AES128_CM_SHA1_80", 0x0007: b"SRTP_AEAD_AES_128_GCM", 0x0008: b"SRTP_AEAD_AES_256_GCM"}


@dataclass(frozen=True)
class Rtp:
    """A clear RTP packet; extension values by id."""

    payload_type: int
    sequence: int
    timestamp: int
    ssrc: int
    payload: bytes
    marker: bool = False
    csrc: tuple[int, ...] = ()
    extensions: Mapping[int, bytes] = field(default_factory=dict)
    padding: int = 0

    def encode(self) -> bytes:
        if any(len(v) > 16 for v in self.extensions.values()):
            profile, body = 0x1000, b"".join(bytes([n, len(v)]) + v for n, v in self.extensions.items())
        else:
            profile, body = 0xBEDE, b"".join(bytes([n << 4 | len(v) - 1]) + v for n, v in self.extensions.items())
        body += bytes(-len(body) % 4)
        block = struct.pack("!HH", profile, len(body) // 4) + body if body else b""
        first = 0x80 | (0x10 if block else 0) | (0x20 if self.padding else 0) | len(self.csrc)
        head = struct.pack(
            "!BBHII",
            first,
            (0x80 if self.marker else 0) | self.payload_type,
            self.sequence & 0xFFFF,
            self.timestamp & 0xFFFFFFFF,
            self.ssrc,
        )
        tail = bytes(self.padding - 1) + bytes([self.padding]) if self.padding else b""
        return head + b"".join(struct.pack("!I", c) for c in self.csrc) + block + self.payload + tail

    @classmethod
    def decode(cls, data: bytes) -> Rtp:
        first, second, sequence, timestamp, ssrc = struct.unpack_from("!BBHII", data)
        at = 12 + 4 * (first & 15)
        csrc = struct.unpack_from(f"!{first & 15}I", data, 12)
        extensions: dict[int, bytes] = {}
        if first & 0x10:
            profile, words = struct.unpack_from("!HH", data, at)
            read = _one_byte_extensions if profile == 0xBEDE else _two_byte_extensions
            extensions = dict(read(data[at + 4 : at + 4 + 4 * words]))
            at += 4 + 4 * words
        padding = data[-1] if first & 0x20 else 0
        payload = data[at : len(data) - padding]
        return cls(second & 0x7F, sequence, timestamp, ssrc, payload, bool(second & 0x80), csrc, extensions, padding)


def _one_byte_extensions(data: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at < len(data):
        if data[at] == 0:
            at += 1
            continue
        length = (data[at] & 15) + 1
        yield data[at] >> 4, data[at + 1 : at + 1 + length]
        at += 1 + length


def _two_byte_extensions(data: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at < len(data):
        if data[at] == 0:
            at += 1
            continue
        length = data[at + 1]
        yield data[at], data[at + 2 : at + 2 + length]
        at += 2 + length


@dataclass(frozen=True)
class Rtcp:
    """One packet of a compound: its type, its count or feedback message type, and what follows the first word."""

    type: int
    count: int
    body: bytes

    @property
    def words(self) -> tuple[int, ...]:
        return struct.unpack(f"!{len(self.body) // 4}I", self.body[: len(self.body) // 4 * 4])

    def encode(self) -> bytes:
        return struct.pack("!BBH", 0x80 | self.count, self.type, len(self.body) // 4) + self.body


def decode_rtcp(data: bytes) -> Iterator[Rtcp]:
    while data:
        first, kind, words = struct.unpack_from("!BBH", data)
        yield Rtcp(kind, first & 31, data[4 : 4 + 4 * words])
        data = data[4 + 4 * words :]


def receiver_report(ssrc: int) -> bytes:
    return Rtcp(201, 0, struct.pack("!I", ssrc)).encode()


def sender_report(ssrc: int, ntp: int, timestamp: int, packets: int = 1, octets: int = 1) -> bytes:
    return Rtcp(200, 0, struct.pack("!IQIII", ssrc, ntp, timestamp, packets, octets)).encode()


def nack(sender: int, media: int, lost: Iterable[int]) -> bytes:
    entries = b"".join(struct.pack("!HH", n, 0) for n in lost)
    return Rtcp(205, 1, struct.pack("!II", sender, media) + entries).encode()


def transport_feedback(
    sender: int, media: int, base: int, arrivals: Iterable[float | None], *, count: int = 0
) -> bytes:
    """Transport-wide feedback on the packets from `base` on: when each came, in ms, None for those that did not."""
    times = list(arrivals)
    at = int(next(ms for ms in times if ms is not None) // 64)
    ticks, chunks, deltas = at * 256, b"", b""
    for ms in times:
        if ms is None:
            chunks += struct.pack("!H", 1)
            continue
        delta = round(ms * 4) - ticks
        ticks += delta
        chunks += struct.pack("!H", 2 << 13 | 1)
        deltas += struct.pack("!h", delta)
    head = struct.pack("!IIHH", sender, media, base, len(times)) + at.to_bytes(3, "big") + b"\0"
    body = head + chunks + deltas
    padding = -len(body) % 4
    if padding == 0:
        return Rtcp(205, 15, body).encode()
    # By bytes to a whole word, as browsers do it.
    packet = bytearray(Rtcp(205, 15, body + bytes(padding - 1) + bytes([padding])).encode())
    packet[0] |= 0x20
    return bytes(packet)


def remb(sender: int, bitrate: int, ssrcs: Iterable[int] = ()) -> bytes:
    named = list(ssrcs)
    exponent = max(0, bitrate.bit_length() - 18)
    value = bytes([len(named)]) + (exponent << 18 | bitrate >> exponent).to_bytes(3, "big")
    return Rtcp(
        206, 15, struct.pack("!II4s", sender, 0, b"REMB") + value + struct.pack(f"!{len(named)}I", *named)
    ).encode()


def pli(sender: int, media: int) -> bytes:
    return Rtcp(206, 1, struct.pack("!II", sender, media)).encode()


def vp8(picture_id: int, *, keyframe: bool = False, tl0: int = 0, size: int = 200, start: bool = True) -> bytes:
    """A VP8 payload with a 15-bit picture id, TL0PICIDX, TID and KEYIDX, and a frame header of 320 × 180."""
    descriptor = bytes([0x90 if start else 0x80, 0xE0]) + struct.pack("!H", 0x8000 | picture_id) + bytes([tl0, 0x20])
    if not start:
        return descriptor + os.urandom(size)
    tag = bytes([0x10 if keyframe else 0x11, 0, 0])
    dimensions = b"\x9d\x01\x2a" + struct.pack("<HH", 320, 180) if keyframe else b""
    return descriptor + tag + dimensions + os.urandom(size)


def picture_id(payload: bytes) -> int:
    return int(struct.unpack_from("!H", payload, 2)[0]) & 0x7FFF


def opus(size: int = 60) -> bytes:
    """One 20 ms frame of full-band speech, with noise for sound."""
    return b"\x78" + os.urandom(size)


def _attribute(kind: int, value: bytes) -> bytes:
    return struct.pack("!HH", kind, len(value)) + value + bytes(-len(value) % 4)


def binding_request(
    username: bytes,
    password: bytes,
    *,
    transaction: bytes | None = None,
    use_candidate: bool = True,
    role: str = "controlling",
    priority: bool = True,
    fingerprint: bool = True,
    extra: bytes = b"",
) -> bytes:
    """An ICE check (RFC 8445 section 7.2.4) with short-term credentials."""
    body = _attribute(0x0006, username)
    body += _attribute(0x0024, struct.pack("!I", 0x6E001EFF)) if priority else b""
    body += _attribute(ROLES[role], bytes(8)) if role else b""
    body += _attribute(0x0025, b"") if use_candidate else b""
    body += extra
    head = struct.pack("!HHI", 0x0001, len(body) + 24, MAGIC) + (transaction or os.urandom(12))
    body += _attribute(0x0008, hmac.new(password, head + body, hashlib.sha1).digest())
    if fingerprint:
        head = head[:2] + struct.pack("!H", len(body) + 8) + head[4:]
        body += _attribute(0x8028, struct.pack("!I", zlib.crc32(head + body) ^ 0x5354554E))
    return head + body


def binding_success(request: bytes, password: bytes) -> bytes:
    """What a client answers to a check of the server's, as far as the server reads it."""
    body = _attribute(0x0020, b"\x00\x01" + os.urandom(6))
    head = struct.pack("!HHI", 0x0101, len(body) + 24, MAGIC) + request[8:20]
    body += _attribute(0x0008, hmac.new(password, head + body, hashlib.sha1).digest())
    head = head[:2] + struct.pack("!H", len(body) + 8) + head[4:]
    return head + body + _attribute(0x8028, struct.pack("!I", zlib.crc32(head + body) ^ 0x5354554E))


def _identity() -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "peer")])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(1).not_valid_before(now - timedelta(1)).not_valid_after(now + timedelta(1))
    return key, builder.sign(key, hashes.SHA256())


KEY, CERTIFICATE = _identity()


def _trust_by_fingerprint(*_: object) -> bool:
    return True


class Dtls:
    """One side of a DTLS 1.2 handshake over memory: datagrams in, datagrams out, then SRTP keys."""

    def __init__(self, *, server: bool, profiles: Iterable[int] = (0x0007, 0x0001)) -> None:
        context = SSL.Context(SSL.DTLS_METHOD)
        context.set_max_proto_version(0xFEFD)
        context.use_certificate(CERTIFICATE)
        context.use_privatekey(KEY)
        context.set_verify(SSL.VERIFY_PEER, _trust_by_fingerprint)
        context.set_tlsext_use_srtp(b":".join(NAMES[p] for p in profiles))
        self._server = server
        self._connection = SSL.Connection(context)
        if server:
            self._connection.set_accept_state()
        else:
            self._connection.set_connect_state()
        self._connection.set_ciphertext_mtu(1200)
        self.keys: tuple[int, bytes, bytes] | None = None
        """Profile, key || salt to receive with, key || salt to send with."""

    def step(self, datagram: bytes = b"") -> list[bytes]:
        if datagram:
            self._connection.bio_write(datagram)
        if self.keys is None:
            try:
                self._connection.do_handshake()
                self._export()
            except SSL.WantReadError:
                pass
        return list(self._written())

    def close(self) -> list[bytes]:
        """The records of a close_notify alert."""
        self._connection.shutdown()
        return list(self._written())

    def _written(self) -> Iterator[bytes]:
        try:
            data = self._connection.bio_read(65536)
        except SSL.WantReadError:
            return
        while data:
            size = 13 + int.from_bytes(data[11:13], "big")
            yield data[:size]
            data = data[size:]

    def _export(self) -> None:
        name = self._connection.get_selected_srtp_profile()
        profile = next(number for number, known in NAMES.items() if known == name)
        key, salt = KEYS[profile], SALTS[profile]
        material = self._connection.export_keying_material(b"EXTRACTOR-dtls_srtp", 2 * (key + salt))
        client = material[:key] + material[2 * key : 2 * key + salt]
        server = material[key : 2 * key] + material[2 * key + salt :]
        self.keys = (profile, client, server) if self._server else (profile, server, client)


class Peer:
    """A client with one UDP socket. What it receives is decrypted and kept; `step` takes what waits."""

    def __init__(self, *, host: str = "127.0.0.1", port: int, ufrag: bytes, pwd: bytes, name: bytes = b"peer") -> None:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self.server = (host, port)
        self.username = ufrag + b":" + name
        self.pwd = pwd
        self.socket = self._open(family)
        self.dtls = Dtls(server=False)
        self.raw: list[bytes] = []
        """Every datagram, as it came."""
        self.rtp: list[Rtp] = []
        self.rtcp: list[Rtcp] = []
        self.responses: list[bytes] = []
        self.own_pwd = b"w" * 24
        """What the server may check this client with."""
        self.checks: list[bytes] = []
        """Checks of the server's."""
        self.answers_checks = True
        self.numbers: Iterator[int] | None = None
        """Of the transport-wide numbers, where they were agreed to."""
        self.heard_from: tuple[str, int] | None = None
        """Which address of the server's the last datagram came from."""
        self.refused = 0
        """Datagrams that SRTP did not accept."""
        self._receive: Session | None = None
        self._send: Session | None = None

    def _open(self, family: int) -> socket.socket:
        opened = socket.socket(family, socket.SOCK_DGRAM)
        opened.setblocking(False)
        opened.bind(("::1" if family == socket.AF_INET6 else "127.0.0.1", 0))
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 22)
        return opened

    def close(self) -> None:
        self.socket.close()

    def fileno(self) -> int:
        return self.socket.fileno()

    def move(self) -> None:
        """Speak from another port from now on, as after a change of network."""
        family = self.socket.family
        self.socket.close()
        self.socket = self._open(family)

    @property
    def address(self) -> tuple[str, int]:
        host, port = self.socket.getsockname()[:2]
        return host, port

    def send(self, data: bytes) -> None:
        self.socket.sendto(data, self.server)

    def answer_check(self, request: bytes, *, pwd: bytes | None = None) -> None:
        """Answer a check of the server's, as every full ICE agent does."""
        self.send(binding_success(request, pwd or self.own_pwd))

    def check(self, *, use_candidate: bool = True) -> None:
        self.send(binding_request(self.username, self.pwd, use_candidate=use_candidate))

    def set_keys(self, profile: int, receive: bytes, send: bytes) -> None:
        self._receive = _session(profile, receive, Policy.SSRC_ANY_INBOUND)
        self._send = _session(profile, send, Policy.SSRC_ANY_OUTBOUND)

    @property
    def connected(self) -> bool:
        return self._send is not None

    def protect(self, packet: Rtp) -> bytes:
        assert self._send is not None
        return bytes(self._send.protect(packet.encode()))

    def protect_rtcp(self, data: bytes) -> bytes:
        assert self._send is not None
        return bytes(self._send.protect_rtcp(data))

    def numbered(self, extension: int) -> dict[int, bytes]:
        """The next transport-wide number as an extension; empty where none was agreed to."""
        return {extension: struct.pack("!H", next(self.numbers) & 0xFFFF)} if self.numbers is not None else {}

    def send_rtp(self, packet: Rtp) -> None:
        self.send(self.protect(packet))

    def send_protected(self, data: bytes) -> None:
        """Send bytes that look like RTP at their head; numbers that SRTP has used already do not leave."""
        assert self._send is not None
        try:
            self.send(bytes(self._send.protect(data)))
        except SrtpError:
            pass

    def send_rtcp(self, data: bytes) -> None:
        self.send(self.protect_rtcp(data))

    def handshake(self) -> None:
        """Begin the DTLS handshake; `step` carries it on."""
        for datagram in self.dtls.step():
            self.send(datagram)

    def farewell(self) -> None:
        """Say good-bye over DTLS."""
        for datagram in self.dtls.close():
            self.send(datagram)

    def step(self) -> None:
        while True:
            try:
                data, source = self.socket.recvfrom(2048)
            except BlockingIOError:
                return
            self.heard_from = source[:2]
            self.raw.append(data)
            self._take(data)

    def _take(self, data: bytes) -> None:
        if data[:2] == b"\x00\x01":
            self.checks.append(data)
            if self.answers_checks:
                self.answer_check(data)
        elif data[0] < 2:
            self.responses.append(data)
        elif 20 <= data[0] < 64:
            for datagram in self.dtls.step(data):
                self.send(datagram)
            if self.dtls.keys is not None and self._send is None:
                self.set_keys(*self.dtls.keys)
        elif self._receive is not None:
            try:
                if 192 <= data[1] < 224:
                    self.rtcp.extend(decode_rtcp(self._receive.unprotect_rtcp(data)))
                else:
                    self.rtp.append(Rtp.decode(self._receive.unprotect(data)))
            except SrtpError:
                self.refused += 1

    def of(self, ssrc: int) -> list[Rtp]:
        return [packet for packet in self.rtp if packet.ssrc == ssrc]

    def rtcp_of(self, kind: int, count: int | None = None) -> list[Rtcp]:
        return [p for p in self.rtcp if p.type == kind and (count is None or p.count == count)]


class StreamPeer(Peer):
    """A client that reaches the worker over TCP: each datagram behind its length (RFC 4571)."""

    def _open(self, family: int, near: tuple[str, int] | None = None) -> socket.socket:
        opened = socket.socket(family, socket.SOCK_STREAM)
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        opened.settimeout(5)
        if near is not None:
            opened.bind(near)
        opened.connect(self.server)
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        opened.setblocking(False)
        self.input = b""
        self.closed = False
        self.reading = True
        return opened

    def send(self, data: bytes) -> None:
        self.send_stream(struct.pack("!H", len(data)) + data)

    def connect_to(self, host: str) -> socket.socket:
        """Go on over a connection from the same port to another address of the server's; the one until now."""
        before = self.socket
        self.server = (host, self.server[1])
        self.socket = self._open(before.family, self.address)
        return before

    def send_stream(self, data: bytes) -> None:
        """Bytes as they are, framed or not."""
        self.socket.settimeout(5)
        try:
            self.socket.sendall(data)
        except (BrokenPipeError, ConnectionResetError):
            self.closed = True
        finally:
            self.socket.setblocking(False)

    def step(self) -> None:
        while self.reading and not self.closed:
            try:
                data = self.socket.recv(65536)
            except BlockingIOError:
                break
            except ConnectionResetError:
                data = b""
            self.closed = not data
            self.input += data
        while len(self.input) >= 2 and len(self.input) >= (end := 2 + int.from_bytes(self.input[:2], "big")):
            frame, self.input = self.input[2:end], self.input[end:]
            self.raw.append(frame)
            self._take(frame)


def _session(profile: int, key: bytes, direction: int) -> Session:
    return Session(Policy(key=key, ssrc_type=direction, srtp_profile=PROFILES[profile]))


class Source(Protocol):
    """Something with a file descriptor that has work to do when it becomes readable."""

    def fileno(self) -> int: ...

    def step(self) -> None: ...


def until(condition: Callable[[], bool], sources: Iterable[Source], *, seconds: float = 10.0) -> None:
    """Take what comes at `sources` until `condition` holds. Raises TimeoutError at the deadline."""
    sources = list(sources)
    deadline = time.monotonic() + seconds
    while True:
        for source in sources:
            source.step()
        if condition():
            return
        left = deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError(f"not within {seconds} s")
        select.select(sources, [], [], min(left, 0.5))
