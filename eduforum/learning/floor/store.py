"""SQL of think time."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

import msgspec

from eduforum.courses.schemas import CourseRole
from eduforum.db import Connection
from eduforum.learning.floor.schemas import Floor, FloorAnswer, FloorEntry, FloorRecord, FloorReport
from eduforum.media.tools import Row

_OPEN = """
    insert into floors (room_id, id, question, asked_by, opened_at, ends_at)
    select $1, $3, $4, $5, $6, $7 where $2::bigint is not null
"""
# Whoever takes back what they gave has a row that says nothing.
_GIVE = """
    insert into floor_answers (floor_id, participant_id, name, hand, text)
    select id, $4, $5, $6, $7 from floors where room_id = $1 and id = $3 and $2::bigint is not null
    on conflict (floor_id, participant_id)
        do update set name = excluded.name, hand = excluded.hand, text = excluded.text
"""
_REVEAL = """
    with floor as (
        update floors set revealed_at = $4, spoken = $5 where room_id = $1 and id = $3 and $2::bigint is not null
        returning id
    )
    update floor_answers a set place = p.place
    from floor, unnest($6::uuid[]) with ordinality as p (participant_id, place)
    where a.floor_id = floor.id and a.participant_id = p.participant_id
"""
_CALL = """
    update floor_answers a set called_at = $5 from floors f
    where f.room_id = $1 and f.id = $3 and a.floor_id = f.id and a.participant_id = $4 and $2::bigint is not null
"""
_CLOSE = """
    update floors set closed_at = $4, report = $5 where room_id = $1 and id = $3 and $2::bigint is not null
"""
_COLUMNS = "id, question, opened_at, ends_at, revealed_at, closed_at, spoken, report"
_ENTRY = ("participant_id", "name", "hand", "text", "called_at")


class Kept(NamedTuple):
    """A question as it is stored: with what was given, shown or not, and what everybody had spoken as it was shown."""

    floor: Floor
    given: tuple[FloorEntry, ...]
    spoken: dict[str, float]
    report: FloorReport | None

    def own(self, participant_id: str) -> FloorAnswer | None:
        entry = next((each for each in self.given if each.participant_id == participant_id), None)
        return None if entry is None else FloorAnswer(floor=self.floor.id, hand=entry.hand, text=entry.text)


def open(floor: Floor, asked_by: str) -> Row:
    return Row(_OPEN, (floor.id, floor.question, asked_by, floor.opened_at, floor.ends_at))


def give(floor_id: str, entry: FloorEntry) -> Row:
    return Row(_GIVE, (floor_id, entry.participant_id, entry.name, entry.hand, entry.text))


def reveal(floor: Floor, at: datetime, spoken: Mapping[str, float]) -> Row:
    """`floor` is shown with its entries in order."""
    return Row(_REVEAL, (floor.id, at, dict(spoken), [entry.participant_id for entry in floor.entries]))


def call(floor_id: str, participant_id: str, at: datetime) -> Row:
    return Row(_CALL, (floor_id, participant_id, at))


def close(floor_id: str, at: datetime, report: FloorReport) -> Row:
    return Row(_CLOSE, (floor_id, at, report))


async def last(conn: Connection, room_id: str) -> Kept | None:
    kept = await _kept(conn, room_id, 1)
    return kept[0] if kept else None


async def count(conn: Connection, room_id: str) -> int:
    found: int = await conn.fetchval("select count(*) from floors where room_id = $1", room_id)
    return found


async def roles(conn: Connection, room_id: str) -> dict[str, CourseRole]:
    """Those of the people of a session's course, also of who has left it, by id; administrators have none."""
    rows = await conn.fetch(
        """select distinct on (e.user_id) e.user_id, e.role
           from sessions s join enrollments e on e.course_id = s.course_id
           join users u on u.id = e.user_id and u.role <> 'admin'
           where s.id = $1 order by e.user_id, e.created_at desc""",
        room_id,
    )
    professor: str = await conn.fetchval(
        "select c.professor_id from sessions s join courses c on c.id = s.course_id where s.id = $1", room_id
    )
    return {**{row["user_id"]: row["role"] for row in rows}, professor: "professor"}


async def records(conn: Connection, room_id: str, *, reports: bool) -> list[FloorRecord]:
    """All of a session, the last first."""
    return [
        FloorRecord(floor=each.floor, report=each.report if reports else None)
        for each in await _kept(conn, room_id, None)
    ]


async def _kept(conn: Connection, room_id: str, limit: int | None) -> list[Kept]:
    rows = await conn.fetch(
        f"select {_COLUMNS} from floors where room_id = $1 order by opened_at desc, id desc limit $2", room_id, limit
    )
    answers = await conn.fetch(
        f"""select floor_id, {", ".join(_ENTRY)} from floor_answers
           where floor_id = any($1::uuid[]) and (hand or text <> '') order by place, participant_id""",
        [row["id"] for row in rows],
    )
    given: defaultdict[str, list[FloorEntry]] = defaultdict(list)
    for floor_id, *values in answers:
        given[floor_id].append(msgspec.convert(dict(zip(_ENTRY, values, strict=True)), FloorEntry))
    return [_of(dict(row), tuple(given[row["id"]])) for row in rows]


def _of(row: Mapping[str, Any], given: tuple[FloorEntry, ...]) -> Kept:
    state = "closed" if row["closed_at"] else "revealed" if row["revealed_at"] else "thinking"
    floor = msgspec.convert(
        {
            **{key: row[key] for key in ("id", "question", "opened_at", "ends_at")},
            "state": state,
            # What was put away before it was shown nobody sees.
            "entries": given if row["revealed_at"] else (),
        },
        Floor,
    )
    report = row["report"]
    return Kept(
        floor=floor,
        given=given,
        spoken=msgspec.convert(row["spoken"] or {}, dict[str, float]),
        report=None if report is None else msgspec.convert(report, FloorReport),
    )
