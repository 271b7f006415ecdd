"""Memory of clients and streams in large pages."""

from libc.stdint cimport uint8_t, uintptr_t
from libc.stdlib cimport calloc, free
from libc.string cimport memset

cdef extern from * nogil:
    """
    #include <pthread.h>
    #include <stddef.h>
    #include <sys/mman.h>
    #if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    #define EF_SLAB 0            /* a sanitizer has to see each object come and go */
    #else
    #define EF_SLAB 1
    #endif
    static pthread_mutex_t ef_slab_lock = PTHREAD_MUTEX_INITIALIZER;
    static void ef_lock(void) { pthread_mutex_lock(&ef_slab_lock); }
    static void ef_unlock(void) { pthread_mutex_unlock(&ef_slab_lock); }
    static char *ef_map(size_t size) {
        char *at = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        return at == MAP_FAILED ? NULL : at;
    }
    /* Ordinary pages serve as well where there are no large ones. */
    static void ef_enlarge(void *at, size_t size) {
    #ifdef MADV_HUGEPAGE
        (void)madvise(at, size, MADV_HUGEPAGE);
    #endif
    }
    """
    bint SLAB "EF_SLAB"
    void lock "ef_lock"() noexcept
    void unlock "ef_unlock"() noexcept
    uint8_t *map_pages "ef_map"(size_t size) noexcept
    void enlarge "ef_enlarge"(void *at, size_t size) noexcept
    int munmap(void *at, size_t size) noexcept

cdef enum:
    PAGE = 2097152
    CLASSES = SLAB_LARGEST // SLAB_LINE + 1

cdef struct Free:
    Free *next

cdef Free *_free_blocks[CLASSES]     # by size in lines
cdef uint8_t *_page = NULL           # what is left of the newest one
cdef size_t _left = 0


cdef bint _open_page() noexcept nogil:
    """A new page, aligned to its size. What was left of the one before is given up."""
    global _page, _left
    cdef uint8_t *at = map_pages(2 * PAGE)
    cdef size_t before
    if at == NULL:
        return False
    before = <size_t>(-<uintptr_t>at & (PAGE - 1))
    if before > 0:
        munmap(at, before)
    munmap(at + before + PAGE, PAGE - before)
    _page = at + before
    _left = PAGE
    enlarge(_page, PAGE)
    return True


cdef void *slab_take(size_t size) noexcept nogil:
    global _page, _left
    cdef size_t lines = (size + SLAB_LINE - 1) // SLAB_LINE
    cdef size_t whole = lines * SLAB_LINE
    cdef void *block = NULL
    if not SLAB or size > SLAB_LARGEST:
        return calloc(1, size)
    lock()
    if _free_blocks[lines] != NULL:
        block = _free_blocks[lines]
        _free_blocks[lines] = _free_blocks[lines].next
    elif whole <= _left or _open_page():
        block = _page
        _page += whole
        _left -= whole
    unlock()
    if block != NULL:
        memset(block, 0, whole)
    return block


cdef void slab_give(void *block, size_t size) noexcept nogil:
    cdef size_t lines = (size + SLAB_LINE - 1) // SLAB_LINE
    if not SLAB or size > SLAB_LARGEST:
        free(block)
        return
    if block == NULL:
        return
    lock()
    (<Free *>block).next = _free_blocks[lines]
    _free_blocks[lines] = <Free *>block
    unlock()
