from libc.stdint cimport uint8_t, uint32_t, uint64_t
from libc.stdlib cimport calloc, free
from libc.string cimport memcpy, memset
from sfu_core.bytesio cimport ERR_NO_MEMORY, ERR_NO_SPACE
from sfu_core.debug cimport LIVE_RING, live_add, live_drop
from sfu_core.includes.atomics cimport add64, load64, store64
from sfu_core.includes.pthread cimport (
    pthread_mutex_destroy, pthread_mutex_init, pthread_mutex_lock, pthread_mutex_unlock,
)

cdef enum:
    MIN_CAPACITY = 1024
    MAX_CAPACITY = 1 << 30
    KIND_WRAP = 0xFFFFFFFF


# 16 bytes, the unit of the ring: whatever is left before its end always holds one, so a wrap can be marked there.
cdef struct Head:
    uint32_t total      # of the record, this head included
    uint32_t kind
    uint32_t size       # of the data
    uint32_t padding


cdef int ring_init(Ring *r, uint32_t capacity) noexcept nogil:
    cdef uint32_t rounded = MIN_CAPACITY
    memset(r, 0, sizeof(Ring))
    while rounded < capacity and rounded < MAX_CAPACITY:
        rounded *= 2
    r.data = <uint8_t *>calloc(rounded, 1)
    if r.data == NULL:
        return ERR_NO_MEMORY
    r.capacity = rounded
    pthread_mutex_init(&r.producers, NULL)
    live_add(LIVE_RING)
    return 0


cdef void ring_free(Ring *r) noexcept nogil:
    if r.data == NULL:
        return
    free(r.data)
    pthread_mutex_destroy(&r.producers)
    memset(r, 0, sizeof(Ring))
    live_drop(LIVE_RING)


cdef int ring_push(Ring *r, uint32_t kind, const void *head, int head_size, const void *tail,
                   int tail_size) noexcept nogil:
    cdef uint64_t at = r.tail
    cdef uint64_t used = at - load64(&r.head)
    cdef uint32_t size = <uint32_t>(head_size + tail_size)
    cdef uint32_t need = (<uint32_t>sizeof(Head) + size + 15) & ~<uint32_t>15
    cdef uint32_t to_end = r.capacity - <uint32_t>(at & (r.capacity - 1))
    cdef uint32_t skip = to_end if need > to_end else 0
    cdef Head *record
    cdef uint8_t *data

    if need > r.capacity // 4 or used + skip + need > r.capacity:
        add64(&r.refused, 1)
        return ERR_NO_SPACE
    record = <Head *>(r.data + (at & (r.capacity - 1)))
    if skip:
        record.kind = KIND_WRAP
        record.total = skip
        record = <Head *>r.data
    record.kind = kind
    record.total = need
    record.size = size
    data = <uint8_t *>record + sizeof(Head)
    if head_size > 0:
        memcpy(data, head, head_size)
    if tail_size > 0:
        memcpy(data + head_size, tail, tail_size)
    store64(&r.tail, at + skip + need)
    return 0


cdef int ring_push_shared(Ring *r, uint32_t kind, const void *head, int head_size, const void *tail,
                          int tail_size) noexcept nogil:
    cdef int result
    pthread_mutex_lock(&r.producers)
    result = ring_push(r, kind, head, head_size, tail, tail_size)
    pthread_mutex_unlock(&r.producers)
    return result


cdef bint ring_front(Ring *r, RingRecord *out) noexcept nogil:
    cdef const Head *record
    while not ring_is_empty(r):
        record = <const Head *>(r.data + (r.head & (r.capacity - 1)))
        if record.kind != KIND_WRAP:
            out.kind = record.kind
            out.size = <int>record.size
            out.data = <const uint8_t *>record + sizeof(Head)
            return True
        store64(&r.head, r.head + record.total)
    return False


cdef void ring_pop(Ring *r) noexcept nogil:
    cdef const Head *record = <const Head *>(r.data + (r.head & (r.capacity - 1)))
    store64(&r.head, r.head + record.total)


cdef bint ring_is_empty(const Ring *r) noexcept nogil:
    return r.head == load64(&r.tail)
