"""Exact heap allocations for the test faces, so that a sanitizer sees a read or write that is one byte too far."""

from libc.stdint cimport uint8_t
from libc.stdlib cimport free, malloc
from libc.string cimport memcpy, memset

CODES = {-1: "truncated", -2: "malformed", -3: "unsupported", -4: "no_space", -5: "no_memory"}


class Refused(Exception):
    """A negative code of the core; `str()` is its name."""


cdef int accepted(int result) except -1:
    if result < 0:
        raise Refused(CODES[result])
    return result


cdef class Buffer:
    """An allocation of exactly `size` bytes."""

    def __cinit__(self, int size, bytes content=None):
        self.data = <uint8_t *>malloc(size)
        self.size = size
        memset(self.data, 0xA5, size)
        if content is not None:
            memcpy(self.data, <const uint8_t *>content, min(size, <int>len(content)))

    def __dealloc__(self):
        free(self.data)

    cdef bytes first(self, int size):
        return self.data[:size]


cdef Buffer exact(bytes content):
    return Buffer(<int>len(content), content)
