"""Which questions an attempt asks, by its seed."""

import secrets
from collections.abc import Sequence

from eduforum.learning.questions.content import kind_of
from eduforum.learning.questions.items import shuffled
from eduforum.learning.questions.schemas import QuestionRecord
from eduforum.learning.quiz.schemas import DrawPart, Part, QuizItem


def new_seed() -> str:
    """What nobody can guess, so that nobody can tell draws and orders before they are shown."""
    return secrets.token_hex(16)


def matches(part: DrawPart, question: QuestionRecord) -> bool:
    """Whether the question has all of what the part draws from."""
    return (
        (part.tag is None or part.tag.casefold() in (tag.casefold() for tag in question.tags))
        and part.difficulty in (None, question.difficulty)
        and part.question_kind in (None, kind_of(question.question))
    )


def drawn(parts: Sequence[Part], items: Sequence[QuizItem], seed: str, *, shuffle: bool) -> tuple[int, ...]:
    """The numbers of the items of an attempt, in their order. No question is asked twice."""
    asked = {item.question_id for item in items if not isinstance(parts[item.part], DrawPart)}
    numbers: list[int] = []
    for place, part in enumerate(parts):
        pool = [item for item in items if item.part == place]
        if isinstance(part, DrawPart):
            left = [item for item in pool if item.question_id not in asked]
            pool = shuffled(left, f"{seed}:part {place}", [item.question_id for item in left])[: part.count]
            asked |= {item.question_id for item in pool}
        numbers += [item.number for item in pool]
    return tuple(shuffled(numbers, f"{seed}:order", [str(number) for number in numbers]) if shuffle else numbers)


def short_of(parts: Sequence[Part], items: Sequence[QuizItem]) -> list[int]:
    """The parts that might find too few questions, whatever was drawn before them."""
    fixed = {item.question_id for item in items if not isinstance(parts[item.part], DrawPart)}
    before: list[tuple[int, set[str]]] = []
    short = []
    for place, part in enumerate(parts):
        if not isinstance(part, DrawPart):
            continue
        pool = {item.question_id for item in items if item.part == place} - fixed
        taken = sum(min(count, len(pool & other)) for count, other in before)
        if len(pool) - taken < part.count:
            short.append(place)
        before.append((part.count, pool))
    return short
