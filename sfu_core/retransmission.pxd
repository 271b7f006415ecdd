# Lost packets that a client asks for again: rebuilt from what their producer sent, or the very datagram. Worker thread only.
from libc.stdint cimport uint16_t
from sfu_core.context cimport Context
from sfu_core.slot cimport Slot
from sfu_core.transport cimport Transport

# The packet that left slot `s` of `t` under `sequence`, unless it is gone, was sent again just now, or too much was.
cdef void retransmit(Context *c, Transport *t, Slot *s, uint16_t sequence) noexcept nogil
