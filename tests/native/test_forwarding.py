"""Media from one client to others through a running worker, over real sockets and SRTP."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from sfu_core.records import IceConnected, ProducerStarted, SlotChanged
from tests.native.peer import picture_id
from tests.native.stage import (
    LEVEL_EXT,
    MID_EXT,
    OPUS,
    VP8,
    Camera,
    Slot,
    Stage,
    Voice,
    needs_ipv6,
    opus_producer,
)


@pytest.fixture
def stage() -> Iterator[Stage]:
    with Stage() as stage:
        yield stage


def watch(stage: Stage, slot: Slot, camera: Camera) -> None:
    """Put a camera that shows its keyframe into a slot."""
    stage.worker.set_slot(slot.handle, camera.handle)
    stage.until(lambda: bool(camera.peer.rtcp_of(206, 1)))
    camera.frame(keyframe=True)
    stage.until(lambda: SlotChanged(slot.handle, camera.handle) in stage.events)
    stage.until(lambda: bool(slot.packets))


def hear(stage: Stage, slot: Slot, voice: Voice) -> None:
    """Speak until it is heard in the slot."""

    def heard() -> bool:
        voice.speak()
        return any(p.csrc == (voice.csrc,) for p in slot.packets)

    stage.until(heard)


def test_a_handshake_over_dtls_gives_the_keys_that_media_flows_with(stage: Stage) -> None:
    alice, bob = stage.join(), stage.join()
    stage.handshake(alice)
    stage.handshake(bob)
    voice, slot = stage.microphone(alice), stage.audio_slot(bob)
    voice.speak()
    stage.until(lambda: ProducerStarted(voice.handle) in stage.events)
    hear(stage, slot, voice)
    assert {e.transport for e in stage.told(IceConnected)} == {alice, bob}


@pytest.mark.parametrize("profile", [0x0001, 0x0007])
def test_a_source_that_is_made_anew_goes_on_with_the_numbers_of_its_stream(stage: Stage, profile: int) -> None:
    """A browser whose camera gets another codec keeps its SSRC, and has counted how often its numbers began anew."""
    alice, bob = stage.connect(profile=profile), stage.connect()
    camera, slot = stage.camera(alice), stage.video_slot(bob)
    watch(stage, slot, camera)
    while camera.sequence > 100:
        camera.frame()
    camera.frame()
    again = stage.camera(alice, ssrc=camera.ssrc)
    again.sequence, again.timestamp, again.picture = camera.sequence, camera.timestamp, camera.picture
    stage.worker.close_producer(camera.handle)
    camera.peer.rtcp.clear()
    watch(stage, slot, again)
    stage.until(lambda: slot.packets[-1].csrc == (again.csrc,))
    assert stage.worker.stats().dropped["forged"] == 0


def test_a_voice_is_heard_by_the_others_and_not_by_itself(stage: Stage) -> None:
    alice, bob = stage.connect(), stage.connect()
    voice = stage.microphone(alice)
    own, other = stage.audio_slot(alice), stage.audio_slot(bob)
    hear(stage, other, voice)
    sent = voice.speak(level=25)
    stage.until(lambda: any(p.payload == sent.payload for p in other.packets))
    heard = next(p for p in other.packets if p.payload == sent.payload)
    assert heard.payload_type == OPUS
    assert heard.csrc == (voice.csrc,)
    assert heard.extensions == {MID_EXT: b"a", LEVEL_EXT: bytes([0x80 | 25])}
    assert other.packets[0].marker
    assert other.packets[0].sequence < 16384
    assert own.packets == []


def test_a_camera_is_shown_from_its_keyframe_on(stage: Stage) -> None:
    alice, bob = stage.connect(), stage.connect()
    camera, slot = stage.camera(alice), stage.video_slot(bob)
    camera.frame()
    stage.until(lambda: ProducerStarted(camera.handle) in stage.events)
    stage.worker.set_slot(slot.handle, camera.handle)
    stage.until(lambda: bool(camera.peer.rtcp_of(206, 1)))
    camera.frame()
    shown = camera.frame(keyframe=True, packets=3)
    shown += camera.frame()
    stage.until(lambda: len(slot.packets) == 4)
    assert [p.payload[6:] for p in slot.packets] == [p.payload[6:] for p in shown]
    first = slot.packets[0]
    assert [p.sequence - first.sequence for p in slot.packets] == [0, 1, 2, 3]
    assert [(p.timestamp - first.timestamp) % 2**32 for p in slot.packets] == [0, 0, 0, 3000]
    assert [(picture_id(p.payload) - picture_id(first.payload)) % 2**15 for p in slot.packets] == [0, 0, 0, 1]
    assert {p.csrc for p in slot.packets} == {(camera.csrc,)}
    assert {p.payload_type for p in slot.packets} == {VP8}
    assert first.extensions == {MID_EXT: b"v"}


def test_another_camera_takes_over_at_its_keyframe_without_a_break(stage: Stage) -> None:
    alice, bob, carol = stage.connect(), stage.connect(), stage.connect()
    first, second, slot = stage.camera(alice), stage.camera(bob), stage.video_slot(carol)
    watch(stage, slot, first)
    second.frame()
    stage.until(lambda: ProducerStarted(second.handle) in stage.events)
    stage.worker.set_slot(slot.handle, second.handle)
    stage.until(lambda: bool(second.peer.rtcp_of(206, 1)))
    first.frame()
    stage.until(lambda: len(slot.packets) == 2)
    second.frame(keyframe=True)
    stage.until(lambda: len(slot.packets) == 3)
    first.frame()
    second.frame()
    stage.until(lambda: len(slot.packets) == 4)
    assert [p.csrc[0] for p in slot.packets] == [first.csrc, first.csrc, second.csrc, second.csrc]
    start = slot.packets[0]
    assert [p.sequence - start.sequence for p in slot.packets] == [0, 1, 2, 3]
    assert [(picture_id(p.payload) - picture_id(start.payload)) % 2**15 for p in slot.packets] == [0, 1, 2, 3]
    stamps = [(p.timestamp - start.timestamp) % 2**32 for p in slot.packets]
    assert stamps == sorted(set(stamps))
    assert stage.told(SlotChanged)[-1] == SlotChanged(slot.handle, second.handle)


@pytest.mark.parametrize("profile", [0x0001, 0x0007, 0x0008])
def test_every_protection_profile_carries_media(stage: Stage, profile: int) -> None:
    alice, bob = stage.connect(profile=profile), stage.connect(profile=profile)
    hear(stage, stage.audio_slot(bob), stage.microphone(alice))


@needs_ipv6
def test_media_crosses_from_ipv6_to_ipv4() -> None:
    with Stage(ipv6=True) as stage:
        alice, bob = stage.connect(host="::1"), stage.connect()
        hear(stage, stage.audio_slot(bob), stage.microphone(alice))


def test_the_three_loudest_of_five_are_heard_and_nobody_hears_themselves(stage: Stage) -> None:
    members = [stage.connect() for _ in range(5)]
    voices = [stage.microphone(member) for member in members]
    slots = [[stage.audio_slot(member, mid=b"%d" % k) for k in range(3)] for member in members]
    levels = [50, 20, 30, 25, 60]

    def seen(member: int) -> set[int]:
        return {slot.packets[-1].csrc[0] for slot in slots[member] if slot.packets}

    def settled() -> bool:
        for voice, level in zip(voices, levels, strict=True):
            voice.speak(level)
        loudest = {voices[1].csrc, voices[2].csrc, voices[3].csrc}
        fourth = voices[0].csrc
        return all(seen(i) == (loudest - {voices[i].csrc} | {fourth} if i in (1, 2, 3) else loudest) for i in range(5))

    stage.until(settled)


def test_a_loudness_that_its_packet_cannot_hold_is_passed_on_as_silence(stage: Stage) -> None:
    alice, bob = stage.connect(), stage.connect()
    voice, slot = stage.microphone(alice), stage.audio_slot(bob)
    hear(stage, slot, voice)
    empty = replace(voice.packet(level=3), payload=b"\xf8\xff\xfe")
    voice.peer.send_rtp(empty)
    stage.until(lambda: any(p.payload == empty.payload for p in slot.packets))
    assert next(p for p in slot.packets if p.payload == empty.payload).extensions[LEVEL_EXT] == bytes([127])


def test_two_devices_of_one_person_do_not_hear_each_other(stage: Stage) -> None:
    laptop, phone = stage.connect(person=7), stage.connect(person=7)
    bob = stage.connect()
    voice = stage.microphone(laptop)
    own, other = stage.audio_slot(phone), stage.audio_slot(bob)
    hear(stage, other, voice)
    assert own.packets == []


def test_an_audio_slot_that_was_given_a_voice_keeps_it_however_loud_others_are(stage: Stage) -> None:
    alice, bob, carol = stage.connect(person=7), stage.connect(), stage.connect(person=7)
    quiet, loud = stage.microphone(alice), stage.microphone(bob)
    slot, chosen = stage.audio_slot(carol), stage.audio_slot(carol, mid=b"b")
    stage.worker.set_slot(chosen.handle, quiet.handle)
    hear(stage, chosen, quiet)
    hear(stage, slot, loud)
    assert {p.csrc for p in chosen.packets} == {(quiet.csrc,)}
    stage.worker.set_slot(chosen.handle, 0)
    stage.until(lambda: SlotChanged(chosen.handle, 0) in stage.events)
    before = len(slot.packets)

    def heard_more() -> bool:
        loud.speak()
        return len(slot.packets) > before + 20

    stage.until(heard_more)
    assert {p.csrc for p in chosen.packets} == {(quiet.csrc,)}


def test_a_muted_microphone_is_silent_for_the_others_at_once(stage: Stage) -> None:
    alice, bob = stage.connect(), stage.connect()
    voice, slot = stage.microphone(alice), stage.audio_slot(bob)
    hear(stage, slot, voice)
    stage.worker.pause_producer(voice.handle, True)
    while stage.worker.stats().dropped["paused"] == 0:
        voice.speak()
        stage.step()
    secret = [voice.speak().payload for _ in range(20)]
    stage.until(lambda: SlotChanged(slot.handle, 0) in stage.events)
    stage.worker.pause_producer(voice.handle, False)
    before = len(slot.packets)

    def heard_again() -> bool:
        voice.speak()
        return len(slot.packets) > before

    stage.until(heard_again)
    assert not {p.payload for p in slot.packets} & set(secret)
    numbers = [p.sequence for p in slot.packets]
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def test_a_source_may_be_paused_from_its_first_packet_on(stage: Stage) -> None:
    alice, bob = stage.connect(), stage.connect()
    slot = stage.audio_slot(bob)
    handle = stage.worker.create_producer(alice, opus_producer(7, 0x1234), True)
    voice = Voice(stage.peers[alice], handle, 0x1234, 7)

    def is_dropped() -> bool:
        voice.speak()
        return stage.worker.stats().dropped["paused"] > 5

    stage.until(is_dropped)
    assert slot.packets == []
    stage.worker.pause_producer(handle, False)
    hear(stage, slot, voice)


def test_a_camera_that_was_paused_comes_back_with_a_keyframe(stage: Stage) -> None:
    alice, bob = stage.connect(), stage.connect()
    camera, slot = stage.camera(alice), stage.video_slot(bob)
    watch(stage, slot, camera)
    count = len(slot.packets)
    stage.worker.pause_producer(camera.handle, True)
    while stage.worker.stats().dropped["paused"] == 0:
        camera.frame()
        stage.step()
    camera.peer.rtcp.clear()
    stage.worker.pause_producer(camera.handle, False)
    stage.until(lambda: bool(camera.peer.rtcp_of(206, 1)))
    camera.frame()
    shown = camera.frame(keyframe=True)[0]
    stage.until(lambda: any(p.payload[6:] == shown.payload[6:] for p in slot.packets))
    numbers = [p.sequence for p in slot.packets]
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    assert slot.packets[count:].index(slot.packets[-1]) <= 1


def test_the_wanted_camera_that_shows_nothing_leaves_an_empty_place_not_somebody_else(stage: Stage) -> None:
    alice, bob, carol = stage.connect(), stage.connect(), stage.connect()
    first, dark, slot = stage.camera(alice), stage.camera(bob), stage.video_slot(carol)
    watch(stage, slot, first)
    stage.worker.set_slot(slot.handle, dark.handle)
    stage.until(lambda: stage.told(SlotChanged)[-1] == SlotChanged(slot.handle, 0))


def test_a_slot_is_emptied_at_once(stage: Stage) -> None:
    alice, bob, carol = stage.connect(), stage.connect(), stage.connect()
    camera, left, stays = stage.camera(alice), stage.video_slot(bob), stage.video_slot(carol)
    watch(stage, left, camera)
    watch(stage, stays, camera)
    stage.worker.set_slot(left.handle, 0)
    stage.until(lambda: stage.told(SlotChanged)[-1] == SlotChanged(left.handle, 0))
    count = len(left.packets)
    shown = camera.frame(keyframe=True)[0]
    stage.until(lambda: any(p.payload[6:] == shown.payload[6:] for p in stays.packets))
    assert len(left.packets) == count


def test_a_slot_shows_only_what_is_of_its_own_room(stage: Stage) -> None:
    bob = stage.connect()
    slot, camera = stage.video_slot(bob), stage.camera(stage.connect())
    elsewhere = stage.worker.create_router()
    stranger = stage.connect(router=elsewhere)
    foreign = stage.camera(stranger)
    stage.worker.set_slot(slot.handle, foreign.handle)
    foreign.frame(keyframe=True)
    stage.until(lambda: ProducerStarted(foreign.handle) in stage.events)
    watch(stage, slot, camera)
    assert {p.csrc for p in slot.packets} == {(camera.csrc,)}


def test_frames_of_equal_packets_leave_in_fewer_calls_than_packets(stage: Stage) -> None:
    alice, bob = stage.connect(), stage.connect()
    camera, slot = stage.camera(alice), stage.video_slot(bob)
    watch(stage, slot, camera)
    before = len(slot.packets)
    sent = camera.frame(packets=40, size=1000)
    stage.until(lambda: len(slot.packets) == before + 40)
    assert [p.payload[6:] for p in slot.packets[before:]] == [p.payload[6:] for p in sent]
