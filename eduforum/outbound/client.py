"""The client: the address that a name resolves to is checked and pinned, TLS is verified against the name, redirects
are not followed, and an answer has a deadline and a size (SE14)."""

import asyncio
import ipaddress
import ssl
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Literal, NamedTuple
from urllib.parse import SplitResult, urlsplit

from eduforum.outbound.addresses import Address, Network, is_inside, is_public
from eduforum.outbound.reading import MAX_HEAD, AnswerReader, OutboundError

__all__ = ["Answer", "OutboundClient", "OutboundError", "Request", "Resolve"]

DEADLINE_SECONDS = 10.0
MAX_BODY = 256 * 1024

_PORTS = {"http": 80, "https": 443}
_CHUNK = 64 * 1024
_OURS = {"host", "connection", "content-length", "transfer-encoding", "accept-encoding", "expect", "upgrade"}

Method = Literal["GET", "POST", "PUT", "DELETE"]
Resolve = Callable[[str], Awaitable[Sequence[Address]]]


class Request(NamedTuple):
    method: Method
    url: str
    headers: Mapping[str, str]
    body: bytes = b""


class Answer(NamedTuple):
    """`headers` by their names in small letters; of one that stands there twice the last."""

    status: int
    body: bytes
    headers: Mapping[str, str] = MappingProxyType({})


class OutboundClient:
    """`inside`: networks of our own that may be called too, and without TLS; all others are refused unless they are
    public. `ca_file`: authorities (PEM) that are believed beside those of the system."""

    def __init__(
        self,
        *,
        inside: Collection[Network] = (),
        ca_file: Path | None = None,
        deadline: float = DEADLINE_SECONDS,
        max_body: int = MAX_BODY,
        resolve: Resolve | None = None,
    ) -> None:
        self._inside = tuple(inside)
        self._deadline = deadline
        self._max_body = max_body
        self._resolve = resolve or _resolve
        self._ca_file = ca_file

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        # Reading all authorities takes longer than most of what a server does at its start.
        context = ssl.create_default_context()
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.set_alpn_protocols(["http/1.1"])
        if self._ca_file is not None:
            context.load_verify_locations(self._ca_file)
        return context

    async def send(self, request: Request) -> Answer:
        """The answer, whatever its status: one that leads elsewhere is given back as it is.

        Raises `OSError`: `OutboundError` for what we refuse, `TimeoutError` after the deadline, and what connecting and
        TLS raise.
        """
        parts, port = _checked(request.url)
        head = _head(request, parts)
        async with asyncio.timeout(self._deadline):
            allowed = await self._addresses(parts)
            reader, writer = await self._connect(parts, port, allowed)
            try:
                writer.write(head + request.body)
                await writer.drain()
                return await self._read(reader)
            finally:
                # Nothing is said any more; waiting for a polite end would be waiting for the other side.
                writer.transport.abort()

    async def _addresses(self, parts: SplitResult) -> list[Address]:
        host = parts.hostname or ""
        try:
            found: Sequence[Address] = [ipaddress.ip_address(host)]
        except ValueError:
            found = await self._resolve(host)
        # Without TLS nobody shows who they are: only within our own networks.
        allowed = [
            address
            for address in found
            if is_inside(address, self._inside) or (parts.scheme == "https" and is_public(address))
        ]
        if not allowed:
            raise OutboundError(f"{host} is at no address that may be called")
        return allowed

    async def _connect(
        self, parts: SplitResult, port: int, addresses: Sequence[Address]
    ) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Connects to one of the very addresses that were checked: the name is not resolved again."""
        tls = self._tls if parts.scheme == "https" else None
        refused: OSError = OutboundError("there is no address")
        for address in addresses:
            try:
                return await asyncio.open_connection(
                    str(address), port, ssl=tls, server_hostname=parts.hostname if tls else None
                )
            except ssl.SSLError:
                # Whoever answers there cannot show that they are who is meant. No other address makes up for that.
                raise
            except TimeoutError:
                raise
            except OSError as error:
                refused = error
        raise refused

    async def _read(self, stream: asyncio.StreamReader) -> Answer:
        answer = AnswerReader(self._max_body)
        taken = 0
        while not answer.complete:
            data = await stream.read(_CHUNK)
            # In chunks of a byte each a body takes many times its size.
            taken += len(data)
            if taken > MAX_HEAD + 2 * self._max_body + _CHUNK:
                raise OutboundError("the answer is too large")
            if data:
                answer.feed(data)
            else:
                answer.end()
        return Answer(answer.status, bytes(answer.body), answer.headers)


def _checked(url: str) -> tuple[SplitResult, int]:
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS.get(parts.scheme, 0)
    except ValueError:
        raise OutboundError("this is no address") from None
    plain = url.isascii() and url.isprintable() and " " not in url and "\\" not in url
    if not plain or parts.scheme not in _PORTS or not parts.hostname or "@" in parts.netloc or "%" in parts.netloc:
        raise OutboundError("this is no address of http or https")
    return parts, port


def _head(request: Request, parts: SplitResult) -> bytes:
    path = parts.path or "/"
    target = f"{path}?{parts.query}" if parts.query else path
    fields = {
        "Host": parts.netloc,
        "Connection": "close",
        "Accept-Encoding": "identity",
        "User-Agent": "EduForum",
        **{name: value for name, value in request.headers.items() if name.lower() not in _OURS},
    }
    if request.body or request.method in ("POST", "PUT"):
        fields["Content-Length"] = str(len(request.body))
    lines = [f"{request.method} {target} HTTP/1.1", *(f"{name}: {value}" for name, value in fields.items())]
    if not all(line.isascii() and line.isprintable() for line in lines):
        raise OutboundError("a header cannot be sent")
    return "\r\n".join([*lines, "", ""]).encode("ascii")


async def _resolve(host: str) -> list[Address]:
    """Every address of a name. Raises `OSError`."""
    loop = asyncio.get_running_loop()
    try:
        # Names of the network are ASCII; `getaddrinfo` would put others into it by rules of its own.
        found = await loop.getaddrinfo(host.encode("ascii"), None, type=1)
    except UnicodeError:
        raise OutboundError("this is no name of a host") from None
    texts = dict.fromkeys(str(place[0]).partition("%")[0] for *_, place in found)
    return [ipaddress.ip_address(text) for text in texts]
