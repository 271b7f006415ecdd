# RTCP: reports, SDES CNAME, BYE (RFC 3550 section 6), feedback (RFC 4585, RFC 5104 FIR), REMB.
from libc.stdint cimport int32_t, uint8_t, uint16_t, uint32_t, uint64_t

cdef enum:
    RTCP_SR = 200
    RTCP_RR = 201
    RTCP_SDES = 202
    RTCP_BYE = 203
    RTCP_APP = 204
    RTCP_RTPFB = 205
    RTCP_PSFB = 206
    RTCP_XR = 207

    RTPFB_NACK = 1
    RTPFB_TRANSPORT_CC = 15
    PSFB_PLI = 1
    PSFB_FIR = 4
    PSFB_AFB = 15              # application layer feedback: REMB

    RTCP_MAX_BLOCKS = 31

cdef struct RtcpIterator:
    const uint8_t *data
    int size
    int position

cdef struct RtcpPacket:
    uint8_t type
    uint8_t count              # report count, source count, or feedback message type
    const uint8_t *body        # behind the 4-byte header; points into the datagram
    int size                   # of the body, without padding

# Walk a compound packet (reduced-size ones too, RFC 5506). rtcp_next: 1 = a packet, 0 = the end, or a negative code.
cdef void rtcp_begin(RtcpIterator *it, const uint8_t *data, int size) noexcept nogil
cdef int rtcp_next(RtcpIterator *it, RtcpPacket *out) noexcept nogil

cdef struct SenderInfo:
    uint32_t ssrc
    uint64_t ntp
    uint32_t rtp_timestamp
    uint32_t packets
    uint32_t octets

cdef struct ReportBlock:
    uint32_t ssrc
    uint8_t fraction_lost      # of 256
    int32_t cumulative_lost    # 24 bits signed on the wire; clamped when written
    uint32_t highest_sequence  # extended
    uint32_t jitter            # RTP timestamp units
    uint32_t last_sr           # middle 32 bits of NTP; 0 = none
    uint32_t delay_since_last_sr   # 1/65536 s

# 0 or a negative code. `rtcp_reporter` is the sender's SSRC of SR, RR and feedback.
cdef int rtcp_reporter(const RtcpPacket *p, uint32_t *ssrc) noexcept nogil
cdef int rtcp_read_sr(const RtcpPacket *p, SenderInfo *out) noexcept nogil
cdef int rtcp_read_block(const RtcpPacket *p, int index, ReportBlock *out) noexcept nogil   # index < p.count

cdef struct SdesChunk:
    uint32_t ssrc
    const uint8_t *cname       # NULL = it has none
    int cname_length

cdef int rtcp_read_sdes(const RtcpPacket *p, int index, SdesChunk *out) noexcept nogil      # index < p.count
cdef int rtcp_read_bye(const RtcpPacket *p, int index, uint32_t *ssrc) noexcept nogil       # index < p.count

cdef struct Feedback:
    uint32_t sender_ssrc
    uint32_t media_ssrc
    const uint8_t *fci
    int size

cdef int rtcp_read_feedback(const RtcpPacket *p, Feedback *out) noexcept nogil

# Generic NACK: the lost sequence numbers, at most `capacity`; count or a negative code.
cdef int rtcp_read_nack(const Feedback *f, uint16_t *out, int capacity) noexcept nogil
# FIR entry: 1 = read, 0 = no such entry.
cdef int rtcp_read_fir(const Feedback *f, int index, uint32_t *ssrc, uint8_t *sequence) noexcept nogil
# REMB: number of SSRCs it names (copied, at most `capacity`), or ERR_UNSUPPORTED for another AFB.
cdef int rtcp_read_remb(const Feedback *f, uint64_t *bitrate, uint32_t *ssrcs, int capacity) noexcept nogil

# Writers: one packet at `out`; length or ERR_NO_SPACE. A compound is several in a row.
cdef int rtcp_write_sr(uint8_t *out, int capacity, const SenderInfo *info, const ReportBlock *blocks,
                       int count) noexcept nogil
cdef int rtcp_write_rr(uint8_t *out, int capacity, uint32_t ssrc, const ReportBlock *blocks,
                       int count) noexcept nogil
cdef int rtcp_write_cname(uint8_t *out, int capacity, uint32_t ssrc, const uint8_t *cname,
                          int length) noexcept nogil
cdef int rtcp_write_bye(uint8_t *out, int capacity, const uint32_t *ssrcs, int count) noexcept nogil
# `sequences` in ascending (wrapping) order; as many PID+BLP pairs as they need.
cdef int rtcp_write_nack(uint8_t *out, int capacity, uint32_t sender_ssrc, uint32_t media_ssrc,
                         const uint16_t *sequences, int count) noexcept nogil
cdef int rtcp_write_pli(uint8_t *out, int capacity, uint32_t sender_ssrc, uint32_t media_ssrc) noexcept nogil
cdef int rtcp_write_fir(uint8_t *out, int capacity, uint32_t sender_ssrc, uint32_t media_ssrc,
                        uint8_t sequence) noexcept nogil
cdef int rtcp_write_remb(uint8_t *out, int capacity, uint32_t sender_ssrc, uint64_t bitrate, const uint32_t *ssrcs,
                         int count) noexcept nogil
