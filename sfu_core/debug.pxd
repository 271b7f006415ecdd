# Counts of live objects, kept only in a build with EDUFORUM_DEBUG=1; elsewhere the calls vanish. Any thread.
from libc.stdint cimport int64_t

cdef extern from * nogil:
    """
    #ifdef EDUFORUM_DEBUG
    #define EF_DEBUG 1
    #else
    #define EF_DEBUG 0
    #endif
    """
    bint DEBUG "EF_DEBUG"

cdef enum LiveKind:
    LIVE_RING
    LIVE_PACKET_CACHE
    LIVE_SRTP
    LIVE_PRODUCER
    LIVE_SLOT
    LIVE_TRANSPORT
    LIVE_ROUTER
    LIVE_PACKET
    LIVE_PACER
    LIVE_WORKER
    LIVE_CONNECTION
    LIVE_GROUP
    LIVE_KINDS

cdef void live_change(LiveKind kind, int64_t delta) noexcept nogil   # +1 when made, −1 when freed

cdef inline void live_add(LiveKind kind) noexcept nogil:
    if DEBUG:
        live_change(kind, 1)

cdef inline void live_drop(LiveKind kind) noexcept nogil:
    if DEBUG:
        live_change(kind, -1)

cpdef dict live_objects()   # {"ring": 0, …}; empty in a release build
