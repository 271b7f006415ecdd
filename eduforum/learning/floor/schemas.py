"""Frames, bodies and records of think time: a question, silence, and what everybody made of it, shown together."""

from collections.abc import Hashable
from datetime import datetime
from typing import Annotated, ClassVar, Literal

import msgspec
from msgspec import Meta

from eduforum.web.protocol import DurableEvent, Id, Request, StateEvent

MAX_QUESTION = 500
MAX_TEXT = 500
SECONDS = 20
"""How long people think where nothing else is said."""

FloorState = Literal["thinking", "revealed", "closed"]

FloorQuestion = Annotated[
    str, Meta(max_length=MAX_QUESTION, description="What is to be thought about; it may be empty")
]
FloorText = Annotated[str, Meta(max_length=MAX_TEXT, description="What somebody has written; plain text")]
ThinkSeconds = Annotated[int, Meta(ge=5, le=300, description="How long everybody thinks")]


class FloorEntry(msgspec.Struct, frozen=True, kw_only=True):
    """What one person gave. `hand`: they would say something; `called_at`: since when they have, or had, the floor."""

    participant_id: str
    name: str
    hand: bool
    text: str
    called_at: datetime | None = None


class Floor(msgspec.Struct, frozen=True, kw_only=True):
    """A question with its think time. `entries` are none while people think; then they stand in the order in which
    people are called, least heard first."""

    id: str
    question: str
    state: FloorState
    opened_at: datetime
    ends_at: datetime
    entries: tuple[FloorEntry, ...] = ()


class FloorAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody has given themselves."""

    floor: str
    hand: bool
    text: str


class FloorReport(msgspec.Struct, frozen=True, kw_only=True):
    """How the talk after it was shared. `answered`: who gave something; `called`: who was given the floor; `heard`: who
    of those who are taught spoke for 5 s or more; `effective`: the effective number of them, 1/Σp² over their shares of
    the talk; `teacher_share`: what of their talk and that of who teaches was the latter's, 0–1, null where nobody
    spoke."""

    floor: str
    answered: int
    called: int
    heard: int
    effective: float
    teacher_share: float | None


class Floors(msgspec.Struct, frozen=True, kw_only=True):
    """The last question, what the reader gave to it, and for who teaches how its talk was shared."""

    floor: Floor | None = None
    own: FloorAnswer | None = None
    report: FloorReport | None = None


class FloorOpen(Request, tag="floor:open", frozen=True, kw_only=True):
    """Ask, and have everybody think; staff only."""

    question: FloorQuestion = ""
    seconds: ThinkSeconds = SECONDS

    durable: ClassVar[bool] = True


class FloorGive(Request, tag="floor:give", frozen=True, kw_only=True):
    """What one has to say: a hand, a text or both, in place of what one gave before; neither takes it back. For
    students, while people think."""

    floor: Id
    hand: bool = False
    text: FloorText = ""

    durable: ClassVar[bool] = True


class FloorReveal(Request, tag="floor:reveal", frozen=True, kw_only=True):
    """Show everything before the time is over; staff only."""

    floor: Id

    durable: ClassVar[bool] = True


class FloorCall(Request, tag="floor:call", frozen=True, kw_only=True):
    """Give the floor to this person, whose hand is up, or to the next who is present; staff only."""

    floor: Id
    participant: Id | None = None

    durable: ClassVar[bool] = True


class FloorClose(Request, tag="floor:close", frozen=True, kw_only=True):
    """Put the question away; staff only."""

    floor: Id

    durable: ClassVar[bool] = True


class FloorDone(msgspec.Struct, frozen=True, kw_only=True):
    """The question as it is now."""

    floor: Floor


class FloorGiven(msgspec.Struct, frozen=True, kw_only=True):
    answer: FloorAnswer


class FloorChanged(DurableEvent, tag="floor:changed", frozen=True, kw_only=True):
    """The question whole, new or changed."""

    floor: Floor


class FloorOwn(DurableEvent, tag="floor:own", frozen=True, kw_only=True):
    """To all devices of one person: what they gave."""

    answer: FloorAnswer


class FloorReported(DurableEvent, tag="floor:report", frozen=True, kw_only=True):
    """To who teaches, once a question is put away."""

    report: FloorReport


class FloorProgress(StateEvent, tag="floor:progress", frozen=True, kw_only=True):
    """To who teaches, while people think: how many gave something."""

    floor: str
    answered: int

    def subject(self) -> Hashable:
        return "floor:progress"


class FloorQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    session_id: Id


class FloorActBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    session_id: Id


class NewFloor(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    session_id: Id
    question: FloorQuestion = ""
    seconds: ThinkSeconds = SECONDS


class FloorGiveBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    session_id: Id
    hand: bool = False
    text: FloorText = ""


class FloorCallBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    session_id: Id
    participant: Id | None = None


class FloorRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A question of a session; `report` for who teaches."""

    floor: Floor
    report: FloorReport | None


class FloorList(msgspec.Struct, frozen=True, kw_only=True):
    """The questions of a session, the last first."""

    floors: tuple[FloorRecord, ...]
