"""A camera in three encodings through a worker: bound by mid and rid, shown from the lowest up, mended one by one."""

from __future__ import annotations

import select
import struct
import time
from collections.abc import Callable, Iterator

import pytest

from sfu_core.records import VIDEO, Codec, Encoding, Extensions, ProducerSpec, SlotCodec, SlotLayer, SlotSpec
from tests.native import peer as client
from tests.native.live import left_behind
from tests.native.peer import Peer, Rtp, Source
from tests.native.stage import RTX, VP8, Slot, Stage

MID, RID, REPAIRED = 4, 10, 11
EXTENSIONS = Extensions(mid=MID, rid=RID, repaired_rid=REPAIRED)
RIDS = (b"q", b"h", b"f")
SIZES = ((320, 180), (640, 360), (1280, 720))


@pytest.fixture
def stage() -> Iterator[Stage]:
    with Stage() as stage:
        yield stage
    assert left_behind() == {}


class Camera:
    """Three encodings of a picture; which of them are sent is up to each test."""

    def __init__(self, stage: Stage, transport: int, *, mid: bytes = b"1") -> None:
        self.stage = stage
        self.peer: Peer = stage.peers[transport]
        self.mid = mid
        self.ssrcs = [0x2001, 0x2002, 0x2003]
        self.sequences = [65000, 200, 30000]
        self.named = True
        self.picture = 0
        spec = ProducerSpec(
            VIDEO,
            Codec.VP8,
            77,
            mid,
            VP8,
            RTX,
            encodings=tuple(Encoding(rid=rid) for rid in RIDS),
            extensions=EXTENSIONS,
        )
        self.handle = stage.worker.create_producer(transport, spec)

    def packet(self, encoding: int, *, keyframe: bool = False, size: int = 100) -> Rtp:
        payload = bytearray(client.vp8(self.picture & 0x7FFF, keyframe=keyframe, size=size))
        if keyframe:
            payload[12:16] = struct.pack("<HH", *SIZES[encoding])
        packet = Rtp(
            VP8,
            self.sequences[encoding],
            self.picture * 3000 + encoding * 777777,
            self.ssrcs[encoding],
            bytes(payload),
            marker=True,
            extensions={MID: self.mid, RID: RIDS[encoding]} if self.named else {},
        )
        self.sequences[encoding] = (self.sequences[encoding] + 1) & 0xFFFF
        return packet

    def film(self, *encodings: int, keyframe: bool = False, size: int = 100) -> None:
        self.picture += 1
        for encoding in encodings:
            self.peer.send_rtp(self.packet(encoding, keyframe=keyframe, size=size))

    def film_until(
        self, condition: Callable[[], bool], *encodings: int, keyframes: bool = False, seconds: float = 20.0
    ) -> None:
        """A picture every few milliseconds, keyframes where the server asks for them."""
        deadline = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < deadline, "not within its time"
            asked = {message.words[1] for message in self.peer.rtcp_of(206, 1)}
            self.peer.rtcp.clear()
            self.picture += 1
            for encoding in encodings:
                self.peer.send_rtp(self.packet(encoding, keyframe=self.ssrcs[encoding] in asked))
            sources: list[Source] = [self.stage, *self.stage.peers.values()]
            select.select(sources, [], [], 0.005)
            for source in sources:
                source.step()


def slot_of(stage: Stage, transport: int) -> Slot:
    spec = SlotSpec(VIDEO, 0x6001, 0x7001, b"v", (SlotCodec(Codec.VP8, VP8, RTX),), True, Extensions(mid=MID))
    return Slot(stage.peers[transport], stage.worker.create_slot(transport, spec), 0x6001, 0x7001)


def told(stage: Stage) -> list[tuple[int, int, int]]:
    return [(event.spatial, event.width, event.height) for event in stage.told(SlotLayer)]


def test_the_best_encoding_is_shown_beginning_with_the_lowest(stage: Stage) -> None:
    alice, bob = stage.connect(), stage.connect()
    camera, slot = Camera(stage, alice), slot_of(stage, bob)
    stage.worker.set_slot(slot.handle, camera.handle)
    camera.film(0, 1, 2)
    camera.film_until(lambda: (2, 1280, 720) in told(stage), 0, 1, 2)
    sequences = [packet.sequence for packet in slot.packets]
    assert sequences == list(range(sequences[0], sequences[0] + len(sequences)))
    # Which of them was asked first is told by their SSRCs, which the extensions have bound.
    camera.named = False
    count = len(slot.packets)
    camera.film_until(lambda: len(slot.packets) > count + 5, 0, 1, 2)


def test_when_the_shown_encoding_dies_the_next_lower_one_is_shown(stage: Stage) -> None:
    alice, bob = stage.connect(), stage.connect()
    camera, slot = Camera(stage, alice), slot_of(stage, bob)
    stage.worker.set_slot(slot.handle, camera.handle)
    camera.film_until(lambda: (2, 1280, 720) in told(stage), 0, 1, 2)
    camera.film_until(lambda: told(stage)[-1] == (1, 640, 360), 0, 1)
    camera.film_until(lambda: told(stage)[-1] == (2, 1280, 720), 0, 1, 2)


def test_no_keyframe_is_asked_of_an_encoding_that_its_sender_has_given_up(stage: Stage) -> None:
    alice, bob = stage.connect(), stage.connect()
    camera, slot = Camera(stage, alice), slot_of(stage, bob)
    asked: set[int] = set()

    def asks_for_the_best() -> bool:
        asked.update(message.words[1] for message in camera.peer.rtcp_of(206, 1))
        return camera.ssrcs[2] in asked

    stage.worker.set_slot(slot.handle, camera.handle)
    camera.film_until(asks_for_the_best, 0, 1, 2)
    camera.film_until(lambda: (1, 640, 360) in told(stage), 0, 1)
    asked.clear()
    ended = time.monotonic() + 1.2
    camera.film_until(lambda: asks_for_the_best() or time.monotonic() > ended, 0, 1)
    assert camera.ssrcs[2] not in asked


def test_what_waits_of_an_encoding_that_a_line_carries_no_more_is_dropped(stage: Stage) -> None:
    alice, bob = stage.connect(), stage.connect()
    stage.worker.set_feedback(bob, False, True)
    camera, slot = Camera(stage, alice), slot_of(stage, bob)
    slot.peer.send_rtcp(client.remb(1, 3_000_000, [slot.ssrc]))
    stage.worker.set_slot(slot.handle, camera.handle)
    camera.film_until(lambda: (2, 1280, 720) in told(stage), 0, 1, 2)
    for _ in range(300):
        camera.film(2, size=1000)
    slot.peer.send_rtcp(client.remb(1, 300_000, [slot.ssrc]))
    stage.until(lambda: stage.worker.stats().dropped["overrun"] > 0)
    slot.peer.send_rtcp(client.remb(1, 1_000_000, [slot.ssrc]))
    camera.film_until(lambda: told(stage)[-1][0] in (0, 1), 0, 1)
    sequences = [packet.sequence for packet in slot.packets]
    assert sequences == list(range(sequences[0], sequences[0] + len(sequences)))


def test_lost_packets_of_each_encoding_are_asked_for_and_come_back_under_the_repaired_rid(stage: Stage) -> None:
    alice, bob = stage.connect(), stage.connect()
    camera, slot = Camera(stage, alice), slot_of(stage, bob)
    stage.worker.set_slot(slot.handle, camera.handle)
    camera.film_until(lambda: (2, 1280, 720) in told(stage), 0, 1, 2)
    camera.picture += 1
    lost = camera.packet(2)
    count = len(slot.packets)
    camera.film_until(lambda: len(slot.packets) > count + 4, 0, 1, 2)
    stage.until(lambda: any(m.words[1] == camera.ssrcs[2] for m in camera.peer.rtcp_of(205, 1)))
    again = Rtp(
        RTX,
        7,
        lost.timestamp,
        0x3003,
        struct.pack("!H", lost.sequence) + lost.payload,
        marker=True,
        extensions={MID: b"1", REPAIRED: RIDS[2]},
    )
    camera.peer.send_rtp(again)
    stage.until(
        lambda: len({p.sequence for p in slot.packets}) == slot.packets[-2].sequence - slot.packets[0].sequence + 1
    )


def test_a_rid_of_somebody_else_binds_nothing(stage: Stage) -> None:
    alice, mallory = stage.connect(), stage.connect()
    Camera(stage, alice)
    stage.peers[mallory].send_rtp(
        Rtp(VP8, 1, 1, 0x2001, client.vp8(1, keyframe=True), extensions={MID: b"1", RID: b"q"})
    )
    stage.until(lambda: stage.worker.stats().dropped["unknown_ssrc"] == 1)


def test_without_a_rid_an_unknown_stream_is_nobodys(stage: Stage) -> None:
    alice = stage.connect()
    camera = Camera(stage, alice)
    camera.named = False
    camera.film(0)
    stage.until(lambda: stage.worker.stats().dropped["unknown_ssrc"] == 1)


def test_what_is_sent_and_shown_is_told_in_figures(stage: Stage) -> None:
    alice, bob = stage.connect(), stage.connect()
    camera, slot = Camera(stage, alice), slot_of(stage, bob)
    stage.worker.set_slot(slot.handle, camera.handle)

    def written() -> bool:
        sent, shown = stage.worker.producer_stats(camera.handle), stage.worker.slot_stats(slot.handle)
        if sent is None or shown is None or shown.spatial != 2 or shown.bitrate == 0:
            return False
        # Figures are written a few times a second, and a size is known from the first keyframe on.
        return sent.encodings[2].fps > 20 and sent.encodings[2].width > 0

    # A machine that stood still for a moment looks like a narrow line, which is found out to be wide in its own time.
    camera.film_until(written, 0, 1, 2, seconds=60)
    sent, shown = stage.worker.producer_stats(camera.handle), stage.worker.slot_stats(slot.handle)
    assert sent is not None
    assert shown is not None
    assert [one.active for one in sent.encodings] == [True] * 3
    # A size is known of what was shown, which on a slow machine takes a detour.
    told = [(one.width, one.height) for one in sent.encodings]
    assert told[2] == SIZES[2]
    assert all(size in (expected, (0, 0)) for size, expected in zip(told, SIZES, strict=True))
    assert sent.encodings[0].packets > 0
    assert (shown.width, shown.height) == (1280, 720)
    assert stage.worker.producer_stats(slot.handle) is None
    assert stage.worker.slot_stats(camera.handle) is None
    stage.worker.close_transport(alice)
    stage.until(lambda: stage.worker.producer_stats(camera.handle) is None)
