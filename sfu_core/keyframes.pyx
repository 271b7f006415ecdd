"""Keyframe requests: merged, repeated, and bounded for each receiver."""

from libc.stdint cimport int64_t


cdef void gate_ask(KeyframeGate *g) noexcept nogil:
    g.wanted = True
    if g.bell != NULL:
        g.bell[0] = True


cdef bint gate_due(KeyframeGate *g, int64_t now_ns, int64_t rtt_ns) noexcept nogil:
    cdef int64_t pause = KEYFRAME_INTERVAL_NS
    if not g.answered and rtt_ns + KEYFRAME_MAKING_NS > pause:
        pause = rtt_ns + KEYFRAME_MAKING_NS
    if not g.wanted or (g.sent_ns != 0 and now_ns - g.sent_ns < pause):
        return False
    g.sent_ns = now_ns
    g.answered = False
    g.requests += 1
    return True


cdef void gate_keyframe(KeyframeGate *g) noexcept nogil:
    g.wanted = False
    g.answered = True


cdef void gate_forget(KeyframeGate *g) noexcept nogil:
    g.wanted = False


cdef bint patience_take(Patience *p, int64_t now_ns) noexcept nogil:
    # A leaky bucket kept as one time: each request moves it one refill ahead, at most PATIENCE_BURST of them.
    cdef int64_t start = p.spent_ns if p.spent_ns > now_ns else now_ns
    if start + PATIENCE_REFILL_NS - now_ns > PATIENCE_BURST * PATIENCE_REFILL_NS:
        return False
    p.spent_ns = start + PATIENCE_REFILL_NS
    return True
