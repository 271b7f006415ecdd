"""SQL of the question board. Rows are written by a room's journal while it is live, and directly before and after."""

from datetime import datetime
from typing import NamedTuple

from eduforum.db import Connection
from eduforum.learning.question_board.schemas import QuestionState
from eduforum.media.schemas import RoomRole
from eduforum.media.tools import Row


class Record(NamedTuple):
    """A question as it is stored, with the number of its votes."""

    id: str
    author_id: str
    author_name: str
    author_role: RoomRole
    anonymous: bool
    text: str
    asked_at: datetime
    state: QuestionState
    answer: str
    answered_by: str | None
    queued_at: datetime | None
    merged_into: str | None
    votes: int


_COLUMNS = """
    q.id, q.author_id, q.author_name, q.author_role, q.anonymous, q.text, q.asked_at, q.state, q.answer, q.answered_by,
    q.queued_at, q.merged_into, (select count(*) from board_votes v where v.question_id = q.id)::int as votes
"""

_ADD = """
    insert into board_questions (session_id, id, author_id, author_name, author_role, anonymous, text, asked_at)
    select $1, $3, $4, $5, $6, $7, $8, $9 where $2::bigint >= 0
"""

# Wishes for a question are its people's: a vote of a question's own author would count them twice.
_VOTE = """
    with gone as (
        delete from board_votes where not $5 and question_id = $3 and person_id = $4
    )
    insert into board_votes (question_id, person_id)
    select id, $4 from board_questions where $5 and session_id = $1 and id = $3 and $2::bigint >= 0
    on conflict do nothing
"""

_MERGE = """
    with taken as (
        insert into board_votes (question_id, person_id)
        select $4, person_id from (
            select person_id from board_votes where question_id = $3
            union select author_id from board_questions where id = $3
        ) wishes
        where person_id <> (select author_id from board_questions where id = $4)
        on conflict do nothing
    )
    update board_questions set merged_into = $4, queued_at = null
    where session_id = $1 and id = $3 and $2::bigint >= 0
"""

_CHANGE = """
    update board_questions set state = $4, answer = $5, answered_by = $6, queued_at = $7
    where session_id = $1 and id = $3 and $2::bigint >= 0
"""


def add(question: Record) -> Row:
    return Row(
        _ADD,
        (
            question.id, question.author_id, question.author_name, question.author_role, question.anonymous,
            question.text, question.asked_at,
        ),
    )  # fmt: skip


def vote(question_id: str, person_id: str, on: bool) -> Row:
    return Row(_VOTE, (question_id, person_id, on))


def merge(question_id: str, into: str) -> Row:
    return Row(_MERGE, (question_id, into))


def change(question: Record) -> Row:
    """Its state, answer and place on the strip."""
    return Row(_CHANGE, (question.id, question.state, question.answer, question.answered_by, question.queued_at))


async def is_live(conn: Connection, session_id: str) -> bool:
    """Whether the session is live; as long as the transaction lasts it neither starts nor ends."""
    status = await conn.fetchval("select status from sessions where id = $1 for share", session_id)
    return bool(status == "live")


async def question(conn: Connection, session_id: str, question_id: str) -> Record | None:
    row = await conn.fetchrow(
        f"select {_COLUMNS} from board_questions q where q.session_id = $1 and q.id = $2", session_id, question_id
    )
    return None if row is None else Record(*row)


async def asked(conn: Connection, session_id: str) -> int:
    """How many questions are on the board, or answered."""
    found: int = await conn.fetchval(
        """select count(*) from board_questions
           where session_id = $1 and state <> 'removed' and merged_into is null""",
        session_id,
    )
    return found


async def questions(conn: Connection, session_id: str) -> list[Record]:
    """All of a session, in the order of asking."""
    rows = await conn.fetch(
        f"select {_COLUMNS} from board_questions q where q.session_id = $1 order by q.asked_at, q.id", session_id
    )
    return [Record(*row) for row in rows]


async def number(conn: Connection, session_id: str) -> int:
    count: int = await conn.fetchval("select count(*) from board_questions where session_id = $1", session_id)
    return count


async def voted(conn: Connection, session_id: str, person_id: str) -> list[str]:
    """What somebody has voted for."""
    rows = await conn.fetch(
        """select v.question_id from board_votes v join board_questions q on q.id = v.question_id
           where q.session_id = $1 and v.person_id = $2 order by v.question_id""",
        session_id, person_id,
    )  # fmt: skip
    return [row["question_id"] for row in rows]


async def has_voted(conn: Connection, question_id: str, person_id: str) -> bool:
    found: bool = await conn.fetchval(
        "select exists (select from board_votes where question_id = $1 and person_id = $2)", question_id, person_id
    )
    return found


async def would_vote(conn: Connection, question_id: str, into: str) -> list[str]:
    """Who is to have voted for `into` once the other question is part of it, and has not yet."""
    rows = await conn.fetch(
        """select person_id from (
               select person_id from board_votes where question_id = $1
               union select author_id from board_questions where id = $1
           ) wishes
           where person_id <> (select author_id from board_questions where id = $2)
             and not exists (select from board_votes v where v.question_id = $2 and v.person_id = wishes.person_id)""",
        question_id, into,
    )  # fmt: skip
    return [row["person_id"] for row in rows]
