"""What was sent and what of it came."""

from libc.stdint cimport INT64_MAX, int32_t, int64_t, uint8_t, uint16_t, uint32_t
from libc.string cimport memset

from sfu_core.seqnum cimport seq16_diff
from sfu_core.twcc cimport TWCC_TICK_US

cdef enum:
    # A packet that others have overtaken by this much is lost; less is the network's disorder.
    OVERTAKEN_US = 60000
    # A path's smallest delay is looked for in two windows of this length: routes and clocks change slowly.
    LEAST_WINDOW_US = 8000000
    # A receiver's clock does not leap within a call.
    LEAP_US = 30000000
    MARK_US = 50000
    # A packet that left this long after the one before does not queue behind it.
    APART_US = 8000
    STRAY_WINDOW_US = 100000
    # Packets may have overtaken one another by this much.
    DISORDER_US = 50000
    # What a way may take until it is known.
    LONG_RTT_US = 500000
    # Fewer arrivals tell nothing about a queue.
    LEAST_CAME = 3


cdef void delivery_init(Delivery *d) noexcept nogil:
    memset(d, 0, sizeof(d[0]))
    d.newest = -1
    d.least_now = INT64_MAX
    d.least_before = INT64_MAX


cdef inline int64_t _sent_at(const SentPacket *p, int64_t now_us) noexcept nogil:
    return now_us - <uint32_t>(<uint32_t>now_us - p.sent_us)


cdef void _note_delay(Delivery *d, int64_t delay, int64_t now_us) noexcept nogil:
    if now_us - d.least_since_us > LEAST_WINDOW_US:
        d.least_before = d.least_now
        d.least_now = INT64_MAX
        d.least_since_us = now_us
    if delay < d.least_now:
        d.least_now = delay


cdef const SentPacket *delivery_came(Delivery *d, uint16_t sequence, uint32_t ticks, int64_t now_us) noexcept nogil:
    cdef int64_t number = d.next - 1 - <uint16_t>(<uint16_t>(d.next - 1) - sequence)
    cdef SentPacket *p
    cdef CamePacket *came
    cdef int64_t sent_us
    cdef int64_t step
    if number < d.first or number <= d.next - 1 - SENT_WINDOW:
        return NULL
    p = &d.sent[number & (SENT_WINDOW - 1)]
    if p.fate != FATE_WAITING and p.fate != FATE_LOST:
        return NULL
    if p.fate == FATE_WAITING:
        d.in_flight -= p.size
    p.fate = FATE_CAME
    sent_us = _sent_at(p, now_us)
    step = <int64_t><int32_t>(ticks - d.ticks) * TWCC_TICK_US
    if not d.heard or step > LEAP_US or step < -LEAP_US:
        # Any origin serves. What was learnt about the other clock is void.
        d.clock_us = sent_us
        d.least_now = INT64_MAX
        d.least_before = INT64_MAX
        d.least_since_us = now_us
        d.came_count = 0
        d.latest_us = d.clock_us
        d.heard = True
    else:
        d.clock_us += step
    d.ticks = ticks
    came = &d.came[d.came_count & (CAME_WINDOW - 1)]
    d.came_count += 1
    came.arrived_us = d.clock_us
    came.delay_us = d.clock_us - sent_us
    came.size = p.size
    if d.clock_us > d.latest_us:
        d.latest_us = d.clock_us
    _note_delay(d, came.delay_us, now_us)
    if p.sent_us - d.sent[(number - 1) & (SENT_WINDOW - 1)].sent_us > APART_US:
        d.lone_delay_us = came.delay_us
        d.lone = True
    if number > d.newest:
        d.newest = number
        d.newest_sent_us = sent_us
    return p


cdef void delivery_settle(Delivery *d, Told *told, int64_t now_us) noexcept nogil:
    cdef SentPacket *p
    cdef int64_t rtt = now_us - d.newest_sent_us
    cdef int64_t stray
    d.heard_us = now_us
    told.settled = 0
    told.lost = 0
    if d.newest < 0:
        return
    d.rtt_us = rtt if d.rtt_us == 0 else d.rtt_us + (rtt - d.rtt_us) // 8
    if d.settled <= d.next - 1 - SENT_WINDOW:
        d.settled = d.next - SENT_WINDOW
    while d.settled < d.newest:
        p = &d.sent[d.settled & (SENT_WINDOW - 1)]
        if p.fate == FATE_WAITING:
            if d.newest_sent_us - _sent_at(p, now_us) < OVERTAKEN_US:
                break
            p.fate = FATE_LOST
            d.in_flight -= p.size
            told.lost += 1
        told.settled += 1
        d.settled += 1
    if d.lone:
        d.lone = False
        stray = max(d.lone_delay_us - _least(d) - delivery_queue(d, STRAY_WINDOW_US), <int64_t>0)
        d.jitter_us += (stray - d.jitter_us) // 8


cdef void delivery_abandon(Delivery *d) noexcept nogil:
    cdef SentPacket *p
    if d.settled <= d.next - 1 - SENT_WINDOW:
        d.settled = d.next - SENT_WINDOW
    while d.settled < d.next:
        p = &d.sent[d.settled & (SENT_WINDOW - 1)]
        if p.fate == FATE_WAITING:
            p.fate = FATE_LOST
        d.settled += 1
    d.in_flight = 0


cdef void delivery_moved(Delivery *d) noexcept nogil:
    delivery_abandon(d)
    d.first = d.next
    d.rtt_us = max(d.rtt_us, <int64_t>LONG_RTT_US)
    d.jitter_us = 0
    d.least_now = INT64_MAX
    d.least_before = INT64_MAX
    d.came_count = 0


cdef inline int64_t _least(const Delivery *d) noexcept nogil:
    return d.least_now if d.least_now < d.least_before else d.least_before


cdef int64_t delivery_queue(const Delivery *d, int64_t window_us) noexcept nogil:
    cdef int64_t count = d.came_count if d.came_count < CAME_WINDOW else CAME_WINDOW
    cdef int64_t least = INT64_MAX
    cdef const CamePacket *came
    cdef int64_t i
    for i in range(1, count + 1):
        came = &d.came[(d.came_count - i) & (CAME_WINDOW - 1)]
        if d.latest_us - came.arrived_us > window_us and i > LEAST_CAME:
            break
        if came.delay_us < least:
            least = came.delay_us
    return least - _least(d) if count > 0 else 0


cdef double delivery_rate(const Delivery *d, int64_t window_us) noexcept nogil:
    cdef int64_t count = d.came_count if d.came_count < CAME_WINDOW else CAME_WINDOW
    cdef int64_t octets = 0
    cdef int64_t first = d.latest_us
    cdef int opening = 0
    cdef const CamePacket *came
    cdef int64_t i
    for i in range(1, count + 1):
        came = &d.came[(d.came_count - i) & (CAME_WINDOW - 1)]
        if d.latest_us - came.arrived_us > window_us + DISORDER_US:
            break
        if d.latest_us - came.arrived_us > window_us:
            continue
        octets += came.size
        if came.arrived_us <= first:
            first = came.arrived_us
            opening = came.size
    # The first packet opens the span: its own octets were on the way before.
    return (octets - opening) * 8e6 / (d.latest_us - first) if d.latest_us - first >= window_us // 2 else 0


cdef double delivery_sent_rate(const Delivery *d, int64_t window_us, int64_t now_us) noexcept nogil:
    cdef int64_t count = d.checkpoint_count if d.checkpoint_count < CHECKPOINTS else CHECKPOINTS
    cdef const Checkpoint *c = NULL
    cdef int64_t i
    for i in range(1, count + 1):
        c = &d.checkpoints[(d.checkpoint_count - i) & (CHECKPOINTS - 1)]
        if now_us - c.at_us >= window_us:
            break
    if c == NULL or now_us - c.at_us < window_us // 2:
        return 0
    return (d.octets - c.octets) * 8e6 / (now_us - c.at_us)


cdef void delivery_rebase(Delivery *d, int64_t window_us, int64_t now_us) noexcept nogil:
    d.least_now = _least(d) + delivery_queue(d, window_us)
    d.least_before = INT64_MAX
    d.least_since_us = now_us


cdef void delivery_mark(Delivery *d, int64_t now_us) noexcept nogil:
    cdef Checkpoint *c
    if d.checkpoint_count > 0 and (
        now_us - d.checkpoints[(d.checkpoint_count - 1) & (CHECKPOINTS - 1)].at_us < MARK_US
    ):
        return
    c = &d.checkpoints[d.checkpoint_count & (CHECKPOINTS - 1)]
    d.checkpoint_count += 1
    c.at_us = now_us
    c.octets = d.octets
