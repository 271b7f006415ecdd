"""The documents of one kind that are open in a room."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Generic, TypeVar

from eduforum.clock import Clock
from eduforum.db import Database
from eduforum.errors import NotFound
from eduforum.learning.documents import access
from eduforum.learning.documents.groups import all_groups, open_groups, was_in
from eduforum.learning.documents.running import OpenDocument
from eduforum.media.audience import group
from eduforum.media.schemas import Person
from eduforum.media.tools import RoomContext

O = TypeVar("O", bound=OpenDocument[Any])  # noqa: E741

# A document that nobody looks at leaves the memory after so long, in seconds.
IDLE_SECONDS = 60.0

# Who was in a group until it ended writes in its document for so long: what was on its way then, over whatever line.
GRACE = timedelta(minutes=5)


class Shelf(Generic[O]):
    """`shown`: the document that is put before everybody, where one is. `missing` is raised for what is not there, or
    not the reader's to see."""

    def __init__(
        self, room: RoomContext, db: Database, clock: Clock, make: Callable[[str], O], missing: Callable[[], NotFound]
    ) -> None:
        self.documents: dict[str, O] = {}
        self.shown: str | None = None
        self._room = room
        self._db = db
        self._clock = clock
        self._make = make
        self._missing = missing

    async def get(self, person: Person, document_id: str) -> O:
        """A document that the person may see, opened where it is not. Raises `missing`: what is not theirs to see is
        as what is not there."""
        open_to_all = document_id == self._room.id or await self._read_open(document_id)
        if not access.sees(self._room, person, document_id, open_to_all=open_to_all):
            raise self._missing()
        document = self.documents.get(document_id)
        if document is None:
            document = self.documents[document_id] = self._make(document_id)
        document.open_to_all = open_to_all
        document.watched_at = self._clock.monotonic()
        return document

    def opened(self, person: Person, document_id: str) -> O | None:
        """One that is open already and known as the person's to see, without asking the database."""
        document = self.documents.get(document_id)
        if document is None or not access.sees(self._room, person, document_id, open_to_all=document.open_to_all):
            return None
        return document

    async def has_grace(self, person: Person, document_id: str) -> bool:
        """Whether what the person writes in a document is late: it is of their group, which has just ended."""
        if document_id == self._room.id or not self._room.keys(person).isdisjoint(group(document_id)):
            return False
        if access.is_staff(self._room, person):
            return False
        async with self._db.connection() as conn:
            return await was_in(conn, self._room.id, document_id, person.id, self._clock.now() - GRACE)

    def show(self, document_id: str | None) -> None:
        """Everybody may see it, or none by that any more."""
        self.shown = document_id
        document = None if document_id is None else self.documents.get(document_id)
        if document is not None:
            document.open_to_all = True

    def is_open(self, document_id: str, running: set[str]) -> bool:
        """Whether it is everybody's: the class's, one whose groups have ended, or what is shown. `running`: the groups
        that have not ended."""
        return document_id == self._room.id or document_id not in running or document_id == self.shown

    def leave(self, connection_id: str) -> None:
        for document in self.documents.values():
            document.viewers.pop(connection_id, None)

    def close(self) -> None:
        for document in self.documents.values():
            document.close()

    async def tick(self) -> None:
        now = self._clock.monotonic()
        if self.documents.keys() - {self._room.id}:
            async with self._db.connection() as conn:
                running = await open_groups(conn, self._room.id)
            for document in self.documents.values():
                document.open_to_all = self.is_open(document.id, running)
        for document in list(self.documents.values()):
            if document.viewers:
                document.watched_at = now
            if now - document.watched_at < IDLE_SECONDS:
                await document.tidy()
                continue
            await document.rest()
            left = not document.viewers and now - document.watched_at >= IDLE_SECONDS
            if left and self.documents.get(document.id) is document:
                del self.documents[document.id]
                document.close()

    async def _read_open(self, document_id: str) -> bool:
        async with self._db.connection() as conn:
            running = await open_groups(conn, self._room.id)
            if document_id not in running and document_id not in await all_groups(conn, self._room.id):
                raise self._missing()
        return self.is_open(document_id, running)
