"""Statistics of a class of ten or more."""

from decimal import Decimal
from fractions import Fraction
from statistics import fmean, pstdev, quantiles

from hypothesis import given, settings
from hypothesis import strategies as st

from eduforum.grades.distribution import LEAST, distribution


def test_below_ten_nothing_is_said() -> None:
    assert distribution([Fraction(80)] * 9) is None
    assert distribution([Fraction(80)] * 10) is not None


def test_a_class_of_ten() -> None:
    found = distribution(Fraction(n) for n in (100, 55, 60, 65, 70, 75, 80, 85, 90, 95))

    assert found is not None
    assert found == (10, Decimal("77.50"), Decimal("14.36"), Decimal("66.25"), Decimal("77.50"), Decimal("88.75"))


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(0, 100), min_size=LEAST, max_size=40))
def test_the_figures_are_those_of_the_textbook(values: list[int]) -> None:
    found = distribution(Fraction(value) for value in values)

    assert found is not None
    near = (fmean(values), pstdev(values), *quantiles(values, n=4, method="inclusive"))
    assert all(abs(float(seen) - value) < 0.00501 for seen, value in zip(found[1:], near, strict=True))
