"""The table of networks, read from `benchmarks/badnet.toml`."""

from pathlib import Path
from typing import Literal

import msgspec

LinkName = Literal["publisher", "subscriber"]

TABLE = Path(__file__).parent.parent / "badnet.toml"


class Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One link: rate in kbit/s of the media's direction (0 = no limit) behind a tail-drop queue of `queue_ms`, one-way
    delay and jitter in ms and loss (0–1, in runs of `burst` on average) in both directions."""

    delay_ms: float = 25
    queue_ms: float = 200
    rate_kbit: float = 0
    jitter_ms: float = 0
    loss: float = 0
    burst: float = 1


class Step(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The rate from `at` seconds after the first picture on."""

    at: float
    rate_kbit: float


class Cell(Line, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One network, and for how many seconds it is watched."""

    name: str
    link: LinkName
    seconds: float = 30
    steps: tuple[Step, ...] = ()

    def line(self, link: LinkName) -> Line:
        """What `link` is like in this cell."""
        if link != self.link:
            return Line(delay_ms=0)
        return Line(self.delay_ms, self.queue_ms, self.rate_kbit, self.jitter_ms, self.loss, self.burst)


class _Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    cells: list[dict[str, object]]
    defaults: dict[str, object] = {}


def read_cells(path: Path = TABLE) -> list[Cell]:
    """All cells in the order of the table. Raises msgspec.ValidationError, and ValueError for a name given twice."""
    table = msgspec.toml.decode(path.read_bytes(), type=_Table)
    cells = [msgspec.convert({**table.defaults, **cell}, Cell) for cell in table.cells]
    names = [cell.name for cell in cells]
    if len(set(names)) < len(names):
        raise ValueError("two cells have one name")
    return cells
