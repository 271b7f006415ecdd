"""Reactions as a tool of the room. They are of the moment: nothing of them is stored."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

import msgspec

from eduforum.clock import Clock
from eduforum.cluster import RateLimiter
from eduforum.db import Connection
from eduforum.errors import Forbidden, RateLimited
from eduforum.learning.reactions.schemas import Gesture, ReactionShow, ReactionShown, RoomReaction
from eduforum.media.audience import EVERYONE, Audience, group_of, people
from eduforum.media.schemas import Done, Person
from eduforum.media.tools import Caller, Handler, RoomContext, RoomTool
from eduforum.web.protocol import DurableEvent, Request, StateEvent

REST = 1.0
"""How long nothing is told after something was, in seconds. The first reaction is seen at once; in an applause of 300
people everyone hears of the others once a second."""

ACTS = 20
ACT_WINDOW = 10.0


@dataclass(slots=True)
class _Moment:
    """Of one room: what is yet to be told, by group and person, and when something was told, by the monotonic
    clock."""

    due: dict[str | None, dict[str, Gesture]] = field(default_factory=lambda: defaultdict(dict))
    told_at: dict[str | None, float] = field(default_factory=dict)


class Reactions(RoomTool):
    name: ClassVar[str] = "reactions"
    requests: ClassVar[Mapping[type[Request], type[msgspec.Struct]]] = {ReactionShow: Done}
    events: ClassVar[Sequence[type[StateEvent] | type[DurableEvent]]] = (ReactionShown,)

    def __init__(self, limiter: RateLimiter, clock: Clock) -> None:
        self._limiter = limiter
        self._clock = clock
        self._rooms: dict[str, _Moment] = {}

    def handlers(self) -> Mapping[type[Request], Handler]:
        return {ReactionShow: self.show}

    async def show(self, room: RoomContext, caller: Caller, request: ReactionShow) -> Done:
        """Raises `Forbidden` for observers, `RateLimited`."""
        person = caller.person
        if person.role == "observer":
            raise Forbidden("Observers see and hear.", code="observers_do_not_react")
        wait = await self._limiter.hit(f"reactions:{room.id}:{person.id}", ACTS, ACT_WINDOW)
        if wait > 0:
            raise RateLimited("Too many; wait a little.", retry_after=wait)
        group = group_of(room.keys(person))
        moment = self._rooms[room.id]
        moment.due[group][person.id] = request.kind
        self._tell(room, moment, group)
        return Done()

    async def opened(self, conn: Connection, room: RoomContext) -> None:
        self._rooms[room.id] = _Moment()

    def closed(self, room: RoomContext) -> None:
        self._rooms.pop(room.id, None)

    async def tick(self, room: RoomContext) -> None:
        moment = self._rooms.get(room.id)
        if moment is not None:
            for group in list(moment.due):
                self._tell(room, moment, group)

    def _tell(self, room: RoomContext, moment: _Moment, group: str | None) -> None:
        now = self._clock.monotonic()
        if now - moment.told_at.get(group, -REST) < REST:
            return
        due = moment.due.pop(group)
        moment.told_at[group] = now
        reactions = tuple(RoomReaction(participant_id=id, kind=kind) for id, kind in due.items())
        room.publish(ReactionShown(reactions=reactions), self._audience(room, group))

    def _audience(self, room: RoomContext, group: str | None) -> Audience:
        """Whoever sees the tiles of these people now: those of the same group, or who are in none as they are."""
        groups = {
            participant.id: group_of(room.keys(Person(participant.id, participant.name, participant.role)))
            for participant in room.participants()
        }
        if not any(groups.values()):
            return EVERYONE
        return people(id for id, theirs in groups.items() if theirs == group)
