"""Personal access tokens: what a program of somebody's shows instead of a password.

`eduforum_pat_` + 32 letters and digits (190 bits) + their CRC-32 in six. The prefix lets secret scanners find a token
that was published, and the checksum lets them, and the server, know a false one without asking anybody.
"""

import hashlib
import re
import secrets
import zlib
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Final, Literal, NamedTuple, get_args

import msgspec

from eduforum.errors import Detail, Invalid

PREFIX: Final = "eduforum_pat_"

# `write` holds `read`. Nothing here reaches passwords, second factors, sign-ins or tokens: no token can.
Scope = Literal[
    "profile:read",
    "profile:write",
    "courses:read",
    "courses:write",
    "sessions:read",
    "sessions:write",
    "assignments:read",
    "assignments:write",
    "grades:read",
    "grades:write",
    "people:read",
    "people:write",
]
Area = Literal["profile", "courses", "sessions", "assignments", "grades", "people"]
SCOPES: Final[tuple[Scope, ...]] = get_args(Scope)

_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_RANDOM = 32
_CHECK = 6
_TOKEN = re.compile(rf"{PREFIX}[0-9A-Za-z]{{{_RANDOM + _CHECK}}}")


class AccessTokenError(Exception):
    """What is shown is no access token, or one that is not good any more."""


class AccessToken(msgspec.Struct, frozen=True):
    """A token as it is kept. It is never entitled to more than its person, and only to its scopes of that."""

    id: str
    user_id: str
    name: str
    digest: bytes
    scopes: tuple[Scope, ...]
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None = None


class NewToken(NamedTuple):
    """`text` is shown once and is nowhere else; `digest` (32 bytes) is kept."""

    text: str
    digest: bytes


def new_token() -> NewToken:
    letters = "".join(secrets.choice(_DIGITS) for _ in range(_RANDOM))
    text = PREFIX + letters + _checksum(letters)
    return NewToken(text, _digest(text))


def is_access_token(text: str) -> bool:
    """Whether a bearer token claims to be one of these and no JWT."""
    return text.startswith(PREFIX)


def digest_of(text: str) -> bytes:
    """The 32 bytes by which a token is looked up. Raises `AccessTokenError` for what cannot be one."""
    letters = text[len(PREFIX) :]
    if _TOKEN.fullmatch(text) is None or letters[_RANDOM:] != _checksum(letters[:_RANDOM]):
        raise AccessTokenError("this is no access token")
    return _digest(text)


def check(token: AccessToken | None, *, now: datetime) -> AccessToken:
    """The token that was found, if it is good now. Raises `AccessTokenError`."""
    if token is None or token.revoked_at is not None:
        raise AccessTokenError("the token was revoked")
    if token.expires_at is not None and now >= token.expires_at:
        raise AccessTokenError("the token has expired")
    return token


def scope_of(area: Area, *, write: bool) -> Scope:
    """What acting in an area, or reading there, needs."""
    return next(scope for scope in SCOPES if scope == f"{area}:{'write' if write else 'read'}")


def permits(scopes: Collection[Scope], needed: Scope) -> bool:
    """Whether a token with these scopes may do what needs `needed`."""
    return needed in scopes or f"{needed.partition(':')[0]}:write" in scopes


def checked_scopes(names: Iterable[str]) -> tuple[Scope, ...]:
    """The scopes, each once, in the order of `SCOPES`. Raises `Invalid` for none and for unknown ones."""
    wanted = set(names)
    unknown = sorted(wanted.difference(SCOPES))
    if unknown:
        raise Invalid(details=[Detail("scopes", f"There is no scope {name[:40]!r}.") for name in unknown[:5]])
    if not wanted:
        raise Invalid(details=[Detail("scopes", "A token has at least one scope.")])
    return tuple(scope for scope in SCOPES if scope in wanted)


def _checksum(letters: str) -> str:
    number, digits = zlib.crc32(letters.encode("ascii")), ""
    for _ in range(_CHECK):
        number, digit = divmod(number, len(_DIGITS))
        digits = _DIGITS[digit] + digits
    return digits


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode("ascii")).digest()
