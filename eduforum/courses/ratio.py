"""Fractions in whole numbers, as policies keep them."""

from fractions import Fraction
from typing import Annotated

import msgspec
from msgspec import Meta


class Ratio(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A fraction that is not negative, such as 1/4. It stays as it was entered, so 2/8 is another `Ratio` than 1/4;
    what is reckoned with is `value`."""

    numerator: Annotated[int, Meta(ge=0, le=2**53)]
    denominator: Annotated[int, Meta(ge=1, le=2**53)] = 1

    def __post_init__(self) -> None:
        if self.numerator < 0 or self.denominator < 1:
            raise ValueError("A ratio is of a whole number to a positive one.")

    @classmethod
    def of(cls, value: Fraction | int) -> "Ratio":
        """In lowest terms."""
        return cls(value.numerator, value.denominator)

    @property
    def value(self) -> Fraction:
        return Fraction(self.numerator, self.denominator)
