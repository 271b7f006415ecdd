"""What late work is worth, until when it is in time, and what another policy would change."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eduforum.courses.intervals import Interval
from eduforum.courses.lateness.copying import confirmed, shifted, suspended
from eduforum.courses.lateness.deadline import Extension
from eduforum.courses.lateness.policy import LatePolicy
from eduforum.courses.lateness.preview import preview
from eduforum.courses.lateness.scoring import Outcome, Penalty, Submission, Work, outcome
from eduforum.courses.ratio import Ratio

DUE = datetime(2026, 4, 10, 15, 0, tzinfo=UTC)
OPENED = DUE - timedelta(days=7)
MUCH_LATER = DUE + timedelta(days=100)

TEN_A_DAY = LatePolicy(percent=Decimal(10))


def policy(**changes: Any) -> LatePolicy:
    return msgspec.structs.replace(TEN_A_DAY, **changes)


def hours(number: float) -> datetime:
    """After the deadline."""
    return DUE + timedelta(hours=number)


def handed_in(after: float, earned: Decimal | int | None = 80, id: str = "one") -> Submission:
    return Submission(id=id, started_at=hours(after), earned=None if earned is None else Decimal(earned))


def down(start: float, end: float) -> Interval:
    return Interval(hours(start), hours(end))


def work(*submissions: Submission, **fields: Any) -> Work:
    return Work(id="work", possible=Decimal(100), opened_at=OPENED, due_at=DUE, submissions=submissions, **fields)


def found(policy: LatePolicy, *submissions: Submission, now: datetime = MUCH_LATER, **fields: Any) -> Outcome:
    return outcome(policy, work(*submissions, **fields), now)


def score(policy: LatePolicy, *submissions: Submission, **fields: Any) -> Fraction | None:
    return found(policy, *submissions, **fields).score


# How much.


@pytest.mark.parametrize(("after", "kept"), [(-1, 80), (0, 80), (0.001, 70), (24, 70), (24.001, 60), (48, 60)])
def test_a_started_day_is_taken_off_whole(after: float, kept: int) -> None:
    assert score(TEN_A_DAY, handed_in(after)) == kept


def test_prorated_time_is_taken_off_exactly() -> None:
    prorated = policy(counting="prorated")

    assert score(prorated, handed_in(8)) == 80 - Fraction(10, 3)
    assert score(policy(counting="prorated", unit="hour"), handed_in(0.5)) == 75


def test_a_part_of_what_was_earned_or_of_what_was_possible() -> None:
    assert score(policy(of="earned"), handed_in(1)) == 72
    assert score(policy(of="possible"), handed_in(1)) == 70


def test_the_floor_is_of_the_same_and_never_gives_more_than_was_earned() -> None:
    assert score(policy(of="earned", floor_percent=Decimal(50)), handed_in(24 * 9)) == 40
    assert score(policy(of="possible", floor_percent=Decimal(50)), handed_in(24 * 9)) == 50
    assert score(policy(of="possible", floor_percent=Decimal(50)), handed_in(24 * 9, 30)) == 30


def test_without_a_floor_nothing_is_the_least() -> None:
    assert score(TEN_A_DAY, handed_in(24 * 30)) == 0


def test_within_the_grace_nothing_is_late_and_beyond_it_all_of_the_time() -> None:
    graceful = policy(unit="hour", grace_minutes=90)

    assert score(graceful, handed_in(1.5)) == 80
    assert score(graceful, handed_in(1.51)) == 60


def test_the_penalty_says_how_it_came_about() -> None:
    penalty = found(policy(floor_percent=Decimal(75)), handed_in(30)).penalty

    assert penalty is not None
    assert penalty == Penalty(
        late=timedelta(hours=30), units=Fraction(2), base=Decimal(100), due=Fraction(20), taken=Fraction(5)
    )


# Which submission, and none.

SEVERAL = (
    handed_in(-5, 50, "first"),
    handed_in(-1, 70, "in time"),
    handed_in(10, 75, "late"),
    handed_in(30, 100, "last"),
)


@pytest.mark.parametrize(
    ("which", "counts", "kept"),
    [("first", "first", 50), ("last", "last", 80), ("best", "last", 80), ("last_on_time", "in time", 70)],
)
def test_of_several_submissions_one_counts(which: str, counts: str, kept: int) -> None:
    result = found(policy(submission=which), *SEVERAL)

    assert result.counts is not None
    assert (result.counts.id, result.score) == (counts, Fraction(kept))


def test_the_best_is_that_which_keeps_most_and_the_first_of_equals() -> None:
    result = found(policy(submission="best"), handed_in(-1, 70, "in time"), handed_in(1, 80, "equal"))

    assert result.counts is not None
    assert result.counts.id == "in time"


def test_where_nothing_was_in_time_the_last_counts() -> None:
    assert score(policy(submission="last_on_time"), handed_in(1, 50), handed_in(2, 60)) == 50


def test_an_ungraded_submission_awaits_its_grade() -> None:
    result = found(TEN_A_DAY, handed_in(-1, 90), handed_in(1, None))

    assert (result.state, result.score) == ("awaiting", None)


def test_among_graded_ones_the_best_does_not_wait_for_the_others() -> None:
    assert score(policy(submission="best"), handed_in(-1, 90), handed_in(1, None)) == 90


def test_after_the_last_day_nothing_is_taken() -> None:
    strict = policy(last_day=2)

    assert score(strict, handed_in(48)) == 60
    result = found(strict, handed_in(48.01, id="too late"))
    assert (result.state, result.score, result.refused) == ("missing", Fraction(0), ("too late",))


def test_with_no_day_left_the_grace_still_is() -> None:
    strict = policy(last_day=0, grace_minutes=15)

    assert score(strict, handed_in(0.25)) == 80
    assert found(strict, handed_in(0.26)).state == "missing"


def test_nothing_is_missing_before_the_deadline_and_its_grace_are_over() -> None:
    graceful = policy(grace_minutes=60)

    assert found(graceful, now=hours(1)).state == "not_due"
    assert found(graceful, now=hours(1.01)).state == "missing"


def test_a_missing_work_is_zero_when_the_policy_says() -> None:
    for rule, expected in (("deadline", [0, 0]), ("last_day", [None, 0]), ("never", [None, None])):
        strict = policy(missing_zero=rule, last_day=3)
        assert [found(strict, now=hours(after)).score for after in (1, 73)] == expected


# Until when.


def test_an_extension_moves_deadline_and_last_day_of_one_person() -> None:
    extension = Extension(until=hours(48), by="han", at=OPENED, why="입원")

    assert score(TEN_A_DAY, handed_in(50), extension=extension) == 70
    assert found(policy(last_day=1), handed_in(71), extension=extension).state == "scored"


def test_an_accommodation_stretches_the_time_from_when_the_work_was_given() -> None:
    result = found(TEN_A_DAY, handed_in(24 * 3.5), factor=Ratio(3, 2))

    assert result.deadline.at == hours(24 * 3.5)
    assert result.score == 80


def test_of_an_extension_and_an_accommodation_the_later_one_holds() -> None:
    early = Extension(until=hours(1), by="han", at=OPENED, why="")
    late = Extension(until=hours(240), by="han", at=OPENED, why="")

    assert found(TEN_A_DAY, factor=Ratio(3, 2), extension=early).deadline.at == hours(84)
    assert found(TEN_A_DAY, factor=Ratio(3, 2), extension=late).deadline.at == hours(240)


def test_neither_a_factor_below_one_nor_an_earlier_extension_shortens_the_time() -> None:
    earlier = Extension(until=hours(-24), by="han", at=OPENED, why="")

    assert found(TEN_A_DAY, factor=Ratio(1, 2), extension=earlier).deadline.at == DUE


def test_an_eleventh_more_of_the_time_is_no_microsecond_less() -> None:
    longer = found(TEN_A_DAY, factor=Ratio(12, 11)).deadline.at - OPENED

    assert timedelta(0) <= 11 * longer - 12 * timedelta(days=7) < timedelta(microseconds=11)


def test_an_outage_before_the_deadline_puts_it_off() -> None:
    result = found(TEN_A_DAY, handed_in(2), outages=(down(-3, -1),))

    assert (result.deadline.outage, result.deadline.at, result.score) == (timedelta(hours=2), hours(2), Fraction(80))


def test_an_outage_over_the_deadline_leaves_the_time_that_was_left() -> None:
    assert found(TEN_A_DAY, outages=(down(-1, 5),)).deadline.at == hours(6)


def test_an_outage_in_the_time_put_off_puts_it_off_again() -> None:
    assert found(TEN_A_DAY, outages=(down(-1, 1), down(1.5, 2.5))).deadline.at == hours(3)


def test_an_outage_long_before_the_deadline_is_nobodys_excuse_unless_the_policy_says() -> None:
    outages = (down(-30, -23),)

    assert found(TEN_A_DAY, outages=outages).deadline.at == hours(1)
    assert found(policy(outage_hours=None), outages=outages).deadline.at == hours(7)
    assert found(policy(outage_hours=0), outages=outages).deadline.at == DUE


def test_an_outage_counts_that_is_near_the_deadline_which_holds_for_the_person() -> None:
    extension = Extension(until=hours(100), by="han", at=OPENED, why="")

    assert found(TEN_A_DAY, extension=extension, outages=(down(90, 91),)).deadline.at == hours(101)
    assert found(TEN_A_DAY, extension=extension, outages=(down(-2, -1),)).deadline.at == hours(100)


def test_an_outage_that_begins_with_the_deadline_leaves_it_where_it_is() -> None:
    result = found(TEN_A_DAY, handed_in(1.5), outages=(down(0, 1),))

    assert result.deadline.at == DUE
    assert result.penalty is not None
    assert result.penalty.late == timedelta(minutes=30)


def test_an_outage_after_the_deadline_is_no_lateness() -> None:
    assert score(TEN_A_DAY, handed_in(30), outages=(down(10, 17),)) == 70


# Policies, and changing them.


def test_a_change_of_policy_shows_who_would_have_another_score_and_reverses() -> None:
    works = [
        msgspec.structs.replace(work(submission), id=id)
        for id, submission in (("in time", handed_in(-1)), ("late", handed_in(1)), ("later", handed_in(30)))
    ]
    kinder = policy(grace_minutes=120)

    (change,) = preview(TEN_A_DAY, kinder, works, MUCH_LATER)
    (back,) = preview(kinder, TEN_A_DAY, works, MUCH_LATER)

    assert (change.work_id, change.before.score, change.after.score) == ("late", Fraction(70), Fraction(80))
    assert (back.before, back.after) == (change.after, change.before)


def test_a_suspended_policy_takes_nothing_off_refuses_nothing_and_gives_no_zero() -> None:
    copied = suspended(policy(last_day=1))

    assert score(copied, handed_in(100)) == 80
    assert (found(copied).state, found(copied).score) == ("missing", None)
    assert found(confirmed(copied), handed_in(100)).state == "missing"


def test_copied_deadlines_keep_weekday_and_time_of_day_over_daylight_saving() -> None:
    new_york = ZoneInfo("America/New_York")
    friday_five = datetime(2026, 2, 6, 17, tzinfo=new_york)

    moved = shifted(friday_five, date(2026, 1, 20), date(2026, 8, 31), new_york)

    assert moved.astimezone(new_york).isoformat() == "2026-09-18T17:00:00-04:00"


@pytest.mark.parametrize(
    "text",
    [
        '{"percent":"101"}',
        '{"percent":"-1"}',
        '{"percent":"NaN"}',
        '{"percent":"1e-999999"}',
        '{"percent":"10","floor_percent":"Infinity"}',
        '{"percent":"10","missing_zero":"last_day"}',
        '{"percent":"10","unit":"week"}',
    ],
)
def test_a_policy_that_means_nothing_is_refused(text: str) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(text, type=LatePolicy)


# Whatever is handed in.

PERCENTS = st.decimals(0, 100, places=2)
POINTS = st.decimals(0, 120, places=2)
HOURS = st.integers(-48, 200)
OUTAGES = st.lists(st.tuples(HOURS, st.integers(0, 12)), max_size=4).map(
    lambda pairs: tuple(down(start, start + length) for start, length in pairs)
)


@st.composite
def policies(draw: st.DrawFn) -> LatePolicy:
    return LatePolicy(
        percent=draw(PERCENTS),
        unit=draw(st.sampled_from(["hour", "day"])),
        counting=draw(st.sampled_from(["started", "prorated"])),
        of=draw(st.sampled_from(["earned", "possible"])),
        grace_minutes=draw(st.integers(0, 600)),
        floor_percent=draw(PERCENTS),
        submission=draw(st.sampled_from(["first", "last", "best", "last_on_time"])),
        outage_hours=draw(st.none() | st.integers(0, 72)),
    )


def kept(policy: LatePolicy, after: float, earned: Decimal, outages: Sequence[Interval] = ()) -> Fraction:
    result = score(policy, handed_in(after, earned), outages=tuple(outages))
    assert result is not None
    return result


@given(policies(), HOURS, POINTS)
@settings(deadline=None)
def test_a_score_is_neither_negative_nor_more_than_was_earned(policy: LatePolicy, after: int, earned: Decimal) -> None:
    assert 0 <= kept(policy, after, earned) <= earned


@given(policies(), HOURS, st.integers(0, 100), POINTS)
@settings(deadline=None)
def test_later_is_never_worth_more(policy: LatePolicy, after: int, more: int, earned: Decimal) -> None:
    assert kept(policy, after + more, earned) <= kept(policy, after, earned)


@given(policies(), HOURS, POINTS, OUTAGES, OUTAGES)
@settings(deadline=None)
def test_an_outage_never_costs_anything(
    policy: LatePolicy, after: int, earned: Decimal, outages: tuple[Interval, ...], more: tuple[Interval, ...]
) -> None:
    assert kept(policy, after, earned, [*outages, *more]) >= kept(policy, after, earned, outages)


@given(policies(), HOURS, POINTS, st.integers(1, 4))
@settings(deadline=None)
def test_neither_an_extension_nor_an_accommodation_costs_anything(
    policy: LatePolicy, after: int, earned: Decimal, times: int
) -> None:
    extension = Extension(until=hours(after - 3), by="han", at=OPENED, why="")
    plain = kept(policy, after, earned)

    for fields in ({"extension": extension}, {"factor": Ratio(times, 2)}):
        with_it = score(policy, handed_in(after, earned), **fields)
        assert with_it is not None
        assert with_it >= plain


@given(policies(), st.lists(st.tuples(HOURS, POINTS), min_size=1, max_size=5))
@settings(deadline=None)
def test_the_best_keeps_at_least_what_any_other_choice_does(
    policy: LatePolicy, given: list[tuple[int, Decimal]]
) -> None:
    submissions = [handed_in(after, earned, str(number)) for number, (after, earned) in enumerate(given)]
    chosen = score(policy, *submissions)
    best = score(msgspec.structs.replace(policy, submission="best"), *submissions)

    assert chosen is not None
    assert best is not None
    assert best >= chosen
