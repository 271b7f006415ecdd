"""A WebSocket client that costs the load side next to nothing: frames are counted by a mark in them, few are read.

The server is taken to be a good one: its frames are not checked (RFC 6455), only found.
"""

from __future__ import annotations

import asyncio
import base64
import os
import re
import time
from collections.abc import Callable
from typing import cast
from urllib.parse import urlsplit

# A moment, in nanoseconds of the monotonic clock, written into a message's text.
_MOMENT = re.compile(rb"@(\d{15,20})@")
_MASK = bytes(4)

# A ping as our server sends them, wherever it stands in what came; a pong to what was none harms nobody.
_PING = re.compile(rb"\x89\x04(.{4})", re.DOTALL)


def moment() -> str:
    return f"@{time.monotonic_ns():019d}@"


async def post(url: str, token: str) -> bytes:
    """The body of the answer to an empty POST, on a connection of its own as a person's browser has. It costs the load
    side a fifth of what a client library does. Raises ConnectionRefusedError with what was answered instead."""
    place = urlsplit(url)
    reader, writer = await asyncio.open_connection(place.hostname, place.port)
    try:
        writer.write(
            f"POST {place.path} HTTP/1.1\r\nHost: {place.netloc}\r\nAuthorization: Bearer {token}\r\n"
            "Content-Length: 0\r\nConnection: close\r\n\r\n".encode()
        )
        head, _, body = (await reader.read()).partition(b"\r\n\r\n")
    finally:
        writer.close()
    if b" 200 " not in head.split(b"\r\n")[0]:
        raise ConnectionRefusedError((head + body).decode(errors="replace"))
    return body


class Meter:
    """What all sockets of a run have received: `deliveries`, and of some sockets the delays in seconds."""

    def __init__(self) -> None:
        self.deliveries = 0
        self.delays: list[float] = []

    def reset(self) -> None:
        self.deliveries = 0
        self.delays = []


class WireSocket(asyncio.Protocol):
    """One socket. `mark` occurs once in each delivery; `sampled`: its moments are read too. `on_text` hears the text of
    whatever comes until it is set to None, for a handshake; `on_binary` what binary messages hold meanwhile."""

    def __init__(self, url: str, meter: Meter, mark: bytes, *, sampled: bool) -> None:
        place = urlsplit(url)
        self._host, self._port = str(place.hostname), place.port or 80
        path = f"{place.path}?{place.query}" if place.query else place.path
        key = base64.b64encode(os.urandom(16)).decode()
        self._hello = (
            f"GET {path} HTTP/1.1\r\nHost: {place.netloc}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n\r\n"
        ).encode()
        self._meter, self._mark, self._sampled = meter, mark, sampled
        self._transport: asyncio.Transport
        self._tail = b""
        self._open = asyncio.get_running_loop().create_future()
        self.on_text: Callable[[bytes], None] | None = None
        self.on_binary: Callable[[bytes], None] | None = None
        self.on_ping: Callable[[], None] | None = None
        self.lost = False

    async def connect(self) -> None:
        await asyncio.get_running_loop().create_connection(lambda: self, self._host, self._port)
        await self._open

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's is no subclass.
        self._transport = cast(asyncio.Transport, transport)
        self._transport.write(self._hello)

    def connection_lost(self, error: Exception | None) -> None:
        self.lost = True
        if not self._open.done():
            self._open.set_exception(ConnectionResetError("the socket was refused"))

    def data_received(self, data: bytes) -> None:
        if not self._open.done():
            self._tail += data
            if b"\r\n\r\n" in self._tail:
                head, _, rest = self._tail.partition(b"\r\n\r\n")
                self._tail = b""
                if b" 101 " not in head.split(b"\r\n")[0]:
                    self._open.set_exception(ConnectionRefusedError(head.decode(errors="replace")))
                    return
                self._open.set_result(None)
                if rest:
                    self.data_received(rest)
            return
        if self.on_text is not None:
            self._read(data)
            return
        if b"\x89" in data and (ping := _PING.search(data)) is not None:
            self._transport.write(b"\x8a\x84" + _MASK + ping[1])
        elif self.on_ping is not None and data == b"\x81\x012":
            self.on_ping()
        # A mark that two reads share is found in the second.
        found = (self._tail + data).count(self._mark)
        self._tail = data[-(len(self._mark) - 1) :]
        self._meter.deliveries += found
        if found and self._sampled:
            now = time.monotonic_ns()
            self._meter.delays += [(now - int(sent)) / 1e9 for sent in _MOMENT.findall(data)]

    def send(self, message: bytes, *, binary: bool = False) -> None:
        """One masked frame; the mask is zero, which servers need not know."""
        size, opcode = len(message), b"\x82" if binary else b"\x81"
        length = bytes([0x80 | size]) if size < 126 else b"\xfe" + size.to_bytes(2, "big")
        self._transport.write(opcode + length + _MASK + message)

    def close(self) -> None:
        self._transport.abort()

    def _read(self, data: bytes) -> None:
        """Whole frames of a handshake, one after another."""
        self._tail += data
        while len(self._tail) >= 2 and self.on_text is not None:
            size, start = self._tail[1] & 0x7F, 2
            if size == 126:
                size, start = int.from_bytes(self._tail[2:4], "big"), 4
            elif size == 127:
                size, start = int.from_bytes(self._tail[2:10], "big"), 10
            if len(self._tail) < start + size:
                return
            opcode, text, self._tail = self._tail[0] & 15, self._tail[start : start + size], self._tail[start + size :]
            if opcode == 9:
                self._transport.write(bytes([0x8A, 0x80 | len(text)]) + _MASK + text)
            elif opcode == 1:
                self.on_text(text)
            elif opcode == 2 and self.on_binary is not None:
                self.on_binary(text)
