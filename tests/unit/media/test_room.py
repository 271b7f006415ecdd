"""The people of a room: a person is not a connection, and fifty may send."""

import itertools
from collections.abc import Sequence
from typing import Any
from uuid import NAMESPACE_OID, uuid5

import pytest

from eduforum.courses.schemas import CourseRole
from eduforum.errors import Conflict, Forbidden
from eduforum.media.effects import Closed, Effect, Moved, MuteChanged, SendingChanged
from eduforum.media.room import MAX_CONNECTIONS, Entry, Room
from eduforum.media.schemas import ParticipantChanged, ParticipantJoined, ParticipantLeft, Person
from eduforum.web.protocol import Client, Device, Muted
from tests.factories.clock import ManualClock

PROFESSOR = Person("professor", "한지원", "professor")
STUDENT = Person("student", "김하늘", "student")


class Seminar:
    """A room, and short words for what is done in it."""

    def __init__(self, *, hosts: Sequence[str] = (), max_senders: int = 50, max_participants: int = 300) -> None:
        self.clock = ManualClock()
        numbers = itertools.count(1)
        self.room = Room(
            max_senders=max_senders,
            max_participants=max_participants,
            max_publications=2,
            hosts=hosts,
            clock=self.clock,
            new_id=lambda: f"connection-{next(numbers)}",
        )

    def enter(
        self,
        who: Person,
        instance: str = "laptop",
        device: Device = "new",
        muted: Muted | None = None,
        kind: str = "desktop",
    ) -> Entry:
        client: Any = Client(instance=str(uuid5(NAMESPACE_OID, who.id + instance)), kind=kind)  # type: ignore[arg-type]
        return self.room.enter(who, client, device, muted or Muted())

    def students(self, count: int) -> list[Entry]:
        return [self.enter(student(number)) for number in range(count)]

    def sending(self, who: Person) -> bool:
        participant = self.room.participant(who.id)
        assert participant is not None
        return participant.sending

    def ids(self) -> list[str]:
        return [participant.id for participant in self.room.participants()]


def student(number: int, role: CourseRole = "student") -> Person:
    return Person(f"student-{number}", f"Student {number}", role)


def only(effects: Sequence[Effect], kind: type[Any]) -> list[Any]:
    return [effect for effect in effects if isinstance(effect, kind)]


class TestAPersonIsNotAConnection:
    def test_somebody_who_comes_in_is_announced_whole(self) -> None:
        seminar = Seminar()

        entry = seminar.enter(STUDENT, muted=Muted(audio=True))

        (joined,) = entry.effects
        assert isinstance(joined, ParticipantJoined)
        assert joined.participant == entry.participant
        assert entry.participant.muted == Muted(audio=True)
        assert entry.participant.state == "present"
        assert [connection.id for connection in entry.participant.connections] == [entry.connection_id]

    def test_a_second_device_has_to_say_what_it_is(self) -> None:
        seminar = Seminar()
        seminar.enter(STUDENT, "laptop")

        with pytest.raises(Conflict) as refused:
            seminar.enter(STUDENT, "phone")

        assert refused.value.code == "device_choice_needed"
        assert len(seminar.room.participants()[0].connections) == 1

    def test_a_second_screen_joins_the_same_person(self) -> None:
        seminar = Seminar()
        seminar.enter(STUDENT, "laptop")

        entry = seminar.enter(STUDENT, "phone", "second", kind="phone")

        assert entry.companion
        assert seminar.ids() == [STUDENT.id]
        assert [(c.kind, c.companion) for c in entry.participant.connections] == [("desktop", False), ("phone", True)]

    def test_moving_here_closes_the_other_devices_and_keeps_seat_and_mute(self) -> None:
        seminar = Seminar()
        laptop = seminar.enter(STUDENT, "laptop")
        tablet = seminar.enter(STUDENT, "tablet", "second")
        seminar.room.set_muted(STUDENT.id, "audio", True)

        entry = seminar.enter(STUDENT, "phone", "move", muted=Muted(audio=False))

        assert only(entry.effects, Moved) == [Moved(laptop.connection_id), Moved(tablet.connection_id)]
        assert entry.participant.muted == Muted(audio=True)
        assert entry.participant.sending
        assert not entry.companion

    def test_a_second_screen_that_takes_over_starts_its_media_anew(self) -> None:
        seminar = Seminar()
        laptop = seminar.enter(STUDENT, "laptop")
        phone = seminar.enter(STUDENT, "phone", "second")

        entry = seminar.enter(STUDENT, "phone", "move")

        assert not entry.companion
        assert only(entry.effects, Moved) == [Moved(laptop.connection_id)]
        assert only(entry.effects, Closed) == [Closed(phone.connection_id)]
        assert entry.connection_id != phone.connection_id

    def test_a_main_device_comes_in_unasked_beside_second_screens(self) -> None:
        seminar = Seminar()
        seminar.enter(STUDENT, "phone", "second")

        entry = seminar.enter(STUDENT, "laptop")

        assert not entry.companion
        assert len(entry.participant.connections) == 2

    def test_the_number_of_devices_is_bounded(self) -> None:
        seminar = Seminar()
        for number in range(MAX_CONNECTIONS):
            seminar.enter(STUDENT, f"screen {number}", "second")

        with pytest.raises(Conflict) as refused:
            seminar.enter(STUDENT, "one more", "second")

        assert refused.value.code == "too_many_devices"

    def test_mute_belongs_to_the_person_and_is_told_to_the_forwarder(self) -> None:
        seminar = Seminar()
        seminar.enter(STUDENT)

        effects = seminar.room.set_muted(STUDENT.id, "video", True)

        assert only(effects, MuteChanged) == [MuteChanged(STUDENT.id, "camera", True)]
        assert only(effects, ParticipantChanged)[0].participant.muted == Muted(video=True)

    def test_muting_what_is_muted_changes_nothing(self) -> None:
        seminar = Seminar()
        seminar.enter(STUDENT, muted=Muted(audio=True))

        assert seminar.room.set_muted(STUDENT.id, "audio", True) == []


class TestComingBack:
    def test_a_broken_connection_shows_as_reconnecting(self) -> None:
        seminar = Seminar()
        entry = seminar.enter(STUDENT)

        (changed,) = seminar.room.drop(entry.connection_id)

        assert isinstance(changed, ParticipantChanged)
        assert changed.participant.state == "reconnecting"

    def test_the_same_instance_takes_its_own_place_again(self) -> None:
        seminar = Seminar()
        before = seminar.enter(STUDENT)
        seminar.room.drop(before.connection_id)
        seminar.clock.advance(29)

        entry = seminar.enter(STUDENT)

        assert entry.returned
        assert entry.connection_id == before.connection_id
        assert entry.participant.joined_at == before.participant.joined_at
        assert only(entry.effects, ParticipantChanged)[0].participant.state == "present"

    def test_a_reload_is_never_asked_even_before_the_old_socket_is_known_to_be_broken(self) -> None:
        seminar = Seminar()
        before = seminar.enter(STUDENT)

        assert seminar.enter(STUDENT).connection_id == before.connection_id

    def test_a_second_screen_comes_back_as_one(self) -> None:
        seminar = Seminar()
        seminar.enter(STUDENT, "laptop")
        phone = seminar.enter(STUDENT, "phone", "second")
        seminar.room.drop(phone.connection_id)

        assert seminar.enter(STUDENT, "phone").companion

    def test_after_thirty_seconds_the_place_is_given_up(self) -> None:
        seminar = Seminar()
        entry = seminar.enter(STUDENT)
        seminar.room.drop(entry.connection_id)

        seminar.clock.advance(29.9)
        assert seminar.room.tick() == []
        seminar.clock.advance(0.2)

        assert seminar.room.tick() == [Closed(entry.connection_id), ParticipantLeft(participant_id=STUDENT.id)]
        assert seminar.ids() == []

    def test_another_device_takes_the_place_of_one_that_is_only_reconnecting(self) -> None:
        seminar = Seminar()
        laptop = seminar.enter(STUDENT, "laptop")
        seminar.room.drop(laptop.connection_id)

        entry = seminar.enter(STUDENT, "phone")

        assert only(entry.effects, Moved) == [Moved(laptop.connection_id)]
        assert entry.participant.sending

    def test_the_person_stays_while_one_device_is_there(self) -> None:
        seminar = Seminar()
        laptop = seminar.enter(STUDENT, "laptop")
        seminar.enter(STUDENT, "phone", "second")

        assert seminar.room.drop(laptop.connection_id) == []
        seminar.clock.advance(31)
        effects = seminar.room.tick()

        assert only(effects, ParticipantLeft) == []
        assert seminar.ids() == [STUDENT.id]

    def test_leaving_is_at_once(self) -> None:
        seminar = Seminar()
        entry = seminar.enter(STUDENT)

        assert ParticipantLeft(participant_id=STUDENT.id) in seminar.room.leave(entry.connection_id)
        assert seminar.ids() == []

    def test_a_wall_clock_that_jumps_ends_nobodys_place(self) -> None:
        seminar = Seminar()
        entry = seminar.enter(STUDENT)
        seminar.room.drop(entry.connection_id)

        seminar.clock.set(seminar.clock.now().replace(year=2040))

        assert seminar.room.tick() == []


class TestSeats:
    def test_the_first_fifty_send_and_the_next_is_told_that_it_does_not(self) -> None:
        seminar = Seminar()

        entries = seminar.students(51)

        assert [entry.participant.sending for entry in entries] == [True] * 50 + [False]

    def test_one_seat_is_kept_for_each_professor_of_the_course(self) -> None:
        seminar = Seminar(hosts=["professor", "co-professor"])

        entries = seminar.students(50)

        assert sum(entry.participant.sending for entry in entries) == 48
        assert seminar.enter(PROFESSOR).participant.sending
        assert seminar.enter(Person("co-professor", "이서연", "co_professor")).participant.sending

    def test_a_professor_who_is_there_needs_no_further_seat(self) -> None:
        seminar = Seminar(hosts=["professor"])
        seminar.enter(PROFESSOR)

        entries = seminar.students(50)

        assert sum(entry.participant.sending for entry in entries) == 49

    def test_a_freed_seat_goes_to_the_next_in_line(self) -> None:
        seminar = Seminar(max_senders=2)
        first, _, third, fourth = seminar.students(4)

        effects = seminar.room.leave(first.connection_id)

        assert SendingChanged(third.connection_id, True) in effects
        assert [change.participant.id for change in only(effects, ParticipantChanged)] == ["student-2"]
        assert not seminar.sending(student(3)), fourth

    def test_a_seat_is_held_while_its_person_reconnects(self) -> None:
        seminar = Seminar(max_senders=1)
        first, _ = seminar.students(2)

        seminar.room.drop(first.connection_id)

        assert not seminar.sending(student(1))
        assert seminar.enter(student(0)).participant.sending

    def test_a_person_who_moves_keeps_the_one_seat(self) -> None:
        seminar = Seminar(max_senders=1)
        seminar.students(2)

        seminar.enter(student(0), "phone", "move")

        assert seminar.sending(student(0))
        assert not seminar.sending(student(1))

    def test_observers_are_listed_and_do_not_send(self) -> None:
        seminar = Seminar(max_senders=1)

        watching = seminar.enter(student(0, "observer"))
        speaking = seminar.enter(student(1))

        assert not watching.participant.sending
        assert speaking.participant.sending

    def test_who_has_become_an_observer_gives_the_seat_away(self) -> None:
        seminar = Seminar(max_senders=1)
        seminar.students(2)

        entry = seminar.enter(student(0, "observer"))

        assert not entry.participant.sending
        assert seminar.sending(student(1))

    def test_second_screens_take_no_seat(self) -> None:
        seminar = Seminar(max_senders=2)
        seminar.enter(student(0), "laptop")
        seminar.enter(student(0), "phone", "second")

        assert seminar.enter(student(1)).participant.sending

    def test_with_a_seat_come_only_the_devices_that_send(self) -> None:
        seminar = Seminar(max_senders=1)
        first = seminar.enter(student(0))
        waiting = seminar.enter(student(1), "laptop")
        seminar.enter(student(1), "phone", "second")

        effects = seminar.room.leave(first.connection_id)

        assert only(effects, SendingChanged) == [SendingChanged(waiting.connection_id, True)]


class TestTheRoomIsFull:
    def test_three_hundred_people_are_in_and_the_next_is_refused(self) -> None:
        seminar = Seminar()
        seminar.students(300)

        with pytest.raises(Conflict) as refused:
            seminar.enter(STUDENT)

        assert refused.value.code == "room_full"
        assert len(seminar.room.participants()) == 300

    def test_those_inside_may_bring_devices_and_come_back(self) -> None:
        seminar = Seminar(max_participants=50)
        seminar.students(50)

        assert seminar.enter(student(3), "phone", "second").companion
        assert seminar.enter(student(3)).returned


class TestHostsBringPeopleToTheStage:
    def test_in_the_place_of_the_last_who_came_and_is_silent(self) -> None:
        seminar = Seminar(max_senders=3)
        seminar.enter(student(0))
        seminar.enter(student(1), muted=Muted(audio=True, video=True))
        seminar.enter(student(2))
        seminar.enter(student(3))
        seminar.room.set_seat("student-3", True)

        assert [seminar.sending(student(n)) for n in range(4)] == [True, False, True, True]

    def test_but_never_of_a_host_or_of_somebody_who_was_brought(self) -> None:
        seminar = Seminar(hosts=["professor"], max_senders=2)
        seminar.enter(PROFESSOR)
        seminar.students(3)
        seminar.room.set_seat("student-1", True)
        with pytest.raises(Conflict) as full:
            seminar.room.set_seat("student-2", True)

        assert full.value.code == "stage_full"
        assert seminar.sending(PROFESSOR)
        assert [seminar.sending(student(n)) for n in range(3)] == [False, True, False]

    def test_and_whoever_is_taken_off_gets_no_seat_by_waiting(self) -> None:
        seminar = Seminar(max_senders=2)
        seminar.students(3)
        effects = seminar.room.set_seat("student-0", False)

        assert [effect.allowed for effect in only(effects, SendingChanged)] == [False, True]
        assert [seminar.sending(student(n)) for n in range(3)] == [False, True, True]

    def test_observers_send_nothing(self) -> None:
        seminar = Seminar()
        seminar.enter(student(0, "observer"))
        with pytest.raises(Forbidden) as refused:
            seminar.room.set_seat("student-0", True)

        assert refused.value.code == "observers_do_not_send"
