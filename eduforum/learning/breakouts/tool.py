"""Breakouts as a tool of the room: what staff and students ask, and where people are put."""

import asyncio
import logging
from collections.abc import Coroutine, Mapping, Sequence
from typing import Any, ClassVar, TypeAlias

import msgspec
from msgspec.structs import replace

from eduforum.clock import Clock
from eduforum.cluster import RateLimiter
from eduforum.courses.schemas import Session
from eduforum.db import Connection, Database
from eduforum.errors import Conflict, Detail, Forbidden, Invalid, NotFound, Outdated, RateLimited
from eduforum.ids import new_id
from eduforum.learning.breakouts import numbers, rules, store
from eduforum.learning.breakouts.drawing import Drawing
from eduforum.learning.breakouts.running import WATCHERS, Running
from eduforum.learning.breakouts.schemas import (
    Breakout,
    BreakoutActivity,
    BreakoutAssign,
    BreakoutBroadcast,
    BreakoutChanged,
    BreakoutCreate,
    BreakoutDesk,
    BreakoutEnd,
    BreakoutHelp,
    BreakoutMove,
    BreakoutNumbers,
    BreakoutOpen,
    Breakouts,
    BreakoutSaved,
    BreakoutTime,
    BreakoutVoice,
    DrawnGroups,
    GroupDesk,
    GroupNotice,
    GroupNumbers,
    GroupsChanged,
    Record,
    SavedBreakout,
    SavedBreakouts,
)
from eduforum.learning.chat import broadcasts
from eduforum.media.audience import EVERYONE, Addressed, hears
from eduforum.media.record import Moment, RecordPart, RecordReader
from eduforum.media.schemas import Participant, Person
from eduforum.media.tools import Caller, Handler, RoomContext, RoomTool, Row
from eduforum.web.protocol import DurableEvent, Request, StateEvent

# A teacher who drags people about does not come to this.
REQUESTS = 120
REQUEST_WINDOW = 60.0

_Answer = msgspec.Struct | msgspec.Raw

_Said: TypeAlias = tuple[Sequence[Addressed], Sequence[Row]]
"""What is written in the chat with a change of the groups."""

_log = logging.getLogger(__name__)


class BreakoutTool(RoomTool):
    name: ClassVar[str] = "breakouts"
    in_exams: ClassVar[bool] = True
    requests: ClassVar[Mapping[type[Request], type[msgspec.Struct]]] = {
        BreakoutCreate: DrawnGroups,
        BreakoutAssign: GroupsChanged,
        BreakoutOpen: GroupsChanged,
        BreakoutMove: GroupsChanged,
        BreakoutTime: GroupsChanged,
        BreakoutBroadcast: GroupsChanged,
        BreakoutVoice: GroupsChanged,
        BreakoutHelp: GroupsChanged,
        BreakoutEnd: GroupsChanged,
        BreakoutSaved: SavedBreakouts,
        BreakoutNumbers: GroupNumbers,
    }
    events: ClassVar[Sequence[type[StateEvent] | type[DurableEvent]]] = (
        BreakoutChanged,
        BreakoutDesk,
        BreakoutActivity,
    )
    snapshot_type: ClassVar[type[msgspec.Struct] | None] = Breakouts

    def __init__(self, db: Database, limiter: RateLimiter, clock: Clock) -> None:
        self._db = db
        self._limiter = limiter
        self._clock = clock
        self._drawing = Drawing(db, clock)
        self._rooms: dict[str, Running] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def handlers(self) -> Mapping[type[Request], Handler]:
        return {
            BreakoutCreate: self._create,
            BreakoutAssign: self._assign,
            BreakoutOpen: self._open,
            BreakoutMove: self._move,
            BreakoutTime: self._time,
            BreakoutBroadcast: self._broadcast,
            BreakoutVoice: self._voice,
            BreakoutHelp: self._help,
            BreakoutEnd: self._end,
            BreakoutSaved: self._saved,
            BreakoutNumbers: self._numbers,
        }

    async def snapshot(self, conn: Connection, room: RoomContext, reader: Person) -> Breakouts:
        record, staff = await store.current(conn, room.id), _is_staff(room, reader)
        if record is None or (record.breakout.state == "prepared" and not staff):
            return Breakouts(breakout=None)
        return Breakouts(breakout=record.breakout, desk=record.desk if staff else None)

    async def recorded(self, conn: Connection, session: Session, reader: RecordReader) -> RecordPart | None:
        """How often there were groups, and how many; who was in which is not told."""
        opened = await store.of_session(conn, session.id)
        moments = [
            Moment(
                kind="breakouts",
                at=each.opened_at,
                until=min(each.breakout.ends_at or session.ended_at, session.ended_at),
                title=each.breakout.task,
                count=len(each.breakout.groups),
            )
            for each in opened
            if each.opened_at is not None and session.ended_at is not None
        ]
        return RecordPart(len(opened), tuple(moments))

    async def opened(self, conn: Connection, room: RoomContext) -> None:
        course_id, record = await store.course_of(conn, room.id), await store.current(conn, room.id)
        running = self._rooms[room.id] = Running(room, course_id, None, self._clock, self._finish)
        running.follow(record)

    async def stop(self) -> None:
        for running in self._rooms.values():
            running.close()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def closed(self, room: RoomContext) -> None:
        running = self._rooms.pop(room.id, None)
        if running is not None:
            running.close()

    def entered(self, room: RoomContext, participant: Participant) -> None:
        breakout = self._rooms[room.id].breakout
        if breakout is not None and breakout.state == "open" and not rules.looks_in(participant):
            self._begin(self._place(room.id, participant.id))

    def left(self, room: RoomContext, participant_id: str) -> None:
        breakout = self._rooms[room.id].breakout
        if breakout is not None and breakout.voice == participant_id:
            self._begin(self._hush(room.id, participant_id))

    async def _create(self, room: RoomContext, caller: Caller, request: BreakoutCreate) -> _Answer:
        """Raises `Conflict` `breakout_open`, `Invalid`, `NotFound` for a `like` that is none of the course's."""
        running = await self._staff(room, caller)
        async with running.lock:
            before = running.record
            if before is not None and before.breakout.state == "open":
                raise Conflict("Call everybody back first.", code="breakout_open")
            breakout, desk = await self._drawing.draw(running, request.plan)
            if before is not None:
                breakout = replace(breakout, id=before.breakout.id, version=before.breakout.version + 1)
            record = Record(breakout=breakout, desk=desk, created_at=self._clock.now())
            return await self._commit(running, caller, request, record, DrawnGroups(breakout=breakout, desk=desk))

    async def _assign(self, room: RoomContext, caller: Caller, request: BreakoutAssign) -> _Answer:
        """Raises `Outdated` where another version is the newest."""
        running = await self._staff(room, caller)
        async with running.lock:
            record = _current(running)
            breakout = record.breakout
            if breakout.version != request.version:
                raise Outdated("The groups have changed since.")
            known = {person for group in breakout.groups for person in group.people}
            wanted = {person for group in request.groups for person in group.people}
            await self._drawing.require_people(running, wanted - known, "groups")
            ids = [new_id(self._clock) for _ in request.groups]
            breakout = rules.assigned(breakout, request.groups, ids)
            if request.task is not None:
                breakout = replace(breakout, task=rules.clean(request.task, "task"))
            if request.minutes is not None and breakout.state == "prepared":
                breakout = replace(breakout, minutes=request.minutes or None)
            if request.may_choose is not None:
                breakout = replace(breakout, may_choose=request.may_choose)
            repeated = await self._drawing.repeated_pairs(running, breakout)
            balance = record.desk.balance
            # Of what a drawing came to only what can still be told stands: its numbers are gone.
            if balance is not None:
                balance = replace(balance, repeated_pairs=repeated, eta_squared=None, mean_range=None, least_sd=None)
            desk = replace(record.desk, balance=balance)
            return await self._change(running, caller, request, breakout, desk)

    async def _open(self, room: RoomContext, caller: Caller, request: BreakoutOpen) -> _Answer:
        running = await self._staff(room, caller)
        async with running.lock:
            record = _current(running)
            breakout = rules.opened(record.breakout, request.seconds, self._clock.now())
            if record.desk.method not in ("self_select", "by_hand"):
                for person in room.participants():
                    if not rules.looks_in(person):
                        breakout = _placed(breakout, person.id, room)
            return await self._change(running, caller, request, breakout, opened=True)

    async def _move(self, room: RoomContext, caller: Caller, request: BreakoutMove) -> _Answer:
        """Raises `Conflict` `breakout_not_open` or `group_full`, `Forbidden`, `NotFound`."""
        staff = _is_staff(room, caller.person)
        running = await self._known(room, caller)
        async with running.lock:
            breakout = _current(running).breakout
            if not staff:
                rules.require_open(breakout)
                if request.participant != caller.person.id or not breakout.may_choose or request.group is None:
                    raise Forbidden("Groups are not chosen here.", code="groups_are_given")
                if caller.person.role in ("observer", "guest"):
                    raise Forbidden("Observers and guests go where they are let.", code="observers_do_not_choose")
            person = room.participant(request.participant)
            if person is None and rules.group_of(breakout, request.participant) is None:
                raise NotFound("There is nobody like that in the room.")
            if person is not None and rules.looks_in(person):
                rules.require_open(breakout)
                breakout = rules.visiting(breakout, person.id, request.group, self._clock.now())
            else:
                breakout = rules.moved(breakout, request.participant, request.group)
            return await self._change(running, caller, request, breakout)

    async def _time(self, room: RoomContext, caller: Caller, request: BreakoutTime) -> _Answer:
        running = await self._staff(room, caller)
        async with running.lock:
            breakout = rules.timed(_current(running).breakout, request.minutes, self._clock.now())
            return await self._change(running, caller, request, breakout)

    async def _broadcast(self, room: RoomContext, caller: Caller, request: BreakoutBroadcast) -> _Answer:
        running = await self._staff(room, caller)
        async with running.lock:
            breakout = rules.require_open(running.breakout)
            text = rules.clean(request.text, "text")
            if not text:
                raise Invalid(details=[Detail("text", "This must not be empty.")])
            notice = GroupNotice(text=text, name=caller.person.name, sent_at=self._clock.now())
            said = broadcasts.to_groups((group.id for group in breakout.groups), text, caller.person, self._clock)
            return await self._change(running, caller, request, replace(breakout, notice=notice), said=said)

    async def _voice(self, room: RoomContext, caller: Caller, request: BreakoutVoice) -> _Answer:
        """Raises `Conflict` `not_in_room` where the caller is not there to be heard, `breakout_not_open`."""
        running = await self._staff(room, caller)
        async with running.lock:
            breakout = rules.require_open(running.breakout)
            if request.on:
                if room.participant(caller.person.id) is None:
                    raise Conflict("Come into the room to be heard.", code="not_in_room")
                breakout = replace(breakout, voice=caller.person.id)
            elif breakout.voice == caller.person.id:
                breakout = replace(breakout, voice=None)
            return await self._change(running, caller, request, breakout)

    async def _help(self, room: RoomContext, caller: Caller, request: BreakoutHelp) -> _Answer:
        """Raises `Conflict` `not_in_group`."""
        running = await self._known(room, caller)
        async with running.lock:
            breakout = rules.require_open(running.breakout)
            group = rules.group_of(breakout, caller.person.id)
            if group is None:
                raise Conflict("Help is called for from a group.", code="not_in_group")
            breakout = rules.helped(breakout, group.id, request.on, self._clock.now())
            return await self._change(running, caller, request, breakout)

    async def _end(self, room: RoomContext, caller: Caller, request: BreakoutEnd) -> _Answer:
        running = await self._staff(room, caller)
        async with running.lock:
            breakout = _current(running).breakout
            if breakout.state == "open":
                breakout = rules.called_back(breakout, request.seconds, self._clock.now())
            if breakout.state == "prepared" or request.seconds == 0:
                breakout = rules.ended(breakout)
            return await self._change(running, caller, request, breakout)

    async def _saved(self, room: RoomContext, caller: Caller, request: BreakoutSaved) -> SavedBreakouts:
        running = await self._staff(room, caller)
        async with self._db.connection() as conn:
            records = await store.earlier(conn, running.course_id)
        return SavedBreakouts(breakouts=tuple(_summary(record) for record in records))

    async def _numbers(self, room: RoomContext, caller: Caller, request: BreakoutNumbers) -> GroupNumbers:
        """Raises what `numbers.read` does."""
        running = await self._staff(room, caller)
        table = numbers.read(request.table)
        async with self._db.connection() as conn:
            students = await store.students(conn, running.course_id)
        found, unmatched = numbers.match(table, students)
        return GroupNumbers(numbers=found, unmatched=tuple(unmatched))

    async def _place(self, room_id: str, person: str) -> None:
        """Somebody has come in while groups are open."""
        running = self._rooms.get(room_id)
        if running is None:
            return
        async with running.lock:
            record = running.record
            if record is None or record.breakout.state != "open" or record.desk.method == "self_select":
                return
            breakout = _placed(record.breakout, person, running.room)
            if breakout is not record.breakout:
                await self._record(running, replace(breakout, version=breakout.version + 1))

    async def _hush(self, room_id: str, person: str) -> None:
        """Whoever was heard in all groups has left."""
        running = self._rooms.get(room_id)
        if running is None:
            return
        async with running.lock:
            breakout = running.breakout
            if breakout is not None and breakout.voice == person and running.room.participant(person) is None:
                await self._record(running, replace(breakout, voice=None, version=breakout.version + 1))

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work, name="breakouts")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _finish(self, running: Running) -> None:
        """The time is over."""
        async with running.lock:
            breakout = running.breakout
            if breakout is not None and rules.is_over(breakout, self._clock.now()):
                await self._record(running, replace(rules.ended(breakout), version=breakout.version + 1))

    async def _staff(self, room: RoomContext, caller: Caller) -> Running:
        """Raises `Forbidden` `staff_only`, `RateLimited`."""
        if not _is_staff(room, caller.person):
            raise Forbidden("This is for those who teach.", code="staff_only")
        return await self._known(room, caller)

    async def _known(self, room: RoomContext, caller: Caller) -> Running:
        wait = await self._limiter.hit(f"breakout:{room.id}:{caller.person.id}", REQUESTS, REQUEST_WINDOW)
        if wait > 0:
            raise RateLimited("Too much at once; wait a little.", retry_after=wait)
        return self._rooms[room.id]

    async def _change(
        self,
        running: Running,
        caller: Caller,
        request: Request,
        breakout: Breakout,
        desk: GroupDesk | None = None,
        *,
        opened: bool = False,
        said: _Said = ((), ()),
    ) -> _Answer:
        before = _current(running)
        breakout = replace(breakout, version=before.breakout.version + 1)
        record = replace(before, breakout=breakout, desk=desk or before.desk)
        if opened:
            record = replace(record, opened_at=self._clock.now())
        return await self._commit(running, caller, request, record, GroupsChanged(version=breakout.version), said)

    async def _commit(
        self,
        running: Running,
        caller: Caller,
        request: Request,
        record: Record,
        answer: msgspec.Struct,
        said: _Said = ((), ()),
    ) -> _Answer:
        events = [*said[0], *_told(running.record, record)]
        rows = [*said[1], store.put(running.course_id, record)]

        def follow() -> None:
            running.follow(_live(record))

        try:
            return await running.room.append(caller, request, answer, events, rows, stored=follow)
        except BaseException:
            await self._reload(running)
            raise

    async def _record(self, running: Running, breakout: Breakout) -> None:
        """The same for what nobody asked for."""
        before = _current(running)
        record = replace(before, breakout=breakout)
        try:
            await running.room.record(_told(before, record), [store.put(running.course_id, record)])
        except BaseException:
            await self._reload(running)
            raise
        running.follow(_live(record))

    async def _reload(self, running: Running) -> None:
        """Nobody knows whether it was stored: what the database has counts."""
        try:
            async with self._db.connection() as conn:
                record = await store.current(conn, running.room.id)
        except Exception:
            _log.warning("breakouts could not be read again", extra={"room_id": running.room.id})
            return
        running.follow(record)


def _is_staff(room: RoomContext, person: Person) -> bool:
    return hears(room.keys(person), WATCHERS)


def _current(running: Running) -> Record:
    """Raises `Conflict` `no_breakout`."""
    if running.record is None:
        raise Conflict("Prepare groups first.", code="no_breakout")
    return running.record


def _live(record: Record) -> Record | None:
    return None if record.breakout.state == "ended" else record


def _placed(breakout: Breakout, person: str, room: RoomContext) -> Breakout:
    """With somebody who is in no group in one, where there is a place."""
    group = rules.place_for(breakout, person, {each.id for each in room.participants()})
    if group is None or rules.group_of(breakout, person) is not None:
        return breakout
    return rules.moved(breakout, person, group)


def _told(before: Record | None, after: Record) -> list[Addressed]:
    """What is said of a change, and to whom: of what is only prepared staff alone hear."""
    shown = _live(after)
    prepared = after.breakout.state == "prepared" or (before is not None and before.breakout.state == "prepared")
    only_staff = prepared and (shown is None or after.breakout.state == "prepared")
    events = []
    if shown is not None and (before is None or before.desk != after.desk):
        events.append(Addressed(BreakoutDesk(desk=after.desk), WATCHERS))
    event = BreakoutChanged(breakout=None if shown is None else shown.breakout)
    return [*events, Addressed(event, WATCHERS if only_staff else EVERYONE)]


def _summary(record: Record) -> SavedBreakout:
    groups = record.breakout.groups
    assert record.opened_at is not None
    return SavedBreakout(
        id=record.breakout.id,
        name=record.desk.name,
        method=record.desk.method,
        groups=len(groups),
        people=sum(len(group.people) for group in groups),
        opened_at=record.opened_at,
    )
