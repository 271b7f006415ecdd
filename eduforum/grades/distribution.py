"""How a class did, where it is large enough that no single student can be read out of it."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from eduforum.grades.exact import ZERO, root, rounded

LEAST = 10


class Distribution(NamedTuple):
    """Of `people` values: mean, standard deviation (of the class, not of a sample) and quartiles, interpolated
    linearly; rounded half up to hundredths. Neither the highest nor the lowest, which are one person's."""

    people: int
    mean: Decimal
    deviation: Decimal
    lower_quartile: Decimal
    median: Decimal
    upper_quartile: Decimal


def distribution(values: Iterable[Fraction]) -> Distribution | None:
    """None of fewer than `LEAST`."""
    ordered = sorted(values)
    if len(ordered) < LEAST:
        return None
    mean = sum(ordered, ZERO) / len(ordered)
    variance = sum(((value - mean) ** 2 for value in ordered), ZERO) / len(ordered)
    return Distribution(
        people=len(ordered),
        mean=rounded(mean),
        deviation=rounded(root(variance)),
        lower_quartile=_quantile(ordered, Fraction(1, 4)),
        median=_quantile(ordered, Fraction(1, 2)),
        upper_quartile=_quantile(ordered, Fraction(3, 4)),
    )


def _quantile(ordered: Sequence[Fraction], share: Fraction) -> Decimal:
    place, rest = divmod(share * (len(ordered) - 1), 1)
    upper = ordered[min(place + 1, len(ordered) - 1)]
    return rounded(ordered[place] + rest * (upper - ordered[place]))
