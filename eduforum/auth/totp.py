"""One-time passwords by time (RFC 6238, on RFC 4226): six digits every 30 seconds, SHA-1, which is what authenticator
apps understand."""

import base64
import hmac
import re
import secrets
import unicodedata
from datetime import datetime
from urllib.parse import quote, urlencode

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.hotp import HOTP

STEP_SECONDS = 30
DIGITS = 6

# RFC 4226 section 4 recommends 160 bits.
SECRET_BYTES = 20

# RFC 6238 section 5.2: a phone's clock may be one step off, and typing takes a while.
DRIFT_STEPS = 1

_CODE = re.compile(rf"[0-9]{{{DIGITS}}}")
_GROUP = 4
_MAX_TYPED = 40


def new_secret() -> bytes:
    """160 random bits. They are kept sealed: who reads them can make every code."""
    return secrets.token_bytes(SECRET_BYTES)


def secret_text(secret: bytes) -> str:
    """The secret for typing: base32 in groups of four."""
    text = _base32(secret)
    return " ".join(text[start : start + _GROUP] for start in range(0, len(text), _GROUP))


def uri(secret: bytes, *, account: str, issuer: str) -> str:
    """The `otpauth://` address that a QR code shows. A colon would end the issuer's name, so neither name has one."""
    account, issuer = (name.replace(":", " ").strip() for name in (account, issuer))
    parameters = {
        "secret": _base32(secret),
        "issuer": issuer,
        "algorithm": "SHA1",
        "digits": DIGITS,
        "period": STEP_SECONDS,
    }
    return (
        f"otpauth://totp/{quote(issuer, safe='')}:{quote(account, safe='@')}?{urlencode(parameters, quote_via=quote)}"
    )


def code_at(secret: bytes, step: int) -> str:
    """The code of a time step, which is the whole number of `STEP_SECONDS` since 1970."""
    return HOTP(secret, DIGITS, SHA1()).generate(step).decode("ascii")


def step_at(at: datetime) -> int:
    return int(at.timestamp()) // STEP_SECONDS


def accepted_step(secret: bytes, code: str, *, at: datetime, last_step: int | None) -> int | None:
    """The time step that a code is of, or None where it is not good.

    A code counts once (RFC 6238 section 5.2): only steps after `last_step`, the one that was accepted last, are looked
    at. The caller keeps what is returned, and lets the code count only if the step kept until then was still smaller:
    two requests at once have the same `last_step`. All steps are compared, in the same time wherever the code fits.
    """
    text = "".join(unicodedata.normalize("NFKC", code[:_MAX_TYPED]).split()).replace("-", "")
    if _CODE.fullmatch(text) is None:
        return None
    accepted = None
    now = step_at(at)
    for step in range(max(0, now - DRIFT_STEPS), now + DRIFT_STEPS + 1):
        fits = hmac.compare_digest(code_at(secret, step), text)
        if fits and (last_step is None or step > last_step):
            accepted = step
    return accepted


def _base32(secret: bytes) -> str:
    return base64.b32encode(secret).decode("ascii").rstrip("=")
