"""How a session goes through its plan. Each function takes a run as it is and gives it as it is then; sans-I/O."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from msgspec.structs import replace

from eduforum.courses.schemas import Session
from eduforum.errors import Conflict, Detail, Invalid, NotFound
from eduforum.learning.plan.schemas import (
    ArrangedStep,
    Launch,
    OutlineStep,
    Plan,
    PlanOutline,
    PlanRun,
    PlanStep,
    RunStep,
)

BACK_SECONDS = 60
"""How long a start can be taken back; later it is a part of the class."""


def taken(plan: Plan, session: Session, version: int) -> PlanRun:
    """A copy of the plan for a session that is live."""
    return PlanRun(
        plan=plan.id,
        title=plan.title,
        steps=tuple(RunStep(step=step) for step in plan.steps),
        titles_shown=plan.titles_shown,
        version=version,
        ends_at=end_of(session),
    )


def end_of(session: Session) -> datetime:
    """When a live session is to end: as it was announced, or where it began at quite another time, after as long."""
    lasts = timedelta(minutes=session.duration_minutes)
    begun = session.started_at or session.scheduled_at
    announced = abs(begun - session.scheduled_at) < lasts
    return (session.scheduled_at if announced else begun) + lasts


def find(run: PlanRun, step_id: str) -> RunStep:
    """Raises `NotFound` `no_such_step`."""
    found = next((each for each in run.steps if each.step.id == step_id), None)
    if found is None:
        raise NotFound("There is no such step in this session's plan.", code="no_such_step")
    return found


def started(run: PlanRun, step_id: str, now: datetime, launch: Launch | None) -> PlanRun:
    """With this step begun and the one before done. It stands before all that wait. Raises `NotFound` `no_such_step`,
    `Conflict` `step_running`."""
    step = find(run, step_id)
    if step.state == "now":
        raise Conflict("This step runs already.", code="step_running")
    begun = replace(step, state="now", started_at=now, launch=launch)
    rest = [each for each in ended(run, now).steps if each.step.id != step_id]
    at = next((place for place, each in enumerate(rest) if each.state == "waiting"), len(rest))
    own = run.steps.index(step)
    at = min(at, own)
    return _next(run, (*rest[:at], begun, *rest[at:]), back_until=now + timedelta(seconds=BACK_SECONDS))


def finished(run: PlanRun, step_id: str, now: datetime) -> PlanRun:
    """With no step that runs. Raises `NotFound` `no_such_step`, `Conflict` `step_not_running`."""
    require_current(run, step_id)
    return _next(run, ended(run, now).steps)


def ended(run: PlanRun, now: datetime) -> PlanRun:
    """With the step that runs, if there is one, done; the version stays."""

    def done(step: RunStep) -> RunStep:
        return replace(step, state="done", seconds=lasted(step, now)) if step.state == "now" else step

    return replace(run, steps=tuple(map(done, run.steps)))


def lasted(step: RunStep, now: datetime) -> int:
    """How long the step has lasted by now, in seconds."""
    if step.state != "now" or step.started_at is None:
        return step.seconds
    return step.seconds + max(0, round((now - step.started_at).total_seconds()))


def require_current(run: PlanRun, step_id: str) -> RunStep:
    """Raises `NotFound` `no_such_step`, `Conflict` `step_not_running`."""
    step = find(run, step_id)
    if step.state != "now":
        raise Conflict("This step does not run.", code="step_not_running")
    return step


def require_version(run: PlanRun, version: int) -> None:
    """Raises `Conflict` `plan_changed`."""
    if run.version != version:
        raise Conflict("The plan has changed since.", code="plan_changed")


def went_back(run: PlanRun, before: PlanRun | None, now: datetime) -> PlanRun:
    """As it was before the latest start. Raises `Conflict` `nothing_to_take_back`."""
    if before is None or run.back_until is None or now > run.back_until:
        raise Conflict("Too much has happened since the last step began.", code="nothing_to_take_back")
    return replace(before, version=run.version + 1, back_until=None)


def arranged(
    run: PlanRun, wanted: Sequence[ArrangedStep], clean: Callable[[Sequence[PlanStep]], Sequence[PlanStep]]
) -> PlanRun:
    """With these in place of all that is not over. `clean` makes steps as they are kept. Raises `Invalid`, `Conflict`
    `step_running` where the step that runs is not the first or prepares something else."""
    current = run.current
    over = tuple(each for each in run.steps if each.state == "done")
    steps = clean([each.step for each in wanted])
    ids = {step.id for step in steps}
    if ids & {each.step.id for each in over}:
        raise Invalid(details=[Detail("steps", "What is over stays as it was.")])
    known = {each.step.id: each for each in run.steps}
    rest: list[RunStep] = []
    for place, (step, skipped) in enumerate(zip(steps, (each.skipped for each in wanted), strict=True)):
        before = known.get(step.id, RunStep(step=step))
        if before is current:
            if place > 0 or skipped or (step.kind, step.settings) != (before.step.kind, before.step.settings):
                raise Conflict("This step runs already.", code="step_running")
            rest.append(replace(before, step=step))
        else:
            rest.append(replace(before, step=step, state="skipped" if skipped else "waiting"))
    if current is not None and current.step.id not in ids:
        raise Conflict("This step runs already.", code="step_running")
    return _next(run, (*over, *rest))


def titled(run: PlanRun, on: bool) -> PlanRun:
    return _next(replace(run, titles_shown=on), run.steps)


def launched(run: PlanRun, step_id: str, launch: Launch) -> PlanRun:
    """With how it goes with what is prepared; that changes no version."""
    return replace(
        run, steps=tuple(replace(each, launch=launch) if each.step.id == step_id else each for each in run.steps)
    )


def outline(run: PlanRun | None) -> PlanOutline | None:
    """What everybody sees."""
    if run is None or not run.titles_shown:
        return None
    return PlanOutline(
        steps=tuple(OutlineStep(id=each.step.id, title=each.step.title, state=each.state) for each in run.steps)
    )


def _next(run: PlanRun, steps: Sequence[RunStep], back_until: datetime | None = None) -> PlanRun:
    return replace(run, steps=tuple(steps), version=run.version + 1, back_until=back_until)
