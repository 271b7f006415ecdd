"""Signing in: what it answers, and what it does not tell."""

import httpx
import jwt
import pytest

from eduforum.auth.passwords import PasswordHasher
from eduforum.web.app import Application
from tests.api.conftest import ORIGIN
from tests.factories.clock import ManualClock
from tests.factories.people import PASSWORD, make_user, sign_in


async def test_a_login_answers_an_access_token_and_sets_the_refresh_cookie(
    app: Application, client: httpx.AsyncClient
) -> None:
    person = await make_user(app, role="professor", name="김하늘")
    answer = await client.post("/api/v1/auth/login", json={"email": person.email, "password": PASSWORD})
    assert answer.status_code == 200
    data = answer.json()["data"]
    assert data["expires_in"] == 900
    assert data["user"]["name"] == "김하늘"
    assert data["user"]["role"] == "professor"
    assert "refresh_token" not in data
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("eduforum_refresh=")
    for attribute in ("HttpOnly", "SameSite=strict", "Path=/api/v1/auth", "Max-Age=604800"):
        assert attribute in cookie


async def test_the_cookie_is_secure_over_https(app: Application, client: httpx.AsyncClient) -> None:
    person = await make_user(app)
    answer = await client.post(
        "https://eduforum.test/api/v1/auth/login", json={"email": person.email, "password": PASSWORD}
    )
    assert "Secure" in answer.headers["set-cookie"]


async def test_the_access_token_is_verified_by_the_published_keys(app: Application, client: httpx.AsyncClient) -> None:
    person = await sign_in(client, await make_user(app))
    published = (await client.get("/.well-known/jwks.json")).json()
    kid = jwt.get_unverified_header(person.access_token)["kid"]
    key = next(key for key in jwt.PyJWKSet.from_dict(published).keys if key.key_id == kid)
    claims = jwt.decode(
        person.access_token, key, algorithms=["RS256"], audience="access", options={"verify_exp": False}
    )
    assert claims["sub"] == person.id
    assert claims["exp"] - claims["iat"] == 900


async def test_asked_for_in_the_body_the_refresh_token_is_in_no_cookie(
    app: Application, client: httpx.AsyncClient
) -> None:
    person = await make_user(app)
    answer = await client.post(
        "/api/v1/auth/login",
        json={"email": person.email, "password": PASSWORD, "token_delivery": "body"},
    )
    assert answer.json()["data"]["refresh_token"]
    assert "set-cookie" not in answer.headers


async def test_the_address_is_compared_without_case_and_in_nfc(app: Application, client: httpx.AsyncClient) -> None:
    await make_user(app, email="józef@eduforum.test")
    answer = await client.post(
        "/api/v1/auth/login", json={"email": " JO\u0301ZEF@EduForum.Test ", "password": PASSWORD}
    )
    assert answer.status_code == 200


async def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(
    app: Application, client: httpx.AsyncClient
) -> None:
    person = await make_user(app)
    wrong = await client.post("/api/v1/auth/login", json={"email": person.email, "password": "x" * 12})
    unknown = await client.post("/api/v1/auth/login", json={"email": "nobody@eduforum.test", "password": "x" * 12})
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.json() == unknown.json()
    assert wrong.json()["error"]["code"] == "invalid_credentials"


async def test_an_unknown_address_costs_the_work_of_a_known_one(
    app: Application, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str | None] = []
    verify = PasswordHasher.verify

    async def watched(self: PasswordHasher, password: str, hashed: str | None) -> bool:
        seen.append(hashed)
        return await verify(self, password, hashed)

    monkeypatch.setattr(PasswordHasher, "verify", watched)
    await client.post("/api/v1/auth/login", json={"email": "nobody@eduforum.test", "password": "x" * 12})
    assert seen == [None]


async def test_a_page_of_another_site_cannot_sign_a_browser_in(app: Application, client: httpx.AsyncClient) -> None:
    person = await make_user(app)
    answer = await client.post(
        "/api/v1/auth/login",
        json={"email": person.email, "password": PASSWORD},
        headers={"Origin": "https://evil.test"},
    )
    assert answer.status_code == 403
    assert answer.json()["error"]["code"] == "foreign_origin"


async def test_our_own_page_can(app: Application, client: httpx.AsyncClient) -> None:
    person = await make_user(app)
    answer = await client.post(
        "/api/v1/auth/login", json={"email": person.email, "password": PASSWORD}, headers={"Origin": ORIGIN}
    )
    assert answer.status_code == 200


async def test_a_suspended_person_is_told_so_only_with_the_right_password(
    app: Application, client: httpx.AsyncClient, clock: ManualClock
) -> None:
    person = await make_user(app)
    async with app.db.connection() as conn:
        await conn.execute("update users set suspended_at = $2 where id = $1", person.id, clock.now())
    right = await client.post("/api/v1/auth/login", json={"email": person.email, "password": PASSWORD})
    wrong = await client.post("/api/v1/auth/login", json={"email": person.email, "password": "x" * 12})
    assert right.json()["error"]["code"] == "account_suspended"
    assert wrong.json()["error"]["code"] == "invalid_credentials"


async def test_a_suspension_ends_what_a_token_could(
    app: Application, client: httpx.AsyncClient, clock: ManualClock
) -> None:
    person = await sign_in(client, await make_user(app))
    async with app.db.connection() as conn:
        await conn.execute("update users set suspended_at = $2 where id = $1", person.id, clock.now())
    answer = await client.get("/api/v1/auth/me", headers=person.headers)
    assert answer.status_code == 401


async def test_an_access_token_expires(app: Application, client: httpx.AsyncClient, clock: ManualClock) -> None:
    person = await sign_in(client, await make_user(app))
    clock.advance(899)
    assert (await client.get("/api/v1/auth/me", headers=person.headers)).status_code == 200
    clock.advance(2)
    answer = await client.get("/api/v1/auth/me", headers=person.headers)
    assert answer.status_code == 401
    assert answer.json()["error"]["code"] == "token_expired"
    assert 'error="invalid_token"' in answer.headers["www-authenticate"]


async def test_a_tampered_token_is_refused(app: Application, client: httpx.AsyncClient) -> None:
    person = await sign_in(client, await make_user(app))
    head, claims, signature = person.access_token.split(".")
    flipped = ("A" if signature[10] != "A" else "B").join((signature[:10], signature[11:]))
    for token in (f"{head}.{claims}.{flipped}", f"{head}.{claims}.", "x", "a.b.c", "Ã.ÿ.Þ"):
        answer = await client.get("/api/v1/auth/me", headers={b"Authorization": f"Bearer {token}".encode()})
        assert answer.status_code == 401
        assert answer.json()["error"]["code"] == "token_invalid"


async def test_a_token_of_another_kind_or_algorithm_is_refused(app: Application, client: httpx.AsyncClient) -> None:
    person = await sign_in(client, await make_user(app))
    claims = jwt.decode(person.access_token, options={"verify_signature": False})
    header = jwt.get_unverified_header(person.access_token)
    participant = app.keys.sign({"sub": person.id, "login": claims["login"]}, "participant")
    confused = jwt.encode(claims, "secret" * 8, algorithm="HS256", headers={"kid": header["kid"]})
    unsigned = jwt.encode(claims, "", algorithm="none", headers={"kid": header["kid"]})
    for token in (participant, confused, unsigned):
        answer = await client.get("/api/v1/auth/me", headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == 401


async def test_without_a_token_nobody_is_told_who_they_are(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/v1/auth/me")
    assert answer.status_code == 401
    assert answer.json()["error"]["code"] == "unauthenticated"
    assert answer.headers["www-authenticate"] == 'Bearer realm="eduforum"'
