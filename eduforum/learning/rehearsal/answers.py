"""What a simulated student answers: right answers by the key, others by chance. Pure, but for the chance given."""

from collections.abc import Sequence
from random import Random
from typing import assert_never

from eduforum.learning.polls.schemas import Poll, PollBallot
from eduforum.learning.questions.content import (
    ChoiceGap,
    ClozeItem,
    ClozeQuestion,
    ClozeResponse,
    Gap,
    GapItem,
    Item,
    MatchingItem,
    MatchingQuestion,
    MatchingResponse,
    MultipleItem,
    MultipleQuestion,
    MultipleResponse,
    NumericGap,
    NumericItem,
    NumericQuestion,
    NumericResponse,
    OrderingItem,
    OrderingQuestion,
    OrderingResponse,
    Pair,
    Question,
    Response,
    ShortTextItem,
    ShortTextQuestion,
    ShortTextResponse,
    SingleItem,
    SingleQuestion,
    SingleResponse,
    TextGap,
    TrueFalseItem,
    TrueFalseQuestion,
    TrueFalseResponse,
)

SENTENCES = (
    "저는 조금 다르게 봐요.",
    "근거가 더 필요해 보여요.",
    "The second premise is the weak one.",
    "It depends on what we count as fair.",
    "앞에서 나온 예와 이어지는 것 같아요.",
    "I would choose the other one.",
)
WORDS = ("자유", "평등", "justice", "fairness", "책임", "trust")


def right(question: Question) -> Response:
    """The answer that the key asks for."""
    match question:
        case SingleQuestion():
            return SingleResponse(option=question.answer)
        case MultipleQuestion():
            return MultipleResponse(options=question.answers)
        case TrueFalseQuestion():
            return TrueFalseResponse(value=question.answer)
        case NumericQuestion():
            return NumericResponse(text=str(question.answer))
        case ShortTextQuestion():
            return ShortTextResponse(text=question.accepted[0] if question.accepted else "")
        case OrderingQuestion():
            return OrderingResponse(order=tuple(option.id for option in question.options))
        case MatchingQuestion():
            return MatchingResponse(pairs=question.answer)
        case ClozeQuestion():
            return ClozeResponse(gaps=tuple(map(_right_in, question.gaps)))
        case _:
            assert_never(question)


def guessed(item: Item, rng: Random) -> Response:
    """An answer that fits the question, by chance."""
    match item:
        case SingleItem():
            return SingleResponse(option=rng.choice(item.options).id)
        case MultipleItem():
            count = rng.randint(1, len(item.options))
            return MultipleResponse(options=tuple(option.id for option in rng.sample(item.options, count)))
        case TrueFalseItem():
            return TrueFalseResponse(value=rng.random() < 0.5)
        case NumericItem():
            return NumericResponse(text=str(rng.randint(0, 100)))
        case ShortTextItem():
            return ShortTextResponse(text=rng.choice(WORDS))
        case OrderingItem():
            return OrderingResponse(order=tuple(option.id for option in rng.sample(item.options, len(item.options))))
        case MatchingItem():
            return MatchingResponse(pairs=tuple(Pair(row.id, rng.choice(item.options).id) for row in item.rows))
        case ClozeItem():
            return ClozeResponse(gaps=tuple(_guessed_in(gap, rng) for gap in item.gaps))
        case _:
            assert_never(item)


def ballot(poll: Poll, rng: Random) -> PollBallot:
    """A vote that counts, by chance."""
    places = range(len(poll.options))
    reason = rng.choice(SENTENCES) if poll.reasons and rng.random() < 0.5 else ""
    match poll.kind:
        case "single":
            return PollBallot(choices=(rng.choice(places),), reason=reason)
        case "multiple":
            return PollBallot(choices=_some(places, poll.most, rng), reason=reason)
        case "ranking":
            return PollBallot(choices=tuple(rng.sample(places, len(places))), reason=reason)
        case "rating":
            return PollBallot(choices=(rng.randint(1, poll.scale),), reason=reason)
        case "text":
            return PollBallot(texts=(rng.choice(SENTENCES),), reason=reason)
        case "words":
            return PollBallot(texts=tuple(rng.sample(WORDS, rng.randint(1, poll.most))), reason=reason)
        case _:
            assert_never(poll.kind)


def _some(places: Sequence[int], most: int, rng: Random) -> tuple[int, ...]:
    return tuple(sorted(rng.sample(places, rng.randint(1, min(most, len(places))))))


def _right_in(gap: Gap) -> str:
    match gap:
        case TextGap():
            return gap.accepted[0] if gap.accepted else ""
        case NumericGap():
            return str(gap.answer)
        case ChoiceGap():
            return gap.answer
        case _:
            assert_never(gap)


def _guessed_in(gap: GapItem, rng: Random) -> str:
    match gap.kind:
        case "choice":
            return rng.choice(gap.options).id
        case "numeric":
            return str(rng.randint(0, 100))
        case "text":
            return rng.choice(WORDS)
        case _:
            assert_never(gap.kind)
