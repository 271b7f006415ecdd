"""Encryption of single fields: AES-256-GCM (NIST SP 800-38D) under a ring of keys that lie outside the database.

A sealed value is `1 | key id (8) | nonce (12) | ciphertext | tag (16)` and is bound to its place: moved to another row
or column it does not open. Nonces are random, which is sound for 2^32 values a key.
"""

import base64
import re
import secrets
from collections.abc import Iterable, Sequence
from typing import Final, Literal, NamedTuple

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES: Final = 32

_VERSION = b"\x01"
_ID_BYTES = 8
_NONCE_BYTES = 12
_TAG_BYTES = 16
_HEAD_BYTES = len(_VERSION) + _ID_BYTES

# 32 random bytes have about 30 different values; with fewer than this they were typed by somebody.
_LEAST_DIFFERENT = 16

_KEY_TEXT = re.compile(r"[A-Za-z0-9_-]{43}")
_TEXT = re.compile(r"[A-Za-z0-9_-]*")

VaultFault = Literal["malformed", "unknown_key", "not_authentic"]


class VaultError(Exception):
    """A sealed value that does not open.

    `malformed`: it was never one; `unknown_key`: the ring lacks its key, which the message names; `not_authentic`: it
    was changed, or stands elsewhere than where it was sealed.
    """

    def __init__(self, reason: VaultFault, message: str) -> None:
        super().__init__(message)
        self.reason: VaultFault = reason


class Place(NamedTuple):
    """Where a value stands. `row` is the id of its row, or whatever else it belongs to."""

    table: str
    column: str
    row: str


class Vault:
    """Seals with the first key of the ring and opens with any."""

    def __init__(self, keys: Sequence[bytes]) -> None:
        """`keys`: `KEY_BYTES` each, the newest first. Raises `ValueError`."""
        if not keys or any(len(key) != KEY_BYTES for key in keys):
            raise ValueError(f"a vault needs keys of {KEY_BYTES} bytes")
        ciphers = {_key_id(key): AESGCM(_derive(key, b"eduforum vault: AES-256-GCM")) for key in keys}
        if len(ciphers) < len(keys):
            raise ValueError("a key stands twice in the ring")
        self._ciphers = ciphers
        self._newest = next(iter(ciphers))

    @property
    def key_ids(self) -> tuple[str, ...]:
        """What the keys are called in messages, the newest first: it follows from a key and tells nothing of it."""
        return tuple(id.hex() for id in self._ciphers)

    def seal(self, value: bytes, place: Place) -> bytes:
        """The value, 37 bytes longer and different each time."""
        head, nonce = _VERSION + self._newest, secrets.token_bytes(_NONCE_BYTES)
        return head + nonce + self._ciphers[self._newest].encrypt(nonce, value, _bound(head, place))

    def open(self, sealed: bytes, place: Place) -> bytes:
        """The value that was sealed for this place. Raises `VaultError`."""
        head, nonce, body = (
            sealed[:_HEAD_BYTES],
            sealed[_HEAD_BYTES:][:_NONCE_BYTES],
            sealed[_HEAD_BYTES:][_NONCE_BYTES:],
        )
        id = _id_of(sealed)
        cipher = self._ciphers.get(id)
        if cipher is None:
            raise VaultError("unknown_key", f"the value was sealed with key {id.hex()}, which is not in the ring")
        try:
            return cipher.decrypt(nonce, body, _bound(head, place))
        except InvalidTag:
            raise VaultError("not_authentic", "the value was changed, or sealed for another place") from None

    def needs_rewrap(self, sealed: bytes) -> bool:
        """Whether the value is under an older key than the newest. Raises `VaultError` reason `malformed`."""
        return _id_of(sealed) != self._newest

    def rewrap(self, sealed: bytes, place: Place) -> bytes:
        """The same value under the newest key. Raises `VaultError`."""
        return self.seal(self.open(sealed, place), place)

    def seal_text(self, value: bytes, place: Place) -> str:
        """As `seal`, in letters that a cookie or an address may hold."""
        return base64.urlsafe_b64encode(self.seal(value, place)).rstrip(b"=").decode("ascii")

    def open_text(self, text: str, place: Place) -> bytes:
        """As `open`, of what `seal_text` gave. Raises `VaultError`."""
        sealed = _decoded(text) if _TEXT.fullmatch(text) else None
        if sealed is None:
            raise VaultError("malformed", "this is no sealed value")
        return self.open(sealed, place)


def new_key() -> str:
    """A fresh key as it is written in the settings: 32 bytes in base64url, 43 letters."""
    return base64.urlsafe_b64encode(secrets.token_bytes(KEY_BYTES)).rstrip(b"=").decode("ascii")


def read_keys(texts: Iterable[str]) -> list[bytes]:
    """Keys from the settings, in base64 of either alphabet, with or without padding; the newest stands first.

    Raises `ValueError`, which says which key is wrong and shows none.
    """
    keys = []
    for number, text in enumerate(texts, 1):
        plain = text.strip().rstrip("=").translate(str.maketrans("+/", "-_"))
        key = _decoded(plain) if _KEY_TEXT.fullmatch(plain) else None
        if key is None:
            raise ValueError(f"key {number} is not {KEY_BYTES} bytes in base64")
        if len(set(key)) < _LEAST_DIFFERENT:
            raise ValueError(f"key {number} is not random")
        if key in keys:
            raise ValueError(f"key {number} stands there twice")
        keys.append(key)
    if not keys:
        raise ValueError("there is no key")
    return keys


def _id_of(sealed: bytes) -> bytes:
    if len(sealed) < _HEAD_BYTES + _NONCE_BYTES + _TAG_BYTES or sealed[:1] != _VERSION:
        raise VaultError("malformed", "this is no sealed value")
    return sealed[1:_HEAD_BYTES]


def _bound(head: bytes, place: Place) -> bytes:
    return head + msgspec.json.encode(place)


def _key_id(key: bytes) -> bytes:
    return _derive(key, b"eduforum vault: key id")[:_ID_BYTES]


def _derive(key: bytes, purpose: bytes) -> bytes:
    """32 bytes that follow from the key (HKDF, RFC 5869), independent for each purpose."""
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=purpose).derive(key)


def _decoded(text: str) -> bytes | None:
    """Base64url without padding, in the one spelling that encoding gives; None for others."""
    try:
        data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        return None
    return data if base64.urlsafe_b64encode(data).rstrip(b"=") == text.encode("ascii") else None
