"""Exchanging a code for tokens (OpenID Connect Core 1.0 section 3.1.3), and asking for what the token does not say."""

import base64
from typing import NamedTuple
from urllib.parse import quote_plus, urlencode

import msgspec

from eduforum.auth.oidc.faults import OidcError, quoted
from eduforum.auth.oidc.http import decode, get
from eduforum.auth.oidc.id_token import Claims
from eduforum.auth.oidc.metadata import Metadata
from eduforum.auth.oidc.settings import ProviderSettings
from eduforum.outbound import Answer, Request


class Tokens(NamedTuple):
    id_token: str
    access_token: str | None


class _Granted(msgspec.Struct, frozen=True):
    id_token: str
    access_token: str | None = None
    token_type: str | None = None


class _Refused(msgspec.Struct, frozen=True):
    error: str = ""


class _UserInfo(msgspec.Struct, frozen=True):
    sub: str
    email: str | None = None
    email_verified: bool | str | None = None
    name: str | None = None


def token_request(
    metadata: Metadata, settings: ProviderSettings, *, code: str, verifier: str, redirect_uri: str
) -> Request:
    """The request that only who began the sign-in can make: it has the verifier (RFC 7636 section 4.5)."""
    headers = {"Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded"}
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": redirect_uri,
        "code_verifier": verifier,
        "client_id": settings.client_id,
    }
    if settings.client_secret is not None and metadata.secret_in_body:
        form["client_secret"] = settings.client_secret
    elif settings.client_secret is not None:
        # Both are form-encoded first (RFC 6749 section 2.3.1).
        pair = f"{quote_plus(settings.client_id)}:{quote_plus(settings.client_secret)}"
        headers["Authorization"] = "Basic " + base64.b64encode(pair.encode("ascii")).decode("ascii")
    return Request("POST", metadata.token_endpoint, headers, urlencode(form).encode("ascii"))


def read_tokens(answer: Answer, source: str) -> Tokens:
    """Raises `OidcError` reason `code_refused` for a code that was used before or is not ours, `unreachable`."""
    if 400 <= answer.status < 500:
        refused = decode(answer.body, _Refused, source)
        raise OidcError("code_refused", f"{source} refuses the code: {quoted(refused.error)}, {answer.status}")
    if answer.status != 200:
        raise OidcError("unreachable", f"{source} answers {answer.status}")
    granted = decode(answer.body, _Granted, source)
    return Tokens(granted.id_token, granted.access_token)


def userinfo_request(metadata: Metadata, claims: Claims, tokens: Tokens) -> Request | None:
    """Asking for the address, where the ID token has none and the issuer can be asked (Core section 5.4)."""
    token = tokens.access_token
    if claims.email is not None or metadata.userinfo_endpoint is None or not token:
        return None
    if not token.isascii() or not token.isprintable():
        raise OidcError("token_malformed", "the access token cannot be sent")
    return get(metadata.userinfo_endpoint, {"Authorization": f"Bearer {token}"})


def with_userinfo(claims: Claims, body: bytes, source: str) -> Claims:
    """The claims with the address and name from there.

    Raises `OidcError` reason `subject_wrong` where it is of somebody else (Core section 5.3.2), `unreachable`.
    """
    info = decode(body, _UserInfo, source)
    if info.sub != claims.sub:
        raise OidcError("subject_wrong", "the user information is of somebody else")
    return msgspec.structs.replace(
        claims, email=info.email, email_verified=info.email_verified, name=claims.name or info.name
    )
