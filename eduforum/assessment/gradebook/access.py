"""Every permission check of gradebooks.

Who teaches sees all of it and enters marks; professors set how it is reckoned and what students see; a student sees
their own, as far as it is published. Nothing that a student gets is made of what others have but a letter by quotas.
"""

from eduforum.auth.schemas import Principal
from eduforum.courses import access as courses
from eduforum.courses.schemas import OWNERS, CourseRecord
from eduforum.db import Connection
from eduforum.errors import Forbidden


def is_owner(principal: Principal, course: CourseRecord) -> bool:
    """Professor, co-professors and administrators."""
    return principal.role == "admin" or course.role in OWNERS


async def course_for_marking(conn: Connection, principal: Principal, course_id: str) -> CourseRecord:
    """For staff: seeing the book, entering marks. Raises `Forbidden` `staff_only`."""
    course = await courses.course_for_reading(conn, principal, course_id)
    if not courses.is_staff(principal, course):
        raise Forbidden("This is for those who teach.", code="staff_only")
    return course


async def course_for_settings(conn: Connection, principal: Principal, course_id: str) -> CourseRecord:
    """For professors: weights, columns, curves, letters, publishing, and files of everybody's grades."""
    return await courses.course_for_editing(conn, principal, course_id)


async def course_of_student(conn: Connection, principal: Principal, course_id: str) -> CourseRecord:
    """For a student of the course, and what is theirs in it.."""
    course = await courses.course_for_reading(conn, principal, course_id)
    if course.role != "student" or principal.role == "admin":
        raise Forbidden("Only students have grades here.")
    return course
