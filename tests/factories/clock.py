"""A clock that moves when the test says so."""

import asyncio
import heapq
import itertools
from datetime import UTC, datetime, timedelta

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class ManualClock:
    """`advance` moves wall-clock and monotonic time together and wakes sleepers; `set` jumps the wall clock alone."""

    def __init__(self, start: datetime = START) -> None:
        self._now = start
        self._monotonic = 1000.0
        self._order = itertools.count()
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._tasks: dict[asyncio.Future[None], asyncio.Task[object]] = {}
        self._woken: set[asyncio.Task[object]] = set()

    def now(self) -> datetime:
        return self._now

    def monotonic(self) -> float:
        return self._monotonic

    async def sleep(self, seconds: float) -> None:
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        sleeper: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self._monotonic + seconds, next(self._order), sleeper))
        task = asyncio.current_task()
        assert task is not None
        self._tasks[sleeper] = task
        self._woken.discard(task)
        try:
            await sleeper
        finally:
            del self._tasks[sleeper]

    def advance(self, seconds: float) -> None:
        """Let `seconds` pass. A sleeper that is due runs when the loop next turns."""
        assert seconds >= 0
        self._now += timedelta(seconds=seconds)
        self._monotonic += seconds
        while self._sleepers and self._sleepers[0][0] <= self._monotonic:
            sleeper = heapq.heappop(self._sleepers)[2]
            if not sleeper.done():
                self._woken.add(self._tasks[sleeper])
                sleeper.set_result(None)

    def set(self, now: datetime) -> None:
        """Jump the wall clock, forwards or backwards, as a correction of the machine's clock does."""
        assert now.tzinfo is not None
        self._now = now.astimezone(UTC)

    @property
    def sleepers(self) -> int:
        """How many tasks wait for this clock."""
        return sum(not sleeper.done() for _, _, sleeper in self._sleepers)

    @property
    def at_rest(self) -> bool:
        """Whether all who were woken are asleep again, or have ended."""
        return all(task.done() for task in self._woken)


async def pass_time(clock: ManualClock, seconds: float, step: float = 1.0) -> None:
    """Let `seconds` pass step by step, each once all who were woken by the last are asleep again."""
    while seconds > 0:
        clock.advance(min(step, seconds))
        seconds -= step
        async with asyncio.timeout(30):
            while not clock.at_rest:  # noqa: ASYNC110 — what wakes them is not ours to wait for.
                await asyncio.sleep(0)
