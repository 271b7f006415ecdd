"""Delays in words."""

from __future__ import annotations

from collections.abc import Sequence


def at(delays: Sequence[float], q: float) -> float:
    """The delay that a share `q` of them stays below."""
    ordered = sorted(delays)
    return ordered[min(len(ordered) - 1, int(q * len(ordered)))]


def spread(delays: Sequence[float]) -> str:
    """Median, 95 % and the longest of delays in seconds, told in milliseconds."""
    return (
        "  ".join(f"{name} {at(delays, q) * 1e3:6.1f}" for name, q in (("p50", 0.5), ("p95", 0.95), ("max", 1.0)))
        + " ms"
    )
