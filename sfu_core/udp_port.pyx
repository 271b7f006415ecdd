"""One UDP port, IPv4 and IPv6, with batched receiving and segmented sending."""

from libc.errno cimport EADDRINUSE, EAGAIN, EINTR, EIO, errno
from libc.stdint cimport uint8_t, uint16_t, uint32_t
from libc.stdlib cimport free, malloc
from libc.string cimport memcpy, memset

from sfu_core.address cimport Address, address_from_sockaddr, address_to_sockaddr
from sfu_core.bytesio cimport ERR_NO_MEMORY
from sfu_core.includes.sockets cimport (
    AF_INET,
    AF_INET6,
    CMSG_DATA,
    CMSG_FIRSTHDR,
    CMSG_LEN,
    CMSG_NXTHDR,
    CMSG_SPACE,
    IP_PKTINFO,
    IPPROTO_IP,
    IPPROTO_IPV6,
    IPV6_PKTINFO,
    IPV6_RECVPKTINFO,
    IPV6_V6ONLY,
    MSG_DONTWAIT,
    MSG_NOSIGNAL,
    MSG_TRUNC,
    SO_RCVBUF,
    SO_RCVBUFFORCE,
    SO_SNDBUF,
    SO_SNDBUFFORCE,
    SOCK_CLOEXEC,
    SOCK_DGRAM,
    SOCK_NONBLOCK,
    SOL_SOCKET,
    SOL_UDP,
    UDP_SEGMENT,
    bind,
    close,
    cmsghdr,
    getsockname,
    htons,
    in6_pktinfo,
    in_pktinfo,
    msghdr,
    ntohs,
    recvmmsg,
    sendmmsg,
    sendmsg,
    setsockopt,
    sockaddr,
    sockaddr_in,
    sockaddr_in6,
    sockaddr_storage,
    socket,
    socklen_t,
)
from sfu_core.tcp_port cimport TcpConnection, tcp_write

cdef enum:
    KERNEL_BUFFER = 8 * 1024 * 1024    # about half a second of a busy worker
    PORT_TRIES = 32


cdef void _tune(int fd) noexcept nogil:
    cdef int size = KERNEL_BUFFER
    # The forced forms pass net.core.rmem_max but need a privilege; without it the kernel gives what it allows.
    if setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size)) != 0:
        setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size))
    if setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &size, sizeof(size)) != 0:
        setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &size, sizeof(size))


cdef int _bind4(int number, uint16_t *bound) noexcept nogil:
    cdef int fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)
    cdef sockaddr_in name
    cdef socklen_t length = sizeof(name)
    cdef int one = 1
    cdef int error
    if fd < 0:
        return -errno
    memset(&name, 0, sizeof(name))
    name.sin_family = <unsigned short>AF_INET
    name.sin_port = htons(<uint16_t>number)
    if (
        setsockopt(fd, IPPROTO_IP, IP_PKTINFO, &one, sizeof(one)) != 0
        or bind(fd, <sockaddr *>&name, sizeof(name)) != 0
        or getsockname(fd, <sockaddr *>&name, &length) != 0
    ):
        error = -errno
        close(fd)
        return error
    bound[0] = ntohs(name.sin_port)
    _tune(fd)
    return fd


cdef int _bind6(int number) noexcept nogil:
    cdef int fd = socket(AF_INET6, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)
    cdef sockaddr_in6 name
    cdef int one = 1
    cdef int error
    if fd < 0:
        return -errno
    memset(&name, 0, sizeof(name))
    name.sin6_family = <unsigned short>AF_INET6
    name.sin6_port = htons(<uint16_t>number)
    if (
        setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &one, sizeof(one)) != 0
        or setsockopt(fd, IPPROTO_IPV6, IPV6_RECVPKTINFO, &one, sizeof(one)) != 0
        or bind(fd, <sockaddr *>&name, sizeof(name)) != 0
    ):
        error = -errno
        close(fd)
        return error
    _tune(fd)
    return fd


cdef int _open_sockets(UdpPort *p, int number, bint ipv6) noexcept nogil:
    """Both families on one number: a free one may be taken in the other family, so another is tried."""
    cdef int attempt
    cdef int fd6 = -1
    for attempt in range(PORT_TRIES):
        p.halves[0].fd = _bind4(number, &p.number)
        if p.halves[0].fd < 0:
            return p.halves[0].fd
        if not ipv6:
            return 0
        fd6 = _bind6(p.number)
        if fd6 >= 0:
            p.halves[1].fd = fd6
            return 0
        if fd6 != -EADDRINUSE:
            # No IPv6 on this machine.
            return 0
        close(p.halves[0].fd)
        p.halves[0].fd = -1
        if number != 0:
            break
    return fd6


cdef inline void _offer(msghdr *header) noexcept nogil:
    """Tell the kernel how much room there is; it overwrites that with what it used."""
    header.msg_namelen = sizeof(sockaddr_storage)
    header.msg_controllen = UDP_CONTROL
    header.msg_flags = 0


cdef int port_open(UdpPort *p, int number, bint ipv6) noexcept nogil:
    cdef int i
    cdef int half
    cdef int error
    memset(p, 0, sizeof(p[0]))
    p.halves[0].fd = -1
    p.halves[1].fd = -1
    p.segmentation = True
    p.buffers = <uint8_t *>malloc(UDP_BATCH * UDP_DATAGRAM)
    p.arena = <uint8_t *>malloc(UDP_ARENA)
    error = ERR_NO_MEMORY if p.buffers == NULL or p.arena == NULL else _open_sockets(p, number, ipv6)
    if error < 0:
        port_close(p)
        return error
    for i in range(UDP_BATCH):
        p.slices[i].iov_base = p.buffers + i * UDP_DATAGRAM
        p.slices[i].iov_len = UDP_DATAGRAM
        p.headers[i].msg_hdr.msg_name = &p.names[i]
        p.headers[i].msg_hdr.msg_iov = &p.slices[i]
        p.headers[i].msg_hdr.msg_iovlen = 1
        p.headers[i].msg_hdr.msg_control = &p.controls[i][0]
        _offer(&p.headers[i].msg_hdr)
    for half in range(2):
        for i in range(UDP_MESSAGES):
            p.halves[half].headers[i].msg_hdr.msg_iov = &p.halves[half].slices[i]
            p.halves[half].headers[i].msg_hdr.msg_iovlen = 1
    return 0


cdef void port_close(UdpPort *p) noexcept nogil:
    cdef int half
    for half in range(2):
        if p.halves[half].fd >= 0:
            close(p.halves[half].fd)
            p.halves[half].fd = -1
    free(p.buffers)
    free(p.arena)
    p.buffers = NULL
    p.arena = NULL


cdef void _read_local(msghdr *header, Address *out) noexcept nogil:
    """The address of ours that a datagram was sent to (IP_PKTINFO, RFC 3542 section 6.1)."""
    cdef cmsghdr *c = CMSG_FIRSTHDR(header)
    memset(out, 0, sizeof(out[0]))
    while c != NULL:
        if c.cmsg_level == IPPROTO_IP and c.cmsg_type == IP_PKTINFO:
            out.family = 4
            memcpy(out.ip, &(<in_pktinfo *>CMSG_DATA(c)).ipi_spec_dst, 4)
            return
        if c.cmsg_level == IPPROTO_IPV6 and c.cmsg_type == IPV6_PKTINFO:
            out.family = 6
            memcpy(out.ip, &(<in6_pktinfo *>CMSG_DATA(c)).ipi6_addr, 16)
            return
        c = CMSG_NXTHDR(header, c)


cdef int port_receive(UdpPort *p, int half) noexcept nogil:
    cdef int first = p.filled
    cdef Datagram *d
    cdef msghdr *header
    cdef int received
    cdef int i
    if p.halves[half].fd < 0:
        return 0
    received = recvmmsg(p.halves[half].fd, p.headers + first, UDP_BATCH - first, MSG_DONTWAIT, NULL)
    if received <= 0:
        return 0
    p.filled += received
    for i in range(first, p.filled):
        header = &p.headers[i].msg_hdr
        p.datagrams_in += 1
        p.bytes_in += p.headers[i].msg_len
        d = &p.datagrams[i]
        d.data = p.buffers + i * UDP_DATAGRAM
        d.size = <int>p.headers[i].msg_len
        if header.msg_flags & MSG_TRUNC or address_from_sockaddr(
            <const sockaddr *>header.msg_name, header.msg_namelen, &d.remote
        ) < 0:
            # Nothing that we speak is that long.
            p.truncated += 1
            d.size = 0
        d.scope = (<sockaddr_in6 *>header.msg_name).sin6_scope_id if half == 1 else 0
        d.connection = NULL
        _read_local(header, &d.local)
    return received


cdef Datagram *port_adopt(UdpPort *p, const uint8_t *data, int size) noexcept nogil:
    cdef Datagram *d = &p.datagrams[p.filled]
    if p.filled == UDP_BATCH:
        return NULL
    d.data = p.buffers + p.filled * UDP_DATAGRAM
    d.size = size
    memcpy(d.data, data, size)
    p.filled += 1
    p.datagrams_in += 1
    p.bytes_in += size
    return d


cdef void port_release(UdpPort *p) noexcept nogil:
    cdef int i
    for i in range(p.filled):
        _offer(&p.headers[i].msg_hdr)
    p.filled = 0


cdef void path_set(Path *path, const Address *remote, const Address *local, uint32_t scope,
                   TcpConnection *connection) noexcept nogil:
    cdef sockaddr_storage name
    cdef msghdr header
    cdef cmsghdr *c
    cdef in_pktinfo info4
    cdef in6_pktinfo info6
    memset(path, 0, sizeof(path[0]))
    memset(&header, 0, sizeof(header))
    path.family = remote.family
    path.connection = connection
    path.name_length = address_to_sockaddr(remote, False, &name)
    memcpy(&path.name, &name, path.name_length)
    if path.family == 6:
        path.name.sin6_scope_id = scope
    if local.family != remote.family:
        return
    header.msg_control = path.control
    header.msg_controllen = sizeof(path.control)
    c = CMSG_FIRSTHDR(&header)
    if local.family == 4:
        memset(&info4, 0, sizeof(info4))
        memcpy(&info4.ipi_spec_dst, local.ip, 4)
        c.cmsg_level = IPPROTO_IP
        c.cmsg_type = IP_PKTINFO
        c.cmsg_len = CMSG_LEN(sizeof(info4))
        memcpy(CMSG_DATA(c), &info4, sizeof(info4))
        path.control_length = CMSG_SPACE(sizeof(info4))
    else:
        memset(&info6, 0, sizeof(info6))
        memcpy(&info6.ipi6_addr, local.ip, 16)
        info6.ipi6_ifindex = scope
        c.cmsg_level = IPPROTO_IPV6
        c.cmsg_type = IPV6_PKTINFO
        c.cmsg_len = CMSG_LEN(sizeof(info6))
        memcpy(CMSG_DATA(c), &info6, sizeof(info6))
        path.control_length = CMSG_SPACE(sizeof(info6))


cdef const Path *port_reply_path(UdpPort *p, const Datagram *d) noexcept nogil:
    cdef Path *path
    # With room for the reply itself no flush can come between taking the path and using it.
    if p.reply_count == UDP_BATCH or p.used + UDP_DATAGRAM > UDP_ARENA:
        port_flush(p)
    path = &p.replies[p.reply_count]
    p.reply_count += 1
    path_set(path, &d.remote, &d.local, d.scope, d.connection)
    return path


cdef void port_begin(UdpPort *p, const Path *path) noexcept nogil:
    p.path = path
    p.open_message = NULL


cdef uint8_t *port_room(UdpPort *p, int size) noexcept nogil:
    if p.used + size > UDP_ARENA:
        port_flush(p)
    return p.arena + p.used


cdef void port_add(UdpPort *p, int size) noexcept nogil:
    cdef OutMessage *m = p.open_message
    cdef SocketHalf *half
    if (
        m != NULL
        and size <= m.segment_size
        and m.segments < UDP_SEGMENTS
        and m.size + size <= UDP_MESSAGE_BYTES
        and p.segmentation
    ):
        m.segments += 1
        m.size += size
        p.used += size
        if size < m.segment_size:
            p.open_message = NULL
        return
    if p.path.connection != NULL:
        if tcp_write(p.path.connection, p.arena + p.used, size):
            p.datagrams_out += 1
            p.bytes_out += size
        else:
            p.send_failures += 1
        return
    half = &p.halves[1 if p.path.family == 6 else 0]
    if half.fd < 0 or p.path.family == 0:
        p.send_failures += 1
        return
    m = &half.messages[half.count]
    m.path = p.path
    m.segments = 1
    m.segment_size = size
    m.size = size
    half.slices[half.count].iov_base = p.arena + p.used
    half.count += 1
    p.used += size
    p.open_message = m
    if half.count == UDP_MESSAGES:
        port_flush(p)


cdef void _finish(SocketHalf *half, int at) noexcept nogil:
    """Complete the kernel's view of message `at`."""
    cdef const OutMessage *m = &half.messages[at]
    cdef msghdr *header = &half.headers[at].msg_hdr
    cdef cmsghdr *c
    header.msg_name = <void *>&m.path.name
    header.msg_namelen = m.path.name_length
    half.slices[at].iov_len = m.size
    header.msg_flags = 0
    if m.segments == 1:
        header.msg_control = <void *>m.path.control
        header.msg_controllen = m.path.control_length
        return
    header.msg_control = &half.controls[at][0]
    header.msg_controllen = m.path.control_length + CMSG_SPACE(sizeof(uint16_t))
    memcpy(header.msg_control, m.path.control, m.path.control_length)
    c = <cmsghdr *>(<uint8_t *>header.msg_control + m.path.control_length)
    c.cmsg_level = SOL_UDP
    c.cmsg_type = UDP_SEGMENT
    c.cmsg_len = CMSG_LEN(sizeof(uint16_t))
    (<uint16_t *>CMSG_DATA(c))[0] = <uint16_t>m.segment_size


cdef void _send_apart(UdpPort *p, SocketHalf *half, int at) noexcept nogil:
    """A segmented message was refused (no checksum offload, a path of a smaller MTU): its datagrams go one by one."""
    cdef const OutMessage *m = &half.messages[at]
    cdef msghdr *header = &half.headers[at].msg_hdr
    cdef uint8_t *data = <uint8_t *>half.slices[at].iov_base
    cdef int left = m.size
    header.msg_control = <void *>m.path.control
    header.msg_controllen = m.path.control_length
    while left > 0:
        half.slices[at].iov_base = data
        half.slices[at].iov_len = m.segment_size if left > m.segment_size else left
        p.send_calls += 1
        if sendmsg(half.fd, header, MSG_DONTWAIT | MSG_NOSIGNAL) < 0:
            p.send_failures += 1
        else:
            p.datagrams_out += 1
        data += m.segment_size
        left -= m.segment_size
    p.bytes_out += m.size


cdef void _flush_half(UdpPort *p, SocketHalf *half) noexcept nogil:
    cdef int at
    cdef int i
    cdef int sent
    for at in range(half.count):
        _finish(half, at)
    at = 0
    while at < half.count:
        p.send_calls += 1
        sent = sendmmsg(half.fd, half.headers + at, half.count - at, MSG_DONTWAIT | MSG_NOSIGNAL)
        if sent > 0:
            for i in range(at, at + sent):
                p.datagrams_out += half.messages[i].segments
                p.bytes_out += half.messages[i].size
            at += sent
        elif errno == EINTR:
            continue
        elif errno == EAGAIN:
            # The kernel's buffer is full: what is left is lost like any datagram.
            for i in range(at, half.count):
                p.send_failures += half.messages[i].segments
            break
        else:
            # The error is that of the first message: skip it and go on with the others.
            if half.messages[at].segments > 1:
                if errno == EIO:
                    p.segmentation = False
                _send_apart(p, half, at)
            else:
                p.send_failures += 1
            at += 1
    half.count = 0


cdef void port_flush(UdpPort *p) noexcept nogil:
    cdef int i
    for i in range(2):
        if p.halves[i].count > 0:
            _flush_half(p, &p.halves[i])
    p.used = 0
    p.reply_count = 0
    p.open_message = NULL
