"""What we ask a sender for: lost packets and keyframes."""

from libc.stdint cimport int64_t, uint8_t, uint16_t

from sfu_core.clock cimport NS_PER_MS
from sfu_core.context cimport Context
from sfu_core.encoding cimport Encoding
from sfu_core.keyframes cimport gate_ask, gate_due, gate_forget
from sfu_core.links cimport Link, list_is_empty
from sfu_core.nack cimport nack_due, nack_take_gave_up
from sfu_core.producer cimport Producer, producer_sends
from sfu_core.rtcp cimport rtcp_write_nack, rtcp_write_pli, rtcp_write_rr
from sfu_core.transport cimport (
    Transport,
    transport_can_send,
    transport_rtt,
    transport_send_rtcp,
    transport_ssrc,
)

cdef enum:
    REQUEST_SIZE = 512
    NACKS_AT_ONCE = 64
    CHOKED_PATIENCE_MS = 1500


cdef int _missing(Context *c, Transport *t, Encoding *e, uint8_t *data, int capacity) noexcept nogil:
    cdef uint16_t missing[NACKS_AT_ONCE]
    cdef int count = nack_due(&e.missing, c.now_ns, transport_rtt(t), missing, NACKS_AT_ONCE)
    if count == 0:
        return 0
    c.counters.nacks_sent += count
    t.counters.nacks_sent += count
    return rtcp_write_nack(data, capacity, transport_ssrc(t), e.ssrc, missing, count)


cdef void requests_of(Context *c, Transport *t, Encoding *e) noexcept nogil:
    cdef uint8_t data[REQUEST_SIZE]
    cdef Producer *p = <Producer *>e.producer
    cdef bint watched = not list_is_empty(&p.slots) and (p.interest >> e.index & 1) != 0
    # What nobody watches is not worth mending.
    cdef bint mends = e.missing.count > 0 and watched and p.options.nack
    cdef int64_t patience_ns = transport_rtt(t)
    cdef int size
    cdef int head
    if not e.video or p.paused or not (mends or e.missing.gave_up or e.keyframes.wanted):
        return
    t.restless = True
    if e.ssrc == 0 or not transport_can_send(t):
        return
    # An empty report in front makes a compound of it: not every client has agreed to reduced-size RTCP (RFC 5506).
    head = rtcp_write_rr(data, REQUEST_SIZE, transport_ssrc(t), NULL, 0)
    size = head
    if mends:
        size += _missing(c, t, e, data + size, REQUEST_SIZE - size)
    if nack_take_gave_up(&e.missing) and watched:
        gate_ask(&e.keyframes)
    if e.keyframes.wanted and p.started and not producer_sends(p, e.index):
        # What its sender has given up begins with a keyframe when it comes back. To ask for one now costs the others
        # one: browsers make keyframes of all their encodings together.
        gate_forget(&e.keyframes)
    # A way that is choked needs longer for an answer, and no second keyframe on top of the first.
    if c.now_ns < e.missing.choked_ns:
        patience_ns = max(patience_ns, <int64_t>CHOKED_PATIENCE_MS * NS_PER_MS)
    if gate_due(&e.keyframes, c.now_ns, patience_ns):
        size += rtcp_write_pli(data + size, REQUEST_SIZE - size, transport_ssrc(t), e.ssrc)
        c.counters.keyframe_requests += 1
        t.counters.keyframe_requests += 1
    if size > head:
        transport_send_rtcp(c, t, data, size)


cdef void requests_tick(Context *c, Transport *t) noexcept nogil:
    cdef Link *link = t.producers.next
    if not t.restless:
        return
    t.restless = False
    while link != &t.producers:
        requests_due(c, t, <Producer *>link.owner)
        link = link.next


cdef void requests_due(Context *c, Transport *t, Producer *p) noexcept nogil:
    cdef int i
    for i in range(p.options.encoding_count):
        requests_of(c, t, &p.encodings[i])
