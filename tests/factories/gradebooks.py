"""Gradebooks of courses, kept through the API as those who teach keep them."""

from dataclasses import dataclass
from typing import Any

import httpx

from eduforum.web.app import Application
from tests.factories.courses import Record, enroll, make_course
from tests.factories.people import Person, make_person


@dataclass
class Gradebook:
    """A course with a professor, some students, and a category for everything."""

    app: Application
    client: httpx.AsyncClient
    professor: Person
    course: Record
    students: list[Person]
    category: Record

    @property
    def path(self) -> str:
        return f"/api/v1/courses/{self.course['id']}/gradebook"

    async def call(self, method: str, path: str, body: Any = None, by: Person | None = None, **more: Any) -> Any:
        """The answer as it is, by the professor unless said otherwise."""
        headers = {**(by or self.professor).headers, **more.pop("headers", {})}
        return await self.client.request(method, self.path + path, json=body, headers=headers, **more)

    async def data(self, method: str, path: str, body: Any = None, by: Person | None = None, **more: Any) -> Any:
        """What was answered with success."""
        answer = await self.call(method, path, body, by, **more)
        assert answer.is_success, answer.text
        return answer.json()["data"] if answer.content else None

    async def column(
        self, title: str = "Essay", points: str = "20", *, published: bool = True, **fields: Any
    ) -> Record:
        body = {"title": title, "points": points, "category_id": self.category["id"], **fields}
        made: Record = await self.data("POST", "/columns", body)
        if published:
            await self.data("POST", "/publish", {"columns": [{"id": made["id"], "published": True}]})
        return made

    async def put(self, column: Record, student: Person, points: str, version: int = 0, **more: Any) -> Any:
        """What came of entering a score."""
        entry = entry_of(column, student, points, version)
        return await self.data("PATCH", "/cells", {"entries": [entry], **more})

    async def view(self) -> Any:
        return await self.data("GET", "")


def entry_of(column: Record, student: Person, points: str, version: int = 0) -> Record:
    ids = {"column_id": column["id"], "student_id": student.id}
    return {**ids, "version": version, "put": "score", "points": points}


async def make_gradebook(app: Application, client: httpx.AsyncClient, students: int = 2) -> Gradebook:
    professor = await make_person(app, client, role="professor", name="교수 Ahn")
    course = await make_course(client, professor)
    people = [await make_person(app, client, name=f"학생 {number}") for number in range(students)]
    for person in people:
        await enroll(client, professor, course, person)
    made = Gradebook(app, client, professor, course, people, {})
    made.category = await made.data("POST", "/categories", {"title": "Essays", "weight": "100"})
    return made
