# RTP header extensions (RFC 8285), one- and two-byte forms: a bounded walk, the values we use, and a writer.
from libc.stdint cimport uint8_t, uint16_t, uint32_t

cdef enum:
    EXT_PROFILE_ONE_BYTE = 0xBEDE
    EXT_PROFILE_TWO_BYTE = 0x1000    # the low four bits are free to the application

cdef struct ExtIterator:
    const uint8_t *data
    int size
    int position
    bint two_byte
    # the current element, after ext_next said True
    uint8_t id
    int offset                       # of its value, from `data`
    int length

# `data` is the extension's data behind its 4-byte header (RtpHeader.ext_offset/ext_size).
# 0, or ERR_UNSUPPORTED when the profile is neither form (the walk is then empty).
cdef int ext_begin(ExtIterator *it, uint16_t profile, const uint8_t *data, int size) noexcept nogil
# 1 = an element, 0 = the end, ERR_MALFORMED = an element runs past the end (what came before stands).
cdef int ext_next(ExtIterator *it) noexcept nogil

# Negotiated ids (1–14 one-byte, 1–255 two-byte); 0 = not negotiated.
cdef struct ExtIds:
    uint8_t mid
    uint8_t rid
    uint8_t repaired_rid
    uint8_t audio_level              # RFC 6464
    uint8_t abs_send_time
    uint8_t transport_cc
    uint8_t dependency_descriptor

cdef struct ExtValues:
    const uint8_t *mid               # points into the packet; NULL = absent
    int mid_length
    const uint8_t *rid
    int rid_length
    const uint8_t *repaired_rid
    int repaired_rid_length
    bint has_audio_level
    bint voice                       # the sender's voice activity flag
    uint8_t audio_level              # −dBov, 0 (loudest) … 127 (silence)
    bint has_abs_send_time
    uint32_t abs_send_time           # 24 bits, 6.18 fixed point seconds
    bint has_transport_cc
    uint16_t transport_cc
    const uint8_t *dependency_descriptor
    int dependency_descriptor_length

# Number of known values found, or ERR_MALFORMED / ERR_UNSUPPORTED; *out holds what was found in either case.
# The first element of an id counts; a value of a wrong length is passed over.
cdef int ext_read(uint16_t profile, const uint8_t *data, int size, const ExtIds *ids, ExtValues *out) noexcept nogil

# The transport-wide number alone, under id `id`. False when it is not there.
cdef bint ext_find_transport_cc(uint16_t profile, const uint8_t *data, int size, uint8_t id,
                                uint16_t *number) noexcept nogil

cdef struct ExtWriter:
    uint8_t *data
    int capacity
    int position
    bint two_byte
    bint failed

# Writes the whole block with its 4-byte header: begin, put …, end. `ext_writer_end` pads to 32 bits and answers the
# block's length, 0 when nothing was put, or ERR_NO_SPACE (also for an id or length that the form cannot carry).
cdef void ext_writer_init(ExtWriter *w, uint8_t *out, int capacity, bint two_byte) noexcept nogil
cdef void ext_put(ExtWriter *w, uint8_t id, const uint8_t *value, int length) noexcept nogil
cdef void ext_put_audio_level(ExtWriter *w, uint8_t id, bint voice, uint8_t level) noexcept nogil
cdef void ext_put_abs_send_time(ExtWriter *w, uint8_t id, uint32_t time) noexcept nogil
cdef void ext_put_transport_cc(ExtWriter *w, uint8_t id, uint16_t sequence) noexcept nogil
cdef int ext_writer_end(ExtWriter *w) noexcept nogil
