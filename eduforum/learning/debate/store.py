"""SQL of debates. What changes in a room is a `Row`, which the room's journal writes."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

from eduforum.db import Connection
from eduforum.learning.debate.schemas import Debate, DebateRecord, DebateSpeaker, View, Vote
from eduforum.learning.polls.blind import BlindKey
from eduforum.media.tools import Row


class Ballot(msgspec.Struct, frozen=True):
    """A view, and what tells its voter later that it was counted."""

    view: View
    proof: str


Ballots = Mapping[str, Ballot]
"""By the hash of their tokens."""

_OPEN = """
    insert into debates (room_id, seq, id, debate, opened_by) select $1, $2, $3, $4, $5 where $2::bigint is not null
"""
_CHANGE = "update debates set seq = $2, debate = $4 where room_id = $1 and id = $3"
_SIDES = "update debates set seq = $2, sides = $4 where room_id = $1 and id = $3"
_ASK = """
    with asked as (
        update debates set seq = $2, debate = $4, modulus = coalesce($5, modulus) where room_id = $1 and id = $3
        returning id
    )
    insert into debate_keys (debate_id, private) select id, $6 from asked where $6::text is not null
"""
_TOKEN = """
    insert into debate_tokens (debate_id, participant_id, blinded)
    select id, $4, $5 from debates where room_id = $1 and id = $3 and seq <= $2
    on conflict (debate_id, participant_id) do nothing
"""
_BATCH = {
    vote: f"""
        update debates set {vote} = {vote} || $4::jsonb where room_id = $1 and id = $3 and seq <= $2
          and debate ->> '{vote}' = 'open'
    """
    for vote in ("before", "after")
}
# Tokens are signed before the first count alone.
_COUNT = """
    with counted as (
        update debates set seq = $2, debate = $4, before = $5, after = '{}', counted = counted || $6::text[]
        where room_id = $1 and id = $3
        returning id
    )
    delete from debate_keys k using counted where k.debate_id = counted.id
"""
_LAST = """
    select debate, sides, modulus, before, after from debates where room_id = $1 order by id desc limit 1
"""


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """The last debate of a room, with its votes."""

    debate: Debate
    sides: tuple[DebateSpeaker, ...]
    modulus: str | None
    before: dict[str, Ballot]
    after: dict[str, Ballot]


class Votes(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be known of a debate's votes by who comes with a token. `over`: its session is."""

    session_id: str
    debate: Debate
    modulus: str
    counted: tuple[str, ...]
    over: bool


def open(debate: Debate, opened_by: str) -> Row:
    return Row(_OPEN, (debate.id, debate, opened_by))


def change(debate: Debate) -> Row:
    return Row(_CHANGE, (debate.id, debate))


def side(debate_id: str, sides: Sequence[DebateSpeaker]) -> Row:
    return Row(_SIDES, (debate_id, list(sides)))


def ask(debate: Debate, key: BlindKey | None) -> Row:
    """A vote is open; the first has the key."""
    modulus, private = (None, None) if key is None else (key.modulus, key.private)
    return Row(_ASK, (debate.id, debate, modulus, private))


def token(debate_id: str, participant_id: str, blinded: str) -> Row:
    """Once: a second time changes nothing."""
    return Row(_TOKEN, (debate_id, participant_id, blinded))


def batch(debate_id: str, vote: Vote, ballots: Ballots) -> Row:
    """In one row with those before it and in the order of their keys."""
    return Row(_BATCH[vote], (debate_id, ballots))


def count(debate: Debate, before: Ballots, proofs: Iterable[str]) -> Row:
    """A vote is closed. `before`: the ballots that a second vote is still to be compared with; no others are kept."""
    return Row(_COUNT, (debate.id, debate, before, sorted(proofs)))


async def last(conn: Connection, room_id: str) -> Kept | None:
    row = await conn.fetchrow(_LAST, room_id)
    return None if row is None else msgspec.convert(dict(row), Kept)


async def left_open(conn: Connection, room_id: str | None = None) -> list[tuple[Kept, datetime]]:
    """Debates that were under way when their session ended, in one room or in any, with that moment."""
    rows = await conn.fetch(
        """select d.debate, d.sides, d.modulus, d.before, d.after, coalesce(s.ended_at, now()) as ended_at
           from debates d join sessions s on s.id = d.room_id
           where s.status <> 'live' and d.debate ->> 'state' = 'open' and ($1::uuid is null or d.room_id = $1)""",
        room_id,
    )
    return [(msgspec.convert({**row}, Kept), row["ended_at"]) for row in rows]


async def finish(conn: Connection, debate: Debate, proofs: Iterable[str]) -> None:
    """Closes a debate that was left open; no ballot of it is kept, and no key."""
    await conn.execute(
        """with ended as (
               update debates set debate = $2, before = '{}', after = '{}', counted = counted || $3::text[]
               where id = $1 and debate ->> 'state' = 'open'
               returning id
           )
           delete from debate_keys k using ended where k.debate_id = ended.id""",
        debate.id, debate, sorted(proofs),
    )  # fmt: skip


async def number(conn: Connection, room_id: str) -> int:
    found: int = await conn.fetchval("select count(*) from debates where room_id = $1", room_id)
    return found


async def signing_key(conn: Connection, debate_id: str) -> str:
    """The private key, empty where no token is signed any more."""
    key: str | None = await conn.fetchval("select private from debate_keys where debate_id = $1", debate_id)
    return key or ""


async def tokens(conn: Connection, debate_id: str) -> dict[str, str]:
    """Who has had a token signed, with the hash of what was signed."""
    rows = await conn.fetch("select participant_id, blinded from debate_tokens where debate_id = $1", debate_id)
    return {row["participant_id"]: row["blinded"] for row in rows}


async def has_token(conn: Connection, debate_id: str, person: str) -> bool:
    found: bool = await conn.fetchval(
        "select exists (select 1 from debate_tokens where debate_id = $1 and participant_id = $2)", debate_id, person
    )
    return found


async def votes(conn: Connection, debate_id: str) -> Votes | None:
    """None where there is no such debate or it has no votes."""
    row = await conn.fetchrow(
        """select s.id as session_id, d.debate, d.modulus, d.counted, s.status <> 'live' as over
           from debates d join sessions s on s.id = d.room_id where d.id = $1 and d.modulus is not null""",
        debate_id,
    )
    return None if row is None else msgspec.convert(dict(row), Votes)


async def records(conn: Connection, room_id: str) -> list[DebateRecord]:
    """All of a session, the last first."""
    rows: list[Any] = await conn.fetch("select debate, sides from debates where room_id = $1 order by id desc", room_id)
    return [msgspec.convert(dict(row), DebateRecord) for row in rows]
