"""The votes that run in the rooms of this process: who has voted, what staff hear of it, and the end, counted."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import TypeVar

from eduforum.clock import Clock
from eduforum.db import Connection, Database
from eduforum.errors import EduForumError
from eduforum.learning.gate import Gate
from eduforum.learning.polls import store, views
from eduforum.learning.polls.box import Box
from eduforum.learning.polls.schemas import (
    PollBallot,
    PollChanged,
    PollClosing,
    PollDetailsChanged,
    PollProgress,
    PollTally,
)
from eduforum.learning.polls.sealed import Sealed, poll_closed
from eduforum.learning.polls.store import PollRecord
from eduforum.media.audience import ADMINS, TEACHERS, Addressed, Keys
from eduforum.media.tools import RoomContext, Row

T = TypeVar("T")

# Who may run polls hears what comes of them.
RUNNERS: Keys = TEACHERS | ADMINS

# Staff, and all where results are live, hear how a vote goes so often, in seconds.
PROGRESS_EVERY = 0.1

# What could not be closed in time is tried again after so many seconds.
RETRY_AFTER = 1.0

_log = logging.getLogger(__name__)


class OpenRound:
    """The database has the votes, but for those in the box of an anonymous round. `voted`, and `keys` of ballots with
    names hidden, are what is known of them here; they only grow."""

    def __init__(
        self, poll: PollRecord, voted: set[str], keys: set[str], sealed: Sealed[PollBallot] | None = None
    ) -> None:
        self.poll = poll
        self.voted = voted
        self.keys = keys
        self.sealed = sealed
        self.closing = False
        # Whether a vote may have been stored without its answer: then `voted` has to be read again.
        self.doubtful = False
        self.timer: asyncio.Task[None] | None = None
        self.progress: asyncio.TimerHandle | None = None
        self.told_at = 0.0
        self._gate = Gate()

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

    def voting(self, voter: str) -> AbstractAsyncContextManager[None]:
        """One vote of a person, or with a token, at a time. The count waits for the votes under way."""
        return self._gate.passing(voter)

    async def all_stored(self) -> None:
        await self._gate.idle()

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

    def __init__(self, context: RoomContext) -> None:
        self.context = context
        self.acting = asyncio.Lock()
        self.open: OpenRound | None = None


class Rounds:
    def __init__(self, db: Database, clock: Clock) -> None:
        self._db = db
        self._clock = clock
        self._rooms: dict[str, _Room] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def begin(self, conn: Connection, room: RoomContext) -> None:
        """Takes up what runs in the room, and closes what should have closed meanwhile."""
        self._rooms[room.id] = _Room(room)
        await self._read(conn, room)

    def end(self, room: RoomContext) -> None:
        state = self._rooms.pop(room.id, None)
        if state is not None and state.open is not None:
            state.open.stop()
            if state.open.sealed is not None:
                self._keep(asyncio.create_task(self._abandon(room, state.open, state.open.sealed), name="poll box"))

    async def stop(self) -> None:
        """Rounds stay open: the next process takes them up."""
        for state in self._rooms.values():
            if state.open is not None:
                state.open.stop()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def find(self, poll_id: str, number: int) -> tuple[RoomContext, OpenRound] | None:
        """The round in whichever room, where it is open here."""
        for state in self._rooms.values():
            if state.open is not None and state.open.is_round(poll_id, number):
                return state.context, state.open
        return None

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
            known = await self._load(conn, room, current.poll)
        current.voted |= known.voted
        current.keys |= known.keys
        if current.sealed is not None and known.sealed is not None:
            current.sealed.tokens |= known.sealed.tokens
        current.doubtful = False

    async def write_batch(self, room: RoomContext, current: OpenRound, sealed: Sealed[PollBallot]) -> None:
        """What the box may give away now. Where that fails it stays there, and is written with what comes next."""
        async with sealed.writing:
            batch = sealed.box.batch()
            if not batch:
                return
            try:
                await room.record([], [store.add_anonymous(current.poll.id, current.number, batch)])
            except EduForumError:
                _log.warning("a batch of ballots could not be stored", extra={"room_id": room.id})
                return
            sealed.box.wrote(batch)
        self.tell_progress(room, current)

    async def told(self, conn: Connection, room: RoomContext, poll: PollRecord) -> list[Addressed]:
        """What everybody, and what staff hear of a poll as it is now."""
        so_far = await views.so_far(conn, poll)
        voted = await store.voters(conn, room.id, poll.id)
        return [
            Addressed(PollChanged(poll=views.public(poll, so_far))),
            Addressed(PollDetailsChanged(details=views.details(poll, voted, so_far)), RUNNERS),
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
        sealed = current.sealed
        try:
            await current.all_stored()
            rest: Mapping[str, PollBallot] = {}
            if sealed is not None:
                await self._gather(room, current, sealed)
                rest = sealed.box.rest()
            async with self._db.connection() as conn:
                poll = await views.closed(conn, current.poll, at, rest)
                events = await self.told(conn, room, poll)
            return await write(events, store.close_round(poll, rest))
        except BaseException:
            current.closing = False
            if sealed is not None:
                sealed.shut = False
            raise

    async def _gather(self, room: RoomContext, current: OpenRound, sealed: Sealed[PollBallot]) -> None:
        """Ballots whose tokens are out are called in, and the box is shut."""
        room.publish(PollClosing(poll=current.poll.id, round=current.number))
        await sealed.gather(self._clock)
        await current.all_stored()

    async def _abandon(self, room: RoomContext, current: OpenRound, sealed: Sealed[PollBallot]) -> None:
        """The session may have ended, which closes the vote."""
        sealed.shut = True
        await current.all_stored()
        try:
            async with self._db.transaction() as conn:
                await store.abandon(conn, current.poll.id, current.number, sealed.box.rest())
        except EduForumError:
            _log.error("the last ballots of a poll could not be stored", extra={"room_id": room.id})

    def tell_progress(self, room: RoomContext, current: OpenRound) -> None:
        """Soon, and not more often than is useful."""
        if current.progress is None:
            loop = asyncio.get_running_loop()
            due = max(loop.time(), current.told_at + PROGRESS_EVERY)
            current.progress = loop.call_at(due, self._begin_telling, room, current)

    def _begin_telling(self, room: RoomContext, current: OpenRound) -> None:
        current.progress = None
        current.told_at = asyncio.get_running_loop().time()
        self._keep(asyncio.create_task(self._tell(room, current), name="poll progress"))

    def _keep(self, task: asyncio.Task[None]) -> None:
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

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
        room.publish(PollProgress(poll=poll.id, round=views.details(poll, voted, so_far).rounds[-1]), RUNNERS)
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
            current = state.open = await self._load(conn, room, poll)
        current.poll = poll
        current.closing = False
        if current.sealed is not None:
            current.sealed.shut = False
        current.stop_timer()
        if poll.last.closes_at is not None:
            current.timer = asyncio.create_task(self._close_in_time(room, current), name="poll timer")

    async def _load(self, conn: Connection, room: RoomContext, poll: PollRecord) -> OpenRound:
        number = poll.last.number
        voted = set((await store.voters(conn, room.id, poll.id))[poll.id, number])
        if poll.last.modulus is None:
            return OpenRound(poll, voted, set(await store.ballots(conn, poll, number)) if poll.hidden else set())
        private = await store.signing_key(conn, poll.id, number)
        tokens = await store.tokens(conn, poll.id, number)
        box = Box(await store.ballots(conn, poll, number))
        return OpenRound(poll, voted, set(), Sealed(poll.last.modulus, private, tokens, box))

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
