# What we report (RTCP out): sender reports of slots, receiver reports of producers, SDES CNAME. Worker thread only.
from sfu_core.context cimport Context
from sfu_core.transport cimport Transport

# Sends what is due for one client.
cdef void reports_due(Context *c, Transport *t) noexcept nogil
# Sources have come into slots: their clients hear of it soon, so that lips and voice meet again. Before reports_due.
cdef void reports_hasten(Context *c) noexcept nogil
