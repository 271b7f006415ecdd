"""Think time: hands and texts are gathered unseen and shown together, least heard first."""

from collections import Counter
from typing import Any
from uuid import uuid4

import pytest

from eduforum.learning.floor import tool
from eduforum.learning.floor.tool import ACTS
from eduforum.web.server import HttpServer, bind
from tests.api.conftest import build_silent, open_client
from tests.factories.clock import ManualClock, pass_time
from tests.factories.floors import THINK, call_next, give, open_floor, shown
from tests.factories.guests import enter_as_guest, make_link
from tests.factories.people import Person, make_person
from tests.factories.rooms import Frame, RoomClient, Seminar

STAFF = ["professor", "co_professor", "ta"]
NOTHING = "0193f1a0-0000-4000-8000-0000000000ff"


async def in_role(seminar: Seminar, role: str) -> Person:
    if role == "professor":
        return seminar.professor
    if role == "admin":
        return await make_person(seminar.app, seminar.client, role="admin")
    return await seminar.person(role)


async def think(clock: ManualClock) -> None:
    """Until the time is over, and what was on its way has come."""
    await pass_time(clock, THINK + 3)


@pytest.mark.parametrize("role", STAFF)
async def test_staff_ask_and_everyone_sees_the_question_and_the_end(seminar: Seminar, role: str) -> None:
    async with (
        await seminar.enter(await in_role(seminar, role)) as staff,
        await seminar.enter(await seminar.person()) as student,
        await seminar.enter(await seminar.person("observer")) as observer,
    ):
        floor = await open_floor(staff, "  왜 그럴까요? ")

        assert (floor["question"], floor["state"], floor["entries"]) == ("왜 그럴까요?", "thinking", [])
        for client in (student, observer):
            assert (await client.event("floor:changed"))["floor"] == floor


async def test_what_is_given_is_seen_by_nobody_before_the_end(seminar: Seminar, clock: ManualClock) -> None:
    one, two = await seminar.enter(await seminar.person()), await seminar.enter(await seminar.person())
    async with await seminar.enter(seminar.professor) as professor:
        floor = await open_floor(professor)
        await give(one, floor, text="SECRET")
        await pass_time(clock, 2)
        await two.ask("participant:mute", kind="audio")
        await professor.event("floor:progress", lambda frame: frame["answered"] == 1)

        assert not [event for client in (two, professor) for event in client.events if "SECRET" in repr(event)]
        assert not [event for event in two.events if event["type"] in ("floor:progress", "floor:own")]
        assert (await one.event("floor:own"))["answer"] == {"floor": floor["id"], "hand": True, "text": "SECRET"}
        await think(clock)
        assert [entry["text"] for entry in (await shown(two, floor))["entries"]] == ["SECRET"]
    await one.disconnect()
    await two.disconnect()


async def test_what_is_given_last_counts_and_can_be_taken_back(seminar: Seminar) -> None:
    one, two = await seminar.enter(await seminar.person()), await seminar.enter(await seminar.person())
    async with await seminar.enter(seminar.professor) as professor:
        floor = await open_floor(professor)
        await give(one, floor, text="first")
        await give(one, floor, hand=False, text="second")
        await give(two, floor)
        await give(two, floor, hand=False)
        await professor.ask("floor:reveal", floor=floor["id"])
        entries = (await shown(one, floor))["entries"]

        assert [(entry["hand"], entry["text"]) for entry in entries] == [(False, "second")]
    await one.disconnect()
    await two.disconnect()


async def test_after_the_reveal_nothing_more_is_taken(seminar: Seminar) -> None:
    async with (
        await seminar.enter(seminar.professor) as professor,
        await seminar.enter(await seminar.person()) as student,
    ):
        floor = await open_floor(professor)
        early = await professor.ask("floor:call", floor=floor["id"])
        await professor.ask("floor:reveal", floor=floor["id"])
        late = await student.ask("floor:give", floor=floor["id"], hand=True)
        again = await professor.ask("floor:reveal", floor=floor["id"])

        assert early["code"] == "still_thinking"
        assert late["code"] == again["code"] == "think_time_over"


async def test_while_people_think_no_hand_is_raised_beside_it(seminar: Seminar) -> None:
    async with (
        await seminar.enter(seminar.professor) as professor,
        await seminar.enter(await seminar.person()) as student,
    ):
        floor = await open_floor(professor)
        refused = await student.ask("hand:raise")
        await professor.ask("floor:reveal", floor=floor["id"])
        taken = await student.ask("hand:raise")

        assert (refused["code"], taken["type"]) == ("think_time", "ack")


async def test_whoever_is_called_has_the_floor_until_they_have_spoken(seminar: Seminar, clock: ManualClock) -> None:
    quiet, loud = await seminar.person(), await seminar.person()
    spoken = seminar.app.engine.spoken
    async with (
        await seminar.enter(seminar.professor) as professor,
        await seminar.enter(loud) as one,
        await seminar.enter(quiet) as two,
    ):
        spoken[loud.id] = 60.0
        await pass_time(clock, 2)
        floor = await open_floor(professor)
        await give(one, floor)
        await give(two, floor)
        await think(clock)
        floor = await shown(professor, floor)
        first = await call_next(professor, floor)
        hand = (await two.event("hand:up"))["hand"]
        again = await professor.ask("floor:call", floor=floor["id"], participant=quiet.id)
        second = await call_next(professor, floor)
        nobody = await professor.ask("floor:call", floor=floor["id"])

        assert (first, second) == (quiet.id, loud.id)
        assert (hand["participant_id"], hand["called_at"] is not None) == (quiet.id, True)
        assert (again["code"], nobody["code"]) == ("has_the_floor", "nobody_waits")
        assert (await two.event("hand:down"))["why"] == "spoken"


async def test_who_is_not_here_is_passed_over(seminar: Seminar) -> None:
    away, here = await seminar.enter(await seminar.person()), await seminar.enter(await seminar.person())
    async with await seminar.enter(seminar.professor) as professor:
        floor = await open_floor(professor)
        await give(away, floor)
        await give(here, floor)
        await professor.ask("floor:reveal", floor=floor["id"])
        floor = await shown(professor, floor)
        await away.ask("room:leave")
        await professor.event("participant:left")
        gone = await professor.ask("floor:call", floor=floor["id"], participant=away.state["participant_id"])

        assert gone["code"] == "not_here"
        assert await call_next(professor, floor) == here.state["participant_id"]
        assert (await professor.ask("floor:call", floor=floor["id"]))["code"] == "nobody_waits"
    await here.disconnect()


async def test_a_text_without_a_hand_is_no_wish_to_speak(seminar: Seminar) -> None:
    async with (
        await seminar.enter(seminar.professor) as professor,
        await seminar.enter(await seminar.person()) as student,
    ):
        floor = await open_floor(professor)
        await give(student, floor, hand=False, text="only this")
        await professor.ask("floor:reveal", floor=floor["id"])
        me = student.state["participant_id"]

        assert (await professor.ask("floor:call", floor=floor["id"]))["code"] == "nobody_waits"
        assert (await professor.ask("floor:call", floor=floor["id"], participant=me))["code"] == "no_such_hand"


async def test_afterwards_who_teaches_hears_how_the_talk_was_shared(seminar: Seminar, clock: ManualClock) -> None:
    people = [await seminar.person() for _ in range(3)]
    clients = [await seminar.enter(person) for person in people]
    spoken = seminar.app.engine.spoken
    async with await seminar.enter(seminar.professor) as professor, await seminar.enter(await seminar.person()) as host:
        await professor.ask("room:co_host", participant=host.state["participant_id"], on=True)
        floor = await open_floor(professor)
        for client in clients:
            await give(client, floor)
        await think(clock)
        for seconds, person in zip((20.0, 20.0, 1.0), people, strict=True):
            spoken[person.id] = seconds
        spoken[seminar.professor.id] = 10.0
        await pass_time(clock, 2)
        await professor.ask("floor:close", floor=floor["id"])
        report = (await professor.event("floor:report"))["report"]
        await host.event("floor:changed", lambda frame: frame["floor"]["state"] == "closed")
        await host.ask("participant:mute", kind="audio")

        assert report == {
            "floor": floor["id"], "answered": 3, "called": 0, "heard": 2,
            "effective": pytest.approx(41**2 / 801, abs=0.01), "teacher_share": pytest.approx(10 / 51, abs=0.001),
        }  # fmt: skip
        assert not [event for client in (*clients, host) for event in client.events if event["type"] == "floor:report"]
    for client in clients:
        await client.disconnect()


async def test_who_taught_before_a_restart_and_a_guest_are_no_students_in_the_report(
    seminar: Seminar, config: Any, clock: ManualClock
) -> None:
    teacher, student = await seminar.person("co_professor"), await seminar.person()
    link = await make_link(seminar)
    async with (
        await seminar.enter(seminar.professor) as professor,
        await seminar.enter(teacher),
        await seminar.enter(student),
        await enter_as_guest(seminar, link) as guest,
    ):
        floor = await open_floor(professor)
        await professor.ask("floor:reveal", floor=floor["id"])
        seminar.app.engine.spoken |= {teacher.id: 10.0, student.id: 30.0, guest.state["participant_id"]: 60.0}
        await pass_time(clock, 20)

    app = await build_silent(config, clock)
    await app.start()
    server = HttpServer(app, bind("127.0.0.1", 0))
    async with server.running(), open_client(app) as http:
        again = Seminar(app, http, server.port)
        again.professor, again.session = seminar.professor, seminar.session
        async with await again.enter(seminar.professor) as professor:
            await professor.ask("floor:close", floor=floor["id"])
            report = (await professor.event("floor:report"))["report"]
    await app.stop()

    assert (report["heard"], report["effective"], report["teacher_share"]) == (1, 1.0, 0.25)


async def test_another_question_puts_the_last_one_away(seminar: Seminar) -> None:
    async with await seminar.enter(seminar.professor) as professor:
        first = await open_floor(professor)
        early = await professor.ask("floor:open", question="too soon")
        await professor.ask("floor:reveal", floor=first["id"])
        second = await open_floor(professor)
        old = await professor.ask("floor:close", floor=first["id"])

        assert early["code"] == "still_thinking"
        assert (await professor.event("floor:report"))["report"]["floor"] == first["id"]
        assert second["state"] == "thinking"
        assert old["code"] == "no_such_floor"


async def test_what_is_put_away_while_people_think_nobody_ever_sees(seminar: Seminar) -> None:
    async with (
        await seminar.enter(seminar.professor) as professor,
        await seminar.enter(await seminar.person()) as student,
    ):
        floor = await open_floor(professor)
        await give(student, floor, text="SECRET")
        closed = await professor.ask("floor:close", floor=floor["id"])
        raised = await student.ask("hand:raise")
        async with await seminar.enter(await seminar.person("ta")) as late:
            found = late.state["tools"]["floor"]["floor"]

        assert closed["data"]["floor"] == found
        assert (found["state"], found["entries"]) == ("closed", [])
        assert raised["type"] == "ack"


async def test_a_repeated_request_opens_one_question(seminar: Seminar) -> None:
    id = str(uuid4())
    async with await seminar.enter(seminar.professor) as professor:
        first = await professor.ask("floor:open", id=id, question="once")
        await professor.cut()
        await professor.connect()
        await professor.join(await seminar.token(seminar.professor))
        again = await professor.ask("floor:open", id=id, question="once")

        assert again["data"] == first["data"]


async def test_what_was_given_outlives_a_restart_and_is_shown_in_time(
    seminar: Seminar, config: Any, clock: ManualClock
) -> None:
    student = await seminar.person()
    seminar.app.engine.spoken[student.id] = 42.0
    async with await seminar.enter(student) as client, await seminar.enter(seminar.professor) as professor:
        await pass_time(clock, 20)
        floor = await open_floor(professor)
        given = await give(client, floor, text="kept")

    app = await build_silent(config, clock)
    await app.start()
    server = HttpServer(app, bind("127.0.0.1", 0))
    async with server.running(), open_client(app) as http:
        again = Seminar(app, http, server.port)
        again.professor, again.session = seminar.professor, seminar.session
        async with await again.enter(student) as client, await again.enter(seminar.professor) as professor:
            assert client.state["tools"]["floor"] == {"floor": floor, "own": given, "report": None}
            assert professor.state["tools"]["floor"]["own"] is None
            assert (await client.ask("hand:raise"))["code"] == "think_time"
            await think(clock)
            assert [entry["text"] for entry in (await shown(professor, floor))["entries"]] == ["kept"]
        async with app.db.connection() as conn:
            kept = await conn.fetchval("select sum(spoken) from talk_turns where participant_id = $1", student.id)
        assert kept == 42.0
    await app.stop()


# T10: twenty students, four of whom are fast and loud.
BOTS, FAST, QUESTIONS, TURNS = 20, 4, 5, 6
TURN_SECONDS = 10.0


async def bots(seminar: Seminar) -> list[RoomClient]:
    return [await seminar.enter(await seminar.person()) for _ in range(BOTS)]


def speak(seminar: Seminar, person: str) -> None:
    spoken = seminar.app.engine.spoken
    spoken[person] = spoken.get(person, 0.0) + TURN_SECONDS


async def test_by_arrival_four_loud_students_of_twenty_take_most_turns(seminar: Seminar, clock: ManualClock) -> None:
    clients = await bots(seminar)
    turns: Counter[str] = Counter()
    async with await seminar.enter(seminar.professor) as professor:
        for _ in range(QUESTIONS):
            for client in clients:
                await client.ask("hand:raise")
                clock.advance(0.1)
            for _ in range(TURNS):
                called = await professor.ask("hand:call")
                turns[called["data"]["hand"]["participant_id"]] += 1
                await pass_time(clock, 11)
            await professor.ask("hand:lower_all")
    loud = sum(turns[client.state["participant_id"]] for client in clients[:FAST])
    for client in clients:
        await client.disconnect()

    assert loud / turns.total() >= 0.6


async def test_with_think_time_they_take_no_more_than_their_share_and_a_slow_line_costs_nothing(
    seminar: Seminar, clock: ManualClock
) -> None:
    clients = await bots(seminar)
    ids = [client.state["participant_id"] for client in clients]
    # The fast answer at once, and over lines of 20 ms; the last two say the same over lines of 20 and 400 ms.
    near, far = ids[-2], ids[-1]
    turns: Counter[str] = Counter()
    async with await seminar.enter(seminar.professor) as professor:
        for _ in range(QUESTIONS):
            floor = await open_floor(professor)
            for client in clients:
                await give(client, floor)
                clock.advance(0.4 if client is clients[-2] else 0.02)
            await think(clock)
            floor = await shown(professor, floor)
            for _ in range(TURNS):
                person = await call_next(professor, floor)
                turns[person] += 1
                speak(seminar, person)
                await pass_time(clock, 11)
            await professor.ask("floor:close", floor=floor["id"])
    for client in clients:
        await client.disconnect()

    assert sum(turns[person] for person in ids[:FAST]) / turns.total() <= 0.3
    assert abs(turns[near] - turns[far]) <= 1


@pytest.mark.parametrize("role", ["student", "observer", "admin", "guest"])
async def test_questions_are_for_staff_to_ask(seminar: Seminar, role: str) -> None:
    async with await seminar.enter(seminar.professor) as professor:
        floor = await open_floor(professor)
        client = (
            await enter_as_guest(seminar, await make_link(seminar))
            if role == "guest"
            else await seminar.enter(await in_role(seminar, role))
        )
        acts: list[tuple[str, Frame]] = [
            ("open", {"question": "Why?"}),
            ("reveal", {"floor": floor["id"]}),
            ("call", {"floor": floor["id"]}),
            ("close", {"floor": floor["id"]}),
        ]
        answers = [await client.ask(f"floor:{act}", **fields) for act, fields in acts]

        assert [answer.get("code") for answer in answers] == ["staff_only"] * 4
        await client.disconnect()


@pytest.mark.parametrize("role", ["professor", "co_professor", "ta", "admin", "observer", "guest"])
async def test_students_answer_and_nobody_else(seminar: Seminar, role: str) -> None:
    async with await seminar.enter(seminar.professor) as professor:
        floor = await open_floor(professor)
        client = (
            await enter_as_guest(seminar, await make_link(seminar))
            if role == "guest"
            else await seminar.enter(await in_role(seminar, role), kind="phone")
            if role != "professor"
            else professor
        )
        answer = await client.ask("floor:give", floor=floor["id"], hand=True)

        assert answer["code"] == "only_students_answer"
        if client is not professor:
            await client.disconnect()


async def test_a_student_who_is_a_co_host_asks_and_still_answers(seminar: Seminar) -> None:
    async with (
        await seminar.enter(seminar.professor) as professor,
        await seminar.enter(await seminar.person()) as host,
    ):
        await professor.ask("room:co_host", participant=host.state["participant_id"], on=True)
        floor = await open_floor(host)
        await give(host, floor, text="mine")
        await host.ask("floor:reveal", floor=floor["id"])

        assert [entry["text"] for entry in (await shown(professor, floor))["entries"]] == ["mine"]
        assert not [event for event in host.events if event["type"] == "floor:progress"]


async def test_who_has_been_sent_out_gives_nothing_more(seminar: Seminar) -> None:
    student = await seminar.person()
    async with await seminar.enter(seminar.professor) as professor, await seminar.enter(student) as client:
        floor = await open_floor(professor)
        await professor.ask("room:remove", participant=student.id, ban=True)
        assert await client.closed() == 4403
        answer = await seminar.client.post(
            f"/api/v1/learning/floors/{floor['id']}/give",
            json={"session_id": seminar.session["id"], "hand": True},
            headers=student.headers,
        )

        assert answer.json()["error"]["code"] == "banned"


async def test_questions_are_read_over_http_with_reports_for_who_teaches(seminar: Seminar) -> None:
    student, outsider = await seminar.person(), await make_person(seminar.app, seminar.client)
    body = {"session_id": seminar.session["id"]}
    path = "/api/v1/learning/floors"

    async def post(person: Person, to: str, **fields: Any) -> Frame:
        answer = await seminar.client.post(path + to, json={**body, **fields}, headers=person.headers)
        assert answer.is_success, answer.text
        data: Frame = answer.json()["data"]
        return data

    floor = (await post(seminar.professor, "", question="Why?"))["floor"]["id"]
    await post(student, f"/{floor}/give", text="because")
    await post(seminar.professor, f"/{floor}/reveal")
    await post(seminar.professor, f"/{floor}/close")
    by_staff, by_student, by_outsider = [
        await seminar.client.get(path, params=body, headers=person.headers)
        for person in (seminar.professor, student, outsider)
    ]

    (told,) = by_staff.json()["data"]["floors"]
    assert [entry["text"] for entry in told["floor"]["entries"]] == ["because"]
    assert told["report"]["answered"] == 1
    assert [each["report"] for each in by_student.json()["data"]["floors"]] == [None]
    assert by_outsider.status_code == 404


MALFORMED: list[dict[str, Any]] = [
    {"type": "floor:open", "question": "x" * 501},
    {"type": "floor:open", "question": 7},
    {"type": "floor:open", "question": "bell\u0007"},
    {"type": "floor:open", "seconds": 4},
    {"type": "floor:open", "seconds": 301},
    {"type": "floor:open", "seconds": 20.5},
    {"type": "floor:open", "more": 1},
    {"type": "floor:give"},
    {"type": "floor:give", "floor": "mine"},
    {"type": "floor:give", "floor": NOTHING, "hand": "yes"},
    {"type": "floor:give", "floor": NOTHING, "text": "x" * 501},
    {"type": "floor:reveal", "floor": None},
    {"type": "floor:call", "floor": NOTHING, "participant": 7},
    {"type": "floor:close"},
]


@pytest.mark.parametrize("fields", MALFORMED, ids=str)
async def test_what_is_malformed_is_refused_and_changes_nothing(seminar: Seminar, fields: dict[str, Any]) -> None:
    async with await seminar.enter(seminar.professor) as professor:
        answer = await professor.ask(**fields)

        assert answer["code"] == "invalid"
        assert not [event for event in professor.events if event["type"] == "floor:changed"]


async def test_what_is_not_there_is_not_found(seminar: Seminar) -> None:
    async with (
        await seminar.enter(seminar.professor) as professor,
        await seminar.enter(await seminar.person()) as student,
    ):
        answers = [await professor.ask(f"floor:{act}", floor=NOTHING) for act in ("reveal", "call", "close")]
        answers.append(await student.ask("floor:give", floor=NOTHING, hand=True))

        assert [answer["code"] for answer in answers] == ["no_such_floor"] * 4


async def test_nobody_does_it_all_the_time(seminar: Seminar) -> None:
    async with (
        await seminar.enter(seminar.professor) as professor,
        await seminar.enter(await seminar.person()) as student,
    ):
        floor = await open_floor(professor)
        answers = [await student.ask("floor:give", floor=floor["id"], hand=True) for _ in range(ACTS + 1)]

        assert [answer.get("code") for answer in answers[-2:]] == [None, "rate_limited"]


async def test_a_session_has_so_many_questions(seminar: Seminar, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tool, "FLOORS", 1)
    async with await seminar.enter(seminar.professor) as professor:
        floor = await open_floor(professor)
        await professor.ask("floor:close", floor=floor["id"])

        assert (await professor.ask("floor:open"))["code"] == "too_many_floors"
