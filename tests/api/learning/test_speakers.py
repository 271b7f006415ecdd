"""The queue of hands as the speakers' list: who is put into it or given the floor unasked, and the clock of a turn."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import pytest_asyncio

from tests.factories.clock import ManualClock, pass_time
from tests.factories.floors import open_floor
from tests.factories.guests import enter_as_guest, make_link
from tests.factories.people import Person, make_person
from tests.factories.rooms import Frame, RoomClient, Seminar

NOTHING = "0193f1a0-0000-4000-8000-0000000000ff"


@pytest_asyncio.fixture
async def professor(seminar: Seminar) -> AsyncIterator[RoomClient]:
    async with await seminar.enter(seminar.professor) as client:
        yield client


async def acked(client: RoomClient, type: str, **fields: Any) -> Frame:
    answer = await client.ask(type, **fields)
    assert answer["type"] == "ack", answer
    data: Frame = answer["data"]
    return data


async def give(staff: RoomClient, client: RoomClient) -> Frame:
    hand: Frame = (await acked(staff, "hand:give", participant=client.state["participant_id"]))["hand"]
    return hand


def seconds(hand: Frame) -> float:
    """How long a turn was to be as it began."""
    return (datetime.fromisoformat(hand["ends_at"]) - datetime.fromisoformat(hand["called_at"])).total_seconds()


async def test_staff_put_somebody_into_the_last_place(
    seminar: Seminar, professor: RoomClient, clock: ManualClock
) -> None:
    one, two = await seminar.enter(await seminar.person()), await seminar.enter(await seminar.person())
    await acked(one, "hand:raise")
    clock.advance(1)
    me = two.state["participant_id"]
    put = (await acked(professor, "hand:put", participant=me))["hand"]
    again = await professor.ask("hand:put", participant=me)
    first = (await acked(professor, "hand:call"))["hand"]["participant_id"]
    second = (await acked(professor, "hand:call"))["hand"]["participant_id"]

    assert (await two.event("hand:up", lambda frame: frame["hand"]["id"] == put["id"]))["hand"] == put
    assert again["code"] == "hand_up"
    assert (first, second) == (one.state["participant_id"], me)
    await one.disconnect()
    await two.disconnect()


async def test_staff_give_the_floor_to_somebody_who_has_not_raised_a_hand(
    seminar: Seminar, professor: RoomClient
) -> None:
    async with await seminar.enter(await seminar.person()) as one, await seminar.enter(await seminar.person()) as two:
        await give(professor, one)
        given = await give(professor, two)
        twice = await professor.ask("hand:give", participant=two.state["participant_id"])
        lowered = await acked(two, "hand:lower", hand=given["id"])

        assert given["called_at"] is not None
        assert twice["code"] == "has_the_floor"
        assert (await one.event("hand:down"))["why"] == "spoken"
        assert lowered["hands"] == [given["id"]]


@pytest.mark.parametrize("act", ["put", "give"])
async def test_only_people_who_are_here_and_may_speak_are_put_or_given(
    seminar: Seminar, professor: RoomClient, act: str
) -> None:
    async with await seminar.enter(await seminar.person("observer")) as observer:
        absent = await professor.ask(f"hand:{act}", participant=NOTHING)
        watching = await professor.ask(f"hand:{act}", participant=observer.state["participant_id"])

        assert (absent["code"], watching["code"]) == ("not_here", "observers_raise_no_hand")


async def test_nobody_is_put_into_the_queue_while_everybody_thinks(seminar: Seminar, professor: RoomClient) -> None:
    async with await seminar.enter(await seminar.person()) as client:
        await open_floor(professor)

        refused = await professor.ask("hand:put", participant=client.state["participant_id"])
        assert refused["code"] == "think_time"


async def test_turns_end_when_staff_say_how_long_they_are(seminar: Seminar, professor: RoomClient) -> None:
    async with await seminar.enter(await seminar.person()) as client:
        endless = await give(professor, client)
        timed = await acked(professor, "hand:time", seconds=90)
        now = (await client.event("hand:up", lambda frame: frame["hand"]["ends_at"] is not None))["hand"]
        await acked(professor, "hand:lower_all")
        later = await give(professor, client)
        await acked(professor, "hand:time", seconds=None)
        free = (await client.event("hand:timed", lambda frame: frame["turn"] is None))["turn"]

        assert endless["ends_at"] is None
        assert timed == {"turn": 90}
        assert (now["id"], seconds(now), seconds(later), free) == (endless["id"], 90, 90, None)


async def test_nobody_is_cut_off_as_their_time_is_over(
    seminar: Seminar, professor: RoomClient, clock: ManualClock
) -> None:
    async with await seminar.enter(await seminar.person()) as client:
        await acked(professor, "hand:time", seconds=15)
        given = await give(professor, client)
        await pass_time(clock, 20)
        busy = await professor.ask("hand:give", participant=given["participant_id"])

        assert busy["code"] == "has_the_floor"
        assert not [event for event in client.events if event["type"] == "hand:down"]


async def test_more_time_counts_from_the_end_or_from_now(
    seminar: Seminar, professor: RoomClient, clock: ManualClock
) -> None:
    async with await seminar.enter(await seminar.person()) as client:
        await acked(professor, "hand:time", seconds=60)
        given = await give(professor, client)
        early = (await acked(professor, "hand:extend", seconds=30))["hand"]
        clock.advance(100)
        late = (await acked(professor, "hand:extend", seconds=30))["hand"]

        assert seconds(early) == 90
        assert seconds(late) == 130
        assert early["called_at"] == late["called_at"] == given["called_at"]


async def test_a_turn_that_is_longer_is_still_the_same_turn(
    seminar: Seminar, professor: RoomClient, clock: ManualClock
) -> None:
    student = await seminar.person()
    async with await seminar.enter(student) as client:
        await acked(professor, "hand:time", seconds=60)
        await give(professor, client)
        for second in range(7):
            seminar.app.engine.spoken[student.id] = float(second)
            await pass_time(clock, 1)
        await acked(professor, "hand:extend", seconds=30)
        await pass_time(clock, 5)

        assert (await client.event("hand:down"))["why"] == "spoken"


async def test_there_is_nothing_to_make_longer_without_a_timed_turn(seminar: Seminar, professor: RoomClient) -> None:
    async with await seminar.enter(await seminar.person()) as client:
        nobody = await professor.ask("hand:extend", seconds=60)
        await give(professor, client)
        endless = await professor.ask("hand:extend", seconds=60)

        assert nobody["code"] == endless["code"] == "no_turn"


async def test_a_turn_that_is_restored_has_its_time_anew(
    seminar: Seminar, professor: RoomClient, clock: ManualClock
) -> None:
    async with await seminar.enter(await seminar.person()) as client:
        await acked(professor, "hand:time", seconds=60)
        given = await give(professor, client)
        clock.advance(50)
        await acked(client, "hand:lower", hand=given["id"])
        restored = (await acked(client, "hand:restore", hand=given["id"]))["hand"]

        assert seconds(restored) == 60
        begun = datetime.fromisoformat(given["called_at"]) + timedelta(seconds=50)
        assert datetime.fromisoformat(restored["called_at"]) == begun


@pytest.mark.parametrize("role", ["professor", "co_professor", "ta", "co_host"])
async def test_staff_lead_the_list(seminar: Seminar, professor: RoomClient, role: str) -> None:
    async with await seminar.enter(await seminar.person()) as client:
        staff = professor
        if role != "professor":
            staff = await seminar.enter(await seminar.person("student" if role == "co_host" else role))
        if role == "co_host":
            await acked(professor, "room:co_host", participant=staff.state["participant_id"], on=True)
        await acked(staff, "hand:time", seconds=60)
        await give(staff, client)
        await acked(staff, "hand:extend", seconds=60)
        if staff is not professor:
            await staff.disconnect()


async def one_of(seminar: Seminar, role: str) -> RoomClient:
    if role == "guest":
        return await enter_as_guest(seminar, await make_link(seminar))
    if role == "admin":
        return await seminar.enter(await make_person(seminar.app, seminar.client, role="admin"))
    return await seminar.enter(await seminar.person(role))


@pytest.mark.parametrize("role", ["student", "observer", "admin", "guest"])
async def test_the_list_is_for_staff_to_lead(seminar: Seminar, role: str) -> None:
    client = await one_of(seminar, role)
    me = client.state["participant_id"]
    answers = [
        await client.ask("hand:put", participant=me),
        await client.ask("hand:give", participant=me),
        await client.ask("hand:time", seconds=60),
        await client.ask("hand:extend", seconds=60),
    ]

    assert [answer.get("code") for answer in answers] == ["staff_only"] * 4
    await client.disconnect()


async def test_who_has_been_sent_out_is_given_nothing(seminar: Seminar, professor: RoomClient) -> None:
    student = await seminar.person()
    async with await seminar.enter(student) as client:
        await acked(professor, "room:remove", participant=student.id)
        await client.closed()

        assert (await professor.ask("hand:give", participant=student.id))["code"] == "not_here"


async def test_the_list_over_http(seminar: Seminar, professor: RoomClient) -> None:
    student, outsider = await seminar.person(), await make_person(seminar.app, seminar.client)
    body = {"session_id": seminar.session["id"]}

    async def post(person: Person, to: str, **fields: Any) -> Any:
        path = f"/api/v1/learning/hands{to}"
        return await seminar.client.post(path, json={**body, **fields}, headers=person.headers)

    async with await seminar.enter(student):
        timed = await post(seminar.professor, "/time", seconds=60)
        raised = await post(student, "", kind="reply", text="about that")
        called = await post(seminar.professor, "/call")
        longer = await post(seminar.professor, "/extend", seconds=60)
        read = await seminar.client.get("/api/v1/learning/hands", params=body, headers=student.headers)
        foreign = await seminar.client.get("/api/v1/learning/hands", params=body, headers=outsider.headers)

    assert [answer.status_code for answer in (timed, raised, called, longer)] == [200, 201, 200, 200]
    assert seconds(longer.json()["data"]["hand"]) == 120
    assert read.json()["data"] == {"hands": [longer.json()["data"]["hand"]], "order": "arrival", "turn": 60}
    assert foreign.status_code == 404


MALFORMED: list[dict[str, Any]] = [
    {"type": "hand:put"},
    {"type": "hand:put", "participant": "me"},
    {"type": "hand:give", "participant": None},
    {"type": "hand:give", "participant": NOTHING, "seconds": 30},
    {"type": "hand:time"},
    {"type": "hand:time", "seconds": 14},
    {"type": "hand:time", "seconds": 3601},
    {"type": "hand:time", "seconds": 60.5},
    {"type": "hand:extend", "seconds": None},
    {"type": "hand:extend", "seconds": 9},
    {"type": "hand:extend", "seconds": -60},
]


@pytest.mark.parametrize("fields", MALFORMED, ids=str)
async def test_what_is_malformed_is_refused_and_changes_nothing(professor: RoomClient, fields: dict[str, Any]) -> None:
    answer = await professor.ask(**fields)

    assert answer["code"] == "invalid"
    assert not [event for event in professor.events if event["type"].startswith("hand:")]
