"""The worker thread's loop."""

from libc.errno cimport errno
from libc.stdint cimport int64_t, uint32_t
from libc.stdlib cimport calloc, free

from sfu_core.bytesio cimport ERR_NO_MEMORY
from sfu_core.clock cimport NS_PER_MS, monotonic_ns
from sfu_core.context cimport (
    DROP_NOT_OURS,
    DROP_UNKNOWN_ADDRESS,
    Context,
    context_notify,
    drop,
)
from sfu_core.feedback cimport ingress_rtcp
from sfu_core.includes.epoll cimport (
    EPOLL_CLOEXEC,
    EPOLL_CTL_ADD,
    EPOLLIN,
    epoll_create1,
    epoll_ctl,
    epoll_event,
    epoll_wait,
    eventfd_read,
    eventfd_t,
)
from sfu_core.includes.sockets cimport close
from sfu_core.ingress cimport Turn, ingress_rtp
from sfu_core.links cimport Link, list_is_empty
from sfu_core.producer cimport Producer
from sfu_core.reports cimport reports_due
from sfu_core.requests cimport requests_due
from sfu_core.ring cimport RingRecord, ring_front, ring_pop
from sfu_core.router cimport Router, router_tick
from sfu_core.rtp cimport PACKET_DTLS, PACKET_RTCP, PACKET_RTP, PACKET_STUN, PacketClass, classify
from sfu_core.slot cimport Slot, slot_expire
from sfu_core.transport cimport (
    Transport,
    transport_at,
    transport_check,
    transport_expire,
    transport_flush,
    transport_hear_dtls,
)
from sfu_core.udp_port cimport Datagram, port_flush, port_receive

cdef enum:
    SOURCE_WAKE = 2          # epoll's name for the command ring; 0 and 1 are the halves of the port
    SOURCES = 3

    # Retransmissions, reports and speakers need no finer clock.
    TICK_MS = 20
    # Without clients only commands and datagrams matter.
    IDLE_TICK_MS = 1000


cdef void _receive_one(Context *c, Turn *turn, Datagram *d) noexcept nogil:
    cdef PacketClass kind = classify(d.data, d.size)
    cdef Transport *t
    cdef int pair = 0
    if kind == PACKET_STUN:
        transport_check(c, d)
        return
    if kind != PACKET_RTP and kind != PACKET_RTCP and kind != PACKET_DTLS:
        drop(c, DROP_NOT_OURS)
        return
    t = transport_at(c, d, &pair)
    if t == NULL:
        drop(c, DROP_UNKNOWN_ADDRESS)
    elif kind == PACKET_RTP:
        ingress_rtp(c, turn, t, d.data, d.size)
    elif kind == PACKET_RTCP:
        ingress_rtcp(c, t, d.data, d.size)
    else:
        transport_hear_dtls(c, t, pair, d)


cdef void _flush(Context *c) noexcept nogil:
    while not list_is_empty(&c.writing):
        transport_flush(c, <Transport *>c.writing.next.owner)
    port_flush(&c.port)


cdef void _receive(Context *c, Turn *turn, int half) noexcept nogil:
    cdef int count = port_receive(&c.port, half)
    cdef int i
    turn.count = 0
    for i in range(count):
        _receive_one(c, turn, &c.port.datagrams[i])
    # What is queued points into the buffers that the next batch overwrites.
    _flush(c)


cdef void _tick(Context *c) noexcept nogil:
    cdef Link *at = c.transports.next
    cdef Link *link
    cdef Transport *t
    while at != &c.transports:
        t = <Transport *>at.owner
        at = at.next
        transport_expire(c, t)
        if t.srtp == NULL:
            continue
        link = t.slots.next
        while link != &t.slots:
            slot_expire(c, <Slot *>link.owner)
            link = link.next
        link = t.producers.next
        while link != &t.producers:
            requests_due(c, t, <Producer *>link.owner)
            link = link.next
        reports_due(c, t)
    at = c.routers.next
    while at != &c.routers:
        router_tick(c, <Router *>at.owner)
        at = at.next


cdef bint loop_commands(Context *c, Execute execute) noexcept nogil:
    cdef RingRecord record
    cdef bint more
    while ring_front(&c.commands, &record):
        more = execute(c, &record)
        ring_pop(&c.commands)
        if not more:
            return False
    return True


cdef int _watch(int epoll, int fd, uint32_t source) noexcept nogil:
    cdef epoll_event event
    if fd < 0:
        return 0
    event.events = EPOLLIN
    event.data.u64 = source
    return epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event)


cdef int _loop(Context *c, Turn *turn, int epoll, Execute execute) noexcept nogil:
    cdef epoll_event ready[SOURCES]
    cdef eventfd_t ignored
    cdef int64_t next_tick
    cdef int64_t wait
    cdef int count
    cdef int i
    c.now_ns = monotonic_ns()
    next_tick = c.now_ns
    while True:
        wait = (next_tick - c.now_ns + NS_PER_MS - 1) // NS_PER_MS
        count = epoll_wait(epoll, ready, SOURCES, <int>wait if wait > 0 else 0)
        c.counters.wakeups += 1
        c.now_ns = monotonic_ns()
        # Commands first: they may free what packets are queued for.
        for i in range(count):
            if ready[i].data.u64 == SOURCE_WAKE:
                eventfd_read(c.wake_fd, &ignored)
        if not loop_commands(c, execute):
            _flush(c)
            context_notify(c)
            return 0
        for i in range(count):
            if ready[i].data.u64 < SOURCE_WAKE:
                _receive(c, turn, <int>ready[i].data.u64)
        if c.now_ns >= next_tick:
            _tick(c)
            next_tick = c.now_ns + <int64_t>IDLE_TICK_MS * NS_PER_MS
        if not list_is_empty(&c.transports) and next_tick > c.now_ns + <int64_t>TICK_MS * NS_PER_MS:
            next_tick = c.now_ns + <int64_t>TICK_MS * NS_PER_MS
        _flush(c)
        context_notify(c)


cdef int loop_run(Context *c, Execute execute) noexcept nogil:
    cdef Turn *turn = <Turn *>calloc(1, sizeof(Turn))
    cdef int epoll = epoll_create1(EPOLL_CLOEXEC)
    cdef int error = 0
    if turn == NULL:
        error = ERR_NO_MEMORY
    elif (
        epoll < 0
        or _watch(epoll, c.port.halves[0].fd, 0) != 0
        or _watch(epoll, c.port.halves[1].fd, 1) != 0
        or _watch(epoll, c.wake_fd, SOURCE_WAKE) != 0
    ):
        error = -errno
    else:
        error = _loop(c, turn, epoll, execute)
    if epoll >= 0:
        close(epoll)
    free(turn)
    return error
