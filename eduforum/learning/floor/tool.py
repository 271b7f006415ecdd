"""Think time as a tool of the room: a question, silence, hands and texts gathered unseen and then shown together."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from random import SystemRandom
from typing import ClassVar

import msgspec
from msgspec.structs import replace

from eduforum.clock import Clock
from eduforum.cluster import RateLimiter
from eduforum.courses.schemas import Session
from eduforum.db import Connection, Database
from eduforum.errors import Conflict, RateLimited, Unavailable
from eduforum.ids import new_id
from eduforum.learning.floor import access, measure, store
from eduforum.learning.floor.running import Randomness, Running, called
from eduforum.learning.floor.schemas import (
    Floor,
    FloorAnswer,
    FloorCall,
    FloorChanged,
    FloorClose,
    FloorDone,
    FloorEntry,
    FloorGive,
    FloorGiven,
    FloorOpen,
    FloorOwn,
    FloorProgress,
    FloorReported,
    FloorReveal,
    Floors,
)
from eduforum.learning.hands.tool import HandQueue
from eduforum.learning.plain_text import clean
from eduforum.learning.talk_time import TalkTime
from eduforum.media.audience import TEACHERS, Addressed, people
from eduforum.media.record import Moment, RecordPart, RecordReader
from eduforum.media.schemas import Person
from eduforum.media.tools import Caller, Handler, RoomContext, RoomTool, Row
from eduforum.web.protocol import DurableEvent, Request, StateEvent

FLOORS = 200
"""Of one session."""

# Nobody makes up their mind so often.
ACTS = 30
ACT_WINDOW = 10.0

_Answer = msgspec.Struct | msgspec.Raw


class ThinkTime(RoomTool):
    name: ClassVar[str] = "floor"
    requests: ClassVar[Mapping[type[Request], type[msgspec.Struct]]] = {
        FloorOpen: FloorDone,
        FloorGive: FloorGiven,
        FloorReveal: FloorDone,
        FloorCall: FloorDone,
        FloorClose: FloorDone,
    }
    events: ClassVar[Sequence[type[StateEvent] | type[DurableEvent]]] = (
        FloorChanged,
        FloorOwn,
        FloorReported,
        FloorProgress,
    )
    snapshot_type: ClassVar[type[msgspec.Struct] | None] = Floors

    def __init__(
        self,
        db: Database,
        limiter: RateLimiter,
        clock: Clock,
        hands: HandQueue,
        talk: TalkTime,
        rng: Randomness | None = None,
    ) -> None:
        self._db = db
        self._limiter = limiter
        self._clock = clock
        self._hands = hands
        self._talk = talk
        self._rng = rng or SystemRandom()
        self._rooms: dict[str, Running] = {}

    def handlers(self) -> Mapping[type[Request], Handler]:
        return {
            FloorOpen: self.open,
            FloorGive: self.give,
            FloorReveal: self.reveal,
            FloorCall: self.call,
            FloorClose: self.close,
        }

    async def open(self, room: RoomContext, caller: Caller, request: FloorOpen) -> _Answer:
        """A question that is still talked about is put away. Raises `Forbidden`, `Invalid`, `Conflict` `still_thinking`
        and `too_many_floors`."""
        access.may_ask(room, caller.person)
        question = clean(request.question, "question")
        await self._limit(room, caller)
        running = self._rooms[room.id]
        async with running.lock:
            await self._refresh(room, running)
            if running.thinking:
                raise Conflict("People think already.", code="still_thinking")
            async with self._db.connection() as conn:
                if await store.count(conn, room.id) >= FLOORS:
                    raise Conflict(f"A session has at most {FLOORS} questions.", code="too_many_floors")
            now = self._clock.now()
            floor = Floor(
                id=new_id(self._clock),
                question=question,
                state="thinking",
                opened_at=now,
                ends_at=now + timedelta(seconds=request.seconds),
            )
            events, rows = await self._put_away(room, running)

            def stored() -> None:
                running.load(floor, (), {})
                self._hands.hold(room, True)

            return await self._append(
                room,
                running,
                caller,
                request,
                FloorDone(floor=floor),
                [*events, Addressed(FloorChanged(floor=floor))],
                [*rows, store.open(floor, caller.person.id)],
                stored,
            )

    async def give(self, room: RoomContext, caller: Caller, request: FloorGive) -> _Answer:
        """Raises `Forbidden` `only_students_answer`, `Invalid`, `NotFound`, `Conflict` `think_time_over`."""
        person = caller.person
        access.may_give(person)
        text = clean(request.text, "text")
        await self._limit(room, caller)
        running = self._rooms[room.id]
        if running.doubtful:
            async with running.lock:
                await self._refresh(room, running)
        running.get_thinking(request.floor)
        async with running.giving(person.id):
            entry = FloorEntry(participant_id=person.id, name=person.name, hand=request.hand, text=text)
            own = FloorAnswer(floor=request.floor, hand=request.hand, text=text)
            return await self._append(
                room,
                running,
                caller,
                request,
                FloorGiven(answer=own),
                [Addressed(FloorOwn(answer=own), people([person.id]))],
                [store.give(request.floor, entry)],
                lambda: running.take(entry),
            )

    async def reveal(self, room: RoomContext, caller: Caller, request: FloorReveal) -> _Answer:
        """Raises `Forbidden`, `NotFound`, `Conflict` `think_time_over`."""
        access.may_ask(room, caller.person)
        await self._limit(room, caller)
        running = self._rooms[room.id]
        async with running.lock:
            await self._refresh(room, running)
            running.get_thinking(request.floor)
            async with running.showing():
                floor, rows, stored = self._shown(room, running)
                return await self._append(
                    room,
                    running,
                    caller,
                    request,
                    FloorDone(floor=floor),
                    [Addressed(FloorChanged(floor=floor))],
                    rows,
                    stored,
                )

    async def call(self, room: RoomContext, caller: Caller, request: FloorCall) -> _Answer:
        """Raises `Forbidden`, `NotFound`, `Conflict` `still_thinking`, `floor_closed`, `nobody_waits`, and what
        `HandQueue.turn` does."""
        access.may_ask(room, caller.person)
        await self._limit(room, caller)
        running = self._rooms[room.id]
        async with running.lock, self._hands.lock(room):
            await self._refresh(room, running)
            floor = running.get_revealed(request.floor)
            present = {each.id for each in room.participants() if each.state == "present"}
            participant = request.participant or running.next(present).participant_id
            now = self._clock.now()
            floor = called(floor, participant, now)
            turn = self._hands.turn(room, participant)

            def stored() -> None:
                running.load(floor, floor.entries, running.spoken)
                turn.stored()

            return await self._append(
                room,
                running,
                caller,
                request,
                FloorDone(floor=floor),
                [*turn.events, Addressed(FloorChanged(floor=floor))],
                [*turn.rows, store.call(floor.id, participant, now)],
                stored,
            )

    async def close(self, room: RoomContext, caller: Caller, request: FloorClose) -> _Answer:
        """What is thought about still is put away unseen. Raises `Forbidden`, `NotFound`, `Conflict` `floor_closed`."""
        access.may_ask(room, caller.person)
        await self._limit(room, caller)
        running = self._rooms[room.id]
        async with running.lock:
            await self._refresh(room, running)
            if running.get(request.floor).state == "closed":
                raise Conflict("The question has been put away.", code="floor_closed")
            async with running.showing():
                events, rows = await self._put_away(room, running)
                floor = _closed(running)

                def stored() -> None:
                    running.load(floor, floor.entries, running.spoken)
                    self._hands.hold(room, False)

                return await self._append(room, running, caller, request, FloorDone(floor=floor), events, rows, stored)

    async def snapshot(self, conn: Connection, room: RoomContext, reader: Person) -> Floors:
        kept = await store.last(conn, room.id)
        if kept is None:
            return Floors()
        report = kept.report if access.teaches(reader) else None
        return Floors(floor=kept.floor, own=kept.own(reader.id), report=report)

    def states(self, room: RoomContext, reader: Person) -> Sequence[StateEvent]:
        running = self._rooms[room.id]
        return [_progress(running)] if running.thinking and access.teaches(reader) else []

    async def recorded(self, conn: Connection, session: Session, reader: RecordReader) -> RecordPart | None:
        """Questions that were thought about, with how many gave something."""
        found = await store.records(conn, session.id, reports=False)
        moments = [
            Moment(
                kind="think_time",
                at=each.floor.opened_at,
                until=each.floor.ends_at,
                title=each.floor.question,
                count=None if each.floor.state == "thinking" else len(each.floor.entries),
            )
            for each in found
        ]
        return RecordPart(len(found), tuple(moments))

    async def opened(self, conn: Connection, room: RoomContext) -> None:
        running = self._rooms[room.id] = Running()
        await self._read(conn, room, running)

    def closed(self, room: RoomContext) -> None:
        self._rooms.pop(room.id, None)

    async def tick(self, room: RoomContext) -> None:
        running = self._rooms.get(room.id)
        if running is None or not running.thinking:
            return
        if running.told != len(running.given):
            running.told = len(running.given)
            room.publish(_progress(running), TEACHERS)
        if not running.is_due(self._clock.now()):
            return
        async with running.lock:
            await self._refresh(room, running)
            if not running.is_due(self._clock.now()):
                return
            async with running.showing():
                floor, rows, stored = self._shown(room, running)
                try:
                    await room.record([Addressed(FloorChanged(floor=floor))], rows, stored=stored)
                except Unavailable:
                    running.doubtful = True
                    raise

    def _shown(self, room: RoomContext, running: Running) -> tuple[Floor, list[Row], Callable[[], None]]:
        heard = dict(self._talk.seconds(room.id))
        floor = running.shown(heard, self._rng)

        def stored() -> None:
            running.load(floor, floor.entries, heard)
            self._hands.hold(room, False)

        return floor, [store.reveal(floor, self._clock.now(), heard)], stored

    async def _put_away(self, room: RoomContext, running: Running) -> tuple[list[Addressed], list[Row]]:
        """What is told and written as the last question is closed; nothing where it is, or there was none."""
        if running.floor is None or running.floor.state == "closed":
            return [], []
        floor = _closed(running)
        async with self._db.connection() as conn:
            roles = await store.roles(conn, room.id)
        heard = self._talk.seconds(room.id)
        before = heard if running.thinking else running.spoken
        report = measure.report(floor, before, heard, roles)
        return (
            [Addressed(FloorChanged(floor=floor)), Addressed(FloorReported(report=report), TEACHERS)],
            [store.close(floor.id, self._clock.now(), report)],
        )

    async def _append(
        self,
        room: RoomContext,
        running: Running,
        caller: Caller,
        request: Request,
        answer: msgspec.Struct,
        events: Sequence[Addressed],
        rows: Sequence[Row],
        stored: Callable[[], None],
    ) -> _Answer:
        try:
            return await room.append(caller, request, answer, events, rows, stored=stored)
        except Unavailable:
            running.doubtful = True
            raise

    async def _refresh(self, room: RoomContext, running: Running) -> None:
        if running.doubtful:
            async with self._db.connection() as conn:
                await self._read(conn, room, running)

    async def _read(self, conn: Connection, room: RoomContext, running: Running) -> None:
        kept = await store.last(conn, room.id)
        if kept is None:
            running.load(None, (), {})
        else:
            running.load(kept.floor, kept.given, kept.spoken)
        self._hands.hold(room, running.thinking)

    async def _limit(self, room: RoomContext, caller: Caller) -> None:
        wait = await self._limiter.hit(f"floor:{room.id}:{caller.person.id}", ACTS, ACT_WINDOW)
        if wait > 0:
            raise RateLimited("Too many; wait a little.", retry_after=wait)


def _closed(running: Running) -> Floor:
    assert running.floor is not None
    return replace(running.floor, state="closed")


def _progress(running: Running) -> FloorProgress:
    assert running.floor is not None
    return FloorProgress(floor=running.floor.id, answered=len(running.given))
