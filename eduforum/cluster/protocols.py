"""The seams between one node and many."""

from datetime import datetime
from typing import Protocol

import msgspec


class RateLimiter(Protocol):
    async def hit(self, key: str, limit: int, window_seconds: float) -> float:
        """Count one use of `key`. 0 when it is within `limit` uses in any `window_seconds`, else the seconds after
        which the next would be. A refused use is not counted. A limit of 0 is no limit."""
        ...


class TokenBlacklist(Protocol):
    async def revoke(self, key: str, until: datetime) -> None:
        """Refuse `key` on every node; after `until` the token has expired by itself and is forgotten here."""
        ...

    def is_revoked(self, key: str) -> bool:
        """Whether `key` is refused. Asked with every request: answers from memory."""
        ...


class Placement(msgspec.Struct, frozen=True):
    """A room's home. A write of the room's state carries `epoch` and fails when another node holds a later one."""

    node_id: str
    url: str
    epoch: int


class RoomPlacement(Protocol):
    async def claim(self, room_id: str) -> Placement:
        """The node that owns the room; this node when nobody did. Claiming again changes nothing."""
        ...

    async def release(self, room_id: str, epoch: int) -> None:
        """Give the room up, if it is still held with `epoch`. The next claim has a greater epoch."""
        ...
