"""Gradebooks as files: tables for spreadsheets, out and in, and the term export with its checker."""

import asyncio
import unicodedata
from collections import Counter
from decimal import Decimal
from io import BytesIO
from typing import NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile

from eduforum.assessment.gradebook import access, entries, store, typed, views, workbook
from eduforum.assessment.gradebook.books import Books
from eduforum.assessment.gradebook.marks import NOTHING
from eduforum.assessment.gradebook.records import BookRecord, CellRecord, ColumnRecord
from eduforum.assessment.gradebook.schemas import (
    CellEntry,
    GradeImport,
    GradeImportFault,
    GradeImportReport,
    ImportedMark,
)
from eduforum.assessment.gradebook.typed import Language
from eduforum.auth.schemas import Principal
from eduforum.courses.roster import csv_file, headings, xlsx_file
from eduforum.courses.roster.faults import Refused
from eduforum.courses.roster.table import Table
from eduforum.courses.schemas import CourseRecord
from eduforum.grades.export import export, files
from eduforum.grades.gradebook import Results

_TOTALS: dict[Language, tuple[str, str, str]] = {
    "ko": ("지금까지", "최종", "등급"),
    "en": ("So far", "Final", "Letter"),
}
MAX_FAULTS = 200


class File(NamedTuple):
    """`name` is without its ending."""

    name: str
    content: bytes


class _Found(NamedTuple):
    """What a file says, cell by cell, and what is wrong with it."""

    entries: list[CellEntry]
    faults: list[GradeImportFault]
    ignored: tuple[str, ...]


class Transfer:
    def __init__(self, books: Books) -> None:
        self._books = books

    async def csv(self, principal: Principal, course_id: str, language: Language) -> File:
        course, record, results = await self._books.results(principal, course_id, access.course_for_settings)
        heading, *rows = table(record, results, language)
        text = ([cell if isinstance(cell, str) else f"{cell:f}" for cell in row] for row in rows)
        return File(_name(course), csv_file.write([str(cell) for cell in heading], text))

    async def xlsx(self, principal: Principal, course_id: str, language: Language) -> File:
        course, record, results = await self._books.results(principal, course_id, access.course_for_settings)
        return File(_name(course), await asyncio.to_thread(workbook.write, table(record, results, language)))

    async def term(self, principal: Principal, course_id: str) -> File:
        """Everything that was entered and reckoned, with the program that reckons it again, and who the ids are."""
        course, record = await self._books.open(principal, course_id, access.course_for_settings)
        people = csv_file.write(["id", "name", "email"], (tuple(one) for one in record.roster))

        def pack() -> bytes:
            exported = export(record.book(), course=f"{course.code} {course.title}", term=course.semester)
            file = BytesIO()
            with ZipFile(file, "w", ZIP_DEFLATED) as archive:
                for name, content in {**files(exported), "students.csv": people}.items():
                    archive.writestr(name, content)
            return file.getvalue()

        return File(_name(course), await asyncio.to_thread(pack))

    async def take_in(self, principal: Principal, course_id: str, body: GradeImport) -> GradeImportReport:
        """Keeps all of a file or, with faults or in a dry run, nothing."""
        async with self._books.change(principal, course_id, access.course_for_settings) as desk:
            record = desk.record
            found = await asyncio.to_thread(read, body.file, record)
            change = desk.change(body.why)
            done: list[tuple[str, str, CellRecord]] = []
            changes: list[ImportedMark] = []
            for entry in found.entries:
                column = _column(record, entry.column_id)
                current = record.cells.get((column.id, entry.student_id), NOTHING)
                if _says(current, entry):
                    continue
                changes.append(
                    ImportedMark(
                        column_id=column.id,
                        student_id=entry.student_id,
                        before=views.cell_of(current, column),
                        put=entry.put,
                        points=entry.points,
                    )
                )
                if found.faults or body.dry_run:
                    continue
                cell = entries.entered(current.cell, entry.put, entry.points, change, fed=column.fed)
                done.append((column.id, entry.student_id, CellRecord(cell, current.version + 1)))
                before = current.cell if current.version else None
                desk.note("cell", column.id, before, cell, body.why, student_id=entry.student_id)
            await store.put_cells(desk.conn, done)
        return GradeImportReport(
            saved=not found.faults and not body.dry_run,
            changes=tuple(changes),
            unchanged=len(found.entries) - len(changes),
            faults=tuple(found.faults[:MAX_FAULTS]),
            ignored=found.ignored,
        )


def table(record: BookRecord, results: Results, language: Language) -> list[list[str | Decimal]]:
    """What `read` reads, and the totals after it."""
    fields = headings.HEADINGS[language]
    heading: list[str | Decimal] = [fields["name"], fields["email"]]
    rows = [[*heading, *(column.title for column in record.columns), *_TOTALS[language]]]
    for student in record.roster:
        cells = (record.cells.get((column.id, student.id), NOTHING) for column in record.columns)
        totals = views.totals(results, student.id)
        rows.append(
            [
                student.name,
                student.email,
                *(typed.write(cell.cell, language) for cell in cells),
                "" if totals.so_far is None else totals.so_far,
                "" if totals.final is None else totals.final,
                totals.letter or "",
            ]
        )
    return rows


def read(raw: bytes, record: BookRecord) -> _Found:
    """Never raises: what is wrong is a fault."""
    try:
        found: Table = xlsx_file.read(raw) if raw.startswith(b"PK") else csv_file.read(raw)
        heading, below = headings.find(found.rows)
    except Refused as refused:
        fault = GradeImportFault(
            line=refused.fault.line,
            field="",
            code="no_heading" if refused.fault.code == "no_heading" else "unreadable",
            message=refused.fault.message,
        )
        return _Found([], [fault], ())
    faults = [GradeImportFault(line=one.line, field="", code="unreadable", message=one.message) for one in found.faults]
    titles = found.rows[below - 1].cells
    columns: dict[int, ColumnRecord] = {}
    ignored: list[str] = []
    known = Counter(_folded(column.title) for column in record.columns)
    by_title = {_folded(column.title): column for column in record.columns}
    for place, title in enumerate(titles):
        name = _folded(title)
        if place in heading.columns.values() or not name:
            continue
        if name not in by_title:
            ignored.append(title.strip()[:60])
        elif known[name] > 1 or by_title[name] in columns.values():
            message = "More than one column has this title."
            faults.append(GradeImportFault(line=heading.line, field=title.strip(), code="not_unique", message=message))
        else:
            columns[place] = by_title[name]
    people = _People(record)
    wanted: list[CellEntry] = []
    seen: set[str] = set()
    for row in found.rows[below:]:
        if headings.is_repeated(heading, row):
            continue
        cells = dict(enumerate(row.cells))
        student = people.find(
            cells.get(heading.columns.get("email", -1), ""), cells.get(heading.columns.get("name", -1), "")
        )
        if student is None or student in seen:
            faults.append(
                GradeImportFault(
                    line=row.line,
                    field="",
                    code="unknown_student" if student is None else "not_unique",
                    message="No student of the course has this address or name."
                    if student is None
                    else "The student stands in a line above.",
                )
            )
            continue
        seen.add(student)
        for place, column in columns.items():
            text = cells.get(place, "").strip()
            if not text:
                continue
            value = typed.read(text)
            if value is None or (
                column.fed and value.put in ("missing", "awaiting") and not _is(record, column, student, value)
            ):
                message = "This is neither points nor a word for what has none."
                faults.append(GradeImportFault(line=row.line, field=column.title, code="not_a_score", message=message))
                continue
            wanted.append(
                CellEntry(column_id=column.id, student_id=student, version=0, put=value.put, points=value.points)
            )
    if not wanted and not faults:
        message = "There is no mark in this file for any column."
        faults.append(GradeImportFault(line=heading.line, field="", code="empty", message=message))
    return _Found(wanted, faults, tuple(ignored))


class _People:
    """Students by address, or by a name that only one of them has."""

    def __init__(self, record: BookRecord) -> None:
        self._by_email = {_folded(one.email): one.id for one in record.roster}
        names = Counter(_folded(one.name) for one in record.roster)
        self._by_name = {_folded(one.name): one.id for one in record.roster if names[_folded(one.name)] == 1}

    def find(self, email: str, name: str) -> str | None:
        if email.strip():
            return self._by_email.get(_folded(email))
        return self._by_name.get(_folded(name))


def _says(current: CellRecord, entry: CellEntry) -> bool:
    """Whether the cell would be written to a file as the entry says."""
    written = typed.write(current.cell, "en")
    return isinstance(written, str) == (entry.points is None) and (
        written == entry.points if entry.points is not None else current.cell.state == entry.put
    )


def _is(record: BookRecord, column: ColumnRecord, student: str, value: typed.Typed) -> bool:
    return record.cells.get((column.id, student), NOTHING).cell.state == value.put


def _column(record: BookRecord, column_id: str) -> ColumnRecord:
    return next(one for one in record.columns if one.id == column_id)


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).split()).casefold()


def _name(course: CourseRecord) -> str:
    return f"{course.code} {course.title} {course.semester}"
