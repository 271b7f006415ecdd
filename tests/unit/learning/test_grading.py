"""What answers earn: exactly, and never less than nothing."""

from decimal import Decimal
from fractions import Fraction
from itertools import permutations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eduforum.learning.questions.content import (
    ClozeResponse,
    MatchingResponse,
    MultipleResponse,
    NumericQuestion,
    NumericResponse,
    OrderingResponse,
    Pair,
    Question,
    ShortTextQuestion,
    ShortTextResponse,
    SingleResponse,
    TrueFalseResponse,
)
from eduforum.learning.questions.grading import grade, number, points
from tests.factories.questions import (
    CLOZE,
    MATCHING,
    MULTIPLE,
    NUMERIC,
    ORDERING,
    SHORT_TEXT,
    SINGLE,
    TRUE_FALSE,
    questions,
    responses,
    right,
)


@given(questions())
def test_the_right_answer_earns_everything(question: Question) -> None:
    assert grade(question, right(question)) == 1


@given(st.data())
def test_no_answer_earns_less_than_nothing_or_more_than_everything(data: st.DataObject) -> None:
    question = data.draw(questions())

    assert 0 <= grade(question, data.draw(responses(question))) <= 1


@given(questions(), questions())
def test_no_answer_and_one_of_another_kind_earn_nothing(question: Question, other: Question) -> None:
    assert grade(question, None) == 0
    if type(question) is not type(other):
        assert grade(question, right(other)) == 0


def test_one_choice_is_right_or_wrong() -> None:
    assert [grade(SINGLE, SingleResponse(option=option)) for option in "abc"] == [1, 0, 0]
    assert [grade(TRUE_FALSE, TrueFalseResponse(value=value)) for value in (True, False)] == [1, 0]


@pytest.mark.parametrize(
    ("chosen", "partly", "wholly"),
    [("ac", 1, 1), ("a", Fraction(1, 2), 0), ("ab", 0, 0), ("abc", Fraction(1, 2), 0), ("bd", 0, 0), ("abcd", 0, 0)],
)
def test_of_several_choices_wrong_ones_count_against_right_ones(
    chosen: str, partly: Fraction, wholly: Fraction
) -> None:
    response = MultipleResponse(options=tuple(chosen))

    assert grade(MULTIPLE, response) == partly
    assert grade(msgspec.structs.replace(MULTIPLE, partial=False), response) == wholly


def test_an_order_earns_by_the_pairs_that_stand_right() -> None:
    earned = {"".join(order): grade(ORDERING, OrderingResponse(order=order)) for order in permutations("abc")}

    third = Fraction(1, 3)
    assert earned == {"abc": 1, "acb": third, "bac": third, "bca": 0, "cab": 0, "cba": 0}


def test_an_order_that_is_not_of_these_options_earns_nothing() -> None:
    for order in ("ab", "aab", "abcd", ""):
        assert grade(ORDERING, OrderingResponse(order=tuple(order))) == 0


def test_rows_that_are_matched_right_count() -> None:
    half = MatchingResponse(pairs=(Pair("a", "x"), Pair("b", "z")))

    assert grade(MATCHING, half) == Fraction(1, 2)
    assert grade(msgspec.structs.replace(MATCHING, partial=False), half) == 0


def test_a_row_counts_once_however_often_it_is_named() -> None:
    every = MatchingResponse(pairs=tuple(Pair("a", option) for option in "xyz"))

    assert grade(MATCHING, every) == 0


def test_gaps_that_are_right_count() -> None:
    assert grade(CLOZE, ClozeResponse(gaps=("2.01", "four", "b"))) == Fraction(2, 3)
    assert grade(CLOZE, ClozeResponse(gaps=("", "Four", ""))) == 0


@pytest.mark.parametrize("text", ["9.79", "9.83", " 9.81 ", "９.８１", "981e-2", "+9.8"])
def test_a_number_within_the_tolerance_is_right(text: str) -> None:
    assert grade(NUMERIC, NumericResponse(text=text)) == 1


@pytest.mark.parametrize(
    "text", ["9.8300001", "9.7899999", "", "g", "9,81", "9.81 m/s", "1e99999", "nan", "--9.81", "."]
)
def test_a_number_outside_of_it_and_what_is_no_number_are_wrong(text: str) -> None:
    assert grade(NUMERIC, NumericResponse(text=text)) == 0


def test_a_tolerance_in_percent_is_of_the_answer() -> None:
    question = NumericQuestion(text="?", answer=Decimal(-200), tolerance=Decimal("0.5"), tolerance_unit="percent")

    assert [grade(question, NumericResponse(text=text)) for text in ("-201", "-199", "-201.01")] == [1, 1, 0]


def test_decimals_are_compared_exactly() -> None:
    question = NumericQuestion(text="?", answer=Decimal("0.3"), tolerance=Decimal("0.1"))

    assert grade(question, NumericResponse(text="0.4")) == 1
    assert grade(question, NumericResponse(text="0.2")) == 1


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,234,567.5", Fraction("1234567.5")),
        ("−3", -3),
        ("1 000", 1000),
        ("1e3", 1000),
        (".5", Fraction(1, 2)),
        ("5.", 5),
    ],
)
def test_numbers_are_read_as_they_are_written(text: str, value: Fraction) -> None:
    assert number(text) == value


@pytest.mark.parametrize("text", ["kant", "  KANT ", "Immanuel \u3000 kant", "칸트", "\u110f\u1161\u11ab\u1110\u1173"])
def test_texts_are_compared_whatever_their_case_blanks_and_composition(text: str) -> None:
    assert grade(SHORT_TEXT, ShortTextResponse(text=text)) == 1


def test_spaces_and_case_count_as_the_author_says() -> None:
    question = ShortTextQuestion(text="?", accepted=("무지의 베일", "Veil"), spaces=False, case_sensitive=True)

    assert [grade(question, ShortTextResponse(text=text)) for text in ("무지의베일", "veil")] == [1, 0]


@given(st.fractions(0, 1), st.decimals(0, 1000, places=2))
def test_points_are_rounded_half_up_to_hundredths(share: Fraction, most: Decimal) -> None:
    earned, exact = points(share, most), share * Fraction(most)

    assert -earned.as_tuple().exponent <= 2  # type: ignore[operator]
    assert Fraction(-1, 200) <= exact - Fraction(earned) < Fraction(1, 200)
    assert 0 <= earned <= most


def test_a_half_is_rounded_up() -> None:
    assert points(Fraction(1, 8), Decimal(1)) == Decimal("0.13")
    assert points(Fraction(1, 3), Decimal(2)) == Decimal("0.67")
