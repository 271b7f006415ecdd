"""What surrounds every HTTP request: who the peer is, its id, its headers, its place in logs and metrics."""

import ipaddress
import logging
import re
import time
from collections.abc import Sequence

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from eduforum.errors import Malformed
from eduforum.ids import new_id
from eduforum.telemetry import Metrics, bind_correlation_id
from eduforum.web.dispatch import METHODS, error_response

_log = logging.getLogger(__name__)
_access = logging.getLogger("eduforum.access")

_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_CLIENT_CLOSED = 499

_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), microphone=(self), display-capture=(self), fullscreen=(self), "
    "geolocation=(), payment=(), usb=()",
}
_NO_CONTENT_POLICY = "default-src 'none'; frame-ancestors 'none'"
_TRANSPORT_SECURITY = "max-age=31536000"


class Proxies:
    """Believes X-Forwarded-For and X-Forwarded-Proto of the proxies that the settings name, and of nobody else."""

    def __init__(self, app: ASGIApp, trusted: Sequence[str]) -> None:
        self._app = app
        self._networks = [ipaddress.ip_network(network, strict=False) for network in trusted]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in ("http", "websocket") and self._networks:
            self._look_behind(scope)
        await self._app(scope, receive, send)

    def _look_behind(self, scope: Scope) -> None:
        peer = scope["client"][0] if scope.get("client") else ""
        if not self._trusts(peer):
            return
        headers = Headers(scope=scope)
        hops = [hop.strip() for line in headers.getlist("x-forwarded-for") for hop in line.split(",")]
        # Each proxy adds its peer at the end: the first from there that is no proxy of ours is the client, and what
        # stands before it is hearsay.
        for hop in reversed(hops):
            if _address(hop) is None:
                break
            peer = hop
            if not self._trusts(hop):
                break
        scope["client"] = (peer, 0)
        proto = headers.getlist("x-forwarded-proto")
        if proto and (said := proto[-1].rpartition(",")[2].strip().lower()) in ("http", "https"):
            scope["scheme"] = ("http" if scope["type"] == "http" else "ws") + ("s" if said == "https" else "")

    def _trusts(self, text: str) -> bool:
        address = _address(text)
        return address is not None and any(address in network for network in self._networks)


class Observer:
    """Gives each request an id, its answer the security headers, and the log a line; counts and times it."""

    def __init__(self, app: ASGIApp, metrics: Metrics, *, transport_security: bool) -> None:
        self._app = app
        self._transport_security = transport_security
        self._requests = metrics.counter("http_requests_total", "HTTP requests answered", ("method", "route", "status"))
        self._seconds = metrics.histogram("http_request_seconds", "Time to answer", ("method", "route"))
        self._running = metrics.gauge("http_requests_running", "HTTP requests being answered")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = Headers(scope=scope).get("x-request-id", "")
        request_id = given if _REQUEST_ID.fullmatch(given) else new_id()
        with bind_correlation_id(request_id):
            await self._observe(scope, receive, send, request_id)

    async def _observe(self, scope: Scope, receive: Receive, send: Send, request_id: str) -> None:
        started = time.perf_counter()
        status = 0

        async def dressed_send(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                self._dress(MutableHeaders(scope=message), request_id)
            await send(message)

        self._running.inc()
        try:
            if "\0" in scope["path"]:
                await error_response(Malformed("The path holds NUL"))(scope, receive, dressed_send)
            else:
                await self._app(scope, receive, dressed_send)
        except ClientDisconnect:
            status = _CLIENT_CLOSED
        except Exception:
            # It was answered where it was caught first, and is raised again to be noted.
            _log.exception("a request failed")
        finally:
            self._running.dec()
            self._note(scope, status or _CLIENT_CLOSED, time.perf_counter() - started)

    def _dress(self, headers: MutableHeaders, request_id: str) -> None:
        headers["X-Request-Id"] = request_id
        for name, value in _HEADERS.items():
            headers[name] = value
        headers.setdefault("Content-Security-Policy", _NO_CONTENT_POLICY)
        if self._transport_security:
            headers["Strict-Transport-Security"] = _TRANSPORT_SECURITY

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        # A label a made-up path or method would let anyone fill the memory.
        route = scope.get("eduforum.route", "other")
        method = scope["method"] if scope["method"] in METHODS else "other"
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(method, route).observe(seconds)
        _access.info(
            "request",
            extra={
                "method": scope["method"],
                # What is called by a secret in its address alone must not be called by whoever reads the log.
                "path": route if scope.get("eduforum.anonymous") else scope["path"],
                "route": route,
                "status": status,
                "milliseconds": round(seconds * 1000, 2),
                "client": scope["client"][0] if scope.get("client") and not scope.get("eduforum.anonymous") else None,
                "user_id": scope.get("eduforum.user"),
            },
        )


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    # A socket for both families names IPv4 peers in IPv6 form.
    return getattr(address, "ipv4_mapped", None) or address
