"""A hash table from 64-bit keys to pointers."""

from libc.stdint cimport uint32_t, uint64_t
from libc.stdlib cimport calloc, free

from sfu_core.bytesio cimport ERR_NO_MEMORY


cdef inline uint32_t _home(const Table *t, uint64_t key) noexcept nogil:
    # Handles count upwards and hashes are spread already: one multiplication serves both.
    return <uint32_t>((key * <uint64_t>0x9E3779B97F4A7C15) >> 32) & (t.capacity - 1)


cdef uint32_t _find(const Table *t, uint64_t key) noexcept nogil:
    """Where `key` stands, or the free place where it would."""
    cdef uint32_t at = _home(t, key)
    while t.entries[at].value != NULL and t.entries[at].key != key:
        at = (at + 1) & (t.capacity - 1)
    return at


cdef int table_init(Table *t, uint32_t capacity) noexcept nogil:
    cdef uint32_t size = 16
    while size < capacity:
        size *= 2
    t.entries = <TableEntry *>calloc(size, sizeof(TableEntry))
    t.capacity = size
    t.count = 0
    return 0 if t.entries != NULL else ERR_NO_MEMORY


cdef void table_free(Table *t) noexcept nogil:
    free(t.entries)
    t.entries = NULL
    t.capacity = 0
    t.count = 0


cdef int _grow(Table *t) noexcept nogil:
    cdef Table larger
    cdef uint32_t i
    if table_init(&larger, t.capacity * 2) < 0:
        return ERR_NO_MEMORY
    for i in range(t.capacity):
        if t.entries[i].value != NULL:
            larger.entries[_find(&larger, t.entries[i].key)] = t.entries[i]
    larger.count = t.count
    free(t.entries)
    t[0] = larger
    return 0


cdef int table_put(Table *t, uint64_t key, void *value) noexcept nogil:
    cdef uint32_t at = _find(t, key)
    if t.entries[at].value == NULL:
        # A quarter stays free, so that probing ends soon.
        if (t.count + 1) * 4 > t.capacity * 3:
            if _grow(t) < 0:
                return ERR_NO_MEMORY
            at = _find(t, key)
        t.count += 1
    t.entries[at].key = key
    t.entries[at].value = value
    return 0


cdef void *table_get(const Table *t, uint64_t key) noexcept nogil:
    return t.entries[_find(t, key)].value


cdef void table_drop(Table *t, uint64_t key) noexcept nogil:
    cdef uint32_t hole = _find(t, key)
    cdef uint32_t at = hole
    cdef uint32_t home
    if t.entries[hole].value == NULL:
        return
    t.count -= 1
    # Close the gap: an entry further on moves back unless its home lies between the hole and itself.
    while True:
        at = (at + 1) & (t.capacity - 1)
        if t.entries[at].value == NULL:
            break
        home = _home(t, t.entries[at].key)
        if ((at - home) & (t.capacity - 1)) >= ((at - hole) & (t.capacity - 1)):
            t.entries[hole] = t.entries[at]
            hole = at
    t.entries[hole].value = NULL
