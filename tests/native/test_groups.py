"""Groups of a room: who hears and sees whom, while people move between them."""

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import NamedTuple

import pytest

from sfu_core.records import ProducerStarted, SlotChanged, TransportClosed
from sfu_core.worker import Worker
from tests.native.live import left_behind
from tests.native.stage import Camera, Slot, Stage, Voice


@pytest.fixture
def stage() -> Iterator[Stage]:
    with Stage() as stage:
        yield stage
    assert left_behind() == {}


class Member(NamedTuple):
    """Somebody with a microphone and three slots to hear by."""

    transport: int
    voice: Voice
    ears: Sequence[Slot]

    @property
    def heard(self) -> list[int]:
        """Whose packets came, one entry a packet."""
        return [packet.csrc[0] for packet in chain.from_iterable(ear.packets for ear in self.ears)]


def enter(stage: Stage) -> Member:
    transport = stage.connect()
    return Member(transport, stage.microphone(transport), [stage.audio_slot(transport) for _ in range(3)])


def move(stage: Stage, groups: Sequence[Sequence[Member]]) -> None:
    """Everybody into the group of this number, in one batch."""
    stage.worker.move(
        stage.router, [(member.transport, number) for number, group in enumerate(groups, 1) for member in group]
    )


def talk(stage: Stage, speakers: Sequence[Member], listeners: Sequence[Member]) -> None:
    """Until each of the listeners has heard each of the others who speak."""

    def all_heard() -> bool:
        for speaker in speakers:
            speaker.voice.speak(level=10)
        wanted = {speaker.voice.csrc for speaker in speakers}
        return all(wanted - {listener.voice.csrc} <= set(listener.heard) for listener in listeners)

    stage.until(all_heard, seconds=20)


def forget(members: Sequence[Member]) -> None:
    for member in members:
        member.voice.peer.rtp.clear()


def settle(stage: Stage, members: Sequence[Member]) -> None:
    """Until what was sent before has come: who speaks now is heard by somebody of theirs."""
    talk(stage, members[:2], members[:2])


def test_ten_groups_of_five_hear_the_loudest_of_their_own_and_nobody_else(stage: Stage) -> None:
    everybody = [enter(stage) for _ in range(50)]
    groups = [everybody[first::10] for first in range(10)]
    talk(stage, everybody[:3], everybody[3:])
    move(stage, groups)
    settle(stage, groups[9])
    forget(everybody)

    for group in groups:
        talk(stage, group[:3], group)

    for group in groups:
        own = {member.voice.csrc for member in group}
        for member in group:
            assert set(member.heard) <= own - {member.voice.csrc}
            assert len(set(member.heard)) >= 2


def test_who_has_moved_hears_the_new_group_with_its_next_packet(stage: Stage) -> None:
    ann, bob, cho, dan = (enter(stage) for _ in range(4))
    move(stage, [[ann, bob], [cho, dan]])
    talk(stage, [bob], [ann])
    talk(stage, [cho], [dan])
    move(stage, [[], [ann]])
    for _ in range(2):
        # The worker executes what it was told before it has answered twice.
        stage.check(ann.transport)
    forget([ann])

    last = cho.voice.speak(level=10)
    stage.until(lambda: ann.heard != [])

    assert ann.heard == [cho.voice.csrc]
    assert ann.ears[0].peer.rtp[0].payload == last.payload


def test_a_picture_ends_where_its_person_goes_and_comes_back_when_it_is_asked_for(stage: Stage) -> None:
    ann, bob = stage.connect(), stage.connect()
    camera, slot = stage.camera(ann), stage.video_slot(bob)
    stage.worker.set_slot(slot.handle, camera.handle)
    see(stage, camera, slot)
    stage.events.clear()
    stage.worker.move(stage.router, [(ann, 1)])
    stage.until(lambda: SlotChanged(slot.handle, 0) in stage.events)
    slot.peer.rtp.clear()
    stage.worker.set_slot(slot.handle, camera.handle)
    camera.frame(keyframe=True)
    stage.worker.move(stage.router, [(bob, 1)])
    camera.frame(keyframe=True)
    stage.worker.set_slot(slot.handle, camera.handle)
    see(stage, camera, slot)

    assert stage.told(TransportClosed) == []


def see(stage: Stage, camera: Camera, slot: Slot) -> None:
    before = len(slot.packets)

    def seen() -> bool:
        camera.frame(keyframe=True)
        return len(slot.packets) > before

    stage.until(seen)


def test_who_moves_together_goes_on_seeing_each_other(stage: Stage) -> None:
    ann, bob, cho = stage.connect(), stage.connect(), stage.connect()
    camera, slot, other = stage.camera(ann), stage.video_slot(bob), stage.video_slot(cho)
    for each in (slot, other):
        stage.worker.set_slot(each.handle, camera.handle)
        see(stage, camera, each)
    stage.events.clear()
    stage.worker.move(stage.router, [(bob, 7), (ann, 7)])
    stage.until(lambda: SlotChanged(other.handle, 0) in stage.events)
    see(stage, camera, slot)

    assert SlotChanged(slot.handle, 0) not in stage.events


def test_a_slot_is_not_filled_from_another_group(stage: Stage) -> None:
    ann, bob = stage.connect(), stage.connect()
    stage.worker.move(stage.router, [(ann, 1)])
    camera, slot = stage.camera(ann), stage.video_slot(bob)
    stage.worker.set_slot(slot.handle, camera.handle)
    camera.frame(keyframe=True)
    stage.until(lambda: ProducerStarted(camera.handle) in stage.events)
    stage.worker.move(stage.router, [(ann, 0)])
    stage.worker.set_slot(slot.handle, camera.handle)
    see(stage, camera, slot)
    stage.until(lambda: stage.told(SlotChanged) != [])

    assert stage.told(SlotChanged) == [SlotChanged(slot.handle, camera.handle)]


def test_who_announces_is_heard_in_every_group_before_the_loudest(stage: Stage) -> None:
    host, *others = [enter(stage) for _ in range(9)]
    groups = [others[:4], others[4:]]
    move(stage, groups)
    stage.worker.announce(host.transport, True)
    for group in groups:
        talk(stage, [host, *group[:2]], group)
    forget(others)
    host.voice.speak(level=60)
    stage.until(lambda: all(host.voice.csrc in member.heard for member in others))

    assert host.heard == []


def test_who_announces_no_longer_is_heard_by_their_own_group_alone(stage: Stage) -> None:
    host, near, far, along = [enter(stage) for _ in range(4)]
    move(stage, [[far, along]])
    stage.worker.announce(host.transport, True)
    talk(stage, [host], [near, far])
    stage.worker.announce(host.transport, False)
    settle(stage, [far, along])
    forget([near, far])
    talk(stage, [host], [near])
    settle(stage, [along, far])

    assert host.voice.csrc not in far.heard


def test_a_microphone_that_comes_while_its_person_announces_is_heard_too(stage: Stage) -> None:
    ann, host = enter(stage), stage.connect()
    move(stage, [[ann]])
    stage.worker.announce(host, True)
    speaker = Member(host, stage.microphone(host), [])

    talk(stage, [speaker], [ann])


def test_a_hundred_moves_leave_no_stale_slot(stage: Stage) -> None:
    members = [enter(stage) for _ in range(4)]
    cameras = [stage.camera(member.transport) for member in members]
    slots = [stage.video_slot(member.transport) for member in members]
    shown: dict[int, int] = {}
    for number in range(100):
        mover, target = members[number % 4], 1 + number % 3
        stage.worker.move(stage.router, [(mover.transport, target)])
        for slot, camera in zip(slots, [*cameras[1:], cameras[0]], strict=True):
            stage.worker.set_slot(slot.handle, camera.handle)
        for camera in cameras:
            camera.frame(keyframe=True)
        stage.step()
    stage.worker.move(stage.router, [(member.transport, number) for number, member in enumerate(members, 11)])

    def all_empty() -> bool:
        shown.update({event.slot: event.producer for event in stage.told(SlotChanged)})
        return not any(shown.values())

    stage.until(all_empty)
    move(stage, [members])
    forget(members)
    talk(stage, members[:3], members)

    assert {reason: count for reason, count in stage.worker.stats().dropped.items() if count} == {}


def test_a_whole_class_moves_by_one_command(stage: Stage) -> None:
    everybody = [enter(stage) for _ in range(50)]
    move(stage, [everybody[first::10] for first in range(10)])
    stage.worker.move(stage.router, [(member.transport, 0) for member in everybody])

    talk(stage, everybody[:3], everybody)


def test_a_group_ends_with_its_last_member(stage: Stage) -> None:
    ann, bob = enter(stage), enter(stage)
    move(stage, [[ann], [bob]])
    stage.worker.close_transport(ann.transport)
    stage.until(lambda: TransportClosed(ann.transport) in stage.events)
    stage.worker.move(stage.router, [(bob.transport, 0), (ann.transport, 3)])
    stage.worker.close_transport(bob.transport)
    stage.until(lambda: TransportClosed(bob.transport) in stage.events)

    live = Worker.live_objects()
    assert live.get("group", 0) == 0


def test_transports_of_another_room_are_not_moved(stage: Stage) -> None:
    other = stage.worker.create_router()
    ann, bob = enter(stage), enter(stage)
    stage.worker.move(other, [(ann.transport, 1)])

    talk(stage, [ann], [bob])


def test_a_move_has_a_limit() -> None:
    with Stage(start=False) as stage, pytest.raises(ValueError):
        stage.worker.move(stage.router, [(1, 1)] * 2049)
