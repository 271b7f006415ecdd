"""Lesson plans of a course: made, changed, copied, deleted and restored by its staff; read after class."""

from typing import Any

import httpx
import pytest

from eduforum.web.app import Application
from tests.factories.clock import ManualClock, pass_time
from tests.factories.courses import Record, enroll, make_course
from tests.factories.people import Person, make_person
from tests.factories.plans import SECRET, make_plan, step, use_plan
from tests.factories.rooms import Seminar

PATH = "/api/v1/learning/plans"


async def begun(app: Application, client: httpx.AsyncClient) -> tuple[Person, Record]:
    professor = await make_person(app, client, role="professor")
    return professor, await make_course(client, professor)


async def put(client: httpx.AsyncClient, by: Person, plan: Record, **fields: Any) -> httpx.Response:
    body = {"version": plan["version"], "title": plan["title"], "steps": plan["steps"], **fields}
    return await client.put(f"{PATH}/{plan['id']}", json=body, headers=by.headers)


async def listed(client: httpx.AsyncClient, by: Person, course: Record) -> list[Record]:
    answer = await client.get(PATH, params={"course_id": course["id"]}, headers=by.headers)
    assert answer.status_code == 200, answer.text
    plans: list[Record] = answer.json()["data"]
    return plans


async def test_a_plan_is_made_changed_and_listed_with_its_minutes(app: Application, client: httpx.AsyncClient) -> None:
    professor, course = await begun(app, client)
    plan = await make_plan(client, professor, course, step("되짚기", 8), step("토론", 30, notes=SECRET))
    changed = await put(client, professor, plan, title="  3주차   롤스 ", steps=[*plan["steps"], step("정리", 5)])
    again = await client.get(f"{PATH}/{plan['id']}", headers=professor.headers)

    assert changed.json()["data"] == again.json()["data"]
    assert (changed.json()["data"]["title"], changed.json()["data"]["version"]) == ("3주차 롤스", 2)
    assert changed.json()["data"]["steps"][1]["notes"] == SECRET
    (summary,) = await listed(client, professor, course)
    assert (summary["steps"], summary["minutes"], summary["used_at"]) == (3, 43, None)


async def test_whoever_changes_an_older_version_hears_of_it(app: Application, client: httpx.AsyncClient) -> None:
    professor, course = await begun(app, client)
    plan = await make_plan(client, professor, course)
    await put(client, professor, plan, title="먼저")
    late = await put(client, professor, plan, title="나중")

    assert late.json()["error"]["code"] == "version_conflict"


async def test_a_deleted_plan_comes_back(app: Application, client: httpx.AsyncClient) -> None:
    professor, course = await begun(app, client)
    plan = await make_plan(client, professor, course, step())
    path = f"{PATH}/{plan['id']}"
    deleted = await client.delete(path, headers=professor.headers)
    gone = await client.get(path, headers=professor.headers)
    nothing = await listed(client, professor, course)
    restored = await client.post(path + "/restore", headers=professor.headers)
    twice = await client.post(path + "/restore", headers=professor.headers)

    assert (deleted.status_code, gone.status_code, nothing) == (204, 404, [])
    assert restored.json()["data"] == plan
    assert twice.status_code == 404


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"kind": "hologram"}, "steps[0].kind"),
        ({"kind": "poll"}, "steps[0].settings"),
        ({"kind": "poll", "settings": {"prepared": "no id"}}, "steps[0].settings"),
        ({"kind": "talk", "settings": {"prepared": "?"}}, "steps[0].settings"),
        ({"kind": "think", "settings": {"seconds": 1}}, "steps[0].settings"),
        ({"kind": "breakout"}, "steps[0].settings.groups"),
        ({"kind": "breakout", "settings": {"groups": 2, "size": 3}}, "steps[0].settings.groups"),
        ({"kind": "breakout", "settings": {"size": 3, "method": "self_select"}}, "steps[0].settings.groups"),
        ({"kind": "quiz", "settings": {"title": "?", "parts": []}}, "steps[0].settings"),
        ({"kind": "slides", "settings": {"page": 2}}, "steps[0].settings"),
        ({"kind": "debate", "settings": {"motion": ""}}, "steps[0].settings"),
        ({"title": " \n "}, "steps[0].title"),
        ({"title": ""}, "steps[0].title"),
        ({"notes": "\u0007"}, "steps[0].notes"),
        ({"notes": "x" * 2001}, "steps[0].notes"),
        ({"minutes": 0}, "steps[0].minutes"),
        ({"minutes": 481}, "steps[0].minutes"),
        ({"id": "one"}, "steps[0].id"),
    ],
)
async def test_what_a_step_cannot_be_is_said_with_its_field(
    app: Application, client: httpx.AsyncClient, fields: Record, where: str
) -> None:
    professor, course = await begun(app, client)
    body = {"course_id": course["id"], "title": "수업안", "steps": [{**step(), **fields}]}
    answer = await client.post(PATH, json=body, headers=professor.headers)

    assert answer.status_code == 422, answer.text
    assert [detail["field"] for detail in answer.json()["error"]["details"]] == [where]


async def test_plans_have_bounds(app: Application, client: httpx.AsyncClient) -> None:
    professor, course = await begun(app, client)
    same = step()
    for steps in ([same, same], [step() for _ in range(51)], [step(notes="가" * 2000) for _ in range(30)]):
        body = {"course_id": course["id"], "title": "수업안", "steps": steps}
        answer = await client.post(PATH, json=body, headers=professor.headers)
        assert (answer.status_code, answer.json()["error"]["details"][0]["field"]) == (422, "steps")


async def test_a_course_has_so_many_plans(
    app: Application, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("eduforum.learning.plan.service.PLANS", 1)
    professor, course = await begun(app, client)
    first = await make_plan(client, professor, course)
    body = {"course_id": course["id"], "title": "둘째"}
    full = await client.post(PATH, json=body, headers=professor.headers)
    await client.delete(f"{PATH}/{first['id']}", headers=professor.headers)
    second = await client.post(PATH, json=body, headers=professor.headers)
    late = await client.post(f"{PATH}/{first['id']}/restore", headers=professor.headers)

    assert (full.json()["error"]["code"], second.status_code) == ("too_many_plans", 201)
    assert late.json()["error"]["code"] == "too_many_plans"


async def test_who_is_no_staff_reads_no_plan(app: Application, client: httpx.AsyncClient) -> None:
    professor, course = await begun(app, client)
    plan = await make_plan(client, professor, course, step(notes=SECRET))
    student = await make_person(app, client)
    enrolled = await enroll(client, professor, course, student)
    inside = await client.get(f"{PATH}/{plan['id']}", headers=student.headers)
    await client.delete(f"/api/v1/courses/{course['id']}/enrollments/{enrolled['id']}", headers=professor.headers)
    outside = await client.get(f"{PATH}/{plan['id']}", headers=student.headers)

    assert (inside.status_code, outside.status_code) == (403, 404)
    assert SECRET not in inside.text + outside.text


async def test_an_assistant_who_has_left_the_course_leads_no_more(seminar: Seminar) -> None:
    assistant = await make_person(seminar.app, seminar.client)
    enrolled = await enroll(seminar.client, seminar.professor, seminar.course, assistant, "ta")
    path = f"/api/v1/learning/plan-runs/{seminar.session['id']}/titles"
    async with await seminar.enter(seminar.professor) as professor:
        await use_plan(seminar, professor, step())
    leads = await seminar.client.post(path, json={"on": True}, headers=assistant.headers)
    enrollments = f"/api/v1/courses/{seminar.course['id']}/enrollments"
    await seminar.client.delete(f"{enrollments}/{enrolled['id']}", headers=seminar.professor.headers)
    left = await seminar.client.post(path, json={"on": False}, headers=assistant.headers)

    assert (leads.status_code, left.status_code) == (200, 404)


async def test_after_class_the_plan_says_how_long_its_steps_took(seminar: Seminar, clock: ManualClock) -> None:
    one, two, three = step("되짚기", 5), step("토론", 10), step("정리", 3)
    runs = f"/api/v1/learning/plan-runs/{seminar.session['id']}"
    headers = seminar.professor.headers
    async with await seminar.enter(seminar.professor) as professor:
        plan = await use_plan(seminar, professor, one, two, three)
    for each, seconds in ((one, 200), (two, 300)):
        answer = await seminar.client.post(f"{runs}/start", json={"step": each["id"]}, headers=headers)
        assert answer.status_code == 200, answer.text
        await pass_time(clock, seconds, 100)
    await seminar.end()
    await pass_time(clock, 100, 100)
    uses = (await seminar.client.get(f"{PATH}/{plan['id']}/uses", headers=headers)).json()["data"]["uses"]
    run = (await seminar.client.get(runs, headers=headers)).json()["data"]["run"]

    assert [(each["session_id"], each["title"]) for each in uses] == [(seminar.session["id"], "Seminar")]
    assert [(each["title"], each["planned"], each["seconds"]) for each in uses[0]["steps"]] == [
        ("되짚기", 5, 200), ("토론", 10, 300),
    ]  # fmt: skip
    assert [(each["state"], each["seconds"]) for each in run["steps"]] == [("done", 200), ("done", 300), ("waiting", 0)]
    (summary,) = await listed(seminar.client, seminar.professor, seminar.course)
    assert summary["used_at"] == seminar.session["started_at"]
