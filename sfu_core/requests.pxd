# What we ask a sender for: lost packets (RFC 4585 NACK) and keyframes (PLI). Worker thread only.
from sfu_core.context cimport Context
from sfu_core.encoding cimport Encoding
from sfu_core.producer cimport Producer
from sfu_core.transport cimport Transport

# Sends what is due for one producer, or one encoding of it; call after a packet came.
cdef void requests_of(Context *c, Transport *t, Encoding *e) noexcept nogil
cdef void requests_due(Context *c, Transport *t, Producer *p) noexcept nogil
# The same for all that a client sends, where something waits to be asked. On the clock.
cdef void requests_tick(Context *c, Transport *t) noexcept nogil
