# What a slot forwards, as pure decisions with a reason: which source, from which packet on. A source is the handle of a producer; 0 is none. One encoding a source so far.
from libc.stdint cimport int64_t, uint32_t
from sfu_core.clock cimport NS_PER_S

cdef enum:
    # The old source is shown while the new one's keyframe is on its way, but no longer.
    SWITCH_PATIENCE_NS = 2 * NS_PER_S

cdef enum Decision:
    FORWARD              # the next packet of what is being forwarded
    FORWARD_SWITCH       # the wanted source takes over with this packet
    FORWARD_RESUME       # the same source begins anew with this packet, after a pause or a restart
    HOLD_KEYFRAME        # wanted, but the decoder cannot start here
    HOLD_OTHER           # not the source that is wanted

cdef struct Selector:
    uint32_t current     # what is being forwarded
    uint32_t target      # what is wanted; equal to current when settled
    bint broken          # current has to begin anew
    bint keyframes       # the media can only begin at a keyframe
    int64_t wanted_ns    # since when target differs from current

cdef void selector_init(Selector *s, bint keyframes) noexcept nogil
# 0 empties: current is given up at once. Back to current: nothing happens.
cdef void selector_want(Selector *s, uint32_t source, int64_t now_ns) noexcept nogil
cdef Decision selector_decide(Selector *s, uint32_t source, bint keyframe) noexcept nogil
# The stream of `source` was interrupted: it begins anew with its next keyframe.
cdef void selector_break(Selector *s, uint32_t source) noexcept nogil
# `source` is gone for good. True when it was current.
cdef bint selector_forget(Selector *s, uint32_t source) noexcept nogil
# The new source kept us waiting too long: give the old one up. True when that emptied the slot.
cdef bint selector_expire(Selector *s, int64_t now_ns) noexcept nogil
# The source whose keyframe is awaited, or 0.
cdef uint32_t selector_awaits(const Selector *s) noexcept nogil
