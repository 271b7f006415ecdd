"""A seminar of two while a third does harm: what they see and hear of each other has no gap and nothing else in it."""

import os
import socket
import struct
import threading
from collections.abc import Iterator

import pytest

from sfu_core.records import SlotChanged
from tests.native.live import left_behind
from tests.native.peer import Rtcp, Rtp, StreamPeer, binding_request, nack, opus, pli, receiver_report
from tests.native.stage import MID_EXT, OPUS, Camera, Slot, Stage, Voice

FLOOD = 100_000


class Seminar:
    """Alice speaks and shows herself, Bob listens and looks; Mallory is signed in beside them."""

    def __init__(self, stage: Stage, *, mallory_over_tcp: bool = False) -> None:
        self.stage = stage
        self.alice, self.bob = stage.connect(), stage.connect()
        self.mallory = stage.connect(tcp=mallory_over_tcp)
        self.voice: Voice = stage.microphone(self.alice)
        self.camera: Camera = stage.camera(self.alice)
        self.ear: Slot = stage.audio_slot(self.bob)
        self.eye: Slot = stage.video_slot(self.bob)
        stage.worker.set_slot(self.eye.handle, self.camera.handle)
        stage.until(self._flows)

    def _flows(self) -> bool:
        self.say()
        return len(self.eye.packets) > 2 and len(self.ear.packets) > 2

    def say(self) -> None:
        self.voice.speak(level=10)
        self.camera.frame(keyframe=True)

    def dropped(self, reason: str) -> int:
        return self.stage.worker.stats().dropped[reason]

    def is_undisturbed(self, count: int = 20) -> None:
        """Everything that Alice sends now reaches Bob, once, in order, and nothing else does."""
        before = self.voice.speak(level=10).payload
        self.stage.until(lambda: any(packet.payload == before for packet in self.ear.packets))
        heard, seen = len(self.ear.packets), len(self.eye.packets)
        sent: list[bytes] = []
        for _ in range(count):
            sent.append(self.voice.speak(level=10).payload)
            self.camera.frame()
        self.stage.until(lambda: len(self.ear.packets) >= heard + count and len(self.eye.packets) >= seen + count)
        assert [packet.payload for packet in self.ear.packets[heard:]] == sent
        assert {packet.csrc for packet in self.ear.packets} == {(self.voice.csrc,)}
        assert {packet.csrc for packet in self.eye.packets} == {(self.camera.csrc,)}
        for slot in (self.ear, self.eye):
            numbers = [packet.sequence for packet in slot.packets]
            assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))
        assert self.stage.peers[self.bob].refused == 0
        emptied = [e for e in self.stage.told(SlotChanged) if e.slot in (self.ear.handle, self.eye.handle)]
        assert all(event.producer for event in emptied)


@pytest.fixture
def stage() -> Iterator[Stage]:
    with Stage() as stage:
        yield stage
    assert left_behind() == {}


@pytest.fixture
def seminar(stage: Stage) -> Seminar:
    return Seminar(stage)


def test_packets_are_played_back(stage: Stage, seminar: Seminar) -> None:
    alice, mallory = stage.peers[seminar.alice], stage.peers[seminar.mallory]
    recorded = [alice.protect(seminar.voice.packet(level=10)) for _ in range(50)]
    for datagram in recorded:
        alice.send(datagram)
    stage.until(lambda: len(seminar.ear.packets) >= 52)
    for datagram in recorded * 3:
        alice.send(datagram)
        mallory.send(datagram)
    # From her own address they are repetitions; from another's they are no stream that was agreed on.
    stage.until(lambda: seminar.dropped("replayed") >= 150 and seminar.dropped("unknown_ssrc") >= 150)
    seminar.is_undisturbed()


def test_a_stream_of_somebody_elses_ssrc(stage: Stage, seminar: Seminar) -> None:
    mallory = stage.peers[seminar.mallory]
    before = seminar.dropped("unknown_ssrc")
    for number in range(100):
        mallory.send_rtp(Rtp(OPUS, 30000 + number, number * 960, seminar.voice.ssrc, opus(), extensions={1: b"\x80"}))
        mallory.send_rtp(Rtp(OPUS, 30000 + number, number * 960, seminar.ear.ssrc, opus(), extensions={1: b"\x80"}))
    stage.until(lambda: seminar.dropped("unknown_ssrc") == before + 200)
    seminar.is_undisturbed()


def test_somebody_elses_mid_and_rid(stage: Stage, seminar: Seminar) -> None:
    mallory = stage.peers[seminar.mallory]
    before = seminar.dropped("unknown_ssrc")
    for number in range(100):
        for place, name in enumerate((b"0", b"1", b"v", b"a")):
            extensions = {MID_EXT: name, 5: b"f", 6: b"q"}
            mallory.send_rtp(Rtp(OPUS, number, number * 960, 0xBAD0 + place, opus(), extensions=extensions))
    stage.until(lambda: seminar.dropped("unknown_ssrc") == before + 400)
    seminar.is_undisturbed()


def test_a_producer_that_claims_the_same_ssrc_and_mid_in_a_transport_of_its_own(stage: Stage, seminar: Seminar) -> None:
    claimed = stage.camera(seminar.mallory, ssrc=seminar.camera.ssrc)
    before = stage.worker.stats().packets_in
    for _ in range(20):
        claimed.frame(keyframe=True)
    stage.until(lambda: stage.worker.stats().packets_in >= before + 20)
    seminar.is_undisturbed()


def test_reports_without_end(stage: Stage, seminar: Seminar) -> None:
    mallory = stage.peers[seminar.mallory]
    blocks = struct.pack("!IIIIII", seminar.ear.ssrc, 0xFFFFFFFF, 0, 0xFFFFFFFF, 0, 0) * 31
    full = Rtcp(201, 31, struct.pack("!I", 1) + blocks).encode()
    for _ in range(100):
        mallory.send_rtcp(full)
        mallory.send_rtcp(full + nack(1, seminar.eye.ssrc, range(100)))
        mallory.send_rtcp(receiver_report(1) + b"".join(pli(1, ssrc) for ssrc in range(100)))
        mallory.send(os.urandom(40) + bytes(4000))
        mallory.send_rtcp(receiver_report(1) + bytes([0x80, 201, 0xFF, 0xFF]))
    stage.until(lambda: seminar.dropped("truncated") == 100)
    seminar.is_undisturbed()


def test_somebody_leaves_by_another_persons_good_bye(stage: Stage, seminar: Seminar) -> None:
    mallory = stage.peers[seminar.mallory]
    farewell = struct.pack("!II", seminar.voice.ssrc, seminar.camera.ssrc)
    for _ in range(20):
        mallory.send_rtcp(receiver_report(1) + Rtcp(203, 2, farewell).encode())
    stage.check(seminar.mallory)
    seminar.is_undisturbed()


def test_a_flood_of_checks_that_are_nobodys(stage: Stage, seminar: Seminar) -> None:
    """As fast as one core sends them, while Alice speaks, until a hundred thousand were looked at and dropped."""
    before = seminar.dropped("bad_check")
    check = binding_request(b"nobody:peer", b"x" * 24)
    enough = threading.Event()

    def flood() -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            sender.connect(("127.0.0.1", stage.worker.port))
            while not enough.is_set():
                sender.send(check)

    def is_over() -> bool:
        seminar.say()
        return seminar.dropped("bad_check") - before >= FLOOD

    thread = threading.Thread(target=flood)
    thread.start()
    try:
        stage.until(is_over, seconds=60)
    finally:
        enough.set()
        thread.join()
    # What the kernel had no room for is lost with whatever else came then. Once the last of the flood is out of the
    # port, a voice and a check come through.
    said: set[bytes] = set()

    def is_heard() -> bool:
        said.add(seminar.voice.speak(level=10).payload)
        return any(packet.payload in said for packet in seminar.ear.packets)

    stage.until(is_heard)
    stage.check(seminar.mallory)


@pytest.mark.parametrize("over_tcp", [False, True])
def test_somebody_never_reads(stage: Stage, over_tcp: bool) -> None:
    seminar = Seminar(stage, mallory_over_tcp=over_tcp)
    mallory = stage.peers[seminar.mallory]
    for _ in range(5):
        slot = stage.video_slot(seminar.mallory)
        stage.worker.set_slot(slot.handle, seminar.camera.handle)
    if isinstance(mallory, StreamPeer):
        mallory.reading = False
    else:
        mallory.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2304)
        stage.peers[-1] = stage.peers.pop(seminar.mallory)
        del stage.peers[-1]
    # As much as the lines of those who tell nothing are believed to carry, and no more.
    for _ in range(40):
        seminar.camera.frame(keyframe=True, packets=2, size=1000)
        stage.step()
    seminar.stage.until(lambda: stage.worker.stats().packets_in > 80)
    seen = seminar.eye.packets[-1].sequence
    stage.until(lambda: bool(seminar.eye.packets))
    assert seen
    seminar.is_undisturbed()
    mallory.close()


def test_a_certificate_that_nobody_named_stays_without_keys(stage: Stage, seminar: Seminar) -> None:
    """The event loop gives no keys to a client whose fingerprint is not the offer's; here it never does."""
    stranger = stage.join()
    stage.check(stranger)
    peer = stage.peers[stranger]
    peer.set_keys(7, os.urandom(28), os.urandom(28))
    for number in range(50):
        peer.send_rtp(Rtp(OPUS, number, 0, 0x77, opus()))
    stage.until(lambda: seminar.dropped("no_keys") == 50)
    seminar.is_undisturbed()
