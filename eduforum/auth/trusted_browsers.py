"""Browsers that are not asked for the second step for a while, because their owner said so.

A browser keeps a sealed cookie, bound to its account and to a fingerprint of what it rests on. When that changes
(another password, the second step set up anew, a sign-in ended from elsewhere) every browser is asked again.
"""

import hmac
from datetime import datetime, timedelta
from typing import Final

import msgspec

from eduforum.auth.vault import Place, Vault, VaultError

LIFE: Final = timedelta(days=30)

_MAX_COOKIE = 512


class _Trust(msgspec.Struct, frozen=True):
    state: bytes
    expires_at: datetime


def trust(user_id: str, state: bytes, vault: Vault, now: datetime) -> str:
    """The value of the cookie, after a code in this browser."""
    return vault.seal_text(msgspec.json.encode(_Trust(state, now + LIFE)), _place(user_id))


def is_trusted(cookie: str | None, user_id: str, state: bytes, vault: Vault, now: datetime) -> bool:
    """Whether the cookie was given to this account, rests on what still holds, and has not expired."""
    if cookie is None or len(cookie) > _MAX_COOKIE:
        return False
    try:
        given = msgspec.json.decode(vault.open_text(cookie, _place(user_id)), type=_Trust)
    except (VaultError, msgspec.DecodeError, ValueError):
        return False
    return hmac.compare_digest(given.state, state) and now < given.expires_at


def _place(user_id: str) -> Place:
    return Place("trusted_browser", "cookie", user_id)
