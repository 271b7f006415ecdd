"""Records of breakouts."""

from collections.abc import Sequence

import msgspec


class Constraints(msgspec.Struct, frozen=True, kw_only=True):
    """What a drawing keeps, as lists of people: in one group, in different groups, and those of whom nobody is to be
    the only one in a group."""

    together: Sequence[Sequence[str]] = ()
    apart: Sequence[Sequence[str]] = ()
    not_alone: Sequence[Sequence[str]] = ()


class Balance(msgspec.Struct, frozen=True, kw_only=True):
    """How a grouping came out: pairs that were in one group before, constraints that are not kept, people without a
    number; then, where there are numbers, the share of the variance that lies between groups (η²), the range of the
    groups' means and the least standard deviation in a group of two or more, both in the class's standard deviations.
    People without a number count at the median."""

    repeated_pairs: int
    broken: int
    without_number: int
    eta_squared: float | None = None
    mean_range: float | None = None
    least_sd: float | None = None
