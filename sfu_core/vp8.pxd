# The VP8 payload descriptor (RFC 7741 section 4.2) and what a keyframe says of itself (RFC 6386 section 9.1).
from libc.stdint cimport uint8_t, uint16_t

cdef struct Vp8Payload:
    int size                      # of the descriptor; the VP8 data follows
    bint non_reference            # N
    bint starts_partition         # S
    uint8_t partition             # PID
    bint starts_frame             # S with PID 0
    bint has_picture_id
    bint long_picture_id          # 15 bits, else 7
    uint16_t picture_id
    int picture_id_offset
    bint has_tl0picidx
    uint8_t tl0picidx
    int tl0picidx_offset
    bint has_tid
    uint8_t tid                   # temporal layer 0–3
    bint layer_sync               # Y
    bint has_keyidx
    uint8_t keyidx                # 5 bits
    int keyidx_offset             # of the byte that holds TID, Y and KEYIDX; 0 = no such byte
    bint keyframe                 # first packet of a keyframe (RFC 6386 section 9.1)
    uint16_t width                # of a keyframe's first packet that holds its whole header; else 0
    uint16_t height

# The descriptor's size, or ERR_TRUNCATED (also when no VP8 data follows it).
cdef int vp8_parse(const uint8_t *payload, int size, Vp8Payload *out) noexcept nogil
# Overwrites in place the fields that the descriptor has: picture id modulo its width, TL0PICIDX, KEYIDX.
cdef void vp8_rewrite(uint8_t *payload, const Vp8Payload *p, uint16_t picture_id, uint8_t tl0picidx,
                      uint8_t keyidx) noexcept nogil
