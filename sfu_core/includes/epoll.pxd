# Linux readiness: epoll(7), eventfd(2), timerfd_create(2).
from libc.stdint cimport uint32_t, uint64_t
from posix.time cimport itimerspec, timespec

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

cdef extern from * nogil:
    """
    #include <errno.h>
    #include <sys/epoll.h>
    #include <sys/syscall.h>
    #include <time.h>
    #include <unistd.h>
    static int ef_epoll_pwait2(int epoll, struct epoll_event *events, int max, const struct timespec *wait) {
    #ifdef SYS_epoll_pwait2
        int count = (int)syscall(SYS_epoll_pwait2, epoll, events, max, wait, NULL, 0);
        /* Container runtimes that do not know the call answer EPERM to it. */
        if (count >= 0 || (errno != ENOSYS && errno != EPERM))
            return count;
    #endif
        return epoll_wait(epoll, events, max,
                          wait == NULL ? -1 : (int)(wait->tv_sec * 1000 + (wait->tv_nsec + 999999) / 1000000));
    }
    """
    # Waits to the nanosecond (Linux 5.11; on older kernels to the millisecond), with NULL for ever.
    int epoll_pwait2 "ef_epoll_pwait2"(int epoll, epoll_event *events, int max, const timespec *wait) noexcept
