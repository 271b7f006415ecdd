from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sfu_core._testing_exact import Refused
from sfu_core._testing_wire import parse_extensions, parse_rtp, read_extensions, write_extensions
from tests.native.vectors import load, prefixes

ONE_BYTE, TWO_BYTE = 0xBEDE, 0x1000
VECTORS = load("extensions")
PROFILES = {"one_byte": ONE_BYTE, "one_byte_stops_at_15": ONE_BYTE, "two_byte": TWO_BYTE}
IDS = {"mid": 4, "audio_level": 1, "abs_send_time": 2, "transport_cc": 3}

SHORT_ELEMENTS = st.lists(st.tuples(st.integers(1, 14), st.binary(min_size=1, max_size=16)), max_size=8)
LONG_ELEMENTS = st.lists(st.tuples(st.integers(1, 255), st.binary(max_size=255)), max_size=8)


def test_one_byte_elements_and_padding_between() -> None:
    assert parse_extensions(ONE_BYTE, VECTORS["one_byte"]) == (
        [(4, b"1"), (1, b"\x9e"), (2, b"\x01\x02\x03"), (3, b"\x00\x05")],
        True,
    )


def test_two_byte_elements_may_be_empty() -> None:
    elements, ended = parse_extensions(TWO_BYTE, VECTORS["two_byte"])
    assert elements[-1] == (9, b"")
    assert ended


def test_id_15_ends_the_one_byte_form() -> None:
    assert parse_extensions(ONE_BYTE, VECTORS["one_byte_stops_at_15"]) == ([(4, b"1")], True)


def test_id_0_with_a_length_ends_the_one_byte_form() -> None:
    assert parse_extensions(ONE_BYTE, bytes.fromhex("4031 02aabbcc 109e")) == ([(4, b"1")], True)


@pytest.mark.parametrize("profile", [0x1000, 0x1001, 0x100F])
def test_the_application_bits_of_the_two_byte_form_are_free(profile: int) -> None:
    assert parse_extensions(profile, b"\x04\x01a") == ([(4, b"a")], True)


@pytest.mark.parametrize("profile", [0, 0x1010, 0xBEDF, 0xFFFF])
def test_another_profile_is_refused(profile: int) -> None:
    with pytest.raises(Refused, match="unsupported"):
        parse_extensions(profile, b"\x40a")


@pytest.mark.parametrize("name", VECTORS)
def test_a_cut_keeps_the_elements_before_it(name: str) -> None:
    whole, _ = parse_extensions(PROFILES[name], VECTORS[name])
    for prefix in prefixes(VECTORS[name]):
        elements, _ = parse_extensions(PROFILES[name], prefix)
        assert elements == whole[: len(elements)]


@pytest.mark.parametrize("name", ["one_byte", "two_byte"])
def test_known_values(name: str) -> None:
    assert read_extensions(PROFILES[name], VECTORS[name], **IDS) == {
        "mid": b"1",
        "audio_level": (True, 30),
        "abs_send_time": 0x010203,
        "transport_cc": 5,
    }


def test_stream_ids() -> None:
    block = write_extensions([(5, b"hi"), (6, b"lo")])
    assert read_extensions(ONE_BYTE, block[4:], rid=5, repaired_rid=6) == {"rid": b"hi", "repaired_rid": b"lo"}


def test_what_was_not_negotiated_is_passed_over() -> None:
    assert read_extensions(ONE_BYTE, VECTORS["one_byte"], mid=4) == {"mid": b"1"}


def test_the_first_element_of_an_id_counts() -> None:
    assert read_extensions(ONE_BYTE, bytes.fromhex("4031 4032"), mid=4) == {"mid": b"1"}


@pytest.mark.parametrize("name", ["audio_level", "abs_send_time", "transport_cc"])
def test_a_value_of_another_length_is_passed_over(name: str) -> None:
    ids: dict[str, Any] = {name: 7}
    assert read_extensions(ONE_BYTE, bytes.fromhex("73aabbccdd"), **ids) == {}


def test_an_element_beyond_the_end_is_malformed() -> None:
    with pytest.raises(Refused, match="malformed"):
        read_extensions(ONE_BYTE, bytes.fromhex("43aabb"), mid=4)


def test_values_are_written_as_they_are_read() -> None:
    block = write_extensions([(4, b"1"), (1, "level", True, 30), (2, "time", 0x010203), (3, "cc", 5)])
    assert len(block) % 4 == 0
    assert read_extensions(ONE_BYTE, block[4:], **IDS) == read_extensions(ONE_BYTE, VECTORS["one_byte"], **IDS)


@given(SHORT_ELEMENTS)
def test_one_byte_round_trip(elements: list[tuple[int, bytes]]) -> None:
    block = write_extensions(elements)
    assert parse_extensions(ONE_BYTE, block[4:]) == (elements, True)


@given(LONG_ELEMENTS)
def test_two_byte_round_trip_inside_a_packet(elements: list[tuple[int, bytes]]) -> None:
    block = write_extensions(elements, two_byte=True, capacity=4096)
    if not elements:
        assert block == b""
        return
    packet = bytes.fromhex("906f00010000000200000003") + block + b"payload"
    profile, offset, size = parse_rtp(packet)["extension"]
    assert parse_extensions(profile, packet[offset : offset + size]) == (elements, True)


@pytest.mark.parametrize(
    ("element", "two_byte"),
    [((0, b"a"), False), ((15, b"a"), False), ((1, b""), False), ((1, b"a" * 17), False), ((0, b"a"), True)],
)
def test_what_a_form_cannot_carry_is_refused(element: tuple[int, bytes], two_byte: bool) -> None:
    with pytest.raises(Refused, match="no_space"):
        write_extensions([element], two_byte=two_byte)


@pytest.mark.parametrize("capacity", range(8))
def test_a_block_is_not_written_beyond_its_buffer(capacity: int) -> None:
    with pytest.raises(Refused, match="no_space"):
        write_extensions([(4, b"1")], capacity=capacity)
