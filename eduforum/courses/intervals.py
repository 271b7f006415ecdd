"""Stretches of time, each with its start and without its end. All instants are in UTC."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

import msgspec


class Interval(msgspec.Struct, frozen=True, order=True):
    """From `start` on, up to `end`. One that ends before it starts is empty."""

    start: datetime
    end: datetime


def union(intervals: Iterable[Interval]) -> tuple[Interval, ...]:
    """The same time in order: intervals that are not empty, neither overlap nor touch."""
    found: list[Interval] = []
    for interval in sorted(each for each in intervals if each.start < each.end):
        if found and interval.start <= found[-1].end:
            found[-1] = Interval(found[-1].start, max(found[-1].end, interval.end))
        else:
            found.append(interval)
    return tuple(found)


def intersection(first: Iterable[Interval], second: Iterable[Interval]) -> tuple[Interval, ...]:
    """The time that is in both."""
    left, right = union(first), union(second)
    found: list[Interval] = []
    i = j = 0
    while i < len(left) and j < len(right):
        start, end = max(left[i].start, right[j].start), min(left[i].end, right[j].end)
        if start < end:
            found.append(Interval(start, end))
        if left[i].end <= right[j].end:
            i += 1
        else:
            j += 1
    return tuple(found)


def difference(first: Iterable[Interval], second: Iterable[Interval]) -> tuple[Interval, ...]:
    """The time of the first that is not in the second."""
    without = union(second)
    found: list[Interval] = []
    for interval in union(first):
        start = interval.start
        for hole in without:
            if hole.end <= start:
                continue
            if hole.start >= interval.end:
                break
            if hole.start > start:
                found.append(Interval(start, hole.start))
            start = hole.end
        if start < interval.end:
            found.append(Interval(start, interval.end))
    return tuple(found)


def length(disjoint: Sequence[Interval]) -> timedelta:
    """Of intervals that do not overlap."""
    return sum((each.end - each.start for each in disjoint), timedelta())
