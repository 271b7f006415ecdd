# A hash table from 64-bit keys to pointers: handles, hashes of addresses and of ICE names. One thread.
#
# Keys that are hashes may collide in theory: the caller compares what it finds with what it meant.
from libc.stdint cimport uint32_t, uint64_t

cdef struct TableEntry:
    uint64_t key
    void *value          # NULL = free

cdef struct Table:
    TableEntry *entries  # owned
    uint32_t capacity    # a power of two
    uint32_t count

# 0 or ERR_NO_MEMORY. table_free on a zeroed struct does nothing.
cdef int table_init(Table *t, uint32_t capacity) noexcept nogil
cdef void table_free(Table *t) noexcept nogil
# Replaces what stood under `key`; `value` is not NULL. 0 or ERR_NO_MEMORY (when it had to grow).
cdef int table_put(Table *t, uint64_t key, void *value) noexcept nogil
cdef void *table_get(const Table *t, uint64_t key) noexcept nogil
cdef void table_drop(Table *t, uint64_t key) noexcept nogil
