"""The worker thread's loop."""

from libc.errno cimport EINTR, errno
from libc.stdint cimport int64_t, uint8_t, uint32_t, uint64_t
from libc.stdlib cimport calloc, free
from posix.time cimport CLOCK_MONOTONIC, itimerspec, timespec
from posix.unistd cimport read

from sfu_core.allocation cimport allocation_tell_wanted, allocation_tick
from sfu_core.bandwidth cimport bandwidth_probe, bandwidth_tick
from sfu_core.bwe cimport BWE_BY_FEEDBACK
from sfu_core.bytesio cimport ERR_MALFORMED, ERR_NO_MEMORY
from sfu_core.clock cimport NS_PER_MS, NS_PER_S, NS_PER_US, monotonic_ns
from sfu_core.context cimport (
    DROP_NOT_OURS,
    DROP_UNKNOWN_ADDRESS,
    Context,
    context_notify,
    drop,
)
from sfu_core.egress cimport egress_flush, egress_pace
from sfu_core.feedback cimport ingress_rtcp
from sfu_core.includes.atomics cimport load32, store32
from sfu_core.includes.epoll cimport (
    EPOLL_CLOEXEC,
    EPOLL_CTL_ADD,
    EPOLLIN,
    EPOLLOUT,
    TFD_CLOEXEC,
    TFD_NONBLOCK,
    epoll_create1,
    epoll_ctl,
    epoll_event,
    epoll_pwait2,
    eventfd_read,
    eventfd_t,
    timerfd_create,
    timerfd_settime,
)
from sfu_core.includes.sockets cimport close
from sfu_core.ingress cimport Turn, ingress_rtp, turn_begin
from sfu_core.links cimport Link, list_is_empty
from sfu_core.producer cimport Producer
from sfu_core.reports cimport reports_due, reports_hasten
from sfu_core.requests cimport requests_tick
from sfu_core.ring cimport RingRecord, ring_front, ring_pop
from sfu_core.router cimport Router, router_tick
from sfu_core.rtp cimport PACKET_DTLS, PACKET_RTCP, PACKET_RTP, PACKET_STUN, PacketClass, classify
from sfu_core.slot cimport Slot, slot_tend, slots_count_interest, slots_expire
from sfu_core.tcp_port cimport (
    TcpConnection,
    tcp_accept,
    tcp_compact,
    tcp_end,
    tcp_expire,
    tcp_flush,
    tcp_next,
    tcp_read,
    tcp_resume,
    tcp_sweep,
)
from sfu_core.transport cimport (
    Transport,
    transport_at,
    transport_check,
    transport_expire,
    transport_fetch_clock,
    transport_hear_dtls,
    transport_lose,
)
from sfu_core.udp_port cimport UDP_BATCH, Datagram, port_adopt, port_flush, port_receive, port_release

cdef enum:
    # epoll's names: 0 and 1 are the halves of the UDP port, what is beyond these is the address of a TcpConnection.
    SOURCE_WAKE = 2          # the command ring
    SOURCE_LISTENER = 3      # and 4: of TCP
    SOURCE_CLOCK = 5
    SOURCES = 6
    READY = 64

    # Retransmissions, reports and speakers need no finer clock.
    TICK_MS = 20
    # What may wait a little longer is done for one transport in so many with each tick.
    TICKS_BETWEEN = 5
    # Without clients only commands and datagrams matter.
    IDLE_TICK_MS = 1000

    # The packets of one frame come within microseconds of each other. Sent together they cost half; the rest of a
    # frame that does not come is waited for this long.
    HOLD_US = 250
    # Handed to the kernel while it is in the processor's cache; the first receivers do not wait for the last.
    FLUSH_BYTES = 49152
    # A batch is not worth a system call with fewer buffers than these.
    LEAST_BATCH = 16


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
        ingress_rtp(c, turn, t, pair, d.data, d.size)
    elif kind == PACKET_RTCP:
        ingress_rtcp(c, t, pair, d.data, d.size)
    else:
        transport_hear_dtls(c, t, pair, d)


cdef void _flush(Context *c, Turn *turn) noexcept nogil:
    while not list_is_empty(&c.writing):
        egress_flush(c, <Transport *>c.writing.next.owner)
        if c.port.used > FLUSH_BYTES:
            port_flush(&c.port)
    port_flush(&c.port)
    tcp_flush(&c.tcp)
    port_release(&c.port)
    turn_begin(turn)


cdef void _receive(Context *c, Turn *turn, int half) noexcept nogil:
    cdef int first = c.port.filled
    cdef int i
    for i in range(first, first + port_receive(&c.port, half)):
        _receive_one(c, turn, &c.port.datagrams[i])
    if c.port.filled > UDP_BATCH - LEAST_BATCH:
        _flush(c, turn)


cdef void _end_connection(Context *c, TcpConnection *k) noexcept nogil:
    if k.owner != NULL:
        transport_lose(c, <Transport *>k.owner, k)
    tcp_end(k)


cdef void _receive_stream(Context *c, Turn *turn, TcpConnection *k) noexcept nogil:
    cdef const uint8_t *data = NULL
    cdef Datagram *d
    cdef int at = 0
    cdef int size
    if not tcp_read(k):
        _end_connection(c, k)
        return
    size = tcp_next(k, &at, &data)
    while size >= 0:
        if size > 0:
            if c.port.filled == UDP_BATCH:
                _flush(c, turn)
            d = port_adopt(&c.port, data, size)
            d.remote = k.remote
            d.local = k.local
            d.scope = k.scope
            d.connection = k
            _receive_one(c, turn, d)
        if k.fd < 0:
            return
        size = tcp_next(k, &at, &data)
    tcp_compact(k, at)
    if size == ERR_MALFORMED:
        _end_connection(c, k)


cdef void _serve_stream(Context *c, Turn *turn, const epoll_event *event) noexcept nogil:
    cdef TcpConnection *k = <TcpConnection *>event.data.ptr
    # Something else that was ready in this turn may have ended it.
    if k.fd >= 0 and event.events & EPOLLOUT:
        tcp_resume(k)
    if k.fd >= 0 and event.events & ~EPOLLOUT:
        _receive_stream(c, turn, k)


cdef int64_t _held_until(const Turn *turn) noexcept nogil:
    """Until when the rest of a frame is waited for; 0 when nothing is."""
    return turn.opened_ns + <int64_t>HOLD_US * NS_PER_US if turn.open_frames > 0 else 0


cdef void _tend(Context *c, Transport *t) noexcept nogil:
    """What of a client's slots and sources follows the clock at a walk: each has memory of its own, which is cold."""
    cdef Link *link = t.slots.next
    while link != &t.slots:
        slot_tend(c, <Slot *>link.owner)
        link = link.next
    link = t.producers.next
    while link != &t.producers:
        slots_count_interest(<Producer *>link.owner)
        allocation_tell_wanted(c, <Producer *>link.owner)
        link = link.next


cdef void _tick(Context *c) noexcept nogil:
    cdef Link *at = c.transports.next
    cdef Transport *t
    cdef bint slowly
    c.ticks += 1
    tcp_expire(&c.tcp, c.now_ns)
    slots_expire(c)
    reports_hasten(c)
    while at != &c.transports:
        t = <Transport *>at.owner
        at = at.next
        if at != &c.transports:
            transport_fetch_clock(<const Transport *>at.owner)
        slowly = (c.ticks + t.object.handle) % TICKS_BETWEEN == 0
        if slowly:
            transport_expire(c, t)
            if t.srtp != NULL:
                _tend(c, t)
        if t.srtp == NULL:
            continue
        requests_tick(c, t)
        reports_due(c, t)
        if slowly or t.bwe.source == BWE_BY_FEEDBACK or t.arrivals.waiting > 0 or t.share.asked or t.share.overrun:
            bandwidth_tick(c, t)
            allocation_tick(c, t)
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


cdef void _set_clock(int timer, int period_ms) noexcept nogil:
    """A clock of its own costs nothing between its ticks; a timeout would be set and taken back with every wait."""
    cdef itimerspec period
    period.it_interval.tv_sec = period_ms // 1000
    period.it_interval.tv_nsec = period_ms % 1000 * NS_PER_MS
    period.it_value = period.it_interval
    timerfd_settime(timer, 0, &period, NULL)


cdef int _wait(int epoll, epoll_event *ready, bint bounded, int64_t duration_ns) noexcept nogil:
    cdef timespec duration
    if not bounded:
        return epoll_pwait2(epoll, ready, READY, NULL)
    if duration_ns < 0:
        duration_ns = 0
    duration.tv_sec = duration_ns // NS_PER_S
    duration.tv_nsec = duration_ns % NS_PER_S
    return epoll_pwait2(epoll, ready, READY, &duration)


cdef inline int64_t _sooner(int64_t a, int64_t b) noexcept nogil:
    """The earlier of two times, of which 0 is never."""
    if a == 0 or b == 0:
        return a + b
    return a if a < b else b


cdef int _loop(Context *c, Turn *turn, int epoll, int timer, Execute execute) noexcept nogil:
    cdef epoll_event ready[READY]
    cdef eventfd_t ignored
    cdef int64_t held
    cdef int64_t wake
    cdef int64_t probe_ns = 0
    cdef int period_ms = 0
    cdef bint ticks
    cdef bint more = True
    cdef int count
    cdef int i
    c.now_ns = monotonic_ns()
    turn_begin(turn)
    while more:
        if period_ms != (IDLE_TICK_MS if list_is_empty(&c.transports) else TICK_MS):
            period_ms = IDLE_TICK_MS if list_is_empty(&c.transports) else TICK_MS
            _set_clock(timer, period_ms)
        held = _held_until(turn)
        wake = _sooner(held, probe_ns)
        if not list_is_empty(&c.pacing):
            wake = _sooner(wake, max(c.pace_ns, <int64_t>1))
        count = _wait(epoll, ready, wake > 0, wake - c.now_ns)
        if count < 0 and errno != EINTR:
            return -errno
        c.counters.wakeups += 1
        c.now_ns = monotonic_ns()
        ticks = False
        # Commands first, and with nothing queued: they may free what it points to.
        for i in range(count):
            if ready[i].data.u64 == SOURCE_WAKE:
                eventfd_read(c.wake_fd, &ignored)
                _flush(c, turn)
                more = loop_commands(c, execute)
                if load32(&c.starved) != 0:
                    store32(&c.starved, 0)
                    c.told = True
        for i in range(count):
            if ready[i].data.u64 < SOURCE_WAKE:
                _receive(c, turn, <int>ready[i].data.u64)
            elif ready[i].data.u64 == SOURCE_CLOCK:
                read(timer, &ignored, sizeof(ignored))
                ticks = True
            elif ready[i].data.u64 >= SOURCES:
                _serve_stream(c, turn, &ready[i])
            elif ready[i].data.u64 >= SOURCE_LISTENER:
                tcp_accept(&c.tcp, <int>ready[i].data.u64 - SOURCE_LISTENER, c.now_ns)
        if ticks:
            _tick(c)
        probe_ns = bandwidth_probe(c)
        if egress_pace(c) or not more or _held_until(turn) <= c.now_ns:
            _flush(c, turn)
        tcp_sweep(&c.tcp)
        context_notify(c)
    return 0


cdef int loop_run(Context *c, Execute execute) noexcept nogil:
    cdef Turn *turn = <Turn *>calloc(1, sizeof(Turn))
    cdef int epoll = epoll_create1(EPOLL_CLOEXEC)
    cdef int timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK)
    cdef int error = 0
    if turn == NULL:
        error = ERR_NO_MEMORY
    elif (
        epoll < 0
        or timer < 0
        or _watch(epoll, timer, SOURCE_CLOCK) != 0
        or _watch(epoll, c.port.halves[0].fd, 0) != 0
        or _watch(epoll, c.port.halves[1].fd, 1) != 0
        or _watch(epoll, c.wake_fd, SOURCE_WAKE) != 0
        or _watch(epoll, c.tcp.listeners[0], SOURCE_LISTENER) != 0
        or _watch(epoll, c.tcp.listeners[1], SOURCE_LISTENER + 1) != 0
    ):
        error = -errno
    else:
        c.tcp.epoll = epoll
        error = _loop(c, turn, epoll, timer, execute)
    if timer >= 0:
        close(timer)
    if epoll >= 0:
        close(epoll)
    free(turn)
    return error
