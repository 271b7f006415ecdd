# The recent packets of one outgoing stream, by sequence number, for answering NACK. Worker thread only.
#
# An entry keeps two forms, either of which may be absent:
#   plain   the clear packet, to be resent as RTX under an SSRC and sequence of its own, encrypted anew;
#   cipher  the protected datagram as it left, to be resent as it is. It is never encrypted a second time: the nonce
#           would repeat with other content behind it (GCM), and libsrtp refuses.
# With both absent the cache is an index from sequence to `note`. Bytes live in one ring buffer: memory is bounded by
# `capacity`, nothing is allocated after packet_cache_init, and the oldest packets go when either the buffer, the
# number of entries or `max_age_ns` says so.
from libc.stdint cimport int64_t, uint8_t, uint16_t, uint32_t, uint64_t

# Where a packet that left came from, and the numbers that it left with: the caller's own.
cdef struct PacketNote:
    uint32_t source
    uint16_t sequence            # as it came
    uint8_t encoding
    bint marker
    uint32_t timestamp
    uint16_t picture_id
    uint8_t tl0picidx
    uint8_t keyidx
    uint32_t mask

cdef struct CachedPacket:
    uint64_t position            # of its bytes in the ring, absolute
    int64_t sent_ns
    int64_t resent_ns            # 0 = never
    PacketNote note
    uint16_t sequence
    uint16_t resends
    int plain_size               # 0 = absent
    int cipher_size
    bint used

cdef struct PacketCache:
    uint8_t *data                # owned; `capacity` bytes
    CachedPacket *entries        # owned; by sequence & (count − 1)
    uint32_t count
    uint32_t capacity
    uint64_t head                # absolute position of the next byte
    int64_t max_age_ns
    int64_t hits                 # packets handed out for resending
    int64_t misses               # asked for, but not (or no longer) here
    int64_t held_back            # asked for again too soon

# 0 or ERR_NO_MEMORY. `packets` and `capacity` are rounded up to powers of two; `capacity` 0 keeps no bytes.
cdef int packet_cache_init(PacketCache *c, uint32_t packets, uint32_t capacity, int64_t max_age_ns) noexcept nogil
cdef void packet_cache_free(PacketCache *c) noexcept nogil         # a zeroed struct is left alone
cdef void packet_cache_clear(PacketCache *c) noexcept nogil        # forgets everything, keeps the memory

# 0 or ERR_NO_SPACE when the two forms are larger than a quarter of the buffer. A packet put again replaces the first.
# `note` may be NULL.
cdef int packet_cache_put(PacketCache *c, uint16_t sequence, int64_t now_ns, const uint8_t *plain, int plain_size,
                          const uint8_t *cipher, int cipher_size, const PacketNote *note) noexcept nogil
# The entry, or NULL when it is gone. Valid until the next put.
cdef CachedPacket *packet_cache_find(PacketCache *c, uint16_t sequence, int64_t now_ns) noexcept nogil
# The same for answering a NACK: NULL as well when it was resent less than `interval_ns` (the round trip) ago or
# `max_resends` times; counts and notes the resend.
cdef CachedPacket *packet_cache_take(PacketCache *c, uint16_t sequence, int64_t now_ns, int64_t interval_ns,
                                     int max_resends) noexcept nogil
# Where an entry's forms lie; copy before changing. NULL when absent.
cdef const uint8_t *packet_cache_plain(const PacketCache *c, const CachedPacket *p) noexcept nogil
cdef const uint8_t *packet_cache_cipher(const PacketCache *c, const CachedPacket *p) noexcept nogil
