"""The whiteboard as a tool of the room: who may do what, and what is kept."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar, TypeAlias

import msgspec
from msgspec.structs import replace

from eduforum.clock import Clock
from eduforum.cluster import RateLimiter
from eduforum.courses.schemas import Session
from eduforum.db import Connection, Database
from eduforum.errors import Conflict, Detail, Forbidden, Invalid, RateLimited
from eduforum.learning.documents.document import Act
from eduforum.learning.documents.groups import open_groups
from eduforum.learning.documents.shelf import Shelf
from eduforum.learning.whiteboard import access, records, store
from eduforum.learning.whiteboard.board import Board
from eduforum.learning.whiteboard.objects import BoardObject, from_plain
from eduforum.learning.whiteboard.running import OpenBoard
from eduforum.learning.whiteboard.schemas import (
    BoardChange,
    BoardHistory,
    BoardInfo,
    Boards,
    BoardSettings,
    BoardState,
    Drawn,
    ObjectsChanged,
    ShownBoard,
    WhiteboardConfigure,
    WhiteboardDraw,
    WhiteboardHide,
    WhiteboardHistory,
    WhiteboardLeave,
    WhiteboardList,
    WhiteboardPermit,
    WhiteboardPoint,
    WhiteboardPointers,
    WhiteboardRestore,
    WhiteboardSettings,
    WhiteboardShow,
    WhiteboardShown,
    WhiteboardSync,
    WhiteboardUpdate,
)
from eduforum.media.audience import Addressed, hears
from eduforum.media.record import Moment, RecordPart, RecordReader
from eduforum.media.schemas import Done, Person
from eduforum.media.tools import Caller, Handler, RoomContext, RoomTool, Row
from eduforum.web.protocol import DurableEvent, Request, StateEvent

# Of one person in ten seconds: a client draws and points up to 20 times a second.
DRAWINGS = 400
POINTINGS = 400
OTHERS = 40
WINDOW = 10.0

# Persons with a rule of their own on one board.
MAX_RULES = 300

_TEXT = 80


class _Room:
    """The boards of one room that are in memory. Decisions are made one after another, under `lock`."""

    def __init__(self, boards: Shelf[OpenBoard]) -> None:
        self.boards = boards
        self.lock = asyncio.Lock()


class Whiteboard(RoomTool):
    name: ClassVar[str] = "whiteboard"
    requests: ClassVar[Mapping[type[Request], type[msgspec.Struct]]] = {
        WhiteboardList: Boards,
        WhiteboardSync: BoardState,
        WhiteboardLeave: Done,
        WhiteboardDraw: Drawn,
        WhiteboardPoint: Done,
        WhiteboardConfigure: Done,
        WhiteboardPermit: Done,
        WhiteboardShow: Done,
        WhiteboardHide: ObjectsChanged,
        WhiteboardRestore: ObjectsChanged,
        WhiteboardHistory: BoardHistory,
    }
    events: ClassVar[Sequence[type[StateEvent] | type[DurableEvent]]] = (
        WhiteboardUpdate,
        WhiteboardPointers,
        WhiteboardSettings,
        WhiteboardShown,
    )
    snapshot_type: ClassVar[type[msgspec.Struct] | None] = Boards

    def __init__(self, db: Database, limiter: RateLimiter, clock: Clock) -> None:
        self._db = db
        self._limiter = limiter
        self._clock = clock
        self._rooms: dict[str, _Room] = {}

    def handlers(self) -> Mapping[type[Request], Handler]:
        return {
            WhiteboardList: self.list_boards,
            WhiteboardSync: self.sync,
            WhiteboardLeave: self.leave,
            WhiteboardDraw: self.draw,
            WhiteboardPoint: self.point,
            WhiteboardConfigure: self.configure,
            WhiteboardPermit: self.permit,
            WhiteboardShow: self.show,
            WhiteboardHide: self.hide,
            WhiteboardRestore: self.restore,
            WhiteboardHistory: self.history,
        }

    async def list_boards(self, room: RoomContext, caller: Caller, request: WhiteboardList) -> Boards:
        await self._limit("list", room, caller, OTHERS)
        async with self._db.connection() as conn:
            return await self.snapshot(conn, room, caller.person)

    async def sync(self, room: RoomContext, caller: Caller, request: WhiteboardSync) -> BoardState:
        """Raises `NotFound` `no_such_board`, `Invalid` `bad_update`, `RateLimited`."""
        await self._limit("sync", room, caller, OTHERS)
        board = await self._board(room, caller.person, request.board)

        async def read(document: Board) -> BoardState:
            payload = document.state(request.payload)
            board.watch(caller.connection_id, caller.person)
            return BoardState(
                board=board.id,
                settings=board.settings,
                may_draw=_may_draw(room, caller.person, board),
                vector=document.vector(),
                people=board.people,
                payload=payload,
            )

        return await board.between(read)

    async def leave(self, room: RoomContext, caller: Caller, request: WhiteboardLeave) -> Done:
        board = self._rooms[room.id].boards.documents.get(request.board)
        if board is not None:
            board.viewers.pop(caller.connection_id, None)
        return Done()

    async def draw(self, room: RoomContext, caller: Caller, request: WhiteboardDraw) -> Drawn:
        """Raises `NotFound` `no_such_board`, `Forbidden` `board_closed`, `observers_do_not_draw`, and what
        `SharedDocument.take` does."""
        await self._limit("draw", room, caller, DRAWINGS)
        board = self._rooms[room.id].boards.opened(caller.person, request.board)
        if board is None:
            board = await self._board(room, caller.person, request.board)
        drawn_on = board
        board.watched_at = self._clock.monotonic()
        late = await self._rooms[room.id].boards.has_grace(caller.person, board.id)
        taken = await board.write(
            caller.person, request.payload, lambda: _require_draw(room, caller.person, drawn_on, late=late)
        )
        return Drawn(refused=tuple(taken.refused))

    async def point(self, room: RoomContext, caller: Caller, request: WhiteboardPoint) -> Done:
        """Raises `NotFound` `no_such_board`, `Forbidden` `observers_do_not_draw`."""
        await self._limit("point", room, caller, POINTINGS)
        board = self._rooms[room.id].boards.opened(caller.person, request.board)
        if board is None or caller.connection_id not in board.viewers:
            raise access.no_board()
        access.may_point(caller.person)
        board.point(caller.person, request.pointer)
        return Done()

    async def configure(
        self, room: RoomContext, caller: Caller, request: WhiteboardConfigure
    ) -> msgspec.Struct | msgspec.Raw:
        """Raises `Forbidden` `staff_only`, `NotFound` `no_such_board`."""
        return await self._decide(room, caller, request, request.board, lambda s: replace(s, writing=request.writing))

    async def permit(
        self, room: RoomContext, caller: Caller, request: WhiteboardPermit
    ) -> msgspec.Struct | msgspec.Raw:
        """Raises `Forbidden` `staff_only`, `NotFound` `no_such_board`, `Invalid` where the person is not here."""

        def permitted(settings: BoardSettings) -> BoardSettings:
            people = {id: may for id, may in settings.people.items() if id != request.participant}
            if request.may is not None:
                if room.participant(request.participant) is None:
                    raise Invalid(details=[Detail("participant", "This person is not in the room.")])
                if len(people) >= MAX_RULES:
                    raise Conflict("So many rules of their own nobody oversees.", code="too_many_rules")
                people[request.participant] = request.may
            return replace(settings, people=people)

        return await self._decide(room, caller, request, request.board, permitted)

    async def show(self, room: RoomContext, caller: Caller, request: WhiteboardShow) -> msgspec.Struct | msgspec.Raw:
        """Raises `Forbidden` `staff_only`, `NotFound` `no_such_board`."""
        access.may_manage(room, caller.person)
        await self._limit("decide", room, caller, OTHERS)
        ours = self._rooms[room.id]
        if request.board is not None:
            board = await self._board(room, caller.person, request.board)
            await board.between(_nothing)
        async with ours.lock:
            by = caller.person.id
            shown = None if request.board is None else ShownBoard(request.board, by, request.follow)
            return await room.append(
                caller,
                request,
                Done(),
                [Addressed(WhiteboardShown(shown=shown))],
                [store.show(request.board, by, request.follow)],
                stored=lambda: ours.boards.show(request.board),
            )

    async def hide(self, room: RoomContext, caller: Caller, request: WhiteboardHide) -> msgspec.Struct | msgspec.Raw:
        """Raises `Forbidden` `staff_only`, `NotFound` `no_such_board`."""
        access.may_manage(room, caller.person)
        await self._limit("decide", room, caller, OTHERS)
        board = await self._board(room, caller.person, request.board)

        async def hidden(document: Board) -> msgspec.Struct | msgspec.Raw:
            named = set(request.objects) | {
                id for id, each in document.objects.items() if each.by == request.participant
            }
            gone = dict.fromkeys(sorted(named & document.objects.keys()))
            return await self._put(room, caller, request, board, document, gone, "hidden")

        return await board.between(hidden)

    async def restore(
        self, room: RoomContext, caller: Caller, request: WhiteboardRestore
    ) -> msgspec.Struct | msgspec.Raw:
        """Raises `Forbidden` `staff_only`, `NotFound` `no_such_board`, `Invalid` where it names nothing, `Conflict`
        `whiteboard_full`."""
        access.may_manage(room, caller.person)
        await self._limit("decide", room, caller, OTHERS)
        if bool(request.objects) == (request.since is not None):
            raise Invalid(details=[Detail("objects", "Name objects, or since when.")])
        board = await self._board(room, caller.person, request.board)

        async def restored(document: Board) -> msgspec.Struct | msgspec.Raw:
            await board.versioned()
            async with self._db.connection() as conn:
                if request.since is not None:
                    values = await store.touched(conn, room.id, board.id, request.participant, request.since)
                else:
                    gone = [id for id in request.objects if id not in document.objects]
                    values = await store.last_values(conn, room.id, board.id, gone)
            objects = {id: None if value is None else from_plain(value) for id, value in values.items()}
            return await self._put(room, caller, request, board, document, objects, "restored")

        return await board.between(restored)

    async def history(self, room: RoomContext, caller: Caller, request: WhiteboardHistory) -> BoardHistory:
        """Raises `Forbidden` `staff_only`, `NotFound` `no_such_board`."""
        access.may_manage(room, caller.person)
        await self._limit("list", room, caller, OTHERS)
        board = await self._board(room, caller.person, request.board)

        async def read(document: Board) -> BoardHistory:
            await board.versioned()
            async with self._db.connection() as conn:
                versions = await store.history(conn, room.id, board.id, request.before)
            return BoardHistory(tuple(map(_change, versions)), board.people)

        return await board.between(read)

    async def snapshot(self, conn: Connection, room: RoomContext, reader: Person) -> Boards:
        running, shown, held = await open_groups(conn, room.id), await store.shown(conn, room.id), room.keys(reader)
        shelf = self._rooms[room.id].boards

        def seen(info: BoardInfo) -> bool:
            open_to_all = shelf.is_open(info.id, running) or (shown is not None and shown.board == info.id)
            return hears(held, access.audience(room.id, info.id, open_to_all=open_to_all))

        return Boards(tuple(filter(seen, await store.boards(conn, room.id))), shown)

    async def recorded(self, conn: Connection, session: Session, reader: RecordReader) -> RecordPart | None:
        """Boards that the reader may look at and that have something on them, and when each was opened."""
        seen = await records.seen(conn, session.id, reader.id, staff=reader.staff)
        begun = await store.begun(conn, session.id)
        moments = [
            Moment(kind="board", at=begun[each.id], title=each.name, count=each.number or None)
            for each in seen
            if each.id in begun
        ]
        return RecordPart(len(moments), tuple(moments))

    async def opened(self, conn: Connection, room: RoomContext) -> None:
        boards = Shelf[OpenBoard](
            room, self._db, self._clock, lambda id: OpenBoard(room, id, self._db, self._clock), access.no_board
        )
        self._rooms[room.id] = _Room(boards)
        shown = await store.shown(conn, room.id)
        boards.show(None if shown is None else shown.board)

    def closed(self, room: RoomContext) -> None:
        ours = self._rooms.pop(room.id, None)
        if ours is not None:
            ours.boards.close()

    def connection_closed(self, room: RoomContext, connection_id: str) -> None:
        ours = self._rooms.get(room.id)
        if ours is not None:
            ours.boards.leave(connection_id)

    async def tick(self, room: RoomContext) -> None:
        ours = self._rooms.get(room.id)
        if ours is not None:
            await ours.boards.tick()

    async def _board(self, room: RoomContext, person: Person, board_id: str) -> OpenBoard:
        """A board that the person may see. Raises `NotFound` `no_such_board`."""
        return await self._rooms[room.id].boards.get(person, board_id)

    async def _decide(
        self, room: RoomContext, caller: Caller, request: Request, board_id: str, change: "_Change"
    ) -> msgspec.Struct | msgspec.Raw:
        access.may_manage(room, caller.person)
        await self._limit("decide", room, caller, OTHERS)
        board = await self._board(room, caller.person, board_id)

        async def decided(document: Board) -> msgspec.Struct | msgspec.Raw:
            settings = change(board.settings)

            def stored() -> None:
                board.settings = settings

            to = access.audience(room.id, board.id, open_to_all=board.open_to_all)
            event = Addressed(WhiteboardSettings(board=board.id, settings=settings), to)
            return await room.append(
                caller,
                request,
                Done(),
                [event],
                [store.BOARDS.settings(board.id, msgspec.to_builtins(settings))],
                stored=stored,
            )

        return await board.between(decided)

    async def _put(
        self,
        room: RoomContext,
        caller: Caller,
        request: Request,
        board: OpenBoard,
        document: Board,
        objects: Mapping[str, BoardObject | None],
        act: Act,
    ) -> msgspec.Struct | msgspec.Raw:
        taken = document.put(objects, act)
        rows: list[Row] = board.rows(taken, caller.person, act)
        done = False

        def stored() -> None:
            nonlocal done
            done = True
            board.settle(taken, caller.person)

        try:
            answer = ObjectsChanged(tuple(taken.touched))
            return await room.append(caller, request, answer, [], rows, stored=stored)
        finally:
            if not done:
                board.forget()

    async def _limit(self, what: str, room: RoomContext, caller: Caller, limit: int) -> None:
        wait = await self._limiter.hit(f"whiteboard:{what}:{room.id}:{caller.person.id}", limit, WINDOW)
        if wait > 0:
            raise RateLimited("Too much at once; wait a little.", retry_after=wait)


_Change: TypeAlias = Callable[[BoardSettings], BoardSettings]


async def _nothing(document: Board) -> None:
    """For who wants the board to be there and no more."""


def _require_draw(room: RoomContext, person: Person, board: OpenBoard, *, late: bool = False) -> None:
    access.may_draw(room, person, board.id, board.settings, late=late)


def _may_draw(room: RoomContext, person: Person, board: OpenBoard) -> bool:
    try:
        _require_draw(room, person, board)
    except Forbidden:
        return False
    return True


def _change(version: store.Version) -> BoardChange:
    value = version.value or {}
    return BoardChange(
        object_id=version.object_id,
        participant_id=version.person,
        at=version.at,
        act=version.act,
        kind=value.get("kind", ""),
        text=value.get("text", "")[:_TEXT],
    )
