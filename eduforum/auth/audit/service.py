"""Reading the audit log."""

from collections.abc import AsyncIterator

import msgspec

from eduforum.auth.audit import access, store
from eduforum.auth.audit.log import append
from eduforum.auth.audit.schemas import AuditEntry, AuditFilter, Facts, Subject
from eduforum.auth.schemas import Principal
from eduforum.clock import Clock
from eduforum.db import Database
from eduforum.web.downloads import csv_lines, csv_table

_COLUMNS = ("at", "act", "actor", "actor_email", "subject_kind", "subject_id", "subject", "details")

_PART = 1000


class AuditService:
    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock

    async def entries(
        self, principal: Principal, wanted: AuditFilter, after: str | None, limit: int
    ) -> list[AuditEntry]:
        """The newest first, older than the entry `after`. Raises `Forbidden`."""
        access.may_read(principal)
        async with self._db.connection() as conn:
            return await store.entries(conn, wanted, after, limit)

    async def export(self, principal: Principal, wanted: AuditFilter) -> AsyncIterator[bytes]:
        """The same as a table, all of it, in parts. That somebody took it away is in the log from now on.

        Raises `Forbidden`.
        """
        access.may_read(principal)
        facts: Facts = {
            name: value
            for name, value in msgspec.to_builtins(wanted).items()
            # What was searched for may be somebody's name.
            if name in ("act", "person_id", "since", "until") and value is not None
        }
        async with self._db.transaction() as conn:
            await append(conn, self._clock, "audit.exported", by=principal, of=Subject("audit_log"), details=facts)
        return self._parts(wanted)

    async def _parts(self, wanted: AuditFilter) -> AsyncIterator[bytes]:
        yield csv_table(_COLUMNS, [])
        after: str | None = None
        while True:
            async with self._db.connection() as conn:
                entries = await store.entries(conn, wanted, after, _PART)
            if entries:
                yield csv_lines(_cells(entry) for entry in entries)
                after = entries[-1].id
            if len(entries) < _PART:
                return


def _cells(entry: AuditEntry) -> tuple[str, ...]:
    actor = entry.actor
    return (
        entry.at.isoformat(),
        entry.act,
        actor.name if actor else "",
        actor.email if actor else "",
        entry.subject.kind,
        entry.subject.id or "",
        entry.subject_name or "",
        msgspec.json.encode(entry.details).decode() if entry.details else "",
    )
