"""The VP9 payload descriptor."""

from libc.stdint cimport uint8_t, uint16_t
from libc.string cimport memset

from sfu_core.bytesio cimport ERR_MALFORMED, ERR_TRUNCATED, Reader, read16, read8, reader_init, reader_take, store16be

cdef enum:
    MAX_REFERENCES = 3


cdef void _read_structure(Reader *r, Vp9Payload *out) noexcept nogil:
    """Section 4.2.1: N_S, Y, G; sizes of the layers; the group of pictures."""
    cdef uint8_t head = read8(r)
    cdef int i
    out.has_structure = True
    out.spatial_layers = (head >> 5) + 1
    if head & 0x10:
        for i in range(out.spatial_layers):
            out.width[i] = read16(r)
            out.height[i] = read16(r)
    if head & 0x08:
        out.pictures = read8(r)
        for i in range(out.pictures):
            head = read8(r)
            reader_take(r, head >> 2 & 3)


cdef int vp9_parse(const uint8_t *payload, int size, Vp9Payload *out) noexcept nogil:
    cdef Reader r
    cdef uint8_t head
    cdef uint8_t value
    cdef int references = 0
    memset(out, 0, sizeof(Vp9Payload))
    reader_init(&r, payload, size)
    head = read8(&r)
    out.inter_picture = (head & 0x40) != 0
    out.flexible = (head & 0x10) != 0
    out.starts_frame = (head & 0x08) != 0
    out.ends_frame = (head & 0x04) != 0
    out.no_inter_layer_use = (head & 0x01) != 0
    if head & 0x80:
        out.has_picture_id = True
        out.picture_id_offset = r.position
        value = read8(&r)
        if value & 0x80:
            out.long_picture_id = True
            out.picture_id = <uint16_t>((<uint16_t>(value & 0x7F) << 8) | read8(&r))
        else:
            out.picture_id = value
    if head & 0x20:
        out.has_layers = True
        value = read8(&r)
        out.tid = value >> 5
        out.switching_up = (value & 0x10) != 0
        out.sid = value >> 1 & 7
        out.inter_layer = (value & 0x01) != 0
        if not out.flexible:
            out.has_tl0picidx = True
            out.tl0picidx_offset = r.position
            out.tl0picidx = read8(&r)
    if out.flexible and out.inter_picture:
        value = 1
        while value & 1:
            if references == MAX_REFERENCES:
                return ERR_MALFORMED
            value = read8(&r)
            references += 1
    if head & 0x02:
        _read_structure(&r, out)
    if r.failed or r.position == size:
        return ERR_TRUNCATED
    out.size = r.position
    out.keyframe = out.starts_frame and not out.inter_picture and out.sid == 0
    return out.size


cdef void vp9_rewrite(uint8_t *payload, const Vp9Payload *p, uint16_t picture_id, uint8_t tl0picidx) noexcept nogil:
    if p.has_picture_id:
        if p.long_picture_id:
            store16be(payload + p.picture_id_offset, 0x8000 | picture_id)
        else:
            payload[p.picture_id_offset] = picture_id & 0x7F
    if p.has_tl0picidx:
        payload[p.tl0picidx_offset] = tl0picidx
