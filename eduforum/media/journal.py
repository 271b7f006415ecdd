"""The one way by which a room's durable state is written.

A write carries the room's epoch, takes a seq of the room for each of its events, and stores them, the tool's rows and
the request's id with its answer in one transaction. Writes of all rooms that come while another commit is under way
share the next. Only after the commit is the answer given and are the events told.

Nearly every commit is of requests that are new, in rooms whose sequence is where this process left it: one statement
stores all but the tools' rows, and says whether that was so. Where it was not, nothing of it stands, and the same
writes are looked at one by one: what has acted before, what was committed without our hearing of it, what another node
has taken.

A commit whose end was not heard of is in doubt. The room writes nothing more until it is known whether it stands, for
what its tools remember would be older than what is stored.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import NamedTuple
from weakref import WeakValueDictionary

import msgspec

from eduforum.clock import Clock
from eduforum.db import Connection, Database
from eduforum.errors import EduForumError, Unavailable
from eduforum.ids import new_id
from eduforum.media import store
from eduforum.media.audience import Addressed, Audience, Keys, hears
from eduforum.media.cursors import Cursors, new_key
from eduforum.media.store import RequestKey
from eduforum.media.tools import Row
from eduforum.web.protocol import encode

# Where commits have so much company, the next one waits so long for more, in seconds: each costs the same however much
# is in it.
COMPANY = 8
GROUP_WINDOW = 0.002

# How many writes share a commit at most: a bound on what is lost of time when one of them fails.
GROUP_SIZE = 512

# How often it is asked whether what is in doubt stands, in seconds.
SETTLE_EVERY = 1.0

# Events kept in memory, for those who come in while others are written.
RECENT = 512

KEPT_AFTER_END = timedelta(hours=24)

_log = logging.getLogger(__name__)


class Told(NamedTuple):
    """An event as it goes out: its place in the room's sequence, the frame's payload, and who is to hear it."""

    seq: int
    frame: bytes
    audience: Audience


class RoomLog:
    """The sequence of one room, as far as it was told: `seq` is the last event's. `doubtful` are writes that may stand
    without anybody's having heard of it, in their order."""

    def __init__(self, room_id: str, epoch: int, seq: int, cursors: Cursors) -> None:
        self.room_id = room_id
        self.epoch = epoch
        self.seq = seq
        self.cursors = cursors
        self.told: Callable[[Told], None] = lambda event: None
        self.doubtful: list[_Write] = []
        self._recent: deque[Told] = deque(maxlen=RECENT)

    def since(self, seq: int, held: Keys) -> list[bytes] | None:
        """What a holder of these keys hears after `seq`, or None where it is not all in memory any more."""
        missing = self.seq - seq
        if missing > len(self._recent):
            return None
        return [event.frame for event in self._recent if event.seq > seq and hears(held, event.audience)]

    def tell(self, event: Told) -> None:
        """Takes the next event; one that was told before is passed over."""
        if event.seq != self.seq + 1:
            return
        self.seq = event.seq
        self._recent.append(event)
        try:
            self.told(event)
        except Exception:
            _log.exception("an event could not be told", extra={"room_id": self.room_id})


@dataclass(slots=True)
class _Write:
    log: RoomLog
    key: RequestKey | None
    events: Sequence[Addressed]
    answer: bytes
    rows: Sequence[Row]
    stored: Callable[[], None] | None
    done: asyncio.Future[bytes]
    tried: bool = False
    """A commit with it has failed, or its end was not heard of."""


@dataclass(slots=True)
class _Batch:
    """Rows of a commit, by table; `rows` are the tools', by statement."""

    events: list[tuple[str, int, str, Audience]] = field(default_factory=list)
    requests: list[tuple[str, str, str, int, str]] = field(default_factory=list)
    rows: dict[str, list[tuple[object, ...]]] = field(default_factory=dict)


class _Unexpected(Exception):
    """Some request has acted before, or some room is not where it was left."""


@dataclass(slots=True)
class _Outcome:
    """What a commit came to: what it stored, answers of the writes in it, and the events to tell."""

    stored: list[_Write]
    answers: list[tuple[_Write, bytes]]
    events: list[tuple[RoomLog, Told]]
    fenced: list[_Write]


class Journal:
    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock
        self._writes: deque[_Write] = deque()
        # A room that is opened again while a write of it waits goes on with the same log.
        self._logs: WeakValueDictionary[str, RoomLog] = WeakValueDictionary()
        self._doubts: set[RoomLog] = set()
        self._wake = asyncio.Event()
        self._closing = False
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        self._task = asyncio.create_task(self._run(), name="room journal")

    async def stop(self) -> None:
        """Writes what was accepted, then ends."""
        self._closing = True
        self._wake.set()
        if self._task is not None:
            await self._task

    async def open(self, room_id: str, epoch: int) -> RoomLog:
        """Takes a room to write in. Raises `Unavailable` code `room_moved` where a later epoch holds it."""
        async with self._db.connection() as conn:
            record = await store.open_room(conn, room_id, epoch, new_key(), self._clock.now())
        if record is None:
            raise _moved()
        log = self._logs.get(room_id)
        if log is None or log.epoch != epoch:
            log = self._logs[room_id] = RoomLog(room_id, epoch, record.seq, Cursors(record.cursor_key))
        return log

    async def append(
        self,
        log: RoomLog,
        participant_id: str,
        request_id: str,
        answer: msgspec.Struct,
        events: Sequence[Addressed] = (),
        rows: Sequence[Row] = (),
        *,
        stored: Callable[[], None] | None = None,
    ) -> bytes:
        """Writes `events` and `rows` as the room's next. The answer as JSON: of the first write with this request id.
        `stored` is called before anything is told, unless it was an earlier one that acted.

        Raises `Unavailable` where it could not be written; whether it was may then be asked by the same request id.
        """
        key = RequestKey(log.room_id, participant_id, request_id)
        return await self._enqueue(log, key, encode(answer), events, rows, stored)

    async def record(
        self,
        log: RoomLog,
        events: Sequence[Addressed],
        rows: Sequence[Row] = (),
        *,
        stored: Callable[[], None] | None = None,
    ) -> None:
        """The same for what no request asked for. Raises `Unavailable`; whether it was written nobody can ask then."""
        # A name of its own where a tool remembers it: should it be in doubt, that is what it is found by.
        key = None if stored is None else RequestKey(log.room_id, log.room_id, new_id(self._clock))
        await self._enqueue(log, key, b"null", events, rows, stored)

    async def _enqueue(
        self,
        log: RoomLog,
        key: RequestKey | None,
        answer: bytes,
        events: Sequence[Addressed],
        rows: Sequence[Row],
        stored: Callable[[], None] | None,
    ) -> bytes:
        if self._closing:
            raise _unwritten()
        done: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        self._writes.append(_Write(log, key, events, answer, rows, stored, done))
        self._wake.set()
        return await done

    async def answer_of(self, log: RoomLog, participant_id: str, request_id: str) -> bytes | None:
        """The answer that a request was given when it acted, or None where it has not."""
        key = RequestKey(log.room_id, participant_id, request_id)
        async with self._db.connection() as conn:
            found = (await store.answered(conn, [key])).get(key)
        return None if found is None else found.answer.encode()

    async def forget_ended(self) -> None:
        """Deletes what is kept for a day after a session's end, once that day is over."""
        async with self._db.transaction() as conn:
            await store.forget_ended(conn, self._clock.now() - KEPT_AFTER_END)

    async def _run(self) -> None:
        company = 0
        while True:
            try:
                async with asyncio.timeout(SETTLE_EVERY if self._doubts else None):
                    await self._wake.wait()
            except TimeoutError:
                await self._settle(list(self._doubts))
                continue
            if company >= COMPANY and not self._closing:
                await asyncio.sleep(GROUP_WINDOW)
            self._wake.clear()
            while self._writes:
                company = min(GROUP_SIZE, len(self._writes))
                await self._write([self._writes.popleft() for _ in range(company)])
            if self._closing:
                return

    async def _write(self, group: list[_Write]) -> None:
        group = await self._settled(group)
        if not group:
            return
        try:
            outcome = await self._commit(group)
        except Exception as error:
            for write in group:
                write.tried = True
            if len(group) > 1:
                # One of them is at fault, or the connection broke: what was committed nevertheless is found by its id.
                for write in group:
                    await self._write([write])
                return
            [write] = group
            _log.error("a durable write failed", exc_info=error, extra={"room_id": write.log.room_id})
            if write.key is not None:
                write.log.doubtful.append(write)
                self._doubts.add(write.log)
                await self._settle([write.log])
            _fail(write, error if isinstance(error, EduForumError) else _unwritten())
            return
        _tell(outcome)

    async def _settled(self, group: list[_Write]) -> list[_Write]:
        """Those of the writes that may be committed now. What was worked out before it was known that an earlier write
        of its room stands is not: whoever asked asks again."""
        doubted = self._doubts.intersection(write.log for write in group)
        if not doubted:
            return group
        return self._ready(group, await self._settle(doubted))

    @staticmethod
    def _ready(writes: Iterable[_Write], held: Collection[RoomLog]) -> list[_Write]:
        ready: list[_Write] = []
        for write in writes:
            if write.log not in held or write.tried:
                ready.append(write)
            else:
                _fail(write, _unwritten())
        return ready

    async def _settle(self, logs: Collection[RoomLog]) -> set[RoomLog]:
        """Finds out what became of writes in doubt. The rooms in which some stand, or of which it is not known yet:
        what waits to be written in them is refused."""
        held = await self._ask(logs)
        self._writes = deque(self._ready(self._writes, held))
        return held

    async def _ask(self, logs: Collection[RoomLog]) -> set[RoomLog]:
        outcome = _Outcome([], [], [], [])
        doubtful = [write for log in logs for write in log.doubtful]
        if not doubtful:
            return set()
        try:
            async with self._db.connection() as conn:
                known = await store.answered(conn, [write.key for write in doubtful if write.key is not None])
                for write in doubtful:
                    found = None if write.key is None else known.get(write.key)
                    if found is not None:
                        outcome.stored.append(write)
                        outcome.answers.append((write, found.answer.encode()))
                        await self._catch_up(conn, write.log, found.seq, outcome)
        except Exception:
            return set(logs)
        for log in logs:
            log.doubtful.clear()
            self._doubts.discard(log)
        _tell(outcome)
        return {write.log for write in outcome.stored}

    async def _commit(self, group: list[_Write]) -> _Outcome:
        try:
            return await self._commit_new(group)
        except _Unexpected:
            return await self._commit_known(group)

    async def _commit_new(self, group: list[_Write]) -> _Outcome:
        """Raises `_Unexpected` where anything is not as it nearly always is; nothing is stored then."""
        keys = [write.key for write in group if write.key is not None]
        if len(set(keys)) < len(keys) or any(write.tried for write in group):
            raise _Unexpected
        outcome, batch = _Outcome([], [], [], []), _Batch()
        reach = {log: (log.seq, _lay_out(log, log.seq, those, batch, outcome)) for log, those in _by_log(group).items()}
        async with self._db.transaction() as conn:
            if not await store.append(
                conn,
                [(log.room_id, log.epoch, before, after) for log, (before, after) in reach.items()],
                batch.events,
                batch.requests,
            ):
                raise _Unexpected
            for statement, arguments in batch.rows.items():
                await conn.executemany(statement, arguments)
        return outcome

    async def _commit_known(self, group: list[_Write]) -> _Outcome:
        outcome = _Outcome([], [], [], [])
        async with self._db.transaction() as conn:
            known = await store.answered(conn, [write.key for write in group if write.key is not None])
            fresh: list[_Write] = []
            keys: set[RequestKey] = set()
            repeats: list[tuple[RequestKey, _Write]] = []
            for write in group:
                if write.key is None:
                    fresh.append(write)
                elif write.key in known or write.key in keys:
                    repeats.append((write.key, write))
                else:
                    keys.add(write.key)
                    fresh.append(write)
            await self._store(conn, fresh, outcome)
            given = {write.key: answer for write, answer in outcome.answers}
            for key, write in repeats:
                if key in known:
                    found = known[key]
                    outcome.answers.append((write, found.answer.encode()))
                    if write.tried:
                        # It was this very one, whose commit's answer was lost.
                        outcome.stored.append(write)
                    # Committed once, and the commit's answer was lost on the way: it is still to be told.
                    await self._catch_up(conn, write.log, found.seq, outcome)
                elif key in given:
                    outcome.answers.append((write, given[key]))
                else:
                    outcome.fenced.append(write)
        return outcome

    async def _store(self, conn: Connection, writes: list[_Write], outcome: _Outcome) -> None:
        by_log, batch = _by_log(writes), _Batch()
        reached = await store.advance(
            conn, [(log.room_id, log.epoch, sum(len(w.events) for w in those)) for log, those in by_log.items()]
        )
        for log, those in by_log.items():
            last = reached.get(log.room_id)
            if last is None:
                outcome.fenced += those
                continue
            seq = last - sum(len(write.events) for write in those)
            await self._catch_up(conn, log, seq, outcome)
            _lay_out(log, seq, those, batch, outcome)
        await store.add_events(conn, batch.events)
        await store.add_requests(conn, batch.requests)
        for statement, arguments in batch.rows.items():
            await conn.executemany(statement, arguments)

    async def _catch_up(self, conn: Connection, log: RoomLog, until: int, outcome: _Outcome) -> None:
        """Tells what was committed up to `until` and never told, before anything later."""
        if until > log.seq:
            missed = await store.events(conn, log.room_id, log.seq, until)
            outcome.events += [(log, Told(seq, frame.encode(), audience)) for seq, frame, audience in missed]


def _by_log(writes: Sequence[_Write]) -> dict[RoomLog, list[_Write]]:
    found: dict[RoomLog, list[_Write]] = {}
    for write in writes:
        found.setdefault(write.log, []).append(write)
    return found


def _lay_out(log: RoomLog, seq: int, writes: Sequence[_Write], batch: _Batch, outcome: _Outcome) -> int:
    """Numbers the events of a room's writes from `seq` on, and says what is to be stored and told; the last number."""
    for write in writes:
        first = seq + 1 if write.events else seq
        for event, audience in write.events:
            seq += 1
            frame = encode(msgspec.structs.replace(event, cursor=log.cursors.write(seq)))
            batch.events.append((log.room_id, seq, frame.decode(), audience))
            outcome.events.append((log, Told(seq, frame, audience)))
        if write.key is not None:
            batch.requests.append((*write.key, seq, write.answer.decode()))
        for row in write.rows:
            batch.rows.setdefault(row.statement, []).append((log.room_id, first, *row.arguments))
        outcome.answers.append((write, write.answer))
        outcome.stored.append(write)
    return seq


def _tell(outcome: _Outcome) -> None:
    for write in outcome.stored:
        _note(write)
    for log, event in outcome.events:
        log.tell(event)
    for write, answer in outcome.answers:
        if not write.done.done():
            write.done.set_result(answer)
    for write in outcome.fenced:
        _fail(write, _moved())


def _note(write: _Write) -> None:
    if write.stored is None:
        return
    try:
        write.stored()
    except Exception:
        _log.exception("a tool failed at what was stored", extra={"room_id": write.log.room_id})


def _fail(write: _Write, error: EduForumError) -> None:
    if not write.done.done():
        write.done.set_exception(error)


def _unwritten() -> Unavailable:
    return Unavailable("This could not be stored just now; try again.", code="not_stored")


def _moved() -> Unavailable:
    return Unavailable("The room has moved to another server; connect again.", code="room_moved")
