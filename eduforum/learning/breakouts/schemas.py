"""Frames, bodies and records of breakouts."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, ClassVar, Literal, NamedTuple

import msgspec
from msgspec import Meta

from eduforum.web.protocol import OFFER_LIMIT, DurableEvent, Id, Request, StateEvent

MAX_GROUPS = 100
MAX_PEOPLE = 500
MAX_SETS = 100

Method = Literal["random", "round_robin", "mixed", "self_select", "by_hand"]
State = Literal["prepared", "open", "ended"]

Name = Annotated[str, Meta(max_length=60, description="Empty: clients call it by its number")]
Task = Annotated[str, Meta(max_length=2000, description="What the groups are to do; stays in their view")]
Minutes = Annotated[int, Meta(ge=1, le=480)]
Capacity = Annotated[int, Meta(ge=1, le=MAX_PEOPLE)]
GroupCount = Annotated[int, Meta(ge=1, le=MAX_GROUPS)]
People = Annotated[Sequence[Id], Meta(max_length=MAX_PEOPLE)]
PeopleSets = Annotated[Sequence[People], Meta(max_length=MAX_SETS)]
Number = Annotated[float, Meta(ge=-1e9, le=1e9)]


class GroupConstraints(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a drawing keeps, as lists of people: in one group, in different groups, and those of whom nobody is to be
    the only one in a group."""

    together: PeopleSets = ()
    apart: PeopleSets = ()
    not_alone: PeopleSets = ()


class GroupBalance(msgspec.Struct, frozen=True, kw_only=True):
    """How a grouping came out: pairs that were in one group before, constraints that are not kept, people without a
    number; then, where there are numbers, the share of the variance that lies between groups (η²), the range of the
    groups' means and the least standard deviation in a group of two or more, both in the class's standard deviations.
    People without a number count at the median."""

    repeated_pairs: int
    broken: int
    without_number: int
    eta_squared: float | None = None
    mean_range: float | None = None
    least_sd: float | None = None


class Visitor(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who looks in: the group knows of them, and hears and is heard by them from `since` on."""

    participant_id: str
    since: datetime


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """One group. `number` counts from 1; `help`: since when it asks for help."""

    id: str
    number: int
    name: str = ""
    people: tuple[str, ...] = ()
    visitors: tuple[Visitor, ...] = ()
    help: datetime | None = None


class GroupNotice(msgspec.Struct, frozen=True, kw_only=True):
    """What staff said to all groups last."""

    text: str
    name: str
    sent_at: datetime


class Breakout(msgspec.Struct, frozen=True, kw_only=True):
    """The groups of a room, as everyone sees them once they are open; before, staff alone do. People are in their
    groups from `opens_at` until `ends_at`, or the end of the class. `voice`: whom all groups hear."""

    id: str
    version: int
    state: State
    groups: tuple[Group, ...]
    task: str = ""
    minutes: int | None = None
    may_choose: bool = False
    capacity: int | None = None
    opens_at: datetime | None = None
    ends_at: datetime | None = None
    notice: GroupNotice | None = None
    voice: str | None = None


class GroupDesk(msgspec.Struct, frozen=True, kw_only=True):
    """What only staff see: how the groups were made, and how a drawing came out."""

    method: Method
    name: str = ""
    balance: GroupBalance | None = None


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """A breakout as it is kept."""

    breakout: Breakout
    desk: GroupDesk
    created_at: datetime
    opened_at: datetime | None = None


class Breakouts(msgspec.Struct, frozen=True, kw_only=True):
    """The breakout that there is; `desk` for staff."""

    breakout: Breakout | None
    desk: GroupDesk | None = None


class SavedBreakout(msgspec.Struct, frozen=True, kw_only=True):
    """An earlier breakout of the course."""

    id: str
    name: str
    method: Method
    groups: int
    people: int
    opened_at: datetime


class SavedBreakouts(msgspec.Struct, frozen=True, kw_only=True):
    """Newest first, the last fifty."""

    breakouts: tuple[SavedBreakout, ...]


class Named(NamedTuple):
    """What a student may be called by in a table."""

    email: str
    name: str


class UnmatchedRow(msgspec.Struct, frozen=True, kw_only=True):
    """A row of the table, from 1, whose number is nobody's: it names no student of the course, more than one, or one
    whom a row before it has named."""

    row: int
    name: str
    reason: Literal["unknown", "ambiguous", "named_before"]


class GroupNumbers(msgspec.Struct, frozen=True, kw_only=True):
    """The numbers of a table by person, and its rows that gave none."""

    numbers: dict[str, float]
    unmatched: tuple[UnmatchedRow, ...]


class GroupsChanged(msgspec.Struct, frozen=True, kw_only=True):
    """Done; the breakout's version from then on."""

    version: int


class DrawnGroups(msgspec.Struct, frozen=True, kw_only=True):
    breakout: Breakout
    desk: GroupDesk


class GroupPlan(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How groups are made: so many `groups`, or of so many people, or as those of an earlier breakout were. Who is to
    be in them: without `people`, all who are in the room and neither staff, observers nor guests."""

    method: Method = "random"
    groups: GroupCount | None = None
    size: Capacity | None = None
    like: Id | None = None
    people: People | None = None
    numbers: Annotated[Mapping[Id, Number], Meta(max_length=MAX_PEOPLE)] = {}
    constraints: GroupConstraints = GroupConstraints()
    name: Name = ""
    task: Task = ""
    minutes: Minutes | None = None
    may_choose: bool = False
    capacity: Capacity | None = None


class GroupAssignment(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A group as it is set by hand; without an id it is a new one."""

    id: Id | None = None
    name: Name = ""
    people: People = ()


class CreateBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    session_id: Id
    plan: GroupPlan


class AssignBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    session_id: Id
    version: int
    groups: Annotated[Sequence[GroupAssignment], Meta(min_length=1, max_length=MAX_GROUPS)]


class OpenBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    session_id: Id
    seconds: Annotated[int, Meta(ge=0, le=60)] = 5


class MoveBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    session_id: Id
    participant: Id
    group: Id | None = None


class BroadcastBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    session_id: Id
    text: Annotated[str, Meta(min_length=1, max_length=500)]


class EndBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    session_id: Id
    seconds: Annotated[int, Meta(ge=0, le=600)] = 60


class BreakoutCreate(Request, tag="breakout:create", frozen=True, kw_only=True):
    """Prepare groups, in place of those that are prepared. Staff."""

    plan: GroupPlan

    durable: ClassVar[bool] = True


class BreakoutAssign(Request, tag="breakout:assign", frozen=True, kw_only=True):
    """Set all groups by hand, as of a version that is known. Who was in one and is in none is in the plenary. Staff."""

    version: int
    groups: Annotated[Sequence[GroupAssignment], Meta(min_length=1, max_length=MAX_GROUPS)]
    task: Task | None = None
    minutes: Annotated[int, Meta(ge=0, le=480, description="0: without an end")] | None = None
    may_choose: bool | None = None

    durable: ClassVar[bool] = True


class BreakoutOpen(Request, tag="breakout:open", frozen=True, kw_only=True):
    """Let the groups that are prepared begin, after some seconds of notice. Staff."""

    seconds: Annotated[int, Meta(ge=0, le=60)] = 5

    durable: ClassVar[bool] = True


class BreakoutMove(Request, tag="breakout:move", frozen=True, kw_only=True):
    """Put somebody into a group, or into none. Staff move anybody, and visit a group themselves; others move themselves
    where groups are chosen."""

    participant: Id
    group: Id | None = None

    durable: ClassVar[bool] = True


class BreakoutTime(Request, tag="breakout:time", frozen=True, kw_only=True):
    """Add minutes to the time that is left, or take some; at least a minute is left. Staff."""

    minutes: Annotated[int, Meta(ge=-480, le=480)]

    durable: ClassVar[bool] = True


class BreakoutBroadcast(Request, tag="breakout:broadcast", frozen=True, kw_only=True):
    """Tell all groups something in writing. Staff."""

    text: Annotated[str, Meta(min_length=1, max_length=500)]

    durable: ClassVar[bool] = True


class BreakoutVoice(Request, tag="breakout:voice", frozen=True, kw_only=True):
    """Be heard in all groups, or not any more. One person at a time. Staff."""

    on: bool

    durable: ClassVar[bool] = True


class BreakoutHelp(Request, tag="breakout:help", frozen=True, kw_only=True):
    """Call for help in one's group, or call it off."""

    on: bool

    durable: ClassVar[bool] = True


class BreakoutEnd(Request, tag="breakout:end", frozen=True, kw_only=True):
    """Call everybody back after so many seconds; groups that are only prepared are dropped. Staff."""

    seconds: Annotated[int, Meta(ge=0, le=600)] = 60

    durable: ClassVar[bool] = True


class BreakoutSaved(Request, tag="breakout:saved", frozen=True, kw_only=True):
    """The course's earlier breakouts. Staff."""


class BreakoutNumbers(Request, tag="breakout:numbers", frozen=True, kw_only=True):
    """Read a table of numbers to mix groups by (CSV: e-mail address, what stands before its @, or name; then the
    value). Nothing of it is kept. Staff."""

    table: bytes

    max_bytes: ClassVar[int] = OFFER_LIMIT


class BreakoutChanged(DurableEvent, tag="breakout:changed", frozen=True, kw_only=True):
    """The breakout is now like this; None: there is none any more. Staff hear also of what is only prepared."""

    breakout: Breakout | None


class BreakoutDesk(DurableEvent, tag="breakout:desk", frozen=True, kw_only=True):
    """What staff know besides; comes before the breakout that it is of."""

    desk: GroupDesk


class GroupActivity(msgspec.Struct, frozen=True, kw_only=True):
    """Who speaks in a group just now, and for how many seconds nobody has: None where nobody did since it began."""

    id: str
    speaking: tuple[str, ...]
    silent: int | None


class BreakoutActivity(StateEvent, tag="breakout:activity", frozen=True, kw_only=True):
    """How it goes in the groups, every two seconds. Staff."""

    groups: tuple[GroupActivity, ...]
