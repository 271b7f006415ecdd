"""The votes that run in the rooms of this process: who has voted, what staff hear of it, and the end, counted."""

import asyncio
import hashlib
import logging
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import TypeVar

from eduforum.clock import Clock
from eduforum.db import Connection, Database
from eduforum.errors import Conflict, EduForumError
from eduforum.learning.polls import store, views
from eduforum.learning.polls.schemas import PollChanged, PollDetailsChanged, PollProgress, PollTally
from eduforum.learning.polls.store import PollRecord
from eduforum.media.audience import STAFF, Addressed
from eduforum.media.tools import RoomContext, Row

T = TypeVar("T")

# Staff, and all where results are live, hear how a vote goes so often, in seconds.
PROGRESS_EVERY = 0.1

# What could not be closed in time is tried again after so many seconds.
RETRY_AFTER = 1.0

_log = logging.getLogger(__name__)


class OpenRound:
    """The database has the votes. `voted`, and `keys` of ballots without a name, are what is known of them here; they
    only grow."""

    def __init__(self, poll: PollRecord, voted: set[str], keys: set[str]) -> None:
        self.poll = poll
        self.voted = voted
        self.keys = keys
        self.closing = False
        # Whether a vote may have been stored without its answer: then `voted` has to be read again.
        self.doubtful = False
        self.timer: asyncio.Task[None] | None = None
        self.progress: asyncio.TimerHandle | None = None
        self.told_at = 0.0
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._voting = 0
        self._idle = asyncio.Event()
        self._idle.set()

    @property
    def number(self) -> int:
        return self.poll.last.number

    def is_round(self, poll_id: str, number: int) -> bool:
        return (self.poll.id, self.number) == (poll_id, number)

    def require_open(self, now: datetime) -> None:
        """Raises `Conflict` code `poll_closed`."""
        closes_at = self.poll.last.closes_at
        if self.closing or (closes_at is not None and now >= closes_at):
            raise poll_closed()

    @asynccontextmanager
    async def voting(self, voter: str) -> AsyncIterator[None]:
        """One vote of a person at a time, by whichever device. The count waits for the votes under way."""
        self._voting += 1
        self._idle.clear()
        try:
            async with self._locks[voter]:
                yield
        finally:
            self._voting -= 1
            if not self._voting:
                self._idle.set()

    async def all_stored(self) -> None:
        await self._idle.wait()

    def stop_timer(self) -> None:
        # It may be the timer itself that has closed the round.
        if self.timer is not None and self.timer is not asyncio.current_task():
            self.timer.cancel()
        self.timer = None

    def stop(self) -> None:
        self.stop_timer()
        if self.progress is not None:
            self.progress.cancel()


class _Room:
    """Acts of staff and the timer come one after another."""

    def __init__(self) -> None:
        self.acting = asyncio.Lock()
        self.open: OpenRound | None = None


class Rounds:
    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock
        self._rooms: dict[str, _Room] = {}
        self._telling: set[asyncio.Task[None]] = set()

    async def begin(self, conn: Connection, room: RoomContext) -> None:
        """Takes up what runs in the room, and closes what should have closed meanwhile."""
        self._rooms[room.id] = _Room()
        await self._read(conn, room)

    def end(self, room: RoomContext) -> None:
        state = self._rooms.pop(room.id, None)
        if state is not None and state.open is not None:
            state.open.stop()

    def running(self, room: RoomContext) -> OpenRound | None:
        return self._rooms[room.id].open

    def acting(self, room: RoomContext) -> asyncio.Lock:
        """To be held by who changes a poll."""
        return self._rooms[room.id].acting

    async def refresh(self, room: RoomContext) -> None:
        """Takes over from the database which round is open."""
        async with self._db.connection() as conn:
            await self._read(conn, room)

    async def reread(self, room: RoomContext, current: OpenRound) -> None:
        """Who has voted, after a vote of which nobody knows whether it was stored."""
        async with self._db.connection() as conn:
            voted, keys = await self._voted(conn, room, current.poll)
        current.voted |= voted
        current.keys |= keys
        current.doubtful = False

    async def told(self, conn: Connection, room: RoomContext, poll: PollRecord) -> list[Addressed]:
        """What everybody, and what staff hear of a poll as it is now."""
        so_far = await views.so_far(conn, poll)
        voted = await store.voters(conn, room.id, poll.id)
        return [
            Addressed(PollChanged(poll=views.public(poll, so_far))),
            Addressed(PollDetailsChanged(details=views.details(poll, voted, so_far)), STAFF),
        ]

    async def count(
        self,
        room: RoomContext,
        current: OpenRound,
        at: datetime,
        write: Callable[[Sequence[Addressed], Row], Awaitable[T]],
    ) -> T:
        """Closes a round: nobody votes any more, votes under way are waited for, all are counted, and `write` stores
        it. Where it raises the round goes on; otherwise it is for the caller to take over what is stored."""
        current.closing = True
        try:
            await current.all_stored()
            async with self._db.connection() as conn:
                poll = await views.closed(conn, current.poll, at)
                events = await self.told(conn, room, poll)
            return await write(events, store.close_round(poll))
        except BaseException:
            current.closing = False
            raise

    def tell_progress(self, room: RoomContext, current: OpenRound) -> None:
        """Soon, and not more often than is useful."""
        if current.progress is None:
            loop = asyncio.get_running_loop()
            due = max(loop.time(), current.told_at + PROGRESS_EVERY)
            current.progress = loop.call_at(due, self._begin_telling, room, current)

    def _begin_telling(self, room: RoomContext, current: OpenRound) -> None:
        current.progress = None
        current.told_at = asyncio.get_running_loop().time()
        task = asyncio.create_task(self._tell(room, current), name="poll progress")
        self._telling.add(task)
        task.add_done_callback(self._telling.discard)

    async def _tell(self, room: RoomContext, current: OpenRound) -> None:
        poll, last = current.poll, current.poll.last
        try:
            async with self._db.connection() as conn:
                so_far = await views.so_far(conn, poll)
        except EduForumError:
            _log.warning("the progress of a poll could not be read", extra={"room_id": room.id})
            return
        # The poll may have been closed or shown meanwhile: that is told by an event.
        if current.closing or current.poll is not poll:
            return
        voted = {(poll.id, last.number): tuple(sorted(current.voted))}
        room.publish(PollProgress(poll=poll.id, round=views.details(poll, voted, so_far).rounds[-1]), STAFF)
        if so_far is not None and views.is_shown(poll, last):
            room.publish(PollTally(poll=poll.id, round=last.number, result=so_far))

    async def _read(self, conn: Connection, room: RoomContext) -> None:
        state = self._rooms.get(room.id)
        if state is None:
            return
        polls = await store.polls(conn, room.id)
        poll = next((each for each in polls if each.last.closed_at is None), None)
        current = state.open
        if current is not None and (poll is None or not current.is_round(poll.id, poll.last.number)):
            current.stop()
            state.open = current = None
        if poll is None:
            return
        if current is None:
            current = state.open = OpenRound(poll, *await self._voted(conn, room, poll))
        current.poll = poll
        current.closing = False
        current.stop_timer()
        if poll.last.closes_at is not None:
            current.timer = asyncio.create_task(self._close_in_time(room, current), name="poll timer")

    async def _voted(self, conn: Connection, room: RoomContext, poll: PollRecord) -> tuple[set[str], set[str]]:
        voted = await store.voters(conn, room.id, poll.id)
        ballots = await store.ballots(conn, poll, poll.last.number) if poll.hidden else {}
        return set(voted[poll.id, poll.last.number]), set(ballots)

    async def _close_in_time(self, room: RoomContext, current: OpenRound) -> None:
        """By the server's clock, as often as it takes."""
        closes_at = current.poll.last.closes_at
        assert closes_at is not None

        async def write(events: Sequence[Addressed], row: Row) -> None:
            await room.record(events, [row])

        while True:
            while (left := (closes_at - self._clock.now()).total_seconds()) > 0:
                await self._clock.sleep(left)
            state = self._rooms[room.id]
            async with state.acting:
                if state.open is not current:
                    return
                try:
                    await self.count(room, current, closes_at, write)
                    current.stop()
                    state.open = None
                    return
                except EduForumError:
                    _log.warning("a poll could not be closed in time", extra={"room_id": room.id})
            await self._clock.sleep(RETRY_AFTER)


def ballot_key(poll_id: str, receipt: str) -> str:
    """By what a ballot without a name is found: of one poll alone, and without a way back to the device's secret."""
    return hashlib.sha256(f"{poll_id} {receipt}".encode()).hexdigest()[:32]


def poll_closed() -> Conflict:
    return Conflict("This vote is over.", code="poll_closed")
