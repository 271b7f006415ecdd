"""What Chromium sends in spatial layers, read and chosen from: every picture shows something that can be decoded."""

import struct
from collections.abc import Iterator
from itertools import groupby, product
from typing import Any, NamedTuple

import pytest

from sfu_core._testing_decisions import LayerTrace
from sfu_core._testing_payload import DescriptorFace, parse_vp9
from tests.native.vectors import load

SOURCE = 7
FORWARDED = ("switch", "forward")
HEADER = struct.Struct("!BBHII")

TWO_KEY_PICTURES = [(0, 1), (0, 1, 2)]
LAST_PICTURES = 4


class Frame(NamedTuple):
    """The first packet of a layer frame."""

    sequence: int
    timestamp: int
    layers: tuple[int, int]
    keyframe: bool
    body: bytes
    found: dict[str, Any]


def frames_of(codec: str) -> Iterator[Frame]:
    face = DescriptorFace()
    for packet in load(f"chromium_{codec}").values():
        _, _, sequence, timestamp, _ = HEADER.unpack_from(packet)
        body = packet[HEADER.size :]
        found = parse_vp9(body) if codec == "vp9" else face.parse(body)
        keyframe = found["keyframe"] if codec == "vp9" else found["has_structure"]
        yield Frame(sequence, timestamp, found["layers"], keyframe, body, found)


def pictures_of(codec: str) -> list[list[Frame]]:
    return [list(frames) for _, frames in groupby(frames_of(codec), key=lambda frame: frame.timestamp)]


VP9 = pictures_of("vp9")
AV1 = pictures_of("av1")


def trace_of(spatial: int, temporal: int) -> LayerTrace:
    trace = LayerTrace()
    trace.want(SOURCE)
    trace.want_layers(0, spatial, temporal)
    return trace


def forwarded(trace: LayerTrace, picture: list[Frame]) -> list[Frame]:
    """What of a picture is passed on."""
    passed = []
    for frame in picture:
        same: dict[str, Any] = {"sequence": frame.sequence, "timestamp": frame.timestamp, "keyframe": frame.keyframe}
        if "frame_number" in frame.found:
            number = frame.found["frame_number"]
            fields: dict[str, Any] = {"descriptor": frame.body, "picture": number, "picture_bits": 16}
        else:
            spatial, temporal = frame.layers
            fields = {
                "rule": "point", "spatial": spatial, "temporal": temporal, "picture": frame.found["picture_id"],
                "sync": frame.found["switching_up"], "inter_picture": frame.found["inter_picture"],
            }  # fmt: skip
        if trace.packet(SOURCE, closed=False, **same, **fields)[0] in FORWARDED:
            passed.append(frame)
    return passed


def spatial_layers(picture: list[Frame]) -> tuple[int, ...]:
    return tuple(frame.layers[0] for frame in picture)


# Reading


@pytest.mark.parametrize("pictures", [VP9, AV1], ids=["vp9", "av1"])
def test_it_begins_with_two_layers_and_adds_the_third_with_a_key_picture(pictures: list[list[Frame]]) -> None:
    assert [spatial_layers(picture) for picture in pictures[:2]] == TWO_KEY_PICTURES
    assert [picture[0].keyframe for picture in pictures[:3]] == [True, True, False]


def test_vp9_is_in_flexible_mode_and_tells_the_sizes_that_it_sends() -> None:
    assert all(frame.found["flexible"] for picture in VP9 for frame in picture)
    sizes = [picture[0].found["sizes"] for picture in VP9 if picture[0].found["sizes"]]
    assert sizes == [[(240, 135), (480, 270)], [(240, 135), (480, 270), (960, 540)], [(240, 135)]]


def test_vp9_layers_use_each_other_in_key_pictures_alone() -> None:
    for picture in VP9:
        for frame in picture:
            assert frame.found["inter_layer"] == (picture[0].keyframe and frame.layers[0] > 0)


def test_av1_tells_its_targets_and_which_of_them_it_sends() -> None:
    face = DescriptorFace()
    assert face.parse(AV1[0][0].body)["mask"] == 0b111111
    assert face.targets == list(product(range(3), range(3)))
    assert face.sizes == [(240, 135), (480, 270), (960, 540)]
    assert AV1[-LAST_PICTURES][0].found["mask"] == 0b111111
    assert not AV1[-LAST_PICTURES][0].keyframe


# Choosing

LIMITS = list(product(range(3), range(3)))


@pytest.mark.parametrize(("spatial", "temporal"), LIMITS)
@pytest.mark.parametrize("pictures", [VP9, AV1], ids=["vp9", "av1"])
def test_every_picture_is_shown_as_far_as_it_is_sent(pictures: list[list[Frame]], spatial: int, temporal: int) -> None:
    trace = trace_of(spatial, temporal)
    for picture in pictures:
        wanted = [frame for frame in picture if frame.layers[0] <= spatial and frame.layers[1] <= temporal]
        assert forwarded(trace, picture) == wanted


def test_a_layer_that_the_sender_stops_leaves_the_next_lower_one() -> None:
    trace = trace_of(2, 2)
    shown = [spatial_layers(forwarded(trace, picture)) for picture in AV1]
    assert shown[-LAST_PICTURES - 1 :] == [(0, 1, 2), *[(0, 1)] * LAST_PICTURES]


@pytest.mark.parametrize("at", range(2, len(AV1)))
@pytest.mark.parametrize(("spatial", "temporal"), LIMITS)
def test_going_down_leaves_nothing_undecodable(spatial: int, temporal: int, at: int) -> None:
    trace = trace_of(2, 2)
    sent: set[int] = set()
    for number, picture in enumerate(AV1):
        if number == at:
            trace.want_layers(0, spatial, temporal)
        for frame in forwarded(trace, picture):
            assert {frame.found["frame_number"] - back for back in frame.found["references"]} <= sent
            sent.add(frame.found["frame_number"])
