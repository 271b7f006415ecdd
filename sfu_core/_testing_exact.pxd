# What the test faces of the wire formats share.
from libc.stdint cimport uint8_t

cdef int accepted(int result) except -1      # the result, or Refused for a negative code

cdef class Buffer:
    cdef uint8_t *data                       # exactly `size` bytes, owned
    cdef int size

    cdef bytes first(self, int size)

cdef Buffer exact(bytes content)
