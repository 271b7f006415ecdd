"""Reports: what receivers need for lip sync, what senders need to know of their losses (RFC 3550 section 6)."""

import struct
import time
from collections.abc import Iterator

import pytest

from sfu_core.worker import Worker
from tests.native.peer import Rtcp, nack, receiver_report, sender_report
from tests.native.stage import Camera, Slot, Stage, Voice

NTP_1970 = 2_208_988_800


@pytest.fixture
def stage() -> Iterator[Stage]:
    with Stage() as stage:
        yield stage


def ntp(unix: float) -> int:
    return int((unix + NTP_1970) * 2**32)


def meet(stage: Stage, voice: Voice, ear: Slot, camera: Camera, eye: Slot) -> None:
    """Let a voice and a camera be heard and seen."""
    stage.worker.set_slot(eye.handle, camera.handle)

    def both() -> bool:
        if not ear.packets:
            voice.speak()
        if not eye.packets:
            camera.frame(keyframe=True)
        return bool(ear.packets and eye.packets)

    stage.until(both)


def reports_on(slot: Slot, *, since: float = 0.0) -> list[Rtcp]:
    """Sender reports on a slot that were made after the Unix time `since`."""
    return [
        p
        for p in slot.peer.rtcp_of(200)
        if p.words[0] == slot.ssrc and p.words[1] + p.words[2] / 2**32 - NTP_1970 > since
    ]


def taken(stage: Stage, transport: int) -> int:
    """How many packets the worker has accepted from a client."""
    stats = stage.worker.transport_stats(transport)
    assert stats is not None
    return stats.packets_in


@pytest.mark.parametrize("clocks", [[-3600.0], [0.0, -3600.0], [0.0, 3600.0]], ids=["wrong", "set back", "set forward"])
def test_voice_and_lips_meet_at_the_receiver_whatever_the_sender_s_clock_says(
    stage: Stage, clocks: list[float]
) -> None:
    """A sender's reports tie its two timestamps to its own clock; ours tie both to one clock."""
    alice, bob = stage.connect(), stage.connect()
    voice, camera = stage.microphone(alice), stage.camera(alice)
    ear, eye = stage.audio_slot(bob), stage.video_slot(bob)
    meet(stage, voice, ear, camera, eye)
    last_voice, last_picture = ear.packets[-1], eye.packets[-1]
    sent_voice = (voice.timestamp - 960) % 2**32
    sent_picture = (camera.timestamp - 3000) % 2**32

    def played_at(report: Rtcp, timestamp: int, rate: int) -> float:
        """When, on the reports' clock, the packet with `timestamp` was taken."""
        _, high, low, reference = report.words[:4]
        behind = (reference - timestamp + 2**31) % 2**32 - 2**31
        return high + low / 2**32 - behind / rate

    for error in clocks:
        moment = time.time() + error
        # The picture was taken 300 ms before the word was said.
        reports = sender_report(voice.ssrc, ntp(moment), sent_voice)
        reports += sender_report(camera.ssrc, ntp(moment - 0.3), sent_picture)
        before = taken(stage, alice)
        voice.peer.send_rtcp(reports)
        stage.until(lambda before=before: taken(stage, alice) > before)  # type: ignore[misc]
    now = time.time()
    stage.until(lambda: all(reports_on(slot, since=now) for slot in (ear, eye)))
    said = played_at(reports_on(ear)[-1], last_voice.timestamp, 48000)
    seen = played_at(reports_on(eye)[-1], last_picture.timestamp, 90000)
    assert said - seen == pytest.approx(0.3, abs=0.002)


def test_a_sender_report_counts_and_carries_the_name(stage: Stage) -> None:
    alice, bob = stage.connect(), stage.connect()
    voice, camera = stage.microphone(alice), stage.camera(alice)
    ear, eye = stage.audio_slot(bob), stage.video_slot(bob)
    meet(stage, voice, ear, camera, eye)
    voice.peer.send_rtcp(sender_report(voice.ssrc, ntp(time.time()), voice.timestamp))
    stage.until(lambda: bool(reports_on(ear)))
    report = reports_on(ear)[0]
    assert report.words[4] == len(ear.packets)
    assert report.words[5] == sum(len(p.payload) for p in ear.packets)
    names = [p.body[6 : 6 + p.body[5]] for p in ear.peer.rtcp_of(202) if p.words[0] == ear.ssrc]
    assert Worker.CNAME in names


def test_a_sender_learns_of_its_losses(stage: Stage) -> None:
    alice = stage.connect()
    voice = stage.microphone(alice)
    for i in range(20):
        if i % 4 == 3:
            voice.sequence = (voice.sequence + 1) & 0xFFFF
        voice.speak()
    peer = voice.peer
    peer.send_rtcp(sender_report(voice.ssrc, ntp(time.time()), voice.timestamp))

    def blocks() -> list[bytes]:
        return [p.body[4:28] for p in peer.rtcp_of(201) if p.count == 1 and len(p.body) >= 28]

    stage.until(lambda: any(struct.unpack_from("!I", b, 16)[0] for b in blocks()))
    block = blocks()[-1]
    ssrc, lost, highest = struct.unpack_from("!III", block)
    assert ssrc == voice.ssrc
    assert lost & 0xFFFFFF == 5
    assert highest & 0xFFFF == (voice.sequence - 1) & 0xFFFF


def test_the_round_trip_is_learnt_from_receivers(stage: Stage) -> None:
    alice, bob = stage.connect(), stage.connect()
    voice, camera = stage.microphone(alice), stage.camera(alice)
    ear, eye = stage.audio_slot(bob), stage.video_slot(bob)
    meet(stage, voice, ear, camera, eye)
    voice.peer.send_rtcp(sender_report(voice.ssrc, ntp(time.time()), voice.timestamp))
    stage.until(lambda: bool(reports_on(ear)))
    _, high, low, *_ = reports_on(ear)[0].words
    compact = (high & 0xFFFF) << 16 | low >> 16
    block = struct.pack("!IIIIII", ear.ssrc, 0, ear.packets[-1].sequence, 0, compact, 0)
    ear.peer.send_rtcp(Rtcp(201, 1, struct.pack("!I", 1) + block).encode())

    def measured() -> int:
        stats = stage.worker.transport_stats(bob)
        assert stats is not None
        return stats.rtt_ns

    stage.until(lambda: measured() > 0)
    assert measured() < 10_000_000_000


def test_a_client_has_a_bounded_number_of_reporters(stage: Stage) -> None:
    alice = stage.connect()
    for ssrc in range(1, 120):
        stage.peers[alice].send_rtcp(receiver_report(ssrc))
    stage.until(lambda: stage.worker.stats().dropped["unknown_ssrc"] == 119 - 96)


def test_who_reports_on_each_stream_under_an_ssrc_of_its_own_is_heard_on_all(stage: Stage) -> None:
    """Firefox does: thirty slots are thirty reporters, whether or not they show anything."""
    alice, bob = stage.connect(), stage.connect()
    camera, slots = stage.camera(alice), [stage.video_slot(bob, mid=b"%d" % n) for n in range(30)]
    for slot in slots:
        stage.worker.set_slot(slot.handle, camera.handle)
        slot.peer.send_rtcp(receiver_report(slot.ssrc ^ 0x10000))

    def shown() -> bool:
        camera.frame(keyframe=True)
        return all(slot.packets for slot in slots)

    stage.until(shown)
    for slot in slots:
        slot.peer.send_rtcp(nack(slot.ssrc ^ 0x10000, slot.ssrc, [slot.packets[-1].sequence]))
    stage.until(lambda: stage.worker.stats().nacks_received == 30)
