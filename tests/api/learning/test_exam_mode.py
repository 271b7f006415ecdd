"""Exam mode: who sits an exam is left alone with it, until it is handed in."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from eduforum.web.server import HttpServer, bind
from tests.api.conftest import build_silent, open_client
from tests.factories.clock import ManualClock, pass_time
from tests.factories.quizzes import ask, make_quiz, refused, start
from tests.factories.rooms import Frame, RoomClient, Seminar


@pytest_asyncio.fixture
async def professor(seminar: Seminar) -> AsyncIterator[RoomClient]:
    async with await seminar.enter(seminar.professor) as client:
        yield client


@pytest_asyncio.fixture
async def taker(seminar: Seminar) -> AsyncIterator[RoomClient]:
    async with await seminar.enter(await seminar.person()) as client:
        yield client


@pytest_asyncio.fixture
async def other(seminar: Seminar) -> AsyncIterator[RoomClient]:
    async with await seminar.enter(await seminar.person()) as client:
        yield client


def person(client: RoomClient) -> str:
    id: str = client.state["participant_id"]
    return id


def direct(one: RoomClient, two: RoomClient) -> str:
    return "direct:" + ":".join(sorted((person(one), person(two))))


async def begin(seminar: Seminar, professor: RoomClient, taker: RoomClient, **settings: Any) -> Frame:
    """The attempt of somebody who sits an exam from here on."""
    quiz = await make_quiz(seminar, professor, exam=True, **settings)
    attempt = await start(taker, quiz)
    await examined(professor, person(taker))
    return attempt


async def examined(client: RoomClient, *people: str) -> None:
    await client.event("quiz:examined", lambda event: event["people"] == sorted(people))


async def test_who_sits_an_exam_writes_nowhere(seminar: Seminar, professor: RoomClient, taker: RoomClient) -> None:
    said = (await ask(professor, "chat:send", text="Good luck"))["message"]
    await begin(seminar, professor, taker)

    for channel in ("room", direct(taker, professor)):
        assert await refused(taker, "chat:send", channel=channel, text="What is 1?") == "exam_mode"
    assert await refused(taker, "chat:react", message=said["id"], kind="like", on=True) == "exam_mode"
    assert await refused(taker, "question:ask", text="What is 1?") == "exam_mode"
    assert await refused(taker, "reaction:show", kind="clap") == "exam_mode"
    assert await refused(taker, "hand:raise", text="What is 1?") == "exam_mode"


async def test_a_hand_still_calls_whoever_watches(seminar: Seminar, professor: RoomClient, taker: RoomClient) -> None:
    await begin(seminar, professor, taker)
    await ask(taker, "hand:raise")

    assert (await professor.event("hand:up"))["hand"]["participant_id"] == person(taker)


async def test_nobody_but_staff_writes_to_who_sits_an_exam(
    seminar: Seminar, professor: RoomClient, taker: RoomClient, other: RoomClient
) -> None:
    await begin(seminar, professor, taker)

    for channel in ("room", direct(taker, other)):
        assert await refused(other, "chat:send", channel=channel, text="It is 42") == "exam_mode"
    assert await refused(other, "question:ask", text="Is it 42?") == "exam_mode"
    assert await refused(other, "reaction:show", kind="clap") == "exam_mode"
    assert await refused(other, "hand:raise", text="It is 42") == "exam_mode"
    await ask(other, "chat:send", channel=direct(other, professor), text="I am done")
    await ask(professor, "chat:send", text="Ten minutes left")
    assert (await taker.event("chat:message"))["message"]["text"] == "Ten minutes left"


async def test_what_somebody_wrote_before_is_not_changed_into_a_hint(
    seminar: Seminar, professor: RoomClient, taker: RoomClient, other: RoomClient
) -> None:
    said = (await ask(other, "chat:send", text="Hello"))["message"]
    deleted = (await ask(other, "chat:send", text="It is 42"))["message"]
    await ask(other, "chat:delete", message=deleted["id"])
    await begin(seminar, professor, taker)

    assert await refused(other, "chat:edit", message=said["id"], text="It is 42") == "exam_mode"
    assert await refused(other, "chat:restore", message=deleted["id"]) == "exam_mode"


async def test_all_is_as_before_once_it_is_handed_in(
    seminar: Seminar, professor: RoomClient, taker: RoomClient, other: RoomClient
) -> None:
    attempt = await begin(seminar, professor, taker)
    await ask(taker, "quiz:submit", quiz=attempt["info"]["quiz_id"], attempt=attempt["info"]["id"])
    await examined(professor)

    await ask(taker, "chat:send", text="Done")
    await ask(other, "chat:send", text="Me too")


async def test_the_end_of_the_time_ends_it(
    seminar: Seminar, professor: RoomClient, taker: RoomClient, clock: ManualClock
) -> None:
    await begin(seminar, professor, taker, minutes=1)
    await pass_time(clock, 70)
    await examined(professor)

    await ask(taker, "chat:send", text="Over")


async def test_staff_end_it_for_everybody(seminar: Seminar, professor: RoomClient, taker: RoomClient) -> None:
    attempt = await begin(seminar, professor, taker)
    await ask(professor, "quiz:close", quiz=attempt["info"]["quiz_id"], at_once=True)
    await examined(professor)

    await ask(taker, "chat:send", text="Over")


async def test_a_quiz_that_is_no_exam_leaves_the_chat_open(
    seminar: Seminar, professor: RoomClient, taker: RoomClient
) -> None:
    await start(taker, await make_quiz(seminar, professor))

    await ask(taker, "chat:send", text="Which page?")


@pytest.mark.parametrize("role", ["professor", "co_professor", "ta"])
async def test_staff_who_come_in_see_who_sits_one(
    seminar: Seminar, professor: RoomClient, taker: RoomClient, role: str
) -> None:
    await begin(seminar, professor, taker)
    reader = seminar.professor if role == "professor" else await seminar.person(role)
    async with RoomClient(seminar.url) as late:
        await late.join(await seminar.token(reader), device="second")

        assert {"type": "quiz:examined", "people": [person(taker)]} in late.state["states"]


@pytest.mark.parametrize("role", ["student", "observer"])
async def test_nobody_else_is_told_who_sits_one(
    seminar: Seminar, professor: RoomClient, taker: RoomClient, role: str
) -> None:
    async with await seminar.enter(await seminar.person(role)) as reader:
        await begin(seminar, professor, taker)
        await reader.ask("token:renew")

        told = [*reader.state["states"], *reader.events]
        assert [frame for frame in told if frame["type"] == "quiz:examined"] == []


async def test_it_outlives_a_restart(seminar: Seminar, config: Any, clock: ManualClock) -> None:
    student = await seminar.person()
    async with await seminar.enter(seminar.professor) as professor, await seminar.enter(student) as taker:
        await begin(seminar, professor, taker)

    app = await build_silent(config, clock)
    await app.start()
    server = HttpServer(app, bind("127.0.0.1", 0))
    async with server.running(), open_client(app) as http:
        again = Seminar(app, http, server.port)
        again.professor, again.session = seminar.professor, seminar.session
        async with await again.enter(student) as taker:
            assert await refused(taker, "chat:send", text="What is 1?") == "exam_mode"
    await app.stop()
