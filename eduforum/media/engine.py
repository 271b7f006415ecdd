"""The event loop's side of the packet forwarder: people, connections and wishes in, commands to `sfu_core` out.

A room lives on one worker. A connection has at most one transport: the sources it sends (microphone, camera) and the
receive slots that it offered. Packets pass by this module; what comes here are DTLS datagrams and news.
"""

import asyncio
import logging
import os
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Literal, Protocol

from eduforum.clock import Clock
from eduforum.config import Config
from eduforum.errors import Conflict, Detail, Invalid, Unavailable
from eduforum.media import addresses
from eduforum.media.dtls import DtlsIdentity, DtlsSession
from eduforum.media.schemas import IceServer, Kind, SourceName
from eduforum.media.sdp import INACTIVE, Candidate, Codec, Offer, Reply, Section, parse_offer, write_answer
from eduforum.media.slots import (
    EngineEvent,
    Mode,
    Produced,
    SlotInfo,
    SlotsChanged,
    SlotState,
    SourceAt,
    TransportChanged,
    Want,
)
from eduforum.telemetry import Metrics
from eduforum.web.protocol import Muted
from sfu_core import records
from sfu_core.worker import Worker

AUDIO_SLOTS = 3
"""How many voices a connection hears at once; the worker chooses the loudest."""

_ADDRESSES_LIVE = 10.0
_OVERRUN_PAUSE = 0.05
_KINDS: dict[str, int] = {"audio": records.AUDIO, "video": records.VIDEO}
_CODECS: dict[str, records.Codec] = {"audio": records.Codec.OPUS, "video": records.Codec.VP8}
_SOURCES: dict[str, SourceName] = {"audio": "microphone", "video": "camera"}
_SCREEN = ("screen", "screen_audio")

_log = logging.getLogger(__name__)


@dataclass(slots=True, eq=False)
class _Source:
    """A microphone or camera that somebody sends."""

    handle: int
    name: SourceName
    peer: "_Peer"
    participant_id: str
    shown_in: set["_Slot"] = field(default_factory=set)


@dataclass(slots=True, eq=False)
class _Slot:
    """A receive slot of a connection: what it is to show, and what it shows."""

    handle: int
    info: SlotInfo
    peer: "_Peer"
    want: Want | None = None
    shows: _Source | None = None


@dataclass(slots=True, eq=False)
class _Peer:
    """The transport of one connection."""

    room: "_Room"
    connection_id: str
    participant_id: str
    may_send: bool
    dtls: DtlsSession
    transport: int = 0
    state: Literal["new", "connected", "disconnected"] = "new"
    sources: dict[SourceName, _Source] = field(default_factory=dict)
    slots: dict[int, _Slot] = field(default_factory=dict)
    names: dict[str, SourceName] = field(default_factory=dict)
    mode: Mode = "full"
    timer: asyncio.TimerHandle | None = None
    dirty: bool = False


@dataclass(slots=True, eq=False)
class _Room:
    """What the forwarder knows of a room."""

    id: str
    shard: "_Shard"
    router: int
    peers: dict[str, _Peer] = field(default_factory=dict)
    sources: dict[tuple[str, SourceName], _Source] = field(default_factory=dict)
    wishes: dict[tuple[str, SourceName], set[_Slot]] = field(default_factory=dict)
    muted: dict[str, set[SourceName]] = field(default_factory=dict)
    screen: str | None = None
    persons: dict[str, int] = field(default_factory=dict)
    streams: dict[tuple[str, SourceName], int] = field(default_factory=dict)

    def person(self, participant_id: str) -> int:
        """The forwarder's number of a person."""
        return self.persons.setdefault(participant_id, len(self.persons) + 1)

    def csrc(self, participant_id: str, name: SourceName) -> int:
        """The contributing source that marks a person's packets, the same however often they come back."""
        return self.streams.setdefault((participant_id, name), len(self.streams) + 1)


@dataclass(slots=True, eq=False)
class _Shard:
    """A worker, and what its handles mean."""

    worker: Worker
    rooms: int = 0
    transports: dict[int, _Peer] = field(default_factory=dict)
    sources: dict[int, _Source] = field(default_factory=dict)
    slots: dict[int, _Slot] = field(default_factory=dict)


class MakeWorker(Protocol):
    def __call__(self, *, port: int = 0, ipv6: bool = True) -> Worker: ...


class MediaEngine:
    """All media of the process. Event loop only; those who listen are called on the loop."""

    def __init__(self, config: Config, clock: Clock, *, make_worker: MakeWorker = Worker) -> None:
        self._hear: list[Callable[[str, EngineEvent], None]] = []
        self._config = config
        self._clock = clock
        self._make_worker = make_worker
        self._identity = DtlsIdentity(clock)
        self._shards: list[_Shard] = []
        self._rooms: dict[str, _Room] = {}
        self._dirty: list[_Peer] = []
        self._ipv6 = False
        self._addresses: list[str] = []
        self._addresses_until = float("-inf")

    async def start(self) -> None:
        """Start the workers. Raises OSError where a UDP port cannot be had."""
        media = self._config.media
        count = media.workers or max(1, len(os.sched_getaffinity(0)) - 1)
        self._ipv6 = addresses.has_ipv6()
        loop = asyncio.get_running_loop()
        try:
            for index in range(count):
                port = media.udp_port + index if media.udp_port else 0
                shard = _Shard(self._make_worker(port=port, ipv6=self._ipv6))
                shard.worker.start()
                self._shards.append(shard)
                loop.add_reader(shard.worker.fileno(), self._poll, shard)
        except BaseException:
            await self.stop()
            raise

    async def stop(self) -> None:
        """Close every room and join the workers. Idempotent."""
        for room_id in list(self._rooms):
            self.close_room(room_id)
        loop = asyncio.get_running_loop()
        for shard in self._shards:
            loop.remove_reader(shard.worker.fileno())
            shard.worker.stop()
        self._shards.clear()

    @property
    def ports(self) -> list[int]:
        """The UDP port of each worker."""
        return [shard.worker.port for shard in self._shards]

    def ice_servers(self) -> list[IceServer]:
        """None: the server itself is reachable, or nothing is."""
        return []

    def listen(self, hear: Callable[[str, EngineEvent], None]) -> None:
        """Call `hear` with the room's id and the event, whatever happens from now on."""
        self._hear.append(hear)

    def open_room(self, room_id: str) -> None:
        """Pin a room to the worker with the fewest transports. Opening an open room does nothing."""
        if room_id in self._rooms:
            return
        if not self._shards:
            raise Unavailable("The media engine is not running.")
        shard = min(self._shards, key=lambda shard: (len(shard.transports), shard.rooms))
        shard.rooms += 1
        self._rooms[room_id] = _Room(room_id, shard, shard.worker.create_router())

    def close_room(self, room_id: str) -> None:
        """Close a room with all its transports."""
        room = self._rooms.pop(room_id, None)
        if room is None:
            return
        for peer in list(room.peers.values()):
            self._close(peer)
        room.shard.worker.close_router(room.router)
        room.shard.rooms -= 1

    def is_alive(self, room_id: str, connection_id: str) -> bool:
        """Has the connection a transport that its client may go on with?"""
        room = self._rooms.get(room_id)
        return room is not None and connection_id in room.peers

    async def produce(
        self,
        room_id: str,
        connection_id: str,
        participant_id: str,
        offer: str,
        *,
        may_send: bool,
        companion: bool,
        muted: Muted,
        sources: Sequence[SourceAt] | None = None,
    ) -> Produced:
        """Answer an offer with a new transport, in place of the one that the connection had.

        `sources` says what the sections send; without it the first of a kind is the microphone or camera. A companion
        sends nothing and hears nothing. Raises Invalid `bad_offer`, and Conflict `room_closed`.
        """
        room = self._rooms.get(room_id)
        if room is None:
            raise Conflict("The room has closed.", code="room_closed")
        parsed = parse_offer(offer)
        self.close_connection(room_id, connection_id)
        silent = room.muted.setdefault(participant_id, set())
        for kind, name in _SOURCES.items():
            (silent.add if getattr(muted, kind) else silent.discard)(name)
        dtls = DtlsSession(self._identity, parsed.fingerprints)
        peer = _Peer(room, connection_id, participant_id, may_send and not companion, dtls)
        if sources is not None:
            peer.names = {said.mid: said.source for said in sources}
        else:
            for section in parsed.sections:
                if section.sends and (name := _SOURCES[section.media]) not in peer.names.values():
                    peer.names[section.mid] = name
        try:
            answer = self._open(peer, parsed, companion)
        except BufferError:
            self._close(peer)
            raise Unavailable("Too many people join at once.", retry_after=1) from None
        return Produced(answer, [slot.info for slot in peer.slots.values()], "vp8")

    def consume(self, room_id: str, connection_id: str, want: Sequence[Want]) -> None:
        """Say whose camera each video slot shows; a slot that `want` does not name falls empty. A camera that is not
        sent yet is shown when it is. `SlotsChanged` follows in any case.

        Raises Conflict `no_transport` before the connection has produced, Invalid for a slot that is none of its
        video slots or is named twice.
        """
        peer = self._peer(room_id, connection_id)
        if peer is None:
            raise Conflict("Send media:produce first.", code="no_transport")
        wishes: dict[int, Want] = {}
        faults: list[Detail] = []
        for index, wish in enumerate(want):
            slot = peer.slots.get(wish.slot)
            if slot is None or slot.info.kind != "video":
                faults.append(Detail(f"want[{index}].slot", "not one of this connection's video slots"))
            elif wish.slot in wishes:
                faults.append(Detail(f"want[{index}].slot", "named twice"))
            wishes[wish.slot] = wish
        if faults:
            raise Invalid("Some slots cannot be filled so.", details=faults)
        for number, slot in peer.slots.items():
            if slot.info.kind == "video":
                self._wish(slot, wishes.get(number))
        self._mark(peer)

    def set_muted(self, room_id: str, participant_id: str, name: SourceName, muted: bool) -> None:
        """Stop or start forwarding one of somebody's sources, whatever their clients do."""
        room = self._rooms.get(room_id)
        if room is None:
            return
        silent = room.muted.setdefault(participant_id, set())
        (silent.add if muted else silent.discard)(name)
        for peer in room.peers.values():
            if peer.participant_id == participant_id and (source := peer.sources.get(name)):
                self._apply_pause(source)

    def set_screen(self, room_id: str, connection_id: str | None) -> None:
        """Forward the screen of this connection and of no other."""
        room = self._rooms.get(room_id)
        if room is None:
            return
        room.screen = connection_id
        for peer in room.peers.values():
            for source in peer.sources.values():
                if source.name in _SCREEN:
                    self._apply_pause(source)

    def set_mode(self, room_id: str, connection_id: str, mode: Mode) -> None:
        """What a connection receives: everything, or sound and the shared screen. Raises Conflict `no_transport`."""
        peer = self._peer(room_id, connection_id)
        if peer is None:
            raise Conflict("Send media:produce first.", code="no_transport")
        peer.mode = mode
        for slot in peer.slots.values():
            if slot.info.kind == "video":
                self._fill(slot)
        self._mark(peer)

    def set_may_send(self, room_id: str, connection_id: str, allowed: bool) -> None:
        """Give or take the seat of a connection. One that was answered without a seat has to produce again to send."""
        peer = self._peer(room_id, connection_id)
        if peer is not None:
            peer.may_send = allowed
            for source in peer.sources.values():
                self._apply_pause(source)

    def close_connection(self, room_id: str, connection_id: str) -> None:
        """Close a connection's transport; without one, nothing happens."""
        peer = self._peer(room_id, connection_id)
        if peer is not None:
            self._close(peer)

    def expose(self, metrics: Metrics) -> None:
        """Show the workers' counters at `/metrics`, summed where nothing else is said."""
        metrics.observed("media_rooms", "Rooms open for media.", lambda: len(self._rooms))
        metrics.observed("media_transports", "Media transports.", lambda: sum(len(s.transports) for s in self._shards))
        readings: Mapping[str, tuple[str, Callable[[records.WorkerStats], float]]] = {
            "packets_received": ("Packets that came in.", lambda stats: stats.packets_in),
            "packets_sent": ("Packets that went out.", lambda stats: stats.packets_out),
            "bytes_received": ("Bytes that came in.", lambda stats: stats.bytes_in),
            "bytes_sent": ("Bytes that went out.", lambda stats: stats.bytes_out),
            "packets_forwarded": ("Packets passed on to one receiver each.", lambda stats: stats.forwarded),
            "packets_retransmitted": ("Packets sent again.", lambda stats: stats.retransmitted),
            "packets_dropped": ("Datagrams dropped, whatever the reason.", lambda stats: sum(stats.dropped.values())),
            "keyframe_requests": ("Keyframes asked of senders.", lambda stats: stats.keyframe_requests),
            "events_lost": ("News of workers that came too fast.", lambda stats: stats.events_dropped),
            "worker_cpu_seconds": ("Processor time of the workers.", lambda stats: stats.cpu_ns / 1e9),
        }
        for name, (meaning, read) in readings.items():
            metrics.observed(f"media_{name}", meaning, partial(self._total, read))

    def worker_stats(self) -> list[records.WorkerStats]:
        """The counters of each worker."""
        return [shard.worker.stats() for shard in self._shards]

    def transport_stats(self, room_id: str, connection_id: str) -> records.TransportStats | None:
        """The counters of a connection's transport, if it has one."""
        peer = self._peer(room_id, connection_id)
        return None if peer is None else peer.room.shard.worker.transport_stats(peer.transport)

    def _total(self, read: Callable[[records.WorkerStats], float]) -> float:
        return sum(map(read, self.worker_stats()))

    def _peer(self, room_id: str, connection_id: str) -> _Peer | None:
        room = self._rooms.get(room_id)
        return None if room is None else room.peers.get(connection_id)

    def _open(self, peer: _Peer, offer: Offer, companion: bool) -> str:
        room, worker = peer.room, peer.room.shard.worker
        ufrag, pwd = secrets.token_hex(8), secrets.token_hex(16)
        peer.transport = worker.create_transport(
            room.router, ufrag.encode(), pwd.encode(), offer.ufrag.encode(), room.person(peer.participant_id)
        )
        room.shard.transports[peer.transport] = peer
        room.peers[peer.connection_id] = peer
        replies: list[Reply] = []
        ssrcs = _ssrcs(offer)
        slot_number = voices = 0
        for section in offer.sections:
            reply = INACTIVE
            if section.codec is None:
                pass
            elif section.sends and peer.may_send and peer.names.get(section.mid) is not None:
                self._add_source(peer, section, section.codec)
                reply = Reply("recvonly")
            elif section.receives:
                if section.media == "video" or (voices < AUDIO_SLOTS and not companion):
                    voices += section.media == "audio"
                    rtx = next(ssrcs) if section.codec.rtx_payload_type else 0
                    reply = Reply("sendonly", next(ssrcs), rtx, f"slot-{slot_number}")
                    self._add_slot(peer, section, section.codec, reply, slot_number)
                slot_number += 1
            replies.append(reply)
        return write_answer(
            offer,
            replies,
            ufrag=ufrag,
            pwd=pwd,
            fingerprint=self._identity.fingerprint,
            candidates=[Candidate(address, worker.port) for address in self._advertised()],
            cname=worker.CNAME.decode(),
            session_id=secrets.randbits(62),
        )

    def _add_source(self, peer: _Peer, section: Section, codec: Codec) -> None:
        room, shard = peer.room, peer.room.shard
        name = peer.names[section.mid]
        spec = records.ProducerSpec(
            _KINDS[section.media],
            _CODECS[section.media],
            room.csrc(peer.participant_id, name),
            section.mid.encode(),
            codec.payload_type,
            codec.rtx_payload_type,
            encodings=(records.Encoding(ssrc=section.ssrc, rtx_ssrc=section.rtx_ssrc),),
            extensions=_extensions(section),
        )
        handle = shard.worker.create_producer(peer.transport, spec)
        source = _Source(handle, name, peer, peer.participant_id)
        peer.sources[name] = source
        shard.sources[handle] = source
        # Of two devices of one person the later one is seen; the earlier is on its way out.
        room.sources[peer.participant_id, name] = source
        self._apply_pause(source)
        for slot in room.wishes.get((peer.participant_id, name), ()):
            self._fill(slot)

    def _add_slot(self, peer: _Peer, section: Section, codec: Codec, reply: Reply, number: int) -> None:
        shard = peer.room.shard
        spec = records.SlotSpec(
            _KINDS[section.media],
            reply.ssrc,
            reply.rtx_ssrc,
            section.mid.encode(),
            (records.SlotCodec(_CODECS[section.media], codec.payload_type, codec.rtx_payload_type),),
            "nack" in codec.feedback,
            _extensions(section),
        )
        handle = shard.worker.create_slot(peer.transport, spec)
        kind: Kind = "audio" if section.media == "audio" else "video"
        slot = _Slot(handle, SlotInfo(number, section.mid, kind), peer)
        peer.slots[number] = slot
        shard.slots[handle] = slot

    def _apply_pause(self, source: _Source) -> None:
        peer = source.peer
        muted = source.name in peer.room.muted.get(source.participant_id, ())
        unshared = source.name in _SCREEN and peer.room.screen != peer.connection_id
        paused = not peer.may_send or muted or unshared
        peer.room.shard.worker.pause_producer(source.handle, paused)

    def _wish(self, slot: _Slot, want: Want | None) -> None:
        wishes, before = slot.peer.room.wishes, _wanted(slot)
        slot.want = want
        wanted = _wanted(slot)
        if wanted == before:
            return
        if before is not None:
            _discard(wishes, before, slot)
        if wanted is not None:
            wishes.setdefault(wanted, set()).add(slot)
        self._fill(slot)

    def _fill(self, slot: _Slot) -> None:
        """Point a slot to what it is to show, as far as that is there."""
        room, wanted = slot.peer.room, _wanted(slot)
        source = None if wanted is None else room.sources.get(wanted)
        if slot.peer.mode == "audio_slides" and source is not None and source.name != "screen":
            source = None
        room.shard.worker.set_slot(slot.handle, 0 if source is None else source.handle)

    def _show(self, slot: _Slot, source: _Source | None) -> None:
        if slot.shows is not None:
            slot.shows.shown_in.discard(slot)
        slot.shows = source
        if source is not None:
            source.shown_in.add(slot)
        self._mark(slot.peer)

    def _close(self, peer: _Peer) -> None:
        room, shard = peer.room, peer.room.shard
        if peer.timer is not None:
            peer.timer.cancel()
        shard.transports.pop(peer.transport, None)
        if room.peers.get(peer.connection_id) is peer:
            del room.peers[peer.connection_id]
        for slot in peer.slots.values():
            shard.slots.pop(slot.handle, None)
            self._show(slot, None)
            if (wanted := _wanted(slot)) is not None:
                _discard(room.wishes, wanted, slot)
        for name, source in peer.sources.items():
            shard.sources.pop(source.handle, None)
            if room.sources.get((peer.participant_id, name)) is source:
                del room.sources[peer.participant_id, name]
            for slot in list(source.shown_in):
                self._show(slot, None)
        self._release(shard, peer.transport, peer.dtls.close())

    def _release(self, shard: _Shard, transport: int, farewell: list[bytes]) -> None:
        try:
            for datagram in farewell:
                shard.worker.send_dtls(transport, datagram)
            if transport:
                shard.worker.close_transport(transport)
        except BufferError:
            # The worker is overrun; what is closed must not stay open for that.
            asyncio.get_running_loop().call_later(_OVERRUN_PAUSE, self._release, shard, transport, [])

    def _poll(self, shard: _Shard) -> None:
        for event in shard.worker.poll():
            try:
                self._handle(shard, event)
            except Exception:
                _log.exception("An event of the forwarder could not be handled.", extra={"event": repr(event)[:200]})

    def _handle(self, shard: _Shard, event: records.Event) -> None:
        match event:
            case records.Dtls(transport, data):
                if peer := shard.transports.get(transport):
                    self._carry(peer, peer.dtls.receive(data))
            case records.SlotChanged(handle, producer):
                if slot := shard.slots.get(handle):
                    self._show(slot, shard.sources.get(producer))
            case records.IceConnected(transport, _, _):
                if (peer := shard.transports.get(transport)) and peer.state == "disconnected":
                    self._change(peer, "connected")
            case records.IceLost(transport):
                if (peer := shard.transports.get(transport)) and peer.state == "connected":
                    self._change(peer, "disconnected")
            case records.TransportClosed(transport):
                if peer := shard.transports.get(transport):
                    self._fail(peer, "the forwarder closed the transport")

    def _carry(self, peer: _Peer, datagrams: list[bytes]) -> None:
        """Send what DTLS has to say, and act on where it stands."""
        worker, dtls = peer.room.shard.worker, peer.dtls
        if dtls.state == "connected" and peer.state == "new" and dtls.keys is not None:
            # Before the last flight: the peer may answer it with media at once.
            worker.set_keys(peer.transport, dtls.keys.profile, dtls.keys.receive, dtls.keys.send)
        for datagram in datagrams:
            worker.send_dtls(peer.transport, datagram)
        if peer.timer is not None:
            peer.timer.cancel()
            peer.timer = None
        match dtls.state:
            case "connected":
                if peer.state == "new":
                    self._change(peer, "connected")
            case "handshaking":
                if (due := dtls.timeout) is not None:
                    loop = asyncio.get_running_loop()
                    peer.timer = loop.call_later(due, lambda: self._carry(peer, dtls.handle_timeout()))
            case "closed":
                self._fail(peer, "the peer said good-bye")
            case "failed":
                self._fail(peer, dtls.failure)

    def _change(self, peer: _Peer, state: Literal["connected", "disconnected"]) -> None:
        peer.state = state
        self._tell(peer.room.id, TransportChanged(peer.connection_id, state))

    def _tell(self, room_id: str, event: EngineEvent) -> None:
        for hear in self._hear:
            hear(room_id, event)

    def _fail(self, peer: _Peer, reason: str) -> None:
        _log.info("A media transport ended.", extra={"connection_id": peer.connection_id, "reason": reason})
        self._close(peer)
        self._tell(peer.room.id, TransportChanged(peer.connection_id, "failed"))

    def _mark(self, peer: _Peer) -> None:
        """Tell `SlotsChanged` once, after everything that this turn of the loop still changes."""
        if not peer.dirty:
            peer.dirty = True
            if not self._dirty:
                asyncio.get_running_loop().call_soon(self._flush)
            self._dirty.append(peer)

    def _flush(self) -> None:
        dirty, self._dirty = self._dirty, []
        for peer in dirty:
            peer.dirty = False
            if peer.room.peers.get(peer.connection_id) is peer:
                self._tell(peer.room.id, SlotsChanged(peer.connection_id, [_state(s) for s in peer.slots.values()]))

    def _advertised(self) -> list[str]:
        now = self._clock.monotonic()
        if now >= self._addresses_until:
            # Interfaces come and go; asking costs half a millisecond, so not for everyone who joins.
            self._addresses = addresses.advertised(
                self._config.server.host, self._config.media.public_addresses, ipv6=self._ipv6
            )
            self._addresses_until = now + _ADDRESSES_LIVE
        return self._addresses


def _wanted(slot: _Slot) -> tuple[str, SourceName] | None:
    want = slot.want
    return None if want is None or want.participant is None else (want.participant, want.source)


def _discard(wishes: dict[tuple[str, SourceName], set[_Slot]], wanted: tuple[str, SourceName], slot: _Slot) -> None:
    waiting = wishes[wanted]
    waiting.discard(slot)
    if not waiting:
        del wishes[wanted]


def _state(slot: _Slot) -> SlotState:
    shows = slot.shows
    if shows is None:
        return SlotState(slot.info.slot, None, None)
    return SlotState(slot.info.slot, shows.participant_id, shows.name)


def _extensions(section: Section) -> records.Extensions:
    return records.Extensions(mid=section.mid_extension, audio_level=section.level_extension)


def _ssrcs(offer: Offer) -> Iterator[int]:
    """Fresh SSRCs: random (RFC 3550, section 8.1), no two alike, none of the offerer's."""
    used = {0} | {ssrc for section in offer.sections for ssrc in (section.ssrc, section.rtx_ssrc)}
    while True:
        ssrc = secrets.randbits(32)
        if ssrc not in used:
            used.add(ssrc)
            yield ssrc
