"""What is said in breakouts and to them: calls for help, broadcasts, one voice for all, and where it is silent."""

from tests.factories.breakouts import begin
from tests.factories.rooms import RoomClient, Seminar


async def test_a_group_calls_for_help_and_gets_it(seminar: Seminar) -> None:
    async with (
        await seminar.enter(seminar.professor) as professor,
        await seminar.enter(await seminar.person()) as first,
    ):
        breakout = await begin(seminar, professor, groups=1)
        await first.ask("breakout:help", on=True)
        await professor.event("breakout:changed", lambda frame: frame["breakout"]["groups"][0]["help"] is not None)
        await professor.ask("breakout:move", participant=seminar.professor.id, group=breakout["groups"][0]["id"])
        told = await first.event("breakout:changed", lambda frame: bool(frame["breakout"]["groups"][0]["visitors"]))
        assert told["breakout"]["groups"][0]["help"] is None


async def test_a_broadcast_is_in_every_group_and_is_seen_by_who_comes_later(seminar: Seminar) -> None:
    async with (
        await seminar.enter(seminar.professor) as professor,
        await seminar.enter(await seminar.person()) as first,
    ):
        await begin(seminar, professor, groups=1)
        await professor.ask("breakout:broadcast", text="  5분 남았어요 ")
        told = await first.event("breakout:changed", lambda frame: frame["breakout"]["notice"] is not None)
        assert told["breakout"]["notice"]["text"] == "5분 남았어요"
        async with await seminar.enter(await seminar.person()) as late:
            assert late.state["tools"]["breakouts"]["breakout"]["notice"]["name"] == seminar.professor.name


async def test_a_broadcast_stands_in_the_chat_of_every_group(seminar: Seminar) -> None:
    one, two = await seminar.person(), await seminar.person()
    async with (
        await seminar.enter(seminar.professor) as professor,
        await seminar.enter(one) as first,
        await seminar.enter(two) as second,
    ):
        await begin(seminar, professor, groups=2)
        assert (await professor.ask("breakout:broadcast", text="10분 남았어요"))["type"] == "ack"
        told = [(await client.event("chat:message"))["message"] for client in (first, second)]
        assert [(message["text"], message["broadcast"]) for message in told] == [("10분 남았어요", True)] * 2
        assert len({message["channel"] for message in told}) == 2
        assert [event for event in professor.events if event["type"] == "chat:message"] == []
        await first.ask("chat:send", text="네!", channel=told[0]["channel"])
        async with RoomClient(seminar.url) as late:
            await late.join(await seminar.token(one), device="second")
            found = {each["channel"]: each for each in late.state["tools"]["chat"]["channels"]}
            messages = found[told[0]["channel"]]["messages"]
            assert [(message["text"], message["broadcast"]) for message in messages] == [
                ("10분 남았어요", True),
                ("네!", False),
            ]
            assert told[1]["channel"] not in found


async def test_what_was_broadcast_is_in_staffs_record_of_each_group(seminar: Seminar) -> None:
    async with (
        await seminar.enter(seminar.professor) as professor,
        await seminar.enter(await seminar.person()),
        await seminar.enter(await seminar.person()),
    ):
        breakout = await begin(seminar, professor, groups=2)
        await professor.ask("breakout:broadcast", text="하나")
        await professor.ask("breakout:broadcast", text="둘")
        await professor.ask("breakout:end", seconds=0)
    path = f"/api/v1/sessions/{seminar.session['id']}/chat/messages"
    messages = (await seminar.client.get(path, headers=seminar.professor.headers)).json()["data"]
    channels = [f"group:{group['id']}" for group in breakout["groups"]]
    assert [(m["channel"], m["text"]) for m in messages] == [(c, text) for text in ("하나", "둘") for c in channels]


async def test_one_voice_is_heard_in_all_groups_until_they_end(seminar: Seminar) -> None:
    async with (
        await seminar.enter(seminar.professor) as professor,
        await seminar.enter(await seminar.person()) as first,
    ):
        await begin(seminar, professor, groups=1)
        await professor.ask("breakout:voice", on=True)
        told = await first.event("breakout:changed", lambda frame: frame["breakout"]["voice"] is not None)
        assert told["breakout"]["voice"] == seminar.professor.id
        await professor.ask("breakout:end", seconds=0)
        announced = [call[1:] for call in seminar.app.engine.told if call[0] == "set_announcing"]
        assert announced == [(seminar.professor.id, True), (seminar.professor.id, False)]


async def test_a_voice_ends_with_who_leaves(seminar: Seminar) -> None:
    ta = await seminar.person("ta")
    async with await seminar.enter(seminar.professor) as professor, await seminar.enter(await seminar.person()):
        await begin(seminar, professor, groups=1)
        async with await seminar.enter(ta) as assistant:
            await assistant.ask("breakout:voice", on=True)
            await assistant.ask("room:leave")
        await professor.event(
            "breakout:changed", lambda frame: frame["breakout"]["version"] == 4 and frame["breakout"]["voice"] is None
        )


async def test_staff_see_who_speaks_and_where_it_is_silent(seminar: Seminar) -> None:
    one = await seminar.person()
    async with await seminar.enter(seminar.professor) as professor, await seminar.enter(one) as first:
        seminar.app.engine.silent = {one.id: 0.4, seminar.professor.id: 0.0}
        await begin(seminar, professor, groups=1)
        await professor.event("breakout:activity", lambda frame: frame["groups"][0]["speaking"] == [one.id])
        seminar.app.engine.silent = {one.id: 75.3}
        seminar.app.clock.advance(2)
        await professor.event("breakout:activity", lambda frame: frame["groups"][0]["silent"] == 75)
        assert "breakout:activity" not in [event["type"] for event in first.events]
