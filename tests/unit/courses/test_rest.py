"""Which session of a series becomes which meeting when the rest of it changes."""

from datetime import UTC, date, datetime, time, timedelta

from eduforum.courses.series.rest import PlannedSession, clash, paired
from eduforum.courses.series.weekly import Occurrence, Slot, Weekday, WeeklySeries, occurrences


def pattern(*days: Weekday, weeks: int = 2) -> WeeklySeries:
    slots = tuple(Slot(weekday=day, at=time(14), minutes=90) for day in days)
    return WeeklySeries(
        zone="UTC", first=date(2026, 3, 2), slots=slots, until=date(2026, 3, 1) + timedelta(weeks=weeks)
    )


def sessions(series: WeeklySeries) -> list[PlannedSession]:
    return [
        PlannedSession(
            id=f"{meeting.original:%a %d}", title="Seminar", slot=meeting.original, planned_at=meeting.start,
            scheduled_at=meeting.start, minutes=90, held=True,
        )
        for meeting in occurrences(series)
    ]  # fmt: skip


def told(before: WeeklySeries, after: WeeklySeries) -> list[tuple[str | None, str | None]]:
    return [
        (session.id if session else None, f"{meeting.original:%a %d}" if meeting else None)
        for session, meeting in paired(sessions(before), occurrences(after))
    ]


def test_a_session_stays_in_its_week_in_its_place() -> None:
    assert told(pattern("tuesday", "thursday"), pattern("wednesday", "friday")) == [
        ("Tue 03", "Wed 04"),
        ("Thu 05", "Fri 06"),
        ("Tue 10", "Wed 11"),
        ("Thu 12", "Fri 13"),
    ]


def test_what_is_one_too_many_goes_and_what_is_missing_comes() -> None:
    assert told(pattern("tuesday", "thursday"), pattern("tuesday", weeks=3)) == [
        ("Tue 03", "Tue 03"),
        ("Thu 05", None),
        ("Tue 10", "Tue 10"),
        ("Thu 12", None),
        (None, "Tue 17"),
    ]


def test_meetings_that_only_touch_do_not_clash() -> None:
    def at(hour: int) -> Occurrence:
        start = datetime(2026, 3, 3, hour, tzinfo=UTC)
        return Occurrence(original=start, start=start, end=start + timedelta(hours=1), state="planned")

    assert clash(at(10), [at(9), at(11)]) is None
    assert clash(at(10), [at(9), at(10)]) == at(10)
