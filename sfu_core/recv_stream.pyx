from libc.stdint cimport int32_t, int64_t, uint16_t, uint32_t, uint64_t
from libc.string cimport memset
from sfu_core.clock cimport NS_PER_S, compact_to_ns, ns_to_compact, ntp_middle
from sfu_core.rtcp cimport ReportBlock
from sfu_core.seqnum cimport seq32_diff

# RFC 3550 appendix A.1, but for misordering: who has no RTX sends the very packet again, a round trip late. What SRTP
# lets through is less.
cdef enum:
    MAX_DROPOUT = 3000
    MAX_MISORDER = 1000
    JITTER_OUTLIER_S = 5
    TOLERANCE_COMPACT = 66      # a millisecond: both ends round


cdef void recv_init(RecvStream *s, uint32_t ssrc, uint32_t clock_rate) noexcept nogil:
    memset(s, 0, sizeof(RecvStream))
    s.ssrc = ssrc
    s.clock_rate = clock_rate
    s.jump_next = -1


cdef inline int64_t ticks(const RecvStream *s, int64_t duration_ns) noexcept nogil:
    """Nanoseconds in units of the stream's clock, for durations of hours."""
    return (duration_ns // NS_PER_S) * s.clock_rate + (duration_ns % NS_PER_S) * s.clock_rate // NS_PER_S


cdef inline void begin_sequence(RecvStream *s, uint16_t sequence) noexcept nogil:
    s.base = sequence
    s.highest = sequence
    s.cycles = 0
    s.jump_next = -1
    s.received = 0
    s.expected_before = 0
    s.received_before = 0


cdef inline void update_jitter(RecvStream *s, uint32_t timestamp, int64_t now_ns) noexcept nogil:
    """Appendix A.8. The packets of one picture share a timestamp but not a moment: only the first is measured."""
    cdef int64_t difference
    if timestamp == s.timestamp:
        return
    difference = ticks(s, now_ns - s.arrival_ns) - seq32_diff(timestamp, s.timestamp)
    if difference < 0:
        difference = -difference
    # A leap of the clock (a source that paused or changed) says nothing of the network.
    if difference < <int64_t>JITTER_OUTLIER_S * s.clock_rate:
        s.jitter_q4 += <uint32_t>difference - ((s.jitter_q4 + 8) >> 4)


cdef inline void note_arrival(RecvStream *s, uint32_t timestamp, int64_t now_ns) noexcept nogil:
    if timestamp != s.timestamp or not s.started:
        s.timestamp = timestamp
        s.arrival_ns = now_ns


cdef RecvVerdict recv_packet(RecvStream *s, uint16_t sequence, uint32_t timestamp, int payload_size,
                             int64_t now_ns) noexcept nogil:
    cdef uint16_t ahead = <uint16_t>(sequence - s.highest)
    cdef RecvVerdict verdict = RECV_OK
    s.packets += 1
    s.octets += payload_size
    if not s.started:
        begin_sequence(s, sequence)
        note_arrival(s, timestamp, now_ns)
        s.started = True
        s.received = 1
        return RECV_OK
    if ahead == 0 or ahead > 65536 - MAX_MISORDER:
        s.received += 1
        return RECV_LATE
    if ahead >= MAX_DROPOUT:
        if sequence != s.jump_next:
            s.jump_next = <uint16_t>(sequence + 1)
            return RECV_JUMP
        begin_sequence(s, sequence)
        verdict = RECV_RESTARTED
    else:
        if sequence < s.highest:
            s.cycles += 65536
        s.highest = sequence
        s.jump_next = -1
        update_jitter(s, timestamp, now_ns)
    note_arrival(s, timestamp, now_ns)
    s.received += 1
    return verdict


cdef void recv_sender_report(RecvStream *s, uint64_t ntp, uint32_t rtp_timestamp, int64_t now_ns) noexcept nogil:
    s.has_sr = True
    s.sr_ntp = ntp
    s.sr_rtp = rtp_timestamp
    s.sr_ns = now_ns


cdef inline int64_t expected(const RecvStream *s) noexcept nogil:
    return s.cycles + s.highest - s.base + 1


cdef bint recv_report(RecvStream *s, int64_t now_ns, ReportBlock *out) noexcept nogil:
    cdef int64_t expected_now, lost, expected_interval, lost_interval
    if not s.started:
        return False
    expected_now = expected(s)
    lost = expected_now - s.received
    expected_interval = expected_now - s.expected_before
    lost_interval = expected_interval - (s.received - s.received_before)
    s.expected_before = expected_now
    s.received_before = s.received
    out.ssrc = s.ssrc
    out.fraction_lost = 0
    if expected_interval > 0 and lost_interval > 0:
        out.fraction_lost = <unsigned char>min(255, (lost_interval << 8) // expected_interval)
    out.cumulative_lost = <int32_t>max(-0x800000, min(0x7FFFFF, lost))
    out.highest_sequence = recv_highest(s)
    out.jitter = s.jitter_q4 >> 4
    out.last_sr = ntp_middle(s.sr_ntp) if s.has_sr else 0
    out.delay_since_last_sr = ns_to_compact(now_ns - s.sr_ns) if s.has_sr else 0
    return True


cdef uint32_t recv_highest(const RecvStream *s) noexcept nogil:
    return <uint32_t>(s.cycles + s.highest)


cdef int64_t recv_expected(const RecvStream *s) noexcept nogil:
    return expected(s) if s.started else 0


cdef int64_t recv_lost(const RecvStream *s) noexcept nogil:
    return expected(s) - s.received if s.started else 0


cdef uint32_t recv_timestamp_at(const RecvStream *s, int64_t now_ns) noexcept nogil:
    return s.timestamp + <uint32_t>ticks(s, now_ns - s.arrival_ns)


cdef int64_t round_trip_ns(uint32_t now_compact, uint32_t last_sr, uint32_t delay_since_last_sr) noexcept nogil:
    cdef int32_t round_trip = seq32_diff(now_compact, last_sr + delay_since_last_sr)
    if last_sr == 0 or round_trip < -TOLERANCE_COMPACT:
        return -1
    return compact_to_ns(<uint32_t>max(0, round_trip))
