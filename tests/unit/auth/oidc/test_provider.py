"""Signing in by an issuer from the button to the identity, and the attacks on the way."""

import base64
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eduforum.auth.oidc.faults import OidcError
from eduforum.auth.oidc.flow import FLOW_LIFE, MAX_COOKIE, Flow, challenge, new_flow, read_return, seal, unseal
from eduforum.auth.oidc.provider import Begun, Finished, Provider
from eduforum.auth.oidc.settings import GOOGLE
from eduforum.auth.once import LocalOnce
from eduforum.auth.vault import Vault, new_key, read_keys
from tests.factories.clock import START, ManualClock
from tests.factories.issuer import CLIENT_ID, ISSUER, REDIRECT_URI, Issuer, jwk, rsa_key, settings

VAULT = Vault(read_keys([new_key()]))


class World:
    """A provider, its issuer, and a browser that goes between them."""

    def __init__(self, vault: Vault = VAULT, **changes: Any) -> None:
        self.clock = ManualClock()
        self.issuer = Issuer(self.clock)
        self.once = LocalOnce(self.clock)
        self.provider = Provider(
            settings(**changes), REDIRECT_URI, fetch=self.issuer, vault=vault, once=self.once, clock=self.clock
        )

    async def sign_in(self, **given: Any) -> Finished:
        begun = await self.provider.begin(**given)
        return await self.provider.finish(begun.cookie, self.issuer.sign_in(begun.url), login_id=given.get("login_id"))

    async def refused(self, begun: Begun | str | None, query: list[tuple[str, str]], **given: Any) -> str:
        cookie = begun.cookie if isinstance(begun, Begun) else begun
        with pytest.raises(OidcError) as error:
            await self.provider.finish(cookie, query, **given)
        return error.value.reason


def asked(begun: Begun) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(begun.url).query).items()}


async def test_somebody_signs_in() -> None:
    done = await World().sign_in(next="/courses/7?tab=chat")

    assert (done.identity.issuer, done.identity.subject) == (ISSUER, "248289761001")
    assert done.identity.email_verified
    assert (done.next, done.links) == ("/courses/7?tab=chat", False)


async def test_the_issuer_is_asked_for_a_code_with_pkce_state_and_nonce() -> None:
    begun = await World().provider.begin()

    flow = unseal(begun.cookie, "school", VAULT)
    assert begun.url.startswith(f"{ISSUER}/authorize?")
    assert asked(begun) == {
        "response_type": "code",
        "client_id": CLIENT_ID,
        "redirect_uri": REDIRECT_URI,
        "scope": "openid email profile",
        "state": flow.state,
        "nonce": flow.nonce,
        "code_challenge": challenge(flow.verifier),
        "code_challenge_method": "S256",
    }


async def test_at_google_and_microsoft_people_pick_their_account() -> None:
    world = World(kind="google", issuer=GOOGLE)
    world.issuer.document["issuer"] = GOOGLE
    assert asked(await world.provider.begin())["prompt"] == "select_account"


def test_the_challenge_is_that_of_rfc_7636_appendix_b() -> None:
    verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    assert challenge(verifier) == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


async def test_no_two_sign_ins_share_a_secret() -> None:
    flows = [new_flow("school", START, next=None) for _ in range(20)]
    secrets = {secret for flow in flows for secret in (flow.state, flow.nonce, flow.verifier)}
    assert len(secrets) == 60
    assert min(map(len, secrets)) >= 43


async def test_an_endpoint_keeps_the_query_that_it_has() -> None:
    world = World()
    world.issuer.document["authorization_endpoint"] = f"{ISSUER}/authorize?realm=school"
    query = parse_qs(urlsplit((await world.provider.begin()).url).query)
    assert query["realm"] == ["school"]
    assert query["client_id"] == [CLIENT_ID]


async def test_the_cookie_shows_nothing_of_what_it_keeps() -> None:
    begun = await World().provider.begin(next="/courses")
    flow = unseal(begun.cookie, "school", VAULT)
    plain = base64.urlsafe_b64decode(begun.cookie + "==")

    for secret in (flow.state, flow.nonce, flow.verifier, "/courses"):
        assert secret.encode() not in plain
        assert flow.verifier not in begun.url


def test_the_cookie_of_the_longest_page_is_not_too_long() -> None:
    flow = new_flow("a" * 40, START, next="/" + "a" * 2047, login_id="0" * 36)
    assert len(flow.next) == 2048
    assert len(seal(flow, VAULT)) < MAX_COOKIE


async def test_the_verifier_goes_to_the_issuer_alone_and_with_the_secret() -> None:
    world = World()
    await world.sign_in()
    [request] = [each for each in world.issuer.requests if each.url.endswith("/token")]
    form = dict(parse_qsl(request.body.decode()))

    assert (form["grant_type"], form["redirect_uri"]) == ("authorization_code", REDIRECT_URI)
    assert len(form["code_verifier"]) == 43
    assert "client_secret" not in form
    assert request.headers["Authorization"] == "Basic " + base64.b64encode(b"eduforum-client:hush").decode()


async def test_an_issuer_may_want_the_secret_in_the_body() -> None:
    world = World(client_secret="a:b c")
    world.issuer.document["token_endpoint_auth_methods_supported"] = ["client_secret_post"]
    await world.sign_in()
    [request] = [each for each in world.issuer.requests if each.url.endswith("/token")]

    assert dict(parse_qsl(request.body.decode()))["client_secret"] == "a:b c"
    assert "Authorization" not in request.headers


async def test_a_public_client_has_pkce_alone() -> None:
    world = World(client_secret=None)
    await world.sign_in()
    [request] = [each for each in world.issuer.requests if each.url.endswith("/token")]
    assert "Authorization" not in request.headers


async def test_an_answer_counts_once() -> None:
    world = World()
    begun = await world.provider.begin()
    query = world.issuer.sign_in(begun.url)
    await world.provider.finish(begun.cookie, query)

    assert await world.refused(begun, query) == "flow_replayed"
    assert world.issuer.count("/token") == 1


async def test_one_that_failed_is_not_tried_again() -> None:
    world = World()
    begun = await world.provider.begin()
    query = world.issuer.sign_in(begun.url)
    world.issuer.down = True
    assert await world.refused(begun, query) == "unreachable"
    world.issuer.down = False

    assert await world.refused(begun, query) == "flow_replayed"


async def test_an_answer_counts_only_in_the_browser_that_asked() -> None:
    """Otherwise a link would sign somebody in as its author."""
    world = World()
    attackers, victims = await world.provider.begin(), await world.provider.begin()
    query = world.issuer.sign_in(attackers.url)

    assert await world.refused(None, query) == "flow_invalid"
    assert await world.refused(victims, query) == "flow_invalid"
    assert world.issuer.count("/token") == 0


@pytest.mark.parametrize("state", ["", "guess", "\ud800", "한"])
async def test_a_state_that_was_made_up_is_refused(state: str) -> None:
    world = World()
    begun = await world.provider.begin()
    assert await world.refused(begun, [("state", state), ("code", "x")]) == "flow_invalid"


async def test_a_code_that_was_put_under_somebody_elses_state_is_refused() -> None:
    """Code injection: the verifier and the nonce are those of another sign-in."""
    world = World()
    stolen = world.issuer.sign_in((await world.provider.begin()).url)
    begun = await world.provider.begin()
    own = world.issuer.sign_in(begun.url)

    assert await world.refused(begun, [own[0], stolen[1]]) == "code_refused"


async def test_a_token_of_another_sign_in_is_refused() -> None:
    world = World()
    world.issuer.tokens["id_token"] = world.issuer.id_token("nonce-of-another")
    begun = await world.provider.begin()
    assert await world.refused(begun, world.issuer.sign_in(begun.url)) == "nonce_wrong"


async def test_it_must_not_take_longer_than_ten_minutes() -> None:
    world = World()
    begun = await world.provider.begin()
    query = world.issuer.sign_in(begun.url)
    world.clock.advance(FLOW_LIFE.total_seconds())
    assert await world.refused(begun, query) == "flow_expired"


@pytest.mark.parametrize("name", ["state", "code", "iss", "error"])
async def test_a_parameter_stands_there_once(name: str) -> None:
    world = World()
    begun = await world.provider.begin()
    query = [*world.issuer.sign_in(begun.url), (name, "x"), (name, "y")]
    assert await world.refused(begun, query) == "flow_invalid"


@pytest.mark.parametrize("code", ["", "a" * 5000, "a\nb", None])
async def test_an_answer_without_a_code_is_none(code: str | None) -> None:
    world = World()
    begun = await world.provider.begin()
    query = world.issuer.sign_in(begun.url)[:1] + ([("code", code)] if code is not None else [])
    assert await world.refused(begun, query) == "flow_invalid"


async def test_somebody_may_decline() -> None:
    world = World()
    begun = await world.provider.begin()
    query = [("state", asked(begun)["state"]), ("error", "access_denied")]
    assert await world.refused(begun, query) == "declined"


async def test_the_cookie_of_another_issuer_is_none() -> None:
    """Mix-up: what was begun at one issuer ends at another's address."""
    honest, other = World(), World(name="other")
    begun = await other.provider.begin()
    query = other.issuer.sign_in(begun.url)

    assert await honest.refused(begun, query) == "flow_invalid"
    assert honest.issuer.count("/token") == 0


async def test_an_answer_that_names_another_issuer_is_refused() -> None:
    world = World()
    begun = await world.provider.begin()
    query = [*world.issuer.sign_in(begun.url), ("iss", "https://evil.test")]

    assert await world.refused(begun, query) == "mixed_up"
    assert world.issuer.count("/token") == 0


async def test_an_issuer_that_names_itself_must_do_so() -> None:
    world = World()
    world.issuer.document["authorization_response_iss_parameter_supported"] = True
    begun = await world.provider.begin()
    query = world.issuer.sign_in(begun.url)
    assert await world.refused(begun, query) == "mixed_up"

    begun = await world.provider.begin()
    query = [*world.issuer.sign_in(begun.url), ("iss", ISSUER)]
    assert await world.provider.finish(begun.cookie, query)


@pytest.mark.parametrize("next", ["//evil.test", "https://evil.test", "/\\evil.test", "/api/v1/auth/logout"])
async def test_nobody_is_sent_elsewhere_afterwards(next: str) -> None:
    assert (await World().sign_in(next=next)).next == "/"


async def test_whoever_is_signed_in_links_the_issuers_account_to_theirs() -> None:
    assert (await World().sign_in(login_id="login-1")).links


@pytest.mark.parametrize("now", [None, "login-2"])
async def test_an_account_is_not_linked_to_who_is_signed_in_by_then(now: str | None) -> None:
    world = World()
    begun = await world.provider.begin(login_id="login-1")
    query = world.issuer.sign_in(begun.url)
    assert await world.refused(begun, query, login_id=now) == "other_login"


async def test_who_signs_in_anew_may_be_signed_in() -> None:
    world = World()
    begun = await world.provider.begin()
    done = await world.provider.finish(begun.cookie, world.issuer.sign_in(begun.url), login_id="login-2")
    assert not done.links


async def test_a_new_key_of_the_issuers_signs_people_in() -> None:
    world = World()
    await world.sign_in()
    world.clock.advance(60)
    world.issuer.keys.append(jwk(rsa_key(1), kid="two"))
    world.issuer.private, world.issuer.headers = rsa_key(1), {"kid": "two"}

    assert await world.sign_in()


async def test_an_issuer_without_names_for_its_keys_has_one() -> None:
    world = World()
    world.issuer.headers, world.issuer.keys = {}, [jwk(rsa_key(), kid=None)]
    assert await world.sign_in()


async def test_the_issuer_describes_itself_once_a_day() -> None:
    world = World()
    for _ in range(5):
        await world.sign_in()
    assert world.issuer.count("openid-configuration") == 1

    world.clock.advance(24 * 60 * 60)
    await world.sign_in()
    assert world.issuer.count("openid-configuration") == 2


async def test_an_address_that_the_token_lacks_is_asked_for() -> None:
    world = World()
    world.issuer.document["userinfo_endpoint"] = f"{ISSUER}/userinfo"
    world.issuer.claims = {"email": None, "email_verified": None}
    world.issuer.userinfo = {"sub": "248289761001", "email": "ha-neul@school.test", "email_verified": True}
    done = await world.sign_in()

    assert done.identity.email == "ha-neul@school.test"
    assert done.identity.email_verified
    assert world.issuer.requests[-1].headers["Authorization"] == "Bearer opaque"


async def test_but_not_taken_from_somebody_else() -> None:
    world = World()
    world.issuer.document["userinfo_endpoint"] = f"{ISSUER}/userinfo"
    world.issuer.claims = {"email": None}
    world.issuer.userinfo = {"sub": "another", "email": "rector@school.test", "email_verified": True}
    begun = await world.provider.begin()
    assert await world.refused(begun, world.issuer.sign_in(begun.url)) == "subject_wrong"


async def test_an_address_that_was_in_the_token_is_not_asked_for() -> None:
    world = World()
    world.issuer.document["userinfo_endpoint"] = f"{ISSUER}/userinfo"
    await world.sign_in()
    assert world.issuer.count("/userinfo") == 0


async def test_an_access_token_that_would_break_a_header_is_not_sent() -> None:
    world = World()
    world.issuer.document["userinfo_endpoint"] = f"{ISSUER}/userinfo"
    world.issuer.claims = {"email": None}
    world.issuer.tokens["access_token"] = "a\r\nHost: evil.test"
    begun = await world.provider.begin()
    assert await world.refused(begun, world.issuer.sign_in(begun.url)) == "token_malformed"


async def test_an_issuer_that_is_silent_is_said_to_be() -> None:
    world = World()
    world.issuer.down = True
    with pytest.raises(OidcError) as error:
        await world.provider.begin()
    assert error.value.reason == "unreachable"


@pytest.mark.parametrize("tokens", [{"id_token": None}, {"id_token": 7}, {"id_token": ""}, {"id_token": "a.b.c"}])
async def test_an_answer_without_an_id_token_is_none(tokens: dict[str, Any]) -> None:
    world = World()
    world.issuer.tokens = tokens
    begun = await world.provider.begin()
    assert await world.refused(begun, world.issuer.sign_in(begun.url)) in ("unreachable", "token_malformed")


async def test_a_key_of_the_vault_may_be_changed_meanwhile() -> None:
    old, new = read_keys([new_key(), new_key()])
    before = World(Vault([old]))
    begun = await before.provider.begin()
    after = Provider(
        settings(), REDIRECT_URI, fetch=before.issuer, vault=Vault([new, old]), once=before.once, clock=before.clock
    )
    assert await after.finish(begun.cookie, before.issuer.sign_in(begun.url))


@given(st.text() | st.text("ABCabc012-_", max_size=300))
def test_any_other_cookie_gives_the_one_error(cookie: str) -> None:
    with pytest.raises(OidcError) as error:
        unseal(cookie, "school", VAULT)
    assert error.value.reason == "flow_invalid"


@given(st.integers(0, 200), st.sampled_from("AB-_"))
def test_a_cookie_that_was_changed_gives_it_too(place: int, letter: str) -> None:
    cookie = seal(new_flow("school", START, next="/a"), VAULT)
    changed = cookie[:place] + letter + cookie[place + 1 :]
    if changed != cookie:
        with pytest.raises(OidcError):
            unseal(changed, "school", VAULT)


@given(st.lists(st.tuples(st.sampled_from(["state", "code", "error", "iss", "x"]), st.text(max_size=5)), max_size=6))
def test_any_query_is_an_answer_or_gives_the_one_error(query: list[tuple[str, str]]) -> None:
    names = [name for name, _ in query if name != "x"]
    if len(set(names)) == len(names) and dict(query).get("state"):
        assert read_return(query).state == dict(query)["state"]
    else:
        with pytest.raises(OidcError):
            read_return(query)


def test_a_flow_says_when_it_ends() -> None:
    flow = new_flow("school", START, next=None)
    assert flow.expires_at - START == timedelta(minutes=10)
    assert msgspec.json.decode(msgspec.json.encode(flow), type=Flow) == flow
