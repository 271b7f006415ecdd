"""A stream from a client: receiving state, recent packets, and what of each packet matters for forwarding."""

from libc.stdint cimport int64_t, uint8_t

from sfu_core.allocator cimport ALLOC_RUNGS, Rung
from sfu_core.clock cimport NS_PER_MS, NS_PER_S
from sfu_core.context cimport OBJECT_PRODUCER
from sfu_core.debug cimport LIVE_PRODUCER, live_add, live_drop
from sfu_core.dependency_descriptor cimport DdStructure
from sfu_core.encoding cimport (
    CODEC_H264,
    LAYER_SILENCE_MS,
    SPATIAL_LAYERS,
    TEMPORAL_LAYERS,
    Encoding,
    encoding_bitrate,
    encoding_fps_q8,
    encoding_free,
    encoding_heard,
    encoding_init,
    encoding_measure,
)
from sfu_core.figures cimport EncodingFigures
from sfu_core.keyframes cimport gate_ask, gate_keyframe
from sfu_core.layer_selector cimport Layered
from sfu_core.links cimport list_init
from sfu_core.media_packet cimport MediaPacket, packet_read_audio, packet_read_video
from sfu_core.nack cimport nack_forget_before
from sfu_core.packet_cache cimport packet_cache_put
from sfu_core.recv_stream cimport recv_lost
from sfu_core.rtp cimport RtpHeader
from sfu_core.slab cimport slab_give, slab_take
from sfu_core.speakers cimport LEVEL_SILENT, loudness_push

cdef enum:
    # What a microphone counts as that sends no levels: speech at an ordinary distance.
    LEVEL_UNKNOWN = 40


cdef Producer *producer_new(const ProducerOptions *options) noexcept nogil:
    cdef Producer *p = <Producer *>slab_take(sizeof(Producer))
    cdef int i
    if p == NULL:
        return NULL
    p.object.kind = OBJECT_PRODUCER
    p.options = options[0]
    p.wanted = ALL_LAYERS
    list_init(&p.slots, p)
    p.interest = ALL_ENCODINGS
    for i in range(options.encoding_count):
        # A lower encoding of several has fewer bytes to keep.
        if encoding_init(
            &p.encodings[i], &options.encodings[i], p, i, options.codec, &options.extensions,
            1 << (options.encoding_count - 1 - i),
        ) < 0:
            while i > 0:
                i -= 1
                encoding_free(&p.encodings[i])
            slab_give(p, sizeof(Producer))
            return NULL
    live_add(LIVE_PRODUCER)
    return p


cdef void producer_free(Producer *p) noexcept nogil:
    cdef int i
    for i in range(p.options.encoding_count):
        encoding_free(&p.encodings[i])
    slab_give(p, sizeof(Producer))
    live_drop(LIVE_PRODUCER)


cdef void producer_ask(Producer *p) noexcept nogil:
    cdef int i
    for i in range(p.options.encoding_count):
        gate_ask(&p.encodings[i].keyframes)


cdef void _measure(Encoding *e, const MediaPacket *packet, int size, int64_t now_ns) noexcept nogil:
    cdef const Layered *l = &packet.layers
    cdef int i
    if packet.width > 0:
        e.width[l.spatial] = packet.width
        e.height[l.spatial] = packet.height
    if packet.has_vp9 and packet.vp9.has_structure:
        for i in range(min(packet.vp9.spatial_layers, <int>SPATIAL_LAYERS)):
            if packet.vp9.width[i] > 0:
                e.width[i] = packet.vp9.width[i]
                e.height[i] = packet.vp9.height[i]
    if l.frame != NULL and l.frame.has_structure and l.structure.has_sizes:
        for i in range(min(<int>l.structure.spatial_layers, <int>SPATIAL_LAYERS)):
            e.width[i] = l.structure.width[i]
            e.height[i] = l.structure.height[i]
    encoding_measure(e, l.spatial, l.temporal, size, l.ends, now_ns)


cdef bint _read_video(Encoding *e, const uint8_t *data, int size, const RtpHeader *h, int64_t now_ns,
                      MediaPacket *out) noexcept nogil:
    cdef DdStructure fresh
    if not packet_read_video(out, e, data, h, &fresh):
        return False
    if out.layers.frame != NULL and out.frame.has_structure:
        e.structure = fresh
        out.layers.structure = &e.structure
    if e.codec == CODEC_H264 and out.layers.keyframe and not e.has_parameter_sets:
        e.has_parameter_sets = out.width > 0
    if not out.layers.empty:
        _measure(e, out, size, now_ns)
    if out.layers.keyframe:
        gate_keyframe(&e.keyframes)
        nack_forget_before(&e.missing, h.sequence)
    packet_cache_put(&e.cache, h.sequence, now_ns, data, size, NULL, 0, NULL)
    return True


cdef bint _read_audio(Encoding *e, const uint8_t *data, const RtpHeader *h, int64_t now_ns,
                      MediaPacket *out) noexcept nogil:
    cdef Producer *p = <Producer *>e.producer
    cdef bint silent = False
    if not packet_read_audio(out, e, data, h, h.payload_type != p.options.payload_type, &silent):
        return False
    encoding_measure(e, 0, 0, h.payload_size, False, now_ns)
    if out.has_level:
        loudness_push(&p.loudness, out.level & 0x7F, now_ns)
    else:
        loudness_push(&p.loudness, LEVEL_SILENT if silent else LEVEL_UNKNOWN, now_ns)
    return True


cdef bint producer_read(Encoding *e, const uint8_t *data, int size, const RtpHeader *h, int64_t now_ns,
                        MediaPacket *out) noexcept nogil:
    if e.video:
        return _read_video(e, data, size, h, now_ns, out)
    return _read_audio(e, data, h, now_ns, out)


cdef bint producer_sends(const Producer *p, int encoding) noexcept nogil:
    cdef int64_t newest = 0
    cdef int i
    for i in range(p.options.encoding_count):
        if p.encodings[i].last_ns > newest:
            newest = p.encodings[i].last_ns
    return p.encodings[encoding].last_ns != 0 and (
        newest - p.encodings[encoding].last_ns <= <int64_t>LAYER_SILENCE_MS * NS_PER_MS
        and (encoding == 0 or newest >= p.encodings[encoding].missing.choked_ns)
    )


cdef void _describe(Encoding *e, int spatial, int temporal, bint active, int64_t now_ns, Rung *out) noexcept nogil:
    if active:
        e.bitrate[spatial][temporal] = encoding_bitrate(e, spatial, temporal, now_ns)
    out.spatial = e.index + spatial
    out.temporal = temporal
    out.bitrate = e.bitrate[spatial][temporal]
    out.width = e.width[spatial]
    out.height = e.height[spatial]
    out.fps_q8 = encoding_fps_q8(e, spatial, temporal, now_ns)
    out.active = active


cdef int producer_layers(Producer *p, int64_t now_ns, Rung *out) noexcept nogil:
    cdef Encoding *e
    cdef int64_t reach
    cdef int count = 0
    cdef int i
    cdef int spatial
    cdef int temporal
    cdef bint active
    for i in range(p.options.encoding_count):
        e = &p.encodings[i]
        reach = e.last_ns - <int64_t>LAYER_SILENCE_MS * NS_PER_MS
        for spatial in range(SPATIAL_LAYERS if p.options.encoding_count == 1 else 1):
            for temporal in range(TEMPORAL_LAYERS):
                if count == ALLOC_RUNGS or (e.layers[spatial][temporal].last_ns == 0 and (spatial + temporal) > 0):
                    continue
                active = producer_sends(p, i) and e.layers[spatial][temporal].last_ns >= reach
                _describe(e, spatial, temporal, active and not p.paused, now_ns, &out[count])
                count += 1
    return count


cdef void producer_publish(Producer *p, int64_t now_ns) noexcept nogil:
    cdef const Encoding *e
    cdef EncodingFigures *f
    cdef int i
    cdef int top
    if p.figures == NULL:
        return
    for i in range(p.options.encoding_count):
        e = &p.encodings[i]
        f = &p.figures[i]
        top = 0
        while top + 1 < SPATIAL_LAYERS and encoding_heard(e, top + 1) > now_ns - NS_PER_S:
            top += 1
        f.active = e.last_ns > now_ns - NS_PER_S
        f.bitrate = encoding_bitrate(e, SPATIAL_LAYERS - 1, TEMPORAL_LAYERS - 1, now_ns)
        f.packets = e.received.packets
        f.lost = max(0, recv_lost(&e.received))
        f.jitter_ns = <int64_t>(e.received.jitter_q4 >> 4) * NS_PER_S // e.received.clock_rate
        f.width = e.width[top]
        f.height = e.height[top]
        f.fps_q8 = encoding_fps_q8(e, top, TEMPORAL_LAYERS - 1, now_ns)
        f.nacks = e.missing.lost
        f.keyframe_requests = e.keyframes.requests
        f.silent_ns = now_ns - p.loudness.spoke_ns if p.loudness.spoke_ns > 0 else -1
        f.speech_ms = p.loudness.spoken_ns // NS_PER_MS
