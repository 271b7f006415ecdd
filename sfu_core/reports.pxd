# What we report (RTCP out): sender reports of slots, receiver reports of producers, SDES CNAME. Worker thread only.
from libc.stdint cimport int64_t, uint64_t
from sfu_core.clock cimport NS_PER_MS
from sfu_core.context cimport Context
from sfu_core.slot cimport Slot
from sfu_core.transport cimport Transport

cdef enum:
    REPORT_INTERVAL_MS = 1000

# Sends reports when the time has come, or soon after a source came into a slot, so that lips and voice meet again.
cdef void reports_due(Context *c, Transport *t) noexcept nogil
