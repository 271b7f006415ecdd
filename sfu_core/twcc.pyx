"""Transport-wide feedback: the log of arrivals, its writer, and the reader."""

from libc.stdint cimport int16_t, int32_t, int64_t, uint8_t, uint16_t, uint32_t
from libc.string cimport memset

from sfu_core.bytesio cimport (
    ERR_MALFORMED,
    ERR_NO_SPACE,
    ERR_TRUNCATED,
    load16be,
    load24be,
    store16be,
    store24be,
    store32be,
)
from sfu_core.clock cimport NS_PER_MS, NS_PER_US
from sfu_core.rtcp cimport RTCP_RTPFB, RTPFB_TRANSPORT_CC, Feedback
from sfu_core.seqnum cimport seq16_diff

cdef enum:
    MASK = TWCC_WINDOW - 1
    HEADER = 20                  # RTCP header, two SSRCs, base, count, reference time
    FCI_HEADER = 8

    MISSING = 0
    SMALL = 1                    # one byte of delta
    LARGE = 2                    # two, signed

    RUN_LONGEST = 8191
    ONE_BIT = 14                 # statuses in a chunk of one bit each
    TWO_BIT = 7

    # A message, its encryption and its UDP header are to take no more than a twentieth of what comes.
    LEAST_INTERVAL_MS = 50
    MOST_INTERVAL_MS = 100
    MESSAGE_BITS = 544
    SHARE = 20


cdef inline uint32_t _ticks_at(int64_t now_ns) noexcept nogil:
    cdef uint32_t ticks = <uint32_t>(now_ns // (TWCC_TICK_US * NS_PER_US))
    # Zero says that nothing has come.
    return ticks if ticks != 0 else 1


cdef void _start(Arrivals *a, int64_t at) noexcept nogil:
    memset(a.ticks, 0, sizeof(a.ticks))
    a.started = True
    a.first = at
    a.highest = at
    a.waiting = 0


cdef void arrivals_note(Arrivals *a, uint16_t sequence, int size, int64_t now_ns) noexcept nogil:
    cdef int64_t at
    cdef int64_t passed
    a.octets += size
    if not a.started:
        _start(a, 65536 + sequence)
        at = a.highest
        a.told_ns = now_ns
        a.due_ns = now_ns + <int64_t>LEAST_INTERVAL_MS * NS_PER_MS
    else:
        at = a.highest + seq16_diff(sequence, <uint16_t>a.highest)
    if at > a.highest + TWCC_WINDOW:
        _start(a, at)
    elif at > a.highest:
        for passed in range(a.highest + 1, at):
            a.ticks[passed & MASK] = 0
        a.highest = at
        if a.first <= at - TWCC_WINDOW:
            a.first = at - TWCC_WINDOW + 1
    elif at <= a.highest - TWCC_WINDOW or a.ticks[at & MASK] != 0:
        return
    elif at < a.first:
        if a.first - at > TWCC_LATE:
            return
        a.first = at
    a.ticks[at & MASK] = _ticks_at(now_ns)
    a.waiting += 1


cdef bint arrivals_due(const Arrivals *a, int64_t now_ns) noexcept nogil:
    return a.waiting > 0 and now_ns >= a.due_ns


cdef void _told(Arrivals *a, int64_t now_ns) noexcept nogil:
    """Everything has been told: when to speak next follows from how much has come."""
    cdef int64_t elapsed = now_ns - a.told_ns
    cdef int64_t interval = <int64_t>MOST_INTERVAL_MS * NS_PER_MS
    if a.octets > 0 and elapsed > 0:
        interval = MESSAGE_BITS * SHARE * elapsed // (8 * a.octets)
    interval = max(LEAST_INTERVAL_MS * NS_PER_MS, min(MOST_INTERVAL_MS * NS_PER_MS, interval))
    a.octets = 0
    a.told_ns = now_ns
    a.due_ns = now_ns + interval


cdef int _write_chunks(uint8_t *out, const uint8_t *kinds, int count) noexcept nogil:
    """The statuses as chunks (section 3.1.1 to 3.1.4); the bytes written."""
    cdef int at = 0
    cdef int size = 0
    cdef int run
    cdef int i
    cdef int width
    cdef uint16_t chunk
    while at < count:
        run = 1
        while at + run < count and run < RUN_LONGEST and kinds[at + run] == kinds[at]:
            run += 1
        width = ONE_BIT if count - at > ONE_BIT else count - at
        for i in range(width):
            if kinds[at + i] == LARGE:
                width = 0
                break
        if run >= ONE_BIT or at + run == count or (width == 0 and run >= TWO_BIT):
            chunk = <uint16_t>(kinds[at] << 13 | run)
            width = run
        elif width > 0:
            chunk = 0x8000
            for i in range(width):
                chunk |= <uint16_t>(kinds[at + i] << (ONE_BIT - 1 - i))
        else:
            chunk = 0xC000
            width = TWO_BIT if count - at > TWO_BIT else count - at
            for i in range(width):
                chunk |= <uint16_t>(kinds[at + i] << 2 * (TWO_BIT - 1 - i))
        store16be(out + size, chunk)
        size += 2
        at += width
    return size


cdef int arrivals_write(Arrivals *a, uint8_t *out, int capacity, uint32_t sender_ssrc, uint32_t media_ssrc,
                        int64_t now_ns) noexcept nogil:
    cdef uint8_t kinds[TWCC_WINDOW]
    cdef uint8_t deltas[TWCC_SIZE]
    cdef int64_t at
    cdef int64_t base = a.first
    cdef int32_t delta
    cdef uint32_t ticks = 0
    cdef uint32_t reference = 0
    cdef uint32_t found
    cdef int statuses = 0
    cdef int delta_size = 0
    cdef int told = 0
    cdef int length = 0
    cdef int size
    if a.waiting == 0:
        return 0
    if capacity > TWCC_SIZE:
        capacity = TWCC_SIZE
    for at in range(base, a.highest + 1):
        found = a.ticks[at & MASK]
        kinds[at - base] = MISSING
        if found == 0:
            continue
        if told == 0:
            reference = found >> 8
            ticks = reference << 8
        delta = <int32_t>(found - ticks)
        # Chunks of seven at worst, the deltas with this one's, and padding.
        size = HEADER + 2 * (<int>(at - base) // TWO_BIT + 1) + delta_size + 2 + 3
        if size > capacity or not -32768 <= delta <= 32767:
            break
        if 0 <= delta <= 255:
            kinds[at - base] = SMALL
            deltas[delta_size] = <uint8_t>delta
            delta_size += 1
        else:
            kinds[at - base] = LARGE
            store16be(deltas + delta_size, <uint16_t><int16_t>delta)
            delta_size += 2
        ticks = found
        told += 1
        statuses = <int>(at - base) + 1
    if told == 0:
        return ERR_NO_SPACE
    a.first = base + statuses
    # What came late is told again with its neighbours; only the rest of the log says whether something waits.
    a.waiting = 0 if a.first > a.highest else 1
    store32be(out + 4, sender_ssrc)
    store32be(out + 8, media_ssrc)
    store16be(out + 12, <uint16_t>base)
    store16be(out + 14, <uint16_t>statuses)
    store24be(out + 16, reference)
    out[19] = a.count
    a.count += 1
    length = HEADER + _write_chunks(out + HEADER, kinds, statuses)
    for size in range(delta_size):
        out[length + size] = deltas[size]
    length += delta_size
    # Padded to a whole word, which the header tells (RFC 3550 section 6.4.1).
    size = -length & 3
    out[0] = 0x80 | (0x20 if size > 0 else 0) | RTPFB_TRANSPORT_CC
    out[1] = RTCP_RTPFB
    if size > 0:
        memset(out + length, 0, size)
        out[length + size - 1] = <uint8_t>size
        length += size
    store16be(out + 2, <uint16_t>(length // 4 - 1))
    if a.waiting == 0:
        _told(a, now_ns)
    return length


cdef inline int _kind(uint16_t chunk, int index) noexcept nogil:
    """Of the chunk's status `index`."""
    if chunk & 0x8000 == 0:
        return chunk >> 13
    if chunk & 0x4000 == 0:
        return chunk >> (ONE_BIT - 1 - index) & 1
    return chunk >> 2 * (TWO_BIT - 1 - index) & 3


cdef inline int _length(uint16_t chunk) noexcept nogil:
    if chunk & 0x8000 == 0:
        return chunk & 0x1FFF
    return TWO_BIT if chunk & 0x4000 else ONE_BIT


cdef int twcc_begin(TwccReader *r, const Feedback *f) noexcept nogil:
    cdef int chunk_at = FCI_HEADER
    cdef int delta_size = 0
    cdef int left
    cdef int length
    cdef int kind
    cdef int i
    cdef uint16_t chunk
    if f.size < FCI_HEADER:
        return ERR_TRUNCATED
    r.data = f.fci
    r.base = load16be(f.fci)
    r.statuses = load16be(f.fci + 2)
    r.ticks = load24be(f.fci + 4) << 8
    r.count = f.fci[7]
    left = r.statuses
    if left == 0:
        return ERR_MALFORMED
    while left > 0:
        if chunk_at + 2 > f.size:
            return ERR_TRUNCATED
        chunk = load16be(f.fci + chunk_at)
        chunk_at += 2
        length = _length(chunk)
        if length > left:
            length = left
        if length == 0:
            return ERR_MALFORMED
        left -= length
        if chunk & 0x8000 == 0:
            kind = _kind(chunk, 0)
            if kind > LARGE:
                return ERR_MALFORMED
            delta_size += kind * length
            continue
        for i in range(length):
            kind = _kind(chunk, i)
            if kind > LARGE:
                return ERR_MALFORMED
            delta_size += kind
    if chunk_at + delta_size > f.size:
        return ERR_TRUNCATED
    r.delta_at = chunk_at
    r.chunk_at = FCI_HEADER
    r.index = 0
    r.run = 0
    return 0


cdef bint twcc_next(TwccReader *r, uint16_t *sequence) noexcept nogil:
    cdef int kind
    while r.index < r.statuses:
        if r.run == 0:
            r.chunk = load16be(r.data + r.chunk_at)
            r.chunk_at += 2
            r.run = _length(r.chunk)
            if r.chunk >> 13 == MISSING:
                r.index += r.run
                r.run = 0
                continue
        kind = _kind(r.chunk, _length(r.chunk) - r.run)
        r.run -= 1
        r.index += 1
        if kind == MISSING:
            continue
        if kind == SMALL:
            r.ticks += r.data[r.delta_at]
        else:
            r.ticks += <uint32_t><int16_t>load16be(r.data + r.delta_at)
        r.delta_at += kind
        sequence[0] = <uint16_t>(r.base + r.index - 1)
        return True
    return False
