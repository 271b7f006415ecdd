"""Types of notes that people write together: what is asked, what is answered and told."""

from collections.abc import Hashable
from typing import Annotated, ClassVar, Literal

import msgspec
from msgspec import Meta

from eduforum.web.protocol import DurableEvent, Id, Request, StateEvent

NoteWriting = Literal["everyone", "staff"]

UPDATE_LIMIT = 192 * 1024

_Update = Annotated[bytes, Meta(max_length=UPDATE_LIMIT)]


class NoteSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who writes: everyone but observers and guests, or staff alone."""

    writing: NoteWriting = "everyone"


class NoteInfo(msgspec.Struct, frozen=True):
    """A note that there is. `id` is the room's for the class's, else the group's, which has a `number` from 1 and
    perhaps a name."""

    id: str
    settings: NoteSettings
    number: int = 0
    name: str = ""


class Notes(msgspec.Struct, frozen=True):
    """The notes that one may see and somebody has opened."""

    notes: tuple[NoteInfo, ...]


class NotesList(Request, tag="notes:list", frozen=True, kw_only=True):
    """What notes there are."""


class NotesSync(Request, tag="notes:sync", frozen=True, kw_only=True):
    """Open a note, or go on with it: from the answer on its updates are told. `payload` is the client's Yjs state
    vector, empty for the whole text."""

    note: Id
    payload: _Update = b""

    max_bytes: ClassVar[int] = UPDATE_LIMIT


class NoteState(msgspec.Struct, frozen=True, kw_only=True):
    """`payload` is the update that the client lacks; `vector` the server's state vector. `may_write`: this person now.
    `people`: the names of those who have written, by id."""

    note: str
    settings: NoteSettings
    may_write: bool
    vector: bytes
    people: dict[str, str]
    payload: bytes


class NotesLeave(Request, tag="notes:leave", frozen=True, kw_only=True):
    """The note is looked at no longer."""

    note: Id


class NotesWrite(Request, tag="notes:write", frozen=True, kw_only=True):
    """A Yjs update of one's own. The same one sent again changes nothing."""

    note: Id
    payload: _Update = b""

    max_bytes: ClassVar[int] = UPDATE_LIMIT


class NotesConfigure(Request, tag="notes:configure", frozen=True, kw_only=True):
    """Who writes; staff only."""

    note: Id
    writing: NoteWriting

    durable: ClassVar[bool] = True


class NotesUpdate(StateEvent, tag="notes:update", frozen=True, kw_only=True):
    """What these people have written: `payload` is Yjs updates one after another, each after its length as a variable
    number."""

    note: str
    people: tuple[str, ...]
    payload: bytes

    def subject(self) -> Hashable:
        # None replaces another.
        return None


class NotesSettings(DurableEvent, tag="notes:settings", frozen=True, kw_only=True):
    """Others write in a note than before."""

    note: str
    settings: NoteSettings


class NotesQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    session_id: Id


class NotesConfigureBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    session_id: Id
    writing: NoteWriting
