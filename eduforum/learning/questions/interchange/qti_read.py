"""An assessmentItem of QTI 2.1 as a question, or why it is none of ours.

Formatting of words is dropped; pictures, formulas and tables are not, so that no question loses what it is about: an
item that has them is refused.
"""

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from eduforum.learning.questions.content import (
    ChoiceGap,
    ClozeQuestion,
    Gap,
    MatchingQuestion,
    MultipleQuestion,
    NumericGap,
    NumericQuestion,
    Option,
    OrderingQuestion,
    Pair,
    Question,
    ShortTextQuestion,
    SingleQuestion,
    TextGap,
    ToleranceUnit,
    TrueFalseQuestion,
)
from eduforum.learning.questions.faults import FaultCode
from eduforum.learning.questions.interchange.xml import Element

_BLOCKS = frozenset({"p", "div", "blockquote", "ul", "ol", "li", "dl", "dt", "dd", "pre", "address", "prompt"}) | {
    f"h{level}" for level in range(1, 7)
}
_INLINE = frozenset({"b", "i", "em", "strong", "span", "u", "q", "a", "tt", "big", "small", "cite", "dfn"}) | {
    "abbr", "acronym", "code", "kbd", "samp", "var",
}  # fmt: skip
_INTERACTIONS = frozenset(
    {
        "choiceInteraction",
        "orderInteraction",
        "matchInteraction",
        "textEntryInteraction",
        "inlineChoiceInteraction",
    }
)
# What XML calls white space; a no-break space is none.
_BLANKS = re.compile(r"[ \t\r\n]+")
_GAPS = frozenset({"textEntryInteraction", "inlineChoiceInteraction"})


class Unsupported(Exception):
    """What stands in the way, and where: `name` is the element or attribute."""

    def __init__(
        self, element: Element, message: str, code: FaultCode = "unsupported", name: str | None = None
    ) -> None:
        super().__init__(message)
        self.name = name or element.name
        self.line = element.line
        self.code: FaultCode = code


class _Declaration(NamedTuple):
    """`values` is the correct response, `mapping` its `mapEntry` elements."""

    element: Element
    cardinality: str
    base_type: str
    values: tuple[str, ...]
    mapping: tuple[Element, ...]


class _Body(NamedTuple):
    text: str
    interactions: tuple[Element, ...]


def question(root: Element) -> Question:
    """Raises `Unsupported` for an item that is none of our kinds."""
    if root.name != "assessmentItem":
        raise Unsupported(root, "This is no assessmentItem of QTI 2.1.")
    content = root.first("itemBody")
    if content is None:
        raise Unsupported(root, "The item has no itemBody.", "empty", "itemBody")
    declared = {element.get("identifier"): _declaration(element) for element in root.all("responseDeclaration")}
    body = _body(content)
    feedback = [_flat(element) for element in root.children if element.name == "modalFeedback"]
    explanation = "\n".join(dict.fromkeys(text for text in feedback if text))
    if not body.interactions:
        raise Unsupported(content, "The item asks nothing.")
    gaps = [interaction.name in _GAPS for interaction in body.interactions]
    if any(gaps):
        if not all(gaps):
            raise Unsupported(content, "An item asks either by gaps or by one other interaction.")
        return _by_gaps(root, body, declared, explanation)
    if len(body.interactions) > 1:
        raise Unsupported(body.interactions[1], "An item asks one thing, or has gaps.")
    (interaction,) = body.interactions
    return _by_interaction(interaction, body.text, _declared(interaction, declared), explanation)


def _by_interaction(interaction: Element, text: str, key: _Declaration, explanation: str) -> Question:
    match interaction.name:
        case "choiceInteraction":
            return _choice(interaction, text, key, explanation)
        case "orderInteraction":
            options = {option.id: option for option in _options(interaction, "simpleChoice")}
            if sorted(options) != sorted(key.values):
                raise Unsupported(key.element, "The correct response orders all of the choices.", "no_such_option")
            ordered = tuple(options[value] for value in key.values)
            return OrderingQuestion(text=text, explanation=explanation, options=ordered)
        case _:
            return _match(interaction, text, key, explanation)


def _choice(interaction: Element, text: str, key: _Declaration, explanation: str) -> Question:
    options = _options(interaction, "simpleChoice")
    shuffle = interaction.get("shuffle") == "true"
    if key.cardinality == "single":
        answer = _one(key)
        if {option.id for option in options} == {"true", "false"}:
            return TrueFalseQuestion(text=text, explanation=explanation, answer=answer == "true")
        return SingleQuestion(text=text, explanation=explanation, options=options, answer=answer, shuffle=shuffle)
    return MultipleQuestion(
        text=text, explanation=explanation, options=options, answers=key.values, partial=bool(key.mapping),
        shuffle=shuffle,
    )  # fmt: skip


def _match(interaction: Element, text: str, key: _Declaration, explanation: str) -> MatchingQuestion:
    sides = [child for child in interaction.children if child.name == "simpleMatchSet"]
    if len(sides) != 2:
        raise Unsupported(interaction, "A matchInteraction has two sets.")
    rows, options = (_options(side, "simpleAssociableChoice") for side in sides)
    known = {option.id for option in rows}
    pairs = []
    for value in key.values:
        first, _, second = value.partition(" ")
        pairs.append(Pair(first, second.strip()) if first in known else Pair(second.strip(), first))
    return MatchingQuestion(
        text=text, explanation=explanation, rows=rows, options=options, answer=tuple(pairs), partial=bool(key.mapping)
    )


def _by_gaps(root: Element, body: _Body, declared: Mapping[str, _Declaration], explanation: str) -> Question:
    gaps = [_gap(root, element, _declared(element, declared)) for element in body.interactions]
    text, _, last = body.text.rpartition("\n")
    if len(gaps) == 1 and text.strip() and last.strip() == "{{1}}":
        # A field that stands alone after the text is no gap in it.
        (gap,) = gaps
        if isinstance(gap, NumericGap):
            return NumericQuestion(
                text=text, explanation=explanation, answer=gap.answer, tolerance=gap.tolerance,
                tolerance_unit=gap.tolerance_unit,
            )  # fmt: skip
        if isinstance(gap, TextGap):
            return ShortTextQuestion(
                text=text, explanation=explanation, accepted=gap.accepted, case_sensitive=gap.case_sensitive
            )
    whole = root.first("responseProcessing")
    partial = whole is None or whole.first("and") is None
    return ClozeQuestion(text=body.text, explanation=explanation, gaps=tuple(gaps), partial=partial)


def _gap(root: Element, interaction: Element, key: _Declaration) -> Gap:
    if interaction.name == "inlineChoiceInteraction":
        return ChoiceGap(options=_options(interaction, "inlineChoice"), answer=_one(key))
    if key.base_type in ("float", "integer"):
        tolerance, unit = _tolerance(root, interaction.get("responseIdentifier"))
        return NumericGap(answer=_decimal(key.element, _one(key)), tolerance=tolerance, tolerance_unit=unit)
    if key.base_type != "string":
        raise Unsupported(key.element, "A text entry takes a string or a number.", name="baseType")
    accepted = [entry.get("mapKey") for entry in key.mapping if _earns(entry)]
    sensitive = [entry for entry in key.mapping if entry.get("caseSensitive", "false") == "true"]
    texts = tuple(dict.fromkeys([*key.values, *accepted]))
    if not texts:
        raise Unsupported(key.element, "There is no correct response.", "empty", "correctResponse")
    return TextGap(accepted=texts, case_sensitive=bool(sensitive) and len(sensitive) == len(key.mapping))


def _tolerance(root: Element, name: str) -> tuple[Decimal, ToleranceUnit]:
    """What the response processing allows a number to be off by, on the wider side."""
    for test in root.all("equal"):
        if not any(variable.get("identifier") == name for variable in test.all("variable")):
            continue
        if test.get("toleranceMode") not in ("absolute", "relative"):
            break
        widest = max((_decimal(test, part) for part in test.get("tolerance").split()), default=Decimal(0))
        return widest, "percent" if test.get("toleranceMode") == "relative" else "absolute"
    return Decimal(0), "absolute"


def _earns(entry: Element) -> bool:
    try:
        return float(entry.get("mappedValue", "0")) > 0
    except ValueError:
        return False


def _declaration(element: Element) -> _Declaration:
    correct = next((child for child in element.children if child.name == "correctResponse"), None)
    values = tuple(value.words() for value in correct.all("value")) if correct else ()
    return _Declaration(
        element, element.get("cardinality"), element.get("baseType"), values, tuple(element.all("mapEntry"))
    )


def _declared(interaction: Element, declared: Mapping[str, _Declaration]) -> _Declaration:
    key = declared.get(interaction.get("responseIdentifier"))
    if key is None:
        raise Unsupported(interaction, "There is no declaration of this response.", "empty", "responseDeclaration")
    return key


def _one(key: _Declaration) -> str:
    if len(key.values) != 1:
        raise Unsupported(key.element, "There is one correct response.", "empty", "correctResponse")
    return key.values[0]


def _decimal(element: Element, text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        raise Unsupported(element, "This must be a number.", "not_a_number") from None


def _options(parent: Element, name: str) -> tuple[Option, ...]:
    return tuple(Option(child.get("identifier"), _flat(child)) for child in parent.children if child.name == name)


def _body(root: Element) -> _Body:
    writer = _Writer()
    writer.write(root)
    return _Body(writer.text(), tuple(writer.interactions))


def _flat(element: Element) -> str:
    writer = _Writer()
    writer.write(element)
    if writer.interactions:
        raise Unsupported(writer.interactions[0], "An interaction stands where only text may.")
    return writer.text()


class _Writer:
    """Text of marked-up content: a line a block, a mark where a gap is."""

    def __init__(self) -> None:
        self.interactions: list[Element] = []
        self._lines: list[str] = []
        self._line: str | None = None

    def text(self) -> str:
        self._end()
        return "\n".join(self._lines).strip("\n")

    def write(self, element: Element, *, kept: bool = False) -> None:
        self._add(element.text, kept)
        for child in element.children:
            self._child(child, kept)
            self._add(child.tail, kept)

    def _child(self, child: Element, kept: bool) -> None:
        if child.name in _GAPS:
            self.interactions.append(child)
            self._line = (self._line or "") + f"{{{{{len(self.interactions)}}}}}"
        elif child.name in _INTERACTIONS:
            self.interactions.append(child)
            for prompt in (inside for inside in child.children if inside.name == "prompt"):
                self._block(prompt, kept)
        elif child.name in _BLOCKS:
            self._block(child, kept)
        elif child.name == "br":
            self._line = self._line or ""
            self._end()
        elif child.name in _INLINE:
            self.write(child, kept=kept)
        else:
            raise Unsupported(child, f"{child.name} is not read; nothing of a question may be lost.")

    def _block(self, element: Element, kept: bool) -> None:
        self._end()
        kept = kept or element.name == "pre"
        if not any(child.name in _BLOCKS for child in element.children):
            self._line = ""
        self.write(element, kept=kept)
        self._end(kept=kept)

    def _add(self, text: str, kept: bool) -> None:
        if not kept:
            text = _BLANKS.sub(" ", text)
            if self._line is None or self._line.endswith(" "):
                text = text.removeprefix(" ")
        if text:
            self._line = (self._line or "") + text

    def _end(self, *, kept: bool = False) -> None:
        if self._line is not None:
            self._lines += self._line.split("\n") if kept else [self._line.rstrip(" ")]
        self._line = None
