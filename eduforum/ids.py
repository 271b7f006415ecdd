"""Identifiers: UUID version 7 (RFC 9562 section 5.7), so that ids sort by the time they were made."""

import re
import secrets
import threading

from eduforum.clock import Clock, SystemClock

_CANONICAL = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_SYSTEM_CLOCK = SystemClock()
_COUNTER_BITS = 74


class _Sequence:
    """Milliseconds, then 74 bits that are random in a new millisecond and counted up within one.

    RFC 9562 section 6.2, method 2: monotone also when the clock stands still or steps back. The increment is random,
    so that an id does not give away its neighbours.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._milliseconds = -1
        self._tail = 0

    def next(self, milliseconds: int) -> tuple[int, int]:
        with self._lock:
            if milliseconds > self._milliseconds:
                self._milliseconds = milliseconds
                # The top bit is left clear, so that counting up has room for 2^73 steps.
                self._tail = secrets.randbits(_COUNTER_BITS - 1)
            else:
                self._tail += 1 + secrets.randbits(32)
                if self._tail >> _COUNTER_BITS:
                    self._milliseconds += 1
                    self._tail = secrets.randbits(_COUNTER_BITS - 1)
            return self._milliseconds, self._tail


_sequence = _Sequence()


def new_id(clock: Clock | None = None) -> str:
    """A fresh UUIDv7 in canonical lower-case text; each is greater than those this process made before."""
    now = (clock or _SYSTEM_CLOCK).now()
    milliseconds, tail = _sequence.next(int(now.timestamp() * 1000))
    value = (
        (milliseconds & 0xFFFF_FFFF_FFFF) << 80
        | 0x7 << 76
        | (tail >> 62) << 64
        | 0b10 << 62
        | (tail & 0x3FFF_FFFF_FFFF_FFFF)
    )
    text = f"{value:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def is_id(text: str) -> bool:
    """Whether `text` is a UUID of any version in canonical lower-case form."""
    return _CANONICAL.fullmatch(text) is not None
