"""The voter's half of a blind signature (RFC 9474), written apart from the server's and the client's."""

import hashlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from secrets import randbelow, token_bytes

SIZE, EXPONENT, HASH, SALT = 256, 65537, 48, 48


def text(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def data(text: str) -> bytes:
    return urlsafe_b64decode(text + "==")


class BlindToken:
    """A random token for the key of `modulus`: `blinded` is what is to be signed, `prepared` what entitles."""

    def __init__(self, modulus: str) -> None:
        self.n = int.from_bytes(data(modulus), "big")
        self.prepared = token_bytes(64)
        mask = 1 + randbelow(self.n - 1)
        self._inverse = pow(mask, -1, self.n)
        encoded = int.from_bytes(encode_pss(self.prepared, token_bytes(SALT), self.n.bit_length() - 1), "big")
        self.blinded = text((encoded * pow(mask, EXPONENT, self.n) % self.n).to_bytes(SIZE, "big"))

    def unblind(self, signature: str) -> str:
        return text((int.from_bytes(data(signature), "big") * self._inverse % self.n).to_bytes(SIZE, "big"))


def encode_pss(message: bytes, salt: bytes, bits: int) -> bytes:
    """EMSA-PSS-ENCODE with SHA-384 (RFC 8017 section 9.1.1)."""
    length = -(-bits // 8)
    digest = hashlib.sha384(bytes(8) + hashlib.sha384(message).digest() + salt).digest()
    block = bytes(length - SALT - HASH - 2) + b"\1" + salt
    mask = b"".join(hashlib.sha384(digest + n.to_bytes(4, "big")).digest() for n in range(-(-len(block) // HASH)))
    masked = bytearray(a ^ b for a, b in zip(block, mask, strict=False))
    masked[0] &= 0xFF >> (8 * length - bits)
    return bytes(masked) + digest + b"\xbc"
