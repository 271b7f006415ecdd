"""One RTP stream from a client: receiving state, recent packets, rates of its layers."""

from libc.stdint cimport int64_t, uint32_t
from libc.string cimport memcpy, memset

from sfu_core.bytesio cimport ERR_NO_MEMORY
from sfu_core.clock cimport NS_PER_MS
from sfu_core.meter cimport meter_add, meter_rate
from sfu_core.nack cimport NACK_STALE, nack_arrived, nack_init
from sfu_core.packet_cache cimport packet_cache_clear, packet_cache_free, packet_cache_init
from sfu_core.recv_stream cimport RECV_JUMP, RECV_RESTARTED, RecvVerdict, recv_init, recv_packet
from sfu_core.rtp cimport RtpHeader
from sfu_core.rtpext cimport ExtIds


cdef int encoding_init(Encoding *e, const EncodingOptions *o, void *producer, int index, Codec codec,
                       const ExtIds *extensions, int share) noexcept nogil:
    cdef bint video = codec != CODEC_OPUS
    memset(e, 0, sizeof(e[0]))
    if video and packet_cache_init(
        &e.cache, CACHE_PACKETS, CACHE_BYTES // share, <int64_t>CACHE_AGE_MS * NS_PER_MS
    ) < 0:
        return ERR_NO_MEMORY
    e.producer = producer
    e.index = index
    e.video = video
    e.codec = codec
    e.extensions = extensions[0]
    e.rid_length = o.rid_length
    memcpy(e.rid, o.rid, o.rid_length)
    e.ssrc = o.ssrc
    e.rtx_ssrc = o.rtx_ssrc
    recv_init(&e.received, e.ssrc, VIDEO_CLOCK_RATE if video else AUDIO_CLOCK_RATE)
    nack_init(&e.missing)
    return 0


cdef void encoding_free(Encoding *e) noexcept nogil:
    packet_cache_free(&e.cache)


cdef void _forget_packets(Encoding *e) noexcept nogil:
    nack_init(&e.missing)
    e.structure.known = False
    if e.video:
        packet_cache_clear(&e.cache)


cdef void encoding_restart(Encoding *e, uint32_t ssrc) noexcept nogil:
    e.ssrc = ssrc
    recv_init(&e.received, ssrc, e.received.clock_rate)
    _forget_packets(e)


cdef Arrival encoding_arrived(Encoding *e, const RtpHeader *h, bint recovered, int64_t now_ns) noexcept nogil:
    cdef Arrival arrival = ARRIVAL_NEW
    cdef RecvVerdict verdict
    if not recovered:
        verdict = recv_packet(&e.received, h.sequence, h.timestamp, h.payload_size, now_ns)
        if verdict == RECV_JUMP:
            return ARRIVAL_STRAY
        if verdict == RECV_RESTARTED:
            _forget_packets(e)
            arrival = ARRIVAL_RESTARTED
    if e.video and nack_arrived(&e.missing, h.sequence, now_ns) == NACK_STALE:
        return ARRIVAL_REPEATED
    e.last_ns = now_ns
    return arrival


cdef void encoding_measure(Encoding *e, int spatial, int temporal, int size, bint ends_frame,
                           int64_t now_ns) noexcept nogil:
    cdef LayerMeter *m = &e.layers[spatial][temporal]
    meter_add(&m.bytes, <uint32_t>size, now_ns)
    if ends_frame:
        meter_add(&m.frames, 1, now_ns)
    m.last_ns = now_ns


cdef int64_t encoding_bitrate(const Encoding *e, int spatial, int temporal, int64_t now_ns) noexcept nogil:
    cdef int64_t sum = 0
    cdef int s
    cdef int t
    for s in range(spatial + 1):
        for t in range(temporal + 1):
            sum += meter_rate(&e.layers[s][t].bytes, now_ns)
    return sum * 8


cdef int encoding_fps_q8(const Encoding *e, int spatial, int temporal, int64_t now_ns) noexcept nogil:
    cdef int64_t sum = 0
    cdef int t
    for t in range(temporal + 1):
        sum += meter_rate(&e.layers[spatial][t].frames, now_ns)
    return <int>(sum << 8)


cdef int64_t encoding_heard(const Encoding *e, int spatial) noexcept nogil:
    cdef int64_t last = 0
    cdef int t
    for t in range(TEMPORAL_LAYERS):
        if e.layers[spatial][t].last_ns > last:
            last = e.layers[spatial][t].last_ns
    return last
