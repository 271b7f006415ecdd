"""One stream for the receiver whatever is switched behind it. Packets are (sequence, timestamp, picture id, TL0PICIDX,
now in ns) and leave as (sequence, timestamp, picture id, TL0PICIDX)."""

from typing import Any

import pytest

from sfu_core._testing_decisions import trace_munger

MS = 1_000_000


@pytest.mark.parametrize(
    ("steps", "left"),
    [
        pytest.param(
            [(9, 700, 40, 7, 0), (10, 3700, 41, 8, 33 * MS)],
            [(100, 5000, 1, 1), (101, 8000, 2, 2)],
            id="the first packet has the first numbers, the rest follow",
        ),
        pytest.param(
            [(65535, 0xFFFFFF00, 32767, 255, 0), (0, 0xFFFFFF00 + 3000 - 2**32, 0, 0, 33 * MS)],
            [(100, 5000, 1, 1), (101, 8000, 2, 2)],
            id="incoming numbers wrap",
        ),
        pytest.param(
            [(1, 0, 0, 0, 0), (4, 3000, 3, 3, 0), (2, 1000, 1, 1, 0), (3, 2000, 2, 2, 0), (5, 4000, 4, 4, 0)],
            [(100, 5000, 1, 1), (103, 8000, 4, 4), (101, 6000, 2, 2), (102, 7000, 3, 3), (104, 9000, 5, 5)],
            id="late packets fall into their gap",
        ),
        pytest.param(
            [(10, 0, 0, 0, 0), (9, 0, 0, 0, 0), (65000, 0, 0, 0, 0)],
            [(100, 5000, 1, 1), None, None],
            id="what is older than the beginning is not for this receiver",
        ),
        pytest.param(
            [(10, 0, 5, 5, 0), (11, 3000, 6, 6, 33 * MS), "switch", (60000, 77, 900, 200, 133 * MS)],
            [(100, 5000, 1, 1), (101, 8000, 2, 2), (102, 8000 + 9000, 3, 3)],
            id="a switch goes on with the next numbers, and the time between passes",
        ),
        pytest.param(
            [(10, 0, 5, 5, 0), "switch", (500, 0, 0, 0, 0)],
            [(100, 5000, 1, 1), (101, 5001, 2, 2)],
            id="a switch within the same moment still moves the timestamp",
        ),
        pytest.param(
            [(10, 0, 5, 5, 0), (12, 6000, 7, 7, 66 * MS), "switch", (500, 0, 0, 0, 66 * MS), (11, 0, 0, 0, 70 * MS)],
            [(100, 5000, 1, 1), (102, 11000, 3, 3), (103, 11001, 4, 4), None],
            id="a late packet of the source before does not come in",
        ),
        pytest.param(
            [(10, 0, 5, 5, 0), "switch", (500, 0, 9, 9, 90 * MS), (501, 3000, 10, 10, 123 * MS), "switch",
             (10, 0, 5, 5, 223 * MS)],
            [(100, 5000, 1, 1), (101, 13100, 2, 2), (102, 16100, 3, 3), (103, 25100, 4, 4)],
            id="back to the first source",
        ),
    ],
)  # fmt: skip
def test_numbers(steps: list[Any], left: list[Any]) -> None:
    assert trace_munger(90000, 100, 5000, steps) == left


def test_outgoing_numbers_wrap() -> None:
    steps = [(0, 0, 0, 0, 0), (1, 3000, 1, 1, 0)]
    assert trace_munger(90000, 65535, 2**32 - 1000, steps) == [(65535, 2**32 - 1000, 1, 1), (0, 2000, 2, 2)]


def test_a_stream_of_hours_keeps_its_distance() -> None:
    steps = [(n % 65536, n * 960 % 2**32, n % 32768, n % 256, n * 20 * MS) for n in range(200_000)]
    left = trace_munger(48000, 7, 9, steps)
    assert left[-1] == ((199_999 + 7) % 65536, (199_999 * 960 + 9) % 2**32, 200_000 % 32768, 200_000 % 256)


def test_a_pause_of_days_does_not_run_the_timestamp_backwards() -> None:
    days = 10 * 24 * 3600 * 1_000_000_000
    left = trace_munger(90000, 1, 0, [(1, 0, 0, 0, 0), "switch", (1, 0, 0, 0, days)])
    assert left[1] is not None
    assert left[1][1] == 3600 * 90000
