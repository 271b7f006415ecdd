"""Every permission check of quizzes: who makes and runs them, who takes them, who sees what came of it."""

from eduforum.auth.schemas import Principal
from eduforum.courses import access as courses
from eduforum.courses.schemas import STAFF, CourseRecord, SessionEntry
from eduforum.db import Connection
from eduforum.errors import Forbidden, NotFound
from eduforum.learning.quiz import store
from eduforum.learning.quiz.schemas import AttemptRecord, QuizRecord
from eduforum.media.audience import STAFF_ROLES
from eduforum.media.schemas import Person
from eduforum.media.service import RoomService


def is_staff(person: Person) -> bool:
    """Professor, co-professors, teaching assistants and administrators."""
    return person.role in STAFF


def hears_drafts(person: Person) -> bool:
    """Who is told of drafts in the room; an administrator finds them by asking."""
    return person.role in STAFF_ROLES


def may_run(person: Person) -> None:
    """For staff: making, opening, extending, releasing and correcting quizzes, and seeing who is how far."""
    if not is_staff(person):
        raise Forbidden("This is for the course's staff.", code="staff_only")


def may_take(person: Person) -> None:
    """For students alone: nobody else is graded."""
    if person.role != "student":
        raise Forbidden("Quizzes are taken by students.", code="students_only")


async def quiz_of_session(conn: Connection, session_id: str, quiz_id: str, person: Person) -> QuizRecord:
    """A quiz of this session; a draft is for staff alone, and others cannot tell it from nothing."""
    quiz = await store.quiz(conn, quiz_id)
    if quiz is None or quiz.session_id != session_id or (quiz.state == "draft" and not is_staff(person)):
        raise _none()
    return quiz


async def own_attempt(conn: Connection, quiz: QuizRecord, person: Person, attempt_id: str) -> AttemptRecord:
    """An attempt of the person's own at this quiz."""
    attempt = await store.attempt(conn, quiz.id, attempt_id)
    if attempt is None or attempt.person_id != person.id:
        raise NotFound("There is no such attempt of yours.")
    return attempt


async def session_for_reading(
    conn: Connection, rooms: RoomService, principal: Principal, session_id: str
) -> tuple[SessionEntry, Person]:
    """For those whom `RoomService.session_for_reading` lets read."""
    entry = await rooms.session_for_reading(conn, principal, session_id, in_exams=True)
    return entry, Person(principal.user_id, principal.name, entry.role)


async def quiz_for_reading(
    conn: Connection, rooms: RoomService, principal: Principal, quiz_id: str
) -> tuple[QuizRecord, Person]:
    """The same of one of its quizzes; a draft is for staff."""
    quiz = await store.quiz(conn, quiz_id)
    if quiz is None:
        raise _none()
    try:
        _, person = await session_for_reading(conn, rooms, principal, quiz.session_id)
    except NotFound:
        raise _none() from None
    if quiz.state == "draft" and not is_staff(person):
        raise _none()
    return quiz, person


async def quiz_for_staff(
    conn: Connection, rooms: RoomService, principal: Principal, quiz_id: str
) -> tuple[QuizRecord, Person]:
    """The same with keys and everybody's results: for staff."""
    quiz, person = await quiz_for_reading(conn, rooms, principal, quiz_id)
    may_run(person)
    return quiz, person


async def attempt_for_review(
    conn: Connection, rooms: RoomService, principal: Principal, quiz_id: str, attempt_id: str
) -> tuple[QuizRecord, AttemptRecord, Person]:
    """For staff, and for the person whose it is."""
    quiz, person = await quiz_for_reading(conn, rooms, principal, quiz_id)
    attempt = await store.attempt(conn, quiz.id, attempt_id)
    if attempt is None or (attempt.person_id != person.id and not is_staff(person)):
        raise NotFound("There is no such attempt.")
    return quiz, attempt, person


async def course_for_accommodations(conn: Connection, principal: Principal, course_id: str) -> CourseRecord:
    """Who is given what is for the course's professors and administrators: no student may infer it of another."""
    return await courses.course_for_editing(conn, principal, course_id)


def _none() -> NotFound:
    return NotFound("There is no such quiz.")
