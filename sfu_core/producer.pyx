"""A stream from a client: receiving state, recent packets, and what of each packet matters for forwarding."""

from libc.stdint cimport int64_t, uint8_t, uint32_t
from libc.stdlib cimport calloc, free
from libc.string cimport memset

from sfu_core.clock cimport NS_PER_MS
from sfu_core.codecs cimport OpusPayload, opus_parse, vp8_parse
from sfu_core.context cimport OBJECT_PRODUCER
from sfu_core.debug cimport LIVE_PRODUCER, live_add, live_drop
from sfu_core.layer_selector cimport gate_keyframe
from sfu_core.links cimport list_init
from sfu_core.nack cimport NACK_STALE, nack_arrived, nack_forget_before, nack_init
from sfu_core.packet_cache cimport packet_cache_clear, packet_cache_free, packet_cache_init, packet_cache_put
from sfu_core.recv_stream cimport RECV_JUMP, RECV_RESTARTED, RecvVerdict, recv_init, recv_packet
from sfu_core.rtp cimport RtpHeader
from sfu_core.rtpext cimport ExtIds, ExtValues, ext_read
from sfu_core.speakers cimport LEVEL_SILENT, loudness_push

cdef enum:
    # What a microphone counts as that sends no levels: speech at an ordinary distance.
    LEVEL_UNKNOWN = 40


cdef Producer *producer_new(const ProducerOptions *options) noexcept nogil:
    cdef Producer *p = <Producer *>calloc(1, sizeof(Producer))
    cdef bint video = options.media == MEDIA_VIDEO
    if p == NULL:
        return NULL
    if video and packet_cache_init(&p.cache, CACHE_PACKETS, CACHE_BYTES, <int64_t>CACHE_AGE_MS * NS_PER_MS) < 0:
        free(p)
        return NULL
    p.object.kind = OBJECT_PRODUCER
    p.options = options[0]
    p.ssrc = options.encodings[0].ssrc
    p.rtx_ssrc = options.encodings[0].rtx_ssrc
    list_init(&p.slots, p)
    recv_init(&p.received, p.ssrc, VIDEO_CLOCK_RATE if video else AUDIO_CLOCK_RATE)
    nack_init(&p.missing)
    live_add(LIVE_PRODUCER)
    return p


cdef void producer_free(Producer *p) noexcept nogil:
    packet_cache_free(&p.cache)
    free(p)
    live_drop(LIVE_PRODUCER)


cdef void _forget_packets(Producer *p) noexcept nogil:
    nack_init(&p.missing)
    if p.options.media == MEDIA_VIDEO:
        packet_cache_clear(&p.cache)


cdef void producer_restart(Producer *p, uint32_t ssrc) noexcept nogil:
    p.ssrc = ssrc
    recv_init(&p.received, ssrc, p.received.clock_rate)
    _forget_packets(p)


cdef Arrival producer_arrived(Producer *p, const RtpHeader *h, bint recovered, int64_t now_ns) noexcept nogil:
    cdef Arrival arrival = ARRIVAL_NEW
    cdef RecvVerdict verdict
    if not recovered:
        verdict = recv_packet(&p.received, h.sequence, h.timestamp, h.payload_size, now_ns)
        if verdict == RECV_JUMP:
            return ARRIVAL_STRAY
        if verdict == RECV_RESTARTED:
            _forget_packets(p)
            arrival = ARRIVAL_RESTARTED
    if p.options.media == MEDIA_VIDEO and nack_arrived(&p.missing, h.sequence, now_ns) == NACK_STALE:
        return ARRIVAL_REPEATED
    return arrival


cdef bint _read_video(Producer *p, const uint8_t *data, int size, const RtpHeader *h, int64_t now_ns,
                      MediaPacket *out) noexcept nogil:
    # A packet of padding alone is a probe of the sender's that took a number of the stream: it goes on, empty.
    if h.payload_size > 0:
        if p.options.codec != CODEC_VP8 or vp8_parse(data + h.payload_offset, h.payload_size, &out.vp8) < 0:
            return False
        out.has_vp8 = True
        out.keyframe = out.vp8.keyframe
    if out.keyframe:
        gate_keyframe(&p.keyframes)
        nack_forget_before(&p.missing, h.sequence)
    packet_cache_put(&p.cache, h.sequence, now_ns, data, size, NULL, 0, 0)
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


cdef bint producer_read(Producer *p, const uint8_t *data, int size, const RtpHeader *h, int64_t now_ns,
                        MediaPacket *out) noexcept nogil:
    out.data = data
    out.header = h[0]
    out.has_vp8 = False
    out.keyframe = False
    out.has_level = False
    out.level = 0
    if p.options.media == MEDIA_VIDEO:
        return _read_video(p, data, size, h, now_ns, out)
    return _read_audio(p, data, h, now_ns, out)
