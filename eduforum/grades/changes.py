"""What would be if: a student's own scores for oneself, and a change of the book for a whole class."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

import msgspec

from eduforum.grades.gradebook import Reckoned, Results, candidate, reckon_student
from eduforum.grades.ranking import assign
from eduforum.grades.schemas import Cell, Student


class WhatIf(NamedTuple):
    """`letter` is what the total if nothing more is handed in would earn. None where quotas decide: what the others
    will have is not known. `reckoned` is both totals with all that they came of."""

    reckoned: Reckoned
    letter: str | None


class Move(NamedTuple):
    """A student whose letter a change would alter. `pushed`: neither marks nor total of the student's own change."""

    student: str
    before: str | None
    after: str | None
    percent_before: Fraction | None
    percent_after: Fraction | None
    pushed: bool


def what_if(results: Results, student: Student, scores: Mapping[str, Decimal]) -> WhatIf:
    """`scores`: points by column, as if they were given on time. `results` are of the published book when a student
    asks."""
    tried = {column: Cell(state="score", raw=points) for column, points in scores.items()}
    supposed = msgspec.structs.replace(student, cells={**student.cells, **tried})
    reckoned = reckon_student(results.book, supposed)
    if results.grades.uses:
        return WhatIf(reckoned, None)
    alone = assign(
        results.book.policy, results.book.course_type, [candidate(supposed, reckoned.if_nothing_more.percent)]
    )
    return WhatIf(reckoned, alone.grades[student.id].letter)


def moves(before: Results, after: Results) -> tuple[Move, ...]:
    """Everybody in both whose letter a change would alter, in the order of the book."""
    records = {one.id: one for one in before.book.students}
    found = []
    for one in after.book.students:
        if one.id not in records or before.grades.grades[one.id].letter == after.grades.grades[one.id].letter:
            continue
        percent_before = before.students[one.id].if_nothing_more.percent
        percent_after = after.students[one.id].if_nothing_more.percent
        move = Move(
            student=one.id,
            before=before.grades.grades[one.id].letter,
            after=after.grades.grades[one.id].letter,
            percent_before=percent_before,
            percent_after=percent_after,
            pushed=one == records[one.id] and percent_before == percent_after,
        )
        found.append(move)
    return tuple(found)
