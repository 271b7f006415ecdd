"""Many pass at once, one of a person at a time, and whoever ends it waits for those under way."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Gate:
    def __init__(self) -> None:
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._passing = 0
        self._idle = asyncio.Event()
        self._idle.set()

    @asynccontextmanager
    async def passing(self, who: str) -> AsyncIterator[None]:
        """One at a time of the same `who`."""
        self._passing += 1
        self._idle.clear()
        try:
            async with self._locks[who]:
                yield
        finally:
            self._passing -= 1
            if not self._passing:
                self._idle.set()

    async def idle(self) -> None:
        """Until nobody passes."""
        await self._idle.wait()
