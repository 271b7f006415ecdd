"""Opus packets and redundant audio."""

from libc.stdint cimport uint8_t, uint16_t, uint32_t
from libc.string cimport memset

from sfu_core.bytesio cimport ERR_MALFORMED, ERR_NO_SPACE, ERR_TRUNCATED, Reader, read16, read8, reader_init

cdef enum:
    MAX_SAMPLES = 5760       # 120 ms


cdef int opus_frame_samples(int config) noexcept nogil:
    """RFC 6716 table 2, at 48 kHz."""
    if config < 12:                                    # SILK: 10, 20, 40, 60 ms
        return 2880 if config & 3 == 3 else 480 << (config & 3)
    if config < 16:                                    # hybrid: 10, 20 ms
        return 480 << (config & 1)
    return 120 << (config & 3)                         # CELT: 2.5, 5, 10, 20 ms


cdef int opus_parse(const uint8_t *payload, int size, OpusPayload *out) noexcept nogil:
    cdef int code
    memset(out, 0, sizeof(OpusPayload))
    if size < 1:
        return ERR_TRUNCATED
    out.config = payload[0] >> 3
    out.stereo = (payload[0] & 4) != 0
    code = payload[0] & 3
    if code == 0:
        out.frames = 1
    elif code == 1:
        if size % 2 == 0:
            return ERR_MALFORMED                       # two frames of one size, section 3.2.3
        out.frames = 2
    elif code == 2:
        if size < 2:
            return ERR_TRUNCATED
        out.frames = 2
    else:
        if size < 2:
            return ERR_TRUNCATED
        out.frames = payload[1] & 0x3F
    out.samples = out.frames * opus_frame_samples(out.config)
    if out.frames == 0 or out.samples > MAX_SAMPLES:
        return ERR_MALFORMED
    out.dtx = size <= 2
    return 0


cdef int red_parse(const uint8_t *payload, int size, RedBlock *out, int capacity) noexcept nogil:
    cdef Reader r
    cdef uint8_t head
    cdef uint16_t low
    cdef int count = 0, i, at
    reader_init(&r, payload, size)
    while True:
        head = read8(&r)
        if r.failed:
            return ERR_TRUNCATED
        if count == capacity:
            return ERR_NO_SPACE
        out[count].payload_type = head & 0x7F
        out[count].primary = not head & 0x80
        out[count].timestamp_offset = 0
        out[count].size = 0
        if head & 0x80:
            # F, 7 bits of type; 14 bits of timestamp offset; 10 bits of length (RFC 2198 section 3)
            out[count].timestamp_offset = <uint32_t>read8(&r) << 6
            low = read16(&r)
            out[count].timestamp_offset |= low >> 10
            out[count].size = low & 0x3FF
        count += 1
        if not head & 0x80:
            break
    at = r.position
    for i in range(count):
        out[i].offset = at
        if out[i].primary:
            out[i].size = size - at
        if out[i].size > size - at:
            return ERR_TRUNCATED
        at += out[i].size
    return count
