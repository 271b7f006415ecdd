"""The people of a course out of a file, and what is wrong with it, line by line."""

from collections.abc import Iterable
from typing import get_args

import msgspec

from eduforum.courses.roster import csv_file, headings, xlsx_file
from eduforum.courses.roster.faults import Refused, RosterFault
from eduforum.courses.roster.headings import HEADINGS, Field, Language
from eduforum.courses.roster.rows import RosterRow, people
from eduforum.courses.roster.table import MAX_BYTES, Table

# A file with more faults than this is put right from the start.
MAX_FAULTS = 200

_FIELDS: tuple[Field, ...] = get_args(Field)


class Roster(msgspec.Struct, frozen=True, kw_only=True):
    """`rows` are those without fault, in the order of the file. `faults` are the first ones, of `faulty` lines in all;
    `ignored` are the headings of columns that nothing was read from."""

    rows: tuple[RosterRow, ...] = ()
    faults: tuple[RosterFault, ...] = ()
    faulty: int = 0
    ignored: tuple[str, ...] = ()

    def accepted(self, *, keep_good: bool) -> tuple[RosterRow, ...]:
        """The rows to go on with: all good ones, or none while any line is faulty."""
        return self.rows if keep_good or not self.faults else ()


def read(raw: bytes) -> Roster:
    """The roster in a CSV or XLSX file; which it is, the file says itself. Never raises: what is wrong is a fault."""
    faults: list[RosterFault] = []
    try:
        table = _table(raw)
        faults += table.faults
        heading, below = headings.find(table.rows)
    except Refused as refused:
        return _roster([], [refused.fault, *faults])
    rows = (row for row in table.rows[below:] if not headings.is_repeated(heading, row))
    found, wrong = people(rows, heading.columns)
    faults += wrong
    if not found and not faults:
        faults.append(RosterFault(line=heading.line, field="", code="empty", message="There is nobody in this file."))
    return _roster(found, faults, heading.ignored)


def write(rows: Iterable[RosterRow], language: Language) -> bytes:
    """A CSV file with a heading in one of the languages, that `read` makes the same rows of, in this order."""
    words = HEADINGS[language]
    cells = ([getattr(row, field) or "" for field in _FIELDS] for row in rows)
    return csv_file.write([words[field] for field in _FIELDS], cells)


def _table(raw: bytes) -> Table:
    if len(raw) > MAX_BYTES:
        raise Refused("too_large", f"A roster has up to {MAX_BYTES // 1024 // 1024} MiB.")
    if raw.startswith(b"PK"):
        return xlsx_file.read(raw)
    if raw.startswith(b"\xd0\xcf\x11\xe0"):
        raise Refused("unreadable", "This is an XLS workbook, or one with a password. Save it as XLSX or CSV.")
    if raw.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"<":
        raise Refused("unreadable", "This is a web page by another name. Open it and save it as XLSX or CSV.")
    return csv_file.read(raw)


def _roster(rows: Iterable[RosterRow], faults: Iterable[RosterFault], ignored: tuple[str, ...] = ()) -> Roster:
    by_line = sorted(faults, key=lambda fault: fault.line)
    faulty = len({fault.line for fault in by_line})
    return Roster(rows=tuple(rows), faults=tuple(by_line[:MAX_FAULTS]), faulty=faulty, ignored=ignored)
