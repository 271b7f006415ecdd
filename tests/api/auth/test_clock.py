"""SE16: a jump of the clock revives no token."""

from datetime import timedelta

import httpx

from eduforum.auth.keys import KeyRing
from eduforum.auth.trusted_clock import TrustedClock
from eduforum.config import Config
from eduforum.web.app import Application
from tests.api.conftest import build_silent, open_client
from tests.factories.clock import ManualClock
from tests.factories.people import make_user, sign_in

HOUR = timedelta(hours=1)


async def test_an_expired_token_stays_expired_when_the_clock_is_set_back(
    app: Application, client: httpx.AsyncClient, clock: ManualClock
) -> None:
    person = await sign_in(client, await make_user(app))
    clock.advance(901)
    assert (await client.get("/api/v1/auth/me", headers=person.headers)).status_code == 401
    clock.set(clock.now() - HOUR)
    assert (await client.get("/api/v1/auth/me", headers=person.headers)).status_code == 401


async def test_it_stays_expired_over_a_restart_with_the_clock_set_back(
    app: Application, client: httpx.AsyncClient, clock: ManualClock, config: Config
) -> None:
    person = await sign_in(client, await make_user(app))
    clock.advance(901)
    await app.trusted_clock.save(app.db)
    clock.set(clock.now() - HOUR)
    restarted = await build_silent(config, clock)
    async with open_client(restarted) as again:
        assert (await again.get("/api/v1/auth/me", headers=person.headers)).status_code == 401
    await restarted.stop()


async def test_a_refresh_token_stays_expired_too(
    app: Application, client: httpx.AsyncClient, clock: ManualClock
) -> None:
    person = await sign_in(client, await make_user(app))
    clock.advance(timedelta(days=8).total_seconds())
    await client.get("/api/v1/auth/me", headers=person.headers)
    clock.set(clock.now() - timedelta(days=8))
    answer = await client.post("/api/v1/auth/refresh", json={"refresh_token": person.refresh_token})
    assert answer.status_code == 401


async def test_a_jump_forwards_and_back_revives_nothing(
    app: Application, client: httpx.AsyncClient, clock: ManualClock
) -> None:
    person = await sign_in(client, await make_user(app))
    clock.set(clock.now() + HOUR)
    assert (await client.get("/api/v1/auth/me", headers=person.headers)).status_code == 401
    clock.set(clock.now() - HOUR)
    assert (await client.get("/api/v1/auth/me", headers=person.headers)).status_code == 401


async def test_nor_does_it_revive_a_refresh_token(
    app: Application, client: httpx.AsyncClient, clock: ManualClock
) -> None:
    person = await sign_in(client, await make_user(app))
    for jump in (timedelta(days=8), -timedelta(days=8)):
        clock.set(clock.now() + jump)
        answer = await client.post("/api/v1/auth/refresh", json={"refresh_token": person.refresh_token})
        assert answer.json()["error"]["code"] == "refresh_invalid"


async def test_people_can_sign_in_while_the_clock_is_behind(
    app: Application, client: httpx.AsyncClient, clock: ManualClock
) -> None:
    clock.set(clock.now() - HOUR)
    person = await sign_in(client, await make_user(app))
    assert (await client.get("/api/v1/auth/me", headers=person.headers)).status_code == 200
    clock.advance(901)
    assert (await client.get("/api/v1/auth/me", headers=person.headers)).status_code == 401


async def test_a_token_from_the_future_is_refused(
    app: Application, client: httpx.AsyncClient, clock: ManualClock
) -> None:
    person = await sign_in(client, await make_user(app))
    ahead = KeyRing(TrustedClock(ManualClock(clock.now() + HOUR)), access_seconds=900)
    async with app.db.transaction() as conn:
        await ahead.load(conn)
    token = ahead.sign(app.keys.verify(person.access_token, "access"), "access")
    answer = await client.get("/api/v1/auth/me", headers={"Authorization": f"Bearer {token}"})
    assert answer.json()["error"]["code"] == "token_invalid"


async def test_the_mark_is_saved_while_the_server_runs(app: Application, clock: ManualClock) -> None:
    clock.advance(10)
    async with app.db.connection() as conn:
        # The save runs in a task of its own: ask until it has.
        while await conn.fetchval("select at from clock_marks") < clock.now():
            clock.advance(0)
