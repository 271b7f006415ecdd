"""What shares a line (allocator, pacer, repeated sound) as Python objects, for tests alone."""

from libc.stdint cimport int64_t, uint8_t, uint32_t, uint64_t
from libc.string cimport memcpy, memset

from sfu_core.allocator cimport (
    ALLOC_RUNGS,
    ALLOC_SLOTS,
    REASON_BANDWIDTH,
    REASON_HIDDEN,
    REASON_HOLD,
    REASON_LIMIT,
    REASON_SIZE,
    REASON_SOURCE,
    REASON_TOP,
    Demand,
    Grant,
    Rung,
    allocate,
    allocation_wish,
    grant_reset,
)
from sfu_core.pacer cimport (
    PACER_BYTES,
    PACER_PACKETS,
    PacedPacket,
    PacedResend,
    Pacer,
    pacer_age,
    pacer_ask,
    pacer_asked,
    pacer_bytes,
    pacer_free,
    pacer_front,
    pacer_give_up,
    pacer_least,
    pacer_may,
    pacer_pass,
    pacer_pop,
    pacer_push,
    pacer_rest,
    pacer_set,
    pacer_spend,
)
from sfu_core.packet_cache cimport PacketNote
from sfu_core.repeats cimport (
    REPEAT_BYTES,
    Repeat,
    Repeats,
    repeat_keep,
    repeat_take,
    repeats_decide,
    repeats_init,
    repeats_note,
)

QUEUE_PACKETS = PACER_PACKETS
QUEUE_BYTES = PACER_BYTES
LONGEST_REPEAT = REPEAT_BYTES

_REASONS = {
    REASON_TOP: "top",
    REASON_SIZE: "size",
    REASON_BANDWIDTH: "bandwidth",
    REASON_LIMIT: "limit",
    REASON_HOLD: "hold",
    REASON_HIDDEN: "hidden",
    REASON_SOURCE: "source",
}


cdef class AllocatorTrace:
    """Slots by name, each with what it wants and what it was granted."""

    cdef Demand demands[ALLOC_SLOTS]
    cdef Grant grants[ALLOC_SLOTS]
    cdef Rung rungs[ALLOC_SLOTS][ALLOC_RUNGS]
    cdef dict _names

    def __cinit__(self):
        self._names = {}

    cdef int _at(self, str name) except -1:
        at = self._names.get(name)
        if at is None:
            at = self._names[name] = len(self._names)
            grant_reset(&self.grants[at])
        return at

    def demand(self, str name, rungs, *, int priority=0, int width=-1, int height=-1, bint keep_rate=False,
               bint screen=False):
        """What slot `name` shows: rungs of (spatial, temporal, bit/s, width, height, frames/s, active)."""
        cdef int at = self._at(name)
        cdef Demand *d = &self.demands[at]
        if len(rungs) > ALLOC_RUNGS:
            raise ValueError(f"{len(rungs)} rungs")
        memset(d, 0, sizeof(d[0]))
        d.grant = &self.grants[at]
        d.priority = priority
        d.width = width
        d.height = height
        d.keep_rate = keep_rate
        d.screen = screen
        d.rungs = self.rungs[at]
        d.rung_count = len(rungs)
        for i, (spatial, temporal, bitrate, w, h, fps, active) in enumerate(rungs):
            self.rungs[at][i].spatial = spatial
            self.rungs[at][i].temporal = temporal
            self.rungs[at][i].bitrate = bitrate
            self.rungs[at][i].width = w
            self.rungs[at][i].height = h
            self.rungs[at][i].fps_q8 = int(fps * 256)
            self.rungs[at][i].active = active

    def reset(self, str name):
        """Another source came into the slot."""
        grant_reset(&self.grants[self._at(name)])

    def allocate(self, int64_t budget, int64_t now_ns, *, bint limited=False, bint proven=True):
        return allocate(self.demands, len(self._names), budget, limited, proven, now_ns)

    def wish(self):
        return allocation_wish(self.demands, len(self._names))

    def layer(self, str name):
        cdef const Grant *g = &self.grants[self._at(name)]
        return g.spatial, g.temporal

    def reason(self, str name):
        return _REASONS[self.grants[self._at(name)].reason]

    def bitrate(self, str name):
        return self.grants[self._at(name)].bitrate

    def reach(self, str name):
        return self.grants[self._at(name)].reach


cdef class PacerTrace:
    """A pacer whose streams are numbers."""

    cdef Pacer pacer

    def __dealloc__(self):
        pacer_free(&self.pacer)

    def set(self, int64_t rate, int64_t burst, int64_t now_ns):
        pacer_set(&self.pacer, rate, burst, now_ns)

    def passes(self, int64_t size, int64_t now_ns):
        return bool(pacer_pass(&self.pacer, size, now_ns))

    def may(self, int64_t now_ns):
        return bool(pacer_may(&self.pacer, now_ns))

    def spend(self, int64_t size):
        pacer_spend(&self.pacer, size)

    def push(self, uint64_t stream, int priority, int sequence, bytes data, int64_t now_ns):
        cdef PacketNote note
        cdef uint8_t *room
        memset(&note, 0, sizeof(note))
        room = pacer_push(&self.pacer, <void *>stream, priority, sequence, &note, len(data), len(data), now_ns)
        if room != NULL:
            memcpy(room, <const uint8_t *>data, len(data))
        return room != NULL

    def pop(self, int64_t now_ns):
        """Stream, sequence and bytes of the packet that has waited longest, or None."""
        cdef const PacedPacket *packet = pacer_front(&self.pacer)
        cdef uint64_t stream
        cdef int sequence
        cdef bytes data
        if packet == NULL:
            return None
        stream = <uint64_t>packet.stream
        sequence = packet.sequence
        data = (<const char *>pacer_bytes(&self.pacer, packet))[: packet.size]
        pacer_pop(&self.pacer, now_ns)
        return stream, sequence, data

    def age(self, int64_t now_ns):
        return pacer_age(&self.pacer, now_ns)

    @property
    def waiting(self):
        return self.pacer.waiting

    @property
    def has_queue(self):
        return self.pacer.queue != NULL

    def least(self):
        return <uint64_t>pacer_least(&self.pacer)

    def give_up(self, uint64_t stream):
        """How many packets of a stream were given up."""
        return pacer_give_up(&self.pacer, <const void *>stream)

    def ask(self, uint32_t stream, int sequence):
        return bool(pacer_ask(&self.pacer, stream, sequence))

    def asked(self):
        cdef PacedResend resend
        return (resend.stream, resend.sequence) if pacer_asked(&self.pacer, &resend) else None

    def rest(self, int64_t now_ns):
        pacer_rest(&self.pacer, now_ns)


cdef class RepeatsTrace:
    cdef Repeats repeats

    def __cinit__(self):
        repeats_init(&self.repeats)

    @property
    def loss(self):
        return self.repeats.loss

    def note(self, int64_t packets, int64_t lost):
        repeats_note(&self.repeats, packets, lost)

    def decide(self, int64_t now_ns, *, int64_t line=1_000_000, int64_t sound=48_000, bint full=False):
        """Whether sound is sent twice now."""
        return bool(repeats_decide(&self.repeats, line, sound, full, now_ns))


cdef class RepeatTrace:
    """The last datagram of a stream."""

    cdef Repeat repeat

    def __cinit__(self):
        memset(&self.repeat, 0, sizeof(self.repeat))

    def keep(self, bytes cipher, int64_t now_ns):
        repeat_keep(&self.repeat, <const uint8_t *>cipher, len(cipher), now_ns)

    def take(self, int64_t now_ns):
        """What is to be sent again."""
        cdef int size = repeat_take(&self.repeat, now_ns)
        return (<const char *>self.repeat.data)[:size]
