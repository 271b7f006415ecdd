"""Hundreds of switches between encodings and layers, seen by real decoders: not one error, and the right picture."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from random import Random

import pytest

from sfu_core._testing_route import RouteFace
from sfu_core.records import VIDEO, Codec, Encoding, Extensions, ProducerSpec, SlotCodec, SlotSpec
from tests.native.peer import Rtp
from tests.native.video import TICKS, Decoder, Encoder, Packetiser, error

MS = 1_000_000
PICTURE_NS = 33_333_333
SIZES = ((96, 64), (192, 128), (384, 256))
MID, TWCC = 4, 5
GOOD_ENOUGH = 9.0
"""Mean difference of luma that a coarse quantiser makes; a picture on a wrong reference has several times that."""


def route_of(codec: Codec, encodings: int) -> RouteFace:
    names = tuple(Encoding(rid=b"%d" % n, ssrc=100 + n, rtx_ssrc=200 + n) for n in range(encodings))
    extensions = Extensions(mid=MID, transport_cc=TWCC)
    return RouteFace(
        ProducerSpec(VIDEO, codec, 7, b"1", 96, 97, encodings=names, extensions=extensions),
        SlotSpec(VIDEO, 0x5001, 0x5002, b"v", (SlotCodec(codec, 101, 102),), True, extensions),
    )


@dataclass
class Left:
    """A packet that left, the picture that it is of and the encoding that it came from."""

    packet: Rtp
    number: int
    encoding: int


class Camera:
    """A camera in several encodings before a route; a keyframe that one is asked for comes from all, as from libvpx."""

    def __init__(self, codec: Codec, sizes: tuple[tuple[int, int], ...], *, temporal: bool = False) -> None:
        interval = 12 if codec == Codec.AV1 else 9999
        self.route = route_of(codec, len(sizes))
        self.temporal = temporal
        self.encoders = [Encoder(codec, *size, temporal=temporal, interval=interval) for size in sizes]
        self.streams = [
            Packetiser(codec, 100 + n, 96, 65000 + 300 * n, 0xFFFF0000 + 77777 * n, 32700, 250, temporal)
            for n in range(len(sizes))
        ]
        self.left: list[Left] = []
        self.raw: dict[int, bytes] = {}
        self._wanted = True

    def take(self, number: int) -> Iterator[tuple[int, int, Rtp]]:
        """What the camera sends for a picture: encoding, number of the picture, packet."""
        self._wanted = bool(self.route.take_wanted_keyframes()) or self._wanted
        keyframe = self._wanted and (not self.temporal or number % 4 == 0)
        if keyframe:
            self._wanted = False
        for index, (encoder, stream) in enumerate(zip(self.encoders, self.streams, strict=True)):
            for of, data, is_keyframe in encoder.encode(number, keyframe=keyframe):
                for packet in stream.packets(of, data, is_keyframe):
                    yield index, of, packet

    def send(self, index: int, number: int, packet: Rtp, now_ns: int, *, recovered: bool = False) -> None:
        out = self.route.packet(index, packet.encode(), now_ns, recovered)
        if out is not None:
            decoded = Rtp.decode(out)
            self.left.append(Left(decoded, number, index))
            self.raw[decoded.sequence] = out

    def film(self, pictures: int, random: Random, *, every: int, top: int = 2, loss: float = 0.0) -> None:
        late: list[tuple[int, int, int, Rtp]] = []
        for number in range(pictures):
            now = 10**9 + number * PICTURE_NS
            if number % every == every - 1:
                self.route.set_layer(random.randint(0, top), random.randint(0, 3))
            self.route.tend(now)
            for index, of, packet in self.take(number):
                if random.random() < loss and number > 8:
                    late.append((number + random.randint(0, 3), index, of, packet))
                else:
                    self.send(index, of, packet, now)
            for entry in [entry for entry in late if entry[0] <= number]:
                late.remove(entry)
                self.send(*entry[1:], now + MS, recovered=True)
        for entry in late:
            self.send(*entry[1:], now + 2 * MS, recovered=True)


def pictures_of(left: list[Left]) -> Iterator[list[Left]]:
    """What left in order of its numbers, picture by picture; fillers left out. Numbers must be whole."""
    first = left[0].packet.sequence
    ordered = sorted(left, key=lambda one: (one.packet.sequence - first + 1000) & 0xFFFF)
    assert [one.packet.sequence for one in ordered] == [
        (ordered[0].packet.sequence + n) & 0xFFFF for n in range(len(ordered))
    ]
    picture: list[Left] = []
    for one in ordered:
        if not one.packet.payload:
            continue
        if picture and one.packet.timestamp != picture[0].packet.timestamp:
            yield picture
            picture = []
        picture.append(one)
    yield picture


def watch(camera: Camera, codec: Codec) -> list[tuple[int, int]]:
    """Decode what left: (picture, encoding) of each. Everything that must hold of a stream is checked on the way."""
    decoder = Decoder(codec)
    seen: list[tuple[int, int]] = []
    clock = None
    for picture in pictures_of(camera.left):
        timestamp = picture[0].packet.timestamp
        assert clock is None or 0 < (timestamp - clock) & 0xFFFFFFFF < 3 * 90000
        clock = timestamp
        assert [one.packet.marker for one in picture] == [False] * (len(picture) - 1) + [True]
        ((number, encoding),) = {(one.number, one.encoding) for one in picture}
        seen.append((number, encoding))
        (luma,) = decoder.decode([one.packet for one in picture])
        assert (luma.shape[1], luma.shape[0]) == camera.encoders[encoding].size
        assert error(luma, number) < GOOD_ENOUGH
    return seen


def switches(seen: list[tuple[int, int]]) -> int:
    return sum(before[1] != after[1] for before, after in pairwise(seen))


@pytest.mark.parametrize("codec", [Codec.VP8, Codec.VP9, Codec.H264])
def test_simulcast_through_hundreds_of_switches(codec: Codec) -> None:
    camera = Camera(codec, SIZES)
    camera.film(900, Random(codec), every=3)
    seen = watch(camera, codec)
    assert switches(seen) > 150
    assert len(seen) > 890


def test_simulcast_of_av1_switches_at_its_keyframes() -> None:
    camera = Camera(Codec.AV1, SIZES)
    camera.film(240, Random(1), every=7)
    assert switches(watch(camera, Codec.AV1)) > 8


@pytest.mark.parametrize("codec", [Codec.VP8, Codec.VP9])
def test_temporal_layers_come_and_go(codec: Codec) -> None:
    camera = Camera(codec, SIZES[1:2], temporal=True)
    camera.film(900, Random(codec), every=3)
    kept = [number for number, _ in watch(camera, codec)]
    assert 300 < len(kept) < 850


@pytest.mark.parametrize("codec", [Codec.VP8, Codec.VP9])
def test_temporal_layers_over_a_bad_line_leave_no_gap(codec: Codec) -> None:
    camera = Camera(codec, SIZES[2:3], temporal=True)
    camera.film(600, Random(codec + 10), every=5, loss=0.2)
    assert any(not one.packet.payload for one in camera.left)
    watch(camera, codec)


@pytest.mark.parametrize("codec", [Codec.VP8, Codec.VP9])
def test_simulcast_with_temporal_layers(codec: Codec) -> None:
    camera = Camera(codec, SIZES, temporal=True)
    camera.film(900, Random(codec + 20), every=3)
    assert switches(watch(camera, codec)) > 60


def test_what_is_sent_again_is_what_was_sent() -> None:
    camera = Camera(Codec.VP8, SIZES, temporal=True)
    camera.film(60, Random(5), every=4)
    now = 10**9 + 60 * PICTURE_NS
    recent = [one.packet.sequence for one in camera.left[-25:]]
    assert [camera.route.again(sequence, now) for sequence in recent] == [camera.raw[n] for n in recent]


def test_reports_of_the_sender_keep_pictures_in_step() -> None:
    camera = Camera(Codec.VP8, SIZES)
    for index, stream in enumerate(camera.streams):
        # The encodings' reports leave at different moments, and say the same of different clocks.
        seconds, ticks = index + 3, stream.clock + (index + 3) * 90000
        camera.route.sender_report(index, seconds << 32, ticks & 0xFFFFFFFF, 10**9)
    camera.film(120, Random(3), every=4)
    seen = {one.number: one.packet.timestamp for one in camera.left}
    ahead = [(stamp - 90000 - (number * TICKS)) & 0xFFFFFFFF for number, stamp in seen.items() if number > 10]
    assert max(ahead) - min(ahead) <= 2


def test_an_encoding_that_dies_is_made_up_for_within_a_second() -> None:
    camera = Camera(Codec.VP8, SIZES)
    camera.film(30, Random(1), every=99)
    assert camera.route.forwarded[0] == 2
    assert camera.route.take_told()[-1] == (2, 0, *SIZES[2])
    for number in range(30, 60):
        now = 10**9 + number * PICTURE_NS
        camera.route.tend(now)
        for index, of, packet in camera.take(number):
            if index < 2:
                camera.send(index, of, packet, now)
        if camera.route.forwarded[0] == 1:
            break
    assert number < 30 + 20
    camera.route.tend(now)
    assert camera.route.take_told()[-1] == (1, 0, *SIZES[1])


def test_a_whole_camera_that_is_still_is_not_dead() -> None:
    camera = Camera(Codec.VP8, SIZES)
    camera.film(30, Random(1), every=99)
    camera.route.tend(10**9 + 30 * PICTURE_NS + 5 * 10**9)
    assert camera.route.forwarded[0] == 2
    assert camera.route.take_wanted_keyframes() == []


def test_layers_are_listed_with_what_they_take() -> None:
    camera = Camera(Codec.VP8, SIZES, temporal=True)
    camera.film(60, Random(1), every=99)
    layers = camera.route.layers
    assert [layer[:2] for layer in layers] == [(s, t) for s in range(3) for t in range(3)]
    assert [layer[3:] for layer in layers[::3]] == [(*size, True) for size in SIZES]
    rates = [layer[2] for layer in layers]
    assert all(rates[n] < rates[n + 1] for n in (0, 1, 3, 4, 6, 7))
