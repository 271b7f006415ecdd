"""Who was there, late or absent, period by period, and what that comes to in a course."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Literal

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eduforum.courses.attendance.periods import Period, divide
from eduforum.courses.attendance.policy import AttendancePolicy, Effect, ExcuseRule, FailingThreshold
from eduforum.courses.attendance.standing import CourseAttendance, course_attendance
from eduforum.courses.attendance.status import (
    Arrival,
    Corrected,
    Correction,
    Excuse,
    Excused,
    Mark,
    NotHeld,
    PeriodAttendance,
    Stay,
    judge,
)
from eduforum.courses.intervals import Interval
from eduforum.courses.ratio import Ratio

START = datetime(2026, 3, 2, 0, 0, tzinfo=UTC)
AFTER_TERM = START + timedelta(days=365)

ABOVE_A_QUARTER = FailingThreshold(share=Ratio(1, 4), comparison="more_than")
A_QUARTER = FailingThreshold(share=Ratio(1, 4), comparison="at_least")

POLICY = AttendancePolicy(
    on_time_minutes=5, late_minutes=20, least_share=Ratio(1, 2), lates_per_absence=3, failing=ABOVE_A_QUARTER,
    excuses=(
        ExcuseRule(kind="예비군", score="present", threshold="present"),
        ExcuseRule(kind="질병", score="left_out", threshold="absent"),
        ExcuseRule(kind="경조사", score="late", threshold="left_out"),
    ),
)  # fmt: skip

(PERIOD,) = divide("session", START, count=1, minutes=50)


def at(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)


def stay(start: float, end: float) -> Interval:
    return Interval(at(start), at(end))


def status(
    *stays: Interval,
    policy: AttendancePolicy = POLICY,
    period: Period = PERIOD,
    now: datetime = AFTER_TERM,
    outages: Sequence[Interval] = (),
    corrections: Sequence[Correction] = (),
    excuse: Excuse | None = None,
) -> PeriodAttendance:
    return judge(policy, period, stays, now=now, outages=outages, corrections=corrections, excuse=excuse)


def correction(mark: Mark | None, *, days: int = 1, why: str = "봤어요", period: Period = PERIOD) -> Correction:
    return Correction(period_id=period.id, mark=mark, by="han", at=START + timedelta(days=days), why=why)


def excuse(kind: str, period: Period = PERIOD) -> Excuse:
    return Excuse(period_id=period.id, kind=kind, by="han", at=START, why="진단서")


def term(count: int) -> list[Period]:
    """As many periods, one a day."""
    return [divide(f"day-{day}", START + timedelta(days=day), count=1, minutes=50)[0] for day in range(count)]


def attended(periods: Sequence[Period], marks: str) -> list[Interval]:
    """A letter a period: `.` there, `l` late, `x` absent."""
    late = {".": 0, "l": 10}
    return [
        Interval(period.start + timedelta(minutes=late[mark]), period.end)
        for period, mark in zip(periods, marks, strict=False)
        if mark != "x"
    ]


def course(marks: str, policy: AttendancePolicy = POLICY, total: int | None = None) -> CourseAttendance:
    """After these periods, of `total` that the course has."""
    periods = term(total or len(marks))
    now = START + timedelta(days=len(marks))
    return course_attendance(policy, periods, attended(periods, marks), now=now)


def failing(threshold: FailingThreshold) -> AttendancePolicy:
    return msgspec.structs.replace(POLICY, failing=threshold)


# One period.


@pytest.mark.parametrize(
    ("arrives", "mark"),
    [(-10, "present"), (0, "present"), (5, "present"), (5.01, "late"), (20, "late"), (20.01, "absent"), (49, "absent")],
)
def test_who_comes_within_the_windows_is_on_time_or_late(arrives: float, mark: Mark) -> None:
    assert status(stay(arrives, 50)).status == mark


def test_without_an_end_of_the_late_window_the_share_alone_makes_absent() -> None:
    policy = msgspec.structs.replace(POLICY, late_minutes=None)

    assert status(stay(25, 50), policy=policy).status == "late"
    assert status(stay(25.01, 50), policy=policy).status == "absent"


def test_who_leaves_before_the_least_share_is_absent() -> None:
    assert status(stay(0, 25)).status == "present"
    assert status(stay(0, 24.99)).status == "absent"


def test_the_share_is_an_exact_fraction() -> None:
    policy = msgspec.structs.replace(POLICY, least_share=Ratio(1, 3))
    third = Interval(START, START + timedelta(minutes=50) / 3)
    period = Period(id="p", session_id="s", number=1, start=START, end=START + 3 * (third.end - third.start))

    assert status(third, policy=policy, period=period).status == "present"
    shorter = Interval(START, third.end - timedelta(microseconds=1))
    assert status(shorter, policy=policy, period=period).status == "absent"


def test_devices_and_breakouts_are_one_presence() -> None:
    found = status(stay(0, 10), stay(8, 20), stay(15, 18), stay(30, 50))

    assert found.status == "present"
    assert found.stays == (stay(0, 20), stay(30, 50))


def test_what_is_outside_of_the_period_is_no_presence_in_it() -> None:
    found = status(stay(-30, -1), stay(55, 100))

    assert (found.status, found.stays) == ("absent", ())


def test_each_period_of_a_session_has_a_status_of_its_own() -> None:
    periods = divide("session", START, count=3, minutes=50, pause=10)

    found = course_attendance(POLICY, periods, [stay(0, 55), stay(70, 110)], now=AFTER_TERM)

    assert [period.status for period in found.periods] == ["present", "late", "absent"]
    assert [period.period.id for period in found.periods] == ["session/1", "session/2", "session/3"]


def test_a_period_that_is_not_over_is_upcoming_whoever_is_there() -> None:
    found = status(stay(0, 40), now=at(40))

    assert (found.status, found.score, found.threshold) == ("upcoming", "left_out", "present")


def test_a_period_is_over_with_its_last_minute() -> None:
    assert status(stay(0, 50), now=PERIOD.end).status == "present"


def test_the_status_carries_what_it_follows_from() -> None:
    arrival, there = status(stay(7, 30), outages=[stay(0, 4)]).steps

    assert arrival == Arrival(at=at(7), after=timedelta(minutes=3), mark="present")
    assert there == Stay(present=timedelta(minutes=23), counted=timedelta(minutes=46), least=Ratio(1, 2), enough=True)


def test_a_status_can_be_sent_as_it_is() -> None:
    found = status(stay(7, 30), corrections=[correction("absent")], excuse=excuse("질병"))

    assert msgspec.json.decode(msgspec.json.encode(found), type=PeriodAttendance) == found


# Outages.


def test_minutes_of_an_outage_are_no_lateness() -> None:
    assert status(stay(14, 50)).status == "late"
    assert status(stay(14, 50), outages=[stay(0, 10)]).status == "present"


def test_minutes_of_an_outage_are_no_absence() -> None:
    assert status(stay(0, 20)).status == "absent"
    assert status(stay(0, 20), outages=[stay(20, 40)]).status == "present"


def test_a_host_who_comes_late_makes_nobody_late() -> None:
    """Until then the room is not open, which is an outage like any other."""
    assert status(stay(18, 50), outages=[stay(-5, 15)]).status == "present"


def test_a_period_that_was_all_outage_is_lost_and_counts_like_a_cancelled_one() -> None:
    assert status(outages=[stay(-5, 60)]).steps == (NotHeld(outage=True),)
    for rule, effect in (("left_out", "left_out"), ("attended", "present")):
        found = status(outages=[stay(-5, 60)], policy=msgspec.structs.replace(POLICY, cancelled=rule))
        assert (found.status, found.score, found.threshold) == ("lost", effect, effect)


def test_an_outage_is_of_the_session_whose_room_was_down() -> None:
    one, other = term(2)
    late = [Interval(period.start + timedelta(minutes=10), period.end) for period in (one, other)]

    found = course_attendance(
        POLICY, [one, other], late, now=AFTER_TERM, outages={one.session_id: [Interval(one.start, late[0].start)]}
    )

    assert [period.status for period in found.periods] == ["present", "late"]


# Corrections and excuses.


def test_a_correction_holds_over_presence_and_says_who_and_why() -> None:
    found = status(corrections=[correction("present", why="기기 고장")])

    assert found.status == "present"
    assert found.steps[-1] == Corrected(measured="absent", corrections=(correction("present", why="기기 고장"),))


def test_the_last_correction_holds_and_those_before_it_are_kept() -> None:
    history = [correction("late", days=2), correction("present", days=1)]

    found = status(corrections=history)

    assert found.status == "late"
    assert found.steps[-1] == Corrected(measured="absent", corrections=(history[1], history[0]))


def test_a_correction_can_be_taken_back() -> None:
    assert status(corrections=[correction("present", days=1), correction(None, days=2)]).status == "absent"


def test_staff_may_mark_before_the_period_is_over() -> None:
    assert status(now=at(10), corrections=[correction("present", days=0)]).status == "present"


@pytest.mark.parametrize(
    ("kind", "score", "threshold"),
    [("예비군", "present", "present"), ("질병", "left_out", "absent"), ("경조사", "late", "left_out")],
)
def test_an_excuse_does_what_its_rule_says_to_score_and_threshold_apart(
    kind: str, score: Effect, threshold: Effect
) -> None:
    found = status(excuse=excuse(kind))

    assert (found.status, found.score, found.threshold) == ("excused", score, threshold)
    assert found.steps[-1] == Excused(mark="absent", excuse=excuse(kind), rule=POLICY.rule(kind))


def test_an_excuse_never_makes_it_worse() -> None:
    late = status(stay(10, 50), excuse=excuse("질병"))
    present = status(stay(0, 50), excuse=excuse("질병"))

    assert (late.status, late.score, late.threshold) == ("excused", "left_out", "late")
    assert (present.status, present.score, present.threshold) == ("present", "present", "present")


def test_an_excuse_without_a_rule_does_nothing_and_stays_to_be_seen() -> None:
    found = status(excuse=excuse("늦잠"))

    assert found.status == "absent"
    assert found.steps[-1] == Excused(mark="absent", excuse=excuse("늦잠"), rule=None)


def test_the_last_excuse_from_a_period_holds() -> None:
    later = msgspec.structs.replace(excuse("예비군"), at=START + timedelta(days=1))

    found = course_attendance(POLICY, [PERIOD], [], now=AFTER_TERM, excuses=[later, excuse("질병")])

    assert found.periods[0].threshold == "present"


# Cancelled periods and makeups.


def cancelled_and_made_up(*, cancelled_makeup: bool = False, second_makeup: bool = False) -> list[Period]:
    first, second, third = term(3)
    periods = [
        msgspec.structs.replace(first, cancelled=True),
        msgspec.structs.replace(second, makes_up=first.id, cancelled=cancelled_makeup),
    ]
    return [*periods, msgspec.structs.replace(third, makes_up=second.id)] if second_makeup else periods


@pytest.mark.parametrize(("rule", "total"), [("left_out", 3), ("attended", 4)])
def test_a_cancelled_period_is_left_out_or_taken_as_attended(rule: Literal["left_out", "attended"], total: int) -> None:
    periods = term(4)
    periods[1] = msgspec.structs.replace(periods[1], cancelled=True)
    policy = msgspec.structs.replace(POLICY, cancelled=rule)

    found = course_attendance(policy, periods, [], now=AFTER_TERM)

    assert found.periods[1].status == "cancelled"
    assert (found.standing.periods, found.standing.absent) == (total, 3)


def test_a_makeup_stands_for_the_period_that_was_cancelled() -> None:
    policy = msgspec.structs.replace(POLICY, cancelled="attended")

    found = course_attendance(policy, cancelled_and_made_up(), [], now=AFTER_TERM)

    assert [period.status for period in found.periods] == ["made_up", "absent"]
    assert found.periods[0].steps == (NotHeld(made_up_by=("day-1/1",)),)
    assert (found.standing.periods, found.standing.absent) == (1, 1)


def test_a_makeup_that_is_cancelled_leaves_the_first_one_cancelled() -> None:
    policy = msgspec.structs.replace(POLICY, cancelled="attended")

    found = course_attendance(policy, cancelled_and_made_up(cancelled_makeup=True), [], now=AFTER_TERM)

    assert [period.status for period in found.periods] == ["cancelled", "cancelled"]
    assert found.standing.periods == 1


def test_a_makeup_of_a_makeup_stands_for_the_first_one() -> None:
    periods = cancelled_and_made_up(cancelled_makeup=True, second_makeup=True)

    found = course_attendance(POLICY, periods, [], now=AFTER_TERM)

    assert [period.status for period in found.periods] == ["made_up", "made_up", "absent"]
    assert found.standing.periods == 1


def test_makeups_that_name_each_other_are_judged_all_the_same() -> None:
    one, other = term(2)
    periods = [
        msgspec.structs.replace(one, cancelled=True, makes_up=other.id),
        msgspec.structs.replace(other, cancelled=True, makes_up=one.id),
    ]

    found = course_attendance(POLICY, periods, [], now=AFTER_TERM)

    assert [period.status for period in found.periods] == ["cancelled", "cancelled"]


def test_a_voluntary_makeup_counts_for_who_is_there_and_against_nobody() -> None:
    policy = msgspec.structs.replace(POLICY, makeup="voluntary")
    periods = cancelled_and_made_up()

    effects = [
        course_attendance(policy, periods, attended(periods, marks), now=AFTER_TERM).periods[1].threshold
        for marks in ("x.", "xl", "xx")
    ]

    assert effects == ["present", "left_out", "left_out"]


# Over a course.


def test_fifteen_absences_and_thirteen_lates_of_75_fail_above_a_quarter() -> None:
    found = course("x" * 15 + "l" * 13 + "." * 47).standing

    assert (found.absent, found.late, found.from_lates, found.counted) == (15, 13, 4, 19)
    assert (found.allowed, found.left, found.failed) == (18, 0, True)


@pytest.mark.parametrize(("absences", "failed"), [(22, False), (23, True)])
def test_of_90_periods_22_absences_pass_and_23_fail(absences: int, failed: bool) -> None:
    assert course("x" * absences + "." * (90 - absences)).standing.failed is failed


def test_a_quarter_or_more_differs_from_above_a_quarter_at_the_boundary() -> None:
    marks = "x" * 20 + "." * 60

    assert not course(marks, failing(ABOVE_A_QUARTER)).standing.failed
    assert course(marks, failing(A_QUARTER)).standing.failed
    assert not course(marks.replace("x", ".", 1), failing(A_QUARTER)).standing.failed


def test_students_see_how_many_absences_are_left_of_all_that_are_planned() -> None:
    found = course("xxl..", total=75).standing

    assert (found.periods, found.upcoming) == (75, 70)
    assert (found.allowed, found.counted, found.left) == (18, 2, 16)
    assert found.lates_left == 1


@given(st.text("x.l", max_size=30), st.integers(1, 40), st.sampled_from(["more_than", "at_least"]))
@settings(max_examples=60, deadline=None)
def test_as_many_absences_as_are_left_do_not_fail_and_one_more_does(
    marks: str, more: int, comparison: Literal["more_than", "at_least"]
) -> None:
    policy = failing(FailingThreshold(share=Ratio(1, 4), comparison=comparison))
    total = len(marks) + more
    now = course(marks, policy, total).standing
    assert now.left is not None

    def then(absences: int) -> bool:
        return course(marks + "x" * absences, policy, total).standing.failed

    if now.failed:
        assert now.left == 0
    elif now.left < more:
        assert not then(now.left)
        assert then(now.left + 1)
    else:
        assert not then(more)


def test_the_score_is_of_what_is_over() -> None:
    found = course("..x.", total=10).score

    assert (found.periods, found.share) == (4, Ratio(3, 4))


def test_lates_cost_the_score_what_they_cost_at_the_threshold_or_have_their_own_credit() -> None:
    half = msgspec.structs.replace(POLICY, late_credit=Ratio(1, 2))

    assert course("lll.").score.share == Ratio(3, 4)
    assert course("ll..").score.share == Ratio(1)
    assert course("lll.", half).score.share == Ratio(5, 8)


def test_before_the_first_period_there_is_no_score_and_nobody_fails() -> None:
    for threshold in (ABOVE_A_QUARTER, A_QUARTER):
        found = course_attendance(failing(threshold), [], [], now=START)
        assert (found.score.share, found.standing.failed, found.standing.left) == (None, False, 0)


def test_without_rules_nothing_is_said_of_them() -> None:
    found = course("xxl", AttendancePolicy(on_time_minutes=5)).standing

    assert (found.allowed, found.left, found.lates_left, found.failed) == (None, None, None, False)


# Policies.


@pytest.mark.parametrize(
    "policy",
    [
        '{"on_time_minutes":10,"late_minutes":5}',
        '{"on_time_minutes":5,"least_share":{"numerator":3,"denominator":2}}',
        '{"on_time_minutes":5,"least_share":{"numerator":1,"denominator":0}}',
        '{"on_time_minutes":5,"late_credit":{"numerator":2}}',
        '{"on_time_minutes":5,"late_credit":{"numerator":1,"denominator":1000003}}',
        '{"on_time_minutes":5,"failing":{"share":{"numerator":0},"comparison":"at_least"}}',
        '{"on_time_minutes":5,"excuses":[{"kind":"a","score":"late","threshold":"late"},'
        '{"kind":"a","score":"present","threshold":"late"}]}',
    ],
)
def test_a_policy_that_means_nothing_is_refused(policy: str) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(policy, type=AttendancePolicy)


def test_a_policy_is_kept_as_it_was_entered() -> None:
    kept = msgspec.json.decode(msgspec.json.encode(POLICY), type=AttendancePolicy)

    assert kept == POLICY


# Whatever presence looks like.

EFFECTS: st.SearchStrategy[Effect] = st.sampled_from(["present", "late", "absent", "left_out"])
SHARES = st.integers(0, 4).map(lambda quarters: Ratio(quarters, 4))
STAYS = st.lists(
    st.tuples(st.integers(-10, 60), st.integers(0, 40)).map(lambda pair: stay(pair[0], pair[0] + pair[1])), max_size=5
)
RANK: dict[str, int] = {"absent": 0, "late": 1, "left_out": 2, "present": 3}


@st.composite
def policies(draw: st.DrawFn) -> AttendancePolicy:
    on_time = draw(st.integers(0, 15))
    return AttendancePolicy(
        on_time_minutes=on_time,
        late_minutes=draw(st.none() | st.integers(on_time, 60)),
        least_share=draw(SHARES),
        lates_per_absence=draw(st.none() | st.integers(1, 4)),
        late_credit=draw(st.none() | SHARES),
        excuses=(ExcuseRule(kind="질병", score=draw(EFFECTS), threshold=draw(EFFECTS)),),
        makeup=draw(st.sampled_from(["required", "voluntary"])),
    )


def situations() -> st.SearchStrategy[tuple[AttendancePolicy, Period, list[Interval], Excuse | None]]:
    makeup = msgspec.structs.replace(PERIOD, makes_up="another")
    return st.tuples(policies(), st.sampled_from([PERIOD, makeup]), STAYS, st.sampled_from([None, excuse("질병")]))


@given(situations(), STAYS, st.integers(0, 50))
@settings(deadline=None)
def test_neither_a_break_in_the_line_nor_a_second_device_changes_a_status(
    situation: tuple[AttendancePolicy, Period, list[Interval], Excuse | None], outages: list[Interval], split: int
) -> None:
    policy, period, stays, excused = situation

    def found(*presence: Interval) -> PeriodAttendance:
        return status(*presence, policy=policy, period=period, outages=outages, excuse=excused)

    pieces = [
        piece
        for each in stays
        for piece in (Interval(each.start, min(each.end, at(split))), Interval(max(each.start, at(split)), each.end))
    ]
    second_device = [Interval(each.start + (each.end - each.start) / 3, each.end) for each in stays]

    assert found(*pieces) == found(*stays)
    assert found(*stays, *second_device) == found(*stays)


@given(situations(), STAYS, STAYS)
@settings(deadline=None)
def test_more_presence_never_makes_it_worse(
    situation: tuple[AttendancePolicy, Period, list[Interval], Excuse | None],
    more: list[Interval],
    outages: list[Interval],
) -> None:
    policy, period, stays, excused = situation
    less, full = (
        status(*presence, policy=policy, period=period, outages=outages, excuse=excused)
        for presence in (stays, [*stays, *more])
    )

    assert RANK[full.score] >= RANK[less.score]
    assert RANK[full.threshold] >= RANK[less.threshold]


@given(situations(), STAYS)
@settings(deadline=None)
def test_who_was_there_all_the_time_is_present_whatever_the_outages(
    situation: tuple[AttendancePolicy, Period, list[Interval], Excuse | None], outages: list[Interval]
) -> None:
    policy, period, _, excused = situation

    assert status(stay(0, 50), policy=policy, period=period, outages=outages, excuse=excused).status in (
        "present",
        "lost",
    )


@given(policies(), st.text("x.l", min_size=1, max_size=20), st.data())
@settings(max_examples=60, deadline=None)
def test_coming_to_one_more_period_lowers_neither_score_nor_what_is_left(
    policy: AttendancePolicy, marks: str, data: st.DataObject
) -> None:
    policy = msgspec.structs.replace(
        policy, failing=ABOVE_A_QUARTER, least_share=Ratio(1, 2), on_time_minutes=5, late_minutes=20
    )
    place = data.draw(st.integers(0, len(marks) - 1))
    before, after = course(marks, policy), course(f"{marks[:place]}.{marks[place + 1 :]}", policy)

    assert share(after) >= share(before)
    assert (after.standing.left or 0) >= (before.standing.left or 0)


def share(found: CourseAttendance) -> Fraction:
    return found.score.share.value if found.score.share is not None else Fraction(0)
