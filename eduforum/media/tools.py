"""How a tool of the room (media signalling, chat, later polls, boards …) plugs in.

A tool registers the requests it answers, gives a snapshot to those who enter, and acts on the room through a
`RoomContext`. Neither the hub nor the room knows any tool by name.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, ClassVar, NamedTuple, Protocol

import msgspec

from eduforum.db import Connection
from eduforum.media.schemas import Participant, Person
from eduforum.web.protocol import DurableEvent, Request, StateEvent


class Caller(NamedTuple):
    """Who sends a request: the person as of now, and the connection it came by."""

    participant: Participant
    connection_id: str
    companion: bool


class Row(NamedTuple):
    """One SQL statement of a durable write. Its parameters `$1` and `$2` are the room's id and the event's seq,
    `arguments` follow from `$3`. Equal statements of one commit are run together."""

    statement: str
    arguments: tuple[Any, ...]


class RoomContext(Protocol):
    """A live room, as its tools see it. Everything but `append` acts at once and never waits."""

    id: str
    """The session's, which is the room's."""

    def participant(self, participant_id: str) -> Participant | None: ...

    def publish(self, event: StateEvent) -> None:
        """To everyone in the room."""
        ...

    def tell(self, connection_id: str, event: StateEvent) -> None:
        """To one connection; where its socket is away just now, nobody hears it."""
        ...

    async def append(
        self, caller: Caller, request: Request, event: DurableEvent, answer: msgspec.Struct, rows: Sequence[Row] = ()
    ) -> msgspec.Struct | msgspec.Raw:
        """Stores `event` and `rows` as the next of the room, with the request's id and its answer; then everyone in
        the room hears the event. What comes back is to be returned as the handler's answer: `answer`, or the stored
        one where the id has acted before. Raises `Unavailable` where nothing could be stored."""
        ...


Handler = Callable[[RoomContext, Caller, Any], Awaitable[msgspec.Struct | msgspec.Raw]]


class RoomTool(Protocol):
    """One tool, for all rooms of the process. The class attributes are the source of the client's types too."""

    name: ClassVar[str]
    """Where its snapshot stands in the answer to `room:join`: `tools.<name>`."""

    requests: ClassVar[Mapping[type[Request], type[msgspec.Struct]]]
    """The requests it answers, each with what its ack carries."""

    events: ClassVar[Sequence[type[StateEvent] | type[DurableEvent]]]

    snapshot_type: ClassVar[type[msgspec.Struct] | None]
    """None: it has no durable state of its own."""

    def handlers(self) -> Mapping[type[Request], Handler]:
        """For each of `requests`, `async (room, caller, request) -> answer`. What it raises of `EduForumError` is
        told to the client by its code. Requests of one connection are handled one after another."""
        ...

    async def snapshot(self, conn: Connection, room: RoomContext, reader: Person) -> msgspec.Struct | None:
        """What `reader` may see, read by `conn` alone: it is one consistent view, to which later events are added."""
        ...

    def connection_closed(self, room: RoomContext, connection_id: str) -> None:
        """A connection is gone for good."""
        ...
