# Linux scheduling of one thread (sched(7)); glibc has no wrapper for sched_setattr.
from libc.stdint cimport uint64_t

cdef extern from * nogil:
    """
    #include <stdint.h>
    #include <sys/syscall.h>
    #include <unistd.h>
    struct ef_sched_attr {
        uint32_t size, policy;
        uint64_t flags;
        int32_t nice;
        uint32_t priority;
        uint64_t runtime, deadline, period;
    };
    static int ef_schedule_self(int nice, uint64_t slice_ns) {
        struct ef_sched_attr wanted = {sizeof(wanted), 0, 0, nice, 0, slice_ns, 0, 0};
        return (int)syscall(SYS_sched_setattr, 0, &wanted, 0);
    }
    """
    # The calling thread stays an ordinary one (SCHED_OTHER) of this niceness, and asks for turns of `slice_ns`:
    # shorter ones come sooner (Linux 6.12; older kernels pass over it). 0, or −1 with errno.
    int schedule_self "ef_schedule_self"(int nice, uint64_t slice_ns) noexcept
