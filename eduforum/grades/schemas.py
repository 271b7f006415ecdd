"""A gradebook as data: cells with layers over their raw scores, columns in categories, and the students.

Points and percent are decimals. Whatever is laid over a raw score says who did it, when and why; what was taken back
keeps its place with `undone`, and takes no part.
"""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from eduforum.grades.exact import Exact
from eduforum.grades.policies import Policy, Standing

CellState = Literal["not_due", "awaiting", "missing", "excused", "score"]
Weighing = Literal["points", "equal", "weights"]
SourceKind = Literal["entered", "submission", "quiz", "attendance", "participation"]

Id = Annotated[str, Meta(min_length=1, max_length=64)]
Title = Annotated[str, Meta(min_length=1, max_length=200)]
Why = Annotated[str, Meta(max_length=2000)]
Points = Annotated[Decimal, Meta(description="In points")]
Percent = Annotated[Decimal, Meta(description="In percent")]


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """Who did something, when, and why."""

    by: Id
    at: Annotated[datetime, Meta(tz=True)]
    why: Why = ""


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """What a raw score was given for: a submission, an attempt, somebody's entry, and which version of it."""

    kind: SourceKind
    id: str
    version: int | None = None


class Late(msgspec.Struct, frozen=True, kw_only=True):
    """What lateness costs, as the late policy has reckoned it for this score: `deduction` points, by `clause`."""

    deduction: Exact
    clause: str
    reason: Why
    change: Change
    undone: Change | None = None


class Override(msgspec.Struct, frozen=True, kw_only=True):
    """Points set by hand. They stand, whatever is below them."""

    points: Points
    change: Change
    undone: Change | None = None


class _Curve(msgspec.Struct, tag_field="kind", frozen=True, kw_only=True):
    pass


class AddCurve(_Curve, tag="add", frozen=True, kw_only=True):
    """So many points more for everybody."""

    points: Points


class LinearCurve(_Curve, tag="linear", frozen=True, kw_only=True):
    """The straight line on which a score of `low` becomes `to_low`, and `high` becomes `to_high`."""

    low: Points
    to_low: Points
    high: Points
    to_high: Points


class RootCurve(_Curve, tag="root", frozen=True, kw_only=True):
    """The root of the share, times the points: √(score × points), rounded half up to hundredths of a point."""


Curve = AddCurve | LinearCurve | RootCurve


class Curved(msgspec.Struct, frozen=True, kw_only=True):
    """A curve over a column. It lifts nobody above the column's points, and lowers nobody unless `lowers`."""

    curve: Curve
    change: Change
    lowers: bool = False
    undone: Change | None = None


class Cell(msgspec.Struct, frozen=True, kw_only=True):
    """One student's mark of one column.

    - `not_due`: nothing is expected yet. Left out of the total so far, nothing in the other.
    - `awaiting`: handed in and not graded. Left out of both totals.
    - `missing`: not handed in. `zero` says whether that is nothing: now, in both totals; later, which is now in the
      other one alone; or never, which is in neither.
    - `excused`: left out of both, whatever `raw` or a layer says.
    - `score`: `raw`, and what is laid over it.

    An override makes a score of anything but what is excused.
    """

    state: CellState
    zero: Literal["now", "later", "never"] = "now"
    raw: Points | None = None
    source: Source | None = None
    late: Late | None = None
    override: Override | None = None
    change: Change | None = None


class Column(msgspec.Struct, frozen=True, kw_only=True):
    """`extra`: extra credit, which adds to what is earned and not to what can be. `droppable`: drop-lowest may take it.
    `weight`: in its category, where that weighs by weights. `published`: students see its scores."""

    id: Id
    title: Title
    category: Id
    points: Points
    weight: Decimal | None = None
    extra: bool = False
    droppable: bool = True
    published: bool = True
    curved: Curved | None = None


class Category(msgspec.Struct, frozen=True, kw_only=True):
    """`weight` is in percent of the total; an `extra` category adds on top of the rest. Of its columns the `drop` whose
    absence helps most are left out. `weighing`: by their points, all alike, or by weights of their own. `change`: who
    set this, last."""

    id: Id
    title: Title
    weight: Percent
    weighing: Weighing = "points"
    drop: Annotated[int, Meta(ge=0, le=100)] = 0
    extra: bool = False
    change: Change | None = None


class Attendance(msgspec.Struct, frozen=True, kw_only=True):
    """Class periods held, and those a student was absent from or late to, as far as the threshold counts them."""

    periods: Annotated[int, Meta(ge=0)]
    absences: Annotated[int, Meta(ge=0)]
    lates: Annotated[int, Meta(ge=0)] = 0


class Student(msgspec.Struct, frozen=True, kw_only=True):
    """`standings`: what the policy asks about: an auditor, a retake. A column without a cell is not due."""

    id: Id
    cells: dict[str, Cell]
    standings: tuple[Standing, ...] = ()
    attendance: Attendance | None = None


class Resolution(msgspec.Struct, frozen=True, kw_only=True):
    """How a tie over a cap was settled: in the order of `students`, or all of them with the lower letter."""

    students: tuple[Id, ...]
    decision: Literal["in_order", "all_lower"]
    change: Change
    undone: Change | None = None


class Gradebook(msgspec.Struct, frozen=True, kw_only=True):
    """`course_type` is a word of the institution's that its policy asks about. `most`: no total is above it."""

    course_type: str
    policy: Policy
    categories: tuple[Category, ...]
    columns: tuple[Column, ...]
    students: tuple[Student, ...]
    resolutions: tuple[Resolution, ...] = ()
    most: Percent | None = Decimal(100)
