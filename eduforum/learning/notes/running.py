"""A note that somebody looks at."""

from collections.abc import Sequence
from typing import ClassVar

from eduforum.clock import Clock
from eduforum.db import Database
from eduforum.learning.documents.running import OpenDocument
from eduforum.learning.documents.store import Table
from eduforum.learning.notes import store
from eduforum.learning.notes.note import Note
from eduforum.learning.notes.schemas import NoteSettings, NotesUpdate
from eduforum.media.tools import RoomContext


class OpenNote(OpenDocument[Note]):
    table: ClassVar[Table] = store.NOTES
    settings: NoteSettings

    def __init__(self, room: RoomContext, note_id: str, db: Database, clock: Clock) -> None:
        self.settings = NoteSettings()
        super().__init__(room, note_id, db, clock)

    def _make(self, updates: Sequence[bytes], clients: dict[int, str]) -> Note:
        return Note(updates, clients)

    def _update(self, payload: bytes, people: tuple[str, ...]) -> NotesUpdate:
        return NotesUpdate(note=self.id, people=people, payload=payload)
