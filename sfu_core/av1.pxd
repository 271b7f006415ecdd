# AV1 in RTP (RTP Payload Format For AV1, section 4): the aggregation header and the size in a sequence header.
from libc.stdint cimport uint8_t

cdef struct Av1Payload:
    bint continues                # Z: begins with the rest of an OBU
    bint unfinished               # Y: its last OBU goes on in the next packet
    bint keyframe                 # N: the first packet of a coded video sequence
    int width                     # by a sequence header; 0 = none here
    int height

# 0 or a negative code.
cdef int av1_parse(const uint8_t *payload, int size, Av1Payload *out) noexcept nogil
