"""What goes in and out of gradebooks over HTTP. Points, percents and weights are decimals as text."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from eduforum.grades.derivation import Derivation
from eduforum.grades.policies import Policy, Standing
from eduforum.grades.ranking import Reason
from eduforum.grades.schemas import CellState, Curve, Curved, SourceKind, Title, Weighing, Why
from eduforum.web.protocol import Id

TotalShown = Literal["hidden", "total", "letter"]
Subject = Literal["settings", "category", "column", "cell", "standings", "tie"]
FeedKind = Literal["submission", "quiz", "attendance", "participation"]

MAX_CATEGORIES = 30
MAX_COLUMNS = 200
MAX_CELLS = 20_000
# A file in Base64 and the rest of the request, in bytes.
IMPORT_BYTES = 6 * 1024 * 1024

Place = Annotated[int, Meta(ge=0, le=1000, description="Where it stands among the others")]
Drop = Annotated[int, Meta(ge=0, le=100, description="How many columns are left out, where that helps")]
CourseType = Annotated[str, Meta(max_length=40, description="A word of the institution's that quotas ask about")]


class GradeSettings(msgspec.Struct, frozen=True, kw_only=True):
    """`most`: no total is above it, in percent; null: no such limit. `total`: what students see of theirs: nothing,
    the number, or the letter too."""

    course_type: CourseType
    policy: Policy
    most: Decimal | None
    total: TotalShown


class SettingsChange(msgspec.Struct, forbid_unknown_fields=True):
    """`preview`: say whose letters would change, and keep nothing."""

    course_type: CourseType | UnsetType = UNSET
    policy: Policy | UnsetType = UNSET
    most: Decimal | UnsetType | None = UNSET
    why: Why = ""
    preview: bool = False


class NewCategory(msgspec.Struct, forbid_unknown_fields=True):
    title: Title
    weight: Decimal
    weighing: Weighing = "points"
    drop: Drop = 0
    extra: bool = False
    why: Why = ""


class CategoryChange(msgspec.Struct, forbid_unknown_fields=True):
    title: Title | UnsetType = UNSET
    weight: Decimal | UnsetType = UNSET
    weighing: Weighing | UnsetType = UNSET
    drop: Drop | UnsetType = UNSET
    extra: bool | UnsetType = UNSET
    place: Place | UnsetType = UNSET
    why: Why = ""


class NewColumn(msgspec.Struct, forbid_unknown_fields=True):
    """`source`: what its scores are read from, one of those that `GET …/sources` lists; `points` are the source's
    then."""

    title: Title
    category_id: Id
    points: Decimal
    weight: Decimal | None = None
    extra: bool = False
    droppable: bool = True
    source: "SourceName | None" = None


class SourceName(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    kind: FeedKind
    id: Annotated[str, Meta(min_length=1, max_length=64)]


class ColumnChange(msgspec.Struct, forbid_unknown_fields=True):
    title: Title | UnsetType = UNSET
    category_id: Id | UnsetType = UNSET
    points: Decimal | UnsetType = UNSET
    weight: Decimal | UnsetType | None = UNSET
    extra: bool | UnsetType = UNSET
    droppable: bool | UnsetType = UNSET
    place: Place | UnsetType = UNSET
    why: Why = ""


class CurveBody(msgspec.Struct, forbid_unknown_fields=True):
    curve: Curve
    lowers: bool = False
    why: Why = ""
    preview: bool = False


Put = Literal["score", "missing", "excused", "awaiting", "clear"]


class CellEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is put into a cell whose `version` was seen, 0 for one that was empty. `points` go with a `score`. In a
    column that is read from a source a score lies over what was read, and `clear` gives that back."""

    column_id: Id
    student_id: Id
    version: Annotated[int, Meta(ge=0)]
    put: Put
    points: Decimal | None = None


class CellChanges(msgspec.Struct, forbid_unknown_fields=True):
    """`preview`: say whose letters would change, and keep nothing."""

    entries: Annotated[list[CellEntry], Meta(min_length=1, max_length=MAX_CELLS)]
    why: Why = ""
    preview: bool = False


class CellPut(msgspec.Struct, forbid_unknown_fields=True):
    put: Put
    points: Decimal | None = None
    why: Why = ""


class CellView(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`points` are after all layers, rounded for people; `raw` is what was entered or read, where it is another number.
    `late`, `override`: such a layer counts. `version` goes with a change."""

    version: int = 0
    state: CellState = "not_due"
    points: Decimal | None = None
    raw: Decimal | None = None
    late: bool = False
    override: bool = False


class TotalsView(msgspec.Struct, frozen=True, kw_only=True):
    """In percent, as people see them; null while nothing counts. `final`: if nothing more is handed in, which is what
    `letter` goes by."""

    so_far: Decimal | None
    final: Decimal | None
    letter: str | None
    reason: Reason
    rank: int | None


class CategoryView(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    title: str
    weight: Decimal
    weighing: Weighing
    drop: int
    extra: bool
    version: int


class ColumnView(msgspec.Struct, frozen=True, kw_only=True):
    """`source`: what its scores are read from, `entered` by hand otherwise."""

    id: str
    title: str
    category_id: str
    points: Decimal
    weight: Decimal | None
    extra: bool
    droppable: bool
    published: bool
    curved: Curved | None
    source: SourceKind
    version: int


class StudentView(msgspec.Struct, frozen=True, kw_only=True):
    """`cells` in the order of the columns, null for what has none."""

    id: str
    name: str
    email: str
    standings: tuple[str, ...]
    cells: tuple[CellView | None, ...]
    totals: TotalsView


class QuotaView(msgspec.Struct, frozen=True, kw_only=True):
    """`given` students have the letter or a better one, of at most `most` and at least `least`."""

    letter: str
    given: int
    most: int | None
    least: int | None


class TieView(msgspec.Struct, frozen=True, kw_only=True):
    """Students with one total, of whom only `seats` can have `upper`: all have `lower` until somebody decides."""

    students: tuple[str, ...]
    upper: str
    lower: str
    seats: int


class SettledTie(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    students: tuple[str, ...]
    decision: Literal["in_order", "all_lower"]
    why: str


class ClassView(msgspec.Struct, frozen=True, kw_only=True):
    """What of a book depends on everybody. `size`: how many count for quotas."""

    size: int
    quotas: tuple[QuotaView, ...]
    ties: tuple[TieView, ...]
    settled: tuple[SettledTie, ...]


class GradebookView(msgspec.Struct, frozen=True, kw_only=True):
    """A course's whole gradebook, for those who teach. `owner`: the reader may change settings, and publish."""

    version: int
    owner: bool
    settings: GradeSettings
    categories: tuple[CategoryView, ...]
    columns: tuple[ColumnView, ...]
    students: tuple[StudentView, ...]
    totals: ClassView


class LetterMove(msgspec.Struct, frozen=True, kw_only=True):
    """A student whose letter a change alters. `pushed`: by others' marks alone."""

    student_id: str
    before: str | None
    after: str | None
    pushed: bool


class Effect(msgspec.Struct, frozen=True, kw_only=True):
    """`saved` is false for a preview."""

    saved: bool
    moves: tuple[LetterMove, ...]


class CellAt(msgspec.Struct, frozen=True, kw_only=True):
    column_id: str
    student_id: str
    cell: CellView


class CellConflict(msgspec.Struct, frozen=True, kw_only=True):
    """A cell that somebody else has changed since, and is as they left it: `yours` was not saved."""

    column_id: str
    student_id: str
    yours: CellEntry
    current: CellView
    changed_by: str | None
    changed_at: datetime | None


class CellsChanged(msgspec.Struct, frozen=True, kw_only=True):
    """`cells` are those that were saved, as they are now. All totals are in `students`, by student: where quotas
    apply a mark can move anybody's letter."""

    version: int
    saved: bool
    moves: tuple[LetterMove, ...]
    cells: tuple[CellAt, ...]
    conflicts: tuple[CellConflict, ...]
    students: dict[str, TotalsView]
    totals: ClassView


class GradeChange(msgspec.Struct, frozen=True, kw_only=True):
    """`before` and `after` are what the subject was and became, null where it was not or is no more. `changed_by` is
    null where a source's results changed."""

    id: str
    subject: Subject
    subject_id: str | None
    student_id: str | None
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    changed_by: str | None
    changed_at: datetime
    why: str


class HistoryQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Of one cell where both ids are given, else of the whole book."""

    column_id: Id | None = None
    student_id: Id | None = None
    cursor: Annotated[str, Meta(max_length=200)] | None = None
    limit: Annotated[int, Meta(ge=1, le=200)] = 50


DerivationOf = Literal["cell", "so_far", "final", "letter"]


class DerivationQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`column_id` goes with a cell."""

    of: DerivationOf
    column_id: Id | None = None


class DerivationView(msgspec.Struct, frozen=True, kw_only=True):
    """`people` are the names of those who changed something in it, by id."""

    derivation: Derivation
    people: dict[str, str]


class StandingsBody(msgspec.Struct, forbid_unknown_fields=True):
    standings: Annotated[list[Standing], Meta(max_length=10)]
    why: Why = ""


class TieBody(msgspec.Struct, forbid_unknown_fields=True):
    students: Annotated[list[Id], Meta(min_length=2, max_length=500)]
    decision: Literal["in_order", "all_lower"]
    why: Why = ""


class ColumnShown(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: Id
    published: bool


class Publication(msgspec.Struct, forbid_unknown_fields=True):
    columns: Annotated[list[ColumnShown], Meta(max_length=MAX_COLUMNS)] = []
    total: TotalShown | UnsetType = UNSET
    why: Why = ""


class FeedSource(msgspec.Struct, frozen=True, kw_only=True):
    """Something whose results a column can be read from. `used`: one is already."""

    kind: FeedKind
    id: str
    title: str
    points: Decimal
    used: bool = False


class MyCategory(msgspec.Struct, frozen=True, kw_only=True):
    """`share` is of 100, null while nothing of it counts."""

    id: str
    title: str
    weight: Decimal
    drop: int
    extra: bool
    share: Decimal | None


class MyColumn(msgspec.Struct, frozen=True, kw_only=True):
    """`dropped`: left out as one of the lowest."""

    id: str
    title: str
    category_id: str
    points: Decimal
    extra: bool
    published: bool
    state: CellState
    score: Decimal | None
    late: bool
    dropped: bool


class MyTotals(msgspec.Struct, frozen=True, kw_only=True):
    so_far: Decimal | None
    final: Decimal | None
    letter: str | None


class MyGrades(msgspec.Struct, frozen=True, kw_only=True):
    """One student's own grades: what is published of them, and totals of that alone. `totals` is null while the course
    keeps them hidden."""

    categories: tuple[MyCategory, ...]
    columns: tuple[MyColumn, ...]
    totals: MyTotals | None


class Supposed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    column_id: Id
    points: Decimal


class WhatIfBody(msgspec.Struct, forbid_unknown_fields=True):
    """Scores that one supposes. Nothing of this is kept."""

    scores: Annotated[list[Supposed], Meta(max_length=MAX_COLUMNS)]


class GradeImport(msgspec.Struct, forbid_unknown_fields=True):
    """A CSV or XLSX file with a heading: names or e-mail addresses of students, and titles of columns. `dry_run`: say
    what it would change, and keep nothing."""

    file: Annotated[bytes, Meta(min_length=1, max_length=4 * 1024 * 1024)]
    dry_run: bool = True
    why: Why = ""


class ImportedMark(msgspec.Struct, frozen=True, kw_only=True):
    column_id: str
    student_id: str
    before: CellView
    put: Put
    points: Decimal | None


class GradeImportFault(msgspec.Struct, frozen=True, kw_only=True):
    """`line` counts from 1; `field` is the column's heading, or empty for a whole line."""

    line: int
    field: str
    code: Literal["unreadable", "no_heading", "unknown_student", "not_unique", "not_a_score", "empty"]
    message: str


class GradeImportReport(msgspec.Struct, frozen=True, kw_only=True):
    """What a file changes. With faults nothing of it is kept. `ignored`: headings that are no column that can be
    entered."""

    saved: bool
    changes: tuple[ImportedMark, ...]
    unchanged: int
    faults: tuple[GradeImportFault, ...]
    ignored: tuple[str, ...]


class GradebookExportQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    language: Literal["ko", "en"] = "en"
