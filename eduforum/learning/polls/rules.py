"""What a poll and a vote may be."""

import re
import unicodedata

from msgspec.structs import replace

from eduforum.errors import Detail, Invalid
from eduforum.learning.polls.schemas import MAX_OPTIONS, MAX_WORDS, WORD_LENGTH, PollBallot, PollContent

_WITH_OPTIONS = ("single", "multiple", "ranking")
# What stands around a word and is none of it: quotes, stops, brackets, the sign of a tag.
_AROUND = re.compile(r"\A[\W_]+|[\W_]+\Z")

# Of a cloud for which nothing else is said.
WORDS = 3


def clean_content(content: PollContent) -> PollContent:
    """The poll as it is kept. Raises `Invalid`, with the faulty fields."""
    kind, faults = content.kind, []
    options = tuple(_line(option) for option in content.options)
    if kind in _WITH_OPTIONS:
        if len(options) < 2:
            faults.append(Detail("content.options", "A question of this kind has two options at least."))
        if not all(options):
            faults.append(Detail("content.options", "No option may be empty."))
        if len(set(options)) < len(options):
            faults.append(Detail("content.options", "Two options are the same."))
    elif options:
        faults.append(Detail("content.options", "A question of this kind has no options."))
    if content.correct and kind not in ("single", "multiple"):
        faults.append(Detail("content.correct", "A question of this kind has no right answer."))
    if any(option >= len(options) for option in content.correct):
        faults.append(Detail("content.correct", "There is no such option."))
    if kind == "single" and len(set(content.correct)) > 1:
        faults.append(Detail("content.correct", "One option is right."))
    if content.peer and (kind != "single" or len(content.correct) != 1):
        faults.append(Detail("content.peer", "Peer instruction needs one choice with one right option."))
    if content.names == "hidden" and content.results == "live":
        faults.append(Detail("content.results", "Who watches the votes come in sees who voted what."))
    if kind == "words" and (content.most or 0) > MAX_WORDS:
        faults.append(Detail("content.most", f"At most {MAX_WORDS} words are taken."))
    if faults:
        raise Invalid(details=faults)
    return replace(
        content,
        question=_line(content.question),
        options=options,
        correct=tuple(sorted(set(content.correct))),
        most=_most(content),
        # The answers of the first round are for the teacher alone, until both are shown.
        results="staff" if content.peer else content.results,
    )


def _most(content: PollContent) -> int:
    match content.kind:
        case "multiple":
            return min(content.most or MAX_OPTIONS, len(content.options))
        case "words":
            return content.most or WORDS
    return 1


def clean_ballot(content: PollContent, ballot: PollBallot) -> PollBallot:
    """The vote as it is counted. Raises `Invalid`."""
    choices, texts, most = ballot.choices, ballot.texts, content.most or 1
    if content.kind in ("text", "words"):
        if choices:
            raise _invalid("choices", "This question is answered in words.")
        texts = _words(texts, most) if content.kind == "words" else _answer(texts)
    elif texts:
        raise _invalid("texts", "This question is answered by a choice.")
    else:
        choices = _choices(content, choices)
    reason = _text(ballot.reason) if content.reasons else ""
    if ballot.reason and not content.reasons:
        raise _invalid("reason", "No reason is asked for.")
    return PollBallot(choices=choices, texts=texts, reason=reason)


def _choices(content: PollContent, choices: tuple[int, ...]) -> tuple[int, ...]:
    count = len(content.options)
    match content.kind:
        case "single" if len(choices) != 1:
            raise _invalid("choices", "Choose one option.")
        case "multiple" if not 1 <= len(set(choices)) <= (content.most or 1):
            raise _invalid("choices", f"Choose up to {content.most} options.")
        case "ranking" if sorted(choices) != list(range(count)):
            raise _invalid("choices", "Put every option in its place, once.")
        case "rating" if len(choices) != 1 or not 1 <= choices[0] <= content.scale:
            raise _invalid("choices", f"Rate from 1 to {content.scale}.")
    if content.kind in ("single", "multiple") and max(choices) >= count:
        raise _invalid("choices", "There is no such option.")
    return tuple(sorted(set(choices))) if content.kind == "multiple" else choices


def _answer(texts: tuple[str, ...]) -> tuple[str, ...]:
    if len(texts) != 1:
        raise _invalid("texts", "Give one answer.")
    answer = _text(texts[0])
    if not answer:
        raise _invalid("texts", "This must not be empty.")
    return (answer,)


def _words(texts: tuple[str, ...], most: int) -> tuple[str, ...]:
    words = tuple(dict.fromkeys(filter(None, map(word, texts))))
    if not 1 <= len(words) <= most:
        raise _invalid("texts", f"Give up to {most} words.")
    if any(len(each) > WORD_LENGTH for each in words):
        raise _invalid("texts", f"A word may have {WORD_LENGTH} characters.")
    return words


def word(text: str) -> str:
    """A word of the cloud, Korean or English, or a short phrase: NFC, in small letters, nothing around it."""
    return _AROUND.sub("", unicodedata.normalize("NFC", _line(text)).casefold())


def _line(text: str) -> str:
    """NFC on one line, controls taken out, blanks joined."""
    return " ".join(_printable(text, " ").split())


def _text(text: str) -> str:
    return _printable(text.replace("\r\n", "\n").replace("\r", "\n"), "", keep="\n").strip()


def _printable(text: str, instead: str, keep: str = "") -> str:
    normal = unicodedata.normalize("NFC", text)
    # Cc are controls; Cs are halves of characters, which no database takes.
    return "".join(
        letter if letter in keep or unicodedata.category(letter) not in ("Cc", "Cs") else instead for letter in normal
    )


def _invalid(field: str, message: str) -> Invalid:
    return Invalid(details=[Detail(f"ballot.{field}", message)])
