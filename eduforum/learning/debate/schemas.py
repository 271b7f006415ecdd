"""Frames, bodies and records of debates. A side is argued for the class's sake; a view is one's own, and a secret."""

from collections.abc import Hashable
from datetime import datetime
from typing import Annotated, ClassVar, Literal

import msgspec
from msgspec import Meta

from eduforum.learning.polls.schemas import BlindNumber, Token
from eduforum.web.protocol import DurableEvent, Id, Request, StateEvent

MAX_MOTION = 300

Side = Literal["for", "against"]
Place = Literal["for", "against", "audience"]
View = Literal["for", "against", "undecided"]
Outcome = Literal["for", "against", "undecided", "none"]
"""A view in the second vote; `none` where somebody did not vote again."""

DebateState = Literal["open", "closed"]
Vote = Literal["before", "after"]
VoteState = Literal["none", "open", "closed"]
Way = Literal["random", "balanced"]
"""By lot, or by lot among people of equal talk time, so that both sides have as many who talk much."""

SpeechKind = Literal["opening", "rebuttal", "closing"]
PointState = Literal["asked", "accepted", "declined", "withdrawn", "lapsed"]

Motion = Annotated[str, Meta(min_length=1, max_length=MAX_MOTION, description="What is argued; one line of plain text")]
ClockSeconds = Annotated[int, Meta(ge=30, le=7200, description="How long each side may speak, in all its turns")]
PointLimit = Annotated[int, Meta(ge=0, le=9, description="So many points of information are asked in one turn")]
More = Annotated[int, Meta(ge=-1800, le=1800, description="Seconds more, or fewer")]
Each = Annotated[int, Meta(ge=1, le=20, description="So many on a side; null: everybody who is here")]


class DebateClock(msgspec.Struct, frozen=True, kw_only=True):
    """A side's. `left` seconds were left at `since`, from where it runs; where `since` is null it stands. It may fall
    below zero: nobody is cut off."""

    side: Side
    left: float
    since: datetime | None = None


class DebatePoint(msgspec.Struct, frozen=True, kw_only=True):
    """A point of information, by somebody of the other side. `lapsed`: the turn was over before it was answered."""

    id: str
    participant_id: str
    name: str
    state: PointState
    asked_at: datetime
    answered_at: datetime | None = None


class DebateSpeech(msgspec.Struct, frozen=True, kw_only=True):
    """A turn. `seconds`: what it took of its side's clock, set as it ends."""

    id: str
    kind: SpeechKind
    side: Side
    participant_id: str
    name: str
    began_at: datetime
    ended_at: datetime | None = None
    seconds: float = 0.0
    points: tuple[DebatePoint, ...] = ()


class DebateCounts(msgspec.Struct, frozen=True, kw_only=True, rename={"in_favour": "for"}):
    """So many views each."""

    in_favour: int
    against: int
    undecided: int


class DebateFlow(msgspec.Struct, frozen=True, kw_only=True):
    """From the first vote to the second: `moves[from][to]` people. Views that too few share stand together in one group
    of `before` or of `after`."""

    before: tuple[tuple[View, ...], ...]
    after: tuple[tuple[Outcome, ...], ...]
    moves: tuple[tuple[int, ...], ...]


class DebateResult(msgspec.Struct, frozen=True, kw_only=True):
    """What the votes came to. `voters`: who voted the first time; `again`: those of them who voted the second time,
    null where there was none. Totals are null where too few voted, the flow where it would tell of too few."""

    voters: int
    again: int | None = None
    before: DebateCounts | None = None
    after: DebateCounts | None = None
    flow: DebateFlow | None = None


class Debate(msgspec.Struct, frozen=True, kw_only=True):
    """A debate as everybody sees it. `points`: so many points of information may be asked in one turn; `key`: the
    modulus of the RSA key that signs the votes' tokens, base64url, once there is a vote; its exponent is 65537."""

    id: str
    motion: str
    state: DebateState
    opened_at: datetime
    points: int
    clocks: tuple[DebateClock, DebateClock]
    before: VoteState = "none"
    after: VoteState = "none"
    key: str | None = None
    speeches: tuple[DebateSpeech, ...] = ()
    result: DebateResult | None = None


class DebateSpeaker(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who argues a side; who argues none is the audience."""

    participant_id: str
    name: str
    side: Side


class Debates(msgspec.Struct, frozen=True, kw_only=True):
    """The session's last debate, who argues what in it, and whether the reader has had a token for its votes signed."""

    debate: Debate | None = None
    sides: tuple[DebateSpeaker, ...] = ()
    token: bool = False


class _DebateAct(Request, frozen=True, kw_only=True):
    debate: Id

    durable: ClassVar[bool] = True


class DebateOpen(Request, tag="debate:open", frozen=True, kw_only=True):
    """Put up a motion; staff only."""

    motion: Motion
    seconds: ClockSeconds
    points: PointLimit = 2

    durable: ClassVar[bool] = True


class DebateDraw(_DebateAct, tag="debate:draw", frozen=True, kw_only=True):
    """Give the sides by lot to students who are here, in place of those before; staff only, before the first turn."""

    way: Way
    each: Each | None = None


class DebateAssign(_DebateAct, tag="debate:assign", frozen=True, kw_only=True):
    """Give a side to one person, or the audience's place; staff only."""

    participant: Id
    place: Place


class DebateAsk(_DebateAct, tag="debate:ask", frozen=True, kw_only=True):
    """Open the secret vote before the debate, or after it; staff only."""

    vote: Vote


class DebateCount(_DebateAct, tag="debate:count", frozen=True, kw_only=True):
    """Close the vote that is open; staff only."""


class DebateToken(_DebateAct, tag="debate:token", frozen=True, kw_only=True):
    """Have the token for one's votes signed, unseen, while the first vote is open; for students. `blinded` hides it
    (RFC 9474)."""

    blinded: BlindNumber


class DebateBegin(_DebateAct, tag="debate:begin", frozen=True, kw_only=True):
    """Give a turn to somebody who argues a side: they have the floor, and their side's clock runs; staff only."""

    kind: SpeechKind
    participant: Id


class DebatePause(_DebateAct, tag="debate:pause", frozen=True, kw_only=True):
    """Stop the clock of the turn, or let it run on; staff only."""

    on: bool


class DebateAdjust(_DebateAct, tag="debate:adjust", frozen=True, kw_only=True):
    """Give a side's clock more time, or less; staff only."""

    side: Side
    seconds: More


class DebateYield(_DebateAct, tag="debate:yield", frozen=True, kw_only=True):
    """End the turn; staff, and whoever has it."""


class DebateOffer(_DebateAct, tag="debate:offer", frozen=True, kw_only=True):
    """Ask for a point of information; for who argues the other side."""


class DebateAnswer(_DebateAct, tag="debate:answer", frozen=True, kw_only=True):
    """Take the point, or decline it; whoever speaks, and staff. Whoever asked takes it back by declining."""

    point: Id
    accept: bool


class DebateClose(_DebateAct, tag="debate:close", frozen=True, kw_only=True):
    """End the debate; staff only. A vote that is open is not counted any more."""


class DebateDone(msgspec.Struct, frozen=True, kw_only=True):
    """The debate as it is now."""

    debate: Debate


class DebateSides(msgspec.Struct, frozen=True, kw_only=True):
    """Who argues what now."""

    debate: str
    sides: tuple[DebateSpeaker, ...]


class DebateSigned(msgspec.Struct, frozen=True, kw_only=True):
    """The signature of what was sent blinded."""

    debate: str
    signature: str


class DebateChanged(DurableEvent, tag="debate:changed", frozen=True, kw_only=True):
    """The debate whole, new or changed."""

    debate: Debate


class DebateSided(DurableEvent, tag="debate:sides", frozen=True, kw_only=True):
    """Who argues what, whole. A new debate begins with nobody."""

    debate: str
    sides: tuple[DebateSpeaker, ...]


class DebateProgress(StateEvent, tag="debate:progress", frozen=True, kw_only=True):
    """To who teaches, while a vote is open: how many views are in."""

    debate: str
    voted: int

    def subject(self) -> Hashable:
        return "debate:progress"


class DebateClosing(StateEvent, tag="debate:closing", frozen=True, kw_only=True):
    """A vote ends: ballots are taken for five seconds more."""

    debate: str
    vote: Vote

    def subject(self) -> Hashable:
        return "debate:closing"


class DebateOwn(StateEvent, tag="debate:own", frozen=True, kw_only=True):
    """To all devices of one person: they have a token, on one of them."""

    debate: str

    def subject(self) -> Hashable:
        return "debate:own"


class DebateQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    session_id: Id


class DebateActBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    session_id: Id


class NewDebate(DebateActBody, frozen=True, kw_only=True, forbid_unknown_fields=True):
    motion: Motion
    seconds: ClockSeconds
    points: PointLimit = 2


class DebateDrawBody(DebateActBody, frozen=True, kw_only=True, forbid_unknown_fields=True):
    way: Way
    each: Each | None = None


class DebateAssignBody(DebateActBody, frozen=True, kw_only=True, forbid_unknown_fields=True):
    participant: Id
    place: Place


class DebateAskBody(DebateActBody, frozen=True, kw_only=True, forbid_unknown_fields=True):
    vote: Vote


class DebateTokenBody(DebateActBody, frozen=True, kw_only=True, forbid_unknown_fields=True):
    blinded: BlindNumber


class DebateBeginBody(DebateActBody, frozen=True, kw_only=True, forbid_unknown_fields=True):
    kind: SpeechKind
    participant: Id


class DebatePauseBody(DebateActBody, frozen=True, kw_only=True, forbid_unknown_fields=True):
    on: bool


class DebateAdjustBody(DebateActBody, frozen=True, kw_only=True, forbid_unknown_fields=True):
    side: Side
    seconds: More


class DebateAnswerBody(DebateActBody, frozen=True, kw_only=True, forbid_unknown_fields=True):
    accept: bool


class DebateBallot(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A view, by whoever holds `token` and its `signature`. A later `revision` takes the place of an earlier one."""

    vote: Vote
    token: Token
    signature: BlindNumber
    view: View
    revision: Annotated[int, Meta(ge=0, lt=1000)] = 0


class DebateRecord(msgspec.Struct, frozen=True, kw_only=True):
    debate: Debate
    sides: tuple[DebateSpeaker, ...]


class DebateList(msgspec.Struct, frozen=True, kw_only=True):
    """The debates of a session, the last first."""

    debates: tuple[DebateRecord, ...]
