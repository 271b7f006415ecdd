"""Think time: who is called first, and how the talk after it is measured."""

import random
from datetime import UTC, datetime, timedelta

import pytest

from eduforum.courses.schemas import CourseRole
from eduforum.learning.floor.measure import effective, report
from eduforum.learning.floor.running import GRACE, Running, in_order
from eduforum.learning.floor.schemas import Floor, FloorEntry, FloorState

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def entry(person: str, *, hand: bool = True, called: bool = False) -> FloorEntry:
    return FloorEntry(participant_id=person, name=person, hand=hand, text="", called_at=START if called else None)


def floor(*entries: FloorEntry, state: FloorState = "revealed") -> Floor:
    ends_at = START + timedelta(seconds=20)
    return Floor(id="f", question="Why?", state=state, opened_at=START, ends_at=ends_at, entries=entries)


def test_whoever_has_spoken_least_is_called_first() -> None:
    people = [entry("loud"), entry("quiet"), entry("silent")]

    ordered = in_order(people, {"loud": 90.0, "quiet": 4.0}, random.Random(1))

    assert [each.participant_id for each in ordered] == ["silent", "quiet", "loud"]


def test_hands_stand_before_texts_alone() -> None:
    ordered = in_order([entry("writes", hand=False), entry("speaks")], {"speaks": 60.0}, random.Random(1))

    assert [each.participant_id for each in ordered] == ["speaks", "writes"]


def test_among_those_who_have_spoken_alike_the_order_of_giving_counts_nothing() -> None:
    rng = random.Random(7)
    draws = 10_000
    by_arrival = [entry("near"), entry("far")]

    first = sum(in_order(by_arrival, {}, rng)[0].participant_id == "far" for _ in range(draws))

    assert first / draws == pytest.approx(0.5, abs=0.01)


def test_what_was_given_at_the_last_moment_is_waited_for() -> None:
    running = Running()
    running.load(floor(state="thinking"), (), {})
    ends = START + timedelta(seconds=20)

    assert not running.is_due(ends + timedelta(seconds=GRACE - 0.1))
    assert running.is_due(ends + timedelta(seconds=GRACE))


@pytest.mark.parametrize(
    ("seconds", "number"),
    [([], 0.0), ([0.0, 0.0], 0.0), ([30.0], 1.0), ([10.0] * 4, 4.0), ([30.0, 10.0], 1.6)],
)
def test_the_effective_number_of_speakers(seconds: list[float], number: float) -> None:
    assert effective(seconds) == pytest.approx(number)


def test_the_report_counts_what_was_said_since_the_reveal_of_who_is_taught_and_who_teaches() -> None:
    asked = floor(entry("ann", called=True), entry("ben", called=True), entry("cho"))
    before = {"teacher": 300.0, "ann": 5.0}
    after = {"teacher": 315.0, "assistant": 5.0, "ann": 25.0, "ben": 20.0, "cho": 2.0, "observer": 30.0, "guest": 60.0}
    roles: dict[str, CourseRole] = {
        "teacher": "professor",
        "assistant": "ta",
        "ann": "student",
        "ben": "student",
        "cho": "student",
        "observer": "observer",
    }

    told = report(asked, before, after, roles)

    assert (told.answered, told.called, told.heard) == (3, 2, 2)
    assert told.effective == pytest.approx(42**2 / (20**2 + 20**2 + 2**2), abs=0.01)
    assert told.teacher_share == pytest.approx(20 / 62, abs=0.001)


def test_where_nobody_spoke_nobody_has_a_share() -> None:
    told = report(floor(), {}, {}, {"teacher": "professor"})

    assert (told.heard, told.effective, told.teacher_share) == (0, 0.0, None)
