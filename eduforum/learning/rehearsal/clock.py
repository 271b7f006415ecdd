"""The time of a rehearsal: as fast as it is asked for, and on another day."""

from datetime import datetime, timedelta

from eduforum.clock import Clock


class RehearsalClock:
    """Runs `speed` times as fast as `clock` does, from `starts` on. What wakes by the event loop itself, such as a
    socket's deadline, stays in real time.

    `starts` is to lie so far back that the rehearsal is over before its clock could pass the real one: ids carry the
    time of whoever makes them and only rise within a process, so that one from the future would give every later id of
    the server its time.
    """

    def __init__(self, clock: Clock, speed: float, starts: datetime) -> None:
        if speed <= 0:
            raise ValueError("a rehearsal's clock runs forwards")
        self._clock = clock
        self._speed = speed
        self._starts = starts
        self._began = clock.monotonic()

    def now(self) -> datetime:
        return self._starts + timedelta(seconds=self.monotonic())

    def monotonic(self) -> float:
        return (self._clock.monotonic() - self._began) * self._speed

    async def sleep(self, seconds: float) -> None:
        await self._clock.sleep(seconds / self._speed)
