"""Rewriting of sequence numbers, timestamps and VP8 counters over switches of the source."""

from libc.stdint cimport int64_t, uint8_t, uint16_t, uint32_t
from libc.string cimport memset

from sfu_core.clock cimport NS_PER_S
from sfu_core.vp8 cimport Vp8Payload
from sfu_core.seqnum cimport seq16_diff, seq32_newer

cdef enum:
    # A receiver plays what was sent within this time of each other; a longer silence need not be told to the ms, and
    # a timestamp must never run backwards by the multiplication's overflow.
    LONGEST_PAUSE_S = 3600


cdef void munger_init(Munger *m, uint32_t clock_rate, uint16_t sequence, uint32_t timestamp) noexcept nogil:
    memset(m, 0, sizeof(m[0]))
    m.clock_rate = clock_rate
    m.switching = True
    m.sequence = <uint16_t>(sequence - 1)
    m.timestamp = timestamp


cdef void munger_switch(Munger *m) noexcept nogil:
    m.switching = True


cdef void _begin_epoch(Munger *m, uint16_t sequence, uint32_t timestamp, const Vp8Payload *vp8,
                       int64_t now_ns) noexcept nogil:
    cdef Offsets *offsets
    cdef int64_t elapsed = 0
    m.epoch = (m.epoch + 1) % MUNGER_EPOCHS
    offsets = &m.offsets[m.epoch]
    if m.started:
        # The silence between the two sources passes on the receiver's clock too.
        elapsed = now_ns - m.sent_ns
        if elapsed > <int64_t>LONGEST_PAUSE_S * NS_PER_S:
            elapsed = <int64_t>LONGEST_PAUSE_S * NS_PER_S
        elapsed = elapsed // 1000 * m.clock_rate // 1000000
        if elapsed < 1:
            elapsed = 1
    offsets.sequence = <uint16_t>(m.sequence + 1 - sequence)
    offsets.timestamp = <uint32_t>(m.timestamp + <uint32_t>elapsed - timestamp)
    if vp8 != NULL:
        offsets.picture_id = <uint16_t>(m.picture_id + 1 - vp8.picture_id)
        offsets.tl0picidx = <uint8_t>(m.tl0picidx + 1 - vp8.tl0picidx)
        offsets.keyidx = <uint8_t>(m.keyidx + 1 - vp8.keyidx)
    m.first_in = sequence
    m.span = 0
    m.started = True
    m.switching = False


cdef void munger_recall(const Munger *m, uint8_t epoch, uint16_t sequence, uint32_t timestamp, const Vp8Payload *vp8,
                        Munged *out) noexcept nogil:
    cdef const Offsets *offsets = &m.offsets[epoch % MUNGER_EPOCHS]
    out.epoch = epoch
    out.sequence = <uint16_t>(sequence + offsets.sequence)
    out.timestamp = timestamp + offsets.timestamp
    if vp8 != NULL:
        out.picture_id = <uint16_t>(vp8.picture_id + offsets.picture_id) & 0x7FFF
        out.tl0picidx = <uint8_t>(vp8.tl0picidx + offsets.tl0picidx)
        out.keyidx = <uint8_t>(vp8.keyidx + offsets.keyidx) & 0x1F


cdef MungeResult munger_rewrite(Munger *m, uint16_t sequence, uint32_t timestamp, const Vp8Payload *vp8,
                                int64_t now_ns, Munged *out) noexcept nogil:
    cdef int64_t at
    if m.switching:
        _begin_epoch(m, sequence, timestamp, vp8, now_ns)
    # Counted from the first packet of the epoch, so that a late one tells itself from one of a whole cycle ago.
    at = m.span + seq16_diff(sequence, <uint16_t>(m.first_in + m.span))
    if at < 0:
        return MUNGE_OLD
    munger_recall(m, m.epoch, sequence, timestamp, vp8, out)
    if at == 0 or at > m.span:
        m.span = at
        m.sequence = out.sequence
        if at == 0 or seq32_newer(out.timestamp, m.timestamp):
            m.timestamp = out.timestamp
        m.sent_ns = now_ns
        if vp8 != NULL:
            m.picture_id = out.picture_id
            m.tl0picidx = out.tl0picidx
            m.keyidx = out.keyidx
    return MUNGE_OK
