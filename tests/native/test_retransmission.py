"""Lost packets and keyframes: what receivers ask us for, and what we ask senders for."""

import struct
from collections.abc import Iterator

import pytest

from sfu_core.records import ProducerStarted, SlotChanged
from tests.native.peer import Rtp, nack, pli, vp8
from tests.native.stage import MID_EXT, RTX, VP8, Camera, Slot, Stage


@pytest.fixture
def stage() -> Iterator[Stage]:
    with Stage() as stage:
        yield stage


def watch(stage: Stage, slot: Slot, camera: Camera) -> None:
    """Put a camera into a slot and wait until its first keyframe has come."""
    stage.worker.set_slot(slot.handle, camera.handle)
    keyframe = camera.frame(keyframe=True)[0]
    while SlotChanged(slot.handle, camera.handle) not in stage.events or not slot.packets:
        stage.until(lambda: SlotChanged(slot.handle, camera.handle) in stage.events or wants_keyframe(camera))
        if wants_keyframe(camera):
            camera.peer.rtcp.clear()
            keyframe = camera.frame(keyframe=True)[0]
        stage.until(lambda: bool(slot.packets) or wants_keyframe(camera))
    stage.until(lambda: any(p.payload[6:] == keyframe.payload[6:] for p in slot.packets))
    camera.peer.rtcp.clear()
    slot.peer.raw.clear()


def wants_keyframe(camera: Camera) -> bool:
    return any(p.words[1] == camera.ssrc for p in camera.peer.rtcp_of(206, 1))


def lost_numbers(camera: Camera) -> set[int]:
    """What the worker has asked a camera for, by NACK."""
    found = set()
    for packet in camera.peer.rtcp_of(205, 1):
        assert packet.words[1] == camera.ssrc
        for at in range(8, len(packet.body), 4):
            first, mask = struct.unpack_from("!HH", packet.body, at)
            found |= {first} | {(first + 1 + bit) & 0xFFFF for bit in range(16) if mask >> bit & 1}
    return found


def test_a_lost_packet_is_sent_again_as_rtx(stage: Stage) -> None:
    alice, bob = stage.connect(), stage.connect()
    camera, slot = stage.camera(alice), stage.video_slot(bob)
    watch(stage, slot, camera)
    camera.frame(packets=3)
    stage.until(lambda: len(slot.packets) >= 4)
    lost = slot.packets[-2]
    slot.peer.send_rtcp(nack(1, slot.ssrc, [lost.sequence]))
    stage.until(lambda: bool(slot.peer.of(slot.rtx_ssrc)))
    again = slot.peer.of(slot.rtx_ssrc)[0]
    assert again.payload_type == RTX
    assert again.payload == struct.pack("!H", lost.sequence) + lost.payload
    assert (again.timestamp, again.marker, again.csrc) == (lost.timestamp, lost.marker, lost.csrc)
    assert again.extensions == {MID_EXT: b"v"}
    assert again.sequence < 16384


def test_without_rtx_the_very_datagram_is_sent_again(stage: Stage) -> None:
    alice, bob = stage.connect(), stage.connect()
    camera, slot = stage.camera(alice), stage.video_slot(bob, rtx=False)
    watch(stage, slot, camera)
    camera.frame()
    stage.until(lambda: len(slot.peer.raw) >= 1)
    first = slot.peer.raw[-1]
    slot.peer.send_rtcp(nack(1, slot.ssrc, [slot.packets[-1].sequence]))
    stage.until(lambda: slot.peer.raw.count(first) == 2)


def test_what_is_older_than_a_keyframe_is_of_no_use_and_not_sent_again(stage: Stage) -> None:
    alice, bob, carol = stage.connect(), stage.connect(), stage.connect()
    first, second, slot = stage.camera(alice), stage.camera(bob), stage.video_slot(carol)
    watch(stage, slot, first)
    lost = slot.packets[-1]
    watch(stage, slot, second)
    later = slot.packets[-1]
    slot.peer.send_rtcp(nack(1, slot.ssrc, [lost.sequence, later.sequence]))
    stage.until(lambda: bool(slot.peer.of(slot.rtx_ssrc)))
    assert [again.payload[2:] for again in slot.peer.of(slot.rtx_ssrc)] == [later.payload]


def test_asking_again_at_once_gets_one_answer(stage: Stage) -> None:
    alice, bob = stage.connect(), stage.connect()
    camera, slot = stage.camera(alice), stage.video_slot(bob)
    watch(stage, slot, camera)
    number = slot.packets[-1].sequence
    for _ in range(50):
        slot.peer.send_rtcp(nack(1, slot.ssrc, [number]))
    stage.until(lambda: stage.worker.stats().nacks_received == 50)
    assert stage.worker.stats().retransmitted < 10


def test_one_cannot_ask_for_what_another_received(stage: Stage) -> None:
    alice, bob, carol = stage.connect(), stage.connect(), stage.connect()
    camera, slot = stage.camera(alice), stage.video_slot(bob)
    own = stage.video_slot(carol)
    watch(stage, slot, camera)
    number = slot.packets[-1].sequence
    own.peer.send_rtcp(nack(1, slot.ssrc, [number]) + pli(1, slot.ssrc))
    slot.peer.send_rtcp(nack(1, slot.ssrc, [number]))
    stage.until(lambda: bool(slot.peer.of(slot.rtx_ssrc)))
    assert stage.worker.stats().nacks_received == 1
    assert own.peer.rtp == []


def test_a_gap_in_what_a_camera_sends_is_asked_for_and_mended_by_rtx(stage: Stage) -> None:
    alice, bob = stage.connect(), stage.connect()
    camera, slot = stage.camera(alice), stage.video_slot(bob)
    watch(stage, slot, camera)
    made = camera.frame(packets=6, lose=(2,))
    stage.until(lambda: lost_numbers(camera) == {made[2].sequence})
    missing = made[2]
    payload = struct.pack("!H", missing.sequence) + missing.payload
    camera.peer.send_rtp(Rtp(RTX, 700, missing.timestamp, camera.rtx_ssrc, payload))
    stage.until(lambda: {p.payload[6:] for p in slot.packets} >= {p.payload[6:] for p in made})
    numbers = [p.sequence for p in slot.packets if p.payload[6:] in {m.payload[6:] for m in made}]
    assert sorted(numbers) == list(range(numbers[0], numbers[0] + 6))
    assert numbers[-1] == numbers[0] + 2


def test_the_same_packet_mended_twice_goes_out_once(stage: Stage) -> None:
    alice, bob = stage.connect(), stage.connect()
    camera, slot = stage.camera(alice), stage.video_slot(bob)
    watch(stage, slot, camera)
    made = camera.frame(packets=6, lose=(2,))
    payload = struct.pack("!H", made[2].sequence) + made[2].payload
    for number in (700, 701):
        camera.peer.send_rtp(Rtp(RTX, number, made[2].timestamp, camera.rtx_ssrc, payload))
    stage.until(lambda: stage.worker.stats().dropped["repeated"] == 1)
    stage.until(lambda: sum(p.payload[6:] == made[2].payload[6:] for p in slot.packets) == 1)


def test_what_nobody_watches_is_not_asked_for(stage: Stage) -> None:
    alice, bob = stage.connect(), stage.connect()
    unseen, seen, slot = stage.camera(alice), stage.camera(alice), stage.video_slot(bob)
    watch(stage, slot, seen)
    unseen.frame(packets=6, lose=(2,))
    seen.frame(packets=6, lose=(2,))
    stage.until(lambda: bool(stage.worker.stats().nacks_sent))
    assert {p.words[1] for p in seen.peer.rtcp_of(205, 1)} <= {seen.ssrc}


def test_requests_of_many_receivers_become_one(stage: Stage) -> None:
    alice = stage.connect()
    camera = stage.camera(alice)
    slots = [stage.video_slot(stage.connect()) for _ in range(5)]
    for slot in slots:
        stage.worker.set_slot(slot.handle, camera.handle)
    camera.frame()
    stage.until(lambda: wants_keyframe(camera))
    camera.frame(keyframe=True)
    stage.until(lambda: all(slot.packets for slot in slots))
    before = stage.worker.stats().keyframe_requests
    for slot in slots:
        slot.peer.send_rtcp(pli(1, slot.ssrc))
    stage.until(lambda: stage.worker.stats().keyframe_requests == before + 1)
    camera.frame(keyframe=True)
    stage.until(lambda: all(len(slot.packets) == 2 for slot in slots))
    assert stage.worker.stats().keyframe_requests == before + 1


def test_one_receiver_cannot_keep_a_camera_at_keyframes(stage: Stage) -> None:
    alice, bob = stage.connect(), stage.connect()
    camera, slot = stage.camera(alice), stage.video_slot(bob)
    watch(stage, slot, camera)
    before = stage.worker.stats().keyframe_requests
    for _ in range(40):
        slot.peer.send_rtcp(pli(1, slot.ssrc))
        camera.frame(keyframe=True)
    stage.until(lambda: len(slot.packets) >= 41)
    assert stage.worker.stats().keyframe_requests - before <= 3


def test_who_asks_on_until_a_keyframe_comes_is_heard_when_the_next_is_needed(stage: Stage) -> None:
    alice, bob = stage.connect(), stage.connect()
    camera, slot = stage.camera(alice), stage.video_slot(bob)
    watch(stage, slot, camera)
    heard = stage.worker.stats().packets_in
    for _ in range(10):
        slot.peer.send_rtcp(pli(1, slot.ssrc))
    stage.until(lambda: stage.worker.stats().packets_in >= heard + 10 and wants_keyframe(camera))
    count = len(slot.packets)
    camera.frame(keyframe=True)
    stage.until(lambda: len(slot.packets) > count)
    camera.peer.rtcp.clear()
    slot.peer.send_rtcp(pli(1, slot.ssrc))
    stage.until(lambda: wants_keyframe(camera), seconds=3)


def test_a_keyframe_that_does_not_come_is_asked_for_again(stage: Stage) -> None:
    alice, bob = stage.connect(), stage.connect()
    camera, slot = stage.camera(alice), stage.video_slot(bob)
    camera.frame()
    stage.until(lambda: ProducerStarted(camera.handle) in stage.events)
    stage.worker.set_slot(slot.handle, camera.handle)
    stage.until(lambda: len(camera.peer.rtcp_of(206, 1)) == 2)


def test_a_stream_known_by_its_mid_is_bound_by_its_first_packet(stage: Stage) -> None:
    alice, bob = stage.connect(), stage.connect()
    camera, slot = stage.camera(alice, ssrc=0, mid=b"video"), stage.video_slot(bob)
    camera.frame(keyframe=True)
    stage.until(lambda: stage.worker.stats().dropped["unknown_ssrc"] == 1)
    camera.mid = b"video"
    watch(stage, slot, camera)


def test_a_camera_that_starts_again_under_a_new_ssrc_goes_on(stage: Stage) -> None:
    alice, bob = stage.connect(), stage.connect()
    camera, slot = stage.camera(alice, mid=b"video"), stage.video_slot(bob)
    camera.mid = b"video"
    watch(stage, slot, camera)
    count = len(slot.packets)
    camera.ssrc, camera.sequence, camera.timestamp, camera.picture = 0xABCD, 7, 7, 7
    camera.frame(keyframe=True)
    stage.until(lambda: len(slot.packets) == count + 1)
    assert slot.packets[-1].sequence == slot.packets[-2].sequence + 1


def test_padding_that_probes_the_way_up_ends_here_and_leaves_no_gap(stage: Stage) -> None:
    alice, bob = stage.connect(), stage.connect()
    camera, slot = stage.camera(alice), stage.video_slot(bob)
    watch(stage, slot, camera)
    count = len(slot.packets)
    camera.peer.send_rtp(Rtp(VP8, camera.sequence, camera.timestamp, camera.ssrc, b"", padding=200))
    camera.sequence += 1
    camera.frame()
    stage.until(lambda: len(slot.packets) == count + 1)
    before, after = slot.packets[-2:]
    assert after.sequence == before.sequence + 1
    assert after.payload


def test_padding_that_comes_late_fills_the_number_that_was_kept_for_it(stage: Stage) -> None:
    alice, bob = stage.connect(), stage.connect()
    camera, slot = stage.camera(alice), stage.video_slot(bob)
    watch(stage, slot, camera)
    count = len(slot.packets)
    late = Rtp(VP8, camera.sequence, camera.timestamp, camera.ssrc, b"", padding=200)
    camera.sequence += 1
    camera.frame()
    stage.until(lambda: len(slot.packets) == count + 1)
    camera.peer.send_rtp(late)
    stage.until(lambda: len(slot.packets) == count + 2)
    after, filler = slot.packets[-2:]
    assert filler.sequence == after.sequence - 1
    assert filler.payload == b""
    # It is missed like any other packet where it is lost.
    slot.peer.send_rtcp(nack(1, slot.ssrc, [filler.sequence]))
    stage.until(lambda: bool(slot.peer.of(slot.rtx_ssrc)))
    assert slot.peer.of(slot.rtx_ssrc)[0].payload == struct.pack("!H", filler.sequence)


def test_what_is_no_vp8_is_dropped(stage: Stage) -> None:
    alice, bob = stage.connect(), stage.connect()
    camera, slot = stage.camera(alice), stage.video_slot(bob)
    watch(stage, slot, camera)
    for payload_type, payload in ((VP8, b"\x80"), (VP8, b"\xff" * 3), (35, vp8(1, keyframe=True))):
        camera.peer.send_rtp(Rtp(payload_type, camera.sequence, camera.timestamp, camera.ssrc, payload))
        camera.sequence = (camera.sequence + 1) & 0xFFFF
    stage.until(lambda: stage.worker.stats().dropped["malformed"] == 2)
    stage.until(lambda: stage.worker.stats().dropped["payload_type"] == 1)
