"""The clear packets of a stream to a client: their bytes."""

from libc.stdint cimport uint8_t, uint16_t
from libc.string cimport memcpy, memset

from sfu_core.bytesio cimport store16be, store32be
from sfu_core.dependency_descriptor cimport DdFrame, dd_rewrite
from sfu_core.media_packet cimport MediaPacket
from sfu_core.packet_cache cimport PacketNote
from sfu_core.rtpext cimport EXT_PROFILE_ONE_BYTE, EXT_PROFILE_TWO_BYTE
from sfu_core.slot cimport ExtBlock, Outgoing, Slot
from sfu_core.vp8 cimport vp8_rewrite
from sfu_core.vp9 cimport vp9_rewrite


cdef void _write_descriptor(const Outgoing *o, uint8_t *at) noexcept nogil:
    """The extension block with the dependency descriptor behind what every packet carries."""
    cdef const DdFrame *frame = &o.packet.frame
    cdef int size = packet_descriptor_size(o)
    cdef bint two_byte = size > ONE_BYTE_VALUE
    cdef const ExtBlock *block = &o.slot.ext_two_byte if two_byte else &o.slot.ext
    cdef int position = block.used
    memcpy(at, block.data, block.used)
    if two_byte:
        at[position] = o.slot.descriptor_id
        at[position + 1] = <uint8_t>size
        position += 2
    else:
        at[position] = <uint8_t>(o.slot.descriptor_id << 4 | (size - 1))
        position += 1
    dd_rewrite(
        o.packet.descriptor, o.packet.descriptor_size, frame, o.numbers.picture_id, o.mask, at + position, size
    )
    position += size
    memset(at + position, 0, o.ext_size - position)
    store16be(at, EXT_PROFILE_TWO_BYTE if two_byte else EXT_PROFILE_ONE_BYTE)
    store16be(at + 2, <uint16_t>((o.ext_size - 4) // 4))


cdef void packet_write(const Outgoing *o, uint8_t *out) noexcept nogil:
    cdef const MediaPacket *packet = o.packet
    cdef const Slot *s = o.slot
    cdef uint8_t *at = out + HEADER_SIZE
    # Version 2, one CSRC: who is in the slot.
    out[0] = 0x81 | (0x20 if o.padding > 0 else 0) | (0x10 if o.ext_size > 0 else 0)
    out[1] = (0x80 if o.marker else 0) | o.payload_type
    store16be(out + 2, o.numbers.sequence)
    store32be(out + 4, o.numbers.timestamp)
    store32be(out + 8, s.ssrc)
    store32be(out + 12, o.csrc)
    if packet_has_descriptor(o):
        _write_descriptor(o, at)
    elif o.ext_size > 0:
        memcpy(at, s.ext.data, o.ext_size)
        if s.ext.level_offset > 0 and packet.has_level:
            at[s.ext.level_offset] = packet.level
    at += o.ext_size
    if not o.empty:
        memcpy(
            at,
            packet.data + packet.header.payload_offset - o.red_size,
            o.red_size + packet.header.payload_size,
        )
        if packet.has_vp8:
            vp8_rewrite(at, &packet.vp8, o.numbers.picture_id & 0x7FFF, o.numbers.tl0picidx, o.numbers.keyidx)
        elif packet.has_vp9:
            vp9_rewrite(at, &packet.vp9, o.numbers.picture_id & 0x7FFF, o.numbers.tl0picidx)
        at += o.red_size + packet.header.payload_size
    if o.padding > 0:
        memset(at, 0, o.padding - 1)
        at[o.padding - 1] = <uint8_t>o.padding


cdef void packet_note(const Outgoing *o, PacketNote *note) noexcept nogil:
    note.source = 0 if o.empty else o.source
    note.sequence = o.packet.header.sequence
    note.encoding = <uint8_t>o.packet.encoding.index
    note.marker = o.marker
    note.timestamp = o.numbers.timestamp
    note.picture_id = o.numbers.picture_id
    note.tl0picidx = o.numbers.tl0picidx
    note.keyidx = o.numbers.keyidx
    note.mask = o.mask
