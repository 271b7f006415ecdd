"""The lesson plan as a tool of the room: which step runs, what comes next, and what is prepared for it."""

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import ClassVar

import msgspec
from msgspec.structs import replace

from eduforum.clock import Clock
from eduforum.cluster import RateLimiter
from eduforum.db import Connection, Database
from eduforum.errors import Conflict, EduForumError, NotFound, RateLimited, Unavailable
from eduforum.ids import new_id
from eduforum.learning.plan import access, rules, running, store
from eduforum.learning.plan.kinds import Acting, StepKinds
from eduforum.learning.plan.schemas import (
    Launch,
    PlanArrange,
    PlanBack,
    PlanChanged,
    PlanDone,
    PlanFinish,
    PlanLaunch,
    PlanOutlined,
    PlanRun,
    Plans,
    PlanStart,
    PlanTitles,
    PlanUse,
)
from eduforum.media.audience import Addressed
from eduforum.media.schemas import Person
from eduforum.media.tools import Caller, Handler, RoomContext, RoomTool
from eduforum.web.protocol import DurableEvent, Request, StateEvent

# Of one person in a room.
ACTS, ACT_WINDOW = 40, 10.0

STALE = timedelta(minutes=2)
"""What was to begin so long ago, when the server went, begins by nobody's surprise: staff are asked."""

_Answer = msgspec.Struct | msgspec.Raw

_log = logging.getLogger(__name__)


class _Room:
    """`run` and `before` are what the database has; whoever changes them holds the lock."""

    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self.run: PlanRun | None = None
        self.before: PlanRun | None = None
        # Whether something may have been stored without its answer: then it has to be read again.
        self.doubtful = False

    def require(self) -> PlanRun:
        """Raises `NotFound` `no_plan`."""
        if self.run is None:
            raise NotFound("This session has no lesson plan yet.", code="no_plan")
        return self.run

    @property
    def pending(self) -> bool:
        step = None if self.run is None else self.run.current
        return step is not None and step.launch is not None and step.launch.state == "pending"


class PlanTool(RoomTool):
    name: ClassVar[str] = "plan"
    requests: ClassVar[Mapping[type[Request], type[msgspec.Struct]]] = {
        PlanUse: PlanDone,
        PlanStart: PlanDone,
        PlanLaunch: PlanDone,
        PlanBack: PlanDone,
        PlanFinish: PlanDone,
        PlanArrange: PlanDone,
        PlanTitles: PlanDone,
    }
    events: ClassVar[Sequence[type[StateEvent] | type[DurableEvent]]] = (PlanChanged, PlanOutlined)
    snapshot_type: ClassVar[type[msgspec.Struct] | None] = Plans

    def __init__(self, db: Database, limiter: RateLimiter, clock: Clock, kinds: StepKinds) -> None:
        self._db = db
        self._limiter = limiter
        self._clock = clock
        self._kinds = kinds
        self._rooms: dict[str, _Room] = {}

    def handlers(self) -> Mapping[type[Request], Handler]:
        return {
            PlanUse: self.use,
            PlanStart: self.begin,
            PlanLaunch: self.launch,
            PlanBack: self.back,
            PlanFinish: self.finish,
            PlanArrange: self.arrange,
            PlanTitles: self.titles,
        }

    async def use(self, room: RoomContext, caller: Caller, request: PlanUse) -> _Answer:
        """Raises `Forbidden`, `NotFound`, `Conflict` `plan_begun` once a step was begun."""
        async with self._acting(room, caller) as ours:
            before = ours.run
            if before is not None and before.begun:
                raise Conflict("The class goes through its plan already.", code="plan_begun")
            async with self._db.connection() as conn:
                session, plan = await store.session(conn, room.id), await store.plan(conn, request.plan)
            if plan is None or plan.course_id != session.course_id:
                raise NotFound("There is no such lesson plan in this course.")
            version = 1 if before is None else before.version + 1
            return await self._change(room, caller, request, ours, running.taken(plan, session, version))

    async def begin(self, room: RoomContext, caller: Caller, request: PlanStart) -> _Answer:
        """What is prepared begins after the step is stored, and before this is answered; how that went is told by
        `plan:changed`. Raises `Forbidden`, `NotFound` `no_plan` and `no_such_step`, `Conflict` `step_running`."""
        async with self._acting(room, caller) as ours:
            before = ours.require()
            step = running.find(before, request.step).step
            launch = self._launch_of(caller) if request.launch and self._kinds.launches(step) else None
            run = running.started(before, request.step, self._clock.now(), launch)
            answer = await self._change(room, caller, request, ours, run, before)
            await self._settle(room, ours, asked=True)
            return answer

    async def launch(self, room: RoomContext, caller: Caller, request: PlanLaunch) -> _Answer:
        """Raises `Forbidden`, `NotFound` `no_plan` and `no_such_step`, `Conflict` `step_not_running` and
        `nothing_to_begin`."""
        async with self._acting(room, caller) as ours:
            run = ours.require()
            step = running.require_current(run, request.step)
            failed = step.launch
            if not self._kinds.launches(step.step) or (failed is not None and failed.state == "done"):
                raise Conflict("Nothing is left to begin in this step.", code="nothing_to_begin")
            launch = self._launch_of(caller)
            if failed is not None and (failed.state == "pending" or failed.by == launch.by):
                # By the same ids: what of it has acted before acts no more.
                launch = replace(failed, state="pending", code="", at=launch.at)
            run = running.launched(run, request.step, launch)
            answer = await self._change(room, caller, request, ours, run, ours.before)
            await self._settle(room, ours, asked=True)
            return answer

    async def back(self, room: RoomContext, caller: Caller, request: PlanBack) -> _Answer:
        """What was begun with the step is ended first, by commands that act once however often this is repeated. Raises
        `Forbidden`, `NotFound` `no_plan`, `Conflict` `plan_changed` and `nothing_to_take_back`."""
        async with self._acting(room, caller) as ours:
            run = ours.require()
            running.require_version(run, request.version)
            earlier = running.went_back(run, ours.before, self._clock.now())
            step = run.current
            if step is not None and step.launch is not None and step.launch.state == "done":
                try:
                    await self._kinds.end(Acting(room, step.launch), step.step, step.launch.begun)
                except Unavailable:
                    raise
                except EduForumError:
                    # It has ended by itself, or is not this person's to end: the step goes back all the same.
                    _log.info("what a step began could not be ended", extra={"room_id": room.id}, exc_info=True)
            return await self._change(room, caller, request, ours, earlier)

    async def finish(self, room: RoomContext, caller: Caller, request: PlanFinish) -> _Answer:
        """Raises `Forbidden`, `NotFound` `no_plan` and `no_such_step`, `Conflict` `step_not_running`."""
        async with self._acting(room, caller) as ours:
            run = running.finished(ours.require(), request.step, self._clock.now())
            return await self._change(room, caller, request, ours, run)

    async def arrange(self, room: RoomContext, caller: Caller, request: PlanArrange) -> _Answer:
        """Raises `Forbidden`, `Invalid`, `NotFound` `no_plan`, `Conflict` `plan_changed` and `step_running`."""
        async with self._acting(room, caller) as ours:
            run = ours.require()
            running.require_version(run, request.version)
            run = running.arranged(run, request.steps, lambda steps: rules.cleaned(steps, self._kinds))
            return await self._change(room, caller, request, ours, run)

    async def titles(self, room: RoomContext, caller: Caller, request: PlanTitles) -> _Answer:
        """Raises `Forbidden`, `NotFound` `no_plan`."""
        async with self._acting(room, caller) as ours:
            return await self._change(room, caller, request, ours, running.titled(ours.require(), request.on))

    async def snapshot(self, conn: Connection, room: RoomContext, reader: Person) -> Plans:
        run = (await store.kept(conn, room.id)).run
        return Plans(run=run if access.sees(reader) else None, outline=running.outline(run))

    async def opened(self, conn: Connection, room: RoomContext) -> None:
        ours = self._rooms[room.id] = _Room()
        ours.run, ours.before = await store.kept(conn, room.id)

    def closed(self, room: RoomContext) -> None:
        self._rooms.pop(room.id, None)

    async def tick(self, room: RoomContext) -> None:
        """What was to begin when the server went, or could not be stored, begins now."""
        ours = self._rooms.get(room.id)
        if ours is None or not ours.pending:
            return
        async with ours.lock:
            await self._refresh(room, ours)
            await self._settle(room, ours)

    async def _settle(self, room: RoomContext, ours: _Room, *, asked: bool = False) -> None:
        """Begins what is prepared for the step that runs, where that is pending, and records how it went. Where it
        cannot be stored it stays pending, and the next tick tries again. `asked`: somebody has just said so."""
        run, step = ours.run, None if ours.run is None else ours.run.current
        if run is None or step is None or step.launch is None or step.launch.state != "pending":
            return
        launch = step.launch
        if not asked and self._clock.now() - launch.at > STALE:
            launch = replace(launch, state="failed", code="not_begun")
        else:
            try:
                begun = await self._kinds.begin(Acting(room, launch), step.step)
                launch = replace(launch, state="done", begun=begun)
            except Unavailable:
                return
            except EduForumError as error:
                launch = replace(launch, state="failed", code=error.code)
        run = running.launched(run, step.step.id, launch)

        def stored() -> None:
            ours.run = run

        try:
            await room.record(
                [Addressed(PlanChanged(run=run), access.HEARS)], [store.put_run(run, ours.before)], stored=stored
            )
        except Unavailable:
            ours.doubtful = True

    def _launch_of(self, caller: Caller) -> Launch:
        person = caller.person
        return Launch(id=new_id(self._clock), by=person.id, name=person.name, role=person.role, at=self._clock.now())

    async def _change(
        self,
        room: RoomContext,
        caller: Caller,
        request: Request,
        ours: _Room,
        run: PlanRun,
        before: PlanRun | None = None,
    ) -> _Answer:
        """Stores and tells how the plan is now. `before`: how it was before the latest start, while that can be taken
        back."""
        events = [Addressed(PlanChanged(run=run), access.HEARS)]
        shown, shows = running.outline(ours.run), running.outline(run)
        if shown != shows:
            events.append(Addressed(PlanOutlined(outline=shows)))

        def stored() -> None:
            ours.run, ours.before = run, before

        try:
            return await room.append(
                caller, request, PlanDone(version=run.version), events, [store.put_run(run, before)], stored=stored
            )
        except Unavailable:
            ours.doubtful = True
            raise

    @asynccontextmanager
    async def _acting(self, room: RoomContext, caller: Caller) -> AsyncIterator[_Room]:
        """For one member of staff at a time, once it is known how everything is that was begun before."""
        access.may_lead(caller.person)
        wait = await self._limiter.hit(f"plan:{room.id}:{caller.person.id}", ACTS, ACT_WINDOW)
        if wait > 0:
            raise RateLimited("Too many; wait a little.", retry_after=wait)
        ours = self._rooms[room.id]
        async with ours.lock:
            await self._refresh(room, ours)
            await self._settle(room, ours)
            if ours.pending or ours.doubtful:
                raise Unavailable("What was begun could not be stored; try again.", code="not_stored")
            yield ours

    async def _refresh(self, room: RoomContext, ours: _Room) -> None:
        if ours.doubtful:
            async with self._db.connection() as conn:
                ours.run, ours.before = await store.kept(conn, room.id)
            ours.doubtful = False
