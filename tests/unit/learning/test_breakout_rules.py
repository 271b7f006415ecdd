"""How a breakout changes, and who is where at a time."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from eduforum.errors import Conflict, Invalid, NotFound
from eduforum.learning.breakouts import rules
from eduforum.learning.breakouts.schemas import Breakout, Group, GroupAssignment
from tests.factories.clock import START

LATER = START + timedelta(minutes=10)


def prepared(**fields: object) -> Breakout:
    groups = (Group(id="a", number=1, people=("ann", "bob")), Group(id="b", number=2, people=("cyn",)))
    return Breakout(**{"id": "1", "version": 1, "state": "prepared", "groups": groups, **fields})  # type: ignore[arg-type]


def opened(**fields: object) -> Breakout:
    return rules.opened(prepared(**fields), 5, START)


def people(breakout: Breakout) -> list[tuple[str, ...]]:
    return [group.people for group in breakout.groups]


def test_people_are_in_their_groups_once_the_notice_is_over() -> None:
    breakout = opened()

    assert rules.places(breakout, START) == {}
    assert rules.next_change(breakout, START) == START + timedelta(seconds=5)
    assert rules.places(breakout, LATER) == {"ann": "a", "bob": "a", "cyn": "b"}


def test_what_is_prepared_or_ended_puts_nobody_anywhere() -> None:
    assert rules.places(None, LATER) == rules.places(prepared(), LATER) == {}
    assert rules.places(rules.ended(opened()), LATER) == {}


def test_the_time_runs_from_the_opening() -> None:
    breakout = opened(minutes=15)

    assert breakout.ends_at == START + timedelta(minutes=15, seconds=5)
    assert not rules.is_over(breakout, LATER)
    assert rules.is_over(breakout, breakout.ends_at)


def test_groups_open_once() -> None:
    with pytest.raises(Conflict) as refused:
        rules.opened(opened(), 5, START)

    assert refused.value.code == "breakout_open"


@pytest.mark.parametrize(("minutes", "left"), [(5, 20), (-5, 10), (-400, 1)])
def test_minutes_are_added_and_taken_while_one_is_left(minutes: int, left: int) -> None:
    breakout = replace(opened(), ends_at=START + timedelta(minutes=15))

    assert rules.timed(breakout, minutes, START).ends_at == START + timedelta(minutes=left)


def test_without_an_end_minutes_count_from_now() -> None:
    assert rules.timed(opened(), 5, LATER).ends_at == LATER + timedelta(minutes=5)


def test_the_call_back_never_comes_later_than_the_end() -> None:
    breakout = replace(opened(), ends_at=START + timedelta(seconds=20))

    assert rules.called_back(breakout, 60, START).ends_at == breakout.ends_at
    assert rules.called_back(breakout, 10, START).ends_at == START + timedelta(seconds=10)


def test_somebody_moves_out_of_one_group_into_another() -> None:
    assert people(rules.moved(opened(), "ann", "b")) == [("bob",), ("cyn", "ann")]
    assert people(rules.moved(opened(), "ann", None)) == [("bob",), ("cyn",)]
    with pytest.raises(NotFound):
        rules.moved(opened(), "ann", "elsewhere")


def test_a_group_has_no_more_people_than_places() -> None:
    breakout = opened(capacity=2)

    assert people(rules.moved(breakout, "ann", "a")) == people(breakout)
    with pytest.raises(Conflict) as refused:
        rules.moved(breakout, "cyn", "a")
    assert refused.value.code == "group_full"


def test_a_visit_shows_before_it_is_heard() -> None:
    breakout = rules.visiting(opened(), "prof", "a", LATER)

    assert [visitor.participant_id for visitor in breakout.groups[0].visitors] == ["prof"]
    assert "prof" not in rules.places(breakout, LATER)
    assert rules.next_change(breakout, LATER) == LATER + rules.VISIT_NOTICE
    assert rules.places(breakout, LATER + rules.VISIT_NOTICE)["prof"] == "a"


def test_who_visits_the_next_group_has_left_the_first() -> None:
    breakout = rules.visiting(rules.visiting(opened(), "prof", "a", LATER), "prof", "b", LATER)

    assert [len(group.visitors) for group in breakout.groups] == [0, 1]


def test_a_second_visit_of_the_same_group_is_the_first() -> None:
    breakout = rules.visiting(opened(), "prof", "a", LATER)

    assert rules.visiting(breakout, "prof", "a", LATER + timedelta(minutes=1)) == breakout


def test_help_is_there_when_somebody_comes() -> None:
    breakout = rules.helped(opened(), "a", True, START)

    assert breakout.groups[0].help == START
    assert rules.helped(breakout, "a", True, LATER) == breakout
    assert rules.helped(breakout, "a", False, LATER).groups[0].help is None
    assert rules.visiting(breakout, "prof", "a", LATER).groups[0].help is None


def test_groups_are_set_by_hand() -> None:
    wanted = [GroupAssignment(id="b", name=" 기획 ", people=["ann"]), GroupAssignment(people=["bob", "cyn"])]

    breakout = rules.assigned(prepared(), wanted, ["new"])

    assert [(group.id, group.number, group.name, group.people) for group in breakout.groups] == [
        ("b", 1, "기획", ("ann",)),
        ("new", 2, "", ("bob", "cyn")),
    ]


@pytest.mark.parametrize(
    ("wanted", "error"),
    [
        ([GroupAssignment(id="a", people=["ann", "ann"])], Invalid),
        ([GroupAssignment(id="a", people=["ann"]), GroupAssignment(people=["ann"])], Invalid),
        ([GroupAssignment(id="elsewhere")], NotFound),
        ([GroupAssignment(id="a"), GroupAssignment(id="a")], NotFound),
        ([GroupAssignment(people=["ann", "bob", "cyn"])], Invalid),
        ([GroupAssignment(name="a\x07")], Invalid),
    ],
)
def test_faulty_groups_are_refused(wanted: list[GroupAssignment], error: type[Exception]) -> None:
    with pytest.raises(error):
        rules.assigned(prepared(capacity=2), wanted, ["new", "newer"])


def test_who_comes_back_is_in_their_own_group() -> None:
    assert rules.place_for(opened(capacity=2), "ann", ["cyn"]) == "a"


def test_who_comes_late_joins_the_smallest_by_those_who_are_there() -> None:
    assert rules.place_for(opened(), "dan", ["ann", "bob", "cyn"]) == "b"
    assert rules.place_for(opened(), "dan", ["cyn"]) == "a"


def test_where_no_place_is_left_somebody_is_asked() -> None:
    breakout = rules.moved(opened(capacity=2), "dan", "b")

    assert rules.place_for(breakout, "eve", ["ann"]) is None
