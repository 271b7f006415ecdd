# Memory of what lives as long as a client or a stream, in pages of 2 MiB.
#
# A packet to one of many receivers touches ten objects of its. Scattered over ordinary pages each is a walk through the page
# tables, twice as long in a virtual machine; here they lie in few large ones. Blocks begin at a cache line and are
# kept for the next object of their size. Any thread.
cdef enum:
    SLAB_LINE = 64
    SLAB_LARGEST = 131072        # larger blocks come from malloc

# `size` bytes of zeros, or NULL.
cdef void *slab_take(size_t size) noexcept nogil
# Give back what was taken with this size; NULL is left alone.
cdef void slab_give(void *block, size_t size) noexcept nogil
