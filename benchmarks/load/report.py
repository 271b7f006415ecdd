"""What a load test has found: a table, JSON, and a plot in SVG."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from html import escape

WIDTH, PANEL, LEFT, RIGHT, TOP, GAP = 900, 170, 70, 120, 34, 34
LATE_MS = 50.0
COLOURS = ("#1f6feb", "#d29922", "#cf222e", "#1a7f37")


@dataclass(frozen=True)
class Sample:
    """One second of the test. Rates are a second's, CPU is in cores; NaN where it is not known."""

    at: float
    sent: float
    received: float
    delay_p50_ms: float
    delay_p95_ms: float
    delay_p99_ms: float
    server_cpu: float
    server_memory_mb: float
    load_cpu: float


@dataclass(frozen=True)
class Result:
    """The whole test. Times are ms; `lost` is a share of what was expected."""

    url: str
    rooms: int
    people: int
    seconds: float
    ceiling: float
    joined: int
    failed: int
    join_p50_ms: float
    join_p95_ms: float
    join_max_ms: float
    first_media_p95_ms: float
    sent: int
    received: int
    received_mbit: float
    lost: float
    repaired: int
    refused: int
    delay_p50_ms: float
    delay_p95_ms: float
    delay_p99_ms: float
    server_cpu: float
    server_memory_mb: float
    load_cpu: float
    late_ms: float
    nacks_sent: int
    nacks_received: int
    plis_sent: int
    plis_received: int
    feedback_sent: int
    feedback_received: int
    streams_low: int
    faults: tuple[str, ...]


def table(r: Result) -> str:
    """Markdown."""

    def cores(value: float) -> str:
        return "not told" if math.isnan(value) else f"{value:.2f} cores"

    rows = [
        ("rooms × people", f"{r.rooms} × {r.people}, {r.joined} joined, {r.failed} failed"),
        ("join, from the request to DTLS done", f"p50 {r.join_p50_ms:,.0f} ms, p95 {r.join_p95_ms:,.0f} ms, "
         f"longest {r.join_max_ms:,.0f} ms"),
        ("from the request to the first media packet", f"p95 {r.first_media_p95_ms:,.0f} ms"),
        ("packets sent", f"{r.sent:,} ({r.sent / r.seconds:,.0f}/s)"),
        ("packets delivered", f"{r.received:,} ({r.received / r.seconds:,.0f}/s, {r.received_mbit:,.0f} Mbit/s)"),
        ("lost for good", f"{r.lost:.4%}; {r.repaired:,} repaired, {r.refused:,} refused by SRTP"),
        ("one-way delay", f"p50 {r.delay_p50_ms:.2f} ms, p95 {r.delay_p95_ms:.2f} ms, p99 {r.delay_p99_ms:.2f} ms"),
        ("fewest streams that one receives", f"{r.streams_low}"),
        ("server CPU, memory", f"{cores(r.server_cpu)}, "
         f"{'not told' if math.isnan(r.server_memory_mb) else f'{r.server_memory_mb:,.0f} MB'}"),
        ("RTCP sent / received", f"NACK {r.nacks_sent:,} / {r.nacks_received:,}, PLI {r.plis_sent:,} / "
         f"{r.plis_received:,}, transport-wide {r.feedback_sent:,} / {r.feedback_received:,}"),
        ("load tester", f"{cores(r.load_cpu)}, latest frame {r.late_ms:.1f} ms late; its ceiling "
         f"{'not measured' if math.isnan(r.ceiling) else f'{r.ceiling:,.0f} packets/s a core'}"),
    ]  # fmt: skip
    lines = ["| | |", "|---|---|", *(f"| {name} | {value} |" for name, value in rows)]
    faults = list(r.faults)
    if r.late_ms > LATE_MS:
        faults.append(f"frames left up to {r.late_ms:,.0f} ms late: the load's own machine was too busy to measure on")
    lines += ["", *(f"- {fault}" for fault in faults)] if faults else []
    return "\n".join(lines)


@dataclass(frozen=True)
class _Panel:
    title: str
    unit: str
    series: tuple[tuple[str, Callable[[Sample], float]], ...]


_PANELS = (
    _Panel(
        "one-way delay", "ms",
        (("p50", lambda s: s.delay_p50_ms), ("p95", lambda s: s.delay_p95_ms), ("p99", lambda s: s.delay_p99_ms)),
    ),
    _Panel("packets", "/s", (("delivered", lambda s: s.received), ("sent", lambda s: s.sent))),
    _Panel("CPU", "cores", (("server", lambda s: s.server_cpu), ("load", lambda s: s.load_cpu))),
    _Panel("server memory", "MB", (("resident", lambda s: s.server_memory_mb),)),
)  # fmt: skip


def plot(title: str, samples: Sequence[Sample]) -> str:
    """A page-wide SVG, one panel under another over the same seconds."""
    height = TOP + len(_PANELS) * (PANEL + GAP) + 10
    longest = max((sample.at for sample in samples), default=1.0) or 1.0
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" font-family="sans-serif" '
        'font-size="12" role="img">',
        f"<title>{escape(title)}</title>",
        f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>',
        f'<text x="{LEFT}" y="20" font-size="15" font-weight="bold">{escape(title)}</text>',
    ]
    for number, panel in enumerate(_PANELS):
        parts += _drawn(panel, samples, longest, TOP + number * (PANEL + GAP))
    return "\n".join([*parts, "</svg>", ""])


def _ceiling(values: Iterable[float]) -> float:
    """The least of 1, 2, 5 × 10ⁿ that nothing exceeds."""
    most = max((value for value in values if not math.isnan(value)), default=0.0)
    if most <= 0:
        return 1.0
    power = 10 ** math.floor(math.log10(most))
    return float(next(step * power for step in (1, 2, 5, 10) if step * power >= most))


def _drawn(panel: _Panel, samples: Sequence[Sample], longest: float, top: int) -> Iterable[str]:
    most = _ceiling(read(sample) for _, read in panel.series for sample in samples)
    right, bottom = WIDTH - RIGHT, top + PANEL
    yield f'<text x="{LEFT}" y="{top + 12}" fill="#555">{panel.title} ({panel.unit})</text>'
    for step in range(5):
        y = bottom - step * (PANEL - 20) / 4
        yield f'<line x1="{LEFT}" x2="{right}" y1="{y:.0f}" y2="{y:.0f}" stroke="#ddd"/>'
        yield f'<text x="{LEFT - 6}" y="{y + 4:.0f}" text-anchor="end" fill="#555">{most * step / 4:g}</text>'
    for number, (name, read) in enumerate(panel.series):
        points = " ".join(
            f"{LEFT + sample.at / longest * (right - LEFT):.1f},{bottom - value / most * (PANEL - 20):.1f}"
            for sample in samples
            if not math.isnan(value := read(sample))
        )
        colour = COLOURS[number]
        yield f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="1.5"/>'
        yield f'<text x="{right + 8}" y="{top + 30 + 16 * number}" fill="{colour}">{name}</text>'
    yield f'<text x="{LEFT}" y="{bottom + 14}" fill="#555">0</text>'
    yield f'<text x="{right}" y="{bottom + 14}" text-anchor="end" fill="#555">{longest:.0f} s</text>'
