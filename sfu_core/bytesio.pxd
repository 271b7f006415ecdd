# Big-endian bytes over a buffer that the caller owns. Nothing here allocates or keeps a pointer beyond its struct.
#
# Lengths are `int` throughout the core (a datagram is at most 65,535 bytes). Parsers and writers answer a length or
# count ≥ 0, or one of the negative codes below.
from libc.stdint cimport uint8_t, uint16_t, uint32_t, uint64_t
from libc.string cimport memcpy, memset

cdef enum:
    ERR_TRUNCATED = -1    # the buffer ends before the field does
    ERR_MALFORMED = -2    # the bytes contradict the format
    ERR_UNSUPPORTED = -3  # well-formed, but a version or kind we do not speak
    ERR_NO_SPACE = -4     # the output buffer, ring or table is too small
    ERR_NO_MEMORY = -5


# Loads and stores at a position whose bounds the caller has proven.

cdef inline uint16_t load16be(const uint8_t *p) noexcept nogil:
    return <uint16_t>((<uint16_t>p[0] << 8) | p[1])

cdef inline uint32_t load24be(const uint8_t *p) noexcept nogil:
    return (<uint32_t>p[0] << 16) | (<uint32_t>p[1] << 8) | p[2]

cdef inline uint32_t load32be(const uint8_t *p) noexcept nogil:
    return (<uint32_t>p[0] << 24) | (<uint32_t>p[1] << 16) | (<uint32_t>p[2] << 8) | p[3]

cdef inline uint64_t load64be(const uint8_t *p) noexcept nogil:
    return (<uint64_t>load32be(p) << 32) | load32be(p + 4)

cdef inline void store16be(uint8_t *p, uint16_t value) noexcept nogil:
    p[0] = <uint8_t>(value >> 8)
    p[1] = <uint8_t>value

cdef inline void store24be(uint8_t *p, uint32_t value) noexcept nogil:
    p[0] = <uint8_t>(value >> 16)
    p[1] = <uint8_t>(value >> 8)
    p[2] = <uint8_t>value

cdef inline void store32be(uint8_t *p, uint32_t value) noexcept nogil:
    p[0] = <uint8_t>(value >> 24)
    p[1] = <uint8_t>(value >> 16)
    p[2] = <uint8_t>(value >> 8)
    p[3] = <uint8_t>value

cdef inline void store64be(uint8_t *p, uint64_t value) noexcept nogil:
    store32be(p, <uint32_t>(value >> 32))
    store32be(p + 4, <uint32_t>value)


# A bounded read cursor. A read past the end answers 0 (or NULL), moves nothing and sets `failed` for good, so that a
# parser reads a run of fields and looks once.

cdef struct Reader:
    const uint8_t *data
    int size
    int position
    bint failed

cdef inline void reader_init(Reader *r, const uint8_t *data, int size) noexcept nogil:
    r.data = data
    r.size = size if size > 0 else 0
    r.position = 0
    r.failed = False

cdef inline int reader_left(const Reader *r) noexcept nogil:
    return r.size - r.position

cdef inline const uint8_t *reader_take(Reader *r, int length) noexcept nogil:
    cdef const uint8_t *at
    if r.failed or length < 0 or length > r.size - r.position:
        r.failed = True
        return NULL
    at = r.data + r.position
    r.position += length
    return at

cdef inline uint8_t read8(Reader *r) noexcept nogil:
    cdef const uint8_t *at = reader_take(r, 1)
    return at[0] if at != NULL else 0

cdef inline uint16_t read16(Reader *r) noexcept nogil:
    cdef const uint8_t *at = reader_take(r, 2)
    return load16be(at) if at != NULL else 0

cdef inline uint32_t read24(Reader *r) noexcept nogil:
    cdef const uint8_t *at = reader_take(r, 3)
    return load24be(at) if at != NULL else 0

cdef inline uint32_t read32(Reader *r) noexcept nogil:
    cdef const uint8_t *at = reader_take(r, 4)
    return load32be(at) if at != NULL else 0

cdef inline uint64_t read64(Reader *r) noexcept nogil:
    cdef const uint8_t *at = reader_take(r, 8)
    return load64be(at) if at != NULL else 0


# A bounded write cursor with the same rule. `writer_end` answers the bytes written or ERR_NO_SPACE.

cdef struct Writer:
    uint8_t *data
    int capacity
    int position
    bint failed

cdef inline void writer_init(Writer *w, uint8_t *data, int capacity) noexcept nogil:
    w.data = data
    w.capacity = capacity if capacity > 0 else 0
    w.position = 0
    w.failed = False

cdef inline uint8_t *writer_take(Writer *w, int length) noexcept nogil:
    cdef uint8_t *at
    if w.failed or length < 0 or length > w.capacity - w.position:
        w.failed = True
        return NULL
    at = w.data + w.position
    w.position += length
    return at

cdef inline void write8(Writer *w, uint8_t value) noexcept nogil:
    cdef uint8_t *at = writer_take(w, 1)
    if at != NULL:
        at[0] = value

cdef inline void write16(Writer *w, uint16_t value) noexcept nogil:
    cdef uint8_t *at = writer_take(w, 2)
    if at != NULL:
        store16be(at, value)

cdef inline void write24(Writer *w, uint32_t value) noexcept nogil:
    cdef uint8_t *at = writer_take(w, 3)
    if at != NULL:
        store24be(at, value)

cdef inline void write32(Writer *w, uint32_t value) noexcept nogil:
    cdef uint8_t *at = writer_take(w, 4)
    if at != NULL:
        store32be(at, value)

cdef inline void write64(Writer *w, uint64_t value) noexcept nogil:
    cdef uint8_t *at = writer_take(w, 8)
    if at != NULL:
        store64be(at, value)

cdef inline void write_bytes(Writer *w, const void *data, int length) noexcept nogil:
    cdef uint8_t *at = writer_take(w, length)
    if at != NULL and length > 0:
        memcpy(at, data, length)

cdef inline void write_zeros(Writer *w, int length) noexcept nogil:
    cdef uint8_t *at = writer_take(w, length)
    if at != NULL and length > 0:
        memset(at, 0, length)

cdef inline int writer_end(const Writer *w) noexcept nogil:
    return ERR_NO_SPACE if w.failed else w.position
