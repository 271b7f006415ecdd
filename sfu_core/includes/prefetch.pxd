# Memory that is needed soon: asked for now, without waiting and without faults, whatever the address.
cdef extern from * nogil:
    """
    #define ef_prefetch(at) __builtin_prefetch((const void *)(at), 1)
    """
    void prefetch "ef_prefetch"(const void *at) noexcept
