"""Who works with whom."""

import statistics
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eduforum.errors import Invalid
from eduforum.learning.breakouts.grouping import balance, draw, in_turn, meetings, sizes
from eduforum.learning.breakouts.schemas import GroupConstraints

FREE = GroupConstraints()

classes = st.tuples(st.integers(1, 60), st.integers(1, 20)).map(lambda drawn: (_people(drawn[0]), min(drawn)))


def _people(count: int) -> list[str]:
    return [f"p{number:02}" for number in range(count)]


def _home(groups: Sequence[Sequence[str]]) -> dict[str, int]:
    return {person: index for index, group in enumerate(groups) for person in group}


@settings(max_examples=25, deadline=None)
@given(classes, st.integers())
def test_everybody_is_in_one_group_and_groups_differ_by_one_at_most(drawn: tuple[list[str], int], seed: int) -> None:
    people, count = drawn

    groups = draw(people, count, {}, FREE, Random(seed))

    assert sorted(person for group in groups for person in group) == people
    assert len(groups) == count
    assert max(map(len, groups)) - min(map(len, groups)) <= 1


@given(classes)
def test_people_are_dealt_in_turn(drawn: tuple[list[str], int]) -> None:
    people, count = drawn

    groups = in_turn(people, count)

    assert [_home(groups)[person] for person in people] == [index % count for index in range(len(people))]


def test_chance_says_which_groups_are_larger() -> None:
    larger = Counter(sizes(7, 3, Random(seed)).index(3) for seed in range(300))

    assert all(70 < larger[group] < 130 for group in range(3))


def test_a_class_of_sixteen_meets_in_fours_five_times_with_hardly_anybody_twice() -> None:
    people, rng = _people(16), Random(1)
    rounds: list[list[list[str]]] = []
    repeated = []
    for _ in range(3):
        met = meetings(rounds)
        rounds.append(draw(people, 4, met, FREE, rng))
        repeated.append(balance(rounds[-1], met, FREE).repeated_pairs)

    assert repeated[0] == repeated[1] == 0
    assert repeated[2] <= 2


def test_fifty_people_work_in_ten_groups_six_times_before_anybody_meets_again() -> None:
    people, rng = _people(50), Random(2)
    rounds: list[list[list[str]]] = []
    for _ in range(6):
        met = meetings(rounds)
        rounds.append(draw(people, 10, met, FREE, rng))
        assert balance(rounds[-1], met, FREE).repeated_pairs == 0


def test_who_has_met_twice_is_kept_apart_rather_than_who_has_met_once() -> None:
    people = _people(4)
    twice, once = [["p00", "p01"], ["p02", "p03"]], [["p00", "p02"], ["p01", "p03"]]
    met = meetings([twice, twice, once, [["p00", "p03"], ["p01", "p02"]], [["p00", "p03"], ["p01", "p02"]]])

    groups = draw(people, 2, met, FREE, Random(3))

    assert {frozenset(group) for group in groups} == {frozenset(group) for group in once}


@pytest.mark.parametrize("count", [50, 47])
@pytest.mark.parametrize("seed", range(5))
def test_mixed_groups_are_alike_in_mean_and_spread(count: int, seed: int) -> None:
    people, rng = _people(count), Random(seed)
    numbers = {person: rng.gauss(70, 12) for person in people}

    found = balance(draw(people, 10, {}, FREE, rng, numbers), {}, FREE, numbers)

    assert found.eta_squared is not None
    assert found.mean_range is not None
    assert found.least_sd is not None
    assert found.eta_squared <= 0.01
    assert found.mean_range <= 0.25
    assert found.least_sd >= 0.7


def test_mixing_repeats_no_partners_where_it_need_not() -> None:
    people, rng = _people(50), Random(4)
    numbers = {person: rng.gauss(70, 12) for person in people}
    met = meetings([draw(people, 10, {}, FREE, rng) for _ in range(2)])

    found = balance(draw(people, 10, met, FREE, rng, numbers), met, FREE, numbers)

    assert found.repeated_pairs <= 3


def test_balance_says_what_it_means() -> None:
    numbers = {"a": 1.0, "b": 3.0, "c": 2.0, "d": 4.0}

    found = balance([["a", "b"], ["c", "d"]], meetings([[["b", "a"]]]), FREE, numbers)

    deviation = statistics.stdev(numbers.values())
    assert found.repeated_pairs == 1
    assert found.eta_squared == pytest.approx(1 / 5)
    assert found.mean_range == pytest.approx(1 / deviation)
    assert found.least_sd == pytest.approx(statistics.stdev([1, 3]) / deviation)


def test_without_numbers_nothing_is_said_of_them() -> None:
    found = balance([["a"], ["b"]], {}, FREE, {})

    assert (found.eta_squared, found.mean_range, found.least_sd, found.without_number) == (None, None, None, 2)


def test_a_class_of_equals_is_mixed_at_once() -> None:
    people = _people(12)
    numbers = dict.fromkeys(people, 5.0)

    assert balance(draw(people, 3, {}, FREE, Random(5), numbers), {}, FREE, numbers).eta_squared is None


def test_people_without_a_number_are_spread_out() -> None:
    people, rng = _people(50), Random(6)
    numbers = {person: rng.gauss(70, 12) for person in people[10:]}

    groups = draw(people, 10, {}, FREE, rng, numbers)

    assert all(sum(person not in numbers for person in group) == 1 for group in groups)


def test_people_without_a_number_count_at_the_median() -> None:
    numbers = {"a": 1.0, "b": 2.0, "c": 9.0}
    groups = [["a", "d"], ["b", "c"]]

    assert balance(groups, {}, FREE, numbers).eta_squared == balance(groups, {}, FREE, numbers | {"d": 2.0}).eta_squared


@settings(max_examples=20, deadline=None)
@given(st.integers(), st.booleans())
def test_constraints_are_kept(seed: int, mixed: bool) -> None:
    people, rng = _people(30), Random(seed)
    some = rng.sample(people, 22)
    asked = GroupConstraints(
        together=[some[0:3], some[3:5], some[4:6]], apart=[some[6:12], [some[0], some[6]]], not_alone=[some[12:17]]
    )
    numbers = {person: rng.gauss(70, 12) for person in people} if mixed else None

    groups = draw(people, 6, {}, asked, rng, numbers)

    home = _home(groups)
    assert len({home[person] for person in some[0:3]}) == len({home[person] for person in some[3:6]}) == 1
    assert len({home[person] for person in some[6:12]}) == 6
    assert home[some[0]] != home[some[6]]
    assert 1 not in Counter(home[person] for person in some[12:17]).values()
    assert balance(groups, {}, asked).broken == 0


def test_mixed_groups_stay_alike_under_constraints() -> None:
    people, rng = _people(50), Random(7)
    numbers = {person: rng.gauss(70, 12) for person in people}
    asked = GroupConstraints(together=[list(pair) for pair in pairwise(people[:10])][::2], apart=[people[20:28]])

    found = balance(draw(people, 10, {}, asked, rng, numbers), {}, asked, numbers)

    assert found.broken == 0
    assert found.eta_squared is not None
    assert found.eta_squared <= 0.01


def test_constraints_concern_those_who_are_there() -> None:
    asked = GroupConstraints(together=[["p00", "gone"]], apart=[["gone", "p01"]], not_alone=[["gone"]])

    assert balance(draw(_people(4), 2, {}, asked, Random(8)), {}, asked).broken == 0


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        (GroupConstraints(together=[["p00", "p01", "p02"]]), "constraints.together"),
        (GroupConstraints(together=[["p00", "p01"], ["p01", "p02"]]), "constraints.together"),
        (GroupConstraints(together=[["p00", "p01"]], apart=[["p00", "p01"]]), "constraints.apart"),
        (GroupConstraints(apart=[["p00", "p01", "p02", "p03"]]), "constraints.apart"),
    ],
)
def test_what_cannot_be_is_refused(asked: GroupConstraints, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        draw(_people(6), 3, {}, asked, Random(9))

    assert refused.value.details[0].field == field


def test_units_that_do_not_fit_are_refused() -> None:
    asked = GroupConstraints(together=[["p00", "p01"], ["p02", "p03"], ["p04", "p05"]])

    with pytest.raises(Invalid) as refused:
        draw(_people(6), 2, {}, asked, Random(10))

    assert refused.value.details[0].field == "constraints.together"


def test_what_cannot_be_kept_is_counted() -> None:
    asked = GroupConstraints(not_alone=[["p00"]])

    assert balance(draw(_people(6), 3, {}, asked, Random(11)), {}, asked).broken == 1


def test_neither_order_nor_size_tells_rank() -> None:
    people = _people(15)
    numbers = {person: float(index) for index, person in enumerate(people)}
    by_group: dict[int, list[float]] = {}
    by_place: dict[int, list[float]] = {}
    by_size: dict[int, list[float]] = {}
    for seed in range(80):
        for index, group in enumerate(draw(people, 4, {}, FREE, Random(seed), numbers)):
            for place, person in enumerate(group):
                by_group.setdefault(index, []).append(numbers[person])
                by_place.setdefault(place, []).append(numbers[person])
                by_size.setdefault(len(group), []).append(numbers[person])

    # A cell has 240 draws or more of a deviation of 4.5: 1.2 is four standard errors.
    for cells in (by_group, by_place, by_size):
        assert all(abs(statistics.fmean(found) - 7) < 1.2 for found in cells.values())
