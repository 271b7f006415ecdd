"""What is said about sources and receive slots: what a section sends, wishes for slots, and who is in them."""

from typing import Annotated, Literal, TypeAlias

import msgspec
from msgspec import Meta

from eduforum.media.schemas import Kind, OwnSource, SourceName
from eduforum.web.protocol import Id

Mid = Annotated[str, Meta(min_length=1, max_length=16)]
Pixels = Annotated[int, Meta(ge=0, le=16384)]

VideoCodec = Literal["vp8", "vp9", "h264", "av1"]

Paused = Literal["bandwidth", "source", "codec", "mode", "hidden"]
"""Why a slot that somebody is wanted in shows nothing now: the line is too narrow, the source is muted or has stopped,
the client cannot decode it, the client chose audio and slides, or the tile is not in view."""

Mode = Literal["full", "audio_slides"]


class SourceAt(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a section of the offer sends."""

    mid: Mid
    source: OwnSource


class Want(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A wish for a video slot: whose source, or nobody's, and what matters to the allocation of bitrate: the size of
    the tile in device pixels, 0 × 0 where it is out of view; its weight; whether frame rate goes before resolution."""

    slot: Annotated[int, Meta(ge=0, le=255)]
    participant: Id | None = None
    source: SourceName = "camera"
    width: Pixels = 1280
    height: Pixels = 720
    priority: Annotated[int, Meta(ge=0, le=255)] = 0
    keep_rate: bool = False


class SlotInfo(msgspec.Struct, frozen=True):
    """A receive slot of the offer: its number, counted over the recvonly sections, and the section's mid."""

    slot: int
    mid: str
    kind: Kind


class Produced(msgspec.Struct, frozen=True):
    """The answer to an offer, what its receive slots are called, and the codec that the room uses."""

    answer: str
    slots: list[SlotInfo]
    codec: VideoCodec


class SlotState(msgspec.Struct, frozen=True):
    """Who is heard or seen in a slot now, in which size (0 × 0: not known), or why nothing is seen of them."""

    slot: int
    participant: str | None
    source: SourceName | None
    width: int = 0
    height: int = 0
    paused: Paused | None = None


class LayersState(msgspec.Struct, frozen=True):
    """Which encodings of a source somebody watches, lowest first; of one that is scalable, which spatial layers."""

    source: SourceName
    active: list[bool]


class SlotsChanged(msgspec.Struct, frozen=True):
    """All slots of a connection, as they are now."""

    connection_id: str
    slots: list[SlotState]


class LayersChanged(msgspec.Struct, frozen=True):
    """What is watched of all that a connection sends."""

    connection_id: str
    sources: list[LayersState]


class CodecChanged(msgspec.Struct, frozen=True):
    """The room now uses another codec than the one that this connection's camera sends."""

    connection_id: str
    codec: VideoCodec


class TransportChanged(msgspec.Struct, frozen=True):
    """A connection's media came up, is silent and may come back, or is gone until it offers again."""

    connection_id: str
    state: Literal["connected", "disconnected", "failed"]


EngineEvent: TypeAlias = SlotsChanged | LayersChanged | CodecChanged | TransportChanged
