"""Tables in CSV files (RFC 4180) as spreadsheets and registrars' systems write them, and written so that no
spreadsheet runs a cell as a formula."""

import csv
import io
from collections.abc import Iterable, Sequence

from eduforum.courses.roster.faults import Refused, RosterFault
from eduforum.courses.roster.table import Table, TableBuilder

# What a spreadsheet takes for the beginning of a formula; East Asian versions take the wide forms too.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")

# Titles may stand above the heading, so that more than the first line tells the separator.
_SAMPLE = 4096


def read(raw: bytes) -> Table:
    """UTF-8, with or without a byte order mark, or CP949; comma, semicolon or tab between the cells. A line that is no
    CSV is a fault, and reading goes on after it. Raises `Refused`."""
    text = _text(raw)
    delimiter = max(",;\t", key=text[:_SAMPLE].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    table = TableBuilder()
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            table.fault(RosterFault(line=line, field="", code="unreadable", message=f"This is no CSV: {error}."))
            continue
        if cells is None:
            return table.table()
        table.add(line, [_plain(cell) for cell in cells])


def write(heading: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """UTF-8 with a byte order mark, without which Excel takes it for CP949. `read` gives the same cells."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([harmless(cell) for cell in heading])
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def harmless(cell: str) -> str:
    """What could be a formula, with an apostrophe before it, which says that it is text; what begins with an
    apostrophe has another, so that reading takes away no more than writing added."""
    return f"'{cell}" if cell.startswith((*_FORMULA, "'")) else cell


def _plain(cell: str) -> str:
    """A cell without what kept a spreadsheet from making something else of it: the apostrophe of a text, and the
    formula `="0012"`, in which registrars' systems wrap numbers with zeros in front."""
    if cell.startswith("'") and cell[1:].startswith((*_FORMULA, "'")):
        return cell[1:]
    if len(cell) > 3 and cell.startswith('="') and cell.endswith('"'):
        return cell[2:-1]
    return cell


def _text(raw: bytes) -> str:
    for encoding in ("utf-8-sig", "cp949"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise Refused("unreadable", "The file is text neither in UTF-8 nor in CP949.")
