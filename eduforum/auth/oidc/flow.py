"""The way to an issuer and back (OpenID Connect Core 1.0 section 3.1, RFC 7636, RFC 9207).

What has to be known again on the way back stays with the browser in a sealed cookie, so that an answer counts only in
the browser that asked, and the server keeps nothing of those who never come back.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final, NamedTuple
from urllib.parse import urlencode, urlsplit

import msgspec

from eduforum.auth.oidc.faults import OidcError, quoted
from eduforum.auth.oidc.metadata import Metadata
from eduforum.auth.oidc.settings import ProviderSettings
from eduforum.auth.redirects import safe_next
from eduforum.auth.vault import Place, Vault, VaultError

FLOW_LIFE: Final = timedelta(minutes=10)

# The sealed cookie of the longest `next` is shorter.
MAX_COOKIE = 4096

_MAX_CODE = 4096
_PARAMETERS = frozenset({"state", "code", "error", "iss"})


class Flow(msgspec.Struct, frozen=True):
    """One sign-in under way. `login_id`: who is signed in already wants to link the issuer's account to theirs."""

    provider: str
    state: str
    nonce: str
    verifier: str
    next: str
    login_id: str | None
    expires_at: datetime


class Returned(NamedTuple):
    """What the issuer sent the browser back with, each at most once."""

    state: str
    code: str | None
    error: str | None
    issuer: str | None


def new_flow(provider: str, now: datetime, *, next: str | None, login_id: str | None = None) -> Flow:
    """`next`: the page to go on to; one elsewhere becomes the home page."""
    return Flow(
        provider=provider,
        state=secrets.token_urlsafe(32),
        nonce=secrets.token_urlsafe(32),
        # 256 bits in 43 letters (RFC 7636 section 4.1).
        verifier=secrets.token_urlsafe(32),
        next=safe_next(next),
        login_id=login_id,
        expires_at=now + FLOW_LIFE,
    )


def seal(flow: Flow, vault: Vault) -> str:
    """The value of the cookie."""
    return vault.seal_text(msgspec.json.encode(flow), _place(flow.provider))


def unseal(cookie: str | None, provider: str, vault: Vault) -> Flow:
    """The flow of a cookie that was sealed for this provider. Raises `OidcError` reason `flow_invalid`."""
    if cookie is None or len(cookie) > MAX_COOKIE:
        raise OidcError("flow_invalid", "this browser has not begun to sign in here")
    try:
        return msgspec.json.decode(vault.open_text(cookie, _place(provider)), type=Flow)
    except (VaultError, msgspec.DecodeError, ValueError):
        raise OidcError("flow_invalid", "the cookie of the sign-in is not ours") from None


def authorization_url(metadata: Metadata, settings: ProviderSettings, flow: Flow, redirect_uri: str) -> str:
    """Where the browser is sent to sign in."""
    parameters = {
        "response_type": "code",
        "client_id": settings.client_id,
        "redirect_uri": redirect_uri,
        "scope": " ".join(settings.scopes),
        "state": flow.state,
        "nonce": flow.nonce,
        "code_challenge": challenge(flow.verifier),
        "code_challenge_method": "S256",
    }
    if settings.kind != "oidc":
        # On a shared computer the person picks, instead of going in as who was there before. Not every issuer knows
        # this, and one that does not may refuse.
        parameters["prompt"] = "select_account"
    parts = urlsplit(metadata.authorization_endpoint)
    query = "&".join(part for part in (parts.query, urlencode(parameters)) if part)
    return parts._replace(query=query).geturl()


def challenge(verifier: str) -> str:
    """The S256 challenge of RFC 7636 section 4.2."""
    digest = hashlib.sha256(verifier.encode("ascii")).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")


def read_return(parameters: Iterable[tuple[str, str]]) -> Returned:
    """The query of the way back. Raises `OidcError` reason `flow_invalid` for a parameter that stands there twice
    (RFC 6749 section 3.1) or is missing."""
    found: dict[str, str] = {}
    for name, value in parameters:
        if name in _PARAMETERS:
            if name in found:
                raise OidcError("flow_invalid", f"{name} stands twice in the answer")
            found[name] = value
    state = found.get("state")
    if not state:
        raise OidcError("flow_invalid", "the answer has no state")
    return Returned(state, found.get("code"), found.get("error"), found.get("iss"))


def check_return(returned: Returned, flow: Flow, metadata: Metadata, now: datetime, *, login_id: str | None) -> str:
    """The code, if the answer belongs to the flow and to who is signed in now. Raises `OidcError`."""
    if not hmac.compare_digest(returned.state.encode("utf-8", "surrogatepass"), flow.state.encode("ascii")):
        raise OidcError("flow_invalid", "the answer is not to what this browser asked")
    if now >= flow.expires_at:
        raise OidcError("flow_expired", "signing in took too long")
    if flow.login_id != login_id:
        # An account must not be linked to whoever happens to be signed in when the answer comes.
        raise OidcError("other_login", "somebody else is signed in here by now")
    if returned.issuer is None:
        if metadata.names_itself:
            raise OidcError("mixed_up", "the answer does not say whose it is")
    elif not metadata.is_named(returned.issuer):
        raise OidcError("mixed_up", f"the answer is of {quoted(returned.issuer)}")
    if returned.error is not None:
        raise OidcError("declined", f"the issuer says {quoted(returned.error)}")
    if not returned.code or len(returned.code) > _MAX_CODE or not returned.code.isprintable():
        raise OidcError("flow_invalid", "the answer has no code")
    return returned.code


def _place(provider: str) -> Place:
    return Place("oidc_flow", "cookie", provider)
