"""Talk time of the people of a room, by what the forwarder hears: summed over their connections and kept."""

from collections.abc import Collection, Iterable, Mapping
from typing import ClassVar

from eduforum.clock import Clock
from eduforum.db import Connection
from eduforum.learning.talk_time import store
from eduforum.media.tools import RoomContext, RoomTool

KEEP_EVERY = 15.0
"""How often what has grown is written, in seconds: a server that is killed has forgotten no more than that."""


class _Room:
    def __init__(self, spoken: dict[str, float], now: float) -> None:
        self.spoken = spoken
        # Of the connection that each person speaks by now.
        self.last: dict[str, float] = {}
        self.unwritten: set[str] = set()
        self.debating: frozenset[str] = frozenset()
        self.written_at = now

    def hear(self, speech: Mapping[str, float]) -> None:
        for person, seconds in speech.items():
            last = self.last.get(person, 0.0)
            # Less than before is another connection, which begins anew.
            more = seconds - last if seconds >= last else seconds
            self.last[person] = seconds
            if more > 0 and person not in self.debating:
                self.spoken[person] = self.spoken.get(person, 0.0) + more
                self.unwritten.add(person)


class TalkTimes(RoomTool):
    """Nobody is told of it: what others have spoken is for no one but staff. What is said in a debate is not in it."""

    name: ClassVar[str] = "talk_time"

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._rooms: dict[str, _Room] = {}

    def seconds(self, room_id: str) -> Mapping[str, float]:
        """As `TalkTime` says it; nobody has spoken in a room that is not open here."""
        ours = self._rooms.get(room_id)
        return {} if ours is None else ours.spoken

    def debating(self, room_id: str) -> Collection[str]:
        """As `Occasions` says it."""
        ours = self._rooms.get(room_id)
        return () if ours is None else ours.debating

    def set_debating(self, room: RoomContext, people: Iterable[str]) -> None:
        """What these people say from here on, and no one else, is said in a debate."""
        ours = self._rooms[room.id]
        ours.hear(room.speech())
        ours.debating = frozenset(people)

    async def opened(self, conn: Connection, room: RoomContext) -> None:
        self._rooms[room.id] = _Room(await store.seconds(conn, room.id), self._clock.monotonic())

    def closed(self, room: RoomContext) -> None:
        self._rooms.pop(room.id, None)

    async def tick(self, room: RoomContext) -> None:
        ours = self._rooms.get(room.id)
        if ours is None:
            return
        ours.hear(room.speech())
        now = self._clock.monotonic()
        if not ours.unwritten or now - ours.written_at < KEEP_EVERY:
            return
        people, ours.unwritten, ours.written_at = ours.unwritten, set(), now
        try:
            await room.record([], [store.keep(person, ours.spoken[person]) for person in sorted(people)])
        except BaseException:
            ours.unwritten |= people
            raise
