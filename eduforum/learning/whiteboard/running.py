"""A board that somebody looks at: what people draw within a moment is applied, stored and told together.

Everything that happens to a board happens in one task, one after another. So between two moments the document in memory
is what the database has, and that alone is what a reader is ever given.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from eduforum.clock import Clock
from eduforum.db import Connection, Database
from eduforum.errors import EduForumError, Gone, Unavailable
from eduforum.learning.whiteboard import access, store
from eduforum.learning.whiteboard.board import Board, Broken, Taken, Touch
from eduforum.learning.whiteboard.objects import Act as ActName
from eduforum.learning.whiteboard.schemas import (
    BoardSettings,
    Drawn,
    ParticipantPointer,
    Pointer,
    WhiteboardPointers,
    WhiteboardUpdate,
)
from eduforum.learning.whiteboard.store import Edit, Record, Version
from eduforum.learning.whiteboard.updates import bad_update
from eduforum.media.schemas import Person
from eduforum.media.tools import RoomContext, Row

T = TypeVar("T")

# What is drawn within so long is told in one frame, in seconds. A connection's requests are handled one after another,
# so that each has one drawing in a moment: who draws twenty times a second has to be served somewhat more often than
# that.
MOMENT = 0.04

# Within so long one person's changes of one object are one version, in seconds.
VERSION_SECONDS = 5.0

# Older versions are of a minute.
FINE = timedelta(minutes=10)

# The updates since the state are folded into it when they are more, or longer, than this and half of it.
FOLD_UPDATES = 1_000
FOLD_BYTES = 64 * 1024

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Drawing:
    person: Person
    update: bytes
    require: Callable[[], None]
    done: "asyncio.Future[Drawn]"


@dataclass(slots=True)
class _Act:
    run: Callable[[Board], Awaitable[Any]]
    done: "asyncio.Future[Any]"


class OpenBoard:
    """`viewers` are the connections to which it is told, each with its person; `n` numbers the moments that are stored;
    `people` are the names of those who have drawn, by id."""

    def __init__(self, room: RoomContext, board_id: str, db: Database, clock: Clock) -> None:
        self.id = board_id
        self.settings = BoardSettings()
        self.open_to_all = board_id == room.id
        self.viewers: dict[str, str] = {}
        self.people: dict[str, str] = {}
        self.watched_at = clock.monotonic()
        self._room = room
        self._db = db
        self._clock = clock
        self._board: Board | None = None
        self._n = 0
        # The last moment that viewers were told of; None before the first is known.
        self._told: int | None = None
        self._since_fold = [0, 0]
        self._versions: dict[tuple[str, str, int], Version] = {}
        self._versioned_at = clock.monotonic()
        self._drawings: deque[_Drawing] = deque()
        self._acts: deque[_Act] = deque()
        self._pointers: dict[str, Pointer] = {}
        self._wake = asyncio.Event()
        self._closed = False
        self._task = asyncio.create_task(self._run(), name="board")

    @property
    def persons(self) -> frozenset[str]:
        """Who looks at it."""
        return frozenset(self.viewers.values())

    async def draw(self, person: Person, update: bytes, require: Callable[[], None]) -> Drawn:
        """Resolves once it is stored. Raises what `require` does, which is asked as the board is known, what
        `Board.take` does, and `Unavailable`."""
        done: asyncio.Future[Drawn] = asyncio.get_running_loop().create_future()
        self._require_open()
        self._drawings.append(_Drawing(person, update, require, done))
        self._wake.set()
        return await done

    async def between(self, act: Callable[[Board], Awaitable[T]]) -> T:
        """What `act` comes to, done while nothing else happens to the board. Where it changes the document it says by
        `settle` what it has stored."""
        done: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._require_open()
        self._acts.append(_Act(act, done))
        self._wake.set()
        return await done

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

    def rows(self, taken: Taken, person: Person, act: ActName) -> list[Row]:
        """What stores that which staff have done by `between`."""
        if not taken.updates:
            return []
        edit = Edit(person.id, act, taken.updates)
        return [store.update(self.id, self._n + 1, self._clock.now(), [edit])]

    def settle(self, taken: Taken, person: Person) -> None:
        """It is stored."""
        if taken.updates:
            self._moved(taken.updates)
            self._note(person.id, taken.touched, self._clock.now())

    def forget(self) -> None:
        """Nobody knows whether it was stored: the database is asked before anything else."""
        self._board = None

    def close(self) -> None:
        self._closed = True
        self._task.cancel()
        self._fail(_gone())

    async def tidy(self) -> None:
        """Stores versions that are due, and folds updates."""
        now = self._clock.monotonic()
        if self._board is None or self._closed:
            return
        count, size = self._since_fold
        fold = count > FOLD_UPDATES or size > FOLD_BYTES + self._board.size // 2
        if fold or (self._versions and now - self._versioned_at >= VERSION_SECONDS):
            await self.between(lambda board: self._fold(board) if fold else self._store_versions())

    async def rest(self) -> None:
        """Stores all that is not yet as it is to stay: for who leaves the board alone."""
        await self.between(self._fold)

    async def versioned(self) -> None:
        """What `store.history` and its like tell is complete from here on, inside of `between`."""
        await self._store_versions()

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        told = loop.time() - MOMENT
        while True:
            await self._wake.wait()
            if (rest := told + MOMENT - loop.time()) > 0:
                await asyncio.sleep(rest)
            told = loop.time()
            self._wake.clear()
            try:
                await self._moment()
            except Exception:
                _log.exception("a moment of a board failed", extra={"room_id": self._room.id, "board_id": self.id})
                self.forget()
                self._fail(EduForumError())

    async def _moment(self) -> None:
        drawings, self._drawings = self._drawings, deque()
        acts, self._acts = self._acts, deque()
        pointers, self._pointers = self._pointers, {}
        if drawings:
            try:
                await self._store(list(drawings))
            except BaseException as error:
                # What is drawn and not stored is in the document; the database has it as it was, or not.
                self.forget()
                fault = error if isinstance(error, EduForumError) else _unwritten()
                for drawing in drawings:
                    if not drawing.done.done():
                        drawing.done.set_exception(fault)
                if not isinstance(error, EduForumError):
                    raise
        for act in acts:
            await self._do(act)
        if pointers:
            event = WhiteboardPointers(
                board=self.id, pointers=tuple(ParticipantPointer(id, each) for id, each in pointers.items())
            )
            self._tell(event)

    async def _do(self, act: _Act) -> None:
        try:
            result = await act.run(await self._loaded())
        except Broken:
            self.forget()
            if not act.done.done():
                act.done.set_exception(bad_update("The library cannot take it."))
        except Exception as error:
            if not act.done.done():
                act.done.set_exception(error)
        except BaseException:
            if not act.done.done():
                act.done.set_exception(_gone())
            raise
        else:
            if not act.done.done():
                act.done.set_result(result)

    async def _store(self, drawings: Sequence[_Drawing]) -> None:
        while (broken := await self._try_to_store(drawings)) is not None:
            self.forget()
            if not broken.done.done():
                broken.done.set_exception(bad_update("The library cannot take it."))
            drawings = [drawing for drawing in drawings if drawing is not broken and not drawing.done.done()]

    async def _try_to_store(self, drawings: Sequence[_Drawing]) -> _Drawing | None:
        """The drawing on which the document broke, where one did; then nothing was stored."""
        board = await self._loaded()
        edits: list[Edit] = []
        rows: list[Row] = []
        touched: list[tuple[str, dict[str, Touch]]] = []
        answers: list[tuple[_Drawing, Drawn]] = []
        for drawing in drawings:
            person = drawing.person
            try:
                drawing.require()
                taken = board.take(drawing.update, person.id)
            except EduForumError as error:
                if not drawing.done.done():
                    drawing.done.set_exception(error)
                continue
            except Broken:
                _log.exception("an update broke a board", extra={"room_id": self._room.id, "board_id": self.id})
                return drawing
            if taken.updates:
                edits.append(Edit(person.id, None, taken.updates))
            rows += [store.client(self.id, client, person.id, person.name) for client in taken.clients]
            touched.append((person.id, taken.touched))
            answers.append((drawing, Drawn(refused=tuple(taken.refused))))
            if taken.clients:
                self.people[person.id] = person.name
        if edits:
            at = self._clock.now()
            await self._room.record([], [store.update(self.id, self._n + 1, at, edits), *rows])
            self._moved([update for edit in edits for update in edit.updates])
            for person_id, touches in touched:
                self._note(person_id, touches, at)
        for drawing, answer in answers:
            if not drawing.done.done():
                drawing.done.set_result(answer)
        return None

    def _moved(self, updates: Sequence[bytes]) -> None:
        self._n += 1
        self._since_fold[0] += 1
        self._since_fold[1] += sum(map(len, updates))
        self._tell_updates(updates)

    def _tell_updates(self, updates: Sequence[bytes]) -> None:
        self._told = self._n
        self._tell(WhiteboardUpdate(board=self.id, payload=b"".join(_sized(update) for update in updates)))

    def _tell(self, event: WhiteboardUpdate | WhiteboardPointers) -> None:
        to = access.audience(self._room.id, self.id, open_to_all=self.open_to_all)
        self._room.tell_each(self.viewers, event, to)

    def _note(self, person_id: str, touched: dict[str, Touch], at: datetime) -> None:
        span = int(at.timestamp() / VERSION_SECONDS)
        for object_id, touch in touched.items():
            key = (object_id, person_id, span)
            before = self._versions.get(key)
            act = "made" if before is not None and before.act == "made" and touch.act == "changed" else touch.act
            self._versions[key] = Version(object_id, at if before is None else before.at, person_id, act, touch.value)

    async def _store_versions(self, *rows: Row) -> None:
        versions, self._versions = self._versions, {}
        self._versioned_at = self._clock.monotonic()
        try:
            await self._room.record([], [*store.versions(self.id, self._n, versions.values()), *rows])
        except BaseException:
            self._versions = {**versions, **self._versions}
            raise

    async def _fold(self, board: Board) -> None:
        thinned = store.thin(self.id, self._clock.now() - FINE)
        await self._store_versions(store.compact(self.id, self._n, board.state()), thinned)
        self._since_fold = [0, 0]

    async def _loaded(self) -> Board:
        """The document as the database has it, made where there is none yet."""
        if self._board is None:
            async with self._db.connection() as conn:
                record = await store.board(conn, self._room.id, self.id)
                if record is not None:
                    self._board = await self._read(conn, record)
                    return self._board
                other = None if self.id == self._room.id else await store.elsewhere(conn, self._room.id, self.id)
                if other is not None:
                    record = await store.board(conn, other, self.id)
                    assert record is not None
                    board, rows = await self._copy(conn, other, record), [store.copy_clients(self.id, other)]
                    state: bytes | None = board.state()
                else:
                    board, rows, state = Board(), [], None
                    first = Edit(self.id, None, board.begin().updates)
                    rows.append(store.update(self.id, 1, self._clock.now(), [first]))
            await self._room.record([], [store.add(self.id, self.settings, state, self._clock.now()), *rows])
            self._n = self._told = 0 if state is not None else 1
            self._board = board
        return self._board

    async def _read(self, conn: Connection, record: Record) -> Board:
        clients = await store.clients(conn, self._room.id, self.id)
        authors = await store.authors(conn, self._room.id, self.id)
        self.settings = record.settings
        self.people = {person: name for _, person, name in clients}
        board = Board([record.state] if record.state else [], {c: person for c, person, _ in clients}, authors)
        self._n, self._since_fold, self._versions = record.state_n, [0, 0], {}
        for n, at, edits in await store.updates(conn, self._room.id, self.id):
            for edit in edits:
                touched = board.replay(edit.updates)
                if n > record.versioned_n:
                    as_told = {id: t if edit.act is None else t._replace(act=edit.act) for id, t in touched.items()}
                    self._note(edit.person, as_told, at)
                self._since_fold[1] += sum(map(len, edit.updates))
            self._n = n
            self._since_fold[0] += 1
            if self._told is not None and n > self._told:
                # It was stored, and nobody heard that it was.
                self._tell_updates([update for edit in edits for update in edit.updates])
        self._told = self._n
        return board

    async def _copy(self, conn: Connection, room_id: str, record: Record) -> Board:
        clients = await store.clients(conn, room_id, self.id)
        moments = await store.updates(conn, room_id, self.id)
        updates = [update for moment in moments for edit in moment.edits for update in edit.updates]
        self.people = {person: name for _, person, name in clients}
        return Board([record.state or b"\0\0", *updates], {client: person for client, person, _ in clients})

    def _require_open(self) -> None:
        if self._closed:
            raise _gone()

    def _fail(self, error: EduForumError) -> None:
        waiting: list[asyncio.Future[Any]] = [each.done for each in self._drawings]
        for done in [*waiting, *(each.done for each in self._acts)]:
            if not done.done():
                done.set_exception(error)
        self._drawings.clear()
        self._acts.clear()


def _sized(update: bytes) -> bytes:
    """An update after its length, as a number of seven bits a byte, the lowest first."""
    size, head = len(update), bytearray()
    while size > 0x7F:
        head.append(size & 0x7F | 0x80)
        size >>= 7
    head.append(size)
    return bytes(head) + update


def _gone() -> Gone:
    return Gone("The room is closed.", code="session_ended")


def _unwritten() -> Unavailable:
    return Unavailable("This could not be stored just now; try again.", code="not_stored")
