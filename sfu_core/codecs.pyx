from libc.stdint cimport uint8_t, uint16_t, uint32_t
from libc.string cimport memset
from sfu_core.bytesio cimport (
    ERR_MALFORMED, ERR_NO_SPACE, ERR_TRUNCATED, Reader, load24be, read16, read8, reader_init, store16be,
)

cdef enum:
    VP8_KEYFRAME_HEADER_SIZE = 10
    VP8_START_CODE = 0x9D012A
    OPUS_MAX_SAMPLES = 5760      # 120 ms


cdef void read_keyframe(const uint8_t *frame, int size, Vp8Payload *out) noexcept nogil:
    """RFC 6386 section 9.1: a 3-byte tag whose lowest bit is 0 for a keyframe, the start code, the dimensions."""
    if frame[0] & 1:
        return
    if size < VP8_KEYFRAME_HEADER_SIZE:
        out.keyframe = True
        return
    if load24be(frame + 3) != VP8_START_CODE:
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
    if out.frames == 0 or out.samples > OPUS_MAX_SAMPLES:
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
