"""An issuer's keys: which one a token is of, and how often the issuer is asked."""

import asyncio
import json
from contextlib import suppress
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from hypothesis import given
from hypothesis import strategies as st

from eduforum.auth.oidc.faults import OidcError
from eduforum.auth.oidc.metadata import Metadata, read_metadata
from eduforum.auth.oidc.signing_keys import SigningKeys, choose, read_keys
from eduforum.outbound import Answer, Request
from tests.factories.clock import ManualClock
from tests.factories.issuer import Issuer, ec_key, ed25519_key, jwk, rsa_key, settings

HOUR = 60 * 60


def key_set(*keys: Any) -> bytes:
    return json.dumps({"keys": keys}).encode()


def kids(body: bytes) -> list[str | None]:
    return [key.kid for key in read_keys(body, "keys")]


def asking(issuer: Issuer) -> SigningKeys:
    async def metadata() -> Metadata:
        return read_metadata(json.dumps(issuer.document).encode(), settings())

    return SigningKeys(metadata, issuer, issuer.clock)


@pytest.mark.parametrize(
    ("key", "algorithms"),
    [
        (rsa_key(), {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512"}),
        (ec_key(), {"ES256"}),
        (ed25519_key(), {"EdDSA"}),
    ],
)
def test_a_key_makes_signatures_of_its_own_kind(key: Any, algorithms: set[str]) -> None:
    keys = read_keys(key_set(jwk(key)), "keys")
    every = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]

    assert {name for name in every if choose(keys, name, "one")} == algorithms


def test_a_key_that_names_its_algorithm_makes_no_other() -> None:
    keys = read_keys(key_set(jwk(rsa_key(), alg="RS256")), "keys")

    assert choose(keys, "RS256", "one")
    assert choose(keys, "PS256", "one") is None


@pytest.mark.parametrize(
    "key",
    [
        {"kty": "oct", "kid": "one", "k": "aHVzaA"},
        {"kty": "oct", "kid": "one", "k": "aHVzaA", "alg": "HS256"},
        jwk(rsa_key(), alg="HS256"),
        jwk(rsa_key(), alg="none"),
        jwk(rsa_key(), use="enc"),
        jwk(rsa_key(), key_ops=["encrypt"]),
        jwk(rsa_key(), kid=["one"]),
        jwk(rsa_key(), n=7),
        jwk(rsa_key(), n=""),
        jwk(rsa_key(), n="AQAB"),
        jwk(rsa_key(), e="AA"),
        jwk(ec_key(), crv="P-999"),
        jwk(ec_key(), x="AA"),
        jwk(ed25519_key(), crv="X25519"),
        {"kty": "RSA"},
        {"kty": None},
        {},
    ],
)
def test_what_is_no_signing_key_is_left_out(key: dict[str, Any]) -> None:
    assert kids(key_set(key, jwk(rsa_key(), kid="good"))) == ["good"]


def test_a_key_that_only_costs_time_is_left_out() -> None:
    assert kids(key_set(jwk(rsa_key(), n="_" * 4000), jwk(rsa_key(), kid="good"))) == ["good"]


def test_a_private_key_that_was_published_is_taken_for_its_public_half() -> None:
    [key] = read_keys(key_set(jwk(rsa_key(), d="AQAB")), "keys")
    assert isinstance(key.public, RSAPublicKey)
    assert key.public.public_numbers() == rsa_key().public_key().public_numbers()


def test_without_a_name_the_key_must_be_the_only_one() -> None:
    one, two = jwk(rsa_key(0)), jwk(rsa_key(1), kid="two")

    assert choose(read_keys(key_set(one, jwk(ec_key())), "keys"), "RS256", None)
    assert choose(read_keys(key_set(one, two), "keys"), "RS256", None) is None


def test_a_name_that_two_keys_have_is_none() -> None:
    keys = read_keys(key_set(jwk(rsa_key(0)), jwk(rsa_key(1))), "keys")
    assert choose(keys, "RS256", "one") is None


@given(st.binary() | st.dictionaries(st.text(), st.text()).map(lambda value: json.dumps(value).encode()))
def test_any_other_answer_gives_the_one_error(body: bytes) -> None:
    with pytest.raises(OidcError) as error:
        read_keys(body, "keys")
    assert error.value.reason == "unreachable"


members = st.dictionaries(
    st.sampled_from(["kty", "kid", "use", "alg", "n", "e", "crv", "x", "y", "k", "d", "key_ops", "issuer", "x5c"]),
    st.sampled_from(["RSA", "EC", "OKP", "oct", "sig", "P-256", "Ed25519", "AQAB", "", "\ud800"])
    | st.integers()
    | st.none()
    | st.lists(st.text(), max_size=2),
)


@given(st.lists(members, max_size=4))
def test_any_key_set_is_read(keys: list[dict[str, Any]]) -> None:
    # A lone surrogate makes the whole set unreadable.
    with suppress(OidcError):
        assert len(read_keys(key_set(*keys), "keys")) <= len(keys)


async def test_the_set_is_fetched_once_and_then_each_hour() -> None:
    issuer = Issuer(ManualClock())
    keys = asking(issuer)
    for _ in range(10):
        await keys.find("RS256", "one")
    assert issuer.count("/keys") == 1

    issuer.clock.advance(HOUR)
    await keys.find("RS256", "one")
    assert issuer.count("/keys") == 2


async def test_a_new_key_is_found_at_once() -> None:
    issuer = Issuer(ManualClock())
    keys = asking(issuer)
    await keys.find("RS256", "one")
    issuer.clock.advance(31)
    issuer.keys.append(jwk(rsa_key(1), kid="two"))

    assert (await keys.find("RS256", "two")).kid == "two"


async def test_a_key_that_was_withdrawn_is_believed_for_an_hour_at_most() -> None:
    issuer = Issuer(ManualClock())
    keys = asking(issuer)
    await keys.find("RS256", "one")
    issuer.keys = [jwk(rsa_key(1), kid="two")]
    issuer.clock.advance(HOUR)

    with pytest.raises(OidcError) as error:
        await keys.find("RS256", "one")
    assert error.value.reason == "key_unknown"


async def test_made_up_names_do_not_make_us_ask_again_and_again() -> None:
    issuer = Issuer(ManualClock())
    keys = asking(issuer)
    for number in range(100):
        with pytest.raises(OidcError):
            await keys.find("RS256", f"made-up-{number}")
        issuer.clock.advance(1)

    assert issuer.count("/keys") <= 4


async def test_an_issuer_that_is_silent_is_not_asked_by_everybody() -> None:
    issuer = Issuer(ManualClock())
    keys = asking(issuer)
    issuer.down = True
    for _ in range(10):
        with pytest.raises(OidcError) as error:
            await keys.find("RS256", "one")
        assert error.value.reason == "unreachable"

    assert issuer.count("/keys") == 1


async def test_while_it_is_silent_the_last_set_serves_for_a_day() -> None:
    issuer = Issuer(ManualClock())
    keys = asking(issuer)
    await keys.find("RS256", "one")
    issuer.down = True
    issuer.clock.advance(23 * HOUR)
    assert await keys.find("RS256", "one")

    issuer.clock.advance(HOUR)
    with pytest.raises(OidcError):
        await keys.find("RS256", "one")


class _Slow:
    """An issuer that answers when it is let."""

    def __init__(self, issuer: Issuer) -> None:
        self.issuer = issuer
        self.asked = asyncio.Event()
        self.gate = asyncio.Event()

    async def __call__(self, request: Request) -> Answer:
        self.asked.set()
        await self.gate.wait()
        return await self.issuer(request)


def slow() -> tuple[_Slow, SigningKeys]:
    issuer = Issuer(ManualClock())
    fetch = _Slow(issuer)

    async def metadata() -> Metadata:
        return read_metadata(json.dumps(issuer.document).encode(), settings())

    return fetch, SigningKeys(metadata, fetch, issuer.clock)


async def test_a_class_that_signs_in_at_once_asks_once() -> None:
    fetch, keys = slow()
    waiting = [asyncio.create_task(keys.find("RS256", "one")) for _ in range(50)]
    await fetch.asked.wait()
    fetch.gate.set()

    assert {key.kid for key in await asyncio.gather(*waiting)} == {"one"}
    assert fetch.issuer.count("/keys") == 1


async def test_who_goes_away_while_asking_keeps_nobody_else_from_it() -> None:
    fetch, keys = slow()
    gone = asyncio.create_task(keys.find("RS256", "one"))
    await fetch.asked.wait()
    gone.cancel()
    with pytest.raises(asyncio.CancelledError):
        await gone
    fetch.gate.set()

    assert (await keys.find("RS256", "one")).kid == "one"
