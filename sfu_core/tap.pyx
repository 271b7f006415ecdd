"""Copies of what microphones send."""

from sfu_core.ring cimport RingRecord, ring_front, ring_pop, ring_push

from sfu_core.records import Sound


cdef void tap_push(Context *c, uint32_t producer, const MediaPacket *packet) noexcept nogil:
    cdef TapHead head
    head.level = packet.level & 0x7F if packet.has_level else TAP_NO_LEVEL
    if packet.has_level and head.level > TAP_QUIET:
        return
    head.at_ns = c.now_ns
    head.producer = producer
    head.timestamp = packet.header.timestamp
    ring_push(
        &c.sounds, TAP_SOUND, &head, sizeof(TapHead), packet.data + packet.header.payload_offset,
        packet.header.payload_size,
    )


cdef list tap_read(Context *c):
    cdef RingRecord record
    cdef const TapHead *head
    cdef list sounds = []
    while ring_front(&c.sounds, &record):
        head = <const TapHead *>record.data
        sounds.append(
            Sound(
                head.producer, head.at_ns, head.timestamp, None if head.level == TAP_NO_LEVEL else head.level,
                (<const char *>record.data)[sizeof(TapHead) : record.size],
            )
        )
        ring_pop(&c.sounds)
    return sounds
