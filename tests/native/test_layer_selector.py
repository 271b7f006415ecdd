"""What a slot forwards and when a keyframe is asked for, as tables of steps."""

from typing import Any

import pytest

from sfu_core._testing_decisions import trace_gate, trace_patience, trace_selector

S = 1_000_000_000
MS = 1_000_000


@pytest.mark.parametrize(
    ("steps", "answers"),
    [
        pytest.param([("packet", 7, True)], ["hold-other"], id="nothing is wanted"),
        pytest.param(
            [("want", 7, 0), ("packet", 7, False), ("packet", 7, True), ("packet", 7, False)],
            ["hold-keyframe", "switch", "forward"],
            id="a source begins at its keyframe",
        ),
        pytest.param(
            [("want", 7, 0), ("packet", 7, True), ("want", 8, 0), ("packet", 7, False), ("packet", 8, False),
             ("packet", 8, True), ("packet", 7, False)],
            ["switch", "forward", "hold-keyframe", "switch", "hold-other"],
            id="the old source is shown until the new one's keyframe",
        ),
        pytest.param(
            [("want", 7, 0), ("packet", 7, True), ("want", 0, 0), ("packet", 7, True), ("awaits",)],
            ["switch", "hold-other", 0],
            id="emptied at once",
        ),
        pytest.param(
            [("want", 7, 0), ("packet", 7, True), ("want", 8, 0), ("want", 7, 0), ("packet", 7, False), ("awaits",)],
            ["switch", "forward", 0],
            id="back before anything came",
        ),
        pytest.param(
            [("want", 7, 0), ("packet", 7, True), ("break", 7), ("awaits",), ("packet", 7, False), ("packet", 7, True),
             ("packet", 7, False)],
            ["switch", 7, "hold-keyframe", "resume", "forward"],
            id="after a break it begins anew",
        ),
        pytest.param(
            [("want", 7, 0), ("packet", 7, True), ("forget", 7), ("packet", 7, True), ("awaits",)],
            ["switch", True, "hold-other", 0],
            id="a source that has gone",
        ),
        pytest.param(
            [("want", 7, 0), ("packet", 7, True), ("want", 8, S), ("forget", 8), ("packet", 7, False)],
            ["switch", False, "forward"],
            id="the wanted source has gone before it came",
        ),
        pytest.param(
            [("want", 7, 0), ("packet", 7, True), ("want", 8, S), ("expire", 2 * S), ("expire", 3 * S),
             ("packet", 7, False), ("packet", 8, True)],
            ["switch", False, True, "hold-other", "switch"],
            id="the old source does not stay for ever",
        ),
    ],
)  # fmt: skip
def test_video(steps: list[Any], answers: list[Any]) -> None:
    assert trace_selector(True, steps) == answers


def test_a_voice_needs_no_keyframe() -> None:
    steps = [("want", 7, 0), ("packet", 7, False), ("want", 8, 0), ("packet", 8, False), ("awaits",)]
    assert trace_selector(False, steps) == ["switch", "switch", 0]


def test_requests_for_a_keyframe_become_one() -> None:
    steps = [("ask",), ("ask",), ("due", S, 0), ("ask",), ("due", S + 100 * MS, 0)]
    assert trace_gate(steps) == [True, False]


def test_a_keyframe_that_does_not_come_is_asked_for_again() -> None:
    steps = [
        ("ask",),
        ("due", S, 0),
        ("due", S + 349 * MS, 0),
        ("due", S + 350 * MS, 0),
        ("keyframe",),
        ("due", 3 * S, 0),
    ]
    assert trace_gate(steps) == [True, False, True, False]


def test_a_keyframe_that_is_on_its_way_is_not_asked_for_again() -> None:
    rtt = 600 * MS
    steps = [("ask",), ("due", S, rtt), ("due", S + 749 * MS, rtt), ("due", S + 750 * MS, rtt)]
    assert trace_gate(steps) == [True, False, True]


@pytest.mark.parametrize("rtt", [0, 600 * MS])
def test_who_comes_just_too_late_for_a_keyframe_waits_for_less_than_half_a_second(rtt: int) -> None:
    steps = [("ask",), ("due", S, rtt), ("keyframe",), ("ask",), ("due", S + 349 * MS, rtt), ("due", S + 350 * MS, rtt)]
    assert trace_gate(steps) == [True, False, True]


def test_a_receiver_that_asks_all_the_time_is_heard_a_few_times() -> None:
    times = [S + i * 100 * MS for i in range(200)]
    granted = [time for time, yes in zip(times, trace_patience(times), strict=True) if yes]
    assert granted == [S, S + 100 * MS, S + 200 * MS, 6 * S, 11 * S, 16 * S]
