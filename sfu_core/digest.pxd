# SHA-1 and HMAC-SHA1 (RFC 2104, RFC 3174) and CRC-32 (ISO 3309), for STUN: no allocation, no lock.
from libc.stdint cimport uint8_t, uint32_t, uint64_t

cdef enum:
    SHA1_SIZE = 20

cdef struct Sha1:
    uint32_t state[5]
    uint64_t length
    uint8_t block[64]

cdef void sha1_init(Sha1 *s) noexcept nogil
cdef void sha1_update(Sha1 *s, const uint8_t *data, int size) noexcept nogil
cdef void sha1_final(Sha1 *s, uint8_t *out) noexcept nogil            # 20 bytes

# A key made ready once (an ICE password), so that a check costs the message alone. Plain data: copy it freely.
cdef struct HmacSha1Key:
    uint32_t inner[5]
    uint32_t outer[5]

cdef void hmac_sha1_key(HmacSha1Key *key, const uint8_t *secret, int size) noexcept nogil
cdef void hmac_sha1_begin(const HmacSha1Key *key, Sha1 *s) noexcept nogil
cdef void hmac_sha1_end(const HmacSha1Key *key, Sha1 *s, uint8_t *out) noexcept nogil    # 20 bytes
cdef void hmac_sha1(const HmacSha1Key *key, const uint8_t *data, int size, uint8_t *out) noexcept nogil

cdef uint32_t crc32(const uint8_t *data, int size) noexcept nogil
cdef bint equal_in_constant_time(const uint8_t *a, const uint8_t *b, int size) noexcept nogil
