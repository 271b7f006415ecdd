"""Who argues which side, by lot. One's own view has no part in it: nobody could argue a side and keep a view to
themselves, were the one drawn by the other. Sans-I/O."""

from collections.abc import Collection, Mapping
from typing import Protocol

from eduforum.errors import Conflict
from eduforum.learning.debate.schemas import Side, Way


class Randomness(Protocol):
    """As `random.Random` has it."""

    def random(self) -> float: ...


def draw(
    way: Way,
    here: Collection[str],
    spared: Collection[str],
    each: int | None,
    seconds: Mapping[str, float],
    rng: Randomness,
) -> dict[str, Side]:
    """So many of those who are here on a side, `each`, or all of them; of an odd number one listens.

    `spared` people are drawn where not enough others are here, so that nobody can tell who they are from who is not
    drawn. `balanced` pairs people by how long they have spoken, `seconds`, and tosses a coin in each pair. Raises
    `Conflict` `too_few_to_draw`.
    """
    lots = {person: (person in spared and each is not None, rng.random()) for person in sorted(here)}
    drawn = sorted(lots, key=lots.__getitem__)
    size = len(drawn) // 2 if each is None else each
    if size == 0 or len(drawn) < 2 * size:
        raise Conflict("There are not enough people here for two sides.", code="too_few_to_draw")
    drawn = drawn[: 2 * size]
    if way == "balanced":
        drawn.sort(key=lambda person: seconds.get(person, 0.0))
    sides: dict[str, Side] = {}
    for first, second in zip(drawn[::2], drawn[1::2], strict=True):
        heads = rng.random() < 0.5
        sides[first], sides[second] = ("for", "against") if heads else ("against", "for")
    return sides
