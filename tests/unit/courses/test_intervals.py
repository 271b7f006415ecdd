"""Stretches of time, put together and cut out of each other."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from eduforum.courses.intervals import Interval, difference, intersection, length, union

START = datetime(2026, 3, 2, 9, tzinfo=UTC)

MINUTES = st.integers(0, 60)
STRETCHES = st.lists(st.tuples(MINUTES, MINUTES), max_size=6)


def intervals(stretches: list[tuple[int, int]]) -> list[Interval]:
    return [Interval(START + timedelta(minutes=a), START + timedelta(minutes=b)) for a, b in stretches]


def minutes(found: tuple[Interval, ...]) -> set[int]:
    """The minutes that are covered, each by its beginning."""
    covered: set[int] = set()
    for interval in found:
        first, last = ((each - START) // timedelta(minutes=1) for each in (interval.start, interval.end))
        covered.update(range(first, last))
    return covered


@given(STRETCHES)
@settings(deadline=None)
def test_a_union_covers_the_same_time_in_pieces_that_do_not_touch(stretches: list[tuple[int, int]]) -> None:
    found = union(intervals(stretches))

    assert minutes(found) == {minute for a, b in stretches for minute in range(a, b)}
    assert all(one.end < other.start for one, other in pairwise(found))
    assert length(found) == timedelta(minutes=len(minutes(found)))


@given(STRETCHES, STRETCHES)
@settings(deadline=None)
def test_what_is_in_both_and_what_is_in_one_alone(first: list[tuple[int, int]], second: list[tuple[int, int]]) -> None:
    one, other = intervals(first), intervals(second)

    assert minutes(intersection(one, other)) == minutes(union(one)) & minutes(union(other))
    assert minutes(difference(one, other)) == minutes(union(one)) - minutes(union(other))
