# Bits of a buffer that the caller owns, most significant first. A read past the end answers 0 and sets `failed` for good;
# a write past it writes nothing and does the same. All inline.
from libc.stdint cimport int64_t, uint8_t, uint32_t

cdef struct BitReader:
    const uint8_t *data
    int size                     # bits
    int position
    bint failed

cdef inline void bits_init(BitReader *r, const uint8_t *data, int bytes) noexcept nogil:
    r.data = data
    r.size = bytes * 8 if bytes > 0 else 0
    r.position = 0
    r.failed = False

cdef inline uint32_t bits_read(BitReader *r, int count) noexcept nogil:
    """The next `count` (0–32) bits as a number."""
    cdef uint32_t value = 0
    cdef int i
    if r.failed or count > r.size - r.position:
        r.failed = True
        return 0
    for i in range(count):
        value = value << 1 | (r.data[r.position >> 3] >> (7 - (r.position & 7)) & 1)
        r.position += 1
    return value

cdef inline void bits_skip(BitReader *r, int64_t count) noexcept nogil:
    if r.failed or count > r.size - r.position:
        r.failed = True
    else:
        r.position += <int>count

cdef inline uint32_t bits_exp_golomb(BitReader *r) noexcept nogil:
    """ue(v) of H.264 section 9.1, which AV1 calls uvlc."""
    cdef int zeros = 0
    while not r.failed and bits_read(r, 1) == 0:
        zeros += 1
        if zeros > 31:
            r.failed = True
    return ((<uint32_t>1 << zeros) - 1) + bits_read(r, zeros) if not r.failed else 0

cdef inline uint32_t bits_non_symmetric(BitReader *r, uint32_t count) noexcept nogil:
    """ns(n) of AV1 section 4.10.7: a number below `count` in as few bits as it takes."""
    cdef int width = 0
    cdef uint32_t rest = count
    cdef uint32_t short_codes
    cdef uint32_t value
    while rest > 0:
        rest >>= 1
        width += 1
    if width == 0:
        return 0
    short_codes = (<uint32_t>1 << width) - count
    value = bits_read(r, width - 1)
    if value < short_codes:
        return value
    return (value << 1) - short_codes + bits_read(r, 1)

cdef struct BitWriter:
    uint8_t *data
    int size                     # bits
    int position
    bint failed

cdef inline void bits_open(BitWriter *w, uint8_t *data, int bytes) noexcept nogil:
    w.data = data
    w.size = bytes * 8
    w.position = 0
    w.failed = False

cdef inline void bits_write(BitWriter *w, uint32_t value, int count) noexcept nogil:
    cdef int i
    cdef uint8_t *at
    if w.failed or count > w.size - w.position:
        w.failed = True
        return
    for i in range(count - 1, -1, -1):
        at = &w.data[w.position >> 3]
        if w.position & 7 == 0:
            at[0] = 0
        at[0] |= <uint8_t>((value >> i & 1) << (7 - (w.position & 7)))
        w.position += 1

cdef inline void bits_copy(BitWriter *w, BitReader *r, int count) noexcept nogil:
    while count > 0 and not w.failed and not r.failed:
        bits_write(w, bits_read(r, 1), 1)
        count -= 1
