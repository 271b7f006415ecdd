"""One person a row: what a cell may hold, and what is wrong with it."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from typing import Literal, NamedTuple

import msgspec

from eduforum.auth.rules import checked_email, checked_name
from eduforum.courses.roster.faults import FaultCode, RosterFault
from eduforum.courses.roster.headings import Field
from eduforum.courses.roster.table import Row
from eduforum.errors import Detail, Invalid

RosterRole = Literal["student", "ta", "observer"]

MAX_SECTION = 20

_STUDENT_NUMBER = re.compile(r"(?=.*[0-9])[0-9A-Za-z][0-9A-Za-z-]{0,31}", re.ASCII)
_ROUNDED = re.compile(r"[0-9]\.[0-9]+[Ee]\+?[0-9]+", re.ASCII)

_ROLES: Mapping[str, RosterRole] = {
    "student": "student",
    "학생": "student",
    "수강생": "student",
    "ta": "ta",
    "조교": "ta",
    "observer": "observer",
    "청강생": "observer",
    "참관": "observer",
}

_IDENTIFYING: tuple[Field, ...] = ("student_number", "email")
_NAMED_LINES = 5


class RosterRow(msgspec.Struct, frozen=True, kw_only=True):
    """One person. Student number and section are texts: their zeros in front mean something. A student number or an
    e-mail address is there."""

    line: int
    name: str
    student_number: str | None = None
    romanised_name: str | None = None
    email: str | None = None
    section: str | None = None
    role: RosterRole = "student"


class People(NamedTuple):
    rows: list[RosterRow]
    faults: list[RosterFault]


def people(rows: Iterator[Row], columns: Mapping[Field, int]) -> People:
    """The rows without fault, and the faults of the others. Of rows with the same student number or address none is
    good: nobody here can tell which is right."""
    found: list[RosterRow] = []
    faults: list[RosterFault] = []
    lines: dict[tuple[Field, str], list[int]] = {}
    for row in rows:
        values, wrong = _values(row, columns)
        faults += wrong
        for field in _IDENTIFYING:
            value = values.get(field)
            if value is not None:
                lines.setdefault((field, value.casefold()), []).append(row.line)
        if not wrong:
            found.append(_person(row.line, values))
    repeated = list(_repeated(lines))
    bad = {fault.line for fault in repeated}
    return People([row for row in found if row.line not in bad], faults + repeated)


def _values(row: Row, columns: Mapping[Field, int]) -> tuple[dict[Field, str], list[RosterFault]]:
    """The cells that hold something good, and what is wrong with the row."""
    values: dict[Field, str] = {}
    wrong: list[RosterFault] = []
    for field, column in columns.items():
        text = " ".join(row.cells[column].split()) if column < len(row.cells) else ""
        if not text:
            continue
        try:
            values[field] = _CHECKS[field](text)
        except _Wrong as error:
            wrong.append(RosterFault(line=row.line, field=field, code=error.code, message=error.message))
    given = values.keys() | {fault.field for fault in wrong}
    if "name" not in given:
        wrong.append(RosterFault(line=row.line, field="name", code="empty", message="The name is missing."))
    if given.isdisjoint(_IDENTIFYING):
        field = next(field for field in _IDENTIFYING if field in columns)
        message = "The student number or the address is missing."
        wrong.append(RosterFault(line=row.line, field=field, code="empty", message=message))
    return values, wrong


def _person(line: int, values: Mapping[Field, str]) -> RosterRow:
    return RosterRow(
        line=line,
        name=values["name"],
        student_number=values.get("student_number"),
        romanised_name=values.get("romanised_name"),
        email=values.get("email"),
        section=values.get("section"),
        role=_ROLES[values.get("role", "student").lower()],
    )


def _repeated(lines: Mapping[tuple[Field, str], list[int]]) -> Iterator[RosterFault]:
    for (field, _), together in lines.items():
        if len(together) > 1:
            more = " …" if len(together) > _NAMED_LINES else ""
            message = f"The lines {', '.join(map(str, together[:_NAMED_LINES]))}{more} have the same."
            for line in together:
                yield RosterFault(line=line, field=field, code="not_unique", message=message)


class _Wrong(Exception):
    def __init__(self, code: FaultCode, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def _student_number(text: str) -> str:
    number = unicodedata.normalize("NFKC", text)
    if _ROUNDED.fullmatch(number):
        raise _Wrong("rounded_number", "A spreadsheet has rounded this number. Set its column to text.")
    if not _STUDENT_NUMBER.fullmatch(number):
        raise _Wrong(
            "not_a_number", "A student number is up to 32 digits, letters and hyphens, with a digit among them."
        )
    return number


def _name(text: str) -> str:
    try:
        return checked_name(text)
    except Invalid as invalid:
        raise _Wrong("not_a_name", invalid.details[0].message) from None


def _email(text: str) -> str:
    try:
        return checked_email(text)
    except Invalid as invalid:
        raise _Wrong("not_an_address", invalid.details[0].message) from None


def _section(text: str) -> str:
    section = unicodedata.normalize("NFC", text)
    if len(section) > MAX_SECTION or not section.isprintable():
        raise _Wrong("unknown_value", f"A section is up to {MAX_SECTION} letters and digits.")
    return section


def _role(text: str) -> str:
    if text.lower() not in _ROLES:
        raise _Wrong("unknown_value", "A roster has students, assistants (ta) and observers.")
    return text


_CHECKS: Mapping[Field, Callable[[str], str]] = {
    "student_number": _student_number,
    "name": _name,
    "romanised_name": _name,
    "email": _email,
    "section": _section,
    "role": _role,
}


def checked_number(text: str) -> str:
    """A student number in one form. Raises `Invalid`."""
    return _checked("student_number", text, _student_number)


def checked_section(text: str) -> str:
    """The name of a section in one form. Raises `Invalid`."""
    return _checked("section", text, _section)


def _checked(field: Field, text: str, check: Callable[[str], str]) -> str:
    try:
        return check(" ".join(text.split()))
    except _Wrong as error:
        raise Invalid(details=[Detail(field, error.message)]) from None
