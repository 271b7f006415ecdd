"""How much a line carries, by its losses."""

from libc.math cimport INFINITY, log
from libc.stdint cimport int64_t
from libc.string cimport memset

cdef enum:
    OBSERVATION_US = 200000
    LEAST_PACKETS = 10
    SHARES = 9

# Below this share nothing is to be explained.
cdef double TOLERATED = 0.03
# No radio that a class can be held over loses more than this by itself.
cdef double MOST_INHERENT = 0.28
cdef double ENOUGH_PACKETS = 40
# Packets over which the share that is told is smoothed.
cdef double LOSS_MEMORY = 60
# A bound is believed when it explains what was seen this much better (log likelihood) than none does.
cdef double EVIDENCE = 6.0
# Older observations count less.
cdef double FADING = 0.88
cdef double[9] SHARES_TRIED = [0.0, 0.01, 0.025, 0.05, 0.08, 0.11, 0.15, 0.20, 0.25]


cdef void loss_init(LossBound *l) noexcept nogil:
    memset(l, 0, sizeof(l[0]))


cdef double _likelihood(const LossBound *l, double bound, double inherent) noexcept nogil:
    """Log likelihood of what was seen, were the line to carry `bound` and to lose `inherent` of what it carries."""
    cdef const LossObservation *o
    cdef int count = l.count if l.count < LOSS_OBSERVATIONS else LOSS_OBSERVATIONS
    cdef double weight = 1
    cdef double sum = 0
    cdef double share
    cdef int i
    for i in range(1, count + 1):
        o = &l.seen[(l.count - i) % LOSS_OBSERVATIONS]
        share = inherent
        if o.sent_bps > bound:
            share = 1 - (1 - inherent) * bound / o.sent_bps
        share = min(max(share, 0.002), 0.98)
        sum += weight * (o.lost * log(share) + (o.packets - o.lost) * log(1 - share))
        weight *= FADING
    return sum


cdef double _best(const LossBound *l, double bound, double *inherent) noexcept nogil:
    cdef double best = -INFINITY
    cdef double found
    cdef int i
    for i in range(SHARES):
        found = _likelihood(l, bound, SHARES_TRIED[i])
        if found > best:
            best = found
            inherent[0] = SHARES_TRIED[i]
    return best


cdef void _explain(LossBound *l) noexcept nogil:
    cdef int count = l.count if l.count < LOSS_OBSERVATIONS else LOSS_OBSERVATIONS
    cdef double share = 0
    cdef double without = _best(l, INFINITY, &l.inherent)
    cdef double best = without + EVIDENCE
    cdef double found
    cdef double packets = 0
    cdef double lost = 0
    cdef const LossObservation *o
    cdef int i
    l.bound_bps = 0
    for i in range(1, min(count, LOSS_OBSERVATIONS // 2) + 1):
        packets += l.seen[(l.count - i) % LOSS_OBSERVATIONS].packets
        lost += l.seen[(l.count - i) % LOSS_OBSERVATIONS].lost
    if packets < ENOUGH_PACKETS:
        return
    # What came through in any of the observations may be all that the line carries.
    for i in range(1, min(count, LOSS_OBSERVATIONS // 2) + 1):
        o = &l.seen[(l.count - i) % LOSS_OBSERVATIONS]
        if o.lost <= TOLERATED * o.packets:
            continue
        found = _best(l, o.sent_bps * (1 - o.lost / o.packets), &share)
        if found > best:
            best = found
            l.bound_bps = o.sent_bps * (1 - o.lost / o.packets)
            l.inherent = share
    if l.bound_bps == 0 and lost > MOST_INHERENT * packets:
        # Nothing tells the two apart, and it is too much: less is sent, which will tell.
        o = &l.seen[(l.count - 1) % LOSS_OBSERVATIONS]
        l.bound_bps = o.sent_bps * (1 - lost / packets)


cdef void loss_pass_over(LossBound *l, int packets, int lost, int64_t now_us) noexcept nogil:
    if packets > 0:
        l.loss += min(packets / LOSS_MEMORY, 1.0) * (<double>lost / packets - l.loss)
    l.packets = 0
    l.lost = 0
    l.since_us = now_us


cdef bint loss_note(LossBound *l, int packets, int lost, double sent_bps, int64_t now_us) noexcept nogil:
    cdef LossObservation *o
    if l.since_us == 0:
        l.since_us = now_us
    l.packets += packets
    l.lost += lost
    l.told += packets
    l.told_lost += lost
    if packets > 0:
        l.loss += min(packets / LOSS_MEMORY, 1.0) * (<double>lost / packets - l.loss)
    if now_us - l.since_us < OBSERVATION_US or l.packets < LEAST_PACKETS or sent_bps <= 0:
        return False
    o = &l.seen[l.count % LOSS_OBSERVATIONS]
    l.count += 1
    o.sent_bps = sent_bps
    o.packets = l.packets
    o.lost = l.lost
    l.packets = 0
    l.lost = 0
    l.since_us = now_us
    if l.loss < TOLERATED and l.bound_bps == 0:
        l.inherent = l.loss
        return True
    _explain(l)
    return True
