"""The meetings of a course by the weekdays that it meets on, as clocks on the wall there show them."""

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from itertools import chain
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Meta

from eduforum.courses.series.zones import instant, is_skipped, zone
from eduforum.errors import Detail, Invalid

MAX_OCCURRENCES = 500

# Beyond them calendars and databases of time zones say nothing that could be relied on.
_FIRST, _LAST = date(2000, 1, 1), date(2199, 12, 31)

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
WEEKDAYS: tuple[Weekday, ...] = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

SlotMinutes = Annotated[int, Meta(ge=1, le=1440)]
LocalTime = Annotated[time, Meta(tz=False, description="Without a zone: as the clock on the wall shows it")]
LocalDateTime = Annotated[datetime, Meta(tz=False, description="Without a zone: as the clock on the wall shows it")]
Reason = Annotated[str, Meta(max_length=200)]


class Slot(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A weekday and time that the course meets at, for so many minutes."""

    weekday: Weekday
    at: LocalTime
    minutes: SlotMinutes


class Cancelled(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="cancelled"
):
    """The meeting that was to begin at `original` is not held."""

    original: LocalDateTime
    why: Reason = ""


class Moved(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="moved"):
    """The meeting that was to begin at `original` begins at `to`, and lasts `minutes` where they are another number.
    One moved to where it was is held although it is a holiday."""

    original: LocalDateTime
    to: LocalDateTime
    minutes: SlotMinutes | None = None
    why: Reason = ""


SeriesException = Cancelled | Moved


class Holiday(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    day: date
    name: Reason


class WeeklySeries(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Meetings at the slots of every `every`-th week, from the day `first` on: through the day `until`, or `count` of
    them. Weeks begin on Monday, and that of `first` is the first. Meetings that are cancelled, moved or on a holiday
    are among the `count` (as in RFC 5545 section 3.8.5)."""

    zone: str
    first: date
    slots: Annotated[tuple[Slot, ...], Meta(min_length=1, max_length=21)]
    until: date | None = None
    count: Annotated[int, Meta(ge=1, le=MAX_OCCURRENCES)] | None = None
    every: Annotated[int, Meta(ge=1, le=8)] = 1
    holidays: Annotated[tuple[Holiday, ...], Meta(max_length=200)] = ()
    exceptions: Annotated[tuple[SeriesException, ...], Meta(max_length=MAX_OCCURRENCES)] = ()


OccurrenceState = Literal["planned", "moved", "cancelled", "holiday"]


class Occurrence(msgspec.Struct, frozen=True, kw_only=True):
    """A meeting. `original` is when it begins by its slot, on the wall: it names the meeting in its series for good,
    wherever that is moved. `start` and `end` are in UTC. `why` is the exception's reason or the holiday's name;
    `skipped`, that the clocks jump over its time, so that they show another one as it begins."""

    original: datetime
    start: datetime
    end: datetime
    state: OccurrenceState
    why: str = ""
    skipped: bool = False

    @property
    def is_held(self) -> bool:
        return self.state in ("planned", "moved")


def occurrences(series: WeeklySeries) -> tuple[Occurrence, ...]:
    """All meetings in the order of their slots, the cancelled ones and those on holidays included.

    Raises `Invalid` for a series that does not end in one way, has too many meetings or none, an unknown zone, a slot
    twice, or an exception to a meeting that it does not have.
    """
    place = zone(series.zone)
    _check(series)
    originals = list(_originals(series))
    if not originals:
        raise _invalid("until", "No meeting falls into this time.")
    if len(originals) > MAX_OCCURRENCES:
        raise _invalid("until", f"A series has up to {MAX_OCCURRENCES} meetings.")
    exceptions = _exceptions(series, {original for original, _ in originals})
    holidays = {holiday.day: holiday.name for holiday in series.holidays}
    return tuple(
        _occurrence(original, slot, place, exceptions.get(original), holidays.get(original.date()))
        for original, slot in originals
    )


def _occurrence(
    original: datetime, slot: Slot, place: ZoneInfo, exception: SeriesException | None, holiday: str | None
) -> Occurrence:
    local, minutes = original, slot.minutes
    state: OccurrenceState = "planned"
    why = ""
    match exception:
        case Moved():
            local, minutes, why = exception.to, exception.minutes or minutes, exception.why
            state = "planned" if (local, minutes) == (original, slot.minutes) else "moved"
        case Cancelled():
            state, why = "cancelled", exception.why
        case None if holiday is not None:
            state, why = "holiday", holiday
    start = instant(local, place)
    return Occurrence(
        original=original,
        start=start,
        end=start + timedelta(minutes=minutes),
        state=state,
        why=why,
        skipped=is_skipped(local, place),
    )


def _originals(series: WeeklySeries) -> Iterator[tuple[datetime, Slot]]:
    """One more than there may be, where there are too many."""
    most = MAX_OCCURRENCES + 1 if series.count is None else series.count
    slots = sorted(series.slots, key=lambda slot: (WEEKDAYS.index(slot.weekday), slot.at))
    monday = series.first - timedelta(days=series.first.weekday())
    last = series.until or _LAST
    while monday <= last and most:
        for slot in slots:
            day = monday + timedelta(days=WEEKDAYS.index(slot.weekday))
            if series.first <= day <= last and most:
                most -= 1
                yield datetime.combine(day, slot.at), slot
        monday += timedelta(weeks=series.every)


def _check(series: WeeklySeries) -> None:
    if (series.until is None) == (series.count is None):
        raise _invalid("until", "A series ends on a day, or after a number of meetings.")
    days = [series.first] if series.until is None else [series.first, series.until]
    moved = (exception.to.date() for exception in series.exceptions if isinstance(exception, Moved))
    if not all(_FIRST <= day <= _LAST for day in chain(days, moved)):
        raise _invalid("first", f"A series is between {_FIRST.year} and {_LAST.year}.")
    if _repeats((slot.weekday, slot.at) for slot in series.slots):
        raise _invalid("slots", "A series has each slot once.")
    if _repeats(holiday.day for holiday in series.holidays):
        raise _invalid("holidays", "A day is a holiday once.")


def _exceptions(series: WeeklySeries, originals: set[datetime]) -> Mapping[datetime, SeriesException]:
    found: dict[datetime, SeriesException] = {}
    for number, exception in enumerate(series.exceptions):
        if exception.original not in originals:
            raise _invalid(f"exceptions[{number}]", "The series has no meeting at this time.")
        if exception.original in found:
            raise _invalid(f"exceptions[{number}]", "A meeting has one exception.")
        found[exception.original] = exception
    return found


def _repeats(values: Iterable[Hashable]) -> bool:
    return any(number > 1 for number in Counter(values).values())


def _invalid(field: str, message: str) -> Invalid:
    return Invalid(details=[Detail(field, message)])
