"""AU9: administrators look after accounts, and each act is in the audit log."""

import base64
from typing import Any

import httpx
import pytest
import pytest_asyncio

from eduforum.web.app import Application
from tests.factories.audit import audit_log
from tests.factories.clock import ManualClock
from tests.factories.people import Person, login, make_person, make_user
from tests.factories.second_factors import protect

PEOPLE = "/api/v1/admin/people"


async def find(client: httpx.AsyncClient, admin: Person, **wanted: str) -> list[str]:
    """The names in the list."""
    answer = await client.get(PEOPLE, params=wanted, headers=admin.headers)
    assert answer.status_code == 200, answer.text
    return [person["name"] for person in answer.json()["data"]]


async def act(client: httpx.AsyncClient, admin: Person, person: Person, what: str) -> httpx.Response:
    return await client.post(f"{PEOPLE}/{person.id}/{what}", headers=admin.headers)


async def bring(client: httpx.AsyncClient, admin: Person, text: str, **options: bool) -> dict[str, Any]:
    """The report on a file."""
    file = base64.b64encode(text.encode()).decode()
    answer = await client.post(PEOPLE + "/import", json={"file": file, **options}, headers=admin.headers)
    assert answer.status_code == 200, answer.text
    report: dict[str, Any] = answer.json()["data"]
    return report


@pytest_asyncio.fixture
async def admin(app: Application, client: httpx.AsyncClient) -> Person:
    return await make_person(app, client, role="admin", name="오태경", email="taekyung@hanul.example")


async def test_people_are_listed_with_hangul_first_and_page_by_page(
    app: Application, client: httpx.AsyncClient, admin: Person
) -> None:
    for name in ("Yuki Matsumoto", "한지원", "강예은", "Anh Nguyen"):
        await make_user(app, name=name)
    first = await client.get(PEOPLE, params={"limit": "3"}, headers=admin.headers)
    cursor = first.json()["meta"]["next_cursor"]
    second = await client.get(PEOPLE, params={"limit": "3", "cursor": cursor}, headers=admin.headers)
    names = [person["name"] for answer in (first, second) for person in answer.json()["data"]]
    assert names == ["강예은", "오태경", "한지원", "Anh Nguyen", "Yuki Matsumoto"]
    assert second.json()["meta"]["next_cursor"] is None


@pytest.mark.parametrize(
    ("search", "names"),
    [
        ("궁현", ["남궁현서"]),
        ("남", ["남궁현서"]),
        ("MATSU", ["Yuki Matsumoto"]),
        ("yuki hanul", ["Yuki Matsumoto"]),
        ("%", []),
    ],
)
async def test_a_part_of_a_name_or_address_finds_somebody(
    app: Application, client: httpx.AsyncClient, admin: Person, search: str, names: list[str]
) -> None:
    await make_user(app, name="남궁현서", email="hyunseo@school.example")
    await make_user(app, name="Yuki Matsumoto", email="ym@hanul.example")
    assert await find(client, admin, search=search) == names


async def test_people_are_narrowed_by_role_status_and_second_step(
    app: Application, client: httpx.AsyncClient, admin: Person, clock: ManualClock
) -> None:
    await make_person(app, client, role="professor", name="P")
    coded = (await protect(app, client, clock)).person
    clock.advance(60)
    suspended = await make_person(app, client, name="S")
    await act(client, admin, suspended, "suspend")
    await client.post(PEOPLE, json={"name": "I", "email": "i@hanul.example"}, headers=admin.headers)
    assert await find(client, admin, role="professor") == ["P"]
    assert await find(client, admin, status="suspended") == ["S"]
    assert await find(client, admin, status="invited") == ["I"]
    assert await find(client, admin, two_step="true") == [coded.name]
    assert (await find(client, admin, sort="-last_seen_at"))[0] == "S"
    summary = (await client.get(PEOPLE + "/summary", headers=admin.headers)).json()["data"]
    assert summary == {"people": 5, "online": 4, "invited": 1, "suspended": 1}


async def test_an_account_is_made_with_a_password_that_is_shown_once(client: httpx.AsyncClient, admin: Person) -> None:
    body = {"name": "한지원", "email": "jiwon@hanul.example", "role": "professor", "with_password": True}
    made = await client.post(PEOPLE, json=body, headers=admin.headers)
    again = await client.post(PEOPLE, json=body, headers=admin.headers)
    assert made.status_code == 201
    person, password = made.json()["data"]["person"], made.json()["data"]["password"]
    tokens = await login(client, Person(person["id"], person["email"], person["name"], "professor", password))
    assert tokens["user"]["role"] == "professor"
    assert (again.status_code, again.json()["error"]["code"]) == (409, "email_taken")
    (entry,) = await audit_log(client, admin)
    assert (entry["act"], entry["subject_name"], entry["details"]) == (
        "person.created",
        "한지원",
        {"role": "professor"},
    )


async def test_whoever_is_suspended_is_out_until_they_are_let_in_again(
    app: Application, client: httpx.AsyncClient, admin: Person
) -> None:
    student = await make_person(app, client)
    suspended = await act(client, admin, student, "suspend")
    assert suspended.json()["data"]["status"] == "suspended"
    me = await client.get("/api/v1/auth/me", headers=student.headers)
    renewed = await client.post("/api/v1/auth/refresh", json={"refresh_token": student.refresh_token})
    refused = await client.post("/api/v1/auth/login", json={"email": student.email, "password": student.password})
    assert (me.status_code, renewed.status_code) == (401, 401)
    assert refused.json()["error"]["code"] == "account_suspended"
    await act(client, admin, student, "suspend")
    await act(client, admin, student, "unsuspend")
    await login(client, student)
    entries = await audit_log(client, admin, person_id=student.id)
    assert [entry["act"] for entry in entries] == ["person.unsuspended", "person.suspended"]


async def test_nobody_suspends_themselves_nor_takes_the_last_administrator_away(
    app: Application, client: httpx.AsyncClient, admin: Person
) -> None:
    own = await act(client, admin, admin, "suspend")
    demoted = await client.put(f"{PEOPLE}/{admin.id}/role", json={"role": "professor"}, headers=admin.headers)
    assert own.json()["error"]["code"] == "own_account"
    assert demoted.json()["error"]["code"] == "last_admin"
    other = await make_person(app, client, role="admin")
    assert (await act(client, other, admin, "suspend")).status_code == 200
    alone = await client.put(f"{PEOPLE}/{other.id}/role", json={"role": "student"}, headers=other.headers)
    assert alone.json()["error"]["code"] == "last_admin"


async def test_a_role_counts_at_once_and_a_lower_one_asks_to_sign_in_again(
    app: Application, client: httpx.AsyncClient, admin: Person
) -> None:
    person = await make_person(app, client)
    raised = await client.put(f"{PEOPLE}/{person.id}/role", json={"role": "professor"}, headers=admin.headers)
    assert raised.json()["data"]["role"] == "professor"
    course = {"title": "Logic", "code": "PHIL 1", "semester": "2026-1"}
    assert (await client.post("/api/v1/courses", json=course, headers=person.headers)).status_code == 201
    await client.put(f"{PEOPLE}/{person.id}/role", json={"role": "student"}, headers=admin.headers)
    assert (await client.get("/api/v1/auth/me", headers=person.headers)).status_code == 401
    entries = await audit_log(client, admin, act="person.role_changed")
    assert entries[0]["details"] == {"from": "professor", "to": "student"}


async def test_who_has_lost_the_second_step_gets_in_by_the_password(
    app: Application, client: httpx.AsyncClient, admin: Person, clock: ManualClock
) -> None:
    person = (await protect(app, client, clock)).person
    assert (await act(client, admin, person, "reset-2fa")).json()["data"]["two_step"] is False
    assert "access_token" in await login(client, person)
    assert (await act(client, admin, person, "reset-2fa")).json()["error"]["code"] == "second_factor_off"


async def test_a_file_is_tried_first_and_then_imported_without_its_faulty_line(
    app: Application, client: httpx.AsyncClient, admin: Person
) -> None:
    await make_user(app, email="known@hanul.example", name="Known")
    text = "이름,이메일\n김하늘,haneul@hanul.example\n,nobody\n한지원,jiwon@hanul.example\nK,known@hanul.example\n"
    tried = await bring(client, admin, text)
    refused = await bring(client, admin, text, dry_run=False)
    assert (tried["ready"], tried["existing"], tried["faulty"], tried["created"]) == (2, 1, 1, 0)
    assert {(fault["line"], fault["field"]) for fault in tried["faults"]} == {(3, "name"), (3, "email")}
    assert refused["created"] == 0
    assert await find(client, admin, search="김하늘") == []

    done = await bring(client, admin, text, dry_run=False, keep_good=True)
    assert done["created"] == 2
    assert await find(client, admin, search="hanul.example", status="invited") == ["김하늘", "한지원"]
    again = await bring(client, admin, text, dry_run=False, keep_good=True)
    assert (again["created"], again["existing"]) == (0, 3)
    entries = await audit_log(client, admin)
    assert [entry["act"] for entry in entries] == ["people.imported", "person.created", "person.created"]
    assert entries[0]["details"] == {"created": 2, "existing": 1, "faulty": 1}
