"""What several nodes share: rate limits, ended logins, and which node owns a room.

One node runs with the in-process twins of `local`; every implementation passes the same suite.
"""

from eduforum.cluster.local import LocalRateLimiter, LocalRoomPlacement, LocalTokenBlacklist
from eduforum.cluster.networks import network_of
from eduforum.cluster.protocols import Placement, RateLimiter, RoomPlacement, TokenBlacklist

__all__ = [
    "LocalRateLimiter",
    "LocalRoomPlacement",
    "LocalTokenBlacklist",
    "Placement",
    "RateLimiter",
    "RoomPlacement",
    "TokenBlacklist",
    "network_of",
]
