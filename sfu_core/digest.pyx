from libc.stdint cimport uint8_t, uint32_t, uint64_t
from libc.string cimport memcpy, memset
from sfu_core.bytesio cimport load32be, store32be, store64be

cdef enum:
    BLOCK_SIZE = 64


cdef inline uint32_t rotate_left(uint32_t x, int n) noexcept nogil:
    return (x << n) | (x >> (32 - n))


cdef void sha1_block(uint32_t *state, const uint8_t *block) noexcept nogil:
    cdef uint32_t w[80]
    cdef uint32_t a = state[0], b = state[1], c = state[2], d = state[3], e = state[4], t
    cdef int i
    for i in range(16):
        w[i] = load32be(block + 4 * i)
    for i in range(16, 80):
        w[i] = rotate_left(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1)
    for i in range(20):
        t = rotate_left(a, 5) + ((b & c) | (~b & d)) + e + w[i] + <uint32_t>0x5A827999
        e = d; d = c; c = rotate_left(b, 30); b = a; a = t
    for i in range(20, 40):
        t = rotate_left(a, 5) + (b ^ c ^ d) + e + w[i] + <uint32_t>0x6ED9EBA1
        e = d; d = c; c = rotate_left(b, 30); b = a; a = t
    for i in range(40, 60):
        t = rotate_left(a, 5) + ((b & c) | (b & d) | (c & d)) + e + w[i] + <uint32_t>0x8F1BBCDC
        e = d; d = c; c = rotate_left(b, 30); b = a; a = t
    for i in range(60, 80):
        t = rotate_left(a, 5) + (b ^ c ^ d) + e + w[i] + <uint32_t>0xCA62C1D6
        e = d; d = c; c = rotate_left(b, 30); b = a; a = t
    state[0] += a
    state[1] += b
    state[2] += c
    state[3] += d
    state[4] += e


cdef void sha1_init(Sha1 *s) noexcept nogil:
    s.state[0] = 0x67452301
    s.state[1] = 0xEFCDAB89
    s.state[2] = 0x98BADCFE
    s.state[3] = 0x10325476
    s.state[4] = 0xC3D2E1F0
    s.length = 0


cdef void sha1_update(Sha1 *s, const uint8_t *data, int size) noexcept nogil:
    cdef int held = <int>(s.length % BLOCK_SIZE), part
    if size <= 0:
        return
    s.length += <uint64_t>size
    if held:
        part = min(size, BLOCK_SIZE - held)
        memcpy(s.block + held, data, part)
        if held + part < BLOCK_SIZE:
            return
        sha1_block(s.state, s.block)
        data += part
        size -= part
    while size >= BLOCK_SIZE:
        sha1_block(s.state, data)
        data += BLOCK_SIZE
        size -= BLOCK_SIZE
    if size:
        memcpy(s.block, data, size)


cdef void sha1_final(Sha1 *s, uint8_t *out) noexcept nogil:
    cdef uint64_t bits = s.length * 8
    cdef int held = <int>(s.length % BLOCK_SIZE), i
    s.block[held] = 0x80
    held += 1
    if held > BLOCK_SIZE - 8:
        memset(s.block + held, 0, BLOCK_SIZE - held)
        sha1_block(s.state, s.block)
        held = 0
    memset(s.block + held, 0, BLOCK_SIZE - 8 - held)
    store64be(s.block + BLOCK_SIZE - 8, bits)
    sha1_block(s.state, s.block)
    for i in range(5):
        store32be(out + 4 * i, s.state[i])


cdef void hmac_sha1_key(HmacSha1Key *key, const uint8_t *secret, int size) noexcept nogil:
    cdef uint8_t pad[BLOCK_SIZE]
    cdef Sha1 s
    cdef int i
    memset(pad, 0, BLOCK_SIZE)
    if size > BLOCK_SIZE:
        sha1_init(&s)
        sha1_update(&s, secret, size)
        sha1_final(&s, pad)
    elif size > 0:
        memcpy(pad, secret, size)
    for i in range(BLOCK_SIZE):
        pad[i] ^= 0x36
    sha1_init(&s)
    sha1_block(s.state, pad)
    memcpy(key.inner, s.state, sizeof(key.inner))
    for i in range(BLOCK_SIZE):
        pad[i] ^= 0x36 ^ 0x5C
    sha1_init(&s)
    sha1_block(s.state, pad)
    memcpy(key.outer, s.state, sizeof(key.outer))


cdef void hmac_sha1_begin(const HmacSha1Key *key, Sha1 *s) noexcept nogil:
    memcpy(s.state, key.inner, sizeof(key.inner))
    s.length = BLOCK_SIZE


cdef void hmac_sha1_end(const HmacSha1Key *key, Sha1 *s, uint8_t *out) noexcept nogil:
    cdef uint8_t inner[SHA1_SIZE]
    sha1_final(s, inner)
    memcpy(s.state, key.outer, sizeof(key.outer))
    s.length = BLOCK_SIZE
    sha1_update(s, inner, SHA1_SIZE)
    sha1_final(s, out)


cdef void hmac_sha1(const HmacSha1Key *key, const uint8_t *data, int size, uint8_t *out) noexcept nogil:
    cdef Sha1 s
    hmac_sha1_begin(key, &s)
    sha1_update(&s, data, size)
    hmac_sha1_end(key, &s, out)


cdef uint32_t crc_table[256]


cdef void fill_crc_table() noexcept nogil:
    cdef uint32_t value
    cdef int i, bit
    for i in range(256):
        value = <uint32_t>i
        for bit in range(8):
            value = (value >> 1) ^ (<uint32_t>0xEDB88320 if value & 1 else 0)
        crc_table[i] = value


fill_crc_table()


cdef uint32_t crc32(const uint8_t *data, int size) noexcept nogil:
    cdef uint32_t crc = 0xFFFFFFFF
    cdef int i
    for i in range(size):
        crc = (crc >> 8) ^ crc_table[(crc ^ data[i]) & 0xFF]
    return ~crc


cdef bint equal_in_constant_time(const uint8_t *a, const uint8_t *b, int size) noexcept nogil:
    cdef uint8_t difference = 0
    cdef int i
    for i in range(size):
        difference |= a[i] ^ b[i]
    return difference == 0
