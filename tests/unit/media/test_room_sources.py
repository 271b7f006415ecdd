"""What people send beside microphone and camera: a screen, one at a time, and what programs publish."""

import itertools

import pytest

from eduforum.courses.schemas import CourseRole
from eduforum.errors import Conflict, Forbidden, NotFound
from eduforum.media.effects import Closed, Effect, MuteChanged, ScreenChanged
from eduforum.media.room import Room
from eduforum.media.schemas import Participant, ParticipantChanged, ParticipantLeft, Person, SourceInfo
from eduforum.web.protocol import Client, Muted
from tests.factories.clock import ManualClock

PROFESSOR = Person("professor", "한지원", "professor")


def student(name: str, role: CourseRole = "student") -> Person:
    return Person(name, name, role)


class Seminar:
    """A professor and two students, each by a laptop."""

    def __init__(self, *, max_senders: int = 50) -> None:
        self.clock = ManualClock()
        numbers = itertools.count(1)
        self.room = Room(
            max_senders=max_senders,
            max_participants=300,
            max_publications=2,
            hosts=(),
            clock=self.clock,
            new_id=lambda: f"connection-{next(numbers)}",
        )
        self.professor = self.enter(PROFESSOR)
        self.ann = self.enter(student("ann"))
        self.bob = self.enter(student("bob"))

    def enter(self, who: Person, device: str = "laptop", *, second: bool = False) -> str:
        client = Client(device + who.id, "desktop")
        return self.room.enter(who, client, "second" if second else "new", Muted()).connection_id

    def person(self, name: str) -> Participant:
        found = self.room.participant(name)
        assert found is not None
        return found

    def publish(self, name: str, resource: str = "r") -> list[Effect]:
        effects = self.room.publish(student(name), resource)
        source = f"whip-{resource}"
        sources = [
            SourceInfo(source=f"{source}-audio", kind="audio", label="OBS", muted=False),
            SourceInfo(source=source, kind="video", label="OBS", muted=False),
        ]
        return [*effects, *self.room.set_published(resource, sources)]


def sharing(effects: list[Effect]) -> list[str]:
    """Who is said to share, as the last word on each person."""
    last = {e.participant.id: e.participant for e in effects if isinstance(e, ParticipantChanged)}
    return [name for name, participant in last.items() if participant.screen]


def screens(effects: list[Effect]) -> list[Effect]:
    """What the forwarder is told of screens."""
    return [effect for effect in effects if isinstance(effect, ScreenChanged)]


class TestScreen:
    def test_a_student_shares_and_stops(self) -> None:
        seminar = Seminar()
        effects = seminar.room.share_screen(seminar.ann)
        assert effects[0] == ScreenChanged(seminar.ann, True)
        assert sharing(effects) == ["ann"]
        assert [info.source for info in seminar.person("ann").sources] == ["screen"]
        assert ScreenChanged(seminar.ann, False) in seminar.room.stop_screen(seminar.ann)
        assert seminar.person("ann").sources == ()

    def test_one_screen_is_shared_at_a_time(self) -> None:
        seminar = Seminar()
        seminar.room.share_screen(seminar.ann)
        with pytest.raises(Conflict) as refused:
            seminar.room.share_screen(seminar.bob)
        assert refused.value.code == "screen_taken"
        assert seminar.person("ann").screen

    def test_a_host_is_asked_before_taking_over(self) -> None:
        seminar = Seminar()
        seminar.room.share_screen(seminar.ann)
        with pytest.raises(Conflict):
            seminar.room.share_screen(seminar.professor)
        effects = seminar.room.share_screen(seminar.professor, take_over=True)
        assert screens(effects) == [ScreenChanged(seminar.ann, False), ScreenChanged(seminar.professor, True)]
        assert sharing(effects) == ["professor"]
        assert not seminar.person("ann").screen

    def test_only_a_host_takes_over(self) -> None:
        seminar = Seminar()
        seminar.room.share_screen(seminar.ann)
        with pytest.raises(Forbidden) as refused:
            seminar.room.share_screen(seminar.bob, take_over=True)
        assert refused.value.code == "hosts_only"

    def test_without_a_seat_there_is_nothing_to_share_from(self) -> None:
        seminar = Seminar(max_senders=2)
        with pytest.raises(Conflict) as refused:
            seminar.room.share_screen(seminar.bob)
        assert refused.value.code == "no_seat"

    def test_a_second_screen_shares_nothing(self) -> None:
        seminar = Seminar()
        tablet = seminar.enter(student("ann"), "tablet", second=True)
        with pytest.raises(Conflict):
            seminar.room.share_screen(tablet)

    def test_who_leaves_takes_the_screen_along(self) -> None:
        seminar = Seminar()
        seminar.room.share_screen(seminar.ann)
        assert ScreenChanged(seminar.ann, False) in seminar.room.leave(seminar.ann)
        assert seminar.room.share_screen(seminar.bob)

    def test_a_lost_seat_ends_it(self) -> None:
        seminar = Seminar()
        seminar.room.share_screen(seminar.ann)
        effects = seminar.room.enter(student("ann", "observer"), Client("laptopann", "desktop"), "new", Muted()).effects
        assert ScreenChanged(seminar.ann, False) in effects
        assert not seminar.person("ann").screen

    def test_stopping_what_is_not_shared_does_nothing(self) -> None:
        assert Seminar().room.stop_screen("connection-1") == []


class TestScreensOfGroups:
    def test_each_group_shares_one_and_the_plenary_too(self) -> None:
        seminar = Seminar()
        seminar.room.set_groups({"ann": "1", "bob": "2"})
        for sharer in (seminar.ann, seminar.bob, seminar.professor):
            seminar.room.share_screen(sharer)
        assert [p.id for p in seminar.room.participants() if p.screen] == ["professor", "ann", "bob"]

    def test_within_a_group_one_is_shared_at_a_time(self) -> None:
        seminar = Seminar()
        seminar.room.set_groups({"ann": "1", "bob": "1"})
        seminar.room.share_screen(seminar.ann)
        with pytest.raises(Conflict) as refused:
            seminar.room.share_screen(seminar.bob)
        assert refused.value.code == "screen_taken"

    def test_a_host_who_visits_takes_over_in_that_group_alone(self) -> None:
        seminar = Seminar()
        seminar.room.set_groups({"ann": "1", "bob": "2", "professor": "2"})
        seminar.room.share_screen(seminar.ann)
        seminar.room.share_screen(seminar.bob)
        seminar.room.share_screen(seminar.professor, take_over=True)
        assert [p.id for p in seminar.room.participants() if p.screen] == ["professor", "ann"]

    def test_whoever_moves_shares_no_longer(self) -> None:
        """What was for five is not all of a sudden for fifty."""
        seminar = Seminar()
        seminar.room.set_groups({"ann": "1", "bob": "1"})
        seminar.room.share_screen(seminar.ann)
        effects = seminar.room.set_groups({"ann": None, "bob": None})
        assert screens(effects) == [ScreenChanged(seminar.ann, False)]
        assert not seminar.person("ann").screen
        assert seminar.room.share_screen(seminar.bob)

    def test_whoever_stays_goes_on_sharing(self) -> None:
        seminar = Seminar()
        seminar.room.share_screen(seminar.professor)
        assert seminar.room.set_groups({"ann": "1", "bob": "1", "professor": None}) == []
        assert seminar.person("professor").screen

    def test_who_comes_back_shares_with_the_group_that_they_are_in_by_now(self) -> None:
        seminar = Seminar()
        seminar.room.leave(seminar.ann)
        seminar.room.set_groups({"ann": "1"})
        again = seminar.enter(student("ann"))
        seminar.room.share_screen(seminar.bob)
        assert seminar.room.share_screen(again)

    def test_a_seat_that_is_lost_in_a_group_ends_it(self) -> None:
        seminar = Seminar()
        seminar.room.set_groups({"ann": "1"})
        seminar.room.share_screen(seminar.ann)
        effects = seminar.room.enter(student("ann", "observer"), Client("laptopann", "desktop"), "new", Muted()).effects
        assert ScreenChanged(seminar.ann, False) in effects


class TestInterpreter:
    def test_a_host_makes_somebody_the_interpreter(self) -> None:
        seminar = Seminar()
        (changed,) = seminar.room.set_interpreter(PROFESSOR.id, "bob", True)
        assert isinstance(changed, ParticipantChanged)
        assert changed.participant.interpreter

    def test_it_outlasts_an_absence(self) -> None:
        seminar = Seminar()
        seminar.room.set_interpreter(PROFESSOR.id, "bob", True)
        seminar.room.leave(seminar.bob)
        seminar.enter(student("bob"))
        assert seminar.person("bob").interpreter

    def test_nobody_else_does(self) -> None:
        seminar = Seminar()
        with pytest.raises(Forbidden) as refused:
            seminar.room.set_interpreter("ann", "ann", True)
        assert refused.value.code == "hosts_only"

    def test_who_is_not_here_cannot_be_it(self) -> None:
        with pytest.raises(NotFound):
            Seminar().room.set_interpreter(PROFESSOR.id, "nobody", True)


class TestPublishing:
    def test_it_is_a_source_of_the_person_and_no_device(self) -> None:
        seminar = Seminar()
        seminar.publish("ann")
        ann = seminar.person("ann")
        assert [(info.source, info.kind, info.label) for info in ann.sources] == [
            ("whip-r-audio", "audio", "OBS"),
            ("whip-r", "video", "OBS"),
        ]
        assert [connection.id for connection in ann.connections] == [seminar.ann]

    def test_nobody_is_asked_to_choose_between_it_and_a_device(self) -> None:
        seminar = Seminar()
        seminar.publish("cyn")
        assert seminar.enter(student("cyn"))

    def test_a_person_is_in_the_room_by_it_alone(self) -> None:
        seminar = Seminar()
        seminar.publish("cyn")
        assert seminar.person("cyn").state == "present"
        effects = seminar.room.leave("r")
        assert Closed("r") in effects
        assert ParticipantLeft(participant_id="cyn") in effects

    def test_it_takes_a_seat(self) -> None:
        seminar = Seminar(max_senders=3)
        with pytest.raises(Conflict) as refused:
            seminar.room.publish(student("cyn"), "r")
        assert refused.value.code == "no_seat"
        assert seminar.room.participant("cyn") is None

    def test_observers_do_not(self) -> None:
        with pytest.raises(Forbidden):
            Seminar().room.publish(student("eve", "observer"), "r")

    def test_one_person_does_so_within_limits(self) -> None:
        seminar = Seminar()
        seminar.publish("ann", "one")
        seminar.publish("ann", "two")
        with pytest.raises(Conflict) as refused:
            seminar.room.publish(student("ann"), "three")
        assert refused.value.code == "too_many_publications"

    def test_mute_is_about_all_that_a_person_sends_of_a_kind(self) -> None:
        seminar = Seminar()
        seminar.publish("ann")
        effects = seminar.room.set_muted("ann", "audio", True)
        assert [e for e in effects if isinstance(e, MuteChanged)] == [
            MuteChanged("ann", "microphone", True),
            MuteChanged("ann", "whip-r-audio", True),
        ]
        assert [info.muted for info in seminar.person("ann").sources] == [True, False]

    def test_or_about_one_source_alone(self) -> None:
        seminar = Seminar()
        seminar.publish("ann")
        effects = seminar.room.set_muted("ann", "video", True, "camera")
        assert [e for e in effects if isinstance(e, MuteChanged)] == [MuteChanged("ann", "camera", True)]
        assert seminar.person("ann").muted == Muted(video=True)

    def test_a_source_that_is_not_there_cannot_be_muted(self) -> None:
        with pytest.raises(NotFound):
            Seminar().room.set_muted("ann", "video", True, "whip-none")
