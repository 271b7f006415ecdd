"""Files on their way into a course, sent as a tus client sends them."""

import asyncio
from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx

from tests.factories.courses import Record
from tests.factories.people import Person

TUS = {"Tus-Resumable": "1.0.0"}
CHUNK = {"Content-Type": "application/offset+octet-stream"}

PNG = b"\x89PNG\r\n\x1a\n" + bytes(100)


def metadata(name: str) -> str:
    return f"filename {b64encode(name.encode()).decode()}"


async def begin(client: httpx.AsyncClient, person: Person, course: Record, name: str, size: int) -> httpx.Response:
    headers = {**person.headers, **TUS, "Upload-Length": str(size), "Upload-Metadata": metadata(name)}
    return await client.post(f"/api/v1/courses/{course['id']}/uploads", headers=headers)


async def send(
    client: httpx.AsyncClient, person: Person, place: str, offset: int, data: bytes | AsyncIterator[bytes]
) -> httpx.Response:
    headers = {**person.headers, **TUS, **CHUNK, "Upload-Offset": str(offset)}
    return await client.patch(place, content=data, headers=headers)


async def upload(
    client: httpx.AsyncClient, person: Person, course: Record, name: str = "veil.txt", data: bytes = b"A veil"
) -> str:
    """A file that has come whole; the id of its upload."""
    begun = await begin(client, person, course, name, len(data))
    assert begun.status_code == 201, begun.text
    if data:
        sent = await send(client, person, begun.headers["location"], 0, data)
        assert sent.status_code == 204, sent.text
    upload_id: str = begun.json()["data"]["id"]
    return upload_id


class Scanner:
    """What clamd is to its callers: it finds what holds EICAR, refuses what is over `limit` bytes."""

    def __init__(self) -> None:
        self.port = 0
        self.limit = 1_000_000
        self.scanned = 0

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        assert await reader.readexactly(10) == b"zINSTREAM\0"
        content = b""
        reply = b""
        while not reply and (size := int.from_bytes(await reader.readexactly(4), "big")):
            content += await reader.readexactly(size)
            if len(content) > self.limit:
                reply = b"INSTREAM size limit exceeded. ERROR\0"
        self.scanned += 1
        writer.write(reply or (b"stream: Eicar-Test-Signature FOUND\0" if b"EICAR" in content else b"stream: OK\0"))
        await writer.drain()
        writer.close()


@asynccontextmanager
async def scanner() -> AsyncIterator[Scanner]:
    """A double of clamd on loopback."""
    double = Scanner()
    server = await asyncio.start_server(double.serve, "127.0.0.1", 0)
    double.port = server.sockets[0].getsockname()[1]
    async with server:
        yield double
