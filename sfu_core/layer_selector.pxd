# What a slot forwards, as pure decisions with a reason: which source, which of its encodings, which layers of that, and
# from which packet on. A source is the handle of a producer; 0 is none.
#
# Limits hold for whole pictures: going down begins with the next picture, going up at a keyframe or where the stream says
# that a decoder can follow.
from libc.stdint cimport int8_t, int64_t, uint16_t, uint32_t, uint64_t
from sfu_core.clock cimport NS_PER_S
from sfu_core.dependency_descriptor cimport DdFrame, DdStructure

cdef enum:
    # The old source is shown while the new one's keyframe is on its way, but no longer.
    SWITCH_PATIENCE_NS = 2 * NS_PER_S
    SELECTOR_PICTURES = 16   # whose limits are remembered, for their late packets
    TOP_SPATIAL = 2
    TOP_TEMPORAL = 3

cdef enum Decision:
    FORWARD              # the next packet of what is being forwarded
    FORWARD_SWITCH       # the wanted source takes over with this packet
    FORWARD_RESUME       # the same source begins anew with this packet, after a pause or a restart
    FORWARD_ENCODING     # another encoding of it takes over
    SKIP_LAYER           # of what is being forwarded, but not for this receiver
    HOLD_KEYFRAME        # wanted, but the decoder cannot start here
    HOLD_OTHER           # not what is wanted

# How a stream says where more layers can be taken in, besides at keyframes.
cdef enum Rise:
    RISE_KEYFRAME        # it does not
    RISE_SYNC            # VP8: a frame of the next temporal layer that needs the base layer alone
    RISE_POINT           # VP9: switching-up points, and spatial layers that need no earlier picture
    RISE_TARGET          # dependency descriptor: switch indications of decode targets

# What of a packet matters for choosing.
cdef struct Layered:
    uint32_t timestamp
    int encoding             # index
    int spatial
    int temporal
    bint keyframe            # the first packet of a picture that a decoder can begin with
    bint starts              # the first packet of a layer frame
    bint ends                # the last packet of one
    bint empty               # no media
    Rise rise
    bint sync                # VP8: Y; VP9: U
    bint inter_picture       # VP9: P
    const DdStructure *structure     # RISE_TARGET
    const DdFrame *frame

cdef struct Limits:
    uint32_t timestamp       # of the picture that they hold for
    int8_t spatial
    int8_t temporal

cdef struct Selector:
    uint32_t current         # what is being forwarded
    uint32_t target          # what is wanted; equal to current when settled
    bint broken              # current has to begin anew
    bint keyframes           # the media can only begin at a keyframe
    int64_t wanted_ns        # since when target differs from current
    int encoding             # what is being forwarded of it
    int spatial
    int temporal
    int want_encoding        # what is wanted of it; −1 = nothing
    int want_spatial
    int want_temporal
    Limits limits            # that the last decision went by
    Limits pictures[16]
    int newest
    int picture_count
    bint left_out            # something of the newest picture has been: it is too late to begin with the rest
    uint64_t frames[4]       # which of the newest 256 frames were forwarded, by frame number modulo 256
    uint16_t newest_frame

cdef void selector_init(Selector *s, bint keyframes) noexcept nogil
# 0 empties: current is given up at once. Back to current: nothing happens.
cdef void selector_want(Selector *s, uint32_t source, int64_t now_ns) noexcept nogil
# Which encoding, and up to which layers of it; −1 for all three: nothing for now.
cdef void selector_want_layers(Selector *s, int encoding, int spatial, int temporal) noexcept nogil
cdef Decision selector_decide(Selector *s, uint32_t source, const Layered *l) noexcept nogil
# The stream of `source` was interrupted: it begins anew with its next keyframe.
cdef void selector_break(Selector *s, uint32_t source) noexcept nogil
# `source` is gone for good. True when it was current.
cdef bint selector_forget(Selector *s, uint32_t source) noexcept nogil
# The new source kept us waiting too long: give the old one up. True when that emptied the slot.
cdef bint selector_expire(Selector *s, int64_t now_ns) noexcept nogil
# The source whose keyframe is awaited, or 0.
cdef uint32_t selector_awaits(const Selector *s) noexcept nogil
