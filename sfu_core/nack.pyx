from libc.stdint cimport int64_t, uint16_t
from libc.string cimport memmove, memset
from sfu_core.clock cimport NS_PER_MS
from sfu_core.seqnum cimport seqext_peek, seqext_push

cdef enum:
    MIN_INTERVAL_MS = 20
    # Until anything is known of the round trip.
    USUAL_RTT_MS = 100
    # So many packets, and half of all since the first of them, that were not mended for so long.
    CHOKED_COUNT = 32
    CHOKED_MS = 250
    CHOKED_FOR_MS = 1500


cdef void nack_init(NackList *n) noexcept nogil:
    memset(n, 0, sizeof(NackList))
    n.reorder_packets = 3
    n.reorder_ns = 10 * NS_PER_MS
    n.max_tries = 10
    n.max_age_ns = 700 * NS_PER_MS


cdef void nack_init_sound(NackList *n) noexcept nogil:
    nack_init(n)
    n.max_tries = 3
    n.max_age_ns = 200 * NS_PER_MS


cdef inline int position_of(const NackList *n, int64_t sequence) noexcept nogil:
    """Index of the first item that is not older than `sequence`."""
    cdef int low = 0, high = n.count, middle
    while low < high:
        middle = (low + high) // 2
        if n.items[middle].sequence < sequence:
            low = middle + 1
        else:
            high = middle
    return low


cdef inline void drop_oldest(NackList *n, int count) noexcept nogil:
    n.count -= count
    memmove(n.items, n.items + count, n.count * sizeof(NackItem))


cdef inline void abandon_oldest(NackList *n, int count) noexcept nogil:
    drop_oldest(n, count)
    n.abandoned += count
    n.gave_up = True


cdef void open_gap(NackList *n, int64_t first, int64_t behind, int64_t now_ns) noexcept nogil:
    """Notes first … behind − 1 as missing. A gap wider than the list is not worth mending packet by packet."""
    cdef int64_t gap = behind - first
    cdef NackItem *item
    n.lost += gap
    if gap > NACK_CAPACITY:
        abandon_oldest(n, n.count)
        n.abandoned += gap
        n.gave_up = True
        return
    if n.count + gap > NACK_CAPACITY:
        abandon_oldest(n, <int>(n.count + gap - NACK_CAPACITY))
    while first < behind:
        item = &n.items[n.count]
        item.sequence = first
        item.noticed_ns = now_ns
        item.asked_ns = 0
        item.tries = 0
        n.count += 1
        first += 1


cdef inline void note_response(NackList *n, int64_t response_ns) noexcept nogil:
    n.response_ns = response_ns if n.response_ns == 0 else (n.response_ns * 7 + response_ns) // 8


cdef NackArrival nack_arrived(NackList *n, uint16_t sequence, int64_t now_ns) noexcept nogil:
    cdef int64_t extended = seqext_peek(&n.extender, sequence), highest = n.extender.highest
    cdef int at
    if not n.extender.started or extended > highest:
        if n.extender.started and extended > highest + 1:
            open_gap(n, highest + 1, extended, now_ns)
        seqext_push(&n.extender, sequence)
        return NACK_IN_ORDER
    at = position_of(n, extended)
    if at == n.count or n.items[at].sequence != extended:
        return NACK_STALE
    if n.items[at].tries == 1:
        note_response(n, now_ns - n.items[at].asked_ns)
    n.count -= 1
    memmove(n.items + at, n.items + at + 1, (n.count - at) * sizeof(NackItem))
    n.recovered += 1
    return NACK_RECOVERED


cdef void nack_forget_before(NackList *n, uint16_t sequence) noexcept nogil:
    drop_oldest(n, position_of(n, seqext_peek(&n.extender, sequence)))
    n.gave_up = False
    n.choked_ns = 0


cdef inline int64_t interval(const NackList *n, int64_t rtt_ns) noexcept nogil:
    if rtt_ns == 0:
        rtt_ns = n.response_ns if n.response_ns > 0 else <int64_t>USUAL_RTT_MS * NS_PER_MS
    return max(rtt_ns + rtt_ns // 8, <int64_t>MIN_INTERVAL_MS * NS_PER_MS)


cdef inline int64_t due_ns(const NackList *n, const NackItem *item, int64_t rtt_ns) noexcept nogil:
    """When the item is to be asked for, or given up: its first time after reordering is ruled out, then each round
    trip, and never after its age is up."""
    cdef int64_t due
    if item.tries > 0:
        due = item.asked_ns + interval(n, rtt_ns)
    elif n.extender.highest - item.sequence >= n.reorder_packets:
        return item.noticed_ns
    else:
        due = item.noticed_ns + n.reorder_ns
    return min(due, item.noticed_ns + n.max_age_ns)


cdef inline bint is_choked(const NackList *n, int64_t now_ns, int64_t rtt_ns) noexcept nogil:
    cdef int64_t patience = max(interval(n, rtt_ns) * 3 // 2, <int64_t>CHOKED_MS * NS_PER_MS)
    return (
        n.count >= CHOKED_COUNT and now_ns - n.items[0].noticed_ns >= patience
        and 2 * n.count > n.extender.highest - n.items[0].sequence
    )


cdef int nack_due(NackList *n, int64_t now_ns, int64_t rtt_ns, uint16_t *out, int capacity) noexcept nogil:
    cdef int i, kept = 0, count = 0
    cdef NackItem *item
    if is_choked(n, now_ns, rtt_ns):
        n.choked_ns = now_ns + <int64_t>CHOKED_FOR_MS * NS_PER_MS
        abandon_oldest(n, n.count)
    if now_ns < n.choked_ns:
        # A keyframe was asked for once: what more is missing is no reason to ask again.
        n.abandoned += n.count
        drop_oldest(n, n.count)
        return 0
    for i in range(n.count):
        item = &n.items[i]
        if due_ns(n, item, rtt_ns) <= now_ns:
            if item.tries >= n.max_tries or now_ns - item.noticed_ns >= n.max_age_ns:
                n.abandoned += 1
                n.gave_up = True
                continue
            if count < capacity:
                out[count] = <uint16_t>item.sequence
                count += 1
                item.asked_ns = now_ns
                item.tries += 1
        if kept != i:
            n.items[kept] = item[0]
        kept += 1
    n.count = kept
    return count


cdef int64_t nack_next_ns(const NackList *n, int64_t rtt_ns) noexcept nogil:
    cdef int64_t soonest = -1, due
    cdef int i
    for i in range(n.count):
        due = due_ns(n, &n.items[i], rtt_ns)
        if soonest < 0 or due < soonest:
            soonest = due
    return soonest


cdef bint nack_take_gave_up(NackList *n) noexcept nogil:
    cdef bint gave_up = n.gave_up
    n.gave_up = False
    return gave_up
