"""Courses with people and sessions, made through the API as their professor makes them."""

from typing import Any

import httpx

from tests.factories.people import Person

Record = dict[str, Any]


async def make_course(client: httpx.AsyncClient, professor: Person, **fields: str) -> Record:
    body = {"title": "Philosophy of Mind", "code": "PHIL 301", "semester": "2026-1", **fields}
    return await _post(client, professor, "/courses", body)


async def enroll(
    client: httpx.AsyncClient, professor: Person, course: Record, person: Person, role: str = "student"
) -> Record:
    body = {"email": person.email, "role": role}
    return await _post(client, professor, f"/courses/{course['id']}/enrollments", body)


async def make_session(client: httpx.AsyncClient, professor: Person, course: Record, **fields: object) -> Record:
    body = {"title": "Seminar", "scheduled_at": "2026-03-02T10:00:00Z", "duration_minutes": 90, **fields}
    return await _post(client, professor, f"/courses/{course['id']}/sessions", body)


def weekly(**fields: object) -> Record:
    """The pattern of a series: Tuesdays and Thursdays at two in Seoul, from the first Tuesday of March on."""
    return {
        "zone": "Asia/Seoul",
        "first": "2026-03-03",
        "slots": [
            {"weekday": "tuesday", "at": "14:00:00", "minutes": 90},
            {"weekday": "thursday", "at": "14:00:00", "minutes": 90},
        ],
        "count": 6,
        **fields,
    }


async def start_session(client: httpx.AsyncClient, professor: Person, session: Record) -> Record:
    return await _post(client, professor, f"/sessions/{session['id']}/start", None)


async def make_live_session(client: httpx.AsyncClient, professor: Person, course: Record) -> Record:
    return await start_session(client, professor, await make_session(client, professor, course))


async def _post(client: httpx.AsyncClient, person: Person, path: str, body: Record | None) -> Record:
    answer = await client.post("/api/v1" + path, json=body, headers=person.headers)
    assert answer.is_success, answer.text
    data: Record = answer.json()["data"]
    return data
