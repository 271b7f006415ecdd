"""Letters by a scale: from the number before any rounding."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from eduforum.grades.policies import ScaleStep


def place_of(scale: Sequence[ScaleStep], percent: Fraction) -> int:
    """The place on the scale that a total earns, 0 the best; the last one for whatever is below all."""
    return next((place for place, step in enumerate(scale) if percent >= Fraction(step.least)), len(scale) - 1)


def letter_of(scale: Sequence[ScaleStep], percent: Fraction) -> str:
    return scale[place_of(scale, percent)].letter


def cuts_of(scale: Sequence[ScaleStep], *, by_rank: bool = False) -> tuple[Decimal, ...]:
    """The totals at which the scale changes what a student gets: by rank, the least that passes is the only one."""
    return tuple(step.least for step in (scale[-2:-1] if by_rank else scale[:-1]))
