# One client's connection: ICE, SRTP, its producers and slots, and the packets that wait to be sent to it in this turn.
# Worker thread only; made by the event loop and handed over.
from libc.stdint cimport int64_t, uint8_t, uint32_t, uint64_t
from sfu_core.bwe cimport Bwe
from sfu_core.context cimport Context, Object
from sfu_core.encoding cimport Encoding
from sfu_core.icelite cimport IceAgent, IceNames
from sfu_core.includes.prefetch cimport prefetch
from sfu_core.links cimport Link
from sfu_core.pacer cimport Pacer
from sfu_core.remb cimport Remb
from sfu_core.repeats cimport Repeats
from sfu_core.slot cimport Outgoing
from sfu_core.srtp cimport SrtpSession
from sfu_core.tcp_port cimport TcpConnection
from sfu_core.twcc cimport Arrivals
from sfu_core.udp_port cimport Datagram, Path

cdef enum:
    # SSRCs that a client sends media with: microphone, camera in three encodings, screen in two with its sound, all
    # with RTX, take 13.
    TRANSPORT_STREAMS = 48
    # SSRCs that it sends RTCP with: Firefox has one for each section that receives, and an offer has up to 64 sections.
    TRANSPORT_REPORTERS = 96
    TRANSPORT_FORMER = 64        # SSRCs whose source is gone, of which the rollovers are kept
    TRANSPORT_QUEUE = 128        # packets that wait in one turn
    TRANSPORT_HOT_LINES = 5      # of 64 bytes: up to the head of the queue
    DEFAULT_RTT_MS = 100         # until the client has reported
    PACE_STEP_MS = 5             # how finely what waits is spread

# Written by the worker, read by Python: single numbers, each whole.
cdef struct TransportCounters:
    int64_t packets_in
    int64_t bytes_in
    int64_t packets_out
    int64_t bytes_out
    int64_t retransmitted
    int64_t repeated             # sound that was sent twice
    int64_t nacks_received
    int64_t nacks_sent
    int64_t keyframe_requests
    int64_t packets_lost
    int64_t rtt_ns
    int64_t estimate_bps         # of what the line to the client carries
    int64_t loss_permille        # of what is sent to it, lately
    int64_t queue_ns             # that packets to it wait on the way
    int64_t probes
    int64_t target_bps           # that the slots were given of it

# An SSRC of the client's, bound to its encoding inside this transport alone.
cdef struct Stream:
    uint32_t ssrc
    Encoding *encoding
    bint rtx

# Allows `rate` a second after a burst; counts what was taken.
cdef struct Bucket:
    int64_t level                # × 10⁹
    int64_t filled_ns

# How the line was shared last.
cdef struct Share:
    int64_t limit                # the person's own, bit/s; 0 = none
    int64_t decided_ns           # 0 = never
    int64_t estimate             # that it was decided by
    int64_t used                 # bit/s, sound included
    int64_t resent_octets        # up to then
    int64_t resent_bps
    uint32_t sound_octets
    int64_t sound_bps
    bint asked                   # to be decided anew
    bint overrun                 # what was given did not get through

cdef struct Transport:
    # First what the clock looks at with every tick, and every packet.
    Object object
    Link in_context
    SrtpSession *srtp            # owned; NULL before the handshake has ended
    int64_t report_ns            # when the next report is due
    bint restless                # something is to be asked of it: requests_due
    int queued
    TransportCounters *counters  # belongs to Python until it has polled TransportClosed
    Link in_writing
    Path path                    # to the selected address
    Outgoing queue[128]
    void *router                 # the Router that it is in
    uint32_t person
    Link in_router
    void *group                  # the Group of it
    Link in_group
    Link in_announcers           # of its router, while its voice is for all groups
    Link in_probing
    Link in_pacing
    IceAgent ice
    Link producers
    Link slots
    Stream streams[48]
    int stream_count
    uint32_t former[64]          # a ring
    int former_count             # that were ever put into it
    uint32_t reporters[96]
    int reporter_count
    Bucket dtls                  # datagrams to Python
    Bucket resends               # bytes sent again
    int64_t resent_octets
    Pacer pacer                  # what does not leave at once
    Share share                  # of the line, among the slots
    Repeats repeats              # of sound
    Bwe bwe                      # what the line to the client carries
    int64_t reported_lost        # sums over the blocks of its last report
    uint32_t reported_highest
    int reported_blocks
    bint tells_arrivals          # it wants transport-wide feedback on what it sends
    Arrivals arrivals
    bint tells_remb              # it wants a REMB instead
    Remb remb
    int64_t reported_ns
    bint has_clock
    uint64_t clock_offset        # our NTP time less the client's, modulo 2⁶⁴

cdef Transport *transport_new(const IceNames *names, uint32_t person, TransportCounters *counters) noexcept nogil
# Must be in no list and hold no producers and slots.
cdef void transport_free(Transport *t) noexcept nogil
# Put it into the tables, or take it out of them. 0 or ERR_NO_MEMORY.
cdef int transport_enter(Context *c, Transport *t) noexcept nogil
cdef void transport_leave(Context *c, Transport *t) noexcept nogil

# New ICE names; addresses, keys, producers and slots stay.
cdef void transport_restart(Context *c, Transport *t, const IceNames *names) noexcept nogil
# The connection is about to end: another address is sent to, if there is one.
cdef void transport_lose(Context *c, Transport *t, const TcpConnection *k) noexcept nogil

# A STUN datagram: answers a valid check, takes the answer to ours, drops everything else.
cdef void transport_check(Context *c, const Datagram *d) noexcept nogil
# The transport that may speak from this address, or NULL; *pair is its index there.
cdef Transport *transport_at(Context *c, const Datagram *d, int *pair) noexcept nogil
# A DTLS datagram from a valid address.
cdef void transport_hear_dtls(Context *c, Transport *t, int pair, const Datagram *d) noexcept nogil
cdef void transport_expire(Context *c, Transport *t) noexcept nogil

# Fetch the memory that a tick of the clock looks at.
cdef inline void transport_fetch_clock(const Transport *t) noexcept nogil:
    prefetch(t)
    prefetch(&t.share.asked)
    prefetch(&t.bwe)
    prefetch(&t.arrivals)
cdef inline bint transport_can_send(const Transport *t) noexcept nogil:
    return t.srtp != NULL and t.path.family != 0
# Fetch the memory that queueing a packet needs.
cdef inline void transport_fetch(const Transport *t) noexcept nogil:
    cdef int line
    for line in range(TRANSPORT_HOT_LINES):
        prefetch(<const char *>t + 64 * line)
# To the selected address, as it is. Nothing when there is none.
cdef void transport_send(Context *c, Transport *t, const uint8_t *data, int size) noexcept nogil
cdef void transport_send_rtcp(Context *c, Transport *t, const uint8_t *data, int size) noexcept nogil

cdef void transport_count_out(Transport *t, int size) noexcept nogil

# Something waits in its pacer.
cdef void transport_wait(Context *c, Transport *t) noexcept nogil

cdef Stream *transport_stream(Transport *t, uint32_t ssrc) noexcept nogil
# 0, or ERR_NO_SPACE.
cdef int transport_bind(Transport *t, uint32_t ssrc, Encoding *e, bint rtx) noexcept nogil
# The SSRCs of `e` are nobody's: another source may get them, with numbers and rollovers that go on.
cdef void transport_unbind(Transport *t, const Encoding *e) noexcept nogil
# An SSRC of `e` has been replaced by another: nothing is kept of it.
cdef void transport_forget_stream(Transport *t, const Encoding *e, uint32_t ssrc) noexcept nogil

cdef bint bucket_take(Bucket *b, int64_t amount, int64_t rate, int64_t burst, int64_t now_ns) noexcept nogil
cdef int64_t transport_rtt(const Transport *t) noexcept nogil
# The SSRC that our feedback to this client comes from.
cdef uint32_t transport_ssrc(const Transport *t) noexcept nogil
