"""How bandwidth is told and tried, at one client."""

from libc.stdint cimport int64_t, uint8_t, uint16_t, uint32_t
from libc.string cimport memcpy, memset

from sfu_core.bwe cimport (
    BWE_PROBE_STEP_MS,
    bwe_agree,
    bwe_estimate,
    bwe_probe_debt,
    bwe_sent,
    bwe_tick,
)
from sfu_core.bytesio cimport store16be, store32be
from sfu_core.clock cimport NS_PER_MS, NS_PER_US
from sfu_core.context cimport DROP_NOT_SENT, Context, drop
from sfu_core.encoding cimport Encoding
from sfu_core.links cimport Link, is_linked, list_append, unlink
from sfu_core.producer cimport MEDIA_VIDEO, Producer
from sfu_core.recv_stream cimport recv_expected
from sfu_core.remb cimport remb_arrived, remb_due, remb_update
from sfu_core.rtcp cimport rtcp_write_remb, rtcp_write_rr
from sfu_core.rtp cimport RTP_HEADER_SIZE, RtpHeader
from sfu_core.rtpext cimport ext_find_transport_cc
from sfu_core.slot cimport Slot
from sfu_core.srtp cimport SRTP_DONE, SRTP_TRAILER_ROOM, srtp_protect_rtp
from sfu_core.transport cimport (
    TRANSPORT_STREAMS,
    Transport,
    transport_can_send,
    transport_count_out,
    transport_send_rtcp,
    transport_ssrc,
)
from sfu_core.twcc cimport TWCC_SIZE, arrivals_due, arrivals_note, arrivals_write
from sfu_core.udp_port cimport port_add, port_begin, port_room

cdef enum:
    REPORT_SIZE = 8
    PADDING = 224
    FILLERS_AT_ONCE = 64


cdef void bandwidth_agree(Transport *t, bint transport_cc, bint remb) noexcept nogil:
    t.tells_arrivals = transport_cc
    t.tells_remb = remb and not transport_cc
    bwe_agree(&t.bwe, transport_cc, remb)


cdef void _tell_arrivals(Context *c, Transport *t, uint32_t media_ssrc) noexcept nogil:
    cdef uint8_t data[REPORT_SIZE + TWCC_SIZE]
    cdef int head = rtcp_write_rr(data, REPORT_SIZE, transport_ssrc(t), NULL, 0)
    cdef int size = 1
    if not transport_can_send(t):
        return
    while size > 0:
        size = arrivals_write(&t.arrivals, data + head, TWCC_SIZE, transport_ssrc(t), media_ssrc, c.now_ns)
        if size > 0:
            transport_send_rtcp(c, t, data, head + size)


cdef void bandwidth_arrived(Context *c, Transport *t, const Encoding *e, const uint8_t *data, int size,
                            const RtpHeader *h, uint8_t number_ext) noexcept nogil:
    cdef uint16_t number = 0
    if t.tells_remb:
        remb_arrived(&t.remb, size)
    if not t.tells_arrivals or not h.has_extension or not ext_find_transport_cc(
        h.ext_profile, data + h.ext_offset, h.ext_size, number_ext, &number
    ):
        return
    arrivals_note(&t.arrivals, number, size, c.now_ns)
    if arrivals_due(&t.arrivals, c.now_ns):
        # The sender looks for an SSRC of its own in it.
        _tell_arrivals(c, t, e.ssrc)


cdef void _tell_remb(Context *c, Transport *t) noexcept nogil:
    cdef uint8_t data[REPORT_SIZE + 20 + 4 * TRANSPORT_STREAMS]
    cdef uint32_t ssrcs[TRANSPORT_STREAMS]
    cdef int64_t expected = 0
    cdef int64_t received = 0
    cdef int count = 0
    cdef int size
    cdef int i
    for i in range(t.stream_count):
        ssrcs[count] = t.streams[i].ssrc
        count += 1
        if not t.streams[i].rtx:
            expected += recv_expected(&t.streams[i].encoding.received)
            received += t.streams[i].encoding.received.received
    remb_update(&t.remb, expected, received, c.now_ns)
    if count == 0 or not transport_can_send(t) or not remb_due(&t.remb, c.now_ns):
        return
    size = rtcp_write_rr(data, REPORT_SIZE, transport_ssrc(t), NULL, 0)
    size += rtcp_write_remb(
        data + size, 20 + 4 * TRANSPORT_STREAMS, transport_ssrc(t), <int64_t>t.remb.bitrate, ssrcs, count
    )
    transport_send_rtcp(c, t, data, size)


cdef void bandwidth_tick(Context *c, Transport *t) noexcept nogil:
    bwe_tick(&t.bwe, c.now_ns)
    t.counters.estimate_bps = bwe_estimate(&t.bwe)
    t.counters.loss_permille = <int64_t>(1000 * t.bwe.losses.loss)
    t.counters.queue_ns = t.bwe.queue_us * NS_PER_US
    t.counters.probes = t.bwe.probes
    if t.tells_remb:
        _tell_remb(c, t)
    if arrivals_due(&t.arrivals, c.now_ns) and t.stream_count > 0:
        _tell_arrivals(c, t, t.streams[0].encoding.ssrc)
    if not is_linked(&t.in_probing) and transport_can_send(t) and bwe_probe_debt(&t.bwe, c.now_ns) > 0:
        list_append(&c.probing, &t.in_probing, t)


cdef Slot *_filled(Transport *t) noexcept nogil:
    """A slot whose retransmissions may carry padding: no receiver takes that for media."""
    cdef Link *link = t.slots.next
    cdef Slot *s
    while link != &t.slots:
        s = <Slot *>link.owner
        link = link.next
        if (
            s.media == MEDIA_VIDEO and s.rtx_ssrc != 0 and s.ext.twcc_offset > 0 and s.codec != NULL
            and s.codec.rtx_payload_type != 0
        ):
            return s
    return NULL


cdef int _fill(Context *c, Transport *t, Slot *s, int owed) noexcept nogil:
    """One packet of padding, no larger than what is owed; its size, 0 when it could not be sent."""
    cdef int head = RTP_HEADER_SIZE + s.ext.size
    cdef int padding = max(1, min(owed - head, <int>PADDING))
    cdef int size = head + padding
    cdef uint8_t *room = port_room(&c.port, size + SRTP_TRAILER_ROOM)
    cdef uint16_t number = bwe_sent(&t.bwe, size, c.now_ns)
    room[0] = 0xB0
    room[1] = s.codec.rtx_payload_type
    store16be(room + 2, s.rtx_sequence)
    store32be(room + 4, <uint32_t>(c.now_ns * 9 // 100000))
    store32be(room + 8, s.rtx_ssrc)
    memcpy(room + RTP_HEADER_SIZE, s.ext.data, s.ext.size)
    store16be(room + RTP_HEADER_SIZE + s.ext.twcc_offset, number)
    memset(room + head, 0, padding)
    room[size - 1] = <uint8_t>padding
    s.rtx_sequence += 1
    if srtp_protect_rtp(t.srtp, room, &size) != SRTP_DONE:
        drop(c, DROP_NOT_SENT)
        return 0
    port_add(&c.port, size)
    transport_count_out(t, size)
    return size


cdef void _pay(Context *c, Transport *t) noexcept nogil:
    cdef Slot *s = _filled(t)
    cdef int owed = bwe_probe_debt(&t.bwe, c.now_ns)
    cdef int size
    cdef int i
    if s == NULL or owed == 0:
        return
    port_begin(&c.port, &t.path)
    for i in range(FILLERS_AT_ONCE):
        size = _fill(c, t, s, owed)
        owed -= size
        if size == 0 or owed <= 0:
            break


cdef int64_t bandwidth_probe(Context *c) noexcept nogil:
    cdef Link *link = c.probing.next
    cdef Transport *t
    while link != &c.probing:
        t = <Transport *>link.owner
        link = link.next
        if transport_can_send(t):
            _pay(c, t)
        if not t.bwe.probe.sending or not transport_can_send(t):
            unlink(&t.in_probing)
    return c.now_ns + BWE_PROBE_STEP_MS * NS_PER_MS if c.probing.next != &c.probing else 0
