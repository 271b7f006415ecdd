"""What late work is worth, exactly, and what that follows from. The raw points are never touched: a policy is a layer
over them, and another policy gives another outcome of the same work."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import Literal, NamedTuple

import msgspec

from eduforum.courses.intervals import Interval
from eduforum.courses.lateness.deadline import Deadline, Extension, deadline, lateness
from eduforum.courses.lateness.policy import LatePolicy
from eduforum.courses.ratio import Ratio

State = Literal["not_due", "awaiting", "missing", "scored"]
"""`awaiting` a grade; `missing` once the deadline with its grace is over and nothing came that is taken."""

_MICROSECOND = timedelta(microseconds=1)
_UNITS = {"hour": timedelta(hours=1), "day": timedelta(days=1)}
_ZERO = Fraction(0)


class Submission(msgspec.Struct, frozen=True, kw_only=True):
    """`started_at` is when its upload began, of those that were completed; `earned` are points, None before grading."""

    id: str
    started_at: datetime
    earned: Decimal | None = None


class Work(msgspec.Struct, frozen=True, kw_only=True):
    """One person's work for one assignment of `possible` points, with all that was submitted. `factor` is of the
    person's accommodations. Instants are in UTC."""

    id: str
    possible: Decimal
    opened_at: datetime
    due_at: datetime
    submissions: tuple[Submission, ...] = ()
    factor: Ratio | None = None
    extension: Extension | None = None
    outages: tuple[Interval, ...] = ()


class Penalty(msgspec.Struct, frozen=True, kw_only=True):
    """`units` late at the policy's percentage of `base` points are `due` points off; `taken` is less where the floor
    holds or no more was earned."""

    late: timedelta
    units: Fraction
    base: Decimal
    due: Fraction
    taken: Fraction


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """`score` is in points, None where there is none (yet): a missing work has 0 or None, as the policy says. `counts`
    is the submission that does; `refused` came after the last day. No `penalty` before grading."""

    state: State
    deadline: Deadline
    counts: Submission | None = None
    refused: tuple[str, ...] = ()
    penalty: Penalty | None = None
    score: Fraction | None = None


class _Timed(NamedTuple):
    submission: Submission
    late: timedelta


def outcome(policy: LatePolicy, work: Work, now: datetime) -> Outcome:
    """What the policy makes of the work at a moment."""
    until = deadline(
        work.opened_at,
        work.due_at,
        factor=work.factor,
        extension=work.extension,
        outages=work.outages,
        outage_hours=policy.outage_hours,
    )
    timed = [
        _Timed(submission, lateness(until.at, submission.started_at, work.outages))
        for submission in sorted(work.submissions, key=lambda submission: submission.started_at)
    ]
    taken = [each for each in timed if _is_taken(policy, each.late)]
    refused = tuple(each.submission.id for each in timed if not _is_taken(policy, each.late))
    if not taken:
        passed = lateness(until.at, now, work.outages)
        if _is_in_time(policy, passed):
            return Outcome(state="not_due", deadline=until)
        zero = _ZERO if _is_zero(policy, passed) else None
        return Outcome(state="missing", deadline=until, refused=refused, score=zero)
    counts = _counting(policy, work, taken)
    earned = counts.submission.earned
    if earned is None:
        return Outcome(state="awaiting", deadline=until, counts=counts.submission, refused=refused)
    penalty = _penalty(policy, work, earned, counts.late)
    return Outcome(
        state="scored",
        deadline=until,
        counts=counts.submission,
        refused=refused,
        penalty=penalty,
        score=Fraction(earned) - penalty.taken,
    )


def _is_in_time(policy: LatePolicy, late: timedelta) -> bool:
    return late <= timedelta(minutes=policy.grace_minutes)


def _is_taken(policy: LatePolicy, late: timedelta) -> bool:
    if policy.suspended or policy.last_day is None or _is_in_time(policy, late):
        return True
    return late <= timedelta(days=policy.last_day)


def _is_zero(policy: LatePolicy, passed: timedelta) -> bool:
    if policy.suspended or policy.missing_zero == "never":
        return False
    return policy.missing_zero == "deadline" or not _is_taken(policy, passed)


def _counting(policy: LatePolicy, work: Work, taken: Sequence[_Timed]) -> _Timed:
    match policy.submission:
        case "first":
            return taken[0]
        case "last":
            return taken[-1]
        case "last_on_time":
            in_time = [each for each in taken if _is_in_time(policy, each.late)]
            return (in_time or taken)[-1]
        case "best":
            kept = [
                (Fraction(earned) - _penalty(policy, work, earned, each.late).taken, each)
                for each in taken
                if (earned := each.submission.earned) is not None
            ]
            return max(kept, key=lambda pair: pair[0])[1] if kept else taken[-1]


def _penalty(policy: LatePolicy, work: Work, earned: Decimal, late: timedelta) -> Penalty:
    base = earned if policy.of == "earned" else work.possible
    units = _ZERO
    if not policy.suspended and not _is_in_time(policy, late):
        units = Fraction(late // _MICROSECOND, _UNITS[policy.unit] // _MICROSECOND)
        if policy.counting == "started":
            units = Fraction(ceil(units))
    due = Fraction(base) * Fraction(policy.percent) / 100 * units
    least = Fraction(base) * Fraction(policy.floor_percent) / 100
    most = max(_ZERO, Fraction(earned) - least)
    return Penalty(late=late, units=units, base=base, due=due, taken=min(due, most))
