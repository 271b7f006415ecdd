from libc.stdint cimport int64_t
from sfu_core.includes.atomics cimport add64

cdef int64_t counts[LIVE_KINDS]

NAMES = (
    "ring", "packet_cache", "srtp", "producer", "slot", "transport", "router", "packet", "pacer", "worker", "connection",
    "group",
)


cdef void live_change(LiveKind kind, int64_t delta) noexcept nogil:
    add64(&counts[<int>kind], delta)


cpdef dict live_objects():
    """Live native objects by kind; empty unless built with EDUFORUM_DEBUG=1."""
    if not DEBUG:
        return {}
    return {name: add64(&counts[kind], 0) for kind, name in enumerate(NAMES)}
