"""Transport-wide feedback: what came is told as it came, and what is told is read as it was."""

import struct
from random import Random

import pytest

from sfu_core._testing_bandwidth import ArrivalsFace, parse_twcc
from sfu_core._testing_exact import Refused

TICK = 250_000
MS = 1_000_000
START = 1_000_000 * TICK


def fci(message: bytes) -> bytes:
    """The feedback control information of an RTCP packet, its padding taken off."""
    first, kind, words = struct.unpack_from("!BBH", message)
    assert (first & 0x1F, kind) == (15, 205)
    assert len(message) == 4 * (words + 1)
    return message[12 : len(message) - (message[-1] if first & 0x20 else 0)]


def tell(arrivals: ArrivalsFace, now_ns: int, capacity: int = 1200) -> list[tuple[int, int]]:
    """Write until nothing waits; everything that was told to have come."""
    came = []
    while message := arrivals.write(now_ns, capacity=capacity):
        assert len(message) <= capacity
        came += parse_twcc(fci(message))[3]
    return came


def test_a_message_is_what_the_draft_draws() -> None:
    arrivals = ArrivalsFace()
    for number, ms in ((10, 0), (11, 1), (13, 100)):
        arrivals.note(number, START + ms * MS)
    message = arrivals.write(START + 100 * MS, 0x11111111, 0x22222222)
    base = START // TICK
    assert message == bytes.fromhex("af cd 0006 11111111 22222222 000a 0004") + (base >> 8).to_bytes(3) + bytes(
        [0, 0xD4, 0x80, base & 0xFF, 4, 0x01, 0x8C, 0, 2]
    )
    assert parse_twcc(fci(message)) == (10, 4, 0, [(10, base), (11, base + 4), (13, base + 400)])


def test_what_was_told_is_not_told_again() -> None:
    arrivals = ArrivalsFace()
    arrivals.note(1, START)
    assert len(tell(arrivals, START)) == 1
    assert arrivals.write(START) == b""
    arrivals.note(3, START + MS)
    base, statuses, count, came = parse_twcc(fci(arrivals.write(START + MS)))
    assert (base, statuses, count) == (2, 2, 1)
    assert [number for number, _ in came] == [3]


def test_a_packet_that_came_late_is_told_after_all_and_one_too_late_is_not() -> None:
    arrivals = ArrivalsFace()
    for number in (1, 2, 4, 400):
        arrivals.note(number, START)
    tell(arrivals, START)
    arrivals.note(3, START + MS)
    assert arrivals.write(START + MS) == b""
    arrivals.note(398, START + MS)
    assert [number for number, _ in tell(arrivals, START + MS)] == [398, 400]


def test_a_packet_counts_once() -> None:
    arrivals = ArrivalsFace()
    arrivals.note(7, START)
    arrivals.note(7, START + MS)
    assert tell(arrivals, START + MS) == [(7, START // TICK)]


def test_a_leap_begins_anew() -> None:
    arrivals = ArrivalsFace()
    arrivals.note(1, START)
    arrivals.note(20_000, START + MS)
    assert [number for number, _ in tell(arrivals, START + MS)] == [20_000]


def test_a_pause_longer_than_a_delta_carries_begins_another_message() -> None:
    arrivals = ArrivalsFace()
    arrivals.note(1, START)
    arrivals.note(2, START + 9_000 * MS)
    first, second = arrivals.write(START), arrivals.write(START)
    assert [parse_twcc(fci(message))[3][0][0] for message in (first, second)] == [1, 2]


def test_messages_leave_between_50_and_100_ms_apart_by_what_comes() -> None:
    def interval(octets: int) -> int:
        arrivals = ArrivalsFace()
        arrivals.note(1, START, octets)
        assert not arrivals.due(START + 49 * MS)
        assert arrivals.due(START + 50 * MS)
        tell(arrivals, START + 50 * MS)
        assert not arrivals.due(START + 1000 * MS)
        return (arrivals.due_ns - START) // MS - 50

    assert interval(100) == 100
    assert interval(1_000) == 68
    assert interval(5_000) == 50


@pytest.mark.parametrize("seed", range(60))
def test_whatever_came_is_read_as_it_was(seed: int) -> None:
    random = Random(seed)
    arrivals = ArrivalsFace()
    number = random.choice((0, 65_500, random.randrange(65536)))
    now = START + random.randrange(10**12)
    noted: dict[int, int] = {}
    told: dict[int, int] = {}
    lossy, spread = random.choice((0.0, 0.05, 0.5, 0.95)), random.choice((1, 20, 2_000))
    for _ in range(random.randrange(1, 40)):
        for _ in range(random.randrange(60)):
            number += random.choice((1, 1, 1, 1, random.randrange(1, 15)))
            now += random.randrange(spread) * TICK
            if random.random() >= lossy:
                noted[number & 0xFFFF] = now // TICK & 0xFFFFFFFF
                arrivals.note(number & 0xFFFF, now)
        if random.random() < 0.3 or len(noted) - len(told) > 50:
            told |= dict(tell(arrivals, now, random.choice((640, 800, 1200))))
    told |= dict(tell(arrivals, now))
    assert told == noted


@pytest.mark.parametrize("seed", range(20))
def test_reordered_packets_are_told_with_their_own_times(seed: int) -> None:
    random = Random(seed)
    arrivals = ArrivalsFace()
    order = sorted(range(300), key=lambda n: n + random.randrange(20))
    noted: dict[int, int] = {}
    told: dict[int, int] = {}
    for i, n in enumerate(order):
        number, now = (65_400 + n) & 0xFFFF, START + i * MS
        noted[number] = now // TICK
        arrivals.note(number, now)
        if i % 37 == 36:
            told |= dict(tell(arrivals, now))
    told |= dict(tell(arrivals, START + 300 * MS))
    assert told == noted


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        ("0001 0001 000000", "truncated"),
        ("0001 0000 000000 00 2001 00", "malformed"),
        ("0001 0001 000000 00", "truncated"),
        ("0001 0001 000000 00 2001", "truncated"),
        ("0001 0002 000000 00 4002 000000", "truncated"),
        ("0001 0001 000000 00 6001 0000", "malformed"),
        ("0001 0001 000000 00 f000 0000", "malformed"),
        ("0001 0001 000000 00 2000 0000", "malformed"),
        ("0001 1fff 000000 00 3fff 000000", "truncated"),
    ],
)
def test_what_contradicts_itself_is_refused(message: str, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        parse_twcc(bytes.fromhex(message))


def test_a_short_message_cannot_make_long_work() -> None:
    message = bytes.fromhex("0001 ffff 000000 00" + "1fff" * 8 + "1fff 2001 00")
    assert parse_twcc(message) == (1, 65_535, 0, [])
