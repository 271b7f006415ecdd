"""SQL of weekly series and of the sessions that come of them."""

from collections.abc import Iterable
from datetime import datetime

import asyncpg
import msgspec

from eduforum.courses.series.rest import PlannedSession
from eduforum.courses.series.schemas import Series
from eduforum.courses.series.weekly import WeeklySeries
from eduforum.db import Connection

_SERIES = "select id, course_id, title, pattern, version, created_at, updated_at from session_series"


class Busy(msgspec.Struct, frozen=True):
    """When a session of the course takes place."""

    title: str
    start: datetime
    end: datetime


class SessionRow(msgspec.Struct, frozen=True, kw_only=True):
    """A session that a series makes."""

    id: str
    title: str
    slot: datetime
    planned_at: datetime
    scheduled_at: datetime
    minutes: int
    held: bool
    reason: str


async def add_series(
    conn: Connection, *, id: str, course_id: str, title: str, pattern: WeeklySeries, now: datetime
) -> None:
    await conn.execute(
        """insert into session_series (id, course_id, title, pattern, created_at, updated_at)
           values ($1, $2, $3, $4, $5, $5)""",
        id, course_id, title, msgspec.to_builtins(pattern), now,
    )  # fmt: skip


async def series(conn: Connection, course_id: str, series_id: str) -> Series | None:
    row = await conn.fetchrow(f"{_SERIES} where course_id = $1 and id = $2", course_id, series_id)
    return None if row is None else msgspec.convert(dict(row), Series)


async def all_series(conn: Connection, course_id: str) -> list[Series]:
    rows = await conn.fetch(f"{_SERIES} where course_id = $1 order by id", course_id)
    return [msgspec.convert(dict(row), Series) for row in rows]


async def change_series(
    conn: Connection, series_id: str, version: int, now: datetime, title: str, pattern: WeeklySeries
) -> bool:
    """False where another change came first."""
    done = await conn.fetchval(
        """update session_series set title = $4, pattern = $5, version = version + 1, updated_at = $3
           where id = $1 and version = $2 returning 1""",
        series_id, version, now, title, msgspec.to_builtins(pattern),
    )  # fmt: skip
    return done is not None


async def delete_bare_series(conn: Connection, series_id: str) -> None:
    """One without any session."""
    await conn.execute(
        "delete from session_series where id = $1 and not exists (select 1 from sessions where series_id = $1)",
        series_id,
    )


async def busy(
    conn: Connection, course_id: str, begin: datetime, end: datetime, besides: Iterable[str] = ()
) -> list[Busy]:
    """The sessions that are held between two times, in their order; without those that `besides` has the ids of."""
    rows = await conn.fetch(
        """select title, scheduled_at as start, scheduled_at + duration_minutes * interval '1 minute' as end
           from sessions
           where course_id = $1 and status <> 'cancelled' and scheduled_at < $3
             and scheduled_at + duration_minutes * interval '1 minute' > $2 and id <> all($4::uuid[])
           order by scheduled_at, id""",
        course_id, begin, end, list(besides),
    )  # fmt: skip
    return [msgspec.convert(dict(row), Busy) for row in rows]


async def planned(conn: Connection, series_id: str, since: datetime) -> list[PlannedSession]:
    """The sessions of a series that have not begun, from a slot on."""
    rows = await conn.fetch(
        """select id, title, series_slot as slot, planned_at, scheduled_at, duration_minutes as minutes,
                  status = 'scheduled' as held
           from sessions where series_id = $1 and series_slot >= $2 and status in ('scheduled', 'cancelled')
           order by series_slot""",
        series_id, since,
    )  # fmt: skip
    return [msgspec.convert(dict(row), PlannedSession) for row in rows]


async def to_come(conn: Connection, series_id: str, now: datetime) -> list[str]:
    rows = await conn.fetch(
        """select id from sessions
           where series_id = $1 and status in ('scheduled', 'cancelled') and scheduled_at >= $2""",
        series_id, now,
    )  # fmt: skip
    return [row["id"] for row in rows]


async def add_sessions(
    conn: Connection, course_id: str, series_id: str, rows: Iterable[SessionRow], now: datetime
) -> None:
    await conn.executemany(
        """insert into sessions (id, course_id, series_id, title, series_slot, planned_at, scheduled_at,
                                 duration_minutes, status, cancel_reason, created_at, updated_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11)""",
        [(row.id, course_id, series_id, row.title, row.slot, row.planned_at, row.scheduled_at, row.minutes,
          "scheduled" if row.held else "cancelled", row.reason, now) for row in rows],
    )  # fmt: skip


async def change_sessions(conn: Connection, rows: Iterable[SessionRow], now: datetime) -> None:
    """Those that begin meanwhile stay as they are. Only what changes in the eyes of people is another version."""
    await conn.executemany(
        """update sessions set title = $2, series_slot = $3, planned_at = $4, scheduled_at = $5, duration_minutes = $6,
               cancel_reason = case when status = $7 then cancel_reason else $8 end, status = $7,
               version = version + case when (title, scheduled_at, duration_minutes, status) = ($2, $5, $6, $7)
                                   then 0 else 1 end,
               updated_at = case when (title, scheduled_at, duration_minutes, status) = ($2, $5, $6, $7)
                            then updated_at else $9 end
           where id = $1 and status in ('scheduled', 'cancelled')""",
        [(row.id, row.title, row.slot, row.planned_at, row.scheduled_at, row.minutes,
          "scheduled" if row.held else "cancelled", row.reason, now) for row in rows],
    )  # fmt: skip


async def withdraw_sessions(conn: Connection, session_ids: Iterable[str], now: datetime) -> None:
    """A session that nothing hangs on goes; one for which something is prepared, or was said, is cancelled."""
    for session_id in session_ids:
        try:
            async with conn.transaction():
                await conn.execute(
                    "delete from sessions where id = $1 and status in ('scheduled', 'cancelled')", session_id
                )
        except asyncpg.ForeignKeyViolationError:
            await conn.execute(
                """update sessions set status = 'cancelled', version = version + 1, updated_at = $2
                   where id = $1 and status = 'scheduled'""",
                session_id, now,
            )  # fmt: skip
