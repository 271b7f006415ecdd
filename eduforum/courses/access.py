"""Every permission check of courses: load the object or raise.

A stranger cannot tell a course that is not theirs from one that does not exist: both are `not_found`. An administrator
keeps the rights of one whatever a course enrols them as.
"""

from eduforum.auth.schemas import Principal
from eduforum.courses import store
from eduforum.courses.schemas import OWNERS, STAFF, CourseRecord, Enrollment, Session, SessionEntry
from eduforum.db import Connection
from eduforum.errors import Conflict, Forbidden, NotFound


def is_staff(principal: Principal, course: CourseRecord) -> bool:
    """Professor, co-professors, teaching assistants and administrators."""
    return principal.role == "admin" or course.role in STAFF


def _is_owner(principal: Principal, course: CourseRecord) -> bool:
    """Professor, co-professors and administrators."""
    return principal.role == "admin" or course.role in OWNERS


def may_create_courses(principal: Principal) -> None:
    """Professors and administrators."""
    if principal.role not in ("professor", "admin"):
        raise Forbidden("Only professors and administrators create courses.")


async def course_for_reading(conn: Connection, principal: Principal, course_id: str) -> CourseRecord:
    """For the course's people and administrators."""
    course = await _course(conn, principal, course_id)
    if course.deleted_at is not None:
        raise NotFound("There is no such course.")
    return course


async def course_for_editing(conn: Connection, principal: Principal, course_id: str) -> CourseRecord:
    """For professor, co-professors and administrators: changing the course, its people and sessions. What is archived
    is only read: `Conflict` `course_archived`."""
    course = await course_of_owner(conn, principal, course_id)
    if course.archived_at is not None:
        raise Conflict("The course is archived; take it out of the archive first.", code="course_archived")
    return course


async def course_of_owner(conn: Connection, principal: Principal, course_id: str) -> CourseRecord:
    """The same, archived or not: copying it, and taking it out of the archive."""
    course = await course_for_reading(conn, principal, course_id)
    if not _is_owner(principal, course):
        raise Forbidden("This is for the course's professors.")
    return course


async def course_for_deleting(conn: Connection, principal: Principal, course_id: str) -> CourseRecord:
    """For the professor and administrators, deleted courses included, so that they can be restored."""
    course = await _course(conn, principal, course_id)
    if course.role != "professor" and principal.role != "admin":
        if course.deleted_at is not None:
            raise NotFound("There is no such course.")
        raise Forbidden("Only the course's professor or an administrator deletes it.")
    return course


async def enrollment_for_ending(
    conn: Connection, principal: Principal, course_id: str, enrollment_id: str
) -> Enrollment:
    """For the course's professors, and for the enrolled person."""
    course = await course_for_reading(conn, principal, course_id)
    enrollment = await store.enrollment(conn, course.id, enrollment_id)
    if enrollment is None:
        raise NotFound("There is no such enrolment.")
    if not _is_owner(principal, course) and enrollment.user_id != principal.user_id:
        raise Forbidden("This is for the course's professors.")
    return enrollment


async def session_of_course(conn: Connection, principal: Principal, course_id: str, session_id: str) -> Session:
    """For the course's people and administrators."""
    course = await course_for_reading(conn, principal, course_id)
    session = await store.session(conn, session_id, course.id)
    if session is None:
        raise NotFound("There is no such session.")
    return session


async def session_for_join(conn: Connection, principal: Principal, session_id: str) -> SessionEntry:
    """The session with the reader's place in its course; whether it is live is the caller's question."""
    session = await store.session(conn, session_id)
    if session is None:
        raise NotFound("There is no such session.")
    try:
        course = await course_for_reading(conn, principal, session.course_id)
    except NotFound:
        raise NotFound("There is no such session.") from None
    return SessionEntry(session=session, course=course, role=course.role, enrollment_id=course.enrollment_id)


async def session_of_room(conn: Connection, session_id: str) -> Session:
    """A session whose course is there, for who has come by an invitation to it: the caller has checked that."""
    session = await store.session(conn, session_id)
    if session is None:
        raise NotFound("There is no such session.")
    return session


async def session_for_hosting(conn: Connection, principal: Principal, session_id: str) -> SessionEntry:
    """For professor, co-professors and administrators: start, end, change."""
    entry = await session_for_join(conn, principal, session_id)
    if not _is_owner(principal, entry.course):
        raise Forbidden("Only the course's professors start, change and end its sessions.")
    return entry


async def course_hosts(conn: Connection, course_id: str) -> set[str]:
    """The ids of the course's professor and co-professors."""
    return set(await store.hosts(conn, course_id))


async def _course(conn: Connection, principal: Principal, course_id: str) -> CourseRecord:
    course = await store.course(conn, principal.user_id, principal.role == "admin", course_id)
    if course is None:
        raise NotFound("There is no such course.")
    return course
