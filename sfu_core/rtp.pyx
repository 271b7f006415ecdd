from libc.stdint cimport uint8_t, uint16_t, uint32_t
from libc.string cimport memcpy, memmove, memset
from sfu_core.bytesio cimport (
    ERR_MALFORMED, ERR_NO_SPACE, ERR_TRUNCATED, ERR_UNSUPPORTED, load16be, load32be, store16be, store32be,
)

cdef enum:
    RTCP_MIN_SIZE = 8
    STUN_MIN_SIZE = 20
    DTLS_MIN_SIZE = 13


cdef PacketClass classify(const uint8_t *data, int size) noexcept nogil:
    cdef uint8_t first
    if size < RTCP_MIN_SIZE:
        return PACKET_UNKNOWN
    first = data[0]
    if 128 <= first <= 191:
        if 192 <= data[1] <= 223:
            return PACKET_RTCP
        return PACKET_RTP if size >= RTP_HEADER_SIZE else PACKET_UNKNOWN
    if first <= 3:
        return PACKET_STUN if size >= STUN_MIN_SIZE else PACKET_UNKNOWN
    if 20 <= first <= 63:
        return PACKET_DTLS if size >= DTLS_MIN_SIZE else PACKET_UNKNOWN
    return PACKET_UNKNOWN


cdef int rtp_parse_header(const uint8_t *data, int size, RtpHeader *out) noexcept nogil:
    cdef int at = RTP_HEADER_SIZE, i
    if size < RTP_HEADER_SIZE:
        return ERR_TRUNCATED
    if data[0] >> 6 != 2:
        return ERR_UNSUPPORTED
    out.has_padding = (data[0] & 0x20) != 0
    out.has_extension = (data[0] & 0x10) != 0
    out.csrc_count = data[0] & 0x0F
    out.marker = rtp_marker(data)
    out.payload_type = rtp_payload_type(data)
    out.sequence = rtp_sequence(data)
    out.timestamp = rtp_timestamp(data)
    out.ssrc = rtp_ssrc(data)
    if size < at + 4 * out.csrc_count:
        return ERR_TRUNCATED
    for i in range(out.csrc_count):
        out.csrc[i] = load32be(data + at)
        at += 4
    out.ext_profile = 0
    out.ext_offset = 0
    out.ext_size = 0
    if out.has_extension:
        if size < at + 4:
            return ERR_TRUNCATED
        out.ext_profile = load16be(data + at)
        out.ext_size = 4 * load16be(data + at + 2)
        out.ext_offset = at + 4
        at += 4 + out.ext_size
        if size < at:
            return ERR_TRUNCATED
    out.payload_offset = at
    out.payload_size = size - at
    out.padding_size = 0
    return at


cdef int rtp_parse(const uint8_t *data, int size, RtpHeader *out) noexcept nogil:
    cdef int result = rtp_parse_header(data, size, out)
    if result < 0 or not out.has_padding:
        return result
    if out.payload_size == 0:
        return ERR_TRUNCATED
    out.padding_size = data[size - 1]
    if out.padding_size == 0 or out.padding_size > out.payload_size:
        return ERR_MALFORMED
    out.payload_size -= out.padding_size
    return result


cdef int rtp_write_header(uint8_t *out, int capacity, const RtpHeader *h, const uint8_t *ext,
                          int ext_total) noexcept nogil:
    cdef int csrcs = h.csrc_count if h.csrc_count <= RTP_MAX_CSRC else RTP_MAX_CSRC
    cdef int at = RTP_HEADER_SIZE, i
    if ext_total < 0 or capacity < RTP_HEADER_SIZE + 4 * csrcs + ext_total:
        return ERR_NO_SPACE
    out[0] = <uint8_t>(0x80 | (0x20 if h.has_padding else 0) | (0x10 if ext_total > 0 else 0) | csrcs)
    out[1] = 0
    rtp_set_marker(out, h.marker)
    rtp_set_payload_type(out, h.payload_type)
    rtp_set_sequence(out, h.sequence)
    rtp_set_timestamp(out, h.timestamp)
    rtp_set_ssrc(out, h.ssrc)
    for i in range(csrcs):
        store32be(out + at, h.csrc[i])
        at += 4
    if ext_total > 0:
        memcpy(out + at, ext, ext_total)
    return at + ext_total


cdef int rtp_add_padding(uint8_t *data, int size, int capacity, int count) noexcept nogil:
    if size < RTP_HEADER_SIZE or data[0] & 0x20 or not 1 <= count <= 255:
        return ERR_MALFORMED
    if capacity - size < count:
        return ERR_NO_SPACE
    data[0] |= 0x20
    memset(data + size, 0, count)
    data[size + count - 1] = <uint8_t>count
    return size + count


cdef int rtx_wrap(uint8_t *out, int capacity, const uint8_t *packet, const RtpHeader *h, uint32_t ssrc,
                  uint8_t payload_type, uint16_t sequence) noexcept nogil:
    cdef int total = h.payload_offset + 2 + h.payload_size
    if capacity < total:
        return ERR_NO_SPACE
    memcpy(out, packet, h.payload_offset)
    out[0] &= ~0x20
    rtp_set_payload_type(out, payload_type)
    rtp_set_sequence(out, sequence)
    rtp_set_ssrc(out, ssrc)
    store16be(out + h.payload_offset, h.sequence)
    memcpy(out + h.payload_offset + 2, packet + h.payload_offset, h.payload_size)
    return total


cdef int rtx_unwrap(uint8_t *packet, RtpHeader *h, uint32_t ssrc, uint8_t payload_type) noexcept nogil:
    cdef uint8_t *payload = packet + h.payload_offset
    if h.payload_size < 2:
        return ERR_TRUNCATED
    h.sequence = load16be(payload)
    h.ssrc = ssrc
    h.payload_type = payload_type
    h.payload_size -= 2
    h.has_padding = False
    h.padding_size = 0
    packet[0] &= ~0x20
    rtp_set_payload_type(packet, payload_type)
    rtp_set_sequence(packet, h.sequence)
    rtp_set_ssrc(packet, ssrc)
    memmove(payload, payload + 2, h.payload_size)
    return h.payload_offset + h.payload_size
