"""Frames and records of raised hands."""

from datetime import datetime
from typing import Annotated, ClassVar, Literal

import msgspec
from msgspec import Meta

from eduforum.web.protocol import DurableEvent, Id, Request

MAX_LINE = 200

HandKind = Literal["point", "reply"]
"""A point of one's own, or something to say to what is being said."""

HandOrder = Literal["arrival", "first"]
"""By arrival alone, or before that whoever has not spoken yet."""

Why = Literal["lowered", "dismissed", "spoken", "away"]
"""Lowered by its person, by staff, by the end of the turn, or because its person did not come back."""

TurnSeconds = Annotated[int, Meta(ge=15, le=3600, description="How long a turn is")]
MoreSeconds = Annotated[int, Meta(ge=10, le=1800, description="How much longer the turn is")]
Line = Annotated[str, Meta(max_length=MAX_LINE, description="One line of plain text, which everyone reads")]


class Hand(msgspec.Struct, frozen=True, kw_only=True):
    """A hand that is up. `first`: its person had not spoken when it was raised; `called_at`: since when they have the
    floor, `ends_at`: until when, where turns have a time. Nobody is cut off then."""

    id: str
    participant_id: str
    name: str
    kind: HandKind
    text: str
    first: bool
    raised_at: datetime
    called_at: datetime | None = None
    ends_at: datetime | None = None


class Hands(msgspec.Struct, frozen=True, kw_only=True):
    """The hands that are up, by arrival, the order in which they are called, and how many seconds a turn has, or
    null."""

    hands: tuple[Hand, ...]
    order: HandOrder
    turn: int | None


class HandRaise(Request, tag="hand:raise", frozen=True, kw_only=True):
    """Raise the own hand; one that is up becomes another, in the same place."""

    kind: HandKind = "point"
    text: Line = ""

    durable: ClassVar[bool] = True


class HandLower(Request, tag="hand:lower", frozen=True, kw_only=True):
    """Lower a hand: the own one, or anybody's for staff."""

    hand: Id

    durable: ClassVar[bool] = True


class HandLowerAll(Request, tag="hand:lower_all", frozen=True, kw_only=True):
    """Lower all hands; staff only."""

    durable: ClassVar[bool] = True


class HandCall(Request, tag="hand:call", frozen=True, kw_only=True):
    """Give the floor: to this hand, or to the next in order whose person is here. Whoever had it has it no longer.
    Staff only."""

    hand: Id | None = None

    durable: ClassVar[bool] = True


class HandRestore(Request, tag="hand:restore", frozen=True, kw_only=True):
    """Put a hand up again that went down less than 30 s ago, in the place that it had: the own one where staff did
    not dismiss it, or anybody's for staff."""

    hand: Id

    durable: ClassVar[bool] = True


class HandSort(Request, tag="hand:sort", frozen=True, kw_only=True):
    """Choose in which order hands are called; staff only."""

    order: HandOrder

    durable: ClassVar[bool] = True


class HandPut(Request, tag="hand:put", frozen=True, kw_only=True):
    """Put somebody who is here into the queue, in the last place; staff only."""

    participant: Id

    durable: ClassVar[bool] = True


class HandGive(Request, tag="hand:give", frozen=True, kw_only=True):
    """Give the floor to somebody who is here, whether their hand is up or not. Staff only."""

    participant: Id

    durable: ClassVar[bool] = True


class HandTime(Request, tag="hand:time", frozen=True, kw_only=True):
    """Give each turn so many seconds, the one of now too, or no end; staff only."""

    seconds: TurnSeconds | None

    durable: ClassVar[bool] = True


class HandExtend(Request, tag="hand:extend", frozen=True, kw_only=True):
    """Give the turn of now so many seconds more; staff only."""

    seconds: MoreSeconds

    durable: ClassVar[bool] = True


class HandAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """The hand as it is now."""

    hand: Hand


class HandsLowered(msgspec.Struct, frozen=True, kw_only=True):
    """The hands that went down."""

    hands: tuple[str, ...]


class HandsSorted(msgspec.Struct, frozen=True, kw_only=True):
    order: HandOrder


class HandsTimed(msgspec.Struct, frozen=True, kw_only=True):
    turn: int | None


class HandUp(DurableEvent, tag="hand:up", frozen=True, kw_only=True):
    """A hand was raised, is another, or has the floor: the hand whole."""

    hand: Hand


class HandDown(DurableEvent, tag="hand:down", frozen=True, kw_only=True):
    """A hand went down; until `restore_until` it can be put up again."""

    hand: Hand
    why: Why
    restore_until: datetime


class HandSorted(DurableEvent, tag="hand:sorted", frozen=True, kw_only=True):
    """The order is another."""

    order: HandOrder


class HandTimed(DurableEvent, tag="hand:timed", frozen=True, kw_only=True):
    """Turns have another time."""

    turn: int | None


class HandsQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    session_id: Id


class HandsBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    session_id: Id


class HandRaiseBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    session_id: Id
    kind: HandKind = "point"
    text: Line = ""


class HandCallBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    session_id: Id
    hand: Id | None = None


class HandPersonBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    session_id: Id
    participant: Id


class HandOrderBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    session_id: Id
    order: HandOrder


class HandTimeBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    session_id: Id
    seconds: TurnSeconds | None


class HandExtendBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    session_id: Id
    seconds: MoreSeconds
