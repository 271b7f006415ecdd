"""CO5, T26: what is asked, handed in, graded and shown; nothing that was received is lost or changed."""

import hashlib
from datetime import timedelta
from typing import Any

import httpx
import pytest

from eduforum.web.app import Application
from tests.factories.assignments import RUBRIC, base, hand_in, make_assignment
from tests.factories.clock import ManualClock
from tests.factories.courses import Record, enroll, make_course
from tests.factories.people import Person, make_person, sign_in
from tests.factories.uploads import upload

LATE = {"percent": "10", "last_day": 3}


class Class:
    """A course with its professor, an assistant and a student."""

    def __init__(self, client: httpx.AsyncClient, clock: ManualClock) -> None:
        self.client, self.clock = client, clock
        self.professor: Person
        self.ta: Person
        self.student: Person
        self.course: Record

    async def later(self, **time: float) -> None:
        """Everybody signs in anew: tokens live for minutes."""
        self.clock.advance(timedelta(**time).total_seconds())
        for name in ("professor", "ta", "student"):
            setattr(self, name, await sign_in(self.client, getattr(self, name)))

    async def set(self, **fields: object) -> Record:
        return await make_assignment(self.client, self.professor, self.course, **fields)

    async def hand_in(self, assignment: Record, **fields: Any) -> httpx.Response:
        return await hand_in(self.client, self.student, self.course, assignment, **fields)

    async def call(self, person: Person, method: str, assignment: Record, *where: str, **how: Any) -> httpx.Response:
        headers = {**person.headers, **how.pop("headers", {})}
        place = base(self.course, assignment["id"], *where)
        return await self.client.request(method, place, headers=headers, **how)

    async def seen(self, assignment: Record) -> Record:
        """By the student."""
        standing: Record = (await self.call(self.student, "GET", assignment)).json()["data"]["standing"]
        return standing


@pytest.fixture
async def group(app: Application, client: httpx.AsyncClient, clock: ManualClock) -> Class:
    group = Class(client, clock)
    group.professor = await make_person(app, client, role="professor")
    group.ta, group.student = await make_person(app, client), await make_person(app, client)
    group.course = await make_course(client, group.professor)
    await enroll(client, group.professor, group.course, group.ta, "ta")
    await enroll(client, group.professor, group.course, group.student)
    return group


def code(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]["code"]


async def test_a_hand_in_has_a_receipt(group: Class) -> None:
    assignment = await group.set()
    sent = await upload(group.client, group.student, group.course)
    standing = (await group.hand_in(assignment, text="A rule.", upload_ids=[sent])).json()["data"]
    receipt = standing["submissions"][0]
    lines = [hashlib.sha256(data).hexdigest() for data in (b"A rule.", b"A veil")]
    assert standing["state"] == "awaiting"
    assert receipt["sha256"] == hashlib.sha256("".join(f"{line}\n" for line in lines).encode()).hexdigest()
    assert (receipt["number"], receipt["received_at"], receipt["late_seconds"]) == (1, "2026-03-02T09:00:00Z", 0)

    download = await group.call(
        group.ta, "GET", assignment, "submissions", receipt["id"], "files", receipt["files"][0]["id"]
    )
    assert download.content == b"A veil"


async def test_a_repeated_request_hands_in_once(group: Class) -> None:
    assignment = await group.set()
    for _ in range(2):
        answer = await group.call(
            group.student, "POST", assignment, "submissions", json={"text": "A rule."},
            headers={"Idempotency-Key": "0193a000-0000-7000-8000-000000000002"},
        )  # fmt: skip
        assert answer.status_code == 201
    assert len((await group.seen(assignment))["submissions"]) == 1


async def test_nothing_and_what_is_not_asked_for_is_refused(group: Class) -> None:
    assignment = await group.set(accepts_text=False, max_files=1)
    for body in ({"text": " "}, {"text": "A rule."}):
        assert code(await group.hand_in(assignment, **body)) == (422, "invalid")
    hidden = await group.set(published=False)
    assert code(await group.hand_in(hidden)) == (404, "no_such_assignment")
    later = await group.set(opens_at="2026-03-02T12:00:00Z", instructions="Read §26.")
    assert code(await group.hand_in(later)) == (409, "not_open_yet")
    shown = (await group.call(group.student, "GET", later)).json()["data"]["assignment"]
    assert shown["instructions"] == ""


async def test_late_work_loses_what_the_policy_takes_and_a_change_is_seen_before_it_is_made(group: Class) -> None:
    assignment = await group.set(late_policy=LATE, rubric=RUBRIC)
    assert assignment["points"] == "10"
    await group.later(hours=10)
    late = (await group.hand_in(assignment)).json()["data"]["submissions"][0]
    assert late["late_seconds"] == 3600
    graded = await group.call(
        group.ta, "PUT", assignment, "submissions", late["id"], "grade", json={"levels": [1, 1], "feedback": "Good."}
    )
    assert (graded.json()["data"]["points"], graded.headers["etag"]) == ("7.5", '"1"')

    mine = await group.seen(assignment)
    assert (mine["state"], mine["score"], mine["submissions"][0]["grade"]) == ("awaiting", None, None)
    await group.call(group.professor, "PUT", assignment, "release", json={"released": True})
    mine = await group.seen(assignment)
    assert (mine["state"], mine["score"]) == ("scored", {"numerator": 13, "denominator": 2})
    assert (mine["taken"], mine["submissions"][0]["grade"]["feedback"]) == ({"numerator": 1, "denominator": 1}, "Good.")

    mild = {**LATE, "percent": "2.5"}
    where = "late-policy", "preview"
    changes = await group.call(group.professor, "POST", assignment, *where, json={"late_policy": mild})
    assert [(each["user_id"], each["score_after"]) for each in changes.json()["data"]] == [
        (group.student.id, {"numerator": 29, "denominator": 4})
    ]
    assert (await group.seen(assignment))["score"] == {"numerator": 13, "denominator": 2}

    await group.later(days=3)
    assert code(await group.hand_in(assignment)) == (409, "submissions_closed")


async def test_an_accommodation_and_an_extension_put_the_deadline_off(group: Class) -> None:
    assignment = await group.set()
    given = f"/api/v1/learning/accommodations/{group.course['id']}/{group.student.id}"
    await group.client.put(given, json={"time_factor": "1.5"}, headers=group.professor.headers)
    mine = await group.seen(assignment)
    assert (mine["due_at"], mine["extended"]) == ("2026-03-02T22:30:00Z", True)

    where = "works", group.student.id, "extension"
    early = await group.call(group.professor, "PUT", assignment, *where, json={"until": "2026-03-02T17:00:00Z"})
    assert code(early) == (422, "invalid")
    until = {"until": "2026-03-04T18:00:00Z", "why": "Ill"}
    assert (await group.call(group.professor, "PUT", assignment, *where, json=until)).status_code == 200
    assert (await group.seen(assignment))["due_at"] == "2026-03-04T18:00:00Z"
    await group.call(group.professor, "DELETE", assignment, *where)
    assert (await group.seen(assignment))["due_at"] == "2026-03-02T22:30:00Z"


async def test_lateness_counts_from_the_beginning_of_the_upload(group: Class) -> None:
    assignment = await group.set(due_at="2026-03-02T09:10:00Z")
    sent = await upload(group.client, group.student, group.course)
    group.clock.advance(240)
    prompt = (await group.hand_in(assignment, text="", upload_ids=[sent])).json()["data"]["submissions"][0]
    assert prompt["started_at"] == "2026-03-02T09:00:00Z"
    # Uploaded in time and kept back.
    group.clock.advance(420)
    kept = (await group.hand_in(assignment, text="", upload_ids=[sent])).json()["data"]["submissions"][1]
    assert kept["late_seconds"] == 60


async def test_one_hands_in_as_often_as_the_assignment_says(group: Class) -> None:
    assignment = await group.set(max_attempts=2)
    for _ in range(2):
        assert (await group.hand_in(assignment)).status_code == 201
    assert code(await group.hand_in(assignment)) == (409, "no_submissions_left")
    submissions = (await group.seen(assignment))["submissions"]
    assert [each["counts"] for each in submissions] == [False, True]


async def test_two_graders_do_not_overwrite_each_other_and_every_state_is_kept(app: Application, group: Class) -> None:
    assignment = await group.set(points="20")
    one = (await group.hand_in(assignment)).json()["data"]["submissions"][0]["id"]
    where = "submissions", one, "grade"
    first = await group.call(group.ta, "PUT", assignment, *where, json={"points": "12.5"}, headers={"If-Match": '"0"'})
    assert first.status_code == 200
    stale = await group.call(
        group.professor, "PUT", assignment, *where, json={"points": "1"}, headers={"If-Match": '"0"'}
    )
    assert code(stale) == (409, "version_conflict")
    await group.call(group.professor, "PUT", assignment, *where, json={"points": "13"}, headers={"If-Match": '"1"'})
    assert code(await group.call(group.ta, "PUT", assignment, *where, json={"points": "20.5"})) == (422, "invalid")
    async with app.db.connection() as conn:
        kept = await conn.fetch("select points::text, graded_by from submission_grade_changes order by version")
    assert [tuple(row) for row in kept] == [("12.5", group.ta.id), ("13", group.professor.id)]

    changed = await group.call(group.professor, "PATCH", assignment, json={"points": "30"})
    assert code(changed) == (409, "rubric_in_use")
