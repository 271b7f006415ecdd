"""Which spatial layers the sender of one stream is told to send: those that anybody would be shown."""

import select
import struct
import time
from collections.abc import Iterator

import pytest

from sfu_core.records import VIDEO, Codec, Encoding, Extensions, LayersWanted, ProducerSpec, SlotCodec, SlotSpec
from tests.native.live import left_behind
from tests.native.peer import Rtp, Source
from tests.native.stage import RTX, Stage

VP9 = 98
MID = 4
SIZES = [(320, 180), (640, 360), (1280, 720)]
ALL, LOWEST = 0b111, 0b1
# Of the first byte of a payload descriptor (RFC 9628, section 4.2), with a picture id, layers, and a frame a packet.
FIRST, INTER, FLEXIBLE, STRUCTURE = 0xAC, 0x40, 0x10, 0x02


@pytest.fixture
def stage() -> Iterator[Stage]:
    with Stage() as stage:
        yield stage
    assert left_behind() == {}


class Camera:
    """VP9 in as many spatial layers of a stream as its browser sends."""

    def __init__(self, stage: Stage, transport: int) -> None:
        self.stage = stage
        self.peer = stage.peers[transport]
        self.sequence = 0
        self.picture = 0
        extensions = Extensions(mid=MID)
        encodings = (Encoding(ssrc=0x2001, rtx_ssrc=0x3001),)
        spec = ProducerSpec(VIDEO, Codec.VP9, 77, b"1", VP9, RTX, encodings=encodings, extensions=extensions)
        self.handle = stage.worker.create_producer(transport, spec)

    def film(self, layers: int, *, keyframe: bool) -> None:
        """One picture, a packet a layer."""
        for spatial in range(layers):
            head = FIRST | FLEXIBLE | (0 if keyframe else INTER) | (STRUCTURE if keyframe and spatial == 0 else 0)
            payload = struct.pack("!BHB", head, 0x8000 | self.picture, spatial << 1 | (keyframe and spatial > 0))
            if not keyframe:
                payload += bytes([1 << 1])
            elif spatial == 0:
                sizes = b"".join(struct.pack("!HH", *size) for size in SIZES[:layers])
                payload += bytes([layers - 1 << 5 | 0x10]) + sizes
            last = spatial == layers - 1
            packet = Rtp(
                VP9, self.sequence, self.picture * 3000, 0x2001, payload + bytes(300), marker=last,
                extensions={MID: b"1"},
            )  # fmt: skip
            self.sequence += 1
            self.peer.send_rtp(packet)
        self.picture += 1

    def film_for(self, layers: int, seconds: float) -> None:
        """Thirty pictures a second, a keyframe where the server asks for one, and first."""
        now = time.monotonic()
        end, due, keyframe = now + seconds, now, True
        sources: list[Source] = [self.stage, *self.stage.peers.values()]
        while now < end:
            if now >= due:
                self.film(layers, keyframe=keyframe)
                due, keyframe = due + 1 / 30, False
            select.select(sources, [], [], max(0.0, due - now))
            for source in sources:
                source.step()
            keyframe = keyframe or bool(self.peer.rtcp_of(206, 1))
            self.peer.rtcp.clear()
            now = time.monotonic()


def shown(stage: Stage, width: int, height: int) -> tuple[Camera, int]:
    """A camera, and the slot of somebody who sees it in a tile of this size."""
    alice, bob = stage.connect(), stage.connect()
    camera = Camera(stage, alice)
    spec = SlotSpec(VIDEO, 0x6001, 0x7001, b"v", (SlotCodec(Codec.VP9, VP9, RTX),), True, Extensions(mid=MID))
    slot = stage.worker.create_slot(bob, spec)
    stage.worker.set_slot_view(slot, width, height, 128, False)
    stage.worker.set_slot(slot, camera.handle)
    return camera, slot


def wanted(stage: Stage) -> int:
    events = stage.told(LayersWanted)
    return events[-1].mask if events else ALL


def test_layers_that_have_not_been_sent_yet_are_not_called_unwanted(stage: Stage) -> None:
    camera, _ = shown(stage, 1280, 720)
    camera.film_for(1, 3.0)
    assert wanted(stage) == ALL


def test_layers_above_what_every_tile_needs_are_called_unwanted(stage: Stage) -> None:
    camera, _ = shown(stage, 160, 90)
    camera.film_for(3, 3.5)
    assert wanted(stage) == LOWEST


def test_a_tile_that_grows_wants_all_layers_again(stage: Stage) -> None:
    camera, slot = shown(stage, 160, 90)
    camera.film_for(3, 3.5)
    stage.worker.set_slot_view(slot, 1280, 720, 128, False)
    camera.film_for(1, 1.0)
    assert wanted(stage) == ALL
