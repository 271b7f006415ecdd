"""The numbers that groups are mixed by, from a table: whose it is, then the value."""

import csv
import math
import unicodedata
from collections.abc import Iterable, Mapping
from io import StringIO
from typing import NamedTuple

from eduforum.errors import Detail, Invalid, TooLarge
from eduforum.learning.breakouts.schemas import Named, UnmatchedRow

MAX_BYTES = 128 * 1024
MAX_ROWS = 5000
_FAULTS = 20


class NumberRow(NamedTuple):
    """A row of the table, from 1: what somebody is called by there (NFC), and their number."""

    row: int
    name: str
    number: float


def read(table: bytes) -> list[NumberRow]:
    """The rows that have a number. Spreadsheets write UTF-8 with or without a byte order mark, or CP949, and separate
    by comma, semicolon or tab; a first row of words is a heading, and who has an empty value has no number.

    Raises `TooLarge`, and `Invalid` `bad_table` with `rows[n]` (from 1) for each of the first faults.
    """
    if len(table) > MAX_BYTES:
        raise TooLarge(f"The table may have {MAX_BYTES // 1024} KB.")
    text = _decode(table)
    try:
        rows = list(csv.reader(StringIO(text, newline=""), delimiter=_delimiter(text)))
    except csv.Error as error:
        raise _bad([Detail("table", f"The table cannot be read: {error}.")]) from None
    if len(rows) > MAX_ROWS:
        raise TooLarge(f"The table may have {MAX_ROWS} rows.")
    found: list[NumberRow] = []
    faults: list[Detail] = []
    for index, cells in enumerate(rows, 1):
        cells = [cell.strip() for cell in cells]
        if not any(cells):
            continue
        number = _number(cells[1]) if len(cells) > 1 else math.nan
        name = unicodedata.normalize("NFC", cells[0])
        if number is not None and not math.isfinite(number):
            if index > 1 or any(letter.isdigit() for letter in cells[0]) or "@" in cells[0]:
                faults.append(Detail(f"rows[{index}]", "This must be a student's address or name, and a number."))
        elif not name:
            faults.append(Detail(f"rows[{index}]", "This must begin with a student's address or name."))
        elif number is not None:
            found.append(NumberRow(index, name, number))
    if faults:
        raise _bad(faults[:_FAULTS])
    return found


def match(rows: Iterable[NumberRow], students: Mapping[str, Named]) -> tuple[dict[str, float], list[UnmatchedRow]]:
    """Each student's number by id, and the rows that gave none. A student is meant by their whole address, by what
    stands before its @ (where universities have the student number), or by their name, as far as no other student of
    the course is called so."""
    called: dict[str, set[str]] = {}
    for id, student in students.items():
        for name in (student.email, student.email.partition("@")[0], student.name):
            called.setdefault(_folded(name), set()).add(id)
    numbers: dict[str, float] = {}
    unmatched: list[UnmatchedRow] = []
    for row, name, number in rows:
        meant = called.get(_folded(name), set())
        if len(meant) != 1:
            unmatched.append(UnmatchedRow(row=row, name=name, reason="ambiguous" if meant else "unknown"))
            continue
        (id,) = meant
        if id in numbers:
            unmatched.append(UnmatchedRow(row=row, name=name, reason="named_before"))
        else:
            numbers[id] = number
    return numbers, unmatched


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).strip().casefold()


def _bad(details: list[Detail]) -> Invalid:
    return Invalid("The table has faults.", code="bad_table", details=details)


def _decode(table: bytes) -> str:
    for encoding in ("utf-8-sig", "cp949"):
        try:
            return table.decode(encoding)
        except UnicodeDecodeError:
            pass
    raise _bad([Detail("table", "The table must be UTF-8 or CP949.")])


def _delimiter(text: str) -> str:
    first = text.lstrip().partition("\n")[0]
    return max(",;\t", key=first.count)


def _number(cell: str) -> float | None:
    """None where nothing stands, NaN where something else than a number does."""
    if not cell:
        return None
    try:
        return float(cell)
    except ValueError:
        return math.nan
