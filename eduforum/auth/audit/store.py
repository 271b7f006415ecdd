"""SQL of the audit log: it is added to and read; the database refuses anything else."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from eduforum.auth.audit.schemas import Act, AuditEntry, AuditFilter, AuditPerson, Facts, Subject
from eduforum.auth.people_search import matching
from eduforum.db import Connection


async def add(
    conn: Connection, *, id: str, at: datetime, act: Act, actor_id: str | None, subject: Subject, details: Facts
) -> None:
    await conn.execute(
        """insert into audit_log (id, at, act, actor_id, subject_kind, subject_id, details)
           values ($1, $2, $3, $4, $5, $6, $7)""",
        id, at, act, actor_id, subject.kind, subject.id, details,
    )  # fmt: skip


async def entries(conn: Connection, wanted: AuditFilter, after: str | None, limit: int) -> list[AuditEntry]:
    """The newest first, older than the entry `after`."""
    conditions: list[str] = []
    values: list[Any] = []

    def given(value: object) -> str:
        values.append(value)
        return f"${len(values)}"

    if after is not None:
        conditions.append(f"l.id < {given(after)}")
    if wanted.act is not None:
        conditions.append(f"l.act = {given(wanted.act)}")
    if wanted.person_id is not None:
        place = given(wanted.person_id)
        conditions.append(f"(l.actor_id = {place} or l.subject_id = {place})")
    if wanted.since is not None:
        conditions.append(f"l.at >= {given(wanted.since)}")
    if wanted.until is not None:
        conditions.append(f"l.at < {given(wanted.until)}")
    found = matching(wanted.search, "w", given)
    if found is not None:
        people = f"(select w.id from users w where {found})"
        conditions.append(f"(l.actor_id in {people} or l.subject_id in {people})")
    where = f"where {' and '.join(conditions)}" if conditions else ""
    rows = await conn.fetch(
        f"""select l.id, l.at, l.act, l.actor_id, a.name as actor_name, a.email as actor_email,
                   l.subject_kind, l.subject_id, coalesce(p.name, s.title) as subject_name, l.details
            from audit_log l
            left join users a on a.id = l.actor_id
            left join users p on l.subject_kind = 'person' and p.id = l.subject_id
            left join sessions s on l.subject_kind = 'session' and s.id = l.subject_id
            {where} order by l.id desc limit {given(limit)}""",
        *values,
    )
    return _entries(rows)


def _entries(rows: Sequence[Any]) -> list[AuditEntry]:
    return [
        AuditEntry(
            id=row["id"],
            at=row["at"],
            act=row["act"],
            actor=AuditPerson(row["actor_id"], row["actor_name"] or "", row["actor_email"] or "")
            if row["actor_id"]
            else None,
            subject=Subject(row["subject_kind"], row["subject_id"]),
            subject_name=row["subject_name"],
            details=row["details"],
        )
        for row in rows
    ]
