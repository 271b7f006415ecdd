"""SQL of courses, enrolments and sessions: records out, no decisions."""

from datetime import datetime

import msgspec

from eduforum.courses.schemas import CourseRecord, CourseState, Enrollment, Session, SessionStatus
from eduforum.db import Connection

# The reader is $1. A course's people are its professor and the current enrolments.
_COURSE = """
    select c.id, c.title, c.code, c.semester, c.professor_id, p.name as professor_name, c.join_code, c.version,
           c.created_at, c.updated_at, c.deleted_at, c.archived_at, e.id as enrollment_id,
           case when c.professor_id = $1 then 'professor' when e.role is not null then e.role else 'admin' end as role,
           array(select distinct n.section from enrollments n
                 where n.course_id = c.id and n.ended_at is null and n.section is not null order by 1) as sections,
           1 + (select count(*) from enrollments n where n.course_id = c.id and n.ended_at is null) as people
    from courses c
    join users p on p.id = c.professor_id
    left join enrollments e on e.course_id = c.id and e.user_id = $1 and e.ended_at is null
"""

# Whether the reader ($1) may see the course at all; $2 says that the reader is an administrator.
_VISIBLE = "(c.professor_id = $1 or e.id is not null or $2)"

# 가나다, then other scripts: in NFC the syllables of Hangul stand in the order of their code points.
_SORTED = """(case when left(normalize(u.name, nfc), 1) collate "C" between '가' and '힣' then '0' else '1' end
             || lower(normalize(u.name, nfc))) collate "C\""""

_RANK = "case e.role when 'co_professor' then 1 when 'ta' then 2 else 3 end"

_PERSON = """e.id, e.user_id, u.name, u.email, e.role, e.created_at as joined_at,
             coalesce(e.student_number, u.student_number) as student_number, e.roster_name, e.romanised_name,
             e.section"""

_SESSION = """
    select s.id, s.course_id, c.title as course_title, s.title, s.scheduled_at, s.duration_minutes, s.status,
           s.started_at, s.ended_at, s.version, s.series_id, s.planned_at, s.cancel_reason
    from sessions s join courses c on c.id = s.course_id
"""


async def add_course(
    conn: Connection,
    *,
    id: str,
    title: str,
    code: str,
    semester: str,
    professor_id: str,
    join_code: str,
    now: datetime,
) -> None:
    await conn.execute(
        """insert into courses (id, title, code, semester, professor_id, join_code, created_at, updated_at)
           values ($1, $2, $3, $4, $5, $6, $7, $7)""",
        id, title, code, semester, professor_id, join_code, now,
    )  # fmt: skip


async def course(conn: Connection, reader: str, everyone: bool, course_id: str) -> CourseRecord | None:
    """The course as `reader` sees it, deleted ones included; None where it is not theirs to see."""
    row = await conn.fetchrow(f"{_COURSE} where c.id = $3 and {_VISIBLE}", reader, everyone, course_id)
    return None if row is None else msgspec.convert(dict(row), CourseRecord)


async def courses(
    conn: Connection,
    reader: str,
    everyone: bool,
    search: str,
    after: str | None,
    limit: int,
    state: CourseState,
    deleted_since: datetime,
) -> list[CourseRecord]:
    """Newest first. `search` is a part of title, code or semester. Deleted ones are for whoever may restore them, since
    a time."""
    rows = await conn.fetch(
        f"""{_COURSE} where {_VISIBLE}
            and case $6 when 'current' then c.deleted_at is null and c.archived_at is null
                        when 'archived' then c.deleted_at is null and c.archived_at is not null
                        else c.deleted_at >= $7 and (c.professor_id = $1 or $2) end
            and ($3 = '' or position(lower($3) in lower(c.title || ' ' || c.code || ' ' || c.semester)) > 0)
            and ($4::uuid is null or c.id < $4) order by c.id desc limit $5""",
        reader, everyone, search, after, limit, state, deleted_since,
    )  # fmt: skip
    return [msgspec.convert(dict(row), CourseRecord) for row in rows]


async def course_by_join_code(conn: Connection, join_code: str) -> tuple[str, str, bool] | None:
    """(course id, professor id, whether it is archived)."""
    row = await conn.fetchrow(
        "select id, professor_id, archived_at from courses where join_code = $1 and deleted_at is null", join_code
    )
    return None if row is None else (row["id"], row["professor_id"], row["archived_at"] is not None)


async def change_course(
    conn: Connection, course_id: str, version: int, now: datetime, title: str, code: str, semester: str
) -> bool:
    """False where another change came first."""
    done = await conn.fetchval(
        """update courses set title = $4, code = $5, semester = $6, version = version + 1, updated_at = $3
           where id = $1 and version = $2 returning 1""",
        course_id, version, now, title, code, semester,
    )  # fmt: skip
    return done is not None


async def lock_course(conn: Connection, course_id: str) -> None:
    """Deletes of the course and starts of its sessions take turns, until the end of the transaction."""
    await conn.execute("select 1 from courses where id = $1 for no key update", course_id)


async def set_deleted(conn: Connection, course_id: str, deleted_at: datetime | None, now: datetime) -> None:
    await conn.execute(
        "update courses set deleted_at = $2, version = version + 1, updated_at = $3 where id = $1",
        course_id, deleted_at, now,
    )  # fmt: skip


async def set_archived(conn: Connection, course_id: str, archived_at: datetime | None, now: datetime) -> None:
    await conn.execute(
        "update courses set archived_at = $2, version = version + 1, updated_at = $3 where id = $1",
        course_id, archived_at, now,
    )  # fmt: skip


async def person_by_email(conn: Connection, email: str) -> str | None:
    """`email` as auth normalises it."""
    user_id: str | None = await conn.fetchval("select id from users where email = $1", email)
    return user_id


async def teaches(conn: Connection, course_id: str, user_id: str) -> bool:
    """Whether the course is this professor's own."""
    own: bool = await conn.fetchval(
        "select exists (select from courses where id = $1 and professor_id = $2)", course_id, user_id
    )
    return own


async def add_enrollment(conn: Connection, *, id: str, course_id: str, user_id: str, role: str, now: datetime) -> bool:
    """False where the person is in the course already."""
    done = await conn.fetchval(
        """insert into enrollments (id, course_id, user_id, role, created_at) values ($1, $2, $3, $4, $5)
           on conflict (course_id, user_id) where ended_at is null do nothing returning 1""",
        id, course_id, user_id, role, now,
    )  # fmt: skip
    return done is not None


async def enrollment(conn: Connection, course_id: str, enrollment_id: str) -> Enrollment | None:
    row = await conn.fetchrow(
        f"""select {_PERSON} from enrollments e join users u on u.id = e.user_id
           where e.course_id = $1 and e.id = $2 and e.ended_at is null""",
        course_id, enrollment_id,
    )  # fmt: skip
    return None if row is None else msgspec.convert(dict(row), Enrollment)


async def end_enrollment(conn: Connection, enrollment_id: str, now: datetime) -> bool:
    done = await conn.fetchval(
        "update enrollments set ended_at = $2 where id = $1 and ended_at is null returning 1", enrollment_id, now
    )
    return done is not None


async def people(
    conn: Connection,
    course_id: str,
    search: str,
    after: str | None,
    limit: int,
    *,
    section: str | None = None,
    as_staff: bool = False,
) -> list[Enrollment]:
    """The professor first, then those who teach with them, then all others: each by name, 가나다 before other scripts.
    `after` is the enrolment of the last one before, or any other id after the professor. `section` leaves out those of
    others; `as_staff` searches in what staff alone see, too."""
    rows = await conn.fetch(
        f"""with last as (
               select {_RANK} as rank, {_SORTED} as sorted_by, e.id
               from enrollments e join users u on u.id = e.user_id where e.id = $3 and e.course_id = $1
           )
           select id, user_id, name, email, role, joined_at, student_number, roster_name, romanised_name, section
           from (
               select null::uuid as id, c.professor_id as user_id, u.name, u.email, 'professor' as role,
                      c.created_at as joined_at, u.student_number, null as roster_name, null as romanised_name,
                      null as section, 0 as rank, {_SORTED} as sorted_by
               from courses c join users u on u.id = c.professor_id where c.id = $1 and $3::uuid is null
               union all
               select {_PERSON}, {_RANK}, {_SORTED} from enrollments e join users u on u.id = e.user_id
               where e.course_id = $1 and e.ended_at is null
           ) p
           where ($2 = '' or position(lower($2) in lower(concat_ws(' ', name, romanised_name))) > 0
                  or $6 and position(lower($2) in lower(concat_ws(' ', roster_name, email, student_number))) > 0)
             and ($5::text is null or section = $5)
             and not exists (select 1 from last l where (p.rank, p.sorted_by, p.id) <= (l.rank, l.sorted_by, l.id))
           order by rank, sorted_by, id limit $4""",
        course_id, search, after, limit, section, as_staff,
    )  # fmt: skip
    return [msgspec.convert(dict(row), Enrollment) for row in rows]


async def hosts(conn: Connection, course_id: str) -> list[str]:
    """The people who hold its sessions: professor and co-professors."""
    rows = await conn.fetch(
        """select professor_id as user_id from courses where id = $1
           union
           select user_id from enrollments where course_id = $1 and role = 'co_professor' and ended_at is null""",
        course_id,
    )  # fmt: skip
    return [row["user_id"] for row in rows]


async def add_session(
    conn: Connection,
    *,
    id: str,
    course_id: str,
    title: str,
    scheduled_at: datetime,
    duration_minutes: int,
    now: datetime,
) -> None:
    await conn.execute(
        """insert into sessions (id, course_id, title, scheduled_at, duration_minutes, created_at, updated_at)
           values ($1, $2, $3, $4, $5, $6, $6)""",
        id, course_id, title, scheduled_at, duration_minutes, now,
    )  # fmt: skip


async def has_live_session(conn: Connection, course_id: str) -> bool:
    live: bool = await conn.fetchval(
        "select exists (select 1 from sessions where course_id = $1 and status = 'live')", course_id
    )
    return live


async def session(conn: Connection, session_id: str, course_id: str | None = None) -> Session | None:
    """Of `course_id` where that is given: a child is found through its parent."""
    row = await conn.fetchrow(
        f"{_SESSION} where s.id = $1 and ($2::uuid is null or s.course_id = $2)", session_id, course_id
    )
    return None if row is None else msgspec.convert(dict(row), Session)


async def sessions(
    conn: Connection,
    course_id: str,
    since: datetime | None,
    after: tuple[datetime, str] | None,
    limit: int,
) -> list[Session]:
    """In the order of their times."""
    at, id = after or (None, None)
    rows = await conn.fetch(
        f"""{_SESSION} where s.course_id = $1
            and ($2::timestamptz is null or s.scheduled_at + s.duration_minutes * interval '1 minute' >= $2
                 or s.status = 'live')
            and ($3::timestamptz is null or (s.scheduled_at, s.id) > ($3, $4))
            order by s.scheduled_at, s.id limit $5""",
        course_id, since, at, id, limit,
    )  # fmt: skip
    return [msgspec.convert(dict(row), Session) for row in rows]


async def sessions_of_person(
    conn: Connection, reader: str, since: datetime, after: tuple[datetime, str] | None, limit: int
) -> list[Session]:
    """What is live, still to come or was to, in the reader's own courses and in the order of their times."""
    at, id = after or (None, None)
    rows = await conn.fetch(
        f"""{_SESSION} where c.deleted_at is null
            and (c.professor_id = $1 or exists (
                select 1 from enrollments e where e.course_id = c.id and e.user_id = $1 and e.ended_at is null))
            and (s.status = 'live'
                 or s.status <> 'ended' and s.scheduled_at + s.duration_minutes * interval '1 minute' >= $2)
            and ($3::timestamptz is null or (s.scheduled_at, s.id) > ($3, $4))
            order by s.scheduled_at, s.id limit $5""",
        reader, since, at, id, limit,
    )  # fmt: skip
    return [msgspec.convert(dict(row), Session) for row in rows]


async def change_session(
    conn: Connection,
    session_id: str,
    version: int,
    now: datetime,
    *,
    title: str,
    scheduled_at: datetime,
    duration_minutes: int,
    status: SessionStatus,
    cancel_reason: str,
) -> bool:
    """False where another change came first."""
    done = await conn.fetchval(
        """update sessions set title = $4, scheduled_at = $5, duration_minutes = $6, status = $7,
               cancel_reason = $8, version = version + 1, updated_at = $3
           where id = $1 and version = $2 returning 1""",
        session_id, version, now, title, scheduled_at, duration_minutes, status, cancel_reason,
    )  # fmt: skip
    return done is not None


async def start_session(conn: Connection, session_id: str, now: datetime) -> bool:
    done = await conn.fetchval(
        """update sessions set status = 'live', started_at = $2, version = version + 1, updated_at = $2
           where id = $1 and status = 'scheduled' returning 1""",
        session_id, now,
    )  # fmt: skip
    return done is not None


async def end_session(conn: Connection, session_id: str, now: datetime) -> None:
    await conn.execute(
        """update sessions set status = 'ended', ended_at = $2, version = version + 1, updated_at = $2
           where id = $1 and status = 'live'""",
        session_id, now,
    )  # fmt: skip
