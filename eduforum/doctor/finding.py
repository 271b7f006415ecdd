"""What an examination finds."""

from collections.abc import Iterator
from typing import Literal

import msgspec

Grade = Literal["ok", "warn", "fail"]


class Finding(msgspec.Struct, frozen=True):
    """One line of the examination: what it is about, and in `text` what is so and, unless it is "ok", what to do."""

    grade: Grade
    subject: str
    text: str


Findings = Iterator[Finding]
