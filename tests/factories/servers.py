"""Servers of others on loopback, with a certificate of their own."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NamedTuple

from eduforum.certificate import ensure_certificate
from eduforum.clock import SystemClock

Respond = Callable[[bytes], bytes | Awaitable[bytes]]


class Server(NamedTuple):
    """`requests` are the heads and bodies that came."""

    port: int
    requests: list[bytes]


@asynccontextmanager
async def serving(
    respond: Respond, *, folder: Path | None = None, name: str = "id.school.test"
) -> AsyncIterator[Server]:
    """A server that answers each request by `respond` and closes. With `folder` it speaks TLS, as `name`; the
    certificate is `folder/certificate.pem`."""
    requests: list[bytes] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            request = await reader.readuntil(b"\r\n\r\n")
            for line in request.lower().split(b"\r\n"):
                if line.startswith(b"content-length:"):
                    request += await reader.readexactly(int(line.partition(b":")[2]))
            requests.append(request)
            said = respond(request)
            writer.write(said if isinstance(said, bytes) else await said)
            await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    context = None
    if folder is not None:
        certificate, key = ensure_certificate(folder, [name], [], SystemClock())
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
    server = await asyncio.start_server(answer, "127.0.0.1", 0, ssl=context)
    try:
        yield Server(server.sockets[0].getsockname()[1], requests)
    finally:
        server.close()


def http(body: bytes, *, status: str = "200 OK", headers: str = "") -> bytes:
    """An answer with its length."""
    return f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n{headers}\r\n".encode("latin-1") + body
