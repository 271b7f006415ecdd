"""What is said about receive slots: wishes for them, and who is in them."""

from typing import Annotated, Literal, TypeAlias

import msgspec
from msgspec import Meta

from eduforum.media.schemas import Kind
from eduforum.web.protocol import Id

SourceName = Literal["microphone", "camera"]


class Want(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A wish for a video slot: whose camera, or nobody's, and for the allocation of bitrate how wide it is shown, in
    pixels, and how much it matters."""

    slot: Annotated[int, Meta(ge=0, le=255)]
    participant: Id | None = None
    source: Literal["camera"] = "camera"
    width: Annotated[int, Meta(ge=0, le=16384)] = 0
    priority: Annotated[int, Meta(ge=0, le=255)] = 0


class SlotInfo(msgspec.Struct, frozen=True):
    """A receive slot of the offer: its number, counted over the recvonly sections, and the section's mid."""

    slot: int
    mid: str
    kind: Kind


class Produced(msgspec.Struct, frozen=True):
    answer: str
    slots: list[SlotInfo]


class SlotState(msgspec.Struct, frozen=True):
    """Who is heard or seen in a slot now."""

    slot: int
    participant: str | None
    source: SourceName | None


class SlotsChanged(msgspec.Struct, frozen=True):
    """All slots of a connection, as they are now."""

    connection_id: str
    slots: list[SlotState]


class TransportChanged(msgspec.Struct, frozen=True):
    """A connection's media came up, is silent and may come back, or is gone until it offers again."""

    connection_id: str
    state: Literal["connected", "disconnected", "failed"]


EngineEvent: TypeAlias = SlotsChanged | TransportChanged
