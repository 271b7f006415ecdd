"""H.264 payloads: NAL unit types and the sequence parameter set's picture size (ITU-T H.264 section 7.3.2.1.1)."""

from libc.stdint cimport int64_t, uint8_t, uint32_t
from libc.string cimport memset

from sfu_core.bits cimport BitReader, bits_exp_golomb, bits_init, bits_read, bits_skip
from sfu_core.bytesio cimport ERR_TRUNCATED, ERR_UNSUPPORTED, load16be

cdef enum:
    NAL_IDR = 5
    NAL_SPS = 7
    NAL_LAST_SINGLE = 23
    NAL_STAP_A = 24
    NAL_FU_A = 28
    # An SPS whose size lies behind more bytes than these (extended scaling lists) goes unread.
    SPS_BYTES = 256
    MAX_SIDE = 16384


cdef int _unescape(const uint8_t *nal, int size, uint8_t *out) noexcept nogil:
    """The NAL unit without its emulation prevention bytes (section 7.4.1)."""
    cdef int zeros = 0
    cdef int count = 0
    cdef int i
    for i in range(size):
        if count == SPS_BYTES:
            break
        if zeros >= 2 and nal[i] == 3:
            zeros = 0
            continue
        zeros = zeros + 1 if nal[i] == 0 else 0
        out[count] = nal[i]
        count += 1
    return count


cdef void _skip_scaling_list(BitReader *r, int size) noexcept nogil:
    cdef int last = 8
    cdef int next_scale = 8
    cdef uint32_t code
    cdef int i
    for i in range(size):
        if next_scale != 0:
            code = bits_exp_golomb(r)
            next_scale = (last + (<int>(code + 1) // 2 if code & 1 else -<int>(code // 2)) + 256) & 255
        if next_scale != 0:
            last = next_scale


cdef bint _has_chroma_format(uint32_t profile) noexcept nogil:
    return (
        profile == 100 or profile == 110 or profile == 122 or profile == 244 or profile == 44 or profile == 83
        or profile == 86 or profile == 118 or profile == 128 or profile == 138 or profile == 139 or profile == 134
        or profile == 135
    )


cdef void _read_sps(const uint8_t *nal, int size, H264Payload *out) noexcept nogil:
    cdef uint8_t plain[SPS_BYTES]
    cdef BitReader r
    cdef uint32_t profile
    cdef uint32_t chroma = 1
    cdef uint32_t order
    cdef int64_t width
    cdef int64_t height
    cdef uint32_t fields
    cdef uint32_t left
    cdef uint32_t right
    cdef uint32_t top
    cdef uint32_t bottom
    cdef uint32_t i
    bits_init(&r, plain, _unescape(nal, size, plain))
    bits_skip(&r, 8)
    profile = bits_read(&r, 8)
    bits_skip(&r, 16)
    bits_exp_golomb(&r)
    if _has_chroma_format(profile):
        chroma = bits_exp_golomb(&r)
        if chroma == 3:
            bits_skip(&r, 1)
        bits_exp_golomb(&r)
        bits_exp_golomb(&r)
        bits_skip(&r, 1)
        if bits_read(&r, 1):
            for i in range(8 if chroma != 3 else 12):
                if bits_read(&r, 1):
                    _skip_scaling_list(&r, 16 if i < 6 else 64)
    bits_exp_golomb(&r)
    order = bits_exp_golomb(&r)
    if order == 0:
        bits_exp_golomb(&r)
    elif order == 1:
        bits_skip(&r, 1)
        bits_exp_golomb(&r)
        bits_exp_golomb(&r)
        i = bits_exp_golomb(&r)
        while i > 0 and not r.failed:
            bits_exp_golomb(&r)
            i -= 1
    bits_exp_golomb(&r)
    bits_skip(&r, 1)
    width = (<int64_t>bits_exp_golomb(&r) + 1) * 16
    height = (<int64_t>bits_exp_golomb(&r) + 1) * 16
    fields = 2 - bits_read(&r, 1)
    height *= fields
    if fields == 2:
        bits_skip(&r, 1)
    bits_skip(&r, 1)
    if bits_read(&r, 1):
        left = bits_exp_golomb(&r)
        right = bits_exp_golomb(&r)
        top = bits_exp_golomb(&r)
        bottom = bits_exp_golomb(&r)
        # Table 6-1: chroma is halved both ways (1), one way (2), or not at all.
        width -= (<int64_t>left + right) * (2 if chroma == 1 or chroma == 2 else 1)
        height -= (<int64_t>top + bottom) * (2 if chroma == 1 else 1) * fields
    if not r.failed and 0 < width <= MAX_SIDE and 0 < height <= MAX_SIDE:
        out.width = <int>width
        out.height = <int>height


cdef void _note(const uint8_t *nal, int size, H264Payload *out) noexcept nogil:
    cdef int kind = nal[0] & 0x1F
    out.starts_frame = True
    if kind == NAL_SPS:
        out.has_sps = True
        _read_sps(nal, size, out)
    elif kind == NAL_IDR:
        out.starts_idr = True


cdef int _walk_aggregate(const uint8_t *payload, int size, H264Payload *out) noexcept nogil:
    cdef int at = 1
    cdef int length
    while at < size:
        if size - at < 2:
            return ERR_TRUNCATED
        length = load16be(payload + at)
        at += 2
        if length == 0 or length > size - at:
            return ERR_TRUNCATED
        _note(payload + at, length, out)
        at += length
    return 0 if out.starts_frame else ERR_TRUNCATED


cdef int h264_parse(const uint8_t *payload, int size, H264Payload *out) noexcept nogil:
    cdef int kind
    memset(out, 0, sizeof(H264Payload))
    if size < 1:
        return ERR_TRUNCATED
    kind = payload[0] & 0x1F
    if 1 <= kind <= NAL_LAST_SINGLE:
        _note(payload, size, out)
        return 0
    if kind == NAL_STAP_A:
        return _walk_aggregate(payload, size, out)
    if kind != NAL_FU_A:
        return ERR_UNSUPPORTED
    if size < 3:
        return ERR_TRUNCATED
    # A fragmented SPS goes unread: senders put it whole in front.
    if payload[1] & 0x80:
        out.starts_frame = True
        out.starts_idr = payload[1] & 0x1F == NAL_IDR
        out.has_sps = payload[1] & 0x1F == NAL_SPS
    return 0
