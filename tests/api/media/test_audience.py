"""What is for some is heard by them alone: now, by those who come back, and by those who were moved meanwhile."""

from typing import Any

import pytest

from eduforum.auth.schemas import Principal
from eduforum.errors import EduForumError
from eduforum.ids import new_id
from eduforum.learning.chat.schemas import ChatMessage, ChatSend, Message
from eduforum.media.audience import EVERYONE, HOSTS, STAFF, Addressed, Audience, group, people
from eduforum.media.live import LiveRoom
from eduforum.web.protocol import RoomEnded
from tests.factories.people import Person, make_person
from tests.factories.rooms import RoomClient, Seminar

ROLES = ("professor", "co_professor", "ta", "student", "observer")


def live_room(seminar: Seminar) -> LiveRoom:
    live: LiveRoom = next(iter(seminar.app.rooms.live_rooms()))
    return live


def addressed(seminar: Seminar, text: str, to: Audience) -> Addressed:
    """Words of the professor's that the chat does not keep."""
    writer = seminar.professor
    message = Message(
        id=new_id(), participant_id=writer.id, name=writer.name, role="professor", text=text,
        sent_at=seminar.app.clock.now(),
    )  # fmt: skip
    return Addressed(ChatMessage(message=message), to)


async def say(seminar: Seminar, text: str, to: Audience = EVERYONE) -> None:
    await live_room(seminar).record([addressed(seminar, text, to)])


async def heard(client: RoomClient) -> list[str]:
    """All that was told before this: the answer to a request comes after it."""
    await client.ask("participant:mute", kind="audio")
    return client.texts()


async def in_role(seminar: Seminar, role: str) -> Person:
    return seminar.professor if role == "professor" else await seminar.person(role)


@pytest.mark.parametrize("role", ROLES)
async def test_staff_hear_what_is_for_staff_and_hosts_what_is_for_hosts(seminar: Seminar, role: str) -> None:
    async with await seminar.enter(await in_role(seminar, role)) as client:
        await say(seminar, "all")
        await say(seminar, "staff", STAFF)
        await say(seminar, "hosts", HOSTS)

        expected = {"professor": ["staff", "hosts"], "co_professor": ["staff", "hosts"], "ta": ["staff"]}
        assert await heard(client) == ["all", *expected.get(role, [])]


async def test_a_person_hears_what_is_for_them_on_every_device_and_nobody_else_does(seminar: Seminar) -> None:
    one, two = await seminar.person(), await seminar.person()
    async with await seminar.enter(one) as laptop, await seminar.enter(two) as other:
        phone = RoomClient(seminar.url)
        await phone.connect()
        await phone.join(await seminar.token(one), device="second")
        await say(seminar, "between us", people([one.id]))

        assert [await heard(client) for client in (laptop, phone, other)] == [["between us"], ["between us"], []]
        await phone.disconnect()


@pytest.mark.parametrize("role", ROLES)
async def test_who_comes_back_gets_what_is_missing_and_is_for_them(seminar: Seminar, role: str) -> None:
    person = await in_role(seminar, role)
    async with await seminar.enter(await seminar.person()):
        away = await seminar.enter(person)
        await say(seminar, "heard")
        await heard(away)
        await away.cut()
        await live_room(seminar).record(
            [addressed(seminar, "staff", STAFF), addressed(seminar, "mine", people([person.id]))]
        )
        await say(seminar, "all")
        await away.connect()
        answer = await away.join(await seminar.token(person))

        assert answer["data"]["resumed"] is True
        staff = ["staff"] if role in ("professor", "co_professor", "ta") else []
        assert [event["message"]["text"] for event in answer["data"]["events"]] == [*staff, "mine", "all"]
        await away.disconnect()


async def test_a_cursor_stays_good_where_all_that_follows_is_for_others(seminar: Seminar) -> None:
    student = await seminar.person()
    async with await seminar.enter(seminar.professor) as professor:
        away = await seminar.enter(student)
        await away.cut()
        await say(seminar, "staff", STAFF)
        await away.connect()
        answer = await away.join(await seminar.token(student))

        assert (answer["data"]["resumed"], answer["data"]["events"]) == (True, [])
        await heard(professor)
        assert answer["data"]["cursor"] == professor.cursor
        await away.disconnect()


async def test_a_group_hears_its_own_from_the_moment_somebody_is_in_it(seminar: Seminar) -> None:
    one, two = await seminar.person(), await seminar.person()
    async with await seminar.enter(one) as first, await seminar.enter(two) as second:
        live = live_room(seminar)
        live.set_group(one.id, "a")
        live.set_group(two.id, "b")
        await say(seminar, "to a", group("a"))
        live.set_group(one.id, "b")
        await say(seminar, "to a, which is empty", group("a"))
        await say(seminar, "to b", group("b"))
        live.set_group(two.id, None)
        await say(seminar, "to the rest of b", group("b"))

        assert await heard(first) == ["to a", "to b", "to the rest of b"]
        assert await heard(second) == ["to b"]


async def test_who_was_away_is_still_in_their_group(seminar: Seminar) -> None:
    student = await seminar.person()
    async with await seminar.enter(seminar.professor):
        away = await seminar.enter(student)
        live_room(seminar).set_group(student.id, "a")
        await away.ask("room:leave")
        await say(seminar, "to a", group("a"))
        await away.connect()
        await away.join(await seminar.token(student))

        assert away.texts() == ["to a"]
        await away.disconnect()


async def test_a_state_too_may_be_for_some(seminar: Seminar) -> None:
    student = await seminar.person()
    async with await seminar.enter(seminar.professor) as professor, await seminar.enter(student) as other:
        live_room(seminar).publish(RoomEnded(), STAFF)
        await professor.event("room:ended")
        await heard(other)

        assert "room:ended" not in [event["type"] for event in other.events]


async def principal(seminar: Seminar, person: Person) -> Principal:
    found: Principal = await seminar.app.auth.authenticate(person.headers["Authorization"].removeprefix("Bearer "))
    return found


async def command(seminar: Seminar, person: Person, text: str, id: str | None = None) -> Any:
    request = ChatSend(id=id or new_id(), text=text)
    return await seminar.app.rooms.command(await principal(seminar, person), seminar.session["id"], request)


async def test_a_command_over_http_is_the_same_as_one_by_the_socket(seminar: Seminar) -> None:
    student, id = await seminar.person(), new_id()
    first = await command(seminar, student, "from outside", id)
    async with await seminar.enter(student) as client:
        again = await command(seminar, student, "again", id)
        by_socket = await client.ask("chat:send", id=id, text="and again")

        assert client.texts() == ["from outside"]
        assert first == again
        assert by_socket["data"]["message"]["text"] == "from outside"


async def test_it_is_refused_by_the_same_rules(seminar: Seminar) -> None:
    refused = []
    for person in (await seminar.person("observer"), await make_person(seminar.app, seminar.client)):
        with pytest.raises(EduForumError) as error:
            await command(seminar, person, "no")
        refused.append(error.value.code)
    await seminar.end()
    with pytest.raises(EduForumError) as ended:
        await command(seminar, await seminar.person(), "too late")

    assert refused == ["observers_do_not_write", "not_found"]
    assert ended.value.code == "session_ended"
    assert seminar.app.rooms.rooms == 0
