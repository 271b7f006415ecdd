"""A gradebook as it is stored, and the book that the arithmetic knows."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Literal, NamedTuple

import msgspec

from eduforum.assessment.gradebook.schemas import FeedKind, GradeSettings
from eduforum.grades.policies import Policy, ScaleStep
from eduforum.grades.schemas import Attendance, Category, Cell, Change, Column, Curved, Gradebook, Resolution, Student

_LEASTS = {"A+": 95, "A0": 90, "B+": 85, "B0": 80, "C+": 75, "C0": 70, "D+": 65, "D0": 60, "F": 0}

# Of a course in which nobody has set anything.
DEFAULT = GradeSettings(
    course_type="",
    policy=Policy(title="", scale=tuple(ScaleStep(letter=name, least=Decimal(n)) for name, n in _LEASTS.items())),
    most=Decimal(100),
    total="total",
)


class CategoryRecord(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    place: int
    title: str
    weight: Decimal
    weighing: Literal["points", "equal", "weights"]
    drop_lowest: int
    extra: bool
    version: int
    change: Change

    def category(self) -> Category:
        return Category(
            id=self.id,
            title=self.title,
            weight=self.weight,
            weighing=self.weighing,
            drop=self.drop_lowest,
            extra=self.extra,
            change=self.change,
        )


class ColumnRecord(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    category_id: str
    place: int
    title: str
    points: Decimal
    weight: Decimal | None
    extra: bool
    droppable: bool
    published: bool
    curved: Curved | None
    source_kind: FeedKind | None
    source_id: str | None
    source_stamp: str | None
    version: int

    @property
    def fed(self) -> bool:
        return self.source_kind is not None

    def column(self) -> Column:
        return Column(
            id=self.id,
            title=self.title,
            category=self.category_id,
            points=self.points,
            weight=self.weight,
            extra=self.extra,
            droppable=self.droppable,
            published=self.published,
            curved=self.curved,
        )


class CellRecord(NamedTuple):
    """`version` is 0 where nothing was ever entered."""

    cell: Cell
    version: int


class RosterEntry(NamedTuple):
    id: str
    name: str
    email: str


class TieRecord(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    students: tuple[str, ...]
    decision: Literal["in_order", "all_lower"]
    change: Change
    undone: Change | None

    def resolution(self) -> Resolution:
        return Resolution(students=self.students, decision=self.decision, change=self.change, undone=self.undone)


class BookRecord(NamedTuple):
    """Categories in their order and columns in that of their categories, students by name; `cells` by column and
    student."""

    course_id: str
    revision: int
    settings: GradeSettings
    categories: tuple[CategoryRecord, ...]
    columns: tuple[ColumnRecord, ...]
    roster: tuple[RosterEntry, ...]
    cells: Mapping[tuple[str, str], CellRecord]
    standings: Mapping[str, tuple[str, ...]]
    ties: tuple[TieRecord, ...]
    attendance: Mapping[str, Attendance] = {}

    def category(self, category_id: str) -> CategoryRecord | None:
        return next((one for one in self.categories if one.id == category_id), None)

    def column(self, column_id: str) -> ColumnRecord | None:
        return next((one for one in self.columns if one.id == column_id), None)

    def book(self) -> Gradebook:
        cells: dict[str, dict[str, Cell]] = {student.id: {} for student in self.roster}
        for (column, student), record in self.cells.items():
            if student in cells:
                cells[student][column] = record.cell
        return Gradebook(
            course_type=self.settings.course_type,
            policy=self.settings.policy,
            categories=tuple(one.category() for one in self.categories),
            columns=tuple(one.column() for one in self.columns),
            students=tuple(
                Student(
                    id=one.id,
                    cells=cells[one.id],
                    standings=self.standings.get(one.id, ()),
                    attendance=self.attendance.get(one.id),
                )
                for one in self.roster
            ),
            # A tie with somebody who has left is none that fits any more.
            resolutions=tuple(one.resolution() for one in self.ties if cells.keys() >= set(one.students)),
            most=self.settings.most,
        )


class ChangeRecord(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the history that nobody alters. `changed_by`: None where a source did it."""

    subject: Literal["settings", "category", "column", "cell", "standings", "tie"]
    subject_id: str | None
    student_id: str | None
    before: object
    after: object
    changed_by: str | None
    changed_at: datetime
    why: str
