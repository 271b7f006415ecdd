"""ID tokens: each attack on them is refused, and for the right reason."""

import hashlib
import hmac
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eduforum.auth.oidc.faults import OidcError
from eduforum.auth.oidc.id_token import Claims, Expected, check, read_header
from eduforum.auth.oidc.signing_keys import choose, read_keys
from tests.factories.clock import START, ManualClock
from tests.factories.issuer import (
    CLIENT_ID,
    ISSUER,
    Issuer,
    b64,
    ec_key,
    ed25519_key,
    jwk,
    public_pem,
    raw_token,
    rsa_key,
)

NONCE = "nonce-of-this-sign-in"
TENANT = "72f988bf-86f1-41af-91ab-2d7cd011db47"
OTHER_TENANT = "9188040d-6c67-4c5b-b112-36a304b66dad"
HOST = "https://login.microsoftonline.com"
ALGORITHMS = ("RS256", "PS256", "ES256", "EdDSA")

AT = int(START.timestamp())
CLAIMS: dict[str, Any] = {
    "iss": ISSUER,
    "sub": "248289761001",
    "aud": CLIENT_ID,
    "iat": AT,
    "exp": AT + 300,
    "nonce": NONCE,
}


def token(**changes: Any) -> str:
    """A good one but for the changes. None: without the claim."""
    return Issuer(ManualClock()).id_token(changes.pop("nonce", NONCE), **changes)


def expected(**changes: Any) -> Expected:
    return Expected(ISSUER, CLIENT_ID, NONCE, ALGORITHMS)._replace(**changes)


def read(text: str, keys: list[dict[str, Any]] | None = None, **changes: Any) -> Claims:
    """The claims, or the error, as they come out of the whole check."""
    known = read_keys(json.dumps({"keys": keys or [jwk(rsa_key())]}).encode(), "keys")
    header = read_header(text, ALGORITHMS)
    key = choose(known, header.algorithm, header.kid)
    if key is None:
        raise OidcError("key_unknown", "there is no such key")
    return check(text, header, key, expected(**changes), START)


def refused(text: str, keys: list[dict[str, Any]] | None = None, **changes: Any) -> str:
    with pytest.raises(OidcError) as error:
        read(text, keys, **changes)
    return error.value.reason


def signed(payload: bytes) -> str:
    """Any payload under the issuer's own signature."""
    return jwt.PyJWS().encode(payload, rsa_key(), algorithm="RS256", headers={"kid": "one"})


def test_a_good_token_is_taken() -> None:
    claims = read(token())
    assert (claims.iss, claims.sub, claims.name) == (ISSUER, "248289761001", "김하늘")


@pytest.mark.parametrize(
    ("algorithm", "key"), [("RS256", rsa_key()), ("PS256", rsa_key()), ("ES256", ec_key()), ("EdDSA", ed25519_key())]
)
def test_one_of_any_signature_that_only_the_issuer_makes(algorithm: str, key: Any) -> None:
    text = jwt.encode(CLAIMS, key, algorithm=algorithm, headers={"kid": "one"})
    assert read(text, [jwk(key)]).sub == "248289761001"


@pytest.mark.parametrize("name", ["none", "None", "NONE", "nOnE", ""])
@pytest.mark.parametrize("signature", [b"", b"x" * 256])
def test_without_a_signature_it_is_refused(name: str, signature: bytes) -> None:
    assert refused(raw_token({"alg": name, "kid": "one"}, CLAIMS, signature)) == "algorithm_refused"


@pytest.mark.parametrize("algorithm", ["RS256", "ES256"])
def test_an_empty_signature_is_wrong(algorithm: str) -> None:
    key = rsa_key() if algorithm == "RS256" else ec_key()
    text = raw_token({"alg": algorithm, "kid": "one"}, CLAIMS)
    assert refused(text, [jwk(key)]) in ("signature_invalid", "token_malformed")


@pytest.mark.parametrize(
    "secret",
    [
        public_pem(rsa_key()),
        public_pem(rsa_key()).strip(),
        json.dumps(jwk(rsa_key())).encode(),
        rsa_key().public_key().public_numbers().n.to_bytes(256, "big"),
        b"",
    ],
)
def test_the_public_key_is_no_secret_to_sign_with(secret: bytes) -> None:
    """Key confusion: HS256 over what everybody can read."""
    head = f"{b64(json.dumps({'alg': 'HS256', 'kid': 'one'}).encode())}.{b64(json.dumps(CLAIMS).encode())}"
    text = f"{head}.{b64(hmac.digest(secret, head.encode(), hashlib.sha256))}"

    assert refused(text) == "algorithm_refused"


def test_nor_is_it_when_the_key_set_calls_it_one() -> None:
    shared = {"kty": "oct", "kid": "one", "k": b64(b"known to every client of it"), "alg": "RS256"}
    text = jwt.encode(CLAIMS, b"known to every client of it ....", algorithm="HS256", headers={"kid": "one"})

    assert refused(text, [shared]) == "algorithm_refused"


def test_an_algorithm_that_the_issuer_does_not_use_is_refused() -> None:
    text = jwt.encode(CLAIMS, rsa_key(), algorithm="RS512", headers={"kid": "one"})
    assert refused(text) == "algorithm_refused"


def test_a_signature_of_another_kind_than_the_key_is_refused() -> None:
    text = jwt.encode(CLAIMS, ec_key(), algorithm="ES256", headers={"kid": "one"})
    assert refused(text, [jwk(rsa_key())]) == "key_unknown"


def test_a_key_is_checked_against_the_header_again() -> None:
    text = jwt.encode(CLAIMS, ec_key(), algorithm="ES256", headers={"kid": "one"})
    [key] = read_keys(json.dumps({"keys": [jwk(rsa_key())]}).encode(), "keys")

    with pytest.raises(OidcError) as error:
        check(text, read_header(text, ALGORITHMS), key, expected(), START)
    assert error.value.reason == "key_unknown"


def test_a_stranger_may_sign_what_they_like() -> None:
    text = jwt.encode(CLAIMS, rsa_key(1), algorithm="RS256", headers={"kid": "one"})
    assert refused(text) == "signature_invalid"


@pytest.mark.parametrize(
    "header",
    [
        {"jwk": jwk(rsa_key(1))},
        {"jku": "https://evil.test/keys"},
        {"x5u": "https://evil.test/cert"},
        {"x5c": ["MIIB"]},
    ],
)
def test_a_key_that_the_token_brings_along_is_not_looked_at(header: dict[str, Any]) -> None:
    text = jwt.encode(CLAIMS, rsa_key(1), algorithm="RS256", headers={"kid": "one"} | header)
    assert refused(text) == "signature_invalid"


@pytest.mark.parametrize("kid", ["../../dev/null", "one' or '1'='1", "", "two", "\0"])
def test_a_name_of_no_key_finds_none(kid: str) -> None:
    text = jwt.encode(CLAIMS, rsa_key(), algorithm="RS256", headers={"kid": kid})
    assert refused(text) == "key_unknown"


@pytest.mark.parametrize("header", [{"crit": ["exp"]}, {"crit": []}, {"b64": False, "crit": ["b64"]}])
def test_what_we_would_have_to_understand_is_refused(header: dict[str, Any]) -> None:
    text = raw_token({"alg": "RS256", "kid": "one"} | header, CLAIMS, b"x" * 256)
    assert refused(text) == "token_malformed"


@pytest.mark.parametrize("kind", ["at+jwt", "logout+jwt", "application/jwt"])
def test_another_kind_of_token_is_no_id_token(kind: str) -> None:
    text = jwt.encode(CLAIMS, rsa_key(), algorithm="RS256", headers={"kid": "one", "typ": kind})
    assert refused(text) == "token_malformed"


@pytest.mark.parametrize("part", [0, 1, 2])
def test_a_letter_that_was_changed_is_noticed(part: int) -> None:
    parts = token().split(".")
    parts[part] = ("A" if parts[part][0] != "A" else "B") + parts[part][1:]
    assert refused(".".join(parts)) in ("token_malformed", "signature_invalid")


def test_claims_are_not_exchanged_under_a_signature() -> None:
    head, _, signature = token().split(".")
    assert refused(f"{head}.{b64(json.dumps(CLAIMS).encode())}.{signature}") == "signature_invalid"


@pytest.mark.parametrize(
    "issuer", ["https://evil.test", f"{ISSUER}/", ISSUER.upper(), f"{ISSUER}.evil.test", "accounts.google.com", ""]
)
def test_another_issuers_token_is_refused(issuer: str) -> None:
    assert refused(token(iss=issuer)) == "issuer_wrong"


@pytest.mark.parametrize("audience", ["other-client", CLIENT_ID.upper(), "", [], ["other-client"], f"{CLIENT_ID} "])
def test_a_token_for_somebody_else_is_refused(audience: Any) -> None:
    assert refused(token(aud=audience)) == "audience_wrong"


@pytest.mark.parametrize(
    "changes",
    [
        {"azp": "other-client"},
        {"azp": ""},
        {"aud": [CLIENT_ID, "other-client"]},
        {"aud": [CLIENT_ID, "other-client"], "azp": "other-client"},
    ],
)
def test_a_token_that_was_given_to_somebody_else_is_refused(changes: dict[str, Any]) -> None:
    assert refused(token(**changes)) == "audience_wrong"


@pytest.mark.parametrize(
    "changes", [{"aud": [CLIENT_ID]}, {"azp": CLIENT_ID}, {"aud": ["x", CLIENT_ID], "azp": CLIENT_ID}]
)
def test_one_that_was_given_to_us_is_taken(changes: dict[str, Any]) -> None:
    assert read(token(**changes)).sub


@pytest.mark.parametrize("nonce", ["of-another-sign-in", "", f"{NONCE} ", None, "\ud800", "김"])
def test_a_token_of_another_sign_in_is_refused(nonce: str | None) -> None:
    assert refused(token(nonce=nonce)) in ("nonce_wrong", "token_malformed")


@pytest.mark.parametrize(
    ("changes", "taken"),
    [
        ({"exp": AT - 119}, True),
        ({"exp": AT - 120}, False),
        ({"exp": 0}, False),
        ({"iat": AT + 120}, True),
        ({"iat": AT + 121}, False),
        ({"nbf": AT + 121}, False),
        ({"exp": AT + 0.5}, True),
    ],
)
def test_times_may_be_two_minutes_off(changes: dict[str, Any], taken: bool) -> None:
    if taken:
        assert read(token(**changes)).sub
    else:
        assert refused(token(**changes)) == "time_wrong"


@pytest.mark.parametrize("claim", ["iss", "sub", "aud", "exp", "iat"])
def test_what_a_token_must_say_is_missed(claim: str) -> None:
    assert refused(token(**{claim: None})) == "token_malformed"


@pytest.mark.parametrize(
    "changes",
    [
        {"exp": "tomorrow"},
        {"exp": True},
        {"exp": -1},
        {"exp": 10**400},
        {"iat": [AT]},
        {"aud": {"x": CLIENT_ID}},
        {"aud": [CLIENT_ID, 7]},
        {"sub": 7},
        {"iss": [ISSUER]},
        {"nonce": [NONCE]},
        {"email": ["ha-neul@school.test"]},
    ],
)
def test_claims_of_another_type_are_malformed(changes: dict[str, Any]) -> None:
    assert refused(signed(json.dumps(CLAIMS | changes).encode())) == "token_malformed"


@pytest.mark.parametrize(
    "payload", [b"", b"[]", b"null", b"NaN", b'{"exp": NaN}', b"[" * 20_000, b"\xff", b'"\\ud800"']
)
def test_a_payload_that_is_no_claims_is_malformed(payload: bytes) -> None:
    assert refused(signed(payload)) == "token_malformed"


@pytest.mark.parametrize("subject", ["", "a" * 256, "a\0b", "a\nb", "\ud800"])
def test_a_token_must_name_somebody(subject: str) -> None:
    assert refused(token(sub=subject)) in ("subject_wrong", "token_malformed")


def half(text: str, digest: Callable[[bytes], Any]) -> str:
    whole = digest(text.encode()).digest()
    return b64(whole[: len(whole) // 2])


def test_the_access_token_must_be_the_one_that_came_along() -> None:
    text = token(at_hash=half("opaque", hashlib.sha256))

    assert read(text, access_token="opaque").sub
    assert read(text).sub
    assert refused(text, access_token="another") == "access_token_wrong"


def test_with_ed25519_its_hash_is_the_longer_one() -> None:
    claims = CLAIMS | {"at_hash": half("opaque", hashlib.sha512)}
    text = jwt.encode(claims, ed25519_key(), algorithm="EdDSA", headers={"kid": "one"})
    assert read(text, [jwk(ed25519_key())], access_token="opaque").sub


def microsoft(key_issuer: str | None = None, tenants: tuple[str, ...] = (), **changes: Any) -> Claims:
    claims = {"iss": f"{HOST}/{TENANT}/v2.0", "tid": TENANT} | changes
    members = {} if key_issuer is None else {"issuer": key_issuer}
    return read(token(**claims), [jwk(rsa_key(), **members)], issuer=f"{HOST}/{{tenantid}}/v2.0", tenants=tenants)


def microsoft_refused(**changes: Any) -> str:
    with pytest.raises(OidcError) as error:
        microsoft(**changes)
    return error.value.reason


def test_microsofts_issuer_has_the_id_of_the_organisation() -> None:
    assert microsoft().iss == f"{HOST}/{TENANT}/v2.0"
    assert microsoft(key_issuer=f"{HOST}/{{tenantid}}/v2.0").tid == TENANT


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": f"{HOST}/{OTHER_TENANT}/v2.0"},
        {"tid": OTHER_TENANT},
        {"tid": None},
        {"tid": "evil", "iss": f"{HOST}/evil/v2.0"},
        {"tid": f"{TENANT}/../{TENANT}", "iss": f"{HOST}/{TENANT}/../{TENANT}/v2.0"},
        {"iss": f"{HOST}/{{tenantid}}/v2.0"},
        {"iss": "https://evil.test/v2.0"},
    ],
)
def test_and_no_other(changes: dict[str, Any]) -> None:
    assert microsoft_refused(**changes) == "issuer_wrong"


def test_only_organisations_that_are_named_come_in() -> None:
    assert microsoft(tenants=(TENANT,)).tid == TENANT
    assert microsoft_refused(tenants=(OTHER_TENANT,)) == "tenant_refused"


def test_a_key_of_one_organisation_signs_for_no_other() -> None:
    assert microsoft_refused(key_issuer=f"{HOST}/{OTHER_TENANT}/v2.0") == "issuer_wrong"


def test_elsewhere_that_member_of_a_key_means_nothing() -> None:
    assert read(token(), [jwk(rsa_key(), issuer="CN=School")]).sub


def test_googles_short_name_is_the_same_issuer() -> None:
    google = "https://accounts.google.com"
    assert read(token(iss="accounts.google.com"), issuer=google).iss == google


GOOD = token()


@given(
    st.text()
    | st.text("eyJABC.-_=", max_size=60)
    | st.tuples(st.integers(0, len(GOOD) - 1), st.integers(1, 40), st.text(max_size=5)).map(
        lambda cut: GOOD[: cut[0]] + cut[2] + GOOD[cut[0] + cut[1] :]
    )
)
def test_any_text_gives_the_one_error(text: str) -> None:
    try:
        assert read(text).sub
    except OidcError:
        assert text != GOOD
    else:
        assert text == GOOD


headers = st.dictionaries(
    st.sampled_from(["alg", "kid", "typ", "crit", "b64", "jwk", "zip"]),
    st.sampled_from(["RS256", "ES256", "none", "HS256", "one", "JWT", "DEF"])
    | st.none()
    | st.integers()
    | st.booleans(),
)


@given(headers, st.binary(max_size=40), st.binary(max_size=300))
def test_any_parts_give_the_one_error(header: dict[str, Any], payload: bytes, signature: bytes) -> None:
    with pytest.raises(OidcError):
        read(raw_token(header, payload, signature))


values = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.lists(st.text(), max_size=2)


@given(st.dictionaries(st.sampled_from([*CLAIMS, "azp", "nbf", "tid", "email", "at_hash"]), values))
def test_any_claims_that_the_issuer_signed_give_claims_or_the_one_error(changes: dict[str, Any]) -> None:
    text = signed(json.dumps(CLAIMS | changes).encode("utf-8", "replace"))
    try:
        claims = read(text, access_token="opaque")
    except OidcError:
        return
    assert (claims.iss, claims.nonce) == (ISSUER, NONCE)
    assert claims.exp > (START - timedelta(minutes=2)).timestamp()


def test_a_token_of_many_megabytes_is_not_looked_at() -> None:
    assert refused("a" * 40_000 + ".b.c") == "token_malformed"
