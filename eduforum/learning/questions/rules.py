"""What a question and an answer to it may be."""

import re
import secrets
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, TypeVar, assert_never

import msgspec

from eduforum.errors import Detail, Invalid
from eduforum.learning.questions.content import (
    MAX_ACCEPTED,
    MAX_GAPS,
    MAX_OPTION,
    MAX_OPTIONS,
    MAX_TEXT,
    ChoiceGap,
    ClozeItem,
    ClozeQuestion,
    ClozeResponse,
    Gap,
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
    Option,
    OrderingItem,
    OrderingQuestion,
    OrderingResponse,
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
    kind_of,
)
from eduforum.learning.questions.faults import Fault, Faulty
from eduforum.learning.questions.grading import normal

MAX_TAGS = 20
MAX_TAG = 40

# A key with more digits, or farther from one, is a slip of the hand.
MAX_DIGITS = 30
MAX_MAGNITUDE = 60

_GAP = re.compile(r"\{\{(\d{1,3})\}\}", re.ASCII)
_ALLOWED_CONTROLS = "\n\t"

Q = TypeVar("Q", bound=msgspec.Struct)
Names = Mapping[str, str]


def new_option_id() -> str:
    """Eight letters and digits that say nothing of where the option stands."""
    return secrets.token_hex(4)


def clean(question: Question, new_id: Callable[[], str] | None = new_option_id) -> Question:
    """The question as it is kept: texts in NFC without blanks around them, every option with a new id unless that is
    None.

    Raises `Faulty` with all that is wrong with it.
    """
    check = _Check(new_id)
    question = msgspec.structs.replace(
        question,
        text=check.text("text", question.text, MAX_TEXT),
        explanation=check.text("explanation", question.explanation, MAX_TEXT, needed=False),
    )
    question = _clean(question, check)
    if check.faults:
        raise Faulty(check.faults)
    return question


def clean_tags(tags: Iterable[str]) -> tuple[str, ...]:
    """Each once, whatever its case, in the order given; blanks are none. Raises `Faulty`."""
    check = _Check(new_option_id)
    kept: dict[str, str] = {}
    for number, tag in enumerate(tags):
        text = " ".join(check.text(f"tags[{number}]", tag, MAX_TAG, needed=False).split())
        if text:
            kept.setdefault(text.casefold(), text)
    if len(kept) > MAX_TAGS:
        check.fault("tags", "too_many", f"A question has up to {MAX_TAGS} tags.")
    if check.faults:
        raise Faulty(check.faults)
    return tuple(kept.values())


def check_response(item: Item, response: Response) -> None:
    """Raises `Invalid` for an answer that no form of this item could give. What was typed is nobody's fault."""
    match item, response:
        case SingleItem(), SingleResponse():
            _known([response.option], item.options, "response.option")
        case MultipleItem(), MultipleResponse():
            _known(response.options, item.options, "response.options")
        case OrderingItem(), OrderingResponse():
            _known(response.order, item.options, "response.order")
            if len(response.order) != len(item.options):
                raise _unfit("response.order", "An order has all of the options.")
        case MatchingItem(), MatchingResponse():
            _known([pair.row for pair in response.pairs], item.rows, "response.pairs")
            _known({pair.option for pair in response.pairs}, item.options, "response.pairs")
        case ClozeItem(), ClozeResponse():
            if len(response.gaps) != len(item.gaps):
                raise _unfit("response.gaps", f"This text has {len(item.gaps)} gaps.")
            for number, (gap, text) in enumerate(zip(item.gaps, response.gaps, strict=True)):
                if gap.kind == "choice" and text:
                    _known([text], gap.options, f"response.gaps[{number}]")
        case (
            (TrueFalseItem(), TrueFalseResponse())
            | (NumericItem(), NumericResponse())
            | (ShortTextItem(), ShortTextResponse())
        ):
            pass
        case _:
            raise _unfit("response.kind", f"This question is of the kind {kind_of(item)}.")


def is_blank(response: Response) -> bool:
    """Whether an answer says nothing: the same as none."""
    match response:
        case NumericResponse() | ShortTextResponse():
            return not response.text.strip()
        case MultipleResponse():
            return not response.options
        case MatchingResponse():
            return not response.pairs
        case ClozeResponse():
            return not any(text.strip() for text in response.gaps)
        case SingleResponse() | TrueFalseResponse() | OrderingResponse():
            return False
        case _:
            assert_never(response)


def _clean(question: Question, check: "_Check") -> Question:
    match question:
        case SingleQuestion():
            options, names = check.options("options", question.options)
            answer = check.named("answer", question.answer, names)
            return msgspec.structs.replace(question, options=options, answer=answer)
        case MultipleQuestion():
            options, names = check.options("options", question.options)
            check.number("answers", question.answers, 1, MAX_OPTIONS)
            answers = [check.named(f"answers[{n}]", answer, names) for n, answer in enumerate(question.answers)]
            check.unique("answers", question.answers, "An option is right once.")
            return msgspec.structs.replace(question, options=options, answers=tuple(answers))
        case TrueFalseQuestion():
            return question
        case NumericQuestion():
            return check.numeric("", question)
        case ShortTextQuestion():
            return check.accepting("", question)
        case OrderingQuestion():
            options, _ = check.options("options", question.options)
            return msgspec.structs.replace(question, options=options)
        case MatchingQuestion():
            return _matching(question, check)
        case ClozeQuestion():
            check.number("gaps", question.gaps, 1, MAX_GAPS)
            marks = [int(mark) for mark in _GAP.findall(question.text)]
            if marks != list(range(1, len(question.gaps) + 1)):
                check.fault("text", "bad_gaps", "The marks of the gaps stand in it once each, in order.")
            gaps = tuple(_gap(f"gaps[{number}]", gap, check) for number, gap in enumerate(question.gaps))
            return msgspec.structs.replace(question, gaps=gaps)
        case _:
            assert_never(question)


def _matching(question: MatchingQuestion, check: "_Check") -> MatchingQuestion:
    rows, row_names = check.options("rows", question.rows)
    options, names = check.options("options", question.options)
    answer = tuple(
        msgspec.structs.replace(
            pair,
            row=check.named(f"answer[{number}].row", pair.row, row_names),
            option=check.named(f"answer[{number}].option", pair.option, names),
        )
        for number, pair in enumerate(question.answer)
    )
    if sorted(pair.row for pair in question.answer) != sorted(row_names):
        check.fault("answer", "no_such_option", "Each row has one option.")
    return msgspec.structs.replace(question, rows=rows, options=options, answer=answer)


def _gap(place: str, gap: Gap, check: "_Check") -> Gap:
    match gap:
        case ChoiceGap():
            options, names = check.options(f"{place}.options", gap.options)
            answer = check.named(f"{place}.answer", gap.answer, names)
            return msgspec.structs.replace(gap, options=options, answer=answer)
        case TextGap():
            return check.accepting(f"{place}.", gap)
        case NumericGap():
            return check.numeric(f"{place}.", gap)
        case _:
            assert_never(gap)


class _Check:
    """Gathers faults, so that all are told at once."""

    def __init__(self, new_id: Callable[[], str] | None) -> None:
        self.faults: list[Fault] = []
        self._new_id = new_id

    def fault(self, field: str, code: Any, message: str) -> None:
        self.faults.append(Fault(field, code, message))

    def text(self, field: str, text: str, most: int, *, needed: bool = True) -> str:
        text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
        if needed and not text:
            self.fault(field, "empty", "This must not be empty.")
        if len(text) > most:
            self.fault(field, "too_long", f"This may have {most} characters.")
        if any(unicodedata.category(letter) in ("Cc", "Cs") and letter not in _ALLOWED_CONTROLS for letter in text):
            self.fault(field, "control_characters", "This must not hold control characters.")
        return text

    def options(self, field: str, options: Sequence[Option]) -> tuple[tuple[Option, ...], Names]:
        """The options under new ids, and the new id of each old one."""
        self.number(field, options, 2, MAX_OPTIONS)
        texts = [self.text(f"{field}[{n}].text", option.text, MAX_OPTION) for n, option in enumerate(options)]
        self.unique(field, [option.id for option in options], "Each option has an id of its own.")
        self.unique(field, [text for text in texts if text], "Two options must not read the same.")
        names: dict[str, str] = {}
        for option in options:
            fresh = self._new_id() if self._new_id else option.id
            while self._new_id and fresh in names.values():
                fresh = self._new_id()
            names[option.id] = fresh
        renamed = (Option(names[option.id], text) for option, text in zip(options, texts, strict=True))
        return tuple(renamed), names

    def number(self, field: str, things: Sequence[object], least: int, most: int) -> None:
        if len(things) < least:
            self.fault(field, "too_few", f"There must be at least {least}.")
        if len(things) > most:
            self.fault(field, "too_many", f"There may be up to {most}.")

    def named(self, field: str, id: str, names: Names) -> str:
        if id not in names:
            self.fault(field, "no_such_option", "This is none of the options.")
            return id
        return names[id]

    def unique(self, field: str, values: Sequence[str], message: str) -> None:
        if len(set(values)) < len(values):
            self.fault(field, "not_unique", message)

    def accepting(self, place: str, key: Q) -> Q:
        """For what has `accepted`, `case_sensitive` and `spaces`. Texts that would be compared alike stand once."""
        accepting: Any = key
        self.number(f"{place}accepted", accepting.accepted, 1, MAX_OPTIONS)
        kept: dict[str, str] = {}
        for number, text in enumerate(accepting.accepted):
            text = " ".join(self.text(f"{place}accepted[{number}]", text, MAX_ACCEPTED).split())
            kept.setdefault(normal(text, case_sensitive=accepting.case_sensitive, spaces=accepting.spaces), text)
        return msgspec.structs.replace(key, accepted=tuple(kept.values()))

    def numeric(self, place: str, key: Q) -> Q:
        """For what has `answer` and `tolerance`. None is none, in whatever unit."""
        numeric: Any = key
        for name in ("answer", "tolerance"):
            value: Decimal = getattr(numeric, name)
            if not value.is_finite():
                self.fault(place + name, "not_a_number", "This must be a number.")
            elif value and (len(value.as_tuple().digits) > MAX_DIGITS or abs(value.adjusted()) > MAX_MAGNITUDE):
                self.fault(place + name, "out_of_range", f"This may have {MAX_DIGITS} digits, near enough to one.")
        if numeric.tolerance.is_finite() and numeric.tolerance < 0:
            self.fault(place + "tolerance", "out_of_range", "A tolerance is not negative.")
        if not numeric.tolerance:
            return msgspec.structs.replace(key, tolerance=Decimal(0), tolerance_unit="absolute")
        return key


def _known(ids: Iterable[str], options: Sequence[Option], field: str) -> None:
    ids = list(ids)
    if not {option.id for option in options}.issuperset(ids):
        raise _unfit(field, "This names an option that the question does not have.")
    if len(set(ids)) < len(ids):
        raise _unfit(field, "This names something twice.")


def _unfit(field: str, message: str) -> Invalid:
    return Invalid(details=[Detail(field, message)])
