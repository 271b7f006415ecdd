"""The periods (교시) that a session has, each with an attendance of its own."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

import msgspec

from eduforum.courses.intervals import Interval


class Period(msgspec.Struct, frozen=True, kw_only=True):
    """`number` counts from 1 in its session. `makes_up` is the id of the cancelled period that it is held for."""

    id: str
    session_id: str
    number: int
    start: datetime
    end: datetime
    cancelled: bool = False
    makes_up: str | None = None

    @property
    def interval(self) -> Interval:
        return Interval(self.start, self.end)


def divide(session_id: str, start: datetime, *, count: int, minutes: int, pause: int = 0) -> tuple[Period, ...]:
    """A session of `count` periods of so many minutes, with pauses between them. Their ids follow from the session's
    and stay the same when it moves. Raises `ValueError` where there would be no period, or one without time."""
    if count < 1 or minutes < 1 or pause < 0:
        raise ValueError("A session has at least one period, and a period at least one minute.")
    starts = (start + number * timedelta(minutes=minutes + pause) for number in range(count))
    return tuple(
        Period(
            id=f"{session_id}/{number}",
            session_id=session_id,
            number=number,
            start=begin,
            end=begin + timedelta(minutes=minutes),
        )
        for number, begin in enumerate(starts, 1)
    )


def makeups(periods: Iterable[Period]) -> Mapping[str, tuple[str, ...]]:
    """Of each cancelled period that is made up, the ids of the periods that are held for it. A makeup that is itself
    cancelled passes on to its own."""
    periods = tuple(periods)
    direct: dict[str, list[Period]] = {}
    for period in periods:
        if period.makes_up is not None:
            direct.setdefault(period.makes_up, []).append(period)
    found = {period.id: tuple(_held_for(period.id, direct)) for period in periods if period.cancelled}
    return {id: held for id, held in found.items() if held}


def _held_for(id: str, direct: Mapping[str, list[Period]]) -> list[str]:
    held: list[str] = []
    seen, waiting = {id}, [id]
    while waiting:
        for period in direct.get(waiting.pop(), ()):
            if period.id in seen:
                continue
            seen.add(period.id)
            if period.cancelled:
                waiting.append(period.id)
            else:
                held.append(period.id)
    return held
