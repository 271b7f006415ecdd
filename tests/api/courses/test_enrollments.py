"""Who is in a course: adding, joining by code, seeing the people, leaving."""

import httpx
import pytest

from eduforum.courses.schemas import EnrollmentEnded
from eduforum.web.app import Application
from tests.factories.courses import enroll, make_course
from tests.factories.people import make_person, make_user

COURSES = "/api/v1/courses"


async def test_a_person_is_enrolled_by_address_in_any_case(app: Application, client: httpx.AsyncClient) -> None:
    professor = await make_person(app, client, role="professor")
    student = await make_user(app, email="haneul@eduforum.test")
    course = await make_course(client, professor)

    answer = await client.post(
        f"{COURSES}/{course['id']}/enrollments",
        json={"email": " Haneul@EduForum.test ", "role": "student"},
        headers=professor.headers,
    )

    assert answer.status_code == 201
    assert answer.json()["data"]["user_id"] == student.id


async def test_an_address_without_an_account_is_told(app: Application, client: httpx.AsyncClient) -> None:
    professor = await make_person(app, client, role="professor")
    course = await make_course(client, professor)

    answer = await client.post(
        f"{COURSES}/{course['id']}/enrollments",
        json={"email": "nobody@eduforum.test", "role": "student"},
        headers=professor.headers,
    )

    assert answer.status_code == 422
    assert answer.json()["error"]["code"] == "no_such_person"


@pytest.mark.parametrize("role", ["ta", "student", "observer"])
async def test_only_professors_may_ask_who_has_an_account(
    app: Application, client: httpx.AsyncClient, role: str
) -> None:
    professor, person = await make_person(app, client, role="professor"), await make_person(app, client)
    course = await make_course(client, professor)
    await enroll(client, professor, course, person, role)

    answer = await client.post(
        f"{COURSES}/{course['id']}/enrollments",
        json={"email": "nobody@eduforum.test", "role": "student"},
        headers=person.headers,
    )

    assert answer.status_code == 403


async def test_nobody_is_in_a_course_twice(app: Application, client: httpx.AsyncClient) -> None:
    professor, student = await make_person(app, client, role="professor"), await make_person(app, client)
    course = await make_course(client, professor)
    await enroll(client, professor, course, student)

    for email in (student.email, professor.email):
        answer = await client.post(
            f"{COURSES}/{course['id']}/enrollments", json={"email": email, "role": "ta"}, headers=professor.headers
        )
        assert answer.status_code == 409
        assert answer.json()["error"]["code"] == "already_enrolled"


async def test_a_join_code_makes_a_student(app: Application, client: httpx.AsyncClient) -> None:
    professor, person = await make_person(app, client, role="professor"), await make_person(app, client, role="ta")
    course = await make_course(client, professor)
    typed = f" {course['join_code'][:4].lower()}-{course['join_code'][4:]} "

    answer = await client.post(f"{COURSES}/join", json={"join_code": typed}, headers=person.headers)

    assert answer.status_code == 201
    assert (answer.json()["data"]["id"], answer.json()["data"]["role"]) == (course["id"], "student")


async def test_guessing_join_codes_is_slowed_down(app: Application, client: httpx.AsyncClient) -> None:
    person = await make_person(app, client)

    answers = [
        await client.post(f"{COURSES}/join", json={"join_code": f"GUESS{number}"}, headers=person.headers)
        for number in range(21)
    ]

    assert {answer.status_code for answer in answers[:20]} == {404}
    assert answers[20].status_code == 429
    assert int(answers[20].headers["retry-after"]) > 0


async def test_the_professor_stands_first_and_addresses_are_for_staff(
    app: Application, client: httpx.AsyncClient
) -> None:
    professor = await make_person(app, client, role="professor", name="한지원")
    ta, student = await make_person(app, client, name="서아린"), await make_person(app, client, name="박서연")
    course = await make_course(client, professor)
    await enroll(client, professor, course, ta, "ta")
    await enroll(client, professor, course, student)
    path = f"{COURSES}/{course['id']}/enrollments"

    for_staff = (await client.get(path, headers=ta.headers)).json()["data"]
    for_student = (await client.get(path, headers=student.headers)).json()["data"]

    assert [(person["name"], person["role"]) for person in for_student] == [
        ("한지원", "professor"),
        ("서아린", "ta"),
        ("박서연", "student"),
    ]
    assert [person["email"] for person in for_staff] == [professor.email, ta.email, student.email]
    assert {person["email"] for person in for_student} == {None}


async def test_the_people_come_in_pages(app: Application, client: httpx.AsyncClient) -> None:
    professor = await make_person(app, client, role="professor")
    course = await make_course(client, professor)
    people = [await make_person(app, client) for _ in range(3)]
    for person in people:
        await enroll(client, professor, course, person)

    seen: list[str] = []
    query: dict[str, str | int] = {"limit": 1}
    while True:
        body = (
            await client.get(f"{COURSES}/{course['id']}/enrollments", params=query, headers=professor.headers)
        ).json()
        seen += [person["user_id"] for person in body["data"]]
        if body["meta"]["next_cursor"] is None:
            break
        query["cursor"] = body["meta"]["next_cursor"]

    assert seen == [professor.id, *(person.id for person in people)]


async def test_who_is_removed_is_out_and_the_server_is_told(app: Application, client: httpx.AsyncClient) -> None:
    professor, student = await make_person(app, client, role="professor"), await make_person(app, client)
    course = await make_course(client, professor)
    enrollment = await enroll(client, professor, course, student)
    told: list[EnrollmentEnded] = []

    async def hear(event: EnrollmentEnded) -> None:
        told.append(event)

    app.events.subscribe(EnrollmentEnded, hear)

    path = f"{COURSES}/{course['id']}/enrollments/{enrollment['id']}"
    assert (await client.delete(path, headers=professor.headers)).status_code == 204
    assert (await client.get(f"{COURSES}/{course['id']}", headers=student.headers)).status_code == 404
    assert told == [EnrollmentEnded(course["id"], student.id)]


async def test_a_student_may_leave_and_may_not_remove_others(app: Application, client: httpx.AsyncClient) -> None:
    professor = await make_person(app, client, role="professor")
    one, other = await make_person(app, client), await make_person(app, client)
    course = await make_course(client, professor)
    own, others = await enroll(client, professor, course, one), await enroll(client, professor, course, other)
    path = f"{COURSES}/{course['id']}/enrollments"

    assert (await client.delete(f"{path}/{others['id']}", headers=one.headers)).status_code == 403
    assert (await client.delete(f"{path}/{own['id']}", headers=one.headers)).status_code == 204


async def test_an_enrolment_is_found_through_its_own_course_only(app: Application, client: httpx.AsyncClient) -> None:
    professor, student = await make_person(app, client, role="professor"), await make_person(app, client)
    course, other = await make_course(client, professor), await make_course(client, professor)
    enrollment = await enroll(client, professor, course, student)

    answer = await client.delete(f"{COURSES}/{other['id']}/enrollments/{enrollment['id']}", headers=professor.headers)

    assert answer.status_code == 404


async def test_who_comes_back_has_a_new_enrolment(app: Application, client: httpx.AsyncClient) -> None:
    professor, student = await make_person(app, client, role="professor"), await make_person(app, client)
    course = await make_course(client, professor)
    first = await enroll(client, professor, course, student)
    await client.delete(f"{COURSES}/{course['id']}/enrollments/{first['id']}", headers=professor.headers)

    second = await enroll(client, professor, course, student)

    assert second["id"] != first["id"]
