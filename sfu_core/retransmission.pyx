"""Lost packets that a client asks for again."""

from libc.stdint cimport int64_t, uint8_t, uint16_t, uint32_t
from libc.string cimport memcpy, memset

from sfu_core.bwe cimport bwe_count, bwe_sent
from sfu_core.clock cimport NS_PER_MS
from sfu_core.context cimport DROP_NOT_SENT, OBJECT_PRODUCER, OBJECT_SLOT, Context, context_find, drop
from sfu_core.dependency_descriptor cimport DdStructure
from sfu_core.encoding cimport Encoding
from sfu_core.media_packet cimport MediaPacket, packet_read_video
from sfu_core.pacer cimport PacedResend, pacer_ask, pacer_may, pacer_spend
from sfu_core.packet_cache cimport (
    CachedPacket,
    PacketNote,
    packet_cache_cipher,
    packet_cache_find,
    packet_cache_plain,
    packet_cache_take,
)
from sfu_core.packet_writer cimport packet_number, packet_shape, packet_write
from sfu_core.producer cimport MEDIA_AUDIO, Producer
from sfu_core.rtp cimport RtpHeader, rtp_parse, rtx_wrap
from sfu_core.seqnum cimport seq16_newer
from sfu_core.slot cimport FILLER_PADDING, Outgoing, Slot, SlotCodec, slot_codec
from sfu_core.srtp cimport SRTP_DONE, SRTP_TRAILER_ROOM, srtp_protect_rtp
from sfu_core.transport cimport Transport, bucket_take, transport_wait
from sfu_core.udp_port cimport UDP_DATAGRAM, port_add, port_begin, port_room

cdef enum:
    MAX_RESENDS = 8
    RESEND_INTERVAL_MS = 20
    # Bytes a second that one client may have sent again, and at once, of whose line nothing is known.
    RESEND_RATE = 250000
    RESEND_BURST = 250000
    # Of a line that is known: a third, what a fifth of a second brings of it at once, and three packets on any.
    BUDGET_PART = 3
    BURST_MS = 200
    LEAST_RATE = 8000
    LEAST_BURST = 4000
    USUAL_SIZE = 1200
    # What left longer ago comes too late: for a buffer of sound, and for a picture that has not been given up.
    SOUND_AGE_MS = 250
    PICTURE_AGE_MS = 1000


cdef int _rebuild_filler(Slot *s, const CachedPacket *entry, uint8_t *out) noexcept nogil:
    cdef MediaPacket packet
    cdef Outgoing o
    memset(&packet, 0, sizeof(packet))
    o.slot = s
    o.packet = &packet
    o.csrc = 0
    o.payload_type = s.codec.payload_type
    o.numbers.sequence = entry.sequence
    o.numbers.timestamp = entry.note.timestamp
    o.marker = False
    o.mask = 0
    o.empty = True
    o.padding = FILLER_PADDING
    o.red_size = 0
    packet_shape(&o)
    packet_write(&o, out)
    return o.size


cdef int retransmission_rebuild(Context *c, Slot *s, const CachedPacket *entry, uint8_t *out,
                                int capacity) noexcept nogil:
    cdef const PacketNote *note = &entry.note
    cdef Producer *p = <Producer *>context_find(c, note.source, OBJECT_PRODUCER)
    cdef CachedPacket *source
    cdef Encoding *e
    cdef MediaPacket packet
    cdef RtpHeader h
    cdef DdStructure fresh
    cdef Outgoing o
    cdef const uint8_t *data
    cdef const SlotCodec *codec
    if note.source == 0:
        return _rebuild_filler(s, entry, out)
    if p == NULL:
        return 0
    codec = slot_codec(s, p.options.codec)
    e = &p.encodings[note.encoding]
    source = packet_cache_find(&e.cache, note.sequence, c.now_ns)
    if codec == NULL or source == NULL:
        return 0
    data = packet_cache_plain(&e.cache, source)
    if data == NULL or rtp_parse(data, source.plain_size, &h) < 0 or not packet_read_video(&packet, e, data, &h, &fresh):
        return 0
    o.slot = s
    o.packet = &packet
    o.csrc = p.options.csrc
    o.source = note.source
    o.payload_type = codec.payload_type
    o.numbers.sequence = entry.sequence
    o.numbers.timestamp = note.timestamp
    o.numbers.picture_id = note.picture_id
    o.numbers.tl0picidx = note.tl0picidx
    o.numbers.keyidx = note.keyidx
    o.marker = note.marker
    o.mask = note.mask
    o.empty = False
    o.padding = 0
    o.red_size = 0
    packet_shape(&o)
    if o.size > capacity:
        return 0
    packet_write(&o, out)
    return o.size


cdef uint8_t _rtx_payload_type(const Slot *s, uint8_t payload_type) noexcept nogil:
    cdef int i
    for i in range(s.codec_count):
        if s.codecs[i].payload_type == payload_type:
            return s.codecs[i].rtx_payload_type
    return 0


cdef int _write_rtx(Context *c, Transport *t, Slot *s, const CachedPacket *entry, uint8_t *room) noexcept nogil:
    """The datagram that sends `entry` again as RTX, at `room`; its size or 0."""
    cdef uint8_t clear[UDP_DATAGRAM]
    cdef RtpHeader h
    cdef uint8_t rtx_payload_type
    cdef int size = retransmission_rebuild(c, s, entry, clear, UDP_DATAGRAM)
    if size == 0 or rtp_parse(clear, size, &h) < 0:
        return 0
    rtx_payload_type = _rtx_payload_type(s, h.payload_type)
    if rtx_payload_type == 0:
        return 0
    size = rtx_wrap(room, UDP_DATAGRAM, clear, &h, s.rtx_ssrc, rtx_payload_type, s.rtx_sequence)
    if size < 0:
        return 0
    s.rtx_sequence += 1
    if s.ext.twcc_offset > 0:
        packet_number(s, room, bwe_sent(&t.bwe, size, c.now_ns))
    else:
        bwe_count(&t.bwe, size, c.now_ns)
    if srtp_protect_rtp(t.srtp, room, &size) != SRTP_DONE:
        drop(c, DROP_NOT_SENT)
        return 0
    return size


cdef void _resend(Context *c, Transport *t, Slot *s, const CachedPacket *entry) noexcept nogil:
    cdef uint8_t *room = port_room(&c.port, UDP_DATAGRAM + SRTP_TRAILER_ROOM)
    cdef int size
    if s.rtx_ssrc != 0:
        size = _write_rtx(c, t, s, entry, room)
    else:
        size = entry.cipher_size
        if size > 0:
            memcpy(room, packet_cache_cipher(&s.history, entry), size)
            bwe_count(&t.bwe, size, c.now_ns)
    if size == 0:
        return
    port_begin(&c.port, &t.path)
    port_add(&c.port, size)
    pacer_spend(&t.pacer, size)
    t.resent_octets += size
    c.counters.retransmitted += 1
    t.counters.retransmitted += 1
    t.counters.packets_out += 1
    t.counters.bytes_out += size


cdef bint retransmission_is_late(const Slot *s, const CachedPacket *entry, int64_t rtt_ns, int64_t now_ns) noexcept nogil:
    cdef int64_t age = now_ns - entry.sent_ns + rtt_ns // 2
    if s.media == MEDIA_AUDIO:
        return age > <int64_t>SOUND_AGE_MS * NS_PER_MS
    # A keyframe that came later is where its decoder goes on. Before one of long ago there is nothing left, and half a
    # round of numbers after it everything would count as before it.
    return age > <int64_t>PICTURE_AGE_MS * NS_PER_MS or (
        now_ns - s.keyframe_ns <= <int64_t>PICTURE_AGE_MS * NS_PER_MS and seq16_newer(s.keyframe, entry.sequence)
    )


cdef bint _is_within_budget(Transport *t, int size, int64_t now_ns) noexcept nogil:
    """New media keeps most of the line."""
    cdef int64_t rate = t.pacer.rate // (8 * BUDGET_PART)
    if rate == 0:
        return bucket_take(&t.resends, size, RESEND_RATE, RESEND_BURST, now_ns)
    rate = max(rate, <int64_t>LEAST_RATE)
    return bucket_take(&t.resends, size, rate, max(rate * BURST_MS // 1000, <int64_t>LEAST_BURST), now_ns)


cdef void retransmit(Context *c, Transport *t, Slot *s, uint16_t sequence) noexcept nogil:
    cdef int64_t interval = max(t.counters.rtt_ns, <int64_t>RESEND_INTERVAL_MS * NS_PER_MS)
    cdef CachedPacket *entry = packet_cache_take(&s.history, sequence, c.now_ns, interval, MAX_RESENDS)
    if entry == NULL or retransmission_is_late(s, entry, t.counters.rtt_ns, c.now_ns):
        return
    if not _is_within_budget(t, entry.cipher_size if entry.cipher_size > 0 else USUAL_SIZE, c.now_ns):
        return
    if t.pacer.resend_count == 0 and pacer_may(&t.pacer, c.now_ns):
        _resend(c, t, s, entry)
    elif pacer_ask(&t.pacer, s.object.handle, sequence):
        transport_wait(c, t)


cdef void retransmit_asked(Context *c, Transport *t, const PacedResend *resend) noexcept nogil:
    cdef Slot *s = <Slot *>context_find(c, resend.stream, OBJECT_SLOT)
    cdef CachedPacket *entry
    if s == NULL or s.transport != t:
        return
    entry = packet_cache_find(&s.history, resend.sequence, c.now_ns)
    if entry != NULL and not retransmission_is_late(s, entry, t.counters.rtt_ns, c.now_ns):
        _resend(c, t, s, entry)
