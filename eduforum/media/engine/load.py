"""How busy a worker is, so that a new room goes to the least busy one."""

from dataclasses import dataclass

INTERVAL = 1.0
"""Seconds between measurements."""

_ROOM = 0.05
_EQUAL = 0.05


@dataclass(slots=True, eq=False)
class Load:
    """The share of a processor that a worker's thread takes, and what rooms are yet to take that opened since it was
    measured. A worker never has more than one."""

    busy: float = 0.0
    _expected: float = 0.0
    _cpu_ns: int = 0
    _at: float | None = None

    def measure(self, cpu_ns: int, now: float) -> None:
        """`cpu_ns` is the thread's processor time, `now` in seconds."""
        if self._at is not None and now > self._at:
            self.busy = (cpu_ns - self._cpu_ns) / 1e9 / (now - self._at)
            # A room fills within minutes, not within a measurement.
            self._expected *= 0.98
        self._cpu_ns, self._at = cpu_ns, now

    def expect_room(self) -> None:
        self._expected += _ROOM

    @property
    def step(self) -> int:
        """In steps so coarse that noise decides nothing: between workers of one step other things do."""
        return round((self.busy + self._expected) / _EQUAL)
