"""The times at which attempts end by themselves. They stand in the database alone: after a restart they are there."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from eduforum.clock import Clock
from eduforum.db import Database
from eduforum.learning.quiz import store
from eduforum.media.tools import RoomContext

# What was typed in the last second may be on its way still.
GRACE = 3.0

_RETRY = 5.0

_log = logging.getLogger(__name__)


class Deadlines:
    """One waits in each open room for its next deadline; `act` ends what is due."""

    def __init__(self, db: Database, clock: Clock, act: Callable[[RoomContext], Awaitable[None]]) -> None:
        self._db = db
        self._clock = clock
        self._act = act
        self._changed: dict[str, asyncio.Event] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}

    def watch(self, room: RoomContext) -> None:
        self.forget(room.id)
        changed = self._changed[room.id] = asyncio.Event()
        self._tasks[room.id] = asyncio.create_task(self._run(room, changed), name="quiz deadlines")

    def moved(self, room_id: str) -> None:
        """A deadline of this room is new or another."""
        if room_id in self._changed:
            self._changed[room_id].set()

    def forget(self, room_id: str) -> None:
        self._changed.pop(room_id, None)
        task = self._tasks.pop(room_id, None)
        if task is not None:
            task.cancel()

    async def stop(self) -> None:
        tasks = list(self._tasks.values())
        for room_id in list(self._tasks):
            self.forget(room_id)
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _run(self, room: RoomContext, changed: asyncio.Event) -> None:
        while True:
            changed.clear()
            try:
                await self._act(room)
                async with self._db.connection() as conn:
                    deadline = await store.next_deadline(conn, room.id)
                left = None if deadline is None else (deadline - self._clock.now()).total_seconds()
                seconds = None if left is None else max(0.0, left + GRACE)
            except Exception:
                _log.exception("attempts could not be ended in time", extra={"room_id": room.id})
                seconds = _RETRY
            await self._wait(seconds, changed)

    async def _wait(self, seconds: float | None, changed: asyncio.Event) -> None:
        if seconds is None:
            await changed.wait()
            return
        waiting = [asyncio.ensure_future(self._clock.sleep(seconds)), asyncio.ensure_future(changed.wait())]
        try:
            await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in waiting:
                task.cancel()
