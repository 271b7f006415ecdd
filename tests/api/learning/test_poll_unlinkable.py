"""Anonymous votes cannot be tied to their voters again: not from a dump of the database, not from its write-ahead log,
not from the log of events, and not from what the server has said."""

import logging
import random
from uuid import uuid4

import msgspec
import pytest

from eduforum.db import Database
from eduforum.learning.polls.box import BATCH
from eduforum.learning.polls.sealed import ballot_key
from tests.api.learning.test_poll_names_hidden import everything
from tests.factories.blind import data, text
from tests.factories.people import Person
from tests.factories.polls import Token, act, open_anonymous, signed_token
from tests.factories.rooms import Seminar

PAGE = 8192
# Of a page of the write-ahead log, and of the first of a file (PostgreSQL, xlog_internal.h), in bytes.
HEADER, LONG_HEADER = 24, 40
FILE = 16 * 1024 * 1024

Vote = tuple[Person, Token, str]


async def people_with_tokens(seminar: Seminar, poll: str, key: str, count: int) -> list[Vote]:
    """Voters in an order of their own, with an answer each that is unlike any other."""
    voters = [await seminar.person() for _ in range(count)]
    random.Random(7).shuffle(voters)
    return [(person, await signed_token(seminar, poll, key, person), f"a{uuid4().hex[:20]}") for person in voters]


async def cast(seminar: Seminar, token: Token, answer: str) -> None:
    response = await token.cast(seminar.client, texts=[answer])
    assert response.status_code == 200, response.text


async def voted(seminar: Seminar, count: int) -> list[Vote]:
    """A poll that is over."""
    async with await seminar.enter(seminar.professor) as professor:
        poll, key = await open_anonymous(professor, kind="text", options=[])
        votes = await people_with_tokens(seminar, poll, key, count)
        for _, token, answer in votes:
            await cast(seminar, token, answer)
        await act(professor, "close", poll)
    return votes


async def position(db: Database) -> int:
    """How far the write-ahead log has come, all of it on the disk."""
    async with db.transaction() as conn:
        await conn.execute("set local synchronous_commit = on")
        await conn.execute("create table if not exists flushed (id int)")
        await conn.execute("insert into flushed values (1)")
    async with db.connection() as conn:
        reached: int = await conn.fetchval("select (pg_current_wal_flush_lsn() - '0/0'::pg_lsn)::bigint")
        await conn.execute("drop table flushed")
    return reached


async def log_between(db: Database, start: int, end: int) -> bytes:
    """What the write-ahead log holds from one position to another, without what begins its pages."""
    parts: list[bytes] = []
    async with db.connection() as conn:
        for page in range(start // PAGE, -(-end // PAGE)):
            at = page * PAGE
            raw: bytes = await conn.fetchval(
                """select pg_read_binary_file('pg_wal/' || pg_walfile_name('0/0'::pg_lsn + $1::numeric + 1), $2, $3)""",
                at, at % FILE, PAGE,
            )  # fmt: skip
            header = LONG_HEADER if at % FILE == 0 else HEADER
            parts.append(raw[max(header, start - at) : end - at])
    return b"".join(parts)


async def test_a_dump_holds_all_ballots_together_and_in_no_order_of_voting(seminar: Seminar) -> None:
    votes = await voted(seminar, BATCH + 2)
    dump = await everything(seminar.app)
    async with seminar.app.db.connection() as conn:
        ballots = await conn.fetchval("select ballots::text from poll_rounds")
        requests = await conn.fetch("select participant_id from room_requests order by xmin::text::bigint")

    for _, _, answer in votes:
        holding = [(table, row) for table, row in dump if answer in row]
        assert {table for table, _ in holding} == {"poll_rounds", "room_events"}
        assert all(other in row for _, row in holding for _, _, other in votes)
    voters = [person.id for person, _, _ in votes]
    asked = [each["participant_id"] for each in requests if each["participant_id"] in voters]
    assert asked == voters, "by the transactions that wrote them the order of the tokens is known"
    keys = list(msgspec.json.decode(ballots))
    assert keys == sorted(keys), "by the hash of the tokens"


async def test_no_token_and_no_signature_is_kept(seminar: Seminar) -> None:
    votes = await voted(seminar, BATCH)
    dump = "\n".join(row for _, row in await everything(seminar.app))

    for _, token, _ in votes:
        assert token.signature not in dump
        assert token.body()["token"] not in dump
        assert data(token.signature).hex() not in dump
        assert token.blind.prepared.hex() not in dump


async def test_what_is_kept_of_a_voter_fits_every_ballot(seminar: Seminar) -> None:
    votes = await voted(seminar, BATCH)
    async with seminar.app.db.connection() as conn:
        keys = list(await conn.fetchval("select ballots from poll_rounds"))
        tokens = await conn.fetch("select t::text as row from poll_tokens t")
        answers = await conn.fetch("select answer::text as answer from room_requests")

    assert len(tokens) == len(keys) == len(votes)
    kept = [row["row"] for row in tokens] + [row["answer"] for row in answers]
    assert not any(key in row for key in keys for row in kept)


async def test_the_write_ahead_log_has_no_ballot_as_it_is_cast(seminar: Seminar) -> None:
    db = seminar.app.db
    async with await seminar.enter(seminar.professor) as professor:
        poll, key = await open_anonymous(professor, kind="text", options=[])
        votes = await people_with_tokens(seminar, poll, key, 2 * BATCH + 1)
        logs: list[bytes] = []
        for _, token, answer in votes:
            before = await position(db)
            await cast(seminar, token, answer)
            logs.append(await log_between(db, before, await position(db)))
        before = await position(db)
        await act(professor, "close", poll)
        logs.append(await log_between(db, before, await position(db)))

    written = [{answer for _, _, answer in votes if answer.encode() in log} for log in logs]
    assert [len(each) for each in written[:-3]] == [0] * (2 * BATCH - 1)
    batch, late, close = written[-3:]
    assert len(batch) == BATCH
    assert late == set()
    assert close >= {answer for _, _, answer in votes} - batch
    assert len({answer for _, _, answer in votes} - batch) > BATCH


async def test_the_write_ahead_log_has_ballots_in_no_order_of_voting(seminar: Seminar) -> None:
    db = seminar.app.db
    start = await position(db)
    votes = await voted(seminar, BATCH + 2)
    log = await log_between(db, start, await position(db))

    # The result, which is before it, tells answers in an order of their own.
    ballots = {vote.blind.prepared: log.rindex(answer.encode()) for _, vote, answer in votes}
    assert max(ballots.values()) - min(ballots.values()) < PAGE, "all are in one record"
    keys = {ballot_key(vote.poll, text(vote.blind.prepared)): vote.blind.prepared for _, vote, _ in votes}
    assert [ballots[keys[key]] for key in sorted(keys)] == sorted(ballots.values()), "by the hash of the tokens"


async def test_no_token_that_is_cast_is_in_the_write_ahead_log(seminar: Seminar) -> None:
    db = seminar.app.db
    start = await position(db)
    votes = await voted(seminar, BATCH)
    log = await log_between(db, start, await position(db))

    for _, token, answer in votes:
        assert answer.encode() in log, "it is the right part of the log"
        assert token.blind.blinded.encode() not in log
        for secret in (token.blind.prepared, data(token.signature)):
            assert secret not in log
            assert secret.hex().encode() not in log
        assert token.signature.encode() not in log
        assert token.body()["token"].encode() not in log


async def test_events_tell_no_vote_before_five_are_told(seminar: Seminar) -> None:
    async with await seminar.enter(seminar.professor) as professor:
        poll, key = await open_anonymous(professor, kind="text", options=[], results="live")
        votes = await people_with_tokens(seminar, poll, key, 2 * BATCH)
        for _, token, answer in votes:
            await cast(seminar, token, answer)
        await professor.event("poll:tally")
        async with seminar.app.db.connection() as conn:
            events = [row["frame"] for row in await conn.fetch("select frame::text as frame from room_events")]
        told = [msgspec.json.encode(event).decode() for event in professor.events if event["type"] != "poll:changed"]
        await act(professor, "close", poll)

    for said in [*events, *told]:
        assert sum(answer in said for _, _, answer in votes) in (0, BATCH)


async def test_nothing_that_is_logged_has_a_ballot(seminar: Seminar, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        votes = await voted(seminar, BATCH)
    lines = [str(vars(record)) for record in caplog.records if record.name.startswith("eduforum")]

    for _, token, answer in votes:
        assert not any(answer in line or token.body()["token"] in line for line in lines)
