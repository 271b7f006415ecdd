"""From what browser and relay counted to the figures of a cell."""

import bisect
import statistics
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import msgspec

from benchmarks.badnet.cells import Cell
from benchmarks.badnet.relay import BIN_S, Bin

WARM_UP_S = 5.0
"""Seconds after the first picture that the figures of a steady line leave out."""
TOP_HEIGHT = 700
STABLE_FPS = 20
STABLE_GAP_MS = 250
BURST_S = 0.3


class Figures(msgspec.Struct, frozen=True):
    """One run of a cell. Milliseconds, kbit/s, per cent; None where the cell does not ask for it."""

    first_picture_ms: float
    fps: float
    freezes: int
    longest_gap_ms: float
    concealed_percent: float
    height: float
    age_p50_ms: float
    age_p95_ms: float
    received_kbit: float
    queue_p95_ms: float | None = None
    used_percent: float | None = None
    offered_ratio: float | None = None
    settle_ms: float | None = None
    recover_ms: float | None = None


Traffic = Mapping[int, Bin]
Frame = Sequence[float]


def measure(cell: Cell, viewer: Mapping[str, Any], traffic: Traffic, clock_offset: float) -> Figures:
    """`viewer` is what the page took; `traffic` the media's direction of the shaped link; `clock_offset` wall less
    monotonic time in seconds."""
    frames: list[Frame] = viewer["frames"]
    samples: list[Mapping[str, Any]] = [sample for sample in viewer["samples"] if "video" in sample]
    first = frames[0][0]
    begin = first + WARM_UP_S * 1000
    end = first + cell.seconds * 1000
    watched = [frame for frame in frames if begin <= frame[0] <= end]
    gaps = [after[0] - before[0] for before, after in pairwise(watched)]
    ages = sorted(frame[1] for frame in watched if 0 <= frame[1] < 10_000)
    seconds = (end - begin) / 1000
    early, late = _sample_at(samples, begin), _sample_at(samples, end)
    return Figures(
        first_picture_ms=first - viewer["began"],
        fps=len(watched) / seconds,
        freezes=_grown(early, late, "video", "freezeCount"),
        longest_gap_ms=max(gaps, default=seconds * 1000),
        concealed_percent=_concealed(early, late),
        height=statistics.median(frame[2] for frame in watched) if watched else 0,
        age_p50_ms=_quantile(ages, 0.50),
        age_p95_ms=_quantile(ages, 0.95),
        received_kbit=_grown(early, late, "video", "bytesReceived") * 8 / 1000 / seconds,
        **_of_line(cell, traffic, begin / 1000 - clock_offset, end / 1000 - clock_offset),
        **_of_steps(cell, frames, first, end),
    )


def _sample_at(samples: Sequence[Mapping[str, Any]], at: float) -> Mapping[str, Any]:
    place = bisect.bisect_left([sample["at"] for sample in samples], at)
    return samples[min(place, len(samples) - 1)]


def _grown(early: Mapping[str, Any], late: Mapping[str, Any], kind: str, name: str) -> int:
    return int(late.get(kind, {}).get(name, 0) - early.get(kind, {}).get(name, 0))


def _concealed(early: Mapping[str, Any], late: Mapping[str, Any]) -> float:
    """Concealment that can be heard: `concealedSamples` less `silentConcealedSamples` (W3C webrtc-stats)."""
    total = _grown(early, late, "audio", "totalSamplesReceived")
    audible = _grown(early, late, "audio", "concealedSamples") - _grown(early, late, "audio", "silentConcealedSamples")
    return 100 * audible / total if total else 100.0


def _of_line(cell: Cell, traffic: Traffic, begin: float, end: float) -> dict[str, float]:
    """How the bottleneck was used, when there is one."""
    if not cell.rate_kbit:
        return {}
    rates = _rates(cell, begin)
    waits: list[float] = []
    carried = could = 0.0
    ratio = 0.0
    width = max(1, round(BURST_S / BIN_S))
    numbers = range(int(begin / BIN_S), int(end / BIN_S))
    for number in numbers:
        counted = traffic.get(number, Bin())
        waits += counted.queue_ms
        carried += counted.carried
        could += rates(number * BIN_S) * BIN_S
    for number in numbers[: -width or None]:
        window = range(number, number + width)
        offered = sum(traffic[n].offered for n in window if n in traffic)
        ratio = max(ratio, offered / sum(rates(n * BIN_S) * BIN_S for n in window))
    return {
        "queue_p95_ms": _quantile(sorted(waits), 0.95),
        "used_percent": 100 * carried / could,
        "offered_ratio": ratio,
    }


def _rates(cell: Cell, begin: float) -> Any:
    """Bytes a second that the line carries at a monotonic time."""
    start = begin - WARM_UP_S

    def rate(at: float) -> float:
        kbit = cell.rate_kbit
        for step in cell.steps:
            if at - start >= step.at:
                kbit = step.rate_kbit
        return kbit * 1000 / 8

    return rate


def _of_steps(cell: Cell, frames: Sequence[Frame], first: float, end: float) -> dict[str, float]:
    """Time from a step down until the picture runs again for a second, and from a step up until the top layer is there
    for a second. What does not happen counts until the end."""
    if len(cell.steps) != 2:
        return {}
    down, up = (first + step.at * 1000 for step in cell.steps)
    return {
        "settle_ms": _when(frames, down, up, _runs) - down,
        "recover_ms": _when(frames, up, end, lambda window: _runs(window) and _is_top(window)) - up,
    }


def _when(frames: Sequence[Frame], begin: float, end: float, holds: Any) -> float:
    """The first frame after `begin` from which `holds` is true of a second."""
    times = [frame[0] for frame in frames]
    for index in range(bisect.bisect_left(times, begin), bisect.bisect_left(times, end)):
        window = frames[index : bisect.bisect_left(times, times[index] + 1000)]
        if times[index] + 1000 <= end and holds(window):
            return times[index]
    return end


def _runs(window: Sequence[Frame]) -> bool:
    gaps = [after[0] - before[0] for before, after in pairwise(window)]
    return len(window) >= STABLE_FPS and max(gaps) <= STABLE_GAP_MS


def _is_top(window: Sequence[Frame]) -> bool:
    return all(frame[2] >= TOP_HEIGHT for frame in window)


def _quantile(ordered: Sequence[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


def median(runs: Sequence[Figures]) -> Figures:
    """Figure by figure."""
    values: dict[str, Any] = {}
    for name in Figures.__struct_fields__:
        known = [value for run in runs if (value := getattr(run, name)) is not None]
        values[name] = statistics.median(known) if known else None
    return Figures(**values)
