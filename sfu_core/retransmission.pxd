# Lost packets that a client asks for again: rebuilt from what their producer sent, or the very datagram. Worker thread only.
from libc.stdint cimport int64_t, uint8_t, uint16_t
from sfu_core.context cimport Context
from sfu_core.pacer cimport PacedResend
from sfu_core.packet_cache cimport CachedPacket
from sfu_core.slot cimport Slot
from sfu_core.transport cimport Transport

# The packet that left slot `s` of `t` under `sequence`: now, or when the line has room for it. Not when it is gone, was
# sent again within a round trip, would come too late, or when too much of the line was spent on such packets.
cdef void retransmit(Context *c, Transport *t, Slot *s, uint16_t sequence) noexcept nogil
# The clear packet that left as `entry`, made again from its producer's at `out`; its size, or 0 when that is gone or is
# larger than `capacity`.
cdef int retransmission_rebuild(Context *c, Slot *s, const CachedPacket *entry, uint8_t *out,
                                int capacity) noexcept nogil
# Whether its client could not use `entry` any more.
cdef bint retransmission_is_late(const Slot *s, const CachedPacket *entry, int64_t rtt_ns, int64_t now_ns) noexcept nogil
# Its time has come.
cdef void retransmit_asked(Context *c, Transport *t, const PacedResend *resend) noexcept nogil
