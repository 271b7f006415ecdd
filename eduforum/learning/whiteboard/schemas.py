"""Types of the whiteboard: what is asked, what is answered and told."""

from collections.abc import Hashable
from datetime import datetime
from typing import Annotated, ClassVar, Literal

import msgspec
from msgspec import Meta

from eduforum.learning.documents.document import Act
from eduforum.learning.whiteboard.objects import Color, Key, Place
from eduforum.web.protocol import DurableEvent, Id, Request, StateEvent

Writing = Literal["everyone", "staff"]
Pointing = Literal["pointer", "pen", "laser", "away"]

UPDATE_LIMIT = 192 * 1024
MAX_TRAIL = 120
MAX_NAMED = 500


class BoardSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who draws: `writing` for everybody, `people` for some persons whatever that says."""

    writing: Writing = "everyone"
    people: dict[Id, bool] = {}


class BoardInfo(msgspec.Struct, frozen=True):
    """A board that there is. `id` is the room's for the class's board, else the group's, which has a `number` from 1
    and perhaps a name."""

    id: str
    settings: BoardSettings
    number: int = 0
    name: str = ""


class ShownBoard(msgspec.Struct, frozen=True):
    """The board that is put before everybody, and by whom; `follow`: everybody sees the part that this person sees."""

    board: str
    participant_id: str
    follow: bool


class Boards(msgspec.Struct, frozen=True):
    """The boards that one may see and somebody has opened, and the one that is shown."""

    boards: tuple[BoardInfo, ...]
    shown: ShownBoard | None


class BoardImage(msgspec.Struct, frozen=True):
    """An image that objects show by its id; width and height in pixels."""

    id: str
    media_type: str
    width: int
    height: int


class SessionBoards(msgspec.Struct, frozen=True):
    """The boards of a session that one may see."""

    boards: tuple[BoardInfo, ...]


class BoardPages(msgspec.Struct, frozen=True):
    """The pages of a board, by their ids and in their order."""

    pages: tuple[str, ...]


class WhiteboardList(Request, tag="whiteboard:list", frozen=True, kw_only=True):
    """What boards there are."""


class WhiteboardSync(Request, tag="whiteboard:sync", frozen=True, kw_only=True):
    """Open a board, or go on with it: from the answer on its updates are told. `payload` is the client's Yjs state
    vector, empty for the whole document."""

    board: Id
    payload: Annotated[bytes, Meta(max_length=UPDATE_LIMIT)] = b""

    max_bytes: ClassVar[int] = UPDATE_LIMIT


class BoardState(msgspec.Struct, frozen=True, kw_only=True):
    """`payload` is the update that the client lacks; `vector` the server's state vector. `may_draw`: this person now.
    `people`: the names of those who have drawn, by id."""

    board: str
    settings: BoardSettings
    may_draw: bool
    vector: bytes
    people: dict[str, str]
    payload: bytes


class WhiteboardLeave(Request, tag="whiteboard:leave", frozen=True, kw_only=True):
    """The board is looked at no longer."""

    board: Id


class WhiteboardDraw(Request, tag="whiteboard:draw", frozen=True, kw_only=True):
    """A Yjs update of one's own. The same one sent again changes nothing."""

    board: Id
    payload: Annotated[bytes, Meta(max_length=UPDATE_LIMIT)] = b""

    max_bytes: ClassVar[int] = UPDATE_LIMIT


class Drawn(msgspec.Struct, frozen=True):
    """It is stored. `refused`: the ids of objects that were no good ones and are as they were before."""

    refused: tuple[str, ...] = ()


class Pointer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where somebody points, on what page, and what part of it they see: `view` is left, top, width and height.
    `trail`: points since the last one told, of a laser or of a stroke that is being drawn. `away`: points no longer."""

    tool: Pointing
    page: Key
    x: Place
    y: Place
    trail: Annotated[tuple[tuple[Place, Place], ...], Meta(max_length=MAX_TRAIL)] = ()
    color: Color = "#1a1b1e"
    size: Annotated[float, Meta(ge=0.5, le=400)] = 3.0
    view: tuple[Place, Place, Place, Place] | None = None


class WhiteboardPoint(Request, tag="whiteboard:point", frozen=True, kw_only=True):
    """Point at something. Nothing of it is stored."""

    board: Id
    pointer: Pointer


class WhiteboardConfigure(Request, tag="whiteboard:configure", frozen=True, kw_only=True):
    """Who draws; staff only."""

    board: Id
    writing: Writing

    durable: ClassVar[bool] = True


class WhiteboardPermit(Request, tag="whiteboard:permit", frozen=True, kw_only=True):
    """Let one person draw, or not, or as everybody; staff only."""

    board: Id
    participant: Id
    may: bool | None

    durable: ClassVar[bool] = True


class WhiteboardShow(Request, tag="whiteboard:show", frozen=True, kw_only=True):
    """Put a board before everybody, or take it away; staff only."""

    board: Id | None
    follow: bool = False

    durable: ClassVar[bool] = True


_Named = Annotated[tuple[Key, ...], Meta(max_length=MAX_NAMED)]


class WhiteboardHide(Request, tag="whiteboard:hide", frozen=True, kw_only=True):
    """Take objects away: those named, and all that one person has made; staff only."""

    board: Id
    objects: _Named = ()
    participant: Id | None = None

    durable: ClassVar[bool] = True


class WhiteboardRestore(Request, tag="whiteboard:restore", frozen=True, kw_only=True):
    """Put back the objects named as they were before they went; or, with `since`, everything that a person has touched
    from then on, or anybody where none is named, as it was before; staff only."""

    board: Id
    objects: _Named = ()
    participant: Id | None = None
    since: datetime | None = None

    durable: ClassVar[bool] = True


class ObjectsChanged(msgspec.Struct, frozen=True):
    """The ids of the objects that are other than before."""

    objects: tuple[str, ...]


class WhiteboardHistory(Request, tag="whiteboard:history", frozen=True, kw_only=True):
    """Who has changed what and when, the newest first; staff only."""

    board: Id
    before: datetime | None = None


class BoardChange(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody did to one object within some seconds. `kind` and `text` are of the object, empty where it is
    gone."""

    object_id: str
    participant_id: str
    at: datetime
    act: Act
    kind: str
    text: str


class BoardHistory(msgspec.Struct, frozen=True):
    changes: tuple[BoardChange, ...]
    people: dict[str, str]


class WhiteboardUpdate(StateEvent, tag="whiteboard:update", frozen=True, kw_only=True):
    """What was drawn: `payload` is Yjs updates one after another, each after its length as a variable number."""

    board: str
    payload: bytes

    def subject(self) -> Hashable:
        # None replaces another.
        return None


class ParticipantPointer(msgspec.Struct, frozen=True):
    participant_id: str
    pointer: Pointer


class WhiteboardPointers(StateEvent, tag="whiteboard:pointers", frozen=True, kw_only=True):
    """Where those point who have moved."""

    board: str
    pointers: tuple[ParticipantPointer, ...]

    def subject(self) -> Hashable:
        return type(self), self.board


class WhiteboardSettings(DurableEvent, tag="whiteboard:settings", frozen=True, kw_only=True):
    """A board is there, or others draw on it than before."""

    board: str
    settings: BoardSettings


class WhiteboardShown(DurableEvent, tag="whiteboard:shown", frozen=True, kw_only=True):
    """A board is put before everybody, or none is."""

    shown: ShownBoard | None
