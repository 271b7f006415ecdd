"""What attempts earn, under the corrections that were made since."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple, assert_never

import msgspec

from eduforum.errors import Detail, Invalid
from eduforum.learning.questions import rules
from eduforum.learning.questions.content import (
    ClozeQuestion,
    ClozeResponse,
    MatchingResponse,
    MultipleResponse,
    NumericGap,
    NumericResponse,
    OrderingResponse,
    Question,
    Response,
    ShortTextQuestion,
    ShortTextResponse,
    SingleResponse,
    TextGap,
    TrueFalseResponse,
)
from eduforum.learning.questions.faults import Faulty
from eduforum.learning.questions.grading import ONE, grade, normal, number, points
from eduforum.learning.questions.items import shown
from eduforum.learning.quiz.schemas import (
    AcceptAlso,
    ChangeKey,
    Correction,
    DropItem,
    FullMarks,
    QuizItem,
    Regrading,
)


class Score(NamedTuple):
    """What a question earned of its points; both are 0 where it was dropped."""

    place: int
    earned: Decimal
    points: Decimal


def key_of(item: QuizItem) -> Question:
    """The question with the key that counts."""
    return item.correction.key if item.correction and item.correction.key else item.question


def score(items: Sequence[QuizItem], responses: Mapping[int, Response]) -> list[Score]:
    """Of the items of an attempt in their order, and the answers by place."""
    return [_score(place, item, responses.get(place)) for place, item in enumerate(items, 1)]


def total(scores: Sequence[Score]) -> tuple[Decimal, Decimal]:
    """Earned, and out of how many."""
    return sum((one.earned for one in scores), Decimal(0)), sum((one.points for one in scores), Decimal(0))


def corrected(item: QuizItem, regrading: Regrading) -> Correction:
    """What the item's correction is after one more. Raises `Invalid` where it does not fit the question."""
    before = item.correction or Correction()
    match regrading:
        case ChangeKey(question):
            return msgspec.structs.replace(before, key=_same_question(item, question))
        case AcceptAlso(response):
            rules.check_response(shown(key_of(item), ""), response)
            return msgspec.structs.replace(before, accepted=(*before.accepted, response))
        case FullMarks():
            return msgspec.structs.replace(before, full_marks=True)
        case DropItem():
            return msgspec.structs.replace(before, dropped=True)
        case _:
            assert_never(regrading)


def reading(question: Question, response: Response) -> tuple[object, ...]:
    """What two answers to a question are the same by."""
    match response:
        case SingleResponse():
            return (response.option,)
        case MultipleResponse():
            return tuple(sorted(response.options))
        case TrueFalseResponse():
            return (response.value,)
        case NumericResponse():
            return (_number(response.text),)
        case ShortTextResponse():
            if not isinstance(question, ShortTextQuestion):
                return (response.text,)
            return (normal(response.text, case_sensitive=question.case_sensitive, spaces=question.spaces),)
        case OrderingResponse():
            return response.order
        case MatchingResponse():
            return tuple(sorted((pair.row, pair.option) for pair in response.pairs))
        case ClozeResponse():
            return tuple(_gap_reading(question, place, text) for place, text in enumerate(response.gaps))
        case _:
            assert_never(response)


def _score(place: int, item: QuizItem, response: Response | None) -> Score:
    correction = item.correction or Correction()
    if correction.dropped:
        return Score(place, Decimal(0), Decimal(0))
    return Score(place, points(_share(item, correction, response), item.points), item.points)


def _share(item: QuizItem, correction: Correction, response: Response | None) -> Fraction:
    if correction.full_marks:
        return ONE
    question = key_of(item)
    if response is not None:
        given = type(response), reading(question, response)
        if any(given == (type(accepted), reading(question, accepted)) for accepted in correction.accepted):
            return ONE
    return grade(question, response)


def _same_question(item: QuizItem, question: Question) -> Question:
    try:
        question = rules.clean(question, None)
    except Faulty as faulty:
        raise faulty.invalid("regrading.question") from None
    # Whatever the order of an answer key, what was shown of it must be what it was.
    if shown(question, item.question_id) != shown(item.question, item.question_id):
        raise Invalid(details=[Detail("regrading.question", "Only the key of a question that was asked can change.")])
    return question


def _gap_reading(question: Question, place: int, text: str) -> object:
    gap = question.gaps[place] if isinstance(question, ClozeQuestion) and place < len(question.gaps) else None
    if isinstance(gap, TextGap):
        return normal(text, case_sensitive=gap.case_sensitive, spaces=gap.spaces)
    return _number(text) if isinstance(gap, NumericGap) else text


def _number(text: str) -> Fraction | str:
    """A number however it is written, else the text."""
    value = number(text)
    return " ".join(text.split()) if value is None else value
