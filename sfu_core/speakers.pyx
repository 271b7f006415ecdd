"""The loudest three of a room, with hysteresis, bounded a transport."""

from libc.stdint cimport int64_t, uint32_t
from libc.string cimport memmove

cdef enum:
    # Shares of the new level in the smoothed one, of 16: a voice rises within 60 ms and fades over half a second.
    ATTACK = 6
    DECAY = 1


cdef void _begin_window(Loudness *l, int64_t now_ns) noexcept nogil:
    l.window_ns = now_ns
    l.peak = 0
    l.packets = 0
    l.pauses = 0


cdef void _judge(Loudness *l, int claim, int64_t now_ns) noexcept nogil:
    """Count the pauses among the claims: a noise, or a lie, has hardly any."""
    cdef int64_t gap = now_ns - l.heard_ns
    if gap > 3 * PACKET_NS:
        # Discontinuous transmission: pauses are not sent.
        l.pauses += <int>(gap // PACKET_NS)
    l.packets += 1
    if claim > l.peak:
        l.peak = claim
    elif claim < l.peak - PAUSE:
        l.pauses += 1
    if now_ns - l.window_ns < WINDOW_NS:
        return
    if l.packets >= WINDOW_LEAST:
        l.steady = l.pauses * PAUSES_OF < l.packets
    _begin_window(l, now_ns)


cdef void loudness_push(Loudness *l, int level, int64_t now_ns) noexcept nogil:
    cdef int claim = LEVEL_SILENT - level
    cdef int loud
    if l.heard_ns == 0 or now_ns - l.heard_ns > ABSENT_NS:
        l.level_q8 = 0
        l.steady = False
        l.heard_ns = now_ns
        _begin_window(l, now_ns)
    _judge(l, claim, now_ns)
    loud = min(claim, <int>STEADY if l.steady else <int>LOUDEST) * 256
    l.level_q8 += (loud - l.level_q8) * (ATTACK if loud > l.level_q8 else DECAY) // 16
    if l.level_q8 < SPEECH * 256:
        l.speech_ns = 0
    else:
        l.spoke_ns = now_ns
        if l.speech_ns == 0:
            l.speech_ns = now_ns
        else:
            l.spoken_ns += min(now_ns - l.heard_ns, 3 * PACKET_NS)
    l.heard_ns = now_ns


cdef bint _present(const Candidate *c, int64_t now_ns) noexcept nogil:
    return c.heard_ns != 0 and now_ns - c.heard_ns < ABSENT_NS


cdef const Candidate *_find(const Candidate *candidates, int count, uint32_t producer, int64_t now_ns) noexcept nogil:
    cdef int i
    for i in range(count):
        if candidates[i].producer == producer:
            return &candidates[i] if _present(&candidates[i], now_ns) else NULL
    return NULL


cdef bint _remove_absent(Ranking *r, const Candidate *candidates, int count, int64_t now_ns) noexcept nogil:
    cdef int i = 0
    cdef bint changed = False
    while i < r.count:
        if _find(candidates, count, r.entries[i].producer, now_ns) == NULL:
            memmove(&r.entries[i], &r.entries[i + 1], (r.count - i - 1) * sizeof(Speaker))
            r.count -= 1
            changed = True
        else:
            i += 1
    return changed


cdef bint _ranked(const Ranking *r, const Candidate *c) noexcept nogil:
    """Whether the candidate's transport has its voice in already."""
    cdef int i
    for i in range(r.count):
        if r.entries[i].transport == c.transport:
            return True
    return False


cdef const Candidate *_loudest_outside(const Ranking *r, const Candidate *candidates, int count,
                                       int64_t now_ns) noexcept nogil:
    cdef const Candidate *best = NULL
    cdef int i
    for i in range(count):
        if _present(&candidates[i], now_ns) and not _ranked(r, &candidates[i]):
            if best == NULL or candidates[i].level_q8 > best.level_q8:
                best = &candidates[i]
    return best


cdef void _enter(Speaker *place, const Candidate *c, int64_t now_ns) noexcept nogil:
    place.producer = c.producer
    place.transport = c.transport
    place.person = c.person
    place.since_ns = now_ns


cdef int _weakest(const Ranking *r, int first, int last, const Candidate *candidates, int count,
                  int64_t now_ns) noexcept nogil:
    """Index of the quietest of entries[first:last], all of which are present."""
    cdef int at = first
    cdef int i
    for i in range(first + 1, last):
        if (
            _find(candidates, count, r.entries[i].producer, now_ns).level_q8
            < _find(candidates, count, r.entries[at].producer, now_ns).level_q8
        ):
            at = i
    return at


cdef bint _displaces(const Candidate *challenger, const Speaker *holder, const Candidate *candidates, int count,
                     int64_t now_ns) noexcept nogil:
    cdef const Candidate *held = _find(candidates, count, holder.producer, now_ns)
    if now_ns - holder.since_ns < HOLD_NS or challenger.level_q8 <= held.level_q8 + LOUDER_BY * 256:
        return False
    if held.speech_ns == 0:
        return True
    return challenger.speech_ns != 0 and now_ns - challenger.speech_ns >= SUSTAINED_NS


cdef bint ranking_update(Ranking *r, const Candidate *candidates, int count, int64_t now_ns) noexcept nogil:
    cdef bint changed = _remove_absent(r, candidates, count, now_ns)
    cdef const Candidate *best
    cdef Speaker loser
    cdef int weakest
    while r.count < RANKED:
        best = _loudest_outside(r, candidates, count, now_ns)
        if best == NULL:
            return changed
        _enter(&r.entries[r.count], best, now_ns)
        r.count += 1
        changed = True

    # The fourth against those outside, then against the quietest of the three: a loud newcomer takes two steps.
    best = _loudest_outside(r, candidates, count, now_ns)
    if best != NULL and _displaces(best, &r.entries[SPEAKERS], candidates, count, now_ns):
        _enter(&r.entries[SPEAKERS], best, now_ns)
        changed = True
    weakest = _weakest(r, 0, SPEAKERS, candidates, count, now_ns)
    best = _find(candidates, count, r.entries[SPEAKERS].producer, now_ns)
    if _displaces(best, &r.entries[weakest], candidates, count, now_ns):
        loser = r.entries[weakest]
        _enter(&r.entries[weakest], best, now_ns)
        r.entries[SPEAKERS] = loser
        changed = True
    return changed


cdef int ranking_for(const Ranking *r, uint32_t transport, uint32_t person, uint32_t *out, int capacity) noexcept nogil:
    cdef int i
    cdef int n = 0
    for i in range(r.count):
        if n == capacity:
            break
        if r.entries[i].transport == transport or (person != 0 and r.entries[i].person == person):
            continue
        out[n] = r.entries[i].producer
        n += 1
    return n
