"""What a client may send, for those that obey a REMB alone."""

from libc.stdint cimport int64_t

from sfu_core.clock cimport NS_PER_MS, NS_PER_S

cdef enum:
    INTERVAL_MS = 250
    TOLD_MS = 1000

cdef double START = 2000000
cdef double LITTLE_LOST = 0.02
cdef double MUCH_LOST = 0.10
cdef double GROWTH = 0.10            # a second
cdef double HEADROOM = 1.5           # above what comes
cdef double FALL = 0.97              # told at once


cdef void remb_arrived(Remb *r, int size) noexcept nogil:
    r.octets += size


cdef void remb_update(Remb *r, int64_t expected, int64_t received, int64_t now_ns) noexcept nogil:
    cdef int64_t elapsed = now_ns - r.since_ns
    cdef int64_t due = expected - r.expected
    cdef double coming
    cdef double lost
    if r.bitrate == 0:
        r.bitrate = START
    elif elapsed < INTERVAL_MS * NS_PER_MS:
        return
    elif due > 0 and elapsed < 4 * INTERVAL_MS * NS_PER_MS:
        coming = r.octets * 8.0 * NS_PER_S / elapsed
        lost = 1 - <double>min(max(received - r.received, <int64_t>0), due) / due
        if lost > MUCH_LOST:
            r.bitrate = min(r.bitrate, coming * (1 - lost / 2))
        elif lost < LITTLE_LOST:
            r.bitrate = max(r.bitrate, min(r.bitrate * (1 + GROWTH * elapsed / NS_PER_S), coming * HEADROOM))
        r.bitrate = min(max(r.bitrate, <double>REMB_LEAST), <double>REMB_MOST)
    r.since_ns = now_ns
    r.octets = 0
    r.expected = expected
    r.received = received


cdef bint remb_due(Remb *r, int64_t now_ns) noexcept nogil:
    if r.bitrate == 0 or (now_ns - r.told_ns < TOLD_MS * NS_PER_MS and r.bitrate > r.told * FALL):
        return False
    r.told = r.bitrate
    r.told_ns = now_ns
    return True
