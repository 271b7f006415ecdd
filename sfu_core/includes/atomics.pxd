# Compiler atomics (GCC and Clang). Orders are named as in C11.
from libc.stdint cimport int64_t, uint32_t, uint64_t

cdef extern from * nogil:
    """
    #define ef_load32(p) __atomic_load_n((p), __ATOMIC_ACQUIRE)
    #define ef_store32(p, v) __atomic_store_n((p), (v), __ATOMIC_RELEASE)
    #define ef_load64(p) __atomic_load_n((p), __ATOMIC_ACQUIRE)
    #define ef_load64_relaxed(p) __atomic_load_n((p), __ATOMIC_RELAXED)
    #define ef_store64(p, v) __atomic_store_n((p), (v), __ATOMIC_RELEASE)
    #define ef_add64(p, v) __atomic_add_fetch((p), (v), __ATOMIC_RELAXED)
    """
    uint32_t load32 "ef_load32"(const uint32_t *p) noexcept
    void store32 "ef_store32"(uint32_t *p, uint32_t value) noexcept
    uint64_t load64 "ef_load64"(const uint64_t *p) noexcept
    uint64_t load64_relaxed "ef_load64_relaxed"(const uint64_t *p) noexcept
    void store64 "ef_store64"(uint64_t *p, uint64_t value) noexcept
    int64_t add64 "ef_add64"(int64_t *p, int64_t value) noexcept
