"""Feedback and bandwidth estimation as Python objects, for tests and fuzzing alone: nothing in the core uses them."""

from libc.stdint cimport int64_t, uint16_t, uint32_t
from libc.string cimport memset

from sfu_core._testing_exact cimport Buffer, accepted, exact
from sfu_core.rtcp cimport Feedback
from sfu_core.twcc cimport (
    Arrivals, TwccReader, arrivals_due, arrivals_note, arrivals_write, twcc_begin, twcc_next,
)


def parse_twcc(bytes fci):
    """Base, statuses, count, and the (sequence, ticks of 250 µs) of what has come."""
    cdef Buffer d = exact(fci)
    cdef Feedback f
    cdef TwccReader r
    cdef uint16_t sequence = 0
    memset(&f, 0, sizeof(f))
    f.fci = d.data
    f.size = d.size
    accepted(twcc_begin(&r, &f))
    base, statuses, count = r.base, r.statuses, r.count
    came = []
    while twcc_next(&r, &sequence):
        came.append((sequence, r.ticks))
    return base, statuses, count, came


cdef class ArrivalsFace:
    cdef Arrivals arrivals

    def __cinit__(self):
        memset(&self.arrivals, 0, sizeof(self.arrivals))

    @property
    def waiting(self):
        return self.arrivals.waiting

    @property
    def due_ns(self):
        return self.arrivals.due_ns

    def note(self, int sequence, int64_t now_ns, int size=1000):
        arrivals_note(&self.arrivals, <uint16_t>sequence, size, now_ns)

    def due(self, int64_t now_ns):
        return bool(arrivals_due(&self.arrivals, now_ns))

    def write(self, int64_t now_ns, uint32_t sender_ssrc=1, uint32_t media_ssrc=2, int capacity=1200):
        """The next RTCP packet; empty when nothing waits."""
        cdef Buffer out = Buffer(capacity)
        return out.first(accepted(
            arrivals_write(&self.arrivals, out.data, capacity, sender_ssrc, media_ssrc, now_ns)
        ))
