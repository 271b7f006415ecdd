"""The derivations of a student's scores, totals and letter: the numbers that were reckoned, and what they came of."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from msgspec.structs import replace

from eduforum.grades.absences import judge
from eduforum.grades.cells import NOT_DUE, Scored
from eduforum.grades.derivation import Derivation, Role, Why
from eduforum.grades.dropping import Item
from eduforum.grades.exact import HUNDRED, rounded, shown
from eduforum.grades.gradebook import Results, candidate
from eduforum.grades.letters import place_of
from eduforum.grades.policies import Policy
from eduforum.grades.ranking import Candidate, Grade, Grades, Use, ceiling_of, outside_of
from eduforum.grades.schemas import Cell, Change, Column, Student
from eduforum.grades.totals import CategoryTotal, TotalKind


def explain_cell(column: Column, cell: Cell, scored: Scored) -> Derivation:
    """The points of one cell, layer by layer."""
    after: dict[str, Fraction] = {stage.layer: stage.points for stage in scored.stages}
    most = str(Fraction(column.points))
    parts: list[Derivation] = []
    if cell.raw is not None:
        parts.append(Derivation(kind="raw", about=column.id, source=cell.source, change=cell.change))
        if cell.late is not None:
            late = Derivation(kind="late", about=column.id, clause=cell.late.clause, reason=cell.late.reason)
            parts.append(_by(late, cell.late.change, cell.late.undone))
        if column.curved is not None:
            curve = Derivation(kind="curve", about=column.id, curve=column.curved.curve)
            parts.append(_by(curve, column.curved.change, column.curved.undone))
    if cell.override is not None:
        override = Derivation(kind="override", about=column.id)
        parts.append(_by(override, cell.override.change, cell.override.undone))
    return Derivation(
        kind="cell",
        about=column.id,
        why=None if scored.state == "score" else scored.state,
        value=_exact(scored.points),
        of=most,
        shown=None if scored.points is None else rounded(scored.points),
        change=cell.change,
        parts=tuple(_of(part, after.get(part.kind), most) for part in parts),
    )


def explain_total(results: Results, student: Student, kind: TotalKind) -> Derivation:
    """One of the totals."""
    book, reckoned = results.book, results.students[student.id]
    found, cuts = reckoned.if_nothing_more, results.grades.cuts
    if kind == "so_far":
        found, cuts = reckoned.so_far, results.grades.scale_cuts
    columns = {column.id: column for column in book.columns}
    return Derivation(
        kind="total",
        about=student.id,
        why=kind,
        value=_exact(found.percent),
        of=None if book.most is None else str(Fraction(book.most)),
        shown=None if found.percent is None else shown(found.percent, cuts),
        parts=tuple(_category(columns, student, reckoned.scores, one) for one in found.categories),
    )


def explain_grade(results: Results, student: Student) -> Derivation:
    """The letter: the total that it goes by, and absences, rank and quotas where they are asked about."""
    policy, grades, grade = results.book.policy, results.grades, results.grades.grades[student.id]
    percent = results.students[student.id].if_nothing_more.percent
    parts = [explain_total(results, student, "if_nothing_more")]
    parts += _scale(policy, percent, grades, grade) + _attendance(policy, student)
    if grade.rank is not None and grades.rule is not None and grades.uses:
        rank, size = str(grade.rank), str(grades.size)
        parts.append(Derivation(kind="rank", about=student.id, role="shown", value=rank, of=size))
        parts += [part for use in grades.uses for part in _quota(use, grades.rule.clause)]
    return Derivation(
        kind="grade",
        about=student.id,
        why=grade.reason,
        value=_exact(percent),
        shown=None if percent is None else shown(percent, grades.cuts),
        letter=grade.letter,
        clause=_clause(policy, candidate(student, percent), grade),
        change=grade.settled.change if grade.settled else None,
        parts=tuple(parts),
    )


def _category(
    columns: Mapping[str, Column], student: Student, scores: Mapping[str, Scored], one: CategoryTotal
) -> Derivation:
    def cell(column: str) -> Derivation:
        return explain_cell(columns[column], student.cells.get(column, NOT_DUE), scores[column])

    def counted(items: Sequence[Item], role: Role) -> list[Derivation]:
        found = []
        for item in items:
            points = item.earned / item.weight * Fraction(columns[item.column].points)
            weighed = replace(cell(item.column), role=role, weight=str(item.weight))
            found.append(replace(weighed, value=str(points), shown=rounded(points)))
        return found

    parts = counted(one.kept, "counted") + counted(one.dropped, "dropped") + counted(one.extra, "extra")
    parts += [replace(cell(column), role="left_out", why=why) for column, why in one.left_out]
    places = {column: place for place, column in enumerate(columns)}
    role: Role = "extra" if one.category.extra else "counted"
    if one.share is None:
        role = "left_out" if one.category.extra else "gives_weight"
    return Derivation(
        kind="category",
        about=one.category.id,
        role=role,
        why="nothing_counts" if one.share is None else None,
        value=_exact(one.share),
        of="1",
        shown=None if one.share is None else rounded(one.share * HUNDRED),
        weight=str(one.weight),
        stated_weight=one.category.weight,
        change=one.category.change,
        parts=tuple(sorted(parts, key=lambda part: places[part.about])),
    )


def _scale(policy: Policy, percent: Fraction | None, grades: Grades, grade: Grade) -> list[Derivation]:
    """The letter that the total earns by itself, and from which total on it does."""
    if percent is None or grade.reason == "outside":
        return []
    step = policy.scale[place_of(policy.scale, percent)]
    least, letter = step.least, step.letter
    if grade.reason == "pass_fail":
        least, letter = policy.pass_at, policy.pass_letter
    elif grade.rank is not None and least != 0 and least not in grades.scale_cuts:
        return []
    return [Derivation(kind="scale", about=letter, role="shown", value=str(Fraction(least)), letter=letter)]


def _attendance(policy: Policy, student: Student) -> list[Derivation]:
    if policy.absence is None or student.attendance is None:
        return []
    absence = judge(student.attendance, policy.absence)
    return [
        Derivation(
            kind="attendance",
            about=student.id,
            role="counted" if absence.fails else "shown",
            value=str(absence.counted),
            of=str(absence.limit),
            shown=rounded(absence.limit),
            clause=policy.absence.clause,
        )
    ]


def _quota(use: Use, clause: str) -> list[Derivation]:
    """So many of so many, for the cap and for the floor."""
    limits: list[tuple[int | None, Why]] = [(use.most, "quota"), (use.least, "floor")]
    return [
        Derivation(
            kind="quota",
            about=use.quota.down_to,
            role="shown",
            why=why,
            value=str(use.given),
            of=str(limit),
            clause=clause,
        )
        for limit, why in limits
        if limit is not None
    ]


def _clause(policy: Policy, one: Candidate, grade: Grade) -> str:
    """Where it is written what decided the letter apart from the scale and the quotas."""
    if grade.reason == "absence" and policy.absence is not None:
        return policy.absence.clause
    if grade.reason == "ceiling":
        letter = policy.scale[ceiling_of(policy, one)].letter
        limits = (limit for limit in policy.ceilings if limit.standing in one.standings)
        return next((limit.clause for limit in limits if limit.letter == letter), "")
    outside = outside_of(policy, one)
    return outside.clause if outside else ""


def _by(part: Derivation, change: Change, undone: Change | None) -> Derivation:
    return replace(part, role="counted" if undone is None else "undone", change=change, undone=undone)


def _of(part: Derivation, points: Fraction | None, most: str) -> Derivation:
    """A layer with the points after it; one that is undone has none."""
    return replace(part, value=_exact(points), of=most, shown=None if points is None else rounded(points))


def _exact(value: Fraction | None) -> str | None:
    return None if value is None else str(value)
