"""What becomes of the sessions of a series when the rest of it follows another pattern."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import zip_longest
from typing import NamedTuple, Protocol, TypeVar

import msgspec

from eduforum.courses.series.weekly import Occurrence


class PlannedSession(msgspec.Struct, frozen=True, kw_only=True):
    """A session of a series that has not begun. `held`: it is not cancelled."""

    id: str
    title: str
    slot: datetime
    planned_at: datetime
    scheduled_at: datetime
    minutes: int
    held: bool

    @property
    def was_moved(self) -> bool:
        """Somebody has given this one another time than its series has."""
        return self.scheduled_at != self.planned_at


class Pair(NamedTuple):
    """A session and the meeting that it becomes; one without the other is removed, or added."""

    session: PlannedSession | None
    meeting: Occurrence | None


class Span(Protocol):
    @property
    def start(self) -> datetime: ...

    @property
    def end(self) -> datetime: ...


S = TypeVar("S", bound=Span)
T = TypeVar("T")


def paired(sessions: Sequence[PlannedSession], meetings: Sequence[Occurrence]) -> list[Pair]:
    """The first session of a week becomes its first meeting, and so on: what is prepared for a week stays in it. In the
    order of the weeks."""
    of_sessions = _by_week((session.slot, session) for session in sessions)
    of_meetings = _by_week((meeting.original, meeting) for meeting in meetings)
    return [
        Pair(session, meeting)
        for week in sorted(of_sessions.keys() | of_meetings.keys())
        for session, meeting in zip_longest(of_sessions.get(week, ()), of_meetings.get(week, ()))
    ]


def clash(meeting: Span, others: Iterable[S]) -> S | None:
    """The first of the others that takes place at the same time, if any."""
    return next((other for other in others if other.start < meeting.end and meeting.start < other.end), None)


def _by_week(things: Iterable[tuple[datetime, T]]) -> dict[date, list[T]]:
    weeks: defaultdict[date, list[T]] = defaultdict(list)
    for at, thing in _in_order(things):
        weeks[at.date() - timedelta(days=at.weekday())].append(thing)
    return weeks


def _in_order(things: Iterable[tuple[datetime, T]]) -> Iterator[tuple[datetime, T]]:
    return iter(sorted(things, key=lambda pair: pair[0]))
