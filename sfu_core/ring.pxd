# A bounded ring of variable records between threads. The consumer never waits and takes no lock.
#
# One consumer thread. `ring_push` is for a single producer thread (worker → event loop); `ring_push_shared` lets any
# number of producers in, one after the other (event loop and executor threads → worker). Use one of the two per ring.
# A record is a `kind`, a fixed head (a C struct) and an optional tail (bytes), copied in whole or not at all.
from libc.stdint cimport int64_t, uint8_t, uint32_t, uint64_t
from sfu_core.includes.pthread cimport pthread_mutex_t

cdef struct Ring:
    uint8_t *data                # owned
    uint32_t capacity            # bytes, a power of two
    pthread_mutex_t producers
    uint64_t tail                # written by producers
    int64_t refused              # records that found no room
    uint8_t padding[64]          # keeps the two sides off one cache line
    uint64_t head                # written by the consumer

cdef struct RingRecord:
    uint32_t kind
    int size                     # head + tail
    const uint8_t *data          # 8-aligned, inside the ring: valid until ring_pop

# 0 or ERR_NO_MEMORY; capacity is rounded up to a power of two ≥ 1024. ring_free on a zeroed struct does nothing.
cdef int ring_init(Ring *r, uint32_t capacity) noexcept nogil
cdef void ring_free(Ring *r) noexcept nogil

# 0; ERR_NO_SPACE when full (counted in `refused`) or when the record is larger than capacity / 4.
cdef int ring_push(Ring *r, uint32_t kind, const void *head, int head_size, const void *tail,
                   int tail_size) noexcept nogil
cdef int ring_push_shared(Ring *r, uint32_t kind, const void *head, int head_size, const void *tail,
                          int tail_size) noexcept nogil

# Consumer: look at the oldest record (False when empty), then drop it.
cdef bint ring_front(Ring *r, RingRecord *record) noexcept nogil
cdef void ring_pop(Ring *r) noexcept nogil
cdef bint ring_is_empty(const Ring *r) noexcept nogil
