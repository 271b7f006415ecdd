"""The question that is thought about in one room. Sans-I/O but for the waiting of those who change it."""

import asyncio
from collections.abc import AsyncIterator, Collection, Iterable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime, timedelta
from typing import Protocol

from msgspec.structs import replace

from eduforum.errors import Conflict, NotFound
from eduforum.learning.floor.schemas import Floor, FloorEntry
from eduforum.learning.gate import Gate

GRACE = 1.0
"""What was given at the last moment is on its way so long, in seconds: nobody is late by their line."""


class Randomness(Protocol):
    """As `random.Random` has it."""

    def random(self) -> float: ...


def in_order(entries: Collection[FloorEntry], heard: Mapping[str, float], rng: Randomness) -> tuple[FloorEntry, ...]:
    """As they are called: hands first, and whoever has spoken least, by `heard` in seconds, before the others. Among
    those who have spoken alike chance decides: when something was given, and by how fast a line, counts nothing."""
    drawn = {entry.participant_id: rng.random() for entry in sorted(entries, key=lambda entry: entry.participant_id)}
    return tuple(
        sorted(
            entries,
            key=lambda entry: (
                not entry.hand,
                heard.get(entry.participant_id, 0.0),
                drawn[entry.participant_id],
            ),
        )
    )


class Running:
    """`floor` is the last question; what was given to it is in `given` until it is shown. Whoever changes `floor` holds
    the lock; answers come beside each other, one of a person at a time."""

    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self.floor: Floor | None = None
        self.given: dict[str, FloorEntry] = {}
        self.spoken: Mapping[str, float] = {}
        self.told = 0
        # Whether something may have been stored without its answer: then all of it has to be read again.
        self.doubtful = False
        self._shut = False
        self._gate = Gate()

    @property
    def thinking(self) -> bool:
        return self.floor is not None and self.floor.state == "thinking"

    def get(self, floor_id: str) -> Floor:
        """Raises `NotFound` where it is not the last."""
        if self.floor is None or self.floor.id != floor_id:
            raise NotFound("There is no such question.", code="no_such_floor")
        return self.floor

    def get_thinking(self, floor_id: str) -> Floor:
        """Raises also `Conflict` `think_time_over`."""
        floor = self.get(floor_id)
        if floor.state != "thinking" or self._shut:
            raise Conflict("The time to think is over.", code="think_time_over")
        return floor

    def get_revealed(self, floor_id: str) -> Floor:
        """Raises also `Conflict` `still_thinking` or `floor_closed`."""
        floor = self.get(floor_id)
        if floor.state == "thinking":
            raise Conflict("People think still.", code="still_thinking")
        if floor.state == "closed":
            raise Conflict("The question has been put away.", code="floor_closed")
        return floor

    def is_due(self, now: datetime) -> bool:
        """Whether the time to think is over, and what was on its way has come."""
        floor = self.floor
        return floor is not None and self.thinking and now >= floor.ends_at + timedelta(seconds=GRACE)

    def load(self, floor: Floor | None, given: Iterable[FloorEntry], spoken: Mapping[str, float]) -> None:
        """Takes over how things are."""
        self.floor, self.spoken = floor, spoken
        self.given = {entry.participant_id: entry for entry in given}
        self.doubtful = self._shut = False

    def take(self, entry: FloorEntry) -> None:
        """What somebody gave, in place of what they gave before."""
        if entry.hand or entry.text:
            self.given[entry.participant_id] = entry
        else:
            self.given.pop(entry.participant_id, None)

    def giving(self, participant_id: str) -> AbstractAsyncContextManager[None]:
        return self._gate.passing(participant_id)

    @asynccontextmanager
    async def showing(self) -> AsyncIterator[None]:
        """Nothing more is taken, and what is being written has been. Where what follows fails, people think on."""
        self._shut = True
        try:
            await self._gate.idle()
            yield
        except BaseException:
            self._shut = False
            raise

    def shown(self, heard: Mapping[str, float], rng: Randomness) -> Floor:
        """The question with all that was given."""
        assert self.floor is not None
        return replace(self.floor, state="revealed", entries=in_order(tuple(self.given.values()), heard, rng))

    def next(self, present: Collection[str]) -> FloorEntry:
        """Who is called next. Raises `Conflict` `nobody_waits`."""
        assert self.floor is not None
        for entry in self.floor.entries:
            if entry.hand and entry.called_at is None and entry.participant_id in present:
                return entry
        raise Conflict("Nobody waits who is here.", code="nobody_waits")


def called(floor: Floor, participant_id: str, at: datetime) -> Floor:
    """With the person's turn, which began at `at`. Raises `NotFound` `no_such_hand` where they hold up no hand."""
    if not any(entry.participant_id == participant_id and entry.hand for entry in floor.entries):
        raise NotFound("This person holds up no hand.", code="no_such_hand")
    return replace(
        floor,
        entries=tuple(
            replace(entry, called_at=at) if entry.participant_id == participant_id else entry for entry in floor.entries
        ),
    )
