"""Questions as a CSV file (RFC 4180), one a line. `docs/questions.md` describes the columns.

Read are UTF-8, with or without a byte order mark, and CP949; comma, semicolon or tab between the cells. Written is
UTF-8 with a byte order mark, without which Excel takes it for CP949.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import assert_never

from eduforum.learning.questions.content import (
    MAX_OPTIONS,
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
    kind_of,
)
from eduforum.learning.questions.faults import Fault, FaultCode, Faulty
from eduforum.learning.questions.interchange.entries import MAX_FAULTS, Entry, cleaned, placed
from eduforum.learning.questions.schemas import MAX_IMPORTED, Difficulty, ImportFault, QuestionRecord

COLUMNS = ("kind", "difficulty", "tags", "text", "answer", "tolerance", "settings", "explanation")

_OPTION = re.compile(r"(?:option[_ ]?|보기 ?)(\d{1,2})", re.ASCII)
_GAP = re.compile(r"(text|number|choice)(?: *\(([^)]*)\))?:(.*)", re.DOTALL)
_FORMULA = ("=", "+", "-", "@", "\t")
_NUMBER = re.compile(r"-?[0-9.]+(?:[eE]-?[0-9]+)?", re.ASCII)

_HEADINGS = {
    "유형": "kind",
    "난이도": "difficulty",
    "태그": "tags",
    "문제": "text",
    "정답": "answer",
    "허용 오차": "tolerance",
    "설정": "settings",
    "해설": "explanation",
}
_KINDS = {
    "단일 선택": "single",
    "복수 선택": "multiple",
    "참거짓": "true_false",
    "숫자": "numeric",
    "단답": "short_text",
    "순서": "ordering",
    "연결": "matching",
    "빈칸": "cloze",
}
_DIFFICULTIES: dict[str, Difficulty] = {
    "": "medium",
    "easy": "easy",
    "medium": "medium",
    "hard": "hard",
    "쉬움": "easy",
    "보통": "medium",
    "어려움": "hard",
}
_TRUTHS = {
    "true": True, "t": True, "o": True, "참": True, "false": False, "f": False, "x": False, "거짓": False,
}  # fmt: skip
_SETTINGS = ("all_or_nothing", "fixed_order", "case_sensitive", "ignore_spaces")


@dataclass(frozen=True)
class _Row:
    """A record by the names of its columns, and the line that it begins in."""

    line: int
    cells: Mapping[str, str]

    def __getitem__(self, name: str) -> str:
        return self.cells.get(name, "")

    @property
    def options(self) -> list[str]:
        """What stands in the option columns, up to the last one that is filled."""
        cells = [self[f"option_{number}"] for number in range(1, MAX_OPTIONS + 1)]
        while cells and not cells[-1]:
            cells.pop()
        return cells


def read(raw: bytes) -> tuple[list[Entry], list[ImportFault]]:
    """The questions of a file, and its faults by line."""
    entries: list[Entry] = []
    faults: list[ImportFault] = []
    try:
        rows = _rows(_text(raw))
        for row in rows:
            if len(entries) >= MAX_IMPORTED:
                faults += placed([Fault("", "too_many", f"A file holds up to {MAX_IMPORTED} questions.")], row.line)
                break
            try:
                entries.append(_entry(row))
            except Faulty as faulty:
                faults += placed(faulty.faults, row.line)
            if len(faults) >= MAX_FAULTS:
                break
    except _Unreadable as error:
        faults += placed([error.fault], error.line)
    if not entries and not faults:
        faults += placed([Fault("", "empty", "There is no question in this file.")], 1)
    return entries, faults[:MAX_FAULTS]


def write(questions: Sequence[QuestionRecord]) -> bytes:
    """A file that `read` makes the same questions of."""
    out = io.StringIO(newline="")
    rows = [(record, list(_option_cells(record.question))) for record in questions]
    width = max((len(cells) for _, cells in rows), default=0)
    writer = csv.writer(out)
    writer.writerow([*COLUMNS, *(f"option_{number}" for number in range(1, width + 1))])
    for record, cells in rows:
        question = record.question
        tolerance = _tolerance_cell(question) if isinstance(question, NumericQuestion) else ""
        row = [
            kind_of(question),
            record.difficulty,
            ";".join(_escaped(tag, ";") for tag in record.tags),
            question.text,
            _answer_cell(question),
            tolerance,
            ";".join(_settings_of(question)),
            question.explanation,
            *cells,
        ]
        writer.writerow([_harmless(cell) for cell in row])
    return out.getvalue().encode("utf-8-sig")


class _Unreadable(Exception):
    def __init__(self, line: int, fault: Fault) -> None:
        super().__init__(fault.message)
        self.line = line
        self.fault = fault


def _text(raw: bytes) -> str:
    for encoding in ("utf-8-sig", "cp949"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise _Unreadable(1, Fault("", "unreadable", "The file is text neither in UTF-8 nor in CP949."))


def _rows(text: str) -> Iterator[_Row]:
    heading = text.partition("\n")[0]
    delimiter = max(",;\t", key=heading.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    names: list[str] | None = None
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise _Unreadable(line, Fault("", "unreadable", f"This is no CSV: {error}.")) from None
        if cells is None:
            return
        if not any(cell.strip() for cell in cells):
            continue
        if names is None:
            names = _names(cells, line)
            continue
        if any(cell.strip() for cell in cells[len(names) :]):
            raise _Unreadable(line, Fault("", "unknown_column", "There are more cells than headings."))
        yield _Row(line, {name: _harmful(cell).strip() for name, cell in zip(names, cells, strict=False)})


def _names(cells: Sequence[str], line: int) -> list[str]:
    names = []
    for cell in cells:
        heading = cell.strip().lower()
        option = _OPTION.fullmatch(heading)
        name = f"option_{int(option[1])}" if option else _HEADINGS.get(heading, heading)
        if name and name not in COLUMNS and not (option and 1 <= int(option[1]) <= MAX_OPTIONS):
            raise _Unreadable(line, Fault(cell.strip()[:60], "unknown_column", "No column is called so."))
        if name and name in names:
            raise _Unreadable(line, Fault(name, "not_unique", "Two columns are called so."))
        names.append(name)
    for needed in ("kind", "text"):
        if needed not in names:
            raise _Unreadable(line, Fault(needed, "empty", f"The first line names the columns; {needed} is missing."))
    return names


def _entry(row: _Row) -> Entry:
    difficulty = _DIFFICULTIES.get(row["difficulty"].lower())
    if difficulty is None:
        raise _fault("difficulty", "unknown_value", "A difficulty is easy, medium or hard.")
    tags = [part.strip() for part in _split(row["tags"], ";")]
    try:
        return cleaned(_question(row), tags, difficulty)
    except Faulty as faulty:
        raise Faulty([fault._replace(field=_column(fault.field)) for fault in faulty.faults]) from None


def _question(row: _Row) -> Question:
    kind = row["kind"].lower()
    text, explanation, settings = row["text"], row["explanation"], _settings(row["settings"], "settings")
    partial, shuffle = "all_or_nothing" not in settings, "fixed_order" not in settings
    case_sensitive, spaces = "case_sensitive" in settings, "ignore_spaces" not in settings
    match _KINDS.get(kind, kind.replace(" ", "_").replace("-", "_")):
        case "single":
            (answer,) = _numbers(row["answer"], 1)
            return SingleQuestion(
                text=text, explanation=explanation, options=_options(row.options), answer=answer, shuffle=shuffle
            )
        case "multiple":
            return MultipleQuestion(
                text=text, explanation=explanation, options=_options(row.options),
                answers=tuple(_numbers(row["answer"])), partial=partial, shuffle=shuffle,
            )  # fmt: skip
        case "true_false":
            truth = _TRUTHS.get(row["answer"].lower())
            if truth is None:
                raise _fault("answer", "unknown_value", "This is true or false.")
            return TrueFalseQuestion(text=text, explanation=explanation, answer=truth)
        case "numeric":
            tolerance, unit = _tolerance(row["tolerance"], "tolerance")
            return NumericQuestion(
                text=text, explanation=explanation, answer=_decimal(row["answer"], "answer"), tolerance=tolerance,
                tolerance_unit=unit,
            )  # fmt: skip
        case "short_text":
            return ShortTextQuestion(
                text=text, explanation=explanation, accepted=_accepted(row["answer"]), case_sensitive=case_sensitive,
                spaces=spaces,
            )  # fmt: skip
        case "ordering":
            return OrderingQuestion(text=text, explanation=explanation, options=_options(row.options), partial=partial)
        case "matching":
            return _matching(row, partial)
        case "cloze":
            gaps = tuple(_gap(cell, f"option_{number}") for number, cell in enumerate(row.options, 1))
            return ClozeQuestion(text=text, explanation=explanation, gaps=gaps, partial=partial)
    raise _fault("kind", "unknown_value", "No kind of question is called so.")


def _matching(row: _Row, partial: bool) -> MatchingQuestion:
    rows: list[Option] = []
    answer: list[Pair] = []
    options: dict[str, Option] = {}
    for number, cell in enumerate(row.options, 1):
        parts = [part.strip() for part in _split(cell, "=>")]
        if len(parts) != 2 or not parts[1]:
            raise _fault(f"option_{number}", "unknown_value", "This is written as row => option, or => option.")
        option = options.setdefault(parts[1], Option(str(number), parts[1]))
        if parts[0]:
            rows.append(Option(str(number), parts[0]))
            answer.append(Pair(str(number), option.id))
    return MatchingQuestion(
        text=row["text"], explanation=row["explanation"], rows=tuple(rows), options=tuple(options.values()),
        answer=tuple(answer), partial=partial,
    )  # fmt: skip


def _gap(cell: str, field: str) -> Gap:
    match = _GAP.fullmatch(cell)
    kind, settings, key = (match[1], match[2] or "", match[3].strip()) if match else ("text", "", cell)
    chosen = _settings(settings.replace(",", ";"), field)
    if kind == "text":
        return TextGap(
            accepted=_accepted(key), case_sensitive="case_sensitive" in chosen, spaces="ignore_spaces" not in chosen
        )
    if kind == "number":
        answer, _, tolerance = (part.strip() for part in key.replace("+-", "±").partition("±"))
        value, unit = _tolerance(tolerance, field)
        return NumericGap(answer=_decimal(answer, field), tolerance=value, tolerance_unit=unit)
    parts = [part.strip() for part in _split(key, "|", keep=True)]
    right = [str(number) for number, part in enumerate(parts, 1) if part.startswith("*")]
    if len(right) != 1:
        raise _fault(field, "unknown_value", "One of the options is right and has an asterisk before it.")
    return ChoiceGap(options=_options([_unescaped(part.removeprefix("*")) for part in parts]), answer=right[0])


def _options(cells: Iterable[str]) -> tuple[Option, ...]:
    return tuple(Option(str(number), cell) for number, cell in enumerate(cells, 1))


def _accepted(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in _split(cell, "|"))


def _numbers(cell: str, most: int | None = None) -> list[str]:
    numbers = [part.strip() for part in re.split(r"[;, ]+", cell) if part.strip()]
    if not numbers or (most and len(numbers) > most) or not all(re.fullmatch(r"[0-9]{1,2}", part) for part in numbers):
        raise _fault("answer", "unknown_value", "This is the number of the right option, counted from 1.")
    return [str(int(number)) for number in numbers]


def _decimal(cell: str, field: str) -> Decimal:
    try:
        return Decimal(cell)
    except InvalidOperation:
        raise _fault(field, "not_a_number", "This must be a number.") from None


def _tolerance(cell: str, field: str) -> tuple[Decimal, ToleranceUnit]:
    if not cell:
        return Decimal(0), "absolute"
    percent = cell.endswith("%")
    return _decimal(cell.rstrip("%").strip(), field), "percent" if percent else "absolute"


def _settings(cell: str, field: str) -> frozenset[str]:
    words = frozenset(word.strip().lower() for word in cell.split(";") if word.strip())
    if not words.issubset(_SETTINGS):
        raise _fault(field, "unknown_value", f"Settings are {', '.join(_SETTINGS)}.")
    return words


def _column(field: str) -> str:
    """The column that a field of a question stands in."""
    inside = re.match(r"(?:options|gaps)\[(\d+)\]", field)
    if inside:
        return f"option_{int(inside[1]) + 1}"
    name = re.split(r"[\[.]", field)[0]
    return {"answers": "answer", "accepted": "answer", "options": "option_1", "rows": "option_1"}.get(name, name)


def _option_cells(question: Question) -> Iterator[str]:
    match question:
        case SingleQuestion() | MultipleQuestion() | OrderingQuestion():
            yield from (option.text for option in question.options)
        case MatchingQuestion():
            texts = {option.id: option.text for option in question.options}
            of_row = {pair.row: pair.option for pair in question.answer}
            for row in question.rows:
                yield f"{_escaped(row.text, '=>')} => {_escaped(texts[of_row[row.id]], '=>')}"
            for option in question.options:
                if option.id not in of_row.values():
                    yield f"=> {_escaped(option.text, '=>')}"
        case ClozeQuestion():
            yield from (_gap_cell(gap) for gap in question.gaps)
        case TrueFalseQuestion() | NumericQuestion() | ShortTextQuestion():
            pass
        case _:
            assert_never(question)


def _gap_cell(gap: Gap) -> str:
    match gap:
        case TextGap():
            settings = ", ".join(_settings_of(gap))
            return f"text{f' ({settings})' if settings else ''}: {_accepted_cell(gap.accepted)}"
        case NumericGap():
            tolerance = _tolerance_cell(gap)
            return f"number: {gap.answer}{f' ± {tolerance}' if tolerance else ''}"
        case ChoiceGap():
            options = (
                ("*" if option.id == gap.answer else "")
                + ("\\" if option.text.startswith("*") else "")
                + _escaped(option.text, "|")
                for option in gap.options
            )
            return f"choice: {'|'.join(options)}"
        case _:
            assert_never(gap)


def _answer_cell(question: Question) -> str:
    match question:
        case SingleQuestion():
            return _place(question.options, question.answer)
        case MultipleQuestion():
            return ";".join(sorted((_place(question.options, answer) for answer in question.answers), key=int))
        case TrueFalseQuestion():
            return "true" if question.answer else "false"
        case NumericQuestion():
            return str(question.answer)
        case ShortTextQuestion():
            return _accepted_cell(question.accepted)
    return ""


def _accepted_cell(accepted: Sequence[str]) -> str:
    return "|".join(_escaped(text, "|") for text in accepted)


def _place(options: Sequence[Option], id: str) -> str:
    return str(next(number for number, option in enumerate(options, 1) if option.id == id))


def _tolerance_cell(key: NumericQuestion | NumericGap) -> str:
    if not key.tolerance:
        return ""
    return f"{key.tolerance}%" if key.tolerance_unit == "percent" else str(key.tolerance)


def _settings_of(question: Question | TextGap) -> list[str]:
    chosen = (
        not getattr(question, "partial", True),
        not getattr(question, "shuffle", True),
        getattr(question, "case_sensitive", False),
        not getattr(question, "spaces", True),
    )
    return [name for name, on in zip(_SETTINGS, chosen, strict=True) if on]


def _split(text: str, separator: str, *, keep: bool = False) -> list[str]:
    """At each separator without a backslash before it. A backslash makes the letter after it plain; `keep` leaves that
    to be done."""
    parts, start, place = [], 0, 0
    while place < len(text):
        if text[place] == "\\":
            place += 2
        elif text.startswith(separator, place):
            parts.append(text[start:place])
            place += len(separator)
            start = place
        else:
            place += 1
    parts.append(text[start:])
    return parts if keep else [_unescaped(part) for part in parts]


def _escaped(text: str, separator: str) -> str:
    return text.replace("\\", "\\\\").replace(separator, "\\" + separator)


def _unescaped(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text, flags=re.DOTALL)


def _harmless(cell: str) -> str:
    """A spreadsheet would run what looks like a formula; an apostrophe before it says that it is text."""
    return "'" + cell if cell.startswith((*_FORMULA, "'")) and not _NUMBER.fullmatch(cell) else cell


def _harmful(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith((*_FORMULA, "'")) else cell


def _fault(field: str, code: FaultCode, message: str) -> Faulty:
    return Faulty([Fault(field, code, message)])
