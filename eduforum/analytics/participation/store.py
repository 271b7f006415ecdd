"""SQL of participation: turns and presence, which are its own, and what the tools of the room have stored."""

from datetime import datetime
from typing import NamedTuple

import msgspec

from eduforum.analytics.participation.schemas import Presence, Sees, TalkTurn
from eduforum.db import Connection
from eduforum.media.tools import Row

_TURN = """
    insert into talk_turns (room_id, id, participant_id, kind, group_id, started_at, ended_at, spoken, voices, follows,
    interrupts) select $1, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12 where $2::bigint is not null
    on conflict (id) do update set ended_at = excluded.ended_at, spoken = excluded.spoken, follows = excluded.follows,
        interrupts = excluded.interrupts
"""
_PRESENCE = """
    insert into room_presence (room_id, participant_id, entered_at, left_at, name, role)
    select $1, $3, $4, $5, $6, $7 where $2::bigint is not null
    on conflict (room_id, participant_id, entered_at) do update set left_at = excluded.left_at
"""
_VOICE = """
    insert into interpreter_voices (room_id, interpreter_id, person_id)
    select $1, $3, $4 where $2::bigint is not null
    on conflict (room_id, interpreter_id) do update set person_id = excluded.person_id
"""
_NO_VOICE = "delete from interpreter_voices where room_id = $1 and interpreter_id = $3 and $2::bigint is not null"
_ALLOW = """
    insert into participation_settings (course_id, assistants)
    select course_id, $3 from sessions where id = $1 and $2::bigint is not null
    on conflict (course_id) do update set assistants = excluded.assistants
"""


class Counts(NamedTuple):
    """What one person has done with the tools. `last_at` is the last time that the store knows, or none."""

    messages: int = 0
    group_messages: int = 0
    questions: int = 0
    answered: int = 0
    reasons: int = 0
    quizzes: int = 0
    hands: int = 0
    drawn: int = 0
    last_at: datetime | None = None


class Totals(NamedTuple):
    """Of the session: votes that were asked for, and how long hands waited on average."""

    rounds: int = 0
    wait: float | None = None


def put_turn(turn: TalkTurn) -> Row:
    """The turn as it is now."""
    return Row(
        _TURN,
        (
            turn.id,
            turn.participant_id,
            turn.kind,
            turn.group_id,
            turn.started_at,
            turn.ended_at,
            turn.spoken,
            turn.voices,
            turn.follows,
            turn.interrupts,
        ),
    )


def put_presence(presence: Presence) -> Row:
    person, name, role, entered_at, left_at = presence
    return Row(_PRESENCE, (person, entered_at, left_at, name, role))


def allow(assistants: Sees) -> Row:
    return Row(_ALLOW, (assistants,))


def put_voice(interpreter_id: str, person_id: str | None) -> Row:
    """Whose words the interpreter speaks from now on; None: nobody's in particular."""
    return Row(_NO_VOICE, (interpreter_id,)) if person_id is None else Row(_VOICE, (interpreter_id, person_id))


async def voices(conn: Connection, session_id: str) -> dict[str, str]:
    """For whom each interpreter of the session speaks."""
    rows = await conn.fetch("select interpreter_id, person_id from interpreter_voices where room_id = $1", session_id)
    return {row["interpreter_id"]: row["person_id"] for row in rows}


async def assistants(conn: Connection, session_id: str) -> Sees | None:
    """What the professor has decided of the session's course."""
    found: Sees | None = await conn.fetchval(
        """select p.assistants from sessions s join participation_settings p on p.course_id = s.course_id
           where s.id = $1""",
        session_id,
    )
    return found


async def turns(
    conn: Connection, session_id: str, *, after: tuple[datetime, str] | None = None, limit: int | None = None
) -> list[TalkTurn]:
    """The session's turns by their beginning, those later than `after` (time and id)."""
    started_at, id = after if after is not None else (None, None)
    rows = await conn.fetch(
        """select id, participant_id, kind, group_id, started_at, ended_at, spoken, voices, follows,
               interrupts
           from talk_turns
           where room_id = $1 and ($2::timestamptz is null or (started_at, id) > ($2, $3::uuid))
           order by started_at, id limit $4""",
        session_id,
        started_at,
        id,
        limit,
    )
    return [msgspec.convert(dict(row), TalkTurn) for row in rows]


async def presences(conn: Connection, session_id: str) -> list[Presence]:
    """When people were in the session's room, by their coming."""
    rows = await conn.fetch(
        """select participant_id, name, role, entered_at, left_at from room_presence where room_id = $1
           order by entered_at, participant_id""",
        session_id,
    )
    return [Presence(**dict(row)) for row in rows]


async def totals(conn: Connection, session_id: str) -> Totals:
    row = await conn.fetchrow(
        """select
             (select count(*) from polls p join poll_rounds r on r.poll_id = p.id where p.room_id = $1) as rounds,
             (select avg(extract(epoch from called_at - raised_at))::float8 from hands
              where room_id = $1 and called_at is not null) as wait""",
        session_id,
    )
    return Totals() if row is None else Totals(row["rounds"], row["wait"])


async def counts(conn: Connection, session_id: str) -> dict[str, Counts]:
    """What each person has done with the tools, as they have stored it. Direct messages are nobody else's affair; of
    who asked the board without a name the number is told, and no time; votes without names have no time either, but for
    the close, and no reasons."""
    rows = await conn.fetch(
        """
        select person_id, (sum(n) filter (where kind = 'message'))::int as messages,
            (sum(n) filter (where kind = 'group'))::int as group_messages,
            (sum(n) filter (where kind = 'question'))::int as questions,
            (sum(n) filter (where kind = 'vote'))::int as answered,
            (sum(n) filter (where kind = 'reason'))::int as reasons,
            (sum(n) filter (where kind = 'quiz'))::int as quizzes,
            (sum(n) filter (where kind = 'hand'))::int as hands,
            (sum(n) filter (where kind = 'drawn'))::int as drawn, max(last_at) as last_at
        from (
            select participant_id as person_id, case channel when 'room' then 'message' else 'group' end as kind,
                count(*) as n, max(sent_at) as last_at
            from chat_messages
            where room_id = $1 and deleted_at is null and (channel = 'room' or channel like 'group:%')
            group by 1, 2
            union all
            select author_id, 'question', count(*), max(asked_at) filter (where not anonymous)
            from board_questions where session_id = $1 and state <> 'removed' group by author_id
            union all
            select b.participant_id, 'vote', count(*), max(b.voted_at)
            from polls p join poll_ballots b on b.poll_id = p.id where p.room_id = $1 group by b.participant_id
            union all
            select b.participant_id, 'reason', count(*), null
            from polls p join poll_ballots b on b.poll_id = p.id
            where p.room_id = $1 and b.ballot ->> 'reason' <> '' group by b.participant_id
            union all
            select voter, 'vote', count(*), max(closed_at)
            from polls p join poll_rounds r on r.poll_id = p.id cross join unnest(r.voters) voter
            where p.room_id = $1 group by voter
            union all
            select t.participant_id, 'vote', count(*), max(r.closed_at)
            from polls p join poll_rounds r on r.poll_id = p.id
            join poll_tokens t on t.poll_id = r.poll_id and t.number = r.number
            where p.room_id = $1 group by t.participant_id
            union all
            select a.person_id, 'quiz', count(distinct a.quiz_id), max(a.submitted_at)
            from quizzes q join quiz_attempts a on a.quiz_id = q.id
            where q.session_id = $1 and a.submitted_at is not null group by a.person_id
            union all
            select participant_id, 'hand', count(*), max(raised_at)
            from hands where room_id = $1 group by participant_id
            union all
            select person_id, 'drawn', count(distinct (board_id, object_id)), max(at)
            from board_versions where room_id = $1 and act in ('made', 'changed') group by person_id
        ) each group by person_id
        """,
        session_id,
    )
    return {
        row["person_id"]: Counts(**{name: row[name] or Counts._field_defaults[name] for name in Counts._fields})
        for row in rows
    }


async def session_before(conn: Connection, session_id: str) -> str | None:
    """The course's last session before this one in which anybody spoke."""
    found: str | None = await conn.fetchval(
        """select b.id from sessions s join sessions b on b.course_id = s.course_id and b.started_at < s.started_at
           where s.id = $1 and exists (select 1 from talk_turns t where t.room_id = b.id)
           order by b.started_at desc limit 1""",
        session_id,
    )
    return found
