"""The checks that an ICE client sends (RFC 8445 section 7.2.4)."""

from __future__ import annotations

import hashlib
import hmac
import os
import struct
import zlib

_COOKIE = 0x2112A442
_REQUEST, _SUCCESS = 0x0001, 0x0101
_USERNAME, _INTEGRITY, _PRIORITY, _USE_CANDIDATE = 0x0006, 0x0008, 0x0024, 0x0025
_FINGERPRINT, _CONTROLLING = 0x8028, 0x802A
_XOR_FINGERPRINT = 0x5354554E
_HOST_PRIORITY = 0x6E001EFF


def _attribute(kind: int, value: bytes) -> bytes:
    return struct.pack("!HH", kind, len(value)) + value + bytes(-len(value) % 4)


def binding_request(username: str, password: str) -> bytes:
    """A check that nominates its pair. `username` is ours after the peer's, `peer:own`; the password is the peer's."""
    body = _attribute(_USERNAME, username.encode())
    body += _attribute(_PRIORITY, struct.pack("!I", _HOST_PRIORITY))
    body += _attribute(_CONTROLLING, os.urandom(8))
    body += _attribute(_USE_CANDIDATE, b"")
    transaction = os.urandom(12)

    def head(size: int) -> bytes:
        return struct.pack("!HHI", _REQUEST, size, _COOKIE) + transaction

    # Each of the two covers a header that says it is the last one.
    body += _attribute(_INTEGRITY, hmac.digest(password.encode(), head(len(body) + 24) + body, hashlib.sha1))
    size = len(body) + 8
    return (
        head(size)
        + body
        + _attribute(_FINGERPRINT, struct.pack("!I", zlib.crc32(head(size) + body) ^ _XOR_FINGERPRINT))
    )


def is_success(datagram: bytes) -> bool:
    """Whether a datagram is the answer to a check that was valid."""
    return len(datagram) >= 20 and datagram[:2] == struct.pack("!H", _SUCCESS)
