"""Asking clamd whether something is malware: the INSTREAM command of its protocol (clamd(8)), over TCP."""

import asyncio
from collections.abc import AsyncIterable
from contextlib import suppress
from typing import Literal

Verdict = Literal["clean", "infected", "too_large"]
"""`too_large` is more than the scanner takes (its StreamMaxLength): nothing is known of it."""

CONNECT_SECONDS = 10.0
# Of one read or write; a large archive takes the scanner a while.
PATIENCE_SECONDS = 300.0

_MAX_REPLY = 4096


class ScannerUnavailable(Exception):
    """The scanner cannot be reached, or gave no verdict."""


class Clamd:
    """A clamd at `host:port`."""

    def __init__(self, host: str, port: int) -> None:
        self._host = host
        self._port = port

    async def scan(self, chunks: AsyncIterable[bytes]) -> Verdict:
        """What it says of the content. Raises `ScannerUnavailable`, and whatever `chunks` raises."""
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                reader, writer = await asyncio.open_connection(self._host, self._port)
        except (OSError, TimeoutError) as error:
            raise ScannerUnavailable(f"clamd at {self._host}:{self._port} cannot be reached") from error
        try:
            return _verdict(await self._ask(reader, writer, chunks))
        finally:
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()

    async def _ask(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, chunks: AsyncIterable[bytes]
    ) -> bytes:
        try:
            # It hangs up on what is larger than it takes, and has said so by then.
            with suppress(ConnectionError):
                await _send(writer, b"zINSTREAM\0")
                async for chunk in chunks:
                    if chunk:
                        await _send(writer, len(chunk).to_bytes(4, "big") + chunk)
                await _send(writer, bytes(4))
            async with asyncio.timeout(PATIENCE_SECONDS):
                return await reader.readuntil(b"\0")
        except (OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError) as error:
            raise ScannerUnavailable("clamd gave no answer") from error


async def _send(writer: asyncio.StreamWriter, data: bytes) -> None:
    writer.write(data)
    async with asyncio.timeout(PATIENCE_SECONDS):
        await writer.drain()


def _verdict(reply: bytes) -> Verdict:
    text = reply[:_MAX_REPLY].rstrip(b"\0").decode("utf-8", "replace").strip()
    if text == "stream: OK":
        return "clean"
    if text.startswith("stream: ") and text.endswith(" FOUND"):
        return "infected"
    if "size limit exceeded" in text:
        return "too_large"
    raise ScannerUnavailable(f"clamd answered {text!r}")
