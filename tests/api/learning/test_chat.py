"""Chat: what is said is kept before it is acknowledged, once, and comes back to whoever was away."""

from uuid import uuid4

import pytest

from eduforum.learning.chat.tool import PAGE, SENDS
from eduforum.media.journal import RoomLog, Told
from tests.factories.courses import make_course, make_live_session
from tests.factories.rooms import RoomClient, Seminar


async def test_everyone_hears_what_somebody_says_the_writer_too(seminar: Seminar) -> None:
    student = await seminar.person()
    async with await seminar.enter(seminar.professor) as professor, await seminar.enter(student) as other:
        answer = await other.ask("chat:send", text="질문이 있습니다")
        heard = [await client.event("chat:message") for client in (professor, other)]

        message = answer["data"]["message"]
        assert message["text"] == "질문이 있습니다"
        assert (message["participant_id"], message["name"], message["role"]) == (student.id, student.name, "student")
        assert [event["message"] for event in heard] == [message, message]
        assert heard[0]["cursor"] == heard[1]["cursor"]


async def test_a_message_is_in_the_database_before_its_ack(seminar: Seminar) -> None:
    async with await seminar.enter(seminar.professor) as client:
        answer = await client.ask("chat:send", text="kept")
        async with seminar.app.db.connection() as conn:
            kept = await conn.fetchval("select text from chat_messages where id = $1", answer["data"]["message"]["id"])

        assert kept == "kept"


async def test_who_comes_later_sees_what_was_said(seminar: Seminar) -> None:
    student = await seminar.person()
    async with await seminar.enter(seminar.professor) as professor:
        for word in ("one", "two"):
            await professor.ask("chat:send", text=word)

        async with await seminar.enter(student) as late:
            assert late.texts() == ["one", "two"]
            assert late.state["resumed"] is False


async def test_a_request_id_acts_once_on_any_connection(seminar: Seminar) -> None:
    student = await seminar.person()
    id = str(uuid4())
    before = await seminar.enter(student)
    first = await before.ask("chat:send", id=id, text="once")
    same = await before.ask("chat:send", id=id, text="once")
    await before.cut()
    async with await seminar.enter(student, instance=before.instance) as after:
        again = await after.ask("chat:send", id=id, text="once")

        assert first == same == again
        assert after.texts() == ["once"]


async def test_a_repeat_gets_its_answer_even_where_it_would_be_refused_now(seminar: Seminar) -> None:
    student = await seminar.person()
    id = str(uuid4())
    before = await seminar.enter(student)
    first = await before.ask("chat:send", id=id, text="once")
    for number in range(SENDS - 1):
        await before.ask("chat:send", text=str(number))
    refused = await before.ask("chat:send", text="one too many")
    await before.cut()
    async with await seminar.enter(student, instance=before.instance) as after:
        assert refused["code"] == "rate_limited"
        assert await after.ask("chat:send", id=id, text="once") == first


async def test_who_comes_back_with_a_cursor_gets_what_is_missing_and_nothing_twice(seminar: Seminar) -> None:
    student = await seminar.person()
    async with await seminar.enter(seminar.professor) as professor:
        away = await seminar.enter(student)
        await professor.ask("chat:send", text="heard")
        await away.event("chat:message")
        await away.cut()
        await professor.ask("chat:send", text="missed")

        back = RoomClient(seminar.url, instance=away.instance)
        back.cursor = away.cursor
        async with back:
            answer = await back.join(await seminar.token(student))

            assert answer["data"]["resumed"] is True
            assert answer["data"]["tools"] == {}
            assert [event["message"]["text"] for event in answer["data"]["events"]] == ["missed"]


@pytest.mark.parametrize("cursor", ["", "garbage", "AAAAAAAAAAAAAAAAAAAAAA", "x" * 200])
async def test_a_cursor_that_is_none_of_the_rooms_gets_a_fresh_snapshot(seminar: Seminar, cursor: str) -> None:
    async with await seminar.enter(seminar.professor) as professor:
        await professor.ask("chat:send", text="here")

        async with RoomClient(seminar.url) as client:
            answer = await client.join(await seminar.token(await seminar.person()), cursor=cursor)

            assert answer["data"]["resumed"] is False
            assert client.texts() == ["here"]


async def test_a_cursor_of_another_room_too(seminar: Seminar) -> None:
    other = Seminar(seminar.app, seminar.client, 0)
    other.url, other.professor = seminar.url, seminar.professor
    other.course = await make_course(seminar.client, seminar.professor)
    other.session = await make_live_session(seminar.client, seminar.professor, other.course)
    async with await other.enter(seminar.professor) as elsewhere, RoomClient(seminar.url) as client:
        answer = await client.join(await seminar.token(seminar.professor), cursor=elsewhere.cursor)

        assert answer["data"]["resumed"] is False


async def test_older_messages_come_by_pages(seminar: Seminar) -> None:
    async with await seminar.enter(seminar.professor) as client:
        said = [str(number) for number in range(PAGE + 7)]
        for word in said:
            seminar.app.clock.advance(1)
            await client.ask("chat:send", text=word)
        async with await seminar.enter(await seminar.person()) as late:
            chat = late.channel("room")
            older = await late.ask("chat:history", before=chat["messages"][0]["id"])
            none = await late.ask("chat:history", before=older["data"]["messages"][0]["id"])

            assert (late.texts(), chat["more"]) == (said[7:], True)
            assert [message["text"] for message in older["data"]["messages"]] == said[:7]
            assert older["data"]["more"] is False
            assert none["data"] == {"messages": [], "more": False}


async def test_a_message_of_another_room_is_not_found(seminar: Seminar) -> None:
    other = await make_live_session(seminar.client, seminar.professor, seminar.course)
    elsewhere = Seminar(seminar.app, seminar.client, 0)
    elsewhere.url, elsewhere.professor, elsewhere.session = seminar.url, seminar.professor, other
    async with (
        await elsewhere.enter(seminar.professor) as there,
        await seminar.enter(seminar.professor) as here,
    ):
        said = await there.ask("chat:send", text="secret")
        answer = await here.ask("chat:history", before=said["data"]["message"]["id"])

        assert answer["code"] == "not_found"


async def test_an_observer_reads_and_does_not_write(seminar: Seminar) -> None:
    observer = await seminar.person("observer")
    async with await seminar.enter(seminar.professor) as professor, await seminar.enter(observer) as client:
        await professor.ask("chat:send", text="welcome")
        await client.event("chat:message")

        assert (await client.ask("chat:send", text="hello"))["code"] == "observers_do_not_write"


async def test_too_many_messages_are_refused_until_a_while_has_passed(seminar: Seminar) -> None:
    async with await seminar.enter(seminar.professor) as client:
        for number in range(SENDS):
            await client.ask("chat:send", text=str(number))

        assert (await client.ask("chat:send", text="more"))["code"] == "rate_limited"
        seminar.app.clock.advance(11)
        assert (await client.ask("chat:send", text="more"))["type"] == "ack"


async def test_a_message_that_is_read_before_it_is_told_comes_once(
    seminar: Seminar, monkeypatch: pytest.MonkeyPatch
) -> None:
    held: list[tuple[RoomLog, Told]] = []
    tell = RoomLog.tell
    monkeypatch.setattr(RoomLog, "tell", lambda log, event: held.append((log, event)))
    async with await seminar.enter(seminar.professor) as professor:
        await professor.ask("chat:send", text="once")
        async with await seminar.enter(await seminar.person()) as late:
            for log, event in held:
                tell(log, event)
            await late.ask("participant:mute", kind="audio")

            assert late.texts() == ["once"]
            assert professor.texts() == ["once"]
            assert late.state["cursor"] == professor.cursor
