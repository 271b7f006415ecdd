"""What is wrong with a question, or with a line of a file of them."""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from eduforum.errors import Detail, Invalid

FaultCode = Literal[
    "empty",
    "too_long",
    "too_few",
    "too_many",
    "not_unique",
    "no_such_option",
    "not_a_number",
    "out_of_range",
    "control_characters",
    "bad_gaps",
    "unknown_value",
    "unknown_column",
    "unsupported",
    "unreadable",
]


class Fault(NamedTuple):
    """A field (`options[2].text`), a stable code, and English for developers."""

    field: str
    code: FaultCode
    message: str


class Faulty(Exception):
    """Everything that is wrong with a question, at once."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("; ".join(f"{fault.field}: {fault.message}" for fault in faults))
        self.faults = tuple(faults)

    def invalid(self, place: str = "") -> Invalid:
        """The same as an answer to a request, in which the question stands at `place`."""
        return Invalid(
            details=[Detail(f"{place}.{fault.field}" if place else fault.field, fault.message) for fault in self.faults]
        )
