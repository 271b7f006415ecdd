"""Questions of every kind: samples as their authors write them, and strategies for any."""

from decimal import Decimal
from typing import Any

import httpx
from hypothesis import strategies as st

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
    Option,
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
from tests.factories.courses import Record
from tests.factories.people import Person


def options(*texts: str) -> tuple[Option, ...]:
    """Named a, b, c …"""
    return tuple(Option("abcdefghijklmnopqrst"[number], text) for number, text in enumerate(texts))


SINGLE = SingleQuestion(
    text="대한민국의 수도는?", options=options("서울", "부산", "Sejong"), answer="a", explanation="1394년부터."
)
MULTIPLE = MultipleQuestion(text="Which are prime?", options=options("2", "4", "5", "9"), answers=("a", "c"))
TRUE_FALSE = TrueFalseQuestion(text="0.999… = 1", answer=True)
NUMERIC = NumericQuestion(text="g in m/s²?", answer=Decimal("9.81"), tolerance=Decimal("0.02"))
SHORT_TEXT = ShortTextQuestion(text="Who wrote the Critique?", accepted=("Immanuel Kant", "Kant", "칸트"))
ORDERING = OrderingQuestion(text="Oldest first.", options=options("Plato", "Kant", "Rawls"))
MATCHING = MatchingQuestion(
    text="Who wrote what?",
    rows=options("Plato", "Kant"),
    options=(Option("x", "Republic"), Option("y", "Critique"), Option("z", "Emile")),
    answer=(Pair("a", "x"), Pair("b", "y")),
)
CLOZE = ClozeQuestion(
    text="The sum of {{1}} and two is\n{{2}}; that is {{3}}.",
    gaps=(
        NumericGap(answer=Decimal(2), tolerance=Decimal(1), tolerance_unit="percent"),
        TextGap(accepted=("four", "넷"), case_sensitive=True),
        ChoiceGap(options=options("even", "odd"), answer="a"),
    ),
)

SAMPLES: list[Question] = [SINGLE, MULTIPLE, TRUE_FALSE, NUMERIC, SHORT_TEXT, ORDERING, MATCHING, CLOZE]


async def make_question(client: httpx.AsyncClient, person: Person, course: Record, **fields: Any) -> Record:
    """One of the bank, made through the API."""
    question = {"kind": "true_false", "text": "0.999… = 1", "answer": True}
    body = {"course_id": course["id"], "question": question, **fields}
    answer = await client.post("/api/v1/learning/questions", json=body, headers=person.headers)
    assert answer.is_success, answer.text
    made: Record = answer.json()["data"]
    return made


_LETTERS = st.sampled_from("abyz0139 가나뷁éßΩ|;=*>'\"\\{}<&,\n-+@·−")
TEXTS = st.text(_LETTERS, min_size=1, max_size=24).map(str.strip).filter(bool)
LINES = TEXTS.map(lambda text: " ".join(text.split()))
NUMBERS = st.decimals(min_value=-10_000, max_value=10_000, allow_nan=False, places=3)
TOLERANCES = st.decimals(min_value=0, max_value=100, allow_nan=False, places=2)


@st.composite
def _options(draw: st.DrawFn, least: int = 2) -> tuple[Option, ...]:
    texts = draw(st.lists(TEXTS, min_size=least, max_size=6, unique=True))
    return options(*texts)


@st.composite
def _answered_options(draw: st.DrawFn) -> tuple[tuple[Option, ...], str]:
    offered = draw(_options())
    return offered, draw(st.sampled_from(offered)).id


_ACCEPTED = st.lists(LINES, min_size=1, max_size=4, unique_by=lambda text: "".join(text.split()).casefold()).map(tuple)
_UNITS: Any = st.sampled_from(["absolute", "percent"])


@st.composite
def gaps(draw: st.DrawFn) -> Gap:
    match draw(st.sampled_from(["text", "numeric", "choice"])):
        case "text":
            return TextGap(accepted=draw(_ACCEPTED), case_sensitive=draw(st.booleans()))
        case "numeric":
            return NumericGap(answer=draw(NUMBERS), tolerance=draw(TOLERANCES), tolerance_unit=draw(_UNITS))
        case _:
            texts = draw(st.lists(LINES, min_size=2, max_size=6, unique=True))
            return ChoiceGap(options=options(*texts), answer="b")


@st.composite
def questions(draw: st.DrawFn) -> Question:
    """Any question that its author could keep."""
    text, explanation = draw(TEXTS), draw(TEXTS | st.just(""))
    yes: Any = st.booleans()
    match draw(st.integers(0, 7)):
        case 0:
            offered, answer = draw(_answered_options())
            return SingleQuestion(text=text, explanation=explanation, options=offered, answer=answer, shuffle=draw(yes))
        case 1:
            offered = draw(_options())
            right = draw(st.lists(st.sampled_from([o.id for o in offered]), min_size=1, unique=True))
            return MultipleQuestion(
                text=text, explanation=explanation, options=offered, answers=tuple(sorted(right)), partial=draw(yes),
                shuffle=draw(yes),
            )  # fmt: skip
        case 2:
            return TrueFalseQuestion(text=text, explanation=explanation, answer=draw(yes))
        case 3:
            return NumericQuestion(
                text=text, explanation=explanation, answer=draw(NUMBERS), tolerance=draw(TOLERANCES),
                tolerance_unit=draw(_UNITS),
            )  # fmt: skip
        case 4:
            return ShortTextQuestion(
                text=text, explanation=explanation, accepted=draw(_ACCEPTED), case_sensitive=draw(yes)
            )
        case 5:
            return OrderingQuestion(text=text, explanation=explanation, options=draw(_options()))
        case 6:
            rows, offered = draw(_options()), draw(_options())
            pairs = tuple(Pair(row.id, draw(st.sampled_from(offered)).id) for row in rows)
            return MatchingQuestion(
                text=text, explanation=explanation, rows=rows, options=offered, answer=pairs, partial=draw(yes)
            )
        case _:
            filled = tuple(draw(st.lists(gaps(), min_size=1, max_size=4)))
            marks = " and ".join(f"{{{{{number}}}}}" for number in range(1, len(filled) + 1))
            return ClozeQuestion(
                text=f"Fill in: {marks}.", explanation=explanation, gaps=filled, partial=len(filled) == 1 or draw(yes)
            )


def right(question: Question) -> Response:
    """The answer that earns everything."""
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
            return ShortTextResponse(text=question.accepted[0])
        case OrderingQuestion():
            return OrderingResponse(order=tuple(option.id for option in question.options))
        case MatchingQuestion():
            return MatchingResponse(pairs=question.answer)
        case ClozeQuestion():
            return ClozeResponse(gaps=tuple(_key(gap) for gap in question.gaps))


@st.composite
def responses(draw: st.DrawFn, question: Question) -> Response:
    """Any answer that a form of this question could give."""
    words = TEXTS | NUMBERS.map(str)
    match question:
        case SingleQuestion():
            return SingleResponse(option=draw(st.sampled_from(question.options)).id)
        case MultipleQuestion():
            return MultipleResponse(options=tuple(_some(draw, question.options)))
        case TrueFalseQuestion():
            return TrueFalseResponse(value=draw(st.booleans()))
        case NumericQuestion():
            return NumericResponse(text=draw(words))
        case ShortTextQuestion():
            return ShortTextResponse(text=draw(words))
        case OrderingQuestion():
            return OrderingResponse(order=tuple(draw(st.permutations([option.id for option in question.options]))))
        case MatchingQuestion():
            rows = _some(draw, question.rows)
            return MatchingResponse(pairs=tuple(Pair(row, draw(st.sampled_from(question.options)).id) for row in rows))
        case ClozeQuestion():
            typed = (
                draw(st.sampled_from([option.id for option in gap.options]) if isinstance(gap, ChoiceGap) else words)
                for gap in question.gaps
            )
            return ClozeResponse(gaps=tuple(typed))


def _some(draw: st.DrawFn, offered: tuple[Option, ...]) -> list[str]:
    return draw(st.lists(st.sampled_from([option.id for option in offered]), unique=True))


def _key(gap: Gap) -> str:
    match gap:
        case TextGap():
            return gap.accepted[0]
        case NumericGap():
            return str(gap.answer)
        case ChoiceGap():
            return gap.answer
