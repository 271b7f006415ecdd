"""What the engine knows: workers, rooms, connections, and the sources and slots that they have."""

import asyncio
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from eduforum.media.dtls import DtlsSession
from eduforum.media.engine.load import Load
from eduforum.media.schemas import SourceName
from eduforum.media.sdp import CodecName, Offer, Reply
from eduforum.media.slots import Mode, SlotInfo, VideoCodec, Want
from sfu_core import records
from sfu_core.worker import Worker

SCREEN: frozenset[SourceName] = frozenset({"screen", "screen_audio"})
"""What is forwarded only while its screen is the one that its group sees."""

Key: TypeAlias = tuple[str, SourceName]
"""Whose source: the person's id and the source's name."""

View: TypeAlias = tuple[int, int, int, bool]
"""How a slot is shown: width and height in device pixels, priority, frame rate before resolution."""

CODEC_NAMES: dict[records.Codec, CodecName] = {
    records.Codec.OPUS: "opus",
    records.Codec.VP8: "vp8",
    records.Codec.VP9: "vp9",
    records.Codec.H264: "h264",
    records.Codec.AV1: "av1",
}

Part: TypeAlias = Literal["device", "companion", "publisher", "viewer"]
"""What a connection is for: somebody's device or second screen in the room, or a program that publishes or watches."""


@dataclass(slots=True, eq=False)
class Source:
    """Something that somebody sends, and which of its layers are watched."""

    handle: int
    name: SourceName
    peer: "Peer"
    spec: records.ProducerSpec
    offered: frozenset[CodecName]
    watched: int = -1
    paused: bool = False
    shown_in: set["Slot"] = field(default_factory=set)

    @property
    def key(self) -> Key:
        return self.peer.participant_id, self.name

    @property
    def is_video(self) -> bool:
        return self.spec.kind == records.VIDEO

    @property
    def codec(self) -> CodecName:
        return CODEC_NAMES[self.spec.codec]

    @property
    def is_shared(self) -> bool:
        """False of a screen that nobody is to see."""
        return self.name not in SCREEN or self.peer.connection_id in self.peer.room.screens


@dataclass(slots=True, eq=False)
class Slot:
    """A receive slot of a connection: what it is to show, and what it shows."""

    handle: int
    info: SlotInfo
    peer: "Peer"
    spec: records.SlotSpec
    of_screen: bool = False
    """An audio slot for the sound of the shared screen."""
    want: Want | None = None
    view: View | None = None
    asked: Source | None = None
    shows: Source | None = None
    layer: records.SlotLayer | None = None

    def carries(self, source: Source) -> bool:
        """Can its client decode the source?"""
        return any(codec.codec == source.spec.codec for codec in self.spec.codecs)


@dataclass(slots=True, eq=False)
class Peer:
    """The transport of one connection, as its latest offer made it. `ufrag` and `pwd` are our own."""

    room: "Room"
    connection_id: str
    participant_id: str
    part: Part
    may_send: bool
    dtls: DtlsSession
    offer: Offer
    ufrag: str = ""
    pwd: str = ""
    session_id: int = field(default_factory=lambda: secrets.randbits(62))
    version: int = 0
    replies: list[Reply] = field(default_factory=list)
    transport: int = 0
    state: Literal["new", "connected", "disconnected"] = "new"
    sources: dict[SourceName, Source] = field(default_factory=dict)
    slots: dict[int, Slot] = field(default_factory=dict)
    mode: Mode = "full"
    pinned: tuple[str | None, SourceName | None] = (None, None)
    """Of a viewer: whose sources alone it watches, and which one alone."""
    timer: asyncio.TimerHandle | None = None
    dirty: bool = False

    def __post_init__(self) -> None:
        self.renew_credentials()

    def renew_credentials(self) -> None:
        """Other ICE credentials of our own (RFC 8839, section 5.4)."""
        self.ufrag, self.pwd = secrets.token_hex(8), secrets.token_hex(16)

    def continues(self, offer: Offer) -> bool:
        """Is the offer of the peer connection that this transport is the other end of? Its certificate is the same then
        (RFC 8842, section 5.1) and its session (RFC 8829, section 5.2.2), or else, as not everybody keeps that, its ICE
        credentials."""
        before = self.offer
        same = offer.origin == before.origin or (offer.ufrag, offer.pwd) == (before.ufrag, before.pwd)
        return same and offer.fingerprints == before.fingerprints

    def decodes(self) -> frozenset[CodecName] | None:
        """The video codecs that the slots can all show; None without a video slot."""
        videos = [slot for slot in self.slots.values() if slot.info.kind == "video"]
        if not videos:
            return None
        return frozenset.intersection(*(frozenset(CODEC_NAMES[c.codec] for c in slot.spec.codecs) for slot in videos))


@dataclass(slots=True, eq=False)
class Room:
    """What the forwarder knows of a room. Sources stand in the order of arrival."""

    id: str
    shard: "Shard"
    router: int
    codecs: list[VideoCodec]
    """What everybody who has been here could decode, the preferred first; the first is the room's codec."""
    peers: dict[str, Peer] = field(default_factory=dict)
    sources: dict[Key, Source] = field(default_factory=dict)
    wishes: dict[Key, set[Slot]] = field(default_factory=dict)
    muted: set[Key] = field(default_factory=set)
    screens: set[str] = field(default_factory=set)
    """The connections whose screen is shared: one a group, and one among those who are in none."""
    groups: dict[str, str] = field(default_factory=dict)
    """The group of each person who is in one, by the person's id."""
    announcers: set[str] = field(default_factory=set)
    """People whose voice is heard in every group."""
    _numbers: dict[str, int] = field(default_factory=dict)
    _persons: dict[str, int] = field(default_factory=dict)
    _streams: dict[Key, int] = field(default_factory=dict)

    def person(self, participant_id: str) -> int:
        """The forwarder's number of a person."""
        return self._persons.setdefault(participant_id, len(self._persons) + 1)

    def csrc(self, key: Key) -> int:
        """The contributing source that marks a person's packets, the same however often they come back."""
        return self._streams.setdefault(key, len(self._streams) + 1)

    def group_number(self, participant_id: str) -> int:
        """The forwarder's number of the group that a person is in; 0 for those who are in none."""
        group = self.groups.get(participant_id)
        return 0 if group is None else self._numbers.setdefault(group, len(self._numbers) + 1)

    def are_together(self, one: "Peer", other: "Peer") -> bool:
        """Are both of one group, or in none?"""
        return self.groups.get(one.participant_id) == self.groups.get(other.participant_id)

    def screen_sounds(self) -> dict[str | None, Source]:
        """The sound of the screen that is shared in each group."""
        sharers = [self.peers[connection] for connection in self.screens if connection in self.peers]
        return {
            self.groups.get(sharer.participant_id): sound
            for sharer in sharers
            if (sound := sharer.sources.get("screen_audio")) is not None
        }

    def viewers(self) -> Iterator[Peer]:
        return (peer for peer in self.peers.values() if peer.part == "viewer")


@dataclass(slots=True, eq=False)
class Shard:
    """A worker, and what its handles mean."""

    worker: Worker
    load: Load = field(default_factory=Load)
    rooms: int = 0
    transports: dict[int, Peer] = field(default_factory=dict)
    sources: dict[int, Source] = field(default_factory=dict)
    slots: dict[int, Slot] = field(default_factory=dict)
