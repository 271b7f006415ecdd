"""A course after it was made: copied into another term, archived, deleted and brought back."""

from datetime import timedelta

import httpx

from eduforum.web.app import Application
from tests.factories.clock import ManualClock
from tests.factories.courses import Record, enroll, make_course, make_live_session, make_session
from tests.factories.people import make_person, make_user
from tests.factories.plans import make_plan, step
from tests.factories.questions import make_question
from tests.factories.slides import OCTETS, pdf

COURSES = "/api/v1/courses"
COPY = {"title": "Philosophy of Mind", "code": "PHIL 301", "semester": "2026-2"}


async def listed(client: httpx.AsyncClient, headers: dict[str, str], path: str) -> list[Record]:
    answer = await client.get(f"/api/v1{path}", headers=headers)
    assert answer.status_code == 200, answer.text
    found: list[Record] = answer.json()["data"]
    return found


async def test_a_copy_has_what_is_prepared_and_none_of_the_people(app: Application, client: httpx.AsyncClient) -> None:
    professor = await make_person(app, client, role="professor")
    course = await make_course(client, professor)
    await enroll(client, professor, course, await make_user(app))
    question = await make_question(client, professor, course)
    deck = await client.post(
        "/api/v1/learning/slides/prepared",
        params={"course_id": course["id"], "name": "deck.pdf"},
        content=pdf(),
        headers={**professor.headers, **OCTETS},
    )
    slides = {"prepared": deck.json()["data"]["id"]}
    await make_plan(client, professor, course, step(kind="slides", settings=slides))

    answer = await client.post(f"{COURSES}/{course['id']}/copy", json=COPY, headers=professor.headers)

    assert answer.status_code == 201, answer.text
    copy = answer.json()["data"]
    of = f"?course_id={copy['id']}"
    assert (copy["people"], copy["semester"]) == (1, "2026-2")
    assert copy["join_code"] != course["join_code"]
    (copied,) = await listed(client, professor.headers, f"/learning/questions{of}")
    assert (copied["text"], copied["id"] == question["id"]) == ("0.999… = 1", False)
    decks = await client.get(f"/api/v1/learning/slides/prepared{of}", headers=professor.headers)
    (own_deck,) = decks.json()["data"]["decks"]
    (plan,) = await listed(client, professor.headers, f"/learning/plans{of}")
    shown = await client.get(f"/api/v1/learning/plans/{plan['id']}", headers=professor.headers)
    # What a step shows is the copy's own.
    assert shown.json()["data"]["steps"][0]["settings"]["prepared"] == own_deck["id"]


async def test_sessions_are_copied_to_their_weekday_and_week_of_the_new_term(
    app: Application, client: httpx.AsyncClient
) -> None:
    professor = await make_person(app, client, role="professor")
    course = await make_course(client, professor)
    for title, at in (("Dualism", "2026-03-03T05:00:00Z"), ("Qualia", "2026-03-12T05:00:00Z")):
        await make_session(client, professor, course, title=title, scheduled_at=at)
    gone = await make_session(client, professor, course, title="Cancelled", scheduled_at="2026-03-17T05:00:00Z")
    path = f"{COURSES}/{course['id']}/sessions/{gone['id']}"
    await client.patch(path, json={"status": "cancelled"}, headers=professor.headers)

    body = {**COPY, "begins": "2026-09-01", "zone": "Asia/Seoul"}
    copy = (await client.post(f"{COURSES}/{course['id']}/copy", json=body, headers=professor.headers)).json()["data"]

    sessions = await listed(client, professor.headers, f"/courses/{copy['id']}/sessions")
    assert [(session["title"], session["scheduled_at"]) for session in sessions] == [
        ("Dualism", "2026-09-01T05:00:00Z"),
        ("Qualia", "2026-09-10T05:00:00Z"),
    ]


async def test_an_archived_course_is_read_and_not_changed(app: Application, client: httpx.AsyncClient) -> None:
    professor, student = await make_person(app, client, role="professor"), await make_person(app, client)
    course = await make_course(client, professor)
    session = await make_session(client, professor, course)
    path = f"{COURSES}/{course['id']}"

    await client.post(f"{path}/archive", headers=professor.headers)
    refused = [
        await client.patch(path, json={"title": "Another"}, headers=professor.headers),
        await client.post(f"/api/v1/sessions/{session['id']}/start", headers=professor.headers),
        await client.post(f"{COURSES}/join", json={"join_code": course["join_code"]}, headers=student.headers),
    ]
    current = await listed(client, professor.headers, "/courses")
    archived = await listed(client, professor.headers, "/courses?state=archived")
    await client.post(f"{path}/unarchive", headers=professor.headers)

    assert {(answer.status_code, answer.json()["error"]["code"]) for answer in refused} == {(409, "course_archived")}
    assert (current, [each["id"] for each in archived]) == ([], [course["id"]])
    assert len(await listed(client, professor.headers, "/courses")) == 1


async def test_a_course_with_a_live_session_is_not_archived(app: Application, client: httpx.AsyncClient) -> None:
    professor = await make_person(app, client, role="professor")
    course = await make_course(client, professor)
    await make_live_session(client, professor, course)

    answer = await client.post(f"{COURSES}/{course['id']}/archive", headers=professor.headers)

    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "session_live")


async def test_a_deleted_course_is_found_and_restored_for_thirty_days(
    app: Application, client: httpx.AsyncClient, clock: ManualClock
) -> None:
    professor, co_professor = [await make_person(app, client, role="professor") for _ in range(2)]
    course = await make_course(client, professor)
    await enroll(client, professor, course, co_professor, "co_professor")
    path = f"{COURSES}/{course['id']}"
    await client.delete(path, headers=professor.headers)

    found = await listed(client, professor.headers, "/courses?state=deleted")
    of_other = await listed(client, co_professor.headers, "/courses?state=deleted")
    restored = await client.post(f"{path}/restore", headers=professor.headers)
    await client.delete(path, headers=professor.headers)
    async with app.db.transaction() as conn:
        before = clock.now() - timedelta(days=31)
        await conn.execute("update courses set deleted_at = $2 where id = $1", course["id"], before)
    too_late = await client.post(f"{path}/restore", headers=professor.headers)

    assert ([each["id"] for each in found], of_other) == ([course["id"]], [])
    assert restored.status_code == 200
    assert (too_late.status_code, too_late.json()["error"]["code"]) == (410, "restore_too_late")
    assert await listed(client, professor.headers, "/courses?state=deleted") == []
