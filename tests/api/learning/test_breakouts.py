"""Breakouts: prepared by staff, in force for everyone at once, and as they were after whatever happens."""

from base64 import b64encode
from typing import Any
from uuid import uuid4

import httpx
import pytest

from eduforum.learning.breakouts.tool import REQUESTS
from tests.factories.media import until
from tests.factories.people import Person, make_person
from tests.factories.rooms import Frame, RoomClient, Seminar


def groups_of(told: Frame) -> list[set[str]]:
    return [set(group["people"]) for group in told["groups"]]


async def state(client: RoomClient, state: str) -> Frame:
    """The breakout once it is in this state, as the client was told."""
    event = await client.event("breakout:changed", lambda frame: (frame["breakout"] or {}).get("state") == state)
    breakout: Frame = event["breakout"]
    return breakout


async def prepare(professor: RoomClient, **plan: Any) -> Frame:
    answer = await professor.ask("breakout:create", plan={"groups": 2, **plan})
    assert answer["type"] == "ack", answer
    drawn: Frame = answer["data"]
    return drawn


async def begin(seminar: Seminar, professor: RoomClient, **plan: Any) -> Frame:
    """Groups that people are in."""
    await prepare(professor, **plan)
    answer = await professor.ask("breakout:open", seconds=0)
    assert answer["type"] == "ack", answer
    return await state(professor, "open")


def moves(seminar: Seminar) -> dict[str, str | None]:
    """Where the forwarder was told last that people are."""
    found: dict[str, str | None] = {}
    for told in seminar.app.engine.told:
        if told[0] == "set_groups":
            found |= told[1]
    return found


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
        assert read == {"numbers": {p.id: float(n) for n, p in enumerate(people)}, "unknown": ["x@example.com"]}
        drawn = await prepare(professor, method="mixed", people=[p.id for p in people], numbers=read["numbers"])
        assert drawn["desk"]["balance"]["eta_squared"] == 0
        await professor.ask("breakout:open", seconds=0)
        await state(first, "open")
        assert "eta" not in str(first.events)
        assert "mixed" not in str(first.events)


async def test_a_hand_that_was_quicker_is_not_undone(seminar: Seminar) -> None:
    one = await seminar.person()
    async with await seminar.enter(seminar.professor) as professor, await seminar.enter(one):
        drawn = await prepare(professor, method="by_hand")
        groups = [{"id": group["id"], "people": []} for group in drawn["breakout"]["groups"]]
        groups[0]["people"] = [one.id]
        answers = [
            await professor.ask("breakout:assign", version=drawn["breakout"]["version"], groups=groups)
            for _ in range(2)
        ]
        assert [answer.get("code") for answer in answers] == [None, "outdated"]


async def test_a_repeated_request_acts_once(seminar: Seminar) -> None:
    one, id = await seminar.person(), str(uuid4())
    async with await seminar.enter(seminar.professor) as professor, await seminar.enter(one):
        first = await professor.ask("breakout:create", id=id, plan={"groups": 1})
        again = await professor.ask("breakout:create", id=id, plan={"groups": 1})
        opened = await professor.ask("breakout:open", id=(second := str(uuid4())), seconds=0)
        reopened = await professor.ask("breakout:open", id=second, seconds=0)

        assert first == again
        assert opened == reopened
        assert (await state(professor, "open"))["version"] == opened["data"]["version"] == 2


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


STAFF_ONLY: list[tuple[str, Frame]] = [
    ("breakout:create", {"plan": {"groups": 1}}),
    ("breakout:assign", {"version": 1, "groups": [{"people": []}]}),
    ("breakout:open", {}),
    ("breakout:time", {"minutes": 1}),
    ("breakout:broadcast", {"text": "hello"}),
    ("breakout:voice", {"on": True}),
    ("breakout:end", {}),
    ("breakout:saved", {}),
    ("breakout:numbers", {"table": ""}),
]


@pytest.mark.parametrize("role", ["professor", "co_professor", "ta", "co_host", "student", "observer"])
async def test_staff_alone_command(seminar: Seminar, role: str) -> None:
    person = await seminar.person("student" if role == "co_host" else role) if role != "professor" else None
    async with (
        await seminar.enter(seminar.professor) as professor,
        await seminar.enter(await seminar.person()),
        await seminar.enter(person or await seminar.person("ta")) as other,
    ):
        if role == "co_host" and person is not None:
            await professor.ask("room:co_host", participant=person.id, on=True)
        client = professor if person is None else other
        answers = [await client.ask(type, **fields) for type, fields in STAFF_ONLY]
    refused = {answer.get("code") == "staff_only" for answer in answers}
    assert refused == {role in ("student", "observer")}


async def test_who_watches_does_not_choose(seminar: Seminar) -> None:
    observer = await seminar.person("observer")
    async with (
        await seminar.enter(seminar.professor) as professor,
        await seminar.enter(await seminar.person()),
        await seminar.enter(observer) as watcher,
    ):
        breakout = await begin(seminar, professor, method="self_select")
        group = breakout["groups"][0]["id"]
        refused = await watcher.ask("breakout:move", participant=observer.id, group=group)
        help = await watcher.ask("breakout:help", on=True)
        assert (refused["code"], help["code"]) == ("observers_do_not_choose", "not_in_group")
        assert (await professor.ask("breakout:move", participant=observer.id, group=group))["type"] == "ack"


@pytest.mark.parametrize(
    ("type", "fields", "code"),
    [
        ("breakout:create", {"plan": {}}, "invalid"),
        ("breakout:create", {"plan": {"groups": 1, "size": 1}}, "invalid"),
        ("breakout:create", {"plan": {"groups": 101}}, "invalid"),
        ("breakout:create", {"plan": {"groups": 9}}, "invalid"),
        ("breakout:create", {"plan": {"groups": 1, "people": ["x"]}}, "invalid"),
        ("breakout:create", {"plan": {"groups": 1, "people": [str(uuid4())]}}, "invalid"),
        ("breakout:create", {"plan": {"groups": 1, "task": "x" * 2001}}, "invalid"),
        ("breakout:create", {"plan": {"groups": 1, "minutes": 0}}, "invalid"),
        ("breakout:create", {"plan": {"groups": 1, "method": "snake"}}, "invalid"),
        ("breakout:create", {"plan": {"groups": 1, "numbers": {str(uuid4()): "A"}}}, "invalid"),
        ("breakout:create", {"plan": {"like": str(uuid4())}}, "not_found"),
        ("breakout:assign", {"version": 1, "groups": []}, "invalid"),
        ("breakout:assign", {"version": 1, "groups": [{}]}, "no_breakout"),
        ("breakout:open", {}, "no_breakout"),
        ("breakout:open", {"seconds": 61}, "invalid"),
        ("breakout:move", {"participant": str(uuid4())}, "no_breakout"),
        ("breakout:time", {"minutes": 1}, "no_breakout"),
        ("breakout:time", {"minutes": 481}, "invalid"),
        ("breakout:broadcast", {"text": "hello"}, "breakout_not_open"),
        ("breakout:broadcast", {"text": "x" * 501}, "invalid"),
        ("breakout:voice", {"on": True}, "breakout_not_open"),
        ("breakout:voice", {"on": 1}, "invalid"),
        ("breakout:help", {"on": True}, "breakout_not_open"),
        ("breakout:end", {}, "no_breakout"),
        ("breakout:end", {"seconds": -1}, "invalid"),
        ("breakout:saved", {"more": True}, "invalid"),
        ("breakout:numbers", {"table": "…"}, "invalid"),
        ("breakout:numbers", {"table": "A" * 180_000}, "too_large"),
    ],
)
async def test_what_makes_no_sense_is_refused(seminar: Seminar, type: str, fields: Frame, code: str) -> None:
    async with await seminar.enter(seminar.professor) as professor, await seminar.enter(await seminar.person()):
        answer = await professor.ask(type, **fields)

    assert answer["code"] == code


async def test_open_groups_are_not_drawn_anew(seminar: Seminar) -> None:
    async with await seminar.enter(seminar.professor) as professor, await seminar.enter(await seminar.person()):
        await begin(seminar, professor, groups=1)
        refused = [
            await professor.ask("breakout:create", plan={"groups": 1}),
            await professor.ask("breakout:open"),
            await professor.ask("breakout:move", participant=str(uuid4())),
        ]

    assert [answer["code"] for answer in refused] == ["breakout_open", "breakout_open", "not_found"]


async def test_who_asks_too_much_waits(seminar: Seminar) -> None:
    async with await seminar.enter(seminar.professor) as professor:
        answers = [await professor.ask("breakout:saved") for _ in range(REQUESTS + 1)]

    assert answers[-1]["code"] == "rate_limited"


async def post(client: httpx.AsyncClient, person: Person, path: str, body: Frame, **headers: str) -> httpx.Response:
    return await client.post(f"/api/v1/learning/breakout/{path}", json=body, headers={**person.headers, **headers})


async def test_the_same_over_http(seminar: Seminar) -> None:
    one, session = await seminar.person(), seminar.session["id"]
    key = {"Idempotency-Key": str(uuid4())}
    body = {"session_id": session, "plan": {"groups": 1, "people": [one.id]}}
    created = await post(seminar.client, seminar.professor, "create", body, **key)
    again = await post(seminar.client, seminar.professor, "create", body, **key)
    assert created.status_code == 200, created.text
    assert created.json()["data"] == again.json()["data"]
    breakout = created.json()["data"]["breakout"]
    group = breakout["groups"][0]["id"]
    for path, fields in (
        ("assign", {"version": breakout["version"], "groups": [{"id": group, "people": [one.id]}, {}]}),
        ("open", {"seconds": 0}),
        ("move", {"participant": one.id, "group": group}),
        ("broadcast", {"text": "hello"}),
        ("end", {"seconds": 0}),
    ):
        answer = await post(seminar.client, seminar.professor, path, {"session_id": session, **fields})
        assert answer.status_code == 200, answer.text
    assert moves(seminar) == {one.id: None}


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("create", {"plan": {"groups": 1}}),
        ("assign", {"version": 1, "groups": [{}]}),
        ("open", {}),
        ("broadcast", {"text": "hello"}),
        ("end", {}),
    ],
)
async def test_over_http_strangers_find_nothing_and_students_may_not(
    seminar: Seminar, path: str, fields: Frame
) -> None:
    body = {"session_id": seminar.session["id"], **fields}
    stranger = await make_person(seminar.app, seminar.client)
    answers = [
        await post(seminar.client, stranger, path, body),
        await post(seminar.client, await seminar.person(), path, body),
        await post(seminar.client, seminar.professor, path, {**body, "more": 1}),
        await post(seminar.client, seminar.professor, path, {**body, "session_id": str(uuid4())}),
    ]
    assert [answer.status_code for answer in answers] == [404, 403, 422, 404]
