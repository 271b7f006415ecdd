"""AU9: an administrator looks as somebody else, changes nothing, and is seen to look."""

import httpx
import pytest
import pytest_asyncio

from eduforum.web.app import Application
from tests.factories.audit import audit_log
from tests.factories.clock import ManualClock
from tests.factories.people import Person, make_person, make_user

PEOPLE = "/api/v1/admin/people"


async def look(client: httpx.AsyncClient, admin: Person, person: Person, reason: str = "A ticket") -> httpx.Response:
    return await client.post(f"{PEOPLE}/{person.id}/view", json={"reason": reason}, headers=admin.headers)


async def headers(client: httpx.AsyncClient, admin: Person, person: Person) -> dict[str, str]:
    answer = await look(client, admin, person)
    assert answer.status_code == 201, answer.text
    return {"Authorization": f"Bearer {answer.json()['data']['access_token']}"}


@pytest_asyncio.fixture
async def admin(app: Application, client: httpx.AsyncClient) -> Person:
    return await make_person(app, client, role="admin", name="Ada Admin")


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/auth/2fa/setup", {"password": "wombat-lantern-42"}),
        ("DELETE", "/auth/devices", None),
        ("POST", "/courses/join", {"join_code": "ABCDEFGH"}),
        ("POST", "/auth/logout", {}),
    ],
)
async def test_who_looks_sees_what_the_person_sees_and_changes_nothing(
    app: Application, client: httpx.AsyncClient, admin: Person, method: str, path: str, body: dict[str, str] | None
) -> None:
    student = await make_user(app)
    eyes = await headers(client, admin, student)
    me = await client.get("/api/v1/auth/me", headers=eyes)
    refused = await client.request(method, f"/api/v1{path}", json=body, headers=eyes)
    assert me.json()["data"]["id"] == student.id
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "viewing_as")


async def test_the_person_finds_it_among_their_devices_and_the_log_says_why(
    app: Application, client: httpx.AsyncClient, admin: Person
) -> None:
    student = await make_person(app, client)
    eyes = await headers(client, admin, student)
    await client.delete("/api/v1/admin/view", headers=eyes)
    assert (await client.get("/api/v1/auth/me", headers=eyes)).status_code == 401
    devices = (await client.get("/api/v1/auth/devices", headers=student.headers)).json()["data"]
    assert [(device["administrator"], device["ended_at"] is None) for device in devices] == [
        (None, True),
        ("Ada Admin", False),
    ]
    ended, begun = await audit_log(client, admin)
    assert (begun["act"], begun["details"]) == ("person.viewed_as", {"reason": "A ticket"})
    assert (ended["act"], ended["actor"]["id"]) == ("person.viewed_as_ended", admin.id)


async def test_a_look_ends_with_its_time_with_the_administrators_sign_in_and_by_the_person(
    app: Application, client: httpx.AsyncClient, admin: Person, clock: ManualClock
) -> None:
    student = await make_person(app, client)

    async def sees(eyes: dict[str, str]) -> bool:
        return (await client.get("/api/v1/auth/me", headers=eyes)).status_code == 200

    eyes = await headers(client, admin, student)
    await client.delete("/api/v1/auth/devices", headers=student.headers)
    assert not await sees(eyes)
    eyes = await headers(client, admin, student)
    await client.post("/api/v1/auth/logout", headers=admin.headers)
    assert not await sees(eyes)
    admin = await make_person(app, client, role="admin")
    eyes = await headers(client, admin, student)
    clock.advance(15 * 60 + 1)
    assert not await sees(eyes)


async def test_nobody_looks_as_an_administrator_without_a_reason_or_as_who_is_kept_out(
    app: Application, client: httpx.AsyncClient, admin: Person
) -> None:
    other, student = await make_user(app, role="admin"), await make_user(app)
    assert (await look(client, admin, other)).json()["error"]["code"] == "person_is_admin"
    assert (await look(client, admin, student, reason="  ")).status_code == 422
    await client.post(f"{PEOPLE}/{student.id}/suspend", headers=admin.headers)
    assert (await look(client, admin, student)).json()["error"]["code"] == "person_suspended"
