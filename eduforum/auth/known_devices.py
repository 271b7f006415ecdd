"""Devices on which somebody has signed in before, so that they need not wait for those who guess elsewhere.

A browser keeps a sealed cookie that says for which account it is known. It proves nothing but that: the password is
asked for all the same. Who steals one gets a bucket of guesses of its own (`lockout`).
"""

import secrets
from datetime import datetime, timedelta
from typing import Final

import msgspec

from eduforum.auth.vault import Place, Vault, VaultError

LIFE: Final = timedelta(days=180)

_MAX_COOKIE = 512


class _Device(msgspec.Struct, frozen=True):
    id: str
    expires_at: datetime


def remember(account: str, vault: Vault, now: datetime, *, device: str | None = None) -> str:
    """The value of the cookie after a sign-in to `account`; `device` is the id that it was known by before."""
    known = _Device(device or secrets.token_hex(16), now + LIFE)
    return vault.seal_text(msgspec.json.encode(known), _place(account))


def recognise(cookie: str | None, account: str, vault: Vault, now: datetime) -> str | None:
    """The id of the device, if the cookie was given for this account and is still good."""
    if cookie is None or len(cookie) > _MAX_COOKIE:
        return None
    try:
        device = msgspec.json.decode(vault.open_text(cookie, _place(account)), type=_Device)
    except (VaultError, msgspec.DecodeError, ValueError):
        return None
    return device.id if now < device.expires_at else None


def _place(account: str) -> Place:
    return Place("known_device", "cookie", account)
