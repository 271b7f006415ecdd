import pytest
from hypothesis import given
from hypothesis import strategies as st

from sfu_core._testing_state import StreamFace, round_trip_ns

MS = 10**6
SECOND = 10**9


def after(*sequences: int) -> StreamFace:
    stream = StreamFace(0xABC, 90000)
    for n, sequence in enumerate(sequences):
        stream.packet(sequence, 3000 * n, n * 33 * MS)
    return stream


def report(stream: StreamFace, now_ns: int = 0) -> dict[str, int]:
    block = stream.report(now_ns)
    assert block is not None
    return block


def test_a_stream_without_packets_has_nothing_to_report() -> None:
    assert StreamFace(1, 90000).report(0) is None


@pytest.mark.parametrize(
    ("sequences", "highest", "lost", "fraction"),
    [
        ([10, 11, 12, 13], 13, 0, 0),
        ([10, 13], 13, 2, 128),
        ([10, 13, 11, 12], 13, 0, 0),
        ([65534, 65535, 0, 1], 65537, 0, 0),
        ([65534, 2], 65538, 3, 153),
        ([10, 11, 11, 11], 11, -2, 0),
        ([65535, 0, 65534, 1], 65537, -1, 0),
    ],
)
def test_loss(sequences: list[int], highest: int, lost: int, fraction: int) -> None:
    block = report(after(*sequences))
    assert (block["highest_sequence"], block["cumulative_lost"], block["fraction_lost"]) == (highest, lost, fraction)


def test_the_fraction_is_that_of_the_interval_and_the_sum_that_of_the_stream() -> None:
    stream = after(1, 2, 4)
    assert report(stream)["fraction_lost"] == 64
    stream.packet(5, 0, 0)
    block = report(stream)
    assert (block["fraction_lost"], block["cumulative_lost"]) == (0, 1)


def test_verdicts() -> None:
    stream = StreamFace(1, 90000)
    assert [stream.packet(n, 0, 0) for n in (100, 101, 99, 101, 3100, 3099)] == [
        "ok",
        "ok",
        "late",
        "late",
        "ok",
        "late",
    ]


def test_what_is_sent_again_without_rtx_is_late_and_no_leap() -> None:
    """Half a second of a good camera on a long way."""
    stream = after(*range(1000, 1500))
    assert [stream.packet(n, 0, 0) for n in (1200, 1201, 1500)] == ["late", "late", "ok"]


def test_a_leap_is_believed_when_the_next_number_confirms_it() -> None:
    stream = after(100, 101)
    assert [stream.packet(n, 0, 0) for n in (40000, 40001)] == ["jump", "restarted"]
    block = report(stream)
    assert (block["highest_sequence"], block["cumulative_lost"]) == (40001, 0)


def test_a_lone_leap_leaves_the_figures_alone() -> None:
    stream = after(100, 101)
    stream.packet(40000, 0, 0)
    assert stream.packet(102, 0, 0) == "ok"
    block = report(stream)
    assert (block["highest_sequence"], block["cumulative_lost"]) == (102, 0)


def test_totals_count_everything() -> None:
    assert after(1, 2, 2, 40000).totals == (4, 400)


def test_an_even_stream_has_no_jitter() -> None:
    stream = StreamFace(1, 90000)
    for n in range(100):
        stream.packet(n, n * 2700, n * 30 * MS)
    assert report(stream)["jitter"] == 0


def test_jitter_approaches_the_mean_deviation() -> None:
    stream = StreamFace(1, 90000)
    for n in range(1000):
        stream.packet(n, n * 2700, n * 30 * MS + n % 2 * 10 * MS)
    assert report(stream)["jitter"] == pytest.approx(900, abs=16)


def test_packets_of_one_picture_are_no_jitter() -> None:
    stream = StreamFace(1, 90000)
    for n in range(100):
        stream.packet(2 * n, n * 2700, n * 30 * MS)
        stream.packet(2 * n + 1, n * 2700, n * 30 * MS + 20 * MS)
    assert report(stream)["jitter"] == 0


def test_a_leap_of_the_clock_is_no_jitter() -> None:
    stream = StreamFace(1, 90000)
    stream.packet(0, 0, 0)
    stream.packet(1, 2**31 + 5, 30 * MS)
    assert report(stream)["jitter"] == 0


def test_jitter_over_the_wrap_of_the_timestamp() -> None:
    stream = StreamFace(1, 90000)
    for n in range(10):
        stream.packet(n, (2**32 - 5000 + n * 2700) % 2**32, n * 30 * MS)
    assert report(stream)["jitter"] == 0


def test_the_senders_report_is_answered_with_its_age() -> None:
    stream = after(1)
    stream.sender_report(0x1122334455667788, 0, 2 * SECOND)
    block = report(stream, 2 * SECOND + 500 * MS)
    assert (block["last_sr"], block["delay_since_last_sr"]) == (0x33445566, 32768)


def test_without_a_senders_report_both_are_zero() -> None:
    block = report(after(1), 5 * SECOND)
    assert (block["last_sr"], block["delay_since_last_sr"]) == (0, 0)


@pytest.mark.parametrize(("later", "ticks"), [(0, 0), (SECOND, 90000), (36000 * SECOND, 36000 * 90000)])
def test_the_timestamp_of_a_moment(later: int, ticks: int) -> None:
    stream = StreamFace(1, 90000)
    stream.packet(1, 2**32 - 10, 7)
    assert stream.timestamp_at(7 + later) == (2**32 - 10 + ticks) % 2**32


@pytest.mark.parametrize(
    ("now", "last_sr", "delay", "expected"),
    [
        (131072, 65536, 32768, 500 * MS),
        (5, 2**32 - 65531, 0, SECOND),
        (131072, 0, 0, -1),
        (65536, 65535, 3, 0),
        (65536, 65536, 65536, -1),
    ],
)
def test_round_trip(now: int, last_sr: int, delay: int, expected: int) -> None:
    assert round_trip_ns(now, last_sr, delay) == expected


@given(st.integers(0, 65535), st.lists(st.booleans(), max_size=300))
def test_loss_is_what_did_not_come(start: int, came: list[bool]) -> None:
    stream = StreamFace(1, 90000)
    stream.packet(start, 0, 0)
    last = 0
    for n, here in enumerate(came, 1):
        if here:
            stream.packet((start + n) % 65536, 0, 0)
            last = n
    assert stream.lost == last - sum(came[:last])
    assert report(stream)["highest_sequence"] == start + last
