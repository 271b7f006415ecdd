# A part of a room: its members hear and see each other, and of the others only who announces. Worker thread only.
from libc.stdint cimport uint32_t
from sfu_core.context cimport Context
from sfu_core.links cimport Link
from sfu_core.speakers cimport Ranking
from sfu_core.transport cimport Transport

cdef struct Group:
    Link in_router
    uint32_t number          # 0 = of those who are in no other
    Link members             # transports
    Link voices              # their microphones
    Ranking ranking
    bint reseat              # audio slots have come, or members: fill them anew

cdef void group_init(Group *g, uint32_t number) noexcept nogil
cdef Group *group_new(uint32_t number) noexcept nogil      # NULL when memory is short
# Must have no members and be in no list.
cdef void group_free(Group *g) noexcept nogil

# Take a transport with its microphones in from the group where it was, if any; it leaves with `group_leave`.
cdef void group_enter(Group *g, Transport *t) noexcept nogil
cdef void group_leave(Transport *t) noexcept nogil

# Empty at once what a transport that has moved must not have any more, and what others must not have of it.
cdef void group_part(Context *c, Transport *t) noexcept nogil

# Rank the voices and seat those who announce, then the loudest. On the clock, and when members have changed.
cdef void group_tick(Context *c, Group *g, const Link *announcers) noexcept nogil
