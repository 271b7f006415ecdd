import pytest
from hypothesis import given
from hypothesis import strategies as st

from sfu_core._testing_exact import Refused
from sfu_core._testing_wire import parse_opus, parse_red
from tests.native.vectors import prefixes


@pytest.mark.parametrize(
    ("payload", "config", "stereo", "frames", "milliseconds"),
    [
        ("08aabb", 1, False, 1, 20),  # SILK
        ("18aabb", 3, False, 1, 60),
        ("68aabb", 13, False, 1, 20),  # hybrid
        ("84aabb", 16, True, 1, 2.5),  # CELT
        ("fcaabb", 31, True, 1, 20),
        ("f9aabb", 31, False, 2, 40),
        ("fa01aabb", 31, False, 2, 40),
        ("fb06aabb", 31, False, 6, 120),
        ("8330aabb", 16, False, 48, 120),
    ],
)
def test_opus_durations(payload: str, config: int, stereo: bool, frames: int, milliseconds: float) -> None:
    assert parse_opus(bytes.fromhex(payload)) == {
        "config": config,
        "stereo": stereo,
        "frames": frames,
        "samples": 48 * milliseconds,
        "dtx": False,
    }


@pytest.mark.parametrize("payload", ["08", "08aa"])
def test_opus_silence_is_at_most_two_bytes(payload: str) -> None:
    assert parse_opus(bytes.fromhex(payload))["dtx"]


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        ("", "truncated"),
        ("0a", "truncated"),
        ("0b", "truncated"),
        ("09aa", "malformed"),
        ("0b00", "malformed"),
        ("fb07aa", "malformed"),
        ("1b03aa", "malformed"),
    ],
)
def test_impossible_opus_is_refused(payload: str, code: str) -> None:
    with pytest.raises(Refused, match=code):
        parse_opus(bytes.fromhex(payload))


@given(st.binary(max_size=4))
def test_opus_never_lasts_longer_than_120_ms(payload: bytes) -> None:
    try:
        parsed = parse_opus(payload)
    except Refused:
        return
    assert 120 <= parsed["samples"] <= 5760


RED = bytes.fromhex("ef0f0003 6f aabbcc 112233")


def test_red_gives_its_blocks_oldest_first() -> None:
    assert parse_red(RED) == [(111, 960, b"\xaa\xbb\xcc"), (111, 0, b"\x11\x22\x33")]


def test_red_with_the_primary_block_alone() -> None:
    assert parse_red(bytes.fromhex("6f1122")) == [(111, 0, b"\x11\x22")]


def test_red_cut_before_its_primary_block_is_refused() -> None:
    for prefix in prefixes(RED[:8]):
        with pytest.raises(Refused, match="truncated"):
            parse_red(prefix)


def test_red_with_more_blocks_than_asked_for_is_refused() -> None:
    with pytest.raises(Refused, match="no_space"):
        parse_red(RED, capacity=1)
