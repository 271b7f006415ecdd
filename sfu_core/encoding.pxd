# One RTP stream from a client: an encoding of its camera, or all that it sends of something. It owns what was received
# of it, its recent packets and what was measured of its layers. Worker thread only.
from libc.stdint cimport int64_t, uint8_t, uint32_t, uint64_t
from sfu_core.dependency_descriptor cimport DdStructure
from sfu_core.keyframes cimport KeyframeGate
from sfu_core.meter cimport Meter
from sfu_core.nack cimport NackList
from sfu_core.packet_cache cimport PacketCache
from sfu_core.recv_stream cimport RecvStream
from sfu_core.rtp cimport RtpHeader
from sfu_core.rtpext cimport ExtIds

cdef enum:
    NAME_SIZE = 16               # of a mid or rid

    SPATIAL_LAYERS = 3
    TEMPORAL_LAYERS = 4

    AUDIO_CLOCK_RATE = 48000
    VIDEO_CLOCK_RATE = 90000

    # What a retransmission can reach back to: about two seconds of a good camera.
    CACHE_PACKETS = 1024
    CACHE_BYTES = 524288
    CACHE_AGE_MS = 2000
    # A layer or encoding that is silent for so long while others go on has died at its sender.
    LAYER_SILENCE_MS = 500

# The numbers are those of records.Codec.
cdef enum Codec:
    CODEC_OPUS = 1
    CODEC_VP8
    CODEC_VP9
    CODEC_H264
    CODEC_AV1

cdef struct EncodingOptions:
    uint8_t rid[16]
    int rid_length
    uint32_t ssrc                # 0 = learnt
    uint32_t rtx_ssrc

# Of one spatial and temporal layer; rates are of that layer alone.
cdef struct LayerMeter:
    Meter bytes
    Meter frames
    int64_t last_ns              # of its last packet; 0 = never

cdef struct Encoding:
    void *producer               # the Producer that it is of
    int index                    # among the producer's, 0 = lowest
    bint video
    Codec codec
    ExtIds extensions
    uint8_t rid[16]
    int rid_length
    uint32_t ssrc                # 0 = not known yet
    uint32_t rtx_ssrc
    int64_t last_ns              # of its last packet; 0 = never
    uint64_t frame_turn          # the turn of the loop in which a frame of it is incomplete
    RecvStream received
    PacketCache cache            # video: clear packets, for RTX
    NackList missing             # video
    KeyframeGate keyframes
    DdStructure structure        # of the dependency descriptor; known once a keyframe has brought it
    bint has_parameter_sets      # H.264: SPS come with the stream
    LayerMeter layers[3][4]      # video, by spatial and temporal layer
    int width[3]                 # by spatial layer; 0 = not known
    int height[3]
    int64_t bitrate[3][4]        # cumulative, as it was last while the layer was sent

cdef enum Arrival:
    ARRIVAL_NEW
    ARRIVAL_RESTARTED        # new, and the first of a stream that begins anew
    ARRIVAL_REPEATED         # had already
    ARRIVAL_STRAY            # a leap that nothing confirms yet

# 0 or ERR_NO_MEMORY. Any thread. `share` of the cache's bytes: a power of two that they are divided by.
cdef int encoding_init(Encoding *e, const EncodingOptions *o, void *producer, int index, Codec codec,
                       const ExtIds *extensions, int share) noexcept nogil
cdef void encoding_free(Encoding *e) noexcept nogil
# Its stream has a new SSRC or new numbers: what was received before says nothing about it.
cdef void encoding_restart(Encoding *e, uint32_t ssrc) noexcept nogil
# Counts an authenticated packet; `recovered` when it was unwrapped from RTX.
cdef Arrival encoding_arrived(Encoding *e, const RtpHeader *h, bint recovered, int64_t now_ns) noexcept nogil
# Counts what a packet of video adds to its layer.
cdef void encoding_measure(Encoding *e, int spatial, int temporal, int size, bint ends_frame,
                           int64_t now_ns) noexcept nogil
# Bits a second of layers up to these, and frames a second × 256.
cdef int64_t encoding_bitrate(const Encoding *e, int spatial, int temporal, int64_t now_ns) noexcept nogil
cdef int encoding_fps_q8(const Encoding *e, int spatial, int temporal, int64_t now_ns) noexcept nogil
# When a packet of a spatial layer, of any temporal one, came last; 0 = never.
cdef int64_t encoding_heard(const Encoding *e, int spatial) noexcept nogil
