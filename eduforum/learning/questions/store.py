"""SQL of question banks."""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from asyncpg import Record

from eduforum.db import Connection
from eduforum.learning.questions.content import kind_of
from eduforum.learning.questions.schemas import Difficulty, QuestionRecord, QuestionSummary, TagCount
from eduforum.learning.questions.words import bigrams, folded, words_of

_RECORD = """
    select q.id, q.course_id, v.version, v.content, v.tags, v.difficulty, q.created_at, v.created_at as updated_at,
           u.name as updated_by, q.archived_at
    from questions q join question_versions v on v.question_id = q.id join users u on u.id = v.created_by
"""


async def lock_bank(conn: Connection, course_id: str) -> None:
    """Additions to a bank take turns, until the end of the transaction."""
    await conn.execute("select pg_advisory_xact_lock(hashtextextended('questions:' || $1::text, 0))", course_id)


async def count(conn: Connection, course_id: str) -> int:
    number: int = await conn.fetchval("select count(*) from questions where course_id = $1", course_id)
    return number


async def add(conn: Connection, questions: Sequence[QuestionRecord], made_by: str) -> None:
    await conn.executemany(
        """insert into questions
               (id, course_id, version, kind, difficulty, tags, text, words, bigrams, created_at, updated_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)""",
        [(record.id, record.course_id, record.version, *_columns(record), record.created_at, record.updated_at)
         for record in questions],
    )  # fmt: skip
    await _add_versions(conn, questions, made_by)


async def change(conn: Connection, record: QuestionRecord, made_by: str) -> bool:
    """Makes `record` the next version; False where another change came first."""
    done = await conn.fetchval(
        """update questions set version = $2, kind = $4, difficulty = $5, tags = $6, text = $7, words = $8,
               bigrams = $9, updated_at = $3
           where id = $1 and version = $2 - 1 returning 1""",
        record.id, record.version, record.updated_at, *_columns(record),
    )  # fmt: skip
    if done is None:
        return False
    await _add_versions(conn, [record], made_by)
    return True


async def set_archived(conn: Connection, question_id: str, archived_at: datetime | None) -> None:
    await conn.execute("update questions set archived_at = $2 where id = $1", question_id, archived_at)


async def question(conn: Connection, question_id: str, version: int | None = None) -> QuestionRecord | None:
    """As it is, or as it was at a version; archived ones too."""
    row = await conn.fetchrow(
        f"{_RECORD} where q.id = $1 and v.version = coalesce($2, q.version)", question_id, version
    )
    return None if row is None else _record(row)


async def versions(conn: Connection, question_id: str, before: int | None, limit: int) -> list[QuestionRecord]:
    """Newest first."""
    rows = await conn.fetch(
        f"{_RECORD} where q.id = $1 and ($2::integer is null or v.version < $2) order by v.version desc limit $3",
        question_id, before, limit,
    )  # fmt: skip
    return [_record(row) for row in rows]


async def current(
    conn: Connection, course_id: str, limit: int, ids: Sequence[str] | None = None
) -> list[QuestionRecord]:
    """The questions of a bank that are not archived, oldest first; of `ids` where those are given."""
    rows = await conn.fetch(
        f"""{_RECORD} where q.course_id = $1 and v.version = q.version and q.archived_at is null
            and ($2::uuid[] is null or q.id = any ($2)) order by q.id limit $3""",
        course_id, ids, limit,
    )  # fmt: skip
    return [_record(row) for row in rows]


async def search(
    conn: Connection,
    course_id: str,
    *,
    search: str,
    kind: str | None,
    difficulty: Difficulty | None,
    tag: str | None,
    archived: bool,
    after: str | None,
    limit: int,
) -> list[QuestionSummary]:
    """Newest first."""
    words = folded(search)
    rows = await conn.fetch(
        """select id, version, kind, left(text, 300) as text, tags, difficulty, updated_at, archived_at from questions q
           where course_id = $1 and (archived_at is not null) = $2
             and ($3::text is null or kind = $3)
             and ($4::text is null or difficulty = $4)
             and ($5::text is null or exists (select 1 from unnest(tags) t where lower(t) = lower($5)))
             and bigrams @> $6
             and not exists (select 1 from unnest($7::text[]) w where position(w in q.words) = 0)
             and ($8::uuid is null or id < $8)
           order by id desc limit $9""",
        course_id, archived, kind, difficulty, tag, bigrams(words), words.split(), after, limit,
    )  # fmt: skip
    return [msgspec.convert(dict(row), QuestionSummary) for row in rows]


async def tags(conn: Connection, course_id: str) -> list[TagCount]:
    """The tags of the questions that are not archived, the most used first."""
    rows = await conn.fetch(
        """select min(tag) as tag, count(*) as questions
           from questions q, unnest(q.tags) tag where q.course_id = $1 and q.archived_at is null
           group by lower(tag) order by count(*) desc, min(tag)""",
        course_id,
    )
    return [TagCount(row["tag"], row["questions"]) for row in rows]


async def _add_versions(conn: Connection, questions: Sequence[QuestionRecord], made_by: str) -> None:
    await conn.executemany(
        """insert into question_versions (question_id, version, content, difficulty, tags, created_by, created_at)
           values ($1, $2, $3, $4, $5, $6, $7)""",
        [(record.id, record.version, record.question, record.difficulty,
          list(record.tags), made_by, record.updated_at) for record in questions],
    )  # fmt: skip


def _columns(record: QuestionRecord) -> tuple[object, ...]:
    """What lists go by: kind, difficulty, tags, text, words, bigrams."""
    words = words_of(record.question, record.tags)
    return (
        kind_of(record.question),
        record.difficulty,
        list(record.tags),
        record.question.text,
        words,
        bigrams(words),
    )


def _record(row: Record) -> QuestionRecord:
    fields = dict(row)
    fields["question"] = fields.pop("content")
    return msgspec.convert(fields, QuestionRecord)
