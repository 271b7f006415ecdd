"""How a session goes through its plan, whatever its staff press."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from hypothesis import given, settings
from hypothesis import strategies as st

from eduforum.courses.schemas import Session
from eduforum.errors import EduForumError
from eduforum.learning.plan import running
from eduforum.learning.plan.schemas import ArrangedStep, PlanRun, PlanStep, RunStep

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def new_run(count: int) -> PlanRun:
    steps = tuple(RunStep(step=PlanStep(id=str(uuid4()), title=f"step {n}", minutes=5)) for n in range(count))
    return PlanRun(plan="p", title="Plan", steps=steps, titles_shown=False, version=1, ends_at=START)


def session(scheduled: datetime, started: datetime, minutes: int = 90) -> Session:
    return Session(
        id="s", course_id="c", course_title="C", title="S", scheduled_at=scheduled, duration_minutes=minutes,
        status="live", started_at=started, ended_at=None, version=1,
    )  # fmt: skip


def test_a_class_that_began_late_still_ends_when_it_was_announced() -> None:
    late = START + timedelta(minutes=7)

    assert running.end_of(session(START, late)) == START + timedelta(minutes=90)


def test_a_class_that_is_held_another_day_lasts_as_long() -> None:
    other = START + timedelta(days=3)

    assert running.end_of(session(START, other)) == other + timedelta(minutes=90)


_ACTS = st.lists(
    st.tuples(
        st.sampled_from(["start", "finish", "shuffle", "skip", "drop", "back"]),
        st.integers(0, 5),
        st.integers(0, 900),
    ),
    max_size=30,
)


@settings(max_examples=150, deadline=None)
@given(st.integers(1, 6), _ACTS)
def test_at_most_one_step_runs_no_step_is_lost_and_time_is_counted_once(
    count: int, acts: list[tuple[str, int, int]]
) -> None:
    run, now, before, started = new_run(count), START, None, START
    first_start: datetime | None = None
    idle = timedelta()
    for act, number, seconds in acts:
        step = run.steps[number % len(run.steps)]
        earlier = run
        try:
            match act:
                case "start":
                    run, before = running.started(run, step.step.id, now, None), run
                    first_start, started = first_start or now, now
                case "finish":
                    run, before = running.finished(run, step.step.id, now), None
                case "back":
                    run, before = running.went_back(run, before, now), None
                    if run.current is None:
                        # As if it had not been started: that time is no step's.
                        idle += now - started
                    if not run.begun:
                        first_start, idle = None, timedelta()
                case _:
                    open_steps = [each for each in run.steps if each.state not in ("done", "now")]
                    current = [] if run.current is None else [ArrangedStep(step=run.current.step)]
                    if act == "shuffle":
                        open_steps.reverse()
                    wanted = [
                        ArrangedStep(step=each.step, skipped=(each.state == "skipped") != (act == "skip" and n == 0))
                        for n, each in enumerate(open_steps[1:] if act == "drop" and len(run.steps) > 1 else open_steps)
                    ]
                    if act == "drop" and not [*current, *wanted, *(s for s in run.steps if s.state == "done")]:
                        continue
                    run, before = running.arranged(run, [*current, *wanted], list), None
        except EduForumError:
            assert run is earlier
        assert sum(each.state == "now" for each in run.steps) <= 1
        ids = [each.step.id for each in run.steps]
        assert len(ids) == len(set(ids))
        if act != "drop" and act != "back":
            assert set(ids) == {each.step.id for each in earlier.steps}
        assert run is earlier or run.version == earlier.version + 1
        if run.current is None and first_start is not None:
            idle += timedelta(seconds=seconds)
        now += timedelta(seconds=seconds)
        if first_start is not None:
            spent = sum(running.lasted(each, now) for each in run.steps)
            assert spent == (now - first_start - idle).total_seconds()
