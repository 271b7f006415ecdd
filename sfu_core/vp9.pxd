# The VP9 payload descriptor (RFC 9628 section 4.2), flexible mode and not, with its scalability structure.
from libc.stdint cimport uint8_t, uint16_t

cdef enum:
    VP9_LAYERS = 8

cdef struct Vp9Payload:
    int size                      # of the descriptor; the VP9 data follows
    bint inter_picture            # P: uses earlier pictures
    bint flexible                 # F
    bint starts_frame             # B, of a layer frame
    bint ends_frame               # E
    bint no_inter_layer_use       # Z
    bint has_picture_id
    bint long_picture_id          # 15 bits, else 7
    uint16_t picture_id
    int picture_id_offset
    bint has_layers
    uint8_t tid
    bint switching_up             # U: from here on higher temporal layers need nothing older
    uint8_t sid
    bint inter_layer              # D: uses the spatial layer below
    bint has_tl0picidx            # not in flexible mode
    uint8_t tl0picidx
    int tl0picidx_offset
    bint has_structure            # V
    int spatial_layers            # of the structure
    uint16_t width[8]             # of each; 0 = not told
    uint16_t height[8]
    int pictures                  # in a group of pictures; 0 = not told
    bint keyframe                 # the first packet of a picture that needs no other

# The descriptor's size, or ERR_TRUNCATED (also when no VP9 data follows it) or ERR_MALFORMED.
cdef int vp9_parse(const uint8_t *payload, int size, Vp9Payload *out) noexcept nogil
# Overwrites in place the fields that the descriptor has: picture id modulo its width, TL0PICIDX.
cdef void vp9_rewrite(uint8_t *payload, const Vp9Payload *p, uint16_t picture_id, uint8_t tl0picidx) noexcept nogil
