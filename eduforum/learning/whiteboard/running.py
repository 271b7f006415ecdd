"""A board that somebody looks at: beside what is drawn, where people point, and what objects were like."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import ClassVar

from eduforum.clock import Clock
from eduforum.db import Connection, Database
from eduforum.learning.documents.document import Touch
from eduforum.learning.documents.running import OpenDocument
from eduforum.learning.documents.store import Edit, Record, Table
from eduforum.learning.whiteboard import store
from eduforum.learning.whiteboard.board import Board
from eduforum.learning.whiteboard.schemas import (
    BoardSettings,
    ParticipantPointer,
    Pointer,
    WhiteboardPointers,
    WhiteboardUpdate,
)
from eduforum.learning.whiteboard.store import Version
from eduforum.media.schemas import Person
from eduforum.media.tools import RoomContext, Row

# Within so long one person's changes of one object are one version, in seconds.
VERSION_SECONDS = 5.0

# Older versions are of a minute.
FINE = timedelta(minutes=10)


class OpenBoard(OpenDocument[Board]):
    table: ClassVar[Table] = store.BOARDS
    settings: BoardSettings

    def __init__(self, room: RoomContext, board_id: str, db: Database, clock: Clock) -> None:
        self.settings = BoardSettings()
        self._versions: dict[tuple[str, str, int], Version] = {}
        self._versioned_n = 0
        self._versioned_at = clock.monotonic()
        self._pointers: dict[str, Pointer] = {}
        super().__init__(room, board_id, db, clock)

    def point(self, person: Person, pointer: Pointer) -> None:
        """Tells with the next moment where somebody points."""
        before = self._pointers.get(person.id)
        if before is not None and (before.tool, before.page) == (pointer.tool, pointer.page):
            trail = (*before.trail, *pointer.trail)[-len(pointer.trail) - len(before.trail) :]
            pointer = Pointer(
                tool=pointer.tool, page=pointer.page, x=pointer.x, y=pointer.y, trail=trail, color=pointer.color,
                size=pointer.size, view=pointer.view,
            )  # fmt: skip
        self._pointers[person.id] = pointer
        self._wake.set()

    async def versioned(self) -> None:
        """What `store.history` and its like tell is complete from here on, inside of `between`."""
        await self._store_beside()

    def _make(self, updates: Sequence[bytes], clients: dict[int, str]) -> Board:
        return Board(updates, clients)

    def _update(self, payload: bytes, people: tuple[str, ...]) -> WhiteboardUpdate:
        return WhiteboardUpdate(board=self.id, payload=payload)

    async def _restore(self, conn: Connection, record: Record, clients: dict[int, str]) -> Board:
        board = await super()._restore(conn, record, clients)
        board.authors |= await store.authors(conn, self._room.id, self.id)
        self._versions = {}
        self._versioned_n = await store.versioned_n(conn, self._room.id, self.id)
        return board

    def _note(self, person_id: str, touched: dict[str, Touch], at: datetime) -> None:
        span = int(at.timestamp() / VERSION_SECONDS)
        for object_id, touch in touched.items():
            key = (object_id, person_id, span)
            before = self._versions.get(key)
            act = "made" if before is not None and before.act == "made" and touch.act == "changed" else touch.act
            self._versions[key] = Version(object_id, at if before is None else before.at, person_id, act, touch.value)

    def _note_again(self, n: int, at: datetime, edit: Edit, touched: dict[str, Touch]) -> None:
        if n > self._versioned_n:
            as_told = {id: t if edit.act is None else t._replace(act=edit.act) for id, t in touched.items()}
            self._note(edit.person, as_told, at)

    def _tell_beside(self) -> None:
        pointers, self._pointers = self._pointers, {}
        if pointers:
            told = tuple(ParticipantPointer(id, each) for id, each in pointers.items())
            self._tell(WhiteboardPointers(board=self.id, pointers=told))

    def _is_due(self) -> bool:
        return bool(self._versions) and self._clock.monotonic() - self._versioned_at >= VERSION_SECONDS

    async def _store_beside(self, *rows: Row) -> None:
        versions, self._versions = self._versions, {}
        self._versioned_at = self._clock.monotonic()
        try:
            await self._room.record([], [*self._version_rows(versions.values()), *rows])
        except BaseException:
            self._versions = {**versions, **self._versions}
            raise

    def _fold_rows(self) -> list[Row]:
        return [store.thin(self.id, self._clock.now() - FINE)]

    def _version_rows(self, versions: Iterable[Version]) -> list[Row]:
        return store.versions(self.id, self._n, versions)
