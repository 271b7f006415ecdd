# The library that pylibsrtp carries: libsrtp with OpenSSL inside. Its functions are called by address, without the lock.

# Loaded by `import pylibsrtp`; never closed. Raises ImportError.
cdef void *library_open() except NULL
# Raises ImportError for a name that the library does not export.
cdef void *library_address(void *library, bytes name) except NULL
