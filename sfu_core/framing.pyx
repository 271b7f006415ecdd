"""RFC 4571: datagrams in a stream."""

from libc.stdint cimport uint8_t, uint16_t

from sfu_core.bytesio cimport ERR_MALFORMED, load16be, store16be


cdef int frame_end(const uint8_t *data, int size, int longest) noexcept nogil:
    cdef int end
    if size < FRAME_HEADER_SIZE:
        return 0
    end = FRAME_HEADER_SIZE + load16be(data)
    if end > FRAME_HEADER_SIZE + longest:
        return ERR_MALFORMED
    return end if end <= size else 0


cdef void frame_begin(uint8_t *out, int size) noexcept nogil:
    store16be(out, <uint16_t>size)
