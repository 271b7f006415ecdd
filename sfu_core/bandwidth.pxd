# How bandwidth is told and tried, at one client: transport-wide feedback and REMB for what it sends, the clock of its
# estimate, and the packets of probes. Worker thread only.
from libc.stdint cimport int64_t, uint8_t
from sfu_core.context cimport Context
from sfu_core.encoding cimport Encoding
from sfu_core.rtp cimport RtpHeader
from sfu_core.transport cimport Transport

# What the client has agreed to, in both directions.
cdef void bandwidth_agree(Transport *t, bint transport_cc, bint remb) noexcept nogil
# An authenticated packet of the client's, `data` with header `h`; `number_ext` is the id of its transport-wide number.
# Whatever becomes of it: retransmissions and padding count like media.
cdef void bandwidth_arrived(Context *c, Transport *t, const Encoding *e, const uint8_t *data, int size,
                            const RtpHeader *h, uint8_t number_ext) noexcept nogil
# On the clock.
cdef void bandwidth_tick(Context *c, Transport *t) noexcept nogil
# Sends what the probes of all clients owe by now. When to be called again, or 0 when no probe is being sent.
cdef int64_t bandwidth_probe(Context *c) noexcept nogil
