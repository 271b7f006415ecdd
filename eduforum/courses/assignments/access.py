"""Who sees, hands in, grades and arranges assignments."""

from eduforum.auth.schemas import Principal
from eduforum.courses.access import course_for_editing, course_for_reading, is_staff
from eduforum.courses.assignments import store
from eduforum.courses.assignments.schemas import AssignmentRecord, SubmissionRecord
from eduforum.courses.schemas import CourseRecord
from eduforum.db import Connection
from eduforum.errors import Forbidden, NotFound


async def assignment_for_reading(
    conn: Connection, principal: Principal, course_id: str, assignment_id: str
) -> tuple[CourseRecord, AssignmentRecord]:
    """For staff, and for the course's people once it is published."""
    course = await course_for_reading(conn, principal, course_id)
    found = await _there(conn, course_id, assignment_id)
    if not found.published and not is_staff(principal, course):
        raise no_assignment()
    return course, found


async def assignment_for_handing_in(
    conn: Connection, principal: Principal, course_id: str, assignment_id: str
) -> AssignmentRecord:
    """For the course's students."""
    course, found = await assignment_for_reading(conn, principal, course_id, assignment_id)
    if course.role != "student":
        raise Forbidden("Only the course's students hand in.", code="only_students_hand_in")
    return found


async def course_for_grading(conn: Connection, principal: Principal, course_id: str) -> CourseRecord:
    """For the course's staff."""
    course = await course_for_reading(conn, principal, course_id)
    if not is_staff(principal, course):
        raise Forbidden("This is for the course's staff.", code="staff_only")
    return course


async def assignment_for_grading(
    conn: Connection, principal: Principal, course_id: str, assignment_id: str
) -> AssignmentRecord:
    """For the course's staff."""
    await course_for_grading(conn, principal, course_id)
    return await _there(conn, course_id, assignment_id)


async def assignment_for_editing(
    conn: Connection, principal: Principal, course_id: str, assignment_id: str, *, deleted: bool = False
) -> AssignmentRecord:
    """For the course's professors: what is asked, until when, and what of it is shown."""
    await course_for_editing(conn, principal, course_id)
    return await _there(conn, course_id, assignment_id, deleted=deleted)


async def student_of(conn: Connection, course_id: str, user_id: str) -> str:
    """The name of a student of the course."""
    found = await store.students(conn, course_id, user_id)
    if not found:
        raise NotFound("There is no such student.", code="no_such_student")
    return found[0][1]


async def submission_for_reading(
    conn: Connection, principal: Principal, course_id: str, assignment_id: str, submission_id: str
) -> SubmissionRecord:
    """For staff and for whoever handed it in."""
    course, _ = await assignment_for_reading(conn, principal, course_id, assignment_id)
    found = await store.submissions(conn, [assignment_id], submission_id=submission_id)
    if not found or (not is_staff(principal, course) and found[0].user_id != principal.user_id):
        raise no_submission()
    return found[0]


async def submission_for_grading(
    conn: Connection, principal: Principal, course_id: str, assignment_id: str, submission_id: str
) -> tuple[AssignmentRecord, SubmissionRecord]:
    """For the course's staff."""
    assignment = await assignment_for_grading(conn, principal, course_id, assignment_id)
    found = await store.submissions(conn, [assignment_id], submission_id=submission_id)
    if not found:
        raise no_submission()
    return assignment, found[0]


def no_assignment() -> NotFound:
    return NotFound("There is no such assignment.", code="no_such_assignment")


def no_submission() -> NotFound:
    return NotFound("There is no such submission.", code="no_such_submission")


async def _there(conn: Connection, course_id: str, assignment_id: str, *, deleted: bool = False) -> AssignmentRecord:
    found = await store.assignment(conn, course_id, assignment_id)
    if found is None or (found.deleted_at is not None and not deleted):
        raise no_assignment()
    return found
