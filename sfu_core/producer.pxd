# A stream from a client: one microphone or camera. It owns its receiving state, its recent packets and the list of
# slots that show it. Worker thread only; made by the event loop and handed over.
from libc.stdint cimport int64_t, uint8_t, uint32_t, uint64_t
from sfu_core.codecs cimport Vp8Payload
from sfu_core.context cimport Object
from sfu_core.layer_selector cimport KeyframeGate
from sfu_core.links cimport Link
from sfu_core.nack cimport NackList
from sfu_core.packet_cache cimport PacketCache
from sfu_core.recv_stream cimport RecvStream
from sfu_core.rtp cimport RtpHeader
from sfu_core.rtpext cimport ExtIds
from sfu_core.speakers cimport Loudness

cdef enum:
    MEDIA_AUDIO = 0
    MEDIA_VIDEO = 1

    MID_SIZE = 16
    MAX_ENCODINGS = 3

    AUDIO_CLOCK_RATE = 48000
    VIDEO_CLOCK_RATE = 90000

    # What a retransmission can reach back to: about two seconds of a good camera.
    CACHE_PACKETS = 1024
    CACHE_BYTES = 524288
    CACHE_AGE_MS = 2000

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

cdef struct ProducerOptions:
    int media
    int codec
    uint32_t csrc
    uint8_t mid[16]
    int mid_length
    uint8_t payload_type
    uint8_t rtx_payload_type
    uint8_t red_payload_type
    EncodingOptions encodings[3] # lowest quality first
    int encoding_count
    ExtIds extensions
    bint nack
    bint screen

# One clear packet on its way through the worker, valid for one turn of the loop.
cdef struct MediaPacket:
    const uint8_t *data
    RtpHeader header
    Vp8Payload vp8               # of video with a payload
    bint has_vp8
    bint keyframe                # the first packet of one
    bint has_level
    uint8_t level                # as in the extension: voice flag and −dBov

cdef struct Producer:
    Object object
    ProducerOptions options
    bint paused
    bint started                 # a packet has come
    uint64_t frame_turn          # the turn of the loop in which a frame of it is incomplete
    uint32_t ssrc                # 0 = not known yet
    uint32_t rtx_ssrc
    void *transport              # the Transport that it came on
    Link in_transport
    Link slots                   # head: slots that show it or wait for its keyframe
    RecvStream received
    PacketCache cache            # video: clear packets, for RTX
    NackList missing             # video
    KeyframeGate keyframes
    Loudness loudness            # audio

# NULL when memory is short. Any thread.
cdef Producer *producer_new(const ProducerOptions *options) noexcept nogil
# Must be in no list.
cdef void producer_free(Producer *p) noexcept nogil
# Its stream has a new SSRC or new numbers: what was received before says nothing about it.
cdef void producer_restart(Producer *p, uint32_t ssrc) noexcept nogil

cdef enum Arrival:
    ARRIVAL_NEW
    ARRIVAL_RESTARTED        # new, and the first of a stream that begins anew
    ARRIVAL_REPEATED         # had already
    ARRIVAL_STRAY            # a leap that nothing confirms yet

# Counts an authenticated packet; `recovered` when it was unwrapped from RTX.
cdef Arrival producer_arrived(Producer *p, const RtpHeader *h, bint recovered, int64_t now_ns) noexcept nogil
# What of a packet matters for forwarding; `data` is the clear packet that was parsed as `h`. False: not to be forwarded.
cdef bint producer_read(Producer *p, const uint8_t *data, int size, const RtpHeader *h, int64_t now_ns,
                        MediaPacket *out) noexcept nogil
