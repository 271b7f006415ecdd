"""The workers' counters at `/metrics`."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from eduforum.telemetry import Metrics
from sfu_core import records

_READINGS: Mapping[str, tuple[str, Callable[[records.WorkerStats], float]]] = {
    "packets_received": ("Packets that came in.", lambda stats: stats.packets_in),
    "packets_sent": ("Packets that went out.", lambda stats: stats.packets_out),
    "bytes_received": ("Bytes that came in.", lambda stats: stats.bytes_in),
    "bytes_sent": ("Bytes that went out.", lambda stats: stats.bytes_out),
    "packets_forwarded": ("Packets passed on to one receiver each.", lambda stats: stats.forwarded),
    "packets_retransmitted": ("Packets sent again.", lambda stats: stats.retransmitted),
    "packets_repeated": ("Sound sent twice over lines that lose packets.", lambda stats: stats.repeated),
    "packets_dropped": ("Datagrams dropped, whatever the reason.", lambda stats: sum(stats.dropped.values())),
    "keyframe_requests": ("Keyframes asked of senders.", lambda stats: stats.keyframe_requests),
    "events_lost": ("News of workers that came too fast.", lambda stats: stats.events_dropped),
    "sounds_lost": ("Sound that came too fast for what listens to it.", lambda stats: stats.sounds_dropped),
    "worker_cpu_seconds": ("Processor time of the workers.", lambda stats: stats.cpu_ns / 1e9),
}


def expose_workers(metrics: Metrics, workers: Callable[[], Sequence[records.WorkerStats]]) -> None:
    """Show the counters, summed over the workers."""
    for name, (meaning, read) in _READINGS.items():
        metrics.observed(f"media_{name}", meaning, partial(_total, workers, read))


def _total(workers: Callable[[], Sequence[records.WorkerStats]], read: Callable[[records.WorkerStats], float]) -> float:
    return sum(map(read, workers()))
