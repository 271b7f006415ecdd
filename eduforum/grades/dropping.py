"""Drop-lowest: which columns to leave out so that the category comes to the most.

The lowest percentage is not always the one: of 50/50, 65/100 and 12/24 it is the second whose absence helps most.
What is sought is the largest fraction (earned + extra) / weight over all that may be left out. Dinkelbach's method
(Management Science 13, 492, 1967) asks of a ratio which columns lie below it, leaves out the worst of these, and goes
on with the ratio that comes of it, until that grows no more: then no other choice comes to more.
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import lcm
from typing import NamedTuple


class Item(NamedTuple):
    """A counted column of a category: what was earned of its weight, both in the category's measure."""

    column: str
    earned: Fraction
    weight: Fraction
    droppable: bool = True


def to_drop(items: Sequence[Item], extra: Fraction, most: int) -> frozenset[int]:
    """The places of the items to leave out: up to `most`, never all, and none whose absence would lower the category.

    `extra` is earned on top and stays. Where it makes no difference which, those that stand first go.
    """
    limit = min(most, len(items) - 1)
    if limit <= 0:
        return frozenset()
    unit = lcm(extra.denominator, *(n.denominator for item in items for n in (item.earned, item.weight)))
    earned = [_in(unit, item.earned) for item in items]
    weight = [_in(unit, item.weight) for item in items]
    all_earned, all_weight = sum(earned) + _in(unit, extra), sum(weight)

    def ratio(dropped: Iterable[int]) -> tuple[int, int]:
        lost = list(dropped)
        return all_earned - sum(earned[place] for place in lost), all_weight - sum(weight[place] for place in lost)

    over, under = ratio(())
    while True:
        gains = sorted(
            (earned[place] * under - weight[place] * over, place) for place, item in enumerate(items) if item.droppable
        )
        dropped = frozenset(place for gain, place in gains[:limit] if gain <= 0)
        better_over, better_under = ratio(dropped)
        if better_over * under == over * better_under:
            return dropped
        over, under = better_over, better_under


def _in(unit: int, number: Fraction) -> int:
    """The number in units of 1 / `unit`, of which it is a whole number."""
    return number.numerator * (unit // number.denominator)
