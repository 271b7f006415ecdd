"""Moods as a tool of the room. They are of the moment: nothing of them is stored."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

import msgspec

from eduforum.clock import Clock
from eduforum.cluster import RateLimiter
from eduforum.db import Connection
from eduforum.errors import Forbidden, RateLimited
from eduforum.learning.moods.schemas import Mood, MoodClear, MoodGauge, MoodOwn, MoodSet
from eduforum.media.audience import STAFF_ROLES, TEACHERS, people
from eduforum.media.schemas import Done, Person
from eduforum.media.tools import Caller, Handler, RoomContext, RoomTool
from eduforum.web.protocol import DurableEvent, Request, StateEvent

FADES = 5 * 60.0
"""How long a mood counts, in seconds."""

ACTS = 30
ACT_WINDOW = 10.0


@dataclass(slots=True)
class _Moods:
    """Of one room: each person's, and when it was said by the monotonic clock."""

    said: dict[str, tuple[Mood, float]] = field(default_factory=dict)
    told: MoodGauge | None = None


class Moods(RoomTool):
    name: ClassVar[str] = "moods"
    requests: ClassVar[Mapping[type[Request], type[msgspec.Struct]]] = {MoodSet: Mood, MoodClear: Done}
    events: ClassVar[Sequence[type[StateEvent] | type[DurableEvent]]] = (MoodOwn, MoodGauge)

    def __init__(self, limiter: RateLimiter, clock: Clock) -> None:
        self._limiter = limiter
        self._clock = clock
        self._rooms: dict[str, _Moods] = {}

    def handlers(self) -> Mapping[type[Request], Handler]:
        return {MoodSet: self.set, MoodClear: self.clear}

    async def set(self, room: RoomContext, caller: Caller, request: MoodSet) -> Mood:
        """Raises `Forbidden` for observers, guests and who teaches, `RateLimited`."""
        person = caller.person
        if person.role in ("observer", "guest") or _teaches(person):
            raise Forbidden("Moods are those of the people who are taught.", code="no_mood")
        wait = await self._limiter.hit(f"moods:{room.id}:{person.id}", ACTS, ACT_WINDOW)
        if wait > 0:
            raise RateLimited("Too many; wait a little.", retry_after=wait)
        mood = Mood(opinion=request.opinion, pace=request.pace)
        self._rooms[room.id].said[person.id] = mood, self._clock.monotonic()
        room.publish(MoodOwn(mood=mood), people([person.id]))
        return mood

    async def clear(self, room: RoomContext, caller: Caller, request: MoodClear) -> Done:
        """Raises `Forbidden` `staff_only`."""
        if not _teaches(caller.person):
            raise Forbidden("This is for the seminar's staff.", code="staff_only")
        self._forget(room, list(self._rooms[room.id].said))
        return Done()

    def states(self, room: RoomContext, reader: Person) -> Sequence[StateEvent]:
        if _teaches(reader):
            return [self._gauge(room)]
        said = self._rooms[room.id].said.get(reader.id)
        return [] if said is None else [MoodOwn(mood=said[0])]

    async def opened(self, conn: Connection, room: RoomContext) -> None:
        self._rooms[room.id] = _Moods()

    def closed(self, room: RoomContext) -> None:
        self._rooms.pop(room.id, None)

    def left(self, room: RoomContext, participant_id: str) -> None:
        self._rooms[room.id].said.pop(participant_id, None)

    async def tick(self, room: RoomContext) -> None:
        ours = self._rooms.get(room.id)
        if ours is None:
            return
        now = self._clock.monotonic()
        self._forget(room, [person for person, (_, at) in ours.said.items() if now - at >= FADES])
        gauge = self._gauge(room)
        if gauge != ours.told:
            ours.told = gauge
            room.publish(gauge, TEACHERS)

    def _forget(self, room: RoomContext, persons: Sequence[str]) -> None:
        for person in persons:
            del self._rooms[room.id].said[person]
            room.publish(MoodOwn(mood=Mood()), people([person]))

    def _gauge(self, room: RoomContext) -> MoodGauge:
        moods = [mood for mood, _ in self._rooms[room.id].said.values()]
        counts = Counter(word for mood in moods for word in (mood.opinion, mood.pace) if word is not None)
        return MoodGauge(
            agree=counts["agree"],
            disagree=counts["disagree"],
            slower=counts["slower"],
            faster=counts["faster"],
            people=sum(participant.role == "student" for participant in room.participants()),
        )


def _teaches(person: Person) -> bool:
    """A student who is a co-host is a classmate: they have a mood, and see nobody's."""
    return person.role in STAFF_ROLES
