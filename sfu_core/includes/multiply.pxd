# Both halves of a product of 64-bit numbers, folded into one.
from libc.stdint cimport uint64_t

cdef extern from * nogil:
    """
    static inline uint64_t ef_fold(uint64_t a, uint64_t b) {
        unsigned __int128 product = (unsigned __int128)a * b;
        return (uint64_t)product ^ (uint64_t)(product >> 64);
    }
    """
    uint64_t fold "ef_fold"(uint64_t a, uint64_t b) noexcept
