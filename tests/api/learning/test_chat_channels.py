"""Channels: what is said in one is heard by its people, on every device of theirs, and by nobody else."""

import json
from typing import Any

import pytest

from eduforum.learning.chat.channels import direct
from eduforum.learning.chat.tool import DIRECT_PAGE
from tests.factories.people import Person, make_person
from tests.factories.rooms import Frame, RoomClient, Seminar

ROLES = ("professor", "co_professor", "ta", "student", "observer")


def live_room(seminar: Seminar) -> Any:
    return next(iter(seminar.app.rooms.live_rooms()))


async def in_role(seminar: Seminar, role: str) -> Person:
    return seminar.professor if role == "professor" else await seminar.person(role)


async def heard(client: RoomClient) -> list[str]:
    """All that was said before this: the answer to a request comes after it."""
    await client.ask("participant:mute", kind="audio")
    return [event["message"]["text"] for event in client.events if event["type"] == "chat:message"]


async def test_a_direct_message_is_heard_by_both_on_all_devices_and_by_nobody_else(seminar: Seminar) -> None:
    one, two = await seminar.person(), await seminar.person()
    async with (
        await seminar.enter(one) as writer,
        await seminar.enter(two) as reader,
        await seminar.enter(seminar.professor) as professor,
        RoomClient(seminar.url) as phone,
    ):
        await phone.join(await seminar.token(two), device="second")
        answer = await writer.ask("chat:send", text="둘이서", channel=direct(one.id, two.id))

        assert answer["data"]["message"]["channel"] == direct(two.id, one.id)
        assert [await heard(client) for client in (writer, reader, phone)] == [["둘이서"]] * 3
        assert await heard(professor) == []


async def test_who_was_away_finds_the_direct_messages_to_them(seminar: Seminar) -> None:
    one, two = await seminar.person(), await seminar.person()
    async with await seminar.enter(one) as writer:
        await writer.ask("chat:send", text="for later", channel=direct(one.id, two.id))
        async with await seminar.enter(two) as late:
            channel = late.channel(direct(one.id, two.id))

            assert [message["text"] for message in channel["messages"]] == ["for later"]
            assert (channel["unread"], channel["read"]) == (1, None)


@pytest.mark.parametrize("role", ROLES)
async def test_the_staff_channel_is_for_staff(seminar: Seminar, role: str) -> None:
    assistant = await seminar.person("ta")
    async with await seminar.enter(assistant) as writer, await seminar.enter(await in_role(seminar, role)) as client:
        await writer.ask("chat:send", text="between us", channel="staff")
        mine = await client.ask("chat:send", text="me too", channel="staff")
        staff = role not in ("student", "observer")

        assert (await heard(client))[:1] == (["between us"] if staff else [])
        refused = "observers_do_not_write" if role == "observer" else "not_found"
        assert mine.get("code") == (None if staff else refused)
        assert "staff" in str(client.state["tools"]["chat"]) or not staff


async def test_a_group_has_a_channel_for_who_is_in_it(seminar: Seminar) -> None:
    one, two = await seminar.person(), await seminar.person()
    async with await seminar.enter(one) as first, await seminar.enter(two) as second:
        live_room(seminar).set_group(one.id, "a")
        said = await first.ask("chat:send", text="in a", channel="group:a")
        outside = await second.ask("chat:send", text="let me in", channel="group:a")
        history = await second.ask("chat:history", channel="group:a")

        assert said["type"] == "ack"
        assert (outside["code"], history["code"]) == ("not_found", "not_found")
        assert await heard(second) == []


async def test_who_is_moved_to_a_group_reads_its_past_and_no_longer_that_of_the_old_one(seminar: Seminar) -> None:
    one, two = await seminar.person(), await seminar.person()
    async with await seminar.enter(one) as first, await seminar.enter(two) as second:
        live_room(seminar).set_group(one.id, "a")
        live_room(seminar).set_group(two.id, "b")
        said = await first.ask("chat:send", text="in a", channel="group:a")
        await second.ask("chat:send", text="in b", channel="group:b")
        live_room(seminar).set_group(one.id, "b")
        there = await first.ask("chat:history", channel="group:b")
        back = await first.ask("chat:delete", message=said["data"]["message"]["id"])

        assert [message["text"] for message in there["data"]["messages"]] == ["in b"]
        assert back["code"] == "not_found"


@pytest.mark.parametrize(
    "channel", ["lobby", "group:", "direct:", "group:a b", "direct:x:y", "staff ", "", "group:" + "a" * 65]
)
async def test_a_channel_has_a_name_of_its_kind(seminar: Seminar, channel: str) -> None:
    async with await seminar.enter(seminar.professor) as client:
        assert (await client.ask("chat:send", text="hello", channel=channel))["code"] == "invalid"


async def test_a_direct_channel_is_ones_own_and_to_one_of_the_course(seminar: Seminar) -> None:
    one, two, three = [await seminar.person() for _ in range(3)]
    outsider = await make_person(seminar.app, seminar.client)
    async with await seminar.enter(one) as client:
        wrong_order = ":".join(["direct", *sorted((one.id, two.id), reverse=True)])
        for channel in (
            direct(two.id, three.id), direct(one.id, outsider.id), direct(one.id, one.id), wrong_order,
        ):  # fmt: skip
            assert (await client.ask("chat:send", text="hello", channel=channel))["code"] == "not_found"
            assert (await client.ask("chat:history", channel=direct(two.id, three.id)))["code"] == "not_found"


async def test_each_channel_has_its_history(seminar: Seminar) -> None:
    student = await seminar.person()
    channel = direct(student.id, seminar.professor.id)
    async with await seminar.enter(student) as client:
        for number in range(DIRECT_PAGE + 3):
            seminar.app.clock.advance(1)
            await client.ask("chat:send", text=str(number), channel=channel)
            await client.ask("chat:send", text=f"to all {number}")
        async with await seminar.enter(seminar.professor) as late:
            snapshot = late.channel(channel)
            older = await late.ask("chat:history", channel=channel, before=snapshot["messages"][0]["id"])
            other = await late.ask("chat:history", before=snapshot["messages"][0]["id"])

            assert [message["text"] for message in older["data"]["messages"]] == ["0", "1", "2"]
            assert (len(snapshot["messages"]), snapshot["more"]) == (DIRECT_PAGE, True)
            assert other["code"] == "not_found"


async def test_no_frame_to_a_student_holds_what_is_for_others(seminar: Seminar) -> None:
    student, other = await seminar.person(), await seminar.person()
    frames: list[Frame] = []
    async with await seminar.enter(seminar.professor) as professor, await seminar.enter(other) as writer:
        live_room(seminar).set_group(other.id, "a")
        async with await seminar.enter(student) as client:
            kept = []
            for channel in ("staff", direct(seminar.professor.id, other.id)):
                said = await professor.ask("chat:send", text="secret", channel=channel)
                kept.append(said["data"]["message"]["id"])
            said = await writer.ask("chat:send", text="secret", channel="group:a")
            kept.append(said["data"]["message"]["id"])
            for id in kept:
                actor = writer if id == kept[-1] else professor
                await actor.ask("chat:react", message=id, kind="like", on=True)
                await actor.ask("chat:edit", message=id, text="secret still")
                await actor.ask("chat:delete", message=id)
                await actor.ask("chat:restore", message=id)
                for request in ("chat:delete", "chat:restore", "chat:read"):
                    frames.append(await client.ask(request, message=id))
                frames.append(await client.ask("chat:react", message=id, kind="like", on=True))
                frames.append(await client.ask("chat:send", text="?", reply_to=id))
                frames.append(await client.ask("chat:history", before=id))
            frames += [await client.ask("chat:reads"), await client.ask("participant:mute", kind="audio")]
            frames += client.events
        async with await seminar.enter(student) as late:
            frames.append(late.state)

    assert "secret" not in json.dumps(frames)
    assert {frame["code"] for frame in frames if frame.get("type") == "error"} == {"not_found"}
