"""A publisher with three simulcast layers at 720p30 and one viewer in real Chromium, each behind a relay of our own.

`python -m benchmarks.badnet` runs every cell of `benchmarks/badnet.toml` three times on both servers. Finished runs are
kept in the file that `--keep` names, and a later call goes on where this one stopped. `--cells` takes parts of names,
and `--report` prints what there is. It needs Chromium, and Janus for the comparison.
"""

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec
from msgspec.structs import replace

from benchmarks.badnet.cells import Cell, LinkName, read_cells
from benchmarks.badnet.measure import Figures, measure, median
from benchmarks.badnet.relay import Direction, Relay
from benchmarks.badnet.servers import SERVERS, ServerName

LAYERS = ("q", "h", "f")
PATIENCE_MS = 40_000

_DRIVER = Path(__file__).parent / "browser.mjs"
_MEDIA: dict[LinkName, Direction] = {"publisher": "up", "subscriber": "down"}
_COLUMNS: tuple[tuple[str, str, str], ...] = (
    ("first_picture_ms", "first ms", "{:.0f}"),
    ("fps", "fps", "{:.1f}"),
    ("freezes", "freezes", "{:.0f}"),
    ("longest_gap_ms", "gap ms", "{:.0f}"),
    ("concealed_percent", "conceal %", "{:.2f}"),
    ("height", "height", "{:.0f}"),
    ("age_p50_ms", "age p50", "{:.0f}"),
    ("age_p95_ms", "age p95", "{:.0f}"),
    ("received_kbit", "kbit/s", "{:.0f}"),
    ("queue_p95_ms", "queue p95", "{:.0f}"),
    ("used_percent", "used %", "{:.0f}"),
    ("offered_ratio", "offered ×", "{:.2f}"),
    ("settle_ms", "settle ms", "{:.0f}"),
    ("recover_ms", "recover ms", "{:.0f}"),
)


class Run(msgspec.Struct, frozen=True):
    """One run that was finished; `figures` is None where `error` says why there are none."""

    server: ServerName
    cell: Cell
    number: int
    figures: Figures | None = None
    error: str = ""


class _Stage:
    """One run: the browser's driver, and its relays."""

    def __init__(self, cell: Cell, number: int) -> None:
        self._cell = cell
        self._number = number
        self._relays: dict[LinkName, Relay] = {}
        self._driver = subprocess.Popen(["node", str(_DRIVER)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def play(self, task: dict[str, Any]) -> Figures:
        """Raises RuntimeError with the driver's words when something did not work."""
        self._say(
            {
                **task,
                "relayed": True,
                "layers": LAYERS,
                "seconds": self._cell.seconds + 2,
                "patience_ms": PATIENCE_MS,
            }
        )
        while True:
            message = self._hear()
            if "relay" in message:
                self._say({"port": self._relay(message["relay"], (message["address"], message["port"]))})
            elif "picture" in message:
                self._step(message["picture"] / 1000)
            elif "error" in message:
                raise RuntimeError(message["error"])
            else:
                traffic = self._relays[self._cell.link].bins()[_MEDIA[self._cell.link]]
                offset = time.time() - time.monotonic()
                return measure(self._cell, message["result"]["viewer"], traffic, offset)

    def stop(self) -> None:
        for relay in self._relays.values():
            relay.stop()
        if self._driver.poll() is None:
            self._driver.terminate()
        self._driver.wait(20)

    def _relay(self, link: LinkName, server: tuple[str, int]) -> int:
        seed = self._number * 1000 + sum(map(ord, self._cell.name))
        relay = self._relays[link] = Relay(server, _MEDIA[link], self._cell.line(link), seed)
        return relay.port

    def _step(self, picture: float) -> None:
        for step in self._cell.steps:
            time.sleep(max(0.0, picture + step.at - time.time()))
            line = self._cell.line(self._cell.link)
            self._relays[self._cell.link].set(replace(line, rate_kbit=step.rate_kbit))

    def _say(self, message: dict[str, Any]) -> None:
        assert self._driver.stdin is not None
        self._driver.stdin.write(json.dumps(message).encode() + b"\n")
        self._driver.stdin.flush()

    def _hear(self) -> dict[str, Any]:
        assert self._driver.stdout is not None
        line = self._driver.stdout.readline()
        if not line:
            raise RuntimeError("the browser's driver ended")
        message: dict[str, Any] = json.loads(line)
        return message


def run(server: ServerName, cell: Cell, number: int) -> Run:
    """Play one cell once."""
    stage = _Stage(cell, number)
    try:
        with SERVERS[server]() as task:
            return Run(server, cell, number, stage.play(task))
    except RuntimeError as fault:
        return Run(server, cell, number, error=str(fault))
    finally:
        stage.stop()


def read_runs(path: Path) -> list[Run]:
    """The runs of an earlier call."""
    if not path.exists():
        return []
    return [msgspec.json.decode(line, type=Run) for line in path.read_bytes().splitlines()]


def report(runs: Iterable[Run]) -> str:
    """A Markdown table of medians with the number of runs."""
    groups: dict[tuple[str, str], list[Run]] = {}
    for each in runs:
        groups.setdefault((each.cell.name, each.server), []).append(each)
    lines = ["| cell | server | runs | " + " | ".join(title for _, title, _ in _COLUMNS) + " |"]
    lines.append("|---|---|--:|" + "--:|" * len(_COLUMNS))
    for (cell, server), group in groups.items():
        done = [each.figures for each in group if each.figures is not None]
        cells = [f"failed: {group[-1].error.partition(chr(10))[0]}"]
        if done:
            figures = median(done)
            values = [(getattr(figures, name), form) for name, _, form in _COLUMNS]
            cells = ["" if value is None else form.format(value) for value, form in values]
        lines.append(f"| {cell} | {server} | {len(done)}/{len(group)} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.badnet", description=__doc__.splitlines()[0] if __doc__ else ""
    )
    parser.add_argument("--server", choices=[*SERVERS, "both"], default="both")
    parser.add_argument("--cells", nargs="*", default=[], help="parts of names; without them, all")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--keep", type=Path, default=Path("build/badnet.jsonl"))
    parser.add_argument("--report", action="store_true", help="run nothing")
    options = parser.parse_args()
    runs = read_runs(options.keep)
    if not options.report:
        options.keep.parent.mkdir(parents=True, exist_ok=True)
        servers: list[ServerName] = ["eduforum", "janus"] if options.server == "both" else [options.server]
        finished = {(each.server, each.cell, each.number) for each in runs if each.figures is not None}
        cells = [cell for cell in read_cells() if not options.cells or any(part in cell.name for part in options.cells)]
        for number in range(options.runs):
            for cell in cells:
                for server in servers:
                    if (server, cell, number) in finished:
                        continue
                    result = run(server, cell, number)
                    runs.append(result)
                    with options.keep.open("ab") as kept:
                        kept.write(msgspec.json.encode(result) + b"\n")
                    print(report([result]).splitlines()[-1], file=sys.stderr, flush=True)
    print(report(runs))


if __name__ == "__main__":
    main()
