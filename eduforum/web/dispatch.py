"""From a request to its endpoint's handler and back: authenticate, count, decode, call, encode."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from math import ceil
from typing import Any, Protocol

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from eduforum.auth.access_tokens import is_access_token, permits
from eduforum.auth.personal_tokens import Bearer
from eduforum.auth.schemas import Principal
from eduforum.cluster import RateLimiter, network_of
from eduforum.errors import (
    EduForumError,
    Forbidden,
    Malformed,
    NotAcceptable,
    NotFound,
    RateLimited,
    TooLarge,
    Unauthenticated,
    UnsupportedMediaType,
)
from eduforum.ids import is_id
from eduforum.telemetry import correlation_id
from eduforum.web.codec import check_text, decode, decode_query, decode_text, envelope, error_envelope
from eduforum.web.endpoint import JSON, Answer, Call, Cookie, Endpoint, Raw

# People who are not signed in are counted by address, and a campus is one address.
_PEOPLE_PER_ADDRESS = 30

METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]

_NO_STORE = {"Cache-Control": "no-store"}

# For pages of other origins, of what is entitled by a bearer token alone (Fetch standard, section 3.3): what they may
# read beside the body, and in a preflight what they may send.
_CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Location, ETag, Link, Accept-Patch, Accept-Post, Retry-After, WWW-Authenticate, "
    "X-Request-Id",
}
_PREFLIGHT = {
    "Access-Control-Allow-Headers": "Authorization, Content-Type, If-Match, X-Request-Id",
    "Access-Control-Max-Age": "7200",
}


class MethodNotAllowed(EduForumError):
    code = "method_not_allowed"
    status = 405
    default_message = "This path does not have this method."


class Authenticator(Protocol):
    async def authenticate(self, token: str) -> Principal: ...

    async def authenticate_access_token(self, text: str) -> Bearer: ...

    async def authenticate_participant(self, token: str) -> tuple[Principal, Mapping[str, Any]]: ...


class Dispatcher:
    """Makes Starlette routes of endpoints. `requests_per_minute` is for each person; 0 is no limit."""

    def __init__(self, authenticator: Authenticator, limiter: RateLimiter, requests_per_minute: int) -> None:
        self._authenticator = authenticator
        self._limiter = limiter
        self._requests_per_minute = requests_per_minute

    def routes(self, endpoints: Iterable[Endpoint]) -> list[BaseRoute]:
        """One route a path, paths without parameters first."""
        by_path: dict[str, dict[str, Endpoint]] = {}
        for endpoint in endpoints:
            methods = by_path.setdefault(endpoint.full_path, {})
            if endpoint.method in methods:
                raise ValueError(f"{endpoint.method} {endpoint.full_path} is declared twice")
            methods[endpoint.method] = endpoint
        paths = sorted(by_path, key=lambda path: [(segment.startswith("{"), segment) for segment in path.split("/")])
        return [Route(path, self._app(by_path[path]), methods=METHODS) for path in paths]

    def _app(self, methods: Mapping[str, Endpoint]) -> Callable[[Request], Awaitable[Response]]:
        shared = any(endpoint.cors for endpoint in methods.values())
        always = {name: value for endpoint in methods.values() for name, value in endpoint.always.items()}

        async def respond(request: Request) -> Response:
            response = await answer(request)
            response.headers.update(always)
            if shared:
                response.headers.update(_CORS)
                if request.method == "OPTIONS":
                    response.headers["Access-Control-Allow-Methods"] = ", ".join(sorted(methods))
                    response.headers.update(_PREFLIGHT)
            return response

        async def answer(request: Request) -> Response:
            endpoint = methods.get("GET" if request.method == "HEAD" else request.method)
            if endpoint is None:
                return not_allowed(methods)
            request.scope["eduforum.route"] = endpoint.full_path
            request.scope["eduforum.anonymous"] = endpoint.anonymous
            try:
                return await self._respond(endpoint, request)
            except EduForumError as error:
                return error_response(error)

        return respond

    async def _respond(self, endpoint: Endpoint, request: Request) -> Response:
        for name, value in request.path_params.items():
            check_text(value)
            if name.endswith("_id") and not is_id(value):
                raise NotFound
        principal, claims = await self._principal(endpoint, request)
        viewing = principal is not None and principal.impersonator_id is not None
        if viewing and endpoint.method != "GET" and not endpoint.while_viewing:
            # A vote, an answer, a password: whatever is done by a person's name would be theirs in every record.
            raise Forbidden("Whoever looks as somebody else changes nothing.", code="viewing_as")
        if endpoint.produces != JSON and not _accepts(request.headers.get("accept", ""), endpoint.produces):
            raise NotAcceptable(f"The answer is {endpoint.produces}, which Accept rules out.")
        call = Call(
            request=request,
            principal=principal,
            body=await _body(endpoint, request),
            query=decode_query(request.scope["query_string"], endpoint.query) if endpoint.query else None,
            path=request.path_params,
            client_ip=request.client.host if request.client else "",
            secure=request.scope["scheme"] == "https",
            claims=claims,
        )
        result = await endpoint.handler(call)
        if isinstance(result, Raw):
            headers = {**_NO_STORE, **result.headers}
            if isinstance(result.content, bytes):
                return Response(result.content, result.status, headers, result.media_type)
            return StreamingResponse(result.content, result.status, headers, result.media_type)
        answer = result if isinstance(result, Answer) else Answer(result)
        status = answer.status or endpoint.status
        content = b"" if status == 204 else envelope(answer.data)
        response = Response(content, status, {**_NO_STORE, **answer.headers}, None if status == 204 else JSON)
        for cookie in answer.cookies:
            _set_cookie(response, cookie)
        return response

    async def _principal(
        self, endpoint: Endpoint, request: Request
    ) -> tuple[Principal | None, Mapping[str, Any] | None]:
        """Whom the bearer token stands for, and the claims of a participant token. Each request is counted, for its
        person or else for its address."""
        principal, claims, fault = None, None, Unauthenticated()
        scheme, _, text = request.headers.get("authorization", "").partition(" ")
        token = text.strip()
        # An open call has no scope by which a personal access token would say who it is.
        looked_at = not endpoint.anonymous and (endpoint.auth or not is_access_token(token))
        if scheme.lower() == "bearer" and token and looked_at:
            try:
                principal, claims = await self._bearer(token, endpoint)
                request.scope["eduforum.user"] = principal.user_id
            except Unauthenticated as error:
                fault = error
        if principal is not None:
            await self._count(f"requests:{principal.user_id}", self._requests_per_minute)
        else:
            network = network_of(request.client.host if request.client else "")
            await self._count(f"requests:{network}", self._requests_per_minute * _PEOPLE_PER_ADDRESS)
            if endpoint.auth:
                raise fault
        return principal, claims

    async def _bearer(self, token: str, endpoint: Endpoint) -> tuple[Principal, Mapping[str, Any] | None]:
        if is_access_token(token):
            return await self._token_owner(token, endpoint), None
        try:
            return await self._authenticator.authenticate(token), None
        except Unauthenticated as error:
            # A token of another kind is no valid one of this.
            if not endpoint.participant or error.code != "token_invalid":
                raise
        return await self._authenticator.authenticate_participant(token)

    async def _token_owner(self, token: str, endpoint: Endpoint) -> Principal:
        """Whom a personal access token stands for, if its scopes reach as far as the call: the one place that asks.

        Raises `Unauthenticated`, `Forbidden` code `not_by_token` or `scope_missing`.
        """
        bearer = await self._authenticator.authenticate_access_token(token)
        needed = endpoint.scope
        if needed is None or needed == "never":
            raise Forbidden("No personal access token does this", code="not_by_token")
        if not permits(bearer.scopes, needed):
            raise Forbidden(f"The token lacks the scope {needed}", code="scope_missing")
        return bearer.principal

    async def _count(self, key: str, limit: int) -> None:
        if limit == 0:
            return
        wait = await self._limiter.hit(key, limit, 60)
        if wait > 0:
            raise RateLimited(retry_after=wait)


def error_response(error: EduForumError) -> Response:
    """The envelope of an error, with the headers that its status asks for."""
    headers = dict(_NO_STORE)
    if error.retry_after is not None:
        headers["Retry-After"] = str(max(1, ceil(error.retry_after)))
    if error.status == 401:
        # RFC 6750 section 3: a token that was sent and is no good is told apart from none.
        refused = ', error="invalid_token"' if error.code.startswith("token_") else ""
        headers["WWW-Authenticate"] = f'Bearer realm="eduforum"{refused}'
    return Response(error_envelope(error), error.status, headers, JSON)


def not_allowed(methods: Iterable[str]) -> Response:
    """405 with the methods that the path has."""
    response = error_response(MethodNotAllowed())
    response.headers["Allow"] = ", ".join(sorted({*methods, *(["HEAD"] if "GET" in methods else [])}))
    return response


async def http_exception(request: Request, exception: Exception) -> Response:
    """Starlette's own refusals, of unknown paths and methods, in our envelope."""
    assert isinstance(exception, HTTPException)
    if exception.status_code == 405:
        return not_allowed([])
    return error_response(NotFound() if exception.status_code == 404 else Malformed(str(exception.detail)))


async def unexpected(request: Request, exception: Exception) -> Response:
    """A fault of ours: nothing about it but the id under which the log has it."""
    return error_response(EduForumError(f"The server failed; quote {correlation_id.get()}"))


async def _body(endpoint: Endpoint, request: Request) -> object:
    if endpoint.body is None:
        return None
    if endpoint.body is bytes:
        _check_length(request, endpoint.body_limit)
        _check_type(request, endpoint.accepts)
        return None
    raw = await read_body(request, endpoint.body_limit)
    if not raw and endpoint.body_optional:
        raw = b"{}"
    else:
        _check_type(request, endpoint.accepts)
    return decode_text(raw) if endpoint.body is str else decode(raw, endpoint.body)


def _check_type(request: Request, accepted: str) -> None:
    """Also what keeps a form on another site from posting here without asking first."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != accepted:
        raise UnsupportedMediaType(f"The body must be {accepted}.")


def _check_length(request: Request, limit: int) -> None:
    declared = request.headers.get("content-length", "0")
    if declared.isdigit() and int(declared) > limit:
        raise TooLarge(f"The body may have {limit} bytes")


def _accepts(accept: str, media_type: str) -> bool:
    """Whether an Accept header admits a media type (RFC 9110 section 12.5.1): the most specific range decides."""
    weights: dict[str, str] = {}
    for part in accept.split(","):
        name, *parameters = (word.strip().lower() for word in part.split(";"))
        weights[name] = next((word[2:] for word in parameters if word.startswith("q=")), "1")
    kind = media_type.partition("/")[0]
    weight = next((weights[name] for name in (media_type, f"{kind}/*", "*/*") if name in weights), None)
    return weight.strip("0.") != "" if weight is not None else not accept.strip()


async def read_body(request: Request, limit: int) -> bytes:
    """The whole body. Raises `TooLarge` as soon as it is known to exceed `limit` bytes."""
    _check_length(request, limit)
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit:
            raise TooLarge(f"The body may have {limit} bytes")
    return bytes(body)


def _set_cookie(response: Response, cookie: Cookie) -> None:
    response.set_cookie(
        cookie.name,
        cookie.value,
        max_age=cookie.max_age,
        path=cookie.path,
        secure=cookie.secure,
        httponly=True,
        samesite="strict",
    )
