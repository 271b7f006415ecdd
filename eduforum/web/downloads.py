"""Files that are handed out: their names, and tables for spreadsheets."""

import csv
import io
from collections.abc import Iterable, Sequence
from urllib.parse import quote

# A cell that begins with one of these is a formula to a spreadsheet.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def attached(name: str) -> dict[str, str]:
    """A download by this name (RFC 6266 section 4, RFC 8187)."""
    return {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}"}


def csv_table(columns: Sequence[str], rows: Iterable[Iterable[object]]) -> bytes:
    """CSV (RFC 4180) in UTF-8 with a byte order mark, which spreadsheets ask for. Text is no formula in it."""
    return "\ufeff".encode() + csv_lines([columns]) + csv_lines(rows)


def csv_lines(rows: Iterable[Iterable[object]]) -> bytes:
    """Further lines of the same, for a table that goes out in parts."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([_harmless(cell) for cell in row] for row in rows)
    return text.getvalue().encode()


def _harmless(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
