"""The key ring: rotation ends nobody's session, and nodes learn of each other's keys."""

import httpx
import jwt
import pytest

from eduforum.config import Config
from eduforum.errors import Unauthenticated
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


async def test_a_token_that_was_seen_before_is_refused_once_its_key_is_gone(
    app: Application, client: httpx.AsyncClient, clock: ManualClock
) -> None:
    person = await sign_in(client, await make_user(app))
    assert (await client.get("/api/v1/auth/me", headers=person.headers)).status_code == 200
    async with app.db.transaction() as conn:
        kid = await app.keys.rotate(conn)
        await conn.execute("delete from signing_keys where kid <> $1", kid)
        clock.advance(10)
        await app.keys.reload(conn)

    answer = await client.get("/api/v1/auth/me", headers=person.headers)

    assert answer.json()["error"]["code"] == "token_invalid"


async def test_a_token_that_was_seen_before_is_none_of_another_kind(app: Application) -> None:
    token = app.keys.sign({"sub": "somebody"}, "access")
    app.keys.verify(token, "access")

    with pytest.raises(Unauthenticated):
        app.keys.verify(token, "participant")


async def test_a_token_that_was_seen_before_expires(app: Application, clock: ManualClock) -> None:
    token = app.keys.sign({"sub": "somebody"}, "access")
    app.keys.verify(token, "access")
    clock.advance(app.keys.seconds("access"))

    with pytest.raises(Unauthenticated, match="expired"):
        app.keys.verify(token, "access")


async def test_a_participant_token_is_good_by_its_own_secret_alone(app: Application) -> None:
    token = app.keys.sign({"sub": "somebody"}, "participant")
    header, claims = jwt.get_unverified_header(token), app.keys.verify(token, "participant")
    newest = app.keys.newest
    forged = [
        jwt.encode(claims, newest.private, algorithm="RS256", headers={"kid": header["kid"]}),
        jwt.encode(claims, b"s" * 32, algorithm="HS256", headers={"kid": header["kid"]}),
        jwt.encode(claims, "", algorithm="none", headers={"kid": header["kid"]}),
    ]

    for each in forged:
        with pytest.raises(Unauthenticated):
            app.keys.verify(each, "participant")


async def test_the_secret_of_rooms_signs_no_access_token(app: Application) -> None:
    claims = app.keys.verify(app.keys.sign({"sub": "somebody"}, "access"), "access")
    newest = app.keys.newest

    with pytest.raises(Unauthenticated):
        app.keys.verify(jwt.encode(claims, newest.secret, algorithm="HS256", headers={"kid": newest.kid}), "access")
