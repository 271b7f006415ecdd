"""Opaque cursors: a place in a room's sequence, the same for all readers, that says nothing of how much lies between.

A cursor is one AES-128 block under the room's own key: the seq in eight bytes, then eight zero bytes by which a block
that was made up, or belongs to another room, is told. Written in base64url without padding.
"""

import base64
import binascii
import secrets

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

KEY_BYTES = 16
_CHECK = bytes(8)
_LENGTH = 22


def new_key() -> bytes:
    return secrets.token_bytes(KEY_BYTES)


class Cursors:
    """Writes and reads the cursors of one room. One block and no two plaintexts alike: ECB is a permutation here."""

    def __init__(self, key: bytes) -> None:
        cipher = Cipher(algorithms.AES(key), modes.ECB())
        self._encrypt = cipher.encryptor()
        self._decrypt = cipher.decryptor()

    def write(self, seq: int) -> str:
        block = self._encrypt.update(seq.to_bytes(8, "big") + _CHECK)
        return base64.urlsafe_b64encode(block)[:_LENGTH].decode("ascii")

    def read(self, cursor: str) -> int | None:
        """The seq, or None where this room wrote no such cursor."""
        if len(cursor) != _LENGTH:
            return None
        try:
            block = base64.b64decode(cursor.encode("ascii") + b"==", altchars=b"-_", validate=True)
        except (UnicodeEncodeError, binascii.Error):
            return None
        plain = self._decrypt.update(block)
        return int.from_bytes(plain[:8], "big") if plain[8:] == _CHECK else None
