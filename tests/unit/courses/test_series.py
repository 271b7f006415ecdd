"""When a course meets: by weekdays, as the clock on the wall there shows it."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eduforum.courses.series.weekly import (
    MAX_OCCURRENCES,
    WEEKDAYS,
    Cancelled,
    Holiday,
    Moved,
    Occurrence,
    SeriesException,
    Slot,
    WeeklySeries,
    occurrences,
)
from eduforum.courses.series.zones import zone_names
from eduforum.errors import Invalid

MONDAY = Slot(weekday="monday", at=time(10, 30), minutes=75)
WEDNESDAY = Slot(weekday="wednesday", at=time(13), minutes=75)

TERM = WeeklySeries(zone="Asia/Seoul", first=date(2026, 3, 2), until=date(2026, 6, 19), slots=(MONDAY, WEDNESDAY))


def wall(year: int, month: int, day: int, hour: int) -> datetime:
    """As a clock there shows it."""
    return datetime.combine(date(year, month, day), time(hour))


def changed(**changes: Any) -> WeeklySeries:
    return msgspec.structs.replace(TERM, **changes)


def starts(series: WeeklySeries) -> list[str]:
    """On the wall, of the meetings that are held."""
    place = ZoneInfo(series.zone)
    held = (meeting for meeting in occurrences(series) if meeting.is_held)
    return [meeting.start.astimezone(place).strftime("%m-%d %H:%M") for meeting in held]


def only(day: date, at: time, zone: str) -> Occurrence:
    (meeting,) = occurrences(
        WeeklySeries(zone=zone, first=day, count=1, slots=(Slot(weekday=WEEKDAYS[day.weekday()], at=at, minutes=60),))
    )
    return meeting


def fault(series: WeeklySeries) -> str:
    with pytest.raises(Invalid) as refused:
        occurrences(series)
    return refused.value.details[0].field


def test_a_series_meets_at_its_slots_through_its_last_day() -> None:
    found = starts(TERM)

    assert found[:3] == ["03-02 10:30", "03-04 13:00", "03-09 10:30"]
    assert (len(found), found[-1]) == (32, "06-17 13:00")


def test_a_series_meets_a_number_of_times() -> None:
    assert starts(changed(until=None, count=3)) == ["03-02 10:30", "03-04 13:00", "03-09 10:30"]


def test_a_series_that_begins_in_the_middle_of_a_week_has_the_rest_of_it() -> None:
    assert starts(changed(first=date(2026, 3, 3), until=None, count=2)) == ["03-04 13:00", "03-09 10:30"]


def test_a_series_of_every_second_week_counts_weeks_from_the_one_it_begins_in() -> None:
    series = changed(first=date(2026, 3, 4), until=None, count=3, every=2)

    assert starts(series) == ["03-04 13:00", "03-16 10:30", "03-18 13:00"]


def test_slots_may_be_several_on_a_day_and_stand_in_their_order() -> None:
    early = Slot(weekday="monday", at=time(9), minutes=50)

    assert starts(changed(slots=(MONDAY, early), until=None, count=3)) == ["03-02 09:00", "03-02 10:30", "03-09 09:00"]


def test_a_cancelled_meeting_stays_in_the_list_and_among_the_count() -> None:
    cancelled = Cancelled(original=wall(2026, 3, 4, 13), why="학회")
    series = changed(until=None, count=3, exceptions=(cancelled,))

    assert [(each.state, each.why) for each in occurrences(series)] == [
        ("planned", ""),
        ("cancelled", "학회"),
        ("planned", ""),
    ]
    assert starts(series) == ["03-02 10:30", "03-09 10:30"]


def test_a_moved_meeting_keeps_the_name_that_its_slot_gave_it() -> None:
    moved = Moved(original=wall(2026, 3, 4, 13), to=wall(2026, 3, 6, 18), minutes=90, why="학회")

    meeting = occurrences(changed(exceptions=(moved,)))[1]

    assert (meeting.original, meeting.state, meeting.why) == (wall(2026, 3, 4, 13), "moved", "학회")
    assert meeting.start == datetime(2026, 3, 6, 9, tzinfo=UTC)
    assert meeting.end - meeting.start == timedelta(minutes=90)


def test_no_class_on_a_holiday_unless_it_is_moved_or_held_all_the_same() -> None:
    childrens_day = Holiday(day=date(2026, 3, 4), name="대체공휴일")
    original = wall(2026, 3, 4, 13)

    def second(*exceptions: SeriesException) -> Occurrence:
        return occurrences(changed(holidays=(childrens_day,), exceptions=exceptions))[1]

    assert (second().state, second().why, second().is_held) == ("holiday", "대체공휴일", False)
    assert second(Moved(original=original, to=wall(2026, 3, 5, 13))).state == "moved"
    assert second(Moved(original=original, to=original)).state == "planned"
    assert second(Cancelled(original=original)).state == "cancelled"


def test_a_series_has_a_bound() -> None:
    daily = tuple(Slot(weekday=weekday, at=time(9), minutes=50) for weekday in WEEKDAYS)
    last = TERM.first + timedelta(days=MAX_OCCURRENCES - 1)

    assert len(occurrences(changed(slots=daily, until=last))) == MAX_OCCURRENCES
    assert fault(changed(slots=daily, until=last + timedelta(days=1))) == "until"


# Daylight saving.


def test_the_time_on_the_wall_stays_the_same_over_daylight_saving() -> None:
    series = changed(zone="America/New_York", first=date(2026, 3, 2), slots=(MONDAY,), until=None, count=2)

    assert starts(series) == ["03-02 10:30", "03-09 10:30"]
    assert [meeting.start.hour for meeting in occurrences(series)] == [15, 14]


def test_a_time_that_the_clocks_jump_over_is_as_long_after_the_jump() -> None:
    meeting = only(date(2026, 3, 8), time(2, 30), "America/New_York")

    assert meeting.start == datetime(2026, 3, 8, 7, 30, tzinfo=UTC)
    assert meeting.start.astimezone(ZoneInfo("America/New_York")).hour == 3
    assert meeting.skipped


def test_a_time_that_comes_twice_is_the_first() -> None:
    meeting = only(date(2026, 11, 1), time(1, 30), "America/New_York")

    assert meeting.start == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)
    assert not meeting.skipped


def test_a_meeting_over_the_change_of_clocks_lasts_as_long_as_any() -> None:
    meeting = only(date(2026, 11, 1), time(0, 30), "America/New_York")

    assert meeting.end - meeting.start == timedelta(hours=1)


def test_a_day_that_a_zone_left_out_is_the_next() -> None:
    """Samoa went over the date line at the end of 29 December 2011."""
    meeting = only(date(2011, 12, 30), time(12), "Pacific/Apia")

    assert meeting.start.astimezone(ZoneInfo("Pacific/Apia")).day == 31
    assert meeting.skipped


# What is no series.


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"zone": "Asia/Pyeongchang"}, "zone"),
        ({"zone": "../../etc/passwd"}, "zone"),
        ({"zone": "America"}, "zone"),
        ({"zone": "localtime"}, "zone"),
        ({"zone": ""}, "zone"),
        ({"until": None}, "until"),
        ({"count": 3}, "until"),
        ({"until": date(2026, 3, 1)}, "until"),
        ({"until": date(2046, 3, 1)}, "until"),
        ({"until": date(9999, 12, 31)}, "first"),
        ({"first": date(1, 1, 1)}, "first"),
        ({"slots": (MONDAY, MONDAY)}, "slots"),
        ({"holidays": (Holiday(day=date(2026, 3, 4), name="a"), Holiday(day=date(2026, 3, 4), name="b"))}, "holidays"),
        ({"exceptions": (Cancelled(original=wall(2026, 3, 3, 13)),)}, "exceptions[0]"),
        ({"exceptions": (Cancelled(original=wall(2026, 3, 4, 13)),) * 2}, "exceptions[1]"),
        ({"exceptions": (Moved(original=wall(2026, 3, 4, 13), to=wall(9999, 12, 31, 23)),)}, "first"),
    ],
)
def test_what_is_no_series_is_refused(changes: dict[str, Any], field: str) -> None:
    assert fault(changed(**changes)) == field


def test_times_of_a_series_have_no_zone_of_their_own() -> None:
    text = msgspec.json.encode(TERM)

    assert msgspec.json.decode(text, type=WeeklySeries) == TERM
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(text.replace(b"10:30:00", b"10:30:00Z"), type=WeeklySeries)


# Whatever the series.

SLOTS = st.builds(
    Slot,
    weekday=st.sampled_from(WEEKDAYS),
    at=st.times().map(lambda at: at.replace(microsecond=0, tzinfo=None, fold=0)),
    minutes=st.integers(1, 300),
)


@st.composite
def series(draw: st.DrawFn) -> WeeklySeries:
    slots = draw(st.lists(SLOTS, min_size=1, max_size=4, unique_by=lambda slot: (slot.weekday, slot.at)))
    return WeeklySeries(
        zone=draw(st.sampled_from(sorted(zone_names()))),
        first=draw(st.dates(date(2000, 1, 1), date(2199, 1, 1))),
        slots=tuple(slots),
        count=draw(st.integers(1, 40)),
        every=draw(st.integers(1, 3)),
    )


@given(series())
@settings(max_examples=100, deadline=None)
def test_every_meeting_is_at_a_slot_in_its_zone_and_lasts_as_long(series: WeeklySeries) -> None:
    place = ZoneInfo(series.zone)
    slots = {(slot.weekday, slot.at): slot for slot in series.slots}

    found = occurrences(series)

    assert len(found) == series.count
    assert [meeting.original for meeting in found] == sorted({meeting.original for meeting in found})
    for meeting in found:
        slot = slots[WEEKDAYS[meeting.original.weekday()], meeting.original.time()]
        wall = meeting.start.astimezone(place).replace(tzinfo=None, fold=0)
        assert (wall == meeting.original) is not meeting.skipped
        assert meeting.end - meeting.start == timedelta(minutes=slot.minutes)


@given(series())
@settings(max_examples=60, deadline=None)
def test_a_series_until_the_last_meeting_of_another_has_all_of_it(series: WeeklySeries) -> None:
    found = occurrences(series)
    until = msgspec.structs.replace(series, count=None, until=found[-1].original.date())

    assert occurrences(until)[: len(found)] == found
    assert len(occurrences(until)) <= MAX_OCCURRENCES
