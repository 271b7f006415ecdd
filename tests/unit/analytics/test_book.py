"""What talk and presence come to: shares by the minute present, the teacher's first, quiet since when."""

from datetime import UTC, datetime, timedelta

from eduforum.analytics.participation.book import Book
from eduforum.analytics.participation.schemas import PersonParticipation, Presence, TalkTurn, TurnKind
from eduforum.analytics.participation.store import Counts, Totals
from eduforum.media.schemas import RoomRole

START = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)


def at(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)


def turn(
    person: str,
    minutes: float,
    seconds: float,
    *,
    id: str = "",
    kind: TurnKind = "speech",
    group: str | None = None,
    interrupts: str | None = None,
) -> TalkTurn:
    return TalkTurn(
        id=id or f"{person} {minutes}",
        participant_id=person,
        kind=kind,
        group_id=group,
        started_at=at(minutes),
        ended_at=at(minutes) + timedelta(seconds=seconds),
        spoken=seconds,
        interrupts=interrupts,
    )


def book(*people: tuple[str, RoomRole, float]) -> Book:
    """Who is here by which role, since which minute."""
    made = Book()
    for name, role, since in people:
        made.came(name, name, role, at(since))
    return made


def of(made: Book, name: str, minutes: float = 60) -> PersonParticipation:
    return next(each for each in made.people(at(minutes)) if each.participant_id == name)


def test_shares_are_of_what_students_speak_per_minute_present() -> None:
    made = book(("early", "student", 0), ("late", "student", 50), ("teacher", "professor", 0))
    made.put(turn("early", 1, 60))
    made.put(turn("late", 51, 30))
    made.put(turn("teacher", 2, 600))

    assert (of(made, "early").share, of(made, "late").share) == (0.25, 0.75)


def test_the_teachers_share_is_of_all_speech_and_presentations_are_in_it() -> None:
    made = book(("teacher", "professor", 0), ("assistant", "ta", 0), ("ann", "student", 0))
    made.put(turn("teacher", 1, 30))
    made.put(turn("teacher", 2, 30, kind="presentation"))
    made.put(turn("assistant", 3, 30))
    made.put(turn("ann", 4, 10))

    assert made.figures(at(60)).teachers == 0.9


def test_breakouts_are_in_and_presentations_debates_and_interpreting_are_out() -> None:
    made = book(("ann", "student", 0), ("ben", "student", 0))
    made.put(turn("ann", 4, 30, kind="debate"))
    made.put(turn("ann", 1, 20, group="one"))
    made.put(turn("ann", 2, 40, kind="presentation"))
    made.put(turn("ann", 3, 50, kind="interpreting"))

    told = of(made, "ann")
    assert (told.spoken, told.in_groups, told.presented, told.debated, told.turns) == (20, 20, 40, 30, 1)
    assert made.figures(at(60)).teachers == 0.0


def test_a_turn_that_grows_counts_once() -> None:
    made = book(("ann", "student", 0))
    for seconds in (2, 5, 9):
        made.put(turn("ann", 1, seconds, id="one", interrupts="ben" if seconds == 9 else None))

    told = of(made, "ann")
    assert (told.spoken, told.turns, told.interruptions) == (9, 1, 1)


def test_guests_and_observers_count_in_nothing() -> None:
    made = book(("guest", "guest", 0), ("observer", "observer", 0), ("ann", "student", 0), ("teacher", "professor", 0))
    made.put(turn("guest", 1, 100))
    made.put(turn("ann", 2, 10))

    assert [each.participant_id for each in made.people(at(60))] == ["ann"]
    assert of(made, "ann").share == 1.0
    assert made.figures(at(60)).teachers == 0.0
    assert made.own("guest", at(60)) is None


def test_whoever_speaks_or_writes_is_quiet_since_then() -> None:
    made = book(("ann", "student", 0))
    assert of(made, "ann").quiet_since == at(0)
    made.put(turn("ann", 5, 60))
    assert of(made, "ann").quiet_since == at(6)
    made.counts = {"ann": Counts(messages=1, last_at=at(9))}
    assert of(made, "ann").quiet_since == at(9)


def test_a_line_that_breaks_does_not_begin_the_quiet_anew_and_an_absence_does() -> None:
    made = book(("ann", "student", 0))
    made.went("ann", at(10))
    assert of(made, "ann").quiet_since is None
    made.came("ann", "ann", "student", at(12))
    assert of(made, "ann").quiet_since == at(0)
    made.went("ann", at(20))
    made.came("ann", "ann", "student", at(40))
    assert of(made, "ann").quiet_since == at(40)


def test_minutes_are_those_in_the_room() -> None:
    made = book(("ann", "student", 0))
    made.went("ann", at(10))
    made.came("ann", "ann", "student", at(30))

    assert of(made, "ann", 35).minutes == 15


def test_what_is_stored_comes_to_the_same() -> None:
    made = Book({"ann": Counts(answered=1)}, Totals(rounds=2))
    made.load([Presence("ann", "Ann", "student", at(0), at(30))], [turn("ann", 1, 20), turn("ann", 5, 10)])

    told = of(made, "ann")
    assert (told.name, told.minutes, told.spoken, told.turns, told.present) == ("Ann", 30, 30, 2, False)
    assert made.figures(at(60)).answered == 0.5
    assert made.gone() == []


def test_silence_is_the_share_of_time_in_which_nobody_spoke() -> None:
    made = book(("ann", "student", 0), ("ben", "student", 0))
    made.put(turn("ann", 0, 120))
    made.put(turn("ben", 1, 120))

    assert made.figures(at(6)).silence == 0.5
