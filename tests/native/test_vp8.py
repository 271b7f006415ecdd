import pytest
from hypothesis import given
from hypothesis import strategies as st

from sfu_core._testing_exact import Refused
from sfu_core._testing_wire import parse_vp8, rewrite_vp8
from tests.native.vectors import load, prefixes

VP8 = load("vp8")


def test_a_keyframe_with_everything() -> None:
    assert parse_vp8(VP8["keyframe"]) == {
        "size": 6,
        "non_reference": False,
        "starts_frame": True,
        "partition": 0,
        "picture_id": 0x123,
        "long_picture_id": True,
        "tl0picidx": 0x42,
        "tid": 0,
        "layer_sync": False,
        "keyidx": 3,
        "keyframe": True,
        "resolution": (640, 480),
    }


def test_a_descriptor_without_extensions() -> None:
    payload = parse_vp8(VP8["minimal"])
    assert (payload["size"], payload["picture_id"], payload["keyframe"]) == (1, None, False)


def test_a_picture_id_of_seven_bits() -> None:
    payload = parse_vp8(VP8["short_picture_id"])
    assert (payload["picture_id"], payload["long_picture_id"]) == (0x23, False)


def test_an_upper_temporal_layer() -> None:
    payload = parse_vp8(VP8["delta_upper_layer"])
    assert (payload["tid"], payload["layer_sync"], payload["non_reference"]) == (2, True, True)


def test_a_later_partition_starts_no_frame() -> None:
    payload = parse_vp8(VP8["later_partition"])
    assert (payload["partition"], payload["starts_frame"], payload["keyframe"]) == (2, False, False)


def test_scaling_bits_are_no_part_of_the_resolution() -> None:
    assert parse_vp8(VP8["scaled_keyframe"])["resolution"] == (320, 180)


def test_a_wrong_start_code_is_no_keyframe() -> None:
    payload = bytearray(VP8["scaled_keyframe"])
    payload[4] ^= 1
    assert not parse_vp8(bytes(payload))["keyframe"]


@pytest.mark.parametrize("name", VP8)
def test_a_cut_descriptor_is_refused_and_a_cut_frame_is_not(name: str) -> None:
    size = parse_vp8(VP8[name])["size"]
    for prefix in prefixes(VP8[name]):
        if len(prefix) <= size:
            with pytest.raises(Refused, match="truncated"):
                parse_vp8(prefix)
        else:
            assert parse_vp8(prefix)["size"] == size


@given(st.sampled_from(sorted(VP8)), st.integers(0, 32767), st.integers(0, 255), st.integers(0, 31))
def test_rewriting_changes_only_its_fields(name: str, picture_id: int, tl0picidx: int, keyidx: int) -> None:
    before = parse_vp8(VP8[name])
    rewritten = rewrite_vp8(VP8[name], picture_id, tl0picidx, keyidx)
    expected = dict(before)
    if before["picture_id"] is not None:
        expected["picture_id"] = picture_id if before["long_picture_id"] else picture_id % 128
    if before["tl0picidx"] is not None:
        expected["tl0picidx"] = tl0picidx
    if before["keyidx"] is not None:
        expected["keyidx"] = keyidx
    assert parse_vp8(rewritten) == expected
    assert rewritten[before["size"] :] == VP8[name][before["size"] :]
