# What Python asks of a worker: records in its command ring, executed by the worker thread, or by whoever stops a worker
# once that thread has ended.
from libc.stdint cimport uint8_t, uint32_t
from sfu_core.context cimport Context
from sfu_core.ring cimport RingRecord

cdef enum CommandKind:
    COMMAND_ADD_ROUTER = 1   # pointer: the Router
    COMMAND_ADD_TRANSPORT    # pointer: the Transport; handle: its router
    COMMAND_ADD_PRODUCER     # pointer: the Producer; handle: its transport
    COMMAND_ADD_SLOT         # pointer: the Slot; handle: its transport
    COMMAND_CLOSE            # handle; other: its ObjectKind
    COMMAND_PAUSE            # handle of a producer; other: 1 to pause, 0 to go on
    COMMAND_SET_SLOT         # handle of a slot; other: a producer, 0 for none
    COMMAND_SET_VIEW         # handle of a slot; tail: a View
    COMMAND_KEYFRAME         # handle of a producer
    COMMAND_KEYS             # pointer: the SrtpSession; handle: a transport
    COMMAND_DTLS             # handle of a transport; tail: the datagram
    COMMAND_RESTART          # handle of a transport; tail: a Restart
    COMMAND_SET_FEEDBACK     # handle of a transport; other: 1 transport-wide, 2 REMB
    COMMAND_LIMIT            # handle of a transport; other: bits a second, 0 for no limit
    COMMAND_MOVE             # handle of a router; tail: Moves
    COMMAND_ANNOUNCE         # handle of a transport; other: 1 to announce, 0 to do so no longer
    COMMAND_STOP

cdef struct Command:
    void *pointer            # what is handed over
    uint32_t handle
    uint32_t other

# New ICE names, each of them in its part of `text`: ours, our password, theirs, their password.
cdef struct Restart:
    int lengths[4]
    uint8_t text[768]

# Any thread. False when the ring is full; what `pointer` hands over stays the caller's then.
cdef bint command_push(Context *c, CommandKind kind, void *pointer, uint32_t handle, uint32_t other, const void *tail,
                       int tail_size) noexcept nogil
# False: the loop is to end.
cdef bint command_execute(Context *c, const RingRecord *record) noexcept nogil
