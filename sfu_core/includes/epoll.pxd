# Linux readiness: epoll(7), eventfd(2), timerfd_create(2).
from libc.stdint cimport uint32_t, uint64_t
from posix.time cimport itimerspec

cdef extern from "sys/epoll.h" nogil:
    ctypedef union epoll_data_t:
        void *ptr
        int fd
        uint32_t u32
        uint64_t u64

    struct epoll_event:
        uint32_t events
        epoll_data_t data

    int EPOLL_CLOEXEC
    int EPOLL_CTL_ADD, EPOLL_CTL_MOD, EPOLL_CTL_DEL
    uint32_t EPOLLIN, EPOLLOUT, EPOLLERR, EPOLLHUP, EPOLLET

    int epoll_create1(int flags) noexcept
    int epoll_ctl(int epoll, int operation, int fd, epoll_event *event) noexcept
    int epoll_wait(int epoll, epoll_event *events, int max_events, int timeout_ms) noexcept

cdef extern from "sys/eventfd.h" nogil:
    ctypedef uint64_t eventfd_t
    int EFD_CLOEXEC, EFD_NONBLOCK
    int eventfd(unsigned int initial, int flags) noexcept
    int eventfd_read(int fd, eventfd_t *value) noexcept
    int eventfd_write(int fd, eventfd_t value) noexcept

cdef extern from "sys/timerfd.h" nogil:
    int TFD_CLOEXEC, TFD_NONBLOCK, TFD_TIMER_ABSTIME
    int timerfd_create(int clock_id, int flags) noexcept
    int timerfd_settime(int fd, int flags, const itimerspec *new, itimerspec *old) noexcept
