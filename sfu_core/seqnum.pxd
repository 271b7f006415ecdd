# Numbers that wrap (RFC 1982, RFC 3550 appendix A.1). All inline; no state beyond the caller's struct.
from libc.stdint cimport int16_t, int32_t, int64_t, uint16_t, uint32_t

# Signed distance a − b, in [−32768, 32767] and [−2³¹, 2³¹ − 1]. At exactly half the circle it is negative, so that
# neither of two such numbers is newer than the other.

cdef inline int seq16_diff(uint16_t a, uint16_t b) noexcept nogil:
    return <int16_t><uint16_t>(a - b)

cdef inline bint seq16_newer(uint16_t a, uint16_t b) noexcept nogil:
    return seq16_diff(a, b) > 0

cdef inline int32_t seq32_diff(uint32_t a, uint32_t b) noexcept nogil:
    return <int32_t><uint32_t>(a - b)

cdef inline bint seq32_newer(uint32_t a, uint32_t b) noexcept nogil:
    return seq32_diff(a, b) > 0


# 16 bits extended to 64 by the count of cycles. A zeroed struct is a valid start; the first number extends to itself
# plus one cycle, so that packets older than the first stay positive.

cdef struct SeqExtender:
    int64_t highest
    bint started

cdef inline int64_t seqext_peek(const SeqExtender *s, uint16_t seq) noexcept nogil:
    """The extended number that `seq` would have, moving nothing."""
    if not s.started:
        return 65536 + seq
    return s.highest + seq16_diff(seq, <uint16_t>s.highest)

cdef inline int64_t seqext_push(SeqExtender *s, uint16_t seq) noexcept nogil:
    """Extend `seq` and move the highest forward when it is newer."""
    cdef int64_t extended = seqext_peek(s, seq)
    if not s.started or extended > s.highest:
        s.highest = extended
        s.started = True
    return extended


# The same for 32-bit RTP timestamps.

cdef struct TimestampExtender:
    int64_t highest
    bint started

cdef inline int64_t tsext_peek(const TimestampExtender *s, uint32_t timestamp) noexcept nogil:
    if not s.started:
        return (<int64_t>1 << 32) + timestamp
    return s.highest + seq32_diff(timestamp, <uint32_t>s.highest)

cdef inline int64_t tsext_push(TimestampExtender *s, uint32_t timestamp) noexcept nogil:
    cdef int64_t extended = tsext_peek(s, timestamp)
    if not s.started or extended > s.highest:
        s.highest = extended
        s.started = True
    return extended
