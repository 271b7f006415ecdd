"""A stream to a client: source, numbers, writing."""

from libc.stdint cimport int64_t, uint8_t, uint16_t, uint32_t, uint64_t
from libc.stdlib cimport calloc, free
from libc.string cimport memcpy, memset

from sfu_core.clock cimport NS_PER_MS
from sfu_core.vp8 cimport Vp8Payload, vp8_rewrite
from sfu_core.context cimport EVENT_SLOT_CHANGED, OBJECT_SLOT, Context, tell
from sfu_core.encoding cimport AUDIO_CLOCK_RATE, VIDEO_CLOCK_RATE
from sfu_core.debug cimport LIVE_SLOT, live_add, live_drop
from sfu_core.layer_selector cimport (
    FORWARD,
    FORWARD_RESUME,
    FORWARD_SWITCH,
    HOLD_KEYFRAME,
    HOLD_OTHER,
    Decision,
    selector_awaits,
    selector_break,
    selector_decide,
    selector_expire,
    selector_forget,
    selector_init,
    selector_want,
)
from sfu_core.links cimport Link, list_append, unlink
from sfu_core.packet_cache cimport packet_cache_free, packet_cache_init, packet_cache_put
from sfu_core.producer cimport MEDIA_AUDIO, MEDIA_VIDEO, MediaPacket, Producer, producer_ask
from sfu_core.rtp cimport RTP_HEADER_SIZE, store16be, store32be
from sfu_core.rtp_munger cimport MUNGE_OLD, munger_init, munger_rewrite, munger_switch
from sfu_core.rtpext cimport (
    ExtWriter,
    ext_put,
    ext_put_audio_level,
    ext_put_transport_cc,
    ext_writer_end,
    ext_writer_init,
)


cdef bint _write_extensions(Slot *s, const SlotOptions *o) noexcept nogil:
    """Lay out the block that every packet carries; what differs from packet to packet is written over later."""
    cdef ExtWriter w
    ext_writer_init(&w, s.ext, SLOT_EXT_SIZE, False)
    if o.extensions.mid != 0 and o.mid_length > 0:
        ext_put(&w, o.extensions.mid, o.mid, o.mid_length)
    if o.extensions.audio_level != 0 and o.media == MEDIA_AUDIO:
        ext_put_audio_level(&w, o.extensions.audio_level, False, 127)
        s.level_offset = w.position - 1
    if o.extensions.transport_cc != 0:
        ext_put_transport_cc(&w, o.extensions.transport_cc, 0)
        s.twcc_offset = w.position - 2
    s.ext_size = ext_writer_end(&w)
    return s.ext_size >= 0


cdef Slot *slot_new(const SlotOptions *o, uint16_t first_sequence, uint32_t first_timestamp) noexcept nogil:
    cdef Slot *s = <Slot *>calloc(1, sizeof(Slot))
    cdef bint video = o.media == MEDIA_VIDEO
    cdef int i
    if s == NULL:
        return NULL
    for i in range(o.codec_count):
        s.codecs[i] = o.codecs[i]
        if o.codecs[i].rtx_payload_type != 0:
            s.rtx_ssrc = o.rtx_ssrc
    if not _write_extensions(s, o) or (o.nack and packet_cache_init(
        &s.history, HISTORY_PACKETS, 0 if s.rtx_ssrc != 0 else HISTORY_BYTES, <int64_t>HISTORY_AGE_MS * NS_PER_MS
    ) < 0):
        free(s)
        return NULL
    s.object.kind = OBJECT_SLOT
    s.media = o.media
    s.ssrc = o.ssrc
    s.codec_count = o.codec_count
    s.codec = &s.codecs[0]
    s.nack = o.nack
    s.rtx_sequence = first_sequence
    selector_init(&s.selector, video)
    munger_init(&s.munger, VIDEO_CLOCK_RATE if video else AUDIO_CLOCK_RATE, first_sequence, first_timestamp)
    live_add(LIVE_SLOT)
    return s


cdef void slot_free(Slot *s) noexcept nogil:
    packet_cache_free(&s.history)
    free(s)
    live_drop(LIVE_SLOT)


cdef SlotCodec *slot_codec(Slot *s, int codec) noexcept nogil:
    cdef int i
    for i in range(s.codec_count):
        if s.codecs[i].codec == codec:
            return &s.codecs[i]
    return NULL


cdef int slot_head_size(const Slot *s) noexcept nogil:
    # Its one contributing source included.
    return RTP_HEADER_SIZE + 4 + s.ext_size


cdef void _leave_current(Context *c, Slot *s) noexcept nogil:
    unlink(&s.in_current)
    unlink(&s.in_switching)
    s.current = NULL
    munger_switch(&s.munger)
    tell(c, EVENT_SLOT_CHANGED, s.object.handle, 0)


cdef void _leave_target(Slot *s) noexcept nogil:
    unlink(&s.in_target)
    unlink(&s.in_switching)
    s.target = NULL


cdef void slot_want(Context *c, Slot *s, Producer *p) noexcept nogil:
    if p != NULL and slot_codec(s, p.options.codec) == NULL:
        p = NULL
    if p == (s.target if s.target != NULL else s.current):
        return
    if s.target != NULL:
        _leave_target(s)
    selector_want(&s.selector, p.object.handle if p != NULL else 0, c.now_ns)
    if p == s.current:
        # Back to what is still being forwarded, or from nothing to nothing.
        return
    if s.current != NULL and (p == NULL or p.paused or not p.started):
        # Who comes next cannot show anything soon: better an empty place than a picture of somebody else.
        selector_forget(&s.selector, s.current.object.handle)
        _leave_current(c, s)
    if p == NULL:
        return
    s.target = p
    list_append(&p.slots, &s.in_target, s)
    if s.current != NULL:
        list_append(&c.switching, &s.in_switching, s)
    if s.media == MEDIA_VIDEO:
        producer_ask(p)


cdef void slot_forget(Context *c, Slot *s, Producer *p) noexcept nogil:
    selector_forget(&s.selector, p.object.handle)
    if s.target == p:
        _leave_target(s)
    if s.current == p:
        _leave_current(c, s)


cdef void slot_break(Slot *s, Producer *p) noexcept nogil:
    selector_break(&s.selector, p.object.handle)
    if s.media == MEDIA_VIDEO and selector_awaits(&s.selector) == p.object.handle:
        producer_ask(p)


cdef void slots_expire(Context *c) noexcept nogil:
    cdef Link *link = c.switching.next
    cdef Slot *s
    while link != &c.switching:
        s = <Slot *>link.owner
        link = link.next
        if selector_expire(&s.selector, c.now_ns):
            _leave_current(c, s)


cdef void slot_leave(Slot *s) noexcept nogil:
    unlink(&s.in_current)
    unlink(&s.in_target)
    unlink(&s.in_switching)
    unlink(&s.in_fresh)
    unlink(&s.in_transport)


cdef void _begin(Context *c, Slot *s) noexcept nogil:
    """The next packet belongs to another stretch of time: numbers go on, and a report is due soon."""
    munger_switch(&s.munger)
    unlink(&s.in_fresh)
    list_append(&c.fresh, &s.in_fresh, s)


cdef void _switch(Context *c, Slot *s, Producer *p) noexcept nogil:
    unlink(&s.in_current)
    s.current = p
    s.codec = slot_codec(s, p.options.codec)
    # In the very place where it waited: whoever walks the producer's slots meets it once.
    list_append(&s.in_target, &s.in_current, s)
    _leave_target(s)
    _begin(c, s)
    tell(c, EVENT_SLOT_CHANGED, s.object.handle, p.object.handle)


cdef bint slot_offer(Context *c, Slot *s, Producer *p, const MediaPacket *packet, Outgoing *out) noexcept nogil:
    cdef Decision decision = selector_decide(&s.selector, p.object.handle, packet.keyframe)
    cdef const Vp8Payload *vp8 = &packet.vp8 if packet.has_vp8 else NULL
    if decision == HOLD_OTHER:
        return False
    if decision == HOLD_KEYFRAME:
        producer_ask(p)
        return False
    if decision == FORWARD_SWITCH:
        _switch(c, s, p)
    elif decision == FORWARD_RESUME:
        _begin(c, s)
    if munger_rewrite(
        &s.munger, packet.header.sequence, packet.header.timestamp, vp8, c.now_ns, &out.numbers
    ) == MUNGE_OLD:
        return False
    out.slot = s
    out.packet = packet
    # A voice that begins says so (RFC 3551 section 4.1), for the receiver's playout to adapt.
    out.marker = packet.header.marker or (s.media == MEDIA_AUDIO and decision != FORWARD)
    out.csrc = p.options.csrc
    out.source = p.object.handle
    out.payload_type = s.codec.payload_type
    out.padding = 0
    out.size = slot_head_size(s) + packet.header.payload_size
    return True


cdef void slot_write(const Outgoing *o, uint8_t *out) noexcept nogil:
    cdef const MediaPacket *packet = o.packet
    cdef const Slot *s = o.slot
    cdef uint8_t *at = out + RTP_HEADER_SIZE + 4
    # Version 2, one CSRC: who is in the slot.
    out[0] = 0x81 | (0x20 if o.padding > 0 else 0) | (0x10 if s.ext_size > 0 else 0)
    out[1] = (0x80 if o.marker else 0) | o.payload_type
    store16be(out + 2, o.numbers.sequence)
    store32be(out + 4, o.numbers.timestamp)
    store32be(out + 8, s.ssrc)
    store32be(out + 12, o.csrc)
    if s.ext_size > 0:
        memcpy(at, s.ext, s.ext_size)
        if s.level_offset > 0 and packet.has_level:
            at[s.level_offset] = packet.level
        at += s.ext_size
    memcpy(at, packet.data + packet.header.payload_offset, packet.header.payload_size)
    if packet.has_vp8:
        vp8_rewrite(at, &packet.vp8, o.numbers.picture_id, o.numbers.tl0picidx, o.numbers.keyidx)
    if o.padding > 0:
        at += packet.header.payload_size
        memset(at, 0, o.padding - 1)
        at[o.padding - 1] = <uint8_t>o.padding


cdef void slot_sent(Slot *s, const Outgoing *o, const uint8_t *cipher, int size, int64_t now_ns) noexcept nogil:
    s.packets += 1
    s.octets += <uint32_t>o.packet.header.payload_size
    if s.nack:
        packet_cache_put(
            &s.history, o.numbers.sequence, now_ns, NULL, 0, cipher, size if s.rtx_ssrc == 0 else 0,
            o.packet.header.sequence | (<uint64_t>o.numbers.epoch << 16) | (<uint64_t>o.source << 32),
        )
