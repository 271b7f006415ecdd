from libc.stdint cimport uint8_t, uint16_t, uint32_t, uint64_t
from libc.string cimport memcpy, memset
from sfu_core.address cimport Address
from sfu_core.bytesio cimport (
    ERR_MALFORMED, ERR_TRUNCATED, ERR_UNSUPPORTED, Writer, load16be, load32be, load64be, store16be, write16, write32,
    write64, write8, write_bytes, write_zeros, writer_end, writer_init, writer_take,
)
from sfu_core.digest cimport (
    SHA1_SIZE, HmacSha1Key, Sha1, crc32, equal_in_constant_time, hmac_sha1_begin, hmac_sha1_end, sha1_update,
)

# Attribute types (RFC 8489 section 18.3, RFC 8445 section 16.1)
cdef enum:
    MAPPED_ADDRESS = 0x0001
    USERNAME = 0x0006
    MESSAGE_INTEGRITY = 0x0008
    ERROR_CODE = 0x0009
    UNKNOWN_ATTRIBUTES = 0x000A
    REALM = 0x0014
    NONCE = 0x0015
    MESSAGE_INTEGRITY_SHA256 = 0x001C
    PASSWORD_ALGORITHM = 0x001D
    USERHASH = 0x001E
    XOR_MAPPED_ADDRESS = 0x0020
    PRIORITY = 0x0024
    USE_CANDIDATE = 0x0025
    FINGERPRINT = 0x8028
    ICE_CONTROLLED = 0x8029
    ICE_CONTROLLING = 0x802A

cdef enum:
    ATTRIBUTE_HEADER_SIZE = 4
    TRANSACTION_SIZE = 12
    INTEGRITY_SIZE = 24       # with the attribute's header
    FINGERPRINT_SIZE = 8
    FINGERPRINT_XOR = 0x5354554E
    MAX_USERNAME = 513


cdef int read_address(const uint8_t *value, int length, const uint8_t *mask, Address *out) noexcept nogil:
    """An address attribute; `mask` is the cookie and transaction to take off it, or NULL for MAPPED-ADDRESS."""
    cdef int size, i
    if length < 4:
        return ERR_MALFORMED
    size = 4 if value[1] == 1 else 16
    if value[1] not in (1, 2) or length != 4 + size:
        return ERR_MALFORMED
    memset(out, 0, sizeof(Address))
    out.family = 4 if size == 4 else 6
    out.port = load16be(value + 2)
    memcpy(out.ip, value + 4, size)
    if mask != NULL:
        out.port ^= load16be(mask)
        for i in range(size):
            out.ip[i] ^= mask[i]
    return 0


cdef bint is_known(uint16_t type) noexcept nogil:
    return type in (MAPPED_ADDRESS, USERNAME, MESSAGE_INTEGRITY, ERROR_CODE, UNKNOWN_ATTRIBUTES, REALM, NONCE,
                    MESSAGE_INTEGRITY_SHA256, PASSWORD_ALGORITHM, USERHASH, XOR_MAPPED_ADDRESS, PRIORITY,
                    USE_CANDIDATE)


cdef int read_attribute(StunMessage *m, const uint8_t *data, uint16_t type, const uint8_t *value,
                        int length) noexcept nogil:
    if type == USERNAME:
        if length > MAX_USERNAME:
            return ERR_MALFORMED
        if m.username == NULL:
            m.username = value
            m.username_length = length
    elif type == PRIORITY:
        if length != 4:
            return ERR_MALFORMED
        if not m.has_priority:
            m.has_priority = True
            m.priority = load32be(value)
    elif type == USE_CANDIDATE:
        m.use_candidate = True
    elif type == ICE_CONTROLLED or type == ICE_CONTROLLING:
        if length != 8:
            return ERR_MALFORMED
        if m.role == ICE_ROLE_NONE:
            m.role = ICE_ROLE_CONTROLLED if type == ICE_CONTROLLED else ICE_ROLE_CONTROLLING
            m.tie_breaker = load64be(value)
    elif type == XOR_MAPPED_ADDRESS:
        return read_address(value, length, data + 4, &m.mapped)
    elif type == MAPPED_ADDRESS:
        if m.mapped.family == 0:
            return read_address(value, length, NULL, &m.mapped)
    elif type == ERROR_CODE:
        if length < 4 or not 3 <= (value[2] & 7) <= 6 or value[3] > 99:
            return ERR_MALFORMED
        m.error_code = 100 * (value[2] & 7) + value[3]
    elif type < 0x8000 and not is_known(type) and m.unknown_count < STUN_MAX_UNKNOWN:
        m.unknown[m.unknown_count] = type
        m.unknown_count += 1
    return 0


cdef int stun_parse(const uint8_t *data, int size, StunMessage *out) noexcept nogil:
    cdef int at = STUN_HEADER_SIZE, length, result
    cdef uint16_t type
    cdef const uint8_t *value
    memset(out, 0, sizeof(StunMessage))
    if size < STUN_HEADER_SIZE:
        return ERR_TRUNCATED
    if data[0] & 0xC0 or load32be(data + 4) != <uint32_t>STUN_MAGIC:
        return ERR_UNSUPPORTED
    length = load16be(data + 2)
    if length % 4 != 0:
        return ERR_MALFORMED
    if length != size - STUN_HEADER_SIZE:
        return ERR_TRUNCATED if length > size - STUN_HEADER_SIZE else ERR_MALFORMED
    out.type = load16be(data)
    out.size = size
    out.transaction = data + 8
    while at < size:
        # Both lengths are whole words, so a header always fits here.
        type = load16be(data + at)
        length = load16be(data + at + 2)
        value = data + at + ATTRIBUTE_HEADER_SIZE
        if ((length + 3) & ~3) > size - at - ATTRIBUTE_HEADER_SIZE:
            return ERR_TRUNCATED
        if type == FINGERPRINT:
            if length != 4 or at + FINGERPRINT_SIZE != size:
                return ERR_MALFORMED
            if load32be(value) != crc32(data, at) ^ <uint32_t>FINGERPRINT_XOR:
                return ERR_MALFORMED
            out.fingerprint_offset = at
        elif out.integrity_offset == 0:
            if type == MESSAGE_INTEGRITY:
                if length != SHA1_SIZE:
                    return ERR_MALFORMED
                out.integrity_offset = at
            else:
                result = read_attribute(out, data, type, value, length)
                if result < 0:
                    return result
        at += ATTRIBUTE_HEADER_SIZE + ((length + 3) & ~3)
    return 0


cdef void integrity(const uint8_t *data, int offset, const HmacSha1Key *key, uint8_t *out) noexcept nogil:
    """HMAC over the message up to `offset`, its length field counting MESSAGE-INTEGRITY as the last attribute."""
    cdef uint8_t head[4]
    cdef Sha1 s
    memcpy(head, data, 2)
    store16be(head + 2, <uint16_t>(offset + INTEGRITY_SIZE - STUN_HEADER_SIZE))
    hmac_sha1_begin(key, &s)
    sha1_update(&s, head, 4)
    sha1_update(&s, data + 4, offset - 4)
    hmac_sha1_end(key, &s, out)


cdef bint stun_verify(const uint8_t *data, const StunMessage *m, const HmacSha1Key *key) noexcept nogil:
    cdef uint8_t digest[SHA1_SIZE]
    if m.integrity_offset == 0:
        return False
    integrity(data, m.integrity_offset, key, digest)
    return equal_in_constant_time(digest, data + m.integrity_offset + ATTRIBUTE_HEADER_SIZE, SHA1_SIZE)


cdef inline void begin_message(Writer *w, uint16_t type, const uint8_t *transaction) noexcept nogil:
    write16(w, type)
    write16(w, 0)
    write32(w, STUN_MAGIC)
    write_bytes(w, transaction, TRANSACTION_SIZE)


cdef inline void write_attribute(Writer *w, uint16_t type, const uint8_t *value, int length) noexcept nogil:
    write16(w, type)
    write16(w, <uint16_t>length)
    write_bytes(w, value, length)
    write_zeros(w, -length & 3)


cdef int end_message(Writer *w, const HmacSha1Key *key) noexcept nogil:
    cdef int offset = w.position
    cdef uint8_t *value
    if key != NULL:
        write16(w, MESSAGE_INTEGRITY)
        write16(w, SHA1_SIZE)
        value = writer_take(w, SHA1_SIZE)
        if value != NULL:
            integrity(w.data, offset, key, value)
    offset = w.position
    write16(w, FINGERPRINT)
    write16(w, 4)
    value = writer_take(w, 4)
    if value != NULL:
        store16be(w.data + 2, <uint16_t>(w.position - STUN_HEADER_SIZE))
        w.position -= 4
        write32(w, crc32(w.data, offset) ^ <uint32_t>FINGERPRINT_XOR)
    return writer_end(w)


cdef int stun_write_success(uint8_t *out, int capacity, const uint8_t *transaction, const Address *mapped,
                            const HmacSha1Key *key) noexcept nogil:
    cdef Writer w
    cdef uint8_t value[20]
    cdef uint8_t mask[16]
    cdef int size = 4 if mapped.family == 4 else 16, i
    writer_init(&w, out, capacity)
    begin_message(&w, STUN_BINDING_SUCCESS, transaction)
    mask[0] = 0x21
    mask[1] = 0x12
    mask[2] = 0xA4
    mask[3] = 0x42
    memcpy(mask + 4, transaction, TRANSACTION_SIZE)
    value[0] = 0
    value[1] = 1 if size == 4 else 2
    store16be(value + 2, mapped.port ^ load16be(mask))
    for i in range(size):
        value[4 + i] = mapped.ip[i] ^ mask[i]
    write_attribute(&w, XOR_MAPPED_ADDRESS, value, 4 + size)
    return end_message(&w, key)


cdef int stun_write_error(uint8_t *out, int capacity, const StunMessage *m, int code,
                          const HmacSha1Key *key) noexcept nogil:
    cdef Writer w
    cdef int i
    writer_init(&w, out, capacity)
    begin_message(&w, m.type | STUN_BINDING_ERROR, m.transaction)
    # No reason phrase: the answer stays as short as it can be.
    write16(&w, ERROR_CODE)
    write16(&w, 4)
    write16(&w, 0)
    write8(&w, <uint8_t>(code // 100))
    write8(&w, <uint8_t>(code % 100))
    if code == STUN_ERROR_UNKNOWN_ATTRIBUTE:
        write16(&w, UNKNOWN_ATTRIBUTES)
        write16(&w, <uint16_t>(2 * m.unknown_count))
        for i in range(m.unknown_count):
            write16(&w, m.unknown[i])
        write_zeros(&w, -2 * m.unknown_count & 3)
    return end_message(&w, key)


cdef int stun_write_request(uint8_t *out, int capacity, const uint8_t *transaction, const uint8_t *username,
                            int username_length, uint32_t priority, IceRole role, uint64_t tie_breaker,
                            bint use_candidate, const HmacSha1Key *key) noexcept nogil:
    cdef Writer w
    writer_init(&w, out, capacity)
    begin_message(&w, STUN_BINDING_REQUEST, transaction)
    if username != NULL:
        write_attribute(&w, USERNAME, username, username_length)
    write16(&w, PRIORITY)
    write16(&w, 4)
    write32(&w, priority)
    if role != ICE_ROLE_NONE:
        write16(&w, ICE_CONTROLLED if role == ICE_ROLE_CONTROLLED else ICE_CONTROLLING)
        write16(&w, 8)
        write64(&w, tie_breaker)
    if use_candidate:
        write_attribute(&w, USE_CANDIDATE, NULL, 0)
    return end_message(&w, key)
