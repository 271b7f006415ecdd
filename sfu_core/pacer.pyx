"""When packets to one client may leave."""

from libc.stdint cimport int64_t, uint8_t, uint16_t, uint32_t, uint64_t
from libc.stdlib cimport free, malloc

from sfu_core.clock cimport NS_PER_S
from sfu_core.debug cimport LIVE_PACER, live_add, live_drop

cdef enum:
    # Longer than the gaps between two frames that had to wait.
    REST_S = 10


cdef bint _have_queue(Pacer *p) noexcept nogil:
    if p.queue == NULL:
        p.queue = <PacerQueue *>malloc(sizeof(PacerQueue))
        if p.queue == NULL:
            return False
        live_add(LIVE_PACER)
    return True


cdef void pacer_free(Pacer *p) noexcept nogil:
    if p.queue == NULL:
        return
    free(p.queue)
    p.queue = NULL
    p.first = 0
    p.count = 0
    p.tail = 0
    p.head = 0
    p.waiting = 0
    p.resend_count = 0
    live_drop(LIVE_PACER)


cdef void pacer_set(Pacer *p, int64_t rate, int64_t burst, int64_t now_ns) noexcept nogil:
    if p.rate == 0 and rate != 0:
        p.level = burst * 8 * NS_PER_S
        p.filled_ns = now_ns
    p.rate = rate
    p.burst = burst * 8


cdef inline void _fill(Pacer *p, int64_t now_ns) noexcept nogil:
    cdef int64_t elapsed = now_ns - p.filled_ns
    cdef int64_t full = p.burst * NS_PER_S
    p.filled_ns = now_ns
    # A second fills any burst, and its product with the rate fits.
    p.level += (elapsed if elapsed < NS_PER_S else NS_PER_S) * p.rate
    if p.level > full:
        p.level = full


cdef bint pacer_pass(Pacer *p, int64_t size, int64_t now_ns) noexcept nogil:
    cdef int64_t cost
    if p.rate == 0:
        return p.count == 0
    if p.count > 0:
        return False
    _fill(p, now_ns)
    cost = size * 8 * NS_PER_S
    if p.level < cost:
        return False
    p.level -= cost
    return True


cdef bint pacer_may(Pacer *p, int64_t now_ns) noexcept nogil:
    if p.rate == 0:
        return True
    _fill(p, now_ns)
    return p.level > 0


cdef void pacer_spend(Pacer *p, int64_t size) noexcept nogil:
    cdef int64_t deepest = -p.burst * NS_PER_S
    if p.rate == 0:
        return
    p.level -= size * 8 * NS_PER_S
    # Sound that overdraws for long must not silence pictures for longer than a burst takes.
    if p.level < deepest:
        p.level = deepest


cdef uint8_t *pacer_push(Pacer *p, void *stream, int priority, uint16_t sequence, const PacketNote *note, int size,
                         int payload_size, int64_t now_ns) noexcept nogil:
    cdef PacedPacket *packet
    cdef uint64_t start
    cdef uint32_t to_end
    if not _have_queue(p) or p.count == PACER_PACKETS:
        return NULL
    start = p.head
    to_end = PACER_BYTES - <uint32_t>(start & (PACER_BYTES - 1))
    if <uint32_t>size > to_end:
        start += to_end
    if start + <uint64_t>size - p.tail > PACER_BYTES:
        return NULL
    packet = &p.queue.packets[(p.first + p.count) & (PACER_PACKETS - 1)]
    packet.stream = stream
    packet.queued_ns = now_ns
    packet.position = start
    packet.note = note[0]
    packet.size = size
    packet.payload_size = payload_size
    packet.priority = priority
    packet.sequence = sequence
    p.head = start + size
    p.count += 1
    p.waiting += size
    return p.queue.data + (start & (PACER_BYTES - 1))


cdef inline void _advance(Pacer *p) noexcept nogil:
    p.first = (p.first + 1) & (PACER_PACKETS - 1)
    p.count -= 1
    p.tail = p.queue.packets[p.first].position if p.count > 0 else p.head


cdef const PacedPacket *pacer_front(Pacer *p) noexcept nogil:
    while p.count > 0 and p.queue.packets[p.first].stream == NULL:
        _advance(p)
    return &p.queue.packets[p.first] if p.count > 0 else NULL


cdef const uint8_t *pacer_bytes(const Pacer *p, const PacedPacket *packet) noexcept nogil:
    return p.queue.data + (packet.position & (PACER_BYTES - 1))


cdef void pacer_pop(Pacer *p, int64_t now_ns) noexcept nogil:
    p.waiting -= p.queue.packets[p.first].size
    p.emptied_ns = now_ns
    _advance(p)


cdef int64_t pacer_age(Pacer *p, int64_t now_ns) noexcept nogil:
    cdef const PacedPacket *first = pacer_front(p)
    return now_ns - first.queued_ns if first != NULL else 0


cdef void *pacer_least(const Pacer *p) noexcept nogil:
    cdef const PacedPacket *packet
    cdef void *least = NULL
    cdef int priority = 0
    cdef uint32_t i
    for i in range(p.count):
        packet = &p.queue.packets[(p.first + i) & (PACER_PACKETS - 1)]
        if packet.stream != NULL and (least == NULL or packet.priority < priority):
            least = packet.stream
            priority = packet.priority
    return least


cdef int pacer_give_up(Pacer *p, const void *stream) noexcept nogil:
    cdef PacedPacket *packet
    cdef int given_up = 0
    cdef uint32_t i
    for i in range(p.count):
        packet = &p.queue.packets[(p.first + i) & (PACER_PACKETS - 1)]
        if packet.stream != stream:
            continue
        packet.stream = NULL
        p.waiting -= packet.size
        given_up += 1
    pacer_front(p)
    return given_up


cdef bint pacer_ask(Pacer *p, uint32_t stream, uint16_t sequence) noexcept nogil:
    cdef PacedResend *resend
    cdef uint32_t i
    if not _have_queue(p) or p.resend_count == PACER_RESENDS:
        return False
    for i in range(p.resend_count):
        resend = &p.queue.resends[(p.resend_first + i) & (PACER_RESENDS - 1)]
        if resend.stream == stream and resend.sequence == sequence:
            return False
    resend = &p.queue.resends[(p.resend_first + p.resend_count) & (PACER_RESENDS - 1)]
    resend.stream = stream
    resend.sequence = sequence
    p.resend_count += 1
    return True


cdef bint pacer_asked(Pacer *p, PacedResend *out) noexcept nogil:
    if p.resend_count == 0:
        return False
    out[0] = p.queue.resends[p.resend_first]
    # The bucket was looked into just now.
    p.emptied_ns = p.filled_ns
    p.resend_first = (p.resend_first + 1) & (PACER_RESENDS - 1)
    p.resend_count -= 1
    return True


cdef void pacer_rest(Pacer *p, int64_t now_ns) noexcept nogil:
    if p.queue != NULL and pacer_is_idle(p) and now_ns - p.emptied_ns > REST_S * NS_PER_S:
        pacer_free(p)
