"""Offers, answers, slots and layers over the room's socket: the messages `media:…`."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, ClassVar

import msgspec
from msgspec import Meta

from eduforum.cluster import RateLimiter
from eduforum.errors import Conflict, RateLimited
from eduforum.media.schemas import Done
from eduforum.media.slots import (
    CodecChanged,
    EngineEvent,
    LayersChanged,
    LayersState,
    Mode,
    Produced,
    SlotsChanged,
    SlotState,
    SourceAt,
    TransportChanged,
    VideoCodec,
    Want,
)
from eduforum.media.tools import Caller, Handler, RoomContext, RoomTool
from eduforum.web.protocol import OFFER_LIMIT, DurableEvent, Request, StateEvent

if TYPE_CHECKING:
    from eduforum.media.engine import MediaEngine


class MediaProduce(Request, tag="media:produce", frozen=True, kw_only=True):
    """Offer a peer connection (SDP). A new one replaces the transport that this connection had; the same one, offered
    again, goes on with it. `sources` says what the sections send; without it the first audio section is the
    microphone and the first video section the camera."""

    offer: str
    sources: Annotated[list[SourceAt], Meta(max_length=4)] | None = None

    max_bytes: ClassVar[int] = OFFER_LIMIT


class MediaConsume(Request, tag="media:consume", frozen=True, kw_only=True):
    """Whose picture each video slot is to show. The list is whole: a video slot that it does not name falls empty."""

    want: Annotated[list[Want], Meta(max_length=64)]


class MediaSlots(StateEvent, tag="media:slots", frozen=True, kw_only=True):
    """Who is heard and seen in the slots of this connection, all of them. Comes after every `media:consume` too."""

    slots: list[SlotState]


class MediaLayers(StateEvent, tag="media:layers", frozen=True, kw_only=True):
    """What is watched of what this connection sends: the rest need not be encoded."""

    sources: list[LayersState]


class MediaCodec(StateEvent, tag="media:codec", frozen=True, kw_only=True):
    """The room's codec is another now: offer again, so that this connection's camera and screen are sent in it."""

    codec: VideoCodec


class MediaMode(Request, tag="media:mode", frozen=True, kw_only=True):
    """Receive everything, or sound and the shared screen's slides alone, at most 60 kbit/s."""

    mode: Mode


class MediaSignaling(RoomTool):
    """The room tool of media. It listens to the engine's events; how their transport fares clients know themselves."""

    name: ClassVar[str] = "media"
    in_exams: ClassVar[bool] = True
    requests: ClassVar[Mapping[type[Request], type[msgspec.Struct]]] = {
        MediaProduce: Produced,
        MediaConsume: Done,
        MediaMode: Done,
    }
    events: ClassVar[Sequence[type[StateEvent] | type[DurableEvent]]] = (MediaSlots, MediaLayers, MediaCodec)

    def __init__(self, engine: "MediaEngine", limiter: RateLimiter, offers_per_minute: int) -> None:
        """`offers_per_minute` of one person, those over WHIP and WHEP included; 0 = no limit."""
        self._engine = engine
        self._limiter = limiter
        self._offers_per_minute = offers_per_minute
        self._rooms: dict[str, RoomContext] = {}
        engine.listen(self._on_event)

    def handlers(self) -> Mapping[type[Request], Handler]:
        return {MediaProduce: self._produce, MediaConsume: self._consume, MediaMode: self._mode}

    def connection_closed(self, room: RoomContext, connection_id: str) -> None:
        self._rooms.pop(connection_id, None)
        self._engine.close_connection(room.id, connection_id)

    async def _produce(self, room: RoomContext, caller: Caller, request: MediaProduce) -> Produced:
        # An offer is read, answered and set up in the forwarder for some milliseconds.
        if limit := self._offers_per_minute:
            wait = await self._limiter.hit(f"offer:{caller.person.id}", limit, 60)
            if wait > 0:
                raise RateLimited("Too many offers; wait a little.", retry_after=wait)
        # The person as of now: what ended meanwhile must not get a transport again.
        person = room.participant(caller.person.id)
        if person is None or all(connection.id != caller.connection_id for connection in person.connections):
            raise Conflict("This connection has ended.", code="room_closed")
        self._rooms[caller.connection_id] = room
        return await self._engine.produce(
            room.id,
            caller.connection_id,
            person.id,
            request.offer,
            sources=request.sources,
            may_send=person.sending,
            companion=caller.companion,
            muted=person.muted,
        )

    async def _consume(self, room: RoomContext, caller: Caller, request: MediaConsume) -> Done:
        self._engine.consume(room.id, caller.connection_id, request.want)
        return Done()

    async def _mode(self, room: RoomContext, caller: Caller, request: MediaMode) -> Done:
        self._engine.set_mode(room.id, caller.connection_id, request.mode)
        return Done()

    def _on_event(self, room_id: str, event: EngineEvent) -> None:
        room = self._rooms.get(event.connection_id)
        if room is None:
            return
        match event:
            case SlotsChanged(connection_id, slots):
                room.tell(connection_id, MediaSlots(slots=slots))
            case LayersChanged(connection_id, sources):
                room.tell(connection_id, MediaLayers(sources=sources))
            case CodecChanged(connection_id, codec):
                room.tell(connection_id, MediaCodec(codec=codec))
            case TransportChanged():
                pass
