"""Limits on signing in and registering, from the start."""

import httpx
import msgspec
import pytest

from eduforum.config import Config, Limits
from eduforum.web.app import Application
from tests.factories.clock import ManualClock
from tests.factories.people import PASSWORD, make_user, sign_in


@pytest.fixture
def config(config: Config) -> Config:
    limits = Limits(requests_per_minute=20, login_per_minute=3, register_per_minute=2)
    return msgspec.structs.replace(config, limits=limits)


async def attempt(client: httpx.AsyncClient, email: str, password: str = "wrong-password-1") -> httpx.Response:
    return await client.post("/api/v1/auth/login", json={"email": email, "password": password})


async def test_guessing_one_account_is_slowed_down(
    app: Application, client: httpx.AsyncClient, clock: ManualClock
) -> None:
    person = await make_user(app)
    assert [(await attempt(client, person.email)).status_code for _ in range(4)] == [401, 401, 401, 429]
    refused = await attempt(client, person.email.upper(), PASSWORD)
    assert refused.json()["error"]["code"] == "rate_limited"
    clock.advance(int(refused.headers["retry-after"]))
    assert (await attempt(client, person.email, PASSWORD)).status_code == 200


async def test_a_class_behind_one_address_signs_in(app: Application, client: httpx.AsyncClient) -> None:
    people = [await make_user(app) for _ in range(30)]
    answers = [await attempt(client, person.email, PASSWORD) for person in people]
    assert {answer.status_code for answer in answers} == {200}


async def test_guessing_many_accounts_from_one_address_is_slowed_down(client: httpx.AsyncClient) -> None:
    answers = [await attempt(client, f"somebody{number}@eduforum.test") for number in range(91)]
    assert [answer.status_code for answer in answers] == [401] * 90 + [429]


async def test_registering_is_slowed_down(client: httpx.AsyncClient) -> None:
    answers = [
        await client.post(
            "/api/v1/auth/register",
            json={"email": f"new{number}@eduforum.test", "password": PASSWORD, "name": "New"},
        )
        for number in range(3)
    ]
    assert [answer.status_code for answer in answers] == [201, 201, 429]
    assert int(answers[-1].headers["retry-after"]) > 0


async def test_each_person_has_so_many_requests_a_minute(
    app: Application, client: httpx.AsyncClient, clock: ManualClock
) -> None:
    one, other = [await sign_in(client, await make_user(app)) for _ in range(2)]
    statuses = [(await client.get("/api/v1/auth/me", headers=one.headers)).status_code for _ in range(21)]
    assert statuses == [200] * 20 + [429]
    assert (await client.get("/api/v1/auth/me", headers=other.headers)).status_code == 200
    clock.advance(60)
    assert (await client.get("/api/v1/auth/me", headers=one.headers)).status_code == 200
