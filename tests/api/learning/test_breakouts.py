"""Breakouts: prepared by staff, in force for everyone at once, and as they were after whatever happens."""

from base64 import b64encode

from tests.factories.breakouts import begin, groups_of, moves, prepare, state
from tests.factories.media import until
from tests.factories.rooms import Frame, RoomClient, Seminar


async def test_everybody_present_is_drawn_into_groups_that_staff_alone_see(seminar: Seminar) -> None:
    one, two = await seminar.person(), await seminar.person()
    async with (
        await seminar.enter(seminar.professor) as professor,
        await seminar.enter(await seminar.person("observer")),
        await seminar.enter(one) as first,
        await seminar.enter(two),
    ):
        drawn = await prepare(professor, name="토론", task="세금을 설계하세요", minutes=15)
        assert sorted(map(len, groups_of(drawn["breakout"]))) == [1, 1]
        assert {p for group in groups_of(drawn["breakout"]) for p in group} == {one.id, two.id}
        assert drawn["breakout"]["state"] == "prepared"
        assert (drawn["desk"]["method"], drawn["desk"]["name"]) == ("random", "토론")
        assert (await state(professor, "prepared"))["id"] == drawn["breakout"]["id"]
        await first.ask("participant:mute", kind="audio")
        assert [event for event in first.events if event["type"].startswith("breakout")] == []
        async with RoomClient(seminar.url) as late:
            await late.join(await seminar.token(one), device="second")
            assert late.state["tools"]["breakouts"]["breakout"] is None


async def test_at_the_opening_all_move_at_once_after_the_notice(seminar: Seminar) -> None:
    one, two = await seminar.person(), await seminar.person()
    async with (
        await seminar.enter(seminar.professor) as professor,
        await seminar.enter(one) as first,
        await seminar.enter(two),
    ):
        await prepare(professor, minutes=15)
        await professor.ask("breakout:open", seconds=5)
        told = await state(first, "open")
        assert "breakout:desk" not in [event["type"] for event in first.events]
        assert moves(seminar) == {}
        seminar.app.clock.advance(5)
        await until(lambda: len(moves(seminar)) == 2)
        assert moves(seminar) == {p: group["id"] for group in told["groups"] for p in group["people"]}
        assert sum(call[0] == "set_groups" for call in seminar.app.engine.told) == 1


async def test_when_the_time_is_over_all_are_back(seminar: Seminar) -> None:
    async with (
        await seminar.enter(seminar.professor) as professor,
        await seminar.enter(await seminar.person()) as first,
    ):
        await begin(seminar, professor, groups=1, minutes=1)
        await professor.ask("breakout:time", minutes=1)
        seminar.app.clock.advance(61)
        await professor.ask("participant:mute", kind="audio")
        assert None not in moves(seminar).values()
        seminar.app.clock.advance(60)
        await first.event("breakout:changed", lambda frame: frame["breakout"] is None)
        assert set(moves(seminar).values()) == {None}
        async with RoomClient(seminar.url) as late:
            await late.join(await seminar.token(seminar.professor), device="second")
            assert late.state["tools"]["breakouts"] == {"breakout": None, "desk": None}


async def test_the_teacher_calls_everybody_back_with_a_countdown_or_at_once(seminar: Seminar) -> None:
    async with (
        await seminar.enter(seminar.professor) as professor,
        await seminar.enter(await seminar.person()) as first,
    ):
        await begin(seminar, professor, groups=1)
        await professor.ask("breakout:end")
        told = await first.event(
            "breakout:changed", lambda frame: bool(frame["breakout"] and frame["breakout"]["ends_at"])
        )
        assert told["breakout"]["ends_at"] == "2026-03-02T09:01:00Z"
        await professor.ask("breakout:end", seconds=0)
        await first.event("breakout:changed", lambda frame: frame["breakout"] is None)
        assert set(moves(seminar).values()) == {None}


async def test_prepared_groups_are_dropped_without_a_word_to_others(seminar: Seminar) -> None:
    async with (
        await seminar.enter(seminar.professor) as professor,
        await seminar.enter(await seminar.person()) as first,
    ):
        await prepare(professor, groups=1)
        await professor.ask("breakout:end")
        await professor.event("breakout:changed", lambda frame: frame["breakout"] is None)
        await first.ask("participant:mute", kind="audio")
        assert [event for event in first.events if event["type"] == "breakout:changed"] == []


async def test_who_comes_late_is_in_the_smallest_group_and_who_comes_back_in_their_own(seminar: Seminar) -> None:
    one, late = await seminar.person(), await seminar.person()
    async with await seminar.enter(seminar.professor) as professor, await seminar.enter(one) as first:
        breakout = await begin(seminar, professor, groups=1)
        await professor.ask("breakout:assign", version=breakout["version"], groups=[
            {"id": breakout["groups"][0]["id"], "people": [one.id]}, {"people": []},
        ])  # fmt: skip
        async with await seminar.enter(late):
            told = await first.event(
                "breakout:changed", lambda frame: late.id in (frame["breakout"]["groups"][-1]["people"])
            )
            group = told["breakout"]["groups"][1]["id"]
            await until(lambda: moves(seminar).get(late.id) == group)
        async with await seminar.enter(late) as back:
            own = back.state["tools"]["breakouts"]["breakout"]["groups"][1]["people"]
            assert own == [late.id]


async def test_one_person_is_moved_and_nobody_else(seminar: Seminar) -> None:
    one, two = await seminar.person(), await seminar.person()
    async with (
        await seminar.enter(seminar.professor) as professor,
        await seminar.enter(one),
        await seminar.enter(two) as second,
    ):
        breakout = await begin(seminar, professor)
        group = next(group["id"] for group in breakout["groups"] if one.id in group["people"])
        await professor.ask("breakout:move", participant=two.id, group=group)
        assert moves(seminar) == {one.id: group, two.id: group}
        await professor.ask("breakout:move", participant=two.id)
        assert moves(seminar) == {one.id: group, two.id: None}
        await second.event("breakout:changed", lambda frame: frame["breakout"]["version"] == 4)


async def test_a_visit_is_announced_before_sound_flows(seminar: Seminar) -> None:
    ta = await seminar.person("ta")
    async with (
        await seminar.enter(seminar.professor) as professor,
        await seminar.enter(ta) as assistant,
        await seminar.enter(await seminar.person()) as first,
    ):
        breakout = await begin(seminar, professor, groups=1)
        group = breakout["groups"][0]["id"]
        await assistant.ask("breakout:move", participant=ta.id, group=group)
        told = await first.event("breakout:changed", lambda frame: bool(frame["breakout"]["groups"][0]["visitors"]))
        assert told["breakout"]["groups"][0]["visitors"][0]["participant_id"] == ta.id
        assert ta.id not in moves(seminar)
        seminar.app.clock.advance(2)
        await until(lambda: moves(seminar).get(ta.id) == group)


async def test_each_group_shares_a_screen_of_its_own_which_ends_with_the_groups(seminar: Seminar) -> None:
    one, two = await seminar.person(), await seminar.person()
    async with (
        await seminar.enter(seminar.professor) as professor,
        await seminar.enter(one) as first,
        await seminar.enter(two) as second,
    ):
        await professor.ask("screen:start")
        await begin(seminar, professor, groups=2)
        for client in (first, second):
            assert (await client.ask("screen:start"))["data"] == {}
        shared = [call[1] for call in seminar.app.engine.told if call[0] == "set_screen"]
        assert shared == [client.state["connection_id"] for client in (professor, first, second)]
        await professor.ask("breakout:end", seconds=0)
        wanted = dict.fromkeys(shared, False) | {professor.state["connection_id"]: True}
        await until(lambda: {call[1]: call[2] for call in seminar.app.engine.told if call[0] == "set_screen"} == wanted)


async def test_nobody_sees_a_screen_in_a_group_that_its_person_has_left(seminar: Seminar) -> None:
    """What is shared ends before its person is anywhere else."""
    one = await seminar.person()
    async with await seminar.enter(seminar.professor) as professor, await seminar.enter(one) as first:
        await first.ask("screen:start")
        await begin(seminar, professor, groups=1)
        told = [call for call in seminar.app.engine.told if call[0] in ("set_screen", "set_groups")]
        assert [call[0] for call in told] == ["set_screen", "set_screen", "set_groups"]
        assert told[1] == ("set_screen", first.state["connection_id"], False)


async def test_people_choose_where_they_may(seminar: Seminar) -> None:
    one = await seminar.person()
    async with await seminar.enter(seminar.professor) as professor, await seminar.enter(one) as first:
        breakout = await begin(seminar, professor, method="self_select", capacity=1)
        assert groups_of(breakout) == [set(), set()]
        answer = await first.ask("breakout:move", participant=one.id, group=breakout["groups"][1]["id"])
        assert answer["type"] == "ack"
        async with await seminar.enter(two := await seminar.person()) as second:
            full = await second.ask("breakout:move", participant=two.id, group=breakout["groups"][1]["id"])
            other = await second.ask("breakout:move", participant=one.id, group=breakout["groups"][0]["id"])
            out = await second.ask("breakout:move", participant=two.id, group=None)
            assert [answer["code"] for answer in (full, other, out)] == [
                "group_full",
                "groups_are_given",
                "groups_are_given",
            ]


async def test_nobody_meets_again_while_others_are_left(seminar: Seminar) -> None:
    people = [await seminar.person() for _ in range(4)]
    async with await seminar.enter(seminar.professor) as professor:
        pairs = []
        for _ in range(3):
            drawn = await prepare(professor, people=[person.id for person in people])
            assert drawn["desk"]["balance"]["repeated_pairs"] == 0
            pairs += [frozenset(group["people"]) for group in drawn["breakout"]["groups"]]
            await professor.ask("breakout:open", seconds=0)
            await professor.ask("breakout:end", seconds=0)
        assert len(set(pairs)) == 6


async def test_groups_are_kept_and_opened_again(seminar: Seminar) -> None:
    one = await seminar.person()
    async with await seminar.enter(seminar.professor) as professor, await seminar.enter(one):
        first = await begin(seminar, professor, groups=1, name="논제 1")
        await professor.ask("breakout:end", seconds=0)
        saved = (await professor.ask("breakout:saved"))["data"]["breakouts"]
        assert [(each["name"], each["groups"], each["people"]) for each in saved] == [("논제 1", 1, 1)]
        drawn = await prepare(professor, groups=None, like=saved[0]["id"])
        again = drawn["breakout"]["groups"][0]
        assert (again["id"], again["people"]) == (first["groups"][0]["id"], [one.id])
        assert drawn["breakout"]["id"] != first["id"]


async def test_numbers_come_from_a_table_and_stay_with_who_brought_it(seminar: Seminar) -> None:
    people = [await seminar.person() for _ in range(4)]
    table = "이름,점수\n" + "".join(f"{person.email},{n}\n" for n, person in enumerate(people)) + "x@example.com,3\n"
    async with await seminar.enter(seminar.professor) as professor, await seminar.enter(people[0]) as first:
        read = (await professor.ask("breakout:numbers", table=b64encode(table.encode()).decode()))["data"]
        assert read["numbers"] == {p.id: float(n) for n, p in enumerate(people)}
        assert read["unmatched"] == [{"row": 6, "name": "x@example.com", "reason": "unknown"}]
        drawn = await prepare(professor, method="mixed", people=[p.id for p in people], numbers=read["numbers"])
        assert drawn["desk"]["balance"]["eta_squared"] == 0
        await professor.ask("breakout:open", seconds=0)
        await state(first, "open")
        assert "eta" not in str(first.events)
        assert "mixed" not in str(first.events)


async def test_task_and_time_may_be_changed_until_the_groups_open(seminar: Seminar) -> None:
    async with await seminar.enter(seminar.professor) as professor, await seminar.enter(await seminar.person()):
        breakout = (await prepare(professor, groups=1, minutes=15))["breakout"]
        groups = [{"id": group["id"], "people": group["people"]} for group in breakout["groups"]]
        changes: Frame = {"task": "세금을 설계하세요", "minutes": 0, "may_choose": True}
        await professor.ask("breakout:assign", version=breakout["version"], groups=groups, **changes)
        await professor.ask("breakout:open", seconds=0)
        told = await state(professor, "open")
        assert (told["task"], told["minutes"], told["ends_at"], told["may_choose"]) == (
            changes["task"],
            None,
            None,
            True,
        )


async def test_a_room_that_is_opened_again_goes_on_where_it_was(seminar: Seminar) -> None:
    one = await seminar.person()
    async with await seminar.enter(seminar.professor) as professor, await seminar.enter(one):
        breakout = await begin(seminar, professor, groups=1, minutes=15)
    live = next(iter(seminar.app.rooms.live_rooms()))
    tool = next(tool for tool in live._tools if tool.name == "breakouts")
    seminar.app.engine.told.clear()
    tool.closed(live)
    async with seminar.app.db.connection() as conn:
        await tool.opened(conn, live)

    assert moves(seminar) == {one.id: breakout["groups"][0]["id"]}
    async with await seminar.enter(one) as back:
        assert back.state["tools"]["breakouts"]["breakout"]["ends_at"] == breakout["ends_at"]
