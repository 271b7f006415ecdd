"""The way out of media."""

from libc.stdint cimport int64_t, uint8_t, uint16_t
from libc.string cimport memcpy

from sfu_core.bwe cimport bwe_count, bwe_sent, bwe_unsent
from sfu_core.clock cimport NS_PER_MS
from sfu_core.context cimport DROP_NOT_SENT, DROP_OVERRUN, Context, drop
from sfu_core.gcm cimport gcm_fetch
from sfu_core.includes.prefetch cimport prefetch
from sfu_core.links cimport Link, is_linked, list_append, unlink
from sfu_core.pacer cimport (
    PacedPacket,
    PacedResend,
    pacer_age,
    pacer_asked,
    pacer_bytes,
    pacer_front,
    pacer_give_up,
    pacer_is_idle,
    pacer_least,
    pacer_may,
    pacer_pass,
    pacer_pop,
    pacer_push,
    pacer_spend,
)
from sfu_core.packet_cache cimport PacketNote
from sfu_core.packet_writer cimport packet_note, packet_number, packet_payload_size, packet_shape, packet_write
from sfu_core.producer cimport MEDIA_AUDIO
from sfu_core.repeats cimport repeat_take
from sfu_core.retransmission cimport retransmit_asked
from sfu_core.slot cimport Outgoing, Slot, slot_rewind, slot_sent
from sfu_core.srtp cimport SRTP_DONE, SRTP_TRAILER_ROOM, srtp_protect_rtp
from sfu_core.transport cimport (
    PACE_STEP_MS,
    TRANSPORT_QUEUE,
    Transport,
    transport_can_send,
    transport_count_out,
    transport_wait,
)
from sfu_core.udp_port cimport port_add, port_begin, port_room

cdef enum:
    # Padding that makes neighbours equally long, so that they leave as one message, may cost this much a packet.
    MAX_PADDING = 8
    # Older pictures are not worth their bits: a new one of a lower layer comes sooner.
    OLDEST_MS = 700
    # Under a person's own limit a slide takes its time.
    OLDEST_SLIDE_MS = 10000


cdef Outgoing *egress_next(Context *c, Transport *t) noexcept nogil:
    if t.queued == TRANSPORT_QUEUE:
        egress_flush(c, t)
    return &t.queue[t.queued]


cdef void egress_queue(Context *c, Transport *t) noexcept nogil:
    packet_shape(&t.queue[t.queued])
    t.queued += 1
    if not is_linked(&t.in_writing):
        list_append(&c.writing, &t.in_writing, t)


cdef int64_t _equalise(Outgoing *queue, int count) noexcept nogil:
    """Pad neighbours that differ by a few bytes to one length. The last of such a run may stay shorter. Their bytes."""
    cdef int64_t sum = 0
    cdef int first = 0
    cdef int last
    cdef int longest
    cdef int shortest
    cdef int i
    while first < count:
        longest = queue[first].size
        shortest = longest
        last = first + 1
        while last < count:
            if queue[last].size > longest:
                if queue[last].size - shortest > MAX_PADDING:
                    break
                longest = queue[last].size
            elif longest - queue[last].size > MAX_PADDING:
                break
            elif queue[last].size < shortest:
                shortest = queue[last].size
            last += 1
        for i in range(first, last - 1):
            queue[i].padding += longest - queue[i].size
            queue[i].size = longest
        sum += <int64_t>longest * (last - first - 1) + queue[last - 1].size
        first = last
    return sum


cdef inline void _send(Context *c, Transport *t, Slot *s, uint8_t *room, int size, uint16_t sequence, int payload_size,
                       const PacketNote *note) noexcept nogil:
    """Protect the clear packet at the port's `room` and hand it over."""
    if s.ext.twcc_offset > 0:
        packet_number(s, room, bwe_sent(&t.bwe, size, c.now_ns))
    else:
        bwe_count(&t.bwe, size, c.now_ns)
    if srtp_protect_rtp(t.srtp, room, &size) != SRTP_DONE:
        # As what was recovered upstream too late: further behind than numbers may leave.
        if s.ext.twcc_offset > 0:
            bwe_unsent(&t.bwe)
        drop(c, DROP_NOT_SENT)
        return
    slot_sent(s, sequence, payload_size, note, room, size, c.now_ns)
    port_add(&c.port, size)
    transport_count_out(t, size)
    c.counters.forwarded += 1


cdef void _repeat(Context *c, Transport *t, Slot *s) noexcept nogil:
    """In front of the next packet, so that its receiver never misses what comes only now."""
    cdef int size = repeat_take(s.repeat, c.now_ns)
    if size == 0:
        return
    memcpy(port_room(&c.port, size), s.repeat.data, size)
    port_add(&c.port, size)
    # Neither the estimator nor sender reports count it: to the receiver it has no number of its own.
    pacer_spend(&t.pacer, size)
    transport_count_out(t, size)
    t.counters.repeated += 1
    c.counters.repeated += 1


cdef inline void _write(Context *c, Transport *t, const Outgoing *o) noexcept nogil:
    cdef PacketNote note
    cdef uint8_t *room
    if o.slot.repeat != NULL:
        _repeat(c, t, o.slot)
    room = port_room(&c.port, o.size + SRTP_TRAILER_ROOM)
    packet_write(o, room)
    packet_note(o, &note)
    _send(c, t, o.slot, room, o.size, o.numbers.sequence, packet_payload_size(o), &note)


cdef void egress_give_up(Context *c, Transport *t, Slot *s) noexcept nogil:
    cdef int i
    c.counters.dropped[<int>DROP_OVERRUN] += pacer_give_up(&t.pacer, s)
    for i in range(t.queued):
        if t.queue[i].slot == s:
            t.queue[i].size = 0
    slot_rewind(s)


cdef void _give_up(Context *c, Transport *t, Slot *s) noexcept nogil:
    """It goes on with fewer bits, too."""
    egress_give_up(c, t, s)
    t.share.overrun = True


cdef void _hold(Context *c, Transport *t, const Outgoing *o) noexcept nogil:
    cdef Slot *s = o.slot
    cdef PacketNote note
    cdef uint8_t *room
    packet_note(o, &note)
    room = pacer_push(
        &t.pacer, s, s.view.priority, o.numbers.sequence, &note, o.size, packet_payload_size(o), c.now_ns
    )
    if room == NULL:
        _give_up(c, t, s)
        return
    packet_write(o, room)
    transport_wait(c, t)


cdef void _flush_apart(Context *c, Transport *t) noexcept nogil:
    """The line does not carry all of it now."""
    cdef const Outgoing *o
    cdef int i
    for i in range(t.queued):
        o = &t.queue[i]
        if o.size == 0:
            continue
        if o.slot.media != MEDIA_AUDIO and (t.pacer.count > 0 or not pacer_may(&t.pacer, c.now_ns)):
            _hold(c, t, o)
            continue
        pacer_spend(&t.pacer, o.size)
        _write(c, t, o)


cdef inline void _fetch_ahead(const Context *c, const Transport *t) noexcept nogil:
    """The next two clients' keys and counters come while this one is served."""
    cdef const Link *link = t.in_writing.next
    cdef const Transport *following
    if link == NULL or link == &c.writing:
        return
    following = <const Transport *>link.owner
    if following.srtp != NULL and following.srtp.gcm and following.queued > 0:
        gcm_fetch(&following.srtp.seal, following.queue[0].slot.ssrc)
    link = link.next
    if link == &c.writing:
        return
    following = <const Transport *>link.owner
    prefetch(following.srtp)
    prefetch(<const char *>following.srtp + 64)
    prefetch(&following.pacer)
    prefetch(following.counters)


cdef void egress_flush(Context *c, Transport *t) noexcept nogil:
    cdef int64_t size = _equalise(t.queue, t.queued)
    cdef int i
    _fetch_ahead(c, t)
    port_begin(&c.port, &t.path)
    if pacer_pass(&t.pacer, size, c.now_ns):
        for i in range(t.queued):
            # What was given up since has no size.
            if t.queue[i].size > 0:
                _write(c, t, &t.queue[i])
    else:
        _flush_apart(c, t)
    t.queued = 0
    unlink(&t.in_writing)


cdef void _release_packet(Context *c, Transport *t, const PacedPacket *packet) noexcept nogil:
    cdef uint8_t *room = port_room(&c.port, packet.size + SRTP_TRAILER_ROOM)
    memcpy(room, pacer_bytes(&t.pacer, packet), packet.size)
    pacer_spend(&t.pacer, packet.size)
    _send(
        c, t, <Slot *>packet.stream, room, packet.size, packet.sequence, packet.payload_size, &packet.note
    )


cdef void _release(Context *c, Transport *t) noexcept nogil:
    cdef const PacedPacket *packet
    cdef PacedResend resend
    cdef int64_t oldest_ms = OLDEST_SLIDE_MS if t.share.limit > 0 else OLDEST_MS
    port_begin(&c.port, &t.path)
    while pacer_may(&t.pacer, c.now_ns):
        if pacer_asked(&t.pacer, &resend):
            retransmit_asked(c, t, &resend)
            continue
        packet = pacer_front(&t.pacer)
        if packet == NULL:
            break
        _release_packet(c, t, packet)
        pacer_pop(&t.pacer, c.now_ns)
    while pacer_age(&t.pacer, c.now_ns) > oldest_ms * NS_PER_MS:
        _give_up(c, t, <Slot *>pacer_least(&t.pacer))


cdef bint egress_pace(Context *c) noexcept nogil:
    cdef Link *link = c.pacing.next
    cdef Transport *t
    if link == &c.pacing or c.now_ns < c.pace_ns:
        return False
    while link != &c.pacing:
        t = <Transport *>link.owner
        link = link.next
        if t.queued > 0:
            egress_flush(c, t)
        if transport_can_send(t):
            _release(c, t)
        if pacer_is_idle(&t.pacer):
            unlink(&t.in_pacing)
    c.pace_ns = c.now_ns + <int64_t>PACE_STEP_MS * NS_PER_MS
    return True


cdef void egress_forget(Transport *t, const Slot *s) noexcept nogil:
    pacer_give_up(&t.pacer, s)
