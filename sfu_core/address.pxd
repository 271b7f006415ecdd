# A transport address in 20 bytes: what sockaddr says and the protocol, comparable and hashable. IPv4-mapped IPv6 becomes IPv4.
from libc.stdint cimport uint8_t, uint16_t, uint32_t, uint64_t
from sfu_core.includes.sockets cimport sockaddr, sockaddr_storage, socklen_t

cdef struct Address:
    uint8_t ip[16]      # IPv4 in the first four bytes, the rest zero
    uint16_t port       # host order
    uint8_t family      # 4 or 6; 0 = none
    uint8_t tcp         # 1 = TCP, 0 = UDP

# 0 or ERR_UNSUPPORTED / ERR_TRUNCATED.
cdef int address_from_sockaddr(const sockaddr *source, socklen_t length, Address *out) noexcept nogil
# Bytes of *out used. `mapped` writes IPv4 as ::ffff:a.b.c.d for a dual-stack socket.
cdef socklen_t address_to_sockaddr(const Address *a, bint mapped, sockaddr_storage *out) noexcept nogil
cdef bint address_equal(const Address *a, const Address *b) noexcept nogil
# By a secret of one's own: who chooses addresses must not be able to choose them alike.
cdef struct AddressKey:
    uint64_t parts[4]
cdef uint64_t address_hash(const Address *a, const AddressKey *key) noexcept nogil
# Text without the port ("192.0.2.1", "2001:db8::1"); for events only.
cdef str address_text(const Address *a)
