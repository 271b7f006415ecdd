"""Who may command breakouts, what makes no sense of them, and what happens when two commands meet."""

from base64 import b64encode
from uuid import uuid4

import httpx
import pytest

from eduforum.learning.breakouts.tool import REQUESTS
from eduforum.web.hub import HubLimits
from tests.factories.breakouts import begin, moves, prepare, state
from tests.factories.people import Person, make_person
from tests.factories.rooms import Frame, Seminar


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


async def test_a_repeated_end_of_earlier_groups_does_not_end_later_ones(seminar: Seminar) -> None:
    id = str(uuid4())
    async with await seminar.enter(await seminar.person()):
        async with await seminar.enter(seminar.professor) as professor:
            await begin(seminar, professor, groups=1)
            ended = await professor.ask("breakout:end", id=id, seconds=0)
            # As many changes but one as the first groups have seen.
            await begin(seminar, professor, groups=1)
        async with await seminar.enter(seminar.professor) as professor:
            again = await professor.ask("breakout:end", id=id, seconds=0)

            assert again["data"] == ended["data"]
            assert (await professor.ask("breakout:broadcast", text="Go on"))["type"] == "ack"


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
        ("breakout:numbers", {"table": b64encode(b"20230012,A+\n").decode()}, "bad_table"),
    ],
)
async def test_what_makes_no_sense_is_refused(seminar: Seminar, type: str, fields: Frame, code: str) -> None:
    async with await seminar.enter(seminar.professor) as professor, await seminar.enter(await seminar.person()):
        answer = await professor.ask(type, **fields)

    assert answer["code"] == code


async def test_wishes_that_contradict_each_other_are_refused(seminar: Seminar) -> None:
    pair = [(await seminar.person()).id, (await seminar.person()).id]
    async with await seminar.enter(seminar.professor) as professor:
        for plan in (
            {"groups": 2, "constraints": {"together": [pair]}},
            {"groups": 1, "constraints": {"apart": [pair]}},
            {"groups": 1, "capacity": 1},
        ):
            answer = await professor.ask("breakout:create", plan={"people": pair, **plan})
            assert answer["code"] == "groups_do_not_fit"


async def test_open_groups_are_not_drawn_anew(seminar: Seminar) -> None:
    async with await seminar.enter(seminar.professor) as professor, await seminar.enter(await seminar.person()):
        print(await begin(seminar, professor, groups=1))
        refused = [
            await professor.ask("breakout:create", plan={"groups": 1}),
            await professor.ask("breakout:open"),
            await professor.ask("breakout:move", participant=str(uuid4())),
        ]

    assert [answer["code"] for answer in refused] == ["breakout_open", "breakout_open", "not_found"]


async def test_who_asks_too_much_waits(seminar: Seminar) -> None:
    # A fast machine would come to the socket's own limit first.
    seminar.app.hub.limits = HubLimits(frames_per_second=10_000, burst=10_000)
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
