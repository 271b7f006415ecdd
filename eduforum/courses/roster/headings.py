"""Which column is which, by what stands above it in Korean or English."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

from eduforum.courses.roster.faults import Refused
from eduforum.courses.roster.table import Row

Field = Literal["student_number", "name", "romanised_name", "email", "section", "role"]
Language = Literal["ko", "en"]

# Titles, terms and names of teachers that registrars' systems put above the heading.
MAX_TITLES = 20

MAX_IGNORED = 60

HEADINGS: Mapping[Language, Mapping[Field, str]] = {
    "ko": {
        "student_number": "학번",
        "name": "이름",
        "romanised_name": "영문 이름",
        "email": "이메일",
        "section": "분반",
        "role": "역할",
    },
    "en": {
        "student_number": "Student number",
        "name": "Name",
        "romanised_name": "Romanised name",
        "email": "E-mail",
        "section": "Section",
        "role": "Role",
    },
}

# Without blanks and marks, in lower case.
_WORDS: Mapping[Field, str] = {
    "student_number": "학번 학생번호 학적번호 studentnumber studentno studentid",
    "name": "이름 성명 학생명 학생이름 학생성명 한글이름 한글성명 이름한글 성명한글 name fullname studentname",
    "romanised_name": "영문이름 영문명 영문성명 이름영문 성명영문 로마자이름 로마자성명 englishname nameinenglish"
    " romanisedname romanizedname romanname",
    "email": "이메일 이메일주소 전자우편 전자메일 메일 메일주소 email emailaddress mail",
    "section": "분반 분반번호 section sectionnumber sectionno",
    "role": "역할 role",
}
_FIELDS: Mapping[str, Field] = {word: field for field, words in _WORDS.items() for word in words.split()}


class Heading(NamedTuple):
    """`columns` are places in the row by field, `ignored` what is written above other columns."""

    line: int
    columns: Mapping[Field, int]
    ignored: tuple[str, ...]


def find(rows: Sequence[Row]) -> tuple[Heading, int]:
    """The heading, and the place among the rows of the first one below it: the first row that names a name and a
    student number or address. Raises `Refused` where none of the first rows does, or where one names a field twice."""
    for place, row in enumerate(rows[: MAX_TITLES + 1]):
        fields = [_field(cell) for cell in row.cells]
        if "name" not in fields or not {"student_number", "email"}.intersection(fields):
            continue
        columns: dict[Field, int] = {}
        for column, field in enumerate(fields):
            if field is not None and columns.setdefault(field, column) != column:
                raise Refused("not_unique", f"Two columns are of the {_spelled(field)}.", row.line)
        ignored = tuple(
            cell.strip()[:MAX_IGNORED]
            for cell, field in zip(row.cells, fields, strict=True)
            if field is None and cell.strip()
        )
        return Heading(row.line, columns, ignored), place + 1
    raise Refused("no_heading", "No row names a column for the name, and one for the student number or the address.")


def is_repeated(heading: Heading, row: Row) -> bool:
    """Printed lists repeat the heading on every page."""
    cells = row.cells
    return all(column < len(cells) and _field(cells[column]) == field for field, column in heading.columns.items())


def _field(cell: str) -> Field | None:
    return _FIELDS.get(re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", cell)).casefold())


def _spelled(field: Field) -> str:
    return field.replace("_", " ")
