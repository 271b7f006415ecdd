"""A question as those who answer see it: without its key, and in an order of their own."""

from collections.abc import Sequence
from hashlib import sha256
from typing import TypeVar, assert_never

from eduforum.learning.questions.content import (
    ChoiceGap,
    ClozeItem,
    ClozeQuestion,
    GapItem,
    Item,
    MatchingItem,
    MatchingQuestion,
    MultipleItem,
    MultipleQuestion,
    NumericGap,
    NumericItem,
    NumericQuestion,
    Option,
    OrderingItem,
    OrderingQuestion,
    Question,
    ShortTextItem,
    ShortTextQuestion,
    SingleItem,
    SingleQuestion,
    TextGap,
    TrueFalseItem,
    TrueFalseQuestion,
)

T = TypeVar("T")


def shown(question: Question, seed: str) -> Item:
    """The item of an attempt: equal for equal seeds. Who does not know `seed` can tell nothing of the question's own
    order."""
    match question:
        case SingleQuestion():
            return SingleItem(text=question.text, options=_mixed(question.options, seed, question.shuffle))
        case MultipleQuestion():
            return MultipleItem(text=question.text, options=_mixed(question.options, seed, question.shuffle))
        case TrueFalseQuestion():
            return TrueFalseItem(text=question.text)
        case NumericQuestion():
            return NumericItem(text=question.text)
        case ShortTextQuestion():
            return ShortTextItem(text=question.text)
        case OrderingQuestion():
            return OrderingItem(text=question.text, options=_mixed(question.options, seed))
        case MatchingQuestion():
            return MatchingItem(
                text=question.text, rows=question.rows, options=_mixed(question.options, f"{seed}:options")
            )
        case ClozeQuestion():
            gaps = tuple(_gap(gap, f"{seed}:{number}") for number, gap in enumerate(question.gaps))
            return ClozeItem(text=question.text, gaps=gaps)
        case _:
            assert_never(question)


def shuffled(things: Sequence[T], seed: str, names: Sequence[str]) -> list[T]:
    """`things` in the order that `seed` gives to their `names`: each order is as likely as any other, the same on every
    machine, and taking one thing away leaves the others' order as it was."""
    order = sorted(range(len(things)), key=lambda place: sha256(f"{seed}\0{names[place]}".encode()).digest())
    return [things[place] for place in order]


def _mixed(options: tuple[Option, ...], seed: str, shuffle: bool = True) -> tuple[Option, ...]:
    return tuple(shuffled(options, seed, [option.id for option in options])) if shuffle else options


def _gap(gap: TextGap | NumericGap | ChoiceGap, seed: str) -> GapItem:
    match gap:
        case TextGap():
            return GapItem(kind="text")
        case NumericGap():
            return GapItem(kind="numeric")
        case ChoiceGap():
            return GapItem(kind="choice", options=_mixed(gap.options, seed))
        case _:
            assert_never(gap)
