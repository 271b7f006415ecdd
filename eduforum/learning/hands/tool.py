"""Raised hands as a tool of the room: who may do what, and what is kept."""

import asyncio
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import ClassVar

import msgspec

from eduforum.clock import Clock
from eduforum.cluster import RateLimiter
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
    HandLower,
    HandLowerAll,
    HandRaise,
    HandRestore,
    Hands,
    HandsLowered,
    HandSort,
    HandSorted,
    HandsSorted,
    HandUp,
    Why,
)
from eduforum.media.audience import HOSTS, STAFF, Addressed
from eduforum.media.schemas import Participant, Person
from eduforum.media.tools import Caller, Handler, RoomContext, RoomTool
from eduforum.web.protocol import DurableEvent, Request, StateEvent

# Nobody makes up their mind so often.
ACTS = 30
ACT_WINDOW = 10.0


class _Room:
    """A room's hands. Whoever changes them holds the lock, from looking at them until it is written."""

    def __init__(self, queue: Queue) -> None:
        self.queue = queue
        self.lock = asyncio.Lock()


class HandQueue(RoomTool):
    name: ClassVar[str] = "hands"
    requests: ClassVar[Mapping[type[Request], type[msgspec.Struct]]] = {
        HandRaise: HandAnswer,
        HandLower: HandsLowered,
        HandLowerAll: HandsLowered,
        HandCall: HandAnswer,
        HandRestore: HandAnswer,
        HandSort: HandsSorted,
    }
    events: ClassVar[Sequence[type[StateEvent] | type[DurableEvent]]] = (HandUp, HandDown, HandSorted)
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
        }

    async def raise_hand(self, room: RoomContext, caller: Caller, request: HandRaise) -> msgspec.Struct | msgspec.Raw:
        """Raises `Forbidden` for observers, `Invalid`, `RateLimited`."""
        person = caller.person
        if person.role == "observer":
            raise Forbidden("Observers see and hear.", code="observers_raise_no_hand")
        text = _line(request.text)
        await self._limit(room, caller)
        ours = self._rooms[room.id]
        async with ours.lock:
            up = ours.queue.of(person.id)
            if up is not None:
                hand = msgspec.structs.replace(up, kind=request.kind, text=text)
            else:
                hand = Hand(
                    id=new_id(self._clock),
                    participant_id=person.id,
                    name=person.name,
                    kind=request.kind,
                    text=text,
                    first=person.id not in ours.queue.speakers,
                    raised_at=self._clock.now(),
                )
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
            queue, now = ours.queue, self._clock.now()
            hand = queue.get(request.hand) if request.hand is not None else self._next(room, queue)
            if hand.called_at is not None:
                raise Conflict("This person has the floor.", code="has_the_floor")
            given = msgspec.structs.replace(hand, called_at=now)
            events, rows = [Addressed(HandUp(hand=given))], [store.put(given)]
            before = queue.floor()
            if before is not None:
                events.insert(0, self._down(before, "spoken"))
                rows.insert(0, store.drop(before.id, now, "spoken"))

            def stored() -> None:
                if before is not None:
                    queue.drop([before.id], self._clock.monotonic())
                queue.put(given, self._clock.monotonic())
                room.controls.ask(given.participant_id, "audio")

            return await room.append(caller, request, HandAnswer(hand=given), events, rows, stored=stored)

    async def restore(self, room: RoomContext, caller: Caller, request: HandRestore) -> msgspec.Struct | msgspec.Raw:
        """Raises `NotFound`, `Conflict` `hand_up`, and `Forbidden` where it is another's."""
        await self._limit(room, caller)
        ours = self._rooms[room.id]
        async with ours.lock:
            hand = ours.queue.lowered(request.hand, self._clock.monotonic())
            if hand.participant_id != caller.person.id:
                _require_staff(room, caller)
            if hand.called_at is not None:
                # The turn goes on, unless it is another's by now.
                turn = self._clock.now() if ours.queue.floor() is None else None
                hand = msgspec.structs.replace(hand, called_at=turn)
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

    async def snapshot(self, conn: Connection, room: RoomContext, reader: Person) -> Hands:
        return await store.hands(conn, room.id)

    async def opened(self, conn: Connection, room: RoomContext) -> None:
        kept = await store.hands(conn, room.id)
        speakers = await store.speakers(conn, room.id)
        self._rooms[room.id] = _Room(Queue(kept.hands, kept.order, speakers, self._clock.monotonic()))

    def closed(self, room: RoomContext) -> None:
        self._rooms.pop(room.id, None)

    def entered(self, room: RoomContext, participant: Participant) -> None:
        self._rooms[room.id].queue.back(participant.id)

    def left(self, room: RoomContext, participant_id: str) -> None:
        self._rooms[room.id].queue.gone(participant_id, self._clock.monotonic())

    async def tick(self, room: RoomContext) -> None:
        ours = self._rooms.get(room.id)
        if ours is None:
            return
        async with ours.lock:
            queue, now = ours.queue, self._clock.monotonic()
            fresh = queue.hear(room.speech(), now)
            if fresh:
                await room.record(
                    [], [store.spoke(person) for person in fresh], stored=lambda: queue.speakers.update(fresh)
                )
            due = queue.due(now)
            if due:
                at = self._clock.now()
                await room.record(
                    [self._down(hand, why) for hand, why in due],
                    [store.drop(hand.id, at, why) for hand, why in due],
                    stored=lambda: queue.drop([hand.id for hand, _ in due], now),
                )

    def _next(self, room: RoomContext, queue: Queue) -> Hand:
        for hand in queue.waiting():
            participant = room.participant(hand.participant_id)
            if participant is not None and participant.state == "present":
                return hand
        raise Conflict("Nobody waits who is here.", code="nobody_waits")

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
            stored=lambda: ours.queue.drop([hand.id for hand in hands], self._clock.monotonic()),
        )

    def _down(self, hand: Hand, why: Why) -> Addressed:
        until = self._clock.now() + timedelta(seconds=RESTORE)
        return Addressed(HandDown(hand=hand, why=why, restore_until=until))

    async def _limit(self, room: RoomContext, caller: Caller) -> None:
        wait = await self._limiter.hit(f"hands:{room.id}:{caller.person.id}", ACTS, ACT_WINDOW)
        if wait > 0:
            raise RateLimited("Too many; wait a little.", retry_after=wait)


def _require_staff(room: RoomContext, caller: Caller) -> None:
    if room.keys(caller.person).isdisjoint(STAFF | HOSTS):
        raise Forbidden("This is for the seminar's staff.", code="staff_only")


def _line(text: str) -> str:
    """The line as it is kept: NFC, without blanks around it. Raises `Invalid` where control characters are in it."""
    line = unicodedata.normalize("NFC", text).strip()
    if any(unicodedata.category(letter) == "Cc" for letter in line):
        raise Invalid(details=[Detail("text", "This must be one line without control characters.")])
    return line
