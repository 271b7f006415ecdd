# Rewriting of one outgoing stream so that its receiver sees a single source (RFC 3550), whatever is switched behind it:
# sequence numbers without a gap, timestamps that run on, VP8 picture id, TL0PICIDX and KEYIDX that count on.
# Worker thread only; time comes as a parameter.
from libc.stdint cimport int64_t, uint8_t, uint16_t, uint32_t
from sfu_core.vp8 cimport Vp8Payload

cdef enum:
    MUNGER_EPOCHS = 8        # as many switches back can packets still be retransmitted

cdef enum MungeResult:
    MUNGE_OK
    MUNGE_OLD                # older than the packet with which the source began here: not for this receiver

# Added to each number, modulo its width, from one switch to the next.
cdef struct Offsets:
    uint16_t sequence
    uint32_t timestamp
    uint16_t picture_id
    uint8_t tl0picidx
    uint8_t keyidx

cdef struct Munger:
    bint started
    bint switching           # the next packet begins an epoch
    uint8_t epoch            # counts switches, modulo MUNGER_EPOCHS
    Offsets offsets[8]       # of the last epochs
    uint32_t clock_rate
    uint16_t first_in        # with which this epoch began
    int64_t span             # newest incoming number of this epoch, counted from first_in
    # the newest of what left
    uint16_t sequence
    uint32_t timestamp
    uint16_t picture_id
    uint8_t tl0picidx
    uint8_t keyidx
    int64_t sent_ns

cdef struct Munged:
    uint16_t sequence
    uint32_t timestamp
    uint16_t picture_id
    uint8_t tl0picidx
    uint8_t keyidx
    uint8_t epoch

# The first packet leaves with these numbers. Sequences start well below 32768, so that a receiver who missed the first
# packets guesses the same rollover counter (RFC 3711 section 3.3.1).
cdef void munger_init(Munger *m, uint32_t clock_rate, uint16_t sequence, uint32_t timestamp) noexcept nogil
# The next packet comes from another source, or from the same one after a break.
cdef void munger_switch(Munger *m) noexcept nogil
# `vp8` may be NULL.
cdef MungeResult munger_rewrite(Munger *m, uint16_t sequence, uint32_t timestamp, const Vp8Payload *vp8,
                                int64_t now_ns, Munged *out) noexcept nogil
# The numbers that a packet left with in `epoch`, for sending it again.
cdef void munger_recall(const Munger *m, uint8_t epoch, uint16_t sequence, uint32_t timestamp, const Vp8Payload *vp8,
                        Munged *out) noexcept nogil
