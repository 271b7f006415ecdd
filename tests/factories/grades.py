"""Gradebooks: small ones written out, and a term's worth from a seed."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from random import Random
from typing import Any

from msgspec.structs import replace

from eduforum.grades.policies import AbsenceRule, Ceiling, Outside, Policy, Quota, QuotaRule, ScaleStep
from eduforum.grades.schemas import (
    AddCurve,
    Attendance,
    Category,
    Cell,
    Change,
    Column,
    Curve,
    Curved,
    Gradebook,
    Late,
    LinearCurve,
    Override,
    RootCurve,
    Source,
    Student,
)

CHANGE = Change(by="professor", at=datetime(2026, 12, 18, 9, tzinfo=UTC), why="as the syllabus says")

LEASTS = {"A+": 95, "A0": 90, "B+": 85, "B0": 80, "C+": 75, "C0": 70, "D+": 65, "D0": 60, "F": 0}
SCALE = tuple(ScaleStep(letter=letter, least=Decimal(least)) for letter, least in LEASTS.items())

QUARTER = AbsenceRule(share="1/4", comparison="more_than", lates_per_absence=3, clause="Art. 34")

ABSOLUTE = Policy(title="by the scale alone", scale=SCALE)

# The scale within caps by size: A up to 35 %, A and B up to 75 %; small classes A up to 40 %.
CAPPED = Policy(
    title="caps over the scale",
    scale=SCALE,
    quota_rules=(
        QuotaRule(
            clause="16 students and more",
            from_size=16,
            quotas=(
                Quota(down_to="A0", most=Decimal(35)),
                Quota(down_to="B0", most=Decimal(75)),
            ),
        ),
        QuotaRule(clause="up to 15 students", to_size=15, quotas=(Quota(down_to="A0", most=Decimal(40)),)),
    ),
    outside=(
        Outside(standing="auditor", graded="not", clause="auditors"),
        Outside(standing="withdrawn", graded="not", clause="withdrawn"),
        Outside(standing="pass_fail", graded="pass_fail", clause="pass or fail"),
    ),
    ceilings=(Ceiling(standing="retake", letter="B+", clause="retakes"),),
    absence=QUARTER,
)

# Letters by rank with a quota for each; laboratories have wider ones. Heads rounded half up; retakes count apart.
RANKED = Policy(
    title="by rank",
    scale=SCALE,
    by="rank",
    quota_rules=(
        QuotaRule(clause="fewer than 10 students", to_size=9),
        QuotaRule(
            clause="laboratories",
            course_types=("laboratory", "foreign_language"),
            quotas=tuple(
                Quota(down_to=letter, most=Decimal(most))
                for letter, most in {"A+": 20, "A0": 40, "B+": 60, "B0": 80, "C+": 90}.items()
            ),
        ),
        QuotaRule(
            clause="lectures",
            quotas=tuple(
                Quota(down_to=letter, most=Decimal(most))
                for letter, most in {"A+": 15, "A0": 30, "B+": 50, "B0": 70, "C+": 85}.items()
            ),
        ),
    ),
    most_rounding="half_up",
    outside=(
        Outside(standing="auditor", graded="not"),
        Outside(standing="retake", graded="by_scale", clause="retakes count apart"),
        Outside(standing="exchange", graded="by_scale"),
    ),
    ceilings=(Ceiling(standing="retake", letter="A0", clause="retakes"),),
    absence=replace(QUARTER, comparison="at_least", counted=False),
)

# A range for each band: A 20–35 %, A and B 50–75 %, F up to 5 %.
RANGES = Policy(
    title="floors and caps",
    scale=SCALE,
    quota_rules=(
        QuotaRule(
            clause="all courses",
            quotas=(
                Quota(down_to="A0", least=Decimal(20), most=Decimal(35)),
                Quota(down_to="B0", least=Decimal(50), most=Decimal(75)),
                Quota(down_to="D0", least=Decimal(95)),
            ),
        ),
    ),
    outside=(Outside(standing="pass_fail", graded="pass_fail"),),
    ceilings=(Ceiling(standing="retake", letter="A0"),),
    absence=replace(QUARTER, lates_per_absence=2),
)

UNIVERSITIES = (CAPPED, RANKED, RANGES)


def mark(raw: str | int, **fields: Any) -> Cell:
    return Cell(state="score", raw=Decimal(raw), **fields)


def late(deduction: str, **fields: Any) -> Late:
    return Late(deduction=deduction, clause="10 % a started day", reason="a day late", change=CHANGE, **fields)


def override(points: str | int, **fields: Any) -> Override:
    return Override(points=Decimal(points), change=CHANGE, **fields)


def column(id: str, points: str | int = 100, category: str = "work", **fields: Any) -> Column:
    return Column(id=id, title=id, category=category, points=Decimal(points), **fields)


def category(id: str = "work", weight: str | int = 100, **fields: Any) -> Category:
    return Category(id=id, title=id, weight=Decimal(weight), **fields)


def student(id: str, cells: Mapping[str, Cell], *standings: str, attendance: Attendance | None = None) -> Student:
    return Student(id=id, cells=dict(cells), standings=standings, attendance=attendance)


def gradebook(
    columns: Sequence[Column], students: Sequence[Student] = (), categories: Sequence[Category] = (), **fields: Any
) -> Gradebook:
    """Everything in one category, by the scale alone, unless said otherwise."""
    fields = {"course_type": "lecture", "policy": ABSOLUTE, **fields}
    return Gradebook(
        columns=tuple(columns), students=tuple(students), categories=tuple(categories or (category(),)), **fields
    )


def scored(percents: Mapping[str, str | int], policy: Policy, **fields: Any) -> Gradebook:
    """A class with one column, so that each student's total is as written."""
    students = [student(name, {"exam": mark(percent)}) for name, percent in percents.items()]
    return gradebook([column("exam")], students, policy=policy, **fields)


def term(policy: Policy, seed: int, people: int = 200, course_type: str = "lecture") -> Gradebook:
    """A course of 40 columns in five categories at its end: lates, drops, excuses, curves, extra credit, absences, and
    some students with the very same marks."""
    random = Random(seed)
    categories = (
        category("quizzes", 20, weighing="equal", drop=2),
        category("assignments", 30, drop=1),
        category("participation", 10, weighing="weights", drop=3),
        category("exams", 40),
        category("bonus", 3, extra=True),
    )
    curves: tuple[Curve, ...] = (
        AddCurve(points=Decimal("2.5")),
        LinearCurve(low=Decimal(20), to_low=Decimal(40), high=Decimal(77), to_high=Decimal(80)),
        RootCurve(),
    )
    columns = [column(f"q{n}", random.choice(["7", "10", "15", "12.5"]), "quizzes", droppable=n > 0) for n in range(12)]
    columns += [column(f"a{n}", random.choice([20, 30, 50, 100]), "assignments", extra=n == 9) for n in range(10)]
    columns += [
        column(f"p{n}", 3, "participation", weight=Decimal(random.choice(["1", "1.5", "2"]))) for n in range(13)
    ]
    columns += [
        column(f"e{n}", 80, "exams", curved=Curved(curve=curve, change=CHANGE)) for n, curve in enumerate(curves)
    ]
    columns += [column("b0", 10, "bonus"), column("b1", 5, "bonus")]
    students: list[Student] = []
    for number in range(people):
        name = f"s{number:03}"
        if number % 25 == 24:
            students.append(replace(random.choice(students), id=name))
            continue
        ability = 0.99 - 0.55 * random.random() ** 2
        cells = {one.id: _cell(random, one, ability) for one in columns if random.random() > 0.01}
        absences = random.choice([0, 0, 1, 2, 4, 8, 11, 12])
        attendance = Attendance(periods=45, absences=absences, lates=random.randrange(7))
        standings = random.choices([(), ("auditor",), ("pass_fail",), ("retake",), ("exchange",)], [90, 2, 2, 4, 2])[0]
        students.append(student(name, cells, *standings, attendance=attendance))
    return gradebook(columns, students, categories, policy=policy, course_type=course_type)


def _cell(random: Random, one: Column, ability: float) -> Cell:
    match random.random():
        case chance if chance < 0.03:
            return Cell(state="excused", change=CHANGE)
        case chance if chance < 0.07:
            return Cell(state="missing", zero=random.choice(["now", "now", "now", "later", "never"]))
        case chance if chance < 0.08:
            return Cell(state="awaiting")
        case chance if chance < 0.09:
            return Cell(state="missing", override=override("1.5"))
    raw = round(one.points * Decimal(min(1, max(0, random.gauss(ability, 0.12)))), random.choice([0, 1, 2]))
    cell = mark(str(raw), source=Source(kind="submission", id=f"{one.id}-1", version=1), change=CHANGE)
    if one.category == "assignments" and random.random() < 0.15:
        undone = random.choice([None, None, CHANGE])
        cell = replace(cell, late=late(random.choice(["10/3", "4", "25/7"]), undone=undone))
    if random.random() < 0.02:
        cell = replace(cell, override=override(random.choice(["2", "3"]), undone=random.choice([None, CHANGE])))
    return cell
