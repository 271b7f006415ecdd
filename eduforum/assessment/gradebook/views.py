"""Gradebooks as people see them, out of the reckoned ones."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction

from eduforum.assessment.gradebook.records import BookRecord, CategoryRecord, CellRecord, ColumnRecord
from eduforum.assessment.gradebook.schemas import (
    CategoryView,
    CellView,
    ClassView,
    ColumnView,
    GradebookView,
    LetterMove,
    MyCategory,
    MyColumn,
    MyGrades,
    MyTotals,
    QuotaView,
    SettledTie,
    StudentView,
    TieView,
    TotalShown,
    TotalsView,
)
from eduforum.grades import changes
from eduforum.grades.cells import NOT_DUE, Scored, score
from eduforum.grades.exact import HUNDRED, rounded, shown
from eduforum.grades.gradebook import Reckoned, Results
from eduforum.grades.schemas import Cell, Gradebook
from eduforum.grades.totals import CategoryTotal

EMPTY = CellView()


def gradebook(record: BookRecord, results: Results, *, owner: bool) -> GradebookView:
    students = []
    for one in record.roster:
        scores = results.students[one.id].scores
        cells = tuple(
            None if (found := record.cells.get((column.id, one.id))) is None else cell_view(found, scores[column.id])
            for column in record.columns
        )
        students.append(
            StudentView(
                id=one.id,
                name=one.name,
                email=one.email,
                standings=record.standings.get(one.id, ()),
                cells=cells,
                totals=totals(results, one.id),
            )
        )
    return GradebookView(
        version=record.revision,
        owner=owner,
        settings=record.settings,
        categories=tuple(category_view(one) for one in record.categories),
        columns=tuple(column_view(one) for one in record.columns),
        students=tuple(students),
        totals=class_view(record, results),
    )


def category_view(one: CategoryRecord) -> CategoryView:
    return CategoryView(
        id=one.id,
        title=one.title,
        weight=one.weight,
        weighing=one.weighing,
        drop=one.drop_lowest,
        extra=one.extra,
        version=one.version,
    )


def column_view(one: ColumnRecord) -> ColumnView:
    return ColumnView(
        id=one.id,
        title=one.title,
        category_id=one.category_id,
        points=one.points,
        weight=one.weight,
        extra=one.extra,
        droppable=one.droppable,
        published=one.published,
        curved=one.curved,
        source=one.source_kind or "entered",
        version=one.version,
    )


def cell_view(record: CellRecord, scored: Scored) -> CellView:
    cell = record.cell
    points = None if scored.points is None else rounded(scored.points)
    return CellView(
        version=record.version,
        state=scored.state if cell.state != "excused" else "excused",
        points=None if points is None else plain(points),
        raw=None if cell.raw is None or cell.raw == points else plain(cell.raw),
        late=cell.late is not None and cell.late.undone is None,
        override=cell.override is not None and cell.override.undone is None,
    )


def cell_of(record: CellRecord, column: ColumnRecord) -> CellView:
    """One cell by itself."""
    return cell_view(record, score(record.cell, column.column()))


def totals(results: Results, student: str) -> TotalsView:
    reckoned, grade = results.students[student], results.grades.grades[student]
    return TotalsView(
        so_far=_percent(reckoned.so_far.percent, results.grades.scale_cuts),
        final=_percent(reckoned.if_nothing_more.percent, results.grades.cuts),
        letter=grade.letter,
        reason=grade.reason,
        rank=grade.rank,
    )


def class_view(record: BookRecord, results: Results) -> ClassView:
    grades = results.grades
    return ClassView(
        size=grades.size,
        quotas=tuple(
            QuotaView(letter=use.quota.down_to, given=use.given, most=use.most, least=use.least) for use in grades.uses
        ),
        ties=tuple(
            TieView(students=tie.students, upper=tie.upper, lower=tie.lower, seats=tie.seats) for tie in grades.ties
        ),
        settled=tuple(
            SettledTie(id=tie.id, students=tie.students, decision=tie.decision, why=tie.change.why)
            for tie in record.ties
            if tie.undone is None
        ),
    )


def moves(before: Results, after: Results) -> tuple[LetterMove, ...]:
    return tuple(
        LetterMove(student_id=one.student, before=one.before, after=one.after, pushed=one.pushed)
        for one in changes.moves(before, after)
    )


def my_grades(results: Results, student: str, total: TotalShown) -> MyGrades:
    """`results` are of the published book."""
    book, reckoned = results.book, results.students[student]
    return MyGrades(
        categories=tuple(_my_category(one) for one in reckoned.so_far.categories),
        columns=tuple(_my_columns(book, reckoned, _cells_of(book, student))),
        totals=my_totals(
            reckoned,
            results.grades.scale_cuts,
            results.grades.cuts,
            results.grades.grades[student].letter,
            total,
        ),
    )


def my_totals(
    reckoned: Reckoned,
    scale_cuts: tuple[Decimal, ...],
    cuts: tuple[Decimal, ...],
    letter: str | None,
    total: TotalShown,
) -> MyTotals | None:
    if total == "hidden":
        return None
    return MyTotals(
        so_far=_percent(reckoned.so_far.percent, scale_cuts),
        # Where letters are not shown, neither are the cuts that others' ranks made.
        final=_percent(reckoned.if_nothing_more.percent, cuts if total == "letter" else scale_cuts),
        letter=letter if total == "letter" else None,
    )


def _my_category(one: CategoryTotal) -> MyCategory:
    return MyCategory(
        id=one.category.id,
        title=one.category.title,
        weight=one.category.weight,
        drop=one.category.drop,
        extra=one.category.extra,
        share=None if one.share is None else plain(rounded(one.share * HUNDRED)),
    )


def _my_columns(book: Gradebook, reckoned: Reckoned, cells: Mapping[str, Cell]) -> Iterable[MyColumn]:
    dropped = {item.column for one in reckoned.so_far.categories for item in one.dropped}
    for column in book.columns:
        cell, scored = cells.get(column.id, NOT_DUE), reckoned.scores[column.id]
        yield MyColumn(
            id=column.id,
            title=column.title,
            category_id=column.category,
            points=column.points,
            extra=column.extra,
            published=column.published,
            state=scored.state,
            score=None if scored.points is None else plain(rounded(scored.points)),
            late=cell.late is not None and cell.late.undone is None,
            dropped=column.id in dropped,
        )


def _cells_of(book: Gradebook, student: str) -> Mapping[str, Cell]:
    return next(one.cells for one in book.students if one.id == student)


def _percent(percent: Fraction | None, cuts: tuple[Decimal, ...]) -> Decimal | None:
    return None if percent is None else shown(percent, cuts)


def plain(number: Decimal) -> Decimal:
    """Without zeros at the end that say nothing, and never with an exponent."""
    return number.quantize(Decimal(1)) if number == number.to_integral_value() else number.normalize()
