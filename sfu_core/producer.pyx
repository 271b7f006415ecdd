"""A stream from a client: receiving state, recent packets, and what of each packet matters for forwarding."""

from libc.stdint cimport int64_t, uint8_t
from libc.stdlib cimport calloc, free
from libc.string cimport memset

from sfu_core.context cimport OBJECT_PRODUCER
from sfu_core.debug cimport LIVE_PRODUCER, live_add, live_drop
from sfu_core.encoding cimport Encoding, encoding_free, encoding_init, encoding_measure
from sfu_core.keyframes cimport gate_ask, gate_keyframe
from sfu_core.links cimport list_init
from sfu_core.nack cimport nack_forget_before
from sfu_core.opus cimport OpusPayload, opus_parse
from sfu_core.packet_cache cimport packet_cache_put
from sfu_core.rtp cimport RtpHeader
from sfu_core.rtpext cimport ExtIds, ExtValues, ext_read
from sfu_core.speakers cimport LEVEL_SILENT, loudness_push
from sfu_core.vp8 cimport vp8_parse

cdef enum:
    # What a microphone counts as that sends no levels: speech at an ordinary distance.
    LEVEL_UNKNOWN = 40


cdef Producer *producer_new(const ProducerOptions *options) noexcept nogil:
    cdef Producer *p = <Producer *>calloc(1, sizeof(Producer))
    cdef bint video = options.media == MEDIA_VIDEO
    cdef int i
    if p == NULL:
        return NULL
    p.object.kind = OBJECT_PRODUCER
    p.options = options[0]
    list_init(&p.slots, p)
    for i in range(options.encoding_count):
        # A lower encoding of several has fewer bytes to keep.
        if encoding_init(
            &p.encodings[i], &options.encodings[i], p, i, video, 1 << (options.encoding_count - 1 - i)
        ) < 0:
            while i > 0:
                i -= 1
                encoding_free(&p.encodings[i])
            free(p)
            return NULL
    live_add(LIVE_PRODUCER)
    return p


cdef void producer_free(Producer *p) noexcept nogil:
    cdef int i
    for i in range(p.options.encoding_count):
        encoding_free(&p.encodings[i])
    free(p)
    live_drop(LIVE_PRODUCER)


cdef void producer_ask(Producer *p) noexcept nogil:
    cdef int i
    for i in range(p.options.encoding_count):
        gate_ask(&p.encodings[i].keyframes)


cdef bint _read_video(Encoding *e, const uint8_t *data, int size, const RtpHeader *h, int64_t now_ns,
                      MediaPacket *out) noexcept nogil:
    cdef Producer *p = <Producer *>e.producer
    # A packet of padding alone is a probe of the sender's that took a number of the stream: it goes on, empty.
    if h.payload_size > 0:
        if p.options.codec != CODEC_VP8 or vp8_parse(data + h.payload_offset, h.payload_size, &out.vp8) < 0:
            return False
        out.has_vp8 = True
        out.keyframe = out.vp8.keyframe
        if out.vp8.width > 0:
            e.width[0] = out.vp8.width
            e.height[0] = out.vp8.height
        encoding_measure(e, 0, out.vp8.tid, size, h.marker, now_ns)
    if out.keyframe:
        gate_keyframe(&e.keyframes)
        nack_forget_before(&e.missing, h.sequence)
    packet_cache_put(&e.cache, h.sequence, now_ns, data, size, NULL, 0, 0)
    return True


cdef bint _read_audio(Producer *p, const uint8_t *data, const RtpHeader *h, int64_t now_ns,
                      MediaPacket *out) noexcept nogil:
    cdef ExtIds ids
    cdef ExtValues values
    cdef OpusPayload opus
    if opus_parse(data + h.payload_offset, h.payload_size, &opus) < 0:
        return False
    if p.options.extensions.audio_level != 0 and h.has_extension:
        memset(&ids, 0, sizeof(ids))
        ids.audio_level = p.options.extensions.audio_level
        ext_read(h.ext_profile, data + h.ext_offset, h.ext_size, &ids, &values)
        if values.has_audio_level:
            out.has_level = True
            out.level = (0x80 if values.voice else 0) | values.audio_level
    if out.has_level:
        loudness_push(&p.loudness, out.level & 0x7F, now_ns)
    else:
        loudness_push(&p.loudness, LEVEL_SILENT if opus.dtx else LEVEL_UNKNOWN, now_ns)
    return True


cdef bint producer_read(Encoding *e, const uint8_t *data, int size, const RtpHeader *h, int64_t now_ns,
                        MediaPacket *out) noexcept nogil:
    out.data = data
    out.header = h[0]
    out.encoding = e
    out.has_vp8 = False
    out.keyframe = False
    out.has_level = False
    out.level = 0
    if e.video:
        return _read_video(e, data, size, h, now_ns, out)
    return _read_audio(<Producer *>e.producer, data, h, now_ns, out)
