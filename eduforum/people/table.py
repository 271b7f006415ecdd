"""People out of a CSV file, and what is wrong with it, line by line."""

from collections.abc import Mapping
from typing import NamedTuple

from eduforum.auth.rules import checked_email, checked_name
from eduforum.auth.schemas import Role
from eduforum.courses.roster import csv_file, headings
from eduforum.courses.roster.faults import FaultCode, Refused, RosterFault
from eduforum.courses.roster.headings import Field
from eduforum.courses.roster.table import MAX_BYTES, Row
from eduforum.errors import Invalid
from eduforum.people.schemas import ImportedPerson

# Nobody becomes an administrator by a line in a file.
_ROLES: Mapping[str, Role] = {
    "student": "student",
    "학생": "student",
    "ta": "ta",
    "조교": "ta",
    "professor": "professor",
    "교수": "professor",
}
_READ: tuple[Field, ...] = ("name", "email", "role")


class PeopleTable(NamedTuple):
    """`people` are the lines without fault, in the order of the file."""

    people: list[ImportedPerson]
    faults: list[RosterFault]
    ignored: list[str]


class _Wrong(Exception):
    def __init__(self, code: FaultCode, message: str) -> None:
        super().__init__(message)
        self.code: FaultCode = code


def read(raw: bytes) -> PeopleTable:
    """Columns for name and e-mail address, in Korean or English, and one for the role if there is one; without a role
    it is a student's. Of lines with the same address none is good. Never raises: what is wrong is a fault."""
    try:
        if len(raw) > MAX_BYTES:
            raise Refused("too_large", f"A file has up to {MAX_BYTES // 1024 // 1024} MiB.")
        table = csv_file.read(raw)
        heading, below = headings.find(table.rows)
        if "email" not in heading.columns:
            raise Refused("no_heading", "No column is of the e-mail address.", heading.line)
    except Refused as refused:
        return PeopleTable([], [refused.fault], [])
    faults = list(table.faults)
    people: list[ImportedPerson] = []
    lines: dict[str, list[int]] = {}
    for row in table.rows[below:]:
        if headings.is_repeated(heading, row):
            continue
        person, wrong = _person(row, heading.columns)
        faults += wrong
        if person is not None:
            people.append(person)
            lines.setdefault(person.email, []).append(row.line)
    twice = {email: at for email, at in lines.items() if len(at) > 1}
    for at in twice.values():
        faults += [_fault(line, "email", "not_unique", f"The address stands in lines {_listed(at)}.") for line in at]
    if not people and not faults:
        faults.append(_fault(heading.line, "", "empty", "There is nobody in this file."))
    unread = [field.replace("_", " ") for field in heading.columns if field not in _READ]
    good = [person for person in people if person.email not in twice]
    return PeopleTable(good, sorted(faults, key=lambda fault: fault.line), [*heading.ignored, *unread])


def _person(row: Row, columns: Mapping[Field, int]) -> tuple[ImportedPerson | None, list[RosterFault]]:
    wrong: list[RosterFault] = []
    values: dict[Field, str] = {}
    for field in _READ:
        column = columns.get(field)
        text = " ".join(row.cells[column].split()) if column is not None and column < len(row.cells) else ""
        try:
            values[field] = _checked(field, text)
        except _Wrong as error:
            wrong.append(_fault(row.line, field, error.code, str(error)))
    if wrong:
        return None, wrong
    return ImportedPerson(row.line, values["name"], values["email"], _ROLES[values["role"]]), []


def _checked(field: Field, text: str) -> str:
    if field == "role":
        role = text.lower() or "student"
        if role not in _ROLES:
            raise _Wrong("unknown_value", "A role is student, ta or professor.")
        return role
    if not text:
        raise _Wrong("empty", f"The {'name' if field == 'name' else 'address'} is missing.")
    try:
        return checked_name(text) if field == "name" else checked_email(text)
    except Invalid as error:
        raise _Wrong("not_a_name" if field == "name" else "not_an_address", error.message) from None


def _fault(line: int, field: str, code: FaultCode, message: str) -> RosterFault:
    return RosterFault(line=line, field=field, code=code, message=message)


def _listed(lines: list[int]) -> str:
    return ", ".join(map(str, lines[:5])) + (" …" if len(lines) > 5 else "")
