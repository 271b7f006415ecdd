"""What may be done once: the state of a sign-in elsewhere, an assertion."""

from datetime import datetime
from typing import Protocol

from eduforum.clock import Clock

# Below so many nothing is swept.
_SWEEP_AT = 1024


class Once(Protocol):
    async def claim(self, key: str, until: datetime) -> bool:
        """Whether `key` is claimed by nobody before, on any node, and `until` is still to come.

        After `until` the key is forgotten: what it stands for must have expired by then.
        """
        ...


class LocalOnce:
    """For a single node. What is claimed is forgotten by the monotonic clock, so that a jump of the wall clock frees
    nothing."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._until: dict[str, float] = {}
        self._sweep_at = _SWEEP_AT

    async def claim(self, key: str, until: datetime) -> bool:
        now, left = self._clock.monotonic(), (until - self._clock.now()).total_seconds()
        if left <= 0 or self._until.get(key, now) > now:
            return False
        if len(self._until) >= self._sweep_at:
            self._until = {held: end for held, end in self._until.items() if end > now}
            self._sweep_at = max(_SWEEP_AT, 2 * len(self._until))
        self._until[key] = now + left
        return True
