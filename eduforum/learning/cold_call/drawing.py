"""Who may be drawn, with what chance, and the draw. Sans-I/O."""

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from eduforum.errors import Conflict
from eduforum.learning.cold_call.schemas import Candidate
from eduforum.media.schemas import Participant

HALF = 60.0
"""Whoever has spoken so long has half the weight of who has not spoken, in seconds."""


class Randomness(Protocol):
    """As `random.Random` has it."""

    def random(self) -> float: ...


class Presence:
    """Since when everybody has been here without a break, by the monotonic clock."""

    def __init__(self) -> None:
        self._since: dict[str, float] = {}

    def came(self, person: str, now: float) -> None:
        self._since.setdefault(person, now)

    def see(self, present: Collection[str], now: float) -> None:
        self._since = {person: self._since.get(person, now) for person in present}

    def since(self, person: str, now: float) -> float:
        """For how many seconds the person has been here; 0 where they are not."""
        return now - self._since.get(person, now)


def can_answer(participant: Participant) -> bool:
    """By voice or in writing: a program, or a second screen alone, does neither."""
    return participant.state == "present" and any(
        not connection.companion and connection.kind != "program" for connection in participant.connections
    )


def candidates(people: Collection[str], calls: Mapping[str, int], seconds: Mapping[str, float]) -> list[Candidate]:
    """With their weights: everyone once before anyone twice, then 1 / (60 s + talk time)."""
    least = min((calls.get(person, 0) for person in people), default=0)
    return [
        Candidate(
            participant_id=person,
            calls=calls.get(person, 0),
            seconds=round(seconds.get(person, 0.0), 1),
            weight=HALF / (HALF + seconds.get(person, 0.0)) if calls.get(person, 0) == least else 0.0,
        )
        for person in sorted(people)
    ]


def draw(among: Sequence[Candidate], rng: Randomness) -> Candidate:
    """One of them, each with the chance of their weight. Raises `Conflict` `nobody_to_call` where there is nobody."""
    weighted = [candidate for candidate in among if candidate.weight > 0]
    if not weighted:
        raise Conflict("Nobody who is here can be called.", code="nobody_to_call")
    point = rng.random() * sum(candidate.weight for candidate in weighted)
    for candidate in weighted:
        point -= candidate.weight
        if point < 0:
            return candidate
    return weighted[-1]
