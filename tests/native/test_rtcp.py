import struct
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sfu_core._testing_control import (
    parse_rtcp,
    write_bye,
    write_cname,
    write_fir,
    write_nack,
    write_pli,
    write_remb,
    write_rr,
    write_sr,
)
from sfu_core._testing_exact import Refused
from tests.native.vectors import load, prefixes

VECTORS = load("rtcp")
INVALID = load("rtcp_invalid")
US, OTHER = 0x11223344, 0x55667788
U32 = st.integers(0, 2**32 - 1)
BLOCK = st.fixed_dictionaries(
    {
        "ssrc": U32,
        "fraction_lost": st.integers(0, 255),
        "cumulative_lost": st.integers(-(2**23), 2**23 - 1),
        "highest_sequence": U32,
        "jitter": U32,
        "last_sr": U32,
        "delay_since_last_sr": U32,
    }
)


def only(data: bytes) -> dict[str, object]:
    [packet] = parse_rtcp(data)
    return packet


def test_sender_report() -> None:
    assert only(VECTORS["sender_report"]) == {
        "type": 200,
        "ssrc": US,
        "ntp": 0xE1D2C3B4A5968778,
        "rtp_timestamp": 0xAAAA,
        "packets": 100,
        "octets": 10000,
        "blocks": [
            {
                "ssrc": OTHER,
                "fraction_lost": 64,
                "cumulative_lost": -2,
                "highest_sequence": 0x1ABCD,
                "jitter": 16,
                "last_sr": 0xA5968778,
                "delay_since_last_sr": 65536,
            }
        ],
    }


def test_receiver_report_with_two_blocks() -> None:
    [report] = parse_rtcp(VECTORS["receiver_report"])
    assert [(b["ssrc"], b["cumulative_lost"]) for b in report["blocks"]] == [(OTHER, 3), (0x99AABBCC, 0x7FFFFF)]


def test_cname_is_found_among_other_items() -> None:
    assert only(VECTORS["source_description"])["chunks"] == [(US, b"user"), (OTHER, b"alice")]


@pytest.mark.parametrize(("name", "sources"), [("goodbye", [US, OTHER]), ("goodbye_with_reason", [US])])
def test_goodbye(name: str, sources: list[int]) -> None:
    assert only(VECTORS[name])["ssrcs"] == sources


def test_nack_names_every_lost_packet_over_the_wrap() -> None:
    assert only(VECTORS["nack"])["lost"] == [100, 101, 116, 65534, 65535, 0]


def test_picture_loss() -> None:
    assert only(VECTORS["picture_loss"]) == {"type": 206, "format": 1, "sender_ssrc": US, "media_ssrc": OTHER}


def test_full_intra_request() -> None:
    assert only(VECTORS["full_intra_request"])["entries"] == [(OTHER, 7), (0x99AABBCC, 8)]


def test_receiver_estimated_bandwidth() -> None:
    packet = only(VECTORS["receiver_estimated_bandwidth"])
    assert (packet["bitrate"], packet["ssrcs"]) == (131072, [OTHER, 0x99AABBCC])


@pytest.mark.parametrize(
    ("exponent", "mantissa", "bitrate"),
    [
        (0, 0, 0),
        (63, 0, 0),
        (0, 0x3FFFF, 0x3FFFF),
        (46, 0x3FFFF, 0x3FFFF << 46),
        (47, 1, 2**64 - 1),
        (63, 1, 2**64 - 1),
    ],
)
def test_an_estimate_beyond_64_bits_saturates(exponent: int, mantissa: int, bitrate: int) -> None:
    value = exponent << 18 | mantissa
    data = bytes.fromhex("8fce0004112233440000000052454d4200") + value.to_bytes(3, "big")
    assert only(data)["bitrate"] == bitrate


def test_a_compound_gives_its_packets_in_turn() -> None:
    assert [packet["type"] for packet in parse_rtcp(VECTORS["compound"])] == [201, 202, 206]


@pytest.mark.parametrize("name", ["transport_feedback", "application", "extended_report"])
def test_what_we_do_not_decode_is_passed_over(name: str) -> None:
    assert len(parse_rtcp(VECTORS[name])) == 1


@pytest.mark.parametrize("name", INVALID)
def test_invalid_packets_are_refused(name: str) -> None:
    with pytest.raises(Refused):
        parse_rtcp(INVALID[name])


@pytest.mark.parametrize("name", [name for name in VECTORS if name != "compound"])
def test_every_truncation_is_refused(name: str) -> None:
    for prefix in prefixes(VECTORS[name]):
        if prefix:
            with pytest.raises(Refused):
                parse_rtcp(prefix)


def test_a_compound_cut_between_packets_is_the_shorter_compound() -> None:
    whole = [packet["type"] for packet in parse_rtcp(VECTORS["compound"])]
    accepted = []
    for prefix in prefixes(VECTORS["compound"]):
        try:
            accepted.append([packet["type"] for packet in parse_rtcp(prefix)])
        except Refused:
            continue
    assert accepted == [whole[:0], whole[:1], whole[:2]]


@given(U32, st.integers(0, 2**64 - 1), U32, U32, U32, st.lists(BLOCK, max_size=31))
def test_sender_reports_round_trip(
    ssrc: int, ntp: int, timestamp: int, packets: int, octets: int, blocks: list[dict[str, int]]
) -> None:
    assert only(write_sr(ssrc, ntp, timestamp, packets, octets, blocks)) == {
        "type": 200,
        "ssrc": ssrc,
        "ntp": ntp,
        "rtp_timestamp": timestamp,
        "packets": packets,
        "octets": octets,
        "blocks": blocks,
    }


@given(U32, st.lists(BLOCK, max_size=31))
def test_receiver_reports_round_trip(ssrc: int, blocks: list[dict[str, int]]) -> None:
    assert only(write_rr(ssrc, blocks)) == {"type": 201, "ssrc": ssrc, "blocks": blocks}


@pytest.mark.parametrize(("lost", "written"), [(2**23, 2**23 - 1), (-(2**23) - 1, -(2**23)), (-1, -1)])
def test_cumulative_loss_is_clamped_to_24_bits(lost: int, written: int) -> None:
    block = dict.fromkeys(("ssrc", "fraction_lost", "highest_sequence", "jitter", "last_sr", "delay_since_last_sr"), 0)
    [report] = parse_rtcp(write_rr(US, [block | {"cumulative_lost": lost}]))
    assert report["blocks"][0]["cumulative_lost"] == written


@given(U32, st.binary(max_size=255))
def test_cnames_round_trip(ssrc: int, cname: bytes) -> None:
    assert only(write_cname(ssrc, cname))["chunks"] == [(ssrc, cname)]


@given(st.lists(U32, max_size=31))
def test_goodbyes_round_trip(ssrcs: list[int]) -> None:
    assert only(write_bye(ssrcs))["ssrcs"] == ssrcs


@given(st.integers(0, 65535), st.lists(st.integers(1, 40), max_size=100))
def test_nacks_round_trip(start: int, steps: list[int]) -> None:
    lost = [start]
    for step in steps:
        lost.append((lost[-1] + step) % 65536)
    assert only(write_nack(US, OTHER, lost)) == {
        "type": 205,
        "format": 1,
        "sender_ssrc": US,
        "media_ssrc": OTHER,
        "lost": lost,
    }


def test_seventeen_packets_in_a_row_take_one_entry() -> None:
    assert len(write_nack(US, OTHER, range(65530, 65536))) == 16
    assert len(write_nack(US, OTHER, [n % 65536 for n in range(65530, 65547)])) == 16
    assert len(write_nack(US, OTHER, [n % 65536 for n in range(65530, 65548)])) == 20


def test_keyframe_requests_are_written_as_they_are_read() -> None:
    assert write_pli(US, OTHER) == VECTORS["picture_loss"]
    assert only(write_fir(US, OTHER, 7))["entries"] == [(OTHER, 7)]


@given(st.integers(0, 2**64 - 1), st.lists(U32, max_size=255))
def test_estimates_round_trip_within_their_precision(bitrate: int, ssrcs: list[int]) -> None:
    [packet] = parse_rtcp(write_remb(US, bitrate, ssrcs))
    assert packet["ssrcs"] == ssrcs
    assert 0 <= bitrate - packet["bitrate"] <= bitrate >> 17


@pytest.mark.parametrize(
    ("size", "write"),
    [
        (28, lambda n: write_sr(1, 2, 3, 4, 5, capacity=n)),
        (8, lambda n: write_rr(1, capacity=n)),
        (16, lambda n: write_cname(1, b"user", capacity=n)),
        (12, lambda n: write_bye([1, 2], capacity=n)),
        (20, lambda n: write_nack(1, 2, [5, 500], capacity=n)),
        (12, lambda n: write_pli(1, 2, capacity=n)),
        (20, lambda n: write_fir(1, 2, 3, capacity=n)),
        (24, lambda n: write_remb(1, 2, [3], capacity=n)),
    ],
)
def test_no_writer_leaves_its_buffer(size: int, write: Callable[[int], bytes]) -> None:
    assert len(write(size)) == size
    for capacity in range(size):
        with pytest.raises(Refused, match="no_space"):
            write(capacity)


def test_more_blocks_than_a_report_carries_are_refused() -> None:
    with pytest.raises(Refused, match="no_space"):
        write_bye(range(32))


def test_transport_wide_feedback_is_padded_by_bytes_wherever_it_stands() -> None:
    fci = bytes.fromhex("000a0002 0f4240 00 d400 00 04 01")
    body = struct.pack("!II", 1, 2) + fci
    padding = -len(body) % 4
    feedback = struct.pack("!BBH", 0xAF, 205, (len(body) + padding) // 4) + body + bytes(padding - 1) + bytes([padding])
    first, second = parse_rtcp(feedback + write_pli(3, 4))
    assert (first["type"], first["format"]) == (205, 15)
    assert second["type"] == 206
