"""Rewriting of sequence numbers, timestamps and picture counters over switches of the source and left-out layers."""

from libc.stdint cimport int16_t, int32_t, int64_t, uint8_t, uint16_t, uint32_t
from libc.string cimport memset

from sfu_core.clock cimport NS_PER_S
from sfu_core.seqnum cimport seq32_diff, seq32_newer

cdef enum:
    # A receiver plays what was sent within this time of each other; a longer silence need not be told to the ms, and
    # a timestamp must never run backwards by the multiplication's overflow.
    LONGEST_PAUSE_S = 3600
    # Reports that put a picture further from where its arrival does are not believed.
    ALIGNMENT_S = 2


cdef void munger_init(Munger *m, uint32_t clock_rate, uint16_t sequence, uint32_t timestamp) noexcept nogil:
    memset(m, 0, sizeof(m[0]))
    m.clock_rate = clock_rate
    m.switching = True
    m.sequences.last = <uint16_t>(sequence - 1)
    m.timestamp = timestamp


cdef void munger_switch(Munger *m) noexcept nogil:
    m.switching = True
    m.aligned = False


cdef void munger_align(Munger *m, uint32_t offset) noexcept nogil:
    m.switching = True
    m.aligned = True
    m.alignment = offset


cdef inline int64_t _place(NumberMap *n, uint16_t number, int bits) noexcept nogil:
    """Where the number is, counted from the first of the epoch; a late one tells itself from one of a cycle ago."""
    if not n.begun:
        n.begun = True
        n.first = number
        n.span = -1
    return n.span + (<int16_t><uint16_t>((number - (n.first + n.span)) << (16 - bits)) >> (16 - bits))


cdef inline void _keep(NumberMap *n, uint16_t *numbers, int window, int64_t behind) noexcept nogil:
    """Keep a number for each of what has not come before `behind`."""
    cdef int64_t at = n.span + 1
    if behind - at > window:
        n.last += <uint16_t>(behind - at - window)
        at = behind - window
    while at < behind:
        n.last += 1
        numbers[at & (window - 1)] = n.last
        at += 1


cdef inline bint _take(NumberMap *n, uint16_t *numbers, int window, uint16_t number, int bits,
                       uint16_t *out) noexcept nogil:
    cdef int64_t at = _place(n, number, bits)
    if at > n.span:
        _keep(n, numbers, window, at)
        n.span = at
        n.last += 1
        numbers[at & (window - 1)] = n.last
    elif at < 0 or at <= n.span - window:
        return False
    out[0] = numbers[at & (window - 1)]
    return True


cdef inline bint _skip(NumberMap *n, uint16_t *numbers, int window, uint16_t number, int bits,
                       uint16_t *out) noexcept nogil:
    """True when a number had been kept for it."""
    cdef int64_t at = _place(n, number, bits)
    if at > n.span:
        _keep(n, numbers, window, at)
        n.span = at
        return False
    if at < 0 or at == n.span or at <= n.span - window:
        return False
    out[0] = numbers[at & (window - 1)]
    return True


cdef int64_t _elapsed(const Munger *m, int64_t now_ns) noexcept nogil:
    """Ticks since the last packet left: the silence between two sources passes on the receiver's clock too."""
    cdef int64_t elapsed = now_ns - m.sent_ns
    if elapsed > <int64_t>LONGEST_PAUSE_S * NS_PER_S:
        elapsed = <int64_t>LONGEST_PAUSE_S * NS_PER_S
    elapsed = elapsed // 1000 * m.clock_rate // 1000000
    return elapsed if elapsed > 1 else 1


cdef void _begin_clock(Munger *m, uint32_t timestamp, int64_t now_ns) noexcept nogil:
    cdef int64_t elapsed = 0
    cdef int32_t ahead
    if m.started:
        elapsed = _elapsed(m, now_ns)
    m.timestamp_offset = m.timestamp + <uint32_t>elapsed - timestamp
    m.true_offset = m.timestamp_offset
    if not m.aligned or not m.started:
        return
    ahead = seq32_diff(timestamp + m.alignment, m.timestamp + <uint32_t>elapsed)
    if -<int32_t>(ALIGNMENT_S * m.clock_rate) < ahead < <int32_t>(ALIGNMENT_S * m.clock_rate):
        m.true_offset = m.alignment
        m.timestamp_offset = m.alignment
        # Two encodings of one picture may both be shown: the clock moves on all the same.
        if not seq32_newer(timestamp + m.alignment, m.timestamp):
            m.timestamp_offset = m.timestamp + 1 - timestamp


cdef void _begin_epoch(Munger *m, const Counted *packet, int64_t now_ns) noexcept nogil:
    _begin_clock(m, packet.timestamp, now_ns)
    m.sequences.begun = False
    m.pictures.begun = False
    m.pictures.last = m.picture_id
    if packet.pictures != PICTURES_NONE:
        m.picture_offset = <uint16_t>(m.picture_id + 1 - packet.picture_id)
        m.tl0picidx_offset = <uint8_t>(m.tl0picidx + 1 - packet.tl0picidx)
        m.keyidx_offset = <uint8_t>(m.keyidx + 1 - packet.keyidx)
    m.started = True
    m.switching = False


cdef MungeResult munger_take(Munger *m, const Counted *packet, int64_t now_ns, Munged *out) noexcept nogil:
    cdef int64_t before
    if m.switching:
        _begin_epoch(m, packet, now_ns)
    before = m.sequences.span if m.sequences.begun else -1
    if not _take(&m.sequences, m.sequence_of, MUNGER_WINDOW, packet.sequence, 16, &out.sequence):
        return MUNGE_OLD
    out.timestamp = packet.timestamp + m.timestamp_offset
    if packet.pictures == PICTURES_CLOSED:
        if not _take(
            &m.pictures, m.picture_of, PICTURE_WINDOW, packet.picture_id, packet.picture_bits, &out.picture_id
        ):
            out.picture_id = <uint16_t>(packet.picture_id + m.picture_offset)
    else:
        out.picture_id = <uint16_t>(packet.picture_id + m.picture_offset)
    out.tl0picidx = <uint8_t>(packet.tl0picidx + m.tl0picidx_offset)
    out.keyidx = <uint8_t>(packet.keyidx + m.keyidx_offset) & 0x1F
    if m.sequences.span > before:
        if before < 0 or seq32_newer(out.timestamp, m.timestamp):
            m.timestamp = out.timestamp
        m.sent_ns = now_ns
        if packet.pictures != PICTURES_NONE:
            m.picture_id = out.picture_id
            m.tl0picidx = out.tl0picidx
            m.keyidx = out.keyidx
    return MUNGE_OK


cdef MungeResult munger_skip(Munger *m, const Counted *packet, Munged *out) noexcept nogil:
    cdef uint16_t ignored
    if m.switching:
        return MUNGE_OK
    if packet.pictures == PICTURES_CLOSED:
        _skip(&m.pictures, m.picture_of, PICTURE_WINDOW, packet.picture_id, packet.picture_bits, &ignored)
    if not _skip(&m.sequences, m.sequence_of, MUNGER_WINDOW, packet.sequence, 16, &out.sequence):
        return MUNGE_OK
    out.timestamp = packet.timestamp + m.timestamp_offset
    return MUNGE_FILL


cdef void munger_rewind(Munger *m, uint16_t sequence) noexcept nogil:
    m.sequences.last = sequence
    m.switching = True
