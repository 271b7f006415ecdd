"""Who has the floor: turns, what they follow and what they interrupt. Sans-I/O.

Times are seconds of one clock. Speech may be told in parts, as it goes on.
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass

TURN_GAP = 1.5
"""Seconds of silence after which what somebody says next is another turn."""

SHORTEST_TURN = 1.0
"""What is shorter ("yes", "exactly") is heard as an answer to somebody who goes on, and takes the floor from nobody."""

ANSWERED = 10.0
"""Within how many seconds after another's turn one follows it."""

YIELDED = 3.0
"""Whoever falls silent so soon after another has begun to speak into their words was interrupted."""

OVERLAP = 0.3
"""An overlap that is shorter is how people take turns."""

KEPT = 60.0
"""For how long turns that are over are remembered, in seconds."""


@dataclass(slots=True)
class Turn:
    """Somebody's turn: from the first word to the last, and how much of that was speech. `follows` is whose turn was
    the last before it, `interrupts` whose words it cut off."""

    id: str
    participant_id: str
    start: float
    end: float
    spoken: float = 0.0
    over: bool = False
    follows: str | None = None
    interrupts: str | None = None

    @property
    def takes_floor(self) -> bool:
        return self.end - self.start >= SHORTEST_TURN


class Conversation:
    """That of those who hear each other."""

    def __init__(self) -> None:
        self._turns: dict[str, Turn] = {}
        self._past: deque[Turn] = deque()

    def hear(self, participant_id: str, start: float, end: float, new_id: str) -> Turn:
        """Takes speech from `start` to `end`; the turn that it belongs to. `new_id` is the turn's where it begins one.
        What a person says into two microphones counts once."""
        turn = self._turns.get(participant_id)
        if turn is not None and start - turn.end > TURN_GAP:
            self._finish(participant_id)
            turn = None
        if turn is None:
            turn = self._turns[participant_id] = Turn(new_id, participant_id, start, start)
        turn.spoken += max(0.0, end - max(start, turn.end))
        turn.end = max(turn.end, end)
        return turn

    def settle(self, now: float) -> list[Turn]:
        """The turns that are over by now and were not before."""
        return self._finish_all([id for id, turn in self._turns.items() if now - turn.end > TURN_GAP])

    def end(self, participant_ids: Iterable[str]) -> list[Turn]:
        """These people are not among those who hear each other any more: their turns are over."""
        return self._finish_all([id for id in participant_ids if id in self._turns])

    def turn(self, participant_id: str) -> Turn | None:
        """The one of this person that goes on."""
        return self._turns.get(participant_id)

    def turns(self) -> list[Turn]:
        """Those that go on."""
        return list(self._turns.values())

    def _finish_all(self, participant_ids: list[str]) -> list[Turn]:
        return [self._finish(id) for id in sorted(participant_ids, key=lambda id: self._turns[id].start)]

    def _finish(self, participant_id: str) -> Turn:
        turn = self._turns.pop(participant_id)
        turn.over = True
        while self._past and self._past[0].end < turn.end - KEPT:
            self._past.popleft()
        if turn.takes_floor:
            others = [*(each for each in self._past if each.participant_id != participant_id), *self.turns()]
            before = [each for each in others if each.takes_floor and each.start < turn.start]
            turn.interrupts = _interrupted(turn, before)
            turn.follows = _followed(turn, before)
        self._past.append(turn)
        return turn


def _interrupted(turn: Turn, before: list[Turn]) -> str | None:
    cut = [
        each
        for each in before
        if each.end - turn.start > OVERLAP
        and each.end - turn.start <= YIELDED
        and turn.start - each.start >= SHORTEST_TURN
        and turn.end > each.end
    ]
    return cut[-1].participant_id if cut else None


def _followed(turn: Turn, before: list[Turn]) -> str | None:
    near = [each for each in before if turn.start - each.end <= ANSWERED]
    return max(near, key=lambda each: (min(each.end, turn.start), each.start)).participant_id if near else None
