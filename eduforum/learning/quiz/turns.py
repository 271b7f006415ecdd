"""Who may go ahead with a quiz at a time."""

import asyncio
from collections.abc import AsyncIterator, Hashable
from contextlib import asynccontextmanager
from weakref import WeakValueDictionary


class _Turn:
    """Any number together, or one alone. Who waits to be alone goes before those who come after."""

    def __init__(self) -> None:
        self._changed = asyncio.Condition()
        self._together = 0
        self._alone = False
        self._waiting = 0

    @asynccontextmanager
    async def together(self) -> AsyncIterator[None]:
        async with self._changed:
            await self._changed.wait_for(lambda: not self._alone and not self._waiting)
            self._together += 1
        try:
            yield
        finally:
            async with self._changed:
                self._together -= 1
                self._changed.notify_all()

    @asynccontextmanager
    async def alone(self) -> AsyncIterator[None]:
        async with self._changed:
            self._waiting += 1
            try:
                await self._changed.wait_for(lambda: not self._alone and not self._together)
                self._alone = True
            finally:
                self._waiting -= 1
                if not self._alone:
                    self._changed.notify_all()
        try:
            yield
        finally:
            async with self._changed:
                self._alone = False
                self._changed.notify_all()


class Turns:
    """What is decided of a quiz rests on what was read of it before, and lasts until it is written: staff act on it
    alone, each of those who take it beside the others, one device of theirs at a time."""

    def __init__(self) -> None:
        self._turns: WeakValueDictionary[Hashable, _Turn] = WeakValueDictionary()

    @asynccontextmanager
    async def staff(self, quiz_id: str) -> AsyncIterator[None]:
        async with self._turn(quiz_id).alone():
            yield

    @asynccontextmanager
    async def taker(self, quiz_id: str, person_id: str) -> AsyncIterator[None]:
        async with self._turn(quiz_id).together(), self._turn((quiz_id, person_id)).alone():
            yield

    def _turn(self, key: Hashable) -> _Turn:
        return self._turns.setdefault(key, _Turn())
