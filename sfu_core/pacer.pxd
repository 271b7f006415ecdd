# When packets to one client may leave: at once while its line carries them, else one after another. Worker thread only;
# time comes as a parameter.
#
# What may leave is a bucket that fills at the pacing rate up to one burst. Sound takes from it without asking and may
# overdraw it, pictures wait for it in the order in which they came. Nothing is copied or allocated before a packet has
# to wait for the first time.
from libc.stdint cimport int64_t, uint8_t, uint16_t, uint32_t, uint64_t
from sfu_core.packet_cache cimport PacketNote

cdef enum:
    PACER_PACKETS = 512          # powers of two
    PACER_BYTES = 524288
    PACER_RESENDS = 128

# A clear packet that waits.
cdef struct PacedPacket:
    void *stream                 # NULL = given up
    int64_t queued_ns
    uint64_t position            # of its bytes in the ring, absolute
    PacketNote note
    int size
    int payload_size
    int priority
    uint16_t sequence            # that it leaves with

# A packet that is to be sent again.
cdef struct PacedResend:
    uint32_t stream              # handle of the slot
    uint16_t sequence

cdef struct PacerQueue:
    PacedPacket packets[512]
    PacedResend resends[128]
    uint8_t data[524288]

cdef struct Pacer:
    int64_t rate                 # bit/s; 0 = nothing is limited
    int64_t burst                # bits
    int64_t level                # bits × 10⁹ that may leave
    int64_t filled_ns
    PacerQueue *queue            # owned; NULL until something waits
    uint32_t first               # of its packets
    uint32_t count
    uint64_t tail                # of its bytes, absolute
    uint64_t head
    int64_t waiting              # bytes
    uint32_t resend_first
    uint32_t resend_count
    int64_t emptied_ns           # when something left last

# A zeroed struct is a pacer without limits.
cdef void pacer_free(Pacer *p) noexcept nogil
# `rate` bit/s (0 = no limit) and a burst of so many bytes.
cdef void pacer_set(Pacer *p, int64_t rate, int64_t burst, int64_t now_ns) noexcept nogil

# True, and they are counted, when nothing waits and `size` bytes may leave together now.
cdef bint pacer_pass(Pacer *p, int64_t size, int64_t now_ns) noexcept nogil
# Whether one more packet may leave now, whatever waits.
cdef bint pacer_may(Pacer *p, int64_t now_ns) noexcept nogil
# Count what has left.
cdef void pacer_spend(Pacer *p, int64_t size) noexcept nogil

# Room for a packet of `size` bytes that has to wait; NULL when the queue is full or memory is short.
cdef uint8_t *pacer_push(Pacer *p, void *stream, int priority, uint16_t sequence, const PacketNote *note, int size,
                         int payload_size, int64_t now_ns) noexcept nogil
# The packet that waits longest, or NULL. Its bytes stay in place until it is popped.
cdef const PacedPacket *pacer_front(Pacer *p) noexcept nogil
cdef const uint8_t *pacer_bytes(const Pacer *p, const PacedPacket *packet) noexcept nogil
cdef void pacer_pop(Pacer *p, int64_t now_ns) noexcept nogil
# How long the first packet has waited; 0 when nothing waits.
cdef int64_t pacer_age(Pacer *p, int64_t now_ns) noexcept nogil
# The stream of lowest priority of those that wait; NULL when nothing does.
cdef void *pacer_least(const Pacer *p) noexcept nogil
# Give up all that waits of a stream; how many packets.
cdef int pacer_give_up(Pacer *p, const void *stream) noexcept nogil

# Note that a packet is to be sent again when it may. False when too many are waited for, or that one is.
cdef bint pacer_ask(Pacer *p, uint32_t stream, uint16_t sequence) noexcept nogil
cdef bint pacer_asked(Pacer *p, PacedResend *out) noexcept nogil

cdef inline bint pacer_is_idle(const Pacer *p) noexcept nogil:
    return p.count == 0 and p.resend_count == 0

# Return the memory of a queue that has not been needed for a while.
cdef void pacer_rest(Pacer *p, int64_t now_ns) noexcept nogil
