# When to ask a sender for a keyframe, and how often one receiver may cause that. Worker thread only.
from libc.stdint cimport int64_t
from sfu_core.clock cimport NS_PER_MS, NS_PER_S

cdef enum:
    # Requests that come within this time of one that was sent wait and become one. Whoever comes just too late for a
    # keyframe waits for so long: libwebrtc passes over requests within 300 ms of each other.
    KEYFRAME_INTERVAL_NS = 350 * NS_PER_MS
    # What a sender needs for a keyframe, at most, besides a round trip.
    KEYFRAME_MAKING_NS = 150 * NS_PER_MS
    # One receiver may cause this many keyframes at once and then one per …: its losses are not the others' burden.
    PATIENCE_BURST = 3
    PATIENCE_REFILL_NS = 5 * NS_PER_S

# Keyframe requests to one source, from all that want one.
cdef struct KeyframeGate:
    bint wanted
    bint answered        # a keyframe has come since the last request
    int64_t sent_ns      # 0 = never
    int64_t requests     # ever sent
    bint *bell           # set whenever something is asked; NULL = nobody waits for that

cdef void gate_ask(KeyframeGate *g) noexcept nogil
# True when a request is to be sent now; asks again until the keyframe comes, which takes a round trip.
cdef bint gate_due(KeyframeGate *g, int64_t now_ns, int64_t rtt_ns) noexcept nogil
cdef void gate_keyframe(KeyframeGate *g) noexcept nogil
# Nobody is asked any more.
cdef void gate_forget(KeyframeGate *g) noexcept nogil

# How often one receiver is listened to.
cdef struct Patience:
    int64_t spent_ns     # time at which the bucket would be full again

cdef bint patience_take(Patience *p, int64_t now_ns) noexcept nogil
