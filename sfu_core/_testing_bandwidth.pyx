"""Feedback and bandwidth estimation as Python objects, for tests and fuzzing alone: nothing in the core uses them."""

from libc.stdint cimport int64_t, uint16_t, uint32_t
from libc.stdlib cimport calloc, free
from libc.string cimport memset

from sfu_core._testing_exact cimport Buffer, accepted, exact
from sfu_core.bwe cimport (
    Bwe, bwe_agree, bwe_count, bwe_estimate, bwe_feedback, bwe_init, bwe_moved, bwe_probe_debt, bwe_remb, bwe_report,
    bwe_sent, bwe_tick, bwe_unsent, bwe_want,
)
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


cdef class BweFace:
    cdef Bwe *bwe

    def __cinit__(self, *, bint transport_cc=True, bint remb=False):
        self.bwe = <Bwe *>calloc(1, sizeof(Bwe))
        if self.bwe == NULL:
            raise MemoryError
        bwe_init(self.bwe)
        bwe_agree(self.bwe, transport_cc, remb)

    def __dealloc__(self):
        free(self.bwe)

    @property
    def estimate(self):
        return bwe_estimate(self.bwe)

    @property
    def state(self):
        """What tuning looks at."""
        cdef Bwe *b = self.bwe
        return {
            "capacity": b.capacity_bps, "queue_ms": b.queue_us / 1000, "jitter_ms": b.delivery.jitter_us / 1000,
            "loss": b.losses.loss, "inherent": b.losses.inherent, "bound": b.losses.bound_bps,
            "draining": b.state == 1, "probing": bool(b.probe.sending), "probes": b.probes,
            "probe": (b.probe.number, b.probe.bitrate, b.probe.packets, b.probe.came, b.probe.octets),
            "in_flight": b.delivery.in_flight, "rtt_ms": b.delivery.rtt_us / 1000,
        }

    def sent(self, int size, int64_t now_ns):
        """The packet's transport-wide number."""
        return bwe_sent(self.bwe, size, now_ns)

    def unsent(self):
        """The last packet did not leave."""
        bwe_unsent(self.bwe)

    def count(self, int size, int64_t now_ns):
        """A packet without a number."""
        bwe_count(self.bwe, size, now_ns)

    def feedback(self, bytes fci, int64_t now_ns):
        cdef Buffer d = exact(fci)
        cdef Feedback f
        memset(&f, 0, sizeof(f))
        f.fci = d.data
        f.size = d.size
        bwe_feedback(self.bwe, &f, now_ns)

    def remb(self, int64_t bitrate, int64_t now_ns):
        bwe_remb(self.bwe, bitrate, now_ns)

    def report(self, int fraction_lost, int64_t now_ns):
        bwe_report(self.bwe, fraction_lost, now_ns)

    def moved(self, int64_t now_ns):
        bwe_moved(self.bwe, now_ns)

    def want(self, int64_t bitrate):
        bwe_want(self.bwe, bitrate)

    def tick(self, int64_t now_ns):
        bwe_tick(self.bwe, now_ns)

    def probe_debt(self, int64_t now_ns):
        return bwe_probe_debt(self.bwe, now_ns)
