"""The way in of media: binding, decryption, and the slots that a packet goes to."""

from libc.stdint cimport int64_t, uint8_t, uint32_t
from libc.string cimport memcmp, memset

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
from sfu_core.links cimport Link, list_is_empty
from sfu_core.producer cimport (
    ARRIVAL_REPEATED,
    ARRIVAL_RESTARTED,
    ARRIVAL_STRAY,
    MEDIA_VIDEO,
    Arrival,
    MediaPacket,
    Producer,
    producer_arrived,
    producer_read,
    producer_restart,
)
from sfu_core.requests cimport requests_due
from sfu_core.rtp cimport RtpHeader, rtp_parse, rtp_parse_header, rtx_unwrap
from sfu_core.rtpext cimport ExtIds, ExtValues, ext_read
from sfu_core.slot cimport Slot, slot_break, slot_offer
from sfu_core.srtp cimport SRTP_DONE, SRTP_FORGED, SRTP_REPLAYED, SrtpResult, srtp_unprotect_rtp
from sfu_core.transport cimport (
    TRANSPORT_STREAMS,
    Stream,
    Transport,
    transport_bind,
    transport_can_send,
    transport_next,
    transport_queue,
    transport_stream,
    transport_unbind,
)


cdef void turn_begin(Turn *turn) noexcept nogil:
    turn.count = 0
    turn.open_frames = 0
    turn.number += 1


cdef void _note_frame(Turn *turn, Producer *p, bint ends, int64_t now_ns) noexcept nogil:
    """Keep count of the frames of which more packets are to come: together they leave in fewer messages."""
    if p.frame_turn == turn.number:
        if ends:
            turn.open_frames -= 1
            p.frame_turn = 0
    elif not ends:
        if turn.open_frames == 0:
            turn.opened_ns = now_ns
        turn.open_frames += 1
        p.frame_turn = turn.number


cdef Producer *_by_mid(Transport *t, const uint8_t *data, const RtpHeader *h) noexcept nogil:
    """The producer that an unknown SSRC says to be of, by its mid (RFC 9143 section 9.2) and payload type."""
    cdef Link *link = t.producers.next
    cdef Producer *p
    cdef ExtIds ids
    cdef ExtValues values
    if not h.has_extension:
        return NULL
    while link != &t.producers:
        p = <Producer *>link.owner
        link = link.next
        if p.options.extensions.mid == 0 or (h.payload_type != p.options.payload_type and h.payload_type != p.options.rtx_payload_type):
            continue
        memset(&ids, 0, sizeof(ids))
        ids.mid = p.options.extensions.mid
        ext_read(h.ext_profile, data + h.ext_offset, h.ext_size, &ids, &values)
        if values.mid != NULL and values.mid_length == p.options.mid_length and memcmp(values.mid, p.options.mid, p.options.mid_length) == 0:
            return p
    return NULL


cdef void _break_slots(Producer *p) noexcept nogil:
    cdef Link *link = p.slots.next
    while link != &p.slots:
        slot_break(<Slot *>link.owner, p)
        link = link.next


cdef bint _adopt(Transport *t, Producer *p, uint32_t ssrc, bint rtx) noexcept nogil:
    """Bind an SSRC that a packet has proven to be the client's; one that it replaces is forgotten."""
    cdef uint32_t old = p.rtx_ssrc if rtx else p.ssrc
    if old != 0:
        transport_unbind(t, p, old)
    if transport_bind(t, ssrc, p, rtx) < 0:
        return False
    if rtx:
        p.rtx_ssrc = ssrc
        return True
    if old != 0:
        _break_slots(p)
    producer_restart(p, ssrc)
    return True


cdef void _pass_on(Context *c, Producer *p, const MediaPacket *packet) noexcept nogil:
    """Queue the packet at every slot that shows its producer."""
    cdef Link *link = p.slots.next
    cdef Link *following
    cdef Transport *receiver
    cdef Slot *slot
    while link != &p.slots:
        following = link.next
        slot = <Slot *>link.owner
        receiver = <Transport *>slot.transport
        if transport_can_send(receiver) and slot_offer(c, slot, p, packet, transport_next(c, receiver)):
            transport_queue(c, receiver)
        link = following


cdef void ingress_rtp(Context *c, Turn *turn, Transport *t, uint8_t *data, int size) noexcept nogil:
    cdef RtpHeader h
    cdef Stream *stream
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
        p = stream.producer
        rtx = stream.rtx
    else:
        p = _by_mid(t, data, &h) if t.stream_count < TRANSPORT_STREAMS else NULL
        if p == NULL:
            drop(c, DROP_UNKNOWN_SSRC)
            return
        rtx = h.payload_type == p.options.rtx_payload_type
    if h.payload_type != (p.options.rtx_payload_type if rtx else p.options.payload_type):
        drop(c, DROP_PAYLOAD_TYPE)
        return

    result = srtp_unprotect_rtp(t.srtp, data, &size)
    if result != SRTP_DONE:
        drop(c, DROP_FORGED if result == SRTP_FORGED else DROP_REPLAYED if result == SRTP_REPLAYED else DROP_MALFORMED)
        return
    t.counters.packets_in += 1
    t.counters.bytes_in += size
    if rtp_parse(data, size, &h) < 0:
        drop(c, DROP_MALFORMED)
        return
    if stream == NULL and not _adopt(t, p, h.ssrc, rtx):
        drop(c, DROP_UNKNOWN_SSRC)
        return
    if rtx:
        # Without media of its own an RTX packet is a bandwidth probe.
        size = rtx_unwrap(data, &h, p.ssrc, p.options.payload_type)
        if size < 0 or p.ssrc == 0:
            drop(c, DROP_PROBE)
            return

    arrival = producer_arrived(p, &h, rtx, c.now_ns)
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
    if not producer_read(p, data, size, &h, c.now_ns, packet):
        drop(c, DROP_MALFORMED)
        return
    if list_is_empty(&p.slots):
        return
    turn.count += 1
    if p.options.media == MEDIA_VIDEO and not rtx:
        _note_frame(turn, p, h.marker, c.now_ns)
    _pass_on(c, p, packet)
    if p.missing.count > 0:
        requests_due(c, t, p)
