"""Whether a listener is sent each datagram of sound twice."""

from libc.stdint cimport int64_t, uint8_t
from libc.string cimport memcpy, memset

from sfu_core.clock cimport NS_PER_MS, NS_PER_S

cdef enum:
    PATIENCE_S = 10
    # Losses that come back this soon had only been hidden by the copies.
    RELAPSE_S = 60
    MOST_PATIENCE_S = 160
    # What the sound takes has to be this small a part of the line.
    PART = 6
    # Later than this the receiver has made up for it.
    LATEST_MS = 100

cdef double MUCH = 0.01
cdef double LITTLE = 0.004
# Packets over which losses are smoothed: five seconds of a voice.
cdef double MEMORY = 250


cdef void repeats_init(Repeats *r) noexcept nogil:
    memset(r, 0, sizeof(r[0]))
    r.patience_ns = PATIENCE_S * NS_PER_S


cdef void repeats_note(Repeats *r, int64_t packets, int64_t lost) noexcept nogil:
    if packets > 0:
        lost = max(<int64_t>0, min(lost, packets))
        r.loss += min(packets / MEMORY, 1.0) * (<double>lost / packets - r.loss)


cdef void _begin(Repeats *r, int64_t now_ns) noexcept nogil:
    r.lossy = True
    r.calm_ns = 0
    if r.ended_ns != 0 and now_ns - r.ended_ns < RELAPSE_S * NS_PER_S:
        r.patience_ns = min(2 * r.patience_ns, MOST_PATIENCE_S * NS_PER_S)
    else:
        r.patience_ns = PATIENCE_S * NS_PER_S


cdef void _wait(Repeats *r, int64_t now_ns) noexcept nogil:
    if r.loss >= LITTLE:
        r.calm_ns = 0
    elif r.calm_ns == 0:
        r.calm_ns = now_ns
    elif now_ns - r.calm_ns >= r.patience_ns:
        r.lossy = False
        r.ended_ns = now_ns


cdef bint repeats_decide(Repeats *r, int64_t line, int64_t sound, bint full, int64_t now_ns) noexcept nogil:
    if r.lossy:
        _wait(r, now_ns)
    elif r.loss >= MUCH:
        _begin(r, now_ns)
    r.sending = r.lossy and not full and line >= PART * sound
    return r.sending


cdef void repeat_keep(Repeat *r, const uint8_t *cipher, int size, int64_t now_ns) noexcept nogil:
    r.size = size if size <= REPEAT_BYTES else 0
    r.sent_ns = now_ns
    memcpy(r.data, cipher, r.size)


cdef int repeat_take(Repeat *r, int64_t now_ns) noexcept nogil:
    cdef int size = r.size
    r.size = 0
    return size if now_ns - r.sent_ns <= <int64_t>LATEST_MS * NS_PER_MS else 0
