# Statistics of one incoming RTP stream (RFC 3550 sections 6.4.1, A.1, A.3, A.8). Worker thread only; no allocation.
from libc.stdint cimport int64_t, uint8_t, uint16_t, uint32_t, uint64_t
from sfu_core.rtcp cimport ReportBlock

cdef enum RecvVerdict:
    RECV_OK
    RECV_LATE            # in the window, but not newer than the highest (late, or a duplicate)
    RECV_JUMP            # a leap out of the window: left out of the loss figures until the next number confirms it
    RECV_RESTARTED       # the leap was confirmed: figures began anew with this packet (begin a NackList anew as well)

cdef struct RecvStream:
    uint32_t ssrc
    uint32_t clock_rate
    bint started
    uint16_t highest             # sequence
    int64_t cycles               # shifted by 16
    int64_t base                 # extended number of the first packet
    int jump_next                # the number that would confirm a leap; −1 = none
    int64_t received
    int64_t expected_before      # at the last report
    int64_t received_before
    int64_t packets              # over the stream's life, restarts included
    int64_t octets               # payload
    # jitter
    uint32_t jitter_q4           # × 16
    int64_t arrival_ns           # of the packet that `timestamp` came with
    uint32_t timestamp
    # the sender's last report
    bint has_sr
    uint64_t sr_ntp
    uint32_t sr_rtp
    int64_t sr_ns                # when it came

cdef void recv_init(RecvStream *s, uint32_t ssrc, uint32_t clock_rate) noexcept nogil
# Call for every authenticated packet of the stream itself (not for RTX).
cdef RecvVerdict recv_packet(RecvStream *s, uint16_t sequence, uint32_t timestamp, int payload_size,
                             int64_t now_ns) noexcept nogil
cdef void recv_sender_report(RecvStream *s, uint64_t ntp, uint32_t rtp_timestamp, int64_t now_ns) noexcept nogil
# Fills a report block and begins the next interval. False (nothing written) before the first packet.
cdef bint recv_report(RecvStream *s, int64_t now_ns, ReportBlock *out) noexcept nogil

cdef uint32_t recv_highest(const RecvStream *s) noexcept nogil        # extended
cdef int64_t recv_expected(const RecvStream *s) noexcept nogil        # packets since the first
cdef int64_t recv_lost(const RecvStream *s) noexcept nogil            # cumulative; negative with duplicates
# The RTP timestamp of the moment `now_ns`, reckoned from the newest packet: for a sender report of our own.
cdef uint32_t recv_timestamp_at(const RecvStream *s, int64_t now_ns) noexcept nogil

# Round trip from a report block about our own stream (section 6.4.1): ns, or −1 when it cannot be told.
cdef int64_t round_trip_ns(uint32_t now_compact, uint32_t last_sr, uint32_t delay_since_last_sr) noexcept nogil
