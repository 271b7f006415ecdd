"""What every object store does."""

import re
from collections.abc import AsyncIterable, AsyncIterator
from datetime import datetime
from typing import Protocol

import msgspec

from eduforum.errors import Detail, Invalid

_SEGMENT = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,254}")
_MAX_KEY = 900


class StoredObject(msgspec.Struct, frozen=True):
    """A complete object: its size in bytes and when it was stored (UTC)."""

    key: str
    size: int
    modified_at: datetime


class ObjectStore(Protocol):
    """Keys are made by the server: segments of letters, digits, `.`, `_` and `-`, separated by `/`; a segment never
    begins with a dot, and no key is the folder of another. An object is there whole or not at all, and once `put` has
    returned it survives a crash."""

    async def put(self, key: str, chunks: AsyncIterable[bytes], *, max_bytes: int) -> StoredObject:
        """Store what `chunks` yields, replacing an object of that key. Raises `TooLarge` past `max_bytes`, and whatever
        `chunks` raises; an earlier object then stays as it was."""
        ...

    def get(self, key: str, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        """The bytes from `start` up to, not including, `end`. Raises `NotFound`."""
        ...

    async def stat(self, key: str) -> StoredObject:
        """Raises `NotFound`."""
        ...

    async def delete(self, key: str) -> None:
        """Deleting what is not there is no error."""
        ...

    def list(self, prefix: str = "") -> AsyncIterator[StoredObject]:
        """The objects whose key begins with `prefix`, in the order of their keys."""
        ...


def is_key(text: str) -> bool:
    """Whether `text` can be the key of an object in every store."""
    return len(text) <= _MAX_KEY and all(_SEGMENT.fullmatch(segment) for segment in text.split("/"))


def check_key(key: str) -> str:
    """Answer `key`, or raise `Invalid` (code `bad_key`) when it is none."""
    if not is_key(key):
        raise Invalid("The key of an object is not well formed.", code="bad_key", details=[Detail("key", key[:80])])
    return key
