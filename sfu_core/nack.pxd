# The missing list of one incoming stream: which packets to ask for again, and when. Worker thread only; no allocation.
from libc.stdint cimport int64_t, uint16_t
from sfu_core.seqnum cimport SeqExtender

cdef enum:
    NACK_CAPACITY = 256

cdef enum NackArrival:
    NACK_IN_ORDER        # the next packet, or one that opened a gap
    NACK_RECOVERED       # was missing: late or retransmitted
    NACK_STALE           # a duplicate, or too old to matter

cdef struct NackItem:
    int64_t sequence     # extended
    int64_t noticed_ns
    int64_t asked_ns     # 0 = not yet
    int tries

cdef struct NackList:
    NackItem items[NACK_CAPACITY]    # ascending
    int count
    SeqExtender extender
    int reorder_packets  # ask once this many newer packets are in …
    int64_t reorder_ns   # … or this much time has passed
    int max_tries
    int64_t max_age_ns
    int64_t choked_ns    # until when nothing is asked for, unless a keyframe comes before; 0 = no reason for that
    bint gave_up         # a packet was given up (or the gap was too wide): the decoder needs a keyframe
    int64_t response_ns  # from asking to what was asked for, smoothed; 0 = not known
    int64_t lost         # packets ever noticed missing
    int64_t recovered
    int64_t abandoned

# For pictures: reorder 3 packets or 10 ms, 10 tries, 700 ms; then a keyframe is the shorter way.
cdef void nack_init(NackList *n) noexcept nogil
# For sound: 3 tries within 200 ms; what comes later cannot be played any more.
cdef void nack_init_sound(NackList *n) noexcept nogil
# Call for every packet of the stream, and for every packet restored from RTX.
cdef NackArrival nack_arrived(NackList *n, uint16_t sequence, int64_t now_ns) noexcept nogil
# A keyframe began at `sequence`: what is older is not asked for any more.
cdef void nack_forget_before(NackList *n, uint16_t sequence) noexcept nogil
# The numbers to ask for now, ascending; their count. Each is asked for again once an answer is overdue: after a round
# trip and an eighth of it (at least 20 ms). `rtt_ns` 0: not known, what answers have taken counts.
cdef int nack_due(NackList *n, int64_t now_ns, int64_t rtt_ns, uint16_t *out, int capacity) noexcept nogil
# Where most of what was sent for a while is missing and does not come back either, the way is choked: retransmissions
# would choke it for longer. All is given up then, and nothing asked for before a keyframe, or some time later.
# When nack_due will next have something (a time not in the future = now), or −1 while nothing is missing.
cdef int64_t nack_next_ns(const NackList *n, int64_t rtt_ns) noexcept nogil
# True once after something was given up: ask for a keyframe (video).
cdef bint nack_take_gave_up(NackList *n) noexcept nogil
