"""Where somebody stands in a course by their attendance: the score so far, and how many absences are left."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from fractions import Fraction

import msgspec

from eduforum.courses.attendance.periods import Period, makeups
from eduforum.courses.attendance.policy import AttendancePolicy
from eduforum.courses.attendance.status import Correction, Excuse, PeriodAttendance, judge
from eduforum.courses.intervals import Interval
from eduforum.courses.ratio import Ratio


class Score(msgspec.Struct, frozen=True, kw_only=True):
    """`earned` of `periods`, each 1 at most, of those that are over and count. `from_lates` are absences that lates
    came to, where lates have no credit of their own. No `share` where nothing counts yet."""

    periods: int
    present: int
    late: int
    absent: int
    from_lates: int
    earned: Ratio
    share: Ratio | None


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """`counted` = `absent` + `from_lates` absences of `periods`, which include the `upcoming` ones. Up to `allowed` do
    not fail; `left` is how many more that are. `lates_left` is how many lates come to no further absence. None where
    the policy has no such rule."""

    periods: int
    upcoming: int
    late: int
    absent: int
    from_lates: int
    counted: int
    allowed: int | None
    left: int | None
    lates_left: int | None
    failed: bool


class CourseAttendance(msgspec.Struct, frozen=True, kw_only=True):
    """One person's, with each of the periods that it comes of, by time."""

    periods: tuple[PeriodAttendance, ...]
    score: Score
    standing: Standing


def course_attendance(
    policy: AttendancePolicy,
    periods: Iterable[Period],
    presence: Iterable[Interval],
    *,
    now: datetime,
    outages: Mapping[str, Sequence[Interval]] | None = None,
    corrections: Iterable[Correction] = (),
    excuses: Iterable[Excuse] = (),
) -> CourseAttendance:
    """`periods` are all that the course plans, past and to come; `presence`, corrections and excuses are the person's;
    `outages` are by session, as one room can be down while another is not. The last excuse from a period holds.

    Instants are in UTC.
    """
    planned = sorted(periods, key=lambda period: (period.start, period.number, period.id))
    held_for, presence = makeups(planned), tuple(presence)
    by_hand: dict[str, list[Correction]] = {}
    for correction in corrections:
        by_hand.setdefault(correction.period_id, []).append(correction)
    excused = {excuse.period_id: excuse for excuse in sorted(excuses, key=lambda excuse: excuse.at)}
    judged = tuple(
        judge(
            policy,
            period,
            presence,
            now=now,
            outages=(outages or {}).get(period.session_id, ()),
            corrections=by_hand.get(period.id, ()),
            excuse=excused.get(period.id),
            made_up_by=held_for.get(period.id, ()),
        )
        for period in planned
    )
    return CourseAttendance(periods=judged, score=score(policy, judged), standing=standing(policy, judged))


def score(policy: AttendancePolicy, periods: Sequence[PeriodAttendance]) -> Score:
    """Of what is over: an upcoming period is left out of every score."""
    counted = [period.score for period in periods if period.score != "left_out"]
    late, absent = counted.count("late"), counted.count("absent")
    present = len(counted) - late - absent
    if policy.late_credit is None:
        from_lates = _from_lates(policy, late)
        earned = Fraction(present + late - from_lates)
    else:
        from_lates = 0
        earned = present + late * policy.late_credit.value
    return Score(
        periods=len(counted),
        present=present,
        late=late,
        absent=absent,
        from_lates=from_lates,
        earned=Ratio.of(earned),
        share=Ratio.of(earned / len(counted)) if counted else None,
    )


def standing(policy: AttendancePolicy, periods: Sequence[PeriodAttendance]) -> Standing:
    total = [period.threshold for period in periods if period.threshold != "left_out"]
    late, absent = total.count("late"), total.count("absent")
    from_lates = _from_lates(policy, late)
    counted = absent + from_lates
    allowed = None if policy.failing is None else policy.failing.allowed(len(total))
    each = policy.lates_per_absence
    return Standing(
        periods=len(total),
        upcoming=sum(period.status == "upcoming" for period in periods),
        late=late,
        absent=absent,
        from_lates=from_lates,
        counted=counted,
        allowed=allowed,
        left=None if allowed is None else max(0, allowed - counted),
        lates_left=None if each is None else each - 1 - late % each,
        failed=allowed is not None and counted > allowed,
    )


def _from_lates(policy: AttendancePolicy, late: int) -> int:
    """Whole absences only: two lates of three are none."""
    return 0 if policy.lates_per_absence is None else late // policy.lates_per_absence
