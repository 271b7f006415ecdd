# The way in of media: whose stream a packet is, decryption, and its passing to the slots. Worker thread only.
from libc.stdint cimport uint8_t
from sfu_core.context cimport Context
from sfu_core.producer cimport MediaPacket
from sfu_core.transport cimport Transport
from sfu_core.udp_port cimport UDP_BATCH

# The packets of one turn: what is queued points into them until the transports are flushed.
cdef struct Turn:
    MediaPacket packets[64]
    int count

# An RTP datagram from a valid address of `t`; decrypted in place. One of at most UDP_BATCH a turn.
cdef void ingress_rtp(Context *c, Turn *turn, Transport *t, uint8_t *data, int size) noexcept nogil
