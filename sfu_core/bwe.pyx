"""How many bits per second the line to one client carries."""

from libc.math cimport sqrt
from libc.stdint cimport int64_t, uint8_t, uint16_t
from libc.string cimport memset

from sfu_core.clock cimport NS_PER_US
from sfu_core.delivery cimport (
    CAME_WINDOW,
    CamePacket,
    Delivery,
    SentPacket,
    Told,
    delivery_abandon,
    delivery_came,
    delivery_idle,
    delivery_init,
    delivery_mark,
    delivery_moved,
    delivery_queue,
    delivery_rate,
    delivery_rebase,
    delivery_sent_rate,
    delivery_settle,
)
from sfu_core.loss_bound cimport loss_init, loss_note, loss_pass_over
from sfu_core.rtcp cimport Feedback
from sfu_core.twcc cimport TwccReader, twcc_begin, twcc_next

cdef enum:
    MS = 1000
    S = 1000000

    # A queue of this much, and of what packets stray by, is one; half of it is none any more.
    QUEUE_US = 25 * MS
    MOST_STRAY_US = 40 * MS
    # A keyframe's own queue empties by itself: a queue has to stand this long, or be this long and grow fast.
    STANDING_US = 200 * MS
    LONG_QUEUE_US = 90 * MS
    OVERFLOW_US = 300 * MS
    # What waits is to have left after this time.
    DRAIN_US = 600 * MS
    # A queue that stays although little is sent is not ours: it belongs to the path.
    FOREIGN_US = 3 * S

    RATE_US = 250 * MS
    USED_US = 500 * MS
    SILENCE_US = 400 * MS
    # What nothing was sent on for so long, and a round trip, has brought all that it will, and no queue of ours is left.
    REST_US = 1 * S
    UNHEARD_US = 2 * S

    PROBE_US = 20 * MS
    MOST_PROBE_US = 60 * MS
    PROBE_PACKETS = 4
    # Fewer make too many small packets of it, and on a narrow line a longer probe too few.
    PROBE_PIECE = 80
    PROBE_OCTETS = 500
    PROBE_ANSWER_US = 400 * MS
    FIRST_WAIT_US = 250 * MS
    PROBE_WAIT_US = 900 * MS
    MOST_PROBE_WAIT_US = 3 * S
    # What a probe promised and the line did not keep is not asked for again so soon.
    RELAPSE_US = 3 * S
    RELAPSE_WAIT_US = 4500 * MS

# Of what came through while the line was full, that much is used.
cdef double FILL = 0.93
cdef double GROWTH = 0.15            # a second, far from where the line was full
cdef double CLIMB = 0.04             # near it
cdef double STRAY_DEVIATION = 0.7    # standard deviation of the delay, by how far packets stray on average
cdef double NOT_FULL = 0.9           # a line that delivers a probe at this share of its rate was not filled by it
cdef double STANDING = 0.85          # of the longest that it was, from which on a queue does not shrink
cdef double FAST = 1.5               # times what comes, from which on a queue grows fast
cdef double FASTEST = 2.5            # beyond any burst of the pacer's: the line has lost most of its rate
cdef double USED = 0.8               # share of the estimate from which on the media itself tries the line


cdef void bwe_init(Bwe *b) noexcept nogil:
    memset(b, 0, sizeof(b[0]))
    delivery_init(&b.delivery)
    loss_init(&b.losses)
    b.source = BWE_BY_REPORTS
    b.estimate_bps = BWE_UNHEARD
    b.probe_wait_us = FIRST_WAIT_US


cdef void bwe_agree(Bwe *b, bint transport_cc, bint remb) noexcept nogil:
    cdef BweSource source = BWE_BY_FEEDBACK if transport_cc else BWE_BY_REMB if remb else BWE_BY_REPORTS
    b.remb = source == BWE_BY_REMB
    if source == b.source:
        return
    b.source = source
    b.estimate_bps = BWE_UNHEARD if source == BWE_BY_REPORTS else BWE_START


cdef inline double _within(double value) noexcept nogil:
    return min(max(value, <double>BWE_LEAST), <double>BWE_MOST)


cdef void _wait_for_probe(Bwe *b, double factor, int64_t now_us) noexcept nogil:
    b.probe_wait_us = <int64_t>(b.probe_wait_us * factor)
    b.probe_wait_us = max(<int64_t>FIRST_WAIT_US, min(<int64_t>MOST_PROBE_WAIT_US, b.probe_wait_us))
    b.probe_at_us = now_us + b.probe_wait_us


# Probes

cdef void _probe_came(Bwe *b, const SentPacket *p) noexcept nogil:
    cdef Probe *probe = &b.probe
    cdef const CamePacket *came = &b.delivery.came[(b.delivery.came_count - 1) & (CAME_WINDOW - 1)]
    cdef double octets
    cdef double arrived
    if probe.came == 0:
        # The first packet opens the span.
        probe.origin_us = came.arrived_us
        probe.first_us = came.arrived_us - came.delay_us
    else:
        probe.came_octets += p.size
    octets = <double>probe.came_octets
    arrived = <double>(came.arrived_us - probe.origin_us)
    probe.last_us = came.arrived_us - came.delay_us
    probe.came += 1
    probe.octets_sum += octets
    probe.octets_squares += octets * octets
    probe.arrived_sum += arrived
    probe.products += octets * arrived


cdef bint _probed(const Bwe *b, double *sent, double *came) noexcept nogil:
    """The rate that the probe was sent with and the one that it came with, in bit/s; False when they cannot be told."""
    cdef const Probe *probe = &b.probe
    cdef double n = probe.came
    cdef double span = <double>(probe.last_us - probe.first_us)
    cdef double spread = probe.octets_squares - probe.octets_sum * probe.octets_sum / max(n, 1.0)
    cdef double slope
    if probe.came < PROBE_PACKETS or probe.came * 2 < probe.packets or span < PROBE_US / 2 or spread <= 0:
        return False
    sent[0] = (probe.octets - probe.lead) * 8e6 / span
    # Microseconds an octet. Packets stray: what a standard error explains is no queue.
    slope = (probe.products - probe.octets_sum * probe.arrived_sum / n) / spread
    slope = max(slope - STRAY_DEVIATION * b.delivery.jitter_us / sqrt(spread), 1e-3)
    # What the air loses anyway the line has carried.
    came[0] = 8e6 / slope / (1 - b.losses.inherent)
    return True


cdef void _probe_result(Bwe *b, int64_t now_us) noexcept nogil:
    cdef double sent = 0
    cdef double came = 0
    cdef double found
    cdef double usable
    b.probe.waiting = False
    if not _probed(b, &sent, &came):
        _wait_for_probe(b, 1.5, now_us)
        return
    found = min(sent, came)
    usable = found if came >= NOT_FULL * sent else found * FILL
    if usable > b.estimate_bps:
        b.estimate_bps = _within(usable)
        b.changed_us = now_us
        b.raised_us = now_us
        b.probe_wait_us = PROBE_WAIT_US
    if came >= NOT_FULL * sent:
        # It carries all of that and perhaps more.
        if b.capacity_bps < found:
            b.capacity_bps = 0
        if b.raised_us == now_us:
            b.probe_at_us = now_us
        else:
            _wait_for_probe(b, 1.5, now_us)
    else:
        b.capacity_bps = found
        # What flows proves itself; more than that was believed in vain.
        b.estimate_bps = _within(min(b.estimate_bps, max(found, delivery_rate(&b.delivery, USED_US) * 1.1)))
        _wait_for_probe(b, 1.5, now_us)


cdef int bwe_probe_debt(Bwe *b, int64_t now_ns) noexcept nogil:
    cdef int64_t now_us = now_ns // NS_PER_US
    cdef Probe *probe = &b.probe
    cdef double bitrate
    cdef int64_t owed
    cdef uint8_t number
    if probe.sending:
        if probe.lead == 0:
            probe.lead = probe.octets
        if probe.paid:
            probe.sending = False
            probe.waiting = True
            return 0
        # A clock that runs late does not make more of it.
        owed = probe.lead + probe.bitrate * (min(now_us, probe.ends_us) - probe.began_us) // (8 * S) - probe.octets
        if now_us >= probe.ends_us:
            probe.paid = True
            probe.ends_us = now_us
            return <int>max(owed, 0)
        return <int>owed if owed >= PROBE_PIECE else 0
    if (
        b.source != BWE_BY_FEEDBACK or probe.waiting or b.state != BWE_STEADY or b.began_us == 0
        or now_us < b.probe_at_us or b.wanted_bps <= b.estimate_bps or b.full_us != 0
        or (b.probes > 0 and not b.delivery.heard)
    ):
        return 0
    bitrate = b.estimate_bps * (3 if b.probes == 0 else 2)
    bitrate = max(min(bitrate, b.wanted_bps * 1.2), b.estimate_bps * 1.2)
    number = <uint8_t>(probe.number % 255 + 1)
    memset(probe, 0, sizeof(probe[0]))
    probe.number = number
    probe.bitrate = <int64_t>bitrate
    probe.began_us = now_us
    probe.ends_us = now_us + min(
        max(PROBE_US + 3 * b.delivery.jitter_us, <int64_t>PROBE_OCTETS * 8 * S // probe.bitrate), <int64_t>MOST_PROBE_US
    )
    probe.sending = True
    b.probes += 1
    return <int>(probe.bitrate * BWE_PROBE_STEP_MS * MS // (8 * S))


# Queues

cdef void _cut(Bwe *b, double rate, int64_t now_us) noexcept nogil:
    """What comes through is what the line carries; less of it is used as long as something waits."""
    cdef double target
    if b.state == BWE_STEADY:
        b.state = BWE_DRAINING
        b.cut_us = now_us
        b.relapsed = now_us - b.raised_us < RELAPSE_US
    if b.capacity_bps == 0 or rate < 0.7 * b.capacity_bps:
        b.capacity_bps = rate
    else:
        b.capacity_bps += 0.3 * (rate - b.capacity_bps)
    # The longer the queue, the more: what a keyframe left is gone soon anyway.
    target = min(<double>b.queue_us / LONG_QUEUE_US, 1.0) * max(b.queue_us - 10 * MS, <int64_t>0) / DRAIN_US
    target = b.capacity_bps * (FILL - target)
    b.estimate_bps = _within(min(b.estimate_bps, max(target, b.capacity_bps * 0.4)))


cdef void _drained(Bwe *b, int64_t now_us) noexcept nogil:
    b.state = BWE_STEADY
    b.full_us = 0
    b.drained_us = now_us
    b.changed_us = now_us
    b.estimate_bps = _within(max(b.estimate_bps, b.capacity_bps * FILL))
    b.probe_wait_us = max(b.probe_wait_us, <int64_t>PROBE_WAIT_US)
    _wait_for_probe(b, 1, now_us)
    if b.relapsed:
        b.probe_at_us = now_us + RELAPSE_WAIT_US


cdef void _grow(Bwe *b, double rate, double used, int64_t now_us) noexcept nogil:
    """Time without a queue proves what is being sent, and a little more."""
    cdef double elapsed = <double>min(now_us - b.changed_us, <int64_t>S) / S
    cdef double grown = b.estimate_bps
    b.changed_us = now_us
    if used < USED * b.estimate_bps:
        return
    if b.capacity_bps > 0 and grown > 0.85 * b.capacity_bps:
        grown *= 1 + CLIMB * elapsed
        if grown > 1.2 * b.capacity_bps:
            b.capacity_bps = 0
    else:
        grown *= 1 + GROWTH * elapsed
    b.estimate_bps = _within(max(b.estimate_bps, min(grown, 1.5 * rate)))


cdef void _judge(Bwe *b, int64_t now_us) noexcept nogil:
    cdef Delivery *d = &b.delivery
    cdef int64_t stray = max(<int64_t>0, min(d.jitter_us, <int64_t>MOST_STRAY_US))
    cdef int64_t window = 40 * MS + 3 * stray
    cdef int64_t threshold = QUEUE_US + stray
    cdef double rate
    cdef double used = delivery_sent_rate(d, USED_US, now_us)
    b.queue_us = delivery_queue(d, window)
    if b.queue_us > threshold:
        if b.full_us == 0:
            b.full_us = now_us
            b.peak_us = 0
        b.peak_us = max(b.peak_us, b.queue_us)
    elif b.queue_us < threshold // 2:
        if b.state == BWE_DRAINING:
            _drained(b, now_us)
        b.full_us = 0
    if b.full_us != 0:
        rate = delivery_rate(d, max(100 * MS, min(now_us - b.full_us, <int64_t>RATE_US)))
        if rate <= 0:
            return
        if b.state == BWE_DRAINING:
            if now_us - b.cut_us > FOREIGN_US and used < 0.8 * b.capacity_bps:
                delivery_rebase(d, window, now_us)
            _cut(b, rate, now_us)
        elif now_us - b.full_us > STANDING_US:
            if b.queue_us > STANDING * b.peak_us:
                _cut(b, rate, now_us)
        elif delivery_sent_rate(d, STANDING_US, now_us) > (FAST if b.queue_us > LONG_QUEUE_US else FASTEST) * rate:
            _cut(b, rate, now_us)
        return
    _grow(b, delivery_rate(d, USED_US), used, now_us)


cdef void bwe_feedback(Bwe *b, const Feedback *f, int64_t now_ns) noexcept nogil:
    cdef int64_t now_us = now_ns // NS_PER_US
    cdef TwccReader r
    cdef Told told
    cdef const SentPacket *p
    cdef uint16_t sequence = 0
    if b.source != BWE_BY_FEEDBACK or twcc_begin(&r, f) < 0:
        return
    memset(&told, 0, sizeof(told))
    while twcc_next(&r, &sequence):
        p = delivery_came(&b.delivery, sequence, r.ticks, now_us)
        if p == NULL:
            continue
        told.packets += 1
        told.octets += p.size
        if p.probe != 0 and p.probe == b.probe.number:
            _probe_came(b, p)
    if told.packets == 0:
        return
    delivery_settle(&b.delivery, &told, now_us)
    delivery_mark(&b.delivery, now_us)
    b.silent_us = now_us
    _judge(b, now_us)
    if b.full_us != 0 or now_us - b.drained_us < OVERFLOW_US:
        # What a full queue drops tells nothing that its length does not.
        loss_pass_over(&b.losses, told.settled, told.lost, now_us)
    else:
        loss_note(&b.losses, told.settled, told.lost, delivery_sent_rate(&b.delivery, 300 * MS, now_us), now_us)
    if b.losses.bound_bps > 0 and b.estimate_bps > b.losses.bound_bps:
        b.estimate_bps = _within(b.losses.bound_bps)
        _wait_for_probe(b, 1, now_us)
    if b.probe.waiting and b.delivery.newest_sent_us >= b.probe.ends_us - BWE_PROBE_STEP_MS * MS:
        _probe_result(b, now_us)


cdef void bwe_remb(Bwe *b, int64_t bitrate, int64_t now_ns) noexcept nogil:
    if not b.remb:
        return
    b.source = BWE_BY_REMB
    b.remb_bps = _within(<double>bitrate)
    b.estimate_bps = b.remb_bps


cdef void bwe_report(Bwe *b, int fraction_lost, int64_t now_ns) noexcept nogil:
    cdef int64_t now_us = now_ns // NS_PER_US
    cdef double loss = fraction_lost / 256.0
    cdef double used
    if b.began_us > 0 and now_us - b.began_us > UNHEARD_US and (
        (b.source == BWE_BY_FEEDBACK and not b.delivery.heard) or (b.source == BWE_BY_REMB and b.remb_bps == 0)
    ):
        # It agreed to tell, hears us, and tells nothing.
        b.source = BWE_BY_REPORTS
        b.estimate_bps = BWE_UNHEARD
    if b.source != BWE_BY_REPORTS:
        return
    used = delivery_sent_rate(&b.delivery, S, now_us)
    if loss > 0.1 and now_us - b.cut_us > 500 * MS and used > 0:
        b.cut_us = now_us
        b.estimate_bps = _within(min(b.estimate_bps, used) * (1 - loss / 2))
    elif loss < 0.02 and now_us - b.changed_us > 500 * MS:
        b.changed_us = now_us
        b.estimate_bps = _within(b.estimate_bps * 1.08)


cdef void bwe_moved(Bwe *b, int64_t now_ns) noexcept nogil:
    cdef int64_t now_us = now_ns // NS_PER_US
    delivery_moved(&b.delivery)
    loss_init(&b.losses)
    b.state = BWE_STEADY
    b.capacity_bps = 0
    b.full_us = 0
    b.queue_us = 0
    b.silent_us = now_us
    b.changed_us = now_us
    b.probe.sending = False
    b.probe.waiting = False
    b.probe_wait_us = FIRST_WAIT_US
    b.probe_at_us = now_us


cdef int64_t bwe_estimate(const Bwe *b) noexcept nogil:
    return <int64_t>b.estimate_bps


cdef void bwe_want(Bwe *b, int64_t bitrate) noexcept nogil:
    b.wanted_bps = bitrate


cdef void bwe_tick(Bwe *b, int64_t now_ns) noexcept nogil:
    cdef int64_t now_us = now_ns // NS_PER_US
    cdef Delivery *d = &b.delivery
    cdef int64_t idle_us
    delivery_mark(d, now_us)
    if b.source != BWE_BY_FEEDBACK or not d.heard:
        return
    idle_us = delivery_idle(d, now_us)
    if d.in_flight > 0 and idle_us > d.rtt_us + REST_US:
        delivery_abandon(d)
    if b.probe.waiting and now_us - b.probe.ends_us > d.rtt_us + PROBE_ANSWER_US:
        _probe_result(b, now_us)
    if d.in_flight == 0:
        # What is sent next has its round trip from there.
        b.silent_us = now_us
        if (b.full_us != 0 or b.state == BWE_DRAINING) and idle_us > d.rtt_us + REST_US:
            _drained(b, now_us)
    elif now_us - b.silent_us > d.rtt_us + SILENCE_US and idle_us < now_us - b.silent_us:
        # Nothing comes back of what was sent since something did: the line may be full, or gone.
        b.silent_us = now_us - d.rtt_us
        b.estimate_bps = _within(b.estimate_bps * 0.6)
