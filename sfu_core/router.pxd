# A room's share of a worker: its transports, who is heard in it, and how things close.
#
# Closing goes downwards: router → transports → producers and slots. A producer that goes empties the slots that show
# it, each of which is told. Worker thread only; routers are made by the event loop and handed over.
from libc.stdint cimport int64_t
from sfu_core.context cimport Context, Object
from sfu_core.links cimport Link
from sfu_core.producer cimport Producer
from sfu_core.slot cimport Slot
from sfu_core.speakers cimport Ranking
from sfu_core.srtp cimport SrtpSession
from sfu_core.transport cimport Transport

cdef struct Router:
    Object object
    Link in_context
    Link transports
    Link voices              # microphones of them all
    Ranking ranking
    bint reseat              # audio slots have come, or transports: fill them anew

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

cdef void router_pause(Context *c, Producer *p, bint paused) noexcept nogil
# What a person allows the client's line to carry, bit/s; 0 = all of it.
cdef void router_limit(Context *c, Transport *t, int64_t bitrate) noexcept nogil
# The handshake has ended; the transport owns `session` from here on.
cdef void router_keys(Context *c, Transport *t, SrtpSession *session) noexcept nogil
# Rank the voices and seat the loudest. On the clock.
cdef void router_tick(Context *c, Router *r) noexcept nogil
