# Time. Algorithms take `now_ns` as a parameter; only the loop reads the clock.
from libc.stdint cimport int64_t, uint32_t, uint64_t

cdef extern from * nogil:
    """
    #define EF_NS_PER_US 1000LL
    #define EF_NS_PER_MS 1000000LL
    #define EF_NS_PER_S 1000000000LL
    """
    # 64 bits wide, so that a product of them is.
    const int64_t NS_PER_US "EF_NS_PER_US"
    const int64_t NS_PER_MS "EF_NS_PER_MS"
    const int64_t NS_PER_S "EF_NS_PER_S"

cdef int64_t monotonic_ns() noexcept nogil   # CLOCK_MONOTONIC
cdef int64_t wall_ns() noexcept nogil        # CLOCK_REALTIME since 1970; for NTP fields alone

# NTP 32.32 fixed point (RFC 3550 section 4) and its middle 32 bits (16.16 seconds, for LSR and DLSR).
cdef uint64_t ntp_from_wall_ns(int64_t unix_ns) noexcept nogil
cdef uint32_t ns_to_compact(int64_t duration_ns) noexcept nogil      # saturates; negative is 0
cdef int64_t compact_to_ns(uint32_t compact) noexcept nogil

cdef inline uint32_t ntp_middle(uint64_t ntp) noexcept nogil:
    return <uint32_t>(ntp >> 16)
