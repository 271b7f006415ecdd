"""AU5: signing in by an issuer, over real HTTP to it; and what deceives us there or on the way."""

import logging
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
import pytest_asyncio
from cryptography.hazmat.primitives.asymmetric import rsa

from eduforum.auth import store
from eduforum.auth.oidc.flow import FLOW_LIFE
from eduforum.auth.reauthentication import FRESH
from eduforum.config import Config
from eduforum.web.app import Application
from tests.api.conftest import open_client
from tests.factories.clock import ManualClock
from tests.factories.elsewhere import OAUTH, Visitor, served_issuer, signing_in_by
from tests.factories.issuer import Issuer
from tests.factories.people import PASSWORD, Person, make_person, make_user, sign_in
from tests.factories.second_factors import protect, verify

ME = "/api/v1/auth/me"
IDENTITIES = "/api/v1/auth/identities"


@pytest_asyncio.fixture
async def issuer(clock: ManualClock) -> AsyncIterator[Issuer]:
    async with served_issuer(clock) as issuer:
        yield issuer


@pytest_asyncio.fixture
async def other(clock: ManualClock) -> AsyncIterator[Issuer]:
    async with served_issuer(clock) as issuer:
        yield issuer


@pytest.fixture
def config(config: Config, issuer: Issuer, other: Issuer) -> Config:
    school = {"issuer": issuer.issuer, "title": "Hanul University", "create_accounts": True}
    return signing_in_by(config, school=school, other=other)


@pytest.fixture
def visitor(client: httpx.AsyncClient, issuer: Issuer) -> Visitor:
    return Visitor(client, issuer)


def code_of(answer: httpx.Response) -> str:
    code: str = answer.json()["error"]["code"]
    return code


def entered(answer: httpx.Response) -> dict[str, Any]:
    assert answer.status_code == 200, answer.text
    data: dict[str, Any] = answer.json()["data"]
    return data


def bearer(answer: httpx.Response) -> dict[str, str]:
    return {"Authorization": f"Bearer {entered(answer)['sign_in']['access_token']}"}


async def linked(client: httpx.AsyncClient, headers: dict[str, str]) -> dict[str, Any]:
    data: dict[str, Any] = (await client.get(IDENTITIES, headers=headers)).json()["data"]
    return data


async def student(app: Application, **claims: str) -> Person:
    """With the address that the issuer says."""
    return await make_user(app, email=claims.get("email", "ha-neul@school.test"))


# The whole way


async def test_the_sign_in_page_is_told_which_issuers_there_are(client: httpx.AsyncClient) -> None:
    policy = (await client.get("/api/v1/auth/policy")).json()["data"]
    assert policy["providers"] == [
        {"name": "school", "title": "Hanul University", "kind": "oidc"},
        {"name": "other", "title": "Other", "kind": "oidc"},
    ]


async def test_somebody_new_becomes_a_student_and_is_the_same_the_next_time(visitor: Visitor) -> None:
    first = entered(await visitor.sign_in(next="/courses"))
    assert first["next"] == "/courses"
    user = first["sign_in"]["user"]
    assert (user["name"], user["email"], user["role"]) == ("김하늘", "ha-neul@school.test", "student")
    # Found by issuer and subject: the address may change.
    visitor.issuer.claims = {"email": "other@school.test"}
    second = await visitor.sign_in()
    assert entered(second)["sign_in"]["user"] == user
    assert (await linked(visitor.client, bearer(second)))["identities"][0]["email"] == "other@school.test"


async def test_a_browser_stays_signed_in_by_the_cookie(visitor: Visitor) -> None:
    answer = await visitor.sign_in()
    assert "refresh_token" not in entered(answer)["sign_in"]
    assert visitor.client.cookies.get("eduforum_oauth_school") is None
    refreshed = await visitor.client.post("/api/v1/auth/refresh", headers={"Origin": "http://eduforum.test"})
    assert refreshed.status_code == 200


async def test_an_account_with_the_verified_address_is_linked(app: Application, visitor: Visitor) -> None:
    person = await student(app)
    assert entered(await visitor.sign_in())["sign_in"]["user"]["id"] == person.id
    # Its password opens it as before: an administrator vouched for the address.
    await sign_in(visitor.client, person)


async def test_who_has_a_second_factor_is_asked_for_it(app: Application, visitor: Visitor, clock: ManualClock) -> None:
    protected = await protect(app, visitor.client, clock)
    visitor.issuer.claims = {"email": protected.person.email}
    answer = entered(await visitor.sign_in())["sign_in"]
    assert answer["requires_2fa"]
    assert "access_token" not in answer
    done = await verify(visitor.client, answer["challenge"], protected.phone.next_code())
    assert done.json()["data"]["user"]["id"] == protected.person.id


# Whose account it is


@pytest.mark.parametrize("exists", [True, False])
async def test_an_address_that_is_not_verified_opens_nothing_and_tells_nothing(
    app: Application, visitor: Visitor, exists: bool
) -> None:
    if exists:
        await student(app)
    visitor.issuer.claims = {"email_verified": False}
    answer = await visitor.sign_in()
    assert (answer.status_code, code_of(answer)) == (403, "identity_unverified")


async def test_who_made_an_account_with_anothers_address_loses_it(app: Application, visitor: Visitor) -> None:
    body = {"email": "ha-neul@school.test", "password": PASSWORD, "name": "Mallory"}
    await visitor.client.post("/api/v1/auth/register", json=body)
    mallory = await sign_in(visitor.client, Person("", body["email"], "Mallory", "student"))
    answer = entered(await visitor.sign_in())["sign_in"]
    assert (await visitor.client.get(ME, headers=mallory.headers)).status_code == 401
    refused = await visitor.client.post("/api/v1/auth/login", json={"email": body["email"], "password": PASSWORD})
    assert code_of(refused) == "invalid_credentials"
    assert answer["user"]["email"] == body["email"]


async def test_an_administrators_account_is_linked_from_within_only(app: Application, visitor: Visitor) -> None:
    admin = await make_person(app, visitor.client, role="admin", email="ha-neul@school.test")
    assert code_of(await visitor.sign_in()) == "identity_link_first"
    assert entered(await visitor.link(admin.headers, password=PASSWORD))["linked"]
    assert entered(await visitor.sign_in())["sign_in"]["user"]["id"] == admin.id


async def test_an_address_that_passed_to_somebody_else_there_opens_nothing(visitor: Visitor) -> None:
    await visitor.sign_in()
    visitor.issuer.claims = {"sub": "somebody-else"}
    assert code_of(await visitor.sign_in()) == "identity_moved"


async def test_accounts_are_made_only_where_the_settings_say_so(client: httpx.AsyncClient, other: Issuer) -> None:
    assert code_of(await Visitor(client, other, "other").sign_in()) == "identity_unknown"


async def test_who_is_suspended_stays_out(app: Application, visitor: Visitor) -> None:
    person = await student(app)
    async with app.db.transaction() as conn:
        await conn.execute("update users set suspended_at = now() where id = $1", person.id)
    assert code_of(await visitor.sign_in()) == "account_suspended"


# Linking


async def test_linking_adds_the_account_there_and_unlinking_takes_it_away(app: Application, visitor: Visitor) -> None:
    person = await make_person(app, visitor.client)
    # No address is asked for: they have shown both to be theirs.
    visitor.issuer.claims = {"email": None}
    assert entered(await visitor.link(person.headers, password=PASSWORD, next="/settings")) == {
        "next": "/settings",
        "linked": True,
    }
    assert entered(await visitor.sign_in())["sign_in"]["user"]["id"] == person.id
    shown = await linked(visitor.client, person.headers)
    assert shown["has_password"]
    assert [(each["provider"], each["issuer"]) for each in shown["identities"]] == [("school", visitor.issuer.issuer)]
    path = f"{IDENTITIES}/{shown['identities'][0]['id']}"
    stranger = await make_person(app, visitor.client)
    assert (await visitor.client.delete(path, headers=stranger.headers)).status_code == 404
    assert (await visitor.client.delete(path, headers=person.headers)).status_code == 204
    assert code_of(await visitor.sign_in()) == "identity_unverified"


async def test_linking_asks_for_the_password_again(app: Application, visitor: Visitor) -> None:
    person = await make_person(app, visitor.client)
    body = {"link": True, "password": "something-else-1"}
    answer = await visitor.client.post(f"{OAUTH}/school", json=body, headers=person.headers)
    assert (answer.status_code, code_of(answer)) == (403, "password_wrong")
    assert (await visitor.client.post(f"{OAUTH}/school", json=body)).status_code == 401


async def test_who_has_no_password_links_another_only_right_after_signing_in(
    visitor: Visitor, other: Issuer, clock: ManualClock
) -> None:
    headers = bearer(await visitor.sign_in())
    second = Visitor(visitor.client, other, "other")
    clock.advance(FRESH.total_seconds() + 1)
    refused = await visitor.client.post(f"{OAUTH}/other", json={"link": True}, headers=headers)
    assert code_of(refused) == "sign_in_again"
    headers = bearer(await visitor.sign_in())
    assert entered(await second.link(headers))["linked"]


async def test_the_last_way_in_is_not_unlinked(visitor: Visitor) -> None:
    headers = bearer(await visitor.sign_in())
    (only,) = (await linked(visitor.client, headers))["identities"]
    answer = await visitor.client.delete(f"{IDENTITIES}/{only['id']}", headers=headers)
    assert (answer.status_code, code_of(answer)) == (409, "last_way_in")


async def test_an_account_there_opens_one_here_and_not_two(app: Application, visitor: Visitor) -> None:
    await visitor.sign_in()
    person = await make_person(app, visitor.client)
    answer = await visitor.link(person.headers, password=PASSWORD)
    assert (answer.status_code, code_of(answer)) == (409, "identity_taken")


async def test_an_account_is_not_linked_to_whoever_is_signed_in_by_the_time(app: Application, visitor: Visitor) -> None:
    mallory, victim = await make_person(app, visitor.client), await make_person(app, visitor.client)
    url = await visitor.begin(headers=mallory.headers, link=True, password=PASSWORD)
    answer = await visitor.come_back(visitor.issuer.sign_in(url), headers=victim.headers)
    assert code_of(answer) == "issuer_expired"
    assert (await linked(visitor.client, victim.headers))["identities"] == []


# On the way


async def test_an_answer_counts_only_in_the_browser_that_asked(app: Application, visitor: Visitor) -> None:
    parameters = visitor.issuer.sign_in(await visitor.begin())
    async with open_client(app) as elsewhere:
        victim = Visitor(elsewhere, visitor.issuer)
        assert code_of(await victim.come_back(parameters)) == "issuer_expired"
        # Nor with a sign-in of its own under way.
        await victim.begin()
        assert code_of(await victim.come_back(parameters)) == "issuer_expired"


async def test_an_answer_counts_once(visitor: Visitor) -> None:
    parameters = visitor.issuer.sign_in(await visitor.begin())
    cookie = visitor.client.cookies["eduforum_oauth_school"]
    entered(await visitor.come_back(parameters))
    visitor.client.cookies.set("eduforum_oauth_school", cookie, domain="eduforum.test", path=OAUTH)
    assert code_of(await visitor.come_back(parameters)) == "issuer_expired"


async def test_a_code_counts_once_at_the_issuer(visitor: Visitor) -> None:
    parameters = visitor.issuer.sign_in(await visitor.begin())
    entered(await visitor.come_back(parameters))
    (_, state), code = visitor.issuer.sign_in(await visitor.begin())[0], parameters[1]
    assert code_of(await visitor.come_back([("state", state), code])) == "issuer_refused"


async def test_an_answer_comes_in_time(visitor: Visitor, clock: ManualClock) -> None:
    parameters = visitor.issuer.sign_in(await visitor.begin())
    clock.advance(FLOW_LIFE.total_seconds() + 1)
    assert code_of(await visitor.come_back(parameters)) == "issuer_expired"


async def test_what_one_issuer_answers_does_not_count_as_anothers(visitor: Visitor, other: Issuer) -> None:
    url = await visitor.begin()
    await Visitor(visitor.client, other, "other").begin()
    answer = await Visitor(visitor.client, other, "other").come_back(visitor.issuer.sign_in(url))
    assert code_of(answer) == "issuer_expired"
    mixed = [*visitor.issuer.sign_in(await visitor.begin()), ("iss", other.issuer)]
    assert code_of(await visitor.come_back(mixed)) == "issuer_refused"


@pytest.mark.parametrize(
    ("claims", "reason"),
    [
        ({"nonce": "another"}, "nonce_wrong"),
        ({"aud": "another-client"}, "audience_wrong"),
        ({"iss": "https://evil.test"}, "issuer_wrong"),
        ({"exp": 1}, "time_wrong"),
    ],
)
async def test_a_token_that_is_not_for_this_sign_in_is_refused(
    visitor: Visitor, caplog: pytest.LogCaptureFixture, claims: dict[str, Any], reason: str
) -> None:
    visitor.issuer.claims = claims
    with caplog.at_level(logging.WARNING, "eduforum.audit"):
        answer = await visitor.sign_in()
    assert (answer.status_code, code_of(answer)) == (403, "issuer_refused")
    # Why it was, is for the audit alone.
    assert [record.__dict__["reason"] for record in caplog.records if record.name == "eduforum.audit"] == [reason]


async def test_a_token_that_somebody_else_signed_is_refused(visitor: Visitor) -> None:
    visitor.issuer.private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    assert code_of(await visitor.sign_in()) == "issuer_refused"


@pytest.mark.parametrize("next", ["https://evil.test/", "//evil.test", "/\\evil.test", "/%2F/evil.test", "/api/v1/x"])
async def test_nobody_is_sent_on_to_another_place(visitor: Visitor, next: str) -> None:
    assert entered(await visitor.sign_in(next=next))["next"] == "/"


async def test_the_way_back_is_of_the_settings_and_not_of_the_request(visitor: Visitor, config: Config) -> None:
    answer = await visitor.client.post(f"{OAUTH}/school", json={}, headers={"Host": "evil.test"})
    asked = parse_qs(urlsplit(answer.json()["data"]["url"]).query)
    assert asked["redirect_uri"] == [f"{config.url}{OAUTH}/school/callback"]


async def test_pages_of_other_sites_begin_and_finish_nothing(visitor: Visitor) -> None:
    for path, body in ((f"{OAUTH}/school", {}), (f"{OAUTH}/school/callback", {"query": "state=x&code=y"})):
        answer = await visitor.client.post(path, json=body, headers={"Origin": "https://evil.test"})
        assert code_of(answer) == "foreign_origin"


async def test_who_declines_there_is_told_so(visitor: Visitor) -> None:
    (state, _), *_ = [visitor.issuer.sign_in(await visitor.begin())]
    assert code_of(await visitor.come_back([state, ("error", "access_denied")])) == "issuer_declined"


async def test_an_issuer_that_is_down_is_told_of(visitor: Visitor) -> None:
    visitor.issuer.document = {}
    answer = await visitor.client.post(f"{OAUTH}/school", json={})
    assert (answer.status_code, code_of(answer)) == (503, "issuer_unavailable")


async def test_an_issuer_that_nobody_named_is_none(client: httpx.AsyncClient) -> None:
    assert (await client.post(f"{OAUTH}/nobody", json={})).status_code == 404
    assert (await client.get(f"{OAUTH}/nobody/callback")).status_code == 404


async def test_the_callback_leads_to_a_page_of_ours_whatever_comes(client: httpx.AsyncClient) -> None:
    answer = await client.get(f"{OAUTH}/school/callback?state=a%0d%0aX:%20y&code=%23<b>")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/oauth/school#state=a%0d%0aX:%20y&code=%23%3Cb%3E"


async def test_an_account_without_a_password_sets_up_a_second_factor_after_signing_in(visitor: Visitor) -> None:
    headers = bearer(await visitor.sign_in())
    assert (await visitor.client.post("/api/v1/auth/2fa/setup", json={}, headers=headers)).status_code == 200


async def test_an_account_that_came_by_an_issuer_has_its_address_verified(app: Application, visitor: Visitor) -> None:
    user = entered(await visitor.sign_in())["sign_in"]["user"]
    async with app.db.connection() as conn:
        assert await store.email_verified_at(conn, user["id"]) is not None
