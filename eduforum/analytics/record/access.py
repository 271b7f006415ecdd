"""Who reads the record of a session."""

from datetime import datetime
from typing import NamedTuple

from eduforum.auth.schemas import Principal
from eduforum.courses import access as courses
from eduforum.courses.schemas import STAFF, CourseRole, Session
from eduforum.db import Connection
from eduforum.errors import Conflict, Forbidden
from eduforum.media.record import RecordReader


class Record(NamedTuple):
    """A session that is over, and who reads of it."""

    session: Session
    began: datetime
    ended: datetime
    role: CourseRole
    reader: RecordReader


async def record(conn: Connection, principal: Principal, session_id: str) -> Record:
    """For the course's people and administrators. Raises `NotFound` for strangers, `Conflict` `session_not_ended`."""
    entry = await courses.session_for_join(conn, principal, session_id)
    session = entry.session
    if session.status != "ended" or session.ended_at is None:
        raise Conflict("The session is not over.", code="session_not_ended")
    role: CourseRole = "admin" if principal.role == "admin" else entry.role
    reader = RecordReader(principal.user_id, principal.name, role, role in STAFF)
    return Record(session, session.started_at or session.scheduled_at, session.ended_at, role, reader)


async def record_for_staff(conn: Connection, principal: Principal, session_id: str) -> Record:
    """The same for staff. Raises `Forbidden` `staff_only` for others."""
    found = await record(conn, principal, session_id)
    if not found.reader.staff:
        raise Forbidden("This is for those who teach.", code="staff_only")
    return found
