"""Checking an ID token (OpenID Connect Core 1.0 section 3.1.3.7, RFC 8725)."""

import base64
import hashlib
import hmac
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Annotated, Any, Final, NamedTuple

import jwt
import msgspec
from msgspec import Meta

from eduforum.auth.oidc.faults import OidcError, quoted
from eduforum.auth.oidc.metadata import ALGORITHMS, TENANT
from eduforum.auth.oidc.settings import is_microsoft, is_tenant
from eduforum.auth.oidc.signing_keys import SigningKey

# What the issuer's clock may be off.
SKEW: Final = timedelta(minutes=2)

MAX_TOKEN = 32 * 1024

# Core section 2.
_MAX_SUBJECT = 255
_GOOGLE = {"accounts.google.com": "https://accounts.google.com"}
_UNREADABLE = (msgspec.DecodeError, ValueError, RecursionError)
_HASHES = {"256": hashlib.sha256, "384": hashlib.sha384, "512": hashlib.sha512}

# Seconds since 1970 (RFC 7519 section 2); past the bound they are no time.
NumericDate = Annotated[float, Meta(ge=0, le=2**53)]

_JWS = jwt.PyJWS(algorithms=list(ALGORITHMS))


class Claims(msgspec.Struct, frozen=True):
    """What an issuer says of somebody and of the token itself."""

    iss: str
    sub: str
    aud: str | list[str]
    exp: NumericDate
    iat: NumericDate
    nonce: str | None = None
    nbf: NumericDate | None = None
    azp: str | None = None
    at_hash: str | None = None
    email: str | None = None
    email_verified: bool | str | None = None
    name: str | None = None
    hd: str | None = None
    tid: str | None = None
    xms_edov: bool | int | str | None = None


class Header(NamedTuple):
    algorithm: str
    kid: str | None


class Expected(NamedTuple):
    """What a token must say. `issuer` may be a template with `TENANT`; `tenants` are those that are let in, none: all;
    `access_token` is what came along with it."""

    issuer: str
    client_id: str
    nonce: str
    algorithms: Collection[str]
    tenants: Collection[str] = ()
    access_token: str | None = None


class _Header(msgspec.Struct, frozen=True):
    alg: str
    kid: str | None = None
    typ: str | None = None
    crit: Any = None


def read_header(token: str, algorithms: Collection[str]) -> Header:
    """What a token says that it was signed with; nothing of it is believed before `check`.

    Raises `OidcError` reason `token_malformed`, or `algorithm_refused` for any but `algorithms`.
    """
    first, dot, _ = token.partition(".")
    if not dot or len(token) > MAX_TOKEN or not token.isascii():
        raise OidcError("token_malformed", "the ID token is none")
    try:
        header = msgspec.json.decode(_decoded(first), type=_Header)
    except _UNREADABLE:
        raise OidcError("token_malformed", "the header of the ID token cannot be read") from None
    if header.alg not in algorithms or header.alg not in ALGORITHMS:
        raise OidcError("algorithm_refused", f"the ID token is signed by {quoted(header.alg)}")
    # An access or a logout token of the same issuer is no ID token (RFC 8725 section 3.11).
    if header.crit is not None or (header.typ or "JWT").upper() != "JWT":
        raise OidcError("token_malformed", "the ID token asks for something that we do not know")
    return Header(header.alg, header.kid)


def check(token: str, header: Header, key: SigningKey, expected: Expected, now: datetime) -> Claims:
    """What the token says, with the issuer's own id for the template. Raises `OidcError`."""
    try:
        if not key.signs(header.algorithm):
            raise OidcError("key_unknown", "the key makes no such signatures")
        signed = _JWS.decode_complete(token, key=key.public, algorithms=[header.algorithm])
    except jwt.InvalidSignatureError:
        raise OidcError("signature_invalid", "the signature of the ID token is wrong") from None
    except (jwt.PyJWTError, ValueError, TypeError, RecursionError):
        raise OidcError("token_malformed", "the ID token cannot be read") from None
    try:
        claims = msgspec.json.decode(signed["payload"], type=Claims)
    except _UNREADABLE as error:
        raise OidcError("token_malformed", f"the claims of the ID token cannot be read: {error}") from None
    claims = msgspec.structs.replace(claims, iss=_GOOGLE.get(claims.iss, claims.iss))
    _check_issuer(claims, key, expected)
    _check_audience(claims, expected.client_id)
    _check_times(claims, now)
    if claims.nonce is None or not _same(claims.nonce, expected.nonce):
        raise OidcError("nonce_wrong", "the ID token is not of this sign-in")
    if not claims.sub or len(claims.sub) > _MAX_SUBJECT or not claims.sub.isprintable():
        raise OidcError("subject_wrong", "the ID token names nobody")
    if claims.at_hash is not None and expected.access_token is not None:
        half = _half_hash(expected.access_token, header.algorithm)
        if not _same(claims.at_hash.rstrip("="), half):
            raise OidcError("access_token_wrong", "the access token is not the one of the ID token")
    return claims


def _check_issuer(claims: Claims, key: SigningKey, expected: Expected) -> None:
    issuer = expected.issuer
    if TENANT in issuer:
        if claims.tid is None or not is_tenant(claims.tid):
            raise OidcError("issuer_wrong", "the ID token names no organisation")
        issuer = issuer.replace(TENANT, claims.tid)
    if claims.iss != issuer:
        raise OidcError("issuer_wrong", f"the ID token is of {quoted(claims.iss)}")
    if expected.tenants and claims.tid not in expected.tenants:
        raise OidcError("tenant_refused", f"the organisation {quoted(claims.tid or '')} is not let in")
    if key.issuer is not None and is_microsoft(issuer) and key.issuer.replace(TENANT, claims.tid or "") != issuer:
        raise OidcError("issuer_wrong", "the key may not sign for this issuer")


def _check_audience(claims: Claims, client_id: str) -> None:
    audience = [claims.aud] if isinstance(claims.aud, str) else claims.aud
    if client_id not in audience:
        raise OidcError("audience_wrong", "the ID token is for somebody else")
    if claims.azp != client_id and (claims.azp is not None or len(audience) > 1):
        raise OidcError("audience_wrong", "the ID token was given to somebody else")


def _check_times(claims: Claims, now: datetime) -> None:
    at, skew = now.timestamp(), SKEW.total_seconds()
    if claims.exp + skew <= at:
        raise OidcError("time_wrong", "the ID token has expired")
    if claims.iat - skew > at or (claims.nbf is not None and claims.nbf - skew > at):
        raise OidcError("time_wrong", "the ID token is not valid yet")


def _half_hash(access_token: str, algorithm: str) -> str:
    """`at_hash` of Core section 3.1.3.6: the left half of the hash that the signature is made with. Ed25519 is made
    with SHA-512."""
    digest = _HASHES.get(algorithm[2:], hashlib.sha512)(access_token.encode("utf-8")).digest()
    return base64.urlsafe_b64encode(digest[: len(digest) // 2]).rstrip(b"=").decode("ascii")


def _same(given: str, expected: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8"), expected.encode("utf-8"))


def _decoded(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
