"""What hosts decide, as a tool of the room: who may, what is kept, and who is told."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import ClassVar

import msgspec

from eduforum.clock import Clock
from eduforum.cluster import RateLimiter
from eduforum.courses.service import CourseService
from eduforum.db import Connection
from eduforum.errors import Conflict, Forbidden, NotFound, RateLimited
from eduforum.media.audience import STAFF_ROLES, people
from eduforum.media.controls import store
from eduforum.media.controls.schemas import (
    RoomAdmit,
    RoomAdmitted,
    RoomAskUnmute,
    RoomCoHost,
    RoomControls,
    RoomDoor,
    RoomEnd,
    RoomLead,
    RoomMute,
    RoomRefuse,
    RoomRemove,
    RoomRemoved,
    RoomSet,
    RoomSpotlight,
    RoomStage,
    RoomUnban,
    Settings,
    Standing,
    UnmuteAsked,
)
from eduforum.media.guests import store as guests
from eduforum.media.room import HOSTS as HOST_ROLES
from eduforum.media.schemas import Done, Participant, Person, RoomRole
from eduforum.media.tools import Caller, Handler, RoomContext, RoomTool
from eduforum.web.protocol import DurableEvent, Request, StateEvent

# Whom a student who is a co-host sends nowhere.
_TRUSTED: frozenset[RoomRole] = STAFF_ROLES | {"admin"}

ACTS = 60
ACT_WINDOW = 10.0


class HostControls(RoomTool):
    name: ClassVar[str] = "controls"
    in_exams: ClassVar[bool] = True
    requests: ClassVar[Mapping[type[Request], type[msgspec.Struct]]] = {
        RoomSet: Done,
        RoomSpotlight: Done,
        RoomMute: Done,
        RoomAskUnmute: Done,
        RoomStage: Done,
        RoomCoHost: Done,
        RoomRemove: Done,
        RoomUnban: Done,
        RoomAdmit: Done,
        RoomRefuse: Done,
        RoomLead: Done,
        RoomEnd: Done,
    }
    events: ClassVar[Sequence[type[StateEvent] | type[DurableEvent]]] = (
        RoomControls,
        RoomDoor,
        UnmuteAsked,
        RoomAdmitted,
        RoomRemoved,
    )

    def __init__(self, courses: CourseService, limiter: RateLimiter, clock: Clock, *, hold_minutes: int) -> None:
        self._courses = courses
        self._limiter = limiter
        self._clock = clock
        self._hold = timedelta(minutes=hold_minutes)
        # Of each room: whoever changes what is kept holds it from looking until it is written.
        self._locks: dict[str, asyncio.Lock] = {}
        # Rooms that a host has entered, for however short a time.
        self._entered: set[str] = set()

    def handlers(self) -> Mapping[type[Request], Handler]:
        return {
            RoomSet: self.set,
            RoomSpotlight: self.spotlight,
            RoomMute: self.mute,
            RoomAskUnmute: self.ask_unmute,
            RoomStage: self.stage,
            RoomCoHost: self.co_host,
            RoomRemove: self.remove,
            RoomUnban: self.unban,
            RoomAdmit: self.admit,
            RoomRefuse: self.refuse,
            RoomLead: self.lead,
            RoomEnd: self.end,
        }

    async def set(self, room: RoomContext, caller: Caller, request: RoomSet) -> msgspec.Struct | msgspec.Raw:
        """Raises `Forbidden` `hosts_only`."""
        await self._require_host(room, caller)
        changes = {
            name: value
            for name in ("locked", "waiting_room", "may_unmute", "may_share")
            if (value := getattr(request, name)) is not None
        }
        async with self._locks[room.id]:
            before = room.controls.settings
            settings = msgspec.structs.replace(before, **changes)
            # Whoever is in may come back when the door is closed behind them.
            closes = (settings.locked, settings.waiting_room) != (False, False)
            return await self._settle(room, caller, request, settings, room.controls.been_in() if closes else [])

    async def spotlight(
        self, room: RoomContext, caller: Caller, request: RoomSpotlight
    ) -> msgspec.Struct | msgspec.Raw:
        """Raises `Forbidden`, `NotFound`."""
        await self._require_host(room, caller)
        if request.participant is not None:
            _present(room, request.participant)
        async with self._locks[room.id]:
            settings = msgspec.structs.replace(room.controls.settings, spotlight=request.participant)
            return await self._settle(room, caller, request, settings)

    async def mute(self, room: RoomContext, caller: Caller, request: RoomMute) -> Done:
        """Raises `Forbidden`, `NotFound`."""
        await self._require_host(room, caller)
        if request.participant is not None:
            room.set_muted(_present(room, request.participant).id, request.kind)
            return Done()
        for participant in room.participants():
            if not room.controls.is_host(_person(participant)):
                room.set_muted(participant.id, request.kind)
        return Done()

    async def ask_unmute(self, room: RoomContext, caller: Caller, request: RoomAskUnmute) -> Done:
        """Raises `Forbidden`, `NotFound`."""
        await self._require_host(room, caller)
        asked = _present(room, request.participant).id
        room.controls.ask(asked, request.kind)
        room.publish(UnmuteAsked(kind=request.kind, by=caller.person.name), people([asked]))
        return Done()

    async def stage(self, room: RoomContext, caller: Caller, request: RoomStage) -> Done:
        """Raises `Forbidden`, `NotFound`, `Conflict` `stage_full`."""
        await self._require_host(room, caller)
        room.set_seat(_present(room, request.participant).id, request.on)
        return Done()

    async def co_host(self, room: RoomContext, caller: Caller, request: RoomCoHost) -> msgspec.Struct | msgspec.Raw:
        """Raises `Forbidden` `professors_only`, or where a guest or an observer would be one, `NotFound`."""
        if caller.person.role not in HOST_ROLES:
            raise Forbidden("This is for the course's professors.", code="professors_only")
        await self._limit(room, caller)
        async with self._locks[room.id]:
            participant = room.participant(request.participant)
            if participant is None and not room.controls.is_co_host(request.participant):
                raise NotFound("There is no such participant.")
            if request.on and participant is not None and participant.role == "observer":
                raise Forbidden("Observers host nothing.", code="observers_do_not_host")
            if request.on and participant is not None and participant.role == "guest":
                raise Forbidden("Guests host nothing.", code="guests_do_not_host")
            name = participant.name if participant is not None else ""
            standing = msgspec.structs.replace(room.controls.standing(request.participant, name), co_host=request.on)
            return await self._make_host(room, caller, request, standing)

    async def lead(self, room: RoomContext, caller: Caller, request: RoomLead) -> msgspec.Struct | msgspec.Raw:
        """Raises `Forbidden` `staff_only`, `Conflict` `host_is_here` or `host_may_return`."""
        self._require_heir(room, caller)
        await self._limit(room, caller)
        async with self._locks[room.id]:
            standing = room.controls.standing(caller.person.id, caller.person.name)
            return await self._make_host(room, caller, request, msgspec.structs.replace(standing, co_host=True))

    async def remove(self, room: RoomContext, caller: Caller, request: RoomRemove) -> msgspec.Struct | msgspec.Raw:
        """Raises `Forbidden` also where a host would be sent out, or who teaches by who does not, `NotFound`."""
        await self._require_host(room, caller)
        async with self._locks[room.id]:
            participant = _present(room, request.participant)
            if room.controls.is_host(_person(participant)):
                raise Forbidden("A host is not sent out.", code="hosts_stay")
            if participant.role in _TRUSTED and caller.person.role not in STAFF_ROLES:
                raise Forbidden("Whoever teaches is sent out by professors.", code="staff_stay")
            standing = msgspec.structs.replace(
                room.controls.standing(participant.id, participant.name), admitted=False, banned=request.ban
            )

            def stored() -> None:
                room.controls.settle(standings=[standing])
                room.send_out(participant.id, banned=request.ban)
                room.tell_door()

            rows = [store.put_standing(standing)]
            if participant.role == "guest":
                # A guest would come back by the same link under another name: their token ends, and where they are
                # banned a host sees who comes by that link next.
                rows.append(guests.end(participant.id, self._clock.now()))
                if request.ban:
                    rows.append(guests.let_nobody_in(participant.id))
            return await room.append(caller, request, Done(), rows=rows, stored=stored)

    async def unban(self, room: RoomContext, caller: Caller, request: RoomUnban) -> msgspec.Struct | msgspec.Raw:
        """Raises `Forbidden`, `NotFound`."""
        await self._require_host(room, caller)
        async with self._locks[room.id]:
            standing = room.controls.standing(request.participant, "")
            if not standing.banned:
                raise NotFound("There is no such person who was banned.")
            return await self._let(room, caller, request, [msgspec.structs.replace(standing, banned=False)])

    async def admit(self, room: RoomContext, caller: Caller, request: RoomAdmit) -> msgspec.Struct | msgspec.Raw:
        """Raises `Forbidden`, `NotFound` where that person does not wait."""
        await self._require_host(room, caller)
        async with self._locks[room.id]:
            waiting = room.controls.waiting
            if request.participant is not None and request.participant not in waiting:
                raise NotFound("Nobody waits by this id.", code="nobody_at_the_door")
            chosen = list(waiting.values()) if request.participant is None else [waiting[request.participant]]
            standings = [
                msgspec.structs.replace(room.controls.standing(each.participant_id, each.name), admitted=True)
                for each in chosen
            ]
            return await self._let(room, caller, request, standings)

    async def refuse(self, room: RoomContext, caller: Caller, request: RoomRefuse) -> Done:
        """Raises `Forbidden`, `NotFound`."""
        await self._require_host(room, caller)
        if room.controls.waiting.pop(request.participant, None) is None:
            raise NotFound("Nobody waits by this id.", code="nobody_at_the_door")
        room.send_out(request.participant, banned=False)
        room.tell_door()
        return Done()

    async def end(self, room: RoomContext, caller: Caller, request: RoomEnd) -> Done:
        """Raises `Forbidden` `hosts_only`, `Conflict` `host_may_return`."""
        if not room.controls.is_host(caller.person):
            self._require_heir(room, caller)
        await self._courses.end_for_all(room.id)
        return Done()

    def states(self, room: RoomContext, reader: Person) -> Sequence[StateEvent]:
        told: list[StateEvent] = [RoomControls(settings=room.controls.settings)]
        if room.controls.is_host(reader):
            told.append(room.door())
        return told

    async def opened(self, conn: Connection, room: RoomContext) -> None:
        self._locks[room.id] = asyncio.Lock()

    def closed(self, room: RoomContext) -> None:
        self._locks.pop(room.id, None)
        self._entered.discard(room.id)

    def entered(self, room: RoomContext, participant: Participant) -> None:
        if room.controls.is_host(_person(participant)):
            self._entered.add(room.id)

    async def tick(self, room: RoomContext) -> None:
        """The room is held while no host is here who once was."""
        lock = self._locks.get(room.id)
        if lock is None or not room.participants():
            return
        async with lock:
            controls = room.controls
            here = any(
                participant.state == "present" and controls.is_host(_person(participant))
                for participant in room.participants()
            )
            held = controls.settings.held_since
            hosted = controls.hosted or here or room.id in self._entered
            since = None if here or not hosted else held or self._clock.now()
            if (since, hosted) == (held, controls.hosted):
                return
            settings = msgspec.structs.replace(controls.settings, held_since=since)
            await room.record(
                [],
                [store.put_settings(settings, hosted)],
                stored=lambda: self._tell(room, settings, hosted=hosted),
            )

    async def _settle(
        self,
        room: RoomContext,
        caller: Caller,
        request: Request,
        settings: Settings,
        standings: Sequence[Standing] = (),
    ) -> msgspec.Struct | msgspec.Raw:
        hosted = room.controls.hosted
        rows = [store.put_settings(settings, hosted), *(store.put_standing(each) for each in standings)]

        def stored() -> None:
            room.controls.settle(standings=standings)
            self._tell(room, settings, hosted=hosted)

        return await room.append(caller, request, Done(), rows=rows, stored=stored)

    async def _make_host(
        self, room: RoomContext, caller: Caller, request: Request, standing: Standing
    ) -> msgspec.Struct | msgspec.Raw:
        def stored() -> None:
            room.controls.settle(standings=[standing])
            room.set_co_host(standing.participant_id, standing.co_host)
            if standing.co_host:
                room.publish(room.door(), people([standing.participant_id]))

        return await room.append(caller, request, Done(), rows=[store.put_standing(standing)], stored=stored)

    async def _let(
        self, room: RoomContext, caller: Caller, request: Request, standings: Sequence[Standing]
    ) -> msgspec.Struct | msgspec.Raw:
        def stored() -> None:
            room.controls.settle(standings=standings)
            for standing in standings:
                room.let_in(standing.participant_id)
            room.tell_door()

        rows = [store.put_standing(standing) for standing in standings]
        return await room.append(caller, request, Done(), rows=rows, stored=stored)

    def _tell(self, room: RoomContext, settings: Settings, *, hosted: bool) -> None:
        room.controls.settle(settings, hosted=hosted)
        if not settings.may_share:
            room.stop_others_screen()
        room.publish(RoomControls(settings=settings))

    async def _require_host(self, room: RoomContext, caller: Caller) -> None:
        if not room.controls.is_host(caller.person):
            raise Forbidden("This is for hosts.", code="hosts_only")
        await self._limit(room, caller)

    def _require_heir(self, room: RoomContext, caller: Caller) -> None:
        """An assistant, where the last host has been gone for long enough."""
        if caller.person.role != "ta":
            raise Forbidden("This is for hosts.", code="hosts_only")
        held = room.controls.settings.held_since
        if held is None:
            raise Conflict("A host is here.", code="host_is_here")
        if self._clock.now() - held < self._hold:
            raise Conflict("The host may still come back.", code="host_may_return")

    async def _limit(self, room: RoomContext, caller: Caller) -> None:
        wait = await self._limiter.hit(f"controls:{room.id}:{caller.person.id}", ACTS, ACT_WINDOW)
        if wait > 0:
            raise RateLimited("Too many; wait a little.", retry_after=wait)


def _present(room: RoomContext, participant_id: str) -> Participant:
    participant = room.participant(participant_id)
    if participant is None:
        raise NotFound("There is no such participant.")
    return participant


def _person(participant: Participant) -> Person:
    return Person(participant.id, participant.name, participant.role)
