"""Rosters from files: seen before they count, enrolled or expected, and given out again."""

import httpx

from eduforum.auth import store as accounts
from eduforum.web.app import Application
from tests.factories.courses import Record, enroll, make_course
from tests.factories.people import PASSWORD, Person, make_person, make_user, sign_in

HEADING = "학번,이름,이메일,분반\n"
THREE_FAULTS = (
    HEADING
    + "0012,김하은,haeun@eduforum.test,01\n"
    + "2.02E+09,이도윤,doyun@eduforum.test,01\n"
    + "0014,,seoyeon@eduforum.test,02\n"
    + "0015,박서연,no-address,02\n"
    + "0016,최하율,,02\n"
)


async def send(client: httpx.AsyncClient, person: Person, course: Record, text: str, **query: bool) -> httpx.Response:
    return await client.post(
        f"/api/v1/courses/{course['id']}/roster",
        params={name: str(value).lower() for name, value in query.items()},
        content=text.encode("cp949"),
        headers={**person.headers, "Content-Type": "application/octet-stream"},
    )


async def listed(client: httpx.AsyncClient, person: Person, course: Record, what: str) -> list[Record]:
    answer = await client.get(f"/api/v1/courses/{course['id']}/{what}", headers=person.headers)
    assert answer.status_code == 200, answer.text
    found: list[Record] = answer.json()["data"]
    return found


async def test_faulty_lines_are_told_and_nothing_is_kept_until_the_good_ones_are_wanted(
    app: Application, client: httpx.AsyncClient
) -> None:
    professor = await make_person(app, client, role="professor")
    await make_user(app, email="haeun@eduforum.test", name="Haeun")
    course = await make_course(client, professor)

    seen = await send(client, professor, course, THREE_FAULTS, dry_run=True)
    refused = await send(client, professor, course, THREE_FAULTS)
    before = await listed(client, professor, course, "enrollments")
    kept = await send(client, professor, course, THREE_FAULTS, keep_good=True)
    again = await send(client, professor, course, THREE_FAULTS, dry_run=True)

    report = seen.json()["data"]
    assert [(fault["line"], fault["field"], fault["code"]) for fault in report["faults"]] == [
        (3, "student_number", "rounded_number"),
        (4, "name", "empty"),
        (5, "email", "not_an_address"),
    ]
    # Who has an account is nobody's to know before they are in the course.
    assert (report["new"], report["enrolled"], report["expected"]) == (2, None, None)
    assert (refused.status_code, refused.json()["error"]["code"], len(before)) == (422, "roster_faulty", 1)
    assert (kept.json()["data"]["enrolled"], kept.json()["data"]["expected"]) == (1, 1)
    assert (again.json()["data"]["new"], again.json()["data"]["same"]) == (0, 2)
    _, haeun = await listed(client, professor, course, "enrollments")
    assert (haeun["name"], haeun["roster_name"], haeun["student_number"], haeun["section"]) == (
        "Haeun",
        "김하은",
        "0012",
        "01",
    )
    assert [person["student_number"] for person in await listed(client, professor, course, "expected")] == ["0016"]


async def test_student_numbers_and_roster_names_are_for_staff(app: Application, client: httpx.AsyncClient) -> None:
    professor, student = await make_person(app, client, role="professor"), await make_person(app, client)
    course = await make_course(client, professor)
    await send(client, professor, course, f"{HEADING}0012,김하은,{student.email},02\n")

    own = (await listed(client, student, course, "enrollments"))[1]
    found = await listed(client, student, course, "enrollments?search=0012")

    assert (own["student_number"], own["roster_name"], own["email"], own["section"]) == (None, None, None, "02")
    assert found == []
    assert len(await listed(client, professor, course, "enrollments?search=0012")) == 1


async def test_who_is_expected_is_enrolled_once_their_address_is_verified(
    app: Application, client: httpx.AsyncClient
) -> None:
    professor = await make_person(app, client, role="professor")
    course = await make_course(client, professor)
    await send(client, professor, course, f"{HEADING}0012,김하은,haeun@eduforum.test,02\n")
    body = {"email": "haeun@eduforum.test", "name": "Haeun", "password": PASSWORD}
    await client.post("/api/v1/auth/register", json=body)
    async with app.db.connection() as conn:
        found = await accounts.user_by_email(conn, "haeun@eduforum.test")
    assert found is not None
    haeun = await sign_in(client, Person(found.id, found.email, found.name, found.role))

    unverified = await client.get("/api/v1/courses", headers=haeun.headers)
    async with app.db.transaction() as conn:
        await accounts.verify_email(conn, haeun.id, app.clock.now())
    verified = await client.get("/api/v1/courses", headers=haeun.headers)

    assert unverified.json()["data"] == []
    assert [each["id"] for each in verified.json()["data"]] == [course["id"]]
    assert await listed(client, professor, course, "expected") == []
    assert (await listed(client, professor, course, "enrollments"))[1]["student_number"] == "0012"


async def test_who_is_expected_by_number_comes_with_the_account_that_has_it(
    app: Application, client: httpx.AsyncClient
) -> None:
    professor = await make_person(app, client, role="professor")
    course = await make_course(client, professor)
    answer = await client.post(
        f"/api/v1/courses/{course['id']}/expected",
        json={"name": "김하은", "student_number": "A-0012", "role": "ta"},
        headers=professor.headers,
    )
    assert answer.status_code == 201
    person = await make_person(app, client)
    async with app.db.transaction() as conn:
        await accounts.set_student_number(conn, person.id, "a-0012")

    answer = await client.get("/api/v1/sessions", headers=person.headers)

    assert answer.status_code == 200
    assert (await listed(client, person, course, "enrollments"))[1]["role"] == "ta"


async def test_a_roster_is_read_가나다_with_those_who_teach_before_all_others(
    app: Application, client: httpx.AsyncClient
) -> None:
    professor = await make_person(app, client, role="professor", name="한지원")
    course = await make_course(client, professor)
    for name in ("Amara Okonkwo", "황보아름솔", "김하은", "남궁현서"):
        await enroll(client, professor, course, await make_user(app, name=name))
    await enroll(client, professor, course, await make_user(app, name="서아린"), "ta")
    order = ["한지원", "서아린", "김하은", "남궁현서", "황보아름솔", "Amara Okonkwo"]

    names: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        answer = await client.get(
            f"/api/v1/courses/{course['id']}/enrollments",
            params={"limit": 2, **({"cursor": cursor} if cursor else {})},
            headers=professor.headers,
        )
        names += [person["name"] for person in answer.json()["data"]]
        cursor = answer.json()["meta"]["next_cursor"]
    assert names == order


async def test_a_number_is_one_person_of_a_course(app: Application, client: httpx.AsyncClient) -> None:
    professor = await make_person(app, client, role="professor")
    course = await make_course(client, professor)
    people = [await enroll(client, professor, course, await make_user(app)) for _ in range(2)]
    paths = [f"/api/v1/courses/{course['id']}/enrollments/{person['id']}" for person in people]

    given = await client.patch(paths[0], json={"student_number": "0012"}, headers=professor.headers)
    taken = await client.patch(paths[1], json={"student_number": "0012"}, headers=professor.headers)

    assert given.json()["data"]["student_number"] == "0012"
    assert (taken.status_code, taken.json()["error"]["code"]) == (409, "number_taken")


async def test_the_roster_is_given_out_as_it_can_be_read_in_again(app: Application, client: httpx.AsyncClient) -> None:
    professor = await make_person(app, client, role="professor")
    course = await make_course(client, professor)
    await send(client, professor, course, f"{HEADING}0012,김하은,haeun@eduforum.test,02\n0011,이도윤,,01\n")

    answer = await client.get(f"/api/v1/courses/{course['id']}/roster.csv", headers=professor.headers)
    again = await client.post(
        f"/api/v1/courses/{course['id']}/roster",
        params={"dry_run": "true"},
        content=answer.content,
        headers={**professor.headers, "Content-Type": "application/octet-stream"},
    )

    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[1:] == ["0012,김하은,,haeun@eduforum.test,02,student", "0011,이도윤,,,01,student"]
    assert (again.json()["data"]["new"], again.json()["data"]["same"]) == (0, 2)
