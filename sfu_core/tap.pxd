# What microphones send, copied for whoever listens in this process: off the way of packets, bounded and lossy.
from libc.stdint cimport int64_t, uint8_t, uint32_t
from sfu_core.context cimport Context
from sfu_core.media_packet cimport MediaPacket

cdef enum:
    TAP_QUIET = 85               # −dBov: whatever is quieter has no voice in it and is left out
    TAP_NO_LEVEL = 255
    TAP_SOUND = 1                # the one kind of record

cdef struct TapHead:
    int64_t at_ns
    uint32_t producer
    uint32_t timestamp
    uint8_t level                # −dBov, or TAP_NO_LEVEL; the tail is the Opus packet

# Worker thread only. Where Python does not keep up the packet is missing there, and nothing waits.
cdef void tap_push(Context *c, uint32_t producer, const MediaPacket *packet) noexcept nogil
# All that waits, oldest first. Event loop only.
cdef list tap_read(Context *c)
