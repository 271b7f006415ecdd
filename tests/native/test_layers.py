"""Which encoding and which layers of a source a receiver gets, from which packet on, and under which numbers."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sfu_core._testing_decisions import LayerTrace
from tests.native.descriptors import L1T3, L2T1, L3T1_KEY, Structure

SOURCE = 7
MS = 1_000_000


class Stream:
    """An incoming RTP stream: what every next packet has in common with the one before."""

    def __init__(self, trace: LayerTrace, **same: Any) -> None:
        self.trace = trace
        self.same = same
        self.sequence = 0
        self.picture = 0

    def __call__(self, *, more: bool = False, **packet: Any) -> str:
        """Send the next packet, of the next picture unless it is one `more` of the last; what becomes of it."""
        self.sequence += 1
        if not more:
            self.picture += 1
        fields = {"sequence": self.sequence, "timestamp": self.picture * 3000, "picture": self.picture}
        return self.trace.packet(SOURCE, **fields | self.same | packet)[0]


def trace_of(encoding: int, spatial: int, temporal: int) -> LayerTrace:
    trace = LayerTrace()
    trace.want(SOURCE)
    trace.want_layers(encoding, spatial, temporal)
    return trace


# Simulcast


def test_the_first_encoding_that_comes_is_shown_until_the_wanted_one_does() -> None:
    trace = trace_of(2, 2, 3)
    low, middle, high = (Stream(trace, encoding=n) for n in range(3))
    assert [high(), middle(keyframe=True), middle(), high(), low()] == [
        "hold-keyframe", "switch", "forward", "hold-keyframe", "hold-other",
    ]  # fmt: skip
    assert [high(keyframe=True), middle(), high()] == ["encoding", "hold-other", "forward"]


def test_an_encoding_above_the_wanted_one_is_never_begun_with() -> None:
    trace = trace_of(0, 2, 3)
    low, high = Stream(trace, encoding=0), Stream(trace, encoding=2)
    assert [high(keyframe=True), low(), low(keyframe=True), high(keyframe=True)] == [
        "hold-other", "hold-keyframe", "switch", "hold-other",
    ]  # fmt: skip


def test_on_the_way_down_a_picture_is_thinned_out_until_the_smaller_one_comes() -> None:
    trace = trace_of(1, 2, 3)
    low, high = Stream(trace, encoding=0), Stream(trace, encoding=1)
    assert high(keyframe=True) == "switch"
    trace.want_layers(0, 2, 3)
    assert [high(temporal=0), high(temporal=1), low(), low(keyframe=True), low(temporal=1)] == [
        "forward", "skip", "hold-keyframe", "encoding", "forward",
    ]  # fmt: skip


def test_nothing_is_sent_while_nothing_is_wanted_and_then_it_begins_anew() -> None:
    trace = trace_of(0, 2, 3)
    stream = Stream(trace)
    assert stream(keyframe=True) == "switch"
    trace.want_layers(-1, -1, -1)
    assert [stream(), stream(keyframe=True)] == ["hold-other", "hold-other"]
    trace.want_layers(0, 2, 3)
    assert [stream(), stream(keyframe=True), stream()] == ["hold-keyframe", "resume", "forward"]


# Temporal layers of VP8


def test_temporal_layers_go_at_once_and_come_back_one_by_one_where_they_may() -> None:
    trace = trace_of(0, 2, 0)
    stream = Stream(trace)
    assert [stream(keyframe=True), stream(temporal=1, sync=True), stream(temporal=0)] == ["switch", "skip", "forward"]
    trace.want_layers(0, 2, 2)
    assert [stream(temporal=2, sync=True), stream(temporal=1), stream(temporal=1, sync=True)] == [
        "skip", "skip", "forward",
    ]  # fmt: skip
    assert [stream(temporal=2), stream(temporal=2, sync=True), stream(temporal=2)] == ["skip", "forward", "forward"]
    trace.want_layers(0, 2, 1)
    assert [stream(temporal=2), stream(temporal=1)] == ["skip", "forward"]


def test_a_picture_that_has_begun_is_not_cut() -> None:
    trace = trace_of(0, 2, 2)
    stream = Stream(trace)
    assert [stream(keyframe=True), stream(temporal=2)] == ["switch", "forward"]
    trace.want_layers(0, 2, 0)
    assert [stream(more=True, temporal=2, starts=False), stream(temporal=2)] == ["forward", "skip"]


def test_a_layer_is_not_begun_in_the_middle_of_a_picture() -> None:
    trace = trace_of(0, 2, 0)
    stream = Stream(trace)
    assert stream(keyframe=True) == "switch"
    trace.want_layers(0, 2, 1)
    # Its second packet overtook the first.
    assert [stream(temporal=1, starts=False), stream(more=True, temporal=1, sync=True)] == ["skip", "skip"]
    assert stream(temporal=1, sync=True) == "forward"


def test_late_packets_go_by_what_held_for_their_picture() -> None:
    trace = trace_of(0, 2, 2)
    stream = Stream(trace)
    assert [stream(keyframe=True), stream(temporal=2)] == ["switch", "forward"]
    stream.sequence += 1
    trace.want_layers(0, 2, 0)
    assert stream() == "forward"
    assert trace.packet(SOURCE, sequence=3, timestamp=2 * 3000, temporal=2, starts=False, picture=2)[0] == "forward"


def test_a_number_that_was_kept_for_a_layer_that_is_left_out_is_filled() -> None:
    trace = trace_of(0, 2, 0)
    stream = Stream(trace)
    assert stream(keyframe=True) == "switch"
    stream.sequence += 1
    stream.picture += 1
    assert stream() == "forward"
    decision, numbers = trace.packet(SOURCE, sequence=2, timestamp=2 * 3000, temporal=1, picture=2)
    assert decision == "fill"
    assert numbers is not None
    assert numbers[0] == 101


# Spatial layers of VP9


def vp9_picture(stream: Stream, layers: int = 3, *, key: bool = False, temporal: int = 0) -> list[str]:
    """A picture of k-SVC: layers that use each other in key pictures alone."""
    return [
        stream(
            more=spatial > 0, spatial=spatial, temporal=temporal, keyframe=key and spatial == 0, inter_picture=not key,
            rule="point", closed=False, sync=True,
        )
        for spatial in range(layers)
    ]  # fmt: skip


def test_spatial_layers_go_at_once_and_come_back_with_a_key_picture() -> None:
    trace = trace_of(0, 2, 3)
    stream = Stream(trace)
    assert vp9_picture(stream, key=True) == ["switch", "forward", "forward"]
    trace.want_layers(0, 1, 3)
    assert vp9_picture(stream) == ["forward", "forward", "skip"]
    trace.want_layers(0, 2, 3)
    assert vp9_picture(stream) == ["forward", "forward", "skip"]
    assert vp9_picture(stream, key=True) == ["forward", "forward", "forward"]


def test_a_spatial_layer_may_come_back_where_it_needs_no_earlier_picture() -> None:
    trace = trace_of(0, 0, 3)
    stream = Stream(trace, rule="point", closed=False)
    assert vp9_picture(stream, key=True) == ["switch", "skip", "skip"]
    trace.want_layers(0, 2, 3)
    assert [
        stream(spatial=0),
        stream(more=True, spatial=1, inter_picture=False),
        stream(more=True, spatial=2, inter_picture=True),
    ] == ["forward", "forward", "skip"]


def test_temporal_layers_of_vp9_come_back_at_a_switching_up_point() -> None:
    trace = trace_of(0, 0, 0)
    stream = Stream(trace, rule="point", closed=False)
    assert stream(keyframe=True, inter_picture=False) == "switch"
    trace.want_layers(0, 0, 2)
    assert [stream(temporal=2), stream(temporal=0), stream(temporal=1), stream(temporal=0, sync=True)] == [
        "skip", "forward", "skip", "forward",
    ]  # fmt: skip
    assert [stream(temporal=2), stream(temporal=1)] == ["forward", "forward"]


# Decode targets of the dependency descriptor


class Frames:
    """A stream of AV1: frames of templates, numbered on."""

    def __init__(self, trace: LayerTrace, structure: Structure) -> None:
        self.stream = Stream(trace, closed=False, picture_bits=16)
        self.structure = structure
        self.number = 0

    def __call__(self, template: int, *, more: bool = False, key: bool = False, **fields: Any) -> str:
        self.number += 1
        data = self.structure.descriptor(template, self.number, attach=key, **fields)
        return self.stream(more=more, keyframe=key, descriptor=data, picture=self.number)


def test_decode_targets_of_temporal_layers() -> None:
    trace = trace_of(0, 0, 0)
    frames = Frames(trace, L1T3)
    assert [frames(0, key=True), frames(3), frames(2), frames(4), frames(1)] == [
        "switch", "skip", "skip", "skip", "forward",
    ]  # fmt: skip
    trace.want_layers(0, 0, 2)
    # The uppermost layer begins with a frame that says so and whose references were sent: here one of the middle layer.
    assert [frames(3), frames(2), frames(4), frames(1)] == ["skip", "forward", "forward", "forward"]
    trace.want_layers(0, 0, 1)
    assert [frames(1), frames(3), frames(2)] == ["forward", "skip", "forward"]


def test_decode_targets_of_key_svc_come_back_with_a_key_picture() -> None:
    trace = trace_of(0, 2, 0)
    frames = Frames(trace, L3T1_KEY)
    assert [frames(0, key=True), frames(2, more=True), frames(4, more=True)] == ["switch", "forward", "forward"]
    trace.want_layers(0, 0, 0)
    assert [frames(1), frames(3, more=True), frames(5, more=True)] == ["forward", "skip", "skip"]
    trace.want_layers(0, 2, 0)
    assert [frames(1), frames(3, more=True), frames(5, more=True)] == ["forward", "skip", "skip"]
    assert [frames(0, key=True), frames(2, more=True), frames(4, more=True)] == ["forward", "forward", "forward"]


def test_lower_layers_come_along_so_that_going_down_needs_no_key_picture() -> None:
    trace = trace_of(0, 1, 0)
    frames = Frames(trace, L3T1_KEY)
    assert [frames(0, key=True), frames(2, more=True), frames(4, more=True)] == ["switch", "forward", "skip"]
    assert [frames(1), frames(3, more=True), frames(5, more=True)] == ["forward", "forward", "skip"]


def test_when_the_sender_stops_the_uppermost_layer_the_next_lower_one_goes_on() -> None:
    frames = Frames(trace_of(0, 2, 0), L3T1_KEY)
    assert [frames(0, key=True), frames(2, more=True), frames(4, more=True)] == ["switch", "forward", "forward"]
    assert [frames(1), frames(3, more=True)] == ["forward", "forward"]


def test_a_switch_indication_without_the_frames_that_it_needs_is_none() -> None:
    trace = trace_of(0, 0, 0)
    frames = Frames(trace, L2T1)
    assert [frames(0, key=True), frames(2, more=True)] == ["switch", "skip"]
    trace.want_layers(0, 1, 0)
    assert [frames(1), frames(3, more=True)] == ["forward", "skip"]
    # Here the upper layer leaves its past out.
    assert [frames(1), frames(3, more=True, references=[1])] == ["forward", "forward"]
    assert [frames(1), frames(3, more=True)] == ["forward", "forward"]


# Numbers


@settings(max_examples=60, deadline=None)
@given(st.randoms(use_true_random=False), st.integers(0, 65535), st.integers(0, 40), st.booleans())
def test_numbers_stay_whole_over_loss_reordering_and_switches(
    random: Any, sequence: int, loss: int, closed: bool
) -> None:
    """Every packet comes in the end, some of them late; layers and encodings change all the time."""
    trace = trace_of(0, 2, 2)
    left: list[int] = []
    pictures: dict[int, int] = {}
    late: list[tuple[int, dict[str, Any]]] = []

    def send(packet: dict[str, Any]) -> None:
        decision, numbers = trace.packet(SOURCE, **packet)
        if numbers is not None:
            left.append(numbers[0])
            if decision != "fill":
                pictures.setdefault(numbers[2], packet["timestamp"])
                assert pictures[numbers[2]] == packet["timestamp"]

    for picture in range(150):
        if picture % 7 == 6:
            trace.want_layers(0, 2, random.randint(0, 2))
        temporal = (0, 2, 1, 2)[picture % 4]
        count = random.randint(1, 3)
        for place in range(count):
            packet = {
                "sequence": sequence, "timestamp": picture * 3000, "temporal": temporal,
                "keyframe": picture == 0 and place == 0,
                "starts": place == 0, "sync": picture % 4 in (1, 2), "picture": (32700 + picture) % 32768,
                "closed": closed, "now_ns": picture * 33 * MS,
            }  # fmt: skip
            sequence += 1
            if picture > 0 and random.randint(0, 99) < loss:
                late.append((picture + random.randint(0, 4), packet))
            else:
                send(packet)
        for entry in [entry for entry in late if entry[0] <= picture]:
            late.remove(entry)
            send(entry[1])
    for entry in late:
        send(entry[1])
    assert sorted(left) == list(range(100, 100 + len(left)))
    if closed and loss == 0:
        assert sorted(pictures) == list(range(1, len(pictures) + 1))


def test_a_gap_of_any_size_is_survived() -> None:
    trace = trace_of(0, 2, 3)
    numbers = [
        trace.packet(SOURCE, sequence=n, timestamp=n * 3000, keyframe=n == 0, picture=n)[1]
        for n in (0, 1, 5000, 5001, 37000, 37001)
    ]
    assert [one[0] - 100 for one in numbers if one] == [0, 1, 5000, 5001, 37000, 37001]


@pytest.mark.parametrize("ago", [1, 500, 1023])
def test_a_packet_within_the_window_finds_its_number(ago: int) -> None:
    trace = trace_of(0, 2, 3)
    for n in (0, *range(1, 100), *range(1200, 1300)):
        trace.packet(SOURCE, sequence=n, timestamp=n * 3000, keyframe=n == 0, picture=n)
    sequence = 1299 - ago
    decision, numbers = trace.packet(SOURCE, sequence=sequence, timestamp=1299 * 3000, picture=sequence)
    assert (decision, numbers and numbers[0]) == ("forward", 100 + sequence)


def test_a_source_that_goes_on_by_an_earlier_clock_begins_anew_with_its_keyframe() -> None:
    """Another input was put before an encoder: its numbers go on, its timestamps begin somewhere else."""
    trace = trace_of(0, 2, 3)
    stream = Stream(trace)
    assert stream(keyframe=True, timestamp=90_000_000) == "switch"
    assert stream(timestamp=90_003_000) == "forward"
    assert stream(timestamp=3_000) == "skip"
    assert [stream(keyframe=True, timestamp=6_000), stream(timestamp=9_000)] == ["resume", "forward"]
    # One that is a little late is of the same clock.
    assert stream(timestamp=900_000) == "forward"
    assert stream(keyframe=True, timestamp=800_000) != "resume"
