"""Attendance as the union of presence, and who spoke when as it is drawn."""

from datetime import UTC, datetime, timedelta

from eduforum.analytics.participation.schemas import Presence, TalkTurn
from eduforum.analytics.record.attendance import attendance, union
from eduforum.analytics.record.lanes import lanes
from eduforum.media.schemas import RoomRole

START = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
END = START + timedelta(minutes=90)


def at(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)


def there(person: str, start: float, end: float, role: RoomRole = "student") -> Presence:
    return Presence(person, person, role, at(start), at(end))


def turn(person: str, start: float, seconds: float, voices: str | None = None) -> TalkTurn:
    return TalkTurn(
        id=f"{person} {start}",
        participant_id=person,
        kind="speech" if voices is None else "interpreting",
        group_id=None,
        started_at=at(start),
        ended_at=at(start) + timedelta(seconds=seconds),
        spoken=seconds,
        voices=voices,
    )


def test_two_devices_at_once_are_one_person() -> None:
    (ann,) = attendance({}, [there("ann", 0, 50), there("ann", 40, 60)], START, END)

    assert (ann.minutes, len(ann.stays)) == (60.0, 1)


def test_what_is_before_the_beginning_and_after_the_end_is_no_attendance() -> None:
    (ann,) = attendance({}, [there("ann", -10, 5), there("ann", 85, 100)], START, END)

    assert ann.minutes == 10.0


def test_students_who_did_not_come_are_there_with_nothing_and_others_are_not() -> None:
    found = attendance({"ann": "Ann", "ben": "Ben"}, [there("ann", 0, 90), there("teacher", 0, 90, "ta")], START, END)

    assert [(each.name, each.minutes) for each in found] == [("Ann", 90.0), ("Ben", 0.0)]


def test_names_stand_as_a_korean_roster_is_read() -> None:
    found = attendance({"1": "Zoe", "2": "하은", "3": "가람", "4": "adam"}, [], START, END)

    assert [each.name for each in found] == ["가람", "하은", "adam", "Zoe"]


def test_spans_that_are_close_are_one() -> None:
    spans = [(at(0), at(1)), (at(1.1), at(2)), (at(4), at(5))]

    assert [(stay.start, stay.end) for stay in union(spans, timedelta(seconds=10))] == [
        (at(0), at(2)),
        (at(4), at(5)),
    ]


def test_who_teaches_stands_first_and_then_whoever_spoke_most() -> None:
    people = [there("ann", 0, 90), there("ben", 0, 90), there("kim", 0, 90, "professor"), there("eve", 0, 90, "guest")]
    turns = [turn("ann", 1, 20), turn("ben", 2, 60), turn("kim", 3, 5), turn("eve", 4, 100)]

    assert [lane.name for lane in lanes(people, turns, START, END)] == ["kim", "ben", "ann"]


def test_what_an_interpreter_says_is_drawn_where_its_signer_stands() -> None:
    found = lanes([there("ann", 0, 90)], [turn("voice", 1, 20, voices="ann")], START, END)

    assert [(lane.name, lane.spoken) for lane in found] == [("ann", 20.0)]


def test_of_a_long_class_no_more_is_told_than_can_be_drawn() -> None:
    turns = [turn("ann", second / 60, 1) for second in range(0, 5400, 2)]

    assert len(lanes([there("ann", 0, 90)], turns, START, END)[0].spans) == 1
