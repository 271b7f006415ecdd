"""RTCP from clients: reports, lost packets to send again, keyframe requests to pass on."""

from libc.stdint cimport int32_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t

from sfu_core.bwe cimport BWE_BY_FEEDBACK, BWE_MOST, bwe_feedback, bwe_remb, bwe_report
from sfu_core.bytesio cimport load32be
from sfu_core.clock cimport NS_PER_MS, NS_PER_S, ntp_middle
from sfu_core.context cimport (
    DROP_FORGED,
    DROP_MALFORMED,
    DROP_NO_KEYS,
    DROP_NOT_SENT,
    DROP_REPLAYED,
    DROP_UNKNOWN_SSRC,
    OBJECT_PRODUCER,
    Context,
    context_find,
    context_ntp,
    drop,
)
from sfu_core.icelite cimport ice_alive
from sfu_core.keyframes cimport KeyframeGate, gate_ask, patience_take
from sfu_core.links cimport Link
from sfu_core.recv_stream cimport recv_sender_report, round_trip_ns
from sfu_core.repeats cimport repeats_note
from sfu_core.requests cimport requests_due
from sfu_core.retransmission cimport retransmit
from sfu_core.rtcp cimport (
    PSFB_AFB,
    PSFB_FIR,
    PSFB_PLI,
    RTCP_PSFB,
    RTCP_RR,
    RTCP_RTPFB,
    RTCP_SR,
    RTPFB_NACK,
    RTPFB_TRANSPORT_CC,
    Feedback,
    ReportBlock,
    RtcpIterator,
    RtcpPacket,
    SenderInfo,
    rtcp_begin,
    rtcp_next,
    rtcp_read_block,
    rtcp_read_feedback,
    rtcp_read_fir,
    rtcp_read_nack,
    rtcp_read_remb,
    rtcp_read_sr,
)
from sfu_core.slot cimport Slot
from sfu_core.srtp cimport (
    SRTP_DONE,
    SRTP_FORGED,
    SRTP_REPLAYED,
    SrtpResult,
    srtp_unprotect_rtcp,
)
from sfu_core.transport cimport (
    TRANSPORT_REPORTERS,
    Stream,
    Transport,
    transport_can_send,
    transport_stream,
)

cdef enum:
    NACKS_READ = 256             # of one message; a client that misses more needs a keyframe
    # No network delays a report that much longer than another.
    CLOCK_STEP_S = 2


cdef Slot *_slot_of(Transport *t, uint32_t ssrc) noexcept nogil:
    cdef Link *link = t.slots.next
    while link != &t.slots:
        if (<Slot *>link.owner).ssrc == ssrc:
            return <Slot *>link.owner
        link = link.next
    return NULL


cdef bint _may_report(Transport *t, uint32_t ssrc) noexcept nogil:
    """Each sender of RTCP costs libsrtp a stream: a client has a bounded number of them."""
    cdef int i
    if transport_stream(t, ssrc) != NULL:
        return True
    for i in range(t.reporter_count):
        if t.reporters[i] == ssrc:
            return True
    return t.reporter_count < TRANSPORT_REPORTERS


cdef void _note_reporter(Transport *t, uint32_t ssrc) noexcept nogil:
    cdef int i
    if transport_stream(t, ssrc) != NULL:
        return
    for i in range(t.reporter_count):
        if t.reporters[i] == ssrc:
            return
    t.reporters[t.reporter_count] = ssrc
    t.reporter_count += 1


cdef void _hear_sr(Context *c, Transport *t, const RtcpPacket *packet) noexcept nogil:
    cdef SenderInfo info
    cdef Stream *stream
    cdef uint64_t offset
    cdef int64_t later
    if rtcp_read_sr(packet, &info) < 0:
        return
    stream = transport_stream(t, info.ssrc)
    if stream == NULL or stream.rtx or info.ntp == 0:
        return
    recv_sender_report(&stream.encoding.received, info.ntp, info.rtp_timestamp, c.now_ns)
    # One offset for all that the client sends keeps its voice and lips together. The report that travelled fastest
    # tells the two clocks' difference best; a slow drift is followed, and a clock that was set is believed.
    offset = context_ntp(c) - info.ntp
    later = <int64_t>(offset - t.clock_offset)
    if not t.has_clock or later < 0 or later > <int64_t>CLOCK_STEP_S << 32:
        t.clock_offset = offset
        t.has_clock = True
    else:
        t.clock_offset += <uint64_t>(later >> 6)


cdef void _note_losses(Context *c, Transport *t, int64_t lost, uint32_t highest, int blocks) noexcept nogil:
    """What was lost of all slots together since the last report that spoke of as many."""
    cdef int32_t expected = <int32_t>(highest - t.reported_highest)
    cdef int64_t more = lost - t.reported_lost
    if blocks == t.reported_blocks and expected > 0:
        bwe_report(&t.bwe, <int>(256 * min(max(more, <int64_t>0), <int64_t>expected) // expected), c.now_ns)
    t.reported_lost = lost
    t.reported_highest = highest
    t.reported_blocks = blocks


cdef void _note_lost(Transport *t, Slot *s, const ReportBlock *block) noexcept nogil:
    """What was lost on the way to the client. Numbers that never left are its publisher's loss."""
    cdef int32_t numbers = <int32_t>(block.highest_sequence - s.reported.highest)
    cdef int64_t left = <uint32_t>(s.packets - s.reported.packets)
    cdef int64_t gaps = <uint16_t>(s.newest_sent - s.reported.newest_sent) - left
    if s.reported.known and numbers > 0:
        repeats_note(&t.repeats, numbers - gaps, block.cumulative_lost - s.reported.lost - gaps)
    s.reported.known = True
    s.reported.highest = block.highest_sequence
    s.reported.lost = block.cumulative_lost
    s.reported.newest_sent = s.newest_sent
    s.reported.packets = s.packets


cdef void _hear_arrivals(Context *c, Transport *t, const Feedback *f) noexcept nogil:
    cdef int64_t told = t.bwe.losses.told
    cdef int64_t lost = t.bwe.losses.told_lost
    bwe_feedback(&t.bwe, f, c.now_ns)
    repeats_note(&t.repeats, t.bwe.losses.told - told, t.bwe.losses.told_lost - lost)


cdef void _note_figures(Slot *s, const ReportBlock *block) noexcept nogil:
    if s.figures != NULL:
        s.figures.lost = max(0, <int64_t>block.cumulative_lost)
        s.figures.loss_permille = block.fraction_lost * 1000 >> 8
        s.figures.jitter_ns = <int64_t>block.jitter * NS_PER_S // s.munger.clock_rate


cdef void _hear_blocks(Context *c, Transport *t, const RtcpPacket *packet) noexcept nogil:
    cdef ReportBlock block
    cdef Slot *s
    cdef int64_t rtt
    cdef int64_t lost = 0
    cdef uint32_t highest = 0
    cdef int blocks = 0
    cdef int i
    for i in range(packet.count):
        if rtcp_read_block(packet, i, &block) < 0:
            return
        s = _slot_of(t, block.ssrc)
        if s == NULL:
            continue
        _note_figures(s, &block)
        if t.bwe.source != BWE_BY_FEEDBACK:
            _note_lost(t, s, &block)
        lost += block.cumulative_lost
        highest += block.highest_sequence
        blocks += 1
        rtt = round_trip_ns(ntp_middle(context_ntp(c)), block.last_sr, block.delay_since_last_sr)
        if rtt >= 0:
            t.counters.rtt_ns = rtt if t.counters.rtt_ns == 0 else (t.counters.rtt_ns * 7 + rtt) // 8
    t.counters.packets_lost = lost
    if blocks > 0:
        _note_losses(c, t, lost, highest, blocks)


cdef void _hear_nack(Context *c, Transport *t, const Feedback *f) noexcept nogil:
    cdef uint16_t lost[NACKS_READ]
    cdef Slot *s = _slot_of(t, f.media_ssrc)
    cdef int count
    cdef int i
    if s == NULL or not s.nack or not transport_can_send(t):
        return
    count = rtcp_read_nack(f, lost, NACKS_READ)
    if count <= 0:
        return
    if s.figures != NULL:
        s.figures.nacks += count
    c.counters.nacks_received += count
    t.counters.nacks_received += count
    for i in range(count):
        retransmit(c, t, s, lost[i])


cdef void _hear_keyframe_request(Context *c, Transport *t, uint32_t ssrc) noexcept nogil:
    cdef Slot *s = _slot_of(t, ssrc)
    cdef KeyframeGate *gate
    if s == NULL or s.current == NULL:
        return
    gate = &s.current.encodings[s.selector.encoding].keyframes
    # Browsers ask on until a keyframe comes: as long as one is waited for anyway that is one request.
    if not gate.wanted and not patience_take(&s.patience, c.now_ns):
        return
    if s.figures != NULL:
        s.figures.keyframe_requests += 1
    gate_ask(gate)
    requests_due(c, <Transport *>s.current.transport, s.current)


cdef void _hear_feedback(Context *c, Transport *t, const RtcpPacket *packet) noexcept nogil:
    cdef Feedback f
    cdef uint32_t ssrc
    cdef uint8_t sequence
    cdef uint64_t bitrate = 0
    cdef int i = 0
    if rtcp_read_feedback(packet, &f) < 0:
        return
    if packet.type == RTCP_RTPFB:
        if packet.count == RTPFB_NACK:
            _hear_nack(c, t, &f)
        elif packet.count == RTPFB_TRANSPORT_CC:
            _hear_arrivals(c, t, &f)
    elif packet.count == PSFB_PLI:
        _hear_keyframe_request(c, t, f.media_ssrc)
    elif packet.count == PSFB_FIR:
        while rtcp_read_fir(&f, i, &ssrc, &sequence) == 1:
            _hear_keyframe_request(c, t, ssrc)
            i += 1
    elif packet.count == PSFB_AFB and rtcp_read_remb(&f, &bitrate, NULL, 0) >= 0:
        bwe_remb(&t.bwe, min(bitrate, <uint64_t>BWE_MOST), c.now_ns)


cdef void ingress_rtcp(Context *c, Transport *t, int pair, uint8_t *data, int size) noexcept nogil:
    cdef RtcpIterator it
    cdef RtcpPacket packet
    cdef SrtpResult result
    cdef uint32_t reporter
    if t.srtp == NULL:
        drop(c, DROP_NO_KEYS)
        return
    if size < 8:
        drop(c, DROP_MALFORMED)
        return
    reporter = load32be(data + 4)
    if not _may_report(t, reporter):
        drop(c, DROP_UNKNOWN_SSRC)
        return
    result = srtp_unprotect_rtcp(t.srtp, data, &size)
    if result != SRTP_DONE:
        drop(c, DROP_FORGED if result == SRTP_FORGED else DROP_REPLAYED if result == SRTP_REPLAYED else DROP_MALFORMED)
        return
    _note_reporter(t, reporter)
    ice_alive(&t.ice, pair, c.now_ns)
    t.counters.packets_in += 1
    t.counters.bytes_in += size
    rtcp_begin(&it, data, size)
    while rtcp_next(&it, &packet) == 1:
        if packet.type == RTCP_SR:
            _hear_sr(c, t, &packet)
            _hear_blocks(c, t, &packet)
        elif packet.type == RTCP_RR:
            _hear_blocks(c, t, &packet)
        elif packet.type == RTCP_RTPFB or packet.type == RTCP_PSFB:
            _hear_feedback(c, t, &packet)
