# A stream to a client, negotiated once: whatever source is put behind it, its receiver sees one stream. Worker thread
# only; made by the event loop and handed over.
from libc.stdint cimport int64_t, uint8_t, uint16_t, uint32_t
from sfu_core.allocator cimport Grant
from sfu_core.context cimport Context, Object
from sfu_core.figures cimport SlotFigures
from sfu_core.includes.prefetch cimport prefetch
from sfu_core.keyframes cimport Patience
from sfu_core.layer_selector cimport Selector
from sfu_core.links cimport Link
from sfu_core.packet_cache cimport PacketCache, PacketNote
from sfu_core.media_packet cimport MediaPacket
from sfu_core.producer cimport Producer
from sfu_core.repeats cimport Repeat
from sfu_core.rtp_munger cimport Munged, Munger
from sfu_core.rtpext cimport ExtIds

cdef enum:
    EXT_BLOCK_SIZE = 48
    HISTORY_PACKETS = 512
    # Without RTX the very datagrams are kept.
    HISTORY_BYTES = 262144
    HISTORY_AGE_MS = 1500
    MAX_CODECS = 5
    FILLER_PADDING = 4           # of a packet that only fills a number
    SLOT_HOT_LINES = 7           # of 64 bytes: up to the munger's tables

cdef struct SlotCodec:
    int codec                    # a producer's Codec
    uint8_t payload_type
    uint8_t rtx_payload_type
    uint8_t red_payload_type

cdef struct SlotOptions:
    int media
    uint32_t ssrc
    uint32_t rtx_ssrc            # 0 = no RTX
    uint8_t mid[16]
    int mid_length
    SlotCodec codecs[5]
    int codec_count
    bint nack
    ExtIds extensions

# How a slot is shown: device pixels, 0 × 0 where nobody can see it.
cdef struct View:
    int width
    int height
    int priority                 # 0–255
    bint keep_rate               # rather fewer pixels than fewer frames
    bint known                   # the client has said so

# An extension block as it is written (RFC 8285), with the places of what differs from packet to packet.
cdef struct ExtBlock:
    uint8_t data[48]
    int size                     # whole words
    int used                     # without the padding at its end
    int level_offset             # of the level's byte; 0 = none
    int twcc_offset              # of the transport-wide sequence number's two bytes; 0 = none

# What its client's last report said, and how far we were then.
cdef struct Reported:
    bint known
    uint32_t highest
    int64_t lost
    uint16_t newest_sent
    uint32_t packets

# What is wanted of a slot's source, and what was told of it last.
cdef struct Layers:
    int wish_spatial             # encoding or spatial layer; −1 = nothing
    int wish_temporal
    int reason                   # an allocator's Reason
    int spatial                  # as told; −1 = nothing is forwarded
    int temporal
    int width
    int height
    int told_reason
    int mask_spatial             # limits that receivers of a dependency descriptor were told last
    int mask_temporal

cdef struct Slot:
    # First what every packet of a source looks at, also of an encoding that is not for this slot.
    Object object
    void *transport              # the Transport that it belongs to
    Link in_current              # in the producer's list of slots
    SlotCodec *codec             # of `codecs`: the one of what is forwarded
    int media
    uint32_t ssrc
    Selector selector
    uint32_t packets             # for sender reports, modulo 2³²
    uint32_t octets
    bint nack
    uint32_t rtx_ssrc            # 0 = no RTX
    Repeat *repeat               # owned; NULL = what leaves is sent once
    Munger munger
    SlotFigures *figures         # NULL = nobody wants them
    int64_t published_ns
    uint32_t published_octets
    uint16_t newest_sent         # the newest number that has left
    ExtBlock ext                 # of every packet: mid, audio level, transport-wide number
    ExtBlock ext_two_byte        # the same, for packets with a value that is too long for the one-byte form
    uint8_t descriptor_id        # of the dependency descriptor's extension; 0 = none
    PacketCache history          # what left under which number
    SlotCodec codecs[5]
    int codec_count
    View view
    Link in_transport
    Producer *current            # what is forwarded
    Producer *target             # what is wanted
    Link in_target               # in the wanted one's, while it differs
    Link in_switching            # in the worker's lists
    Link in_fresh
    Layers layers
    Grant grant                  # what the allocator gave it …
    uint32_t granted_to          # … for this producer
    uint16_t rtx_sequence
    bint pinned                  # audio: filled by set_slot alone, never by who is loud
    Patience patience
    uint16_t keyframe            # the number with which the last keyframe began
    int64_t keyframe_ns          # and when; 0 = never
    Reported reported

# A packet that has been given its numbers and waits to be written. Its sizes are the writer's to fill in.
cdef struct Outgoing:
    Slot *slot
    const MediaPacket *packet
    uint32_t csrc
    uint32_t source              # handle of the producer
    uint8_t payload_type
    int red_size                 # bytes of redundancy that go before the payload
    Munged numbers
    bint marker
    bint empty                   # fills a number whose packet is left out
    uint32_t mask                # of active decode targets, to be told; 0 = none
    int ext_size                 # of the extension block
    int size                     # of the clear packet, padding included
    int padding

# NULL when memory is short. Any thread.
cdef Slot *slot_new(const SlotOptions *o, uint16_t first_sequence, uint32_t first_timestamp) noexcept nogil
# Must be in no list.
cdef void slot_free(Slot *s) noexcept nogil

# The payload types for a producer's codec, or NULL when the client cannot have it.
cdef SlotCodec *slot_codec(Slot *s, int codec) noexcept nogil
# Show `p` (NULL: nothing). Tells Python when the slot changes at once; a keyframe is asked for where one is needed.
cdef void slot_want(Context *c, Slot *s, Producer *p) noexcept nogil
# `p` is about to go.
cdef void slot_forget(Context *c, Slot *s, Producer *p) noexcept nogil
# `p` was interrupted (paused, restarted): begin anew with its next keyframe.
cdef void slot_break(Slot *s, Producer *p) noexcept nogil
# Forward up to these layers; −1, −1: nothing. `reason` is the allocator's, told with what comes of it. Of several
# encodings `spatial` is the index; one that has died at its sender is made up for by the next lower one.
cdef void slot_set_layer(Context *c, Slot *s, int spatial, int temporal, int reason) noexcept nogil
# Follow encodings that die or come to life, and tell what is forwarded where that has changed. On the clock.
cdef void slot_tend(Context *c, Slot *s) noexcept nogil
# Send each datagram once more in front of the next one, or only once.
cdef void slot_repeat(Slot *s, bint again) noexcept nogil
# Write its figures down.
cdef void slot_publish(Slot *s, int64_t now_ns) noexcept nogil
# Give up old sources that stayed for new ones that do not come. On the clock.
cdef void slots_expire(Context *c) noexcept nogil
# Count the encodings of `p` that one of its slots may forward or ask for; what changes later is added at once. On the
# clock.
cdef void slots_count_interest(Producer *p) noexcept nogil
# Take it out of all lists.
cdef void slot_leave(Slot *s) noexcept nogil

# Fetch the memory that the next packet to the slot behind a producer's link needs.
cdef inline void slot_fetch(const Link *in_current) noexcept nogil:
    cdef int line
    for line in range(SLOT_HOT_LINES):
        prefetch(<const char *>in_current + 64 * line)
# True: a packet of this encoding changes nothing here. False: slot_offer decides.
cdef inline bint slot_passes_over(const Slot *s, uint32_t source, int encoding) noexcept nogil:
    return (
        s.selector.current == source and encoding != s.selector.encoding and encoding != s.selector.want_encoding
        and s.selector.keyframes and not s.selector.broken and s.selector.want_encoding >= 0
    )
# Decide on a packet of `p` and give it its numbers. False: not for this slot.
cdef bint slot_offer(Context *c, Slot *s, Producer *p, const MediaPacket *packet, Outgoing *out) noexcept nogil
# Remember what left, for NACK and for sending it twice; `cipher` is the datagram.
cdef void slot_sent(Slot *s, uint16_t sequence, int payload_size, const PacketNote *note, const uint8_t *cipher, int size,
                    int64_t now_ns) noexcept nogil
# Nothing that has not left by now will: its numbers are given anew, and a keyframe comes next.
cdef void slot_rewind(Slot *s) noexcept nogil
