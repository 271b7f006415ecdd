"""Counters of a worker and its transports, read while the worker counts."""

from libc.string cimport memset

from sfu_core.figures cimport figure_read

from sfu_core.records import TransportStats, WorkerStats

# In the order of context.Drop.
_DROPS = (
    "unknown_address",
    "not_ours",
    "bad_check",
    "address_taken",
    "dtls_rate",
    "no_keys",
    "unknown_ssrc",
    "forged",
    "replayed",
    "malformed",
    "payload_type",
    "repeated",
    "paused",
    "probe",
    "not_sent",
    "overrun",
)


cdef class TransportTally:
    def __cinit__(self):
        memset(&self.counters, 0, sizeof(self.counters))
        self.parts = []

    cdef object read(self):
        cdef TransportCounters *t = &self.counters
        return TransportStats(
            packets_in=figure_read(&t.packets_in),
            bytes_in=figure_read(&t.bytes_in),
            packets_out=figure_read(&t.packets_out),
            bytes_out=figure_read(&t.bytes_out),
            retransmitted=figure_read(&t.retransmitted),
            repeated=figure_read(&t.repeated),
            nacks_received=figure_read(&t.nacks_received),
            nacks_sent=figure_read(&t.nacks_sent),
            keyframe_requests=figure_read(&t.keyframe_requests),
            packets_lost=figure_read(&t.packets_lost),
            rtt_ns=figure_read(&t.rtt_ns),
            estimate_bps=figure_read(&t.estimate_bps),
            loss_permille=figure_read(&t.loss_permille),
            queue_ns=figure_read(&t.queue_ns),
            probes=figure_read(&t.probes),
            target_bps=figure_read(&t.target_bps),
        )


cdef object worker_stats(const Context *c, int64_t cpu_ns):
    dropped = {name: figure_read(&c.counters.dropped[i]) for i, name in enumerate(_DROPS)}
    dropped["truncated"] = figure_read(&c.port.truncated)
    dropped["send_failed"] = figure_read(&c.port.send_failures)
    return WorkerStats(
        cpu_ns=cpu_ns,
        packets_in=figure_read(&c.port.datagrams_in),
        bytes_in=figure_read(&c.port.bytes_in),
        packets_out=figure_read(&c.port.datagrams_out),
        bytes_out=figure_read(&c.port.bytes_out),
        forwarded=figure_read(&c.counters.forwarded),
        retransmitted=figure_read(&c.counters.retransmitted),
        repeated=figure_read(&c.counters.repeated),
        keyframe_requests=figure_read(&c.counters.keyframe_requests),
        nacks_received=figure_read(&c.counters.nacks_received),
        nacks_sent=figure_read(&c.counters.nacks_sent),
        send_calls=figure_read(&c.port.send_calls),
        wakeups=figure_read(&c.counters.wakeups),
        events_dropped=figure_read(&c.counters.events_dropped),
        dropped=dropped,
        sounds_dropped=figure_read(&c.sounds.refused),
    )
