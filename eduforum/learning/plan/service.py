"""Lesson plans outside of a room: making and changing them, and reading what sessions made of them."""

from datetime import datetime

from eduforum.auth.schemas import Principal
from eduforum.clock import Clock
from eduforum.courses.schemas import Session
from eduforum.db import Connection, Database
from eduforum.errors import Conflict
from eduforum.ids import new_id
from eduforum.learning.plan import access, rules, running, store
from eduforum.learning.plan.kinds import StepKinds
from eduforum.learning.plan.schemas import (
    NewPlan,
    Plan,
    PlanChange,
    PlanRun,
    Plans,
    PlanSummary,
    PlanUsed,
    PlanUses,
    StepTime,
)

PLANS = 200
"""Of one course."""


class PlanService:
    def __init__(self, db: Database, clock: Clock, kinds: StepKinds) -> None:
        self._db = db
        self._clock = clock
        self._kinds = kinds

    async def of_course(self, principal: Principal, course_id: str) -> list[PlanSummary]:
        """Raises `NotFound`, and `Forbidden` for all but staff, as everything here does."""
        async with self._db.connection() as conn:
            await access.course_for_plans(conn, principal, course_id)
            return await store.plans(conn, course_id)

    async def read(self, principal: Principal, plan_id: str) -> Plan:
        async with self._db.connection() as conn:
            return await access.plan_for_staff(conn, principal, plan_id)

    async def make(self, principal: Principal, new: NewPlan) -> Plan:
        """Raises also `Invalid`, and `Conflict` `too_many_plans`."""
        steps = rules.cleaned(new.steps, self._kinds)
        plan = Plan(
            id=new_id(self._clock),
            course_id=new.course_id,
            title=rules.title(new.title),
            steps=steps,
            titles_shown=new.titles_shown,
            version=1,
            updated_at=self._clock.now(),
        )
        async with self._db.transaction() as conn:
            await access.course_for_plans(conn, principal, new.course_id)
            await self._require_room(conn, new.course_id)
            await store.add(conn, plan, principal.user_id)
        return plan

    async def change(self, principal: Principal, plan_id: str, change: PlanChange) -> Plan:
        """Raises also `Invalid`, and `Conflict` `version_conflict`. Sessions that have begun with it keep theirs."""
        async with self._db.transaction() as conn:
            before = await access.plan_for_staff(conn, principal, plan_id)
            plan = Plan(
                id=plan_id,
                course_id=before.course_id,
                title=rules.title(change.title),
                steps=rules.cleaned(change.steps, self._kinds),
                titles_shown=change.titles_shown,
                version=change.version + 1,
                updated_at=self._clock.now(),
            )
            if not await store.change(conn, plan, change.version):
                raise Conflict("Somebody else changed this first; load it again.", code="version_conflict")
        return plan

    async def delete(self, principal: Principal, plan_id: str) -> None:
        async with self._db.transaction() as conn:
            await access.plan_for_staff(conn, principal, plan_id)
            await store.set_deleted(conn, plan_id, self._clock.now())

    async def restore(self, principal: Principal, plan_id: str) -> Plan:
        """Raises also `Conflict` `too_many_plans`."""
        async with self._db.transaction() as conn:
            plan = await access.plan_for_staff(conn, principal, plan_id, deleted=True)
            await self._require_room(conn, plan.course_id)
            await store.set_deleted(conn, plan_id, None)
        return plan

    async def uses(self, principal: Principal, plan_id: str) -> PlanUses:
        """What sessions made of a plan."""
        async with self._db.connection() as conn, conn.transaction(isolation="repeatable_read", readonly=True):
            await access.plan_for_staff(conn, principal, plan_id)
            used = await store.uses(conn, plan_id)
        now = self._clock.now()
        return PlanUses(uses=tuple(_used(session, run, now) for session, run in used if run.begun))

    async def of_session(self, principal: Principal, session_id: str) -> Plans:
        """The plan of a session, live or over."""
        async with self._db.connection() as conn, conn.transaction(isolation="repeatable_read", readonly=True):
            entry = await access.session_for_staff(conn, principal, session_id)
            run = (await store.kept(conn, session_id)).run
        if run is not None and entry.session.ended_at is not None:
            run = running.ended(run, entry.session.ended_at)
        return Plans(run=run, outline=running.outline(run))

    async def _require_room(self, conn: Connection, course_id: str) -> None:
        if await store.count(conn, course_id) >= PLANS:
            raise Conflict(f"A course has at most {PLANS} lesson plans.", code="too_many_plans")


def _used(session: Session, run: PlanRun, now: datetime) -> PlanUsed:
    assert session.started_at is not None
    return PlanUsed(
        session_id=session.id,
        title=session.title,
        started_at=session.started_at,
        steps=tuple(
            StepTime(
                id=each.step.id,
                title=each.step.title,
                planned=each.step.minutes,
                seconds=running.lasted(each, session.ended_at or now),
            )
            for each in run.steps
            if each.started_at is not None
        ),
    )
