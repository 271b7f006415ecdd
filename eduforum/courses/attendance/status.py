"""What somebody's attendance of one period is, and from what that follows.

The clock of a period stands still during an outage: those minutes are neither lateness nor absence nor presence.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

import msgspec

from eduforum.courses.attendance.periods import Period
from eduforum.courses.attendance.policy import AttendancePolicy, Effect, ExcuseRule
from eduforum.courses.intervals import Interval, difference, intersection, length
from eduforum.courses.ratio import Ratio

Mark = Literal["present", "late", "absent"]
Status = Literal["present", "late", "absent", "excused", "cancelled", "made_up", "lost", "upcoming"]
"""`made_up` is a cancelled period that another is held for, `lost` one that was an outage from start to end, `upcoming`
one that is not over."""

# Where a rule may leave things as they are or take them for something else, it does the better.
_RANK: dict[Effect, int] = {"absent": 0, "late": 1, "left_out": 2, "present": 3}


class Correction(msgspec.Struct, frozen=True, kw_only=True):
    """Staff set a mark by hand; None takes the marks before it back. The last one holds."""

    period_id: str
    mark: Mark | None
    by: str
    at: datetime
    why: str


class Excuse(msgspec.Struct, frozen=True, kw_only=True):
    """A period that somebody was excused from, or for."""

    period_id: str
    kind: str
    by: str
    at: datetime
    why: str


class Arrival(msgspec.Struct, frozen=True, kw_only=True, tag_field="step", tag="arrival"):
    """By `on_time_minutes` and `late_minutes`. `after` is the period's own time up to the arrival."""

    at: datetime | None
    after: timedelta | None
    mark: Mark


class Stay(msgspec.Struct, frozen=True, kw_only=True, tag_field="step", tag="stay"):
    """By `least_share`: there for `present` of the `counted` time of the period, which is what no outage took."""

    present: timedelta
    counted: timedelta
    least: Ratio
    enough: bool


class Corrected(msgspec.Struct, frozen=True, kw_only=True, tag_field="step", tag="corrected"):
    """By hand. `measured` is what presence gave, None where it gave nothing (yet); earlier corrections stand first."""

    measured: Mark | None
    corrections: tuple[Correction, ...]


class Excused(msgspec.Struct, frozen=True, kw_only=True, tag_field="step", tag="excused"):
    """By the rule for that kind of excuse; None where the policy has none. `mark` is what holds without it."""

    mark: Mark
    excuse: Excuse
    rule: ExcuseRule | None


class NotHeld(msgspec.Struct, frozen=True, kw_only=True, tag_field="step", tag="not_held"):
    """By `cancelled`. `made_up_by` are the periods held in its place, without which it counts as the policy says;
    `makes_up` is set for a makeup that is cancelled and hence counts nowhere."""

    outage: bool = False
    made_up_by: tuple[str, ...] = ()
    makes_up: str | None = None


class Voluntary(msgspec.Struct, frozen=True, kw_only=True, tag_field="step", tag="voluntary"):
    """By `makeup`: what would be held against the person is left out."""

    makes_up: str


Step = Arrival | Stay | Corrected | Excused | NotHeld | Voluntary


class PeriodAttendance(msgspec.Struct, frozen=True, kw_only=True):
    """`stays` is when the person was there, on whichever device and in whichever group, within the period; `outages`
    what of the period nobody is asked for. An upcoming period is taken as attended at the threshold. The `steps` lead
    from these to the status, in the order in which they were taken."""

    period: Period
    status: Status
    score: Effect
    threshold: Effect
    stays: tuple[Interval, ...]
    outages: tuple[Interval, ...]
    steps: tuple[Step, ...]


def judge(
    policy: AttendancePolicy,
    period: Period,
    presence: Iterable[Interval],
    *,
    now: datetime,
    outages: Iterable[Interval] = (),
    corrections: Iterable[Correction] = (),
    excuse: Excuse | None = None,
    made_up_by: Sequence[str] = (),
) -> PeriodAttendance:
    """`presence` may overlap, touch and reach beyond the period; corrections are of this period and person.

    Instants are in UTC.
    """
    stays, lost = intersection([period.interval], presence), intersection([period.interval], outages)
    if period.cancelled:
        verdict = _not_held(policy, period, made_up_by)
    else:
        measured, steps = _measured(policy, period, stays, lost) if period.end <= now else (None, ())
        verdict = _held(policy, period, measured, steps, now, corrections, excuse)
    return PeriodAttendance(
        period=period,
        status=verdict.status,
        score=verdict.score,
        threshold=verdict.threshold,
        stays=stays,
        outages=lost,
        steps=verdict.steps,
    )


class _Verdict(NamedTuple):
    status: Status
    score: Effect
    threshold: Effect
    steps: tuple[Step, ...]


def _not_held(policy: AttendancePolicy, period: Period, made_up_by: Sequence[str]) -> _Verdict:
    step = NotHeld(made_up_by=tuple(made_up_by), makes_up=period.makes_up)
    effect: Effect = "left_out" if made_up_by or period.makes_up is not None else policy.not_held
    return _Verdict("made_up" if made_up_by else "cancelled", effect, effect, (step,))


def _held(
    policy: AttendancePolicy,
    period: Period,
    measured: Mark | None,
    steps: tuple[Step, ...],
    now: datetime,
    corrections: Iterable[Correction],
    excuse: Excuse | None,
) -> _Verdict:
    history = tuple(sorted(corrections, key=lambda correction: correction.at))
    if history:
        steps = (*steps, Corrected(measured=measured, corrections=history))
    mark = (history[-1].mark if history else None) or measured
    if mark is None:
        if period.end > now:
            return _Verdict("upcoming", "left_out", "present", steps)
        return _Verdict("lost", policy.not_held, policy.not_held, (*steps, NotHeld(outage=True)))
    verdict = _Verdict(mark, mark, mark, steps)
    if excuse is not None and mark != "present":
        verdict = _excused(verdict, mark, excuse, policy.rule(excuse.kind))
    if period.makes_up is not None and policy.makeup == "voluntary":
        verdict = _spared(verdict, period.makes_up)
    return verdict


def _excused(verdict: _Verdict, mark: Mark, excuse: Excuse, rule: ExcuseRule | None) -> _Verdict:
    steps = (*verdict.steps, Excused(mark=mark, excuse=excuse, rule=rule))
    if rule is None:
        return verdict._replace(steps=steps)
    score, threshold = _better(mark, rule.score), _better(mark, rule.threshold)
    return _Verdict(mark if score == threshold == mark else "excused", score, threshold, steps)


def _spared(verdict: _Verdict, makes_up: str) -> _Verdict:
    score, threshold = _better(verdict.score, "left_out"), _better(verdict.threshold, "left_out")
    if (score, threshold) == (verdict.score, verdict.threshold):
        return verdict
    return _Verdict(verdict.status, score, threshold, (*verdict.steps, Voluntary(makes_up=makes_up)))


def _measured(
    policy: AttendancePolicy, period: Period, stays: Sequence[Interval], lost: Sequence[Interval]
) -> tuple[Mark | None, tuple[Step, ...]]:
    """What presence alone says. None where an outage left no time to be present in."""
    counted = difference([period.interval], lost)
    whole = length(counted)
    if not whole:
        return None, ()
    there = intersection(counted, stays)
    present = length(there)
    at = there[0].start if there else None
    after = None if at is None else length(intersection(counted, [Interval(period.start, at)]))
    mark = _arrived(policy, after)
    least = policy.least_share
    enough = present * least.denominator >= whole * least.numerator
    steps = (
        Arrival(at=at, after=after, mark=mark),
        Stay(present=present, counted=whole, least=least, enough=enough),
    )
    return mark if enough else "absent", steps


def _arrived(policy: AttendancePolicy, after: timedelta | None) -> Mark:
    if after is None:
        return "absent"
    if after <= timedelta(minutes=policy.on_time_minutes):
        return "present"
    if policy.late_minutes is None or after <= timedelta(minutes=policy.late_minutes):
        return "late"
    return "absent"


def _better(one: Effect, other: Effect) -> Effect:
    return max(one, other, key=_RANK.__getitem__)
