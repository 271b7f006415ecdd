"""SE4: deadlines for head and body, a bounded head, exactly one Host, bounded bodies. Over real sockets."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from eduforum.web.http_protocol import HEAD_BYTES, HttpProtocol
from eduforum.web.server import HttpServer

ORDINARY = b"GET /healthz HTTP/1.1\r\nHost: eduforum.test\r\n"


@asynccontextmanager
async def connected(served: HttpServer) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    reader, writer = await asyncio.open_connection("127.0.0.1", served.port)
    try:
        yield reader, writer
    finally:
        writer.close()


async def talk(served: HttpServer, *parts: bytes) -> bytes:
    """Sends the parts and reads until the server closes."""
    async with connected(served) as (reader, writer):
        for part in parts:
            writer.write(part)
            await writer.drain()
        return await until_closed(reader)


async def until_closed(reader: asyncio.StreamReader) -> bytes:
    received = b""
    try:
        while chunk := await reader.read(65536):
            received += chunk
    except ConnectionError:
        pass
    return received


def status(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1])


async def test_an_ordinary_request_is_answered(served: HttpServer) -> None:
    assert status(await talk(served, ORDINARY + b"Connection: close\r\n\r\n")) == 200


@pytest.fixture
def short_deadlines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(HttpProtocol, "head_seconds", 0.2)
    monkeypatch.setattr(HttpProtocol, "body_seconds", 0.2)


@pytest.mark.usefixtures("short_deadlines")
class TestDeadlines:
    @pytest.mark.parametrize("beginning", [b"", b"\r\n", b"GET /heal", ORDINARY])
    async def test_a_head_that_does_not_end_is_cut_off(self, served: HttpServer, beginning: bytes) -> None:
        answer = await talk(served, beginning)
        assert status(answer) == 408
        assert b'"request_timeout"' in answer

    async def test_a_head_that_drips_in_is_cut_off_too(self, served: HttpServer) -> None:
        async with connected(served) as (reader, writer):

            async def drip() -> None:
                writer.write(ORDINARY)
                while True:
                    writer.write(b"X-Drop: 1\r\n")
                    await asyncio.sleep(0.02)

            dripping = asyncio.create_task(drip())
            answer = await until_closed(reader)
            dripping.cancel()
        assert answer == b"" or status(answer) == 408

    async def test_a_body_that_does_not_come_is_cut_off(self, served: HttpServer) -> None:
        head = b"POST /api/v1/auth/login HTTP/1.1\r\nHost: eduforum.test\r\nContent-Type: application/json\r\n"
        answer = await talk(served, head + b'Content-Length: 50\r\n\r\n{"email":')
        assert status(answer) == 408

    async def test_the_second_request_of_a_connection_has_a_deadline_as_well(self, served: HttpServer) -> None:
        async with connected(served) as (reader, writer):
            writer.write(ORDINARY + b"\r\n")
            head = await reader.readuntil(b"\r\n\r\n")
            assert status(head) == 200
            await reader.readexactly(len(b'{"status":"ok"}'))
            writer.write(b"GET /heal")
            assert status(await until_closed(reader)) == 408

    async def test_a_hundred_slow_connections_are_all_cut_off(self, served: HttpServer) -> None:
        answers = await asyncio.gather(*(talk(served, b"GET /") for _ in range(100)))
        assert {status(answer) for answer in answers} == {408}
        assert not served.server_state.connections


class TestHeadSize:
    async def test_a_large_head_within_the_bound_is_taken(self, served: HttpServer) -> None:
        filler = b"X-Filler: " + b"a" * (HEAD_BYTES - 200) + b"\r\n"
        assert status(await talk(served, ORDINARY + filler + b"Connection: close\r\n\r\n")) == 200

    @pytest.mark.parametrize(
        "filler",
        [b"X-Filler: " + b"a" * HEAD_BYTES + b"\r\n", b"X-Filler: aaaaaaaaaaaaaaaaaaaa\r\n" * 1100],
        ids=["one field", "many fields"],
    )
    async def test_a_larger_one_is_refused(self, served: HttpServer, filler: bytes) -> None:
        answer = await talk(served, ORDINARY + filler + b"\r\n")
        assert status(answer) == 431
        assert b'"head_too_large"' in answer

    async def test_a_long_path_is_refused(self, served: HttpServer) -> None:
        assert status(await talk(served, b"GET /" + b"a" * HEAD_BYTES + b" HTTP/1.1\r\nHost: a\r\n\r\n")) == 431

    async def test_sixteen_mebibytes_are_not_waited_for(self, served: HttpServer) -> None:
        async with connected(served) as (_, writer):
            with pytest.raises(ConnectionError):
                writer.write(ORDINARY + b"X-Filler: ")
                for _ in range(256):
                    writer.write(b"a" * 65536)
                    await writer.drain()


class TestHost:
    @pytest.mark.parametrize(
        "head",
        [
            b"GET /healthz HTTP/1.1\r\n\r\n",
            b"GET /healthz HTTP/1.0\r\n\r\n",
            b"GET /healthz HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n",
            b"GET /healthz HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
            b"GET /healthz HTTP/1.1\r\nHost:\r\n\r\n",
            b"GET /healthz HTTP/1.1\r\nHost: a b\r\n\r\n",
            b"GET /healthz HTTP/1.1\r\nHost: a/b\r\n\r\n",
            b"GET /healthz HTTP/1.1\r\nHost: a; script-src *\r\n\r\n",
            b"GET /ws/v1/room HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
        ],
    )
    async def test_anything_but_one_host_is_refused(self, served: HttpServer, head: bytes) -> None:
        assert status(await talk(served, head)) == 400

    @pytest.mark.parametrize("host", [b"eduforum.test:8080", b"127.0.0.1", b"[::1]:8080", b"xn--9d0b.test"])
    async def test_one_is_taken(self, served: HttpServer, host: bytes) -> None:
        assert (
            status(await talk(served, b"GET /healthz HTTP/1.1\r\nHost: " + host + b"\r\nConnection: close\r\n\r\n"))
            == 200
        )


class TestBodySize:
    HEAD = (
        b"POST /api/v1/auth/login HTTP/1.1\r\nHost: eduforum.test\r\n"
        b"Content-Type: application/json\r\nConnection: close\r\n"
    )

    async def test_a_body_that_says_it_is_too_large_is_not_waited_for(self, served: HttpServer) -> None:
        assert status(await talk(served, self.HEAD + b"Content-Length: 10000000\r\n\r\n")) == 413

    async def test_a_body_that_turns_out_to_be_is_refused(self, served: HttpServer) -> None:
        chunk = b"8000\r\n" + b" " * 0x8000 + b"\r\n"
        answer = await talk(
            served, self.HEAD + b"Transfer-Encoding: chunked\r\n\r\n", chunk, chunk, chunk, b"0\r\n\r\n"
        )
        assert status(answer) == 413


@pytest.mark.parametrize(
    "request_",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET /healthz HTTP/1.1\r\nHost : a\r\n\r\n",
        b"GET /healthz HTTP/1.1\r\nHost: a\r\nX: a\x00b\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
        b"GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n",
    ],
)
async def test_what_is_no_http_of_ours_is_refused_and_cut_off(served: HttpServer, request_: bytes) -> None:
    assert status(await talk(served, request_)) == 400


async def test_pipelined_requests_are_answered_in_order(served: HttpServer) -> None:
    answer = await talk(
        served,
        ORDINARY + b"X-Request-Id: one\r\n\r\n" + ORDINARY + b"X-Request-Id: two\r\nConnection: close\r\n\r\n",
    )
    assert answer.index(b"x-request-id: one") < answer.index(b"x-request-id: two")


async def test_a_client_that_does_not_read_is_cut_off(served: HttpServer, monkeypatch: pytest.MonkeyPatch) -> None:
    lost = asyncio.Event()
    connection_lost = HttpProtocol.connection_lost

    def noted(protocol: HttpProtocol, error: Exception | None) -> None:
        connection_lost(protocol, error)
        lost.set()

    monkeypatch.setattr(HttpProtocol, "connection_lost", noted)
    monkeypatch.setattr(HttpProtocol, "read_seconds", 0.2)
    loop = asyncio.get_running_loop()
    with socket.socket() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.setblocking(False)
        await loop.sock_connect(client, ("127.0.0.1", served.port))
        # Asked for much and read none of it: the answers fill the buffers of the kernel, then ours.
        request = b"GET /api/v1/openapi.json HTTP/1.1\r\nHost: eduforum.test\r\n\r\n"
        await loop.sock_sendall(client, request * 500)
        await lost.wait()
