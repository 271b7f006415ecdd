"""How long the server reckons and encodes a gradebook of 200 students and 40 columns, whole and after one mark.

Aim: with the database's part, the whole book in less than 300 ms. No database and no network take part here. Run as
`python -m benchmarks.bench_gradebook`; `--students` and `--columns` set the size.
"""

import argparse
import asyncio
import random
import time
from datetime import UTC, datetime
from decimal import Decimal

import msgspec

from eduforum.assessment.gradebook import views
from eduforum.assessment.gradebook.records import (
    DEFAULT,
    BookRecord,
    CategoryRecord,
    CellRecord,
    ColumnRecord,
    RosterEntry,
)
from eduforum.assessment.gradebook.shelf import Shelf
from eduforum.grades.schemas import Cell, Change

CHANGE = Change(by="professor", at=datetime(2026, 12, 18, tzinfo=UTC))
CATEGORIES = 4


def make(students: int, columns: int, chance: random.Random) -> BookRecord:
    categories = tuple(
        CategoryRecord(
            id=f"g{place}",
            place=place,
            title=f"Category {place}",
            weight=Decimal(25),
            weighing="points",
            drop_lowest=1,
            extra=False,
            version=1,
            change=CHANGE,
        )
        for place in range(CATEGORIES)
    )
    made = tuple(
        ColumnRecord(
            id=f"c{place}",
            category_id=f"g{place * CATEGORIES // columns}",
            place=place,
            title=f"Column {place}",
            points=Decimal(20),
            weight=None,
            extra=False,
            droppable=True,
            published=True,
            curved=None,
            source_kind=None,
            source_id=None,
            source_stamp=None,
            version=1,
        )
        for place in range(columns)
    )
    roster = tuple(RosterEntry(f"s{place}", f"Student {place}", f"s{place}@eduforum.test") for place in range(students))
    cells = {
        (column.id, one.id): CellRecord(Cell(state="score", raw=Decimal(chance.randrange(41)) / 2, change=CHANGE), 1)
        for column in made
        for one in roster
    }
    return BookRecord("course", 1, DEFAULT, categories, made, roster, cells, {}, ())


async def opened(shelf: Shelf, record: BookRecord) -> tuple[float, int]:
    """Seconds, and bytes of the answer."""
    begun = time.perf_counter()
    answer = msgspec.json.encode(views.gradebook(record, await shelf.results(record), owner=True))
    return time.perf_counter() - begun, len(answer)


async def main(students: int, columns: int) -> None:
    record, shelf = make(students, columns, random.Random(7)), Shelf()
    first, size = await opened(shelf, record)
    again, _ = await opened(shelf, record)
    mark = CellRecord(Cell(state="score", raw=Decimal(20), change=CHANGE), 2)
    changed = record._replace(revision=2, cells={**record.cells, ("c0", "s0"): mark})
    begun = time.perf_counter()
    await shelf.results(changed)
    after = time.perf_counter() - begun
    print(f"{students} students, {columns} columns, {size / 1024:.0f} KiB")
    print(f"first {first * 1000:.0f} ms, again {again * 1000:.0f} ms, reckoned after one mark {after * 1000:.0f} ms")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--students", type=int, default=200)
    parser.add_argument("--columns", type=int, default=40)
    arguments = parser.parse_args()
    asyncio.run(main(arguments.students, arguments.columns))
