"""Courses: who makes, sees, changes, deletes and restores them."""

import httpx
import pytest

from eduforum.auth.schemas import Role
from eduforum.ids import new_id
from eduforum.pagination import encode_cursor
from eduforum.web.app import Application
from tests.factories.courses import enroll, make_course, make_session
from tests.factories.people import make_person

COURSES = "/api/v1/courses"
NEW = {"title": "정치철학 세미나", "code": "PHIL 301-01", "semester": "2026년 2학기"}


@pytest.mark.parametrize(("role", "status"), [("professor", 201), ("admin", 201), ("ta", 403), ("student", 403)])
async def test_professors_and_administrators_create_courses(
    app: Application, client: httpx.AsyncClient, role: Role, status: int
) -> None:
    person = await make_person(app, client, role=role)

    answer = await client.post(COURSES, json=NEW, headers=person.headers)

    assert answer.status_code == status


async def test_a_new_course_is_its_professors(app: Application, client: httpx.AsyncClient) -> None:
    professor = await make_person(app, client, role="professor", name="한지원")

    answer = await client.post(COURSES, json=NEW, headers=professor.headers)

    course = answer.json()["data"]
    assert course["professor_name"] == "한지원"
    assert course["role"] == "professor"
    assert len(course["join_code"]) == 8
    assert answer.headers["etag"] == '"1"'


@pytest.mark.parametrize("field", ["title", "code", "semester"])
async def test_a_course_has_words_in_each_field(app: Application, client: httpx.AsyncClient, field: str) -> None:
    professor = await make_person(app, client, role="professor")

    answer = await client.post(COURSES, json={**NEW, field: "   "}, headers=professor.headers)

    assert answer.status_code == 422
    assert [detail["field"] for detail in answer.json()["error"]["details"]] == [field]


async def test_a_stranger_cannot_tell_a_course_from_nothing(app: Application, client: httpx.AsyncClient) -> None:
    course = await make_course(client, await make_person(app, client, role="professor"))
    stranger = await make_person(app, client, role="professor")

    there = await client.get(f"{COURSES}/{course['id']}", headers=stranger.headers)
    nowhere = await client.get(f"{COURSES}/{new_id()}", headers=stranger.headers)

    assert there.status_code == nowhere.status_code == 404
    assert there.json() == nowhere.json()


async def test_the_list_holds_ones_own_courses_and_an_administrators_holds_all(
    app: Application, client: httpx.AsyncClient
) -> None:
    professor = await make_person(app, client, role="professor")
    admin = await make_person(app, client, role="admin")
    student = await make_person(app, client)
    ours = await make_course(client, professor, title="Ours")
    await make_course(client, professor, title="Theirs")
    await enroll(client, professor, ours, student)

    async def titles(headers: dict[str, str]) -> list[str]:
        return [course["title"] for course in (await client.get(COURSES, headers=headers)).json()["data"]]

    assert await titles(student.headers) == ["Ours"]
    assert await titles(professor.headers) == ["Theirs", "Ours"]
    assert await titles(admin.headers) == ["Theirs", "Ours"]


async def test_the_list_is_searched_by_title_code_and_semester(app: Application, client: httpx.AsyncClient) -> None:
    professor = await make_person(app, client, role="professor")
    await make_course(client, professor, title="정의론과 무지의 베일", code="PHIL 1")
    await make_course(client, professor, title="Set theory", code="MATH 7")

    for search, title in [("무지", "정의론과 무지의 베일"), ("math 7", "Set theory")]:
        answer = await client.get(COURSES, params={"search": search}, headers=professor.headers)
        assert [course["title"] for course in answer.json()["data"]] == [title]


async def test_the_list_goes_on_where_a_page_ends(app: Application, client: httpx.AsyncClient) -> None:
    professor = await make_person(app, client, role="professor")
    made = [(await make_course(client, professor))["id"] for _ in range(5)]

    seen: list[str] = []
    query: dict[str, str | int] = {"limit": 2}
    while True:
        body = (await client.get(COURSES, params=query, headers=professor.headers)).json()
        seen += [course["id"] for course in body["data"]]
        if body["meta"]["next_cursor"] is None:
            break
        query["cursor"] = body["meta"]["next_cursor"]

    assert seen == made[::-1]


@pytest.mark.parametrize("cursor", ["", "garbage", "W10", "e30", "WyJ4Il0", "ÿ"])
async def test_a_cursor_of_ones_own_making_is_refused(app: Application, client: httpx.AsyncClient, cursor: str) -> None:
    professor = await make_person(app, client, role="professor")

    answer = await client.get(COURSES, params={"cursor": cursor}, headers=professor.headers)

    assert answer.status_code == 422
    assert answer.json()["error"]["code"] == "invalid_cursor"


async def test_an_id_with_a_line_end_is_no_place_in_the_list(app: Application, client: httpx.AsyncClient) -> None:
    professor = await make_person(app, client, role="professor")

    answer = await client.get(COURSES, params={"cursor": encode_cursor([new_id() + "\n"])}, headers=professor.headers)

    assert answer.json()["error"]["code"] == "invalid_cursor"


@pytest.mark.parametrize("role", ["student", "observer"])
async def test_enrolling_an_administrator_takes_no_right_from_them(
    app: Application, client: httpx.AsyncClient, role: str
) -> None:
    professor = await make_person(app, client, role="professor")
    admin = await make_person(app, client, role="admin")
    course = await make_course(client, professor)
    session = await make_session(client, professor, course)
    await enroll(client, professor, course, admin, role)
    path = f"{COURSES}/{course['id']}"

    people = await client.get(f"{path}/enrollments", headers=admin.headers)
    changed = await client.patch(path, json={"title": "Another"}, headers=admin.headers)
    started = await client.post(f"/api/v1/sessions/{session['id']}/start", headers=admin.headers)
    await client.post(f"/api/v1/sessions/{session['id']}/end", headers=admin.headers)
    deleted = await client.delete(path, headers=admin.headers)

    assert all(person["email"] for person in people.json()["data"])
    assert [changed.status_code, started.status_code, deleted.status_code] == [200, 200, 204]


async def test_the_join_code_is_for_staff(app: Application, client: httpx.AsyncClient) -> None:
    professor = await make_person(app, client, role="professor")
    student, ta = await make_person(app, client), await make_person(app, client)
    course = await make_course(client, professor)
    await enroll(client, professor, course, student)
    await enroll(client, professor, course, ta, "ta")

    async def join_code(headers: dict[str, str]) -> str | None:
        code: str | None = (await client.get(f"{COURSES}/{course['id']}", headers=headers)).json()["data"]["join_code"]
        return code

    assert await join_code(student.headers) is None
    assert await join_code(ta.headers) == course["join_code"]


@pytest.mark.parametrize(("role", "status"), [("co_professor", 200), ("ta", 403), ("student", 403), ("observer", 403)])
async def test_professors_change_a_course(app: Application, client: httpx.AsyncClient, role: str, status: int) -> None:
    professor, person = await make_person(app, client, role="professor"), await make_person(app, client)
    course = await make_course(client, professor)
    await enroll(client, professor, course, person, role)

    answer = await client.patch(f"{COURSES}/{course['id']}", json={"title": "New"}, headers=person.headers)

    assert answer.status_code == status


async def test_a_change_from_an_old_version_is_refused_and_changes_nothing(
    app: Application, client: httpx.AsyncClient
) -> None:
    professor = await make_person(app, client, role="professor")
    course = await make_course(client, professor)
    path, old = f"{COURSES}/{course['id']}", {**professor.headers, "If-Match": '"1"'}

    assert (await client.patch(path, json={"title": "First"}, headers=old)).status_code == 200
    answer = await client.patch(path, json={"title": "Second"}, headers=old)

    assert answer.status_code == 412
    assert answer.json()["error"]["code"] == "version_conflict"
    assert (await client.get(path, headers=professor.headers)).json()["data"]["title"] == "First"


async def test_a_deleted_course_is_gone_for_its_people_and_can_be_restored(
    app: Application, client: httpx.AsyncClient
) -> None:
    professor, student = await make_person(app, client, role="professor"), await make_person(app, client)
    course = await make_course(client, professor)
    await enroll(client, professor, course, student)
    path = f"{COURSES}/{course['id']}"

    assert (await client.delete(path, headers=professor.headers)).status_code == 204
    assert (await client.get(path, headers=student.headers)).status_code == 404
    assert (await client.post(f"{path}/restore", headers=professor.headers)).status_code == 200
    assert (await client.get(path, headers=student.headers)).status_code == 200


@pytest.mark.parametrize("role", ["co_professor", "ta", "student", "observer"])
async def test_only_the_professor_deletes_a_course(app: Application, client: httpx.AsyncClient, role: str) -> None:
    professor, person = await make_person(app, client, role="professor"), await make_person(app, client)
    course = await make_course(client, professor)
    await enroll(client, professor, course, person, role)

    answer = await client.delete(f"{COURSES}/{course['id']}", headers=person.headers)

    assert answer.status_code == 403
