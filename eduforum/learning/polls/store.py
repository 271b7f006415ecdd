"""SQL of polls: records out, no decisions. What changes in a room is a `Row`, which the room's journal writes."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec

from eduforum.db import Connection
from eduforum.learning.polls.blind import BlindKey
from eduforum.learning.polls.schemas import (
    NamedBallot,
    OwnVote,
    PollBallot,
    PollContent,
    PollFlow,
    PollResult,
    PreparedPoll,
)
from eduforum.media.tools import Row


class RoundRecord(msgspec.Struct, frozen=True, kw_only=True):
    number: int
    opened_at: datetime
    closes_at: datetime | None
    closed_at: datetime | None
    shared: bool
    result: PollResult | None
    flow: PollFlow | None
    right_share: float | None
    modulus: str | None


class PollRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A poll with its rounds, the first first. There is always one."""

    id: str
    content: PollContent
    discussing: bool
    key_shared: bool
    rounds: tuple[RoundRecord, ...]

    @property
    def last(self) -> RoundRecord:
        return self.rounds[-1]

    @property
    def hidden(self) -> bool:
        return self.content.names == "hidden"

    @property
    def anonymous(self) -> bool:
        return self.content.names == "anonymous"


class SealedRound(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be known of an anonymous round by who comes with a token. `over`: it is closed, or its session is."""

    session_id: str
    content: PollContent
    modulus: str
    over: bool


def add_poll(poll: PollRecord, opened_by: str, key: BlindKey | None) -> Row:
    """A poll with its first round, which has a key where it is anonymous."""
    first = poll.last
    return Row(
        """with poll as (
               insert into polls (room_id, seq, id, content, opened_by) values ($1, $2, $3, $4, $5) returning id
           ), begun as (
               insert into poll_rounds (poll_id, number, opened_at, closes_at, modulus)
               select id, $6, $7, $8, $9 from poll
           )
           insert into poll_keys (poll_id, number, private)
           select id, $6, $10 from poll where $10::text is not null""",
        (poll.id, poll.content, opened_by, first.number, first.opened_at, first.closes_at, *_halves(key)),
    )


def add_round(poll_id: str, begun: RoundRecord, key: BlindKey | None) -> Row:
    return Row(
        """with poll as (
               update polls set seq = $2, discussing = false where room_id = $1 and id = $3 returning id
           ), begun as (
               insert into poll_rounds (poll_id, number, opened_at, closes_at, modulus)
               select id, $4, $5, $6, $7 from poll
           )
           insert into poll_keys (poll_id, number, private)
           select id, $4, $8 from poll where $8::text is not null""",
        (poll_id, begun.number, begun.opened_at, begun.closes_at, *_halves(key)),
    )


def _halves(key: BlindKey | None) -> tuple[str | None, str | None]:
    return (None, None) if key is None else (key.modulus, key.private)


def close_round(poll: PollRecord, rest: Mapping[str, PollBallot]) -> Row:
    """The last round of `poll`, which is closed there, with what its box still holds."""
    last = poll.last
    return Row(
        """with poll as (update polls set seq = $2 where room_id = $1 and id = $3 returning id),
                forgotten as (delete from poll_keys k using poll where k.poll_id = poll.id and k.number = $4)
           update poll_rounds r set closed_at = $5, result = $6, flow = $7, right_share = $8,
               ballots = r.ballots || $9::jsonb
           from poll where r.poll_id = poll.id and r.number = $4 and r.closed_at is null""",
        (poll.id, last.number, last.closed_at, last.result, last.flow, last.right_share, rest),
    )


def extend_round(poll_id: str, longer: RoundRecord) -> Row:
    return Row(
        """with poll as (update polls set seq = $2 where room_id = $1 and id = $3 returning id)
           update poll_rounds r set closes_at = $5 from poll where r.poll_id = poll.id and r.number = $4""",
        (poll_id, longer.number, longer.closes_at),
    )


def discuss(poll_id: str) -> Row:
    return Row("update polls set seq = $2, discussing = true where room_id = $1 and id = $3", (poll_id,))


def share(poll_id: str, key: bool) -> Row:
    return Row(
        """with poll as (
               update polls set seq = $2, discussing = false, key_shared = key_shared or $4
               where room_id = $1 and id = $3 returning id
           )
           update poll_rounds r set shared = true from poll where r.poll_id = poll.id""",
        (poll_id, key),
    )


def add_named(poll_id: str, number: int, participant_id: str, ballot: PollBallot, now: datetime) -> Row:
    return Row(
        """insert into poll_ballots (poll_id, number, participant_id, ballot, voted_at)
           select id, $4, $5, $6, $7 from polls where room_id = $1 and id = $3 and seq <= $2
           on conflict (poll_id, number, participant_id) do update set
               ballot = excluded.ballot, voted_at = excluded.voted_at""",
        (poll_id, number, participant_id, ballot, now),
    )


def add_hidden(poll_id: str, number: int, participant_id: str, ballot_key: str, ballot: PollBallot) -> Row:
    """Who has voted, and the ballot: in one row for all, each in an order of its own. Nothing is changed where the
    person has voted and the ballot is not there."""
    return Row(
        """update poll_rounds r
           set voters = (select array_agg(distinct v order by v) from unnest(r.voters || $5::uuid) v),
               ballots = r.ballots || jsonb_build_object($6::text, $7::jsonb)
           from polls p
           where p.room_id = $1 and p.seq <= $2 and p.id = $3 and r.poll_id = p.id and r.number = $4
             and ($5 = any(r.voters)) = (r.ballots ? $6)""",
        (poll_id, number, participant_id, ballot_key, ballot),
    )


def add_token(poll_id: str, number: int, participant_id: str, blinded: str) -> Row:
    """Who has had a token signed, once: a second time changes nothing."""
    return Row(
        """insert into poll_tokens (poll_id, number, participant_id, blinded)
           select id, $4, $5, $6 from polls where room_id = $1 and id = $3 and seq <= $2
           on conflict (poll_id, number, participant_id) do nothing""",
        (poll_id, number, participant_id, blinded),
    )


def add_anonymous(poll_id: str, number: int, batch: Mapping[str, PollBallot]) -> Row:
    """A batch of an anonymous round, in one row with those before it and in the order of their keys."""
    return Row(
        """update poll_rounds r set ballots = r.ballots || $5::jsonb
           from polls p
           where p.room_id = $1 and p.seq <= $2 and p.id = $3 and r.poll_id = p.id and r.number = $4
             and r.closed_at is null""",
        (poll_id, number, batch),
    )


async def abandon(conn: Connection, poll_id: str, number: int, rest: Mapping[str, PollBallot]) -> None:
    """Where the session has ended: what the box of a round still holds, and no more of its key."""
    await conn.execute(
        """with ended as (
               select p.id from polls p join sessions s on s.id = p.room_id where p.id = $1 and s.status <> 'live'
           ), forgotten as (
               delete from poll_keys k using ended where k.poll_id = ended.id and k.number = $2
           )
           update poll_rounds r set ballots = r.ballots || $3::jsonb
           from ended where r.poll_id = ended.id and r.number = $2 and r.closed_at is null""",
        poll_id, number, rest,
    )  # fmt: skip


async def signing_key(conn: Connection, poll_id: str, number: int) -> str:
    """The private key of an anonymous round that is open."""
    key: str = await conn.fetchval("select private from poll_keys where poll_id = $1 and number = $2", poll_id, number)
    return key


async def tokens(conn: Connection, poll_id: str, number: int) -> dict[str, str]:
    """Who has had a token signed in a round, with the hash of what was signed."""
    rows = await conn.fetch(
        "select participant_id, blinded from poll_tokens where poll_id = $1 and number = $2", poll_id, number
    )
    return {row["participant_id"]: row["blinded"] for row in rows}


async def sealed_round(conn: Connection, poll_id: str, number: int) -> SealedRound | None:
    """None where there is no such round or it is not anonymous."""
    row = await conn.fetchrow(
        """select s.id as session_id, p.content, r.modulus, r.closed_at is not null or s.status <> 'live' as over
           from poll_rounds r join polls p on p.id = r.poll_id join sessions s on s.id = p.room_id
           where r.poll_id = $1 and r.number = $2 and r.modulus is not null""",
        poll_id, number,
    )  # fmt: skip
    return None if row is None else msgspec.convert(dict(row), SealedRound)


async def ballot(conn: Connection, poll_id: str, number: int, key: str) -> PollBallot | None:
    """One without a name."""
    found = await conn.fetchval(
        "select ballots -> $3 from poll_rounds where poll_id = $1 and number = $2", poll_id, number, key
    )
    return None if found is None else msgspec.convert(found, PollBallot)


async def polls(conn: Connection, room_id: str, poll_id: str | None = None) -> list[PollRecord]:
    """Those of a session, or one of them; the oldest first."""
    rows = await conn.fetch(
        """select p.id, p.content, p.discussing, p.key_shared, r.number, r.opened_at, r.closes_at, r.closed_at,
                  r.shared, r.result, r.flow, r.right_share, r.modulus
           from polls p join poll_rounds r on r.poll_id = p.id
           where p.room_id = $1 and ($2::uuid is null or p.id = $2) order by p.id, r.number""",
        room_id, poll_id,
    )  # fmt: skip
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        poll = found.setdefault(row["id"], {**dict(row), "rounds": []})
        poll["rounds"].append(dict(row))
    return [msgspec.convert(poll, PollRecord) for poll in found.values()]


async def count(conn: Connection, room_id: str) -> int:
    number: int = await conn.fetchval("select count(*) from polls where room_id = $1", room_id)
    return number


async def own_votes(conn: Connection, room_id: str, reader: str) -> tuple[OwnVote, ...]:
    rows = await conn.fetch(
        """select p.id as poll, r.number as round, b.ballot
           from polls p join poll_rounds r on r.poll_id = p.id
           left join poll_ballots b on b.poll_id = p.id and b.number = r.number and b.participant_id = $2
           left join poll_tokens t on t.poll_id = p.id and t.number = r.number and t.participant_id = $2
           where p.room_id = $1 and (b.ballot is not null or $2 = any(r.voters) or t.blinded is not null)
           order by p.id, r.number""",
        room_id, reader,
    )  # fmt: skip
    return tuple(msgspec.convert(dict(row), OwnVote) for row in rows)


async def voters(conn: Connection, room_id: str, poll_id: str | None = None) -> dict[tuple[str, int], tuple[str, ...]]:
    """Who has voted, or has a token, in each round of a session's polls, or of one, by poll and round; in the order of
    their ids."""
    rows = await conn.fetch(
        """select r.poll_id, r.number, r.voters || array(
               select b.participant_id from poll_ballots b
               where b.poll_id = r.poll_id and b.number = r.number order by b.participant_id) || array(
               select t.participant_id from poll_tokens t
               where t.poll_id = r.poll_id and t.number = r.number order by t.participant_id) as voters
           from polls p join poll_rounds r on r.poll_id = p.id
           where p.room_id = $1 and ($2::uuid is null or p.id = $2)""",
        room_id, poll_id,
    )  # fmt: skip
    return {(row["poll_id"], row["number"]): tuple(row["voters"]) for row in rows}


async def ballots(conn: Connection, poll: PollRecord, number: int) -> dict[str, PollBallot]:
    """The ballots of a round, by the person, or by the ballot's own key unless names are shown."""
    if poll.content.names != "shown":
        return await _unnamed(conn, poll.id, number)
    rows = await conn.fetch(
        "select participant_id, ballot from poll_ballots where poll_id = $1 and number = $2", poll.id, number
    )
    return msgspec.convert({row["participant_id"]: row["ballot"] for row in rows}, dict[str, PollBallot])


async def _unnamed(conn: Connection, poll_id: str, number: int) -> dict[str, PollBallot]:
    found = await conn.fetchval("select ballots from poll_rounds where poll_id = $1 and number = $2", poll_id, number)
    return msgspec.convert(found or {}, dict[str, PollBallot])


async def named_ballots(conn: Connection, poll_id: str, number: int) -> list[NamedBallot]:
    rows = await conn.fetch(
        """select b.number as round, b.participant_id, u.name, b.ballot
           from poll_ballots b join users u on u.id = b.participant_id
           where b.poll_id = $1 and b.number = $2 order by u.name, u.id""",
        poll_id, number,
    )  # fmt: skip
    return [msgspec.convert(dict(row), NamedBallot) for row in rows]


async def unnamed_ballots(conn: Connection, poll_id: str, number: int) -> list[NamedBallot]:
    """In the order of their keys, which is random."""
    found = await _unnamed(conn, poll_id, number)
    return [NamedBallot(round=number, participant_id=None, name=None, ballot=found[key]) for key in sorted(found)]


_PREPARED = "select id, course_id, content, version, updated_at from prepared_polls"


async def prepared(conn: Connection, course_id: str) -> list[PreparedPoll]:
    """A course's, the oldest first."""
    rows = await conn.fetch(f"{_PREPARED} where course_id = $1 order by id", course_id)
    return [msgspec.convert(dict(row), PreparedPoll) for row in rows]


async def prepared_poll(conn: Connection, id: str) -> PreparedPoll | None:
    row = await conn.fetchrow(f"{_PREPARED} where id = $1", id)
    return None if row is None else msgspec.convert(dict(row), PreparedPoll)


async def prepared_content(conn: Connection, room_id: str, id: str) -> PollContent | None:
    """What is asked by a prepared poll of the course that the session belongs to."""
    content = await conn.fetchval(
        """select p.content from prepared_polls p join sessions s on s.course_id = p.course_id
           where s.id = $1 and p.id = $2""",
        room_id, id,
    )  # fmt: skip
    return None if content is None else msgspec.convert(content, PollContent)


async def count_prepared(conn: Connection, course_id: str) -> int:
    number: int = await conn.fetchval("select count(*) from prepared_polls where course_id = $1", course_id)
    return number


async def add_prepared(conn: Connection, poll: PreparedPoll, created_by: str) -> None:
    await conn.execute(
        """insert into prepared_polls (id, course_id, content, created_by, version, updated_at)
           values ($1, $2, $3, $4, $5, $6)""",
        poll.id, poll.course_id, poll.content, created_by, poll.version, poll.updated_at,
    )  # fmt: skip


async def change_prepared(conn: Connection, poll: PreparedPoll, version: int) -> bool:
    """False where another change came first; `version` is the one that is replaced."""
    done = await conn.fetchval(
        """update prepared_polls set content = $3, version = $4, updated_at = $5
           where id = $1 and version = $2 returning id""",
        poll.id, version, poll.content, poll.version, poll.updated_at,
    )  # fmt: skip
    return done is not None


async def delete_prepared(conn: Connection, id: str) -> None:
    await conn.execute("delete from prepared_polls where id = $1", id)
