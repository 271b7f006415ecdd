"""Blind RSA signatures, variant RSABSSA-SHA384-PSS-Randomized (RFC 9474): who signs a token learns nothing of it, and
whoever holds the public key sees that it was signed. The client's half is `blind.ts`, beside its polls."""

import asyncio
import sys
from base64 import urlsafe_b64decode, urlsafe_b64encode
from secrets import randbelow

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from eduforum.errors import Invalid

BITS = 2048
SIZE = BITS // 8
"""Of a modulus, a blinded message and a signature, in bytes."""

EXPONENT = 65537
TOKEN_SIZE = 64
"""Of a prepared message: the random prefix of RFC 9474 section 4.1 and the random token, 32 bytes each."""

# OpenSSL looks for primes for 100 ms and more, and Python stands still for as long: let another process do it.
_MAKE = f"""
from cryptography.hazmat.primitives import serialization as s
from cryptography.hazmat.primitives.asymmetric import rsa
key = rsa.generate_private_key(public_exponent={EXPONENT}, key_size={BITS})
print(key.private_bytes(s.Encoding.PEM, s.PrivateFormat.PKCS8, s.NoEncryption()).decode(), end="")
"""


class BlindKey(msgspec.Struct, frozen=True):
    """`modulus`: as base64url, for everybody. `private`: PKCS #8, as PEM."""

    modulus: str
    private: str


async def new_key() -> BlindKey:
    """A key for one round. Raises `OSError` where no process can be started."""
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-I", "-c", _MAKE, stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE
    )
    pem, _ = await child.communicate()
    if child.returncode != 0:
        raise OSError("no key could be made")
    numbers = _load(pem.decode("ascii")).public_key().public_numbers()
    return BlindKey(encode(numbers.n.to_bytes(SIZE, "big")), pem.decode("ascii"))


def sign(private: str, blinded: bytes) -> bytes:
    """Signs a blinded message of `SIZE` bytes (section 4.3). Raises `Invalid` where it is no number below the modulus.

    What is computed on is blinded once more with a number of our own, so that the time taken tells nothing of the key.
    """
    numbers = _load(private).private_numbers()
    n, message = numbers.public_numbers.n, int.from_bytes(blinded, "big")
    if not 0 < message < n:
        raise Invalid("This is no blinded message.")
    mask = 1 + randbelow(n - 1)
    masked = message * pow(mask, EXPONENT, n) % n
    signature = _power(numbers, masked) * pow(mask, -1, n) % n
    if pow(signature, EXPONENT, n) != message:
        raise ArithmeticError("a signature does not fit its message")
    return signature.to_bytes(SIZE, "big")


def verify(modulus: str, token: bytes, signature: bytes) -> bool:
    """Whether `signature` is the key's on the prepared message `token` (section 4.5)."""
    n = int.from_bytes(decode(modulus), "big")
    try:
        rsa.RSAPublicNumbers(EXPONENT, n).public_key().verify(
            signature, token, padding.PSS(padding.MGF1(hashes.SHA384()), salt_length=48), hashes.SHA384()
        )
    except InvalidSignature:
        return False
    return True


def encode(data: bytes) -> str:
    """base64url without padding (RFC 4648 section 5)."""
    return urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def decode(text: str) -> bytes:
    """The inverse of `encode`; the text is of its alphabet."""
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _load(pem: str) -> rsa.RSAPrivateKey:
    key = serialization.load_pem_private_key(pem.encode("ascii"), password=None, unsafe_skip_rsa_key_validation=True)
    assert isinstance(key, rsa.RSAPrivateKey)
    return key


def _power(numbers: rsa.RSAPrivateNumbers, value: int) -> int:
    """`value` to the private exponent, by the Chinese remainder theorem (RFC 8017 section 5.1.2)."""
    first, second = pow(value % numbers.p, numbers.dmp1, numbers.p), pow(value % numbers.q, numbers.dmq1, numbers.q)
    return second + numbers.q * ((first - second) * numbers.iqmp % numbers.p)
