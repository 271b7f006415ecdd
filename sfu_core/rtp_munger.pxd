# Rewriting of one outgoing stream so that its receiver sees a single source (RFC 3550), whatever is switched behind it and
# whichever layers are left out: sequence numbers without a gap of our making, timestamps that run on, picture ids,
# TL0PICIDX and KEYIDX that count on. Worker thread only; time comes as a parameter.
#
# A number is kept for a packet that has not come: it may be late. When it turns out to be of a layer that is left out,
# its number is to be filled by an empty packet.
from libc.stdint cimport int64_t, uint8_t, uint16_t, uint32_t

cdef enum:
    MUNGER_WINDOW = 1024     # so many packets back can a late one come in
    PICTURE_WINDOW = 64      # less than half of what 7 bits count

cdef enum PictureRule:
    PICTURES_NONE            # the packet tells no picture
    PICTURES_CLOSED          # numbers of pictures that are left out are used again (VP8: a gap is a loss)
    PICTURES_KEPT            # numbers keep their distances (VP9, AV1: references are told by them)

# The numbers of a packet as it came.
cdef struct Counted:
    uint16_t sequence
    uint32_t timestamp
    PictureRule pictures
    int picture_bits         # 7, 15 or 16
    uint16_t picture_id
    uint8_t tl0picidx
    uint8_t keyidx

# And as it leaves.
cdef struct Munged:
    uint16_t sequence
    uint32_t timestamp
    uint16_t picture_id
    uint8_t tl0picidx
    uint8_t keyidx

# Incoming numbers, counted from the first of an epoch, and the outgoing ones that they have.
cdef struct NumberMap:
    bint begun
    uint16_t first
    int64_t span             # the newest
    uint16_t last            # the newest outgoing number; goes on over epochs

cdef enum MungeResult:
    MUNGE_OK
    MUNGE_OLD                # older than the packet with which the source began here, or than the window
    MUNGE_FILL               # of skipping: its number was kept and is to leave with an empty packet

cdef struct Munger:
    bint started
    bint switching           # the next packet begins an epoch
    bint aligned             # … with this offset of its timestamps
    uint32_t alignment
    uint32_t clock_rate
    NumberMap sequences
    NumberMap pictures
    # Added to each number, modulo its width, in this epoch.
    uint32_t timestamp_offset
    uint32_t true_offset     # as it would be if the clock never had to be pushed on
    uint16_t picture_offset
    uint8_t tl0picidx_offset
    uint8_t keyidx_offset
    # the newest of what left
    uint32_t timestamp
    uint16_t picture_id
    uint8_t tl0picidx
    uint8_t keyidx
    int64_t sent_ns
    # Last, so that what every packet needs lies close together.
    uint16_t sequence_of[1024]
    uint16_t picture_of[64]

# The first packet leaves with these numbers. Sequences start well below 32768, so that a receiver who missed the first
# packets guesses the same rollover counter (RFC 3711 section 3.3.1).
cdef void munger_init(Munger *m, uint32_t clock_rate, uint16_t sequence, uint32_t timestamp) noexcept nogil
# The next packet comes from another source, from another encoding of the same, or from the same one after a break.
cdef void munger_switch(Munger *m) noexcept nogil
# The same, and timestamps of what comes are on the receiver's clock with this added.
cdef void munger_align(Munger *m, uint32_t offset) noexcept nogil
cdef MungeResult munger_take(Munger *m, const Counted *packet, int64_t now_ns, Munged *out) noexcept nogil
# The packet is left out. MUNGE_FILL writes its numbers.
cdef MungeResult munger_skip(Munger *m, const Counted *packet, Munged *out) noexcept nogil
# What was given numbers after `sequence` never left: they are given anew. The next packet begins an epoch.
cdef void munger_rewind(Munger *m, uint16_t sequence) noexcept nogil
