"""SQL of calendars to subscribe to."""

from datetime import datetime

import msgspec

from eduforum.courses.calendars.schemas import CalendarFeed, FeedOwner
from eduforum.courses.series.calendar import CalendarEvent
from eduforum.db import Connection


async def feeds(conn: Connection, user_id: str) -> list[CalendarFeed]:
    """Newest first."""
    rows = await conn.fetch(
        """select f.id, f.course_id, c.title as course_title, f.created_at
           from calendar_feeds f left join courses c on c.id = f.course_id
           where f.user_id = $1 and f.revoked_at is null order by f.id desc""",
        user_id,
    )
    return [msgspec.convert(dict(row), CalendarFeed) for row in rows]


async def add_feed(
    conn: Connection, *, id: str, user_id: str, course_id: str | None, secret_hash: bytes, now: datetime
) -> None:
    await conn.execute(
        "insert into calendar_feeds (id, user_id, course_id, secret_hash, created_at) values ($1, $2, $3, $4, $5)",
        id, user_id, course_id, secret_hash, now,
    )  # fmt: skip


async def revoke_feed(conn: Connection, user_id: str, feed_id: str, now: datetime) -> bool:
    """False where the person has no such feed, or had it revoked before."""
    done = await conn.fetchval(
        """update calendar_feeds set revoked_at = $3
           where id = $2 and user_id = $1 and revoked_at is null returning 1""",
        user_id, feed_id, now,
    )  # fmt: skip
    return done is not None


async def owner(conn: Connection, secret_hash: bytes) -> FeedOwner | None:
    """Whose feed it is, while they may have it: neither suspended nor, where it is of one course, out of that."""
    row = await conn.fetchrow(
        """select f.user_id, f.course_id, c.title as course_title
           from calendar_feeds f
           join users u on u.id = f.user_id
           left join courses c on c.id = f.course_id
           where f.secret_hash = $1 and f.revoked_at is null and u.suspended_at is null
             and (f.course_id is null or c.deleted_at is null and (
                 c.professor_id = f.user_id or u.role = 'admin' or exists (
                     select 1 from enrollments e
                     where e.course_id = c.id and e.user_id = f.user_id and e.ended_at is null)))""",
        secret_hash,
    )
    return None if row is None else msgspec.convert(dict(row), FeedOwner)


async def events(
    conn: Connection, user_id: str, course_id: str | None, since: datetime, page: str, limit: int
) -> list[CalendarEvent]:
    """The sessions of one course or of all that a person is in, cancelled ones too. `page` is what the address of a
    session's page begins with."""
    rows = await conn.fetch(
        """select s.id, s.version as sequence, coalesce(s.started_at, s.scheduled_at) as start,
                  coalesce(s.started_at, s.scheduled_at) + s.duration_minutes * interval '1 minute' as end,
                  c.title || ': ' || s.title as title, s.updated_at, s.cancel_reason as description,
                  $4 || s.id::text as url, s.status = 'cancelled' as cancelled
           from sessions s join courses c on c.id = s.course_id
           where c.deleted_at is null and s.scheduled_at >= $3
             and case when $2::uuid is null
                 then c.professor_id = $1 or exists (
                     select 1 from enrollments e
                     where e.course_id = c.id and e.user_id = $1 and e.ended_at is null)
                 else c.id = $2 end
           order by s.scheduled_at, s.id limit $5""",
        user_id, course_id, since, page, limit,
    )  # fmt: skip
    return [msgspec.convert(dict(row), CalendarEvent) for row in rows]
