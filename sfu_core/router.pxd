# A room's share of a worker: its transports, the groups that they are in, and how things close.
#
# Closing goes downwards: router → transports → producers and slots. A producer that goes empties the slots that show
# it, each of which is told. Worker thread only; routers are made by the event loop and handed over.
from libc.stdint cimport int64_t, uint32_t
from sfu_core.context cimport Context, Object
from sfu_core.group cimport Group
from sfu_core.links cimport Link
from sfu_core.producer cimport Producer
from sfu_core.slot cimport Slot
from sfu_core.srtp cimport SrtpSession
from sfu_core.transport cimport Transport

cdef struct Router:
    Object object
    Link in_context
    Link transports
    Link groups              # those that have members, and the plenary
    Link announcers          # transports whose voice is heard in every group
    Group plenary

# A transport's way into a group.
cdef struct Move:
    uint32_t transport
    uint32_t group           # 0 = the plenary

cdef Router *router_new() noexcept nogil
cdef void router_free(Router *r) noexcept nogil        # of one that has no transports and is in no list

# Hand an object to its parent. 0, or ERR_NO_MEMORY and the object is freed.
cdef int router_add(Context *c, Router *r) noexcept nogil
cdef int router_add_transport(Context *c, Router *r, Transport *t) noexcept nogil
cdef int router_add_producer(Context *c, Transport *t, Producer *p) noexcept nogil
cdef int router_add_slot(Context *c, Transport *t, Slot *s) noexcept nogil

# Each takes the object out of everything and frees it.
cdef void router_close(Context *c, Router *r) noexcept nogil
cdef void router_close_transport(Context *c, Transport *t) noexcept nogil
cdef void router_close_producer(Context *c, Producer *p) noexcept nogil
cdef void router_close_slot(Context *c, Slot *s) noexcept nogil

# Transports change groups, all at once: nobody meets on the way.
cdef void router_move(Context *c, Router *r, const Move *moves, int count) noexcept nogil
# The voice of a transport is heard in every group, before others; or not any more.
cdef void router_announce(Context *c, Transport *t, bint announces) noexcept nogil
cdef void router_pause(Context *c, Producer *p, bint paused) noexcept nogil
# What a person allows the client's line to carry, bit/s; 0 = all of it.
cdef void router_limit(Context *c, Transport *t, int64_t bitrate) noexcept nogil
# The handshake has ended; the transport owns `session` from here on.
cdef void router_keys(Context *c, Transport *t, SrtpSession *session) noexcept nogil
# Rank the voices and seat the loudest. On the clock.
cdef void router_tick(Context *c, Router *r) noexcept nogil
