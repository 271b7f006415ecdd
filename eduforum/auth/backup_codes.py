"""Backup codes: what opens an account with two factors once when the phone is gone."""

import hashlib
import hmac
import secrets
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

COUNT = 10

# Crockford's base32: no I, L, O or U, and what is read as one of the first three is what was meant.
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MISREAD = str.maketrans("ILO", "110")

# 80 bits: a digest that leaked cannot be searched, so that a fast one will do and nobody waits for it.
_LENGTH = 16
_GROUP = 4


class BackupCodes(NamedTuple):
    """`shown` are read once by their owner and are nowhere else; `digests` (32 bytes each, in the same order) are
    kept."""

    shown: tuple[str, ...]
    digests: tuple[bytes, ...]


def new_codes(user_id: str) -> BackupCodes:
    """Ten fresh codes, each written as four groups of four letters and digits with dashes between."""
    codes = ["".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH)) for _ in range(COUNT)]
    shown = ["-".join(code[start : start + _GROUP] for start in range(0, _LENGTH, _GROUP)) for code in codes]
    return BackupCodes(tuple(shown), tuple(_digest(user_id, code) for code in codes))


def matching_digest(user_id: str, typed: str, digests: Sequence[bytes]) -> bytes | None:
    """Which of a person's unused digests a code belongs to, or None.

    All of them are compared. The caller deletes the one that is returned and lets the code count only if that deleted
    something, so that it counts once.
    """
    text = _read(typed)
    if text is None:
        return None
    digest = _digest(user_id, text)
    found = None
    for kept in digests:
        if hmac.compare_digest(kept, digest):
            found = kept
    return found


def _read(typed: str) -> str | None:
    """The code without what people put between, or None for what can be none."""
    folded = unicodedata.normalize("NFKC", typed[: 8 * _LENGTH]).upper()
    text = "".join(folded.split()).replace("-", "").translate(_MISREAD)
    return text if len(text) == _LENGTH and set(text) <= set(_ALPHABET) else None


def _digest(user_id: str, code: str) -> bytes:
    # By person, so that a stolen table is not searched for everybody's codes at once.
    return hmac.digest(user_id.encode("utf-8"), code.encode("ascii"), hashlib.sha256)
