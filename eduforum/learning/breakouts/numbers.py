"""The numbers that groups are mixed by, from a table: a student number or e-mail address, then the value."""

import csv
import math
import unicodedata
from io import StringIO

from eduforum.errors import Detail, Invalid, TooLarge

MAX_BYTES = 128 * 1024
MAX_ROWS = 5000
_FAULTS = 20


def read(table: bytes) -> dict[str, float]:
    """Each person's number, by what they are called by in the table (NFC, lower case). Spreadsheets write UTF-8 with or
    without a byte order mark, or CP949, and separate by comma, semicolon or tab; a first row of words is a heading, and
    who has an empty value has no number.

    Raises `TooLarge`, and `Invalid` with `rows[n]` (from 1) for each of the first faults.
    """
    if len(table) > MAX_BYTES:
        raise TooLarge(f"The table may have {MAX_BYTES // 1024} KB.")
    text = _decode(table)
    try:
        rows = list(csv.reader(StringIO(text, newline=""), delimiter=_delimiter(text)))
    except csv.Error as error:
        raise Invalid(details=[Detail("table", f"The table cannot be read: {error}.")]) from None
    if len(rows) > MAX_ROWS:
        raise TooLarge(f"The table may have {MAX_ROWS} rows.")
    found: dict[str, float] = {}
    faults: list[Detail] = []
    for index, cells in enumerate(rows, 1):
        cells = [cell.strip() for cell in cells]
        if not any(cells):
            continue
        number = _number(cells[1]) if len(cells) > 1 else math.nan
        name = unicodedata.normalize("NFC", cells[0]).lower()
        if number is not None and not math.isfinite(number):
            if index > 1 or any(letter.isdigit() for letter in cells[0]) or "@" in cells[0]:
                faults.append(Detail(f"rows[{index}]", "This must be a student number or e-mail address and a number."))
        elif not name:
            faults.append(Detail(f"rows[{index}]", "This must begin with a student number or e-mail address."))
        elif name in found:
            faults.append(Detail(f"rows[{index}]", "This person has a row already."))
        elif number is not None:
            found[name] = number
    if faults:
        raise Invalid(details=faults[:_FAULTS])
    return found


def _decode(table: bytes) -> str:
    for encoding in ("utf-8-sig", "cp949"):
        try:
            return table.decode(encoding)
        except UnicodeDecodeError:
            pass
    raise Invalid(details=[Detail("table", "The table must be UTF-8 or CP949.")])


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
