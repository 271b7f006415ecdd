# The way in of media: whose stream a packet is, decryption, and its passing to the slots. Worker thread only.
from libc.stdint cimport int64_t, uint8_t, uint64_t
from sfu_core.context cimport Context
from sfu_core.media_packet cimport MediaPacket
from sfu_core.transport cimport Transport
from sfu_core.udp_port cimport UDP_BATCH

# The packets between one flush and the next: what is queued at the transports points into them.
cdef struct Turn:
    MediaPacket packets[64]
    int count
    uint64_t number              # counts turns, from 1
    int open_frames              # producers whose frame has begun and not ended in this turn
    int64_t opened_ns            # when the first of them began

cdef void turn_begin(Turn *turn) noexcept nogil

# An RTP datagram from a valid address of `t`, its `pair`; decrypted in place. One of at most UDP_BATCH a turn.
cdef void ingress_rtp(Context *c, Turn *turn, Transport *t, int pair, uint8_t *data, int size) noexcept nogil
