# One UDP port on every interface, IPv4 and IPv6: datagrams in and out in batches. Worker thread only, once open.
#
# Out: begin(path), then room → write → add for each datagram, then flush. Datagrams of equal length that follow one
# another to one path leave as segments of one message (UDP_SEGMENT), a shorter one closes it.
from libc.stdint cimport int64_t, uint8_t, uint16_t, uint32_t, uint64_t
from sfu_core.address cimport Address
from sfu_core.includes.sockets cimport iovec, mmsghdr, sockaddr_in6, sockaddr_storage, socklen_t
from sfu_core.tcp_port cimport TcpConnection

cdef enum:
    UDP_BATCH = 64               # datagrams received at once
    UDP_DATAGRAM = 2048          # bytes kept of each; longer ones are not ours
    UDP_MESSAGES = 256           # to one family in one flush
    UDP_ARENA = 1048576          # bytes of outgoing datagrams in one flush
    UDP_SEGMENTS = 64            # the kernel's UDP_MAX_SEGMENTS
    UDP_MESSAGE_BYTES = 65000
    UDP_CONTROL = 64

cdef struct Datagram:
    uint8_t *data                # valid until port_release; UDP_DATAGRAM bytes may be written to
    int size
    Address remote
    Address local                # where it was addressed to
    uint32_t scope               # interface, for a link-local remote
    TcpConnection *connection    # that it came over; NULL = UDP

# Where to send and from which of our addresses. Must stay in place until the flush.
cdef struct Path:
    TcpConnection *connection    # datagrams go over it instead; NULL = UDP
    sockaddr_in6 name            # large enough for both families
    socklen_t name_length
    uint8_t family               # 4 or 6; 0 = nowhere
    uint64_t control[5]          # a ready IP_PKTINFO message; control messages must be 8-aligned
    int control_length

cdef struct OutMessage:
    const Path *path
    int segments
    int segment_size
    int size

cdef struct SocketHalf:          # one family
    int fd                       # −1 = not served
    mmsghdr headers[256]
    iovec slices[256]
    OutMessage messages[256]
    uint64_t controls[256][8]
    int count

cdef struct UdpPort:
    uint16_t number
    SocketHalf halves[2]         # IPv4, IPv6
    bint segmentation            # UDP_SEGMENT works here
    # receiving
    uint8_t *buffers             # owned
    mmsghdr headers[64]
    iovec slices[64]
    sockaddr_storage names[64]
    uint64_t controls[64][8]
    Datagram datagrams[64]
    int filled                   # buffers whose datagrams are still in use
    # sending
    uint8_t *arena               # owned
    int used
    const Path *path             # of the message that is open
    OutMessage *open_message     # NULL = the next datagram begins one
    Path replies[64]
    int reply_count
    # counters
    int64_t datagrams_in
    int64_t bytes_in
    int64_t truncated
    int64_t datagrams_out
    int64_t bytes_out
    int64_t send_calls
    int64_t send_failures        # datagrams that the kernel did not take

# 0 or a negative errno. `number` 0 takes a free port, the same for both families.
cdef int port_open(UdpPort *p, int number, bint ipv6) noexcept nogil
cdef void port_close(UdpPort *p) noexcept nogil        # a zeroed struct must not be closed

# Receives from one half (0 or 1) behind the `filled` datagrams; how many were added, 0 when nothing waits.
cdef int port_receive(UdpPort *p, int half) noexcept nogil
# A datagram that came otherwise joins those received; the caller says from where. NULL when the batch is full.
cdef Datagram *port_adopt(UdpPort *p, const uint8_t *data, int size) noexcept nogil
# What was received is not needed any more.
cdef void port_release(UdpPort *p) noexcept nogil

cdef void path_set(Path *path, const Address *remote, const Address *local, uint32_t scope,
                   TcpConnection *connection) noexcept nogil
# A path for answering this datagram, good until the flush.
cdef const Path *port_reply_path(UdpPort *p, const Datagram *d) noexcept nogil
cdef void port_begin(UdpPort *p, const Path *path) noexcept nogil
# `size` free bytes; flushes when there are none.
cdef uint8_t *port_room(UdpPort *p, int size) noexcept nogil
cdef void port_add(UdpPort *p, int size) noexcept nogil
cdef void port_flush(UdpPort *p) noexcept nogil
