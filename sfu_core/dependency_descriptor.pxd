# The dependency descriptor (RTP Payload Format For AV1, appendix A): which frame a packet is of, what that frame needs and
# for whom it is needed. Its template structure comes with keyframes and is kept by the stream.
#
# A decode target is a quality that a receiver may be given; it is told by spatial and temporal layer. `target_of` maps
# layers to the best target that needs no more than them.
from libc.stdint cimport int8_t, uint8_t, uint16_t, uint32_t

cdef enum:
    DD_TEMPLATES = 64
    DD_TARGETS = 32
    DD_SPATIAL = 4
    DD_TEMPORAL = 8
    DD_REFERENCES = 16

cdef struct DdTemplate:
    uint8_t spatial
    uint8_t temporal
    uint8_t reference_count
    uint8_t references[16]       # frame number differences, 1–16
    uint32_t present             # by decode target: the frame is part of it
    uint32_t switch_points       # by decode target: a receiver can begin with it here

cdef struct DdStructure:
    bint known
    uint8_t template_offset
    uint8_t target_count
    uint8_t template_count
    uint8_t chain_count
    uint8_t spatial_layers
    uint8_t temporal_layers
    DdTemplate templates[64]
    uint8_t target_spatial[32]
    uint8_t target_temporal[32]
    int8_t target_of[4][8]       # −1 = none is that small
    bint has_sizes
    uint16_t width[4]
    uint16_t height[4]

cdef struct DdFrame:
    bint starts_frame
    bint ends_frame
    uint16_t frame_number
    uint8_t spatial
    uint8_t temporal
    bint has_structure           # carries one: what follows belongs to it
    bint has_mask
    uint32_t mask                # active decode targets
    uint32_t present
    uint32_t switch_points
    int reference_count
    uint16_t references[16]
    int targets                  # of the structure that it was read by: the stream's may be another by the time of writing
    int mask_at                  # bit at which the mask is, or would be
    int bits                     # that hold something

# The number of bits read, or ERR_TRUNCATED, ERR_MALFORMED, or ERR_UNSUPPORTED for a frame of a structure that is not
# known. `kept` is the stream's structure; `fresh` receives one that the descriptor carries, and is whole only on success.
cdef int dd_parse(const uint8_t *data, int size, const DdStructure *kept, DdStructure *fresh,
                  DdFrame *out) noexcept nogil
# Writes the descriptor anew with another frame number and, unless `mask` is 0, with it as the mask of active decode
# targets. `f` is what dd_parse read; without a mask it is passed over.
# Its size (as dd_size tells) or ERR_NO_SPACE.
cdef int dd_rewrite(const uint8_t *data, int size, const DdFrame *f, uint16_t frame_number, uint32_t mask, uint8_t *out,
                    int capacity) noexcept nogil
cdef int dd_size(const DdFrame *f, int size, uint32_t mask) noexcept nogil
# The decode targets that need no more than these layers.
cdef uint32_t dd_mask(const DdStructure *s, int spatial, int temporal) noexcept nogil
