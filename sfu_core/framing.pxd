# Framing of datagrams over a stream (RFC 4571): each behind its length in two bytes.
from libc.stdint cimport uint8_t

cdef enum:
    FRAME_HEADER_SIZE = 2

# Where the first frame's datagram ends in `size` bytes, its header included; 0 when more is to come first, ERR_MALFORMED
# when it is longer than `longest`. An empty datagram is permitted and means nothing.
cdef int frame_end(const uint8_t *data, int size, int longest) noexcept nogil
# Writes the header of a datagram of `size` bytes (at most 65,535).
cdef void frame_begin(uint8_t *out, int size) noexcept nogil
