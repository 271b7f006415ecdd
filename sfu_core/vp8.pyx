"""The VP8 payload descriptor and keyframe header."""

from libc.stdint cimport uint8_t, uint16_t
from libc.string cimport memset

from sfu_core.bytesio cimport ERR_TRUNCATED, Reader, load24be, read8, reader_init, store16be

cdef enum:
    KEYFRAME_HEADER_SIZE = 10
    START_CODE = 0x9D012A


cdef void read_keyframe(const uint8_t *frame, int size, Vp8Payload *out) noexcept nogil:
    """RFC 6386 section 9.1: a 3-byte tag whose lowest bit is 0 for a keyframe, the start code, the dimensions."""
    if frame[0] & 1:
        return
    if size < KEYFRAME_HEADER_SIZE:
        out.keyframe = True
        return
    if load24be(frame + 3) != START_CODE:
        return
    out.keyframe = True
    out.width = <uint16_t>((frame[6] | <uint16_t>frame[7] << 8) & 0x3FFF)
    out.height = <uint16_t>((frame[8] | <uint16_t>frame[9] << 8) & 0x3FFF)


cdef int vp8_parse(const uint8_t *payload, int size, Vp8Payload *out) noexcept nogil:
    cdef Reader r
    cdef uint8_t head, extended, value
    memset(out, 0, sizeof(Vp8Payload))
    reader_init(&r, payload, size)
    head = read8(&r)
    out.non_reference = (head & 0x20) != 0
    out.starts_partition = (head & 0x10) != 0
    out.partition = head & 0x07
    out.starts_frame = out.starts_partition and out.partition == 0
    if head & 0x80:
        extended = read8(&r)
        if extended & 0x80:
            out.has_picture_id = True
            out.picture_id_offset = r.position
            value = read8(&r)
            if value & 0x80:
                out.long_picture_id = True
                out.picture_id = <uint16_t>((<uint16_t>(value & 0x7F) << 8) | read8(&r))
            else:
                out.picture_id = value
        if extended & 0x40:
            out.has_tl0picidx = True
            out.tl0picidx_offset = r.position
            out.tl0picidx = read8(&r)
        if extended & 0x30:
            out.has_tid = (extended & 0x20) != 0
            out.has_keyidx = (extended & 0x10) != 0
            out.keyidx_offset = r.position
            value = read8(&r)
            if out.has_tid:
                out.tid = value >> 6
                out.layer_sync = (value & 0x20) != 0
            if out.has_keyidx:
                out.keyidx = value & 0x1F
    if r.failed or r.position == size:
        return ERR_TRUNCATED
    out.size = r.position
    if out.starts_frame:
        read_keyframe(payload + out.size, size - out.size, out)
    return out.size


cdef void vp8_rewrite(uint8_t *payload, const Vp8Payload *p, uint16_t picture_id, uint8_t tl0picidx,
                      uint8_t keyidx) noexcept nogil:
    cdef uint8_t *at
    if p.has_picture_id:
        if p.long_picture_id:
            store16be(payload + p.picture_id_offset, 0x8000 | picture_id)
        else:
            payload[p.picture_id_offset] = picture_id & 0x7F
    if p.has_tl0picidx:
        payload[p.tl0picidx_offset] = tl0picidx
    if p.has_keyidx:
        at = payload + p.keyidx_offset
        at[0] = (at[0] & 0xE0) | (keyidx & 0x1F)
