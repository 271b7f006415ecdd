"""SQL of rehearsals: schemas of their own, and what a rehearsal takes there. Nothing is ever written elsewhere."""

import re
from datetime import timedelta

from eduforum.auth import store as auth
from eduforum.auth.schemas import Principal
from eduforum.clock import Clock
from eduforum.courses import store as courses
from eduforum.db import Connection
from eduforum.ids import new_id

PREFIX = "rehearsal_"

_NAME = re.compile(rf"{PREFIX}[0-9a-f]{{32}}")

# The first half of the key of an advisory lock; the other is made of the schema's name.
_LOCK = 0x7265_6865

# Longer than any plan.
_LOGIN = timedelta(days=365)

_COURSE = "(select course_id from plans where id = $1)"

# In the order in which rows refer to each other. `$1` is the plan. Of people only those are taken who have made
# something of it, and nobody can sign in as one of them.
_COPIES = (
    f"""insert into {{schema}}.users (id, email, name, role, created_at, updated_at)
        select id, email, name, role, created_at, updated_at from users where id in (
            select professor_id from courses where id = {_COURSE}
            union select created_by from plans where id = $1
            union select created_by from prepared_polls where course_id = {_COURSE}
            union select v.created_by from questions q
                join question_versions v on v.question_id = q.id and v.version = q.version
                where q.course_id = {_COURSE} and q.archived_at is null)""",
    f"insert into {{schema}}.courses select * from courses where id = {_COURSE}",
    "insert into {schema}.plans select * from plans where id = $1",
    # Without their files, which nobody reads in a rehearsal.
    f"insert into {{schema}}.decks select * from decks where course_id = {_COURSE} and removed_at is null",
    f"insert into {{schema}}.prepared_polls select * from prepared_polls where course_id = {_COURSE}",
    f"""insert into {{schema}}.questions select * from questions
        where course_id = {_COURSE} and archived_at is null""",
    f"""insert into {{schema}}.question_versions select v.* from questions q
        join question_versions v on v.question_id = q.id and v.version = q.version
        where q.course_id = {_COURSE} and q.archived_at is null""",
)


def schema_name(rehearsal_id: str) -> str:
    return PREFIX + rehearsal_id.replace("-", "")


async def hold(conn: Connection, schema: str) -> None:
    """As long as the connection lives, the schema is somebody's."""
    await conn.execute("select pg_advisory_lock($1, hashtext($2))", _LOCK, schema)


async def try_to_hold(conn: Connection, schema: str) -> bool:
    held: bool = await conn.fetchval("select pg_try_advisory_lock($1, hashtext($2))", _LOCK, schema)
    return held


async def release(conn: Connection, schema: str) -> None:
    await conn.execute("select pg_advisory_unlock($1, hashtext($2))", _LOCK, schema)


async def schemas(conn: Connection) -> list[str]:
    """Those of rehearsals, of whatever server."""
    rows = await conn.fetch("select nspname from pg_namespace where starts_with(nspname, $1)", PREFIX)
    return [row["nspname"] for row in rows if _NAME.fullmatch(row["nspname"])]


async def create(conn: Connection, schema: str) -> None:
    await conn.execute(f"create schema {_checked(schema)}")


async def drop(conn: Connection, schema: str) -> None:
    """With everything in it."""
    await conn.execute(f"drop schema if exists {_checked(schema)} cascade")


async def copy(conn: Connection, schema: str, plan_id: str) -> None:
    """What a rehearsal of the plan needs, from the tables that the connection finds by name into the schema."""
    for statement in _COPIES:
        await conn.execute(statement.format(schema=_checked(schema)), plan_id)
    # To make a key stops the whole process for a while. What a rehearsal signs names a login that nobody has.
    await conn.execute(f"insert into {_checked(schema)}.signing_keys select * from signing_keys")


async def students(conn: Connection, course_id: str) -> int:
    count: int = await conn.fetchval(
        "select count(*) from enrollments where course_id = $1 and role = 'student' and ended_at is null", course_id
    )
    return count


async def session_minutes(conn: Connection, course_id: str) -> int | None:
    """How long the course's next session is to last, or else its last one."""
    minutes: int | None = await conn.fetchval(
        """select duration_minutes from sessions where course_id = $1 and status <> 'cancelled'
           order by status = 'ended', case when status = 'ended' then -extract(epoch from scheduled_at)
                                           else extract(epoch from scheduled_at) end
           limit 1""",
        course_id,
    )
    return minutes


async def professor(conn: Connection, course_id: str) -> str:
    """The id of whose course it is."""
    professor_id: str = await conn.fetchval("select professor_id from courses where id = $1", course_id)
    return professor_id


async def sign_in(conn: Connection, user_id: str, clock: Clock) -> Principal:
    """A login of somebody who is there, for as long as any class takes."""
    now, login_id = clock.now(), new_id()
    await auth.add_login(
        conn,
        id=login_id,
        user_id=user_id,
        delivery="body",
        user_agent="rehearsal",
        address="",
        network="",
        at=now,
        expires_at=now + _LOGIN,
    )
    principal = await auth.principal(conn, login_id, now)
    assert principal is not None
    return principal


async def add_student(conn: Connection, course_id: str, name: str, clock: Clock) -> Principal:
    """A student of the course whom nobody else knows."""
    user_id, now = new_id(), clock.now()
    await auth.add_user(
        conn,
        id=user_id,
        email=f"{user_id}@rehearsal.invalid",
        name=name,
        role="student",
        password_hash=None,
        at=now,
    )
    await courses.add_enrollment(conn, id=new_id(), course_id=course_id, user_id=user_id, role="student", now=now)
    return await sign_in(conn, user_id, clock)


def _checked(schema: str) -> str:
    """What may stand in SQL as it is."""
    if not _NAME.fullmatch(schema):
        raise ValueError(f"{schema} is no schema of a rehearsal")
    return schema
