"""SQL of cold calls."""

from collections.abc import Sequence

import msgspec

from eduforum.db import Connection
from eduforum.learning.cold_call.schemas import Candidate, ColdCall, ColdCallRecord
from eduforum.media.tools import Row

_DRAW = """
    insert into cold_calls (room_id, id, participant_id, name, state, drawn_at, candidates, drawn_by)
    select $1, $3, $4, $5, $6, $7, $8, $9 where $2::bigint is not null
"""
_CHANGE = """
    update cold_calls set state = $4, told_at = $5, due_at = $6, called_at = $7, text = $8
    where room_id = $1 and id = $3 and $2::bigint is not null
"""
_CALL = ("id", "participant_id", "name", "state", "drawn_at", "told_at", "due_at", "called_at", "text")
_COLUMNS = ", ".join(_CALL)


def add(call: ColdCall, candidates: Sequence[Candidate], drawn_by: str) -> Row:
    return Row(
        _DRAW,
        (call.id, call.participant_id, call.name, call.state, call.drawn_at, list(candidates), drawn_by),
    )


def change(call: ColdCall) -> Row:
    return Row(_CHANGE, (call.id, call.state, call.told_at, call.due_at, call.called_at, call.text))


async def calls(conn: Connection, room_id: str) -> list[ColdCall]:
    """All of a session, the first first."""
    rows = await conn.fetch(f"select {_COLUMNS} from cold_calls where room_id = $1 order by drawn_at, id", room_id)
    return [msgspec.convert(dict(row), ColdCall) for row in rows]


async def count(conn: Connection, room_id: str) -> int:
    found: int = await conn.fetchval("select count(*) from cold_calls where room_id = $1", room_id)
    return found


async def log(conn: Connection, room_id: str) -> list[ColdCallRecord]:
    rows = await conn.fetch(
        f"select drawn_by, candidates, {_COLUMNS} from cold_calls where room_id = $1 order by drawn_at, id", room_id
    )
    return [
        ColdCallRecord(
            call=msgspec.convert(dict(zip(_CALL, call, strict=True)), ColdCall),
            drawn_by=drawn_by,
            candidates=msgspec.convert(candidates, tuple[Candidate, ...]),
        )
        for drawn_by, candidates, *call in rows
    ]


async def times_called(conn: Connection, room_id: str) -> dict[str, int]:
    """How often each person has been called in the course of this session; what was skipped or dropped was no call."""
    rows = await conn.fetch(
        """select c.participant_id, count(*)::int as calls from cold_calls c
           join sessions s on s.id = c.room_id
           where s.course_id = (select course_id from sessions where id = $1)
             and c.state in ('called', 'spoken', 'written', 'passed')
           group by c.participant_id""",
        room_id,
    )
    return {row["participant_id"]: row["calls"] for row in rows}


async def exempt(conn: Connection, room_id: str) -> set[str]:
    """Who is not to be called in the course of this session."""
    rows = await conn.fetch(
        """select a.user_id from accommodations a join sessions s on s.course_id = a.course_id
           where s.id = $1 and a.no_cold_call""",
        room_id,
    )
    return {row["user_id"] for row in rows}
