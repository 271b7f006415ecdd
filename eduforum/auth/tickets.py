"""Tickets: what a link in a mail or from an administrator carries. Each is for one purpose, works once and expires.

256 random bits, of which only a digest is kept, so that a leaked table opens nothing. The purpose is part of the
digest: a ticket for one thing is simply not found as one for another.
"""

import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

import msgspec

Purpose = Literal["verify_email", "reset_password", "invitation", "second_factor"]
TicketFault = Literal["malformed", "unknown", "used", "expired", "outdated"]

# A link that is printed for a class is given longer by who hands it out.
LIFE: Mapping[Purpose, timedelta] = {
    "verify_email": timedelta(days=3),
    "reset_password": timedelta(hours=1),
    "invitation": timedelta(days=14),
    "second_factor": timedelta(minutes=5),
}

_BYTES = 32
# The last of 43 letters holds four bits of the token, so that two are always zero.
_TOKEN = re.compile(r"[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]")


class TicketError(Exception):
    """A ticket that opens nothing. `outdated`: what it was given for has changed since."""

    def __init__(self, reason: TicketFault) -> None:
        super().__init__(f"the ticket is {reason}")
        self.reason: TicketFault = reason


class Ticket(msgspec.Struct, frozen=True):
    """A ticket as it is kept. `subject` is whose it is; `state` is a fingerprint of what must not have changed."""

    digest: bytes
    purpose: Purpose
    subject: str
    state: bytes
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None = None


class Issued(NamedTuple):
    """`token` goes into the link, behind `#`, where no log and no other site sees it; it is nowhere else."""

    token: str
    ticket: Ticket


def issue(
    purpose: Purpose, subject: str, *, now: datetime, state: bytes = b"", life: timedelta | None = None
) -> Issued:
    """A fresh ticket. `life` None: as long as is usual for the purpose."""
    token = secrets.token_urlsafe(_BYTES)
    expires_at = now + (LIFE[purpose] if life is None else life)
    return Issued(token, Ticket(digest_of(purpose, token), purpose, subject, state, now, expires_at))


def digest_of(purpose: Purpose, token: str) -> bytes:
    """The 32 bytes by which a ticket is looked up. Raises `TicketError` for what was never a token."""
    if _TOKEN.fullmatch(token) is None:
        raise TicketError("malformed")
    return hashlib.sha256(f"eduforum ticket {purpose} {token}".encode("ascii")).digest()


def check(ticket: Ticket | None, purpose: Purpose, *, now: datetime, state: bytes = b"") -> Ticket:
    """The ticket that was found, if it is good for `purpose` now, by a clock that never runs backwards.

    The caller marks it used in the same transaction as what it opens, where it is still unused, and lets it count only
    if that changed a row. Raises `TicketError`.
    """
    if ticket is None or ticket.purpose != purpose:
        raise TicketError("unknown")
    if ticket.used_at is not None:
        raise TicketError("used")
    if now >= ticket.expires_at:
        raise TicketError("expired")
    if not hmac.compare_digest(ticket.state, state):
        raise TicketError("outdated")
    return ticket


def fingerprint(*parts: str | None) -> bytes:
    """32 bytes that change when any part does: the address that is to be verified, or the password hash that a reset
    replaces, so that one reset ends all other links for it."""
    return hashlib.sha256(msgspec.json.encode(parts)).digest()
