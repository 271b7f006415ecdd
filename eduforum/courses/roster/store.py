"""SQL of rosters: what they say of the enrolled, and who is expected."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec

from eduforum.courses.roster.merging import Change, Place
from eduforum.courses.roster.rows import RosterRow
from eduforum.courses.roster.schemas import Expected
from eduforum.db import Connection

_EXPECTED = "id, name, email, student_number, romanised_name, section, role, created_at"


class Account(msgspec.Struct, frozen=True):
    id: str
    email: str
    student_number: str | None


class Claim(msgspec.Struct, frozen=True):
    """An expectation that somebody with an account fulfils."""

    id: str
    course_id: str


async def places(conn: Connection, course_id: str) -> list[Place]:
    """Everybody who is in the course, or expected."""
    rows = await conn.fetch(
        """select c.id, 'professor' as kind, u.email, u.student_number, null as roster_name, null as romanised_name,
                  null as section
           from courses c join users u on u.id = c.professor_id where c.id = $1
           union all
           select e.id, 'enrolled', u.email, coalesce(e.student_number, u.student_number), e.roster_name,
                  e.romanised_name, e.section
           from enrollments e join users u on u.id = e.user_id where e.course_id = $1 and e.ended_at is null
           union all
           select id, 'expected', email, student_number, name, romanised_name, section
           from expected_enrollments where course_id = $1""",
        course_id,
    )
    return [msgspec.convert(dict(row), Place) for row in rows]


async def accounts(conn: Connection, emails: Sequence[str], numbers: Sequence[str]) -> list[Account]:
    """The accounts with one of these addresses, or student numbers in lower case."""
    rows = await conn.fetch(
        """select id, email, student_number from users
           where email = any($1) or lower(student_number) = any($2)""",
        emails, numbers,
    )  # fmt: skip
    return [msgspec.convert(dict(row), Account) for row in rows]


async def enroll(conn: Connection, course_id: str, people: Iterable[tuple[str, str, RosterRow]], now: datetime) -> None:
    """Enrols people, each with the id of the enrolment and of the account. Who is in the course already stays as they
    are."""
    await conn.executemany(
        """insert into enrollments (id, course_id, user_id, role, created_at, student_number, roster_name,
                                    romanised_name, section)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
           on conflict do nothing""",
        [(id, course_id, user_id, row.role, now, row.student_number, row.name, row.romanised_name, row.section)
         for id, user_id, row in people],
    )  # fmt: skip


async def expect(conn: Connection, course_id: str, people: Iterable[tuple[str, RosterRow]], now: datetime) -> None:
    await conn.executemany(
        """insert into expected_enrollments (id, course_id, name, email, student_number, romanised_name, section, role,
                                             created_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict do nothing""",
        [(id, course_id, row.name, row.email, row.student_number, row.romanised_name, row.section, row.role, now)
         for id, row in people],
    )  # fmt: skip


async def change_places(conn: Connection, changes: Sequence[Change]) -> None:
    """What a row leaves empty stays as it was. Whatever is given up goes first: its number may be the other's now."""
    await conn.execute(
        "delete from expected_enrollments where id = any($1)",
        [change.given_up.id for change in changes if change.given_up is not None],
    )
    await conn.executemany(
        """update enrollments set student_number = coalesce($2, student_number), roster_name = $3,
               romanised_name = coalesce($4, romanised_name), section = coalesce($5, section)
           where id = $1""",
        [(place.id, row.student_number, row.name, row.romanised_name, row.section)
         for place, row, _ in changes if place.kind == "enrolled"],
    )  # fmt: skip
    await conn.executemany(
        """update expected_enrollments set student_number = coalesce($2, student_number), name = $3,
               romanised_name = coalesce($4, romanised_name), section = coalesce($5, section),
               email = coalesce($6, email), role = $7
           where id = $1""",
        [(place.id, row.student_number, row.name, row.romanised_name, row.section, row.email, row.role)
         for place, row, _ in changes if place.kind == "expected"],
    )  # fmt: skip


async def expected_people(conn: Connection, course_id: str) -> list[Expected]:
    rows = await conn.fetch(f"select {_EXPECTED} from expected_enrollments where course_id = $1", course_id)
    return [msgspec.convert(dict(row), Expected) for row in rows]


async def expected(conn: Connection, course_id: str, expected_id: str) -> Expected | None:
    row = await conn.fetchrow(
        f"select {_EXPECTED} from expected_enrollments where course_id = $1 and id = $2", course_id, expected_id
    )
    return None if row is None else msgspec.convert(dict(row), Expected)


async def remove_expected(conn: Connection, expected_id: str) -> None:
    await conn.execute("delete from expected_enrollments where id = $1", expected_id)


async def describe(
    conn: Connection, enrollment_id: str, student_number: str | None, romanised_name: str | None, section: str | None
) -> None:
    await conn.execute(
        "update enrollments set student_number = $2, romanised_name = $3, section = $4 where id = $1",
        enrollment_id, student_number, romanised_name, section,
    )  # fmt: skip


async def has_number(conn: Connection, course_id: str, student_number: str, besides: str | None) -> bool:
    """Whether somebody else who is enrolled or expected has this number."""
    found: bool = await conn.fetchval(
        """select exists (select 1 from enrollments where course_id = $1 and ended_at is null
                              and lower(student_number) = lower($2) and id is distinct from $3)
               or exists (select 1 from expected_enrollments where course_id = $1
                              and lower(student_number) = lower($2))""",
        course_id, student_number, besides,
    )  # fmt: skip
    return found


async def claims(conn: Connection, user_id: str) -> list[Claim]:
    """Where a person is expected, by an address that they have shown to be theirs or by their student number."""
    rows = await conn.fetch(
        """select x.id, x.course_id from users u join expected_enrollments x
               on x.email = u.email and u.email_verified_at is not null
           where u.id = $1
           union
           select x.id, x.course_id from users u join expected_enrollments x
               on lower(x.student_number) = lower(u.student_number)
           where u.id = $1""",
        user_id,
    )
    return [msgspec.convert(dict(row), Claim) for row in rows]


async def claim(conn: Connection, claim: Claim, enrollment_id: str, user_id: str, now: datetime) -> None:
    """The expectation is an enrolment now, unless its person is the professor or enrolled already."""
    await conn.execute(
        """with taken as (delete from expected_enrollments where id = $1 returning *)
           insert into enrollments (id, course_id, user_id, role, created_at, student_number, roster_name,
                                    romanised_name, section)
           select $2, t.course_id, $3, t.role, $4, t.student_number, t.name, t.romanised_name, t.section
           from taken t join courses c on c.id = t.course_id
           where c.professor_id <> $3
           on conflict do nothing""",
        claim.id, enrollment_id, user_id, now,
    )  # fmt: skip
