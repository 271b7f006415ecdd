# Linux sockets: datagrams in batches, the addressed interface (IP_PKTINFO) and segmentation offload (udp(7)).
from libc.stdint cimport uint8_t, uint16_t, uint32_t
from posix.time cimport timespec

cdef extern from "sys/socket.h" nogil:
    """
    #ifndef SOL_UDP
    #define SOL_UDP 17
    #endif
    #ifndef UDP_SEGMENT
    #define UDP_SEGMENT 103
    #endif
    #ifndef UDP_GRO
    #define UDP_GRO 104
    #endif
    """
    ctypedef unsigned int socklen_t
    ctypedef unsigned short sa_family_t

    struct sockaddr:
        sa_family_t sa_family

    struct sockaddr_storage:
        sa_family_t ss_family

    struct iovec:
        void *iov_base
        size_t iov_len

    struct msghdr:
        void *msg_name
        socklen_t msg_namelen
        iovec *msg_iov
        size_t msg_iovlen
        void *msg_control
        size_t msg_controllen
        int msg_flags

    struct mmsghdr:
        msghdr msg_hdr
        unsigned int msg_len

    struct cmsghdr:
        size_t cmsg_len
        int cmsg_level
        int cmsg_type

    int AF_INET, AF_INET6, SOCK_DGRAM, SOCK_STREAM, SOCK_NONBLOCK, SOCK_CLOEXEC
    int SOL_SOCKET, SO_RCVBUF, SO_SNDBUF, SO_RCVBUFFORCE, SO_SNDBUFFORCE, SO_REUSEADDR, SO_RXQ_OVFL
    int SOL_UDP, UDP_SEGMENT, UDP_GRO
    int MSG_DONTWAIT, MSG_TRUNC, MSG_CTRUNC, MSG_NOSIGNAL

    int socket(int domain, int type, int protocol) noexcept
    int listen(int fd, int backlog) noexcept
    int accept4(int fd, sockaddr *address, socklen_t *length, int flags) noexcept
    ssize_t recv(int fd, void *data, size_t size, int flags) noexcept
    ssize_t send(int fd, const void *data, size_t size, int flags) noexcept
    int bind(int fd, const sockaddr *address, socklen_t length) noexcept
    int getsockname(int fd, sockaddr *address, socklen_t *length) noexcept
    int setsockopt(int fd, int level, int name, const void *value, socklen_t length) noexcept
    int getsockopt(int fd, int level, int name, void *value, socklen_t *length) noexcept
    ssize_t sendto(int fd, const void *data, size_t size, int flags, const sockaddr *address,
                   socklen_t length) noexcept
    ssize_t sendmsg(int fd, const msghdr *message, int flags) noexcept
    ssize_t recvmsg(int fd, msghdr *message, int flags) noexcept
    int sendmmsg(int fd, mmsghdr *messages, unsigned int count, int flags) noexcept
    int recvmmsg(int fd, mmsghdr *messages, unsigned int count, int flags, timespec *timeout) noexcept

    cmsghdr *CMSG_FIRSTHDR(const msghdr *message) noexcept
    cmsghdr *CMSG_NXTHDR(msghdr *message, cmsghdr *cmsg) noexcept
    unsigned char *CMSG_DATA(cmsghdr *cmsg) noexcept
    size_t CMSG_SPACE(size_t length) noexcept
    size_t CMSG_LEN(size_t length) noexcept

cdef extern from "netinet/in.h" nogil:
    struct in_addr:
        uint32_t s_addr

    struct sockaddr_in:
        sa_family_t sin_family
        uint16_t sin_port
        in_addr sin_addr

    struct in6_addr:
        uint8_t s6_addr[16]

    struct sockaddr_in6:
        sa_family_t sin6_family
        uint16_t sin6_port
        uint32_t sin6_flowinfo
        in6_addr sin6_addr
        uint32_t sin6_scope_id

    struct in_pktinfo:
        int ipi_ifindex
        in_addr ipi_spec_dst
        in_addr ipi_addr

    struct in6_pktinfo:
        in6_addr ipi6_addr
        unsigned int ipi6_ifindex

    int IPPROTO_IP, IPPROTO_IPV6, IPPROTO_UDP, IPPROTO_TCP
    int IP_PKTINFO, IPV6_RECVPKTINFO, IPV6_PKTINFO, IPV6_V6ONLY

cdef extern from "netinet/tcp.h" nogil:
    int TCP_NODELAY, TCP_NOTSENT_LOWAT

cdef extern from "arpa/inet.h" nogil:
    uint16_t htons(uint16_t value) noexcept
    uint16_t ntohs(uint16_t value) noexcept
    uint32_t htonl(uint32_t value) noexcept
    const char *inet_ntop(int family, const void *source, char *text, socklen_t size) noexcept
    int inet_pton(int family, const char *text, void *destination) noexcept

cdef extern from "unistd.h" nogil:
    int close(int fd) noexcept
