"""What a question is found by, in Korean and English: parts of words."""

import unicodedata
from collections.abc import Iterable, Iterator

from eduforum.learning.questions.content import ClozeQuestion, Option, Question


def words_of(question: Question, tags: Iterable[str]) -> str:
    """Everything in it that can be read, as `folded` writes it."""
    return folded(" ".join([question.text, question.explanation, *_texts(question), *tags]))


def folded(text: str) -> str:
    """Upper and lower case, compatible letters and blanks made alike."""
    return " ".join(unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold()).split())


def bigrams(words: str) -> list[str]:
    """The pairs of neighbouring letters in each word, each once."""
    return sorted({word[place : place + 2] for word in words.split() for place in range(len(word) - 1)})


def _texts(question: Question) -> Iterator[str]:
    parts = question.gaps if isinstance(question, ClozeQuestion) else (question,)
    for part in parts:
        for name in ("rows", "options"):
            options: tuple[Option, ...] = getattr(part, name, ())
            yield from (option.text for option in options)
        yield from getattr(part, "accepted", ())
