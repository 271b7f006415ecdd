"""Refresh tokens: rotation, two tabs at once, reuse, and who may use the cookie."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest

from eduforum.auth.schemas import LoginEnded
from eduforum.web.app import Application
from tests.api.conftest import ORIGIN, open_client
from tests.factories.clock import ManualClock
from tests.factories.people import PASSWORD, Person, make_user, sign_in

DAY = 24 * 60 * 60


@pytest.fixture
async def person(app: Application, client: httpx.AsyncClient) -> Person:
    return await sign_in(client, await make_user(app))


async def refresh(client: httpx.AsyncClient, token: str) -> httpx.Response:
    return await client.post("/api/v1/auth/refresh", json={"refresh_token": token})


async def refreshed(client: httpx.AsyncClient, token: str) -> str:
    answer = await refresh(client, token)
    assert answer.status_code == 200, answer.text
    next_token: str = answer.json()["data"]["refresh_token"]
    return next_token


async def test_a_refresh_yields_the_next_pair(client: httpx.AsyncClient, person: Person, clock: ManualClock) -> None:
    clock.advance(1000)
    answer = await refresh(client, person.refresh_token)
    data = answer.json()["data"]
    assert data["user"]["id"] == person.id
    assert data["refresh_token"] != person.refresh_token
    me = await client.get("/api/v1/auth/me", headers={"Authorization": f"Bearer {data['access_token']}"})
    assert me.json()["data"]["id"] == person.id


async def test_two_tabs_that_refresh_at_once_both_go_on(client: httpx.AsyncClient, person: Person) -> None:
    first, second = await asyncio.gather(
        refreshed(client, person.refresh_token), refreshed(client, person.refresh_token)
    )
    assert first != second
    await refreshed(client, first)
    await refreshed(client, second)


async def test_a_lost_answer_is_made_good_within_ten_seconds(
    client: httpx.AsyncClient, person: Person, clock: ManualClock
) -> None:
    await refreshed(client, person.refresh_token)
    clock.advance(10)
    await refreshed(client, person.refresh_token)


async def test_a_token_yields_one_further_token_and_no_more(client: httpx.AsyncClient, person: Person) -> None:
    first = await refreshed(client, person.refresh_token)
    await refreshed(client, person.refresh_token)
    third = await refresh(client, person.refresh_token)
    assert third.status_code == 409
    assert third.json()["error"]["code"] == "refresh_superseded"
    await refreshed(client, first)


async def test_later_reuse_ends_the_whole_family(
    app: Application, client: httpx.AsyncClient, person: Person, clock: ManualClock
) -> None:
    ended: list[LoginEnded] = []

    async def note(event: LoginEnded) -> None:
        ended.append(event)

    app.events.subscribe(LoginEnded, note)
    successor = await refreshed(client, person.refresh_token)
    clock.advance(11)
    reuse = await refresh(client, person.refresh_token)
    assert reuse.status_code == 401
    assert reuse.json()["error"]["code"] == "refresh_reused"
    assert (await refresh(client, successor)).json()["error"]["code"] == "refresh_invalid"
    assert (await client.get("/api/v1/auth/me", headers=person.headers)).status_code == 401
    assert [event.user_id for event in ended] == [person.id]


async def test_reuse_ends_no_other_login_of_the_person(
    client: httpx.AsyncClient, person: Person, clock: ManualClock
) -> None:
    other = await sign_in(client, person)
    await refreshed(client, person.refresh_token)
    clock.advance(11)
    await refresh(client, person.refresh_token)
    await refreshed(client, other.refresh_token)


async def test_seven_days_unused_a_login_is_over(client: httpx.AsyncClient, person: Person, clock: ManualClock) -> None:
    clock.advance(6 * DAY)
    token = await refreshed(client, person.refresh_token)
    clock.advance(6 * DAY)
    token = await refreshed(client, token)
    clock.advance(7 * DAY)
    assert (await refresh(client, token)).json()["error"]["code"] == "refresh_invalid"


@pytest.mark.parametrize("token", ["x", "가나다", "A" * 43])
async def test_a_made_up_token_is_refused(client: httpx.AsyncClient, token: str) -> None:
    assert (await refresh(client, token)).status_code == 401


async def test_without_any_token_there_is_nothing_to_refresh(client: httpx.AsyncClient) -> None:
    answer = await client.post("/api/v1/auth/refresh")
    assert answer.json()["error"]["code"] == "unauthenticated"


async def test_only_hashes_of_tokens_are_stored(app: Application, person: Person) -> None:
    async with app.db.connection() as conn:
        stored = await conn.fetch("select t::text as line from refresh_tokens t")
    assert stored
    assert all(person.refresh_token not in row["line"] for row in stored)


class TestByCookie:
    @pytest.fixture
    async def browser(self, app: Application) -> AsyncIterator[httpx.AsyncClient]:
        person = await make_user(app)
        async with open_client(app) as opened:
            await opened.post("/api/v1/auth/login", json={"email": person.email, "password": PASSWORD})
            yield opened

    async def test_our_own_page_refreshes_and_gets_the_next_cookie(self, browser: httpx.AsyncClient) -> None:
        before = browser.cookies["eduforum_refresh"]
        answer = await browser.post("/api/v1/auth/refresh", headers={"Origin": ORIGIN})
        assert answer.status_code == 200
        assert "refresh_token" not in answer.json()["data"]
        assert browser.cookies["eduforum_refresh"] != before

    @pytest.mark.parametrize("origin", [None, "null", "https://evil.test", "http://eduforum.test.evil.test"])
    @pytest.mark.parametrize("call", ["refresh", "logout"])
    async def test_nobody_elses_page_does(self, browser: httpx.AsyncClient, origin: str | None, call: str) -> None:
        answer = await browser.post(f"/api/v1/auth/{call}", headers={"Origin": origin} if origin else {})
        assert answer.status_code == 403
        assert answer.json()["error"]["code"] == "foreign_origin"
        assert (await browser.post("/api/v1/auth/refresh", headers={"Origin": ORIGIN})).status_code == 200


async def test_refreshing_over_and_over_is_slowed_down_and_loses_nothing(
    client: httpx.AsyncClient, person: Person, clock: ManualClock
) -> None:
    token = person.refresh_token
    for _ in range(60):
        token = await refreshed(client, token)
    assert (await refresh(client, token)).status_code == 429
    clock.advance(60)
    await refreshed(client, token)
