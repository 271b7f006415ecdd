"""Columns read from the released results of quizzes."""

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

from eduforum.assessment.gradebook.schemas import FeedKind, FeedSource
from eduforum.db import Connection
from eduforum.grades.rules import MAX_PLACES
from eduforum.grades.schemas import Cell, Change, Source
from eduforum.learning.quiz import store as quizzes
from eduforum.learning.quiz.results import counting


class QuizFeed:
    """A quiz that is not released yet says nothing. Who did not take it by then is missing."""

    kind: FeedKind = "quiz"

    async def sources(self, conn: Connection, course_id: str) -> Sequence[FeedSource]:
        rows = await conn.fetch(
            """select q.id, q.title, q.points from quizzes q join sessions s on s.id = q.session_id
               where s.course_id = $1 and q.state <> 'draft' and q.points > 0 order by s.scheduled_at, q.id""",
            course_id,
        )
        return [FeedSource(kind="quiz", id=row["id"], title=row["title"], points=row["points"]) for row in rows]

    async def stamps(self, conn: Connection, sources: Sequence[str]) -> Mapping[str, str]:
        rows = await conn.fetch(
            """select q.id, q.seq, (select max(a.seq) from quiz_attempts a where a.quiz_id = q.id) as last
               from quizzes q where q.id = any ($1::uuid[]) and q.released is not null""",
            list(sources),
        )
        return {row["id"]: f"{row['seq']}.{row['last'] or 0}" for row in rows}

    async def scores(
        self, conn: Connection, source: str, points: Decimal, students: Sequence[str]
    ) -> Mapping[str, Cell]:
        quiz = await quizzes.quiz(conn, source)
        if quiz is None or quiz.released_at is None:
            return {}
        marked_by: str = await conn.fetchval("select created_by from quizzes where id = $1", source)
        marked = Change(by=marked_by, at=quiz.corrected_at or quiz.released_at)
        submitted = await quizzes.submitted(conn, source)
        counts = counting(quiz, submitted)
        found = {student: Cell(state="missing", change=marked) for student in students}
        for over in submitted:
            person = over.attempt.person_id
            if person in found and counts[person] == over.attempt.id:
                found[person] = Cell(
                    state="score",
                    raw=_of(points, over.earned, over.points),
                    source=Source(kind="quiz", id=over.attempt.id, version=over.attempt.number),
                    change=marked,
                )
        return found


def _of(points: Decimal, earned: Decimal, possible: Decimal) -> Decimal:
    """What was earned in the measure of the column: a question that was taken out makes an attempt worth less."""
    if possible in (points, 0):
        return earned
    return (earned * points / possible).quantize(Decimal(1).scaleb(-MAX_PLACES), ROUND_HALF_UP).normalize() + 0
