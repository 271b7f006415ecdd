"""Which issuers people may sign in by, as the settings name them."""

import re
from collections.abc import Iterable
from typing import Literal
from urllib.parse import urlsplit

import msgspec

GOOGLE = "https://accounts.google.com"
# Work and school accounts of every organisation. https://learn.microsoft.com/entra/identity-platform/v2-protocols-oidc
MICROSOFT = "https://login.microsoftonline.com/organizations/v2.0"

_MICROSOFT_HOSTS = {"login.microsoftonline.com", "login.microsoftonline.us", "login.partner.microsoftonline.cn"}
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_DOMAIN = re.compile(r"(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W_](?:[\w-]{0,61}[^\W_])?")
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}


class ProviderSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One issuer.

    `name` stands in our addresses, `title` on the button. `tenants` are the only Microsoft organisations that may come
    in, by id; none: all. `email_domains` are the only domains whose addresses the issuer may speak for; none: all.
    `trust_email`: the issuer has verified the addresses that it gives, in those domains, although it does not say so (a
    school's own directory). `create_accounts`: somebody unknown with a verified address becomes a student.
    """

    name: str
    title: str
    issuer: str
    client_id: str
    client_secret: str | None = None
    kind: Literal["oidc", "google", "microsoft"] = "oidc"
    scopes: tuple[str, ...] = ("openid", "email", "profile")
    tenants: tuple[str, ...] = ()
    email_domains: tuple[str, ...] = ()
    trust_email: bool = False
    create_accounts: bool = False


def faults_of(settings: ProviderSettings) -> list[str]:
    """What is wrong with the settings of an issuer, one line each."""
    faults = []
    if not _NAME.fullmatch(settings.name):
        faults.append("name: small letters, digits and hyphens, up to 40")
    if not settings.title.strip():
        faults.append("title: is empty")
    if not is_secure(settings.issuer) or urlsplit(settings.issuer).query:
        faults.append("issuer: an https address without query")
    if settings.kind == "google" and settings.issuer != GOOGLE:
        faults.append(f"issuer: Google's is {GOOGLE}")
    if settings.kind == "microsoft" and not is_microsoft(settings.issuer):
        faults.append(f"issuer: Microsoft's are like {MICROSOFT}")
    if settings.kind == "oidc" and is_microsoft(settings.issuer):
        faults.append('kind: this issuer is Microsoft\'s, and its addresses are only safe with kind = "microsoft"')
    if not settings.client_id:
        faults.append("client_id: is empty")
    if "openid" not in settings.scopes:
        faults.append('scopes: "openid" is missing')
    if settings.tenants and settings.kind != "microsoft":
        faults.append("tenants: only Microsoft has any")
    faults += [f"tenants: {tenant} is no id" for tenant in settings.tenants if not is_tenant(tenant)]
    faults += [f"email_domains: {name} is no domain" for name in settings.email_domains if not _is_domain(name)]
    if settings.trust_email and not settings.email_domains:
        faults.append("trust_email: only for the domains in email_domains, and there are none")
    if settings.trust_email and settings.kind == "microsoft" and not settings.tenants:
        faults.append("trust_email: of Microsoft only with tenants, as any other could give any address")
    return faults


def unique(settings: Iterable[ProviderSettings]) -> bool:
    """Whether each issuer has a name of its own."""
    names = [each.name for each in settings]
    return len(set(names)) == len(names)


def is_secure(url: str, *, loopback: bool = True) -> bool:
    """Whether an address is https, names a host and neither a user nor a fragment.

    With `loopback`, http to this machine will do: that is a developer's issuer.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return False
    if not host or port == 0 or "@" in parts.netloc or "#" in url or not url.isascii() or not url.isprintable():
        return False
    return " " not in url and (parts.scheme == "https" or (loopback and is_loopback(url)))


def is_loopback(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme == "http" and parts.hostname in _LOOPBACK


def is_microsoft(issuer: str) -> bool:
    try:
        parts = urlsplit(issuer)
        return parts.hostname in _MICROSOFT_HOSTS and re.fullmatch(r"/[^/]+/v2\.0", parts.path) is not None
    except ValueError:
        return False


def is_tenant(text: str) -> bool:
    """Whether this is the id of a Microsoft organisation: a GUID in small letters."""
    return _GUID.fullmatch(text) is not None


def _is_domain(name: str) -> bool:
    return _DOMAIN.fullmatch(name) is not None and name == name.lower()
