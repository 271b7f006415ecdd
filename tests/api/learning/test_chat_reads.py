"""How far somebody has read belongs to the person: it follows them over devices and restarts."""

from eduforum.learning.chat.channels import direct
from tests.factories.rooms import RoomClient, Seminar


async def test_what_was_read_on_one_device_is_read_on_the_other(seminar: Seminar) -> None:
    student = await seminar.person()
    async with (
        await seminar.enter(seminar.professor) as professor,
        await seminar.enter(student) as laptop,
        RoomClient(seminar.url) as phone,
    ):
        await phone.join(await seminar.token(student), device="second")
        said = [await professor.ask("chat:send", text=word) for word in ("one", "two", "three")]
        ids = [answer["data"]["message"]["id"] for answer in said]
        await laptop.ask("chat:read", message=ids[1])
        event = await phone.event("chat:read")
        await professor.ask("participant:mute", kind="audio")

        assert (event["channel"], event["read"]) == ("room", ids[1])
        assert "chat:read" not in [event["type"] for event in professor.events]
        async with await seminar.enter(student, instance=laptop.instance) as again:
            assert (again.channel("room")["read"], again.channel("room")["unread"]) == (ids[1], 1)


async def test_reading_never_goes_back(seminar: Seminar) -> None:
    student = await seminar.person()
    async with await seminar.enter(seminar.professor) as professor, await seminar.enter(student) as client:
        said = [await professor.ask("chat:send", text=word) for word in ("one", "two")]
        ids = [answer["data"]["message"]["id"] for answer in said]
        for id in (ids[1], ids[0]):
            await client.ask("chat:read", message=id)

        answer = await client.ask("chat:reads")
        assert answer["data"]["positions"][0] == {"channel": "room", "read": ids[1], "unread": 0}


async def test_ones_own_and_deleted_messages_are_not_unread(seminar: Seminar) -> None:
    student = await seminar.person()
    async with await seminar.enter(seminar.professor) as professor, await seminar.enter(student) as client:
        await client.ask("chat:send", text="mine")
        said = await professor.ask("chat:send", text="oops")
        await professor.ask("chat:delete", message=said["data"]["message"]["id"])
        await professor.ask("chat:send", text="to you", channel=direct(student.id, seminar.professor.id))

        answer = await client.ask("chat:reads")
        assert {each["channel"]: each["unread"] for each in answer["data"]["positions"]} == {
            "room": 0,
            direct(student.id, seminar.professor.id): 1,
        }
