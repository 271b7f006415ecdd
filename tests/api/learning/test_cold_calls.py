"""Cold calls: drawn for the teacher, said to the student first, and then to the class."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from eduforum.learning.cold_call import tool
from eduforum.learning.cold_call.tool import ACTS
from eduforum.web.server import HttpServer, bind
from tests.api.conftest import build_silent, open_client
from tests.factories.clock import ManualClock, pass_time
from tests.factories.courses import make_live_session
from tests.factories.guests import enter_as_guest, make_link
from tests.factories.people import Person, make_person
from tests.factories.rooms import Frame, RoomClient, Seminar

STAFF = ["professor", "co_professor", "ta"]
NOTHING = "0193f1a0-0000-4000-8000-0000000000ff"
MINUTE = 62


async def in_role(seminar: Seminar, role: str) -> Person:
    if role == "professor":
        return seminar.professor
    if role == "admin":
        return await make_person(seminar.app, seminar.client, role="admin")
    return await seminar.person(role)


@pytest_asyncio.fixture
async def professor(seminar: Seminar) -> AsyncIterator[RoomClient]:
    async with await seminar.enter(seminar.professor) as client:
        yield client


async def draw(staff: RoomClient) -> Frame:
    answer = await staff.ask("cold_call:draw")
    assert answer["type"] == "ack", answer
    call: Frame = answer["data"]["call"]
    return call


async def act(client: RoomClient, what: str, call: Frame, **fields: Any) -> Frame:
    answer = await client.ask(f"cold_call:{what}", call=call["id"], **fields)
    assert answer["type"] == "ack", answer
    changed: Frame = answer["data"]["call"]
    return changed


async def state(client: RoomClient, call: Frame, wanted: str) -> Frame:
    """The call as the client hears of it in this state."""
    event = await client.event(
        "cold_call:changed", lambda frame: (frame["call"]["id"], frame["call"]["state"]) == (call["id"], wanted)
    )
    found: Frame = event["call"]
    return found


def heard(client: RoomClient) -> list[str]:
    return [event["call"]["state"] for event in client.events if event["type"] == "cold_call:changed"]


async def said_nothing(client: RoomClient) -> bool:
    """Whether the client has heard of no call, with all that was told so far."""
    await client.ask("token:renew")
    return heard(client) == []


async def settle(clock: ManualClock) -> None:
    """Until everybody has been here for more than a minute."""
    await pass_time(clock, MINUTE)


async def log(seminar: Seminar, person: Person) -> Any:
    return await seminar.client.get(
        "/api/v1/learning/cold-calls", params={"session_id": seminar.session["id"]}, headers=person.headers
    )


async def exempt(seminar: Seminar, person: Person, on: bool = True) -> None:
    await accommodate(seminar, person, time_factor="1", no_cold_call=on)


async def accommodate(seminar: Seminar, person: Person, **fields: Any) -> None:
    answer = await seminar.client.put(
        f"/api/v1/learning/accommodations/{seminar.course['id']}/{person.id}",
        json=fields,
        headers=seminar.professor.headers,
    )
    assert answer.status_code == 204, answer.text


@pytest.mark.parametrize("role", STAFF)
async def test_who_is_drawn_is_seen_by_who_teaches_alone(seminar: Seminar, clock: ManualClock, role: str) -> None:
    student = await seminar.person()
    async with (
        await seminar.enter(await in_role(seminar, role)) as staff,
        await seminar.enter(student) as client,
        await seminar.enter(await seminar.person("observer")) as observer,
    ):
        await settle(clock)
        call = await draw(staff)

        assert (call["participant_id"], call["state"], call["told_at"]) == (student.id, "drawn", None)
        assert await state(staff, call, "drawn") == call
        assert await said_nothing(client)
        assert await said_nothing(observer)


async def test_whoever_is_warned_knows_before_the_class_and_then_has_the_floor(
    seminar: Seminar, professor: RoomClient, clock: ManualClock
) -> None:
    student = await seminar.person()
    async with (
        await seminar.enter(student) as client,
        await seminar.enter(await seminar.person("observer")) as other,
    ):
        await settle(clock)
        warned = await act(professor, "call", await draw(professor), seconds=30)
        assert await state(client, warned, "warned") == warned
        await pass_time(clock, 25)
        assert await said_nothing(other)
        await pass_time(clock, 7)

        assert (await state(other, warned, "called"))["participant_id"] == student.id
        assert (await other.event("hand:up"))["hand"]["participant_id"] == student.id


async def test_whoever_is_called_has_answered_once_they_have_spoken(
    seminar: Seminar, professor: RoomClient, clock: ManualClock
) -> None:
    student = await seminar.person()
    async with await seminar.enter(student) as client:
        await settle(clock)
        call = await act(professor, "call", await draw(professor))
        for second in range(1, 8):
            seminar.app.engine.spoken[student.id] = float(second)
            await pass_time(clock, 1)
        await pass_time(clock, 5)

        assert (await state(client, call, "spoken"))["called_at"] == call["called_at"]


@pytest.mark.parametrize("warning", [0, 30])
async def test_in_writing_is_an_answer_that_everybody_reads(
    seminar: Seminar, professor: RoomClient, clock: ManualClock, warning: int
) -> None:
    async with (
        await seminar.enter(await seminar.person()) as client,
        await seminar.enter(await seminar.person("observer")) as other,
    ):
        await settle(clock)
        call = await act(professor, "call", await draw(professor), seconds=warning)
        await act(client, "write", call, text="  제 생각은 달라요. ")

        assert (await state(other, call, "written"))["text"] == "제 생각은 달라요."
        await pass_time(clock, 2)
        assert ("hand:down" in [event["type"] for event in other.events]) is (warning == 0)


async def test_a_pass_in_time_is_nobodys_business(seminar: Seminar, professor: RoomClient, clock: ManualClock) -> None:
    async with (
        await seminar.enter(await seminar.person()) as client,
        await seminar.enter(await seminar.person("observer")) as other,
    ):
        await settle(clock)
        call = await act(professor, "call", await draw(professor), seconds=20)
        await act(client, "pass", call)

        assert (await state(professor, call, "passed"))["text"] == ""
        assert await said_nothing(other)


async def test_a_pass_counts_as_a_call_and_a_skip_does_not(
    seminar: Seminar, professor: RoomClient, clock: ManualClock
) -> None:
    people = [await seminar.person() for _ in range(3)]
    clients = {person.id: await seminar.enter(person) for person in people}
    await settle(clock)
    skipped = await draw(professor)
    second = await draw(professor)
    assert (await state(professor, skipped, "skipped"))["participant_id"] != second["participant_id"]
    await act(clients[second["participant_id"]], "pass", await act(professor, "call", second))
    called = {second["participant_id"]}
    for _ in range(2):
        call = await draw(professor)
        called.add(call["participant_id"])
        await act(clients[call["participant_id"]], "pass", await act(professor, "call", call))

    assert called == {person.id for person in people}
    for client in clients.values():
        await client.disconnect()


async def test_everyone_is_called_once_before_anyone_twice_over_the_course(
    seminar: Seminar, professor: RoomClient, clock: ManualClock
) -> None:
    people = [await seminar.person() for _ in range(2)]
    clients = {person.id: await seminar.enter(person) for person in people}
    await settle(clock)
    first = await act(professor, "end", await act(professor, "call", await draw(professor)))
    for client in clients.values():
        await client.disconnect()
    seminar.session = await make_live_session(seminar.client, seminar.professor, seminar.course)
    async with await seminar.enter(seminar.professor) as again:
        clients = {person.id: await seminar.enter(person) for person in people}
        await settle(clock)

        assert (await draw(again))["participant_id"] != first["participant_id"]
        for client in clients.values():
            await client.disconnect()


async def test_neither_newcomers_nor_staff_nor_guests_nor_observers_are_drawn(
    seminar: Seminar, professor: RoomClient, clock: ManualClock
) -> None:
    await professor.ask("participant:mute", kind="audio")
    others = [await seminar.enter(await seminar.person(role)) for role in ("ta", "observer")]
    others.append(await enter_as_guest(seminar, await make_link(seminar)))
    await settle(clock)
    others.append(await seminar.enter(await seminar.person()))
    await pass_time(clock, 50)

    assert (await professor.ask("cold_call:draw"))["code"] == "nobody_to_call"
    await pass_time(clock, 15)
    assert (await draw(professor))["participant_id"] == others[-1].state["participant_id"]
    for client in others:
        await client.disconnect()


async def test_who_has_gone_or_just_come_back_is_not_drawn(
    seminar: Seminar, professor: RoomClient, clock: ManualClock
) -> None:
    student = await seminar.person()
    client = await seminar.enter(student)
    await settle(clock)
    await client.cut()
    await professor.event("participant:changed", lambda event: event["participant"]["state"] == "reconnecting")
    gone = await professor.ask("cold_call:draw")
    await pass_time(clock, 2)
    await client.connect()
    await client.join(await seminar.token(student))
    await pass_time(clock, 30)
    back = await professor.ask("cold_call:draw")
    await pass_time(clock, 40)

    assert gone["code"] == back["code"] == "nobody_to_call"
    assert (await draw(professor))["participant_id"] == student.id
    await client.disconnect()


async def test_who_is_not_to_be_called_never_is_and_nobody_can_tell(
    seminar: Seminar, professor: RoomClient, clock: ManualClock
) -> None:
    spared, other = await seminar.person(), await seminar.person()
    assistant = await seminar.person("ta")
    await exempt(seminar, spared)
    # More time is given apart from it.
    await accommodate(seminar, spared, time_factor="1.5")
    async with await seminar.enter(spared), await seminar.enter(other) as client:
        await settle(clock)
        for _ in range(3):
            call = await draw(professor)
            assert call["participant_id"] == other.id
            await act(client, "pass", await act(professor, "call", call))
        by_professor, by_assistant = await log(seminar, seminar.professor), await log(seminar, assistant)

        assert by_assistant.status_code == 403
        candidates = by_professor.json()["data"]["calls"][0]["candidates"]
        assert [candidate["participant_id"] for candidate in candidates] == [other.id]
        assert spared.id not in repr([event for event in client.events if event["type"] == "cold_call:changed"])
        await exempt(seminar, spared, False)
        assert (await draw(professor))["participant_id"] == spared.id


async def test_the_log_holds_candidates_and_weights(
    seminar: Seminar, professor: RoomClient, clock: ManualClock
) -> None:
    quiet, loud = await seminar.person(), await seminar.person()
    async with await seminar.enter(quiet), await seminar.enter(loud):
        seminar.app.engine.spoken[loud.id] = 60.0
        await settle(clock)
        call = await draw(professor)
        (kept,) = (await log(seminar, seminar.professor)).json()["data"]["calls"]

    assert kept["call"] == call
    assert kept["drawn_by"] == seminar.professor.id
    assert sorted(kept["candidates"], key=lambda each: str(each["seconds"])) == [
        {"participant_id": quiet.id, "calls": 0, "seconds": 0.0, "weight": 1.0},
        {"participant_id": loud.id, "calls": 0, "seconds": 60.0, "weight": 0.5},
    ]


async def test_talk_counts_over_all_connections_of_a_person(
    seminar: Seminar, professor: RoomClient, clock: ManualClock
) -> None:
    student = await seminar.person()
    async with await seminar.enter(student):
        # What the forwarder counts begins anew with another connection.
        for seconds in (10.0, 3.0, 4.0):
            seminar.app.engine.spoken[student.id] = seconds
            await pass_time(clock, 4)
        await settle(clock)
        await draw(professor)
        (kept,) = (await log(seminar, seminar.professor)).json()["data"]["calls"]

    assert [each["seconds"] for each in kept["candidates"]] == [14.0]


async def test_one_is_called_at_a_time(seminar: Seminar, professor: RoomClient, clock: ManualClock) -> None:
    async with await seminar.enter(await seminar.person()), await seminar.enter(await seminar.person()):
        await settle(clock)
        call = await draw(professor)
        await act(professor, "call", call, seconds=30)
        again = await professor.ask("cold_call:draw")
        twice = await professor.ask("cold_call:call", call=call["id"])
        taken_back = await act(professor, "end", call)
        over = await professor.ask("cold_call:end", call=call["id"])

        assert again["code"] == twice["code"] == "call_under_way"
        assert (taken_back["state"], over["code"]) == ("dropped", "call_over")


async def test_who_is_away_when_their_time_comes_is_let_go(
    seminar: Seminar, professor: RoomClient, clock: ManualClock
) -> None:
    client = await seminar.enter(await seminar.person())
    await settle(clock)
    call = await act(professor, "call", await draw(professor), seconds=20)
    await client.ask("room:leave")
    await professor.event("participant:left")
    await pass_time(clock, 23)

    assert (await state(professor, call, "dropped"))["called_at"] is None


async def test_nobody_answers_for_another(seminar: Seminar, professor: RoomClient, clock: ManualClock) -> None:
    async with (
        await seminar.enter(await seminar.person()) as client,
        await seminar.enter(await seminar.person("observer")) as other,
    ):
        await settle(clock)
        call = await draw(professor)
        unknown = await client.ask("cold_call:pass", call=call["id"])
        await act(professor, "call", call)
        foreign = await other.ask("cold_call:write", call=call["id"], text="me")
        staff = await professor.ask("cold_call:pass", call=call["id"])

        assert unknown["code"] == foreign["code"] == staff["code"] == "no_such_call"


async def test_a_call_outlives_a_restart(seminar: Seminar, config: Any, clock: ManualClock) -> None:
    student = await seminar.person()
    async with await seminar.enter(student) as client, await seminar.enter(seminar.professor) as professor:
        await settle(clock)
        warned = await act(professor, "call", await draw(professor), seconds=30)

    app = await build_silent(config, clock)
    await app.start()
    server = HttpServer(app, bind("127.0.0.1", 0))
    async with server.running(), open_client(app) as http:
        again = Seminar(app, http, server.port)
        again.professor, again.session = seminar.professor, seminar.session
        async with await again.enter(student) as client, await again.enter(seminar.professor) as professor:
            assert client.state["tools"]["cold_call"] == professor.state["tools"]["cold_call"] == {"call": warned}
            await pass_time(clock, 32)
            assert await state(client, warned, "called")
            await act(client, "pass", warned)
    await app.stop()


@pytest.mark.parametrize("role", ["student", "co_host", "observer", "admin", "guest"])
async def test_to_call_on_people_is_for_who_teaches(
    seminar: Seminar, professor: RoomClient, clock: ManualClock, role: str
) -> None:
    client = (
        await enter_as_guest(seminar, await make_link(seminar))
        if role == "guest"
        else await seminar.enter(await in_role(seminar, "student" if role == "co_host" else role))
    )
    if role == "co_host":
        await professor.ask("room:co_host", participant=client.state["participant_id"], on=True)
    async with await seminar.enter(await seminar.person()):
        await settle(clock)
        call = await draw(professor)
        answers = [
            await client.ask("cold_call:draw"),
            await client.ask("cold_call:call", call=call["id"]),
            await client.ask("cold_call:end", call=call["id"]),
        ]

        assert [answer.get("code") for answer in answers] == ["staff_only"] * 3
        assert await said_nothing(client)
    await client.disconnect()


async def test_who_has_been_sent_out_answers_no_more(
    seminar: Seminar, professor: RoomClient, clock: ManualClock
) -> None:
    student = await seminar.person()
    async with await seminar.enter(student) as client:
        await settle(clock)
        call = await act(professor, "call", await draw(professor))
        await professor.ask("room:remove", participant=student.id, ban=True)
        assert await client.closed() == 4403
        answer = await seminar.client.post(
            f"/api/v1/learning/cold-calls/{call['id']}/pass",
            json={"session_id": seminar.session["id"]},
            headers=student.headers,
        )

        assert answer.json()["error"]["code"] == "banned"


async def test_a_call_over_http_from_the_draw_to_the_answer(
    seminar: Seminar, professor: RoomClient, clock: ManualClock
) -> None:
    student = await seminar.person()
    body = {"session_id": seminar.session["id"]}

    async def post(person: Person, to: str, **fields: Any) -> Frame:
        answer = await seminar.client.post(
            f"/api/v1/learning/cold-calls{to}", json={**body, **fields}, headers=person.headers
        )
        assert answer.is_success, answer.text
        call: Frame = answer.json()["data"]["call"]
        return call

    async with await seminar.enter(student):
        await settle(clock)
        id = (await post(seminar.professor, ""))["id"]
        called = await post(seminar.professor, f"/{id}/call")
        written = await post(student, f"/{id}/write", text="because")
        other = (await post(seminar.professor, ""))["id"]
        skipped = await post(seminar.professor, f"/{other}/end")
        refused = await seminar.client.post("/api/v1/learning/cold-calls", json=body, headers=seminar.professor.headers)

    assert [call["state"] for call in (called, written, skipped)] == ["called", "written", "skipped"]
    # Whoever was skipped is not drawn until somebody has been called.
    assert refused.json()["error"]["code"] == "nobody_to_call"


MALFORMED: list[dict[str, Any]] = [
    {"type": "cold_call:draw", "more": 1},
    {"type": "cold_call:call"},
    {"type": "cold_call:call", "call": "mine"},
    {"type": "cold_call:call", "call": NOTHING, "seconds": 61},
    {"type": "cold_call:call", "call": NOTHING, "seconds": -1},
    {"type": "cold_call:call", "call": NOTHING, "seconds": 19},
    {"type": "cold_call:call", "call": NOTHING, "seconds": "soon"},
    {"type": "cold_call:end", "call": None},
    {"type": "cold_call:pass", "call": 7},
    {"type": "cold_call:write", "call": NOTHING},
    {"type": "cold_call:write", "call": NOTHING, "text": ""},
    {"type": "cold_call:write", "call": NOTHING, "text": "  "},
    {"type": "cold_call:write", "call": NOTHING, "text": "bell\u0007"},
    {"type": "cold_call:write", "call": NOTHING, "text": "x" * 1001},
]


@pytest.mark.parametrize("fields", MALFORMED, ids=str)
async def test_what_is_malformed_is_refused(professor: RoomClient, fields: dict[str, Any]) -> None:
    assert (await professor.ask(**fields))["code"] == "invalid"


async def test_what_is_not_there_is_not_found(professor: RoomClient) -> None:
    answers = [await professor.ask(f"cold_call:{what}", call=NOTHING) for what in ("call", "end", "pass")]
    answers.append(await professor.ask("cold_call:write", call=NOTHING, text="x"))

    assert [answer["code"] for answer in answers] == ["no_such_call"] * 4


async def test_nobody_does_it_all_the_time(professor: RoomClient) -> None:
    answers = [await professor.ask("cold_call:draw") for _ in range(ACTS + 1)]

    assert [answer["code"] for answer in answers[-2:]] == ["nobody_to_call", "rate_limited"]


async def test_a_session_has_so_many_draws(
    seminar: Seminar, professor: RoomClient, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tool, "CALLS", 1)
    async with await seminar.enter(await seminar.person()):
        await settle(clock)
        await act(professor, "end", await draw(professor))

        assert (await professor.ask("cold_call:draw"))["code"] == "too_many_calls"
