"""Debates without a room: sides by lot, a clock a side, and what may be told of two secret votes."""

import random
from collections import Counter
from datetime import datetime, timedelta
from itertools import product

import pytest
from msgspec.structs import replace

from eduforum.errors import Conflict
from eduforum.learning.debate import counting, running
from eduforum.learning.debate.schemas import Debate, DebateCounts, DebateResult, DebateSpeaker, Outcome, View, Way
from eduforum.learning.debate.sides import draw
from tests.factories.clock import START

ANN = DebateSpeaker(participant_id="ann", name="Ann", side="for")
BEN = DebateSpeaker(participant_id="ben", name="Ben", side="against")


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def opened(seconds: int = 300, points: int = 2) -> Debate:
    return running.opened("debate", "A motion", seconds, points, at(0))


def left(debate: Debate, now: float) -> list[float]:
    return [running.left(clock, at(now)) for clock in debate.clocks]


def moved(moves: dict[tuple[View, Outcome], int]) -> DebateResult:
    before: dict[str, View] = {}
    after: dict[str, View] = {}
    for (was, now), count in moves.items():
        for _ in range(count):
            key = str(len(before))
            before[key] = was
            if now != "none":
                after[key] = now
    return counting.result(before, after)


def test_the_clock_of_the_side_that_speaks_runs_and_the_other_stands() -> None:
    debate = running.begin(opened(), "1", "opening", ANN, at(10))

    assert left(debate, 40) == [270, 300]


def test_a_pause_stops_it_and_what_was_spoken_is_the_turns() -> None:
    debate = running.begin(opened(), "1", "opening", ANN, at(0))
    debate = running.pause(debate, True, at(30))
    debate = running.pause(running.pause(debate, True, at(40)), False, at(90))
    debate = running.end(debate, at(100))

    assert left(debate, 500) == [260, 300]
    assert debate.speeches[0].seconds == 40


def test_more_time_is_given_while_it_runs_and_it_runs_below_zero() -> None:
    debate = running.begin(opened(seconds=30), "1", "opening", ANN, at(0))
    debate = running.adjust(running.adjust(debate, "for", 60), "against", -10)

    assert left(debate, 100) == [-10, 20]


def test_another_turn_ends_the_one_before_and_its_open_point() -> None:
    debate = running.offer(running.begin(opened(), "1", "opening", ANN, at(0)), "p", BEN, at(5))
    debate = running.begin(debate, "2", "rebuttal", BEN, at(20))
    first, second = debate.speeches

    assert (first.ended_at, first.seconds, first.points[0].state) == (at(20), 20, "lapsed")
    assert (second.side, second.ended_at) == ("against", None)
    assert left(debate, 25) == [280, 295]


def test_points_are_asked_one_after_another_and_what_is_taken_back_does_not_count() -> None:
    debate = running.begin(opened(points=1), "1", "opening", ANN, at(0))
    debate = running.offer(debate, "p", BEN, at(1))
    with pytest.raises(Conflict, match="waits"):
        running.offer(debate, "q", BEN, at(2))
    debate = running.answer(debate, debate.speeches[0].points[0], "ben", False, at(3))
    debate = running.offer(debate, "q", BEN, at(4))
    debate = running.answer(debate, debate.speeches[0].points[1], "ann", True, at(5))

    assert [point.state for point in debate.speeches[0].points] == ["withdrawn", "accepted"]
    assert running.speaking(debate) == {"ann", "ben"}
    with pytest.raises(Conflict, match="No more points"):
        running.offer(debate, "r", BEN, at(6))


def test_the_second_vote_needs_the_first_and_enough_of_it() -> None:
    with pytest.raises(Conflict) as without:
        running.require_vote(opened(), "after")
    with pytest.raises(Conflict) as few:
        running.require_vote(replace(opened(), before="closed", result=DebateResult(voters=2)), "after")
    with pytest.raises(Conflict) as late:
        running.require_vote(running.end(running.begin(opened(), "1", "opening", ANN, at(0)), at(9)), "before")

    assert [without.value.code, few.value.code, late.value.code] == ["no_view_before", "too_few_views", "debate_begun"]


@pytest.mark.parametrize("way", ["random", "balanced"])
def test_sides_by_lot_are_equal_in_number_and_of_an_odd_class_one_listens(way: Way) -> None:
    here = [f"p{number}" for number in range(11)]
    sides = draw(way, here, (), None, {}, random.Random(1))

    assert Counter(sides.values()) == {"for": 5, "against": 5}


@pytest.mark.parametrize("way", ["random", "balanced"])
def test_everybody_argues_either_side_as_often(way: Way) -> None:
    rng = random.Random(2)
    here = [f"p{number}" for number in range(6)]
    heads = Counter(
        person
        for _ in range(2000)
        for person, side in draw(way, here, (), None, {"p0": 100.0}, rng).items()
        if side == "for"
    )

    assert all(abs(heads[person] - 1000) < 100 for person in here)


def test_balanced_sides_have_as_many_who_talk_much() -> None:
    talk = {f"p{number}": float(number > 3) * 100 for number in range(8)}
    for seed in range(20):
        sides = draw("balanced", list(talk), (), None, talk, random.Random(seed))
        assert Counter(side for person, side in sides.items() if talk[person]) == {"for": 2, "against": 2}


def test_who_is_spared_is_drawn_last_and_nobody_can_tell() -> None:
    here = [f"p{number}" for number in range(6)]
    rng = random.Random(3)
    of_few = [draw("random", here, ["p0"], 2, {}, rng) for _ in range(50)]

    assert all("p0" not in sides for sides in of_few)
    assert any("p1" not in sides for sides in of_few), "others are not drawn either"
    assert "p0" in draw("random", here, ["p0"], 3, {}, rng)


def test_two_sides_need_two_people() -> None:
    with pytest.raises(Conflict) as one:
        draw("random", ["ann"], (), None, {}, random.Random(1))
    with pytest.raises(Conflict) as few:
        draw("balanced", ["ann", "ben", "cat"], (), 2, {}, random.Random(1))

    assert one.value.code == few.value.code == "too_few_to_draw"


def test_totals_and_flow_of_a_class() -> None:
    result = moved({("for", "for"): 8, ("for", "against"): 4, ("against", "against"): 6, ("undecided", "for"): 3})

    assert (result.voters, result.again) == (21, 21)
    assert result.before == DebateCounts(in_favour=12, against=6, undecided=3)
    assert result.after == DebateCounts(in_favour=11, against=10, undecided=0)
    assert result.flow is not None
    assert result.flow.before == (("for",), ("against",), ("undecided",))
    assert result.flow.after == (("for",), ("against",))
    assert result.flow.moves == ((8, 4), (0, 6), (3, 0))


def test_of_fewer_than_five_nothing_is_told_but_how_many_they_were() -> None:
    few = counting.result_before(["for", "for", "against", "against"])
    left_over = moved({("for", "for"): 4, ("against", "none"): 3})

    assert few == DebateResult(voters=4)
    assert (left_over.after, left_over.flow, left_over.again) == (None, None, 4)


def test_one_who_moved_is_told_where_neither_row_nor_column_is_small() -> None:
    result = moved({("for", "for"): 5, ("for", "against"): 1, ("against", "against"): 4})

    assert result.flow is not None
    assert result.flow.moves == ((5, 1), (0, 4))


def test_a_view_that_one_person_has_stands_together_with_another() -> None:
    result = moved({("for", "for"): 5, ("against", "against"): 3, ("undecided", "against"): 1})

    assert result.flow is not None
    assert result.flow.before == (("for",), ("against", "undecided"))
    assert result.flow.moves == ((5, 0), (0, 4))


def test_one_who_did_not_vote_again_stands_together_with_others() -> None:
    result = moved({("for", "for"): 5, ("against", "against"): 4, ("against", "none"): 1})

    assert result.flow is not None
    assert result.flow.after == (("for",), ("against", "none"))
    assert result.flow.moves == ((5, 0), (0, 5))


def test_where_all_would_stand_together_there_is_no_flow() -> None:
    assert moved({("for", "for"): 5, ("against", "for"): 1}).flow is None


def test_in_no_class_does_a_row_or_a_column_tell_of_one_or_two() -> None:
    rng = random.Random(4)
    cells: list[tuple[View, Outcome]] = list(product(counting.VIEWS, counting.OUTCOMES))
    told = 0
    for _ in range(2000):
        flow = moved(dict(Counter(rng.choices(cells, k=rng.randint(5, 25))))).flow
        if flow is not None:
            told += 1
            assert all(sum(row) >= counting.FEW for row in flow.moves)
            assert all(sum(column) >= counting.FEW for column in zip(*flow.moves, strict=True))
    assert told > 1000
