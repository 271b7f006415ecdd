"""Time for what expires: it never runs backwards, whatever happens to the machine's clock."""

import asyncio
import logging
from datetime import datetime, timedelta

from eduforum.auth import store
from eduforum.clock import Clock
from eduforum.db import Database

# The most that a clock set back while the server is down can give a token that had expired.
SAVE_SECONDS = 10.0

_log = logging.getLogger(__name__)


class TrustedClock:
    """The machine's time, held to a floor that rises with the monotonic clock and is kept in the database.

    A clock that is set back, in a running server or between two runs, would revive tokens that had expired. Here time
    goes on from the highest mark instead, until the machine's clock has caught up.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._floor = clock.now()
        self._at = clock.monotonic()
        self._behind = False

    def now(self) -> datetime:
        # In this order: what passes between the two readings must not be counted once more by the next.
        now, monotonic = self._clock.now(), self._clock.monotonic()
        floor = self._floor + timedelta(seconds=monotonic - self._at)
        behind = floor - now > timedelta(seconds=5)
        if behind and not self._behind:
            _log.error("the clock was set back; expiry goes on from the mark", extra={"mark": floor, "clock": now})
        self._behind = behind
        self._floor, self._at = max(now, floor), monotonic
        return self._floor

    def monotonic(self) -> float:
        return self._clock.monotonic()

    async def sleep(self, seconds: float) -> None:
        await self._clock.sleep(seconds)

    async def load(self, db: Database) -> None:
        """Rises to the mark that an earlier run left."""
        async with db.connection() as conn:
            mark = await store.clock_mark(conn)
        if mark is not None and mark > self._floor:
            self._floor = mark
        await self.save(db)

    async def save(self, db: Database) -> None:
        """Writes the mark, which only rises."""
        async with db.connection() as conn:
            await store.raise_clock_mark(conn, self.now())

    async def keep(self, db: Database) -> None:
        """Saves the mark every `SAVE_SECONDS` until cancelled."""
        while True:
            await self._clock.sleep(SAVE_SECONDS)
            try:
                await self.save(db)
            except asyncio.CancelledError:
                raise
            except Exception:
                _log.exception("the clock's mark could not be saved")
