"""The time of an attempt: it ends by itself, is longer for some, and survives the server."""

import asyncio
from datetime import datetime, timedelta

import pytest

from eduforum.config import Config
from eduforum.learning.quiz.deadlines import GRACE
from eduforum.web.server import HttpServer, bind
from tests.api.conftest import build_silent, open_client
from tests.factories.clock import ManualClock
from tests.factories.people import Person, sign_in
from tests.factories.quizzes import NUMBER, ask, make_quiz, over, refused, results, save, start, submit
from tests.factories.rooms import PATIENCE, Frame, RoomClient, Seminar


def own_events(client: RoomClient) -> list[Frame]:
    return [event["attempt"] for event in client.events if event["type"] == "quiz:attempt-changed"]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


async def run_on(clock: ManualClock, seminar: Seminar, seconds: float) -> None:
    """Let time pass while the server goes on."""
    for _ in range(int(seconds)):
        clock.advance(1)
        async with seminar.app.db.connection() as conn:
            await conn.fetchval("select 1")


async def run_out(clock: ManualClock, seminar: Seminar, client: RoomClient) -> Frame:
    """Let time pass until the attempt is submitted."""
    async with asyncio.timeout(PATIENCE):
        while not any(attempt["submitted_at"] for attempt in own_events(client)):
            await run_on(clock, seminar, 1)
    return await over(client)


async def test_an_attempt_is_submitted_by_itself_at_the_end_of_its_time(seminar: Seminar, clock: ManualClock) -> None:
    student = await seminar.person()
    async with await seminar.enter(seminar.professor) as professor, await seminar.enter(student) as taker:
        quiz = await make_quiz(seminar, professor, NUMBER, minutes=1)
        attempt = await start(taker, quiz)
        assert at(attempt["info"]["deadline"]) - at(attempt["now"]) == timedelta(minutes=1)
        await save(taker, attempt, 1, {"kind": "numeric", "text": "42"})

        ended = await run_out(clock, seminar, taker)
        assert (ended["submitted_at"], ended["ended_by"]) == (attempt["info"]["deadline"], "time")
        assert (await results(seminar, quiz))["attempts"][0]["earned"] == "1.00"


async def test_what_was_typed_in_the_last_second_counts_and_what_comes_later_does_not(
    seminar: Seminar, clock: ManualClock
) -> None:
    student = await seminar.person()
    async with await seminar.enter(seminar.professor) as professor, await seminar.enter(student) as taker:
        attempt = await start(taker, await make_quiz(seminar, professor, NUMBER, minutes=1))
        await run_on(clock, seminar, 60 + GRACE - 1)
        await save(taker, attempt, 1, {"kind": "numeric", "text": "42"})
        await run_out(clock, seminar, taker)
        named = {"quiz": attempt["info"]["quiz_id"], "attempt": attempt["info"]["id"]}

        assert await refused(taker, "quiz:answer", **named, place=1, response=None) == "attempt_over"


async def test_minutes_are_given_to_all_at_once(seminar: Seminar) -> None:
    one, two = await seminar.person(), await seminar.person()
    async with (
        await seminar.enter(seminar.professor) as professor,
        await seminar.enter(one) as first,
        await seminar.enter(two) as second,
    ):
        quiz = await make_quiz(seminar, professor, NUMBER, minutes=10)
        before = (await start(first, quiz))["info"]
        extended = await ask(professor, "quiz:extend", quiz=quiz["id"], minutes=5)
        longer = await first.event("quiz:attempt-changed", lambda e: e["attempt"]["minutes"] == "15")

        assert extended == {"attempts": 1}
        assert at(longer["attempt"]["deadline"]) - at(before["deadline"]) == timedelta(minutes=5)
        assert (await start(second, quiz))["info"]["minutes"] == "15"


async def test_minutes_are_given_to_one_and_show_to_nobody_else(seminar: Seminar) -> None:
    one, two = await seminar.person(), await seminar.person()
    async with (
        await seminar.enter(seminar.professor) as professor,
        await seminar.enter(one) as first,
        await seminar.enter(two) as second,
    ):
        quiz = await make_quiz(seminar, professor, NUMBER, minutes=10)
        for taker in (first, second):
            await start(taker, quiz)
        await ask(professor, "quiz:extend", quiz=quiz["id"], minutes=5, people=[one.id])
        await first.event("quiz:attempt-changed", lambda e: e["attempt"]["minutes"] == "15")
        await second.ask("participant:mute", kind="audio")

        assert [attempt["minutes"] for attempt in own_events(second)] == ["10"]


async def test_minutes_reopen_what_ended_by_time_for_who_is_given_them(seminar: Seminar, clock: ManualClock) -> None:
    student = await seminar.person()
    async with await seminar.enter(seminar.professor) as professor, await seminar.enter(student) as taker:
        quiz = await make_quiz(seminar, professor, NUMBER, minutes=1)
        attempt = await start(taker, quiz)
        await run_out(clock, seminar, taker)

        await ask(professor, "quiz:extend", quiz=quiz["id"], minutes=2, people=[student.id])
        await save(taker, attempt, 1, {"kind": "numeric", "text": "42"})
        await submit(taker, attempt)
        assert (await results(seminar, quiz))["attempts"][0]["earned"] == "1.00"


@pytest.mark.parametrize(("fields", "code"), [({"minutes": 0}, "invalid"), ({"minutes": 5, "people": []}, "invalid")])
async def test_an_extension_is_of_some_minutes_for_somebody(seminar: Seminar, fields: Frame, code: str) -> None:
    async with await seminar.enter(seminar.professor) as professor:
        quiz = await make_quiz(seminar, professor, NUMBER, minutes=10)

        assert await refused(professor, "quiz:extend", quiz=quiz["id"], **fields) == code
        stranger = {"minutes": 5, "people": [seminar.professor.id]}
        assert await refused(professor, "quiz:extend", quiz=quiz["id"], **stranger) == "invalid"


async def test_a_quiz_without_a_time_limit_has_nothing_to_extend(seminar: Seminar) -> None:
    async with await seminar.enter(seminar.professor) as professor:
        quiz = await make_quiz(seminar, professor, NUMBER)

        assert await refused(professor, "quiz:extend", quiz=quiz["id"], minutes=5) == "no_time_limit"


async def accommodate(seminar: Seminar, person: Person, factor: str) -> int:
    answer = await seminar.client.put(
        f"/api/v1/learning/accommodations/{seminar.course['id']}/{person.id}",
        json={"time_factor": factor},
        headers=seminar.professor.headers,
    )
    return answer.status_code


async def test_who_has_a_time_factor_is_given_more_time_in_every_quiz(seminar: Seminar) -> None:
    one, two = await seminar.person(), await seminar.person()
    assert await accommodate(seminar, one, "1.5") == 204
    async with (
        await seminar.enter(seminar.professor) as professor,
        await seminar.enter(one) as first,
        await seminar.enter(two) as second,
    ):
        quiz = await make_quiz(seminar, professor, NUMBER, minutes=40)
        await ask(professor, "quiz:extend", quiz=quiz["id"], minutes=5)

        given = [(await start(taker, quiz))["info"]["minutes"] for taker in (first, second)]
        assert [float(minutes) for minutes in given] == [65, 45]
        assert quiz["settings"]["minutes"] == 40


@pytest.mark.parametrize("factor", ["0.5", "6", "NaN", "1.234", "x"])
async def test_a_time_factor_has_bounds(seminar: Seminar, factor: str) -> None:
    assert await accommodate(seminar, await seminar.person(), factor) == 422
    assert await accommodate(seminar, seminar.professor, "1.5") == 422


async def test_a_time_that_ran_out_while_the_server_was_away_ends_the_attempt_when_it_is_back(
    seminar: Seminar, clock: ManualClock, config: Config
) -> None:
    student = await seminar.person()
    async with await seminar.enter(seminar.professor) as professor, await seminar.enter(student) as taker:
        quiz = await make_quiz(seminar, professor, NUMBER, minutes=1)
        attempt = await start(taker, quiz)
        await save(taker, attempt, 1, {"kind": "numeric", "text": "42"})
    await seminar.app.stop()
    clock.advance(3600)

    again = await build_silent(config, clock)
    await again.start()
    server = HttpServer(again, bind("127.0.0.1", 0))
    async with server.running(), open_client(again) as client:
        back = Seminar(again, client, server.port)
        back.session = seminar.session
        async with await back.enter(await sign_in(client, student)) as taker:
            if taker.state["tools"]["quiz"]["attempts"][0]["submitted_at"] is None:
                await over(taker)
            (ended,) = (
                await client.get(
                    "/api/v1/learning/quizzes",
                    params={"session_id": seminar.session["id"]},
                    headers=(await sign_in(client, student)).headers,
                )
            ).json()["data"]["attempts"]
    await again.stop()
    assert (ended["submitted_at"], ended["ended_by"]) == (attempt["info"]["deadline"], "time")


async def test_the_end_of_the_class_ends_what_is_under_way(seminar: Seminar) -> None:
    student = await seminar.person()
    async with await seminar.enter(seminar.professor) as professor, await seminar.enter(student) as taker:
        quiz = await make_quiz(seminar, professor, NUMBER)
        attempt = await start(taker, quiz)
        await save(taker, attempt, 1, {"kind": "numeric", "text": "42"})
        await seminar.end()

    (score,) = (await results(seminar, quiz))["attempts"]
    assert (score["ended_by"], score["earned"]) == ("session", "1.00")
