"""Passive ICE-TCP: a listening port, its connections, and their bounded buffers."""

from libc.errno cimport EADDRINUSE, EAGAIN, EINTR, EMFILE, ENFILE, errno
from libc.stdint cimport int64_t, uint8_t, uint16_t, uint32_t
from libc.stdlib cimport free, malloc
from libc.string cimport memcmp, memcpy, memmove, memset

from sfu_core.address cimport Address, address_from_sockaddr
from sfu_core.bytesio cimport ERR_MALFORMED
from sfu_core.debug cimport LIVE_CONNECTION, live_add, live_drop
from sfu_core.framing cimport FRAME_HEADER_SIZE, frame_begin, frame_end
from sfu_core.includes.epoll cimport (
    EFD_CLOEXEC,
    EPOLL_CTL_ADD,
    EPOLL_CTL_MOD,
    EPOLLIN,
    EPOLLOUT,
    epoll_ctl,
    epoll_event,
    eventfd,
)
from sfu_core.includes.sockets cimport (
    AF_INET,
    AF_INET6,
    IPPROTO_IPV6,
    IPPROTO_TCP,
    IPV6_V6ONLY,
    MSG_DONTWAIT,
    MSG_NOSIGNAL,
    SO_REUSEADDR,
    SO_SNDBUF,
    SOCK_CLOEXEC,
    SOCK_NONBLOCK,
    SOCK_STREAM,
    SOL_SOCKET,
    TCP_NODELAY,
    TCP_NOTSENT_LOWAT,
    accept4,
    bind,
    close,
    getsockname,
    htons,
    listen,
    ntohs,
    recv,
    send,
    setsockopt,
    sockaddr,
    sockaddr_in,
    sockaddr_in6,
    sockaddr_storage,
    socket,
    socklen_t,
)
from sfu_core.links cimport Link, is_linked, list_append, list_init, list_is_empty, unlink

cdef enum:
    BACKLOG = 128
    PORT_TRIES = 32
    ACCEPTS_AT_ONCE = 16
    # What the kernel keeps: the segments in flight, and little that was not sent yet. A reader that falls behind is
    # then noticed here, where media can still be dropped.
    KERNEL_SEND_BUFFER = 262144
    KERNEL_UNSENT = 16384
    RTP_VERSION_BITS = 0x80


cdef int _listen(int family, int number, uint16_t *bound) noexcept nogil:
    cdef int fd = socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)
    cdef sockaddr_storage name
    cdef sockaddr_in *v4 = <sockaddr_in *>&name
    cdef sockaddr_in6 *v6 = <sockaddr_in6 *>&name
    cdef socklen_t length
    cdef int one = 1
    cdef int error
    if fd < 0:
        return -errno
    memset(&name, 0, sizeof(name))
    if family == AF_INET:
        length = sizeof(sockaddr_in)
        v4.sin_family = <unsigned short>AF_INET
        v4.sin_port = htons(<uint16_t>number)
    else:
        length = sizeof(sockaddr_in6)
        v6.sin6_family = <unsigned short>AF_INET6
        v6.sin6_port = htons(<uint16_t>number)
    if (
        setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one)) != 0
        or (family == AF_INET6 and setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &one, sizeof(one)) != 0)
        or bind(fd, <sockaddr *>&name, length) != 0
        or listen(fd, BACKLOG) != 0
        or getsockname(fd, <sockaddr *>&name, &length) != 0
    ):
        error = -errno
        close(fd)
        return error
    # The port is at the same place in both families.
    bound[0] = ntohs(v4.sin_port)
    return fd


cdef int _open_listeners(TcpPort *p, int number, bint ipv6) noexcept nogil:
    cdef int attempt
    cdef int fd6 = -1
    for attempt in range(PORT_TRIES):
        p.listeners[0] = _listen(AF_INET, number, &p.number)
        if p.listeners[0] < 0 or not ipv6:
            return p.listeners[0]
        fd6 = _listen(AF_INET6, p.number, &p.number)
        if fd6 >= 0:
            p.listeners[1] = fd6
            return 0
        if fd6 != -EADDRINUSE:
            # No IPv6 on this machine.
            return 0
        close(p.listeners[0])
        p.listeners[0] = -1
        if number != 0:
            break
    return fd6


cdef int tcp_open(TcpPort *p, int number, bint ipv6) noexcept nogil:
    cdef int result
    memset(p, 0, sizeof(p[0]))
    p.listeners[0] = -1
    p.listeners[1] = -1
    p.epoll = -1
    p.spare = -1
    list_init(&p.waiting, p)
    list_init(&p.owned, p)
    list_init(&p.writing, p)
    list_init(&p.ended, p)
    if number < 0:
        return 0
    p.spare = eventfd(0, EFD_CLOEXEC)
    result = _open_listeners(p, number, ipv6)
    if result < 0:
        p.listeners[0] = -1
        p.number = 0
        tcp_close(p)
        return result
    return 0


cdef void tcp_close(TcpPort *p) noexcept nogil:
    cdef int half
    for half in range(2):
        if p.listeners[half] >= 0:
            close(p.listeners[half])
            p.listeners[half] = -1
    if p.spare >= 0:
        close(p.spare)
        p.spare = -1
    while not list_is_empty(&p.waiting):
        tcp_end(<TcpConnection *>p.waiting.next.owner)
    while not list_is_empty(&p.owned):
        tcp_end(<TcpConnection *>p.owned.next.owner)
    tcp_sweep(p)


cdef bint _is_neighbour(const Address *a, const Address *b) noexcept nogil:
    """Whether two addresses are likely one machine's."""
    return a.family == b.family and memcmp(a.ip, b.ip, 4 if a.family == 4 else 8) == 0


cdef bint _has_room(TcpPort *p, const Address *remote) noexcept nogil:
    cdef Link *at = p.waiting.next
    cdef int neighbours = 0
    while at != &p.waiting:
        neighbours += _is_neighbour(&(<TcpConnection *>at.owner).remote, remote)
        at = at.next
    if neighbours >= TCP_WAITING_EACH or p.count >= TCP_CONNECTIONS:
        return False
    if p.waiting_count >= TCP_WAITING:
        # Who has waited longest is the least likely to be a client.
        tcp_end(<TcpConnection *>p.waiting.next.owner)
    return True


cdef bint _watch(TcpConnection *k, int operation) noexcept nogil:
    cdef epoll_event event
    event.events = EPOLLIN | EPOLLOUT if k.blocked else EPOLLIN
    event.data.ptr = k
    return epoll_ctl(k.port.epoll, operation, k.fd, &event) == 0


cdef void _tune(int fd) noexcept nogil:
    cdef int one = 1
    cdef int buffer = KERNEL_SEND_BUFFER
    cdef int unsent = KERNEL_UNSENT
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one))
    setsockopt(fd, IPPROTO_TCP, TCP_NOTSENT_LOWAT, &unsent, sizeof(unsent))
    setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &buffer, sizeof(buffer))


cdef void _welcome(TcpPort *p, int fd, const Address *remote, const sockaddr_storage *name, int64_t now_ns) noexcept nogil:
    cdef TcpConnection *k = <TcpConnection *>malloc(sizeof(TcpConnection))
    cdef sockaddr_storage ours
    cdef socklen_t length = sizeof(ours)
    if k == NULL:
        close(fd)
        return
    # Not the buffers: their pages come into being as they are used.
    memset(k, 0, <size_t>(<char *>&k.input - <char *>k))
    k.port = p
    k.fd = fd
    k.remote = remote[0]
    k.remote.tcp = True
    k.scope = (<const sockaddr_in6 *>name).sin6_scope_id if remote.family == 6 else 0
    k.opened_ns = now_ns
    if getsockname(fd, <sockaddr *>&ours, &length) == 0:
        address_from_sockaddr(<sockaddr *>&ours, length, &k.local)
    _tune(fd)
    list_append(&p.waiting, &k.in_port, k)
    p.waiting_count += 1
    p.count += 1
    p.accepted += 1
    live_add(LIVE_CONNECTION)
    if not _watch(k, EPOLL_CTL_ADD):
        tcp_end(k)


cdef void _turn_away(TcpPort *p, int half) noexcept nogil:
    """The process has no descriptors left: who knocks would be told of again and again, so they are let in and out."""
    cdef int fd
    if p.spare < 0:
        return
    close(p.spare)
    fd = accept4(p.listeners[half], NULL, NULL, SOCK_CLOEXEC)
    if fd >= 0:
        close(fd)
        p.refused += 1
    p.spare = eventfd(0, EFD_CLOEXEC)


cdef void tcp_accept(TcpPort *p, int half, int64_t now_ns) noexcept nogil:
    cdef sockaddr_storage name
    cdef socklen_t length
    cdef Address remote
    cdef int fd
    cdef int i
    for i in range(ACCEPTS_AT_ONCE):
        length = sizeof(name)
        fd = accept4(p.listeners[half], <sockaddr *>&name, &length, SOCK_NONBLOCK | SOCK_CLOEXEC)
        if fd < 0:
            if errno == EMFILE or errno == ENFILE:
                _turn_away(p, half)
            return
        if address_from_sockaddr(<sockaddr *>&name, length, &remote) < 0 or not _has_room(p, &remote):
            p.refused += 1
            close(fd)
        else:
            _welcome(p, fd, &remote, &name, now_ns)


cdef bint tcp_read(TcpConnection *k) noexcept nogil:
    cdef ssize_t got = recv(k.fd, k.input + k.input_used, TCP_INPUT - k.input_used, MSG_DONTWAIT)
    if got > 0:
        k.input_used += <int>got
        return True
    return got < 0 and (errno == EAGAIN or errno == EINTR)


cdef int tcp_next(TcpConnection *k, int *at, const uint8_t **data) noexcept nogil:
    cdef int end = frame_end(k.input + at[0], k.input_used - at[0], TCP_DATAGRAM)
    if end <= 0:
        return -1 if end == 0 else ERR_MALFORMED
    data[0] = k.input + at[0] + FRAME_HEADER_SIZE
    at[0] += end
    return end - FRAME_HEADER_SIZE


cdef void tcp_compact(TcpConnection *k, int at) noexcept nogil:
    k.input_used -= at
    memmove(k.input, k.input + at, k.input_used)


cdef void tcp_own(TcpConnection *k, void *owner) noexcept nogil:
    if k.owner != NULL or k.fd < 0:
        return
    k.owner = owner
    unlink(&k.in_port)
    k.port.waiting_count -= 1
    list_append(&k.port.owned, &k.in_port, k)


cdef bint tcp_write(TcpConnection *k, const uint8_t *data, int size) noexcept nogil:
    cdef int waiting = k.output_end - k.output_start
    # RTP and RTCP by their first byte (RFC 7983); checks and the handshake have the rest of the buffer to themselves.
    cdef int limit = TCP_MEDIA_OUTPUT if size > 0 and data[0] >= RTP_VERSION_BITS else TCP_OUTPUT
    if k.fd < 0 or waiting + FRAME_HEADER_SIZE + size > limit:
        k.port.dropped += 1
        return False
    if k.output_end + FRAME_HEADER_SIZE + size > TCP_OUTPUT:
        memmove(k.output, k.output + k.output_start, waiting)
        k.output_start = 0
        k.output_end = waiting
    frame_begin(k.output + k.output_end, size)
    memcpy(k.output + k.output_end + FRAME_HEADER_SIZE, data, size)
    k.output_end += FRAME_HEADER_SIZE + size
    if not k.blocked and not is_linked(&k.in_writing):
        list_append(&k.port.writing, &k.in_writing, k)
    return True


cdef void tcp_resume(TcpConnection *k) noexcept nogil:
    cdef bint was_blocked = k.blocked
    cdef ssize_t sent
    k.blocked = False
    while k.output_start < k.output_end and not k.blocked:
        sent = send(k.fd, k.output + k.output_start, k.output_end - k.output_start, MSG_DONTWAIT | MSG_NOSIGNAL)
        if sent >= 0:
            k.output_start += <int>sent
        elif errno == EAGAIN:
            k.blocked = True
        elif errno != EINTR:
            # Broken: reading will say so.
            k.output_start = k.output_end
    if k.output_start == k.output_end:
        k.output_start = 0
        k.output_end = 0
    if k.blocked != was_blocked:
        _watch(k, EPOLL_CTL_MOD)


cdef void tcp_flush(TcpPort *p) noexcept nogil:
    cdef TcpConnection *k
    while not list_is_empty(&p.writing):
        k = <TcpConnection *>p.writing.next.owner
        unlink(&k.in_writing)
        tcp_resume(k)


cdef void tcp_end(TcpConnection *k) noexcept nogil:
    if k.fd < 0:
        return
    # What was written last, such as a good-bye, goes if there is room for it.
    if k.output_start < k.output_end and not k.blocked:
        send(k.fd, k.output + k.output_start, k.output_end - k.output_start, MSG_DONTWAIT | MSG_NOSIGNAL)
    close(k.fd)
    k.fd = -1
    if k.owner == NULL:
        k.port.waiting_count -= 1
    k.owner = NULL
    k.port.count -= 1
    unlink(&k.in_writing)
    unlink(&k.in_port)
    list_append(&k.port.ended, &k.in_port, k)


cdef void tcp_expire(TcpPort *p, int64_t now_ns) noexcept nogil:
    cdef TcpConnection *k
    while not list_is_empty(&p.waiting):
        k = <TcpConnection *>p.waiting.next.owner
        if now_ns - k.opened_ns < <int64_t>TCP_WAIT_NS:
            return
        tcp_end(k)


cdef void tcp_sweep(TcpPort *p) noexcept nogil:
    cdef TcpConnection *k
    while not list_is_empty(&p.ended):
        k = <TcpConnection *>p.ended.next.owner
        unlink(&k.in_port)
        free(k)
        live_drop(LIVE_CONNECTION)
