"""Every permission check of question banks: load the object or raise.

A bank is for the course's staff alone, since every question in it has its key.
"""

from eduforum.auth.schemas import Principal
from eduforum.courses import access as courses
from eduforum.courses.schemas import CourseRecord
from eduforum.db import Connection
from eduforum.errors import Forbidden, NotFound
from eduforum.learning.questions import store
from eduforum.learning.questions.schemas import QuestionRecord


async def course_for_bank(conn: Connection, principal: Principal, course_id: str) -> CourseRecord:
    """For professor, co-professors, teaching assistants and administrators.

    Raises `NotFound` for strangers, `Forbidden` for the course's other people.
    """
    course = await courses.course_for_reading(conn, principal, course_id)
    if not courses.is_staff(principal, course):
        raise Forbidden("Questions and their keys are for the course's staff.")
    return course


async def question_for_staff(
    conn: Connection, principal: Principal, question_id: str, version: int | None = None
) -> QuestionRecord:
    """The question as it is, or as it was at a version. Nobody but staff can tell whether it exists."""
    question = await store.question(conn, question_id, version)
    if question is None:
        raise _none()
    try:
        await course_for_bank(conn, principal, question.course_id)
    except (NotFound, Forbidden):
        raise _none() from None
    return question


def _none() -> NotFound:
    return NotFound("There is no such question.")
