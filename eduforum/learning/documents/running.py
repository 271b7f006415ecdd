"""A document that somebody looks at: what people write within a moment is applied, stored and told together.

Everything that happens to a document happens in one task, one after another. So between two moments the document in
memory is what the database has, and that alone is what a reader is ever given.
"""

import asyncio
import logging
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Generic, TypeVar

import msgspec

from eduforum.clock import Clock
from eduforum.db import Connection, Database
from eduforum.errors import EduForumError, Gone, Unavailable
from eduforum.learning.documents import access
from eduforum.learning.documents.document import Act as ActName
from eduforum.learning.documents.document import Broken, SharedDocument, Taken, Touch
from eduforum.learning.documents.store import Edit, Record, Table
from eduforum.learning.documents.updates import bad_update
from eduforum.media.schemas import Person
from eduforum.media.tools import RoomContext, Row
from eduforum.web.protocol import StateEvent

D = TypeVar("D", bound=SharedDocument)
T = TypeVar("T")

# What is written within so long is told in one frame, in seconds. A connection's requests are handled one after
# another, so that each has one writing in a moment: who draws twenty times a second has to be served somewhat more
# often than that.
MOMENT = 0.04

# The updates since the state are folded into it when they are more, or longer, than this and half of it.
FOLD_UPDATES = 1_000
FOLD_BYTES = 64 * 1024

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Writing:
    person: Person
    update: bytes
    require: Callable[[], None]
    done: "asyncio.Future[Taken]"


@dataclass(slots=True)
class _Act:
    run: Callable[[Any], Awaitable[Any]]
    done: "asyncio.Future[Any]"


class OpenDocument(ABC, Generic[D]):
    """`viewers` are the connections to which it is told, each with its person; `n` numbers the moments that are stored;
    `people` are the names of those who have written, by id."""

    table: ClassVar[Table]
    settings: msgspec.Struct

    def __init__(self, room: RoomContext, document_id: str, db: Database, clock: Clock) -> None:
        self.id = document_id
        self.open_to_all = document_id == room.id
        self.viewers: dict[str, str] = {}
        self.people: dict[str, str] = {}
        self.watched_at = clock.monotonic()
        self._room = room
        self._db = db
        self._clock = clock
        self._document: D | None = None
        self._n = 0
        # The last moment that viewers were told of; None before the first is known.
        self._told: int | None = None
        self._since_fold = [0, 0]
        self._writings: deque[_Writing] = deque()
        self._acts: deque[_Act] = deque()
        self._wake = asyncio.Event()
        self._closed = False
        self._task = asyncio.create_task(self._run(), name="document")

    def watch(self, connection_id: str, person: Person) -> None:
        """From here on it is told to this connection, if that is still there."""
        participant = self._room.participant(person.id)
        if participant is not None and any(each.id == connection_id for each in participant.connections):
            self.viewers[connection_id] = person.id

    async def write(self, person: Person, update: bytes, require: Callable[[], None]) -> Taken:
        """Resolves once it is stored. Raises what `require` does, which is asked as the document is known, what
        `SharedDocument.take` does, and `Unavailable`."""
        done: asyncio.Future[Taken] = asyncio.get_running_loop().create_future()
        self._require_open()
        self._writings.append(_Writing(person, update, require, done))
        self._wake.set()
        return await done

    async def between(self, act: Callable[[D], Awaitable[T]]) -> T:
        """What `act` comes to, done while nothing else happens to the document. Where it changes that, it says by
        `settle` what it has stored."""
        done: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._require_open()
        self._acts.append(_Act(act, done))
        self._wake.set()
        return await done

    def rows(self, taken: Taken, person: Person, act: ActName) -> list[Row]:
        """What stores that which staff have done by `between`."""
        if not taken.updates:
            return []
        edit = Edit(person.id, act, taken.updates)
        return [self.table.update(self.id, self._n + 1, self._clock.now(), [edit])]

    def settle(self, taken: Taken, person: Person) -> None:
        """It is stored."""
        if taken.updates:
            self._moved([Edit(person.id, None, taken.updates)])
            self._note(person.id, taken.touched, self._clock.now())

    def forget(self) -> None:
        """Nobody knows whether it was stored: the database is asked before anything else."""
        self._document = None

    def close(self) -> None:
        self._closed = True
        self._task.cancel()
        self._fail(_gone())

    async def tidy(self) -> None:
        """Stores what is due beside the updates, and folds these."""
        if self._document is None or self._closed:
            return
        count, size = self._since_fold
        if count > FOLD_UPDATES or size > FOLD_BYTES + self._document.size // 2:
            await self.between(self._fold)
        elif self._is_due():
            await self.between(lambda document: self._store_beside())

    async def rest(self) -> None:
        """Stores all that is not yet as it is to stay: for who leaves the document alone."""
        await self.between(self._fold)

    @abstractmethod
    def _make(self, updates: Sequence[bytes], clients: dict[int, str]) -> D:
        """The document that these updates make."""

    @abstractmethod
    def _update(self, payload: bytes, people: tuple[str, ...]) -> StateEvent:
        """What tells of updates, each after its length, that these people have made."""

    async def _restore(self, conn: Connection, record: Record, clients: dict[int, str]) -> D:
        """The document as it was folded last, and what stands beside it."""
        self.settings = msgspec.convert(record.settings, type(self.settings))
        return self._make([record.state] if record.state else [], clients)

    def _note(self, person_id: str, touched: dict[str, Touch], at: datetime) -> None:
        """Somebody has done something, which is stored."""

    def _note_again(self, n: int, at: datetime, edit: Edit, touched: dict[str, Touch]) -> None:
        """The same of what was read."""

    def _tell_beside(self) -> None:
        """What is told in a moment beside what is written."""

    def _is_due(self) -> bool:
        """Whether anything is to be stored beside the updates."""
        return False

    async def _store_beside(self, *rows: Row) -> None:
        """Stores what is due, together with these rows."""
        await self._room.record([], rows)

    def _fold_rows(self) -> list[Row]:
        """What else is stored as updates are folded."""
        return []

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
                _log.exception("a moment failed", extra={"room_id": self._room.id, "document_id": self.id})
                self.forget()
                self._fail(EduForumError())

    async def _moment(self) -> None:
        writings, self._writings = self._writings, deque()
        acts, self._acts = self._acts, deque()
        if writings:
            try:
                await self._store(list(writings))
            except BaseException as error:
                # What is written and not stored is in the document; the database has it as it was, or not.
                self.forget()
                fault = error if isinstance(error, EduForumError) else _unwritten()
                for writing in writings:
                    if not writing.done.done():
                        writing.done.set_exception(fault)
                if not isinstance(error, EduForumError):
                    raise
        for act in acts:
            await self._do(act)
        self._tell_beside()

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

    async def _store(self, writings: Sequence[_Writing]) -> None:
        while (broken := await self._try_to_store(writings)) is not None:
            self.forget()
            if not broken.done.done():
                broken.done.set_exception(bad_update("The library cannot take it."))
            writings = [writing for writing in writings if writing is not broken and not writing.done.done()]

    async def _try_to_store(self, writings: Sequence[_Writing]) -> _Writing | None:
        """The writing on which the document broke, where one did; then nothing was stored."""
        document = await self._loaded()
        edits: list[Edit] = []
        rows: list[Row] = []
        answers: list[tuple[_Writing, Taken]] = []
        for writing in writings:
            person = writing.person
            try:
                writing.require()
                taken = document.take(writing.update, person.id)
            except EduForumError as error:
                if not writing.done.done():
                    writing.done.set_exception(error)
                continue
            except Broken:
                _log.exception("an update broke a document", extra={"room_id": self._room.id, "document_id": self.id})
                return writing
            if taken.updates:
                edits.append(Edit(person.id, None, taken.updates))
            rows += [self.table.client(self.id, client, person.id, person.name) for client in taken.clients]
            answers.append((writing, taken))
            if taken.clients:
                self.people[person.id] = person.name
        if edits:
            at = self._clock.now()
            await self._room.record([], [self.table.update(self.id, self._n + 1, at, edits), *rows])
            self._moved(edits)
            for writing, taken in answers:
                self._note(writing.person.id, taken.touched, at)
        for writing, taken in answers:
            if not writing.done.done():
                writing.done.set_result(taken)
        return None

    def _moved(self, edits: Sequence[Edit]) -> None:
        self._n += 1
        self._since_fold[0] += 1
        self._since_fold[1] += sum(len(update) for edit in edits for update in edit.updates)
        self._tell_edits(edits)

    def _tell_edits(self, edits: Sequence[Edit]) -> None:
        self._told = self._n
        payload = b"".join(_sized(update) for edit in edits for update in edit.updates)
        self._tell(self._update(payload, tuple(dict.fromkeys(edit.person for edit in edits))))

    def _tell(self, event: StateEvent) -> None:
        to = access.audience(self._room.id, self.id, open_to_all=self.open_to_all)
        self._room.tell_each(self.viewers, event, to)

    async def _fold(self, document: D) -> None:
        folded = self.table.compact(self.id, self._n, document.state())
        await self._store_beside(folded, *self._fold_rows())
        self._since_fold = [0, 0]

    async def _loaded(self) -> D:
        """The document as the database has it, made where there is none yet."""
        if self._document is None:
            async with self._db.connection() as conn:
                record = await self.table.record(conn, self._room.id, self.id)
                if record is not None:
                    self._document = await self._read(conn, record)
                    return self._document
                other = None if self.id == self._room.id else await self.table.elsewhere(conn, self._room.id, self.id)
                if other is not None:
                    document = await self._copy(conn, other)
                    rows, state = [self.table.copy_clients(self.id, other)], document.state()
                else:
                    document, rows, state = self._make([], {}), [], None
                    if first := document.begin().updates:
                        edit = Edit(self.id, None, first)
                        rows.append(self.table.update(self.id, 1, self._clock.now(), [edit]))
            settings = msgspec.to_builtins(self.settings)
            added = self.table.add(self.id, settings, state, self._clock.now())
            await self._room.record([], [added, *rows])
            self._n = self._told = 1 if other is None and rows else 0
            self._document = document
        return self._document

    async def _read(self, conn: Connection, record: Record) -> D:
        clients = await self.table.clients(conn, self._room.id, self.id)
        self.people = {person: name for _, person, name in clients}
        document = await self._restore(conn, record, {client: person for client, person, _ in clients})
        self._n, self._since_fold = record.state_n, [0, 0]
        for n, at, edits in await self.table.updates(conn, self._room.id, self.id):
            for edit in edits:
                self._note_again(n, at, edit, document.replay(edit.updates))
                self._since_fold[1] += sum(map(len, edit.updates))
            self._n = n
            self._since_fold[0] += 1
            if self._told is not None and n > self._told:
                # It was stored, and nobody heard that it was.
                self._tell_edits(edits)
        self._told = self._n
        return document

    async def _copy(self, conn: Connection, room_id: str) -> D:
        clients = await self.table.clients(conn, room_id, self.id)
        updates = await self.table.stored_updates(conn, room_id, self.id) or []
        self.people = {person: name for _, person, name in clients}
        return self._make(updates, {client: person for client, person, _ in clients})

    def _require_open(self) -> None:
        if self._closed:
            raise _gone()

    def _fail(self, error: EduForumError) -> None:
        waiting: list[asyncio.Future[Any]] = [each.done for each in self._writings]
        for done in [*waiting, *(each.done for each in self._acts)]:
            if not done.done():
                done.set_exception(error)
        self._writings.clear()
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
