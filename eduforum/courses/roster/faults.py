"""What is wrong with a roster, by its lines."""

from typing import Literal

import msgspec

FaultCode = Literal[
    "unreadable",
    "too_large",
    "too_many",
    "no_heading",
    "empty",
    "not_unique",
    "unknown_value",
    "not_a_name",
    "not_an_address",
    "not_a_number",
    "rounded_number",
]


class RosterFault(msgspec.Struct, frozen=True, kw_only=True):
    """`line` is that of the text file or the row of the sheet, counted from 1, where the faulty row begins; `field` is
    the column, or empty where the whole row is meant. `code` is stable, `message` English for developers."""

    line: int
    field: str
    code: FaultCode
    message: str


class Refused(Exception):
    """The file as a whole is no roster, or more than is read."""

    def __init__(self, code: FaultCode, message: str, line: int = 1) -> None:
        super().__init__(message)
        self.fault = RosterFault(line=line, field="", code=code, message=message)
