"""Driver of loop.c: the same rooms as the forwarder's, with addresses and keys given instead of negotiated."""

from __future__ import annotations

import ctypes
import socket
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from benchmarks.native import SRTP_LIBRARY, compiled

SOURCE = Path(__file__).resolve().parent / "loop.c"
KEY, SALT = 16, 12

Keys = tuple[bytes, bytes]
"""Master key || salt to receive with, and to send with (AEAD_AES_128_GCM)."""


def session_keys(master: bytes) -> tuple[bytes, bytes]:
    """The key and salt that RTP is encrypted with (RFC 3711 section 4.3, RFC 7714 section 11)."""
    cipher = Cipher(algorithms.AES(master[:KEY]), modes.ECB()).encryptor()

    def derived(label: int, size: int) -> bytes:
        block = bytearray(master[KEY:] + bytes(4))
        block[7] ^= label
        return cipher.update(bytes(block))[:size]

    return derived(0, KEY), derived(2, SALT)


class _Peer(ctypes.Structure):
    _fields_: ClassVar[Sequence[tuple[str, type]]] = (
        ("port", ctypes.c_uint16),
        ("receive_key", ctypes.c_uint8 * KEY),
        ("receive_salt", ctypes.c_uint8 * SALT),
        ("send_key", ctypes.c_uint8 * KEY),
        ("send_salt", ctypes.c_uint8 * SALT),
    )


class _Fan(ctypes.Structure):
    _fields_: ClassVar[Sequence[tuple[str, type]]] = (("first", ctypes.c_uint32), ("count", ctypes.c_uint32))


class _Route(ctypes.Structure):
    _fields_: ClassVar[Sequence[tuple[str, type]]] = (
        ("to", ctypes.c_uint32),
        ("ssrc", ctypes.c_uint32),
        ("next", ctypes.c_uint32),
    )


def forward(port: socket.socket, ports: Sequence[int], keys: Sequence[Keys], fans: Sequence[Sequence[int]]) -> None:
    """Forward until the process is ended. `fans[2 × member + video]` are the members who get what that one sends."""
    library = compiled("loop", [SOURCE])
    peers = (_Peer * len(ports))()
    for peer, number, (receive, send) in zip(peers, ports, keys, strict=True):
        peer.port = number
        peer.receive_key[:], peer.receive_salt[:] = session_keys(receive)
        peer.send_key[:], peer.send_salt[:] = session_keys(send)
    flat = [(source, to) for source, receivers in enumerate(fans) for to in receivers]
    routes = (_Route * len(flat))(*(_Route(to, 1_000_000 + source, 1) for source, to in flat))
    raw = (_Fan * len(fans))()
    first = 0
    for fan, receivers in zip(raw, fans, strict=True):
        fan.first, fan.count = first, len(receivers)
        first += len(receivers)
    error = library.loop_run(SRTP_LIBRARY, port.fileno(), peers, len(ports), raw, routes)
    raise RuntimeError(f"the loop has ended: {error}")
