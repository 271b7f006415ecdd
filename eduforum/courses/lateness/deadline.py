"""Until when somebody's work is in time: by the assignment, by what was granted, and by when the server was down."""

from collections.abc import Iterable
from datetime import datetime, timedelta

import msgspec

from eduforum.courses.intervals import Interval, intersection, length, union
from eduforum.courses.ratio import Ratio

_MICROSECOND = timedelta(microseconds=1)


class Extension(msgspec.Struct, frozen=True, kw_only=True):
    """A later deadline that staff gave somebody."""

    until: datetime
    by: str
    at: datetime
    why: str


class Deadline(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody's deadline, `at`, and what it comes of: the later of the `extension` and of the time from `opened_at` to
    `due_at` times the `factor` of their accommodations; then put off by `outage`."""

    opened_at: datetime
    due_at: datetime
    factor: Ratio | None
    extension: Extension | None
    outage: timedelta
    at: datetime


def deadline(
    opened_at: datetime,
    due_at: datetime,
    *,
    factor: Ratio | None = None,
    extension: Extension | None = None,
    outages: Iterable[Interval] = (),
    outage_hours: int | None = None,
) -> Deadline:
    """A factor below 1, and an extension to before the deadline, shorten nothing. An outage counts from `outage_hours`
    before the deadline on (None: since the work was given), also beyond the deadline. Instants are in UTC."""
    granted = due_at
    if factor is not None:
        granted = max(granted, opened_at + _times(due_at - opened_at, factor))
    if extension is not None:
        granted = max(granted, extension.until)
    since = opened_at
    if outage_hours is not None:
        since = max(since, granted - timedelta(hours=outage_hours))
    at = granted
    for outage in union(outages):
        start = max(outage.start, since)
        if start < min(at, outage.end):
            at += outage.end - start
    return Deadline(opened_at=opened_at, due_at=due_at, factor=factor, extension=extension, outage=at - granted, at=at)


def lateness(at: datetime, submitted_at: datetime, outages: Iterable[Interval] = ()) -> timedelta:
    """The time from a deadline to a submission that was no outage; zero for what came before it."""
    if submitted_at <= at:
        return timedelta()
    return submitted_at - at - length(intersection([Interval(at, submitted_at)], outages))


def _times(time: timedelta, factor: Ratio) -> timedelta:
    """Up to the next microsecond: whoever has 1⅓ of the time has no less."""
    return _MICROSECOND * -(-(time // _MICROSECOND) * factor.numerator // factor.denominator)
