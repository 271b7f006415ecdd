"""Lost packets that a client asks for again."""

from libc.stdint cimport int64_t, uint8_t, uint16_t, uint32_t
from libc.string cimport memcpy

from sfu_core.bwe cimport bwe_sent
from sfu_core.clock cimport NS_PER_MS
from sfu_core.context cimport DROP_NOT_SENT, OBJECT_PRODUCER, Context, context_find, drop
from sfu_core.dependency_descriptor cimport DdStructure
from sfu_core.encoding cimport Encoding
from sfu_core.media_packet cimport MediaPacket, packet_read_video
from sfu_core.packet_cache cimport (
    CachedPacket,
    PacketNote,
    packet_cache_cipher,
    packet_cache_find,
    packet_cache_plain,
    packet_cache_take,
)
from sfu_core.producer cimport Producer
from sfu_core.rtp cimport RtpHeader, rtp_parse, rtx_wrap
from sfu_core.slot cimport Outgoing, Slot, SlotCodec, slot_codec, slot_number, slot_shape, slot_write
from sfu_core.srtp cimport SRTP_DONE, SRTP_TRAILER_ROOM, srtp_protect_rtp
from sfu_core.transport cimport Transport, bucket_take
from sfu_core.udp_port cimport UDP_DATAGRAM, port_add, port_begin, port_room

cdef enum:
    MAX_RESENDS = 8
    RESEND_INTERVAL_MS = 20
    # Bytes a second that one client may have sent again, and at once: a quarter of what a good gallery takes.
    RESEND_RATE = 250000
    RESEND_BURST = 250000


cdef int retransmission_rebuild(Context *c, Slot *s, const CachedPacket *entry, uint8_t *out) noexcept nogil:
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
    slot_shape(&o)
    slot_write(&o, out)
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
    cdef int size = retransmission_rebuild(c, s, entry, clear)
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
        slot_number(s, room, bwe_sent(&t.bwe, size, c.now_ns))
    if srtp_protect_rtp(t.srtp, room, &size) != SRTP_DONE:
        drop(c, DROP_NOT_SENT)
        return 0
    return size


cdef void retransmit(Context *c, Transport *t, Slot *s, uint16_t sequence) noexcept nogil:
    cdef int64_t interval = t.counters.rtt_ns
    cdef CachedPacket *entry
    cdef uint8_t *room
    cdef int size
    if interval < <int64_t>RESEND_INTERVAL_MS * NS_PER_MS:
        interval = <int64_t>RESEND_INTERVAL_MS * NS_PER_MS
    entry = packet_cache_take(&s.history, sequence, c.now_ns, interval, MAX_RESENDS)
    if entry == NULL:
        return
    room = port_room(&c.port, UDP_DATAGRAM + SRTP_TRAILER_ROOM)
    if s.rtx_ssrc != 0:
        size = _write_rtx(c, t, s, entry, room)
    else:
        size = entry.cipher_size
        if size > 0:
            memcpy(room, packet_cache_cipher(&s.history, entry), size)
    if size == 0 or not bucket_take(&t.resends, size, RESEND_RATE, RESEND_BURST, c.now_ns):
        return
    port_begin(&c.port, &t.path)
    port_add(&c.port, size)
    c.counters.retransmitted += 1
    t.counters.retransmitted += 1
    t.counters.packets_out += 1
    t.counters.bytes_out += size
