"""From canvas to frame in Chromium: through the server, and between two pages directly in the same minute.

Aims: p50 at most the direct connection's + 5 ms, p95 at most + 15 ms. Both send one VP8 stream of 720p30 and Opus; runs
alternate. A picture carries the time at which it was drawn, and its age is read when the viewer presents it. Run as
`python -m benchmarks.bench_latency`; it needs Chromium and Node.
"""

import argparse
import contextlib
import json
import statistics
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.badnet.servers import eduforum

WARM_UP_S = 5.0
P50_LIMIT_MS = 5.0
P95_LIMIT_MS = 15.0

_DRIVER = Path(__file__).parent / "badnet" / "browser.mjs"


@contextlib.contextmanager
def direct() -> Iterator[dict[str, Any]]:
    yield {"kind": "direct"}


def play(task: dict[str, Any], seconds: float) -> list[float]:
    """Ages in ms of all pictures presented after the warm-up, ascending."""
    order = {**task, "relayed": False, "layers": ["f"], "seconds": seconds, "patience_ms": 40_000}
    driver = subprocess.run(
        ["node", str(_DRIVER)],
        input=json.dumps(order).encode() + b"\n",
        stdout=subprocess.PIPE,
        timeout=seconds + 120,
        check=True,
    )
    for line in driver.stdout.splitlines():
        message = json.loads(line)
        if "error" in message:
            raise RuntimeError(message["error"])
        if "result" in message:
            frames = message["result"]["viewer"]["frames"]
            begin = frames[0][0] + WARM_UP_S * 1000
            return sorted(frame[1] for frame in frames if frame[0] >= begin)
    raise RuntimeError("the browser's driver ended without a result")


def quantile(ordered: list[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.bench_latency")
    parser.add_argument("--seconds", type=float, default=25)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    found: dict[str, list[tuple[float, float]]] = {"direct": [], "eduforum": []}
    for number in range(options.runs):
        for name, opened in (("direct", direct), ("eduforum", eduforum)):
            with opened() as task:
                ages = play(task, options.seconds)
            found[name].append((quantile(ages, 0.50), quantile(ages, 0.95)))
            p50, p95 = found[name][-1]
            print(
                f"run {number + 1}  {name:9} {len(ages):5} pictures  age p50 {p50:6.1f} ms  p95 {p95:6.1f} ms",
                flush=True,
            )
    more = [
        statistics.median(run[column] for run in found["eduforum"])
        - statistics.median(run[column] for run in found["direct"])
        for column in (0, 1)
    ]
    held = more[0] <= P50_LIMIT_MS and more[1] <= P95_LIMIT_MS
    print(
        f"through the server: p50 {more[0]:+.1f} ms (limit +{P50_LIMIT_MS:.0f}), p95 {more[1]:+.1f} ms "
        f"(limit +{P95_LIMIT_MS:.0f})  {'ok' if held else 'NOT REACHED'}"
    )


if __name__ == "__main__":
    main()
