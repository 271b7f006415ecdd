"""Weekly series of sessions: previewed, planned, changed from a day on, taken back."""

import httpx

from eduforum.web.app import Application
from tests.factories.courses import Record, make_course, make_session, weekly
from tests.factories.guests import make_link
from tests.factories.people import Person, make_person
from tests.factories.rooms import Seminar


async def planned(client: httpx.AsyncClient, professor: Person, course: Record, **pattern: object) -> Record:
    body = {"title": "Seminar", "pattern": weekly(**pattern)}
    answer = await client.post(f"/api/v1/courses/{course['id']}/series", json=body, headers=professor.headers)
    assert answer.status_code == 201, answer.text
    series: Record = answer.json()["data"]
    return series


async def sessions_of(client: httpx.AsyncClient, person: Person, course: Record) -> list[Record]:
    answer = await client.get(f"/api/v1/courses/{course['id']}/sessions", headers=person.headers)
    found: list[Record] = answer.json()["data"]
    return found


def times(sessions: list[Record]) -> list[str]:
    return [session["scheduled_at"] for session in sessions]


async def test_a_series_makes_a_session_of_each_meeting_with_holidays_as_cancelled(
    app: Application, client: httpx.AsyncClient
) -> None:
    professor = await make_person(app, client, role="professor")
    course = await make_course(client, professor)

    await planned(client, professor, course, count=3, holidays=[{"day": "2026-03-05", "name": "개교기념일"}])

    sessions = await sessions_of(client, professor, course)
    assert times(sessions) == ["2026-03-03T05:00:00Z", "2026-03-05T05:00:00Z", "2026-03-10T05:00:00Z"]
    assert [session["status"] for session in sessions] == ["scheduled", "cancelled", "scheduled"]
    assert sessions[1]["cancel_reason"] == "개교기념일"


async def test_a_preview_keeps_nothing_and_names_what_clashes_and_what_is_over(
    app: Application, client: httpx.AsyncClient
) -> None:
    professor = await make_person(app, client, role="professor")
    course = await make_course(client, professor)
    await make_session(client, professor, course, title="Excursion", scheduled_at="2026-03-05T06:00:00Z")

    answer = await client.post(
        f"/api/v1/courses/{course['id']}/series/preview",
        json=weekly(first="2026-01-06", until="2026-03-05", count=None, every=8),
        headers=professor.headers,
    )

    assert [(meeting["start"][:10], meeting["over"], meeting["clash"]) for meeting in answer.json()["data"]] == [
        ("2026-01-06", True, None),
        ("2026-01-08", True, None),
        ("2026-03-03", False, None),
        ("2026-03-05", False, "Excursion"),
    ]
    assert len(await sessions_of(client, professor, course)) == 1


async def test_a_series_without_an_end_is_refused_by_its_field(app: Application, client: httpx.AsyncClient) -> None:
    professor = await make_person(app, client, role="professor")
    course = await make_course(client, professor)

    answer = await client.post(
        f"/api/v1/courses/{course['id']}/series/preview", json=weekly(count=None), headers=professor.headers
    )

    assert answer.status_code == 422
    assert [detail["field"] for detail in answer.json()["error"]["details"]] == ["until"]


async def test_a_cancelled_meeting_tells_everybody_why_until_it_is_reinstated(
    app: Application, client: httpx.AsyncClient
) -> None:
    professor = await make_person(app, client, role="professor")
    course = await make_course(client, professor)
    await planned(client, professor, course, count=1)
    (session,) = await sessions_of(client, professor, course)
    path = f"/api/v1/courses/{course['id']}/sessions/{session['id']}"

    body = {"status": "cancelled", "reason": " 학술대회 "}
    cancelled = await client.patch(path, json=body, headers=professor.headers)
    listed = await client.get("/api/v1/sessions", headers=professor.headers)
    reinstated = await client.patch(path, json={"status": "scheduled"}, headers=professor.headers)

    assert cancelled.json()["data"]["cancel_reason"] == "학술대회"
    assert [each["cancel_reason"] for each in listed.json()["data"]] == ["학술대회"]
    assert reinstated.json()["data"]["cancel_reason"] == ""


async def test_the_rest_moves_and_what_was_decided_about_one_meeting_stays(
    app: Application, client: httpx.AsyncClient
) -> None:
    professor = await make_person(app, client, role="professor")
    course = await make_course(client, professor)
    series = await planned(client, professor, course)
    before = await sessions_of(client, professor, course)
    moved, cancelled, renamed = before[2], before[3], before[4]
    for session, change in (
        (moved, {"scheduled_at": "2026-03-11T01:00:00Z"}),
        (cancelled, {"status": "cancelled", "reason": "학술대회"}),
        (renamed, {"title": "무지의 베일"}),
    ):
        path = f"/api/v1/courses/{course['id']}/sessions/{session['id']}"
        assert (await client.patch(path, json=change, headers=professor.headers)).is_success
    rest = f"/api/v1/courses/{course['id']}/series/{series['id']}/rest"
    later = [
        {"weekday": "tuesday", "at": "16:00:00", "minutes": 60},
        {"weekday": "friday", "at": "16:00:00", "minutes": 60},
    ]
    body = {"title": "Colloquium", "pattern": weekly(first="2026-03-10", count=5, slots=later)}

    seen = await client.post(rest, json={**body, "dry_run": True}, headers=professor.headers)
    unchanged = await sessions_of(client, professor, course)
    done = await client.post(rest, json=body, headers={**professor.headers, "If-Match": '"1"'})
    stale = await client.post(rest, json=body, headers={**professor.headers, "If-Match": '"1"'})

    assert [step["act"] for step in seen.json()["data"]["steps"]] == ["kept", "moved", "moved", "moved", "added"]
    assert times(unchanged)[:2] == times(before)[:2]
    assert done.json()["data"]["series"]["version"] == 2
    assert (stale.status_code, stale.json()["error"]["code"]) == (412, "version_conflict")
    after = await sessions_of(client, professor, course)
    assert times(after) == [
        *times(before)[:2],
        "2026-03-11T01:00:00Z",
        "2026-03-13T07:00:00Z",
        "2026-03-17T07:00:00Z",
        "2026-03-20T07:00:00Z",
        "2026-03-24T07:00:00Z",
    ]
    assert [session["id"] for session in after[:6]] == [session["id"] for session in before]
    assert (after[3]["status"], after[3]["cancel_reason"]) == ("cancelled", "학술대회")
    assert [session["title"] for session in after[3:]] == ["Colloquium", "무지의 베일", "Colloquium", "Colloquium"]


async def test_a_series_is_taken_back_and_what_something_hangs_on_is_cancelled(
    app: Application, client: httpx.AsyncClient
) -> None:
    professor = await make_person(app, client, role="professor")
    course = await make_course(client, professor)
    series = await planned(client, professor, course, count=3)
    first, *_ = await sessions_of(client, professor, course)
    seminar = Seminar(app, client, 0)
    seminar.professor, seminar.session = professor, first
    await make_link(seminar)

    answer = await client.delete(f"/api/v1/courses/{course['id']}/series/{series['id']}", headers=professor.headers)

    assert answer.status_code == 204
    left = await sessions_of(client, professor, course)
    assert [(session["id"], session["status"]) for session in left] == [(first["id"], "cancelled")]
