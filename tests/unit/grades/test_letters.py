"""A letter comes of the number before rounding, and the number that is shown agrees with it."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eduforum.grades.exact import shown
from eduforum.grades.letters import cuts_of, letter_of
from tests.factories.grades import SCALE


@pytest.mark.parametrize(
    ("percent", "letter", "seen"),
    [
        ("89.995", "B+", "89.99"),
        ("89.994", "B+", "89.99"),
        ("90", "A0", "90.00"),
        ("94.9999999", "A0", "94.99"),
        ("95.0000001", "A+", "95.00"),
        ("59.999", "F", "59.99"),
        ("0", "F", "0.00"),
        ("100", "A+", "100.00"),
        ("88.885", "B+", "88.89"),
    ],
)
def test_the_shown_number_never_contradicts_the_letter(percent: str, letter: str, seen: str) -> None:
    assert letter_of(SCALE, Fraction(percent)) == letter
    assert str(shown(Fraction(percent), cuts_of(SCALE))) == seen


@settings(max_examples=200, deadline=None)
@given(st.fractions(0, 100, max_denominator=10**9))
def test_whoever_reads_the_letter_off_the_shown_number_finds_the_same(percent: Fraction) -> None:
    seen = shown(percent, cuts_of(SCALE))

    assert letter_of(SCALE, Fraction(seen)) == letter_of(SCALE, percent)


def test_what_is_below_every_letter_fails() -> None:
    assert letter_of(SCALE, Fraction(-1)) == "F"


def test_by_rank_only_the_passing_total_is_a_line() -> None:
    assert cuts_of(SCALE, by_rank=True) == (Decimal(60),)
