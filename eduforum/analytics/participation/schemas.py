"""Frames and records of participation. Seconds and minutes are of the session so far."""

from datetime import datetime
from typing import Annotated, ClassVar, Literal, NamedTuple

import msgspec
from msgspec import Meta

from eduforum.media.schemas import RoomRole
from eduforum.web.protocol import Id, Request, StateEvent

TurnKind = Literal["speech", "presentation", "debate", "interpreting"]
"""What a person says themselves, what they say while their screen is shown, what they say for a side of a debate, and
what they say for others."""

Sees = Literal["people", "figures", "nothing"]
"""Everybody's participation by name, what is true of the class, or neither."""


class TalkTurn(msgspec.Struct, frozen=True, kw_only=True):
    """A turn from its first word to its last, of which `spoken` seconds were speech. `follows`: whose turn was the last
    before it; `interrupts`: whose words it cut off; `group_id`: the breakout group that heard it; `voices`: whose words
    an interpreter speaks."""

    id: str
    participant_id: str
    kind: TurnKind
    group_id: str | None
    started_at: datetime
    ended_at: datetime
    spoken: float
    voices: str | None = None
    follows: str | None = None
    interrupts: str | None = None


class Presence(NamedTuple):
    """From when to when somebody was in the room, by the name and role that they had."""

    participant_id: str
    name: str
    role: RoomRole
    entered_at: datetime
    left_at: datetime


class Participation(msgspec.Struct, frozen=True, kw_only=True):
    """What one person has done. `spoken` seconds are their own words, in groups too (`in_groups` of them) and without
    what they `presented` or `debated`; `interpreted` is what interpreters have spoken for them. Text, votes, hands and
    what is `drawn` on boards stand beside it and are in no sum."""

    minutes: Annotated[float, Meta(description="Minutes in the room")]
    spoken: Annotated[float, Meta(description="Seconds")]
    in_groups: float
    presented: float
    debated: float
    interpreted: float
    turns: int
    messages: int
    group_messages: int
    questions: int
    answered: Annotated[int, Meta(description="Votes, of the `rounds` that there were")]
    rounds: int
    reasons: Annotated[int, Meta(description="Of votes that are given by name")]
    quizzes: int
    hands: int
    drawn: Annotated[int, Meta(description="Objects on boards that they have made or changed")]


class PersonParticipation(Participation, frozen=True, kw_only=True):
    """A student, for who teaches. `share` is of what all students have spoken per minute present, null while nobody
    has; `quiet_since`: when they last took part, or came in, of those who are here (null: not here)."""

    participant_id: str
    name: str
    present: bool
    speaking: bool
    interruptions: int
    share: float | None
    quiet_since: datetime | None


class ClassParticipation(msgspec.Struct, frozen=True, kw_only=True):
    """What is true of the class. `teachers` is the share of all speech that is theirs, `teachers_before` that of the
    last session; `silence` the share of the time in which nobody spoke; `answered` the mean share of votes that were
    given; `wait` how long hands waited on average, in seconds. Null where there is nothing to say yet."""

    students: int
    spoke: Annotated[int, Meta(description="How many of them have spoken")]
    teachers: float | None
    teachers_before: float | None
    silence: float | None
    answered: float | None
    rounds: int
    messages: int
    writers: int
    hands: int
    wait: float | None


class ParticipationAllow(Request, tag="participation:allow", frozen=True, kw_only=True):
    """Decide what the course's assistants see; its professors only."""

    assistants: Sees

    durable: ClassVar[bool] = True


class ParticipationAllowed(msgspec.Struct, frozen=True, kw_only=True):
    assistants: Sees


class ParticipationVoice(Request, tag="participation:voice", frozen=True, kw_only=True):
    """Say whose words an interpreter speaks, so that they are theirs; staff only. `person` null: nobody's in
    particular."""

    interpreter: Id
    person: Id | None = None

    durable: ClassVar[bool] = True


class ParticipationVoiced(msgspec.Struct, frozen=True, kw_only=True):
    interpreter: str
    person: str | None


class ParticipationOfClass(StateEvent, tag="participation:class", frozen=True, kw_only=True):
    """How the class takes part, whenever that changes: for those who see people, everybody's by name, and for whom each
    interpreter speaks (`voices`); for those who see figures, `people` is null, and for assistants who see nothing any
    more both are."""

    figures: ClassParticipation | None
    people: tuple[PersonParticipation, ...] | None
    assistants: Sees
    voices: dict[str, str]


class ParticipationOwn(StateEvent, tag="participation:own", frozen=True, kw_only=True):
    """What the server counts of oneself, every few seconds where it changes."""

    own: Participation


class SessionParticipation(msgspec.Struct, frozen=True, kw_only=True):
    """What the reader sees of a session, live or over: of the class, of its people, of oneself; what is not for them is
    null."""

    figures: ClassParticipation | None
    people: tuple[PersonParticipation, ...] | None
    own: Participation | None
    assistants: Sees
