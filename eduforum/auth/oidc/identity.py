"""Who somebody is to an issuer, and which account is theirs.

An account is found by issuer and subject. An address finds one only the first time, and only where the issuer has
verified it and may speak for it: whoever can make an issuer say any address would otherwise have any account.
"""

from typing import Literal, NamedTuple

import msgspec

from eduforum.auth.oidc.id_token import Claims
from eduforum.auth.oidc.settings import ProviderSettings
from eduforum.auth.rules import checked_email, checked_name
from eduforum.auth.schemas import Role
from eduforum.errors import Invalid


class Identity(msgspec.Struct, frozen=True):
    """`issuer` and `subject` together are one person for ever. `email` is normalised; `email_verified`: it may find an
    account."""

    issuer: str
    subject: str
    email: str | None
    email_verified: bool
    name: str | None


class Owner(NamedTuple):
    """The account that has the identity's address. `email_verified`: whoever made it has shown that it is theirs, or an
    administrator made it. `has_other_subject`: somebody else at the same issuer is linked to it."""

    user_id: str
    role: Role
    email_verified: bool
    has_other_subject: bool


class SignIn(NamedTuple):
    """The identity is linked to this account."""

    user_id: str


class Link(NamedTuple):
    """Link the identity to this account and sign in. `reclaim`: somebody made the account with an address that they
    never showed to be theirs; its password, second factors, links, tokens and sign-ins all end first."""

    user_id: str
    reclaim: bool


class Create(NamedTuple):
    """Make a student's account with this address, which counts as verified."""

    email: str
    name: str


class Refuse(NamedTuple):
    """`email_unverified`: the issuer has not verified the address, or gives none; `link_first`: the account is an
    administrator's, who links it in the settings; `other_subject`: the address has passed to somebody else at the
    issuer; `no_account`: nobody has this address, and accounts are not made here."""

    reason: Literal["email_unverified", "link_first", "other_subject", "no_account"]


Decision = SignIn | Link | Create | Refuse


def identity_of(claims: Claims, settings: ProviderSettings) -> Identity:
    """Who the checked claims of this issuer are of. What is no address or name is none."""
    email = _email(claims.email)
    verified = email is not None and _may_speak_for(email, settings) and _has_verified(email, claims, settings)
    return Identity(claims.iss, claims.sub, email, verified, _name(claims.name))


def decide(identity: Identity, *, linked: str | None, owner: Owner | None, create_accounts: bool) -> Decision:
    """What becomes of somebody who comes in by an issuer without being signed in here. `linked`: the account that the
    identity is linked to; `owner`: the one that has its address.

    Who is signed in and links an account in the settings needs no address: they have shown both to be theirs.
    """
    if linked is not None:
        return SignIn(linked)
    if identity.email is None or not identity.email_verified:
        # Whether the address has an account here makes no difference: it would tell who has one.
        return Refuse("email_unverified")
    if owner is None:
        local, _, domain = identity.email.partition("@")
        name = identity.name or _name(local) or domain
        return Create(identity.email, name) if create_accounts else Refuse("no_account")
    if owner.has_other_subject:
        return Refuse("other_subject")
    if owner.role == "admin":
        return Refuse("link_first")
    return Link(owner.user_id, reclaim=not owner.email_verified)


def _may_speak_for(email: str, settings: ProviderSettings) -> bool:
    return not settings.email_domains or email.rpartition("@")[2] in settings.email_domains


def _has_verified(email: str, claims: Claims, settings: ProviderSettings) -> bool:
    if settings.trust_email:
        return claims.email_verified not in (False, "false")
    match settings.kind:
        case "microsoft":
            # Anybody's organisation can write any address there; this claim says that the domain is theirs.
            return claims.xms_edov in (True, "1", "true")
        case "google":
            # Google vouches for its own addresses and those of a Workspace; others it verified once, perhaps long ago.
            return claims.email_verified is True and (
                email.endswith(("@gmail.com", "@googlemail.com")) or bool(claims.hd)
            )
        case "oidc":
            return claims.email_verified in (True, "true")


def _email(text: str | None) -> str | None:
    try:
        return checked_email(text) if text else None
    except Invalid:
        return None


def _name(text: str | None) -> str | None:
    try:
        return checked_name(text) if text else None
    except Invalid:
        return None
