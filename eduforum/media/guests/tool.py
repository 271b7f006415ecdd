"""When guests were in the room, for the session's records."""

import asyncio
import logging
from collections.abc import Sequence
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
        self._closing: set[asyncio.Task[bool]] = set()

    async def opened(self, conn: Connection, room: RoomContext) -> None:
        # Whoever was here when the server went has left, unless they come back.
        now = self._clock.now()
        self._due[room.id] = [store.left(id, now) for id in await store.here(conn, room.id)]

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
        now = self._clock.now()
        left = [store.left(guest, now) for guest in sorted(self._here.pop(room.id, ()))]
        if rows := [*self._due.pop(room.id, []), *left]:
            self._closing.add(closing := asyncio.create_task(self._write(room, rows)))
            closing.add_done_callback(self._closing.discard)

    async def stop(self) -> None:
        await asyncio.gather(*self._closing)

    async def recorded(self, conn: Connection, session: Session, reader: RecordReader) -> RecordPart | None:
        """How many came; who they are is for staff."""
        return RecordPart(await store.came(conn, session.id)) if reader.staff else None

    async def tick(self, room: RoomContext) -> None:
        rows = self._due.pop(room.id, [])
        if rows and not await self._write(room, rows):
            # What could not be written comes with the next ones, before them.
            self._due[room.id] = [*rows, *self._due.get(room.id, [])]

    async def _write(self, room: RoomContext, rows: Sequence[Row]) -> bool:
        try:
            await room.record([], rows)
        except Exception:
            _log.warning("when guests came and went could not be stored", extra={"room_id": room.id})
            return False
        return True
