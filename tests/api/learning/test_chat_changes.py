"""Messages change with a trace: edited ones are marked, deleted ones leave their place, reactions are one a kind."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest

from tests.factories.rooms import Frame, RoomClient, Seminar


async def say(client: RoomClient, text: str, **fields: Any) -> Frame:
    answer = await client.ask("chat:send", text=text, **fields)
    assert answer["type"] == "ack", answer
    message: Frame = answer["data"]["message"]
    return message


async def as_fresh(seminar: Seminar, channel: str = "room") -> list[Frame]:
    async with await seminar.enter(await seminar.person("observer")) as client:
        messages: list[Frame] = client.channel(channel)["messages"]
        return messages


async def test_who_wrote_a_message_edits_it_and_it_is_marked(seminar: Seminar) -> None:
    async with await seminar.enter(await seminar.person()) as client, await seminar.enter(seminar.professor) as other:
        message = await say(client, "teh veil")
        answer = await client.ask("chat:edit", message=message["id"], text=" the veil ")
        event = await other.event("chat:edited")

        assert answer == {"type": "ack", "id": answer["id"], "data": {}}
        assert (event["message_id"], event["channel"], event["text"]) == (message["id"], "room", "the veil")
        (fresh,) = await as_fresh(seminar)
        assert (fresh["text"], fresh["edited_at"]) == ("the veil", event["edited_at"])


async def test_nobody_edits_what_somebody_else_wrote(seminar: Seminar) -> None:
    async with await seminar.enter(await seminar.person()) as writer, await seminar.enter(seminar.professor) as host:
        message = await say(writer, "mine")

        assert (await host.ask("chat:edit", message=message["id"], text="yours"))["code"] == "not_yours"


async def test_a_deleted_message_leaves_its_place_and_nothing_in_it(seminar: Seminar) -> None:
    async with await seminar.enter(await seminar.person()) as client, await seminar.enter(seminar.professor) as other:
        first = await say(client, "wrong")
        await say(client, "right", reply_to=first["id"])
        await other.ask("chat:react", message=first["id"], kind="like", on=True)
        await client.ask("chat:delete", message=first["id"])
        event = await other.event("chat:deleted")

        tombstone, reply = await as_fresh(seminar)
        assert (event["message_id"], event["by"]) == (first["id"], "writer")
        assert (tombstone["text"], tombstone["reactions"], tombstone["deleted"]) == ("", [], "writer")
        assert (reply["reply_to"]["text"], reply["reply_to"]["deleted"]) == ("", True)


async def test_what_was_deleted_changes_no_more(seminar: Seminar) -> None:
    async with await seminar.enter(await seminar.person()) as client:
        id = (await say(client, "wrong"))["id"]
        await client.ask("chat:delete", message=id)
        refused = [
            await client.ask("chat:delete", message=id),
            await client.ask("chat:edit", message=id, text="right"),
            await client.ask("chat:react", message=id, kind="like", on=True),
        ]

        assert [answer["code"] for answer in refused] == ["message_deleted"] * 3


async def test_who_deleted_a_message_takes_that_back_for_a_while(seminar: Seminar) -> None:
    async with await seminar.enter(await seminar.person()) as client, await seminar.enter(seminar.professor) as other:
        message = await say(client, "right after all")
        await other.ask("chat:react", message=message["id"], kind="love", on=True)
        (before,) = await as_fresh(seminar)
        await client.ask("chat:delete", message=message["id"])
        not_theirs = await other.ask("chat:restore", message=message["id"])
        await client.ask("chat:restore", message=message["id"])
        event = await other.event("chat:restored")

        assert not_theirs["code"] == "not_yours"
        assert event["message"] == before
        assert await as_fresh(seminar) == [before]
        assert (await client.ask("chat:restore", message=message["id"]))["code"] == "message_not_deleted"


async def test_after_ten_minutes_a_deletion_stays(seminar: Seminar) -> None:
    async with await seminar.enter(await seminar.person()) as client:
        message = await say(client, "gone")
        await client.ask("chat:delete", message=message["id"])
        seminar.app.clock.advance(601)

        assert (await client.ask("chat:restore", message=message["id"]))["code"] == "too_late"


async def test_a_reply_shows_what_it_answers_as_it_is_now(seminar: Seminar) -> None:
    async with await seminar.enter(await seminar.person()) as client:
        question = await say(client, "why " * 100)
        reply = await say(client, "because", reply_to=question["id"])
        await client.ask("chat:edit", message=question["id"], text="why not")

        assert reply["reply_to"]["text"] == question["text"][:200]
        assert (reply["reply_to"]["id"], reply["reply_to"]["deleted"]) == (question["id"], False)
        assert (await as_fresh(seminar))[1]["reply_to"]["text"] == "why not"


async def test_a_reply_is_to_a_message_of_its_channel(seminar: Seminar) -> None:
    async with await seminar.enter(seminar.professor) as client:
        secret = await say(client, "among us", channel="staff")

        for target in (secret["id"], str(uuid4())):
            assert (await client.ask("chat:send", text="so", reply_to=target))["code"] == "not_found"


async def test_each_kind_of_reaction_counts_once_a_person(seminar: Seminar) -> None:
    one = await seminar.person()
    async with await seminar.enter(one) as client, await seminar.enter(seminar.professor) as other:
        message = await say(client, "behind the veil")
        for actor, kind, on in [
            (other, "like", True), (client, "like", True), (other, "like", True), (other, "done", True),
            (other, "question", True), (other, "question", False), (client, "celebrate", False),
        ]:  # fmt: skip
            assert (await actor.ask("chat:react", message=message["id"], kind=kind, on=on))["type"] == "ack"

        (fresh,) = await as_fresh(seminar)
        assert fresh["reactions"] == [
            {"kind": "done", "people": [seminar.professor.id]},
            {"kind": "like", "people": [seminar.professor.id, one.id]},
        ]


async def test_reactions_of_two_devices_at_once_end_as_the_last_one_said(seminar: Seminar) -> None:
    one = await seminar.person()
    async with await seminar.enter(one) as laptop, RoomClient(seminar.url) as phone:
        await phone.join(await seminar.token(one), device="second")
        message = await say(laptop, "quick")
        await asyncio.gather(
            *(
                device.ask("chat:react", message=message["id"], kind="like", on=number % 2 == 0)
                for device in (laptop, phone)
                for number in range(8)
            )
        )
        told = [event["on"] for event in laptop.events if event["type"] == "chat:reaction"]

        (fresh,) = await as_fresh(seminar)
        assert len(told) == 16
        assert bool(fresh["reactions"]) == told[-1]


async def test_people_who_are_here_are_mentioned_by_name(seminar: Seminar) -> None:
    gone = await seminar.person()
    async with await seminar.enter(await seminar.person()) as client, await seminar.enter(seminar.professor):
        message = await say(client, "@professor?", mentions=[seminar.professor.id, seminar.professor.id, gone.id])

        assert message["mentions"] == [{"id": seminar.professor.id, "name": seminar.professor.name}]
        assert (await as_fresh(seminar))[0]["mentions"] == message["mentions"]


async def test_repeats_act_once(seminar: Seminar) -> None:
    async with await seminar.enter(await seminar.person()) as client:
        message = await say(client, "once")
        changes: list[tuple[str, dict[str, Any]]] = [
            ("chat:edit", {"text": "twice"}), ("chat:react", {"kind": "like", "on": True}), ("chat:delete", {}),
            ("chat:restore", {}),
        ]  # fmt: skip
        for type, fields in changes:
            id = str(uuid4())
            first = await client.ask(type, id=id, message=message["id"], **fields)
            assert await client.ask(type, id=id, message=message["id"], **fields) == first

        kinds = [event["type"] for event in client.events if event["type"].startswith("chat:")]
        assert kinds == ["chat:message", "chat:edited", "chat:reaction", "chat:deleted", "chat:restored"]


@pytest.mark.parametrize(
    ("type", "fields"),
    [
        ("chat:send", {"text": 7}),
        ("chat:send", {"text": " \n"}),
        ("chat:send", {"text": "x" * 4001}),
        ("chat:send", {"text": "x", "mentions": ["someone"]}),
        ("chat:send", {"text": "x", "mentions": [str(uuid4())] * 21}),
        ("chat:send", {"text": "x", "files": [str(uuid4())] * 11}),
        ("chat:send", {"text": "x", "reply_to": "that one"}),
        ("chat:edit", {"message": str(uuid4())}),
        ("chat:edit", {"message": "x", "text": "y"}),
        ("chat:delete", {}),
        ("chat:restore", {"message": None}),
        ("chat:react", {"message": str(uuid4()), "kind": "clap", "on": True}),
        ("chat:react", {"message": str(uuid4()), "kind": "like"}),
        ("chat:history", {"before": 3}),
        ("chat:read", {"message": ""}),
        ("chat:reads", {"all": True}),
        ("chat:configure", {"writing": "nobody", "direct": "everyone"}),
        ("chat:configure", {"writing": "staff"}),
        ("chat:mute", {"participant": "me", "on": True}),
        ("chat:mute", {"participant": str(uuid4()), "on": "yes"}),
    ],
)
async def test_what_does_not_fit_is_refused_and_changes_nothing(
    seminar: Seminar, type: str, fields: dict[str, Any]
) -> None:
    async with await seminar.enter(seminar.professor) as client:
        answer = await client.ask(type, **fields)

        assert answer["code"] == "invalid"
        assert [event["type"] for event in client.events if event["type"].startswith("chat:")] == []


@pytest.mark.parametrize("type", ["chat:edit", "chat:delete", "chat:restore", "chat:react", "chat:read"])
async def test_a_message_that_is_not_there_is_not_found(seminar: Seminar, type: str) -> None:
    more: dict[str, dict[str, Any]] = {"chat:edit": {"text": "x"}, "chat:react": {"kind": "like", "on": True}}
    async with await seminar.enter(seminar.professor) as client:
        assert (await client.ask(type, message=str(uuid4()), **more.get(type, {})))["code"] == "not_found"
