# Unpredictable bytes from the kernel: getrandom(2).
cdef extern from "sys/random.h" nogil:
    unsigned int GRND_NONBLOCK
    ssize_t getrandom(void *out, size_t size, unsigned int flags) noexcept
