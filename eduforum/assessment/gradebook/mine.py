"""A student's own grades: what is published of them, where each number comes from, and what would be if."""

from eduforum.assessment.gradebook import access, views
from eduforum.assessment.gradebook.books import Books
from eduforum.assessment.gradebook.marks import Marks
from eduforum.assessment.gradebook.schemas import DerivationQuery, DerivationView, MyGrades, MyTotals, WhatIfBody
from eduforum.auth.schemas import Principal
from eduforum.errors import Conflict, Detail, Invalid
from eduforum.grades.changes import what_if
from eduforum.grades.rules import MAX_NUMBER, MAX_PLACES


class Mine:
    def __init__(self, books: Books, marks: Marks) -> None:
        self._books = books
        self._marks = marks

    async def grades(self, principal: Principal, course_id: str) -> MyGrades:
        _, record, results = await self._books.results(
            principal, course_id, access.course_of_student, published_only=True
        )
        return views.my_grades(results, principal.user_id, record.settings.total)

    async def derivation(self, principal: Principal, course_id: str, query: DerivationQuery) -> DerivationView:
        """Raises `Conflict` `total_hidden` for what the course does not show."""
        _, record, results = await self._books.results(
            principal, course_id, access.course_of_student, published_only=True
        )
        shown = record.settings.total
        if (query.of in ("so_far", "final") and shown == "hidden") or (query.of == "letter" and shown != "letter"):
            raise _hidden()
        return await self._marks.explained(results, principal.user_id, query)

    async def what_if(self, principal: Principal, course_id: str, body: WhatIfBody) -> MyTotals:
        """The totals with scores that one supposes, published or not. Raises `Conflict` `total_hidden`."""
        _, record, results = await self._books.results(
            principal, course_id, access.course_of_student, published_only=True
        )
        columns = {one.id for one in record.columns}
        wrong = [
            Detail(f"scores[{place}]", "There is no such column, or this is no number of points.")
            for place, one in enumerate(body.scores)
            if one.column_id not in columns
            or not 0 <= one.points <= MAX_NUMBER
            or one.points != round(one.points, MAX_PLACES)
        ]
        if wrong:
            raise Invalid(details=wrong)
        student = next(one for one in results.book.students if one.id == principal.user_id)
        found = what_if(results, student, {one.column_id: one.points for one in body.scores})
        cuts = results.grades.scale_cuts
        totals = views.my_totals(found.reckoned, cuts, cuts, found.letter, record.settings.total)
        if totals is None:
            raise _hidden()
        return totals


def _hidden() -> Conflict:
    return Conflict("The course does not show this yet.", code="total_hidden")
