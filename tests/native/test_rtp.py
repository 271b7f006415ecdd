import pytest
from hypothesis import given
from hypothesis import strategies as st

from sfu_core._testing_exact import Refused
from sfu_core._testing_wire import add_padding, classify, parse_rtp, rtx_unwrap, rtx_wrap, write_rtp
from tests.native.vectors import load, prefixes

VECTORS = load("rtp")
INVALID = load("rtp_invalid")
U16, U32 = st.integers(0, 2**16 - 1), st.integers(0, 2**32 - 1)


def test_every_field_is_read() -> None:
    assert parse_rtp(VECTORS["everything"]) == {
        "marker": True,
        "payload_type": 111,
        "sequence": 7,
        "timestamp": 7,
        "ssrc": 0xDEADBEEF,
        "csrc": [0x33],
        "extension": (0xBEDE, 20, 4),
        "payload_offset": 24,
        "payload_size": 2,
        "padding_size": 2,
    }


@pytest.mark.parametrize(
    ("name", "offset", "payload", "padding"),
    [
        ("plain", 12, 5, 0),
        ("marker", 12, 1, 0),
        ("csrc", 20, 2, 0),
        ("one_byte_extension", 24, 3, 0),
        ("two_byte_extension", 24, 3, 0),
        ("empty_extension", 16, 3, 0),
        ("padding", 12, 3, 3),
        ("only_padding", 12, 0, 4),
    ],
)
def test_the_payload_is_found(name: str, offset: int, payload: int, padding: int) -> None:
    packet = parse_rtp(VECTORS[name])
    assert (packet["payload_offset"], packet["payload_size"], packet["padding_size"]) == (offset, payload, padding)


def test_the_header_of_an_encrypted_packet_is_read_without_its_padding() -> None:
    packet = parse_rtp(INVALID["padding_longer_than_the_payload"], header_only=True)
    assert (packet["payload_size"], packet["padding_size"]) == (3, 0)


@pytest.mark.parametrize("name", INVALID)
def test_invalid_packets_are_refused(name: str) -> None:
    with pytest.raises(Refused):
        parse_rtp(INVALID[name])


@pytest.mark.parametrize("name", VECTORS)
def test_a_header_cut_short_is_refused(name: str) -> None:
    offset = parse_rtp(VECTORS[name])["payload_offset"]
    for prefix in prefixes(VECTORS[name][:offset]):
        with pytest.raises(Refused, match="truncated"):
            parse_rtp(prefix)


@pytest.mark.parametrize("name", VECTORS)
def test_a_payload_cut_short_never_reaches_outside(name: str) -> None:
    for prefix in prefixes(VECTORS[name]):
        try:
            packet = parse_rtp(prefix)
        except Refused:
            continue
        assert packet["payload_offset"] + packet["payload_size"] + packet["padding_size"] == len(prefix)


@given(st.integers(0, 127), U16, U32, U32, st.booleans(), st.lists(U32, max_size=15), st.binary(max_size=30))
def test_a_written_header_reads_the_same(
    payload_type: int, sequence: int, timestamp: int, ssrc: int, marker: bool, csrc: list[int], payload: bytes
) -> None:
    header = write_rtp(payload_type, sequence, timestamp, ssrc, marker=marker, csrc=csrc)
    packet = parse_rtp(header + payload)
    assert packet == {
        "marker": marker,
        "payload_type": payload_type,
        "sequence": sequence,
        "timestamp": timestamp,
        "ssrc": ssrc,
        "csrc": csrc,
        "extension": None,
        "payload_offset": len(header),
        "payload_size": len(payload),
        "padding_size": 0,
    }


@pytest.mark.parametrize("capacity", range(24))
def test_a_header_is_not_written_beyond_its_buffer(capacity: int) -> None:
    with pytest.raises(Refused, match="no_space"):
        write_rtp(96, 1, 2, 3, csrc=[4], extension=bytes.fromhex("bede000140310000"), capacity=capacity)


@pytest.mark.parametrize("count", [1, 2, 255])
def test_padding_is_added_and_read(count: int) -> None:
    packet = parse_rtp(add_padding(VECTORS["plain"], count, 400))
    assert (packet["payload_size"], packet["padding_size"]) == (5, count)


@pytest.mark.parametrize(("name", "count", "capacity"), [("plain", 0, 400), ("plain", 9, 25), ("padding", 4, 400)])
def test_padding_that_cannot_be_is_refused(name: str, count: int, capacity: int) -> None:
    with pytest.raises(Refused):
        add_padding(VECTORS[name], count, capacity)


@pytest.mark.parametrize("name", VECTORS)
def test_a_retransmission_gives_the_packet_back(name: str) -> None:
    original = parse_rtp(VECTORS[name])
    wrapped = rtx_wrap(VECTORS[name], ssrc=0x99, payload_type=97, sequence=4242)
    rtx = parse_rtp(wrapped)
    assert (rtx["ssrc"], rtx["payload_type"], rtx["sequence"]) == (0x99, 97, 4242)
    assert (rtx["timestamp"], rtx["marker"]) == (original["timestamp"], original["marker"])

    packet, fields = rtx_unwrap(wrapped, original["ssrc"], original["payload_type"])
    end = original["payload_offset"] + original["payload_size"]
    assert packet[1:] == VECTORS[name][1:end]
    assert fields == original | {"padding_size": 0}


def test_an_empty_retransmission_is_a_probe() -> None:
    with pytest.raises(Refused, match="truncated"):
        rtx_unwrap(VECTORS["marker"], 1, 96)


def test_a_retransmission_does_not_leave_its_buffer() -> None:
    size = len(VECTORS["plain"]) + 2
    assert len(rtx_wrap(VECTORS["plain"], 1, 97, 1, capacity=size)) == size
    with pytest.raises(Refused, match="no_space"):
        rtx_wrap(VECTORS["plain"], 1, 97, 1, capacity=size - 1)


@pytest.mark.parametrize(
    ("first", "second", "kind"),
    [
        (0, 1, "stun"),
        (3, 0, "stun"),
        (4, 0, "unknown"),
        (19, 0, "unknown"),
        (20, 254, "dtls"),
        (63, 254, "dtls"),
        (64, 0, "unknown"),
        (127, 0, "unknown"),
        (128, 96, "rtp"),
        (191, 255, "rtp"),
        (128, 191, "rtp"),
        (128, 192, "rtcp"),
        (128, 200, "rtcp"),
        (191, 223, "rtcp"),
        (128, 224, "rtp"),
        (192, 0, "unknown"),
        (255, 255, "unknown"),
    ],
)
def test_datagrams_are_told_apart_by_their_first_bytes(first: int, second: int, kind: str) -> None:
    assert classify(bytes([first, second]) + bytes(18)) == kind


@pytest.mark.parametrize(("first", "second", "least"), [(0, 1, 20), (22, 254, 13), (128, 96, 12), (128, 200, 8)])
def test_a_datagram_too_short_for_its_kind_is_unknown(first: int, second: int, least: int) -> None:
    datagram = bytes([first, second]) + bytes(30)
    assert {classify(datagram[:size]) for size in range(least)} == {"unknown"}
    assert classify(datagram[:least]) != "unknown"
