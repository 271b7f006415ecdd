"""Records, request bodies, answers and events of accounts and sign-in."""

from datetime import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from eduforum.auth.access_tokens import Scope
from eduforum.mail.letter import Language

Role = Literal["admin", "professor", "ta", "student"]

# Lengths are bounded generously here; the rules proper, with their own messages, are in `rules.py`.
EmailText = Annotated[str, Meta(min_length=1, max_length=320, examples=["student1@eduforum.test"])]
PasswordText = Annotated[str, Meta(min_length=1, max_length=4096)]
NameText = Annotated[str, Meta(min_length=1, max_length=400, examples=["김하늘"])]
TokenText = Annotated[str, Meta(min_length=1, max_length=512)]
CodeText = Annotated[str, Meta(min_length=1, max_length=100, examples=["492039"])]
Delivery = Literal["cookie", "body"]

# What an issuer sends a browser back with, in bytes.
MAX_QUERY = 8192


class Principal(msgspec.Struct, frozen=True):
    """The person that a request acts for. `login_id` names the sign-in that entitles it; `impersonator_id` is the
    administrator who looks with this person's eyes, and may do nothing else."""

    user_id: str
    role: Role
    name: str
    email: str
    login_id: str
    impersonator_id: str | None = None


class User(msgspec.Struct, frozen=True):
    """An account as its owner sees it. `language` and `time_zone` (an IANA name) None: as the device has them."""

    id: str
    email: str
    name: str
    role: Role
    created_at: datetime
    email_verified: bool
    language: Language | None = None
    time_zone: str | None = None


class UserRecord(msgspec.Struct, frozen=True):
    """An account as it is stored. `password_hash` None: nobody can sign in with a password."""

    id: str
    email: str
    name: str
    role: Role
    password_hash: str | None
    suspended_at: datetime | None
    created_at: datetime
    email_verified_at: datetime | None
    language: Language | None = None
    time_zone: str | None = None

    def public(self) -> User:
        return User(
            id=self.id,
            email=self.email,
            name=self.name,
            role=self.role,
            created_at=self.created_at,
            email_verified=self.email_verified_at is not None,
            language=self.language,
            time_zone=self.time_zone,
        )


class Device(msgspec.Struct, frozen=True):
    """Where a sign-in comes from. `known` is the cookie by which its browser may have been known before, `trusted` the
    one by which it may not be asked for a code."""

    address: str
    user_agent: str
    known: str | None = None
    trusted: str | None = None


class LoginRecord(msgspec.Struct, frozen=True):
    """One sign-in on one device: the family of its refresh tokens."""

    id: str
    user_id: str
    delivery: Delivery
    created_at: datetime
    expires_at: datetime
    ended_at: datetime | None


class RefreshRecord(msgspec.Struct, frozen=True):
    """One refresh token of a login. `uses` counts how often it was exchanged, `used_at` is its first exchange."""

    id: str
    login_id: str
    expires_at: datetime
    used_at: datetime | None
    uses: int


class Register(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`language` is that of the letter that asks whether the address is the person's."""

    email: EmailText
    password: PasswordText
    name: NameText
    language: Language = "ko"


class Login(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`token_delivery` "body" is for programs: the refresh token comes in the answer and no cookie is set."""

    email: EmailText
    password: PasswordText
    token_delivery: Delivery = "cookie"


class Refresh(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Without `refresh_token` the cookie is meant."""

    refresh_token: TokenText | None = None


class Registered(msgspec.Struct, frozen=True):
    """What registering answers, whether the address was free or not: it must not tell who has an account."""

    email: str
    name: str
    role: Role


class Tokens(msgspec.Struct, frozen=True, omit_defaults=True):
    """A fresh access token (`expires_in` seconds); `refresh_token` only where it was asked for in the body."""

    access_token: str
    expires_in: int
    user: User
    refresh_token: str | None = None


class SignInAnswer(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a password opens: tokens, or with `requires_2fa` a `challenge` for `/auth/2fa/verify` instead of them.
    `expires_in` is of whichever it is."""

    expires_in: int
    access_token: str | None = None
    user: User | None = None
    refresh_token: str | None = None
    requires_2fa: bool = False
    challenge: str | None = None


class VerifyCode(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The second step: a code of the authenticator app, or a backup code. `trust`: a browser is not asked again for 30
    days."""

    challenge: TokenText
    code: CodeText
    token_delivery: Delivery = "cookie"
    trust: bool = False


class PasswordAgain(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who has no password must have signed in a moment ago instead."""

    password: PasswordText | None = None


class Code(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    code: CodeText


class PasswordAndCode(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Both again: who has a screen that was left open has neither. Who has no password must have signed in a moment
    ago."""

    code: CodeText
    password: PasswordText | None = None


class SecondFactorState(msgspec.Struct, frozen=True):
    """Whether I am asked for a code, since when, and how many backup codes are left. `has_password`: whether changing
    that asks for it."""

    on: bool
    since: datetime | None
    backup_codes_left: int
    has_password: bool


class SecondFactorSetup(msgspec.Struct, frozen=True):
    """What an authenticator app is told: the `otpauth://` address as it is and as a QR code (SVG), and the secret in
    letters, for typing."""

    secret: str
    uri: str
    qr: str


class BackupCodesShown(msgspec.Struct, frozen=True):
    """They are shown this once; those of before open nothing any more."""

    backup_codes: list[str]


class SignInDevice(msgspec.Struct, frozen=True):
    """One of my sign-ins. `network` is the address it came from (IPv6: its /64); `new_place`: the first from there,
    and not the first at all. `used_at` is when it last renewed its token. `administrator`: who opened it to see what I
    see, by name; these are listed for a while after their end too."""

    id: str
    user_agent: str
    network: str
    created_at: datetime
    used_at: datetime
    current: bool
    new_place: bool
    administrator: str | None = None
    ended_at: datetime | None = None


class IdentityProvider(msgspec.Struct, frozen=True):
    """An issuer that people may sign in by: `name` stands in addresses, `title` on the button."""

    name: str
    title: str
    kind: Literal["oidc", "google", "microsoft"]


class AuthPolicy(msgspec.Struct, frozen=True):
    """What the sign-in page needs to know before anybody is signed in. `mail`: letters can be sent, so that a password
    can be reset by one; `contact`: whom to ask else, an address or a few words."""

    registration: Literal["open", "closed"]
    password_min_length: int
    providers: list[IdentityProvider]
    mail: bool
    contact: str | None


class BeginElsewhere(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`next`: the page here to go on to. `link`: whoever is signed in adds the account there to theirs, with the
    password again."""

    next: Annotated[str, Meta(max_length=2048)] | None = None
    link: bool = False
    password: PasswordText | None = None


class SentElsewhere(msgspec.Struct, frozen=True):
    """Where the browser goes to sign in."""

    url: str


class ReturnElsewhere(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The query that the issuer sent the browser back with, as it is."""

    query: Annotated[str, Meta(max_length=MAX_QUERY)]
    token_delivery: Delivery = "cookie"


class CameBack(msgspec.Struct, frozen=True, omit_defaults=True):
    """Who came back from an issuer. `next`: the page to go on to; `linked`: the account there was added, and whoever
    was signed in still is; otherwise `sign_in` is what a password would have opened."""

    next: str
    linked: bool = False
    sign_in: SignInAnswer | None = None


class LinkedIdentity(msgspec.Struct, frozen=True):
    """An account elsewhere that opens mine. `provider` is None where this server does not know its issuer any more."""

    id: str
    provider: str | None
    issuer: str
    email: str | None
    created_at: datetime
    used_at: datetime


class LinkedIdentities(msgspec.Struct, frozen=True):
    """`has_password`: whether mine can be opened without any of them."""

    has_password: bool
    identities: list[LinkedIdentity]


class NewAccessToken(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`write` holds `read` of the same area; `expires_at` at most 366 days from now. Who has no password must have
    signed in a moment ago instead."""

    name: NameText
    scopes: Annotated[list[Scope], Meta(min_length=1, max_length=20)]
    expires_at: Annotated[datetime, Meta(tz=True)]
    password: PasswordText | None = None


class AccessTokenShown(msgspec.Struct, frozen=True):
    """A token as its person sees it. `used_at` is exact to a minute."""

    id: str
    name: str
    scopes: list[Scope]
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None


class MadeAccessToken(msgspec.Struct, frozen=True):
    """`secret` is shown this once: `Authorization: Bearer <secret>`."""

    token: AccessTokenShown
    secret: str


class JsonWebKey(msgspec.Struct, frozen=True):
    """A public RSA key (RFC 7517 section 4, RFC 7518 section 6.3.1)."""

    kty: str
    use: str
    alg: str
    kid: str
    n: str
    e: str


class JsonWebKeySet(msgspec.Struct, frozen=True):
    keys: list[JsonWebKey]


class LoginEnded(msgspec.Struct, frozen=True):
    """A login ended by logout, reuse of a refresh token or an administrator: its sockets and media end with it."""

    login_id: str
    user_id: str
