"""Exact numbers: fractions inside, decimals at the edges, one rule of rounding.

What is entered is a decimal, and all arithmetic is of fractions. A number is rounded once, when it is shown: half up,
to hundredths unless said otherwise. An exact number leaves as the text of a reduced fraction: `2600/31`, or `84`.
"""

from decimal import Decimal
from fractions import Fraction
from math import ceil, floor, isqrt
from typing import Annotated, Literal, assert_never

from msgspec import Meta

PLACES = 2

ZERO, ONE, HUNDRED = Fraction(0), Fraction(1), Fraction(100)

Exact = Annotated[
    str, Meta(pattern=r"\A-?[0-9]{1,4000}(/[1-9][0-9]{0,3999})?\Z", description="A fraction: 2600/31, or 84")
]
Rounding = Literal["down", "half_up", "up"]


def rounded(value: Fraction, places: int = PLACES, rounding: Rounding = "half_up") -> Decimal:
    """To this many decimal places."""
    return Decimal(f"{whole(value * 10**places, rounding)}E-{places}")


def whole(value: Fraction, rounding: Rounding = "half_up") -> int:
    match rounding:
        case "down":
            return floor(value)
        case "half_up":
            return floor(value + Fraction(1, 2))
        case "up":
            return ceil(value)
        case _:
            assert_never(rounding)


def root(value: Fraction) -> Fraction:
    """The square root of what is not negative, rounded half up to hundredths: most roots are no fractions."""
    return Fraction((isqrt(floor(value * 40_000)) + 1) // 2, 100)


def between(below: Fraction, upto: Fraction) -> Decimal:
    """The decimal with the fewest places that is above the one and not above the other."""
    places = 0
    while rounded(upto, places, "down") <= below:
        places += 1
    return rounded(upto, places, "down")


def shown(value: Fraction, cuts: tuple[Decimal, ...] = (), places: int = PLACES) -> Decimal:
    """A number as people see it, which lies on the same side of every cut as the number itself.

    It is rounded half up, where that would carry it over a cut rounded down, and has more places only where both would:
    89.995 below a cut at 90 is 89.99. No more places than the cuts have are ever needed.
    """
    while True:
        for rounding in ("half_up", "down"):
            seen = rounded(value, places, rounding)
            if all((seen >= cut) == (value >= Fraction(cut)) for cut in cuts):
                return seen
        places += 1
