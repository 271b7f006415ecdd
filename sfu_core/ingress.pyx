"""The way in of media: binding, decryption, and the slots that a packet goes to."""

from libc.stdint cimport int64_t, uint8_t, uint32_t
from libc.string cimport memcmp

from sfu_core.bandwidth cimport bandwidth_arrived
from sfu_core.context cimport (
    DROP_FORGED,
    DROP_MALFORMED,
    DROP_NO_KEYS,
    DROP_PAUSED,
    DROP_PAYLOAD_TYPE,
    DROP_PROBE,
    DROP_REPEATED,
    DROP_REPLAYED,
    DROP_UNKNOWN_SSRC,
    EVENT_PRODUCER_STARTED,
    Context,
    drop,
    tell,
)
from sfu_core.egress cimport egress_next, egress_queue
from sfu_core.encoding cimport (
    ARRIVAL_REPEATED,
    ARRIVAL_RESTARTED,
    ARRIVAL_STRAY,
    Arrival,
    Encoding,
    encoding_arrived,
    encoding_restart,
)
from sfu_core.icelite cimport ice_alive
from sfu_core.links cimport Link, list_is_empty
from sfu_core.media_packet cimport MediaPacket
from sfu_core.producer cimport Producer, producer_read, producer_takes
from sfu_core.requests cimport requests_of
from sfu_core.rtp cimport RtpHeader, rtp_parse, rtp_parse_header, rtx_unwrap
from sfu_core.rtpext cimport ExtValues, ext_read
from sfu_core.slot cimport Slot, slot_break, slot_fetch, slot_offer, slot_passes_over
from sfu_core.srtp cimport SRTP_DONE, SRTP_FORGED, SRTP_REPLAYED, SrtpResult, srtp_unprotect_rtp
from sfu_core.tap cimport tap_push
from sfu_core.transport cimport (
    TRANSPORT_STREAMS,
    Stream,
    Transport,
    transport_bind,
    transport_can_send,
    transport_fetch,
    transport_forget_stream,
    transport_stream,
)


cdef void turn_begin(Turn *turn) noexcept nogil:
    turn.count = 0
    turn.open_frames = 0
    turn.number += 1


cdef void _note_frame(Turn *turn, Encoding *e, bint ends, int64_t now_ns) noexcept nogil:
    """Keep count of the frames of which more packets are to come: together they leave in fewer messages."""
    if e.frame_turn == turn.number:
        if ends:
            turn.open_frames -= 1
            e.frame_turn = 0
    elif not ends:
        if turn.open_frames == 0:
            turn.opened_ns = now_ns
        turn.open_frames += 1
        e.frame_turn = turn.number


cdef bint _is(const uint8_t *value, int length, const uint8_t *name, int name_length) noexcept nogil:
    return value != NULL and length == name_length and memcmp(value, name, length) == 0


cdef Encoding *_encoding_of(Producer *p, const ExtValues *values, bint rtx) noexcept nogil:
    """The encoding that a packet says to be of, by its rid (RFC 8852); a lone one needs none."""
    cdef const uint8_t *rid = values.repaired_rid if rtx else values.rid
    cdef int length = values.repaired_rid_length if rtx else values.rid_length
    cdef int i
    if p.options.encoding_count == 1 and p.encodings[0].rid_length == 0:
        return &p.encodings[0]
    for i in range(p.options.encoding_count):
        if _is(rid, length, p.encodings[i].rid, p.encodings[i].rid_length):
            return &p.encodings[i]
    return NULL


cdef Encoding *_by_mid(Transport *t, const uint8_t *data, const RtpHeader *h) noexcept nogil:
    """The encoding that an unknown SSRC says to be of, by its mid (RFC 9143 section 9.2), rid and payload type."""
    cdef Link *link = t.producers.next
    cdef Producer *p
    cdef ExtValues values
    if not h.has_extension:
        return NULL
    while link != &t.producers:
        p = <Producer *>link.owner
        link = link.next
        if p.options.extensions.mid == 0 or (
            not producer_takes(p, h.payload_type) and h.payload_type != p.options.rtx_payload_type
        ):
            continue
        ext_read(h.ext_profile, data + h.ext_offset, h.ext_size, &p.options.extensions, &values)
        if _is(values.mid, values.mid_length, p.options.mid, p.options.mid_length):
            return _encoding_of(p, &values, h.payload_type == p.options.rtx_payload_type)
    return NULL


cdef void _break_slots(Producer *p) noexcept nogil:
    cdef Link *link = p.slots.next
    while link != &p.slots:
        slot_break(<Slot *>link.owner, p)
        link = link.next


cdef bint _adopt(Transport *t, Encoding *e, uint32_t ssrc, bint rtx) noexcept nogil:
    """Bind an SSRC that a packet has proven to be the client's; one that it replaces is forgotten."""
    cdef uint32_t old = e.rtx_ssrc if rtx else e.ssrc
    if old != 0:
        transport_forget_stream(t, e, old)
    if transport_bind(t, ssrc, e, rtx) < 0:
        return False
    if rtx:
        e.rtx_ssrc = ssrc
        return True
    if old != 0:
        _break_slots(<Producer *>e.producer)
    encoding_restart(e, ssrc)
    return True


cdef void _pass_on(Context *c, Producer *p, const MediaPacket *packet) noexcept nogil:
    """Queue the packet at every slot that shows its producer."""
    cdef Link *link = p.slots.next
    cdef Link *following
    cdef Transport *receiver
    cdef Slot *slot
    cdef uint32_t source = p.object.handle
    cdef int encoding = packet.layers.encoding
    while link != &p.slots:
        following = link.next
        # The memory of a class's receivers is cold: each comes while those before it are served.
        slot_fetch(following.next)
        if following != &p.slots:
            transport_fetch(<const Transport *>(<const Slot *>following.owner).transport)
        slot = <Slot *>link.owner
        if slot_passes_over(slot, source, encoding):
            link = following
            continue
        receiver = <Transport *>slot.transport
        if transport_can_send(receiver) and slot_offer(c, slot, p, packet, egress_next(c, receiver)):
            egress_queue(c, receiver)
        link = following


cdef void ingress_rtp(Context *c, Turn *turn, Transport *t, int pair, uint8_t *data, int size) noexcept nogil:
    cdef RtpHeader h
    cdef Stream *stream
    cdef Encoding *e
    cdef Producer *p
    cdef SrtpResult result
    cdef Arrival arrival
    cdef MediaPacket *packet
    cdef bint rtx
    if t.srtp == NULL:
        drop(c, DROP_NO_KEYS)
        return
    if rtp_parse_header(data, size, &h) < 0:
        drop(c, DROP_MALFORMED)
        return
    stream = transport_stream(t, h.ssrc)
    if stream != NULL:
        e = stream.encoding
        p = <Producer *>e.producer
        rtx = stream.rtx
    else:
        e = _by_mid(t, data, &h) if t.stream_count < TRANSPORT_STREAMS else NULL
        if e == NULL:
            drop(c, DROP_UNKNOWN_SSRC)
            return
        p = <Producer *>e.producer
        rtx = h.payload_type == p.options.rtx_payload_type
    if not (h.payload_type == p.options.rtx_payload_type if rtx else producer_takes(p, h.payload_type)):
        drop(c, DROP_PAYLOAD_TYPE)
        return

    result = srtp_unprotect_rtp(t.srtp, data, &size)
    if result != SRTP_DONE:
        drop(c, DROP_FORGED if result == SRTP_FORGED else DROP_REPLAYED if result == SRTP_REPLAYED else DROP_MALFORMED)
        return
    ice_alive(&t.ice, pair, c.now_ns)
    t.counters.packets_in += 1
    t.counters.bytes_in += size
    if rtp_parse(data, size, &h) < 0:
        drop(c, DROP_MALFORMED)
        return
    if stream == NULL and not _adopt(t, e, h.ssrc, rtx):
        drop(c, DROP_UNKNOWN_SSRC)
        return
    bandwidth_arrived(c, t, e, data, size, &h, p.options.extensions.transport_cc)
    if rtx:
        # Without media of its own an RTX packet is a bandwidth probe.
        size = rtx_unwrap(data, &h, e.ssrc, p.options.payload_type)
        if size < 0 or e.ssrc == 0:
            drop(c, DROP_PROBE)
            return

    arrival = encoding_arrived(e, &h, rtx, c.now_ns)
    if arrival == ARRIVAL_REPEATED or arrival == ARRIVAL_STRAY:
        drop(c, DROP_REPEATED)
        return
    if not p.started:
        p.started = True
        tell(c, EVENT_PRODUCER_STARTED, p.object.handle, 0)
    if arrival == ARRIVAL_RESTARTED:
        _break_slots(p)
    if p.paused:
        drop(c, DROP_PAUSED)
        return
    packet = &turn.packets[turn.count]
    if not producer_read(e, data, size, &h, c.now_ns, packet):
        drop(c, DROP_MALFORMED)
        return
    if p.options.tap:
        tap_push(c, p.object.handle, packet)
    if list_is_empty(&p.slots) or not p.interest >> e.index & 1:
        return
    turn.count += 1
    if e.video and not rtx:
        _note_frame(turn, e, h.marker, c.now_ns)
    _pass_on(c, p, packet)
    if e.missing.count > 0 or e.missing.gave_up:
        requests_of(c, t, e)
