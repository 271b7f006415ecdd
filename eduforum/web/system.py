"""Calls about the server itself: health, metrics, the OpenAPI document and the page to read it."""

import asyncio
import ipaddress
from collections.abc import Awaitable, Callable, Mapping
from importlib import resources
from typing import Any

from eduforum.db import Database
from eduforum.errors import EduForumError, Forbidden, NotFound
from eduforum.telemetry import Metrics
from eduforum.web.codec import encode
from eduforum.web.endpoint import Call, Endpoint, Raw

_READY_SECONDS = 2.0
_PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_PAGE_TYPES = {"index.html": "text/html", "docs.js": "text/javascript", "docs.css": "text/css"}
_FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip")


class SystemRoutes:
    """`serving` tells whether the server takes work; `openapi` makes the document, which is kept."""

    def __init__(
        self, db: Database, metrics: Metrics, serving: Callable[[], bool], openapi: Callable[[], Mapping[str, Any]]
    ) -> None:
        self._db = db
        self._metrics = metrics
        self._serving = serving
        self._openapi = openapi
        self._document: bytes | None = None

    def endpoints(self) -> list[Endpoint]:
        return [
            self._endpoint("/healthz", self.healthz, "Whether the process lives", root=True),
            self._endpoint("/readyz", self.readyz, "Whether it can take work", "unavailable", root=True),
            self._endpoint("/metrics", self.metrics, "Metrics, for this machine and admins", "forbidden", root=True),
            self._endpoint("/openapi.json", self.openapi, "This document"),
            self._endpoint("/docs", self.page, "A page to read it"),
            self._endpoint("/docs/{file}", self.page_file, "What the page is made of", "not_found"),
        ]

    async def healthz(self, call: Call[None, None]) -> Raw:
        return Raw(encode({"status": "ok"}), "application/json")

    async def readyz(self, call: Call[None, None]) -> Raw:
        checks = {"serving": self._serving(), "database": await self._database_answers()}
        ready = all(checks.values())
        content = encode({"status": "ready" if ready else "not ready", "checks": checks})
        return Raw(content, "application/json", status=200 if ready else 503)

    async def metrics(self, call: Call[None, None]) -> Raw:
        admin = call.principal_or_none is not None and call.principal_or_none.role == "admin"
        if not admin and not _is_local(call):
            raise Forbidden("Metrics are for this machine and for administrators")
        content, media_type = self._metrics.render()
        return Raw(content, "text/plain", {"Content-Type": media_type})

    async def openapi(self, call: Call[None, None]) -> Raw:
        if self._document is None:
            self._document = encode(self._openapi())
        return Raw(self._document, "application/json", {"Cache-Control": "no-cache"})

    async def page(self, call: Call[None, None]) -> Raw:
        return _page_file("index.html")

    async def page_file(self, call: Call[None, None]) -> Raw:
        return _page_file(call.path["file"])

    async def _database_answers(self) -> bool:
        try:
            async with asyncio.timeout(_READY_SECONDS), self._db.connection() as conn:
                return bool(await conn.fetchval("select true"))
        except (EduForumError, OSError, TimeoutError):
            return False

    def _endpoint(
        self,
        path: str,
        handler: Callable[[Call[None, None]], Awaitable[Raw]],
        summary: str,
        *errors: str,
        root: bool = False,
    ) -> Endpoint:
        return Endpoint("GET", path, handler, summary, "server", auth=False, root=root, raw=True, errors=errors)


def _is_local(call: Call[None, None]) -> bool:
    """From this machine, and not through a proxy on it that we know nothing of."""
    if any(name in call.request.headers for name in _FORWARDED):
        return False
    try:
        return ipaddress.ip_address(call.client_ip).is_loopback
    except ValueError:
        return False


def _page_file(name: str) -> Raw:
    if name not in _PAGE_TYPES:
        raise NotFound
    content = (resources.files("eduforum.web") / "apidocs" / name).read_bytes()
    headers = {"Cache-Control": "no-cache", "Content-Security-Policy": _PAGE_POLICY}
    return Raw(content, _PAGE_TYPES[name], headers)
