"""The twins for a node that is alone: everything in this process's memory, on the injected clock."""

from collections import deque
from datetime import datetime

from eduforum.clock import Clock
from eduforum.cluster.protocols import Placement

# How many keys are kept before those that have run out are looked for.
_SWEEP_AT = 4096


class LocalRateLimiter:
    """Sliding window: the times of the last `limit` uses of each key."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._uses: dict[str, tuple[deque[float], float]] = {}
        self._sweep_at = _SWEEP_AT

    async def hit(self, key: str, limit: int, window_seconds: float) -> float:
        if limit <= 0:
            return 0.0
        now = self._clock.monotonic()
        if len(self._uses) >= self._sweep_at:
            self._sweep(now)
        uses = self._uses[key][0] if key in self._uses else deque()
        self._uses[key] = (uses, window_seconds)
        while uses and uses[0] <= now - window_seconds:
            uses.popleft()
        if len(uses) >= limit:
            # The limit may have been lowered: wait until few enough are left.
            return uses[len(uses) - limit] + window_seconds - now
        uses.append(now)
        return 0.0

    def _sweep(self, now: float) -> None:
        self._uses = {
            key: (uses, window) for key, (uses, window) in self._uses.items() if uses and uses[-1] > now - window
        }
        self._sweep_at = max(_SWEEP_AT, 2 * len(self._uses))


class LocalTokenBlacklist:
    """Times are wall-clock times; what has run out is forgotten only by the monotonic clock, so that a jump of the
    wall clock forwards and back revives no token."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._until: dict[str, float] = {}
        self._sweep_at = _SWEEP_AT

    async def revoke(self, key: str, until: datetime) -> None:
        now = self._clock.monotonic()
        if len(self._until) >= self._sweep_at:
            self._until = {held: end for held, end in self._until.items() if end > now}
            self._sweep_at = max(_SWEEP_AT, 2 * len(self._until))
        end = now + max(0.0, (until - self._clock.now()).total_seconds())
        self._until[key] = max(end, self._until.get(key, end))

    def is_revoked(self, key: str) -> bool:
        end = self._until.get(key)
        return end is not None and end > self._clock.monotonic()


class LocalRoomPlacement:
    """Every room is here."""

    def __init__(self, node_id: str, url: str) -> None:
        self._node_id = node_id
        self._url = url
        self._epochs: dict[str, int] = {}
        self._held: set[str] = set()

    async def claim(self, room_id: str) -> Placement:
        if room_id not in self._held:
            self._held.add(room_id)
            self._epochs.setdefault(room_id, 1)
        return Placement(self._node_id, self._url, self._epochs[room_id])

    async def release(self, room_id: str, epoch: int) -> None:
        if room_id in self._held and self._epochs[room_id] == epoch:
            self._held.discard(room_id)
            self._epochs[room_id] = epoch + 1
