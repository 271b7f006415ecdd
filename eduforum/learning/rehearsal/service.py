"""Rehearsals of lesson plans: begun, looked at and stopped by the course's staff. They are kept in memory alone."""

import asyncio
from collections.abc import Sequence
from secrets import randbelow

import msgspec
from msgspec.structs import replace

from eduforum.auth.schemas import Principal
from eduforum.clock import Clock
from eduforum.cluster import RateLimiter
from eduforum.db import Connection, Database
from eduforum.errors import Conflict, NotFound, RateLimited, Unavailable
from eduforum.ids import new_id
from eduforum.learning.plan import access
from eduforum.learning.plan.prepared import QuizStep, SlidesSettings, SlidesStep
from eduforum.learning.plan.schemas import Plan
from eduforum.learning.polls import store as polls
from eduforum.learning.questions import store as questions
from eduforum.learning.questions.schemas import MAX_QUESTIONS
from eduforum.learning.rehearsal import store
from eduforum.learning.rehearsal.checks import Material, examine
from eduforum.learning.rehearsal.measuring import SlideMeter
from eduforum.learning.rehearsal.running import Running
from eduforum.learning.rehearsal.schemas import Finding, Rehearsal
from eduforum.learning.rehearsal.stage import OpenHouse
from eduforum.learning.slides import store as slides
from eduforum.learning.slides.store import Kept

KEPT = 3600.0
"""How long a report is there after the end, in seconds."""

MOST_KEPT = 50
"""Reports; of more the oldest go."""

# Begun by one person, in so many seconds: each makes every table anew.
BEGUN, WINDOW = 20, 600.0


class RehearsalService:
    def __init__(
        self,
        db: Database,
        limiter: RateLimiter,
        clock: Clock,
        url: str,
        open_house: OpenHouse,
        meter: SlideMeter,
        *,
        at_once: int,
    ) -> None:
        """`at_once`: how many may go on at a time, 0 for any number."""
        self._db = db
        self._limiter = limiter
        self._clock = clock
        self._url = url
        self._open_house = open_house
        self._meter = meter
        self._at_once = at_once
        self._all: dict[str, Running] = {}

    async def begin(
        self, principal: Principal, plan_id: str, *, students: int, speed: float, seed: int | None = None
    ) -> Rehearsal:
        """Raises `NotFound`, `Forbidden` for all but staff, `RateLimited`, `Conflict` `rehearsal_running` where the
        plan is rehearsed already, `Unavailable` `too_many_rehearsals`."""
        async with self._db.connection() as conn:
            plan = await access.plan_for_staff(conn, principal, plan_id)
            decks = await _decks(conn, plan)
            material = await _material(conn, plan, decks)
        wait = await self._limiter.hit(f"rehearse:{principal.user_id}", BEGUN, WINDOW)
        if wait > 0:
            raise RateLimited("Too many rehearsals; wait a little.", retry_after=wait)
        findings = examine(plan.steps, material)
        self._forget()
        under_way = [each for each in self._all.values() if each.ended is None]
        if any(each.plan.id == plan_id for each in under_way):
            raise Conflict("This plan is being rehearsed.", code="rehearsal_running")
        if 0 < self._at_once <= len(under_way):
            raise Unavailable("The server holds as many rehearsals as it can.", code="too_many_rehearsals")
        running = Running(
            new_id(self._clock),
            plan,
            students=students,
            speed=speed,
            seed=randbelow(2**31) if seed is None else seed,
            clock=self._clock,
            url=self._url,
            open_house=self._open_house,
        )

        async def measure() -> tuple[Finding, ...]:
            pages = {each.deck.id: await self._meter.small_pages(each) for each in decks}
            return examine(plan.steps, replace(material, slides=pages))

        self._all[running.id] = running
        running.start(findings, measure, material.bank)
        return running.report()

    async def of_plan(self, principal: Principal, plan_id: str) -> list[Rehearsal]:
        """The latest first. Raises as `begin` does of the plan."""
        await self._require_staff(principal, plan_id)
        self._forget()
        return [each.report() for each in reversed(self._all.values()) if each.plan.id == plan_id]

    async def read(self, principal: Principal, plan_id: str, rehearsal_id: str) -> Rehearsal:
        """Raises `NotFound` also once its report is forgotten."""
        await self._require_staff(principal, plan_id)
        return self._find(plan_id, rehearsal_id).report()

    async def stop(self, principal: Principal, plan_id: str, rehearsal_id: str) -> Rehearsal:
        """Ends it, if it goes on; its report stays as any other's. Raises as `read` does."""
        await self._require_staff(principal, plan_id)
        running = self._find(plan_id, rehearsal_id)
        await running.stop()
        return running.report()

    async def forget(self, principal: Principal, plan_id: str, rehearsal_id: str) -> Rehearsal:
        """Ends it, if it goes on, and forgets it: what it came to is the answer. Raises as `read` does."""
        report = await self.stop(principal, plan_id, rehearsal_id)
        self._all.pop(rehearsal_id, None)
        return report

    async def close(self) -> None:
        """The server stops: nothing is left of what goes on."""
        await asyncio.gather(*(running.stop() for running in self._all.values()))

    async def _require_staff(self, principal: Principal, plan_id: str) -> None:
        async with self._db.connection() as conn:
            await access.plan_for_staff(conn, principal, plan_id)

    def _find(self, plan_id: str, rehearsal_id: str) -> Running:
        self._forget()
        running = self._all.get(rehearsal_id)
        if running is None or running.plan.id != plan_id:
            raise NotFound("There is no such rehearsal.")
        return running

    def _forget(self) -> None:
        now = self._clock.monotonic()
        over = [each for each in self._all.values() if each.ended is not None]
        too_many = over[: max(0, len(over) - MOST_KEPT)]
        old = [each for each in over if each.ended is not None and now - each.ended > KEPT]
        for running in (*too_many, *old):
            self._all.pop(running.id, None)


async def _decks(conn: Connection, plan: Plan) -> list[Kept]:
    """The prepared slides that steps of the plan show, as far as they are there."""
    wanted = {
        msgspec.convert(step.settings, SlidesSettings).prepared for step in plan.steps if step.kind == SlidesStep.name
    }
    found = [await slides.deck(conn, deck_id) for deck_id in sorted(wanted)]
    return [each for each in found if each is not None and each.is_there and each.course_id == plan.course_id]


async def _material(conn: Connection, plan: Plan, decks: Sequence[Kept]) -> Material:
    """What the plan is held against."""
    asks = any(step.kind == QuizStep.name for step in plan.steps)
    return Material(
        polls={each.id: each.content for each in await polls.prepared(conn, plan.course_id)},
        bank=await questions.current(conn, plan.course_id, MAX_QUESTIONS) if asks else [],
        students=await store.students(conn, plan.course_id),
        session=await store.session_minutes(conn, plan.course_id),
        decks={each.deck.id for each in decks},
    )
