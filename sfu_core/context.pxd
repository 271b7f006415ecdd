# What one worker's objects share: the port, the tables from handles, names and addresses to objects, the events for
# Python, the counters and the time of this turn. Worker thread only, the rings and counters excepted.
from libc.stdint cimport int64_t, uint8_t, uint32_t, uint64_t
from sfu_core.address cimport AddressKey
from sfu_core.clock cimport ntp_from_wall_ns
from sfu_core.links cimport Link
from sfu_core.ring cimport Ring
from sfu_core.table cimport Table
from sfu_core.tcp_port cimport TcpPort
from sfu_core.udp_port cimport UdpPort

cdef enum ObjectKind:
    OBJECT_ROUTER = 1
    OBJECT_TRANSPORT
    OBJECT_PRODUCER
    OBJECT_SLOT

# The first member of whatever has a handle.
cdef struct Object:
    ObjectKind kind
    uint32_t handle

# Why a datagram was dropped. The names for Python are in worker.pyx, in this order.
cdef enum Drop:
    DROP_UNKNOWN_ADDRESS     # no valid check from there
    DROP_NOT_OURS            # no STUN, DTLS, RTP or RTCP by its first byte (RFC 7983)
    DROP_BAD_CHECK           # STUN that is not a valid check of ours
    DROP_ADDRESS_TAKEN       # a valid check from an address that another live transport has
    DROP_DTLS_RATE           # more DTLS than a handshake can need, or Python does not keep up
    DROP_NO_KEYS             # media before the handshake has ended
    DROP_UNKNOWN_SSRC        # no producer of this transport
    DROP_FORGED              # authentication failed
    DROP_REPLAYED
    DROP_MALFORMED
    DROP_PAYLOAD_TYPE        # not the one that was negotiated
    DROP_REPEATED            # had already, or recovered twice
    DROP_PAUSED              # muted here
    DROP_PROBE               # padding without media
    DROP_NOT_SENT            # could not be protected
    DROP_OVERRUN             # waited too long for its time to leave
    DROP_REASONS

cdef struct Counters:
    int64_t forwarded
    int64_t retransmitted
    int64_t repeated
    int64_t keyframe_requests
    int64_t nacks_received
    int64_t nacks_sent
    int64_t wakeups
    int64_t events_dropped
    int64_t dropped[16]

cdef enum EventKind:
    EVENT_ICE_CONNECTED = 1  # head: IceEvent
    EVENT_ICE_LOST           # head: HandleEvent, and so the rest
    EVENT_DTLS               # tail: the datagram
    EVENT_PRODUCER_STARTED
    EVENT_SLOT_CHANGED       # `other` = producer
    EVENT_SLOT_LAYER         # `other` = spatial, temporal, reason; `more` = width, height
    EVENT_LAYERS_WANTED      # `other` = a bit for each layer
    EVENT_TRANSPORT_CLOSED

cdef struct HandleEvent:
    uint32_t handle
    uint32_t other
    uint32_t more

cdef struct IceEvent:
    uint32_t handle
    uint8_t ip[16]
    uint8_t family
    uint32_t port

cdef struct Backlog:             # events that found the ring full and must not be lost
    uint32_t kind
    HandleEvent event

cdef struct Context:
    UdpPort port
    TcpPort tcp
    Ring commands
    Ring events
    Ring sounds                  # of microphones that are listened to
    int wake_fd                  # eventfd: commands wait
    int event_fd                 # eventfd: events wait
    bint told                    # events were pushed in this turn
    uint32_t starved             # commands found the ring full: the event loop wants to know when it is empty
    Backlog *backlog             # owned
    int backlog_count
    int backlog_capacity
    Table objects
    Table names                  # hash of an ICE name → Transport
    Table addresses              # hash of an address → Transport
    AddressKey address_key
    Link routers                 # head: all of them
    Link transports              # head: those of all routers
    Link writing                 # head: transports with packets queued in this turn
    Link switching               # head: slots that show one source while they wait for another
    Link probing                 # head: transports that send a probe
    Link pacing                  # head: transports with packets that wait for their time
    int64_t pace_ns              # when the next of those may leave
    Link fresh                   # head: slots that a source came into since the last report
    int64_t now_ns
    int64_t wall_offset_ns       # of the wall clock over that, when the worker was made
    uint32_t ticks               # of the loop's clock
    uint64_t random_state
    Counters counters

# 0 or a negative code or errno; what was opened is closed again then. `tcp_number` −1: no ICE-TCP.
cdef int context_open(Context *c, int number, int tcp_number, bint ipv6, uint64_t seed) noexcept nogil
cdef void context_close(Context *c) noexcept nogil

# What time it is to clients: the wall clock's, without what sets it later.
cdef inline uint64_t context_ntp(const Context *c) noexcept nogil:
    return ntp_from_wall_ns(c.now_ns + c.wall_offset_ns)

# The object behind a handle if it is of that kind, else NULL.
cdef Object *context_find(Context *c, uint32_t handle, ObjectKind kind) noexcept nogil
cdef int context_add(Context *c, Object *object) noexcept nogil
cdef void context_remove(Context *c, Object *object) noexcept nogil

# Never lost: kept aside while the ring is full.
cdef void tell(Context *c, EventKind kind, uint32_t handle, uint32_t other) noexcept nogil
# Layers −1 to 254, sizes to 65,535.
cdef void tell_layers(Context *c, uint32_t handle, int spatial, int temporal, int reason, int width,
                      int height) noexcept nogil
cdef void tell_address(Context *c, uint32_t handle, uint8_t family, const uint8_t *ip, uint32_t port) noexcept nogil
# False when Python does not keep up: lost like any datagram.
cdef bint tell_dtls(Context *c, uint32_t handle, const uint8_t *data, int size) noexcept nogil
# Wakes Python if anything was told in this turn.
cdef void context_notify(Context *c) noexcept nogil

# Not for secrets: report intervals and first numbers.
cdef uint32_t context_random(Context *c) noexcept nogil
cdef uint64_t hash_bytes(const uint8_t *data, int size) noexcept nogil

cdef inline void drop(Context *c, Drop reason) noexcept nogil:
    c.counters.dropped[<int>reason] += 1
