"""How one client's line is shared among its video slots."""

from libc.math cimport sqrt
from libc.stdint cimport int64_t

from sfu_core.clock cimport NS_PER_S

cdef enum:
    # A raise has to fit into this share of the budget: noise of ±5 % in it changes nothing then.
    MARGIN_PERCENT = 87
    # What a slot that was lowered waits for, and what that grows to while each raise is followed by a fall.
    HOLD_S = 2
    LONGEST_HOLD_S = 16
    RELAPSE_S = 10
    # A layer of this share of the tile's pixels fills it: one step sharper would not be seen.
    FILLS_PERCENT = 70
    # The width that the lowest layer is taken for when the source does not tell.
    USUAL_WIDTH = 320
    # Among equals what is shown already weighs more than what would take its place.
    HELD_WEIGHT_PERCENT = 150
    FULL_FPS_Q8 = 30 * 256
    SMOOTH_PERCENT = 90


cdef void grant_reset(Grant *g) noexcept nogil:
    g.spatial = -1
    g.temporal = -1
    g.reason = REASON_SOURCE
    g.reach = -1
    g.bitrate = 0
    g.raised_ns = 0
    g.lowered_ns = 0
    g.hold_ns = 0


cdef inline int64_t _pixels(const Rung *r) noexcept nogil:
    cdef int64_t width = r.width
    if width > 0 and r.height > 0:
        return width * r.height
    width = <int64_t>USUAL_WIDTH << r.spatial
    return width * width * 9 // 16


cdef int _cap(const Demand *d) noexcept nogil:
    """The lowest spatial layer that fills the tile, else the highest that there is."""
    cdef int64_t tile = <int64_t>d.width * d.height
    cdef int filling = -1
    cdef int highest = -1
    cdef int i
    for i in range(d.rung_count):
        if d.rungs[i].spatial > highest:
            highest = d.rungs[i].spatial
        if d.width < 0 or _pixels(&d.rungs[i]) * 100 < tile * FILLS_PERCENT:
            continue
        if filling < 0 or d.rungs[i].spatial < filling:
            filling = d.rungs[i].spatial
    return filling if filling >= 0 else highest


cdef double _rate(const Demand *d, const Rung *r) noexcept nogil:
    """The frame rate of a rung as a share of what is smooth, or of all that its layer has."""
    cdef int highest = 0
    cdef int i
    if r.fps_q8 * 100 >= FULL_FPS_Q8 * SMOOTH_PERCENT:
        return 1.0
    # Encoders leave frames out as they please: a choice by what is measured of each layer would not last.
    for i in range(d.rung_count):
        if d.rungs[i].spatial == r.spatial and d.rungs[i].temporal > highest:
            highest = d.rungs[i].temporal
    return 1.0 / (1 << (highest - r.temporal))


cdef double _value(const Demand *d, const Rung *r) noexcept nogil:
    cdef int64_t pixels = _pixels(r)
    cdef double rate = _rate(d, r)
    cdef double size
    if d.width > 0 and <int64_t>d.width * d.height < pixels:
        pixels = <int64_t>d.width * d.height
    size = sqrt(<double>pixels)
    if d.screen:
        return size * size * sqrt(sqrt(rate))
    if d.keep_rate:
        return sqrt(size) * rate * rate
    # Twice the size at half the rate is worse: faces that move in jerks tire more than soft ones.
    return size * rate * sqrt(rate)


cdef void _build(Demand *d, int cap) noexcept nogil:
    """The rungs that the source is sending and the tile can show, of which each shows more than all that cost less."""
    cdef int sorted[ALLOC_RUNGS]
    cdef int count = 0
    cdef int i
    cdef int k
    cdef double value
    cdef double best = 0.0
    for i in range(d.rung_count):
        if not d.rungs[i].active or d.rungs[i].spatial > cap:
            continue
        k = count
        while k > 0 and d.rungs[sorted[k - 1]].bitrate > d.rungs[i].bitrate:
            sorted[k] = sorted[k - 1]
            k -= 1
        sorted[k] = i
        count += 1
    d.steps = 0
    for i in range(count):
        value = _value(d, &d.rungs[sorted[i]])
        if value > best * 1.001:
            best = value
            d.order[d.steps] = sorted[i]
            d.value[d.steps] = value
            d.steps += 1


cdef int _floor(const Demand *d, int cap) noexcept nogil:
    """The step that makes the slot useful: a screen's text, an interpreter's movement, half of a speaker's size."""
    cdef const Rung *r
    cdef double full = 0.0
    cdef int i
    for i in range(d.steps):
        r = &d.rungs[d.order[i]]
        if _rate(d, r) > full:
            full = _rate(d, r)
    for i in range(d.steps):
        r = &d.rungs[d.order[i]]
        if d.screen:
            if r.spatial == cap:
                return i
        elif d.keep_rate:
            if _rate(d, r) >= full * 0.9:
                return i
        elif d.priority < PRIORITY_FOREMOST:
            return 0
        elif _rate(d, r) >= full * 0.9 and _pixels(r) * 4 >= <int64_t>d.area:
            return i
    return d.steps - 1


cdef int _held(const Demand *d) noexcept nogil:
    """The highest step that is no more than what the grant was."""
    cdef const Grant *g = d.grant
    cdef const Rung *r
    cdef int held = -1
    cdef int i
    for i in range(d.steps):
        r = &d.rungs[d.order[i]]
        if r.spatial < g.spatial or (r.spatial == g.spatial and r.temporal <= g.temporal):
            held = i
    return held


cdef void _prepare(Demand *d) noexcept nogil:
    cdef int cap = _cap(d)
    d.at = -1
    d.steps = 0
    d.closed = False
    d.grant.reason = REASON_TOP
    if d.width == 0 or d.height == 0:
        d.grant.reason = REASON_HIDDEN
        return
    _build(d, cap)
    if d.steps == 0:
        d.grant.reason = REASON_SOURCE
        return
    d.area = <double>_pixels(&d.rungs[d.order[d.steps - 1]])
    if d.width > 0 and <double>d.width * d.height < d.area:
        d.area = <double>d.width * d.height
    d.floor = _floor(d, cap)
    d.held = _held(d)


cdef inline int64_t _bitrate(const Demand *d, int step) noexcept nogil:
    return d.rungs[d.order[step]].bitrate if step >= 0 else 0


# What the steps so far cost, and what is kept for those that only wait.
cdef struct Sum:
    int64_t budget           # −1 = unlimited
    int64_t used
    int64_t reserved
    bint limited
    int64_t now_ns


cdef inline bint _has_margin(const Sum *sum, int64_t cost) noexcept nogil:
    return (sum.used + sum.reserved + cost) * 100 <= sum.budget * MARGIN_PERCENT


cdef void _reserve(const Demand *d, Sum *sum) noexcept nogil:
    """Keep for a slot that has to wait what it will take: whoever got it would have to give it back in a moment."""
    cdef int step = d.at + 1
    while step + 1 < d.steps and _has_margin(sum, _bitrate(d, step + 1) - _bitrate(d, d.at)):
        step += 1
    sum.reserved += _bitrate(d, step) - _bitrate(d, d.at)


cdef bint _refuse(Demand *d, const Sum *sum, Reason reason) noexcept nogil:
    d.grant.reason = REASON_LIMIT if sum.limited else reason
    d.closed = True
    return False


cdef bint _climb(Demand *d, Sum *sum) noexcept nogil:
    """Take the next step if there is one and it fits; otherwise say why not, and close the slot."""
    cdef int64_t cost
    if d.closed or d.at + 1 >= d.steps:
        d.closed = True
        return False
    cost = _bitrate(d, d.at + 1) - _bitrate(d, d.at)
    if sum.budget >= 0:
        if sum.used + sum.reserved + cost > sum.budget:
            return _refuse(d, sum, REASON_BANDWIDTH)
        # The first picture of a source needs no margin: there is nothing yet that could flap.
        if d.at + 1 > d.held and (d.held >= 0 or d.grant.lowered_ns != 0):
            if not _has_margin(sum, cost):
                return _refuse(d, sum, REASON_HOLD)
            if d.grant.lowered_ns != 0 and sum.now_ns - d.grant.lowered_ns < d.grant.hold_ns:
                _reserve(d, sum)
                return _refuse(d, sum, REASON_HOLD)
    sum.used += cost
    d.at += 1
    return True


cdef double _utility(const Demand *d) noexcept nogil:
    """What a bit of the next step is worth: how much nearer it comes to the best, on how much of the screen."""
    cdef int next = d.at + 1
    cdef double gain = d.value[next] - (d.value[d.at] if d.at >= 0 else 0.0)
    cdef int64_t cost = _bitrate(d, next) - _bitrate(d, d.at)
    gain = gain / d.value[d.steps - 1] * sqrt(d.area) / (<double>cost if cost > 0 else 1.0)
    return gain * HELD_WEIGHT_PERCENT / 100 if next <= d.held else gain


cdef void _share(Demand *demands, const int *order, int first, int end, Sum *sum) noexcept nogil:
    """Raise slots of one priority, the most useful step first."""
    cdef Demand *d
    cdef Demand *best
    cdef double utility
    cdef double highest
    cdef int i
    while True:
        best = NULL
        highest = -1.0
        for i in range(first, end):
            d = &demands[order[i]]
            if d.closed or d.at + 1 >= d.steps:
                continue
            utility = _utility(d)
            if utility > highest:
                highest = utility
                best = d
        if best == NULL:
            return
        _climb(best, sum)


cdef int _reach(const Demand *d, const Sum *sum) noexcept nogil:
    """The highest spatial layer that is given, or would be if the source sent it."""
    cdef const Rung *r
    cdef int64_t others = sum.used - _bitrate(d, d.at)
    cdef int cap = _cap(d)
    cdef int reach = d.rungs[d.order[d.at]].spatial if d.at >= 0 else -1
    cdef int i
    for i in range(d.rung_count):
        r = &d.rungs[i]
        if r.spatial > reach and r.spatial <= cap and (sum.budget < 0 or others + r.bitrate <= sum.budget):
            reach = r.spatial
    return reach


cdef void _settle(Demand *d, const Sum *sum) noexcept nogil:
    """Write down what the slot was given and what follows for its next raise."""
    cdef Grant *g = d.grant
    cdef int64_t now_ns = sum.now_ns
    cdef int highest = -1
    cdef int i
    if d.steps == 0:
        g.spatial = -1
        g.temporal = -1
        g.bitrate = 0
        g.reach = -1 if g.reason == REASON_HIDDEN else _reach(d, sum)
        return
    if d.at < d.held and (g.reason == REASON_BANDWIDTH or g.reason == REASON_LIMIT):
        if g.raised_ns != 0 and g.hold_ns != 0 and now_ns - g.raised_ns < RELAPSE_S * NS_PER_S:
            g.hold_ns = min(2 * g.hold_ns, LONGEST_HOLD_S * NS_PER_S)
        else:
            g.hold_ns = HOLD_S * NS_PER_S
        g.lowered_ns = now_ns
    elif d.at > d.held:
        g.raised_ns = now_ns
    g.reach = _reach(d, sum)
    if d.at == d.steps - 1:
        for i in range(d.rung_count):
            if d.rungs[i].active and d.rungs[i].spatial > highest:
                highest = d.rungs[i].spatial
        g.reason = REASON_SIZE if highest > d.rungs[d.order[d.at]].spatial else REASON_TOP
    if d.at < 0:
        g.spatial = -1
        g.temporal = -1
        g.bitrate = 0
        return
    g.spatial = d.rungs[d.order[d.at]].spatial
    g.temporal = d.rungs[d.order[d.at]].temporal
    g.bitrate = _bitrate(d, d.at)


cdef void _begin(Demand *demands, const int *order, int count, Sum *sum) noexcept nogil:
    """Give the foremost of those that show anything its lowest step; under a person's own limit the foremost screen."""
    cdef Demand *d
    cdef int i
    for i in range(count):
        d = &demands[order[i]]
        if d.steps > 0 and (d.screen or not sum.limited):
            d.at = 0
            sum.used = _bitrate(d, 0)
            return


cdef int64_t allocate(Demand *demands, int count, int64_t budget, bint limited, bint proven, int64_t now_ns) noexcept nogil:
    cdef int order[ALLOC_SLOTS]
    cdef Demand *d
    cdef Sum sum
    cdef int first
    cdef int end
    cdef int i
    cdef int k
    count = min(count, <int>ALLOC_SLOTS)
    sum.budget = budget
    sum.used = 0
    sum.reserved = 0
    sum.limited = limited
    sum.now_ns = now_ns
    for i in range(count):
        _prepare(&demands[i])
        k = i
        while k > 0 and demands[order[k - 1]].priority < demands[i].priority:
            order[k] = order[k - 1]
            k -= 1
        order[k] = i
    if limited or not proven:
        _begin(demands, order, count, &sum)
    for i in range(count):
        d = &demands[order[i]]
        if d.steps > 0:
            while d.at < d.floor and _climb(d, &sum):
                pass
    first = 0
    while first < count:
        end = first + 1
        while end < count and demands[order[end]].priority == demands[order[first]].priority:
            end += 1
        _share(demands, order, first, end, &sum)
        first = end
    for i in range(count):
        _settle(&demands[i], &sum)
    return sum.used


cdef int64_t allocation_wish(const Demand *demands, int count) noexcept nogil:
    cdef const Demand *d
    cdef int64_t wish = 0
    cdef int64_t best
    cdef int cap
    cdef int i
    cdef int k
    for i in range(count):
        d = &demands[i]
        if d.width == 0 or d.height == 0:
            continue
        cap = _cap(d)
        best = 0
        for k in range(d.rung_count):
            if d.rungs[k].spatial <= cap and d.rungs[k].bitrate > best:
                best = d.rungs[k].bitrate
        wish += best
    return wish
