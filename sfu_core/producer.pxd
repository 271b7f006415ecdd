# A source from a client: one microphone, camera or screen, in up to three encodings. It owns them and the list of slots
# that show it. Worker thread only; made by the event loop and handed over.
from libc.stdint cimport int64_t, uint8_t, uint32_t
from sfu_core.allocator cimport Rung
from sfu_core.context cimport Object
from sfu_core.figures cimport EncodingFigures
from sfu_core.encoding cimport Codec, Encoding, EncodingOptions
from sfu_core.links cimport Link
from sfu_core.media_packet cimport MediaPacket
from sfu_core.rtp cimport RtpHeader
from sfu_core.rtpext cimport ExtIds
from sfu_core.speakers cimport Loudness

cdef enum:
    ALL_ENCODINGS = 0xFF
    MEDIA_AUDIO = 0
    MEDIA_VIDEO = 1

    MAX_ENCODINGS = 3
    ALL_LAYERS = 7               # a bit each: what a publisher sends until it is told that nobody watches

cdef struct ProducerOptions:
    int media
    Codec codec
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
    bint tap                     # Python listens to it

cdef struct Producer:
    Object object
    ProducerOptions options
    bint paused
    bint started                 # a packet has come
    void *transport              # the Transport that it came on
    Link in_transport
    Link in_voices               # a microphone: of its group's
    Link slots                   # head: slots that show it or wait for its keyframe
    uint32_t interest            # a bit for each encoding that one of them may forward, or ask for; may be too many
    Loudness loudness            # audio
    Encoding encodings[3]        # as many as the options say, lowest first
    EncodingFigures *figures     # as many as encodings; NULL = nobody wants them
    # video: what its layers are taken to cost, and which of them anybody watches as its publisher was told
    Rung plan[12]
    int plan_count
    int64_t planned_ns           # 0 = never
    int wanted
    int64_t unwanted_ns          # since when it might stop sending some; 0 = it may not

# NULL when memory is short. Any thread.
cdef Producer *producer_new(const ProducerOptions *options) noexcept nogil
# Must be in no list.
cdef void producer_free(Producer *p) noexcept nogil
# Ask for a keyframe of every encoding that is being sent, or may be.
cdef void producer_ask(Producer *p) noexcept nogil
# Is this a payload type of its media: the codec's, or that of its redundant form?
cdef inline bint producer_takes(const Producer *p, uint8_t payload_type) noexcept nogil:
    return payload_type == p.options.payload_type or (
        p.options.red_payload_type != 0 and payload_type == p.options.red_payload_type
    )

# What of a packet matters for forwarding; `data` is the clear packet that was parsed as `h`. False: not to be forwarded.
cdef bint producer_read(Encoding *e, const uint8_t *data, int size, const RtpHeader *h, int64_t now_ns,
                        MediaPacket *out) noexcept nogil

# Write its figures down.
cdef void producer_publish(Producer *p, int64_t now_ns) noexcept nogil
# Whether an encoding is being sent: not silent for LAYER_SILENCE_MS while another one of its producer is not, and not
# more than the way from its sender carries while there is a lower one.
cdef bint producer_sends(const Producer *p, int encoding) noexcept nogil
# The layers that there are, as rungs of the allocator's ladder, ascending by spatial and temporal layer; their number, at
# most ALLOC_RUNGS. The spatial index is that of the encoding when there are several. Layers that are not being sent
# have the rate that they had last.
cdef int producer_layers(Producer *p, int64_t now_ns, Rung *out) noexcept nogil
