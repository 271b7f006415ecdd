"""One producer and one slot that shows it, without a network, for tests alone: packets in, what leaves out."""

from libc.stdint cimport int64_t, uint8_t, uint16_t, uint32_t, uint64_t

from sfu_core.allocator cimport ALLOC_RUNGS, REASON_TOP, Rung
from sfu_core.context cimport EVENT_SLOT_LAYER, Context, HandleEvent, context_add, context_close, context_open
from sfu_core.encoding cimport ARRIVAL_REPEATED, ARRIVAL_STRAY, Arrival, Encoding, encoding_arrived
from sfu_core.media_packet cimport MediaPacket
from sfu_core.packet_cache cimport CachedPacket, PacketNote, packet_cache_find
from sfu_core.packet_writer cimport packet_note, packet_payload_size, packet_shape, packet_write
from sfu_core.producer cimport Producer, ProducerOptions, producer_free, producer_layers, producer_new, producer_read
from sfu_core.recv_stream cimport recv_sender_report
from sfu_core.retransmission cimport retransmission_is_late, retransmission_rebuild
from sfu_core.ring cimport RingRecord, ring_front, ring_pop
from sfu_core.rtp cimport RtpHeader, rtp_parse
from sfu_core.slot cimport (
    Outgoing,
    Slot,
    SlotOptions,
    slot_forget,
    slot_free,
    slot_leave,
    slot_new,
    slot_offer,
    slot_sent,
    slot_set_layer,
    slot_tend,
    slot_want,
)
from sfu_core.specs cimport read_producer, read_slot

cdef enum:
    FIRST_SEQUENCE = 1000
    FIRST_TIMESTAMP = 90000
    TOGETHER = 8


cdef class RouteFace:
    """Time is what each call says. The handles are 1 (producer) and 2 (slot)."""

    cdef Context context
    cdef Producer *producer
    cdef Slot *slot

    def __cinit__(self, producer, slot):
        cdef ProducerOptions options
        cdef SlotOptions wanted
        read_producer(producer, &options)
        read_slot(slot, &wanted)
        if context_open(&self.context, 0, 0, False, 1) < 0:
            raise MemoryError
        self.producer = producer_new(&options)
        self.slot = slot_new(&wanted, FIRST_SEQUENCE, FIRST_TIMESTAMP)
        if self.producer == NULL or self.slot == NULL:
            raise MemoryError
        self.producer.object.handle = 1
        self.slot.object.handle = 2
        self.context.now_ns = 1000000000
        context_add(&self.context, &self.producer.object)
        self.producer.started = True
        slot_want(&self.context, self.slot, self.producer)

    def __dealloc__(self):
        if self.slot != NULL and self.producer != NULL:
            slot_forget(&self.context, self.slot, self.producer)
            slot_leave(self.slot)
            slot_free(self.slot)
            producer_free(self.producer)
        context_close(&self.context)

    cdef bint _offer(self, int encoding, bytes data, bint recovered, MediaPacket *packet, Outgoing *out):
        cdef Encoding *e = &self.producer.encodings[encoding]
        cdef RtpHeader h
        cdef Arrival arrival
        if rtp_parse(data, <int>len(data), &h) < 0:
            raise ValueError("not RTP")
        arrival = encoding_arrived(e, &h, recovered, self.context.now_ns)
        if arrival == ARRIVAL_REPEATED or arrival == ARRIVAL_STRAY:
            return False
        if not producer_read(e, data, <int>len(data), &h, self.context.now_ns, packet):
            raise ValueError("the payload cannot be read")
        if not slot_offer(&self.context, self.slot, self.producer, packet, out):
            return False
        packet_shape(out)
        return True

    cdef bytes _write(self, const Outgoing *out):
        cdef PacketNote note
        cdef uint8_t room[4096]
        packet_write(out, room)
        packet_note(out, &note)
        slot_sent(
            self.slot, out.numbers.sequence, packet_payload_size(out), &note, room, out.size, self.context.now_ns
        )
        return (<const char *>room)[:out.size]

    def packet(self, int encoding, bytes data, int64_t now_ns, bint recovered=False):
        """What leaves for a packet of an encoding: a clear packet, or None."""
        cdef MediaPacket packet
        cdef Outgoing out
        self.context.now_ns = now_ns
        return self._write(&out) if self._offer(encoding, data, recovered, &packet, &out) else None

    def turn(self, list datagrams, int64_t now_ns):
        """What leaves for packets of the first encoding that came in one turn: all are read before any is written."""
        cdef MediaPacket packets[TOGETHER]
        cdef Outgoing queue[TOGETHER]
        cdef int queued = 0
        self.context.now_ns = now_ns
        for data in datagrams[:TOGETHER]:
            if self._offer(0, data, False, &packets[queued], &queue[queued]):
                queued += 1
        return [self._write(&queue[i]) for i in range(queued)]

    def again(self, int sequence, int64_t now_ns):
        """The clear packet that left under a number, made anew; None when that is not possible."""
        cdef uint8_t room[2048]
        cdef CachedPacket *entry
        cdef int size
        self.context.now_ns = now_ns
        entry = packet_cache_find(&self.slot.history, <uint16_t>sequence, now_ns)
        if entry == NULL:
            return None
        size = retransmission_rebuild(&self.context, self.slot, entry, room, 2048)
        return (<const char *>room)[:size] if size > 0 else None

    def is_late(self, int sequence, int64_t now_ns):
        """Whether what left under a number would be of no use any more to a client at no distance."""
        cdef CachedPacket *entry = packet_cache_find(&self.slot.history, <uint16_t>sequence, now_ns)
        return entry == NULL or bool(retransmission_is_late(self.slot, entry, 0, now_ns))

    def set_layer(self, int spatial, int temporal, int reason=REASON_TOP):
        slot_set_layer(&self.context, self.slot, spatial, temporal, reason)

    def tend(self, int64_t now_ns):
        self.context.now_ns = now_ns
        slot_tend(&self.context, self.slot)

    def sender_report(self, int encoding, uint64_t ntp, uint32_t timestamp, int64_t now_ns):
        recv_sender_report(&self.producer.encodings[encoding].received, ntp, timestamp, now_ns)

    def take_wanted_keyframes(self):
        """The encodings whose keyframe has been asked for since the last call."""
        wanted = []
        for i in range(self.producer.options.encoding_count):
            if self.producer.encodings[i].keyframes.wanted:
                wanted.append(i)
                self.producer.encodings[i].keyframes.wanted = False
        return wanted

    @property
    def layers(self):
        """(spatial, temporal, bit rate, width, height, active) of what the producer sends."""
        cdef Rung rungs[ALLOC_RUNGS]
        count = producer_layers(self.producer, self.context.now_ns, rungs)
        return [
            (rungs[i].spatial, rungs[i].temporal, rungs[i].bitrate, rungs[i].width, rungs[i].height,
             bool(rungs[i].active))
            for i in range(count)
        ]

    @property
    def forwarded(self):
        """Encoding, spatial and temporal limit."""
        return self.slot.selector.encoding, self.slot.selector.spatial, self.slot.selector.temporal

    def take_told(self):
        """What SlotLayer events say: (spatial, temporal, width, height)."""
        cdef RingRecord record
        cdef const HandleEvent *event
        told = []
        while ring_front(&self.context.events, &record):
            event = <const HandleEvent *>record.data
            if record.kind == EVENT_SLOT_LAYER:
                told.append((
                    <signed char>(event.other & 0xFF), <signed char>(event.other >> 8 & 0xFF), event.more >> 16,
                    event.more & 0xFFFF,
                ))
            ring_pop(&self.context.events)
        return told
