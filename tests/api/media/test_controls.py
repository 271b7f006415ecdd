"""What hosts decide: it is held to by the server, told to whom it concerns, and outlives a restart."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from eduforum.errors import EduForumError
from eduforum.ids import new_id
from eduforum.learning.chat.schemas import ChatSend
from eduforum.media.controls.tool import ACTS
from eduforum.web.server import HttpServer, bind
from tests.api.conftest import build_silent, open_client
from tests.factories.clock import ManualClock, pass_time
from tests.factories.people import Person, make_person
from tests.factories.rooms import Frame, RoomClient, Seminar

NOBODY = "0193f1a0-0000-4000-8000-0000000000ff"


@pytest_asyncio.fixture
async def professor(seminar: Seminar) -> AsyncIterator[RoomClient]:
    async with await seminar.enter(seminar.professor) as client:
        yield client


async def in_role(seminar: Seminar, role: str) -> Person:
    if role == "professor":
        return seminar.professor
    if role == "admin":
        return await make_person(seminar.app, seminar.client, role="admin")
    return await seminar.person("student" if role == "co_host" else role)


async def done(client: RoomClient, type: str, **fields: Any) -> None:
    answer = await client.ask(type, **fields)
    assert answer["type"] == "ack", answer


async def heard(client: RoomClient) -> list[Frame]:
    """All that was told before this: the answer to a request comes after it."""
    await client.ask("token:renew")
    return [*client.state["states"], *client.events]


async def last(client: RoomClient, type: str) -> Frame:
    return [frame for frame in await heard(client) if frame["type"] == type][-1]


async def shown(client: RoomClient, person: Person) -> Frame:
    """A participant as this client has them."""
    people = {each["id"]: each for each in client.state["participants"]}
    for frame in await heard(client):
        if frame["type"] in ("participant:joined", "participant:changed"):
            people[frame["participant"]["id"]] = frame["participant"]
        elif frame["type"] == "participant:left":
            people.pop(frame["participant_id"], None)
    found: Frame = people.get(person.id, {})
    return found


async def knock(seminar: Seminar, person: Person) -> tuple[RoomClient, Frame]:
    client = RoomClient(seminar.url)
    await client.connect()
    return client, await client.join(await seminar.token(person))


REQUESTS: list[dict[str, Any]] = [
    {"type": "room:set", "locked": True},
    {"type": "room:spotlight", "participant": None},
    {"type": "room:mute", "kind": "audio"},
    {"type": "room:ask_unmute", "kind": "audio", "participant": NOBODY},
    {"type": "room:stage", "participant": NOBODY, "on": True},
    {"type": "room:remove", "participant": NOBODY},
    {"type": "room:unban", "participant": NOBODY},
    {"type": "room:admit"},
    {"type": "room:refuse", "participant": NOBODY},
    {"type": "room:end"},
]


@pytest.mark.parametrize("role", ["ta", "student", "observer", "admin"])
async def test_what_hosts_do_is_for_hosts(seminar: Seminar, professor: RoomClient, role: str) -> None:
    async with await seminar.enter(await in_role(seminar, role)) as client:
        codes = [(await client.ask(**request)).get("code") for request in REQUESTS]

        # An assistant may end it once no host comes back.
        assert codes == ["hosts_only"] * 9 + ["host_is_here" if role == "ta" else "hosts_only"]
        assert [frame["type"] for frame in await heard(client)].count("room:door") == 0


@pytest.mark.parametrize("role", ["professor", "co_professor", "co_host"])
async def test_hosts_may_do_it_all(seminar: Seminar, professor: RoomClient, role: str) -> None:
    host, student = await in_role(seminar, role), await seminar.person()
    client = professor if role == "professor" else await seminar.enter(host)
    if role == "co_host":
        await done(professor, "room:co_host", participant=host.id, on=True)
    async with await seminar.enter(student):
        await done(client, "room:set", may_share=False)
        await done(client, "room:spotlight", participant=student.id)
        await done(client, "room:mute", kind="audio", participant=student.id)
        await done(client, "room:ask_unmute", kind="audio", participant=student.id)
        await done(client, "room:stage", participant=student.id, on=False)
        await done(client, "room:remove", participant=student.id, ban=True)
        await done(client, "room:unban", participant=student.id)
        await done(client, "room:admit")
        await client.send({"type": "room:end", "id": new_id()})

        assert await client.closed() == 4410


@pytest.mark.parametrize(
    "fields",
    [
        {"type": "room:set", "locked": "yes"},
        {"type": "room:set", "may_dance": True},
        {"type": "room:spotlight"},
        {"type": "room:mute", "kind": "smell"},
        {"type": "room:mute", "kind": "audio", "participant": "all"},
        {"type": "room:ask_unmute", "participant": NOBODY},
        {"type": "room:stage", "participant": NOBODY},
        {"type": "room:co_host", "participant": NOBODY, "on": 1},
        {"type": "room:remove", "participant": 5},
        {"type": "room:admit", "participant": "x"},
        {"type": "room:refuse"},
    ],
    ids=str,
)
async def test_what_is_malformed_is_refused(professor: RoomClient, fields: dict[str, Any]) -> None:
    assert (await professor.ask(**fields))["code"] == "invalid"


async def test_who_is_not_there_is_not_found(professor: RoomClient) -> None:
    there = [request for request in REQUESTS if request.get("participant")]
    codes = [(await professor.ask(**request))["code"] for request in there]

    assert codes == ["not_found", "not_found", "not_found", "not_found", "nobody_at_the_door"]


async def test_nobody_does_it_all_the_time(professor: RoomClient) -> None:
    answers = [await professor.ask("room:mute", kind="audio") for _ in range(ACTS + 1)]

    assert [answer.get("code") for answer in answers[-2:]] == [None, "rate_limited"]


class TestSoundAndPicture:
    async def test_all_are_muted_but_hosts(self, seminar: Seminar, professor: RoomClient) -> None:
        students = [await seminar.person(), await seminar.person()]
        clients = [await seminar.enter(student) for student in students]
        await done(professor, "room:mute", kind="audio")

        assert [(await shown(professor, each))["muted"]["audio"] for each in students] == [True, True]
        assert (await shown(professor, seminar.professor))["muted"]["audio"] is False
        assert ("set_muted", students[0].id, "microphone", True) in seminar.app.engine.told
        for client in clients:
            await client.disconnect()

    async def test_a_camera_is_stopped(self, seminar: Seminar, professor: RoomClient) -> None:
        student = await seminar.person()
        async with await seminar.enter(student):
            await done(professor, "room:mute", kind="video", participant=student.id)

            assert (await shown(professor, student))["muted"] == {"audio": False, "video": True}

    async def test_whoever_is_asked_to_unmute_decides(self, seminar: Seminar, professor: RoomClient) -> None:
        asked, other = await seminar.person(), await seminar.person()
        async with await seminar.enter(asked) as client, await seminar.enter(other) as bystander:
            await done(professor, "room:mute", kind="audio")
            await done(professor, "room:ask_unmute", kind="audio", participant=asked.id)

            assert (await client.event("room:unmute_asked"))["by"] == seminar.professor.name
            assert (await shown(professor, asked))["muted"]["audio"] is True
            assert "room:unmute_asked" not in [frame["type"] for frame in await heard(bystander)]

    async def test_where_unmuting_is_off_only_who_is_asked_may_and_once(
        self, seminar: Seminar, professor: RoomClient
    ) -> None:
        async with await seminar.enter(student := await seminar.person()) as client:
            await done(professor, "room:set", may_unmute=False)
            before = await client.ask("participant:unmute", kind="audio")
            await done(professor, "room:ask_unmute", kind="audio", participant=student.id)
            asked = await client.ask("participant:unmute", kind="audio")
            await client.ask("participant:mute", kind="audio")
            after = await client.ask("participant:unmute", kind="audio")

            assert [answer.get("code") for answer in (before, asked, after)] == [
                "unmuting_is_off", None, "unmuting_is_off",
            ]  # fmt: skip

    async def test_the_floor_is_leave_to_unmute(self, seminar: Seminar, professor: RoomClient) -> None:
        async with await seminar.enter(await seminar.person()) as client:
            await done(professor, "room:set", may_unmute=False)
            await done(client, "hand:raise")
            await done(professor, "hand:call")

            await done(client, "participant:unmute", kind="audio")

    async def test_whoever_comes_in_then_is_muted_but_staff(self, seminar: Seminar, professor: RoomClient) -> None:
        await done(professor, "room:set", may_unmute=False)
        student, assistant = await seminar.person(), await seminar.person("ta")
        async with await seminar.enter(student), await seminar.enter(assistant) as client:
            muted = [(await shown(client, each))["muted"]["audio"] for each in (student, assistant)]

            assert muted == [True, False]

    async def test_sharing_is_closed_to_all_but_staff(self, seminar: Seminar, professor: RoomClient) -> None:
        student, assistant = await seminar.person(), await seminar.person("ta")
        async with await seminar.enter(student) as one, await seminar.enter(assistant) as ta:
            await done(one, "screen:start")
            await done(professor, "room:set", may_share=False)
            refused, allowed = await one.ask("screen:start"), await ta.ask("screen:start")

            assert (await shown(professor, student))["screen"] is False
            assert (refused["code"], allowed["type"]) == ("sharing_is_off", "ack")

    async def test_everybody_hears_whom_they_are_to_see(self, seminar: Seminar, professor: RoomClient) -> None:
        student = await seminar.person()
        async with await seminar.enter(student) as client:
            await done(professor, "room:spotlight", participant=student.id)

            assert (await last(client, "room:controls"))["settings"]["spotlight"] == student.id


class TestTheDoor:
    async def test_who_waits_hears_nothing_until_they_are_let_in(self, seminar: Seminar, professor: RoomClient) -> None:
        await done(professor, "room:set", waiting_room=True)
        student = await seminar.person()
        client, answer = await knock(seminar, student)
        door = await professor.event("room:door", lambda frame: bool(frame["waiting"]))
        await done(professor, "chat:send", text="not for you")
        await done(professor, "room:admit", participant=student.id)
        await client.event("room:admitted")

        assert answer["code"] == "waiting"
        assert [(each["participant_id"], each["name"]) for each in door["waiting"]] == [(student.id, student.name)]
        assert [frame["type"] for frame in client.events] == ["room:admitted"]
        assert (await client.join(await seminar.token(student)))["type"] == "ack"
        assert (await last(professor, "room:door"))["waiting"] == []
        await client.disconnect()

    async def test_all_are_let_in_at_once(self, seminar: Seminar, professor: RoomClient) -> None:
        await done(professor, "room:set", waiting_room=True)
        people = [await seminar.person(), await seminar.person()]
        clients = [(await knock(seminar, person))[0] for person in people]
        await done(professor, "room:admit")

        for client, person in zip(clients, people, strict=True):
            await client.event("room:admitted")
            assert (await client.join(await seminar.token(person)))["type"] == "ack"
            await client.disconnect()

    async def test_who_is_turned_away_may_knock_again(self, seminar: Seminar, professor: RoomClient) -> None:
        await done(professor, "room:set", waiting_room=True)
        student = await seminar.person()
        client, _ = await knock(seminar, student)
        await done(professor, "room:refuse", participant=student.id)

        assert await client.closed() == 4403
        assert [frame["type"] for frame in client.events] == ["room:removed"]
        again, answer = await knock(seminar, student)
        assert answer["code"] == "waiting"
        await again.disconnect()

    async def test_who_goes_away_waits_no_more(self, seminar: Seminar, professor: RoomClient) -> None:
        await done(professor, "room:set", waiting_room=True)
        client, _ = await knock(seminar, await seminar.person())
        await client.cut()
        await professor.event("room:door", lambda frame: bool(frame["waiting"]))
        await professor.until(lambda: True if professor.events[-1].get("waiting") == [] else None)

    async def test_who_waits_does_nothing_in_the_room(self, seminar: Seminar, professor: RoomClient) -> None:
        await done(professor, "room:set", waiting_room=True)
        student = await seminar.person()
        client, _ = await knock(seminar, student)
        answer = await client.ask("chat:send", text="hello")
        principal = await seminar.app.auth.authenticate(student.access_token)
        with pytest.raises(EduForumError) as by_http:
            await seminar.app.rooms.command(principal, seminar.session["id"], ChatSend(id=new_id(), text="hello"))

        assert answer["code"] == "not_joined"
        assert by_http.value.code == "waiting"
        await client.disconnect()

    async def test_the_end_of_the_session_reaches_the_door(self, seminar: Seminar, professor: RoomClient) -> None:
        await done(professor, "room:set", waiting_room=True)
        client, _ = await knock(seminar, await seminar.person())
        await seminar.end()

        assert await client.closed() == 4410

    @pytest.mark.parametrize("role", ["co_professor", "ta", "admin"])
    async def test_staff_and_administrators_come_in_anyhow(
        self, seminar: Seminar, professor: RoomClient, role: str
    ) -> None:
        await done(professor, "room:set", waiting_room=True, locked=True)
        async with await seminar.enter(await in_role(seminar, role)):
            pass

    async def test_a_locked_room_lets_back_whoever_has_been_in(self, seminar: Seminar, professor: RoomClient) -> None:
        student, late = await seminar.person(), await seminar.person()
        async with await seminar.enter(student) as client:
            await done(professor, "room:set", locked=True)
            await client.ask("room:leave")
        refused, answer = await knock(seminar, late)
        async with await seminar.enter(student):
            assert answer["code"] == "room_locked"
        await refused.disconnect()

    async def test_whoever_is_sent_out_is_out_with_every_device(self, seminar: Seminar, professor: RoomClient) -> None:
        student = await seminar.person()
        laptop = await seminar.enter(student)
        phone = RoomClient(seminar.url)
        await phone.connect()
        await phone.join(await seminar.token(student), device="second")
        await done(professor, "room:remove", participant=student.id)

        assert [await laptop.closed(), await phone.closed()] == [4403, 4403]
        assert laptop.events[-1] == {"type": "room:removed", "banned": False}
        assert await shown(professor, student) == {}
        async with await seminar.enter(student):
            pass

    async def test_also_when_their_line_is_broken(self, seminar: Seminar, professor: RoomClient) -> None:
        student = await seminar.person()
        away = await seminar.enter(student)
        await away.cut()
        await professor.event("participant:changed", lambda f: f["participant"]["state"] == "reconnecting")
        await done(professor, "room:remove", participant=student.id, ban=True)

        assert await shown(professor, student) == {}

    async def test_who_is_banned_stays_out_until_they_are_not(self, seminar: Seminar, professor: RoomClient) -> None:
        student = await seminar.person()
        await seminar.enter(student)
        await done(professor, "room:remove", participant=student.id, ban=True)
        client, answer = await knock(seminar, student)

        assert answer["code"] == "banned"
        assert await client.closed() == 4403
        assert (await last(professor, "room:door"))["banned"] == [{"participant_id": student.id, "name": student.name}]
        await done(professor, "room:unban", participant=student.id)
        async with await seminar.enter(student):
            assert (await last(professor, "room:door"))["banned"] == []

    async def test_hosts_are_not_sent_out(self, seminar: Seminar, professor: RoomClient) -> None:
        answer = await professor.ask("room:remove", participant=seminar.professor.id)

        assert answer["code"] == "hosts_stay"

    async def test_co_hosts_are_not_sent_out_while_they_are_that(self, seminar: Seminar, professor: RoomClient) -> None:
        first, second = await seminar.person(), await seminar.person()
        async with await seminar.enter(first) as client, await seminar.enter(second):
            for each in (first, second):
                await done(professor, "room:co_host", participant=each.id, on=True)

            for asking in (professor, client):
                for ban in (False, True):
                    answer = await asking.ask("room:remove", participant=second.id, ban=ban)
                    assert answer["code"] == "hosts_stay"
            await done(professor, "room:co_host", participant=second.id, on=False)
            await done(client, "room:remove", participant=second.id, ban=False)

    @pytest.mark.parametrize("role", ["ta", "admin"])
    async def test_a_student_who_is_a_co_host_sends_nobody_out_who_is_trusted(
        self, seminar: Seminar, professor: RoomClient, role: str
    ) -> None:
        helper, person = await seminar.person(), await in_role(seminar, role)
        async with await seminar.enter(helper) as client, await seminar.enter(person):
            await done(professor, "room:co_host", participant=helper.id, on=True)
            answer = await client.ask("room:remove", participant=person.id, ban=True)

            assert answer["code"] == "staff_stay"
            await done(professor, "room:remove", participant=person.id)


class TestCoHosts:
    async def test_a_co_host_hears_what_is_for_hosts_until_they_are_none(
        self, seminar: Seminar, professor: RoomClient
    ) -> None:
        helper = await seminar.person()
        async with await seminar.enter(helper) as client:
            await done(professor, "room:co_host", participant=helper.id, on=True)
            await done(professor, "room:set", waiting_room=True)
            waits, _ = await knock(seminar, await seminar.person())
            await client.event("room:door", lambda frame: bool(frame["waiting"]))
            assert (await shown(professor, helper))["co_host"] is True
            await done(professor, "room:co_host", participant=helper.id, on=False)

            assert (await client.ask("room:admit"))["code"] == "hosts_only"
            await waits.disconnect()

    @pytest.mark.parametrize("role", ["co_host", "ta", "student", "observer", "admin"])
    async def test_only_professors_name_one(self, seminar: Seminar, professor: RoomClient, role: str) -> None:
        person, other = await in_role(seminar, role), await seminar.person()
        async with await seminar.enter(person) as client, await seminar.enter(other):
            if role == "co_host":
                await done(professor, "room:co_host", participant=person.id, on=True)

            assert (await client.ask("room:co_host", participant=other.id, on=True))["code"] == "professors_only"

    async def test_observers_host_nothing(self, seminar: Seminar, professor: RoomClient) -> None:
        observer = await seminar.person("observer")
        async with await seminar.enter(observer):
            answer = await professor.ask("room:co_host", participant=observer.id, on=True)

            assert answer["code"] == "observers_do_not_host"


class TestTheRoomHolds:
    async def test_while_the_last_host_is_gone_everybody_is_told(self, seminar: Seminar, clock: ManualClock) -> None:
        async with await seminar.enter(await seminar.person()) as client:
            professor = await seminar.enter(seminar.professor)
            await pass_time(clock, 1)
            await professor.cut()
            await client.event("participant:changed", lambda f: f["participant"]["state"] == "reconnecting")
            await pass_time(clock, 2)
            assert (await last(client, "room:controls"))["settings"]["held_since"] is not None
            async with await seminar.enter(seminar.professor):
                await pass_time(clock, 2)

                assert (await last(client, "room:controls"))["settings"]["held_since"] is None

    async def test_it_is_held_too_for_a_host_who_was_there_for_a_moment(
        self, seminar: Seminar, clock: ManualClock
    ) -> None:
        async with await seminar.enter(await seminar.person()) as client:
            professor = await seminar.enter(seminar.professor)
            await professor.cut()
            await client.event("participant:changed", lambda f: f["participant"]["state"] == "reconnecting")
            await pass_time(clock, 2)

            assert (await last(client, "room:controls"))["settings"]["held_since"] is not None

    async def test_nothing_is_held_before_a_host_was_there(self, seminar: Seminar, clock: ManualClock) -> None:
        async with await seminar.enter(await seminar.person()) as client:
            await pass_time(clock, 3)

            assert (await last(client, "room:controls"))["settings"]["held_since"] is None

    async def test_a_co_host_is_a_host(self, seminar: Seminar, clock: ManualClock) -> None:
        helper = await seminar.person()
        async with await seminar.enter(helper) as client, await seminar.enter(seminar.professor) as professor:
            await done(professor, "room:co_host", participant=helper.id, on=True)
            await pass_time(clock, 1)
            await professor.ask("room:leave")
            await pass_time(clock, 2)

            assert (await last(client, "room:controls"))["settings"]["held_since"] is None

    async def test_after_ten_minutes_an_assistant_may_go_on(self, seminar: Seminar, clock: ManualClock) -> None:
        assistant, student = await seminar.person("ta"), await seminar.person()
        async with await seminar.enter(assistant) as ta, await seminar.enter(student) as other:
            professor = await seminar.enter(seminar.professor)
            await pass_time(clock, 1)
            here = await ta.ask("room:lead")
            await professor.ask("room:leave")
            await pass_time(clock, 2)
            early = await ta.ask("room:lead"), await ta.ask("room:end")
            clock.advance(600)
            foreign = await other.ask("room:lead")
            await done(ta, "room:lead")
            await done(ta, "room:mute", kind="audio")

            assert here["code"] == "host_is_here"
            assert [answer["code"] for answer in early] == ["host_may_return"] * 2
            assert foreign["code"] == "hosts_only"
            assert (await shown(other, assistant))["co_host"] is True

    async def test_or_end_the_session(self, seminar: Seminar, clock: ManualClock) -> None:
        async with await seminar.enter(await seminar.person("ta")) as ta:
            professor = await seminar.enter(seminar.professor)
            await pass_time(clock, 1)
            await professor.ask("room:leave")
            await pass_time(clock, 2)
            clock.advance(600)
            await ta.send({"type": "room:end", "id": new_id()})

            assert await ta.closed() == 4410


async def test_what_was_decided_outlives_a_restart(seminar: Seminar, config: Any, clock: ManualClock) -> None:
    banned, helper, student = [await seminar.person() for _ in range(3)]
    async with await seminar.enter(seminar.professor) as professor:
        clients = [await seminar.enter(person) for person in (banned, helper, student)]
        await done(professor, "room:remove", participant=banned.id, ban=True)
        await done(professor, "room:co_host", participant=helper.id, on=True)
        await done(professor, "room:set", locked=True, may_share=False)
        await done(professor, "room:spotlight", participant=student.id)
        for client in clients[1:]:
            await client.disconnect()
    late = await seminar.person()

    app = await build_silent(config, clock)
    await app.start()
    server = HttpServer(app, bind("127.0.0.1", 0))
    async with server.running(), open_client(app) as http:
        again = Seminar(app, http, server.port)
        again.professor, again.session = seminar.professor, seminar.session
        async with await again.enter(student) as client, await again.enter(helper) as host:
            settings = (await last(client, "room:controls"))["settings"]
            assert (settings["locked"], settings["may_share"], settings["spotlight"]) == (True, False, student.id)
            assert (await shown(client, helper))["co_host"] is True
            assert [each["participant_id"] for each in (await last(host, "room:door"))["banned"]] == [banned.id]
            for person, code in ((banned, "banned"), (late, "room_locked")):
                refused, answer = await knock(again, person)
                assert answer["code"] == code
                await refused.disconnect()
    await app.stop()


@pytest.mark.parametrize("value", [True, False])
async def test_a_repeated_request_acts_once(seminar: Seminar, professor: RoomClient, value: bool) -> None:
    id = new_id()
    await done(professor, "room:set", id=id, locked=value)
    await done(professor, "room:set", locked=not value)
    await professor.cut()
    await professor.connect()
    await professor.join(await seminar.token(seminar.professor))
    await done(professor, "room:set", id=id, locked=value)

    assert (await last(professor, "room:controls"))["settings"]["locked"] is not value
