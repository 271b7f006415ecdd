"""Cold calls as a tool of the room: drawn for the teacher, said to the student first, and then to the class."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from random import SystemRandom
from typing import ClassVar

import msgspec
from msgspec.structs import replace

from eduforum.clock import Clock
from eduforum.cluster import RateLimiter
from eduforum.db import Connection, Database
from eduforum.errors import Conflict, Detail, EduForumError, Invalid, RateLimited, Unavailable
from eduforum.ids import new_id
from eduforum.learning.cold_call import access, drawing, store
from eduforum.learning.cold_call.schemas import (
    ColdCall,
    ColdCallCall,
    ColdCallChanged,
    ColdCallDone,
    ColdCallDraw,
    ColdCallEnd,
    ColdCallPass,
    ColdCalls,
    ColdCallWrite,
)
from eduforum.learning.hands.tool import HandQueue, Turn
from eduforum.learning.plain_text import clean
from eduforum.learning.talk_time import TalkTime
from eduforum.media.audience import Addressed
from eduforum.media.schemas import Participant, Person
from eduforum.media.tools import Caller, Handler, RoomContext, RoomTool, Row
from eduforum.web.protocol import DurableEvent, Request, StateEvent

CALLS = 1000
"""Of one session, those who were skipped included."""

# Nobody makes up their mind so often.
ACTS = 30
ACT_WINDOW = 10.0

_Answer = msgspec.Struct | msgspec.Raw


@dataclass(slots=True)
class _Room:
    """`call` is the last one; `skipped` those set aside since somebody was last called. Whoever changes them holds the
    lock, from looking at them until it is written. `doubtful`: something may have been stored without its answer."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    call: ColdCall | None = None
    skipped: set[str] = field(default_factory=set)
    presence: drawing.Presence = field(default_factory=drawing.Presence)
    doubtful: bool = False

    def load(self, calls: Iterable[ColdCall]) -> None:
        self.call, self.skipped, self.doubtful = None, set(), False
        for call in calls:
            self.take(call)

    def take(self, call: ColdCall) -> None:
        self.call = call
        if call.state == "skipped":
            self.skipped.add(call.participant_id)
        elif call.state in ("called", "spoken", "written", "passed"):
            self.skipped.clear()

    def get(self, call_id: str) -> ColdCall:
        """Raises `NotFound` where it is not the last."""
        if self.call is None or self.call.id != call_id:
            raise access.no_such_call()
        return self.call


class ColdCallTool(RoomTool):
    name: ClassVar[str] = "cold_call"
    requests: ClassVar[Mapping[type[Request], type[msgspec.Struct]]] = {
        ColdCallDraw: ColdCallDone,
        ColdCallCall: ColdCallDone,
        ColdCallEnd: ColdCallDone,
        ColdCallPass: ColdCallDone,
        ColdCallWrite: ColdCallDone,
    }
    events: ClassVar[Sequence[type[StateEvent] | type[DurableEvent]]] = (ColdCallChanged,)
    snapshot_type: ClassVar[type[msgspec.Struct] | None] = ColdCalls

    def __init__(
        self,
        db: Database,
        limiter: RateLimiter,
        clock: Clock,
        hands: HandQueue,
        talk: TalkTime,
        rng: drawing.Randomness | None = None,
        *,
        settled: float,
    ) -> None:
        """`settled`: how long somebody has to have been there before they are drawn, in seconds."""
        self._db = db
        self._limiter = limiter
        self._clock = clock
        self._hands = hands
        self._talk = talk
        self._rng = rng or SystemRandom()
        self._settled = settled
        self._rooms: dict[str, _Room] = {}

    def handlers(self) -> Mapping[type[Request], Handler]:
        return {
            ColdCallDraw: self.draw,
            ColdCallCall: self.call,
            ColdCallEnd: self.end,
            ColdCallPass: self.pass_on,
            ColdCallWrite: self.write,
        }

    async def draw(self, room: RoomContext, caller: Caller, request: ColdCallDraw) -> _Answer:
        """Raises `Forbidden`, `Conflict` `call_under_way`, `nobody_to_call`, `too_many_calls`."""
        access.may_call(caller.person)
        ours = await self._begin(room, caller)
        async with ours.lock:
            await self._refresh(room, ours)
            before = ours.call
            if before is not None and before.state in ("warned", "called"):
                raise Conflict("Somebody is being called.", code="call_under_way")
            set_aside = [replace(before, state="skipped")] if before is not None and before.state == "drawn" else []
            skipped = ours.skipped | {each.participant_id for each in set_aside}
            async with self._db.connection() as conn:
                if await store.count(conn, room.id) >= CALLS:
                    raise Conflict(f"A session has at most {CALLS} draws.", code="too_many_calls")
                calls, exempt = await store.times_called(conn, room.id), await store.exempt(conn, room.id)
            able = self._able(room, ours) - exempt - skipped
            candidates = drawing.candidates(able, calls, self._talk.seconds(room.id))
            drawn = drawing.draw(candidates, self._rng)
            participant = room.participant(drawn.participant_id)
            assert participant is not None
            call = ColdCall(
                id=new_id(self._clock),
                participant_id=participant.id,
                name=participant.name,
                state="drawn",
                drawn_at=self._clock.now(),
            )
            rows = [*map(store.change, set_aside), store.add(call, candidates, caller.person.id)]
            return await self._change(room, caller, request, ours, [*set_aside, call], rows)

    async def call(self, room: RoomContext, caller: Caller, request: ColdCallCall) -> _Answer:
        """Raises `Forbidden`, `Invalid`, `NotFound`, `Conflict` `call_under_way`, `call_over`, `not_here` and
        `has_the_floor`."""
        access.may_call(caller.person)
        access.may_warn(request.seconds)
        ours = await self._begin(room, caller)
        async with ours.lock, self._hands.lock(room):
            await self._refresh(room, ours)
            call = ours.get(request.call)
            if call.state != "drawn":
                raise _not_any_more(call)
            now = self._clock.now()
            call = replace(call, told_at=now, due_at=now + timedelta(seconds=request.seconds))
            if request.seconds == 0:
                turn = self._hands.turn(room, call.participant_id)
                call = replace(call, state="called", called_at=now)
                return await self._change(room, caller, request, ours, [call], turn=turn)
            if not self._is_here(room, call.participant_id):
                raise Conflict("This person is not here.", code="not_here")
            return await self._change(room, caller, request, ours, [replace(call, state="warned")])

    async def end(self, room: RoomContext, caller: Caller, request: ColdCallEnd) -> _Answer:
        """Raises `Forbidden`, `NotFound`, `Conflict` `call_over`."""
        access.may_call(caller.person)
        ours = await self._begin(room, caller)
        async with ours.lock, self._hands.lock(room):
            await self._refresh(room, ours)
            call = ours.get(request.call)
            match call.state:
                case "drawn":
                    return await self._change(room, caller, request, ours, [replace(call, state="skipped")])
                case "warned":
                    return await self._change(room, caller, request, ours, [replace(call, state="dropped")])
                case "called":
                    turn = self._hands.turn_over(room, call.participant_id)
                    return await self._change(room, caller, request, ours, [replace(call, state="spoken")], turn=turn)
            raise _not_any_more(call)

    async def pass_on(self, room: RoomContext, caller: Caller, request: ColdCallPass) -> _Answer:
        """Raises `NotFound` for everybody else, `Conflict` `call_over`."""
        return await self._settle(room, caller, request, request.call, "")

    async def write(self, room: RoomContext, caller: Caller, request: ColdCallWrite) -> _Answer:
        """Raises also `Invalid`."""
        text = clean(request.text, "text")
        if not text:
            raise Invalid(details=[Detail("text", "This must not be empty.")])
        return await self._settle(room, caller, request, request.call, text)

    async def snapshot(self, conn: Connection, room: RoomContext, reader: Person) -> ColdCalls:
        known = [call for call in await store.calls(conn, room.id) if access.knows(reader, call)]
        return ColdCalls(call=known[-1] if known else None)

    async def opened(self, conn: Connection, room: RoomContext) -> None:
        ours = self._rooms[room.id] = _Room()
        ours.load(await store.calls(conn, room.id))

    def closed(self, room: RoomContext) -> None:
        self._rooms.pop(room.id, None)

    def entered(self, room: RoomContext, participant: Participant) -> None:
        self._rooms[room.id].presence.came(participant.id, self._clock.monotonic())

    async def tick(self, room: RoomContext) -> None:
        ours = self._rooms.get(room.id)
        if ours is None:
            return
        ours.presence.see(
            {person.id for person in room.participants() if person.state == "present"}, self._clock.monotonic()
        )
        if ours.call is None or ours.call.state not in ("warned", "called"):
            return
        async with ours.lock, self._hands.lock(room):
            await self._refresh(room, ours)
            call, turn = self._due(room, ours.call)
            if call is not None:
                events, rows = [_told(call)], [store.change(call)]
                if turn is not None:
                    events, rows = [*turn.events, *events], [*turn.rows, *rows]

                def stored() -> None:
                    ours.take(call)
                    if turn is not None:
                        turn.stored()

                try:
                    await room.record(events, rows, stored=stored)
                except Unavailable:
                    ours.doubtful = True
                    raise

    def _due(self, room: RoomContext, call: ColdCall | None) -> tuple[ColdCall | None, Turn | None]:
        """What becomes of a call by itself now."""
        if call is None:
            return None, None
        if call.state == "called" and self._hands.floor(room) != call.participant_id:
            return replace(call, state="spoken"), None
        now = self._clock.now()
        if call.state != "warned" or call.due_at is None or now < call.due_at:
            return None, None
        if not self._is_here(room, call.participant_id):
            return replace(call, state="dropped"), None
        called = replace(call, state="called", called_at=now)
        if self._hands.floor(room) == call.participant_id:
            return called, None
        return called, self._hands.turn(room, call.participant_id)

    def _able(self, room: RoomContext, ours: _Room) -> set[str]:
        now = self._clock.monotonic()
        return {
            person.id
            for person in room.participants()
            if person.role == "student"
            and drawing.can_answer(person)
            and ours.presence.since(person.id, now) > self._settled
            and person.id not in room.exams.sitting
        }

    def _is_here(self, room: RoomContext, participant_id: str) -> bool:
        participant = room.participant(participant_id)
        return participant is not None and participant.state == "present"

    async def _settle(self, room: RoomContext, caller: Caller, request: Request, call_id: str, text: str) -> _Answer:
        ours = await self._begin(room, caller)
        async with ours.lock, self._hands.lock(room):
            await self._refresh(room, ours)
            call = ours.get(call_id)
            access.may_answer(caller.person, call)
            if call.state not in ("warned", "called"):
                raise _not_any_more(call)
            # What is written in time is read by all, also before they know who was to be called.
            called_at = call.called_at or (self._clock.now() if text else None)
            settled = replace(call, state="written" if text else "passed", called_at=called_at, text=text)
            turn = self._hands.turn_over(room, call.participant_id) if call.state == "called" else None
            return await self._change(room, caller, request, ours, [settled], turn=turn)

    async def _change(
        self,
        room: RoomContext,
        caller: Caller,
        request: Request,
        ours: _Room,
        calls: Sequence[ColdCall],
        rows: Sequence[Row] | None = None,
        *,
        turn: Turn | None = None,
    ) -> _Answer:
        """Writes these calls as they are now, with a turn that begins or ends by it; the last of them is the answer."""
        rows = [store.change(call) for call in calls] if rows is None else rows
        events = [_told(call) for call in calls]
        if turn is not None:
            events, rows = [*turn.events, *events], [*turn.rows, *rows]

        def stored() -> None:
            for call in calls:
                ours.take(call)
            if turn is not None:
                turn.stored()

        try:
            return await room.append(caller, request, ColdCallDone(call=calls[-1]), events, rows, stored=stored)
        except Unavailable:
            ours.doubtful = True
            raise

    async def _begin(self, room: RoomContext, caller: Caller) -> _Room:
        wait = await self._limiter.hit(f"cold_call:{room.id}:{caller.person.id}", ACTS, ACT_WINDOW)
        if wait > 0:
            raise RateLimited("Too many; wait a little.", retry_after=wait)
        return self._rooms[room.id]

    async def _refresh(self, room: RoomContext, ours: _Room) -> None:
        if ours.doubtful:
            async with self._db.connection() as conn:
                ours.load(await store.calls(conn, room.id))


def _told(call: ColdCall) -> Addressed:
    return Addressed(ColdCallChanged(call=call), access.audience(call))


def _not_any_more(call: ColdCall) -> EduForumError:
    if call.state in ("warned", "called"):
        return Conflict("Somebody is being called.", code="call_under_way")
    return Conflict("This call is over.", code="call_over")
