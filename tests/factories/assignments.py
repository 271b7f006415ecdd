"""What students are to hand in, made through the API, and what they hand in."""

from typing import Any

import httpx

from tests.factories.courses import Record, enroll
from tests.factories.people import Person
from tests.factories.uploads import upload

DUE = "2026-03-02T18:00:00Z"
"""Nine hours after the tests' clock begins."""

RUBRIC: list[Record] = [
    {"title": "Thesis", "levels": [{"points": "0"}, {"points": "2.5"}, {"points": "5"}]},
    {"title": "Argument", "levels": [{"points": "0"}, {"points": "5"}]},
]


def base(course: Record, *more: str) -> str:
    return "/".join([f"/api/v1/courses/{course['id']}/assignments", *more])


async def make_assignment(client: httpx.AsyncClient, professor: Person, course: Record, **fields: object) -> Record:
    body = {"title": "Essay 3", "due_at": DUE, "time_zone": "Asia/Seoul", "published": True, **fields}
    answer = await client.post(base(course), json=body, headers=professor.headers)
    assert answer.status_code == 201, answer.text
    made: Record = answer.json()["data"]
    return made


async def hand_in(
    client: httpx.AsyncClient, student: Person, course: Record, assignment: Record, **fields: Any
) -> httpx.Response:
    body = {"text": "Maximin is a rule.", **fields}
    return await client.post(base(course, assignment["id"], "submissions"), json=body, headers=student.headers)


async def assignment_request(
    client: httpx.AsyncClient, professor: Person, course: Record, student: Person, call: str
) -> tuple[str, Record | None]:
    """Path and body of a call about a new assignment, and about what a student has handed in for it who is none of
    those who call."""
    made = await make_assignment(client, professor, course)
    path = call.partition(" ")[2]
    named = path.replace("{course_id}", course["id"]).replace("{assignment_id}", made["id"])
    if "{person_id}" in path or "{submission_id}" in path:
        await enroll(client, professor, course, student)
        upload_id = await upload(client, student, course)
        answer = await hand_in(client, student, course, made, upload_ids=[upload_id])
        named = named.replace("{person_id}", student.id).replace("{file_id}", upload_id)
        named = named.replace("{submission_id}", answer.json()["data"]["submissions"][0]["id"])
    if path.endswith("/restore"):
        await client.delete("/api/v1" + named.removesuffix("/restore"), headers=professor.headers)
    bodies: dict[str, Record] = {
        "POST assignments": {"title": "Essay 4", "due_at": DUE, "time_zone": "UTC"},
        "PATCH {assignment_id}": {"title": "Another"},
        "PUT release": {"released": True},
        "POST preview": {"late_policy": {"percent": "10"}},
        "PUT extension": {"until": "2026-03-03T18:00:00Z"},
        "POST submissions": {"text": "Maximin is a rule."},
        "PUT grade": {"points": "80"},
    }
    return named, bodies.get(f"{call.partition(' ')[0]} {path.rpartition('/')[2]}")
