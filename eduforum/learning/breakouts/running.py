"""The breakouts of one room in memory: who is in which group by now, and what time alone changes."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from eduforum.clock import Clock
from eduforum.learning.breakouts import rules
from eduforum.learning.breakouts.schemas import (
    Breakout,
    BreakoutActivity,
    GroupActivity,
    Record,
)
from eduforum.media.audience import HOSTS, STAFF
from eduforum.media.tools import RoomContext

WATCHERS = STAFF | HOSTS

# How often staff are told how it goes, in seconds.
ACTIVITY_SECONDS = 2.0

# Who was silent for no longer is speaking, in seconds: pauses between words, and the age of what the forwarder tells.
PAUSE = 2.5

_log = logging.getLogger(__name__)


class Running:
    """`record` is what the database has. Changes of it are made one after another, under `lock`."""

    def __init__(
        self,
        room: RoomContext,
        course_id: str,
        record: Record | None,
        clock: Clock,
        finish: Callable[["Running"], Awaitable[None]],
    ) -> None:
        self.room = room
        self.course_id = course_id
        self.record = record
        self.lock = asyncio.Lock()
        self._clock = clock
        self._finish = finish
        self._placed: dict[str, str] = {}
        self._heard: str | None = None
        self._timer: asyncio.Task[None] | None = None

    @property
    def breakout(self) -> Breakout | None:
        return None if self.record is None else self.record.breakout

    def follow(self, record: Record | None) -> None:
        """This is how it is from now on: people are where it says."""
        self.record = record
        self._move()
        self._announce()
        # The timer itself goes on with what it finds.
        if self._timer is None or self._timer is not asyncio.current_task():
            self.close()
            self._timer = asyncio.create_task(self._watch(), name="breakout")

    def close(self) -> None:
        if self._timer is not None:
            self._timer.cancel()

    def _move(self) -> None:
        places = rules.places(self.breakout, self._clock.now())
        changes = rules.changes(self._placed, places)
        self._placed = places
        if changes:
            self.room.set_groups(changes)

    def _announce(self) -> None:
        voice = None if self.breakout is None else self.breakout.voice
        if voice == self._heard:
            return
        if self._heard is not None:
            self.room.set_announcing(self._heard, False)
        if voice is not None:
            self.room.set_announcing(voice, True)
        self._heard = voice

    async def _watch(self) -> None:
        """Moves people when it is time, tells staff how it goes, and ends what is over."""
        while True:
            breakout, now = self.breakout, self._clock.now()
            if breakout is None or breakout.state != "open":
                return
            try:
                self._move()
                self._tell_activity(breakout)
                if rules.is_over(breakout, now):
                    await self._finish(self)
                    continue
            except Exception:
                _log.exception("breakouts could not go on", extra={"room_id": self.room.id})
            change = rules.next_change(breakout, now)
            wait = ACTIVITY_SECONDS if change is None else min(ACTIVITY_SECONDS, (change - now).total_seconds())
            await self._clock.sleep(max(wait, 0.001))

    def _tell_activity(self, breakout: Breakout) -> None:
        silences = self.room.silences()
        groups = []
        for group in breakout.groups:
            # Staff who look in do not make a silent group one that talks.
            heard = {person: silences[person] for person in group.people if person in silences}
            speaking = tuple(sorted(person for person, silent in heard.items() if silent <= PAUSE))
            silent = None if not heard else int(min(heard.values()))
            groups.append(GroupActivity(id=group.id, speaking=speaking, silent=silent))
        self.room.publish(BreakoutActivity(groups=tuple(groups)), WATCHERS)
