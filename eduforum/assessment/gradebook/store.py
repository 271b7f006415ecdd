"""SQL of gradebooks: records out, no decisions."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, TypeVar

import msgspec
from asyncpg import Record

from eduforum.assessment.gradebook.records import (
    BookRecord,
    CategoryRecord,
    CellRecord,
    ChangeRecord,
    ColumnRecord,
    RosterEntry,
    TieRecord,
)
from eduforum.assessment.gradebook.schemas import GradeChange, GradeSettings, TotalShown
from eduforum.db import Connection
from eduforum.grades.schemas import Cell, Change

T = TypeVar("T")

_CATEGORY = "id, place, title, weight, weighing, drop_lowest, extra, version, change"
_COLUMN = """id, category_id, place, title, points, weight, extra, droppable, published, curved, source_kind, source_id,
    source_stamp, version"""
_CELL = "n.column_id, n.student_id, n.state, n.zero, n.raw, n.source, n.late, n.override, n.change, n.version"


async def open_book(conn: Connection, course_id: str, settings: GradeSettings, now: datetime) -> None:
    """The book is there, and changes of it take turns until the end of the transaction."""
    await conn.execute(
        """insert into gradebooks (course_id, course_type, policy, most, total, created_at)
           values ($1, $2, $3, $4, $5, $6) on conflict do nothing""",
        course_id, settings.course_type, settings.policy, settings.most, settings.total, now,
    )  # fmt: skip
    await conn.execute("select 1 from gradebooks where course_id = $1 for no key update", course_id)


async def touch(conn: Connection, course_id: str) -> None:
    """Something in the book has changed."""
    await conn.execute("update gradebooks set revision = revision + 1 where course_id = $1", course_id)


async def revision(conn: Connection, course_id: str) -> int:
    """0 where there is no book yet."""
    found: int | None = await conn.fetchval("select revision from gradebooks where course_id = $1", course_id)
    return found or 0


async def roster(conn: Connection, course_id: str) -> tuple[RosterEntry, ...]:
    """The students of the course, by name."""
    rows = await conn.fetch(
        """select u.id, normalize(u.name) as name, u.email from enrollments e join users u on u.id = e.user_id
           where e.course_id = $1 and e.role = 'student' and e.ended_at is null order by 2, u.id""",
        course_id,
    )
    return tuple(RosterEntry(row["id"], row["name"], row["email"]) for row in rows)


async def columns(conn: Connection, course_id: str) -> tuple[ColumnRecord, ...]:
    rows = await conn.fetch(
        f"select {_COLUMN} from grade_columns where course_id = $1 and removed_at is null order by place, id", course_id
    )
    return tuple(_as(row, ColumnRecord) for row in rows)


async def book(
    conn: Connection, course_id: str, students: tuple[RosterEntry, ...], otherwise: GradeSettings
) -> BookRecord:
    """All of it. `otherwise` are the settings of a book that is not there yet."""
    row = await conn.fetchrow(
        "select course_type, policy, most, total, revision from gradebooks where course_id = $1", course_id
    )
    categories = await conn.fetch(
        f"select {_CATEGORY} from grade_categories where course_id = $1 and removed_at is null order by place, id",
        course_id,
    )
    cells = await conn.fetch(
        f"""select {_CELL} from grade_cells n join grade_columns c on c.id = n.column_id
            where c.course_id = $1 and c.removed_at is null""",
        course_id,
    )
    standings = await conn.fetch("select student_id, standings from grade_standings where course_id = $1", course_id)
    ties = await conn.fetch(
        "select id, students, decision, change, undone from grade_ties where course_id = $1 order by id", course_id
    )
    ordered = {record["id"]: place for place, record in enumerate(categories)}
    found = await columns(conn, course_id)
    return BookRecord(
        course_id=course_id,
        revision=0 if row is None else row["revision"],
        settings=otherwise if row is None else _as(row, GradeSettings),
        categories=tuple(_as(record, CategoryRecord) for record in categories),
        columns=tuple(sorted(found, key=lambda one: (ordered.get(one.category_id, 0), one.place, one.id))),
        roster=students,
        cells={(record["column_id"], record["student_id"]): _cell(record) for record in cells},
        standings={record["student_id"]: tuple(record["standings"]) for record in standings},
        ties=tuple(_as(record, TieRecord) for record in ties),
    )


async def cell(conn: Connection, course_id: str, column_id: str, student_id: str) -> CellRecord | None:
    row = await conn.fetchrow(
        f"""select {_CELL} from grade_cells n join grade_columns c on c.id = n.column_id
            where c.course_id = $1 and c.removed_at is null and n.column_id = $2 and n.student_id = $3""",
        course_id, column_id, student_id,
    )  # fmt: skip
    return None if row is None else _cell(row)


async def cells_of_column(conn: Connection, column_id: str) -> dict[str, CellRecord]:
    """By student."""
    rows = await conn.fetch(f"select {_CELL} from grade_cells n where n.column_id = $1", column_id)
    return {row["student_id"]: _cell(row) for row in rows}


async def set_settings(conn: Connection, course_id: str, settings: GradeSettings) -> None:
    await conn.execute(
        "update gradebooks set course_type = $2, policy = $3, most = $4, total = $5 where course_id = $1",
        course_id, settings.course_type, settings.policy, settings.most, settings.total,
    )  # fmt: skip


async def set_total(conn: Connection, course_id: str, total: TotalShown) -> None:
    await conn.execute("update gradebooks set total = $2 where course_id = $1", course_id, total)


async def put_category(conn: Connection, course_id: str, one: CategoryRecord) -> None:
    await conn.execute(
        """insert into grade_categories
               (id, course_id, place, title, weight, weighing, drop_lowest, extra, version, change)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
           on conflict (id) do update
               set place = $3, title = $4, weight = $5, weighing = $6, drop_lowest = $7, extra = $8, version = $9,
                   change = $10""",
        one.id, course_id, one.place, one.title, one.weight, one.weighing, one.drop_lowest, one.extra, one.version,
        one.change,
    )  # fmt: skip


async def remove_category(conn: Connection, category_id: str, now: datetime) -> None:
    await conn.execute("update grade_categories set removed_at = $2 where id = $1", category_id, now)


async def put_column(conn: Connection, course_id: str, one: ColumnRecord) -> None:
    await conn.execute(
        """insert into grade_columns
               (id, course_id, category_id, place, title, points, weight, extra, droppable, published, curved,
                source_kind, source_id, source_stamp, version)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
           on conflict (id) do update
               set category_id = $3, place = $4, title = $5, points = $6, weight = $7, extra = $8, droppable = $9,
                   published = $10, curved = $11, source_stamp = $14, version = $15""",
        one.id, course_id, one.category_id, one.place, one.title, one.points, one.weight, one.extra, one.droppable,
        one.published, one.curved, one.source_kind, one.source_id, one.source_stamp, one.version,
    )  # fmt: skip


async def set_stamp(conn: Connection, column_id: str, stamp: str | None) -> None:
    await conn.execute("update grade_columns set source_stamp = $2 where id = $1", column_id, stamp)


async def remove_column(conn: Connection, column_id: str, now: datetime) -> None:
    await conn.execute("update grade_columns set removed_at = $2 where id = $1", column_id, now)


async def removed_column(conn: Connection, course_id: str, column_id: str) -> ColumnRecord | None:
    """One that was taken away and whose category and source are free for it."""
    row = await conn.fetchrow(
        f"""select {_COLUMN} from grade_columns c
            where c.course_id = $1 and c.id = $2 and c.removed_at is not null
              and exists (select 1 from grade_categories g where g.id = c.category_id and g.removed_at is null)
              and not exists (
                  select 1 from grade_columns o where o.course_id = c.course_id and o.source_kind = c.source_kind
                      and o.source_id = c.source_id and o.removed_at is null)""",
        course_id, column_id,
    )  # fmt: skip
    return None if row is None else _as(row, ColumnRecord)


async def put_back_column(conn: Connection, column_id: str) -> None:
    await conn.execute("update grade_columns set removed_at = null where id = $1", column_id)


async def put_cells(conn: Connection, cells: Iterable[tuple[str, str, CellRecord]]) -> None:
    """(column, student, cell)."""
    await conn.executemany(
        """insert into grade_cells
               (column_id, student_id, state, zero, raw, source, late, override, change, version)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
           on conflict (column_id, student_id) do update
               set state = $3, zero = $4, raw = $5, source = $6, late = $7, override = $8, change = $9,
                   version = $10""",
        [
            (column, student, one.cell.state, one.cell.zero, one.cell.raw, one.cell.source, one.cell.late,
             one.cell.override, one.cell.change, one.version)
            for column, student, one in cells
        ],
    )  # fmt: skip


async def put_standings(conn: Connection, course_id: str, student_id: str, standings: Sequence[str]) -> None:
    await conn.execute(
        """insert into grade_standings (course_id, student_id, standings) values ($1, $2, $3)
           on conflict (course_id, student_id) do update set standings = $3""",
        course_id, student_id, list(standings),
    )  # fmt: skip


async def put_tie(conn: Connection, course_id: str, one: TieRecord) -> None:
    await conn.execute(
        """insert into grade_ties (id, course_id, students, decision, change, undone) values ($1, $2, $3, $4, $5, $6)
           on conflict (id) do update set undone = $6""",
        one.id, course_id, list(one.students), one.decision, one.change, one.undone,
    )  # fmt: skip


async def add_changes(conn: Connection, course_id: str, changes: Iterable[tuple[str, ChangeRecord]]) -> None:
    """(id, change)."""
    await conn.executemany(
        """insert into grade_changes
               (id, course_id, subject, subject_id, student_id, before, after, changed_by, changed_at, why)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)""",
        [
            (id, course_id, one.subject, one.subject_id, one.student_id, one.before, one.after, one.changed_by,
             one.changed_at, one.why)
            for id, one in changes
        ],
    )  # fmt: skip


async def changes(
    conn: Connection, course_id: str, cell_of: tuple[str, str] | None, before: str | None, limit: int
) -> list[GradeChange]:
    """Latest first; of one cell, or all but those of cells. `before` is a change's id."""
    column_id, student_id = cell_of or (None, None)
    rows = await conn.fetch(
        """select h.id, h.subject, h.subject_id, h.student_id, h.before, h.after, u.name as changed_by, h.changed_at,
                  h.why
           from grade_changes h left join users u on u.id = h.changed_by
           where h.course_id = $1 and ($4::uuid is null or h.id < $4)
             and case when $2::uuid is null then true
                      else h.subject = 'cell' and h.subject_id = $2 and h.student_id = $3 end
           order by h.id desc limit $5""",
        course_id, column_id, student_id, before, limit,
    )  # fmt: skip
    return [_as(row, GradeChange) for row in rows]


async def names(conn: Connection, user_ids: Iterable[str]) -> dict[str, str]:
    rows = await conn.fetch("select id, name from users where id = any ($1)", list(user_ids))
    return {row["id"]: row["name"] for row in rows}


def _as(row: Record, kind: type[T]) -> T:
    return msgspec.convert(dict(row), kind)


def _cell(row: Record) -> CellRecord:
    fields: dict[str, Any] = dict(row)
    version = fields.pop("version")
    del fields["column_id"], fields["student_id"]
    if fields["source"] is None and fields["late"] is None and fields["override"] is None:
        # Thousands of cells have nothing but a number: converting each would take most of the time.
        change = None if fields["change"] is None else msgspec.convert(fields["change"], Change)
        return CellRecord(Cell(state=fields["state"], zero=fields["zero"], raw=fields["raw"], change=change), version)
    return CellRecord(msgspec.convert(fields, Cell), version)
