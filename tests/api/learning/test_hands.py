"""Raised hands: who comes when, what the floor is, and what outlives a bad line and a restart."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from eduforum.learning.hands.tool import ACTS
from eduforum.web.server import HttpServer, bind
from tests.api.conftest import build_silent, open_client
from tests.factories.clock import ManualClock, pass_time
from tests.factories.people import Person, make_person
from tests.factories.rooms import Frame, RoomClient, Seminar

STAFF = ("professor", "co_professor", "ta")


@pytest_asyncio.fixture
async def professor(seminar: Seminar) -> AsyncIterator[RoomClient]:
    async with await seminar.enter(seminar.professor) as client:
        yield client


async def raise_hand(client: RoomClient, **fields: Any) -> Frame:
    answer = await client.ask("hand:raise", **fields)
    assert answer["type"] == "ack", answer
    hand: Frame = answer["data"]["hand"]
    return hand


def queue(client: RoomClient) -> dict[str, Frame]:
    """The hands that are up, by their people, as this client has them."""
    up = {hand["id"]: hand for hand in client.state["tools"].get("hands", {"hands": []})["hands"]}
    for event in [*client.state["events"], *client.events]:
        if event["type"] == "hand:up":
            up[event["hand"]["id"]] = event["hand"]
        elif event["type"] == "hand:down":
            up.pop(event["hand"]["id"], None)
    return {hand["participant_id"]: hand for hand in up.values()}


async def heard(client: RoomClient) -> dict[str, Frame]:
    """The same once all is told that was asked before."""
    await client.ask("participant:mute", kind="audio")
    return queue(client)


async def down(client: RoomClient, hand: Frame) -> Frame:
    return await client.event("hand:down", lambda event: bool(event["hand"]["id"] == hand["id"]))


async def test_everyone_sees_a_raised_hand_with_its_kind_and_line(seminar: Seminar, professor: RoomClient) -> None:
    student = await seminar.person()
    async with await seminar.enter(student) as client, await seminar.enter(await seminar.person()) as other:
        hand = await raise_hand(client, kind="reply", text="  A counterexample ")

        assert (hand["kind"], hand["text"], hand["first"], hand["called_at"]) == (
            "reply", "A counterexample", True, None,
        )  # fmt: skip
        assert await heard(professor) == await heard(other) == {student.id: hand}


async def test_a_hand_that_is_raised_again_keeps_its_place(seminar: Seminar, professor: RoomClient) -> None:
    first, second = await seminar.person(), await seminar.person()
    async with await seminar.enter(first) as one, await seminar.enter(second) as two:
        before = await raise_hand(one)
        await raise_hand(two)
        after = await raise_hand(one, kind="reply", text="about that")
        called = await professor.ask("hand:call")

        assert (after["id"], after["raised_at"]) == (before["id"], before["raised_at"])
        assert called["data"]["hand"]["participant_id"] == first.id


async def test_a_repeated_request_raises_one_hand(seminar: Seminar, professor: RoomClient) -> None:
    student, id = await seminar.person(), "0193f1a0-0000-4000-8000-0000000000aa"
    async with await seminar.enter(student) as client:
        hand = await raise_hand(client, id=id)
        await client.ask("hand:lower", hand=hand["id"])
        await client.cut()
        await client.connect()
        await client.join(await seminar.token(student))
        again = await raise_hand(client, id=id)
        called = await professor.ask("hand:call")

        assert again == hand
        assert called["code"] == "nobody_waits"
        assert await heard(professor) == {}


async def test_the_next_is_called_by_arrival(seminar: Seminar, professor: RoomClient, clock: ManualClock) -> None:
    people = [await seminar.person() for _ in range(3)]
    clients = [await seminar.enter(person) for person in people]
    for client in reversed(clients):
        await raise_hand(client)
        clock.advance(0.5)
    called = [(await professor.ask("hand:call"))["data"]["hand"]["participant_id"] for _ in people]
    nobody = await professor.ask("hand:call")

    assert called == [person.id for person in reversed(people)]
    assert nobody["code"] == "nobody_waits"
    for client in clients:
        await client.disconnect()


async def test_who_has_not_spoken_comes_first_where_the_teacher_wants_it(
    seminar: Seminar, professor: RoomClient, clock: ManualClock
) -> None:
    talker, quiet = await seminar.person(), await seminar.person()
    async with await seminar.enter(talker) as one, await seminar.enter(quiet) as two:
        seminar.app.engine.spoken[talker.id] = 6.0
        await pass_time(clock, 2)
        assert (await raise_hand(one))["first"] is False
        await raise_hand(two)
        await professor.ask("hand:sort", order="first")
        called = await professor.ask("hand:call")

        assert called["data"]["hand"]["participant_id"] == quiet.id
        assert (await one.event("hand:sorted"))["order"] == "first"


async def test_one_person_has_the_floor_at_a_time(seminar: Seminar, professor: RoomClient) -> None:
    one, two = await seminar.enter(await seminar.person()), await seminar.enter(await seminar.person())
    first, second = await raise_hand(one), await raise_hand(two)
    await professor.ask("hand:call", hand=second["id"])
    again = await professor.ask("hand:call", hand=second["id"])
    await professor.ask("hand:call", hand=first["id"])

    assert again["code"] == "has_the_floor"
    assert (await down(two, second))["why"] == "spoken"
    assert [hand["called_at"] is not None for hand in (await heard(professor)).values()] == [True]
    await one.disconnect()
    await two.disconnect()


async def test_a_hand_goes_down_by_itself_when_its_person_has_spoken_and_is_silent(
    seminar: Seminar, professor: RoomClient, clock: ManualClock
) -> None:
    student = await seminar.person()
    spoken = seminar.app.engine.spoken
    async with await seminar.enter(student) as client:
        hand = await raise_hand(client)
        await professor.ask("hand:call")
        for second in range(8):
            spoken[student.id] = float(second)
            await pass_time(clock, 1)
        assert student.id in await heard(professor)
        await pass_time(clock, 4)

        assert (await down(professor, hand))["why"] == "spoken"


@pytest.mark.parametrize("called", [True, False])
async def test_too_few_words_or_words_out_of_turn_end_nothing(
    seminar: Seminar, professor: RoomClient, clock: ManualClock, called: bool
) -> None:
    student = await seminar.person()
    async with await seminar.enter(student) as client:
        await raise_hand(client)
        if called:
            await professor.ask("hand:call")
        seminar.app.engine.spoken[student.id] = 3.0 if called else 60.0
        await pass_time(clock, 12)

        assert student.id in await heard(professor)


@pytest.mark.parametrize("role", STAFF)
async def test_staff_lower_a_hand_and_put_it_up_again_in_its_place(seminar: Seminar, role: str) -> None:
    first, second = await seminar.person(), await seminar.person()
    staff = seminar.professor if role == "professor" else await seminar.person(role)
    async with await seminar.enter(first) as one, await seminar.enter(second) as two:
        hand = await raise_hand(one)
        await raise_hand(two)
        async with await seminar.enter(staff) as client:
            await client.ask("hand:lower", hand=hand["id"])
            assert (await down(one, hand))["why"] == "dismissed"
            restored = await client.ask("hand:restore", hand=hand["id"])
            called = await client.ask("hand:call")

        assert restored["data"]["hand"] == hand
        assert called["data"]["hand"]["id"] == hand["id"]


async def test_a_turn_that_ended_by_itself_goes_on_when_it_is_restored(seminar: Seminar, professor: RoomClient) -> None:
    async with await seminar.enter(await seminar.person()) as client:
        hand = await raise_hand(client)
        await professor.ask("hand:call")
        await client.ask("hand:lower", hand=hand["id"])
        restored = await client.ask("hand:restore", hand=hand["id"])

        assert restored["data"]["hand"]["called_at"] is not None


async def test_what_staff_have_dismissed_only_staff_put_up_again(seminar: Seminar, professor: RoomClient) -> None:
    async with await seminar.enter(await seminar.person()) as client:
        hand = await raise_hand(client)
        await professor.ask("hand:call")
        await professor.ask("hand:lower", hand=hand["id"])
        own = await client.ask("hand:restore", hand=hand["id"])
        restored = await professor.ask("hand:restore", hand=hand["id"])

        assert own["code"] == "staff_only"
        assert restored["data"]["hand"]["called_at"] is not None


async def test_nobody_takes_back_the_floor_that_staff_gave_to_another(seminar: Seminar, professor: RoomClient) -> None:
    async with await seminar.enter(await seminar.person()) as one, await seminar.enter(await seminar.person()) as two:
        first, second = await raise_hand(one), await raise_hand(two)
        await professor.ask("hand:call", hand=first["id"])
        await professor.ask("hand:call", hand=second["id"])
        await two.ask("hand:lower", hand=second["id"])
        restored = await one.ask("hand:restore", hand=first["id"])

        assert restored["data"]["hand"]["called_at"] is None
        assert (await professor.ask("hand:call"))["data"]["hand"]["id"] == first["id"]


@pytest.mark.parametrize("staff", [False, True])
async def test_no_hand_is_put_up_again_while_everybody_thinks(
    seminar: Seminar, professor: RoomClient, staff: bool
) -> None:
    async with await seminar.enter(await seminar.person()) as client:
        hand = await raise_hand(client)
        await client.ask("hand:lower", hand=hand["id"])
        await professor.ask("floor:open")
        refused = await (professor if staff else client).ask("hand:restore", hand=hand["id"])

        assert refused["code"] == "think_time"
        assert await heard(professor) == {}


async def test_after_half_a_minute_a_hand_has_to_be_raised_anew(
    seminar: Seminar, professor: RoomClient, clock: ManualClock
) -> None:
    async with await seminar.enter(await seminar.person()) as client:
        hand = await raise_hand(client)
        lowered = await client.ask("hand:lower", hand=hand["id"])
        clock.advance(31)
        late = await client.ask("hand:restore", hand=hand["id"])

        assert lowered["data"]["hands"] == [hand["id"]]
        assert late["code"] == "no_such_hand"


async def test_who_has_raised_another_hand_keeps_that(seminar: Seminar, professor: RoomClient) -> None:
    async with await seminar.enter(await seminar.person()) as client:
        hand = await raise_hand(client)
        await client.ask("hand:lower", hand=hand["id"])
        await raise_hand(client)

        assert (await client.ask("hand:restore", hand=hand["id"]))["code"] == "hand_up"


async def test_all_hands_are_lowered_at_once(seminar: Seminar, professor: RoomClient) -> None:
    clients = [await seminar.enter(await seminar.person()) for _ in range(3)]
    for client in clients:
        await raise_hand(client)
    lowered = await professor.ask("hand:lower_all")

    assert len(lowered["data"]["hands"]) == 3
    assert await heard(clients[0]) == {}
    for client in clients:
        await client.disconnect()


async def test_the_place_of_somebody_who_is_gone_is_kept_for_five_minutes(
    seminar: Seminar, professor: RoomClient, clock: ManualClock
) -> None:
    student, other = await seminar.person(), await seminar.person()
    away = await seminar.enter(student)
    hand = await raise_hand(away)
    await away.ask("room:leave")
    await professor.event("participant:left")
    async with await seminar.enter(other) as client:
        await raise_hand(client)
        await pass_time(clock, 290)
        assert list(await heard(professor)) == [student.id, other.id]
        called = await professor.ask("hand:call")
        assert called["data"]["hand"]["participant_id"] == other.id
        await pass_time(clock, 15)

        assert (await down(professor, hand))["why"] == "away"


async def test_who_comes_back_in_time_keeps_the_place(
    seminar: Seminar, professor: RoomClient, clock: ManualClock
) -> None:
    student = await seminar.person()
    away = await seminar.enter(student)
    hand = await raise_hand(away)
    await away.ask("room:leave")
    await professor.event("participant:left")
    await pass_time(clock, 200)
    async with await seminar.enter(student):
        await pass_time(clock, 200)

        assert (await heard(professor)) == {student.id: hand}


async def test_the_five_minutes_of_a_lost_connection_begin_as_it_breaks(
    seminar: Seminar, professor: RoomClient, clock: ManualClock
) -> None:
    lost = await seminar.enter(await seminar.person())
    hand = await raise_hand(lost)
    await lost.cut()
    await professor.event("participant:changed", lambda event: event["participant"]["state"] == "reconnecting")
    await pass_time(clock, 298)
    assert await heard(professor) == {hand["participant_id"]: hand}
    await pass_time(clock, 4)

    assert (await down(professor, hand))["why"] == "away"


async def test_whoever_gets_through_again_for_a_moment_has_five_minutes_anew(
    seminar: Seminar, professor: RoomClient, clock: ManualClock
) -> None:
    student = await seminar.person()
    lost = await seminar.enter(student)
    hand = await raise_hand(lost)
    for _ in range(2):
        await lost.cut()
        await pass_time(clock, 200)
        await lost.connect()
        await lost.join(await seminar.token(student))
        await pass_time(clock, 2)

    assert await heard(professor) == {student.id: hand}
    await lost.disconnect()


async def test_the_hand_of_somebody_who_is_sent_out_goes_down(
    seminar: Seminar, professor: RoomClient, clock: ManualClock
) -> None:
    student = await seminar.person()
    async with await seminar.enter(student) as client:
        hand = await raise_hand(client)
        await professor.ask("room:remove", participant=student.id)
        await professor.event("participant:left")
        await pass_time(clock, 2)

        assert (await down(professor, hand))["why"] == "dismissed"


async def test_hands_order_and_floor_outlive_a_restart(seminar: Seminar, config: Any, clock: ManualClock) -> None:
    student = await seminar.person()
    async with await seminar.enter(student) as client, await seminar.enter(seminar.professor) as professor:
        await raise_hand(client, text="kept")
        await professor.ask("hand:sort", order="first")
        await professor.ask("hand:time", seconds=60)
        given = (await professor.ask("hand:call"))["data"]["hand"]

    app = await build_silent(config, clock)
    await app.start()
    server = HttpServer(app, bind("127.0.0.1", 0))
    async with server.running(), open_client(app) as http:
        again = Seminar(app, http, server.port)
        again.professor, again.session = seminar.professor, seminar.session
        async with await again.enter(student) as client, await again.enter(seminar.professor) as professor:
            assert client.state["tools"]["hands"] == {"hands": [given], "order": "first", "turn": 60}
            busy = await professor.ask("hand:call", hand=given["id"])
            assert busy["code"] == "has_the_floor"
            app.engine.spoken[student.id] = 0.0  # type: ignore[attr-defined]
    await app.stop()


@pytest.mark.parametrize("role", ["professor", "co_professor", "ta", "student", "admin"])
async def test_everyone_but_observers_raises_a_hand(seminar: Seminar, role: str) -> None:
    async with await seminar.enter(await in_role(seminar, role)) as client:
        assert (await client.ask("hand:raise"))["type"] == "ack"


async def test_observers_raise_no_hand(seminar: Seminar) -> None:
    async with await seminar.enter(await seminar.person("observer")) as client:
        assert (await client.ask("hand:raise"))["code"] == "observers_raise_no_hand"


async def in_role(seminar: Seminar, role: str) -> Person:
    if role == "professor":
        return seminar.professor
    if role == "admin":
        return await make_person(seminar.app, seminar.client, role="admin")
    return await seminar.person(role)


@pytest.mark.parametrize("role", ["student", "observer", "admin"])
async def test_others_hands_and_the_order_are_for_staff(seminar: Seminar, role: str) -> None:
    async with await seminar.enter(await seminar.person()) as one:
        hand = (await raise_hand(one))["id"]
        async with await seminar.enter(await in_role(seminar, role)) as client:
            answers = [
                await client.ask("hand:call"),
                await client.ask("hand:call", hand=hand),
                await client.ask("hand:lower", hand=hand),
                await client.ask("hand:lower_all"),
                await client.ask("hand:sort", order="first"),
            ]
            await one.ask("hand:lower", hand=hand)
            answers.append(await client.ask("hand:restore", hand=hand))

        assert [answer.get("code") for answer in answers] == ["staff_only"] * 6


MALFORMED: list[dict[str, Any]] = [
    {"type": "hand:raise", "kind": "shout"},
    {"type": "hand:raise", "text": "x" * 201},
    {"type": "hand:raise", "text": "two\nlines"},
    {"type": "hand:raise", "more": 1},
    {"type": "hand:lower"},
    {"type": "hand:lower", "hand": "mine"},
    {"type": "hand:call", "hand": 7},
    {"type": "hand:restore", "hand": None},
    {"type": "hand:sort", "order": "loudest"},
]


@pytest.mark.parametrize("fields", MALFORMED, ids=str)
async def test_what_is_malformed_is_refused_and_changes_nothing(seminar: Seminar, fields: dict[str, Any]) -> None:
    async with await seminar.enter(seminar.professor) as client:
        hand = await raise_hand(client)
        answer = await client.ask(**fields)

        assert answer["code"] == "invalid"
        assert await heard(client) == {seminar.professor.id: hand}


async def test_what_is_not_there_is_not_found(professor: RoomClient) -> None:
    nothing = "0193f1a0-0000-4000-8000-0000000000ff"
    answers = [await professor.ask(f"hand:{act}", hand=nothing) for act in ("lower", "call", "restore")]

    assert [answer["code"] for answer in answers] == ["no_such_hand"] * 3


async def test_nobody_does_it_all_the_time(seminar: Seminar) -> None:
    async with await seminar.enter(await seminar.person()) as client:
        answers = [await client.ask("hand:raise") for _ in range(ACTS + 1)]

        assert [answer.get("code") for answer in answers[-2:]] == [None, "rate_limited"]
