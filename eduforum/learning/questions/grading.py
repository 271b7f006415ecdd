"""How right an answer is: pure, exact, and never less than nothing.

Every grade is a fraction of the question's points, from 0 to 1. With partial credit, what is right counts and what is
wrong counts against it, never below zero:

- multiple: right options chosen − wrong options chosen, of the right ones there are;
- ordering: pairs of options in the right order − pairs in the wrong order, of all pairs (Kendall's τ);
- matching, cloze: rows or gaps that are right, of all.

Points come of it by `points`: rounded half up to hundredths, question by question, so that a total is the sum of what
is shown.
"""

import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import combinations
from typing import assert_never

from eduforum.learning.questions.content import (
    ChoiceGap,
    ClozeQuestion,
    ClozeResponse,
    Gap,
    MatchingQuestion,
    MatchingResponse,
    MultipleQuestion,
    MultipleResponse,
    NumericGap,
    NumericQuestion,
    NumericResponse,
    OrderingQuestion,
    OrderingResponse,
    Pair,
    Question,
    Response,
    ShortTextQuestion,
    ShortTextResponse,
    SingleQuestion,
    SingleResponse,
    TextGap,
    TrueFalseQuestion,
    TrueFalseResponse,
)

ZERO, ONE = Fraction(0), Fraction(1)

HUNDREDTH = Decimal("0.01")

# Beyond this a power of ten is no answer, and would cost memory to reckon with.
MAX_EXPONENT = 100

_NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d*)?(?:[eE][+-]?\d{1,4})?", re.ASCII)
_MINUS = str.maketrans({"−": "-", "–": "-", "‐": "-"})


def grade(question: Question, response: Response | None) -> Fraction:
    """From 0 to 1; 0 for no answer, and for one of another kind of question."""
    match question, response:
        case SingleQuestion(), SingleResponse():
            return _all(response.option == question.answer)
        case MultipleQuestion(), MultipleResponse():
            return _multiple(question, frozenset(response.options))
        case TrueFalseQuestion(), TrueFalseResponse():
            return _all(response.value is question.answer)
        case NumericQuestion(), NumericResponse():
            return _all(_near(question, response.text))
        case ShortTextQuestion(), ShortTextResponse():
            return _all(_accepts(question, response.text))
        case OrderingQuestion(), OrderingResponse():
            return _ordering(question, response.order)
        case MatchingQuestion(), MatchingResponse():
            key, given = _pairs(question.answer), _pairs(response.pairs)
            return _share(sum(given.get(row) == option for row, option in key.items()), len(key), question)
        case ClozeQuestion(), ClozeResponse():
            right = sum(_fits(gap, text) for gap, text in zip(question.gaps, response.gaps, strict=False))
            return _share(right, len(question.gaps), question)
    return ZERO


def points(share: Fraction, most: Decimal) -> Decimal:
    """A grade in points out of `most`, rounded half up to hundredths."""
    exact = share * Fraction(most)
    hundredths = (exact.numerator * 200 + exact.denominator) // (2 * exact.denominator)
    return Decimal(hundredths) * HUNDREDTH


def rounded(value: Decimal) -> Decimal:
    return value.quantize(HUNDREDTH, ROUND_HALF_UP)


def number(text: str) -> Fraction | None:
    """The number that was typed: digits of any width, comma between thousands, point, power of ten. None for others."""
    text = "".join(unicodedata.normalize("NFKC", text).split()).translate(_MINUS)
    if _NUMBER.fullmatch(text) is None or not any(letter.isdigit() for letter in text.lower().partition("e")[0]):
        return None
    mantissa, _, exponent = text.replace(",", "").lower().partition("e")
    if exponent and abs(int(exponent)) > MAX_EXPONENT:
        return None
    return Fraction(mantissa + "e" + exponent if exponent else mantissa)


def normal(text: str, *, case_sensitive: bool, spaces: bool) -> str:
    """What two texts are compared by: NFC, blanks made one space or nothing, upper case made lower."""
    text = (" " if spaces else "").join(unicodedata.normalize("NFC", text).split())
    return text if case_sensitive else unicodedata.normalize("NFC", text.casefold())


def _multiple(question: MultipleQuestion, chosen: frozenset[str]) -> Fraction:
    right = frozenset(question.answers)
    if not question.partial:
        return _all(chosen == right)
    return max(ZERO, Fraction(len(chosen & right) - len(chosen - right), len(right)))


def _ordering(question: OrderingQuestion, order: tuple[str, ...]) -> Fraction:
    place = {option.id: number for number, option in enumerate(question.options)}
    if len(order) != len(place) or place.keys() != set(order):
        return ZERO
    pairs = [place[first] < place[second] for first, second in combinations(order, 2)]
    if not question.partial:
        return _all(all(pairs))
    return max(ZERO, Fraction(2 * sum(pairs) - len(pairs), len(pairs)))


def _fits(gap: Gap, text: str) -> bool:
    match gap:
        case TextGap():
            return _accepts(gap, text)
        case NumericGap():
            return _near(gap, text)
        case ChoiceGap():
            return text == gap.answer
        case _:
            assert_never(gap)


def _near(key: NumericQuestion | NumericGap, text: str) -> bool:
    value = number(text)
    if value is None:
        return False
    answer, tolerance = Fraction(key.answer), Fraction(key.tolerance)
    if key.tolerance_unit == "percent":
        tolerance = abs(answer) * tolerance / 100
    return abs(value - answer) <= tolerance


def _accepts(key: ShortTextQuestion | TextGap, text: str) -> bool:
    given = normal(text, case_sensitive=key.case_sensitive, spaces=key.spaces)
    return any(
        given == normal(accepted, case_sensitive=key.case_sensitive, spaces=key.spaces) for accepted in key.accepted
    )


def _pairs(pairs: tuple[Pair, ...]) -> dict[str, str]:
    """The option of each row; a row has one."""
    return {pair.row: pair.option for pair in pairs}


def _share(right: int, all_of: int, question: MatchingQuestion | ClozeQuestion) -> Fraction:
    return Fraction(right, all_of) if question.partial else _all(right == all_of)


def _all(right: bool) -> Fraction:
    return ONE if right else ZERO
