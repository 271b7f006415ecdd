"""SE: what a virus scanner says of a stream, by clamd's protocol."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from eduforum.storage.clamd import Clamd, ScannerUnavailable
from tests.factories.uploads import scanner


async def chunks(*data: bytes) -> AsyncIterator[bytes]:
    for chunk in data:
        yield chunk


@pytest.mark.parametrize(
    ("content", "verdict"),
    [([b"A ", b"", b"veil"], "clean"), ([], "clean"), ([b"x EICAR x"], "infected"), ([bytes(60)] * 2, "too_large")],
)
async def test_the_scanner_says_what_it_finds(content: list[bytes], verdict: str) -> None:
    async with scanner() as double:
        double.limit = 100
        assert await Clamd("127.0.0.1", double.port).scan(chunks(*content)) == verdict


async def test_a_scanner_that_is_not_there_has_no_verdict() -> None:
    async with scanner() as double:
        gone = double.port
    with pytest.raises(ScannerUnavailable):
        await Clamd("127.0.0.1", gone).scan(chunks(b"A veil"))


@pytest.mark.parametrize("reply", [b"", b"stream: Can't allocate memory ERROR\0", b"UNKNOWN COMMAND\0", b"OK"])
async def test_an_answer_that_is_no_verdict_is_none(reply: bytes) -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(reply)
        await writer.drain()
        await reader.read(100)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        with pytest.raises(ScannerUnavailable):
            await Clamd("127.0.0.1", port).scan(chunks(b"A veil"))
