"""Raised hands as a tool of the room: who may do what, and what is kept."""

import asyncio
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import ClassVar, NamedTuple

import msgspec

from eduforum.clock import Clock
from eduforum.cluster import RateLimiter
from eduforum.courses.schemas import Session
from eduforum.db import Connection
from eduforum.errors import Conflict, Detail, Forbidden, Invalid, RateLimited
from eduforum.ids import new_id
from eduforum.learning.hands import store
from eduforum.learning.hands.queue import RESTORE, Queue
from eduforum.learning.hands.schemas import (
    Hand,
    HandAnswer,
    HandCall,
    HandDown,
    HandExtend,
    HandGive,
    HandKind,
    HandLower,
    HandLowerAll,
    HandPut,
    HandRaise,
    HandRestore,
    Hands,
    HandsLowered,
    HandSort,
    HandSorted,
    HandsSorted,
    HandsTimed,
    HandTime,
    HandTimed,
    HandUp,
    Why,
)
from eduforum.media.audience import HOSTS, STAFF, Addressed
from eduforum.media.record import Moment, RecordPart, RecordReader
from eduforum.media.schemas import Participant, Person
from eduforum.media.tools import Caller, Handler, RoomContext, RoomTool, Row
from eduforum.web.protocol import DurableEvent, Request, StateEvent

# Nobody makes up their mind so often.
ACTS = 30
ACT_WINDOW = 10.0


class Turn(NamedTuple):
    """A turn that begins or ends as part of another tool's write: what is told and written with it, and what the queue
    does once it is. `HandQueue.lock` is held from making it until it is written."""

    hand: Hand
    events: Sequence[Addressed]
    rows: Sequence[Row]
    stored: Callable[[], None]


class _Room:
    """A room's hands. Whoever changes them holds the lock, from looking at them until it is written. `held`: hands are
    gathered elsewhere just now."""

    def __init__(self, queue: Queue) -> None:
        self.queue = queue
        self.lock = asyncio.Lock()
        self.held = False


class HandQueue(RoomTool):
    name: ClassVar[str] = "hands"
    in_exams: ClassVar[bool] = True
    requests: ClassVar[Mapping[type[Request], type[msgspec.Struct]]] = {
        HandRaise: HandAnswer,
        HandLower: HandsLowered,
        HandLowerAll: HandsLowered,
        HandCall: HandAnswer,
        HandRestore: HandAnswer,
        HandSort: HandsSorted,
        HandPut: HandAnswer,
        HandGive: HandAnswer,
        HandTime: HandsTimed,
        HandExtend: HandAnswer,
    }
    events: ClassVar[Sequence[type[StateEvent] | type[DurableEvent]]] = (HandUp, HandDown, HandSorted, HandTimed)
    snapshot_type: ClassVar[type[msgspec.Struct] | None] = Hands

    def __init__(self, limiter: RateLimiter, clock: Clock) -> None:
        self._limiter = limiter
        self._clock = clock
        self._rooms: dict[str, _Room] = {}

    def handlers(self) -> Mapping[type[Request], Handler]:
        return {
            HandRaise: self.raise_hand,
            HandLower: self.lower,
            HandLowerAll: self.lower_all,
            HandCall: self.call,
            HandRestore: self.restore,
            HandSort: self.sort,
            HandPut: self.put,
            HandGive: self.give,
            HandTime: self.time,
            HandExtend: self.extend,
        }

    async def raise_hand(self, room: RoomContext, caller: Caller, request: HandRaise) -> msgspec.Struct | msgspec.Raw:
        """Raises `Forbidden` for observers, and for a line in an exam, `Invalid`, `RateLimited`, and `Conflict`
        `think_time` while hands are gathered unseen."""
        person = caller.person
        if person.role == "observer":
            raise Forbidden("Observers see and hear.", code="observers_raise_no_hand")
        text = _line(request.text)
        if text:
            # The hand itself calls whoever watches over the exam.
            room.exams.require_apart(person)
        await self._limit(room, caller)
        ours = self._rooms[room.id]
        async with ours.lock:
            _require_open(ours)
            up = ours.queue.of(person.id)
            if up is not None:
                hand = msgspec.structs.replace(up, kind=request.kind, text=text)
            else:
                hand = self._hand(ours, person.id, person.name, request.kind, text)
            return await self._put(room, caller, request, ours, hand)

    async def lower(self, room: RoomContext, caller: Caller, request: HandLower) -> msgspec.Struct | msgspec.Raw:
        """Raises `NotFound`, and `Forbidden` where it is another's."""
        await self._limit(room, caller)
        ours = self._rooms[room.id]
        async with ours.lock:
            hand = ours.queue.get(request.hand)
            own = hand.participant_id == caller.person.id
            if not own:
                _require_staff(room, caller)
            return await self._drop(room, caller, request, ours, [hand], "lowered" if own else "dismissed")

    async def lower_all(self, room: RoomContext, caller: Caller, request: HandLowerAll) -> msgspec.Struct | msgspec.Raw:
        """Raises `Forbidden`."""
        _require_staff(room, caller)
        await self._limit(room, caller)
        ours = self._rooms[room.id]
        async with ours.lock:
            return await self._drop(room, caller, request, ours, ours.queue.hands(), "dismissed")

    async def call(self, room: RoomContext, caller: Caller, request: HandCall) -> msgspec.Struct | msgspec.Raw:
        """Raises `Forbidden`, `NotFound`, `Conflict` where nobody waits who is here."""
        _require_staff(room, caller)
        await self._limit(room, caller)
        ours = self._rooms[room.id]
        async with ours.lock:
            queue = ours.queue
            hand = queue.get(request.hand) if request.hand is not None else self._next(room, queue)
            if hand.called_at is not None:
                raise Conflict("This person has the floor.", code="has_the_floor")
            turn = self._turn(room, ours, hand)
            answer = HandAnswer(hand=turn.hand)
            return await room.append(caller, request, answer, turn.events, turn.rows, stored=turn.stored)

    async def restore(self, room: RoomContext, caller: Caller, request: HandRestore) -> msgspec.Struct | msgspec.Raw:
        """Raises `NotFound`, `Conflict` `hand_up` or `think_time`, and `Forbidden` where it is another's, or staff
        dismissed it."""
        await self._limit(room, caller)
        ours = self._rooms[room.id]
        async with ours.lock:
            lowered = ours.queue.lowered(request.hand, self._clock.monotonic())
            hand = lowered.hand
            if hand.participant_id != caller.person.id or lowered.why == "dismissed":
                _require_staff(room, caller)
            _require_open(ours)
            if hand.called_at is not None:
                # The turn goes on, unless it is another's by now; what staff have ended nobody else begins again.
                free = ours.queue.floor() is None and (not lowered.by_staff or _is_staff(room, caller))
                turn = self._clock.now() if free else None
                hand = msgspec.structs.replace(hand, called_at=turn, ends_at=_ends_at(turn, ours.queue.turn))
            return await self._put(room, caller, request, ours, hand)

    async def sort(self, room: RoomContext, caller: Caller, request: HandSort) -> msgspec.Struct | msgspec.Raw:
        """Raises `Forbidden`."""
        _require_staff(room, caller)
        await self._limit(room, caller)
        ours = self._rooms[room.id]
        async with ours.lock:
            return await room.append(
                caller,
                request,
                HandsSorted(order=request.order),
                [Addressed(HandSorted(order=request.order))],
                [store.sort(request.order)],
                stored=lambda: ours.queue.sort(request.order),
            )

    async def put(self, room: RoomContext, caller: Caller, request: HandPut) -> msgspec.Struct | msgspec.Raw:
        """Raises `Forbidden` `staff_only` and `observers_raise_no_hand`, `Conflict` `not_here`, `hand_up` and
        `think_time`."""
        _require_staff(room, caller)
        await self._limit(room, caller)
        ours = self._rooms[room.id]
        async with ours.lock:
            _require_open(ours)
            participant = _who_may_speak(room, request.participant)
            if ours.queue.of(participant.id) is not None:
                raise Conflict("The person has a hand up.", code="hand_up")
            return await self._put(room, caller, request, ours, self._hand(ours, participant.id, participant.name))

    async def give(self, room: RoomContext, caller: Caller, request: HandGive) -> msgspec.Struct | msgspec.Raw:
        """Raises `Forbidden` as `put` does, and what `turn` does."""
        _require_staff(room, caller)
        await self._limit(room, caller)
        async with self._rooms[room.id].lock:
            turn = self.turn(room, _who_may_speak(room, request.participant).id)
            answer = HandAnswer(hand=turn.hand)
            return await room.append(caller, request, answer, turn.events, turn.rows, stored=turn.stored)

    async def time(self, room: RoomContext, caller: Caller, request: HandTime) -> msgspec.Struct | msgspec.Raw:
        """Raises `Forbidden`."""
        _require_staff(room, caller)
        await self._limit(room, caller)
        ours = self._rooms[room.id]
        async with ours.lock:
            queue, seconds = ours.queue, request.seconds
            events, rows = [Addressed(HandTimed(turn=seconds))], [store.time(seconds)]
            floor = queue.floor()
            if floor is not None and queue.lasts(floor):
                floor = None
            if floor is not None:
                floor = msgspec.structs.replace(floor, ends_at=_ends_at(floor.called_at, seconds))
                events.append(Addressed(HandUp(hand=floor)))
                rows.append(store.put(floor))

            def stored() -> None:
                queue.time(seconds)
                if floor is not None:
                    queue.put(floor, self._clock.monotonic())

            return await room.append(caller, request, HandsTimed(turn=seconds), events, rows, stored=stored)

    async def extend(self, room: RoomContext, caller: Caller, request: HandExtend) -> msgspec.Struct | msgspec.Raw:
        """From now on where the time is over. Raises `Forbidden`, `Conflict` `no_turn` where nobody has the floor for a
        time."""
        _require_staff(room, caller)
        await self._limit(room, caller)
        ours = self._rooms[room.id]
        async with ours.lock:
            floor = ours.queue.floor()
            if floor is None or floor.ends_at is None:
                raise Conflict("Nobody has the floor for a time.", code="no_turn")
            ends_at = _ends_at(max(floor.ends_at, self._clock.now()), request.seconds)
            return await self._put(room, caller, request, ours, msgspec.structs.replace(floor, ends_at=ends_at))

    def lock(self, room: RoomContext) -> asyncio.Lock:
        """To be held by who gives a turn."""
        return self._rooms[room.id].lock

    def turn(self, room: RoomContext, participant_id: str, *, lasting: bool = False) -> Turn:
        """Gives the floor to somebody who is present, whether their hand is up or not. A `lasting` turn is timed
        elsewhere, and no silence ends it. Raises `Conflict` `not_here` and `has_the_floor`."""
        ours, participant = self._rooms[room.id], room.participant(participant_id)
        if participant is None or participant.state != "present":
            raise Conflict("This person is not here.", code="not_here")
        hand = ours.queue.of(participant_id) or self._hand(ours, participant_id, participant.name)
        if hand.called_at is not None:
            raise Conflict("This person has the floor.", code="has_the_floor")
        return self._turn(room, ours, hand, lasting=lasting)

    def keep(self, room: RoomContext, participant_id: str) -> None:
        """Where this person has the floor, their turn is a lasting one."""
        queue = self._rooms[room.id].queue
        hand = queue.floor()
        if hand is not None and hand.participant_id == participant_id:
            queue.keep(hand.id)

    def floor(self, room: RoomContext) -> str | None:
        """The id of whoever has the floor."""
        hand = self._rooms[room.id].queue.floor()
        return None if hand is None else hand.participant_id

    def turn_over(self, room: RoomContext, participant_id: str) -> Turn | None:
        """Ends the turn of whoever has the floor; None where this person has it not."""
        queue = self._rooms[room.id].queue
        hand = queue.floor()
        if hand is None or hand.participant_id != participant_id:
            return None
        return Turn(
            hand,
            [self._down(hand, "spoken")],
            [store.drop(hand.id, self._clock.now(), "spoken")],
            lambda: queue.drop([hand.id], "spoken", self._clock.monotonic(), by_staff=True),
        )

    def hold(self, room: RoomContext, on: bool) -> None:
        """While it is on nobody raises a hand: hands are gathered elsewhere."""
        self._rooms[room.id].held = on

    async def snapshot(self, conn: Connection, room: RoomContext, reader: Person) -> Hands:
        return await store.hands(conn, room.id)

    async def recorded(self, conn: Connection, session: Session, reader: RecordReader) -> RecordPart | None:
        """Who had the floor, as everybody in the room saw it, and for staff until when: to others that would say how
        long somebody spoke. Of hands that were never called only the number."""
        raised = await store.raised(conn, session.id)
        moments = [
            Moment(kind="turn", at=at, until=until or session.ended_at if reader.staff else None, title=name)
            for name, at, until in raised
            if at is not None
        ]
        return RecordPart(len(raised), tuple(moments))

    async def opened(self, conn: Connection, room: RoomContext) -> None:
        kept = await store.hands(conn, room.id)
        speakers = await store.speakers(conn, room.id)
        self._rooms[room.id] = _Room(Queue(kept.hands, kept.order, kept.turn, speakers, self._clock.monotonic()))

    def closed(self, room: RoomContext) -> None:
        self._rooms.pop(room.id, None)

    def left(self, room: RoomContext, participant_id: str) -> None:
        # Who lost their connection and who left for good are one here: both may be on the way back. Since when they
        # are not there is seen at every tick, before the room lets go of the place of who was lost.
        self._rooms[room.id].queue.left(participant_id, sent_out=not room.controls.is_expected(participant_id))

    async def tick(self, room: RoomContext) -> None:
        ours = self._rooms.get(room.id)
        if ours is None:
            return
        async with ours.lock:
            queue, now = ours.queue, self._clock.monotonic()
            queue.see({person.id for person in room.participants() if person.state == "present"}, now)
            fresh = queue.hear(room.speech(), now)
            if fresh:
                await room.record(
                    [], [store.spoke(person) for person in fresh], stored=lambda: queue.speakers.update(fresh)
                )
            due = queue.due(now)
            if due:
                at = self._clock.now()

                def stored() -> None:
                    for hand, why in due:
                        queue.drop([hand.id], why, now)

                events = [self._down(hand, why) for hand, why in due]
                await room.record(events, [store.drop(hand.id, at, why) for hand, why in due], stored=stored)

    def _next(self, room: RoomContext, queue: Queue) -> Hand:
        for hand in queue.waiting():
            participant = room.participant(hand.participant_id)
            if participant is not None and participant.state == "present":
                return hand
        raise Conflict("Nobody waits who is here.", code="nobody_waits")

    def _hand(self, ours: _Room, participant_id: str, name: str, kind: HandKind = "point", text: str = "") -> Hand:
        return Hand(
            id=new_id(self._clock),
            participant_id=participant_id,
            name=name,
            kind=kind,
            text=text,
            first=participant_id not in ours.queue.speakers,
            raised_at=self._clock.now(),
        )

    def _turn(self, room: RoomContext, ours: _Room, hand: Hand, *, lasting: bool = False) -> Turn:
        """Whoever had the floor has it no longer."""
        queue, now = ours.queue, self._clock.now()
        ends_at = None if lasting else _ends_at(now, queue.turn)
        given = msgspec.structs.replace(hand, called_at=now, ends_at=ends_at)
        events, rows = [Addressed(HandUp(hand=given))], [store.put(given)]
        before = queue.floor()
        if before is not None:
            events.insert(0, self._down(before, "spoken"))
            rows.insert(0, store.drop(before.id, now, "spoken"))

        def stored() -> None:
            if before is not None:
                queue.drop([before.id], "spoken", self._clock.monotonic(), by_staff=True)
            queue.put(given, self._clock.monotonic())
            if lasting:
                queue.keep(given.id)
            room.controls.ask(given.participant_id, "audio")

        return Turn(given, events, rows, stored)

    async def _put(
        self, room: RoomContext, caller: Caller, request: Request, ours: _Room, hand: Hand
    ) -> msgspec.Struct | msgspec.Raw:
        return await room.append(
            caller,
            request,
            HandAnswer(hand=hand),
            [Addressed(HandUp(hand=hand))],
            [store.put(hand)],
            stored=lambda: ours.queue.put(hand, self._clock.monotonic()),
        )

    async def _drop(
        self, room: RoomContext, caller: Caller, request: Request, ours: _Room, hands: Sequence[Hand], why: Why
    ) -> msgspec.Struct | msgspec.Raw:
        at = self._clock.now()
        return await room.append(
            caller,
            request,
            HandsLowered(hands=tuple(hand.id for hand in hands)),
            [self._down(hand, why) for hand in hands],
            [store.drop(hand.id, at, why) for hand in hands],
            stored=lambda: ours.queue.drop([hand.id for hand in hands], why, self._clock.monotonic()),
        )

    def _down(self, hand: Hand, why: Why) -> Addressed:
        until = self._clock.now() + timedelta(seconds=RESTORE)
        return Addressed(HandDown(hand=hand, why=why, restore_until=until))

    async def _limit(self, room: RoomContext, caller: Caller) -> None:
        wait = await self._limiter.hit(f"hands:{room.id}:{caller.person.id}", ACTS, ACT_WINDOW)
        if wait > 0:
            raise RateLimited("Too many; wait a little.", retry_after=wait)


def _is_staff(room: RoomContext, caller: Caller) -> bool:
    return not room.keys(caller.person).isdisjoint(STAFF | HOSTS)


def _require_staff(room: RoomContext, caller: Caller) -> None:
    if not _is_staff(room, caller):
        raise Forbidden("This is for the seminar's staff.", code="staff_only")


def _require_open(ours: _Room) -> None:
    if ours.held:
        raise Conflict("Everybody thinks; hands are gathered unseen.", code="think_time")


def _who_may_speak(room: RoomContext, participant_id: str) -> Participant:
    """Somebody who is here and is no observer. Raises `Conflict` `not_here`, `Forbidden`."""
    participant = room.participant(participant_id)
    if participant is None or participant.state != "present":
        raise Conflict("This person is not here.", code="not_here")
    if participant.role == "observer":
        raise Forbidden("Observers see and hear.", code="observers_raise_no_hand")
    return participant


def _ends_at(begun: datetime | None, seconds: int | None) -> datetime | None:
    return None if begun is None or seconds is None else begun + timedelta(seconds=seconds)


def _line(text: str) -> str:
    """The line as it is kept: NFC, without blanks around it. Raises `Invalid` where control characters are in it."""
    line = unicodedata.normalize("NFC", text).strip()
    if any(unicodedata.category(letter) == "Cc" for letter in line):
        raise Invalid(details=[Detail("text", "This must be one line without control characters.")])
    return line
