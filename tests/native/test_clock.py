import time

import pytest

from sfu_core._testing_state import (
    compact_to_ns,
    monotonic_ns,
    ns_to_compact,
    ntp_from_wall_ns,
    ntp_middle,
    wall_ns,
)

SECOND = 10**9


def test_the_monotonic_clock_is_that_of_python() -> None:
    before = time.monotonic_ns()
    now = monotonic_ns()
    assert before <= now <= time.monotonic_ns()


def test_the_wall_clock_is_that_of_python() -> None:
    assert abs(wall_ns() - time.time_ns()) < 60 * SECOND


@pytest.mark.parametrize(
    ("unix_ns", "ntp"),
    [
        (0, 2208988800 << 32),
        (SECOND // 2, (2208988800 << 32) | 0x80000000),
        (1_800_000_000 * SECOND, (2208988800 + 1_800_000_000) << 32),
    ],
)
def test_ntp_counts_from_1900(unix_ns: int, ntp: int) -> None:
    assert ntp_from_wall_ns(unix_ns) == ntp


def test_the_middle_of_ntp_is_sixteen_bits_of_either_side() -> None:
    assert ntp_middle(0x1122334455667788) == 0x33445566


@pytest.mark.parametrize(
    ("duration", "compact"),
    [
        (-1, 0),
        (0, 0),
        (SECOND, 65536),
        (SECOND // 2, 32768),
        (65535 * SECOND, 65535 << 16),
        (65536 * SECOND, 2**32 - 1),
    ],
)
def test_durations_become_compact_and_saturate(duration: int, compact: int) -> None:
    assert ns_to_compact(duration) == compact


@pytest.mark.parametrize("compact", [0, 1, 65536, 2**32 - 1])
def test_compact_durations_come_back_within_their_precision(compact: int) -> None:
    assert abs(ns_to_compact(compact_to_ns(compact)) - compact) <= 1
