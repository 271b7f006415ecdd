"""AV1 payloads: aggregation header, OBU elements, sequence header (AV1 Bitstream section 5.5)."""

from libc.stdint cimport uint8_t, uint32_t
from libc.string cimport memset

from sfu_core.bits cimport BitReader, bits_exp_golomb, bits_init, bits_read, bits_skip
from sfu_core.bytesio cimport ERR_MALFORMED, ERR_TRUNCATED

cdef enum:
    OBU_SEQUENCE_HEADER = 1
    LEB128_BYTES = 5              # of lengths that a packet can hold


cdef int _leb128(const uint8_t *data, int size, int *at) noexcept nogil:
    """A length at *at, which moves behind it; ERR_TRUNCATED or ERR_MALFORMED."""
    cdef uint32_t value = 0
    cdef int i
    for i in range(LEB128_BYTES):
        if at[0] >= size:
            return ERR_TRUNCATED
        value |= <uint32_t>(data[at[0]] & 0x7F) << (7 * i)
        at[0] += 1
        if not data[at[0] - 1] & 0x80:
            return <int>value if i < LEB128_BYTES - 1 else ERR_MALFORMED
    return ERR_MALFORMED


cdef void _read_operating_points(BitReader *r) noexcept nogil:
    cdef bint has_model = False
    cdef int delay_bits = 0
    cdef bint has_display_delay
    cdef uint32_t points
    cdef uint32_t i
    if bits_read(r, 1):
        bits_skip(r, 64)
        if bits_read(r, 1):
            bits_exp_golomb(r)
        has_model = bits_read(r, 1)
        if has_model:
            delay_bits = <int>bits_read(r, 5) + 1
            bits_skip(r, 42)
    has_display_delay = bits_read(r, 1)
    points = bits_read(r, 5) + 1
    for i in range(points):
        bits_skip(r, 12)
        if bits_read(r, 5) > 7:
            bits_skip(r, 1)
        if has_model and bits_read(r, 1):
            bits_skip(r, 2 * delay_bits + 1)
        if has_display_delay and bits_read(r, 1):
            bits_skip(r, 4)


cdef void _read_sequence_header(const uint8_t *data, int size, Av1Payload *out) noexcept nogil:
    cdef BitReader r
    cdef int width_bits
    cdef int height_bits
    cdef int width
    cdef int height
    bits_init(&r, data, size)
    bits_skip(&r, 4)
    if bits_read(&r, 1):
        bits_skip(&r, 5)
    else:
        _read_operating_points(&r)
    width_bits = <int>bits_read(&r, 4) + 1
    height_bits = <int>bits_read(&r, 4) + 1
    width = <int>bits_read(&r, width_bits) + 1
    height = <int>bits_read(&r, height_bits) + 1
    if not r.failed:
        out.width = width
        out.height = height


cdef void _note(const uint8_t *obu, int size, Av1Payload *out) noexcept nogil:
    cdef int at = 1
    cdef int length
    if size < 1 or obu[0] >> 3 & 0x0F != OBU_SEQUENCE_HEADER:
        return
    if obu[0] & 0x04:
        at += 1
    if obu[0] & 0x02:
        length = _leb128(obu, size, &at)
        if length < 0 or length > size - at:
            return
        size = at + length
    if at < size:
        _read_sequence_header(obu + at, size - at, out)


cdef int av1_parse(const uint8_t *payload, int size, Av1Payload *out) noexcept nogil:
    cdef int at = 1
    cdef int element = 0
    cdef int elements
    cdef int length
    memset(out, 0, sizeof(Av1Payload))
    if size < 2:
        return ERR_TRUNCATED
    out.continues = (payload[0] & 0x80) != 0
    out.unfinished = (payload[0] & 0x40) != 0
    out.keyframe = (payload[0] & 0x08) != 0
    elements = payload[0] >> 4 & 3
    if out.keyframe and out.continues:
        return ERR_MALFORMED
    # A sequence header stands at the beginning of a coded video sequence: other packets need no walk.
    while out.keyframe and at < size and out.width == 0:
        element += 1
        length = size - at
        if element != elements:
            length = _leb128(payload, size, &at)
            if length < 0:
                return length
            if length > size - at:
                return ERR_TRUNCATED
        _note(payload + at, length, out)
        at += length
    return 0
