from libc.stdint cimport int64_t, uint8_t, uint16_t, uint32_t, uint64_t
from libc.stdlib cimport calloc, free
from libc.string cimport memcpy, memset
from sfu_core.bytesio cimport ERR_NO_MEMORY, ERR_NO_SPACE
from sfu_core.debug cimport LIVE_PACKET_CACHE, live_add, live_drop
from sfu_core.slab cimport slab_give, slab_take


cdef uint32_t round_up(uint32_t value, uint32_t limit) noexcept nogil:
    cdef uint32_t rounded = 1
    while rounded < value and rounded < limit:
        rounded *= 2
    return rounded


cdef int packet_cache_init(PacketCache *c, uint32_t packets, uint32_t capacity, int64_t max_age_ns) noexcept nogil:
    memset(c, 0, sizeof(PacketCache))
    c.count = round_up(packets, 65536)
    c.capacity = round_up(capacity, 1 << 30) if capacity else 0
    c.max_age_ns = max_age_ns
    c.entries = <CachedPacket *>slab_take(c.count * sizeof(CachedPacket))
    if c.capacity:
        c.data = <uint8_t *>calloc(c.capacity, 1)
    if c.entries == NULL or (c.capacity and c.data == NULL):
        slab_give(c.entries, c.count * sizeof(CachedPacket))
        free(c.data)
        memset(c, 0, sizeof(PacketCache))
        return ERR_NO_MEMORY
    live_add(LIVE_PACKET_CACHE)
    return 0


cdef void packet_cache_free(PacketCache *c) noexcept nogil:
    if c.entries == NULL:
        return
    slab_give(c.entries, c.count * sizeof(CachedPacket))
    free(c.data)
    memset(c, 0, sizeof(PacketCache))
    live_drop(LIVE_PACKET_CACHE)


cdef void packet_cache_clear(PacketCache *c) noexcept nogil:
    memset(c.entries, 0, c.count * sizeof(CachedPacket))
    c.head = 0


cdef int packet_cache_put(PacketCache *c, uint16_t sequence, int64_t now_ns, const uint8_t *plain, int plain_size,
                          const uint8_t *cipher, int cipher_size, const PacketNote *note) noexcept nogil:
    cdef CachedPacket *entry = &c.entries[sequence & (c.count - 1)]
    cdef uint32_t need = <uint32_t>(plain_size + cipher_size), to_end
    cdef uint8_t *at
    if need > c.capacity // 4:
        return ERR_NO_SPACE
    if need:
        # Both forms of a packet lie in one piece: skip what is left before the end when they do not fit there.
        to_end = c.capacity - <uint32_t>(c.head & (c.capacity - 1))
        if need > to_end:
            c.head += to_end
        at = c.data + (c.head & (c.capacity - 1))
        if plain_size:
            memcpy(at, plain, plain_size)
        if cipher_size:
            memcpy(at + plain_size, cipher, cipher_size)
    entry.position = c.head
    entry.sent_ns = now_ns
    entry.resent_ns = 0
    entry.resends = 0
    if note != NULL:
        entry.note = note[0]
    entry.sequence = sequence
    entry.plain_size = plain_size
    entry.cipher_size = cipher_size
    entry.used = True
    c.head += need
    return 0


cdef CachedPacket *packet_cache_find(PacketCache *c, uint16_t sequence, int64_t now_ns) noexcept nogil:
    cdef CachedPacket *entry = &c.entries[sequence & (c.count - 1)]
    if not entry.used or entry.sequence != sequence or now_ns - entry.sent_ns > c.max_age_ns:
        return NULL
    if entry.plain_size + entry.cipher_size > 0 and c.head - entry.position > c.capacity:
        return NULL                   # its bytes were written over
    return entry


cdef CachedPacket *packet_cache_take(PacketCache *c, uint16_t sequence, int64_t now_ns, int64_t interval_ns,
                                     int max_resends) noexcept nogil:
    cdef CachedPacket *entry = packet_cache_find(c, sequence, now_ns)
    if entry == NULL:
        c.misses += 1
        return NULL
    if entry.resends >= max_resends or (entry.resends > 0 and now_ns - entry.resent_ns < interval_ns):
        c.held_back += 1
        return NULL
    entry.resent_ns = now_ns
    entry.resends += 1
    c.hits += 1
    return entry


cdef const uint8_t *packet_cache_plain(const PacketCache *c, const CachedPacket *p) noexcept nogil:
    return c.data + (p.position & (c.capacity - 1)) if p.plain_size > 0 else NULL


cdef const uint8_t *packet_cache_cipher(const PacketCache *c, const CachedPacket *p) noexcept nogil:
    return c.data + (p.position & (c.capacity - 1)) + p.plain_size if p.cipher_size > 0 else NULL
