"""Small pictures of boards, for who looks over all groups: drawn where something changed, every few seconds at most."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import NamedTuple

from eduforum.clock import Clock

REST = 5.0
"""A picture is good for so many seconds, whatever is drawn meanwhile."""

MOST = 500
"""Pictures that are kept in memory, a few kilobytes each."""


class Thumbnail(NamedTuple):
    """`version`: the number of updates that it shows."""

    version: int
    drawn_at: float
    png: bytes


class Thumbnails:
    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._kept: OrderedDict[tuple[str, str], Thumbnail] = OrderedDict()

    async def get(self, room_id: str, board_id: str, version: int, draw: Callable[[], Awaitable[bytes]]) -> Thumbnail:
        """The one that is kept, or a new one. Raises what `draw` does."""
        key, now = (room_id, board_id), self._clock.monotonic()
        kept = self._kept.get(key)
        if kept is None or (kept.version != version and now - kept.drawn_at >= REST):
            kept = Thumbnail(version, now, await draw())
            self._kept[key] = kept
        self._kept.move_to_end(key)
        while len(self._kept) > MOST:
            self._kept.popitem(last=False)
        return kept
