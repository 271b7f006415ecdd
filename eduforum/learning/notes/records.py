"""The notes of a session as they are read over HTTP, while it is live and afterwards."""

import asyncio

from eduforum.auth.schemas import Principal
from eduforum.courses.schemas import SessionEntry
from eduforum.db import Connection, Database
from eduforum.learning.documents.access import reads
from eduforum.learning.notes import access, store
from eduforum.learning.notes.note import Note
from eduforum.learning.notes.schemas import NoteInfo, Notes
from eduforum.media.audience import STAFF_ROLES
from eduforum.media.service import RoomService


class NoteRecords:
    def __init__(self, db: Database, rooms: RoomService) -> None:
        self._db = db
        self._rooms = rooms

    async def notes(self, principal: Principal, session_id: str) -> Notes:
        """Raises what `RoomService.session_for_reading` does."""
        async with self._db.connection() as conn:
            entry = await self._rooms.session_for_reading(conn, principal, session_id)
            return Notes(tuple(await seen(conn, session_id, principal.user_id, staff=_is_staff(entry))))

    async def text(self, principal: Principal, session_id: str, note_id: str) -> tuple[str, str]:
        """The title of the session, and what stands in a note of it. Raises what `notes` does, and `NotFound`
        `no_such_note` where there is none that the person may see."""
        async with self._db.connection() as conn:
            entry = await self._rooms.session_for_reading(conn, principal, session_id)
            updates = await store.NOTES.stored_updates(conn, session_id, note_id)
            read = await reads(conn, session_id, note_id, principal.user_id, staff=_is_staff(entry))
            if updates is None or not read:
                raise access.no_note()
        return entry.session.title, await asyncio.to_thread(lambda: Note(updates).text())


async def seen(conn: Connection, session_id: str, reader_id: str, *, staff: bool) -> list[NoteInfo]:
    """The notes of a session that somebody may read."""
    notes = await store.notes(conn, session_id)
    return [each for each in notes if await reads(conn, session_id, each.id, reader_id, staff=staff)]


def _is_staff(entry: SessionEntry) -> bool:
    return entry.role in STAFF_ROLES or entry.role == "admin"
