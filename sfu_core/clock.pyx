from libc.stdint cimport int64_t, uint32_t, uint64_t
from posix.time cimport CLOCK_MONOTONIC, CLOCK_REALTIME, clock_gettime, timespec

cdef enum:
    NTP_TO_UNIX_S = 2208988800     # from 1900 to 1970


cdef inline int64_t read_clock(int clock_id) noexcept nogil:
    cdef timespec now
    clock_gettime(clock_id, &now)
    return <int64_t>now.tv_sec * NS_PER_S + now.tv_nsec


cdef int64_t monotonic_ns() noexcept nogil:
    return read_clock(CLOCK_MONOTONIC)


cdef int64_t wall_ns() noexcept nogil:
    return read_clock(CLOCK_REALTIME)


cdef uint64_t ntp_from_wall_ns(int64_t unix_ns) noexcept nogil:
    cdef uint64_t seconds = <uint64_t>(unix_ns // NS_PER_S)
    cdef uint64_t rest = <uint64_t>(unix_ns % NS_PER_S)
    return ((seconds + <uint64_t>NTP_TO_UNIX_S) << 32) | ((rest << 32) // NS_PER_S)


cdef uint32_t ns_to_compact(int64_t duration_ns) noexcept nogil:
    if duration_ns <= 0:
        return 0
    if duration_ns >= <int64_t>65536 * NS_PER_S:
        return 0xFFFFFFFF
    return <uint32_t>((<uint64_t>(duration_ns // NS_PER_S) << 16)
                      + (<uint64_t>(duration_ns % NS_PER_S) << 16) // NS_PER_S)


cdef int64_t compact_to_ns(uint32_t compact) noexcept nogil:
    return <int64_t>((<uint64_t>compact * NS_PER_S) >> 16)
