"""Demonstration data: eight accounts and a course that they share. Real accounts, made as anybody's are."""

import secrets
from datetime import datetime, timedelta

import msgspec

from eduforum.auth.schemas import Principal, Role
from eduforum.auth.service import AuthService
from eduforum.clock import Clock
from eduforum.courses.schemas import NewCourse, NewEnrollment, NewSession
from eduforum.courses.service import CourseService
from eduforum.db import Database
from eduforum.errors import Conflict
from eduforum.ids import new_id

# Without characters that are mistaken for one another; 16 of them are 79 bits.
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


class DemoPerson(msgspec.Struct, frozen=True):
    email: str
    name: str
    role: Role


PEOPLE = (
    DemoPerson("admin@eduforum.test", "관리자 Admin", "admin"),
    DemoPerson("professor@eduforum.test", "박서연", "professor"),
    DemoPerson("ta@eduforum.test", "김지호", "ta"),
    DemoPerson("student1@eduforum.test", "이하은", "student"),
    DemoPerson("student2@eduforum.test", "Emma Clark", "student"),
    DemoPerson("student3@eduforum.test", "정민준", "student"),
    DemoPerson("student4@eduforum.test", "Lucas Meyer", "student"),
    DemoPerson("student5@eduforum.test", "최수아", "student"),
)
COURSE = NewCourse(title="마음의 철학 · Philosophy of Mind", code="PHIL 301-01", semester="2026")
TEACHING_ASSISTANT = "ta@eduforum.test"
STUDENTS = tuple(f"student{number}@eduforum.test" for number in range(1, 5))


class DemoReport(msgspec.Struct, frozen=True):
    """What was made. `password` is that of the accounts in `made`, and None when there are none."""

    made: list[str]
    password: str | None


async def is_new(db: Database) -> bool:
    """Whether nobody has an account yet."""
    async with db.connection() as conn:
        return not await conn.fetchval("select exists (select 1 from users)")


async def plant(
    db: Database, clock: Clock, auth: AuthService, courses: CourseService, password: str | None = None
) -> DemoReport:
    """Make the accounts that are missing, with `password` or a random one, and the course if the professor has none.

    Doing it again changes nothing.
    """
    password = password or _random_password()
    made = [person.email for person in PEOPLE if await _make(db, auth, person, password)]
    professor = await _principal(db, "professor@eduforum.test")
    if not await courses.courses(professor, "", None, 1):
        await _make_course(courses, professor, clock.now())
    return DemoReport(made, password if made else None)


async def _make(db: Database, auth: AuthService, person: DemoPerson, password: str) -> bool:
    try:
        async with db.transaction() as conn:
            await auth.create_user(
                conn, email=person.email, name=person.name, role=person.role, password=password, any_password=True
            )
    except Conflict:
        return False
    return True


async def _principal(db: Database, email: str) -> Principal:
    async with db.connection() as conn:
        row = await conn.fetchrow("select id as user_id, role, name, email from users where email = $1", email)
    assert row is not None
    return msgspec.convert({**row, "login_id": new_id()}, Principal)


async def _make_course(courses: CourseService, professor: Principal, now: datetime) -> None:
    course = await courses.create_course(professor, COURSE)
    await courses.enroll(professor, course.id, NewEnrollment(email=TEACHING_ASSISTANT, role="ta"))
    for email in STUDENTS:
        await courses.enroll(professor, course.id, NewEnrollment(email=email, role="student"))
    soon = _next_half_hour(now)
    for number, title in enumerate(("데카르트의 이원론 · Descartes' dualism", "기능주의 · Functionalism")):
        await courses.create_session(
            professor,
            course.id,
            NewSession(title=title, scheduled_at=soon + timedelta(weeks=number), duration_minutes=75),
        )


def _next_half_hour(now: datetime) -> datetime:
    return now.replace(minute=0, second=0, microsecond=0) + timedelta(minutes=30 if now.minute < 30 else 60)


def _random_password() -> str:
    characters = "".join(secrets.choice(_ALPHABET) for _ in range(16))
    return "-".join(characters[start : start + 4] for start in range(0, 16, 4))
