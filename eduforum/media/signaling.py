"""Offers, answers and slots over the room's socket: the messages `media:produce`, `media:consume` and `media:slots`."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, ClassVar

import msgspec
from msgspec import Meta

from eduforum.cluster import RateLimiter
from eduforum.db import Connection
from eduforum.errors import Conflict, RateLimited
from eduforum.media.schemas import Done, Person
from eduforum.media.slots import EngineEvent, Produced, SlotsChanged, SlotState, Want
from eduforum.media.tools import Caller, Handler, RoomContext
from eduforum.web.protocol import OFFER_LIMIT, DurableEvent, Request, StateEvent

if TYPE_CHECKING:
    from eduforum.media.engine import MediaEngine


# Offers of one person a minute: an offer is read, answered and set up in the forwarder for some milliseconds.
OFFERS_PER_MINUTE = 60


class MediaProduce(Request, tag="media:produce", frozen=True, kw_only=True):
    """Offer a peer connection (SDP). The answer's transport replaces the one that this connection had."""

    offer: str

    max_bytes: ClassVar[int] = OFFER_LIMIT


class MediaConsume(Request, tag="media:consume", frozen=True, kw_only=True):
    """Whose camera each video slot is to show. The list is whole: a video slot that it does not name falls empty."""

    want: Annotated[list[Want], Meta(max_length=64)]


class MediaSlots(StateEvent, tag="media:slots", frozen=True, kw_only=True):
    """Who is heard and seen in the slots of this connection, all of them. Comes after every `media:consume` too."""

    slots: list[SlotState]


class MediaSignaling:
    """The room tool of media. It listens to the engine's events, of which clients hear the slots: how their transport
    fares they know themselves."""

    name: ClassVar[str] = "media"
    requests: ClassVar[Mapping[type[Request], type[msgspec.Struct]]] = {MediaProduce: Produced, MediaConsume: Done}
    events: ClassVar[Sequence[type[StateEvent] | type[DurableEvent]]] = (MediaSlots,)
    snapshot_type: ClassVar[type[msgspec.Struct] | None] = None

    def __init__(self, engine: "MediaEngine", limiter: RateLimiter) -> None:
        self._engine = engine
        self._limiter = limiter
        self._rooms: dict[str, RoomContext] = {}
        engine.on_event = self._on_event

    def handlers(self) -> Mapping[type[Request], Handler]:
        return {MediaProduce: self._produce, MediaConsume: self._consume}

    async def snapshot(self, conn: Connection, room: RoomContext, reader: Person) -> None:
        return None

    def connection_closed(self, room: RoomContext, connection_id: str) -> None:
        self._rooms.pop(connection_id, None)
        self._engine.close_connection(room.id, connection_id)

    async def _produce(self, room: RoomContext, caller: Caller, request: MediaProduce) -> Produced:
        wait = await self._limiter.hit(f"produce:{caller.participant.id}", OFFERS_PER_MINUTE, 60)
        if wait > 0:
            raise RateLimited("Too many offers; wait a little.", retry_after=wait)
        # The person as of now: what ended meanwhile must not get a transport again.
        person = room.participant(caller.participant.id)
        if person is None or all(connection.id != caller.connection_id for connection in person.connections):
            raise Conflict("This connection has ended.", code="room_closed")
        self._rooms[caller.connection_id] = room
        return await self._engine.produce(
            room.id,
            caller.connection_id,
            person.id,
            request.offer,
            may_send=person.sending,
            companion=caller.companion,
            muted=person.muted,
        )

    async def _consume(self, room: RoomContext, caller: Caller, request: MediaConsume) -> Done:
        self._engine.consume(room.id, caller.connection_id, request.want)
        return Done()

    def _on_event(self, room_id: str, event: EngineEvent) -> None:
        if isinstance(event, SlotsChanged) and (room := self._rooms.get(event.connection_id)):
            room.tell(event.connection_id, MediaSlots(slots=event.slots))
