"""The voter's half of a blind signature (RFC 9474, RSABSSA-SHA384-PSS-Randomized), for students without a browser."""

import hashlib
from secrets import randbelow, token_bytes

from eduforum.learning.polls import blind

_HASH = _SALT = 48
"""Of SHA-384, in bytes."""


class Blinded:
    """A token of 64 random bytes for the key of `modulus`: `message` is what is to be signed, unseen; `signature` makes
    what was signed the token's."""

    def __init__(self, modulus: str) -> None:
        self._modulus = int.from_bytes(blind.decode(modulus), "big")
        token = token_bytes(blind.TOKEN_SIZE)
        mask = 1 + randbelow(self._modulus - 1)
        self._unmask = pow(mask, -1, self._modulus)
        encoded = int.from_bytes(_encoded(token, token_bytes(_SALT), self._modulus.bit_length() - 1), "big")
        masked = encoded * pow(mask, blind.EXPONENT, self._modulus) % self._modulus
        self.token = blind.encode(token)
        self.message = blind.encode(masked.to_bytes(blind.SIZE, "big"))

    def signature(self, signed: str) -> str:
        number = int.from_bytes(blind.decode(signed), "big") * self._unmask % self._modulus
        return blind.encode(number.to_bytes(blind.SIZE, "big"))


def _encoded(message: bytes, salt: bytes, bits: int) -> bytes:
    """EMSA-PSS-ENCODE (RFC 8017 section 9.1.1) with MGF1, both of SHA-384."""
    size = -(-bits // 8)
    digest = _sha384(bytes(8) + _sha384(message) + salt)
    block = bytes(size - _HASH - _SALT - 2) + b"\x01" + salt
    stream = b"".join(_sha384(digest + count.to_bytes(4, "big")) for count in range(-(-len(block) // _HASH)))
    masked = int.from_bytes(block, "big") ^ int.from_bytes(stream[: len(block)], "big")
    masked &= (1 << (bits - 8 * (_HASH + 1))) - 1
    return masked.to_bytes(len(block), "big") + digest + b"\xbc"


def _sha384(data: bytes) -> bytes:
    return hashlib.sha384(data).digest()
