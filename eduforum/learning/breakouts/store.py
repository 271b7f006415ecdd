"""SQL of breakouts."""

import msgspec

from eduforum.db import Connection
from eduforum.learning.breakouts.schemas import Named, Record
from eduforum.media.tools import Row

KEPT = 50

_PUT = """
    insert into breakouts (room_id, seq, id, course_id, state, opened_at, record)
    values ($1, $2, $3, $4, $5, $6, $7::text::jsonb)
    on conflict (id) do update set seq = excluded.seq, state = excluded.state, opened_at = excluded.opened_at,
        record = excluded.record
"""


def put(course_id: str, record: Record) -> Row:
    """The row that the room's journal writes."""
    breakout = record.breakout
    encoded = msgspec.json.encode(record).decode()
    return Row(_PUT, (breakout.id, course_id, breakout.state, record.opened_at, encoded))


async def current(conn: Connection, room_id: str) -> Record | None:
    """What is prepared or open in a room."""
    record = await conn.fetchval("select record::text from breakouts where room_id = $1 and state <> 'ended'", room_id)
    return None if record is None else msgspec.json.decode(record, type=Record)


async def of_session(conn: Connection, session_id: str) -> list[Record]:
    """Those of a session that were ever open, the first first."""
    rows = await conn.fetch(
        "select record::text from breakouts where room_id = $1 and opened_at is not null order by opened_at", session_id
    )
    return [msgspec.json.decode(row["record"], type=Record) for row in rows]


async def earlier(conn: Connection, course_id: str) -> list[Record]:
    """The newest of a course's breakouts that were ever open."""
    rows = await conn.fetch(
        """select record::text from breakouts where course_id = $1 and opened_at is not null
           order by opened_at desc limit $2""",
        course_id, KEPT,
    )  # fmt: skip
    return [msgspec.json.decode(row["record"], type=Record) for row in rows]


async def one_of_course(conn: Connection, course_id: str, breakout_id: str) -> Record | None:
    record = await conn.fetchval(
        "select record::text from breakouts where course_id = $1 and id = $2 and opened_at is not null",
        course_id, breakout_id,
    )  # fmt: skip
    return None if record is None else msgspec.json.decode(record, type=Record)


async def course_of(conn: Connection, room_id: str) -> str:
    course_id: str = await conn.fetchval("select course_id from sessions where id = $1", room_id)
    return course_id


async def students(conn: Connection, course_id: str) -> dict[str, Named]:
    """The students of a course, by id."""
    rows = await conn.fetch(
        """select u.id, u.email, u.name from enrollments e join users u on u.id = e.user_id
           where e.course_id = $1 and e.ended_at is null and e.role = 'student'""",
        course_id,
    )
    return {row["id"]: Named(row["email"], row["name"]) for row in rows}
