"""Who gets what of a client's line."""

from libc.stdint cimport int64_t, uint32_t
from libc.string cimport memset

from sfu_core.allocator cimport (
    ALLOC_SLOTS,
    REASON_SOURCE,
    SIZE_UNKNOWN,
    Demand,
    Rung,
    allocate,
    allocation_wish,
    grant_reset,
)
from sfu_core.bwe cimport BWE_BY_FEEDBACK, bwe_estimate, bwe_want
from sfu_core.clock cimport NS_PER_MS, NS_PER_S
from sfu_core.context cimport EVENT_LAYERS_WANTED, Context, tell
from sfu_core.egress cimport egress_give_up
from sfu_core.encoding cimport SPATIAL_LAYERS, TEMPORAL_LAYERS
from sfu_core.links cimport Link
from sfu_core.pacer cimport pacer_rest, pacer_set
from sfu_core.producer cimport MEDIA_AUDIO, MEDIA_VIDEO, Producer, producer_layers
from sfu_core.repeats cimport repeats_decide
from sfu_core.slot cimport Slot, slot_repeat, slot_set_layer
from sfu_core.transport cimport Transport, transport_can_send

cdef enum:
    INTERVAL_MS = 200
    PLAN_MS = 100
    # A fall of the estimate by this share does not wait for the interval.
    FALL_PERCENT = 97
    # What a voice takes: Opus at 32 kbit/s and fifty packets a second of 40 bytes more.
    VOICE_BPS = 48000
    SOUND_HEAD = 40
    SOUND_PERCENT = 125
    # Retransmissions take from pictures what they took lately, up to a part of the line.
    RESENDS_PART = 4
    # A line that carries more than is sent over it is given time for a keyframe; a full one is not.
    BURST_MS = 40
    NARROW_BURST_MS = 15
    LEAST_BURST = 3600           # three packets
    PACING_PERCENT = 125
    GUESS_PACING_PERCENT = 200
    WISH_PERCENT = 118
    # What a queue that grew too old leaves of what was sent before.
    OVERRUN_PERCENT = 70
    # What waits so long of an encoding that is not wanted any more keeps the wanted one from a line that has shrunk.
    STALE_MS = 100
    # Nobody has to watch a layer for so long before its publisher is told.
    UNWANTED_S = 2
    # A camera's rate as it is planned with follows what is measured in about this time; a screen that stands still
    # keeps what its last change took, for longer.
    CAMERA_PLAN_S = 2
    SCREEN_PLAN_S = 10
    # What the lowest layer is taken for before anything is known of it, and how much more the next one takes.
    USUAL_BPS = 150000
    USUAL_FACTOR = 3


cdef inline int64_t _blend(int64_t planned, int64_t measured, int64_t elapsed_ns, int64_t time_s) noexcept nogil:
    if elapsed_ns >= time_s * NS_PER_S:
        return measured
    return planned + (measured - planned) * (elapsed_ns // NS_PER_MS) // (time_s * 1000)


cdef int64_t _planned(const Producer *p, const Rung *r) noexcept nogil:
    cdef int i
    for i in range(p.plan_count):
        if p.plan[i].spatial == r.spatial and p.plan[i].temporal == r.temporal:
            return p.plan[i].bitrate
    return 0


cdef void _plan(Producer *p, int64_t now_ns) noexcept nogil:
    """Bring up to date what the producer's layers are taken to cost; all that watch it share the work."""
    cdef Rung measured[12]
    cdef int64_t elapsed = now_ns - p.planned_ns
    cdef int64_t before
    cdef int64_t lower = USUAL_BPS // USUAL_FACTOR
    cdef int count
    cdef int i
    if p.planned_ns != 0 and elapsed < <int64_t>PLAN_MS * NS_PER_MS:
        return
    count = 0 if p.paused else producer_layers(p, now_ns, measured)
    for i in range(count):
        before = _planned(p, &measured[i])
        if measured[i].active and before > 0 and measured[i].bitrate > 0:
            if not p.options.screen:
                measured[i].bitrate = _blend(before, measured[i].bitrate, elapsed, CAMERA_PLAN_S)
            elif measured[i].bitrate < before:
                measured[i].bitrate = _blend(before, measured[i].bitrate, elapsed, SCREEN_PLAN_S)
        elif measured[i].bitrate == 0:
            measured[i].bitrate = before if before > 0 else lower * USUAL_FACTOR
        if i + 1 < count and measured[i + 1].spatial > measured[i].spatial:
            lower = measured[i].bitrate
    for i in range(count):
        p.plan[i] = measured[i]
    p.plan_count = count
    p.planned_ns = now_ns


cdef inline Producer *_source(const Slot *s) noexcept nogil:
    return s.target if s.target != NULL else s.current


cdef int64_t _sound(Transport *t, int voices, uint32_t octets, int64_t now_ns) noexcept nogil:
    """What is kept for sound: what it took lately and some more, at least one voice and at most as many as there are.
    Most of those that are listened to are silent."""
    cdef int64_t elapsed = now_ns - t.share.decided_ns
    cdef int64_t rate
    if t.share.decided_ns != 0 and elapsed > 0:
        rate = <int64_t>(octets - t.share.sound_octets) * 8 * NS_PER_S // elapsed
        t.share.sound_bps = _blend(t.share.sound_bps, rate, elapsed, 1)
    t.share.sound_octets = octets
    return min(max(t.share.sound_bps * SOUND_PERCENT // 100, <int64_t>VOICE_BPS), <int64_t>voices * VOICE_BPS)


cdef int _gather(Transport *t, Slot **slots, Demand *demands, int64_t *sound, int64_t now_ns) noexcept nogil:
    cdef Link *link = t.slots.next
    cdef Demand *d
    cdef Slot *s
    cdef Producer *p
    cdef uint32_t octets = 0
    cdef int voices = 0
    cdef int count = 0
    while link != &t.slots:
        s = <Slot *>link.owner
        link = link.next
        p = _source(s)
        if s.media == MEDIA_AUDIO:
            octets += s.octets + SOUND_HEAD * s.packets
            if p != NULL and not p.paused:
                voices += 1
            continue
        if p == NULL:
            grant_reset(&s.grant)
            s.granted_to = 0
            continue
        if count == ALLOC_SLOTS:
            continue
        if s.granted_to != p.object.handle:
            grant_reset(&s.grant)
            s.granted_to = p.object.handle
        _plan(p, now_ns)
        d = &demands[count]
        memset(d, 0, sizeof(d[0]))
        d.priority = s.view.priority
        d.width = s.view.width if s.view.known else <int>SIZE_UNKNOWN
        d.height = s.view.height if s.view.known else <int>SIZE_UNKNOWN
        d.keep_rate = s.view.keep_rate
        d.screen = p.options.screen
        d.rungs = p.plan
        d.rung_count = p.plan_count
        d.grant = &s.grant
        slots[count] = s
        count += 1
    sound[0] = _sound(t, voices, octets, now_ns)
    return count


cdef int64_t _resent(Transport *t, int64_t now_ns) noexcept nogil:
    """Bits a second that were sent again lately."""
    cdef int64_t elapsed = now_ns - t.share.decided_ns
    cdef int64_t rate
    if t.share.decided_ns != 0 and elapsed > 0:
        rate = (t.resent_octets - t.share.resent_octets) * 8 * NS_PER_S // elapsed
        t.share.resent_bps = _blend(t.share.resent_bps, rate, elapsed, 1)
    t.share.resent_octets = t.resent_octets
    return t.share.resent_bps


cdef inline bint _is_proven(const Transport *t) noexcept nogil:
    return t.bwe.source == BWE_BY_FEEDBACK and t.bwe.capacity_bps > 0


cdef void _follow(Context *c, Slot *s) noexcept nogil:
    cdef int spatial = s.grant.spatial
    cdef int temporal = s.grant.temporal
    if s.grant.reason == REASON_SOURCE:
        # Whatever it begins to send, the lowest of it comes first.
        spatial = 0
        temporal = TEMPORAL_LAYERS - 1
    if s.layers.wish_spatial != spatial or s.layers.wish_temporal != temporal or s.layers.reason != s.grant.reason:
        slot_set_layer(c, s, spatial, temporal, s.grant.reason)


cdef bint _repeat(Transport *t, int64_t line, int64_t sound, int64_t now_ns) noexcept nogil:
    """Whether the sound is sent twice. What comes over TCP is not lost on its way."""
    cdef bint full = t.bwe.full_us != 0 or t.path.connection != NULL
    cdef bint before = t.repeats.sending
    cdef bint again = repeats_decide(&t.repeats, line, sound, full, now_ns)
    cdef Link *link = t.slots.next
    # Slots that came meanwhile are told as well.
    while (again or before) and link != &t.slots:
        if (<Slot *>link.owner).media == MEDIA_AUDIO:
            slot_repeat(<Slot *>link.owner, again)
        link = link.next
    return again


cdef void _pace(Transport *t, int64_t estimate, int64_t wish, int64_t now_ns) noexcept nogil:
    # What is sent over a line of which nothing is known yet may be more than it is taken to carry, and grow.
    cdef int64_t rate = (
        estimate * PACING_PERCENT if _is_proven(t) else max(estimate, t.share.used) * GUESS_PACING_PERCENT
    ) // 100
    cdef int64_t reach_ms = BURST_MS if wish <= estimate else NARROW_BURST_MS
    if t.share.limit > 0:
        # A slide that changes takes more than that for a moment: it comes slowly.
        rate = min(rate, t.share.limit)
    pacer_set(&t.pacer, rate, max(rate * reach_ms // 8000, <int64_t>LEAST_BURST), now_ns)
    pacer_rest(&t.pacer, now_ns)


cdef void _drop_stale(Context *c, Transport *t, Slot *s) noexcept nogil:
    if (
        t.pacer.waiting * 8000 > t.pacer.rate * STALE_MS and s.current != NULL
        and s.selector.encoding > s.selector.want_encoding >= 0
    ):
        egress_give_up(c, t, s)


cdef void _decide(Context *c, Transport *t) noexcept nogil:
    cdef Demand demands[ALLOC_SLOTS]
    cdef Slot *slots[ALLOC_SLOTS]
    cdef Slot *s
    cdef int64_t estimate = bwe_estimate(&t.bwe)
    cdef int64_t line = estimate
    cdef int64_t budget
    cdef int64_t wish
    cdef bint limited = False
    cdef int64_t sound = 0
    cdef int count = _gather(t, slots, demands, &sound, c.now_ns)
    cdef int i
    if t.share.overrun:
        line = min(line, t.share.used * OVERRUN_PERCENT // 100)
        t.share.overrun = False
    line -= min(_resent(t, c.now_ns), line // RESENDS_PART)
    if t.share.limit > 0 and t.share.limit < line:
        line = t.share.limit
        limited = True
    if _repeat(t, line, sound, c.now_ns):
        sound *= 2
    budget = max(line - sound, <int64_t>0)
    t.share.used = allocate(demands, count, budget, limited, _is_proven(t), c.now_ns) + sound
    wish = allocation_wish(demands, count) + sound
    for i in range(count):
        _follow(c, slots[i])
    if t.share.limit > 0:
        wish = min(wish, t.share.limit)
    # A raise takes a margin (allocator.pyx), and has to be proven with it.
    bwe_want(&t.bwe, wish * WISH_PERCENT // 100)
    _pace(t, estimate, wish, c.now_ns)
    for i in range(count):
        _drop_stale(c, t, slots[i])
    t.share.decided_ns = c.now_ns
    t.share.estimate = estimate
    t.share.asked = False
    t.counters.target_bps = t.share.used


cdef void allocation_tick(Context *c, Transport *t) noexcept nogil:
    if not transport_can_send(t):
        return
    if (
        t.share.asked or t.share.overrun
        or c.now_ns - t.share.decided_ns >= <int64_t>INTERVAL_MS * NS_PER_MS
        or bwe_estimate(&t.bwe) * 100 < t.share.estimate * FALL_PERCENT
    ):
        _decide(c, t)


cdef void allocation_now(Context *c, Transport *t) noexcept nogil:
    t.share.asked = True
    allocation_tick(c, t)


cdef void allocation_limit(Context *c, Transport *t, int64_t bitrate) noexcept nogil:
    t.share.limit = bitrate
    allocation_now(c, t)


cdef int allocation_voices(const Transport *t, int most) noexcept nogil:
    if t.share.limit == 0 or t.share.limit >= <int64_t>most * VOICE_BPS:
        return most
    return max(1, <int>(t.share.limit // VOICE_BPS))


cdef void allocation_tell_wanted(Context *c, Producer *p) noexcept nogil:
    cdef Link *link = p.slots.next
    cdef const Slot *s
    cdef int top = -1
    cdef int mask
    # Of a source that sends nothing it is not known what anybody would be given.
    if p.options.media != MEDIA_VIDEO or p.plan_count == 0:
        return
    while link != &p.slots:
        s = <const Slot *>link.owner
        link = link.next
        if s.granted_to == p.object.handle and s.grant.reach > top:
            top = s.grant.reach
    # A stream of layers begins with the lowest where the sender's line is a guess: what has not been seen yet would never
    # come if it were said that nobody wants it.
    if p.options.encoding_count == 1 and top >= 0 and top == p.plan[p.plan_count - 1].spatial:
        top = SPATIAL_LAYERS - 1
    # What is below a watched layer is kept: a line that narrows falls back on it at once.
    mask = (1 << (top + 1)) - 1
    if mask & ~p.wanted == 0 and mask != p.wanted:
        if p.unwanted_ns == 0:
            p.unwanted_ns = c.now_ns
        if c.now_ns - p.unwanted_ns < UNWANTED_S * NS_PER_S:
            return
    p.unwanted_ns = 0
    if mask != p.wanted:
        p.wanted = mask
        tell(c, EVENT_LAYERS_WANTED, p.object.handle, mask)
