"""SQL of copying what is prepared in a course."""

from typing import Any, Literal

from eduforum.courses.copying import Copying
from eduforum.db import Connection

Kind = Literal["questions", "prepared_polls", "decks", "plans"]

# What is archived or deleted stays behind.
_LIVE: dict[str, str] = {
    "questions": "archived_at is null",
    "prepared_polls": "true",
    "decks": "removed_at is null",
    "plans": "deleted_at is null",
}


async def ids_of(conn: Connection, kind: str, course_id: str) -> list[str]:
    rows = await conn.fetch(f"select id from {kind} where course_id = $1 and {_LIVE[kind]} order by id", course_id)
    return [row["id"] for row in rows]


async def contents(conn: Connection, kind: Kind, column: str, course_id: str) -> list[tuple[str, Any]]:
    rows = await conn.fetch(
        f"select id, {column} as content from {kind} where course_id = $1 and {_LIVE[kind]} order by id", course_id
    )
    return [(row["id"], row["content"]) for row in rows]


async def copy_questions(conn: Connection, copying: Copying) -> None:
    """Each as it is now: its first version in the new bank."""
    old, new = list(copying.ids), list(copying.ids.values())
    await conn.execute(
        """insert into questions (id, course_id, version, kind, difficulty, tags, text, words, bigrams, created_at,
                                  updated_at)
           select m.new, $3, 1, q.kind, q.difficulty, q.tags, q.text, q.words, q.bigrams, $4, $4
           from unnest($1::uuid[], $2::uuid[]) as m(old, new) join questions q on q.id = m.old""",
        old, new, copying.target, copying.now,
    )  # fmt: skip
    await conn.execute(
        """insert into question_versions (question_id, version, content, difficulty, tags, created_by, created_at)
           select m.new, 1, v.content, v.difficulty, v.tags, $3, $4
           from unnest($1::uuid[], $2::uuid[]) as m(old, new)
           join questions q on q.id = m.old
           join question_versions v on v.question_id = q.id and v.version = q.version""",
        old, new, copying.user_id, copying.now,
    )  # fmt: skip


async def add_prepared_poll(conn: Connection, copying: Copying, id: str, content: Any) -> None:
    await conn.execute(
        "insert into prepared_polls (id, course_id, content, created_by, updated_at) values ($1, $2, $3, $4, $5)",
        id, copying.target, content, copying.user_id, copying.now,
    )  # fmt: skip


async def copy_decks(conn: Connection, copying: Copying) -> None:
    """The file in the object store is shared, as by the decks that sessions take of prepared ones."""
    await conn.execute(
        """insert into decks (id, course_id, person_id, name, pages, size, created_at, file_id)
           select m.new, $3, $4, d.name, d.pages, d.size, $5, d.file_id
           from unnest($1::uuid[], $2::uuid[]) as m(old, new) join decks d on d.id = m.old""",
        list(copying.ids), list(copying.ids.values()), copying.target, copying.user_id, copying.now,
    )  # fmt: skip


async def copy_plan(conn: Connection, copying: Copying, source: str, id: str, steps: Any) -> None:
    await conn.execute(
        """insert into plans (id, course_id, title, steps, titles_shown, version, created_by, created_at, updated_at)
           select $2, $3, title, $4, titles_shown, 1, $5, $6, $6 from plans where id = $1""",
        source, id, copying.target, steps, copying.user_id, copying.now,
    )  # fmt: skip
