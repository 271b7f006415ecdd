"""Numbers are rounded once, when they are shown, and never across a line that decides something."""

from decimal import Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eduforum.grades.exact import between, root, rounded, shown, whole

percents = st.fractions(0, 110, max_denominator=10**7)
cuts = st.lists(st.decimals(0, 100, places=3), max_size=9).map(tuple)


@pytest.mark.parametrize(
    ("value", "seen"), [("0.005", "0.01"), ("0.0049", "0.00"), ("83.7837", "83.78"), ("1/3", "0.33"), ("2/3", "0.67")]
)
def test_a_half_goes_up(value: str, seen: str) -> None:
    assert str(rounded(Fraction(value))) == seen


def test_heads_are_rounded_as_the_policy_says() -> None:
    third = Fraction(25, 10)

    assert (whole(third, "down"), whole(third, "half_up"), whole(third, "up")) == (2, 3, 3)


def test_what_would_be_rounded_over_a_cut_is_cut_off() -> None:
    ninety = (Decimal(90),)

    assert str(shown(Fraction("89.995"), ninety)) == "89.99"
    assert str(shown(Fraction("89.995"))) == "90.00"
    assert str(shown(Fraction("90.004"), ninety)) == "90.00"


def test_a_cut_finer_than_what_is_shown_gets_more_places() -> None:
    assert str(shown(Fraction("90.0042"), (Decimal("90.004"),))) == "90.004"
    assert str(shown(Fraction("90.0038"), (Decimal("90.004"),))) == "90.00"


@settings(max_examples=200, deadline=None)
@given(percents, cuts)
def test_a_shown_number_lies_where_the_number_lies(value: Fraction, lines: tuple[Decimal, ...]) -> None:
    seen = shown(value, lines)

    assert [seen >= line for line in lines] == [value >= Fraction(line) for line in lines]
    assert abs(Fraction(seen) - value) < Fraction(1, 100)


@settings(max_examples=200, deadline=None)
@given(percents, percents)
def test_a_line_between_two_numbers_has_the_fewest_places(one: Fraction, other: Fraction) -> None:
    below, upto = sorted((one, other))
    if below == upto:
        return

    line = between(below, upto)

    assert below < Fraction(line) <= upto
    exponent = line.as_tuple().exponent
    assert isinstance(exponent, int)
    if exponent < 0:
        coarser = rounded(upto, -exponent - 1, "down")
        assert Fraction(coarser) <= below


@settings(max_examples=200, deadline=None)
@given(st.fractions(0, 10**6, max_denominator=10**4))
def test_a_root_is_rounded_half_up_to_hundredths(value: Fraction) -> None:
    with localcontext() as context:
        context.prec = 60
        precise = (Decimal(value.numerator) / Decimal(value.denominator)).sqrt()

    assert abs(root(value) - Fraction(precise)) <= Fraction(1, 200) + Fraction(1, 10**40)
    assert root(value).denominator in {1, 2, 4, 5, 10, 20, 25, 50, 100}
