"""Calendars to subscribe to by a secret link, and sessions for calendar programs."""

from urllib.parse import parse_qs, urlsplit

import httpx

from eduforum.web.app import Application
from tests.factories.courses import Record, enroll, make_course, make_session
from tests.factories.people import Person, make_person


async def subscribe(client: httpx.AsyncClient, person: Person, course: Record | None = None) -> Record:
    body = {} if course is None else {"course_id": course["id"]}
    answer = await client.post("/api/v1/calendar-feeds", json=body, headers=person.headers)
    assert answer.status_code == 201, answer.text
    feed: Record = answer.json()["data"]
    return feed


async def test_a_person_s_calendar_has_their_sessions_with_the_cancelled_ones_as_such(
    app: Application, client: httpx.AsyncClient
) -> None:
    professor, student = await make_person(app, client, role="professor"), await make_person(app, client)
    course = await make_course(client, professor, title="정치철학")
    other = await make_course(client, professor, title="Logic")
    await enroll(client, professor, course, student)
    await make_session(client, professor, course, title="무지의 베일")
    off = await make_session(client, professor, course, title="Off")
    await make_session(client, professor, other, title="Syllogisms")
    path = f"/api/v1/courses/{course['id']}/sessions/{off['id']}"
    await client.patch(path, json={"status": "cancelled", "reason": "학술대회"}, headers=professor.headers)
    feed = await subscribe(client, student)

    # Whoever has the address reads it, without signing in.
    answer = await client.get(feed["url"])

    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    text = answer.text
    assert "SUMMARY:정치철학: 무지의 베일" in text
    assert ("STATUS:CANCELLED" in text, "학술대회" in text, "Syllogisms" in text) == (True, True, False)


async def test_a_calendar_that_has_not_changed_is_not_sent_again(app: Application, client: httpx.AsyncClient) -> None:
    professor = await make_person(app, client, role="professor")
    course = await make_course(client, professor)
    await make_session(client, professor, course)
    feed = await subscribe(client, professor, course)
    known = {"If-None-Match": (await client.get(feed["url"])).headers["etag"]}

    same = await client.get(feed["url"], headers=known)
    await make_session(client, professor, course)
    changed = await client.get(feed["url"], headers=known)

    assert (same.status_code, same.content, changed.status_code) == (304, b"", 200)


async def test_a_course_s_calendar_ends_with_the_enrolment_and_a_link_with_its_being_taken_back(
    app: Application, client: httpx.AsyncClient
) -> None:
    professor, student = await make_person(app, client, role="professor"), await make_person(app, client)
    course = await make_course(client, professor)
    enrollment = await enroll(client, professor, course, student)
    await make_session(client, professor, course)
    own, of_course = await subscribe(client, student), await subscribe(client, student, course)
    assert [(await client.get(feed["url"])).status_code for feed in (own, of_course)] == [200, 200]

    enrolled = f"/api/v1/courses/{course['id']}/enrollments/{enrollment['id']}"
    await client.delete(enrolled, headers=professor.headers)

    assert "BEGIN:VEVENT" not in (await client.get(own["url"])).text
    assert (await client.get(of_course["url"])).status_code == 404
    await client.delete(f"/api/v1/calendar-feeds/{own['id']}", headers=student.headers)
    assert (await client.get(own["url"])).status_code == 404
    listed = await client.get("/api/v1/calendar-feeds", headers=student.headers)
    assert [feed["id"] for feed in listed.json()["data"]] == [of_course["id"]]
    assert "url" not in listed.json()["data"][0]


async def test_the_secret_of_a_link_is_not_in_the_database(app: Application, client: httpx.AsyncClient) -> None:
    person = await make_person(app, client)
    feed = await subscribe(client, person)
    secret = feed["url"].rpartition("/")[2].removesuffix(".ics")

    async with app.db.connection() as conn:
        row = await conn.fetchval("select f::text from calendar_feeds f")

    assert len(secret) >= 43
    assert secret not in row


async def test_a_session_is_a_file_and_a_link_to_google(app: Application, client: httpx.AsyncClient) -> None:
    professor = await make_person(app, client, role="professor")
    course = await make_course(client, professor)
    session = await make_session(client, professor, course)
    path = f"/api/v1/sessions/{session['id']}/calendar"

    file = await client.get(f"{path}.ics", headers=professor.headers)
    links = await client.get(path, headers=professor.headers)

    assert f"UID:session-{session['id']}@eduforum" in file.text.replace("\r\n ", "")
    assert "METHOD" not in file.text
    query = parse_qs(urlsplit(links.json()["data"]["google_url"]).query)
    assert query["dates"] == ["20260302T100000Z/20260302T113000Z"]
