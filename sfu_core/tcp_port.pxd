# Passive ICE-TCP (RFC 6544, section 4.5): one port on every interface, its connections, and datagrams framed by RFC 4571 on
# them. Worker thread only, once open.
#
# A connection waits until a valid check comes over it; then it has an owner and lives as long as that. What a slow
# reader does not take is dropped, media before anything else, so nothing waits for it and nothing grows.
from libc.stdint cimport int64_t, uint8_t, uint16_t, uint32_t
from sfu_core.address cimport Address
from sfu_core.clock cimport NS_PER_S
from sfu_core.links cimport Link

cdef enum:
    TCP_INPUT = 8192
    TCP_OUTPUT = 98304
    TCP_MEDIA_OUTPUT = 65536     # media is dropped while more than this waits: half a second of 1 Mbit/s
    TCP_DATAGRAM = 2048          # longer ones are not ours

    TCP_WAITING = 256            # connections that have passed no check
    TCP_WAITING_EACH = 16        # those of one address; of IPv6, of one network of 64 bits
    TCP_WAIT_NS = 5 * NS_PER_S
    TCP_CONNECTIONS = 4096

cdef struct TcpConnection:
    TcpPort *port
    Link in_port
    Link in_writing
    int fd                       # −1 = it has ended and is freed at the end of the turn
    Address remote
    Address local
    uint32_t scope
    void *owner                  # the Transport; NULL = it waits for a valid check
    int64_t opened_ns
    bint blocked                 # the kernel takes no more; we are told when it does
    int input_used
    int output_start
    int output_end
    uint8_t input[8192]
    uint8_t output[98304]

cdef struct TcpPort:
    uint16_t number              # 0 = not served
    int listeners[2]             # IPv4, IPv6; −1 = not served
    int epoll                    # where connections are watched, by their own address
    int spare                    # a descriptor to give up when the process has no other
    Link waiting                 # head: the oldest first
    Link owned                   # head
    Link writing                 # head: something was written in this turn
    Link ended                   # head: to be freed
    int waiting_count
    int count
    # counters
    int64_t accepted
    int64_t refused              # over a limit
    int64_t dropped              # datagrams that a slow reader lost

# 0 or a negative errno. `number` 0 takes any free port, −1 serves none.
cdef int tcp_open(TcpPort *p, int number, bint ipv6) noexcept nogil
cdef void tcp_close(TcpPort *p) noexcept nogil

# Takes the connections that knock at a listener (0 or 1).
cdef void tcp_accept(TcpPort *p, int half, int64_t now_ns) noexcept nogil
# Reads once. False when the peer has closed or broken the connection.
cdef bint tcp_read(TcpConnection *k) noexcept nogil
# The next datagram that has come in whole: its size (0 = an empty one), −1 when there is none, ERR_MALFORMED when the peer
# does not speak RFC 4571. Good until tcp_compact, which has to follow before the next tcp_read.
cdef int tcp_next(TcpConnection *k, int *at, const uint8_t **data) noexcept nogil
cdef void tcp_compact(TcpConnection *k, int at) noexcept nogil

# A valid check came over it.
cdef void tcp_own(TcpConnection *k, void *owner) noexcept nogil
# Queues a datagram. False when it was dropped.
cdef bint tcp_write(TcpConnection *k, const uint8_t *data, int size) noexcept nogil
# Hands what is queued to the kernel.
cdef void tcp_flush(TcpPort *p) noexcept nogil
cdef void tcp_resume(TcpConnection *k) noexcept nogil
# Closes it; the struct stays until tcp_sweep. Its owner must not send to it any more.
cdef void tcp_end(TcpConnection *k) noexcept nogil
# Ends those that have waited for too long.
cdef void tcp_expire(TcpPort *p, int64_t now_ns) noexcept nogil
cdef void tcp_sweep(TcpPort *p) noexcept nogil
