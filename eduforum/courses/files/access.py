"""Who may upload into a course, and whose upload it is."""

from eduforum.auth.schemas import Principal
from eduforum.courses.access import course_for_reading
from eduforum.courses.files import store
from eduforum.courses.files.schemas import CourseFile, UploadRecord
from eduforum.courses.schemas import CourseRecord
from eduforum.db import Connection
from eduforum.errors import Conflict, Forbidden, NotFound


async def course_for_uploading(conn: Connection, principal: Principal, course_id: str) -> CourseRecord:
    """For the course's people but those who only observe."""
    course = await course_for_reading(conn, principal, course_id)
    if course.role == "observer":
        raise Forbidden("Observers hand in nothing.")
    return course


async def own_upload(conn: Connection, principal: Principal, course_id: str, upload_id: str) -> UploadRecord:
    """An upload of one's own; nobody else has any business with it."""
    await course_for_uploading(conn, principal, course_id)
    upload = await store.upload(conn, course_id, upload_id)
    if upload is None or upload.user_id != principal.user_id:
        raise NotFound("There is no such upload.", code="no_such_upload")
    return upload


def readable(file: CourseFile) -> CourseFile:
    """Raises `Conflict` `file_unchecked` or `file_infected` for what the scanner has not found clean."""
    if file.scan == "waiting":
        raise Conflict("The file is still being checked for malware.", code="file_unchecked")
    if file.scan not in ("none", "clean"):
        raise Conflict("The file was not found free of malware.", code="file_infected")
    return file
