"""What tools contribute to the record that stays of a session: how much there is of theirs, and what happened when.

The record knows no tool by name. Details are had by each tool's own calls, which say who may see what; a tool tells
nothing here that those would not.
"""

from datetime import datetime
from typing import NamedTuple

import msgspec

from eduforum.media.schemas import RoomRole


class RecordReader(NamedTuple):
    """`staff`: professor, co-professors, assistants and administrators."""

    id: str
    name: str
    role: RoomRole
    staff: bool


class Moment(msgspec.Struct, frozen=True, kw_only=True):
    """Something that happened. `kind` is a word of the tool's, `title` what it was about; `until`: null where it took
    no time, or is not for the reader; `count`: of what is counted of its kind, such as votes or groups, null where
    there is nothing to count or it is not for the reader."""

    kind: str
    at: datetime
    until: datetime | None = None
    title: str = ""
    count: int | None = None


class RecordPart(msgspec.Struct, frozen=True):
    """What there is of one tool: so many things, and what happened."""

    count: int
    moments: tuple[Moment, ...] = ()
