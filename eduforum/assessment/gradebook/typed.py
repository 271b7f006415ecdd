"""What is typed for a mark in a file, in either language, and how a cell is written there."""

import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal
from typing import Literal, NamedTuple

from eduforum.assessment.gradebook.schemas import Put
from eduforum.grades.schemas import Cell, CellState

Language = Literal["ko", "en"]

WORDS: Mapping[Language, Mapping[CellState, str]] = {
    "ko": {"excused": "면제", "missing": "미제출", "awaiting": "채점 전"},
    "en": {"excused": "Excused", "missing": "Missing", "awaiting": "To grade"},
}

_NUMBER = re.compile(r"[0-9]{1,7}(\.[0-9]{1,4})?")
_PUTS: Mapping[str, Put] = {
    "excused": "excused",
    "면제": "excused",
    "missing": "missing",
    "미제출": "missing",
    "tograde": "awaiting",
    "awaiting": "awaiting",
    "채점전": "awaiting",
}


class Typed(NamedTuple):
    put: Put
    points: Decimal | None = None


def read(text: str) -> Typed | None:
    """None for what is neither points nor one of the words. Wide digits and blanks make no difference."""
    folded = re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).casefold()
    if _NUMBER.fullmatch(folded):
        return Typed("score", Decimal(folded))
    put = _PUTS.get(folded)
    return None if put is None else Typed(put)


def write(cell: Cell, language: Language) -> str | Decimal:
    """The score before curves and lateness, which is what is entered; the word for what is none."""
    if cell.state == "excused":
        return WORDS[language]["excused"]
    if cell.override is not None and cell.override.undone is None:
        return cell.override.points
    if cell.raw is not None:
        return cell.raw
    return WORDS[language].get(cell.state, "")
