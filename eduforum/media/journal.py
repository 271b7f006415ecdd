"""The one way by which a room's durable state is written.

A write carries the room's epoch, takes the room's next seq, and stores the event, the tool's rows and the request's id
with its answer in one transaction. Writes of all rooms that come within two milliseconds share a commit. Only after the
commit is the answer given and the event told.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from weakref import WeakValueDictionary

import msgspec

from eduforum.clock import Clock
from eduforum.db import Connection, Database
from eduforum.errors import EduForumError, Unavailable
from eduforum.media import store
from eduforum.media.cursors import Cursors, new_key
from eduforum.media.store import RequestKey
from eduforum.media.tools import Row
from eduforum.web.protocol import DurableEvent, encode

# How long a lone write waits for company, in seconds.
GROUP_WINDOW = 0.002

# How many writes share a commit at most: a bound on what is lost of time when one of them fails.
GROUP_SIZE = 512

# Events kept in memory, for those who come in while others are written.
RECENT = 512

KEPT_AFTER_END = timedelta(hours=24)

_log = logging.getLogger(__name__)


class RoomLog:
    """The sequence of one room, as far as it was told: `seq` is the last event's."""

    def __init__(self, room_id: str, epoch: int, seq: int, cursors: Cursors) -> None:
        self.room_id = room_id
        self.epoch = epoch
        self.seq = seq
        self.cursors = cursors
        self.told: Callable[[int, bytes], None] = lambda seq, frame: None
        self._recent: deque[tuple[int, bytes]] = deque(maxlen=RECENT)

    def since(self, seq: int) -> list[bytes] | None:
        """The frames after `seq`, or None where they are not in memory any more."""
        missing = self.seq - seq
        if missing > len(self._recent):
            return None
        return [frame for number, frame in self._recent if number > seq]

    def tell(self, seq: int, frame: bytes) -> None:
        """Takes the next event; one that was told before is passed over."""
        if seq != self.seq + 1:
            return
        self.seq = seq
        self._recent.append((seq, frame))
        try:
            self.told(seq, frame)
        except Exception:
            _log.exception("an event could not be told", extra={"room_id": self.room_id})


@dataclass(slots=True)
class _Write:
    log: RoomLog
    key: RequestKey
    event: DurableEvent
    answer: bytes
    rows: Sequence[Row]
    done: asyncio.Future[bytes]


@dataclass(slots=True)
class _Outcome:
    """What a commit came to: answers of the writes in it, and the frames to tell, by room."""

    answers: list[tuple[_Write, bytes]]
    frames: list[tuple[RoomLog, int, bytes]]
    fenced: list[_Write]


class Journal:
    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock
        self._writes: deque[_Write] = deque()
        # A room that is opened again while a write of it waits goes on with the same log.
        self._logs: WeakValueDictionary[str, RoomLog] = WeakValueDictionary()
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
        event: DurableEvent,
        answer: msgspec.Struct,
        rows: Sequence[Row] = (),
    ) -> bytes:
        """Writes `event` and `rows` as the room's next. The answer as JSON: of the first write with this request id.

        Raises `Unavailable` where it could not be written; whether it was may then be asked by the same request id.
        """
        if self._closing:
            raise _unwritten()
        key = RequestKey(log.room_id, participant_id, request_id)
        done: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        self._writes.append(_Write(log, key, event, encode(answer), rows, done))
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
        while True:
            await self._wake.wait()
            if not self._closing:
                await asyncio.sleep(GROUP_WINDOW)
            self._wake.clear()
            while self._writes:
                group = [self._writes.popleft() for _ in range(min(GROUP_SIZE, len(self._writes)))]
                await self._write(group)
            if self._closing:
                return

    async def _write(self, group: list[_Write]) -> None:
        try:
            outcome = await self._commit(group)
        except Exception as error:
            if len(group) > 1:
                # One of them is at fault, or the connection broke: what was committed nevertheless is found by its id.
                for write in group:
                    await self._write([write])
                return
            _log.error("a durable write failed", exc_info=error, extra={"room_id": group[0].log.room_id})
            _fail(group[0], error if isinstance(error, EduForumError) else _unwritten())
            return
        for log, seq, frame in outcome.frames:
            log.tell(seq, frame)
        for write, answer in outcome.answers:
            if not write.done.done():
                write.done.set_result(answer)
        for write in outcome.fenced:
            _fail(write, _moved())

    async def _commit(self, group: list[_Write]) -> _Outcome:
        outcome = _Outcome([], [], [])
        async with self._db.transaction() as conn:
            known = await store.answered(conn, [write.key for write in group])
            fresh: dict[RequestKey, _Write] = {}
            repeats: list[_Write] = []
            for write in group:
                if write.key in known or write.key in fresh:
                    repeats.append(write)
                else:
                    fresh[write.key] = write
            await self._store(conn, list(fresh.values()), outcome)
            given = {write.key: answer for write, answer in outcome.answers}
            for write in repeats:
                if write.key in known:
                    found = known[write.key]
                    outcome.answers.append((write, found.answer.encode()))
                    # Committed once, and the commit's answer was lost on the way: it is still to be told.
                    await self._catch_up(conn, write.log, found.seq, outcome)
                elif write.key in given:
                    outcome.answers.append((write, given[write.key]))
                else:
                    outcome.fenced.append(write)
        return outcome

    async def _store(self, conn: Connection, writes: list[_Write], outcome: _Outcome) -> None:
        by_log: dict[RoomLog, list[_Write]] = {}
        for write in writes:
            by_log.setdefault(write.log, []).append(write)
        reached = await store.advance(conn, [(log.room_id, log.epoch, len(those)) for log, those in by_log.items()])
        events: list[tuple[str, int, str]] = []
        requests: list[tuple[str, str, str, int, str]] = []
        rows: dict[str, list[tuple[object, ...]]] = {}
        for log, those in by_log.items():
            last = reached.get(log.room_id)
            if last is None:
                outcome.fenced += those
                continue
            first = last - len(those) + 1
            await self._catch_up(conn, log, first - 1, outcome)
            for seq, write in enumerate(those, first):
                frame = encode(msgspec.structs.replace(write.event, cursor=log.cursors.write(seq)))
                events.append((log.room_id, seq, frame.decode()))
                requests.append((*write.key, seq, write.answer.decode()))
                for row in write.rows:
                    rows.setdefault(row.statement, []).append((log.room_id, seq, *row.arguments))
                outcome.frames.append((log, seq, frame))
                outcome.answers.append((write, write.answer))
        await store.add_events(conn, events)
        await store.add_requests(conn, requests)
        for statement, arguments in rows.items():
            await conn.executemany(statement, arguments)

    async def _catch_up(self, conn: Connection, log: RoomLog, until: int, outcome: _Outcome) -> None:
        """Tells what was committed up to `until` and never told, before anything later."""
        if until > log.seq:
            missed = await store.events(conn, log.room_id, log.seq, until)
            outcome.frames += [(log, seq, frame.encode()) for seq, frame in missed]


def _fail(write: _Write, error: EduForumError) -> None:
    if not write.done.done():
        write.done.set_exception(error)


def _unwritten() -> Unavailable:
    return Unavailable("This could not be stored just now; try again.", code="not_stored")


def _moved() -> Unavailable:
    return Unavailable("The room has moved to another server; connect again.", code="room_moved")
