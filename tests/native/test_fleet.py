"""The load tester's members against a worker: what they send is forwarded, and what is lost on the way is mended."""

import os
import select
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from benchmarks.badnet.cells import Line
from benchmarks.badnet.relay import Relay
from benchmarks.load.fleet import Extensions, Fleet, FleetStats, MemberSpec, StreamSpec, quantile_ms
from benchmarks.load.ice import binding_request
from sfu_core.worker import AUDIO, VIDEO, Codec, Encoding, ProducerSpec, SlotCodec, SlotSpec, Worker
from sfu_core.worker import Extensions as Agreed

OPUS, VP8, RTX, GCM = 111, 96, 97, 0x0007
MID, LEVEL, TRANSPORT_CC, RID = 4, 1, 3, 10
VOICE, CAMERA, CAMERA_RTX = 1000, 2000, 3000
EXTENSIONS = Extensions(mid=MID, rid=RID, audio_level=LEVEL, transport_cc=TRANSPORT_CC)
AGREED = Agreed(mid=MID, rid=RID, audio_level=LEVEL, transport_cc=TRANSPORT_CC)


@dataclass
class Pair:
    """Somebody who sends, and somebody who sees and hears that."""

    worker: Worker
    fleet: Fleet
    sender: int
    receiver: int

    def until(self, condition: Callable[[FleetStats], bool]) -> FleetStats:
        deadline = time.monotonic() + 20
        while not condition(stats := self.fleet.stats()):
            self.worker.poll()
            if time.monotonic() > deadline:
                raise TimeoutError(stats)
            select.select([self.worker.fileno()], [], [], 0.02)
        return stats


class Seat:
    """A transport with its keys, and where its client speaks to."""

    def __init__(self, worker: Worker, router: int) -> None:
        self.ufrag, self.pwd = os.urandom(4).hex(), os.urandom(12).hex()
        self.up, self.down = os.urandom(28), os.urandom(28)
        self.transport = worker.create_transport(router, self.ufrag.encode(), self.pwd.encode(), b"peer")
        worker.set_keys(self.transport, GCM, self.up, self.down)
        worker.set_feedback(self.transport, True, False)

    def member(self, port: int, streams: tuple[StreamSpec, ...], *, decrypts: bool = True) -> MemberSpec:
        opened = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        opened.setblocking(False)
        opened.connect(("127.0.0.1", port))
        check = binding_request(f"{self.ufrag}:peer", self.pwd)
        keys = (GCM, self.down, self.up)
        return MemberSpec(opened.detach(), keys, check, streams, EXTENSIONS, decrypts=decrypts)


@pytest.fixture
def pair(request: pytest.FixtureRequest) -> Iterator[Pair]:
    """`param` may say through which line either end speaks, and whether the receiver decrypts."""
    wishes = getattr(request, "param", {})
    worker = Worker(ipv6=False)
    worker.start()
    router = worker.create_router()
    ends = Seat(worker, router), Seat(worker, router)
    voice, camera = (Encoding(ssrc=VOICE),), (Encoding(ssrc=CAMERA, rtx_ssrc=CAMERA_RTX),)
    worker.create_producer(
        ends[0].transport, ProducerSpec(AUDIO, Codec.OPUS, 1, b"0", OPUS, encodings=voice, extensions=AGREED)
    )
    source = worker.create_producer(
        ends[0].transport, ProducerSpec(VIDEO, Codec.VP8, 1, b"1", VP8, RTX, encodings=camera, extensions=AGREED)
    )
    worker.create_slot(ends[1].transport, SlotSpec(AUDIO, 10, 0, b"a", (SlotCodec(Codec.OPUS, OPUS),), False, AGREED))
    codecs = (SlotCodec(Codec.VP8, VP8, RTX),)
    slot = worker.create_slot(ends[1].transport, SlotSpec(VIDEO, 20, 21, b"v", codecs, True, AGREED))
    worker.set_slot_view(slot, 640, 360, 128, False)
    worker.set_slot(slot, source)
    relays = [Relay(("127.0.0.1", worker.port), "down", wishes[end], 7) for end in ("up", "down") if end in wishes]
    through = dict(zip([end for end in ("up", "down") if end in wishes], relays, strict=True))
    ports = [through[end].port if end in through else worker.port for end in ("up", "down")]
    streams = (
        StreamSpec(VOICE, OPUS, 32_000, 0.02, mid=b"0"),
        StreamSpec(CAMERA, VP8, 400_000, 1 / 30, True, CAMERA_RTX, RTX, b"1", width=640, height=360),
    )
    fleet = Fleet(mark=int.from_bytes(os.urandom(8), "big"))
    sender = fleet.add(ends[0].member(ports[0], streams))
    receiver = fleet.add(ends[1].member(ports[1], (), decrypts=wishes.get("decrypts", True)))
    fleet.start()
    yield Pair(worker, fleet, sender, receiver)
    fleet.close()
    worker.stop()
    for relay in relays:
        relay.stop()


def test_what_a_member_sends_is_received_and_timed(pair: Pair) -> None:
    stats = pair.until(lambda now: now.decrypted > 300)
    assert stats.refused == 0
    assert 0 < quantile_ms(stats.delays_ns, 0.5) < 1000
    assert pair.fleet.member(pair.receiver).receiving == 2
    assert pair.fleet.member(pair.receiver).first_video_ns > 0


def test_both_ends_tell_what_has_come_and_are_told(pair: Pair) -> None:
    pair.until(lambda now: now.feedback_sent > 5 and now.feedback_received > 5)
    assert pair.worker.stats().dropped["malformed"] == 0


@pytest.mark.parametrize("pair", [{"down": Line(delay_ms=5, loss=0.05)}], indirect=True)
def test_what_a_receiver_lost_is_asked_for_and_comes_again(pair: Pair) -> None:
    stats = pair.until(lambda now: now.repaired > 20)
    assert stats.nacks_sent >= stats.repaired


@pytest.mark.parametrize("pair", [{"down": Line(delay_ms=5, loss=0.05), "decrypts": False}], indirect=True)
def test_who_reads_headers_alone_mends_as_well(pair: Pair) -> None:
    pair.until(lambda now: now.repaired > 20)


@pytest.mark.parametrize("pair", [{"up": Line(delay_ms=5, loss=0.05)}], indirect=True)
def test_what_a_sender_is_asked_for_is_sent_again(pair: Pair) -> None:
    stats = pair.until(lambda now: now.resent > 20)
    assert stats.nacks_received >= stats.resent


def test_counting_begins_anew(pair: Pair) -> None:
    pair.until(lambda now: now.received > 100)
    pair.fleet.reset()
    stats = pair.until(lambda now: 0 < now.received < 100)
    assert stats.lost == 0
