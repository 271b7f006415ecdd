"""The HTTP that signing in elsewhere needs, done by whoever is given as `Fetch`."""

from collections.abc import Mapping
from typing import Protocol, TypeVar

import msgspec

from eduforum.auth.oidc.faults import OidcError
from eduforum.outbound import Answer, Request

# Discovery documents and key sets have a few KiB, user information less.
MAX_BODY = 256 * 1024

T = TypeVar("T")


class Fetch(Protocol):
    async def __call__(self, request: Request) -> Answer:
        """The answer, whatever its status.

        Checks and pins the address that the name resolves to, follows no redirect, ends by a deadline and reads at
        most `MAX_BODY` bytes, as `OutboundClient.send` does. Raises `OSError`, `TimeoutError` included.
        """
        ...


async def fetch_body(fetch: Fetch, request: Request) -> bytes:
    """The body of a 200. Raises `OidcError` reason `unreachable`."""
    answer = await fetch_any(fetch, request)
    if answer.status != 200:
        raise OidcError("unreachable", f"{request.url} answers {answer.status}")
    return answer.body


async def fetch_any(fetch: Fetch, request: Request) -> Answer:
    """An answer of any status and bounded size. Raises `OidcError` reason `unreachable`."""
    try:
        answer = await fetch(request)
    except OSError as error:
        raise OidcError("unreachable", f"{request.url} does not answer: {error!r}") from error
    if len(answer.body) > MAX_BODY:
        raise OidcError("unreachable", f"{request.url} answers with more than {MAX_BODY} bytes")
    return answer


def get(url: str, headers: Mapping[str, str] | None = None) -> Request:
    return Request("GET", url, {"Accept": "application/json", **(headers or {})})


def decode(body: bytes, type: type[T], source: str) -> T:
    """JSON as `type`. Raises `OidcError` reason `unreachable`."""
    try:
        return msgspec.json.decode(body, type=type)
    except (msgspec.DecodeError, UnicodeError, RecursionError, OverflowError) as error:
        raise OidcError("unreachable", f"{source} answers what cannot be read: {error}") from None
