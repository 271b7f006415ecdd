# The way out of media: what has gathered for a client in a turn is written, protected and handed over at once while its
# line carries it; what it does not carry waits for its time, sound and retransmissions excepted. Worker thread only.
from sfu_core.context cimport Context
from sfu_core.slot cimport Outgoing, Slot
from sfu_core.transport cimport Transport

# Where the next packet to this client is to be put; egress_queue keeps it.
cdef Outgoing *egress_next(Context *c, Transport *t) noexcept nogil
cdef void egress_queue(Context *c, Transport *t) noexcept nogil
# Send what has gathered, or let it wait.
cdef void egress_flush(Context *c, Transport *t) noexcept nogil
# Send what has waited and may leave now, for all clients. True when anything was sent.
cdef bint egress_pace(Context *c) noexcept nogil
# Nothing of a slot that has not left is sent any more; it goes on with a keyframe.
cdef void egress_give_up(Context *c, Transport *t, Slot *s) noexcept nogil
# The slot is about to go: nothing of it waits any more.
cdef void egress_forget(Transport *t, const Slot *s) noexcept nogil
