"""What follows of a command to the room: what its people are told, and what has to be done to sockets and media."""

from typing import NamedTuple, TypeAlias

from eduforum.media.schemas import ParticipantChanged, ParticipantJoined, ParticipantLeft, SourceName


class Moved(NamedTuple):
    """The connection gave its place to another device: close its socket, and its media."""

    connection_id: str


class Closed(NamedTuple):
    """The connection is gone for good: close its media."""

    connection_id: str


class SendingChanged(NamedTuple):
    """The connection's person got or lost the seat to send from."""

    connection_id: str
    allowed: bool


class MuteChanged(NamedTuple):
    """The forwarder has to stop or start passing on this source of the person's."""

    participant_id: str
    source: SourceName
    muted: bool


class ScreenChanged(NamedTuple):
    """The connection's screen is passed on to the person's group, or not any more."""

    connection_id: str
    shared: bool


Effect: TypeAlias = (
    ParticipantJoined
    | ParticipantChanged
    | ParticipantLeft
    | Moved
    | Closed
    | SendingChanged
    | MuteChanged
    | ScreenChanged
)
