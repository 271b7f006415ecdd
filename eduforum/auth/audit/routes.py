"""HTTP face of the audit log."""

from typing import Annotated

from msgspec import Meta

from eduforum.auth.audit.schemas import AuditEntry, AuditFilter, AuditQuery
from eduforum.auth.audit.service import AuditService
from eduforum.pagination import cut, decode_cursor
from eduforum.web.downloads import attached
from eduforum.web.endpoint import Call, Endpoint, Page, Raw, scoped

_Id = Annotated[str, Meta(pattern=r"\A[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z")]


class AuditRoutes:
    def __init__(self, service: AuditService) -> None:
        self._service = service

    def endpoints(self) -> list[Endpoint]:
        return scoped("never", [
            Endpoint("GET", "/admin/audit", self.entries, "Who did what to whom, the newest first", "admin",
                     query=AuditQuery, answer=Page[AuditEntry], errors=("forbidden", "invalid_cursor")),
            Endpoint("GET", "/admin/audit.csv", self.export, "The same as a table, whole", "admin", query=AuditFilter,
                     answer=str, raw=True, produces="text/csv", errors=("forbidden",)),
        ])  # fmt: skip

    async def entries(self, call: Call[None, AuditQuery]) -> Page[AuditEntry]:
        query = call.query
        after = None if query.cursor is None else decode_cursor(query.cursor, tuple[_Id])[0]
        found = await self._service.entries(call.principal, query, after, query.limit + 1)
        return Page(*cut(found, query.limit, lambda entry: (entry.id,)))

    async def export(self, call: Call[None, AuditFilter]) -> Raw:
        parts = await self._service.export(call.principal, call.query)
        return Raw(parts, "text/csv; charset=utf-8", attached("audit.csv"))
