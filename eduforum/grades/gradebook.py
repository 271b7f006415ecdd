"""A gradebook reckoned through: scores, totals and letters of everybody, and what students see of it."""

from fractions import Fraction
from typing import NamedTuple

import msgspec

from eduforum.grades.cells import Scored
from eduforum.grades.ranking import Candidate, Grades, assign
from eduforum.grades.schemas import Cell, Gradebook, Student
from eduforum.grades.totals import Plan, Total, plan_of, scores_of, totals


class Reckoned(NamedTuple):
    """One student's scores by column, and both totals."""

    scores: dict[str, Scored]
    so_far: Total
    if_nothing_more: Total


class Results(NamedTuple):
    """All of a book, by student. Letters go by the total if nothing more is handed in: at the end of a term both are
    one."""

    book: Gradebook
    students: dict[str, Reckoned]
    grades: Grades


def reckon(book: Gradebook, known: Results | None = None) -> Results:
    """The book must be one that `rules.check` lets pass. `known`: of the book before a change, so that only those
    students are reckoned again whom it touches."""
    plan = plan_of(book)
    same = _unchanged(book, known) if known is not None else {}
    students = {one.id: same.get(one.id) or reckon_student(book, one, plan) for one in book.students}
    candidates = [candidate(one, students[one.id].if_nothing_more.percent) for one in book.students]
    return Results(book, students, assign(book.policy, book.course_type, candidates, book.resolutions))


def reckon_student(book: Gradebook, student: Student, plan: Plan | None = None) -> Reckoned:
    """`plan` is that of the book, where many students are reckoned."""
    scores = scores_of(book, student.cells)
    return Reckoned(scores, *totals(plan or plan_of(book), scores))


def candidate(student: Student, percent: Fraction | None) -> Candidate:
    return Candidate(student.id, percent, student.standings, student.attendance)


def published(book: Gradebook) -> Gradebook:
    """The book as its students may know it: a score that is not published awaits grading."""
    hidden = {column.id for column in book.columns if not column.published}
    if not hidden:
        return book
    columns = tuple(
        msgspec.structs.replace(column, curved=None) if column.id in hidden else column for column in book.columns
    )
    students = tuple(
        msgspec.structs.replace(
            student,
            cells={column: _hidden(cell) if column in hidden else cell for column, cell in student.cells.items()},
        )
        for student in book.students
    )
    return msgspec.structs.replace(book, columns=columns, students=students)


def _unchanged(book: Gradebook, known: Results) -> dict[str, Reckoned]:
    before = known.book
    if (book.columns, book.categories, book.most) != (before.columns, before.categories, before.most):
        return {}
    cells = {one.id: one.cells for one in before.students}
    return {one.id: known.students[one.id] for one in book.students if cells.get(one.id) == one.cells}


def _hidden(cell: Cell) -> Cell:
    return Cell(state="awaiting" if cell.state == "score" else cell.state, zero=cell.zero)
