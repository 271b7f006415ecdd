"""A stream to a client: its source and its numbers."""

from libc.stdint cimport int64_t, uint8_t, uint16_t, uint32_t

from sfu_core.allocator cimport grant_reset
from sfu_core.clock cimport NS_PER_MS, NS_PER_S
from sfu_core.context cimport EVENT_SLOT_CHANGED, OBJECT_SLOT, Context, tell, tell_layers
from sfu_core.debug cimport LIVE_SLOT, live_add, live_drop
from sfu_core.dependency_descriptor cimport DD_SPATIAL, DD_TEMPORAL, DdStructure, dd_mask
from sfu_core.encoding cimport AUDIO_CLOCK_RATE, LAYER_SILENCE_MS, VIDEO_CLOCK_RATE, Encoding, encoding_heard
from sfu_core.figures cimport SlotFigures
from sfu_core.keyframes cimport gate_ask
from sfu_core.layer_selector cimport (
    FORWARD,
    FORWARD_ENCODING,
    FORWARD_RESUME,
    FORWARD_SWITCH,
    HOLD_KEYFRAME,
    HOLD_OTHER,
    SKIP_LAYER,
    TOP_SPATIAL,
    TOP_TEMPORAL,
    Decision,
    selector_awaits,
    selector_break,
    selector_decide,
    selector_expire,
    selector_forget,
    selector_init,
    selector_want,
    selector_want_layers,
)
from sfu_core.links cimport Link, list_append, unlink
from sfu_core.media_packet cimport MediaPacket
from sfu_core.packet_cache cimport PacketNote, packet_cache_free, packet_cache_init, packet_cache_put
from sfu_core.producer cimport ALL_ENCODINGS, MEDIA_AUDIO, MEDIA_VIDEO, Producer, producer_sends
from sfu_core.recv_stream cimport RecvStream
from sfu_core.repeats cimport Repeat, repeat_keep
from sfu_core.rtp_munger cimport (
    MUNGE_FILL,
    MUNGE_OLD,
    munger_align,
    munger_init,
    munger_rewind,
    munger_skip,
    munger_switch,
    munger_take,
)
from sfu_core.rtpext cimport (
    ExtWriter,
    ext_put,
    ext_put_audio_level,
    ext_put_transport_cc,
    ext_writer_end,
    ext_writer_init,
)
from sfu_core.seqnum cimport seq16_newer
from sfu_core.slab cimport slab_give, slab_take

cdef bint _lay_out(ExtBlock *block, const SlotOptions *o, bint two_byte) noexcept nogil:
    """The block that every packet carries; what differs from packet to packet is written over later."""
    cdef ExtWriter w
    ext_writer_init(&w, block.data, EXT_BLOCK_SIZE, two_byte)
    if o.extensions.mid != 0 and o.mid_length > 0:
        ext_put(&w, o.extensions.mid, o.mid, o.mid_length)
    if o.extensions.audio_level != 0 and o.media == MEDIA_AUDIO:
        ext_put_audio_level(&w, o.extensions.audio_level, False, 127)
        block.level_offset = w.position - 1
    if o.extensions.transport_cc != 0:
        ext_put_transport_cc(&w, o.extensions.transport_cc, 0)
        block.twcc_offset = w.position - 2
    block.used = w.position
    block.size = ext_writer_end(&w)
    return block.size >= 0


cdef Slot *slot_new(const SlotOptions *o, uint16_t first_sequence, uint32_t first_timestamp) noexcept nogil:
    cdef Slot *s = <Slot *>slab_take(sizeof(Slot))
    cdef bint video = o.media == MEDIA_VIDEO
    cdef int i
    if s == NULL:
        return NULL
    for i in range(o.codec_count):
        s.codecs[i] = o.codecs[i]
        if o.codecs[i].rtx_payload_type != 0:
            s.rtx_ssrc = o.rtx_ssrc
    if not _lay_out(&s.ext, o, False) or not _lay_out(&s.ext_two_byte, o, True) or (o.nack and packet_cache_init(
        &s.history, HISTORY_PACKETS, 0 if s.rtx_ssrc != 0 else HISTORY_BYTES, <int64_t>HISTORY_AGE_MS * NS_PER_MS
    ) < 0):
        slab_give(s, sizeof(Slot))
        return NULL
    s.object.kind = OBJECT_SLOT
    s.media = o.media
    s.ssrc = o.ssrc
    s.codec_count = o.codec_count
    s.codec = &s.codecs[0]
    s.nack = o.nack
    s.descriptor_id = o.extensions.dependency_descriptor if video else 0
    s.layers.wish_spatial = TOP_SPATIAL
    s.layers.wish_temporal = TOP_TEMPORAL
    s.layers.spatial = -1
    s.layers.temporal = -1
    s.rtx_sequence = first_sequence
    s.newest_sent = <uint16_t>(first_sequence - 1)
    grant_reset(&s.grant)
    selector_init(&s.selector, video)
    munger_init(&s.munger, VIDEO_CLOCK_RATE if video else AUDIO_CLOCK_RATE, first_sequence, first_timestamp)
    live_add(LIVE_SLOT)
    return s


cdef void slot_free(Slot *s) noexcept nogil:
    packet_cache_free(&s.history)
    slot_repeat(s, False)
    slab_give(s, sizeof(Slot))
    live_drop(LIVE_SLOT)


cdef SlotCodec *slot_codec(Slot *s, int codec) noexcept nogil:
    cdef int i
    for i in range(s.codec_count):
        if s.codecs[i].codec == codec:
            return &s.codecs[i]
    return NULL


cdef void _leave_current(Context *c, Slot *s) noexcept nogil:
    unlink(&s.in_current)
    unlink(&s.in_switching)
    s.current = NULL
    munger_switch(&s.munger)
    s.layers.spatial = -1
    s.layers.temporal = -1
    tell(c, EVENT_SLOT_CHANGED, s.object.handle, 0)


cdef void _settle(Slot *s) noexcept nogil:
    """Say to the selector what is wanted of what its source sends."""
    cdef Producer *p = s.target if s.target != NULL else s.current
    cdef int before = s.selector.want_encoding
    if p == NULL or s.media != MEDIA_VIDEO:
        return
    _settle_on(s, p)
    if s.selector.want_encoding != before:
        _widen(s)


cdef void _widen(Slot *s) noexcept nogil:
    """Which encodings matter is not known any more, until it is counted again."""
    if s.current != NULL:
        s.current.interest = ALL_ENCODINGS
    if s.target != NULL:
        s.target.interest = ALL_ENCODINGS


cdef uint32_t _interest(const Slot *s, const Producer *p) noexcept nogil:
    cdef const Selector *chosen = &s.selector
    if not chosen.keyframes:
        return ALL_ENCODINGS
    if chosen.current != p.object.handle or chosen.broken:
        # Begins with whatever comes first of what is not too large.
        return (<uint32_t>2 << chosen.want_encoding) - 1 if chosen.want_encoding >= 0 else 0
    if chosen.want_encoding < 0:
        return ALL_ENCODINGS
    return <uint32_t>1 << chosen.encoding | <uint32_t>1 << chosen.want_encoding


cdef void slots_count_interest(Producer *p) noexcept nogil:
    cdef Link *link = p.slots.next
    p.interest = 0
    while link != &p.slots:
        p.interest |= _interest(<const Slot *>link.owner, p)
        link = link.next


cdef void _settle_on(Slot *s, Producer *p) noexcept nogil:
    cdef int wish = s.layers.wish_spatial
    cdef int count
    cdef int i
    count = p.options.encoding_count
    if wish < 0 or count == 1:
        selector_want_layers(&s.selector, -1 if wish < 0 else 0, wish, s.layers.wish_temporal)
        return
    if wish >= count:
        wish = count - 1
    i = wish
    while i >= 0 and not producer_sends(p, i):
        i -= 1
    if i < 0:
        # Nothing so small is sent: rather something larger than nothing.
        i = wish
        while i < count - 1 and not producer_sends(p, i):
            i += 1
    selector_want_layers(&s.selector, i, TOP_SPATIAL, s.layers.wish_temporal)


cdef int _temporal_reach(const Encoding *e, int spatial, int limit) noexcept nogil:
    """The highest temporal layer up to `limit` that is being sent."""
    cdef int64_t reach = e.last_ns - <int64_t>LAYER_SILENCE_MS * NS_PER_MS
    while limit > 0 and e.layers[spatial][limit].last_ns <= reach:
        limit -= 1
    return limit


cdef int _spatial_reach(const Encoding *e, int limit) noexcept nogil:
    cdef int64_t reach = e.last_ns - <int64_t>LAYER_SILENCE_MS * NS_PER_MS
    while limit > 0 and encoding_heard(e, limit) <= reach:
        limit -= 1
    return limit


cdef void _ask(Slot *s) noexcept nogil:
    """Ask for the keyframes that the slot waits for: of the lowest encoding, which comes first, and of the wanted one."""
    cdef Producer *p = s.target if s.target != NULL else s.current
    cdef bint begins = selector_awaits(&s.selector) != 0
    if p == NULL or s.media != MEDIA_VIDEO or s.selector.want_encoding < 0:
        return
    if begins and producer_sends(p, 0):
        gate_ask(&p.encodings[0].keyframes)
    if begins or s.selector.encoding != s.selector.want_encoding or s.selector.spatial < _spatial_reach(
        &p.encodings[s.selector.encoding], s.selector.want_spatial
    ):
        gate_ask(&p.encodings[s.selector.want_encoding].keyframes)


cdef void slot_set_layer(Context *c, Slot *s, int spatial, int temporal, int reason) noexcept nogil:
    cdef bint higher = spatial > s.layers.wish_spatial
    cdef bint paused = s.layers.wish_spatial < 0
    s.layers.wish_spatial = spatial
    s.layers.wish_temporal = temporal
    s.layers.reason = reason
    if s.current == NULL and s.target == NULL:
        return
    _settle(s)
    if spatial < 0:
        if s.current != NULL:
            selector_break(&s.selector, s.current.object.handle)
            _widen(s)
    elif paused or higher or s.selector.encoding != s.selector.want_encoding:
        _ask(s)


cdef void _tell_layers(Context *c, Slot *s, int spatial, int temporal, int width, int height) noexcept nogil:
    cdef Layers *l = &s.layers
    if (
        spatial == l.spatial and temporal == l.temporal and width == l.width and height == l.height
        and l.reason == l.told_reason
    ):
        return
    l.spatial = spatial
    l.temporal = temporal
    l.width = width
    l.height = height
    l.told_reason = l.reason
    tell_layers(c, s.object.handle, spatial, temporal, l.reason, width, height)


cdef void slot_tend(Context *c, Slot *s) noexcept nogil:
    cdef const Encoding *e
    cdef int before = s.selector.want_encoding
    cdef int layer
    if s.media != MEDIA_VIDEO or (s.current == NULL and s.target == NULL):
        return
    _settle(s)
    if s.selector.want_encoding != before:
        _ask(s)
    if s.current == NULL:
        return
    if s.selector.broken or s.selector.want_encoding < 0:
        if s.layers.wish_spatial < 0:
            _tell_layers(c, s, -1, -1, 0, 0)
        return
    e = &s.current.encodings[s.selector.encoding]
    layer = _spatial_reach(e, s.selector.spatial)
    _tell_layers(
        c, s, e.index + layer, _temporal_reach(e, layer, s.selector.temporal), e.width[layer], e.height[layer]
    )


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
    _widen(s)
    if s.current != NULL:
        list_append(&c.switching, &s.in_switching, s)
    _settle(s)
    _ask(s)


cdef void slot_forget(Context *c, Slot *s, Producer *p) noexcept nogil:
    selector_forget(&s.selector, p.object.handle)
    if s.target == p:
        _leave_target(s)
    if s.current == p:
        _leave_current(c, s)


cdef void slot_break(Slot *s, Producer *p) noexcept nogil:
    selector_break(&s.selector, p.object.handle)
    _widen(s)
    if selector_awaits(&s.selector) == p.object.handle:
        _ask(s)


cdef void slot_repeat(Slot *s, bint again) noexcept nogil:
    if again and s.repeat == NULL:
        # Without memory it goes on being sent once.
        s.repeat = <Repeat *>slab_take(sizeof(Repeat))
    elif not again and s.repeat != NULL:
        slab_give(s.repeat, sizeof(Repeat))
        s.repeat = NULL


cdef void slot_publish(Slot *s, int64_t now_ns) noexcept nogil:
    cdef SlotFigures *f = s.figures
    if f == NULL:
        return
    f.spatial = s.layers.spatial
    f.temporal = s.layers.temporal
    f.width = s.layers.width if s.layers.spatial >= 0 else 0
    f.height = s.layers.height if s.layers.spatial >= 0 else 0
    f.packets = s.packets
    if s.published_ns > 0:
        f.bitrate = <int64_t>(s.octets - s.published_octets) * 8 * NS_PER_S // (now_ns - s.published_ns)
    s.published_ns = now_ns
    s.published_octets = s.octets


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
    s.layers.mask_spatial = -1
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


cdef void _change_encoding(Context *c, Slot *s, const Encoding *before, const Encoding *after) noexcept nogil:
    """Go on with another encoding. Sender reports of both tell which timestamps are of one moment."""
    cdef const RecvStream *a = &before.received
    cdef const RecvStream *b = &after.received
    _begin(c, s)
    if a.has_sr and b.has_sr:
        munger_align(
            &s.munger,
            s.munger.true_offset + a.sr_rtp - b.sr_rtp
            + <uint32_t>(<int64_t>(b.sr_ntp - a.sr_ntp) * VIDEO_CLOCK_RATE >> 32),
        )


cdef uint32_t _mask_to_tell(Slot *s, const MediaPacket *packet) noexcept nogil:
    """The decode targets that are left, for the first packet of a frame where receivers do not know them; else 0."""
    cdef const DdStructure *structure = packet.layers.structure
    cdef uint32_t mask
    if not packet.layers.starts or (
        s.layers.mask_spatial == s.selector.limits.spatial and s.layers.mask_temporal == s.selector.limits.temporal
    ):
        return 0
    mask = dd_mask(structure, s.selector.limits.spatial, s.selector.limits.temporal)
    # A structure stands for all of its targets.
    if s.layers.mask_spatial < 0 and mask == dd_mask(structure, DD_SPATIAL, DD_TEMPORAL):
        mask = 0
    s.layers.mask_spatial = s.selector.limits.spatial
    s.layers.mask_temporal = s.selector.limits.temporal
    return mask


cdef void _finish(Slot *s, Producer *p, const MediaPacket *packet, Outgoing *out) noexcept nogil:
    out.slot = s
    out.packet = packet
    out.csrc = p.options.csrc
    out.source = p.object.handle
    out.payload_type = s.codec.payload_type
    out.red_size = 0
    # The blocks of RED name the sender's payload type.
    if packet.red_size > 0 and s.codec.red_payload_type != 0 and s.codec.payload_type == p.options.payload_type:
        out.payload_type = s.codec.red_payload_type
        out.red_size = packet.red_size
    out.padding = 0
    out.mask = 0
    out.empty = False


cdef bint _fill(Slot *s, Producer *p, const MediaPacket *packet, Outgoing *out) noexcept nogil:
    """A packet of the stream is left out. False, unless its number was kept and has to be filled."""
    if munger_skip(&s.munger, &packet.numbers, &out.numbers) != MUNGE_FILL:
        return False
    _finish(s, p, packet, out)
    out.empty = True
    out.marker = False
    out.padding = FILLER_PADDING
    return True


cdef bint slot_offer(Context *c, Slot *s, Producer *p, const MediaPacket *packet, Outgoing *out) noexcept nogil:
    cdef int encoding = s.selector.encoding
    cdef Decision decision = selector_decide(&s.selector, p.object.handle, &packet.layers)
    if decision == HOLD_OTHER:
        return False
    if decision == HOLD_KEYFRAME:
        gate_ask(&packet.encoding.keyframes)
        return False
    if decision == SKIP_LAYER:
        return _fill(s, p, packet, out)
    if decision == FORWARD_SWITCH:
        _switch(c, s, p)
    elif decision == FORWARD_RESUME:
        _begin(c, s)
    elif decision == FORWARD_ENCODING:
        _change_encoding(c, s, &p.encodings[encoding], packet.encoding)
    if munger_take(&s.munger, &packet.numbers, c.now_ns, &out.numbers) == MUNGE_OLD:
        return False
    _finish(s, p, packet, out)
    if s.media == MEDIA_AUDIO:
        # A voice that begins says so (RFC 3551 section 4.1), for the receiver's playout to adapt.
        out.marker = packet.header.marker or decision != FORWARD
    else:
        # The last packet of a picture is that of its highest layer that is left.
        out.marker = packet.header.marker or (
            packet.layers.ends and packet.layers.spatial == s.selector.limits.spatial
        )
        if packet.descriptor != NULL and s.descriptor_id != 0:
            out.mask = _mask_to_tell(s, packet)
    if packet.layers.keyframe:
        s.keyframe = out.numbers.sequence
        s.keyframe_ns = c.now_ns
    return True


cdef void slot_sent(Slot *s, uint16_t sequence, int payload_size, const PacketNote *note, const uint8_t *cipher, int size,
                    int64_t now_ns) noexcept nogil:
    if s.packets == 0 or seq16_newer(sequence, s.newest_sent):
        s.newest_sent = sequence
    s.packets += 1
    # What only fills a number has no source, and is missed like any other where it is lost.
    if note.source != 0:
        s.octets += <uint32_t>payload_size
        if s.repeat != NULL:
            repeat_keep(s.repeat, cipher, size, now_ns)
    if s.nack:
        packet_cache_put(&s.history, sequence, now_ns, NULL, 0, cipher, size if s.rtx_ssrc == 0 else 0, note)


cdef void slot_rewind(Slot *s) noexcept nogil:
    # It may be among what has not left, and its number another's then.
    s.keyframe_ns = 0
    munger_rewind(&s.munger, s.newest_sent)
    if s.current != NULL:
        slot_break(s, s.current)
