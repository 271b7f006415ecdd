"""Password hashing: whole at any length and in any script, and never on the event loop."""

import asyncio
import base64
import hashlib
import hmac
import os
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import bcrypt

from eduforum.errors import Unavailable

T = TypeVar("T")

# bcrypt reads 72 bytes, which 24 Hangul syllables fill: it is given a digest of fixed length instead. The key sets
# these digests apart from plain SHA-384 ones that may have leaked elsewhere.
_DOMAIN = b"eduforum password"

# Waiting hashes beyond this would be answered after the caller has given up.
_MAX_WAITING = 256


class PasswordHasher:
    """bcrypt of HMAC-SHA-384 of the NFC form (RFC 8265 section 4.2), in threads of its own."""

    def __init__(self, cost: int) -> None:
        self._cost = cost
        self._threads = ThreadPoolExecutor(max(1, (os.cpu_count() or 2) - 1), thread_name_prefix="bcrypt")
        self._waiting = 0
        # Verifying against this costs what verifying against a real hash costs.
        self._nobody = bcrypt.hashpw(os.urandom(24).hex().encode("ascii"), bcrypt.gensalt(cost))

    async def hash(self, password: str) -> str:
        """The hash to store. Raises `Unavailable` when too many wait."""
        return (await self._run(bcrypt.hashpw, _digest(password), bcrypt.gensalt(self._cost))).decode("ascii")

    async def verify(self, password: str, hashed: str | None) -> bool:
        """Whether the password fits. `hashed` None, for nobody's account, takes as long and is False."""
        stored = self._nobody if hashed is None else hashed.encode("ascii")
        return await self._run(bcrypt.checkpw, _digest(password), stored) and hashed is not None

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def _run(self, work: Callable[[bytes, bytes], T], password: bytes, other: bytes) -> T:
        if self._waiting >= _MAX_WAITING:
            raise Unavailable("Too many people are signing in at once", retry_after=5)
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work, password, other)
        finally:
            self._waiting -= 1


def _digest(password: str) -> bytes:
    text = unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass")
    return base64.b64encode(hmac.digest(_DOMAIN, text, hashlib.sha384))
