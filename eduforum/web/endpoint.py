"""How a feature declares its HTTP calls: one `Endpoint` each, from which routing and the OpenAPI document are made."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Generic, Literal, TypeVar

import msgspec
from starlette.requests import Request

from eduforum.auth.access_tokens import Area, Scope, scope_of
from eduforum.auth.schemas import Principal
from eduforum.errors import Detail, EduForumError, Invalid, Unauthenticated
from eduforum.ids import is_id, new_id

B = TypeVar("B")
Q = TypeVar("Q")
T = TypeVar("T")

Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]

JSON = "application/json"

# What a body may weigh unless its endpoint says otherwise, in bytes.
BODY_LIMIT = 64 * 1024


class Page(msgspec.Struct, Generic[T], frozen=True):
    """A part of a list. `next_cursor` is opaque and None on the last page; it goes to `meta` in the answer."""

    items: list[T]
    next_cursor: str | None = None


@dataclass(frozen=True)
class Cookie:
    """A cookie to set; `max_age` in seconds, 0 takes it away. Always HttpOnly and SameSite=Strict."""

    name: str
    value: str
    path: str
    max_age: int
    secure: bool


@dataclass(frozen=True)
class Answer(Generic[T]):
    """A handler's answer where headers, cookies or another status than the endpoint's go with the data."""

    data: T
    headers: Mapping[str, str] = field(default_factory=dict)
    cookies: Sequence[Cookie] = ()
    status: int | None = None


@dataclass(frozen=True)
class Raw:
    """A body that goes out as it is, outside of the envelope; one in pieces as they come."""

    content: bytes | AsyncIterator[bytes]
    media_type: str
    headers: Mapping[str, str] = field(default_factory=dict)
    status: int = 200


class Call(Generic[B, Q]):
    """One request, decoded and checked: what a handler works on."""

    __slots__ = ("body", "claims", "client_ip", "path", "principal_or_none", "query", "request", "secure")

    def __init__(
        self,
        request: Request,
        principal: Principal | None,
        body: B,
        query: Q,
        path: Mapping[str, str],
        client_ip: str,
        secure: bool,
        claims: Mapping[str, Any] | None = None,
    ) -> None:
        self.request = request
        self.principal_or_none = principal
        self.claims = claims
        self.body = body
        self.query = query
        self.path = path
        self.client_ip = client_ip
        self.secure = secure

    @property
    def principal(self) -> Principal:
        """The signed-in person. Raises `Unauthenticated` where there is none."""
        if self.principal_or_none is None:
            raise Unauthenticated
        return self.principal_or_none

    @property
    def if_match(self) -> str | None:
        """The If-Match header as sent (RFC 9110 section 13.1.1)."""
        return self.request.headers.get("if-match")

    @property
    def request_id(self) -> str:
        """The Idempotency-Key header, a UUID that the client made, or a fresh id
        (draft-ietf-httpapi-idempotency-key-header section 2). Raises `Invalid` where it is anything else."""
        key = self.request.headers.get("idempotency-key")
        if key is None:
            return new_id()
        if not is_id(key):
            raise Invalid(details=[Detail("Idempotency-Key", "This must be a UUID in lower case.")])
        return key

    @property
    def origin(self) -> str | None:
        """The Origin header as sent (RFC 6454 section 7)."""
        return self.request.headers.get("origin")


@dataclass(frozen=True)
class Endpoint:
    """One HTTP call. `path` is relative to /api/v1 unless `root`; a `{name_id}` in it is a UUID or answers 404.

    `body`, `query` and `answer` are msgspec types (`answer` may be `Page[T]`), `errors` the error classes or codes
    that a caller can meet beyond those that any call may answer. `body_optional`: no body at all is accepted too and
    decoded as `{}`. `raw`: the answer is a `Raw` and goes out without the envelope. A `body` or `answer` that is `str`
    is text of the media type `accepts` or `produces`; a `body` that is `bytes` is left to the handler, which reads
    it in pieces from the call's `request`.

    `scope` is what a personal access token needs for the call; by "never" none will do, and to an open call (`auth`
    false) it says nothing. Every other call has one: `scoped` gives it.

    `participant`: a participant token serves as well as an access token; its claims are the call's `claims`. `cors`:
    pages of any origin may call, by a bearer token that they hold; cookies never count. `anonymous`: a bearer token is
    not looked at, and the log says nothing of the caller. `while_viewing`: an administrator who looks as somebody else
    may call it though it is no GET. `also` are other statuses of
    success, without a body. `request_headers` and `headers` describe what goes with the request and with a successful
    answer. `always` goes with every answer, errors too.
    """

    method: Method
    path: str
    handler: Callable[[Call[Any, Any]], Awaitable[object]]
    summary: str
    tag: str
    body: type[msgspec.Struct] | type[str] | type[bytes] | None = None
    query: type[msgspec.Struct] | None = None
    answer: Any = None
    status: int = 200
    auth: bool = True
    errors: tuple[type[EduForumError] | str, ...] = ()
    root: bool = False
    body_limit: int = BODY_LIMIT
    body_optional: bool = False
    raw: bool = False
    accepts: str = JSON
    produces: str = JSON
    scope: Scope | Literal["never"] | None = None
    participant: bool = False
    cors: bool = False
    anonymous: bool = False
    while_viewing: bool = False
    also: tuple[int, ...] = ()
    request_headers: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    always: Mapping[str, str] = field(default_factory=dict)

    @property
    def full_path(self) -> str:
        return self.path if self.root else "/api/v1" + self.path


def scoped(area: Area | Literal["never"], endpoints: Sequence[Endpoint]) -> list[Endpoint]:
    """The endpoints of a feature with the scopes of its area: reading takes `:read`, all else `:write`. One that names
    its own keeps it."""
    return [
        endpoint
        if endpoint.scope is not None
        else replace(endpoint, scope="never" if area == "never" else scope_of(area, write=endpoint.method != "GET"))
        for endpoint in endpoints
    ]
