# What a client may send, for those that obey a REMB alone: as much as comes without loss and half as much again, less
# where much is lost. Worker thread only; no allocation.
from libc.stdint cimport int64_t

cdef enum:
    REMB_LEAST = 50000           # bit/s
    REMB_MOST = 20000000

cdef struct Remb:
    double bitrate
    double told                  # what was last sent
    int64_t told_ns
    int64_t since_ns             # of this interval
    int64_t octets               # that came in it
    int64_t expected             # packets, over the call, at its beginning
    int64_t received

cdef void remb_arrived(Remb *r, int size) noexcept nogil
# `expected` and `received`: packets over the call so far. On the clock.
cdef void remb_update(Remb *r, int64_t expected, int64_t received, int64_t now_ns) noexcept nogil
# Whether it is to be told now: every second, and at once when it fell.
cdef bint remb_due(Remb *r, int64_t now_ns) noexcept nogil
