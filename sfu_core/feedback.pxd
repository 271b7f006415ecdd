# What clients report and ask for (RTCP in). Each may speak of its own streams and slots alone. Worker thread only.
from libc.stdint cimport uint8_t
from sfu_core.context cimport Context
from sfu_core.transport cimport Transport

# An RTCP datagram from a valid address of `t`, its `pair`; decrypted in place.
cdef void ingress_rtcp(Context *c, Transport *t, int pair, uint8_t *data, int size) noexcept nogil
