# The clear packets of a stream to a client: their size, their bytes, and what is remembered of them. Worker thread only.
from libc.stdint cimport uint8_t, uint16_t
from sfu_core.bytesio cimport store16be
from sfu_core.dependency_descriptor cimport dd_size
from sfu_core.packet_cache cimport PacketNote
from sfu_core.rtp cimport RTP_HEADER_SIZE
from sfu_core.slot cimport ExtBlock, Outgoing, Slot

cdef enum:
    HEADER_SIZE = RTP_HEADER_SIZE + 4    # with one contributing source
    ONE_BYTE_VALUE = 16                  # the longest of the one-byte form (RFC 8285 section 4.2)

cdef inline bint packet_has_descriptor(const Outgoing *o) noexcept nogil:
    return o.packet.descriptor != NULL and o.slot.descriptor_id != 0 and not o.empty
cdef inline int packet_descriptor_size(const Outgoing *o) noexcept nogil:
    return dd_size(&o.packet.frame, o.packet.descriptor_size, o.mask)
# What its payload takes up, with the redundancy before it.
cdef inline int packet_payload_size(const Outgoing *o) noexcept nogil:
    return o.red_size + o.packet.header.payload_size
# Fills in what follows from the slot, the packet, `empty`, `mask` and `padding`: sizes.
cdef inline void packet_shape(Outgoing *o) noexcept nogil:
    cdef const ExtBlock *block = &o.slot.ext
    cdef int size
    o.ext_size = block.size
    if packet_has_descriptor(o):
        size = packet_descriptor_size(o)
        if size > ONE_BYTE_VALUE:
            block = &o.slot.ext_two_byte
            size += 1
        o.ext_size = (block.used + 1 + size + 3) & ~3
    o.size = HEADER_SIZE + o.ext_size + o.padding + (0 if o.empty else packet_payload_size(o))
# Write the clear packet (o.size bytes) at `out`.
cdef void packet_write(const Outgoing *o, uint8_t *out) noexcept nogil
# Put the transport-wide number into a packet that was written so, or into the RTX packet made of it.
cdef inline void packet_number(const Slot *s, uint8_t *packet, uint16_t number) noexcept nogil:
    cdef const ExtBlock *block = &s.ext if packet[HEADER_SIZE] == 0xBE else &s.ext_two_byte
    store16be(packet + HEADER_SIZE + block.twcc_offset, number)
# What is remembered of a packet that is about to leave.
cdef void packet_note(const Outgoing *o, PacketNote *note) noexcept nogil
