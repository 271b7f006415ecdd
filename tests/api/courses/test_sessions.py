"""Sessions: scheduled, changed, started, ended, and found by their people."""

import asyncio
from datetime import timedelta

import httpx
import pytest

from eduforum.courses.schemas import SessionEnded, SessionStarted
from eduforum.pagination import encode_cursor
from eduforum.web.app import Application
from tests.factories.clock import ManualClock
from tests.factories.courses import Record, enroll, make_course, make_live_session, make_session, start_session
from tests.factories.people import make_person

COURSES = "/api/v1/courses"
SESSIONS = "/api/v1/sessions"


@pytest.mark.parametrize(("role", "status"), [("co_professor", 201), ("ta", 403), ("student", 403), ("observer", 403)])
async def test_professors_schedule_sessions(
    app: Application, client: httpx.AsyncClient, role: str, status: int
) -> None:
    professor, person = await make_person(app, client, role="professor"), await make_person(app, client)
    course = await make_course(client, professor)
    await enroll(client, professor, course, person, role)

    answer = await client.post(
        f"{COURSES}/{course['id']}/sessions",
        json={"title": "무지의 베일", "scheduled_at": "2026-11-24T14:00:00+09:00", "duration_minutes": 90},
        headers=person.headers,
    )

    assert answer.status_code == status
    if status == 201:
        assert answer.json()["data"]["scheduled_at"] == "2026-11-24T05:00:00Z"


@pytest.mark.parametrize(
    "wrong",
    [{"scheduled_at": "2026-11-24T14:00:00"}, {"scheduled_at": "soon"}, {"duration_minutes": 0}, {"title": " "}],
)
async def test_a_time_without_a_zone_and_other_nonsense_is_refused(
    app: Application, client: httpx.AsyncClient, wrong: dict[str, object]
) -> None:
    professor = await make_person(app, client, role="professor")
    course = await make_course(client, professor)
    body = {"title": "Seminar", "scheduled_at": "2026-11-24T14:00:00Z", "duration_minutes": 90, **wrong}

    answer = await client.post(f"{COURSES}/{course['id']}/sessions", json=body, headers=professor.headers)

    assert answer.status_code == 422
    assert [detail["field"] for detail in answer.json()["error"]["details"]] == list(wrong)


async def test_a_session_starts_before_its_time_and_once(app: Application, client: httpx.AsyncClient) -> None:
    professor = await make_person(app, client, role="professor")
    course = await make_course(client, professor)
    session = await make_session(client, professor, course, scheduled_at="2099-01-01T00:00:00Z")
    told: list[SessionStarted] = []

    async def hear(event: SessionStarted) -> None:
        told.append(event)

    app.events.subscribe(SessionStarted, hear)

    first = await start_session(client, professor, session)
    second = await start_session(client, professor, session)

    assert first["status"] == second["status"] == "live"
    assert first["started_at"] == second["started_at"]
    assert told == [SessionStarted(session["id"], course["id"])]


@pytest.mark.parametrize("verb", ["start", "end"])
@pytest.mark.parametrize(("role", "status"), [("co_professor", 200), ("ta", 403), ("student", 403), ("observer", 403)])
async def test_professors_start_and_end_sessions(
    app: Application, client: httpx.AsyncClient, verb: str, role: str, status: int
) -> None:
    professor, person = await make_person(app, client, role="professor"), await make_person(app, client)
    course = await make_course(client, professor)
    await enroll(client, professor, course, person, role)
    make = make_session if verb == "start" else make_live_session
    session = await make(client, professor, course)

    answer = await client.post(f"{SESSIONS}/{session['id']}/{verb}", headers=person.headers)

    assert answer.status_code == status


async def test_an_ended_session_does_not_start_again(app: Application, client: httpx.AsyncClient) -> None:
    professor = await make_person(app, client, role="professor")
    session = await make_live_session(client, professor, await make_course(client, professor))
    told: list[SessionEnded] = []

    async def hear(event: SessionEnded) -> None:
        told.append(event)

    app.events.subscribe(SessionEnded, hear)

    for _ in range(2):
        ended = await client.post(f"{SESSIONS}/{session['id']}/end", headers=professor.headers)
        assert ended.json()["data"]["status"] == "ended"
    answer = await client.post(f"{SESSIONS}/{session['id']}/start", headers=professor.headers)

    assert (answer.status_code, answer.json()["error"]["code"]) == (410, "session_ended")
    assert set(told) == {SessionEnded(session["id"], session["course_id"])}


async def test_a_session_that_is_not_live_cannot_end(app: Application, client: httpx.AsyncClient) -> None:
    professor = await make_person(app, client, role="professor")
    session = await make_session(client, professor, await make_course(client, professor))

    answer = await client.post(f"{SESSIONS}/{session['id']}/end", headers=professor.headers)

    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "session_not_live")


async def test_a_cancelled_session_starts_only_after_it_is_reinstated(
    app: Application, client: httpx.AsyncClient
) -> None:
    professor = await make_person(app, client, role="professor")
    course = await make_course(client, professor)
    session = await make_session(client, professor, course)
    path = f"{COURSES}/{course['id']}/sessions/{session['id']}"

    await client.patch(path, json={"status": "cancelled"}, headers=professor.headers)
    refused = await client.post(f"{SESSIONS}/{session['id']}/start", headers=professor.headers)
    await client.patch(path, json={"status": "scheduled"}, headers=professor.headers)
    started = await client.post(f"{SESSIONS}/{session['id']}/start", headers=professor.headers)

    assert refused.json()["error"]["code"] == "session_cancelled"
    assert started.status_code == 200


async def test_a_session_that_has_begun_keeps_its_time(app: Application, client: httpx.AsyncClient) -> None:
    professor = await make_person(app, client, role="professor")
    course = await make_course(client, professor)
    session = await make_live_session(client, professor, course)
    path = f"{COURSES}/{course['id']}/sessions/{session['id']}"

    renamed = await client.patch(path, json={"title": "Renamed"}, headers=professor.headers)
    cancelled = await client.patch(path, json={"status": "cancelled"}, headers=professor.headers)

    assert renamed.json()["data"]["title"] == "Renamed"
    assert cancelled.json()["error"]["code"] == "session_begun"


async def test_a_course_with_a_live_session_is_not_deleted(app: Application, client: httpx.AsyncClient) -> None:
    professor = await make_person(app, client, role="professor")
    course = await make_course(client, professor)
    await make_live_session(client, professor, course)

    answer = await client.delete(f"{COURSES}/{course['id']}", headers=professor.headers)

    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "session_live")


async def test_a_session_is_found_through_its_own_course_only(app: Application, client: httpx.AsyncClient) -> None:
    professor = await make_person(app, client, role="professor")
    course, other = await make_course(client, professor), await make_course(client, professor)
    session = await make_session(client, professor, course)

    answer = await client.get(f"{COURSES}/{other['id']}/sessions/{session['id']}", headers=professor.headers)

    assert answer.status_code == 404


@pytest.mark.parametrize(("method", "tail"), [("GET", ""), ("POST", "/start"), ("POST", "/end")])
async def test_a_stranger_finds_no_session(app: Application, client: httpx.AsyncClient, method: str, tail: str) -> None:
    professor, stranger = await make_person(app, client, role="professor"), await make_person(app, client)
    session = await make_session(client, professor, await make_course(client, professor))

    answer = await client.request(method, f"{SESSIONS}/{session['id']}{tail}", headers=stranger.headers)

    assert answer.status_code == 404


async def test_home_shows_what_is_live_or_to_come_in_ones_own_courses(
    app: Application, client: httpx.AsyncClient, clock: ManualClock
) -> None:
    professor, student = await make_person(app, client, role="professor"), await make_person(app, client)
    course, other = await make_course(client, professor), await make_course(client, professor)
    await enroll(client, professor, course, student)
    now = clock.now()

    async def at(title: str, hours: int, where: Record = course) -> Record:
        time = (now + timedelta(hours=hours)).isoformat()
        return await make_session(client, professor, where, title=title, scheduled_at=time)

    await at("over", -5)
    await start_session(client, professor, await at("live, since long", -4))
    await at("tomorrow", 24)
    await at("running late", -1)
    await at("elsewhere", 1, other)

    answer = await client.get(SESSIONS, headers=student.headers)

    assert [session["title"] for session in answer.json()["data"]] == ["live, since long", "running late", "tomorrow"]


async def test_sessions_come_in_pages_in_the_order_of_their_times(app: Application, client: httpx.AsyncClient) -> None:
    professor = await make_person(app, client, role="professor")
    course = await make_course(client, professor)
    for day in (3, 1, 2, 2):
        await make_session(client, professor, course, scheduled_at=f"2030-01-0{day}T10:00:00Z", title=str(day))

    seen: list[str] = []
    query: dict[str, str | int] = {"limit": 1}
    while True:
        path = f"{COURSES}/{course['id']}/sessions"
        body = (await client.get(path, params=query, headers=professor.headers)).json()
        seen += [session["title"] for session in body["data"]]
        if body["meta"]["next_cursor"] is None:
            break
        query["cursor"] = body["meta"]["next_cursor"]

    assert seen == ["1", "2", "2", "3"]


@pytest.mark.parametrize(
    "place",
    [
        ["2026-03-02T10:00:00Z", "0193f1a0-0000-7000-8000-000000000001\n"],
        ["0001-01-01T00:00:00+14:00", "0193f1a0-0000-7000-8000-000000000001"],
        ["9999-12-31T23:59:59-14:00", "0193f1a0-0000-7000-8000-000000000001"],
    ],
)
async def test_a_cursor_that_the_database_could_not_take_is_refused(
    app: Application, client: httpx.AsyncClient, place: list[str]
) -> None:
    professor = await make_person(app, client, role="professor")
    course = await make_course(client, professor)

    answer = await client.get(
        f"{COURSES}/{course['id']}/sessions", params={"cursor": encode_cursor(place)}, headers=professor.headers
    )

    assert answer.status_code == 422


async def test_no_session_of_a_deleted_course_is_live(app: Application, client: httpx.AsyncClient) -> None:
    professor = await make_person(app, client, role="professor")
    for _ in range(10):
        course = await make_course(client, professor)
        session = await make_session(client, professor, course)

        deleted, started = await asyncio.gather(
            client.delete(f"{COURSES}/{course['id']}", headers=professor.headers),
            client.post(f"{SESSIONS}/{session['id']}/start", headers=professor.headers),
        )

        assert {deleted.status_code, started.status_code} in ({204, 404}, {409, 200})
