# How much passes a second, over about the last one. All inline; a zeroed struct is a valid start.
from libc.stdint cimport int64_t, uint32_t

cdef enum:
    METER_WINDOWS = 8
    METER_SHIFT = 27                 # a window is 2²⁷ ns, 134 ms

cdef struct Meter:
    int64_t since_ns                 # of the first amount after a silence; 0 = nothing yet
    int64_t window                   # the newest
    uint32_t amounts[8]              # by window modulo 8

cdef inline void meter_add(Meter *m, uint32_t amount, int64_t now_ns) noexcept nogil:
    cdef int64_t window = now_ns >> METER_SHIFT
    cdef int i
    if m.since_ns == 0 or window - m.window >= METER_WINDOWS:
        m.since_ns = now_ns
        m.window = window
        for i in range(METER_WINDOWS):
            m.amounts[i] = 0
    while m.window < window:
        m.window += 1
        m.amounts[m.window & (METER_WINDOWS - 1)] = 0
    m.amounts[m.window & (METER_WINDOWS - 1)] += amount

cdef inline int64_t meter_rate(const Meter *m, int64_t now_ns) noexcept nogil:
    """Amounts a second; of a stream that has just begun, over the time since then (at least two windows)."""
    cdef int64_t window = now_ns >> METER_SHIFT
    cdef int64_t span = ((METER_WINDOWS - 1) << METER_SHIFT) + (now_ns & ((1 << METER_SHIFT) - 1))
    cdef int64_t sum = 0
    cdef int64_t at
    if m.since_ns == 0:
        return 0
    at = m.window if m.window < window else window
    while at > window - METER_WINDOWS and at > m.window - METER_WINDOWS:
        sum += m.amounts[at & (METER_WINDOWS - 1)]
        at -= 1
    if now_ns - m.since_ns < span:
        span = now_ns - m.since_ns
    if span < <int64_t>2 << METER_SHIFT:
        span = <int64_t>2 << METER_SHIFT
    return sum * 1000000000 // span
