# AES-GCM of RTP (RFC 7714) by OpenSSL's EVP with one keyed context for each direction of a session.
#
# libsrtp does the same with the same cipher; what it does around it (a linear search for the SSRC, three layers of
# calls) costs as much again as the cipher. One stream is one SSRC; who reads or writes a stream is the worker thread.
from libc.stdint cimport int64_t, uint8_t, uint32_t, uint64_t
from sfu_core.includes.evp cimport EVP_CIPHER_CTX
from sfu_core.includes.prefetch cimport prefetch

cdef enum:
    GCM_TAG = 16
    GCM_SALT = 12
    GCM_WINDOW = 512             # numbers behind the newest that may still come, or be sent
    # SSRCs in one direction of a session. What we have sealed is never forgotten: sixty go with each offer of other slots.
    GCM_STREAMS = 1024

cdef enum GcmResult:
    GCM_DONE = 0
    GCM_REPLAYED = -1            # had or sent before, or older than the window
    GCM_FORGED = -2
    GCM_REFUSED = -3             # no RTP packet, or too many streams

cdef struct GcmStream:
    uint32_t ssrc                # 0 with `top` −1: a free place
    int64_t top                  # extended number of the newest packet; −1 = none yet
    uint64_t seen[8]             # a bit for each number of the window, by number modulo GCM_WINDOW

cdef struct Gcm:                 # one direction
    EVP_CIPHER_CTX *cipher       # owned
    uint8_t salt[12]
    GcmStream *streams           # owned: a hash table with open addressing
    int capacity                 # a power of two
    int count

# `key_size` is 16 or 32, and 12 bytes of salt follow the key. −1 when memory is short. Event loop only.
cdef int gcm_open(Gcm *g, const uint8_t *master, int key_size, bint seals) noexcept nogil
cdef void gcm_close(Gcm *g) noexcept nogil      # zeroed, or opened in vain: nothing happens

# In place. Sealing needs GCM_TAG bytes behind the packet, and refuses a number that has been used.
cdef GcmResult gcm_seal(Gcm *g, uint8_t *packet, int *size) noexcept nogil
cdef GcmResult gcm_unseal(Gcm *g, uint8_t *packet, int *size) noexcept nogil
cdef void gcm_forget(Gcm *g, uint32_t ssrc) noexcept nogil

# Where the search for an SSRC begins, modulo the capacity.
cdef inline uint32_t gcm_hash(uint32_t ssrc) noexcept nogil:
    return (ssrc * <uint32_t>0x9E3779B1) >> 16
# Fetch the memory that sealing for this SSRC needs.
cdef inline void gcm_fetch(const Gcm *g, uint32_t ssrc) noexcept nogil:
    cdef const char *stream = <const char *>(g.streams + (gcm_hash(ssrc) & <uint32_t>(g.capacity - 1)))
    prefetch(stream)
    prefetch(stream + 64)
    prefetch(g.cipher)
    prefetch(<const char *>g.cipher + 64)
    prefetch(<const char *>g.cipher + 128)
