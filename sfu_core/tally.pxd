# Counters of a worker and its transports, as Python reads them. Event loop only.
from libc.stdint cimport int64_t
from sfu_core.context cimport Context
from sfu_core.transport cimport TransportCounters

# Of one transport, alive while either side may look at them.
cdef class TransportTally:
    cdef TransportCounters counters
    cdef list parts              # handles of its producers and slots that have figures

    cdef object read(self)

# WorkerStats of everything but the processor's time, which the caller knows.
cdef object worker_stats(const Context *c, int64_t cpu_ns)
