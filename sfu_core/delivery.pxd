# What was sent to one client and what of it came, told by transport-wide feedback: rates, losses, and how long packets
# waited in queues on their way. Worker thread only; no allocation.
from libc.stdint cimport int64_t, uint8_t, uint16_t, uint32_t
from sfu_core.twcc cimport TwccReader

cdef enum:
    SENT_WINDOW = 4096           # packets remembered: two seconds of 20 Mbit/s; a power of two
    CAME_WINDOW = 256
    CHECKPOINTS = 32

cdef enum Fate:
    FATE_NONE                    # never sent, or too long ago
    FATE_WAITING
    FATE_CAME
    FATE_LOST

cdef struct SentPacket:
    uint32_t sent_us             # modulo 2³²
    uint16_t size
    uint8_t fate
    uint8_t probe                # number of the probe that it belongs to; 0 = none

# In the order in which feedback told of them.
cdef struct CamePacket:
    int64_t arrived_us           # the receiver's clock
    int64_t delay_us             # the receiver's clock less ours: its differences tell the queue
    int size

cdef struct Checkpoint:
    int64_t at_us
    int64_t octets

cdef struct Delivery:
    int64_t next                 # number of the next packet, extended
    int64_t first                # of the first over the way that they take now
    int64_t settled              # all below have come or are lost
    int64_t newest               # of those that have come
    int64_t newest_sent_us
    int64_t in_flight            # octets neither told of nor given up
    int64_t octets               # sent in all
    bint heard                   # feedback has come
    int64_t heard_us             # when the last came
    int64_t rtt_us               # smoothed; with the time that the receiver takes to tell
    # one-way delay
    uint32_t ticks
    int64_t clock_us             # of the receiver, unwrapped
    int64_t latest_us            # by that clock, the latest arrival
    int64_t least_now            # smallest delay of this window and of the one before
    int64_t least_before
    int64_t least_since_us
    int64_t jitter_us            # how far packets stray above the smallest delay about them
    bint lone                    # this message told of a packet that left well after the one before,
    int64_t lone_delay_us        # and this long it took
    int64_t came_count
    int64_t checkpoint_count
    Checkpoint checkpoints[32]
    CamePacket came[256]
    SentPacket sent[4096]

# What one message told.
cdef struct Told:
    int packets                  # that came
    int64_t octets
    int settled                  # packets whose fate was decided, and how many of them are lost
    int lost

cdef void delivery_init(Delivery *d) noexcept nogil

cdef inline uint16_t delivery_sent(Delivery *d, int size, uint8_t probe, int64_t now_us) noexcept nogil:
    """Remembers a packet and answers its number."""
    cdef SentPacket *p = &d.sent[d.next & (SENT_WINDOW - 1)]
    if p.fate == FATE_WAITING:
        # Nobody has told of it in all that time.
        d.in_flight -= p.size
    p.sent_us = <uint32_t>now_us
    p.size = <uint16_t>size
    p.fate = FATE_WAITING
    p.probe = probe
    d.in_flight += size
    d.octets += size
    d.next += 1
    return <uint16_t>(d.next - 1)

# The packet that was remembered last has not left after all: the next one gets its number.
cdef inline void delivery_unsent(Delivery *d) noexcept nogil:
    cdef SentPacket *p = &d.sent[(d.next - 1) & (SENT_WINDOW - 1)]
    d.next -= 1
    d.in_flight -= p.size
    d.octets -= p.size
    p.fate = FATE_NONE

# One packet of a message: what was remembered of it, or NULL when it is none of ours or was told of before.
# Its delay is then in the newest entry of `came`.
cdef const SentPacket *delivery_came(Delivery *d, uint16_t sequence, uint32_t ticks, int64_t now_us) noexcept nogil
# After the packets of a message: decides the fate of what should have come by now.
cdef void delivery_settle(Delivery *d, Told *told, int64_t now_us) noexcept nogil

# For how long nothing has been sent.
cdef inline int64_t delivery_idle(const Delivery *d, int64_t now_us) noexcept nogil:
    return <uint32_t>(<uint32_t>now_us - d.sent[(d.next - 1) & (SENT_WINDOW - 1)].sent_us)
# Nothing more is expected of what was sent; it is told of late, if at all.
cdef void delivery_abandon(Delivery *d) noexcept nogil
# What is sent from now on takes another way: delays of the one before say nothing of it.
cdef void delivery_moved(Delivery *d) noexcept nogil

# How long packets wait in queues: the smallest of the last `window_us` of arrivals above the smallest ever, µs.
cdef int64_t delivery_queue(const Delivery *d, int64_t window_us) noexcept nogil
# Bits per second that came during the last `window_us` of arrivals; 0 when too little did.
cdef double delivery_rate(const Delivery *d, int64_t window_us) noexcept nogil
# Bits per second that were sent during about the last `window_us`.
cdef double delivery_sent_rate(const Delivery *d, int64_t window_us, int64_t now_us) noexcept nogil
# Take what is the smallest delay now for the path without queues.
cdef void delivery_rebase(Delivery *d, int64_t window_us, int64_t now_us) noexcept nogil
# Note how much has been sent by now; on the clock.
cdef void delivery_mark(Delivery *d, int64_t now_us) noexcept nogil
