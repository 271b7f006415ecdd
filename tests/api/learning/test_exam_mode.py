"""Exam mode: who sits an exam is left alone with it, until it is handed in."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from eduforum.web.server import HttpServer, bind
from tests.api.conftest import build_silent, open_client
from tests.api.media.test_reading import READS, UPLOADS, read, send
from tests.factories.clock import ManualClock, pass_time
from tests.factories.people import Person
from tests.factories.polls import open_poll
from tests.factories.quizzes import ask, make_quiz, refused, start, submit
from tests.factories.rooms import Frame, RoomClient, Seminar


@pytest_asyncio.fixture
async def professor(seminar: Seminar) -> AsyncIterator[RoomClient]:
    async with await seminar.enter(seminar.professor) as client:
        yield client


@pytest_asyncio.fixture
async def student(seminar: Seminar) -> Person:
    return await seminar.person()


@pytest_asyncio.fixture
async def taker(seminar: Seminar, student: Person) -> AsyncIterator[RoomClient]:
    async with await seminar.enter(student) as client:
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


async def test_others_say_nothing_in_what_still_reaches_who_sits_an_exam(
    seminar: Seminar, professor: RoomClient, taker: RoomClient, other: RoomClient
) -> None:
    await begin(seminar, professor, taker)

    assert await refused(other, "hand:raise", text="It is 42") == "exam_mode"
    assert await refused(other, "screen:start") == "exam_mode"


async def busy_class(professor: RoomClient, taker: RoomClient, other: RoomClient) -> None:
    """Somebody says something by every tool."""
    await ask(professor, "chat:send", text="Ten minutes left")
    await ask(other, "chat:send", text="It is 42")
    await ask(other, "chat:send", channel=direct(taker, other), text="42!")
    await ask(other, "question:ask", text="Is it 42?", anonymous=False)
    await ask(other, "reaction:show", kind="clap")
    await ask(professor, "whiteboard:show", board=professor.state["session"]["id"], follow=False)
    await ask(professor, "floor:open", question="42?", seconds=5)
    await open_poll(professor)


OF_AN_EXAM = {"quiz", "hand", "participant", "media"}


async def test_who_sits_an_exam_hears_nothing_of_others_and_all_of_it_once_it_is_handed_in(
    seminar: Seminar, professor: RoomClient, taker: RoomClient, other: RoomClient, student: Person
) -> None:
    attempt = await begin(seminar, professor, taker)
    taker.events.clear()
    await busy_class(professor, taker, other)
    await ask(taker, "participant:mute", kind="audio")
    assert {frame["type"].partition(":")[0] for frame in taker.events} <= OF_AN_EXAM

    await submit(taker, attempt)
    await taker.event("room:resync")
    await taker.join(await seminar.token(student))

    assert not taker.state["resumed"]
    assert taker.texts() == ["Ten minutes left", "It is 42"]
    assert [each["text"] for each in taker.channel(direct(taker, other))["messages"]] == ["42!"]
    tools = taker.state["tools"]
    assert [each["text"] for each in tools["question_board"]["questions"]] == ["Is it 42?"]
    assert len(tools["polls"]["polls"]) == 1
    assert tools["whiteboard"]["shown"] is not None
    await ask(other, "chat:send", text="Welcome back")
    assert (await taker.event("chat:message"))["message"]["text"] == "Welcome back"


async def test_all_is_as_before_once_it_is_handed_in(
    seminar: Seminar, professor: RoomClient, taker: RoomClient, other: RoomClient
) -> None:
    attempt = await begin(seminar, professor, taker)
    await ask(taker, "quiz:submit", quiz=attempt["info"]["quiz_id"], attempt=attempt["info"]["id"])
    await examined(professor)

    await ask(taker, "chat:send", text="Done")
    await ask(other, "chat:send", text="Me too")


async def test_who_comes_back_into_an_exam_finds_it_and_nothing_else(
    seminar: Seminar, professor: RoomClient, taker: RoomClient, other: RoomClient, student: Person
) -> None:
    attempt = await begin(seminar, professor, taker)
    await ask(other, "chat:send", text="It is 42")
    await taker.cut()

    async with RoomClient(seminar.url, instance=taker.instance) as again:
        again.cursor = taker.cursor
        await again.join(await seminar.token(student))
        assert set(again.state["tools"]) == {"quiz", "hands", "breakouts"}
        assert (again.state["tools"]["quiz"]["attempts"][0]["id"], again.state["events"]) == (attempt["info"]["id"], [])
        assert again.state["states"] == [each for each in again.state["states"] if each["type"].startswith("room:")]


async def test_who_was_away_as_it_ended_misses_nothing(
    seminar: Seminar, professor: RoomClient, taker: RoomClient, other: RoomClient, student: Person
) -> None:
    attempt = await begin(seminar, professor, taker, minutes=5)
    await ask(other, "chat:send", text="It is 42")
    taker.events.clear()
    await ask(professor, "quiz:extend", quiz=attempt["info"]["quiz_id"], minutes=1)
    await taker.event("quiz:attempt-changed")
    await taker.cut()
    await ask(professor, "quiz:close", quiz=attempt["info"]["quiz_id"], at_once=True)

    async with RoomClient(seminar.url, instance=taker.instance) as again:
        again.cursor = taker.cursor
        await again.join(await seminar.token(student))
        assert again.texts() == ["It is 42"]


async def test_over_http_an_exam_is_read_and_nothing_else(
    seminar: Seminar, professor: RoomClient, taker: RoomClient, student: Person
) -> None:
    attempt = await begin(seminar, professor, taker)
    closed = [path for path in READS if "quizzes" not in path and "hands" not in path]

    assert {path: await read(seminar, student, path) for path in closed} == dict.fromkeys(closed, "exam_mode")
    assert {await read(seminar, student, path) for path in set(READS) - set(closed)} == {"ok"}
    assert {await send(seminar, student, path) for path in UPLOADS} == {"exam_mode"}
    await submit(taker, attempt)
    assert {await read(seminar, student, path) for path in READS} == {"ok"}


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
        assert await read(again, student) == "exam_mode"
        async with await again.enter(student) as taker:
            assert await refused(taker, "chat:send", text="What is 1?") == "exam_mode"
    await app.stop()
