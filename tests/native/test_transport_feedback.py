"""Transport-wide numbers and what clients and we tell of them, through a real worker."""

import struct
import time
from collections.abc import Iterator
from functools import partial
from random import Random

import pytest

from sfu_core._testing_bandwidth import parse_twcc
from sfu_core.records import SlotChanged, SlotLayer, TransportStats
from tests.native.peer import Rtcp, Rtp, nack, receiver_report, remb, transport_feedback
from tests.native.stage import RTX, TRANSPORT_CC_EXT, Camera, Slot, Stage
from tests.native.test_retransmission import watch


@pytest.fixture
def stage() -> Iterator[Stage]:
    with Stage(transport_cc=True) as stage:
        yield stage


def stats(stage: Stage, transport: int) -> TransportStats:
    found = stage.worker.transport_stats(transport)
    assert found is not None
    return found


def number(packet: Rtp) -> int:
    return int(struct.unpack("!H", packet.extensions[TRANSPORT_CC_EXT])[0])


def told(camera: Camera) -> dict[int, int]:
    """Which numbers the camera's client was told to have come, and when (ticks)."""
    came: dict[int, int] = {}
    for message in camera.peer.rtcp_of(205, 15):
        assert message.words[1] == camera.ssrc
        came |= dict(parse_twcc(message.body[8:])[3])
    return came


def test_whatever_leaves_to_a_client_counts_on(stage: Stage) -> None:
    alice, bob = stage.connect(), stage.connect()
    voice, camera = stage.microphone(alice), stage.camera(alice)
    ear, eye = stage.audio_slot(bob), stage.video_slot(bob)
    watch(stage, eye, camera)
    stage.worker.set_slot(ear.handle, voice.handle)
    voice.speak()
    stage.until(lambda: SlotChanged(ear.handle, voice.handle) in stage.events)
    for _ in range(5):
        voice.speak()
        camera.frame(packets=2)
    stage.until(lambda: len(ear.packets) >= 5 and len(eye.packets) >= 11)
    eye.peer.send_rtcp(nack(1, eye.ssrc, [eye.packets[-1].sequence]))
    stage.until(lambda: bool(eye.peer.of(eye.rtx_ssrc)))
    numbers = [number(packet) for packet in eye.peer.rtp]
    assert numbers == list(range(len(numbers)))
    assert {packet.ssrc for packet in eye.peer.rtp} == {ear.ssrc, eye.ssrc, eye.rtx_ssrc}


def test_a_sender_hears_of_all_that_came_retransmissions_and_padding_included(stage: Stage) -> None:
    alice, bob = stage.connect(), stage.connect()
    camera, slot = stage.camera(alice), stage.video_slot(bob)
    watch(stage, slot, camera)
    made = camera.frame(packets=6, lose=(2,))
    peer = camera.peer
    payload = struct.pack("!H", made[2].sequence) + made[2].payload
    peer.send_rtp(Rtp(RTX, 700, 1, camera.rtx_ssrc, payload, extensions=peer.numbered(TRANSPORT_CC_EXT)))
    peer.send_rtp(Rtp(RTX, 701, 1, camera.rtx_ssrc, b"", extensions=peer.numbered(TRANSPORT_CC_EXT), padding=200))
    camera.frame()
    last = next(peer.numbers or iter(())) - 1
    stage.until(lambda: last & 0xFFFF in told(camera))
    lost = {number(made[2])}
    assert set(told(camera)) == {n & 0xFFFF for n in range(65_530, last + 1)} - lost


def has_come(moment: float) -> bool:
    return time.monotonic() >= moment


def feed(stage: Stage, slot: Slot, camera: Camera, frames: int, *, ms_a_packet: float) -> None:
    """Send frames, 300 kbit/s, while they are forwarded; after each the client tells of packets so far apart."""

    def is_paused() -> bool:
        return any(layer.slot == slot.handle and layer.spatial < 0 for layer in stage.told(SlotLayer))

    at, began = 1000.0, time.monotonic()
    for n in range(frames):
        stage.until(partial(has_come, began + n * 0.1))
        slot.peer.rtp.clear()
        camera.frame(packets=4, size=900)
        stage.until(lambda: len(slot.peer.rtp) >= 4 or is_paused())
        if is_paused():
            return
        times = [at + ms_a_packet * n for n in range(4)]
        at = times[-1] + ms_a_packet
        slot.peer.send_rtcp(transport_feedback(1, slot.ssrc, number(slot.peer.rtp[0]), times))


def test_packets_that_come_ever_later_lower_the_estimate(stage: Stage) -> None:
    alice, bob, carol = stage.connect(), stage.connect(), stage.connect()
    camera, slot, other = stage.camera(alice), stage.video_slot(bob), stage.video_slot(carol)
    watch(stage, other, camera)
    watch(stage, slot, camera)
    stage.until(lambda: stats(stage, carol).estimate_bps > 0)
    before = stats(stage, carol).estimate_bps
    feed(stage, slot, camera, 20, ms_a_packet=60)
    stage.until(lambda: 0 < stats(stage, bob).estimate_bps < before)
    assert stats(stage, bob).queue_ns > 0
    assert stats(stage, carol).estimate_bps == before


def test_feedback_that_tells_nonsense_harms_nobody(stage: Stage) -> None:
    alice, bob, carol = stage.connect(), stage.connect(), stage.connect()
    camera, slot, other = stage.camera(alice), stage.video_slot(bob), stage.video_slot(carol)
    watch(stage, other, camera)
    watch(stage, slot, camera)
    stage.until(lambda: stats(stage, carol).estimate_bps > 0)
    before = stats(stage, carol).estimate_bps
    random = Random(7)
    for _ in range(200):
        fci = random.randbytes(random.randrange(4, 200) & ~3)
        slot.peer.send_rtcp(Rtcp(205, 15, struct.pack("!II", 1, slot.ssrc) + fci).encode())
        times = [random.uniform(0, 1e9) for _ in range(3)]
        slot.peer.send_rtcp(transport_feedback(1, other.ssrc, random.randrange(65_536), sorted(times)[:1]))
        slot.peer.send_rtcp(remb(1, random.choice((0, 1, 2**60)), [slot.ssrc, other.ssrc]))
    seen = stats(stage, bob).packets_in
    slot.peer.send_rtcp(receiver_report(1))
    stage.until(lambda: stats(stage, bob).packets_in > seen and stats(stage, bob).estimate_bps > 0)
    count = len(other.packets)
    camera.frame()
    stage.until(lambda: len(other.packets) == count + 1)
    assert stats(stage, carol).estimate_bps == before
    assert 30_000 <= stats(stage, bob).estimate_bps <= 100_000_000


def test_a_client_without_feedback_is_believed_by_its_remb() -> None:
    with Stage() as stage:
        bob, carol = stage.connect(), stage.connect()
        stage.worker.set_feedback(bob, False, True)
        slot = stage.video_slot(bob)
        slot.peer.send_rtcp(remb(1, 777_000, [slot.ssrc]))
        stage.until(lambda: abs(stats(stage, bob).estimate_bps - 777_000) < 1_000)
        stage.until(lambda: stats(stage, carol).estimate_bps == 5_000_000)


def test_losses_that_are_reported_lower_what_a_client_that_tells_nothing_else_is_sent() -> None:
    with Stage() as stage:
        alice, bob = stage.connect(), stage.connect()
        camera, slot = stage.camera(alice), stage.video_slot(bob)
        watch(stage, slot, camera)

        def is_lowered() -> bool:
            camera.frame(packets=4, size=1000)
            if slot.packets:
                block = struct.pack("!IIIIII", slot.ssrc, len(slot.packets) // 2, slot.packets[-1].sequence, 0, 0, 0)
                slot.peer.send_rtcp(Rtcp(201, 1, struct.pack("!I", 1) + block).encode())
            return 0 < stats(stage, bob).estimate_bps < 4_000_000

        stage.until(is_lowered)


def test_a_client_that_obeys_a_remb_alone_is_told_one() -> None:
    with Stage() as stage:
        alice = stage.connect()
        stage.worker.set_feedback(alice, False, True)
        camera = stage.camera(alice)
        camera.frame(keyframe=True)
        stage.until(lambda: bool(camera.peer.rtcp_of(206, 15)))
        message = camera.peer.rtcp_of(206, 15)[0]
        assert message.body[8:12] == b"REMB"
        assert set(message.words[4:]) == {camera.ssrc, camera.rtx_ssrc}
        assert not camera.peer.rtcp_of(205, 15)
