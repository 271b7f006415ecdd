"""SE14: one client for what others' servers are asked, against real ones on loopback."""

import asyncio
import ipaddress
import ssl
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from eduforum.outbound import Answer, OutboundClient, OutboundError, Request
from eduforum.outbound.addresses import Address, networks
from tests.factories.servers import Respond, http, serving

NAME = "id.school.test"
INSIDE = networks(["127.0.0.0/8"])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("tls")


def leading_to(*addresses: str) -> tuple[Callable[[str], Any], list[str]]:
    """A resolver that gives these addresses for any name, and the names that it was asked for."""
    asked: list[str] = []

    async def resolve(host: str) -> Sequence[Address]:
        asked.append(host)
        return [ipaddress.ip_address(address) for address in addresses]

    return resolve, asked


def client_of(folder: Path | None = None, **changes: Any) -> OutboundClient:
    resolve, _ = leading_to("127.0.0.1")
    ca_file = folder / "certificate.pem" if folder else None
    values: dict[str, Any] = {"inside": INSIDE, "resolve": resolve, "ca_file": ca_file, "deadline": 20.0}
    return OutboundClient(**values | changes)


async def answered(respond: Respond, **changes: Any) -> Answer:
    """What comes of one answer, in plain HTTP within our own network."""
    async with serving(respond) as server:
        return await client_of(**changes).send(Request("GET", f"http://{NAME}:{server.port}/a?b=c", {}))


async def test_the_name_is_resolved_once_and_tls_is_held_to_it(folder: Path) -> None:
    resolve, asked = leading_to("127.0.0.1")
    async with serving(lambda request: http(b"hello"), folder=folder) as server:
        client = client_of(folder, resolve=resolve)
        request = Request("POST", f"https://{NAME}:{server.port}/token", {"Accept": "text/plain"}, b"code=1")
        answer = await client.send(request)
    assert (answer.status, answer.body, asked) == (200, b"hello", [NAME])
    assert server.requests[0].startswith(b"POST /token HTTP/1.1\r\nHost: id.school.test:")
    assert server.requests[0].endswith(b"\r\n\r\ncode=1")


async def test_a_certificate_of_another_name_is_refused(folder: Path) -> None:
    async with serving(lambda request: http(b""), folder=folder) as server:
        with pytest.raises(ssl.SSLCertVerificationError):
            await client_of(folder).send(Request("GET", f"https://other.test:{server.port}/", {}))
    assert server.requests == []


async def test_a_certificate_of_nobody_we_know_is_refused(folder: Path) -> None:
    async with serving(lambda request: http(b""), folder=folder) as server:
        with pytest.raises(ssl.SSLCertVerificationError):
            await client_of().send(Request("GET", f"https://{NAME}:{server.port}/", {}))
    assert server.requests == []


@pytest.mark.parametrize("url", ["https://{}/", "https://127.0.0.1:{}/", "https://[::ffff:127.0.0.1]:{}/"])
async def test_addresses_within_are_not_called_unless_the_settings_name_them(url: str) -> None:
    async with serving(lambda request: http(b"")) as server:
        place = url.format(server.port if ":{}" in url else NAME)
        with pytest.raises(OutboundError, match="no address that may be called"):
            await client_of(inside=()).send(Request("GET", place, {}))
    assert server.requests == []


async def test_without_tls_only_our_own_networks_are_called() -> None:
    resolve, _ = leading_to("8.8.8.8")
    with pytest.raises(OutboundError, match="no address that may be called"):
        await client_of(resolve=resolve).send(Request("GET", f"http://{NAME}/", {}))


async def test_of_several_addresses_those_that_may_be_called_are_tried() -> None:
    resolve, _ = leading_to("10.0.0.1", "127.0.0.2", "127.0.0.1")
    assert (await answered(lambda request: http(b"there"), resolve=resolve)).body == b"there"


async def test_a_redirect_is_an_answer_and_no_way() -> None:
    headers = "Location: http://169.254.169.254/\r\n"
    answer = await answered(lambda request: http(b"", status="302 Found", headers=headers))
    assert (answer.status, answer.headers["location"]) == (302, "http://169.254.169.254/")


@pytest.mark.parametrize(
    "said",
    [
        http(b"x" * 1000),
        b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 1000,
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3e8\r\n" + b"x" * 1000 + b"\r\n0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"x" * 40_000 + b"\r\n\r\n",
    ],
    ids=["length", "until it closes", "chunks", "head"],
)
async def test_more_than_the_limit_is_not_read(said: bytes) -> None:
    with pytest.raises(OutboundError, match="too large"):
        await answered(lambda request: said, max_body=100)


@pytest.mark.parametrize(
    ("said", "body"),
    [
        (b"HTTP/1.1 200 OK\r\n\r\nuntil it closes", b"until it closes"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n", b"abc"),
        (b"HTTP/1.1 103 Early Hints\r\nLink: <x>\r\n\r\n" + http(b"later"), b"later"),
        (b"HTTP/1.1 204 No Content\r\n\r\n", b""),
    ],
)
async def test_bodies_come_in_each_form(said: bytes, body: bytes) -> None:
    assert (await answered(lambda request: said)).body == body


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"nonsense\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort",
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nabc",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
        http(b"x", headers="Content-Encoding: gzip\r\n"),
        b"HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n",
    ],
)
async def test_what_is_no_whole_answer_is_none(said: bytes) -> None:
    with pytest.raises(OutboundError):
        await answered(lambda request: said)


async def test_a_server_that_says_nothing_is_left_after_the_deadline() -> None:
    async def never(request: bytes) -> bytes:
        await asyncio.Event().wait()
        return b""

    with pytest.raises(TimeoutError):
        await answered(never, deadline=0.2)


@pytest.mark.parametrize(
    "url", ["ftp://a.test/", "https:///x", "https://a@b.test/", "https://a.test/\r\nX: y", "https://a.test:x/", "x"]
)
async def test_what_is_no_address_is_not_called(url: str) -> None:
    with pytest.raises(OutboundError):
        await client_of().send(Request("GET", url, {}))


async def test_a_header_cannot_smuggle_another() -> None:
    with pytest.raises(OutboundError):
        await client_of().send(Request("GET", f"http://{NAME}:1/", {"X": "a\r\nHost: b"}))
