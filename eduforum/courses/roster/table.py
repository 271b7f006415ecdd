"""A table of texts, whatever file it stood in, and how large one may be."""

from typing import NamedTuple

from eduforum.courses.roster.faults import Refused, RosterFault

MAX_BYTES = 4 * 1024 * 1024
MAX_ROWS = 5000
MAX_COLUMNS = 64


class Row(NamedTuple):
    """A row that is not empty, by the line that it begins in."""

    line: int
    cells: tuple[str, ...]


class Table(NamedTuple):
    """`faults` are of lines that could not be read as rows."""

    rows: tuple[Row, ...]
    faults: tuple[RosterFault, ...]


class TableBuilder:
    """Takes row after row. Raises `Refused` when there are too many."""

    def __init__(self) -> None:
        self._rows: list[Row] = []
        self._faults: list[RosterFault] = []

    def add(self, line: int, cells: list[str]) -> None:
        while cells and not cells[-1].strip():
            cells.pop()
        if not cells:
            return
        if len(cells) > MAX_COLUMNS:
            message = f"A row has up to {MAX_COLUMNS} cells."
            self.fault(RosterFault(line=line, field="", code="too_many", message=message))
            return
        self._rows.append(Row(line, tuple(cells)))
        self._bound(line)

    def fault(self, fault: RosterFault) -> None:
        self._faults.append(fault)
        self._bound(fault.line)

    def table(self) -> Table:
        return Table(tuple(self._rows), tuple(self._faults))

    def _bound(self, line: int) -> None:
        if len(self._rows) + len(self._faults) > MAX_ROWS:
            raise Refused("too_many", f"A roster has up to {MAX_ROWS} rows.", line)
