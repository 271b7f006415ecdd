"""The lesson plan in class: a step and what is prepared for it begin together, and the class goes its own way."""

from typing import Any
from uuid import uuid4

import pytest

from eduforum.errors import Unavailable
from eduforum.learning.plan.running import BACK_SECONDS
from eduforum.learning.polls.tool import PollTool
from eduforum.web.server import HttpServer, bind
from tests.api.conftest import build_silent, open_client
from tests.factories.clock import ManualClock, pass_time
from tests.factories.guests import enter_as_guest, make_link
from tests.factories.people import Person, make_person
from tests.factories.plans import (
    SECRET,
    act,
    arranged,
    make_plan,
    outline_of,
    prepare_poll,
    refused,
    run_of,
    states,
    step,
    use_plan,
)
from tests.factories.polls import open_poll
from tests.factories.questions import make_question
from tests.factories.rooms import Frame, RoomClient, Seminar
from tests.factories.slides import prepare

NOTHING = "0193f1a0-0000-4000-8000-0000000000ff"


async def polls_of(client: RoomClient) -> list[Frame]:
    answer = await client.ask("poll:list")
    polls: list[Frame] = answer["data"]["polls"]
    return polls


async def test_a_class_goes_through_its_plan_and_keeps_how_long_each_step_took(
    seminar: Seminar, clock: ManualClock
) -> None:
    one, two = step("되짚기", 5), step("쟁점", 10)
    async with await seminar.enter(seminar.professor) as professor:
        await use_plan(seminar, professor, one, two)
        await act(professor, "start", step=one["id"])
        await pass_time(clock, 400, 100)
        await act(professor, "start", step=two["id"])
        await pass_time(clock, 100, 100)
        await act(professor, "finish", step=two["id"])
        run = await run_of(professor)

    assert states(run) == [("되짚기", "done"), ("쟁점", "done")]
    assert [each["seconds"] for each in run["steps"]] == [400, 100]
    assert [each["step"]["minutes"] for each in run["steps"]] == [5, 10]


@pytest.mark.parametrize("kind", ["poll", "quiz", "breakout", "think", "cold_call", "whiteboard", "slides", "debate"])
async def test_what_is_prepared_begins_with_its_step(seminar: Seminar, clock: ManualClock, kind: str) -> None:
    question = await make_question(seminar.client, seminar.professor, seminar.course)
    settings: dict[str, Frame] = {
        "poll": {"prepared": await prepare_poll(seminar), "seconds": 60},
        "quiz": {"title": "확인", "parts": [{"kind": "question", "question_id": question["id"]}]},
        "breakout": {"groups": 1, "task": "세금을 정해 보세요"},
        "think": {"question": "왜 그럴까요?", "seconds": 30},
        "slides": {"prepared": (await prepare(seminar, 5))["id"], "page": 3},
        "debate": {"motion": "소득은 똑같이 나누어야 한다", "seconds": 300},
    }
    told = {
        "poll": "poll:changed", "quiz": "quiz:changed", "breakout": "breakout:changed", "think": "floor:changed",
        "whiteboard": "whiteboard:shown", "slides": "slides:shown", "debate": "debate:changed",
    }  # fmt: skip
    one = step("준비한 단계", 7, kind, settings=settings.get(kind, {}))
    async with (
        await seminar.enter(await seminar.person()) as student,
        await seminar.enter(seminar.professor) as professor,
    ):
        await pass_time(clock, 70, 5)
        await use_plan(seminar, professor, one)
        await act(professor, "start", step=one["id"])
        (begun,) = (await run_of(professor))["steps"]

        assert (begun["launch"]["state"], begun["launch"]["code"]) == ("done", "")
        if kind == "cold_call":
            # Whoever is drawn is seen by who teaches first.
            assert (await professor.event("cold_call:changed"))["call"]["state"] == "drawn"
        else:
            await student.event(told[kind])
        if kind == "slides":
            assert (await student.event("slides:shown"))["presentation"]["page"] == 3
        if kind == "breakout":
            assert (await student.event("breakout:changed"))["breakout"]["minutes"] == 7


async def test_what_cannot_begin_says_why_and_begins_later(seminar: Seminar) -> None:
    one = step(kind="poll", settings={"prepared": await prepare_poll(seminar)})
    async with await seminar.enter(seminar.professor) as professor:
        before = await open_poll(professor)
        await use_plan(seminar, professor, one)
        await act(professor, "start", step=one["id"])
        (failed,) = (await run_of(professor))["steps"]
        await professor.ask("poll:close", poll=before)
        await act(professor, "launch", step=one["id"])
        (begun,) = (await run_of(professor))["steps"]

        assert (failed["state"], failed["launch"]["state"], failed["launch"]["code"]) == ("now", "failed", "poll_open")
        assert begun["launch"]["state"] == "done"
        assert len(await polls_of(professor)) == 2
        assert await refused(professor, "launch", step=one["id"]) == "nothing_to_begin"


async def test_a_step_can_begin_without_what_is_prepared(seminar: Seminar) -> None:
    one = step(kind="poll", settings={"prepared": await prepare_poll(seminar)})
    async with await seminar.enter(seminar.professor) as professor:
        await use_plan(seminar, professor, one)
        await act(professor, "start", step=one["id"], launch=False)

        assert (await run_of(professor))["steps"][0]["launch"] is None
        assert await polls_of(professor) == []
        await act(professor, "launch", step=one["id"])
        assert len(await polls_of(professor)) == 1


async def test_a_start_is_taken_back_with_what_it_began(seminar: Seminar, clock: ManualClock) -> None:
    one = step("되짚기")
    two = step("투표", kind="poll", settings={"prepared": await prepare_poll(seminar)})
    async with await seminar.enter(seminar.professor) as professor:
        await use_plan(seminar, professor, one, two)
        await act(professor, "start", step=one["id"])
        await pass_time(clock, 100, 100)
        version = await act(professor, "start", step=two["id"])
        await pass_time(clock, 20, 20)
        await act(professor, "back", version=version)
        run = await run_of(professor)
        (poll,) = await polls_of(professor)
        again = await refused(professor, "back", version=run["version"])
        await act(professor, "start", step=two["id"])

        assert states(run) == [("되짚기", "now"), ("투표", "waiting")]
        assert poll["rounds"][0]["closed_at"] is not None
        assert again == "nothing_to_take_back"
        # The first step has gone on as if nothing had happened.
        assert (await run_of(professor))["steps"][0]["seconds"] == 120
        assert [each["rounds"][0]["closed_at"] is None for each in await polls_of(professor)] == [False, True]


async def test_after_a_while_a_start_is_a_part_of_the_class(seminar: Seminar, clock: ManualClock) -> None:
    one = step()
    async with await seminar.enter(seminar.professor) as professor:
        await use_plan(seminar, professor, one)
        version = await act(professor, "start", step=one["id"])
        await pass_time(clock, BACK_SECONDS + 1, 20)

        assert await refused(professor, "back", version=version) == "nothing_to_take_back"


async def test_steps_are_reordered_skipped_added_and_changed_while_the_class_goes_on(seminar: Seminar) -> None:
    one, two, three = step("하나"), step("둘"), step("셋")
    async with await seminar.enter(seminar.professor) as professor:
        await use_plan(seminar, professor, one, two, three)
        await act(professor, "start", step=one["id"])
        await act(professor, "start", step=two["id"])
        run = await run_of(professor)
        running, waiting = arranged(run)
        running["step"]["minutes"] = 25
        new = {"step": step("새 단계", 3), "skipped": False}
        await act(professor, "arrange", version=run["version"], steps=[running, new, {**waiting, "skipped": True}])
        changed = await run_of(professor)
        stale = await refused(professor, "arrange", version=run["version"], steps=[running])

        assert states(changed) == [("하나", "done"), ("둘", "now"), ("새 단계", "waiting"), ("셋", "skipped")]
        assert changed["steps"][1]["step"]["minutes"] == 25
        assert stale == "plan_changed"


async def test_what_runs_and_what_is_over_cannot_be_arranged_away(seminar: Seminar) -> None:
    one, two = step("하나"), step("둘")
    async with await seminar.enter(seminar.professor) as professor:
        await use_plan(seminar, professor, one, two)
        await act(professor, "start", step=one["id"])
        await act(professor, "start", step=two["id"])
        run = await run_of(professor)
        version = run["version"]
        (current,) = arranged(run)
        other_kind = {"step": {**current["step"], "kind": "whiteboard"}, "skipped": False}
        over = {"step": run["steps"][0]["step"], "skipped": False}

        assert await refused(professor, "arrange", version=version, steps=[]) == "step_running"
        assert await refused(professor, "arrange", version=version, steps=[other_kind]) == "step_running"
        assert (
            await refused(professor, "arrange", version=version, steps=[{**current, "skipped": True}]) == "step_running"
        )
        assert await refused(professor, "arrange", version=version, steps=[current, over]) == "invalid"
        assert await run_of(professor) == run


async def test_the_class_may_jump_ahead_and_come_back(seminar: Seminar, clock: ManualClock) -> None:
    one, two, three = step("하나"), step("둘"), step("셋")
    async with await seminar.enter(seminar.professor) as professor:
        await use_plan(seminar, professor, one, two, three)
        await act(professor, "start", step=one["id"])
        await pass_time(clock, 60, 60)
        await act(professor, "start", step=three["id"])
        ahead = await run_of(professor)
        await act(professor, "start", step=one["id"])
        await pass_time(clock, 60, 60)
        await act(professor, "finish", step=one["id"])
        back = await run_of(professor)

        assert states(ahead) == [("하나", "done"), ("셋", "now"), ("둘", "waiting")]
        assert states(back) == [("하나", "done"), ("셋", "done"), ("둘", "waiting")]
        assert back["steps"][0]["seconds"] == 120


async def test_changing_the_plan_later_changes_no_class_that_has_begun(seminar: Seminar) -> None:
    one = step("원래 제목")
    async with await seminar.enter(seminar.professor) as professor:
        plan = await use_plan(seminar, professor, one)
        await act(professor, "start", step=one["id"])
        answer = await seminar.client.put(
            f"/api/v1/learning/plans/{plan['id']}",
            json={"version": 1, "title": "다른 수업안", "steps": [{**one, "title": "새 제목"}]},
            headers=seminar.professor.headers,
        )
        assert answer.status_code == 200, answer.text
        other = await make_plan(seminar.client, seminar.professor, seminar.course, step())

        assert states(await run_of(professor)) == [("원래 제목", "now")]
        assert await refused(professor, "use", plan=other["id"]) == "plan_begun"


async def test_a_plan_that_nobody_has_begun_gives_way_to_another(seminar: Seminar) -> None:
    async with await seminar.enter(seminar.professor) as professor:
        await use_plan(seminar, professor, step("하나"))
        await use_plan(seminar, professor, step("다른 수업"))

        assert states(await run_of(professor)) == [("다른 수업", "waiting")]


async def test_the_session_ends_as_it_was_announced(seminar: Seminar) -> None:
    async with await seminar.enter(seminar.professor) as professor:
        await use_plan(seminar, professor, step())

        # Announced for 10:00 and 90 minutes; it began at nine.
        assert (await run_of(professor))["ends_at"] == "2026-03-02T11:30:00Z"


async def test_no_frame_of_a_student_holds_a_note_or_a_title(seminar: Seminar) -> None:
    one = step("비밀 제목", notes=SECRET, kind="think", settings={"question": "왜?"})
    two = step("다음 제목", notes=SECRET)
    async with (
        await seminar.enter(await seminar.person()) as student,
        await seminar.enter(await seminar.person()) as host,
        await seminar.enter(await seminar.person("observer")) as observer,
        await seminar.enter(seminar.professor) as professor,
    ):
        await professor.ask("room:co_host", participant=host.state["participant_id"], on=True)
        await use_plan(seminar, professor, one, two)
        await act(professor, "start", step=one["id"])
        await act(professor, "start", step=two["id"])
        late = await seminar.enter(await seminar.person())
        guest = await enter_as_guest(seminar, await make_link(seminar))
        for client in (student, host, observer, late, guest):
            await client.ask("participant:mute", kind="audio")
            frames = repr([client.state, client.events, client.answers])
            assert SECRET not in frames
            assert "제목" not in frames
        assert SECRET in repr(professor.events)
        await late.disconnect()
        await guest.disconnect()


async def test_students_see_titles_where_that_is_switched_on_and_nothing_else(seminar: Seminar) -> None:
    one, two = step("하나", notes=SECRET), step("둘", notes=SECRET)
    async with (
        await seminar.enter(await seminar.person()) as student,
        await seminar.enter(seminar.professor) as professor,
    ):
        await use_plan(seminar, professor, one, two, titles_shown=True)
        await act(professor, "start", step=one["id"])
        shown = await outline_of(student)
        await act(professor, "titles", on=False)
        hidden = await outline_of(student)

        assert shown == {
            "steps": [
                {"id": one["id"], "title": "하나", "state": "now"},
                {"id": two["id"], "title": "둘", "state": "waiting"},
            ]
        }
        assert hidden is None
        assert SECRET not in repr([student.state, student.events, student.answers])


async def in_role(seminar: Seminar, role: str) -> Person:
    if role == "admin":
        return await make_person(seminar.app, seminar.client, role="admin")
    return seminar.professor if role == "professor" else await seminar.person(role)


@pytest.mark.parametrize("role", ["co_professor", "ta", "admin"])
async def test_all_staff_lead_through_the_plan(seminar: Seminar, role: str) -> None:
    one, two = step("하나"), step("둘")
    async with (
        await seminar.enter(seminar.professor) as professor,
        await seminar.enter(await in_role(seminar, role)) as other,
    ):
        await use_plan(seminar, professor, one, two)
        await act(other, "start", step=one["id"])
        run = await run_of(other)
        await act(other, "arrange", version=run["version"], steps=arranged(run))
        await act(other, "titles", on=True)

        assert states(await run_of(professor)) == [("하나", "now"), ("둘", "waiting")]
        assert await run_of(other) == await run_of(professor)


@pytest.mark.parametrize("role", ["student", "observer", "guest", "co_host"])
async def test_plans_are_for_staff(seminar: Seminar, role: str) -> None:
    one = step()
    async with await seminar.enter(seminar.professor) as professor:
        plan = await use_plan(seminar, professor, one)
        client = (
            await enter_as_guest(seminar, await make_link(seminar))
            if role == "guest"
            else await seminar.enter(await seminar.person("student" if role == "co_host" else role))
        )
        if role == "co_host":
            await professor.ask("room:co_host", participant=client.state["participant_id"], on=True)
        acts: list[tuple[str, Frame]] = [
            ("use", {"plan": plan["id"]}),
            ("start", {"step": one["id"]}),
            ("launch", {"step": one["id"]}),
            ("back", {"version": 1}),
            ("finish", {"step": one["id"]}),
            ("arrange", {"version": 1, "steps": []}),
            ("titles", {"on": True}),
        ]

        assert {await refused(client, what, **fields) for what, fields in acts} == {"staff_only"}
        assert client.state["tools"]["plan"] == {"run": None, "outline": None}
        await client.disconnect()


async def test_what_is_not_there_cannot_be_begun(seminar: Seminar) -> None:
    one = step()
    elsewhere = await Seminar(seminar.app, seminar.client, 0).begin()
    theirs = await make_plan(seminar.client, elsewhere.professor, elsewhere.course, step())
    async with await seminar.enter(seminar.professor) as professor:
        assert await refused(professor, "start", step=one["id"]) == "no_plan"
        assert await refused(professor, "use", plan=theirs["id"]) == "not_found"
        await use_plan(seminar, professor, one)
        assert await refused(professor, "start", step=NOTHING) == "no_such_step"
        assert await refused(professor, "finish", step=one["id"]) == "step_not_running"
        await act(professor, "start", step=one["id"])
        assert await refused(professor, "start", step=one["id"]) == "step_running"
        assert await refused(professor, "launch", step=one["id"]) == "nothing_to_begin"
        assert await refused(professor, "back", version=99) == "plan_changed"


@pytest.mark.parametrize(
    ("what", "fields", "code"),
    [
        ("use", {"plan": "mine"}, "invalid"),
        ("start", {}, "invalid"),
        ("start", {"step": NOTHING, "launch": "yes"}, "invalid"),
        ("back", {"version": 0}, "invalid"),
        ("titles", {"on": None}, "invalid"),
        ("arrange", {"version": 1, "steps": [{"step": step(kind="hologram")}]}, "invalid"),
        ("arrange", {"version": 1, "steps": [{"step": step(), "skipped": False, "hidden": True}]}, "invalid"),
        ("arrange", {"version": 1, "steps": [{"step": step()}] * 2}, "invalid"),
        ("arrange", {"version": 1, "steps": [{"step": step(notes="x" * 2001)}]}, "invalid"),
        ("titles", {"on": True, "why": "x" * 70_000}, "too_large"),
    ],
)
async def test_what_cannot_be_read_changes_nothing(seminar: Seminar, what: str, fields: Frame, code: str) -> None:
    async with await seminar.enter(seminar.professor) as professor:
        await use_plan(seminar, professor, step())
        before = await run_of(professor)

        assert await refused(professor, what, **fields) == code
        assert await run_of(professor) == before


async def test_a_professor_whose_browser_died_finds_the_same_step_on_a_phone(
    seminar: Seminar, clock: ManualClock
) -> None:
    one = step(notes=SECRET, kind="poll", settings={"prepared": await prepare_poll(seminar)})
    async with await seminar.enter(seminar.professor) as laptop:
        await use_plan(seminar, laptop, one)
        await act(laptop, "start", step=one["id"])
        before = await run_of(laptop)
        await laptop.cut()
        await pass_time(clock, 3)
    phone = RoomClient(seminar.url, kind="phone")
    async with phone:
        await phone.join(await seminar.token(seminar.professor), device="move")

        assert phone.state["tools"]["plan"]["run"] == before
        assert phone.state["tools"]["polls"]["polls"][0]["rounds"][0]["closed_at"] is None


async def test_a_repeated_start_begins_one_poll(seminar: Seminar) -> None:
    id, one = str(uuid4()), step(kind="poll", settings={"prepared": await prepare_poll(seminar)})
    async with await seminar.enter(seminar.professor) as professor:
        await use_plan(seminar, professor, one)
        first = await professor.ask("plan:start", id=id, step=one["id"])
        await professor.cut()
        await professor.connect()
        await professor.join(await seminar.token(seminar.professor))
        again = await professor.ask("plan:start", id=id, step=one["id"])

        assert again["data"] == first["data"]
        assert len(await polls_of(professor)) == 1


async def restarted(seminar: Seminar, config: Any, clock: ManualClock, away: float) -> tuple[Frame, list[Frame]]:
    """The run and the polls that the professor finds in the server's next life, `away` seconds later."""
    clock.advance(away)
    app = await build_silent(config, clock)
    await app.start()
    server = HttpServer(app, bind("127.0.0.1", 0))
    async with server.running(), open_client(app) as http:
        again = Seminar(app, http, server.port)
        again.professor, again.session = seminar.professor, seminar.session
        async with await again.enter(seminar.professor) as professor:
            await pass_time(clock, 2)
            found = await run_of(professor), await polls_of(professor)
    await app.stop()
    return found


@pytest.mark.parametrize("stored", [False, True])
async def test_a_server_that_goes_between_the_start_and_the_poll_opens_it_once(
    seminar: Seminar, config: Any, clock: ManualClock, monkeypatch: pytest.MonkeyPatch, stored: bool
) -> None:
    """`stored`: it went after the poll was, and before the plan knew of it. Nobody has an answer then."""
    one = step(kind="poll", settings={"prepared": await prepare_poll(seminar)})
    opening = PollTool.open

    async def gone(self: PollTool, *arguments: Any) -> Any:
        if stored:
            await opening(self, *arguments)
            raise RuntimeError("gone")
        raise Unavailable("gone", code="not_stored")

    async with await seminar.enter(seminar.professor) as professor:
        await use_plan(seminar, professor, one)
        handlers = seminar.app.rooms._handlers
        (kind,) = (request for request in handlers if request.__struct_config__.tag == "poll:open")
        tool = handlers[kind].__self__
        monkeypatch.setitem(handlers, kind, lambda *arguments: gone(tool, *arguments))
        answer = await professor.ask("plan:start", step=one["id"])
        assert answer["type"] == ("error" if stored else "ack")
        assert (await run_of(professor))["steps"][0]["launch"]["state"] == "pending"

    run, polls = await restarted(seminar, config, clock, away=5.0)

    assert run["steps"][0]["launch"]["state"] == "done"
    assert [poll["id"] for poll in polls] == [run["steps"][0]["launch"]["begun"]["poll"]]


async def test_what_was_to_begin_long_ago_is_asked_about(
    seminar: Seminar, config: Any, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = step(kind="poll", settings={"prepared": await prepare_poll(seminar)})
    async with await seminar.enter(seminar.professor) as professor:
        await use_plan(seminar, professor, one)
        handlers = seminar.app.rooms._handlers
        (kind,) = (request for request in handlers if request.__struct_config__.tag == "poll:open")

        async def gone(*arguments: Any) -> Any:
            raise Unavailable("gone", code="not_stored")

        monkeypatch.setitem(handlers, kind, gone)
        await act(professor, "start", step=one["id"])

    run, polls = await restarted(seminar, config, clock, away=600.0)

    assert (run["steps"][0]["launch"]["state"], run["steps"][0]["launch"]["code"]) == ("failed", "not_begun")
    assert polls == []


async def test_who_asks_too_often_waits(seminar: Seminar) -> None:
    async with await seminar.enter(seminar.professor) as professor:
        codes = [(await professor.ask("plan:titles", on=True))["code"] for _ in range(41)]

    assert codes == ["no_plan"] * 40 + ["rate_limited"]
