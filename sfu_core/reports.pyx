"""What we report: sender reports of slots, receiver reports of producers, names."""

from libc.stdint cimport int64_t, uint8_t, uint32_t, uint64_t

from sfu_core.clock cimport NS_PER_MS
from sfu_core.context cimport Context, context_ntp, context_random
from sfu_core.links cimport Link, unlink
from sfu_core.producer cimport Producer, producer_publish
from sfu_core.recv_stream cimport RecvStream, recv_report
from sfu_core.rtcp cimport ReportBlock, SenderInfo, rtcp_write_cname, rtcp_write_rr, rtcp_write_sr
from sfu_core.slot cimport Slot, slot_publish
from sfu_core.transport cimport Transport, transport_can_send, transport_send_rtcp, transport_ssrc

cdef enum:
    COMPOUND_SIZE = 1200
    # One sender report with its name; blocks are in the first packet alone.
    SENDER_SIZE = 28 + 24
    BLOCKS = 31              # as many as one report can have
    # A report of the client's that is older says nothing reliable any more.
    LONGEST_REACH_S = 600

cdef int64_t INTERVAL_NS = 1000 * NS_PER_MS
cdef int64_t FRESH_INTERVAL_NS = 50 * NS_PER_MS
cdef const char *CNAME = b"eduforum"
cdef int CNAME_LENGTH = 8


cdef bint _timestamp_at(const Transport *sender, const Slot *s, uint64_t ntp, uint32_t *out) noexcept nogil:
    """The slot's RTP timestamp of the moment `ntp` (ours), by the sender's last report; False when there is none."""
    cdef const RecvStream *received = &s.current.encodings[s.selector.encoding].received
    cdef int64_t since
    if not received.has_sr or not sender.has_clock:
        return False
    since = <int64_t>(ntp - sender.clock_offset - received.sr_ntp)
    if since > <int64_t>LONGEST_REACH_S << 32 or since < -(<int64_t>LONGEST_REACH_S << 32):
        return False
    out[0] = received.sr_rtp + <uint32_t>(since * received.clock_rate >> 32)
    out[0] += s.munger.timestamp_offset
    return True


cdef int _blocks(Transport *t, int64_t now_ns, ReportBlock *out) noexcept nogil:
    cdef Link *link = t.producers.next
    cdef Producer *p
    cdef int count = 0
    cdef int i
    while link != &t.producers:
        p = <Producer *>link.owner
        for i in range(p.options.encoding_count):
            if count < BLOCKS and recv_report(&p.encodings[i].received, now_ns, &out[count]):
                count += 1
        link = link.next
    return count


cdef bint _sender_info(const Slot *s, uint64_t ntp, SenderInfo *out) noexcept nogil:
    if s.current == NULL or s.packets == 0:
        return False
    out.ssrc = s.ssrc
    out.ntp = ntp
    out.packets = s.packets
    out.octets = s.octets
    return _timestamp_at(<const Transport *>s.current.transport, s, ntp, &out.rtp_timestamp)


cdef int _name(uint8_t *data, int size, uint32_t ssrc) noexcept nogil:
    return rtcp_write_cname(data + size, COMPOUND_SIZE - size, ssrc, <const uint8_t *>CNAME, CNAME_LENGTH)


cdef void _report(Context *c, Transport *t) noexcept nogil:
    cdef uint8_t data[COMPOUND_SIZE]
    cdef ReportBlock blocks[BLOCKS]
    cdef SenderInfo info
    cdef uint64_t ntp = context_ntp(c)
    cdef Link *link = t.slots.next
    cdef int count = _blocks(t, c.now_ns, blocks)
    cdef int size = 0
    while link != &t.slots:
        if _sender_info(<Slot *>link.owner, ntp, &info):
            if size + SENDER_SIZE > COMPOUND_SIZE:
                transport_send_rtcp(c, t, data, size)
                size = 0
            size += rtcp_write_sr(data + size, COMPOUND_SIZE - size, &info, blocks, count)
            size += _name(data, size, info.ssrc)
            count = 0
        unlink(&(<Slot *>link.owner).in_fresh)
        link = link.next
    if size == 0:
        size = rtcp_write_rr(data, COMPOUND_SIZE, transport_ssrc(t), blocks, count)
        size += _name(data, size, transport_ssrc(t))
    transport_send_rtcp(c, t, data, size)


cdef void _publish(Transport *t, int64_t now_ns) noexcept nogil:
    cdef Link *link = t.producers.next
    while link != &t.producers:
        producer_publish(<Producer *>link.owner, now_ns)
        link = link.next
    link = t.slots.next
    while link != &t.slots:
        slot_publish(<Slot *>link.owner, now_ns)
        link = link.next


cdef void reports_due(Context *c, Transport *t) noexcept nogil:
    if c.now_ns < t.report_ns or not transport_can_send(t):
        return
    # Spread over 0.5 to 1.5 of the interval (RFC 3550 section 6.3.1), so that clients' reports do not fall together.
    t.report_ns = c.now_ns + INTERVAL_NS // 2 + <int64_t>(context_random(c) & 1023) * INTERVAL_NS // 1024
    t.reported_ns = c.now_ns
    _report(c, t)
    _publish(t, c.now_ns)


cdef void reports_hasten(Context *c) noexcept nogil:
    cdef Link *link = c.fresh.next
    cdef Transport *t
    while link != &c.fresh:
        t = <Transport *>(<Slot *>link.owner).transport
        link = link.next
        if t.report_ns > t.reported_ns + FRESH_INTERVAL_NS:
            t.report_ns = t.reported_ns + FRESH_INTERVAL_NS
