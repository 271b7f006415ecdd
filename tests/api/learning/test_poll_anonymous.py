"""Anonymous polls: a token a voter, signed unseen, and a ballot that comes with it and with nothing else."""

import asyncio
import logging
from typing import Any
from uuid import uuid4

import httpx
import pytest

from eduforum.config import Config
from eduforum.learning.polls import sealed
from eduforum.learning.polls.ballots import CASTS, FORGERIES
from eduforum.learning.polls.box import BATCH
from eduforum.web.server import HttpServer, bind
from tests.api.conftest import build_silent, open_client
from tests.api.learning.test_poll_http import call, rows
from tests.factories.blind import text
from tests.factories.clock import ManualClock
from tests.factories.polls import Token, act, changed, details, open_anonymous, open_poll, signed_token, vote
from tests.factories.rooms import Frame, Seminar

STAFF_ONLY = ("professor", "co_professor", "ta", "observer")


def counts(poll: Frame, round: int = 1) -> list[int] | None:
    result = poll["rounds"][round - 1]["result"]
    return None if result is None else result["counts"]


def code(answer: httpx.Response) -> str:
    found: str = answer.json()["error"]["code"]
    return found


async def keys(seminar: Seminar) -> int:
    """How many private keys the server has."""
    async with seminar.app.db.connection() as conn:
        count: int = await conn.fetchval("select count(*) from poll_keys")
    return count


async def stored(seminar: Seminar) -> int:
    """How many ballots the database has."""
    async with seminar.app.db.connection() as conn:
        ballots = await conn.fetchval("select ballots from poll_rounds order by number desc limit 1")
    return len(ballots)


async def cast_by(seminar: Seminar, poll: str, key: str, *choices: int) -> list[Token]:
    """So many people vote, one after another, each as they like."""
    tokens = []
    for choice in choices:
        tokens.append(await signed_token(seminar, poll, key))
        assert (await tokens[-1].cast(seminar.client, choice)).status_code == 200
    return tokens


async def test_votes_with_tokens_are_counted_at_the_close(seminar: Seminar) -> None:
    async with (
        await seminar.enter(seminar.professor) as professor,
        await seminar.enter(await seminar.person()) as voter,
    ):
        poll, key = await open_anonymous(professor)
        token = Token(poll, key)
        signed = await token.sign(voter)
        taken = await token.cast(seminar.client, 1)
        await act(professor, "close", poll)

        assert signed["data"]["poll"] == poll
        assert taken.json()["data"] == {"stored": False}, "it is in memory until the close"
        for client in (professor, voter):
            assert counts(await changed(client, poll)) == [0, 1, 0]
        assert (await token.cast(seminar.client, 1)).json()["data"] == {"stored": True}


async def test_staff_see_who_has_a_token_and_no_vote(seminar: Seminar) -> None:
    student = await seminar.person()
    async with await seminar.enter(seminar.professor) as professor:
        poll, key = await open_anonymous(professor)
        await (await signed_token(seminar, poll, key, student)).cast(seminar.client, 1)
        told = await professor.event("poll:progress")
        async with await seminar.enter(student) as device:
            own = device.state["tools"]["polls"]["own"]

    assert (told["round"]["voted"], told["round"]["result"]) == ([student.id], None)
    assert own == [{"poll": poll, "round": 1, "ballot": None}]


@pytest.mark.parametrize("role", STAFF_ONLY)
async def test_tokens_are_for_students(seminar: Seminar, role: str) -> None:
    person = seminar.professor if role == "professor" else await seminar.person(role)
    async with await seminar.enter(await seminar.person("ta")) as staff, await seminar.enter(person) as client:
        poll, key = await open_anonymous(staff)

        assert (await Token(poll, key).sign(client))["code"] == "only_students_vote"


async def test_a_voter_has_one_token_however_often_it_is_asked_for(seminar: Seminar) -> None:
    async with (
        await seminar.enter(seminar.professor) as professor,
        await seminar.enter(await seminar.person()) as voter,
    ):
        poll, key = await open_anonymous(professor)
        token, id = Token(poll, key), str(uuid4())
        answers = [await token.sign(voter, id=id), await token.sign(voter, id=id), await token.sign(voter)]
        other = await Token(poll, key).sign(voter)

        assert len({answer["data"]["signature"] for answer in answers}) == 1
        assert other["code"] == "token_taken"


async def test_of_two_tokens_asked_for_at_once_one_is_signed(seminar: Seminar) -> None:
    student, session = await seminar.person(), seminar.session["id"]
    async with await seminar.enter(seminar.professor) as professor:
        poll, key = await open_anonymous(professor)
        answers = await asyncio.gather(
            *(
                call(
                    seminar, student, "POST", f"/polls/{poll}/token",
                    session_id=session, round=1, blinded=Token(poll, key).blind.blinded,
                )
                for _ in range(2)
            )
        )  # fmt: skip

    assert sorted(answer.status_code for answer in answers) == [200, 409]


@pytest.mark.parametrize("blinded", ["", "A" * 341, "A" * 343, "A" * 341 + "!", "A" * 342 + "\n", 7, None])
async def test_what_is_no_blinded_message_is_refused(seminar: Seminar, blinded: object) -> None:
    async with (
        await seminar.enter(seminar.professor) as professor,
        await seminar.enter(await seminar.person()) as voter,
    ):
        poll, _ = await open_anonymous(professor)

        assert (await voter.ask("poll:token", poll=poll, round=1, blinded=blinded))["code"] == "invalid"


@pytest.mark.parametrize("blinded", ["A" * 342, "_" * 341 + "w"])
async def test_a_number_that_the_key_does_not_sign_is_refused(seminar: Seminar, blinded: str) -> None:
    async with (
        await seminar.enter(seminar.professor) as professor,
        await seminar.enter(await seminar.person()) as voter,
    ):
        poll, _ = await open_anonymous(professor)

        assert (await voter.ask("poll:token", poll=poll, round=1, blinded=blinded))["code"] == "invalid"


async def test_each_vote_is_cast_in_its_own_way(seminar: Seminar) -> None:
    async with (
        await seminar.enter(seminar.professor) as professor,
        await seminar.enter(await seminar.person()) as voter,
    ):
        poll, key = await open_anonymous(professor)
        named = await vote(voter, poll, 0)
        await act(professor, "close", poll)
        shown = await open_poll(professor)
        token = await Token(shown, key).sign(voter)

        assert (named["code"], token["code"]) == ("poll_anonymous", "poll_not_anonymous")


async def test_one_token_is_one_vote_and_the_last_one_counts(seminar: Seminar) -> None:
    async with await seminar.enter(seminar.professor) as professor:
        poll, key = await open_anonymous(professor)
        token = await signed_token(seminar, poll, key)
        for revision, choice in enumerate((0, 2, 1)):
            await token.cast(seminar.client, choice, revision=revision)
        overtaken = await token.cast(seminar.client, 0, revision=1)
        await act(professor, "close", poll)

        assert overtaken.status_code == 200
        assert counts(await changed(professor, poll)) == [0, 1, 0]


async def test_another_spelling_of_a_token_is_the_same_token(seminar: Seminar) -> None:
    async with await seminar.enter(seminar.professor) as professor:
        poll, key = await open_anonymous(professor)
        token = await signed_token(seminar, poll, key)
        await token.cast(seminar.client, 0)
        spelled = text(token.blind.prepared)
        # The last letter holds two bits of the token and four that mean nothing.
        alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
        other = spelled[:-1] + alphabet[alphabet.index(spelled[-1]) + 1]
        again = await token.cast(seminar.client, 2, token=other)
        await act(professor, "close", poll)

        assert again.status_code == 200
        assert counts(await changed(professor, poll)) == [0, 0, 1]


async def test_a_token_votes_in_its_own_round_alone(seminar: Seminar) -> None:
    async with await seminar.enter(seminar.professor) as professor:
        poll, key = await open_anonymous(professor)
        token = await signed_token(seminar, poll, key)
        await token.cast(seminar.client, 0)
        await act(professor, "close", poll)
        await act(professor, "repeat", poll)
        second = (await changed(professor, poll))["rounds"][1]["key"]
        answer = await token.cast(seminar.client, 0, round=2)

        assert second != key
        assert (answer.status_code, code(answer)) == (403, "ballot_token_invalid")


async def test_a_signature_that_is_not_the_servers_is_refused(seminar: Seminar) -> None:
    async with await seminar.enter(seminar.professor) as professor:
        poll, key = await open_anonymous(professor)
        forged = Token(poll, key)
        forged.signature = "B" * 342
        answer = await forged.cast(seminar.client, 0)

        assert (answer.status_code, code(answer)) == (403, "ballot_token_invalid")


@pytest.mark.parametrize(
    "fields",
    [
        {"token": "A" * 85},
        {"token": "A" * 86 + "\n"},
        {"token": None},
        {"signature": "A" * 341},
        {"signature": "?" * 342},
        {"ballot": None},
        {"ballot": {"choices": [99]}},
        {"round": 0},
        {"revision": -1},
        {"revision": 1000},
        {"name": "somebody"},
    ],
)
async def test_what_is_no_ballot_with_a_token_is_refused(seminar: Seminar, fields: Frame) -> None:
    async with await seminar.enter(seminar.professor) as professor:
        poll, key = await open_anonymous(professor)
        token = await signed_token(seminar, poll, key)
        answer = await token.cast(seminar.client, 0, **fields)

        assert answer.status_code == 422


async def test_a_ballot_that_the_poll_does_not_take_is_refused(seminar: Seminar) -> None:
    async with await seminar.enter(seminar.professor) as professor:
        poll, key = await open_anonymous(professor)
        answer = await (await signed_token(seminar, poll, key)).cast(seminar.client, 3)

        assert (answer.status_code, answer.json()["error"]["details"][0]["field"]) == (422, "ballot.choices")


async def test_no_ballot_is_cast_where_there_is_no_anonymous_vote(seminar: Seminar) -> None:
    async with await seminar.enter(seminar.professor) as professor:
        poll, key = await open_anonymous(professor)
        token = await signed_token(seminar, poll, key)
        await token.cast(seminar.client, 0)
        await act(professor, "close", poll)
        token.poll = await open_poll(professor)
        hidden = await token.cast(seminar.client, 0)
        token.poll = str(uuid4())
        unknown = await token.cast(seminar.client, 0)

        assert [answer.status_code for answer in (hidden, unknown)] == [404, 404]


async def test_ballots_are_written_five_at_a_time_and_five_are_left_for_the_next(seminar: Seminar) -> None:
    async with await seminar.enter(seminar.professor) as professor:
        poll, key = await open_anonymous(professor)
        await cast_by(seminar, poll, key, *[0] * (2 * BATCH - 1))
        before = await stored(seminar)
        await cast_by(seminar, poll, key, 1)
        after = await stored(seminar)
        told = await professor.event("poll:progress", lambda event: event["round"]["result"] is not None)

        assert (before, after) == (0, BATCH)
        assert told["round"]["result"]["votes"] == BATCH
        await act(professor, "close", poll)
        assert counts(await changed(professor, poll)) == [2 * BATCH - 1, 1, 0]
        assert await stored(seminar) == 2 * BATCH


async def test_live_results_come_in_batches(seminar: Seminar) -> None:
    student = await seminar.person()
    async with await seminar.enter(seminar.professor) as professor, await seminar.enter(student) as voter:
        poll, key = await open_anonymous(professor, results="live")
        await cast_by(seminar, poll, key, *[2] * (2 * BATCH - 1))
        await voter.ask("participant:mute", kind="audio")
        before = [event for event in voter.events if event["type"] == "poll:tally"]
        await cast_by(seminar, poll, key, 2)
        told = await voter.event("poll:tally")

        assert before == []
        assert told["result"]["counts"] == [0, 0, BATCH]


async def test_the_close_calls_in_ballots_whose_tokens_are_out(seminar: Seminar) -> None:
    student = await seminar.person()
    async with await seminar.enter(seminar.professor) as professor, await seminar.enter(student) as voter:
        poll, key = await open_anonymous(professor)
        token = Token(poll, key)
        await token.sign(voter)
        closing = asyncio.create_task(professor.ask("poll:close", poll=poll))
        told = await voter.event("poll:closing")
        late = await Token(poll, key).sign(voter)
        await token.cast(seminar.client, 2)
        assert (await closing)["type"] == "ack"

        assert (told["poll"], told["round"]) == (poll, 1)
        assert late["code"] == "poll_closed"
        assert counts(await changed(professor, poll)) == [0, 0, 1]


async def test_what_comes_after_the_grace_is_not_counted(seminar: Seminar) -> None:
    clock: ManualClock = seminar.app.clock
    async with await seminar.enter(seminar.professor) as professor:
        poll, key = await open_anonymous(professor)
        token = await signed_token(seminar, poll, key)
        closing = asyncio.create_task(professor.ask("poll:close", poll=poll))
        await professor.event("poll:closing")
        clock.advance(sealed.GRACE)
        assert (await closing)["type"] == "ack"
        answer = await token.cast(seminar.client, 0)

        assert (answer.status_code, code(answer)) == (409, "poll_closed")
        assert counts(await changed(professor, poll)) == [0, 0, 0]


async def test_after_the_close_a_ballot_that_was_not_counted_is_told_from_one_that_was(seminar: Seminar) -> None:
    async with await seminar.enter(seminar.professor) as professor:
        poll, key = await open_anonymous(professor)
        token = await signed_token(seminar, poll, key)
        await token.cast(seminar.client, 0)
        await act(professor, "close", poll)

        assert (await token.cast(seminar.client, 0)).json()["data"] == {"stored": True}
        assert code(await token.cast(seminar.client, 1, revision=1)) == "poll_closed"


async def test_the_private_key_is_gone_with_the_vote(seminar: Seminar) -> None:
    async with await seminar.enter(seminar.professor) as professor:
        poll, _ = await open_anonymous(professor)
        running = await keys(seminar)
        await act(professor, "close", poll)

        assert (running, await keys(seminar)) == (1, 0)


async def test_the_end_of_the_session_keeps_what_the_box_holds(seminar: Seminar) -> None:
    async with await seminar.enter(seminar.professor) as professor:
        poll, key = await open_anonymous(professor)
        token = await signed_token(seminar, poll, key)
        await token.cast(seminar.client, 1)
        await seminar.end()
    async with asyncio.timeout(30):
        while await keys(seminar):  # noqa: ASYNC110 - the end is answered before the box is empty.
            await asyncio.sleep(0)
    answer = await call(seminar, seminar.professor, "GET", f"/polls/{poll}/results", session_id=seminar.session["id"])

    assert counts(answer.json()["data"]["poll"]) == [0, 1, 0]
    assert (await token.cast(seminar.client, 1)).json()["data"] == {"stored": True}
    assert code(await token.cast(seminar.client, 2, revision=1)) == "poll_closed"


async def test_after_a_restart_tokens_are_known_and_ballots_are_cast_again(
    seminar: Seminar, config: Config, clock: ManualClock
) -> None:
    student = await seminar.person()
    async with await seminar.enter(seminar.professor) as professor:
        poll, key = await open_anonymous(professor)
        written = await cast_by(seminar, poll, key, *[0] * (2 * BATCH))
        token = await signed_token(seminar, poll, key, student)
        await token.cast(seminar.client, 1)
    restarted = await build_silent(config, clock)
    await restarted.start()
    server = HttpServer(restarted, bind("127.0.0.1", 0))
    async with server.running(), open_client(restarted) as http:
        again = Seminar(restarted, http, server.port)
        again.professor, again.course, again.session = seminar.professor, seminar.course, seminar.session
        first = await token.cast(http, 1)
        for each in written:
            await each.cast(http, 0)
        async with await again.enter(student) as voter, await again.enter(seminar.professor) as staff:
            other = await Token(poll, key).sign(voter)
            await act(staff, "close", poll)

            assert first.status_code == 200, "nobody was in the room"
            assert other["code"] == "token_taken"
            assert counts(await changed(staff, poll)) == [2 * BATCH, 1, 0]
    await restarted.stop()


async def test_rounds_of_an_anonymous_poll_are_compared_without_moves(seminar: Seminar) -> None:
    student = await seminar.person()
    async with await seminar.enter(seminar.professor) as professor:
        poll, key = await open_anonymous(professor, correct=[1], peer=True)
        await (await signed_token(seminar, poll, key, student)).cast(seminar.client, 0)
        await act(professor, "close", poll)
        await act(professor, "repeat", poll)
        second = (await changed(professor, poll))["rounds"][1]["key"]
        await (await signed_token(seminar, poll, second, student, 2)).cast(seminar.client, 1)
        await act(professor, "close", poll)
        found = await details(professor, poll)

        assert [each["right"] for each in found["rounds"]] == [0.0, 1.0]
        assert found["flow"] is None


async def test_votes_are_exported_without_names_in_the_order_of_the_answers(seminar: Seminar) -> None:
    async with await seminar.enter(seminar.professor) as professor:
        poll, key = await open_anonymous(professor)
        await cast_by(seminar, poll, key, 2, 0, 1)
        running = await rows(seminar, poll)
        await act(professor, "close", poll)

        assert running == [["round", "name", "answer", "reason"]]
        assert await rows(seminar, poll) == [*running, *(["1", "", option, ""] for option in "ABC")]


async def test_a_token_is_signed_over_http_too(seminar: Seminar) -> None:
    student, session = await seminar.person(), seminar.session["id"]
    async with await seminar.enter(seminar.professor) as professor:
        poll, key = await open_anonymous(professor)
        token = Token(poll, key)
        answer = await call(
            seminar, student, "POST", f"/polls/{poll}/token",
            session_id=session, round=1, blinded=token.blind.blinded,
        )  # fmt: skip
        token.signature = token.blind.unblind(answer.json()["data"]["signature"])

        assert (await token.cast(seminar.client, 0)).status_code == 200


async def test_nothing_that_comes_with_a_ballot_says_whose_it_is(
    seminar: Seminar, caplog: pytest.LogCaptureFixture
) -> None:
    student = await seminar.person()
    async with await seminar.enter(seminar.professor) as professor:
        poll, key = await open_anonymous(professor)
        token = await signed_token(seminar, poll, key, student)
        caplog.clear()
        with caplog.at_level(logging.INFO):
            answer = await seminar.client.post(
                f"/api/v1/learning/polls/{poll}/ballots", json=token.body(0), headers=student.headers
            )
    lines: list[Any] = [vars(record) for record in caplog.records if record.name == "eduforum.access"]

    assert answer.status_code == 200, "who they are is not even looked at"
    (line,) = [each for each in lines if each["path"].endswith("/ballots")]
    assert (line["client"], line["user_id"]) == (None, None)
    assert not any(student.id in str(vars(record)) for record in caplog.records)


async def test_a_bearer_that_is_no_good_changes_nothing(seminar: Seminar) -> None:
    async with await seminar.enter(seminar.professor) as professor:
        poll, key = await open_anonymous(professor)
        token = await signed_token(seminar, poll, key)
        answer = await seminar.client.post(
            f"/api/v1/learning/polls/{poll}/ballots", json=token.body(0), headers={"Authorization": "Bearer x"}
        )

        assert answer.status_code == 200


async def test_a_token_may_not_be_used_all_the_time(seminar: Seminar) -> None:
    async with await seminar.enter(seminar.professor) as professor:
        poll, key = await open_anonymous(professor)
        token, other = await signed_token(seminar, poll, key), await signed_token(seminar, poll, key)
        answers = [await token.cast(seminar.client, 0) for _ in range(CASTS + 1)]

        assert [answer.status_code for answer in answers] == [200] * CASTS + [429]
        assert (await other.cast(seminar.client, 0)).status_code == 200


async def test_who_forges_tokens_keeps_nobody_from_voting(seminar: Seminar) -> None:
    async with await seminar.enter(seminar.professor) as professor:
        poll, key = await open_anonymous(professor)
        token, forged = await signed_token(seminar, poll, key), Token(poll, key)
        forged.signature = "B" * 342
        answers = [await forged.cast(seminar.client, 0) for _ in range(FORGERIES + 1)]

        assert code(answers[-2]) == "ballot_token_invalid"
        assert code(answers[-1]) == "rate_limited"
        assert (await token.cast(seminar.client, 0)).status_code == 200
