"""SQL of quizzes: records out, and the rows that a room's journal writes."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple, TypeVar

import msgspec
from asyncpg import Record

from eduforum.db import Connection
from eduforum.learning.questions.content import Response
from eduforum.learning.quiz.schemas import (
    Accommodation,
    AttemptRecord,
    Correction,
    CorrectionRecord,
    EndedBy,
    Extension,
    Progress,
    QuizItem,
    QuizRecord,
    QuizState,
    Released,
)
from eduforum.learning.quiz.scoring import Score
from eduforum.media.tools import Row

T = TypeVar("T")

_QUIZ = """
    select q.id, q.session_id, s.course_id, q.title, q.state, q.settings, q.parts, q.questions, q.points,
           q.extra_minutes, q.released, q.opened_at, q.closed_at, q.released_at, q.corrected_at
    from quizzes q join sessions s on s.id = q.session_id
"""

_ITEM = """
    select i.number, i.part, i.question_id, i.question_version, i.points, v.content as question, i.correction
    from quiz_items i join question_versions v on v.question_id = i.question_id and v.version = i.question_version
"""

_ATTEMPT_FIELDS = (
    "a.id, a.quiz_id, a.person_id, a.number, a.seed, a.items, a.minutes, a.started_at, a.deadline, a.submitted_at, "
    "a.ended_by"
)

# A quiz of this room; the place in its sequence is of no matter.
_HERE = "q.session_id = $1 and $2::bigint is not null"


class SavedAnswer(NamedTuple):
    place: int
    response: Response | None
    saved_at: datetime


class Submitted(NamedTuple):
    """An attempt that is over, and what it earned."""

    attempt: AttemptRecord
    name: str
    earned: Decimal
    points: Decimal


async def quiz(conn: Connection, quiz_id: str) -> QuizRecord | None:
    row = await conn.fetchrow(f"{_QUIZ} where q.id = $1", quiz_id)
    return None if row is None else _as(row, QuizRecord)


async def course_of(conn: Connection, session_id: str) -> str:
    course_id: str = await conn.fetchval("select course_id from sessions where id = $1", session_id)
    return course_id


async def quizzes(conn: Connection, session_id: str, *, drafts: bool) -> list[QuizRecord]:
    """In the order in which they were made."""
    rows = await conn.fetch(
        f"{_QUIZ} where q.session_id = $1 and ($2 or q.state <> 'draft') order by q.id", session_id, drafts
    )
    return [_as(row, QuizRecord) for row in rows]


async def takers(conn: Connection, session_id: str) -> dict[str, int]:
    """How many people have handed in each quiz of a session."""
    rows = await conn.fetch(
        """select a.quiz_id, count(distinct a.person_id)::int as people
           from quizzes q join quiz_attempts a on a.quiz_id = q.id
           where q.session_id = $1 and a.submitted_at is not null group by a.quiz_id""",
        session_id,
    )
    return {row["quiz_id"]: row["people"] for row in rows}


async def items(conn: Connection, quiz_id: str) -> list[QuizItem]:
    rows = await conn.fetch(f"{_ITEM} where i.quiz_id = $1 order by i.number", quiz_id)
    return [_as(row, QuizItem) for row in rows]


async def item(conn: Connection, quiz_id: str, number: int) -> QuizItem:
    """One that is known to be there."""
    row = await conn.fetchrow(f"{_ITEM} where i.quiz_id = $1 and i.number = $2", quiz_id, number)
    assert row is not None
    return _as(row, QuizItem)


async def attempts(conn: Connection, quiz_id: str, person_id: str) -> list[AttemptRecord]:
    """Somebody's, in their order."""
    rows = await conn.fetch(
        f"select {_ATTEMPT_FIELDS} from quiz_attempts a where a.quiz_id = $1 and a.person_id = $2 order by a.number",
        quiz_id, person_id,
    )  # fmt: skip
    return [_as(row, AttemptRecord) for row in rows]


async def attempts_of_session(conn: Connection, session_id: str, person_id: str) -> list[AttemptRecord]:
    rows = await conn.fetch(
        f"""select {_ATTEMPT_FIELDS} from quiz_attempts a join quizzes q on q.id = a.quiz_id
            where q.session_id = $1 and a.person_id = $2 order by a.id""",
        session_id, person_id,
    )  # fmt: skip
    return [_as(row, AttemptRecord) for row in rows]


async def attempt(conn: Connection, quiz_id: str, attempt_id: str) -> AttemptRecord | None:
    row = await conn.fetchrow(
        f"select {_ATTEMPT_FIELDS} from quiz_attempts a where a.quiz_id = $1 and a.id = $2", quiz_id, attempt_id
    )
    return None if row is None else _as(row, AttemptRecord)


async def running(conn: Connection, quiz_id: str) -> list[AttemptRecord]:
    """The attempts of a quiz that are under way."""
    rows = await conn.fetch(
        f"select {_ATTEMPT_FIELDS} from quiz_attempts a where a.quiz_id = $1 and a.submitted_at is null order by a.id",
        quiz_id,
    )
    return [_as(row, AttemptRecord) for row in rows]


async def examined(conn: Connection, session_id: str, *, under_way: bool = True) -> frozenset[str]:
    """Who has an attempt under way in a quiz of the session that is an exam, or without `under_way`, has or had one."""
    rows = await conn.fetch(
        """select distinct a.person_id from quiz_attempts a join quizzes q on q.id = a.quiz_id
           where q.session_id = $1 and (q.settings ->> 'exam')::boolean and (a.submitted_at is null or not $2)""",
        session_id, under_way,
    )  # fmt: skip
    return frozenset(row["person_id"] for row in rows)


async def due(conn: Connection, session_id: str, until: datetime) -> list[AttemptRecord]:
    """The attempts of a session whose time is over, and that are not submitted."""
    rows = await conn.fetch(
        f"""select {_ATTEMPT_FIELDS} from quiz_attempts a join quizzes q on q.id = a.quiz_id
            where q.session_id = $1 and a.submitted_at is null and a.deadline <= $2 order by a.id""",
        session_id, until,
    )  # fmt: skip
    return [_as(row, AttemptRecord) for row in rows]


async def next_deadline(conn: Connection, session_id: str) -> datetime | None:
    deadline: datetime | None = await conn.fetchval(
        """select min(a.deadline) from quiz_attempts a join quizzes q on q.id = a.quiz_id
           where q.session_id = $1 and a.submitted_at is null""",
        session_id,
    )
    return deadline


async def sessions_to_end(conn: Connection) -> list[str]:
    """The sessions that have ended with attempts under way."""
    rows = await conn.fetch(
        """select distinct q.session_id from quizzes q join quiz_attempts a on a.quiz_id = q.id
           join sessions s on s.id = q.session_id where a.submitted_at is null and s.status = 'ended'"""
    )
    return [row["session_id"] for row in rows]


async def answers(conn: Connection, attempt_id: str) -> list[SavedAnswer]:
    rows = await conn.fetch(
        "select place, response, saved_at from quiz_answers where attempt_id = $1 order by place", attempt_id
    )
    return [_saved(row) for row in rows]


async def answers_of_quiz(conn: Connection, quiz_id: str) -> dict[str, list[SavedAnswer]]:
    """By attempt."""
    rows = await conn.fetch(
        """select n.attempt_id, n.place, n.response, n.saved_at
           from quiz_answers n join quiz_attempts a on a.id = n.attempt_id where a.quiz_id = $1""",
        quiz_id,
    )
    found: dict[str, list[SavedAnswer]] = {}
    for row in rows:
        found.setdefault(row["attempt_id"], []).append(_saved(row))
    return found


async def submitted(conn: Connection, quiz_id: str) -> list[Submitted]:
    """The attempts that are over, by name and number."""
    rows = await conn.fetch(
        f"""select {_ATTEMPT_FIELDS}, u.name as person_name, a.earned, a.points
            from quiz_attempts a join users u on u.id = a.person_id
            where a.quiz_id = $1 and a.submitted_at is not null order by u.name, a.person_id, a.number""",
        quiz_id,
    )
    return [Submitted(_as(row, AttemptRecord), row["person_name"], row["earned"], row["points"]) for row in rows]


async def scores(conn: Connection, attempt_ids: Iterable[str]) -> dict[str, list[Score]]:
    """By attempt, in the order of the questions."""
    rows = await conn.fetch(
        "select attempt_id, place, earned, points from quiz_scores where attempt_id = any ($1) order by place",
        list(attempt_ids),
    )
    found: dict[str, list[Score]] = {}
    for row in rows:
        found.setdefault(row["attempt_id"], []).append(Score(row["place"], row["earned"], row["points"]))
    return found


async def progress(conn: Connection, quiz_id: str, person_id: str | None = None) -> list[Progress]:
    """How far people are with their latest attempt; one's where that is given."""
    rows = await conn.fetch(
        f"""select distinct on (u.name, a.person_id) {_ATTEMPT_FIELDS}, u.name as person_name,
                (select count(*) from quiz_answers n where n.attempt_id = a.id and n.response is not null) as answered,
                (select max(saved_at) from quiz_answers n where n.attempt_id = a.id) as saved_at,
                (select count(*) from quiz_focus_losses f where f.attempt_id = a.id) as focus_losses,
                (select coalesce(sum(seconds), 0) from quiz_focus_losses f where f.attempt_id = a.id) as away_seconds
            from quiz_attempts a join users u on u.id = a.person_id
            where a.quiz_id = $1 and ($2::uuid is null or a.person_id = $2)
            order by u.name, a.person_id, a.number desc""",
        quiz_id, person_id,
    )  # fmt: skip
    return [
        Progress(
            participant_id=row["person_id"],
            name=row["person_name"],
            attempt=_as(row, AttemptRecord).info(),
            answered=row["answered"],
            saved_at=row["saved_at"],
            focus_losses=row["focus_losses"],
            away_seconds=row["away_seconds"],
        )
        for row in rows
    ]


async def extensions(conn: Connection, quiz_id: str) -> list[Extension]:
    rows = await conn.fetch(
        "select person_id as participant_id, minutes from quiz_extensions where quiz_id = $1 order by person_id",
        quiz_id,
    )
    return [_as(row, Extension) for row in rows]


async def corrections(conn: Connection, quiz_id: str) -> list[CorrectionRecord]:
    """Latest first."""
    rows = await conn.fetch(
        """select c.id, c.number, c.before, c.after, u.name as made_by, c.made_at, c.undone_at
           from quiz_corrections c join users u on u.id = c.made_by where c.quiz_id = $1 order by c.id desc""",
        quiz_id,
    )
    return [_as(row, CorrectionRecord) for row in rows]


async def time_factor(conn: Connection, course_id: str, user_id: str) -> Decimal:
    factor: Decimal | None = await conn.fetchval(
        "select time_factor from accommodations where course_id = $1 and user_id = $2", course_id, user_id
    )
    return Decimal(1) if factor is None else factor


async def accommodations(conn: Connection, course_id: str) -> list[Accommodation]:
    rows = await conn.fetch(
        """select a.user_id, u.name, a.time_factor, a.no_cold_call, a.changed_at
           from accommodations a join users u on u.id = a.user_id where a.course_id = $1 order by u.name, a.user_id""",
        course_id,
    )
    return [_as(row, Accommodation) for row in rows]


async def set_accommodation(
    conn: Connection,
    course_id: str,
    user_id: str,
    factor: Decimal,
    no_cold_call: bool | None,
    changed_by: str,
    now: datetime,
) -> None:
    """`no_cold_call` None: as it is."""
    await conn.execute(
        """insert into accommodations (course_id, user_id, time_factor, no_cold_call, changed_by, changed_at)
           values ($1, $2, $3, coalesce($4, false), $5, $6)
           on conflict (course_id, user_id) do update
               set time_factor = excluded.time_factor, changed_by = excluded.changed_by,
                   no_cold_call = coalesce($4, accommodations.no_cold_call), changed_at = excluded.changed_at""",
        course_id, user_id, factor, no_cold_call, changed_by, now,
    )  # fmt: skip


async def people_of_course(conn: Connection, course_id: str, user_ids: Sequence[str]) -> set[str]:
    """Those of them who are students of the course now."""
    rows = await conn.fetch(
        """select user_id from enrollments
           where course_id = $1 and user_id = any ($2) and role = 'student' and ended_at is null""",
        course_id, list(user_ids),
    )  # fmt: skip
    return {row["user_id"] for row in rows}


def add_quiz(record: QuizRecord, made_by: str, now: datetime) -> Row:
    return Row(
        """insert into quizzes
               (session_id, seq, id, title, state, settings, parts, questions, points, created_by, created_at)
           values ($1, $2, $3, $4, 'draft', $5, $6, $7, $8, $9, $10)""",
        (record.id, record.title, record.settings, record.parts, record.questions, record.points, made_by, now),
    )


def add_item(quiz_id: str, item: QuizItem) -> Row:
    return Row(
        f"""insert into quiz_items (quiz_id, number, part, question_id, question_version, points)
            select q.id, $4, $5, $6, $7, $8 from quizzes q where q.id = $3 and {_HERE}""",
        (quiz_id, item.number, item.part, item.question_id, item.question_version, item.points),
    )


def delete_quiz(quiz_id: str) -> Row:
    return Row(f"delete from quizzes q where q.id = $3 and q.state = 'draft' and {_HERE}", (quiz_id,))


def set_state(quiz_id: str, state: QuizState, opened_at: datetime | None, closed_at: datetime | None) -> Row:
    return Row(
        "update quizzes set seq = $2, state = $4, opened_at = $5, closed_at = $6 where id = $3 and session_id = $1",
        (quiz_id, state, opened_at, closed_at),
    )


def set_released(quiz_id: str, released: Released | None, at: datetime | None) -> Row:
    return Row(
        "update quizzes set seq = $2, released = $4, released_at = $5 where id = $3 and session_id = $1",
        (quiz_id, released, at),
    )


def set_corrected(quiz_id: str, at: datetime) -> Row:
    return Row("update quizzes set seq = $2, corrected_at = $4 where id = $3 and session_id = $1", (quiz_id, at))


def add_extra_minutes(quiz_id: str, minutes: int) -> Row:
    return Row(
        "update quizzes set seq = $2, extra_minutes = extra_minutes + $4 where id = $3 and session_id = $1",
        (quiz_id, minutes),
    )


def add_extension(quiz_id: str, person_id: str, minutes: int) -> Row:
    return Row(
        f"""insert into quiz_extensions (quiz_id, person_id, minutes)
            select q.id, $4, $5 from quizzes q where q.id = $3 and {_HERE}
            on conflict (quiz_id, person_id) do update set minutes = quiz_extensions.minutes + excluded.minutes""",
        (quiz_id, person_id, minutes),
    )


def add_attempt(record: AttemptRecord) -> Row:
    return Row(
        """insert into quiz_attempts (id, quiz_id, person_id, number, seq, seed, items, minutes, started_at, deadline)
           select $4, q.id, $5, $6, $2, $7, $8, $9, $10, $11 from quizzes q where q.id = $3 and q.session_id = $1""",
        (record.quiz_id, record.id, record.person_id, record.number, record.seed, list(record.items), record.minutes,
         record.started_at, record.deadline),
    )  # fmt: skip


def set_deadline(attempt: AttemptRecord) -> Row:
    """Under way until then, again where it was over."""
    return Row(
        """update quiz_attempts a
           set seq = $2, minutes = $4, deadline = $5, submitted_at = null, ended_by = null, earned = null, points = null
           from quizzes q where a.id = $3 and q.id = a.quiz_id and q.session_id = $1""",
        (attempt.id, attempt.minutes, attempt.deadline),
    )


def save_answer(attempt_id: str, place: int, response: Response | None, now: datetime) -> Row:
    return Row(
        f"""insert into quiz_answers (attempt_id, place, seq, response, saved_at)
            select a.id, $4, $2, $5, $6 from quiz_attempts a join quizzes q on q.id = a.quiz_id
            where a.id = $3 and {_HERE}
            on conflict (attempt_id, place) do update
                set seq = excluded.seq, response = excluded.response, saved_at = excluded.saved_at""",
        (attempt_id, place, response, now),
    )


def add_focus_loss(attempt_id: str, at: datetime, seconds: int) -> Row:
    return Row(
        f"""insert into quiz_focus_losses (attempt_id, seq, lost_at, seconds)
            select a.id, $2, $4, $5 from quiz_attempts a join quizzes q on q.id = a.quiz_id
            where a.id = $3 and {_HERE}""",
        (attempt_id, at, seconds),
    )


def submit(attempt_id: str, at: datetime, ended_by: EndedBy) -> Row:
    return Row(
        """update quiz_attempts a set seq = $2, submitted_at = $4, ended_by = $5
           from quizzes q where a.id = $3 and q.id = a.quiz_id and q.session_id = $1""",
        (attempt_id, at, ended_by),
    )


def grade(attempt_id: str, scores: Sequence[Score], earned: Decimal, points: Decimal) -> list[Row]:
    """What an attempt earned, instead of what it earned before."""
    total = Row(
        """update quiz_attempts a set seq = $2, earned = $4, points = $5
           from quizzes q where a.id = $3 and q.id = a.quiz_id and q.session_id = $1""",
        (attempt_id, earned, points),
    )
    each = Row(
        f"""insert into quiz_scores (attempt_id, place, earned, points)
            select a.id, n.place, n.earned, n.points
            from quiz_attempts a join quizzes q on q.id = a.quiz_id,
                 unnest($4::integer[], $5::numeric[], $6::numeric[]) as n (place, earned, points)
            where a.id = $3 and {_HERE}
            on conflict (attempt_id, place) do update set earned = excluded.earned, points = excluded.points""",
        (attempt_id, [s.place for s in scores], [s.earned for s in scores], [s.points for s in scores]),
    )
    return [total, each]


def set_correction(quiz_id: str, number: int, correction: Correction | None) -> Row:
    return Row(
        f"""update quiz_items i set correction = $5 from quizzes q
            where i.quiz_id = $3 and i.number = $4 and q.id = i.quiz_id and {_HERE}""",
        (quiz_id, number, correction),
    )


def add_correction(record: CorrectionRecord, quiz_id: str, made_by: str) -> Row:
    return Row(
        """insert into quiz_corrections (id, quiz_id, number, seq, before, after, made_by, made_at)
           select $4, q.id, $5, $2, $6, $7, $8, $9 from quizzes q where q.id = $3 and q.session_id = $1""",
        (quiz_id, record.id, record.number, record.before, record.after, made_by, record.made_at),
    )


def undo_correction(correction_id: str, at: datetime) -> Row:
    return Row(
        f"update quiz_corrections c set undone_at = $4 from quizzes q where c.id = $3 and q.id = c.quiz_id and {_HERE}",
        (correction_id, at),
    )


def _as(row: Record, kind: type[T]) -> T:
    return msgspec.convert(dict(row), kind)


def _saved(row: Record) -> SavedAnswer:
    response: Any = row["response"]
    if response is not None:
        response = msgspec.convert(response, Response)
    return SavedAnswer(row["place"], response, row["saved_at"])
