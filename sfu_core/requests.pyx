"""What we ask a sender for: lost packets and keyframes."""

from libc.stdint cimport uint8_t, uint16_t

from sfu_core.context cimport Context
from sfu_core.layer_selector cimport gate_ask, gate_due
from sfu_core.links cimport list_is_empty
from sfu_core.nack cimport nack_due, nack_take_gave_up
from sfu_core.producer cimport MEDIA_VIDEO, Producer
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


cdef void requests_due(Context *c, Transport *t, Producer *p) noexcept nogil:
    cdef uint8_t data[REQUEST_SIZE]
    cdef uint16_t missing[NACKS_AT_ONCE]
    cdef int count
    cdef int size
    cdef int head
    if p.options.media != MEDIA_VIDEO or p.paused or p.ssrc == 0 or not transport_can_send(t):
        return
    # An empty report in front makes a compound of it: not every client has agreed to reduced-size RTCP (RFC 5506).
    head = rtcp_write_rr(data, REQUEST_SIZE, transport_ssrc(t), NULL, 0)
    size = head
    # What nobody watches is not worth mending.
    if p.missing.count > 0 and not list_is_empty(&p.slots):
        count = nack_due(&p.missing, c.now_ns, transport_rtt(t), missing, NACKS_AT_ONCE)
        if count > 0:
            size += rtcp_write_nack(data + size, REQUEST_SIZE - size, transport_ssrc(t), p.ssrc, missing, count)
            c.counters.nacks_sent += count
            t.counters.nacks_sent += count
    if nack_take_gave_up(&p.missing) and not list_is_empty(&p.slots):
        gate_ask(&p.keyframes)
    if gate_due(&p.keyframes, c.now_ns):
        size += rtcp_write_pli(data + size, REQUEST_SIZE - size, transport_ssrc(t), p.ssrc)
        c.counters.keyframe_requests += 1
        t.counters.keyframe_requests += 1
    if size > head:
        transport_send_rtcp(c, t, data, size)
