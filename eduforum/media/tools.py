"""How a tool of the room (media signalling, chat, later polls, boards …) plugs in.

A tool registers the requests it answers, gives a snapshot to those who enter, and acts on the room through a
`RoomContext`. Neither the hub nor the room knows any tool by name.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Any, ClassVar, NamedTuple, Protocol

import msgspec

from eduforum.courses.schemas import Session
from eduforum.db import Connection
from eduforum.media.audience import EVERYONE, Addressed, Audience, Keys
from eduforum.media.controls.schemas import RoomDoor
from eduforum.media.controls.state import Controls
from eduforum.media.exams import Exams
from eduforum.media.record import RecordPart, RecordReader
from eduforum.media.schemas import Kind, Participant, Person
from eduforum.web.protocol import DurableEvent, Request, StateEvent


class Caller(NamedTuple):
    """Who sends a request, by the role they have now, and the connection it came by: none for a call over HTTP, whose
    person need not be in the room."""

    person: Person
    connection_id: str = ""
    companion: bool = False


class Row(NamedTuple):
    """One SQL statement of a durable write. Its parameters `$1` and `$2` are the room's id and the seq of the write's
    first event, or of the room where it has none; `arguments` follow from `$3`. Equal statements of one commit are run
    together, each in the order of the writes."""

    statement: str
    arguments: tuple[Any, ...]


class RoomContext(Protocol):
    """A live room, as its tools see it. Everything but `append` and `record` acts at once and never waits."""

    id: str
    """The session's, which is the room's."""

    controls: Controls
    """What hosts have decided."""

    exams: Exams
    """Who sits an exam now."""

    def participant(self, participant_id: str) -> Participant | None: ...

    def participants(self) -> Sequence[Participant]:
        """Everyone in the room, in the order of arrival."""
        ...

    def keys(self, person: Person) -> Keys:
        """What audiences the person belongs to now, in the room or on the way in."""
        ...

    def set_sitting(self, people: frozenset[str]) -> None:
        """These sit an exam from here on: of the tools that are not open in exams they hear nothing, and nobody but
        those who teach shares a screen. Who sat one until now is told to ask for the whole again."""
        ...

    def speech(self) -> Mapping[str, float]:
        """How long each person has spoken in what they send now, in seconds, as the forwarder hears it. It grows while
        they speak, and begins anew with another connection."""
        ...

    def set_groups(self, groups: Mapping[str, str | None]) -> None:
        """From here on each of these people hears and sees their group (None: those who are in none) and hears what is
        for it, and nothing of another. All move at once; their transports stay."""
        ...

    def set_group(self, participant_id: str, group_id: str | None) -> None:
        """The same for one person."""
        ...

    def set_announcing(self, participant_id: str, on: bool) -> None:
        """Let a person's voice be heard in every group, or not any more."""
        ...

    def silences(self) -> Mapping[str, float]:
        """For how many seconds people have not spoken: of those alone who ever did."""
        ...

    def set_muted(self, participant_id: str, kind: Kind) -> None:
        """What the person sends of this kind is not passed on until they unmute it. Raises `NotFound`."""
        ...

    def set_seat(self, participant_id: str, on: bool) -> None:
        """Raises what `Room.set_seat` does."""
        ...

    def set_co_host(self, participant_id: str, on: bool) -> None:
        """The person is shown as a co-host and hears what is for hosts, or not any more."""
        ...

    def send_out(self, participant_id: str, *, banned: bool) -> None:
        """All of the person's connections are closed, inside and at the door."""
        ...

    def stop_others_screen(self) -> None:
        """The shared screen goes where neither a host nor an assistant shares it."""
        ...

    def door(self) -> RoomDoor:
        """Who waits, and who is banned."""
        ...

    def tell_door(self) -> None:
        """Hosts hear who waits, and who is banned."""
        ...

    def let_in(self, participant_id: str) -> None:
        """Whoever waits by this id is told to join again."""
        ...

    def publish(self, event: StateEvent, to: Audience = EVERYONE) -> None:
        """To those in the room who belong to the audience."""
        ...

    def tell(self, connection_id: str, event: StateEvent) -> None:
        """To one connection; where its socket is away just now, nobody hears it."""
        ...

    def tell_each(self, connection_ids: Iterable[str], event: StateEvent, to: Audience = EVERYONE) -> None:
        """The same to several, as far as they belong to the audience."""
        ...

    async def act(self, caller: Caller, request: Request) -> msgspec.Struct | msgspec.Raw:
        """Does what somebody asks of any tool, as if they had sent it: the answer, or the stored one where the id has
        acted before. A tool that holds a lock of its own is not asked by this for anything that takes it again. Raises
        what the request's handler does."""
        ...

    async def append(
        self,
        caller: Caller,
        request: Request,
        answer: msgspec.Struct,
        events: Sequence[Addressed] = (),
        rows: Sequence[Row] = (),
        *,
        stored: Callable[[], None] | None = None,
    ) -> msgspec.Struct | msgspec.Raw:
        """Stores `events` and `rows` as the next of the room, with the request's id and its answer; then each event is
        heard by its audience. What comes back is to be returned as the handler's answer: `answer`, or the stored one
        where the id has acted before. `stored` is called before anything is told, and not where the id has acted
        before: there the tool's memory follows. Raises `Unavailable` where nothing could be stored."""
        ...

    async def record(
        self,
        events: Sequence[Addressed],
        rows: Sequence[Row] = (),
        *,
        stored: Callable[[], None] | None = None,
    ) -> None:
        """The same for what nobody asked for, as when a time is over. It is for the tool that it happens once."""
        ...


Handler = Callable[[RoomContext, Caller, Any], Awaitable[msgspec.Struct | msgspec.Raw]]


class RoomTool:
    """One tool, for all rooms of the process. The class attributes are the source of the client's types too.

    What a tool says nothing about it has nothing to do with.
    """

    name: ClassVar[str]
    """Where its snapshot stands in the answer to `room:join`: `tools.<name>`."""

    requests: ClassVar[Mapping[type[Request], type[msgspec.Struct]]] = {}
    """The requests it answers, each with what its ack carries."""

    events: ClassVar[Sequence[type[StateEvent] | type[DurableEvent]]] = ()

    snapshot_type: ClassVar[type[msgspec.Struct] | None] = None
    """None: it has no durable state of its own."""

    in_exams: ClassVar[bool] = False
    """Whether it tells and answers who sits an exam. What people say to one another never does."""

    def handlers(self) -> Mapping[type[Request], Handler]:
        """For each of `requests`, `async (room, caller, request) -> answer`. What it raises of `EduForumError` is
        told to the client by its code. Requests of one connection are handled one after another."""
        return {}

    async def snapshot(self, conn: Connection, room: RoomContext, reader: Person) -> msgspec.Struct | None:
        """What `reader` may see, read by `conn` alone: it is one consistent view, to which later events are added."""
        return None

    def states(self, room: RoomContext, reader: Person) -> Sequence[StateEvent]:
        """What holds now of that which is told as state. Everybody gets it who comes in, or comes back and gets no
        snapshot."""
        return ()

    async def start(self) -> None:
        """The process begins. No room is open yet."""

    async def stop(self) -> None:
        """The process ends with its rooms open, and nobody is in them any more: what is under way is finished or given
        up, and nothing begins any more."""

    async def opened(self, conn: Connection, room: RoomContext) -> None:
        """The room is in memory, of a new session or after a restart, and nobody is in it yet: take up again what the
        database has of it."""

    def closed(self, room: RoomContext) -> None:
        """The session has ended, or the room lives elsewhere now."""

    def entered(self, room: RoomContext, participant: Participant) -> None:
        """A person is in the room who was not."""

    def left(self, room: RoomContext, participant_id: str) -> None:
        """A person is in the room no longer, nor awaited back."""

    def written(self, room: RoomContext) -> None:
        """Something durable of the room has been stored, by whichever tool."""

    async def recorded(self, conn: Connection, session: Session, reader: RecordReader) -> RecordPart | None:
        """What the record of a session that is over has of the tool, as far as `reader` may see it; None: nothing."""
        return None

    async def sitting(self, conn: Connection, session_id: str) -> frozenset[str]:
        """Who sits an exam in a session whose room nobody has opened here."""
        return frozenset()

    async def tick(self, room: RoomContext) -> None:
        """About a second has passed."""

    def connection_closed(self, room: RoomContext, connection_id: str) -> None:
        """A connection is gone for good."""
