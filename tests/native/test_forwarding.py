"""Media from one client to others through a running worker, over real sockets and SRTP."""

from collections.abc import Iterator

import pytest

from sfu_core.records import IceConnected, ProducerStarted, SlotChanged
from tests.native.peer import picture_id
from tests.native.stage import LEVEL_EXT, MID_EXT, OPUS, VP8, Camera, Slot, Stage


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


def test_a_handshake_over_dtls_gives_the_keys_that_media_flows_with(stage: Stage) -> None:
    alice, bob = stage.join(), stage.join()
    stage.handshake(alice)
    stage.handshake(bob)
    voice, slot = stage.microphone(alice), stage.audio_slot(bob)
    voice.speak()
    stage.until(lambda: ProducerStarted(voice.handle) in stage.events)
    stage.until(lambda: speaks_until(stage, voice, slot))
    assert {e.transport for e in stage.told(IceConnected)} == {alice, bob}


def speaks_until(stage: Stage, voice: "object", slot: Slot) -> bool:
    voice.speak()  # type: ignore[attr-defined]
    return bool(slot.packets)


def test_a_voice_is_heard_by_the_others_and_not_by_itself(stage: Stage) -> None:
    alice, bob = stage.connect(), stage.connect()
    voice = stage.microphone(alice)
    own, other = stage.audio_slot(alice), stage.audio_slot(bob)
    stage.until(lambda: speaks_until(stage, voice, other))
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
