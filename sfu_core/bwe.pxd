# How many bits per second the line to one client carries. By transport-wide feedback where the client has agreed to it:
# from the queue that our packets meet, the rate that comes through, losses, and probes that ask for more. Else by its
# REMB, else by the losses in its receiver reports. Worker thread only; no allocation; lives inside its transport, so
# that no client can say anything about another's line.
#
# The sender's part: bwe_sent for each RTP packet, its number written into the packet; bwe_want when what could be sent
# changes; while bwe_probe_debt is positive, that many bytes of retransmissions or padding, and to ask again after
# BWE_PROBE_STEP_MS; bwe_tick on the clock.
from libc.stdint cimport int64_t, uint8_t, uint16_t
from sfu_core.clock cimport NS_PER_US
from sfu_core.delivery cimport Delivery, delivery_sent, delivery_unsent
from sfu_core.loss_bound cimport LossBound
from sfu_core.rtcp cimport Feedback

cdef enum:
    BWE_LEAST = 30000            # bit/s
    BWE_MOST = 100000000
    BWE_START = 400000           # a lowest layer and the voices
    BWE_UNHEARD = 5000000        # for those who tell nothing; their losses tell
    BWE_PROBE_STEP_MS = 5        # how finely a probe is spread

cdef enum BweSource:
    BWE_BY_REPORTS               # receiver reports alone
    BWE_BY_REMB
    BWE_BY_FEEDBACK

cdef enum BweState:
    BWE_STEADY                   # nothing waits
    BWE_DRAINING                 # a queue is being emptied

cdef struct Probe:
    uint8_t number               # of the probe being sent or waited for; 0 = none yet
    bint sending
    bint paid                    # its last bytes are being sent
    bint waiting                 # for what is told of it
    int64_t bitrate
    int64_t began_us
    int64_t ends_us              # of sending; of waiting later
    int64_t octets               # sent
    int packets
    int64_t lead                 # octets of its first moment: they open the span
    # what came of it
    int came
    int64_t came_octets          # without the first packet
    int64_t first_us             # when the first and the last that came were sent
    int64_t last_us
    int64_t origin_us            # when the first arrived
    double octets_sum            # sums for the slope of arrival over octets
    double octets_squares
    double arrived_sum
    double products

cdef struct Bwe:
    BweSource source
    BweState state
    double estimate_bps
    double capacity_bps          # what came through while the line was full; 0 = not known
    double deviation             # of that, as a share
    double wanted_bps            # what would be sent if the line carried everything; 0 = nothing more
    bint remb                    # the client has agreed to tell by REMB
    double remb_bps              # what it told last; 0 = nothing yet
    int64_t began_us             # when the first packet left; 0 = none has
    int64_t changed_us           # when the estimate was last raised by the passing of time
    int64_t full_us              # since when a queue stands; 0 = none does
    int64_t cut_us               # when the estimate was last cut
    int64_t peak_us              # the longest queue since then
    int64_t drained_us           # when a queue had gone
    int64_t raised_us            # when a probe raised the estimate
    bint relapsed                # and the line did not keep what that promised
    int64_t probe_at_us          # when the next probe may begin
    int64_t probe_wait_us        # grows with probes that found nothing
    int64_t silent_us            # when silence was last punished
    int64_t probes               # begun
    int64_t queue_us
    Probe probe
    LossBound losses
    Delivery delivery

cdef void bwe_init(Bwe *b) noexcept nogil
# What the client has agreed to.
cdef void bwe_agree(Bwe *b, bint transport_cc, bint remb) noexcept nogil

# An RTP packet is about to leave; its transport-wide number.
cdef inline uint16_t bwe_sent(Bwe *b, int size, int64_t now_ns) noexcept nogil:
    cdef int64_t now_us = now_ns // NS_PER_US
    if b.began_us == 0:
        b.began_us = now_us
    if b.probe.sending and now_us <= b.probe.ends_us:
        b.probe.octets += size
        b.probe.packets += 1
        return delivery_sent(&b.delivery, size, b.probe.number, now_us)
    return delivery_sent(&b.delivery, size, 0, now_us)

# It could not be protected: nobody is to miss its number.
cdef inline void bwe_unsent(Bwe *b) noexcept nogil:
    delivery_unsent(&b.delivery)

# The same of one that carries no such number, for those who tell nothing by them.
cdef inline void bwe_count(Bwe *b, int size, int64_t now_ns) noexcept nogil:
    if b.source == BWE_BY_FEEDBACK:
        return
    if b.began_us == 0:
        b.began_us = now_ns // NS_PER_US
    b.delivery.octets += size

# What the client tells: each of its own line alone. Nonsense is ignored.
cdef void bwe_feedback(Bwe *b, const Feedback *f, int64_t now_ns) noexcept nogil
cdef void bwe_remb(Bwe *b, int64_t bitrate, int64_t now_ns) noexcept nogil
# `fraction_lost` (of 256) of what was sent since the last report.
cdef void bwe_report(Bwe *b, int fraction_lost, int64_t now_ns) noexcept nogil

# The client is somewhere else: what was learnt of the way to it is void. What it got until now is the first guess.
cdef void bwe_moved(Bwe *b, int64_t now_ns) noexcept nogil

# Bits per second of RTP datagrams, headers of UDP and IP not counted.
cdef int64_t bwe_estimate(const Bwe *b) noexcept nogil
# What would be sent, layers, voices and retransmissions, if the line carried everything. Probes go no further.
cdef void bwe_want(Bwe *b, int64_t bitrate) noexcept nogil
cdef void bwe_tick(Bwe *b, int64_t now_ns) noexcept nogil
# Bytes that have to be sent now, beside the media, for the probe to have its rate; 0 = none. Begins and ends probes.
cdef int bwe_probe_debt(Bwe *b, int64_t now_ns) noexcept nogil
