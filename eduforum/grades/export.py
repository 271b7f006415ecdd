"""A term's grades as one JSON document with all they came of, and the program that reckons them again.

`docs/term-export.md` describes the document. `checker.py` is one file of the standard library alone, so that it can be
kept beside the document and run years later, without this server.
"""

from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Literal

import msgspec

from eduforum.grades.exact import Exact, shown
from eduforum.grades.gradebook import Results, reckon
from eduforum.grades.ranking import Reason
from eduforum.grades.schemas import Gradebook
from eduforum.grades.totals import Total

FORMAT: Literal["eduforum-grades"] = "eduforum-grades"
VERSION: Literal[1] = 1


class ExportedTotal(msgspec.Struct, frozen=True, kw_only=True):
    """In percent. Both are null while nothing counts."""

    exact: Exact | None
    shown: Decimal | None


class ExportedStudent(msgspec.Struct, frozen=True, kw_only=True):
    """`cells`: points by column, `categories`: shares by category, both exact; null for what does not count."""

    id: str
    cells: dict[str, Exact | None]
    categories: dict[str, Exact | None]
    so_far: ExportedTotal
    final: ExportedTotal
    letter: str | None
    reason: Reason
    rank: int | None


class ExportedQuota(msgspec.Struct, frozen=True, kw_only=True):
    """Heads with `letter` or a better one, of at most `most` and at least `least`."""

    letter: str
    given: int
    most: int | None
    least: int | None


class ExportedResults(msgspec.Struct, frozen=True, kw_only=True):
    """`size`: how many students count for quotas. `open_ties`: students with one total whom a cap parts, undecided."""

    size: int
    quotas: tuple[ExportedQuota, ...]
    open_ties: tuple[tuple[str, ...], ...]
    students: tuple[ExportedStudent, ...]


class Export(msgspec.Struct, frozen=True, kw_only=True):
    """`gradebook` is everything that was entered, `results` everything that was reckoned."""

    format: Literal["eduforum-grades"]
    version: Literal[1]
    course: str
    term: str
    gradebook: Gradebook
    results: ExportedResults


def export(book: Gradebook, *, course: str, term: str) -> Export:
    results = reckon(book)
    return Export(
        format=FORMAT,
        version=VERSION,
        course=course,
        term=term,
        gradebook=book,
        results=ExportedResults(
            size=results.grades.size,
            quotas=tuple(
                ExportedQuota(letter=use.quota.down_to, given=use.given, most=use.most, least=use.least)
                for use in results.grades.uses
            ),
            open_ties=tuple(tie.students for tie in results.grades.ties),
            students=tuple(_student(results, student) for student in results.students),
        ),
    )


def files(exported: Export) -> dict[str, bytes]:
    """The term export, by name of file."""
    document = msgspec.json.format(msgspec.json.encode(exported), indent=1)
    return {"grades.json": document, "check.py": Path(__file__).with_name("checker.py").read_bytes()}


def _student(results: Results, student: str) -> ExportedStudent:
    reckoned, grade = results.students[student], results.grades.grades[student]
    shares = {one.category.id: one.share for one in reckoned.if_nothing_more.categories}
    return ExportedStudent(
        id=student,
        cells={column: _exact(scored.points) for column, scored in reckoned.scores.items()},
        categories={category: _exact(share) for category, share in shares.items()},
        so_far=_total(reckoned.so_far, results.grades.scale_cuts),
        final=_total(reckoned.if_nothing_more, results.grades.cuts),
        letter=grade.letter,
        reason=grade.reason,
        rank=grade.rank,
    )


def _total(total: Total, cuts: tuple[Decimal, ...]) -> ExportedTotal:
    seen = None if total.percent is None else shown(total.percent, cuts)
    return ExportedTotal(exact=_exact(total.percent), shown=seen)


def _exact(value: Fraction | None) -> Exact | None:
    return None if value is None else str(value)
