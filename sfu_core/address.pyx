from libc.stdint cimport uint8_t, uint64_t
from libc.string cimport memcmp, memcpy, memset
from sfu_core.bytesio cimport ERR_TRUNCATED, ERR_UNSUPPORTED
from sfu_core.includes.multiply cimport fold
from sfu_core.includes.sockets cimport (
    AF_INET, AF_INET6, htons, inet_ntop, ntohs, sa_family_t, sockaddr, sockaddr_in, sockaddr_in6, sockaddr_storage,
    socklen_t,
)

cdef const uint8_t *MAPPED_PREFIX = <const uint8_t *>b"\0\0\0\0\0\0\0\0\0\0\xff\xff"


cdef int address_from_sockaddr(const sockaddr *source, socklen_t length, Address *out) noexcept nogil:
    cdef sockaddr_in v4
    cdef sockaddr_in6 v6
    memset(out, 0, sizeof(Address))
    if length < sizeof(sa_family_t):
        return ERR_TRUNCATED
    if source.sa_family == AF_INET:
        if length < sizeof(sockaddr_in):
            return ERR_TRUNCATED
        memcpy(&v4, source, sizeof(v4))
        out.family = 4
        out.port = ntohs(v4.sin_port)
        memcpy(out.ip, &v4.sin_addr, 4)
        return 0
    if source.sa_family == AF_INET6:
        if length < sizeof(sockaddr_in6):
            return ERR_TRUNCATED
        memcpy(&v6, source, sizeof(v6))
        out.port = ntohs(v6.sin6_port)
        if memcmp(&v6.sin6_addr, MAPPED_PREFIX, 12) == 0:
            out.family = 4
            memcpy(out.ip, <const uint8_t *>&v6.sin6_addr + 12, 4)
        else:
            out.family = 6
            memcpy(out.ip, &v6.sin6_addr, 16)
        return 0
    return ERR_UNSUPPORTED


cdef socklen_t address_to_sockaddr(const Address *a, bint mapped, sockaddr_storage *out) noexcept nogil:
    cdef sockaddr_in *v4 = <sockaddr_in *>out
    cdef sockaddr_in6 *v6 = <sockaddr_in6 *>out
    memset(out, 0, sizeof(sockaddr_storage))
    if a.family == 4 and not mapped:
        v4.sin_family = <sa_family_t>AF_INET
        v4.sin_port = htons(a.port)
        memcpy(&v4.sin_addr, a.ip, 4)
        return sizeof(sockaddr_in)
    v6.sin6_family = <sa_family_t>AF_INET6
    v6.sin6_port = htons(a.port)
    if a.family == 4:
        memcpy(&v6.sin6_addr, MAPPED_PREFIX, 12)
        memcpy(<uint8_t *>&v6.sin6_addr + 12, a.ip, 4)
    else:
        memcpy(&v6.sin6_addr, a.ip, 16)
    return sizeof(sockaddr_in6)


cdef bint address_equal(const Address *a, const Address *b) noexcept nogil:
    return a.family == b.family and a.port == b.port and a.tcp == b.tcp and memcmp(a.ip, b.ip, 16) == 0


cdef uint64_t address_hash(const Address *a, const AddressKey *key) noexcept nogil:
    cdef uint64_t high, low
    memcpy(&high, a.ip, 8)
    memcpy(&low, <const uint8_t *>a.ip + 8, 8)
    high = fold(high ^ key.parts[0], low ^ key.parts[1])
    low = <uint64_t>a.port << 16 | <uint64_t>a.tcp << 8 | a.family
    return fold(high ^ key.parts[2], low ^ key.parts[3])


cdef str address_text(const Address *a):
    cdef char text[64]
    if a.family == 0 or inet_ntop(AF_INET if a.family == 4 else AF_INET6, a.ip, text, sizeof(text)) == NULL:
        return ""
    return text.decode("ascii")
