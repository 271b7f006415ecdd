"""One's own view of a motion is voted before and after, and nobody finds it out: not staff, not from what is kept, what
is told or what is logged, and not in a small class."""

import asyncio
import logging
from collections.abc import Sequence

import msgspec
import pytest

from eduforum.analytics.participation import store as participation
from eduforum.config import Config
from eduforum.learning.polls.box import BATCH
from eduforum.learning.polls.sealed import GRACE
from tests.api.conftest import build_silent
from tests.api.learning.test_poll_names_hidden import everything
from tests.api.learning.test_poll_unlinkable import log_between, position
from tests.factories.clock import ManualClock, pass_time
from tests.factories.debates import ViewToken, act, both_votes, changed, open_debate, signed, voted
from tests.factories.people import Person
from tests.factories.rooms import Frame, RoomClient, Seminar

BEFORE = ["for", "for", "for", "against", "against", "against"]
AFTER = ["for", "for", "against", "against", "against", "against"]


async def class_of(seminar: Seminar, size: int) -> list[Person]:
    return [await seminar.person() for _ in range(size)]


async def count(professor: RoomClient, debate: Frame, clock: ManualClock) -> Frame:
    """The debate once the vote is closed, those who do not come waited for."""
    told = len(professor.events)
    counting = asyncio.create_task(act(professor, "count", debate))
    await professor.until(lambda: any(e["type"] == "debate:closing" for e in professor.events[told:]) or None)
    clock.advance(GRACE)
    return await counting


async def held(
    seminar: Seminar, clock: ManualClock, before: Sequence[str], after: Sequence[str | None]
) -> tuple[Frame, list[Person], list[ViewToken]]:
    """A debate whose two votes are over."""
    people = await class_of(seminar, len(before))
    async with await seminar.enter(seminar.professor) as professor:
        debate, tokens = await both_votes(seminar, professor, before, after, people)
        return await count(professor, debate, clock), people, tokens


async def test_totals_and_flow_are_told_to_everybody_after_the_second_vote(seminar: Seminar) -> None:
    people = await class_of(seminar, len(BEFORE))
    async with (
        await seminar.enter(seminar.professor) as professor,
        await seminar.enter(await seminar.person()) as student,
    ):
        debate, _ = await both_votes(seminar, professor, BEFORE, AFTER, people)
        assert (await changed(student))["result"] is None
        await act(professor, "count", debate)
        result = (await changed(student))["result"]

    assert result == {
        "voters": 6,
        "again": 6,
        "before": {"for": 3, "against": 3, "undecided": 0},
        "after": {"for": 2, "against": 4, "undecided": 0},
        "flow": None,
    }, "two for it in the end are too few for a column of their own"


async def test_the_flow_tells_how_many_changed_their_minds(seminar: Seminar, clock: ManualClock) -> None:
    before = ["for"] * 4 + ["against"] * 4
    debate, _, _ = await held(seminar, clock, before, ["for", "for", "for", "against", *["against"] * 4])

    assert debate["result"]["flow"] == {
        "before": [["for"], ["against"]], "after": [["for"], ["against"]], "moves": [[3, 1], [0, 4]],
    }  # fmt: skip


async def test_nobody_hears_a_view_or_a_total_before_the_end(seminar: Seminar, clock: ManualClock) -> None:
    people = await class_of(seminar, 2 * BATCH)
    async with (
        await seminar.enter(seminar.professor) as professor,
        await seminar.enter(await seminar.person()) as student,
    ):
        debate, _ = await both_votes(seminar, professor, ["for"] * 10, ["undecided"] * 10, people)
        await pass_time(clock, 2)
        told = await professor.event("debate:progress", lambda frame: frame["voted"] == 10)
        await changed(student)

        assert set(told) == {"type", "debate", "voted"}
        assert "undecided" not in repr([*professor.events, *student.events, *professor.answers])
        assert not [event for event in student.events if event["type"] == "debate:progress"]
        assert all(event["debate"]["result"] is None for event in student.events if event["type"] == "debate:changed")
        await count(professor, debate, clock)


async def test_one_who_did_not_vote_again_is_not_told_from_the_rest(seminar: Seminar, clock: ManualClock) -> None:
    debate, _, _ = await held(seminar, clock, ["for"] * 4 + ["against"] * 4, ["for"] * 4 + ["against"] * 3 + [None])
    result = debate["result"]

    assert (result["voters"], result["again"]) == (8, 7)
    assert result["flow"] == {
        "before": [["for"], ["against"]], "after": [["for"], ["against", "none"]], "moves": [[4, 0], [0, 4]],
    }  # fmt: skip


async def test_of_fewer_than_five_nothing_is_told_and_nothing_kept(seminar: Seminar, clock: ManualClock) -> None:
    people = await class_of(seminar, 4)
    async with await seminar.enter(seminar.professor) as professor:
        debate = await act(professor, "ask", await open_debate(professor), vote="before")
        tokens = [await signed(seminar, debate, person) for person in people]
        await voted(seminar, "before", tokens, ["undecided"] * 4)
        debate = await act(professor, "count", debate)
        again = await professor.ask("debate:ask", debate=debate["id"], vote="after")
        asked = await tokens[0].cast(seminar.client, "before", "undecided")

    assert debate["result"] == {"voters": 4, "again": None, "before": None, "after": None, "flow": None}
    assert again["code"] == "too_few_views"
    assert asked.json()["data"] == {"stored": True}, "it was counted, and that alone is told"
    assert [row for _, row in await everything(seminar.app) if '"view"' in row] == []


async def test_once_they_are_counted_no_ballot_is_kept(seminar: Seminar, clock: ManualClock) -> None:
    _, _, tokens = await held(seminar, clock, BEFORE, AFTER)
    dump = await everything(seminar.app)
    stored = [await token.cast(seminar.client, "after", view) for token, view in zip(tokens, AFTER, strict=True)]
    other = await tokens[0].cast(seminar.client, "after", "undecided")

    assert [row for _, row in dump if '"view"' in row] == []
    assert {answer.json()["data"]["stored"] for answer in stored} == {True}
    assert other.json()["error"]["code"] == "poll_closed"


async def test_between_the_votes_no_row_ties_a_person_to_a_view(seminar: Seminar) -> None:
    people = await class_of(seminar, len(BEFORE))
    async with await seminar.enter(seminar.professor) as professor:
        _, tokens = await both_votes(seminar, professor, BEFORE, [None] * len(BEFORE), people)
        async with seminar.app.db.connection() as conn:
            ballots = await conn.fetchval("select before from debates")
            raw = await conn.fetchval("select before::text from debates")
        dump = await everything(seminar.app)

    assert sorted(ballot["view"] for ballot in ballots.values()) == sorted(BEFORE)
    assert list(msgspec.json.decode(raw)) == sorted(ballots), "by the hash of the tokens"
    words = [*ballots, *(ballot["proof"] for ballot in ballots.values())]
    holding = {table for table, row in dump for word in words if word in row}
    assert holding == {"debates"}, "nothing else has what a ballot could be joined by"
    for person in people:
        assert not [row for table, row in dump if table == "debates" and person.id in row]
    for token in tokens:
        assert not [row for _, row in dump if token.signature in row or token.body("before", "for")["token"] in row]


async def test_a_batch_is_written_of_five_and_five_stay_behind(seminar: Seminar) -> None:
    people = await class_of(seminar, 2 * BATCH)
    db = seminar.app.db
    async with await seminar.enter(seminar.professor) as professor:
        debate = await act(professor, "ask", await open_debate(professor), vote="before")
        tokens = [await signed(seminar, debate, person) for person in people]
        start = await position(db)
        await voted(seminar, "before", tokens[:-1], ["undecided"] * (2 * BATCH - 1))
        quiet = await log_between(db, start, await position(db))
        await voted(seminar, "before", tokens[-1:], ["undecided"])
        async with db.connection() as conn:
            kept = await conn.fetchval("select before from debates")

    assert b"undecided" not in quiet, "the write-ahead log has no view as it is voted"
    assert len(kept) == BATCH


async def test_the_vote_is_in_no_figure_of_participation(seminar: Seminar, clock: ManualClock) -> None:
    await held(seminar, clock, BEFORE, AFTER)
    async with seminar.app.db.connection() as conn:
        counts = await participation.counts(conn, seminar.session["id"])
        totals = await participation.totals(conn, seminar.session["id"])

    assert (counts, totals.rounds) == ({}, 0)


async def test_nothing_that_is_logged_has_a_view(
    seminar: Seminar, clock: ManualClock, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        _, people, tokens = await held(seminar, clock, ["undecided"] * 6, ["undecided"] * 6)
    lines = [str(vars(record)) for record in caplog.records if record.name.startswith("eduforum")]

    assert not any("undecided" in line for line in lines)
    ballots = [line for line in lines if "/ballots" in line]
    assert ballots, "the calls are logged"
    assert not any(person.id in line for line in ballots for person in people)
    assert not any(token.body("after", "for")["token"] in line for line in lines for token in tokens)


async def test_a_voter_has_one_token_and_it_is_signed_before_the_debate_alone(seminar: Seminar) -> None:
    people = await class_of(seminar, 5)
    async with await seminar.enter(seminar.professor) as professor, await seminar.enter(people[0]) as voter:
        debate = await open_debate(professor)
        early = await voter.ask("debate:token", debate=debate["id"], blinded="A" * 342)
        debate = await act(professor, "ask", debate, vote="before")
        token = ViewToken(debate)
        same = [await token.sign(voter), await token.sign(voter)]
        other = await ViewToken(debate).sign(voter)
        tokens = [token, *[await signed(seminar, debate, person) for person in people[1:]]]
        await voted(seminar, "before", tokens, ["for"] * 5)
        await act(professor, "count", debate)
        await act(professor, "ask", debate, vote="after")
        async with await seminar.enter(await seminar.person()) as late:
            refused = await ViewToken(debate).sign(late)
        async with seminar.app.db.connection() as conn:
            keys = await conn.fetchval("select count(*) from debate_keys")

    assert early["code"] == refused["code"] == "poll_closed"
    assert (same[0]["data"], other["code"]) == (same[1]["data"], "token_taken")
    assert (await voter_event(voter))["debate"] == debate["id"]
    assert keys == 0


async def voter_event(voter: RoomClient) -> Frame:
    return next(event for event in voter.events if event["type"] == "debate:own")


async def test_a_view_is_changed_by_its_token_and_a_late_call_undoes_nothing(
    seminar: Seminar, clock: ManualClock
) -> None:
    people = await class_of(seminar, 5)
    async with await seminar.enter(seminar.professor) as professor:
        debate = await act(professor, "ask", await open_debate(professor), vote="before")
        tokens = [await signed(seminar, debate, person) for person in people]
        await voted(seminar, "before", tokens, ["for"] * 5)
        await tokens[0].cast(seminar.client, "before", "against", revision=9)
        await tokens[0].cast(seminar.client, "before", "undecided", revision=8)
        await act(professor, "count", debate)
        result = (await act(professor, "close", debate))["result"]

    assert result["before"] == {"for": 4, "against": 1, "undecided": 0}


async def test_without_a_good_token_there_is_no_vote(seminar: Seminar) -> None:
    async with await seminar.enter(seminar.professor) as professor:
        debate = await act(professor, "ask", await open_debate(professor), vote="before")
        forged = ViewToken(debate)
        forged.signature = "A" * 342
        refused = await forged.cast(seminar.client, "before", "for")
        token = await signed(seminar, debate)
        wrong = [
            await token.cast(seminar.client, "before", view, **fields)
            for view, fields in (("maybe", {}), ("for", {"token": "short"}), ("for", {"vote": "now"}))
        ]
        early = await token.cast(seminar.client, "after", "for")
        missing = await seminar.client.post(
            "/api/v1/learning/debates/0193f1a0-0000-4000-8000-0000000000ff/ballots", json=token.body("before", "for")
        )

    assert refused.json()["error"]["code"] == "ballot_token_invalid"
    assert {answer.status_code for answer in wrong} == {422}
    assert early.json()["error"]["code"] == "poll_closed"
    assert missing.status_code == 404


@pytest.mark.parametrize("role", ["professor", "co_professor", "ta", "observer"])
async def test_students_have_a_view_to_vote(seminar: Seminar, role: str) -> None:
    person = seminar.professor if role == "professor" else await seminar.person(role)
    async with await seminar.enter(await seminar.person("ta")) as staff, await seminar.enter(person) as client:
        debate = await act(staff, "ask", await open_debate(staff), vote="before")

        assert (await ViewToken(debate).sign(client))["code"] == "only_students_vote"


async def test_nobody_speaks_while_a_vote_is_open_and_nothing_is_voted_while_somebody_does(seminar: Seminar) -> None:
    async with (
        await seminar.enter(seminar.professor) as professor,
        await seminar.enter(await seminar.person()) as speaker,
    ):
        debate, person = await open_debate(professor), speaker.state["participant_id"]
        await act(professor, "assign", debate, participant=person, place="for")
        turn = {"debate": debate["id"], "kind": "opening", "participant": person}
        await act(professor, "ask", debate, vote="before")
        quiet = await professor.ask("debate:begin", **turn)
        twice = await professor.ask("debate:ask", debate=debate["id"], vote="before")
        await act(professor, "count", debate)
        closed = await professor.ask("debate:count", debate=debate["id"])
        await act(professor, "begin", debate, kind="opening", participant=person)
        loud = await professor.ask("debate:ask", debate=debate["id"], vote="after")

    assert [answer["code"] for answer in (quiet, twice, closed, loud)] == [
        "view_open", "view_voted", "poll_closed", "speech_under_way",
    ]  # fmt: skip


async def test_a_debate_that_ends_without_a_second_vote_tells_the_first(seminar: Seminar, clock: ManualClock) -> None:
    people = await class_of(seminar, len(BEFORE))
    async with await seminar.enter(seminar.professor) as professor:
        debate, _ = await both_votes(seminar, professor, BEFORE, AFTER, people)
        closed = await act(professor, "close", debate)

    assert closed["after"] == "none"
    assert closed["result"]["before"] == {"for": 3, "against": 3, "undecided": 0}
    assert (closed["result"]["after"], closed["result"]["again"]) == (None, None)
    assert [row for _, row in await everything(seminar.app) if '"view"' in row] == []


async def left_open(seminar: Seminar) -> Frame:
    """The debate of a session that ends in the midst of it, once that is written."""
    await seminar.end()
    query = {"session_id": seminar.session["id"]}
    async with asyncio.timeout(10):
        while True:
            answer = await seminar.client.get(
                "/api/v1/learning/debates", params=query, headers=seminar.professor.headers
            )
            (found,) = answer.json()["data"]["debates"]
            if found["debate"]["state"] == "closed":
                debate: Frame = found["debate"]
                return debate
            await asyncio.sleep(0.02)


async def kept(seminar: Seminar) -> tuple[int, int]:
    """How many keys, and how many debates with ballots, the database has."""
    async with seminar.app.db.connection() as conn:
        keys: int = await conn.fetchval("select count(*) from debate_keys")
        ballots: int = await conn.fetchval("select count(*) from debates where before <> '{}' or after <> '{}'")
    return keys, ballots


async def test_a_first_vote_that_is_open_as_the_session_ends_is_counted(seminar: Seminar) -> None:
    people = await class_of(seminar, 6)
    async with await seminar.enter(seminar.professor) as professor:
        debate = await act(professor, "ask", await open_debate(professor), vote="before")
        tokens = [await signed(seminar, debate, person) for person in people]
        await voted(seminar, "before", tokens, BEFORE)
        over = await left_open(seminar)

    assert (over["before"], over["after"], over["result"]["voters"]) == ("closed", "none", 6)
    assert over["result"]["before"] == {"for": 3, "against": 3, "undecided": 0}
    assert await kept(seminar) == (0, 0)


async def test_a_second_vote_that_is_open_as_the_session_ends_is_counted(seminar: Seminar) -> None:
    people = await class_of(seminar, len(BEFORE))
    async with await seminar.enter(seminar.professor) as professor:
        await both_votes(seminar, professor, BEFORE, AFTER, people)
        over = await left_open(seminar)

    assert (over["after"], over["result"]["again"]) == ("closed", 6)
    assert over["result"]["after"] == {"for": 2, "against": 4, "undecided": 0}
    assert await kept(seminar) == (0, 0)


async def test_between_the_votes_the_end_of_the_session_tells_the_first(seminar: Seminar) -> None:
    people = await class_of(seminar, 6)
    async with await seminar.enter(seminar.professor) as professor:
        debate = await act(professor, "ask", await open_debate(professor), vote="before")
        tokens = [await signed(seminar, debate, person) for person in people]
        await voted(seminar, "before", tokens, BEFORE)
        await act(professor, "count", debate)
        over = await left_open(seminar)

    assert (over["result"]["voters"], over["result"]["after"]) == (6, None)
    assert await kept(seminar) == (0, 0)


async def test_what_a_killed_server_left_open_is_ended_by_the_next(
    seminar: Seminar, config: Config, clock: ManualClock
) -> None:
    people = await class_of(seminar, len(BEFORE))
    async with await seminar.enter(seminar.professor) as professor:
        await both_votes(seminar, professor, BEFORE, AFTER, people)
        async with seminar.app.db.connection() as conn:
            await conn.execute("update sessions set status = 'ended', ended_at = now()")
        written = await kept(seminar)
        app = await build_silent(config, clock)
        await app.start()
        after = await kept(seminar)
        await app.stop()

    assert (written, after) == ((0, 1), (0, 0))
