"""The engine: rooms, connections and what they ask, on the workers of this process."""

import logging
from collections.abc import Callable, Mapping, Sequence

from eduforum.clock import Clock
from eduforum.config import Config
from eduforum.errors import Conflict, Detail, Invalid, Unavailable
from eduforum.media.candidates import Candidates
from eduforum.media.dtls import DtlsIdentities, DtlsSession
from eduforum.media.engine import codecs, filling, readings
from eduforum.media.engine.handshake import Handshakes, State
from eduforum.media.engine.metrics import expose_workers
from eduforum.media.engine.negotiation import Negotiation, first_of_a_kind, named_sources
from eduforum.media.engine.news import News
from eduforum.media.engine.state import SCREEN, Part, Peer, Room, Shard, Slot, Source
from eduforum.media.engine.workers import MakeWorker, Workers
from eduforum.media.schemas import IceServer, Kind, Sound, SourceName
from eduforum.media.sdp import Offer, parse_offer, write_answer
from eduforum.media.slots import (
    CodecChanged,
    EngineEvent,
    Mode,
    Produced,
    SourceAt,
    TransportChanged,
    Want,
)
from eduforum.media.turn import TurnServers
from eduforum.telemetry import Metrics
from eduforum.web.protocol import Muted
from sfu_core import records
from sfu_core.worker import Worker

_AUDIO_SLIDES_BPS = 60_000

_log = logging.getLogger(__name__)


class MediaEngine:
    """All media of the process. Event loop only; those who listen are called on the loop."""

    def __init__(self, config: Config, clock: Clock, *, make_worker: MakeWorker = Worker) -> None:
        self._media = config.media
        self._identities = DtlsIdentities(clock)
        self._candidates = Candidates(config, clock)
        self._turn = TurnServers(config.turn, clock)
        self._handshakes = Handshakes(self._transport_changed)
        self._workers = Workers(config.media, make_worker)
        self._news = News()
        self._rooms: dict[str, Room] = {}

    async def start(self) -> None:
        """Start the workers. Raises OSError where a port cannot be had."""
        self._workers.start(self._poll, ipv6=self._candidates.ipv6)

    async def stop(self) -> None:
        """Close every room and join the workers. Idempotent."""
        for room_id in list(self._rooms):
            self.close_room(room_id)
        self._workers.stop()

    @property
    def ports(self) -> list[int]:
        """The UDP port of each worker."""
        return self._workers.ports

    def ice_servers(self, participant_id: str) -> list[IceServer]:
        """Relays for a person whose network lets nothing else through."""
        return self._turn.for_person(participant_id)

    def listen(self, hear: Callable[[str, EngineEvent], None]) -> None:
        """Call `hear` with the room's id and the event, whatever happens from now on."""
        self._news.listen(hear)

    def open_room(self, room_id: str) -> None:
        """Pin a room to the least busy worker, of equals to the one with the fewest transports. Opening an open room
        does nothing."""
        if room_id in self._rooms:
            return
        shard = self._workers.least_busy()
        shard.rooms += 1
        shard.load.expect_room()
        self._rooms[room_id] = Room(room_id, shard, shard.worker.create_router(), list(self._media.video_codecs))

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
        return self._find(room_id, connection_id) is not None

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
        """Answer a device's offer. One of the peer connection that the connection's transport belongs to goes on with
        that, with other ICE credentials as a restart (RFC 8839, section 4.4.1.1.1); any other makes a new one.

        `sources` says what the sections send; without it the first of a kind is the microphone or camera. A companion
        sends nothing and hears nothing. Raises Invalid, `bad_offer` among others, and Conflict `room_closed`.
        """
        room = self._room(room_id)
        parsed = parse_offer(offer)
        names = named_sources(parsed, sources)
        for kind, name in (("audio", "microphone"), ("video", "camera")):
            (room.muted.add if getattr(muted, kind) else room.muted.discard)((participant_id, name))
        part: Part = "companion" if companion else "device"
        peer = self._negotiate(room, connection_id, participant_id, part, parsed, names, may_send=may_send)
        slots = [slot.info for slot in peer.slots.values()]
        return Produced(self._answer(peer), slots, room.codecs[0])

    async def publish(
        self,
        room_id: str,
        resource_id: str,
        participant_id: str,
        offer: str,
        *,
        name: SourceName,
        may_send: bool,
    ) -> tuple[str, list[SourceName]]:
        """Answer the offer of a program that only sends: its first video section is the source `name`, its first audio
        section `name`-audio. The answer, and which of the two there are. Raises what `produce` does."""
        room = self._room(room_id)
        parsed = parse_offer(offer)
        names = first_of_a_kind(parsed, {"video": name, "audio": f"{name}-audio"})
        peer = self._negotiate(room, resource_id, participant_id, "publisher", parsed, names, may_send=may_send)
        return self._answer(peer), list(peer.sources)

    async def subscribe(
        self,
        room_id: str,
        resource_id: str,
        participant_id: str,
        offer: str,
        *,
        publisher: str | None = None,
        source: SourceName | None = None,
    ) -> str:
        """Answer the offer of a program that only watches: each section is a slot, filled by the order in which sources
        came, with the person's own last. `publisher` and `source` leave others out. Raises what `produce` does."""
        room = self._room(room_id)
        parsed = parse_offer(offer)
        peer = self._negotiate(
            room, resource_id, participant_id, "viewer", parsed, {}, may_send=False, pinned=(publisher, source)
        )
        return self._answer(peer)

    def restart_ice(self, room_id: str, connection_id: str, ufrag: str, pwd: str) -> tuple[str, str]:
        """Take new ICE credentials of a client; the answer is our own new ones, ufrag and pwd.

        Raises Conflict `no_transport`.
        """
        peer = self._peer(room_id, connection_id)
        self._restart(peer, ufrag, pwd)
        return peer.ufrag, peer.pwd

    def consume(self, room_id: str, connection_id: str, want: Sequence[Want]) -> None:
        """Say whose source each video slot shows and how large; a slot that `want` does not name falls empty. A source
        that is not sent yet is shown when it is. `SlotsChanged` follows in any case.

        Raises Conflict `no_transport` before the connection has produced, Invalid for a slot that is none of its
        video slots or is named twice.
        """
        peer = self._peer(room_id, connection_id)
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
                filling.wish(slot, wishes.get(number))
        self._news.mark(peer)

    def set_mode(self, room_id: str, connection_id: str, mode: Mode) -> None:
        """What a connection receives: everything, or sound and the shared screen. Raises Conflict `no_transport`."""
        peer = self._peer(room_id, connection_id)
        peer.mode = mode
        peer.room.shard.worker.set_max_bitrate(peer.transport, _AUDIO_SLIDES_BPS if mode == "audio_slides" else 0)
        for slot in peer.slots.values():
            if slot.info.kind == "video":
                filling.fill(slot)
        self._news.mark(peer)

    def set_muted(self, room_id: str, participant_id: str, name: SourceName, muted: bool) -> None:
        """Stop or start forwarding one of somebody's sources, whatever their clients do."""
        room = self._rooms.get(room_id)
        if room is None:
            return
        (room.muted.add if muted else room.muted.discard)((participant_id, name))
        for peer in room.peers.values():
            if peer.participant_id == participant_id and (source := peer.sources.get(name)):
                self._apply_pause(source)

    def set_screen(self, room_id: str, connection_id: str, shared: bool) -> None:
        """Forward the screen of this connection, now and whenever it sends one, or not any more."""
        room = self._rooms.get(room_id)
        if room is None:
            return
        (room.screens.add if shared else room.screens.discard)(connection_id)
        peer = room.peers.get(connection_id)
        for source in () if peer is None else peer.sources.values():
            if source.name in SCREEN:
                self._apply_pause(source)
                filling.fill_wishes(room, source.key)
        filling.fill_screen_sound(room)
        self._fill_viewers(room)

    def set_groups(self, room_id: str, groups: Mapping[str, str | None]) -> None:
        """Put people into groups (None: into none), all at once, by what they are connected with now and later. Whoever
        is in a group hears and sees that group; the rest of the room is one too."""
        room = self._rooms.get(room_id)
        if room is None:
            return
        moved = {person for person, group in groups.items() if room.groups.get(person) != group}
        for person in moved:
            group = groups[person]
            if group is None:
                del room.groups[person]
            else:
                room.groups[person] = group
        peers = [peer for peer in room.peers.values() if peer.participant_id in moved]
        if peers:
            moves = [(peer.transport, room.group_number(peer.participant_id)) for peer in peers]
            room.shard.worker.move(room.router, moves)
        for key, slots in room.wishes.items():
            for slot in slots:
                if key[0] in moved or slot.peer.participant_id in moved:
                    filling.fill(slot)
                    self._news.mark(slot.peer)
        filling.fill_screen_sound(room)
        self._fill_viewers(room)

    def set_announcing(self, room_id: str, participant_id: str, on: bool) -> None:
        """Let somebody be heard in every group, or in their own alone."""
        room = self._rooms.get(room_id)
        if room is None:
            return
        (room.announcers.add if on else room.announcers.discard)(participant_id)
        for peer in room.peers.values():
            if peer.participant_id == participant_id and peer.part == "device":
                room.shard.worker.announce(peer.transport, on)

    def set_may_send(self, room_id: str, connection_id: str, allowed: bool) -> None:
        """Give or take the seat of a connection. One that was answered without a seat has to produce again to send."""
        peer = self._find(room_id, connection_id)
        if peer is not None:
            peer.may_send = allowed
            for source in peer.sources.values():
                self._apply_pause(source)

    def close_connection(self, room_id: str, connection_id: str) -> None:
        """Close a connection's transport; without one, nothing happens."""
        peer = self._find(room_id, connection_id)
        if peer is not None:
            self._close(peer)

    def expose(self, metrics: Metrics) -> None:
        """Show the workers' counters at `/metrics`, summed where nothing else is said."""
        metrics.observed("media_rooms", "Rooms open for media.", lambda: len(self._rooms))
        metrics.observed("media_transports", "Media transports.", lambda: self._workers.transports)
        expose_workers(metrics, self.worker_stats)

    def speech(self, room_id: str) -> dict[str, float]:
        """For how long each person has been as loud as speech, in seconds, over the microphones that they send now."""
        room = self._rooms.get(room_id)
        return {} if room is None else readings.speech(room)

    def sounds(self) -> list[Sound]:
        """What has come from microphones since the last call, in order of arrival at each worker: of muted ones
        nothing, nor what is quieter than any voice. What nobody fetches for about a second is lost."""
        return [sound for shard in self._workers.shards() for sound in readings.sounds(shard)]

    def worker_stats(self) -> list[records.WorkerStats]:
        """The counters of each worker."""
        return self._workers.stats()

    def transport_stats(self, room_id: str, connection_id: str) -> records.TransportStats | None:
        """The counters of a connection's transport, if it has one."""
        peer = self._find(room_id, connection_id)
        return None if peer is None else peer.room.shard.worker.transport_stats(peer.transport)

    def encoding_stats(self, room_id: str, connection_id: str) -> list[tuple[SourceName, records.EncodingStats]]:
        """What arrives of each source that a connection sends, one entry an encoding, the lowest of a source first."""
        peer = self._find(room_id, connection_id)
        return [] if peer is None else readings.encodings(peer)

    def silences(self, room_id: str) -> dict[str, float]:
        """For how many seconds the people of a room have not spoken, as of about the last second; of those alone who
        ever did by what they are connected with now."""
        room = self._rooms.get(room_id)
        return {} if room is None else readings.silences(room)

    def slot_stats(self, room_id: str, connection_id: str) -> list[tuple[Kind, records.SlotStats]]:
        """What goes to a connection in each slot that shows something."""
        peer = self._find(room_id, connection_id)
        return [] if peer is None else readings.slots(peer)

    def _room(self, room_id: str) -> Room:
        room = self._rooms.get(room_id)
        if room is None:
            raise Conflict("The room has closed.", code="room_closed")
        return room

    def _find(self, room_id: str, connection_id: str) -> Peer | None:
        room = self._rooms.get(room_id)
        return None if room is None else room.peers.get(connection_id)

    def _peer(self, room_id: str, connection_id: str) -> Peer:
        peer = self._find(room_id, connection_id)
        if peer is None:
            raise Conflict("Send media:produce first.", code="no_transport")
        return peer

    def _negotiate(
        self,
        room: Room,
        connection_id: str,
        participant_id: str,
        part: Part,
        offer: Offer,
        names: Mapping[str, SourceName],
        *,
        may_send: bool,
        pinned: tuple[str | None, SourceName | None] = (None, None),
    ) -> Peer:
        peer = room.peers.get(connection_id)
        try:
            if peer is not None and peer.part == part and peer.continues(offer):
                peer.may_send = may_send
                if offer.ufrag != peer.offer.ufrag:
                    self._restart(peer, offer.ufrag, offer.pwd)
            else:
                self.close_connection(room.id, connection_id)
                dtls = DtlsSession(self._identities.current(), offer.fingerprints, active=offer.setup == "passive")
                peer = Peer(room, connection_id, participant_id, part, may_send and part != "companion", dtls, offer)
                peer.pinned = pinned
                self._open(peer)
            negotiation = Negotiation(peer, offer, names)
            negotiation.apply()
        except BufferError:
            self.close_connection(room.id, connection_id)
            raise Unavailable("Too many people join at once.", retry_after=1) from None
        self._adopt(peer, negotiation)
        return peer

    def _open(self, peer: Peer) -> None:
        room, worker, offer = peer.room, peer.room.shard.worker, peer.offer
        # A viewer is a window on the room, at which its person may be seen and heard too.
        person = 0 if peer.part == "viewer" else room.person(peer.participant_id)
        peer.transport = worker.create_transport(
            room.router, peer.ufrag.encode(), peer.pwd.encode(), offer.ufrag.encode(), person, offer.pwd.encode()
        )
        room.shard.transports[peer.transport] = peer
        room.peers[peer.connection_id] = peer
        if (number := room.group_number(peer.participant_id)) != 0:
            worker.move(room.router, [(peer.transport, number)])
        if peer.participant_id in room.announcers and peer.part == "device":
            worker.announce(peer.transport, True)

    def _restart(self, peer: Peer, ufrag: str, pwd: str) -> None:
        peer.renew_credentials()
        peer.room.shard.worker.restart_ice(
            peer.transport, peer.ufrag.encode(), peer.pwd.encode(), ufrag.encode(), pwd.encode()
        )

    def _adopt(self, peer: Peer, negotiation: Negotiation) -> None:
        """Bring what came and went by an offer before the room."""
        room, shard = peer.room, peer.room.shard
        wishes = {slot.info.slot: slot.want for slot in negotiation.removed_slots if slot.info.kind == "video"}
        for slot in negotiation.removed_slots:
            self._forget_slot(slot)
            shard.worker.close_slot(slot.handle)
        for source in negotiation.removed:
            self._forget_source(source)
            shard.worker.close_producer(source.handle)
        for slot in negotiation.new_slots:
            shard.slots[slot.handle] = slot
            if slot.of_screen or (peer.part == "viewer" and slot.info.kind == "audio"):
                # From now on the loudest voices are not for it.
                shard.worker.set_slot(slot.handle, 0)
            elif peer.part == "viewer":
                filling.view_whole(slot)
            elif slot.info.kind == "video" and (want := wishes.get(slot.info.slot)) is not None:
                # Of its kind one was there before: its client does not say again what it is to show.
                filling.wish(slot, want)
        for source in negotiation.added:
            shard.sources[source.handle] = source
            # Of two devices of one person the later one is seen; the earlier is on its way out.
            room.sources[source.key] = source
            self._apply_pause(source)
        codec_changed = codecs.admit(room, peer)
        for source in (*negotiation.removed, *negotiation.added):
            filling.fill_wishes(room, source.key)
        filling.fill_screen_sound(room)
        if negotiation.added or negotiation.removed:
            self._fill_viewers(room)
        elif peer.part == "viewer":
            filling.fill_viewer(peer)
        if codec_changed:
            for source in codecs.to_change(room):
                self._news.tell(room.id, CodecChanged(source.peer.connection_id, room.codecs[0]))

    def _answer(self, peer: Peer) -> str:
        worker = peer.room.shard.worker
        candidates = self._candidates.of(worker.port, worker.tcp_port, first_port=self._workers.ports[0])
        peer.version += 1
        return write_answer(
            peer.offer,
            peer.replies,
            ufrag=peer.ufrag,
            pwd=peer.pwd,
            fingerprint=peer.dtls.fingerprint,
            candidates=[candidate.line(index + 1) for index, candidate in enumerate(candidates)],
            cname=worker.CNAME.decode(),
            session_id=peer.session_id,
            version=peer.version,
        )

    def _apply_pause(self, source: Source) -> None:
        peer = source.peer
        paused = not peer.may_send or not source.is_shared or source.key in peer.room.muted
        if paused != source.paused:
            for slot in peer.room.wishes.get(source.key, ()):
                self._news.mark(slot.peer)
        source.paused = paused
        peer.room.shard.worker.pause_producer(source.handle, paused)

    def _fill_viewers(self, room: Room) -> None:
        for viewer in room.viewers():
            filling.fill_viewer(viewer)

    def _show(self, slot: Slot, source: Source | None) -> None:
        if slot.shows is not None:
            slot.shows.shown_in.discard(slot)
        slot.shows, slot.layer = source, None
        if source is not None:
            source.shown_in.add(slot)
        self._news.mark(slot.peer)

    def _close(self, peer: Peer) -> None:
        room, shard = peer.room, peer.room.shard
        if peer.timer is not None:
            peer.timer.cancel()
        shard.transports.pop(peer.transport, None)
        if room.peers.get(peer.connection_id) is peer:
            del room.peers[peer.connection_id]
        for slot in peer.slots.values():
            self._forget_slot(slot)
        for source in peer.sources.values():
            self._forget_source(source)
        if not room.peers:
            room.codecs[:] = self._media.video_codecs
        if peer.sources:
            filling.fill_screen_sound(room)
            self._fill_viewers(room)
        for datagram in peer.dtls.close():
            shard.worker.send_dtls(peer.transport, datagram)
        if peer.transport:
            shard.worker.close_transport(peer.transport)

    def _forget_slot(self, slot: Slot) -> None:
        slot.peer.room.shard.slots.pop(slot.handle, None)
        self._show(slot, None)
        if (wanted := filling.wanted(slot)) is not None:
            filling.forget_wish(slot.peer.room, wanted, slot)

    def _forget_source(self, source: Source) -> None:
        room = source.peer.room
        room.shard.sources.pop(source.handle, None)
        if room.sources.get(source.key) is source:
            del room.sources[source.key]
        for slot in list(source.shown_in):
            self._show(slot, None)

    def _poll(self, shard: Shard) -> None:
        for event in shard.worker.poll():
            try:
                self._handle(shard, event)
            except Exception:
                _log.exception("An event of the forwarder could not be handled.", extra={"event": repr(event)[:200]})

    def _handle(self, shard: Shard, event: records.Event) -> None:
        match event:
            case records.Dtls(transport, data):
                if peer := shard.transports.get(transport):
                    self._handshakes.receive(peer, data)
            case records.SlotChanged(handle, producer):
                if slot := shard.slots.get(handle):
                    self._show(slot, shard.sources.get(producer))
            case records.SlotLayer(handle):
                if slot := shard.slots.get(handle):
                    slot.layer = event
                    self._news.mark(slot.peer)
            case records.LayersWanted(producer, mask):
                if source := shard.sources.get(producer):
                    source.watched = mask
                    self._news.tell_layers(source.peer)
            case records.IceConnected(transport):
                if peer := shard.transports.get(transport):
                    self._handshakes.reached(peer)
            case records.IceLost(transport):
                if peer := shard.transports.get(transport):
                    self._handshakes.silent(peer)
            case records.TransportClosed(transport):
                if peer := shard.transports.get(transport):
                    self._handshakes.fail(peer, "the forwarder closed the transport")

    def _transport_changed(self, peer: Peer, state: State) -> None:
        if state == "failed":
            self._close(peer)
        self._news.tell(peer.room.id, TransportChanged(peer.connection_id, state))
