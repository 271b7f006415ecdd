# STUN messages (RFC 8489) with the attributes of ICE (RFC 8445). The caller decides; this reads and writes.
from libc.stdint cimport uint8_t, uint16_t, uint32_t, uint64_t
from sfu_core.address cimport Address
from sfu_core.digest cimport HmacSha1Key

cdef enum:
    STUN_HEADER_SIZE = 20
    STUN_MAGIC = 0x2112A442
    STUN_MAX_UNKNOWN = 8

    STUN_BINDING_REQUEST = 0x0001
    STUN_BINDING_INDICATION = 0x0011
    STUN_BINDING_SUCCESS = 0x0101
    STUN_BINDING_ERROR = 0x0111

    STUN_ERROR_BAD_REQUEST = 400
    STUN_ERROR_UNAUTHENTICATED = 401
    STUN_ERROR_UNKNOWN_ATTRIBUTE = 420
    STUN_ERROR_ROLE_CONFLICT = 487

cdef enum IceRole:
    ICE_ROLE_NONE
    ICE_ROLE_CONTROLLED
    ICE_ROLE_CONTROLLING

# All pointers look into the datagram.
cdef struct StunMessage:
    uint16_t type
    int size                            # of the whole message
    const uint8_t *transaction          # 12 bytes
    const uint8_t *username             # NULL = absent
    int username_length
    bint has_priority
    uint32_t priority
    bint use_candidate
    IceRole role
    uint64_t tie_breaker
    Address mapped                      # XOR-MAPPED-ADDRESS, or MAPPED-ADDRESS; family 0 = absent
    int error_code                      # 0 = absent
    int integrity_offset                # of the MESSAGE-INTEGRITY attribute; 0 = absent
    int fingerprint_offset              # of the FINGERPRINT attribute; 0 = absent
    int unknown_count                   # comprehension-required types that we do not know (420), at most 8 kept
    uint16_t unknown[8]

# 0 or a negative code. Attributes behind MESSAGE-INTEGRITY are passed over, FINGERPRINT excepted (section 14.5); the
# first of equal attributes counts. A fingerprint that does not match is ERR_MALFORMED: the datagram is not STUN.
cdef int stun_parse(const uint8_t *data, int size, StunMessage *out) noexcept nogil
# False when the attribute is absent or wrong. Constant time in the digest.
cdef bint stun_verify(const uint8_t *data, const StunMessage *m, const HmacSha1Key *key) noexcept nogil

# Writers: length or ERR_NO_SPACE. Each ends with MESSAGE-INTEGRITY when `key` is not NULL, and FINGERPRINT.
cdef int stun_write_success(uint8_t *out, int capacity, const uint8_t *transaction, const Address *mapped,
                            const HmacSha1Key *key) noexcept nogil
# `m` gives the transaction and, for 420, the unknown attributes. Compare the answer with m.size before sending one to
# an unproven address: it must not be longer than what it answers.
cdef int stun_write_error(uint8_t *out, int capacity, const StunMessage *m, int code,
                          const HmacSha1Key *key) noexcept nogil
cdef int stun_write_request(uint8_t *out, int capacity, const uint8_t *transaction, const uint8_t *username,
                            int username_length, uint32_t priority, IceRole role, uint64_t tie_breaker,
                            bint use_candidate, const HmacSha1Key *key) noexcept nogil
