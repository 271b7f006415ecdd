"""What the objects of one worker share."""

from libc.errno cimport errno
from libc.stdint cimport uint8_t, uint32_t, uint64_t
from libc.stdlib cimport free, realloc
from libc.string cimport memcpy, memset

from sfu_core.bytesio cimport ERR_NO_MEMORY
from sfu_core.clock cimport monotonic_ns, wall_ns
from sfu_core.includes.atomics cimport load64_relaxed
from sfu_core.includes.epoll cimport EFD_CLOEXEC, EFD_NONBLOCK, eventfd, eventfd_write
from sfu_core.includes.random cimport getrandom
from sfu_core.includes.sockets cimport close
from sfu_core.links cimport list_init
from sfu_core.ring cimport ring_free, ring_init, ring_push
from sfu_core.table cimport table_drop, table_free, table_get, table_init, table_put
from sfu_core.tcp_port cimport tcp_close, tcp_open
from sfu_core.udp_port cimport port_close, port_open

cdef enum:
    COMMAND_RING_BYTES = 1 << 20
    EVENT_RING_BYTES = 1 << 20
    # A second of what 150 people who all speak send.
    SOUND_RING_BYTES = 1 << 20


cdef int context_open(Context *c, int number, int tcp_number, bint ipv6, uint64_t seed) noexcept nogil:
    cdef int error
    memset(c, 0, sizeof(c[0]))
    c.wake_fd = -1
    c.event_fd = -1
    c.random_state = seed | 1
    c.wall_offset_ns = wall_ns() - monotonic_ns()
    list_init(&c.routers, c)
    list_init(&c.transports, c)
    list_init(&c.writing, c)
    list_init(&c.switching, c)
    list_init(&c.probing, c)
    list_init(&c.pacing, c)
    list_init(&c.fresh, c)
    if getrandom(&c.address_key, sizeof(c.address_key), 0) != sizeof(c.address_key):
        return -errno
    error = port_open(&c.port, number, ipv6)
    if error < 0:
        return error
    error = tcp_open(&c.tcp, tcp_number, ipv6)
    if error < 0:
        port_close(&c.port)
        return error
    if (
        ring_init(&c.commands, COMMAND_RING_BYTES) < 0
        or ring_init(&c.events, EVENT_RING_BYTES) < 0
        or ring_init(&c.sounds, SOUND_RING_BYTES) < 0
        or table_init(&c.objects, 1024) < 0
        or table_init(&c.names, 256) < 0
        or table_init(&c.addresses, 256) < 0
    ):
        context_close(c)
        return ERR_NO_MEMORY
    c.wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)
    c.event_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)
    if c.wake_fd < 0 or c.event_fd < 0:
        error = -errno
        context_close(c)
        return error
    return 0


cdef void context_close(Context *c) noexcept nogil:
    port_close(&c.port)
    tcp_close(&c.tcp)
    ring_free(&c.commands)
    ring_free(&c.events)
    ring_free(&c.sounds)
    table_free(&c.objects)
    table_free(&c.names)
    table_free(&c.addresses)
    free(c.backlog)
    c.backlog = NULL
    if c.wake_fd >= 0:
        close(c.wake_fd)
    if c.event_fd >= 0:
        close(c.event_fd)
    c.wake_fd = -1
    c.event_fd = -1


cdef Object *context_find(Context *c, uint32_t handle, ObjectKind kind) noexcept nogil:
    cdef Object *object = <Object *>table_get(&c.objects, handle)
    if object == NULL or object.kind != kind:
        return NULL
    return object


cdef int context_add(Context *c, Object *object) noexcept nogil:
    return table_put(&c.objects, object.handle, object)


cdef void context_remove(Context *c, Object *object) noexcept nogil:
    table_drop(&c.objects, object.handle)


cdef void _keep(Context *c, EventKind kind, const HandleEvent *event) noexcept nogil:
    cdef Backlog *larger
    cdef int capacity
    if c.backlog_count == c.backlog_capacity:
        capacity = c.backlog_capacity * 2 if c.backlog_capacity > 0 else 256
        larger = <Backlog *>realloc(c.backlog, capacity * sizeof(Backlog))
        if larger == NULL:
            c.counters.events_dropped += 1
            return
        c.backlog = larger
        c.backlog_capacity = capacity
    c.backlog[c.backlog_count].kind = kind
    c.backlog[c.backlog_count].event = event[0]
    c.backlog_count += 1


cdef void _replay(Context *c) noexcept nogil:
    """Move what was kept aside into the ring, in order, as far as it goes."""
    cdef int moved = 0
    cdef int i
    while moved < c.backlog_count:
        if ring_push(&c.events, c.backlog[moved].kind, &c.backlog[moved].event, sizeof(HandleEvent), NULL, 0) < 0:
            break
        moved += 1
    for i in range(moved, c.backlog_count):
        c.backlog[i - moved] = c.backlog[i]
    c.backlog_count -= moved
    if moved > 0:
        c.told = True


cdef void _tell(Context *c, EventKind kind, uint32_t handle, uint32_t other, uint32_t more) noexcept nogil:
    cdef HandleEvent event
    event.handle = handle
    event.other = other
    event.more = more
    # Events keep their order: nothing overtakes what waits.
    if c.backlog_count > 0 or ring_push(&c.events, kind, &event, sizeof(event), NULL, 0) < 0:
        _keep(c, kind, &event)
    c.told = True


cdef void tell(Context *c, EventKind kind, uint32_t handle, uint32_t other) noexcept nogil:
    _tell(c, kind, handle, other, 0)


cdef void tell_layers(Context *c, uint32_t handle, int spatial, int temporal, int reason, int width,
                      int height) noexcept nogil:
    _tell(
        c, EVENT_SLOT_LAYER, handle,
        <uint32_t>((spatial & 0xFF) | (temporal & 0xFF) << 8 | (reason & 0xFF) << 16),
        <uint32_t>width << 16 | <uint32_t>(height & 0xFFFF),
    )


cdef void tell_address(Context *c, uint32_t handle, uint8_t family, const uint8_t *ip, uint32_t port) noexcept nogil:
    cdef IceEvent event
    memset(&event, 0, sizeof(event))
    event.handle = handle
    event.family = family
    event.port = port
    memcpy(event.ip, ip, 16)
    if ring_push(&c.events, EVENT_ICE_CONNECTED, &event, sizeof(event), NULL, 0) < 0:
        c.counters.events_dropped += 1
    c.told = True


cdef bint tell_dtls(Context *c, uint32_t handle, const uint8_t *data, int size) noexcept nogil:
    cdef HandleEvent event
    # Half of the ring is left to events that say how things stand.
    if c.events.tail - load64_relaxed(&c.events.head) > EVENT_RING_BYTES // 2:
        return False
    event.handle = handle
    event.other = 0
    event.more = 0
    c.told = True
    return ring_push(&c.events, EVENT_DTLS, &event, sizeof(event), data, size) == 0


cdef void context_notify(Context *c) noexcept nogil:
    if c.backlog_count > 0:
        _replay(c)
    if c.told:
        c.told = False
        eventfd_write(c.event_fd, 1)


cdef uint32_t context_random(Context *c) noexcept nogil:
    # xorshift64* (Marsaglia)
    cdef uint64_t x = c.random_state
    x ^= x >> 12
    x ^= x << 25
    x ^= x >> 27
    c.random_state = x
    return <uint32_t>((x * <uint64_t>0x2545F4914F6CDD1D) >> 32)


cdef uint64_t hash_bytes(const uint8_t *data, int size) noexcept nogil:
    # FNV-1a
    cdef uint64_t h = <uint64_t>0xCBF29CE484222325
    cdef int i
    for i in range(size):
        h = (h ^ data[i]) * <uint64_t>0x100000001B3
    return h
