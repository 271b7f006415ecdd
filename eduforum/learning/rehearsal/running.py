"""One rehearsal, from its empty stage to its end."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from datetime import timedelta

import asyncpg
from msgspec.structs import replace

from eduforum.auth.schemas import Principal
from eduforum.clock import Clock
from eduforum.courses.schemas import NewSession
from eduforum.errors import EduForumError
from eduforum.learning.plan.schemas import Plan
from eduforum.learning.questions.content import kind_of
from eduforum.learning.questions.schemas import QuestionRecord
from eduforum.learning.rehearsal import characters, store
from eduforum.learning.rehearsal.clock import RehearsalClock
from eduforum.learning.rehearsal.ledger import Ledger
from eduforum.learning.rehearsal.schemas import Finding, Rehearsal, RehearsalState
from eduforum.learning.rehearsal.seat import Heard, Seat
from eduforum.learning.rehearsal.stage import House, OpenHouse, set_up
from eduforum.learning.rehearsal.student import Crib, Student
from eduforum.learning.rehearsal.teacher import Teacher

_LONGEST = 24 * 60
"""Of a session, in minutes."""

_log = logging.getLogger(__name__)


class Running:
    """What goes on, and what can be told of it. `ended` is when it was over, by the server's clock."""

    def __init__(
        self,
        id: str,
        plan: Plan,
        *,
        students: int,
        speed: float,
        seed: int,
        clock: Clock,
        url: str,
        open_house: OpenHouse,
    ) -> None:
        self.id = id
        self.plan = plan
        self.ended: float | None = None
        self._students = students
        self._speed = speed
        self._seed = seed
        self._clock = clock
        self._url = url
        self._open_house = open_house
        self._minutes = sum(step.minutes for step in plan.steps)
        self._started_at = clock.now()
        # Another day: see `RehearsalClock`.
        self._time = RehearsalClock(clock, speed, self._started_at - timedelta(minutes=2 * self._minutes, days=1))
        self._state: RehearsalState = "preparing"
        self._findings: tuple[Finding, ...] = ()
        self._ledger = Ledger(plan.steps)
        self._teacher: Teacher | None = None
        self._people: list[Student] = []
        self._began: float | None = None
        self._last: Rehearsal | None = None
        self._task: asyncio.Task[None] | None = None
        self._class: asyncio.Task[None] | None = None
        self._measuring: asyncio.Task[None] | None = None

    def start(
        self,
        findings: tuple[Finding, ...],
        measure: Callable[[], Awaitable[tuple[Finding, ...]]],
        bank: Sequence[QuestionRecord],
    ) -> None:
        """`findings`: those that are known at once; `measure` gives all. `bank`: the questions whose answers students
        may know."""
        self._findings = findings
        self._measuring = asyncio.create_task(self._measure(measure), name="rehearsal's slides")
        stack = AsyncExitStack()
        # Apart, so that who stops the class stops nothing of what takes it away.
        self._class = asyncio.create_task(self._hold_class(stack, bank), name="rehearsal")
        self._task = asyncio.create_task(self._see_out(self._class, stack), name="rehearsal's end")

    async def stop(self) -> None:
        """Ends it where it goes on, and waits until nothing of it is left."""
        if self._class is None or self._task is None:
            return
        if self._class.cancelling() == 0:
            self._class.cancel()
        if self._measuring is not None:
            self._measuring.cancel()
        await asyncio.wait([self._task])

    def report(self) -> Rehearsal:
        """So far, or as it was when the class was over."""
        if self._last is not None:
            return self._last
        run = None if self._teacher is None else self._teacher.run
        return Rehearsal(
            id=self.id,
            plan_id=self.plan.id,
            title=self.plan.title,
            students=self._students,
            speed=self._speed,
            seed=self._seed,
            state=self._state,
            code="",
            started_at=self._started_at,
            ended_at=None,
            planned=self._minutes,
            seconds=0 if self._began is None else round(self._time.monotonic() - self._began),
            present=sum(student.seat.taken for student in self._people),
            findings=self._findings,
            steps=self._ledger.steps(run, self._time.now()),
        )

    async def _measure(self, measure: Callable[[], Awaitable[tuple[Finding, ...]]]) -> None:
        self._findings = await measure()
        if self._last is not None:
            self._last = replace(self._last, findings=self._findings)

    async def _see_out(self, held: asyncio.Task[None], stack: AsyncExitStack) -> None:
        await asyncio.wait([held])
        # What comes from here on takes time that is none of the class.
        self._last = self.report()
        try:
            await stack.aclose()
        except Exception:
            _log.exception("a rehearsal could not be put away in order")
        state, code = _outcome(held)
        assert self._measuring is not None
        if state != "done":
            self._measuring.cancel()
        # A class that is over before its slides are measured waits for them.
        await asyncio.wait([self._measuring])
        self._last = replace(self._last, state=state, code=code, ended_at=self._clock.now(), present=0)
        self._people.clear()
        self._teacher = None
        self.ended = self._clock.monotonic()

    async def _hold_class(self, stack: AsyncExitStack, bank: Sequence[QuestionRecord]) -> None:
        schema = store.schema_name(self.id)
        house = await set_up(stack, self._url, schema, self.plan.id, self._time, self._open_house)
        teacher, people = await self._enrol(house)
        session = NewSession(
            title=self.plan.title,
            scheduled_at=self._time.now(),
            duration_minutes=max(1, min(self._minutes, _LONGEST)),
        )
        session_id = (await house.courses.create_session(teacher, self.plan.course_id, session)).id
        await house.courses.start_session(teacher, session_id)
        crib: Crib = {(kind_of(each.question), each.question.text): each.question for each in bank}

        def place(principal: Principal) -> Callable[[Callable[[Heard], None]], Seat]:
            return lambda hear: Seat(house.rooms, principal, session_id, hear)

        cast = characters.cast(self._seed, self._students, 60.0 * self._minutes)
        self._people = [
            Student(
                place(principal),
                character,
                characters.chance(self._seed, character.number),
                crib,
                self._ledger,
                house.ballots,
                house.views,
                self._time,
            )
            for principal, character in zip(people, cast, strict=True)
        ]
        self._teacher = Teacher(place(teacher), self._ledger, self._time)
        self._began, self._state = self._time.monotonic(), "running"
        fault: EduForumError | None = None
        async with asyncio.TaskGroup() as present:
            attending: list[asyncio.Task[None]] = []

            def arrived() -> None:
                attending.extend(present.create_task(student.attend()) for student in self._people)

            try:
                await self._teacher.teach(self.plan.id, arrived)
            except EduForumError as error:
                fault = error
            for task in attending:
                task.cancel()
        if fault is not None:
            raise fault
        await house.courses.end_session(teacher, session_id)

    async def _enrol(self, house: House) -> tuple[Principal, list[Principal]]:
        """The course's professor, and the students, signed in."""
        async with house.db.transaction() as conn:
            professor = await store.professor(conn, self.plan.course_id)
            teacher = await store.sign_in(conn, professor, self._time)
            people = [
                await store.add_student(conn, self.plan.course_id, f"Student {number}", self._time)
                for number in range(1, self._students + 1)
            ]
        return teacher, people


def _outcome(over: asyncio.Task[None]) -> tuple[RehearsalState, str]:
    """How a class ended, and why where it failed."""
    if over.cancelled():
        return "stopped", ""
    error = over.exception()
    match error:
        case None:
            return "done", ""
        case asyncpg.InsufficientPrivilegeError():
            _log.error("a rehearsal may make no schema in the database", exc_info=error)
            return "failed", "no_schema"
        case EduForumError():
            _log.warning("a rehearsal could not go on", exc_info=error)
            return "failed", error.code
        case _:
            _log.error("a rehearsal failed", exc_info=error)
            return "failed", "internal"
