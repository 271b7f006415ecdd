"""Shared notes as a tool of the room: one text of the class and one of each group, written by all at once."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

import msgspec

from eduforum.clock import Clock
from eduforum.cluster import RateLimiter
from eduforum.courses.schemas import Session
from eduforum.db import Connection, Database
from eduforum.errors import Forbidden, RateLimited
from eduforum.learning.documents.access import audience
from eduforum.learning.documents.groups import open_groups
from eduforum.learning.documents.shelf import Shelf
from eduforum.learning.notes import access, records, store
from eduforum.learning.notes.note import Note
from eduforum.learning.notes.running import OpenNote
from eduforum.learning.notes.schemas import (
    NoteInfo,
    Notes,
    NotesConfigure,
    NoteSettings,
    NotesLeave,
    NotesList,
    NotesSettings,
    NotesSync,
    NoteState,
    NotesUpdate,
    NotesWrite,
)
from eduforum.media.audience import Addressed, hears
from eduforum.media.record import RecordPart, RecordReader
from eduforum.media.schemas import Done, Person
from eduforum.media.tools import Caller, Handler, RoomContext, RoomTool
from eduforum.web.protocol import DurableEvent, Request, StateEvent

# Of one person in ten seconds: a client writes up to 20 times a second.
WRITINGS = 400
OTHERS = 40
WINDOW = 10.0


class SharedNotes(RoomTool):
    name: ClassVar[str] = "notes"
    requests: ClassVar[Mapping[type[Request], type[msgspec.Struct]]] = {
        NotesList: Notes,
        NotesSync: NoteState,
        NotesLeave: Done,
        NotesWrite: Done,
        NotesConfigure: Done,
    }
    events: ClassVar[Sequence[type[StateEvent] | type[DurableEvent]]] = (NotesUpdate, NotesSettings)
    snapshot_type: ClassVar[type[msgspec.Struct] | None] = Notes

    def __init__(self, db: Database, limiter: RateLimiter, clock: Clock) -> None:
        self._db = db
        self._limiter = limiter
        self._clock = clock
        self._rooms: dict[str, Shelf[OpenNote]] = {}

    def handlers(self) -> Mapping[type[Request], Handler]:
        return {
            NotesList: self.list_notes,
            NotesSync: self.sync,
            NotesLeave: self.leave,
            NotesWrite: self.write,
            NotesConfigure: self.configure,
        }

    async def list_notes(self, room: RoomContext, caller: Caller, request: NotesList) -> Notes:
        """Raises `RateLimited`."""
        await self._limit("list", room, caller, OTHERS)
        async with self._db.connection() as conn:
            return await self.snapshot(conn, room, caller.person)

    async def sync(self, room: RoomContext, caller: Caller, request: NotesSync) -> NoteState:
        """Raises `NotFound` `no_such_note`, `Invalid` `bad_update`, `RateLimited`."""
        await self._limit("sync", room, caller, OTHERS)
        note = await self._rooms[room.id].get(caller.person, request.note)

        async def read(document: Note) -> NoteState:
            payload = document.state(request.payload)
            note.watch(caller.connection_id, caller.person)
            return NoteState(
                note=note.id,
                settings=note.settings,
                may_write=_may_write(room, caller.person, note),
                vector=document.vector(),
                people=note.people,
                payload=payload,
            )

        return await note.between(read)

    async def leave(self, room: RoomContext, caller: Caller, request: NotesLeave) -> Done:
        note = self._rooms[room.id].documents.get(request.note)
        if note is not None:
            note.viewers.pop(caller.connection_id, None)
        return Done()

    async def write(self, room: RoomContext, caller: Caller, request: NotesWrite) -> Done:
        """Raises `NotFound` `no_such_note`, `Forbidden` `note_closed`, `observers_do_not_write`, and what
        `SharedDocument.take` does."""
        await self._limit("write", room, caller, WRITINGS)
        shelf = self._rooms[room.id]
        note = shelf.opened(caller.person, request.note) or await shelf.get(caller.person, request.note)
        note.watched_at = self._clock.monotonic()
        late = await shelf.has_grace(caller.person, note.id)
        await note.write(caller.person, request.payload, lambda: _require_write(room, caller.person, note, late=late))
        return Done()

    async def configure(
        self, room: RoomContext, caller: Caller, request: NotesConfigure
    ) -> msgspec.Struct | msgspec.Raw:
        """Raises `Forbidden` `staff_only`, `NotFound` `no_such_note`."""
        access.may_manage(room, caller.person)
        await self._limit("configure", room, caller, OTHERS)
        note = await self._rooms[room.id].get(caller.person, request.note)
        settings = NoteSettings(writing=request.writing)

        async def decided(document: Note) -> msgspec.Struct | msgspec.Raw:
            def stored() -> None:
                note.settings = settings

            to = audience(room.id, note.id, open_to_all=note.open_to_all)
            event = Addressed(NotesSettings(note=note.id, settings=settings), to)
            row = store.NOTES.settings(note.id, msgspec.to_builtins(settings))
            return await room.append(caller, request, Done(), [event], [row], stored=stored)

        return await note.between(decided)

    async def snapshot(self, conn: Connection, room: RoomContext, reader: Person) -> Notes:
        running, held, shelf = await open_groups(conn, room.id), room.keys(reader), self._rooms[room.id]

        def seen(info: NoteInfo) -> bool:
            return hears(held, audience(room.id, info.id, open_to_all=shelf.is_open(info.id, running)))

        return Notes(tuple(filter(seen, await store.notes(conn, room.id))))

    async def recorded(self, conn: Connection, session: Session, reader: RecordReader) -> RecordPart | None:
        """Notes that the reader may read."""
        return RecordPart(len(await records.seen(conn, session.id, reader.id, staff=reader.staff)))

    async def opened(self, conn: Connection, room: RoomContext) -> None:
        self._rooms[room.id] = Shelf(
            room, self._db, self._clock, lambda id: OpenNote(room, id, self._db, self._clock), access.no_note
        )

    def closed(self, room: RoomContext) -> None:
        shelf = self._rooms.pop(room.id, None)
        if shelf is not None:
            shelf.close()

    def connection_closed(self, room: RoomContext, connection_id: str) -> None:
        shelf = self._rooms.get(room.id)
        if shelf is not None:
            shelf.leave(connection_id)

    async def tick(self, room: RoomContext) -> None:
        shelf = self._rooms.get(room.id)
        if shelf is not None:
            await shelf.tick()

    async def _limit(self, what: str, room: RoomContext, caller: Caller, limit: int) -> None:
        wait = await self._limiter.hit(f"notes:{what}:{room.id}:{caller.person.id}", limit, WINDOW)
        if wait > 0:
            raise RateLimited("Too much at once; wait a little.", retry_after=wait)


def _require_write(room: RoomContext, person: Person, note: OpenNote, *, late: bool = False) -> None:
    access.may_write(room, person, note.id, note.settings, late=late)


def _may_write(room: RoomContext, person: Person, note: OpenNote) -> bool:
    try:
        _require_write(room, person, note)
    except Forbidden:
        return False
    return True
