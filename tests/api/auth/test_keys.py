"""The key ring: rotation ends nobody's session, and nodes learn of each other's keys."""

import httpx
import jwt

from eduforum.config import Config
from eduforum.web.app import Application
from tests.api.conftest import build_silent, open_client
from tests.factories.clock import ManualClock
from tests.factories.people import make_user, sign_in


async def test_a_new_key_signs_and_the_old_one_still_verifies(app: Application, client: httpx.AsyncClient) -> None:
    before = await sign_in(client, await make_user(app))
    async with app.db.transaction() as conn:
        kid = await app.keys.rotate(conn)
    after = await sign_in(client, before)
    assert jwt.get_unverified_header(after.access_token)["kid"] == kid
    for person in (before, after):
        assert (await client.get("/api/v1/auth/me", headers=person.headers)).status_code == 200
    published = (await client.get("/.well-known/jwks.json")).json()["keys"]
    assert len(published) == 2
    assert all(key.keys() == {"kty", "use", "alg", "kid", "n", "e"} for key in published)


async def test_a_node_takes_up_a_key_that_another_made(
    app: Application, client: httpx.AsyncClient, clock: ManualClock, config: Config
) -> None:
    other = await build_silent(config, clock)
    async with app.db.transaction() as conn:
        await app.keys.rotate(conn)
    person = await sign_in(client, await make_user(app))
    async with open_client(other) as there:
        assert (await there.get("/api/v1/auth/me", headers=person.headers)).status_code == 200
    await other.stop()


async def test_keys_outlive_a_restart(
    app: Application, client: httpx.AsyncClient, clock: ManualClock, config: Config
) -> None:
    person = await sign_in(client, await make_user(app))
    restarted = await build_silent(config, clock)
    async with open_client(restarted) as again:
        assert (await again.get("/api/v1/auth/me", headers=person.headers)).status_code == 200
    await restarted.stop()
