"""When guests were in the room, for the session's records."""

import logging
from typing import ClassVar

from eduforum.clock import Clock
from eduforum.courses.schemas import Session
from eduforum.db import Connection
from eduforum.media.guests import store
from eduforum.media.record import RecordPart, RecordReader
from eduforum.media.schemas import Participant
from eduforum.media.tools import RoomContext, RoomTool, Row

_log = logging.getLogger(__name__)


class GuestRecords(RoomTool):
    name: ClassVar[str] = "guests"

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        # Of each room: who is there, and what is still to be written.
        self._here: dict[str, set[str]] = {}
        self._due: dict[str, list[Row]] = {}

    def entered(self, room: RoomContext, participant: Participant) -> None:
        if participant.role == "guest":
            self._here.setdefault(room.id, set()).add(participant.id)
            self._due.setdefault(room.id, []).append(store.entered(participant.id, self._clock.now()))

    def left(self, room: RoomContext, participant_id: str) -> None:
        here = self._here.get(room.id, set())
        if participant_id in here:
            here.discard(participant_id)
            self._due.setdefault(room.id, []).append(store.left(participant_id, self._clock.now()))

    def closed(self, room: RoomContext) -> None:
        self._here.pop(room.id, None)
        self._due.pop(room.id, None)

    async def recorded(self, conn: Connection, session: Session, reader: RecordReader) -> RecordPart | None:
        """How many came; who they are is for staff."""
        return RecordPart(await store.came(conn, session.id)) if reader.staff else None

    async def tick(self, room: RoomContext) -> None:
        rows = self._due.pop(room.id, [])
        if not rows:
            return
        try:
            await room.record([], rows)
        except Exception:
            # What could not be written comes with the next ones, before them.
            _log.warning("when guests came and went could not be stored", extra={"room_id": room.id})
            self._due[room.id] = [*rows, *self._due.get(room.id, [])]
