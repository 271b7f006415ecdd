"""Frames, bodies and records of cold calls: somebody who has not raised a hand is asked, kindly."""

from datetime import datetime
from typing import Annotated, ClassVar, Literal

import msgspec
from msgspec import Meta

from eduforum.web.protocol import DurableEvent, Id, Request

MAX_TEXT = 1000
LEAST_WARNING = 20

CallState = Literal["drawn", "skipped", "warned", "called", "spoken", "written", "passed", "dropped"]
"""`drawn` is seen by who teaches alone, and `skipped` or said to the person: `warned`, then `called`. What comes of it
is `spoken`, `written` or `passed`, which are equal; `dropped`: taken back, or its person was away."""

Warning = Annotated[
    int,
    Meta(ge=0, le=60, description="How long the person knows before the class does: 20 to 60 seconds, or 0"),
]
CallText = Annotated[str, Meta(min_length=1, max_length=MAX_TEXT, description="The answer in writing; plain text")]


class ColdCall(msgspec.Struct, frozen=True, kw_only=True):
    """One call. `told_at`: since when the person knows; `due_at`: when the class is told; `called_at`: since when it
    knows."""

    id: str
    participant_id: str
    name: str
    state: CallState
    drawn_at: datetime
    told_at: datetime | None = None
    due_at: datetime | None = None
    called_at: datetime | None = None
    text: str = ""


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """Who could be drawn: how often they have been called in the course, how long they have spoken in the session, and
    the weight that follows, 0 while others have been called less often. The chance of each is weight over all
    weights."""

    participant_id: str
    calls: int
    seconds: float
    weight: float


class ColdCalls(msgspec.Struct, frozen=True, kw_only=True):
    """The last call that the reader knows of."""

    call: ColdCall | None = None


class ColdCallDraw(Request, tag="cold_call:draw", frozen=True, kw_only=True):
    """Draw somebody, for who teaches alone to see; whoever was drawn before and not called is skipped."""

    durable: ClassVar[bool] = True


class ColdCallCall(Request, tag="cold_call:call", frozen=True, kw_only=True):
    """Call whoever was drawn: now, or after the person has known for so many seconds."""

    call: Id
    seconds: Warning = 0

    durable: ClassVar[bool] = True


class ColdCallEnd(Request, tag="cold_call:end", frozen=True, kw_only=True):
    """Let go of whoever was drawn or warned, or end the turn of whoever was called."""

    call: Id

    durable: ClassVar[bool] = True


class ColdCallPass(Request, tag="cold_call:pass", frozen=True, kw_only=True):
    """Not this time; by the person themselves."""

    call: Id

    durable: ClassVar[bool] = True


class ColdCallWrite(Request, tag="cold_call:write", frozen=True, kw_only=True):
    """Answer in writing; by the person themselves. Everybody reads it."""

    call: Id
    text: CallText

    durable: ClassVar[bool] = True


class ColdCallDone(msgspec.Struct, frozen=True, kw_only=True):
    """The call as it is now."""

    call: ColdCall


class ColdCallChanged(DurableEvent, tag="cold_call:changed", frozen=True, kw_only=True):
    """The call whole, to those who know of it."""

    call: ColdCall


class ColdCallQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    session_id: Id


class ColdCallBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    session_id: Id


class ColdCallCallBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    session_id: Id
    seconds: Warning = 0


class ColdCallWriteBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    session_id: Id
    text: CallText


class ColdCallRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A call in the log, with all who could have been drawn."""

    call: ColdCall
    drawn_by: str
    candidates: tuple[Candidate, ...]


class ColdCallLog(msgspec.Struct, frozen=True, kw_only=True):
    """The calls of a session, the first first."""

    calls: tuple[ColdCallRecord, ...]
