"""As much of a STUN and TURN client (RFC 8489, RFC 8656) as tells whether a server would serve."""

import hashlib
import hmac
import ipaddress
import os
import re
import socket
import ssl
import struct
import time
from dataclasses import dataclass
from typing import Literal, NamedTuple

Transport = Literal["udp", "tcp", "tls"]
Address = ipaddress.IPv4Address | ipaddress.IPv6Address

BINDING, ALLOCATE, REFRESH, CREATE_PERMISSION = 0x0001, 0x0003, 0x0004, 0x0008

_COOKIE = 0x2112A442
_HEAD = struct.Struct("!HHI12s")
_SUCCESS, _ERROR = 0x0100, 0x0110
_USERNAME, _INTEGRITY, _ERROR_CODE, _LIFETIME = 0x0006, 0x0008, 0x0009, 0x000D
_PEER, _REALM, _NONCE, _RELAYED, _WANTED, _MAPPED = 0x0012, 0x0014, 0x0015, 0x0016, 0x0019, 0x0020
_UDP_WANTED = bytes([17, 0, 0, 0])
_UNAUTHORIZED, _STALE_NONCE = 401, 438
_PORTS: dict[Transport, int] = {"udp": 3478, "tcp": 3478, "tls": 5349}
# How long an answer over UDP is waited for before asking again (RFC 8489 section 6.2.1 begins with half a second).
_WAITS = (0.5, 1.0, 1.5)
_PATIENCE = 3.0
_LONGEST = 65_536

_URL = re.compile(r"(stuns?|turns?):(?:\[([0-9A-Fa-f:.]+)\]|([A-Za-z0-9.-]+))(?::([0-9]+))?(?:\?transport=(udp|tcp))?")


class Refused(Exception):
    """The server's error response (RFC 8489 section 14.8)."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(f"{code} {reason}".strip())
        self.code = code


class OverDtls(Exception):
    """TURN over DTLS (RFC 7350), which is not spoken here."""


@dataclass(frozen=True)
class ServerUrl:
    """A URL of RFC 7064 or RFC 7065."""

    relays: bool
    host: str
    port: int
    transport: Transport

    @classmethod
    def parse(cls, text: str) -> "ServerUrl":
        """Raises ValueError where it is none, `OverDtls` where it is to be spoken to by DTLS."""
        found = _URL.fullmatch(text)
        if found is None:
            raise ValueError(text)
        scheme, host = found[1], found[2] or found[3]
        transport: Transport = "tcp" if found[5] == "tcp" else "udp"
        if scheme.endswith("s"):
            if found[5] == "udp":
                raise OverDtls(text)
            transport = "tls"
        return cls(scheme.startswith("turn"), host, int(found[4] or _PORTS[transport]), transport)


class _Answer(NamedTuple):
    kind: int
    transaction: bytes
    attributes: dict[int, bytes]


class Client:
    """Speaks to one server. Raises OSError where it is not reached, answers nothing or nonsense, or its certificate is
    not believed."""

    def __init__(self, url: ServerUrl, username: str = "", password: str = "") -> None:
        self._username = username
        self._password = password
        self._realm = b""
        self._nonce = b""
        self._reliable = url.transport != "udp"
        self._socket = _connect(url)

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def bind(self) -> Address:
        """Where the server sees us. Raises Refused."""
        return _address(self._exchange(BINDING, {}), _MAPPED)

    def allocate(self) -> Address:
        """An address to relay from; a first refusal tells realm and nonce. Raises Refused."""
        try:
            answer = self._exchange(ALLOCATE, {_WANTED: _UDP_WANTED})
        except Refused as refused:
            if refused.code != _UNAUTHORIZED or not self._nonce:
                raise
            answer = self._exchange(ALLOCATE, {_WANTED: _UDP_WANTED})
        return _address(answer, _RELAYED)

    def permit(self, peer: ipaddress.IPv4Address) -> None:
        """Ask for leave to relay to this address. Raises Refused."""
        self._exchange(CREATE_PERMISSION, {_PEER: _masked(peer)})

    def release(self) -> None:
        """Give the allocation back."""
        self._exchange(REFRESH, {_LIFETIME: bytes(4)})

    def _exchange(self, method: int, attributes: dict[int, bytes]) -> _Answer:
        try:
            return self._ask(method, attributes)
        except Refused as refused:
            if refused.code != _STALE_NONCE:
                raise
            return self._ask(method, attributes)

    def _ask(self, method: int, attributes: dict[int, bytes]) -> _Answer:
        transaction = os.urandom(12)
        request = self._request(method, transaction, attributes)
        answer = self._answer(request, transaction)
        if answer.kind == method | _SUCCESS:
            return answer
        told = answer.attributes
        error = told.get(_ERROR_CODE, b"")
        if answer.kind != method | _ERROR or len(error) < 4:
            raise OSError("its answer is not one of a STUN server")
        self._realm, self._nonce = told.get(_REALM, self._realm), told.get(_NONCE, self._nonce)
        raise Refused((error[2] & 7) * 100 + error[3], error[4:].decode(errors="replace"))

    def _request(self, method: int, transaction: bytes, attributes: dict[int, bytes]) -> bytes:
        signed = bool(self._nonce)
        if signed:
            attributes = attributes | {
                _USERNAME: self._username.encode(),
                _REALM: self._realm,
                _NONCE: self._nonce,
            }
        body = b"".join(_attribute(kind, value) for kind, value in attributes.items())
        if signed:
            key = hashlib.md5(
                b":".join((self._username.encode(), self._realm, self._password.encode())), usedforsecurity=False
            ).digest()
            # The length that is signed counts the signature already.
            head = _HEAD.pack(method, len(body) + 24, _COOKIE, transaction)
            body += _attribute(_INTEGRITY, hmac.digest(key, head + body, "sha1"))
        return _HEAD.pack(method, len(body), _COOKIE, transaction) + body

    def _answer(self, request: bytes, transaction: bytes) -> _Answer:
        for wait in (_PATIENCE,) if self._reliable else _WAITS:
            self._socket.sendall(request)
            deadline = time.monotonic() + wait
            while (left := deadline - time.monotonic()) > 0:
                self._socket.settimeout(left)
                try:
                    data = self._receive()
                except TimeoutError:
                    break
                if len(data) >= _HEAD.size and _HEAD.unpack_from(data)[2:] == (_COOKIE, transaction):
                    return _Answer(_HEAD.unpack_from(data)[0], transaction, _attributes(data))
        raise TimeoutError("no answer")

    def _receive(self) -> bytes:
        if not self._reliable:
            return self._socket.recv(_LONGEST)
        head = self._exactly(_HEAD.size)
        return head + self._exactly(int.from_bytes(head[2:4]))

    def _exactly(self, size: int) -> bytes:
        data = b""
        while len(data) < size:
            more = self._socket.recv(size - len(data))
            if not more:
                raise ConnectionResetError("it closes the connection")
            data += more
        return data


def _connect(url: ServerUrl) -> socket.socket:
    if url.transport == "udp":
        family, kind, protocol, _, address = socket.getaddrinfo(url.host, url.port, type=socket.SOCK_DGRAM)[0]
        opened = socket.socket(family, kind, protocol)
        opened.connect(address)
        return opened
    plain = socket.create_connection((url.host, url.port), timeout=_PATIENCE)
    if url.transport == "tcp":
        return plain
    try:
        return ssl.create_default_context().wrap_socket(plain, server_hostname=url.host)
    except OSError:
        plain.close()
        raise


def _attribute(kind: int, value: bytes) -> bytes:
    return struct.pack("!HH", kind, len(value)) + value + bytes(-len(value) % 4)


def _attributes(data: bytes) -> dict[int, bytes]:
    """Of each kind the first; what is cut short ends the list."""
    found: dict[int, bytes] = {}
    at = _HEAD.size
    while at + 4 <= len(data):
        kind, length = struct.unpack_from("!HH", data, at)
        value = data[at + 4 : at + 4 + length]
        if len(value) < length:
            break
        found.setdefault(kind, value)
        at += 4 + length + -length % 4
    return found


def _masked(peer: ipaddress.IPv4Address) -> bytes:
    """XOR-PEER-ADDRESS with port 0, which a permission does not look at."""
    return struct.pack("!BBHI", 0, 1, _COOKIE >> 16, int(peer) ^ _COOKIE)


def _address(answer: _Answer, kind: int) -> Address:
    """What an attribute such as XOR-MAPPED-ADDRESS names: masked by the cookie, over IPv6 by the transaction too."""
    value = answer.attributes.get(kind, b"")
    mask = struct.pack("!I", _COOKIE) + answer.transaction
    raw = bytes(a ^ b for a, b in zip(value[4:], mask, strict=False))
    if (len(value), value[1:2]) not in ((8, b"\1"), (20, b"\2")):
        raise OSError("its answer names no address")
    return ipaddress.ip_address(raw)
