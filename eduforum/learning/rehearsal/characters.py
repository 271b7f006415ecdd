"""Who the simulated students are: how eager, how able, how fast, who comes late and who drops out. Pure."""

from math import log
from random import Random

import msgspec

LATEST = 480.0
"""When whoever comes late is there, in seconds of the class."""

SETTLING = 20.0
"""In how many seconds everybody else comes in."""


class Away(msgspec.Struct, frozen=True):
    """From when and for how long somebody is not there, in seconds of the class."""

    at: float
    lasts: float


class Character(msgspec.Struct, frozen=True, kw_only=True):
    """`diligence`: how likely they do what is asked; `ability`: how likely an answer is right; `pace`: how much longer
    than others they take; `arrives`: when they come in, in seconds of the class."""

    number: int
    diligence: float
    ability: float
    pace: float
    arrives: float
    away: Away | None = None

    @property
    def name(self) -> str:
        return f"Student {self.number}"


def cast(seed: int, students: int, lasts: float) -> list[Character]:
    """The class of a seed: everybody takes part more or less, the last one comes late, the one before drops out in the
    middle and comes back. `lasts`: how long the class is to be, in seconds."""
    rng = Random(f"class {seed}")
    people = [
        Character(
            number=number,
            diligence=rng.uniform(0.55, 1.0),
            ability=rng.uniform(0.35, 0.95),
            pace=rng.lognormvariate(0.0, 0.3),
            arrives=rng.uniform(0.0, min(SETTLING, lasts / 20)),
        )
        for number in range(1, students + 1)
    ]
    late = rng.uniform(0.4, 1.0) * min(LATEST, lasts / 4)
    people[-1] = msgspec.structs.replace(people[-1], arrives=late)
    # Longer than a place is held, so that coming back is coming in anew.
    away = Away(at=rng.uniform(0.3, 0.5) * lasts, lasts=min(max(90.0, lasts / 20), lasts / 4))
    people[-2] = msgspec.structs.replace(people[-2], away=away)
    return people


def chance(seed: int, number: int) -> Random:
    """A student's own dice: whatever others do, they fall as they did."""
    return Random(f"student {seed} {number}")


def delay(character: Character, rng: Random, median: float) -> float:
    """How long the student takes for something that takes others `median` seconds."""
    return character.pace * rng.lognormvariate(log(median), 0.5)
