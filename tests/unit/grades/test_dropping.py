"""Drop-lowest leaves out what lowers the category most, which is not always the lowest percentage."""

from fractions import Fraction
from itertools import chain, combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from eduforum.grades.dropping import Item, to_drop

NOTHING = Fraction(0)

amounts = st.fractions(0, 50, max_denominator=12)
items = st.lists(
    st.builds(Item, st.just("q"), amounts, st.fractions(1, 50, max_denominator=12), st.booleans()),
    min_size=1,
    max_size=7,
)


def points(*marks: str) -> list[Item]:
    pairs = [mark.split("/") for mark in marks]
    return [Item(mark, Fraction(earned), Fraction(most)) for mark, (earned, most) in zip(marks, pairs, strict=True)]


def share(items: list[Item], extra: Fraction, dropped: frozenset[int]) -> Fraction:
    kept = [item for place, item in enumerate(items) if place not in dropped]
    return (extra + sum(item.earned for item in kept)) / sum((item.weight for item in kept), NOTHING)


def test_the_lowest_percentage_may_be_the_wrong_one() -> None:
    marks = points("50/50", "65/100", "12/24")

    dropped = to_drop(marks, NOTHING, 1)

    assert dropped == {1}
    assert share(marks, NOTHING, dropped) == Fraction(62, 74)


def test_two_drops_are_not_the_best_one_and_then_another() -> None:
    marks = points("100/100", "42/91", "14/55", "3/38")

    assert to_drop(marks, NOTHING, 2) == {1, 2}


def test_one_column_always_stays() -> None:
    assert to_drop(points("1/10", "2/10"), NOTHING, 5) == {0}
    assert to_drop(points("1/10"), NOTHING, 1) == frozenset()


def test_of_equals_the_first_goes() -> None:
    assert to_drop(points("10/10", "10/10", "10/10"), NOTHING, 1) == {0}


def test_nothing_is_dropped_that_helps() -> None:
    low = Item("exam", Fraction(1), Fraction(10), droppable=False)

    assert to_drop([low, *points("9/10", "8/10")], NOTHING, 2) == frozenset()


@settings(max_examples=200, deadline=None)
@given(items, amounts, st.integers(0, 4))
def test_no_other_choice_comes_to_more(items: list[Item], extra: Fraction, most: int) -> None:
    places = [place for place, item in enumerate(items) if item.droppable]
    sizes = range(min(most, len(items) - 1) + 1)
    choices = chain.from_iterable(combinations(places, size) for size in sizes)

    dropped = to_drop(items, extra, most)

    assert len(dropped) <= min(most, len(items) - 1)
    assert all(items[place].droppable for place in dropped)
    assert share(items, extra, dropped) == max(share(items, extra, frozenset(choice)) for choice in choices)
