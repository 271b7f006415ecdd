# Who gets what of a client's line: gathers what its slots want, has it shared, and sees to it that slots, pacer, prober
# and publishers follow. Worker thread only.
from libc.stdint cimport int64_t
from sfu_core.context cimport Context
from sfu_core.producer cimport Producer
from sfu_core.transport cimport Transport

# Share anew when it is time to: something was asked for, the estimate has fallen, or 200 ms have passed. On the clock.
cdef void allocation_tick(Context *c, Transport *t) noexcept nogil
# Share at once: what the client shows, or may take, has changed.
cdef void allocation_now(Context *c, Transport *t) noexcept nogil
# The person's own limit in bit/s, all of it; 0 = none.
cdef void allocation_limit(Context *c, Transport *t, int64_t bitrate) noexcept nogil
# How many voices a client hears at once within its limit.
cdef int allocation_voices(const Transport *t, int most) noexcept nogil
# Tell the publisher which layers anybody watches, where that has changed. On the clock.
cdef void allocation_tell_wanted(Context *c, Producer *p) noexcept nogil
