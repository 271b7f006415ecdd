"""VP9, H.264 and AV1 payloads: what a forwarder has to know of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sfu_core._testing_exact import Refused
from sfu_core._testing_payload import parse_av1, parse_h264, parse_vp9, rewrite_vp9
from tests.native.vectors import load, prefixes

VP9 = load("vp9")
H264 = load("h264")
AV1 = load("av1")


def test_a_vp9_key_picture_tells_its_layers() -> None:
    found = parse_vp9(VP9["key_with_structure"])
    assert found["keyframe"]
    assert found["layers"] == (0, 0)
    assert found["sizes"] == [(320, 180), (640, 360), (1280, 720)]
    assert found["pictures"] == 4
    assert (found["picture_id"], found["tl0picidx"]) == (0x123, 7)
    assert (found["starts_frame"], found["ends_frame"]) == (True, True)
    assert found["size"] == len(VP9["key_with_structure"]) - 1


def test_an_upper_layer_of_a_vp9_key_picture_is_no_place_to_begin() -> None:
    found = parse_vp9(VP9["key_upper_layer"])
    assert not found["keyframe"]
    assert found["layers"] == (1, 0)
    assert (found["inter_layer"], found["inter_picture"], found["switching_up"]) == (True, False, True)


def test_vp9_in_flexible_mode_has_references_and_no_tl0picidx() -> None:
    found = parse_vp9(VP9["flexible"])
    assert found["flexible"]
    assert found["layers"] == (0, 1)
    assert found["tl0picidx"] is None
    assert found["size"] == 7


def test_vp9_with_a_fourth_reference_is_refused() -> None:
    with pytest.raises(Refused, match="malformed"):
        parse_vp9(bytes.fromhex("f88125300305070901ab"))


def test_plain_vp9() -> None:
    assert parse_vp9(VP9["short_picture_id"])["picture_id"] == 0x23
    minimal = parse_vp9(VP9["minimal"])
    assert minimal["keyframe"]
    assert (minimal["picture_id"], minimal["layers"], minimal["sizes"]) == (None, None, None)
    assert not parse_vp9(VP9["middle"])["starts_frame"]


@pytest.mark.parametrize("name", VP9)
def test_a_cut_vp9_descriptor_is_refused(name: str) -> None:
    for prefix in prefixes(VP9[name]):
        with pytest.raises(Refused):
            parse_vp9(prefix)


@given(st.sampled_from(sorted(VP9)), st.integers(0, 32767), st.integers(0, 255))
def test_rewriting_vp9_changes_only_its_fields(name: str, picture_id: int, tl0picidx: int) -> None:
    before = parse_vp9(VP9[name])
    again = rewrite_vp9(VP9[name], picture_id, tl0picidx)
    after = parse_vp9(again)
    if before["picture_id"] is not None:
        assert after["picture_id"] == (picture_id & 0x7F if name == "short_picture_id" else picture_id)
    if before["tl0picidx"] is not None:
        assert after["tl0picidx"] == tl0picidx
    assert rewrite_vp9(again, before["picture_id"] or 0, before["tl0picidx"] or 0) == VP9[name]


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("sps", (True, True, False, 640, 360)),
        ("aggregate", (True, True, False, 1920, 1080)),
        ("interlaced", (True, True, False, 640, 480)),
        ("idr", (True, False, True, 0, 0)),
        ("slice", (True, False, False, 0, 0)),
        ("fragment_first", (True, False, True, 0, 0)),
        ("fragment_middle", (False, False, False, 0, 0)),
        ("fragment_last", (False, False, False, 0, 0)),
    ],
)
def test_h264(name: str, found: tuple[bool, bool, bool, int, int]) -> None:
    assert parse_h264(H264[name]) == found


def test_a_cut_sps_tells_no_size_and_is_one_all_the_same() -> None:
    assert parse_h264(H264["sps"][:5]) == (True, True, False, 0, 0)


@pytest.mark.parametrize("payload", ["", "78", "780018674200", "780000", "7c85", "7912345678", "1e00"])
def test_other_h264_is_refused(payload: str) -> None:
    with pytest.raises(Refused):
        parse_h264(bytes.fromhex(payload))


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("keyframe", (False, False, True, 384, 256)),
        ("keyframe_sized", (False, True, True, 1280, 720)),
        ("keyframe_own_size", (False, False, True, 384, 256)),
        ("continued", (True, False, False, 0, 0)),
        ("delta", (False, False, False, 0, 0)),
    ],
)
def test_av1(name: str, found: tuple[bool, bool, bool, int, int]) -> None:
    assert parse_av1(AV1[name]) == found


@pytest.mark.parametrize("payload", ["", "28", "280c0800", "88aabb", "0885ffffffffff"])
def test_impossible_av1_is_refused(payload: str) -> None:
    with pytest.raises(Refused):
        parse_av1(bytes.fromhex(payload))
