"""The record of a session that is over: what every tool has of it, who was there, who spoke when."""

from collections.abc import Sequence

from eduforum.analytics.participation import access as participation
from eduforum.analytics.participation import store as talk
from eduforum.analytics.record import access, store
from eduforum.analytics.record.access import Record
from eduforum.analytics.record.attendance import ATTENDANCE_COLUMNS, attendance, attendance_row
from eduforum.analytics.record.lanes import lanes
from eduforum.analytics.record.schemas import (
    Attendance,
    AttendanceOfClass,
    PartOfRecord,
    SessionRecord,
    TalkLane,
)
from eduforum.auth.schemas import Principal
from eduforum.db import Connection, Database
from eduforum.media.record import Moment, RecordPart
from eduforum.media.service import RoomService
from eduforum.media.tools import RoomTool
from eduforum.web.downloads import csv_table


class RecordService:
    """`tools`: those of the room, each of which says what it has."""

    def __init__(self, db: Database, tools: Sequence[RoomTool], rooms: RoomService) -> None:
        self._db = db
        self._tools = tools
        self._rooms = rooms

    async def record(self, principal: Principal, session_id: str) -> SessionRecord:
        """Raises what `access.record` does."""
        async with self._db.connection() as conn, conn.transaction(isolation="repeatable_read", readonly=True):
            found = await access.record(conn, principal, session_id)
            parts = await self._parts(conn, found)
            everybody = await _attendance(conn, found) if found.reader.staff or found.role == "student" else []
        own = next((each for each in everybody if each.participant_id == principal.user_id), None)
        came = sum(bool(each.stays) for each in everybody)
        return SessionRecord(
            session=found.session,
            role=found.role,
            attendance=AttendanceOfClass(came, len(everybody)) if found.reader.staff else None,
            own=own if found.role == "student" else None,
            parts=tuple(PartOfRecord(name, part.count) for name, part in parts.items() if part.count > 0),
        )

    async def timeline(self, principal: Principal, session_id: str) -> list[Moment]:
        """What happened, in the order of time, all of it. Raises what `access.record` does."""
        async with self._db.connection() as conn, conn.transaction(isolation="repeatable_read", readonly=True):
            found = await access.record(conn, principal, session_id)
            parts = await self._parts(conn, found)
        moments = [moment for part in parts.values() for moment in part.moments]
        return sorted(moments, key=lambda moment: (moment.at, moment.kind, moment.title))

    async def attendance(self, principal: Principal, session_id: str, search: str) -> list[Attendance]:
        """Of all students whose names contain `search`, by name. Raises what `access.record_for_staff` does."""
        async with self._db.connection() as conn:
            found = await access.record_for_staff(conn, principal, session_id)
            everybody = await _attendance(conn, found)
        wanted = search.strip().casefold()
        return [each for each in everybody if wanted in each.name.casefold()]

    async def attendance_table(self, principal: Principal, session_id: str) -> tuple[str, bytes]:
        """The session's title, and the same of everybody as a table. Raises what `access.record_for_staff` does."""
        async with self._db.connection() as conn:
            found = await access.record_for_staff(conn, principal, session_id)
            everybody = await _attendance(conn, found)
        return found.session.title, csv_table(ATTENDANCE_COLUMNS, map(attendance_row, everybody))

    async def talk(self, principal: Principal, session_id: str) -> list[TalkLane]:
        """Who spoke when: everybody for who sees people's participation, oneself for students. Raises what
        `access.record` does, and `Forbidden` `participation_hidden`."""
        async with self._db.connection() as conn:
            found = await access.record(conn, principal, session_id)
            sight = (await participation.reader_of_own(conn, self._rooms, principal, session_id)).sight
            presences = await talk.presences(conn, session_id)
            turns = await talk.turns(conn, session_id)
        drawn = lanes(presences, turns, found.began, found.ended)
        if sight.others == "people":
            return drawn
        return [lane for lane in drawn if lane.participant_id == principal.user_id]

    async def _parts(self, conn: Connection, found: Record) -> dict[str, RecordPart]:
        parts = {tool.name: await tool.recorded(conn, found.session, found.reader) for tool in self._tools}
        return {name: part for name, part in parts.items() if part is not None}


async def _attendance(conn: Connection, found: Record) -> list[Attendance]:
    session = found.session
    students = await store.students(conn, session.course_id, found.began, found.ended)
    return attendance(students, await talk.presences(conn, session.id), found.began, found.ended)
