"""A question as an assessmentItem of QTI 2.1.

What QTI has no words for is left out: whether spaces count in a text, and partial credit for an order.
"""

import re
from collections.abc import Iterable, Sequence
from typing import assert_never
from xml.etree import ElementTree as ET

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
    Question,
    ShortTextQuestion,
    SingleQuestion,
    TextGap,
    TrueFalseQuestion,
)

NAMESPACE = "http://www.imsglobal.org/xsd/imsqti_v2p1"

_TEMPLATES = "http://www.imsglobal.org/question/qti_v2p1/rptemplates/"
_RESPONSE = "RESPONSE"
_EXPLANATION = "EXPLANATION"
_GAP = re.compile(r"\{\{(\d{1,3})\}\}", re.ASCII)
_SPACED = re.compile(r"^[ \t]|[ \t]$|[ \t]{2}|\t")
_UNPRINTABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def item(question: Question, identifier: str) -> bytes:
    """The document of an item."""
    title = printable(" ".join(question.text.split())[:80])
    root = ET.Element(
        "assessmentItem",
        {
            "xmlns": NAMESPACE,
            "identifier": identifier,
            "title": title,
            "adaptive": "false",
            "timeDependent": "false",
        },
    )
    body = ET.Element("itemBody")
    processing = ET.Element("responseProcessing")
    _fill(question, root, body, processing)
    score = ET.SubElement(root, "outcomeDeclaration", identifier="SCORE", cardinality="single", baseType="float")
    ET.SubElement(ET.SubElement(score, "defaultValue"), "value").text = "0"
    if question.explanation:
        ET.SubElement(root, "outcomeDeclaration", identifier="FEEDBACK", cardinality="single", baseType="identifier")
    root.append(body)
    root.append(processing)
    if question.explanation:
        feedback = ET.SubElement(
            root, "modalFeedback", outcomeIdentifier="FEEDBACK", showHide="show", identifier=_EXPLANATION
        )
        _lines(feedback, question.explanation)
    return document(root)


def document(root: ET.Element) -> bytes:
    content: bytes = ET.tostring(root, encoding="utf-8")
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + content


def printable(text: str) -> str:
    """XML 1.0 has no way to write some characters."""
    return _UNPRINTABLE.sub("\ufffd", text)


def _fill(question: Question, root: ET.Element, body: ET.Element, processing: ET.Element) -> None:
    match question:
        case SingleQuestion():
            _declare(root, _RESPONSE, "single", "identifier", [question.answer])
            _lines(body, question.text)
            _choices(body, question.options, most=1, shuffle=question.shuffle)
            processing.set("template", _TEMPLATES + "match_correct")
        case MultipleQuestion():
            declaration = _declare(root, _RESPONSE, "multiple", "identifier", question.answers)
            if question.partial:
                share = 1 / len(question.answers)
                right = frozenset(question.answers)
                _map(declaration, {o.id: share if o.id in right else -share for o in question.options})
            _lines(body, question.text)
            _choices(body, question.options, most=0, shuffle=question.shuffle)
            processing.set("template", _TEMPLATES + ("map_response" if question.partial else "match_correct"))
        case TrueFalseQuestion():
            _declare(root, _RESPONSE, "single", "identifier", ["true" if question.answer else "false"])
            _lines(body, question.text)
            _choices(body, [Option("true", "True"), Option("false", "False")], most=1, shuffle=False)
            processing.set("template", _TEMPLATES + "match_correct")
        case NumericQuestion():
            _declare_gap(root, _RESPONSE, question)
            _lines(body, question.text)
            ET.SubElement(ET.SubElement(body, "p"), "textEntryInteraction", responseIdentifier=_RESPONSE)
            _condition(processing, [_RESPONSE], [question], partial=False)
        case ShortTextQuestion():
            _declare_gap(root, _RESPONSE, question)
            _lines(body, question.text)
            ET.SubElement(ET.SubElement(body, "p"), "textEntryInteraction", responseIdentifier=_RESPONSE)
            processing.set("template", _TEMPLATES + "map_response")
        case OrderingQuestion():
            _declare(root, _RESPONSE, "ordered", "identifier", [option.id for option in question.options])
            _lines(body, question.text)
            interaction = ET.SubElement(body, "orderInteraction", responseIdentifier=_RESPONSE, shuffle="true")
            for option in question.options:
                _content(ET.SubElement(interaction, "simpleChoice", identifier=_name(option.id)), option.text)
            processing.set("template", _TEMPLATES + "match_correct")
        case MatchingQuestion():
            _matching(question, root, body)
            processing.set("template", _TEMPLATES + ("map_response" if question.partial else "match_correct"))
        case ClozeQuestion():
            names = [f"{_RESPONSE}_{number}" for number in range(1, len(question.gaps) + 1)]
            for name, gap in zip(names, question.gaps, strict=True):
                _declare_gap(root, name, gap)
            _lines(body, question.text, question.gaps)
            _condition(processing, names, question.gaps, partial=question.partial)
        case _:
            assert_never(question)


def _matching(question: MatchingQuestion, root: ET.Element, body: ET.Element) -> None:
    pairs = [f"{_name('r' + pair.row)} {_name('o' + pair.option)}" for pair in question.answer]
    declaration = ET.SubElement(
        root, "responseDeclaration", identifier=_RESPONSE, cardinality="multiple", baseType="directedPair"
    )
    correct = ET.SubElement(declaration, "correctResponse")
    for pair in pairs:
        ET.SubElement(correct, "value").text = pair
    if question.partial:
        mapping = ET.SubElement(declaration, "mapping", defaultValue="0")
        for pair in pairs:
            ET.SubElement(mapping, "mapEntry", mapKey=pair, mappedValue=_decimal(1 / len(pairs)))
    _lines(body, question.text)
    interaction = ET.SubElement(
        body, "matchInteraction", responseIdentifier=_RESPONSE, shuffle="true", maxAssociations=str(len(question.rows))
    )
    for letter, options, most in (("r", question.rows, "1"), ("o", question.options, str(len(question.rows)))):
        side = ET.SubElement(interaction, "simpleMatchSet")
        for option in options:
            choice = ET.SubElement(side, "simpleAssociableChoice", identifier=_name(letter + option.id), matchMax=most)
            _content(choice, option.text)


def _name(id: str) -> str:
    """An id as an XML name, which no digit begins; `true` and `false` stay what they are."""
    return id if id in ("true", "false") else f"c-{id}"


def _declare(root: ET.Element, name: str, cardinality: str, base_type: str, values: Iterable[str]) -> ET.Element:
    declaration = ET.SubElement(
        root, "responseDeclaration", identifier=name, cardinality=cardinality, baseType=base_type
    )
    correct = ET.SubElement(declaration, "correctResponse")
    for value in values:
        text = _name(value) if base_type == "identifier" else value
        ET.SubElement(correct, "value").text = printable(text)
    return declaration


def _declare_gap(root: ET.Element, name: str, key: Gap | NumericQuestion | ShortTextQuestion) -> None:
    match key:
        case ChoiceGap():
            _declare(root, name, "single", "identifier", [key.answer])
        case TextGap() | ShortTextQuestion():
            declaration = _declare(root, name, "single", "string", key.accepted[:1])
            mapping = ET.SubElement(declaration, "mapping", defaultValue="0")
            for text in key.accepted:
                ET.SubElement(
                    mapping, "mapEntry", mapKey=printable(text), mappedValue="1",
                    caseSensitive="true" if key.case_sensitive else "false",
                )  # fmt: skip
        case NumericQuestion() | NumericGap():
            _declare(root, name, "single", "float", [str(key.answer)])
        case _:
            assert_never(key)


def _map(declaration: ET.Element, values: dict[str, float]) -> None:
    mapping = ET.SubElement(declaration, "mapping", lowerBound="0", upperBound="1", defaultValue="0")
    for id, value in values.items():
        ET.SubElement(mapping, "mapEntry", mapKey=_name(id), mappedValue=_decimal(value))


def _decimal(value: float) -> str:
    return f"{value:.6f}"


def _choices(body: ET.Element, options: Sequence[Option], *, most: int, shuffle: bool) -> None:
    interaction = ET.SubElement(
        body, "choiceInteraction", responseIdentifier=_RESPONSE, shuffle=str(shuffle).lower(), maxChoices=str(most)
    )
    for option in options:
        _content(ET.SubElement(interaction, "simpleChoice", identifier=_name(option.id)), option.text)


def _condition(
    processing: ET.Element, names: Sequence[str], keys: Sequence[Gap | NumericQuestion], *, partial: bool
) -> None:
    """Each gap that is right earns its share, or all of them together earn everything."""
    share = _decimal(1 / len(names)) if partial else "1"
    groups = [[pair] for pair in zip(names, keys, strict=True)] if partial else [list(zip(names, keys, strict=True))]
    for group in groups:
        branch = ET.SubElement(ET.SubElement(processing, "responseCondition"), "responseIf")
        test = ET.SubElement(branch, "and") if len(group) > 1 else branch
        for name, key in group:
            _right(test, name, key)
        earned = ET.SubElement(branch, "setOutcomeValue", identifier="SCORE")
        total = ET.SubElement(earned, "sum")
        ET.SubElement(total, "variable", identifier="SCORE")
        ET.SubElement(total, "baseValue", baseType="float").text = share


def _right(parent: ET.Element, name: str, key: Gap | NumericQuestion) -> None:
    match key:
        case NumericGap() | NumericQuestion():
            if key.tolerance:
                relative = key.tolerance_unit == "percent"
                tolerance = f"{key.tolerance} {key.tolerance}"
                mode = "relative" if relative else "absolute"
                test = ET.SubElement(parent, "equal", toleranceMode=mode, tolerance=tolerance)
            else:
                test = ET.SubElement(parent, "equal", toleranceMode="exact")
            ET.SubElement(test, "variable", identifier=name)
            ET.SubElement(test, "correct", identifier=name)
        case TextGap():
            test = ET.SubElement(parent, "gt")
            ET.SubElement(test, "mapResponse", identifier=name)
            ET.SubElement(test, "baseValue", baseType="float").text = "0"
        case ChoiceGap():
            test = ET.SubElement(parent, "match")
            ET.SubElement(test, "variable", identifier=name)
            ET.SubElement(test, "correct", identifier=name)
        case _:
            assert_never(key)


def _content(parent: ET.Element, text: str) -> None:
    if "\n" in text or _SPACED.search(text):
        _lines(parent, text)
    else:
        parent.text = printable(text)


def _lines(parent: ET.Element, text: str, gaps: Sequence[Gap] = ()) -> None:
    """A paragraph a line, preformatted where blanks matter, with the interactions of gaps in it."""
    for line in text.split("\n"):
        block = ET.SubElement(parent, "pre" if _SPACED.search(line) else "p")
        parts = _GAP.split(line) if gaps else [line]
        block.text = printable(parts[0])
        for number, after in zip(parts[1::2], parts[2::2], strict=True):
            interaction = _gap(block, f"{_RESPONSE}_{number}", gaps[int(number) - 1])
            interaction.tail = printable(after)


def _gap(parent: ET.Element, name: str, gap: Gap) -> ET.Element:
    if not isinstance(gap, ChoiceGap):
        return ET.SubElement(parent, "textEntryInteraction", responseIdentifier=name)
    interaction = ET.SubElement(parent, "inlineChoiceInteraction", responseIdentifier=name, shuffle="true")
    for option in gap.options:
        ET.SubElement(interaction, "inlineChoice", identifier=_name(option.id)).text = printable(option.text)
    return interaction
