"""What an issuer says of itself (OpenID Connect Discovery 1.0, sections 3 and 4)."""

from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import urlsplit

import msgspec

from eduforum.auth.oidc.faults import OidcError, quoted
from eduforum.auth.oidc.http import decode
from eduforum.auth.oidc.settings import ProviderSettings, is_loopback, is_secure, is_tenant

# Signatures that only the issuer can make. "none" and the HMACs, whose key every client knows, are not among them.
ALGORITHMS: Final = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")

# In Microsoft's issuer of many organisations; a token has the id of its own there.
TENANT: Final = "{tenantid}"

_WELL_KNOWN = "/.well-known/openid-configuration"


class Metadata(msgspec.Struct, frozen=True):
    """An issuer's endpoints, all checked. `algorithms` are those of `ALGORITHMS` that it signs with; `names_itself`:
    its answers say by `iss` whose they are (RFC 9207)."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str | None
    algorithms: tuple[str, ...]
    secret_in_body: bool
    names_itself: bool

    def is_named(self, issuer: str) -> bool:
        """Whether this is the issuer, or one of the organisations of its template."""
        before, template, after = self.issuer.partition(TENANT)
        if not template:
            return issuer == self.issuer
        tenant = issuer.removeprefix(before).removesuffix(after)
        return issuer == before + tenant + after and is_tenant(tenant)


class _Document(msgspec.Struct, frozen=True):
    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str | None = None
    response_types_supported: Sequence[str] = ("code",)
    id_token_signing_alg_values_supported: Sequence[str] = ("RS256",)
    token_endpoint_auth_methods_supported: Sequence[str] | None = None
    authorization_response_iss_parameter_supported: bool = False


def discovery_url(issuer: str) -> str:
    return issuer.rstrip("/") + _WELL_KNOWN


def read_metadata(body: bytes, settings: ProviderSettings) -> Metadata:
    """The discovery document of the issuer in `settings`.

    Raises `OidcError` reason `unreachable` for what cannot be read and `bad_metadata` for another issuer's document, an
    endpoint that is not https, and signatures that we do not take.
    """
    document = decode(body, _Document, discovery_url(settings.issuer))
    if not _is_issuer(document.issuer, settings):
        raise OidcError("bad_metadata", f"{settings.issuer} says that it is {quoted(document.issuer)}")
    # Only an issuer on this machine may send us to one.
    loopback = is_loopback(settings.issuer)
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint"):
        url: Any = getattr(document, name)
        if url is not None and not is_secure(url, loopback=loopback):
            raise OidcError("bad_metadata", f"{name} of {settings.issuer} is not an https address")
    if "code" not in document.response_types_supported:
        raise OidcError("bad_metadata", f"{settings.issuer} does not give codes")
    signs = document.id_token_signing_alg_values_supported
    algorithms = tuple(name for name in ALGORITHMS if name in signs)
    if not algorithms:
        raise OidcError("bad_metadata", f"{settings.issuer} signs with nothing that only it can sign with")
    methods = document.token_endpoint_auth_methods_supported
    return Metadata(
        issuer=document.issuer,
        authorization_endpoint=document.authorization_endpoint,
        token_endpoint=document.token_endpoint,
        jwks_uri=document.jwks_uri,
        userinfo_endpoint=document.userinfo_endpoint,
        algorithms=algorithms,
        # Discovery section 3: without a list it is client_secret_basic.
        secret_in_body=methods is not None and "client_secret_basic" not in methods,
        names_itself=document.authorization_response_iss_parameter_supported,
    )


def _is_issuer(issuer: str, settings: ProviderSettings) -> bool:
    """Letter for letter the one that was asked, but for Microsoft, which puts an id or `TENANT` for the name of an
    organisation."""
    if issuer == settings.issuer:
        return True
    if settings.kind != "microsoft":
        return False
    parts = urlsplit(settings.issuer)
    asked = parts.path.split("/")[1]
    before, after = f"https://{parts.netloc}/", "/v2.0"
    said = issuer.removeprefix(before).removesuffix(after)
    if issuer != before + said + after or is_tenant(asked):
        return False
    return said == TENANT or is_tenant(said)
