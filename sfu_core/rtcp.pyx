from libc.stdint cimport int32_t, uint8_t, uint16_t, uint32_t, uint64_t
from libc.string cimport memcmp
from sfu_core.bytesio cimport (
    ERR_MALFORMED, ERR_NO_SPACE, ERR_TRUNCATED, ERR_UNSUPPORTED, Writer, load16be, load24be, load32be, load64be,
    write16, write24, write32, write64, write8, write_bytes, write_zeros, writer_end, writer_init,
)

cdef enum:
    HEADER_SIZE = 4
    SENDER_INFO_SIZE = 24      # with the reporter's SSRC
    BLOCK_SIZE = 24
    SDES_CNAME = 1
    REMB_MANTISSA_BITS = 18


cdef inline bint _is_transport_cc(const uint8_t *header) noexcept nogil:
    return header[1] == RTCP_RTPFB and header[0] & 0x1F == RTPFB_TRANSPORT_CC


cdef void rtcp_begin(RtcpIterator *it, const uint8_t *data, int size) noexcept nogil:
    it.data = data
    it.size = size
    it.position = 0


cdef int rtcp_next(RtcpIterator *it, RtcpPacket *out) noexcept nogil:
    cdef const uint8_t *at = it.data + it.position
    cdef int left = it.size - it.position, total, padding = 0
    if left <= 0:
        return 0
    if left < HEADER_SIZE:
        return ERR_TRUNCATED
    if at[0] >> 6 != 2:
        return ERR_UNSUPPORTED
    if not 192 <= at[1] <= 223:
        return ERR_MALFORMED
    total = HEADER_SIZE + 4 * load16be(at + 2)
    if total > left:
        return ERR_TRUNCATED
    if at[0] & 0x20:
        padding = at[total - 1]
        if padding == 0 or padding > total - HEADER_SIZE:
            return ERR_MALFORMED
        # Only the last packet of a compound may be padded, in whole words (RFC 3550 section 6.4.1). Transport-wide
        # feedback is padded by bytes to a whole word, wherever it stands: that is how libwebrtc writes it.
        if not _is_transport_cc(at) and (total != left or padding % 4 != 0):
            return ERR_MALFORMED
    out.type = at[1]
    out.count = at[0] & 0x1F
    out.body = at + HEADER_SIZE
    out.size = total - HEADER_SIZE - padding
    it.position += total
    return 1


cdef int rtcp_reporter(const RtcpPacket *p, uint32_t *ssrc) noexcept nogil:
    if p.size < 4:
        return ERR_TRUNCATED
    ssrc[0] = load32be(p.body)
    return 0


cdef int rtcp_read_sr(const RtcpPacket *p, SenderInfo *out) noexcept nogil:
    if p.type != RTCP_SR:
        return ERR_UNSUPPORTED
    if p.size < SENDER_INFO_SIZE:
        return ERR_TRUNCATED
    out.ssrc = load32be(p.body)
    out.ntp = load64be(p.body + 4)
    out.rtp_timestamp = load32be(p.body + 12)
    out.packets = load32be(p.body + 16)
    out.octets = load32be(p.body + 20)
    return 0


cdef int rtcp_read_block(const RtcpPacket *p, int index, ReportBlock *out) noexcept nogil:
    cdef int offset
    cdef const uint8_t *at
    if p.type == RTCP_SR:
        offset = SENDER_INFO_SIZE
    elif p.type == RTCP_RR:
        offset = 4
    else:
        return ERR_UNSUPPORTED
    if not 0 <= index < p.count:
        return ERR_MALFORMED
    offset += index * BLOCK_SIZE
    if p.size < offset + BLOCK_SIZE:
        return ERR_TRUNCATED
    at = p.body + offset
    out.ssrc = load32be(at)
    out.fraction_lost = at[4]
    out.cumulative_lost = <int32_t>load24be(at + 5)
    if out.cumulative_lost >= 0x800000:
        out.cumulative_lost -= 0x1000000
    out.highest_sequence = load32be(at + 8)
    out.jitter = load32be(at + 12)
    out.last_sr = load32be(at + 16)
    out.delay_since_last_sr = load32be(at + 20)
    return 0


cdef int rtcp_read_sdes(const RtcpPacket *p, int index, SdesChunk *out) noexcept nogil:
    cdef int at = 0, chunk, type, length
    if p.type != RTCP_SDES:
        return ERR_UNSUPPORTED
    if not 0 <= index < p.count:
        return ERR_MALFORMED
    for chunk in range(index + 1):
        if p.size - at < 4:
            return ERR_TRUNCATED
        out.ssrc = load32be(p.body + at)
        out.cname = NULL
        out.cname_length = 0
        at += 4
        while True:
            if at >= p.size:
                return ERR_TRUNCATED
            type = p.body[at]
            if type == 0:
                break
            if p.size - at < 2:
                return ERR_TRUNCATED
            length = p.body[at + 1]
            at += 2
            if p.size - at < length:
                return ERR_TRUNCATED
            if type == SDES_CNAME and out.cname == NULL:
                out.cname = p.body + at
                out.cname_length = length
            at += length
        at = (at + 4) & ~3      # the zero that ends the chunk, then up to the next word
    return 0


cdef int rtcp_read_bye(const RtcpPacket *p, int index, uint32_t *ssrc) noexcept nogil:
    if p.type != RTCP_BYE:
        return ERR_UNSUPPORTED
    if not 0 <= index < p.count:
        return ERR_MALFORMED
    if p.size < 4 * (index + 1):
        return ERR_TRUNCATED
    ssrc[0] = load32be(p.body + 4 * index)
    return 0


cdef int rtcp_read_feedback(const RtcpPacket *p, Feedback *out) noexcept nogil:
    if p.type != RTCP_RTPFB and p.type != RTCP_PSFB:
        return ERR_UNSUPPORTED
    if p.size < 8:
        return ERR_TRUNCATED
    out.sender_ssrc = load32be(p.body)
    out.media_ssrc = load32be(p.body + 4)
    out.fci = p.body + 8
    out.size = p.size - 8
    return 0


cdef int rtcp_read_nack(const Feedback *f, uint16_t *out, int capacity) noexcept nogil:
    cdef int at = 0, count = 0, bit
    cdef uint16_t first, mask
    if f.size == 0:
        return ERR_TRUNCATED
    if f.size % 4 != 0:
        return ERR_MALFORMED
    while at < f.size:
        first = load16be(f.fci + at)
        mask = load16be(f.fci + at + 2)
        at += 4
        for bit in range(17):
            if bit > 0 and not (mask >> (bit - 1)) & 1:
                continue
            if count == capacity:
                return count
            out[count] = <uint16_t>(first + bit)
            count += 1
    return count


cdef int rtcp_read_fir(const Feedback *f, int index, uint32_t *ssrc, uint8_t *sequence) noexcept nogil:
    if index < 0 or index >= f.size // 8:
        return 0
    ssrc[0] = load32be(f.fci + 8 * index)
    sequence[0] = f.fci[8 * index + 4]
    return 1


cdef int rtcp_read_remb(const Feedback *f, uint64_t *bitrate, uint32_t *ssrcs, int capacity) noexcept nogil:
    cdef int count, exponent, i
    cdef uint64_t mantissa
    if f.size < 4 or memcmp(f.fci, b"REMB", 4) != 0:
        return ERR_UNSUPPORTED
    if f.size < 8:
        return ERR_TRUNCATED
    count = f.fci[4]
    if f.size < 8 + 4 * count:
        return ERR_TRUNCATED
    exponent = f.fci[5] >> 2
    mantissa = load24be(f.fci + 5) & 0x3FFFF
    if exponent > 64 - REMB_MANTISSA_BITS and mantissa != 0:
        bitrate[0] = <uint64_t>-1
    else:
        bitrate[0] = mantissa << exponent if mantissa != 0 else 0
    count = min(count, capacity)
    for i in range(count):
        ssrcs[i] = load32be(f.fci + 8 + 4 * i)
    return count


cdef inline void begin_packet(Writer *w, int count, int type, int body_size) noexcept nogil:
    write8(w, <uint8_t>(0x80 | count))
    write8(w, <uint8_t>type)
    write16(w, <uint16_t>(body_size // 4))


cdef inline void write_blocks(Writer *w, const ReportBlock *blocks, int count) noexcept nogil:
    cdef int i
    cdef int32_t lost
    for i in range(count):
        lost = max(-0x800000, min(0x7FFFFF, blocks[i].cumulative_lost))
        write32(w, blocks[i].ssrc)
        write8(w, blocks[i].fraction_lost)
        write24(w, <uint32_t>lost & 0xFFFFFF)
        write32(w, blocks[i].highest_sequence)
        write32(w, blocks[i].jitter)
        write32(w, blocks[i].last_sr)
        write32(w, blocks[i].delay_since_last_sr)


cdef int rtcp_write_sr(uint8_t *out, int capacity, const SenderInfo *info, const ReportBlock *blocks,
                       int count) noexcept nogil:
    cdef Writer w
    if not 0 <= count <= RTCP_MAX_BLOCKS:
        return ERR_NO_SPACE
    writer_init(&w, out, capacity)
    begin_packet(&w, count, RTCP_SR, SENDER_INFO_SIZE + count * BLOCK_SIZE)
    write32(&w, info.ssrc)
    write64(&w, info.ntp)
    write32(&w, info.rtp_timestamp)
    write32(&w, info.packets)
    write32(&w, info.octets)
    write_blocks(&w, blocks, count)
    return writer_end(&w)


cdef int rtcp_write_rr(uint8_t *out, int capacity, uint32_t ssrc, const ReportBlock *blocks,
                       int count) noexcept nogil:
    cdef Writer w
    if not 0 <= count <= RTCP_MAX_BLOCKS:
        return ERR_NO_SPACE
    writer_init(&w, out, capacity)
    begin_packet(&w, count, RTCP_RR, 4 + count * BLOCK_SIZE)
    write32(&w, ssrc)
    write_blocks(&w, blocks, count)
    return writer_end(&w)


cdef int rtcp_write_cname(uint8_t *out, int capacity, uint32_t ssrc, const uint8_t *cname,
                          int length) noexcept nogil:
    cdef Writer w
    cdef int padding = 4 - (2 + length) % 4      # one to four zeros: the first ends the chunk
    if not 0 <= length <= 255:
        return ERR_NO_SPACE
    writer_init(&w, out, capacity)
    begin_packet(&w, 1, RTCP_SDES, 4 + 2 + length + padding)
    write32(&w, ssrc)
    write8(&w, SDES_CNAME)
    write8(&w, <uint8_t>length)
    write_bytes(&w, cname, length)
    write_zeros(&w, padding)
    return writer_end(&w)


cdef int rtcp_write_bye(uint8_t *out, int capacity, const uint32_t *ssrcs, int count) noexcept nogil:
    cdef Writer w
    cdef int i
    if not 0 <= count <= RTCP_MAX_BLOCKS:
        return ERR_NO_SPACE
    writer_init(&w, out, capacity)
    begin_packet(&w, count, RTCP_BYE, 4 * count)
    for i in range(count):
        write32(&w, ssrcs[i])
    return writer_end(&w)


cdef int rtcp_write_nack(uint8_t *out, int capacity, uint32_t sender_ssrc, uint32_t media_ssrc,
                         const uint16_t *sequences, int count) noexcept nogil:
    cdef Writer w
    cdef int i = 0, result
    cdef uint16_t first, mask, distance
    writer_init(&w, out, capacity)
    begin_packet(&w, RTPFB_NACK, RTCP_RTPFB, 0)
    write32(&w, sender_ssrc)
    write32(&w, media_ssrc)
    while i < count:
        first = sequences[i]
        mask = 0
        i += 1
        while i < count:
            distance = <uint16_t>(sequences[i] - first)
            if distance > 16:
                break
            if distance > 0:
                mask |= <uint16_t>(1 << (distance - 1))
            i += 1
        write16(&w, first)
        write16(&w, mask)
    result = writer_end(&w)
    if result > 0:
        w.position = 2
        write16(&w, <uint16_t>(result // 4 - 1))
    return result


cdef int rtcp_write_pli(uint8_t *out, int capacity, uint32_t sender_ssrc, uint32_t media_ssrc) noexcept nogil:
    cdef Writer w
    writer_init(&w, out, capacity)
    begin_packet(&w, PSFB_PLI, RTCP_PSFB, 8)
    write32(&w, sender_ssrc)
    write32(&w, media_ssrc)
    return writer_end(&w)


cdef int rtcp_write_fir(uint8_t *out, int capacity, uint32_t sender_ssrc, uint32_t media_ssrc,
                        uint8_t sequence) noexcept nogil:
    cdef Writer w
    writer_init(&w, out, capacity)
    begin_packet(&w, PSFB_FIR, RTCP_PSFB, 16)
    write32(&w, sender_ssrc)
    write32(&w, 0)                # RFC 5104 section 4.3.1.2: the media SSRC is unused and zero
    write32(&w, media_ssrc)
    write8(&w, sequence)
    write24(&w, 0)
    return writer_end(&w)


cdef int rtcp_write_remb(uint8_t *out, int capacity, uint32_t sender_ssrc, uint64_t bitrate, const uint32_t *ssrcs,
                         int count) noexcept nogil:
    cdef Writer w
    cdef int exponent = 0, i
    if not 0 <= count <= 255:
        return ERR_NO_SPACE
    while bitrate >> REMB_MANTISSA_BITS:
        bitrate >>= 1
        exponent += 1
    writer_init(&w, out, capacity)
    begin_packet(&w, PSFB_AFB, RTCP_PSFB, 16 + 4 * count)
    write32(&w, sender_ssrc)
    write32(&w, 0)
    write_bytes(&w, b"REMB", 4)
    write8(&w, <uint8_t>count)
    write24(&w, (<uint32_t>exponent << REMB_MANTISSA_BITS) | <uint32_t>bitrate)
    for i in range(count):
        write32(&w, ssrcs[i])
    return writer_end(&w)
