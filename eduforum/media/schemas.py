"""Records, bodies, frames and claims of a live room."""

from collections.abc import Hashable, Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any, Literal, NamedTuple

import msgspec
from msgspec import Meta

from eduforum.courses.schemas import CourseRole
from eduforum.web.protocol import (
    Id,
    Muted,
    Request,
    RoomEnded,
    RoomJoin,
    RoomLeave,
    RoomResync,
    StateEvent,
    TokenRenew,
)

Kind = Literal["audio", "video"]
DeviceKind = Literal["desktop", "phone", "program"]

OwnSource = Literal["microphone", "camera", "screen", "screen_audio"]
"""What a peer connection in the room sends."""

SourceName = Annotated[str, Meta(pattern=r"\A(microphone|camera|screen|screen_audio|whip-[a-z0-9-]{1,48})\Z")]
"""One of a person's sources: those of the peer connection, or `whip-…` for what a WHIP resource sends."""


RoomRole = Literal[CourseRole, "guest"]
"""What somebody is in a room: as in the course, or a guest of the session, who is nothing in the course."""


class Person(NamedTuple):
    """Somebody who is let into a room, by the role that they have there. `waits`: a host has to let them in, whatever
    the room's own door does."""

    id: str
    name: str
    role: RoomRole
    waits: bool = False


class Sound(NamedTuple):
    """A packet of Opus that somebody sends into a microphone: `stream` tells one of their microphones from another,
    `at` is when it came (seconds of the monotonic clock), `timestamp` its RTP timestamp (48 kHz), `level` what its
    sender says of its loudness (−dBov, 0 to 127; RFC 6464), or none."""

    room_id: str
    participant_id: str
    stream: tuple[str, int]
    at: float
    timestamp: int
    level: int | None
    payload: bytes


class IceServer(msgspec.Struct, frozen=True):
    """RTCIceServer of the WebRTC API."""

    urls: list[str]
    username: str | None = None
    credential: str | None = None


class JoinAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What entitles a client to a room: where to connect, and the token to show there."""

    ws_url: str
    participant_token: str
    expires_in: int
    ice_servers: list[IceServer]


class RoomConnection(msgspec.Struct, frozen=True, kw_only=True):
    """One device of a person. A companion is a second screen: it sends no media and plays no sound."""

    id: str
    kind: DeviceKind
    companion: bool


class SourceInfo(msgspec.Struct, frozen=True, kw_only=True):
    """Something that a person sends beside microphone and camera: the shared screen and its sound, or what a WHIP
    resource sends. `label` is its sender's name for it, empty for a screen."""

    source: SourceName
    kind: Kind
    label: str
    muted: bool


class Participant(msgspec.Struct, frozen=True, kw_only=True):
    """A person in the room. `id` is the person's own, the same in every room; `sending`: has a seat to send from;
    `screen`: shares it now; `interpreter`: signs or speaks for others, whom everybody keeps in view; `co_host`: has the
    rights of a host in this session."""

    id: str
    name: str
    role: RoomRole
    state: Literal["present", "reconnecting"]
    sending: bool
    muted: Muted
    screen: bool
    interpreter: bool
    co_host: bool
    sources: tuple[SourceInfo, ...]
    connections: tuple[RoomConnection, ...]
    joined_at: datetime


class RoomSession(msgspec.Struct, frozen=True, kw_only=True):
    """The session that the room belongs to."""

    id: str
    course_id: str
    course_title: str
    title: str
    started_at: datetime


class Joined(msgspec.Struct, frozen=True, kw_only=True):
    """The answer to `room:join`: the room's state whole, and what is missing since the cursor or a fresh snapshot."""

    participant_id: str
    connection_id: str
    companion: bool
    resumed: bool
    session: RoomSession
    participants: tuple[Participant, ...]
    media_alive: bool
    ice_servers: list[IceServer]
    token_expires_at: datetime
    now: datetime
    cursor: str
    events: tuple[msgspec.Raw, ...]
    tools: dict[str, Any]
    states: tuple[Any, ...]


class TokenRenewed(msgspec.Struct, frozen=True, kw_only=True):
    token: str
    expires_at: datetime


class Done(msgspec.Struct, frozen=True):
    """Nothing more to say."""


class ParticipantMute(Request, tag="participant:mute", frozen=True, kw_only=True):
    """Mute what one sends of a kind, or one source of it alone; the forwarder holds to it. A shared screen has its own
    switch."""

    kind: Kind
    source: SourceName | None = None


class ParticipantUnmute(Request, tag="participant:unmute", frozen=True, kw_only=True):
    """Take back one's own mute."""

    kind: Kind
    source: SourceName | None = None


class ParticipantInterpreter(Request, tag="participant:interpreter", frozen=True, kw_only=True):
    """Make somebody the room's interpreter, or not any more; hosts only."""

    participant: Id
    on: bool


class ScreenStart(Request, tag="screen:start", frozen=True, kw_only=True):
    """Share the screen. One is shared at a time, in each group; a host may take over from whoever shares."""

    take_over: bool = False


class ScreenStop(Request, tag="screen:stop", frozen=True, kw_only=True):
    """Share the screen no longer."""


class ParticipantJoined(StateEvent, tag="participant:joined", frozen=True, kw_only=True):
    participant: Participant

    def subject(self) -> Hashable:
        return "participant", self.participant.id


class ParticipantChanged(StateEvent, tag="participant:changed", frozen=True, kw_only=True):
    """The participant whole: mute, seat, devices or state are other than before."""

    participant: Participant

    def subject(self) -> Hashable:
        return "participant", self.participant.id


class ParticipantLeft(StateEvent, tag="participant:left", frozen=True, kw_only=True):
    participant_id: str

    def subject(self) -> Hashable:
        return "participant", self.participant_id


ANSWERS: Mapping[type[Request], type[msgspec.Struct]] = {
    RoomJoin: Joined,
    RoomLeave: Done,
    TokenRenew: TokenRenewed,
    ParticipantMute: Done,
    ParticipantUnmute: Done,
    ParticipantInterpreter: Done,
    ScreenStart: Done,
    ScreenStop: Done,
}
"""What the room itself is asked, and what each ack carries; tools add theirs."""

EVENTS: Sequence[type[StateEvent]] = (
    ParticipantJoined,
    ParticipantChanged,
    ParticipantLeft,
    RoomResync,
    RoomEnded,
)
"""What the room itself tells."""


class ParticipantClaims(msgspec.Struct, frozen=True, kw_only=True):
    """What a participant token says: the person, what it came from, the session and the role. That of one of the
    course's people came from a login and an enrolment, a guest's from the link `link_id` and from no login."""

    sub: str
    login_id: str | None
    enrollment_id: str | None
    session_id: str
    course_id: str
    role: RoomRole
    link_id: str | None = None
    exp: int
