"""Logging out ends a login at once, whatever it is named by."""

import httpx
import pytest

from eduforum.auth.schemas import LoginEnded
from eduforum.web.app import Application
from tests.api.conftest import ORIGIN, open_client
from tests.factories.people import PASSWORD, Person, make_user, sign_in


@pytest.fixture
async def person(app: Application, client: httpx.AsyncClient) -> Person:
    return await sign_in(client, await make_user(app))


@pytest.fixture
def ended(app: Application) -> list[LoginEnded]:
    events: list[LoginEnded] = []

    async def note(event: LoginEnded) -> None:
        events.append(event)

    app.events.subscribe(LoginEnded, note)
    return events


async def test_by_bearer_token(client: httpx.AsyncClient, person: Person, ended: list[LoginEnded]) -> None:
    answer = await client.post("/api/v1/auth/logout", headers=person.headers)
    assert answer.status_code == 204
    assert answer.content == b""
    assert (await client.get("/api/v1/auth/me", headers=person.headers)).json()["error"]["code"] == "token_revoked"
    refreshed = await client.post("/api/v1/auth/refresh", json={"refresh_token": person.refresh_token})
    assert refreshed.status_code == 401
    assert [event.user_id for event in ended] == [person.id]


async def test_by_refresh_token(client: httpx.AsyncClient, person: Person, ended: list[LoginEnded]) -> None:
    answer = await client.post("/api/v1/auth/logout", json={"refresh_token": person.refresh_token})
    assert answer.status_code == 204
    assert (await client.get("/api/v1/auth/me", headers=person.headers)).status_code == 401
    assert len(ended) == 1


async def test_by_cookie_which_goes_too(app: Application, ended: list[LoginEnded]) -> None:
    person = await make_user(app)
    async with open_client(app) as browser:
        await browser.post("/api/v1/auth/login", json={"email": person.email, "password": PASSWORD})
        answer = await browser.post("/api/v1/auth/logout", headers={"Origin": ORIGIN})
        assert answer.status_code == 204
        assert "eduforum_refresh" not in browser.cookies
    assert len(ended) == 1


async def test_twice_is_as_good_as_once(client: httpx.AsyncClient, person: Person, ended: list[LoginEnded]) -> None:
    for _ in range(2):
        answer = await client.post("/api/v1/auth/logout", json={"refresh_token": person.refresh_token})
        assert answer.status_code == 204
    assert len(ended) == 1


async def test_it_leaves_the_persons_other_devices_alone(client: httpx.AsyncClient, person: Person) -> None:
    other = await sign_in(client, person)
    await client.post("/api/v1/auth/logout", headers=person.headers)
    assert (await client.get("/api/v1/auth/me", headers=other.headers)).status_code == 200


async def test_a_login_that_ended_stays_ended_without_the_memory_of_it(
    app: Application, client: httpx.AsyncClient, person: Person
) -> None:
    async with app.db.connection() as conn:
        login_id = await conn.fetchval("select id from logins where user_id = $1", person.id)
        assert await app.auth.login_is_live(conn, login_id)
        await conn.execute("update logins set ended_at = created_at, end_reason = 'revoked' where id = $1", login_id)
        assert not app.blacklist.is_revoked(f"login:{login_id}")
        assert not await app.auth.login_is_live(conn, login_id)
    assert (await client.get("/api/v1/auth/me", headers=person.headers)).status_code == 401
