# RTP headers (RFC 3550 section 5.1), RTX (RFC 4588) and the demultiplexing of one UDP port (RFC 7983).
from libc.stdint cimport uint8_t, uint16_t, uint32_t
from sfu_core.bytesio cimport load16be, load32be, store16be, store32be

cdef enum:
    RTP_HEADER_SIZE = 12
    RTP_MAX_CSRC = 15

cdef enum PacketClass:
    PACKET_UNKNOWN
    PACKET_STUN
    PACKET_DTLS
    PACKET_RTP
    PACKET_RTCP      # RFC 5761: payload types 64–95 of the second byte

cdef PacketClass classify(const uint8_t *data, int size) noexcept nogil

cdef struct RtpHeader:
    bint marker
    bint has_padding           # the P bit; trustworthy in clear packets only
    uint8_t payload_type
    uint8_t csrc_count
    uint16_t sequence
    uint32_t timestamp
    uint32_t ssrc
    uint32_t csrc[15]
    bint has_extension
    uint16_t ext_profile
    int ext_offset             # of the extension's data (behind its 4-byte header), from the packet's start
    int ext_size
    int payload_offset
    int payload_size           # without padding (rtp_parse); all the rest (rtp_parse_header)
    int padding_size

# payload_offset, or ERR_TRUNCATED, ERR_MALFORMED (padding), ERR_UNSUPPORTED (version). *out is whole only on success.
# rtp_parse_header looks at the header alone, which SRTP leaves in clear: use it before decryption.
cdef int rtp_parse_header(const uint8_t *data, int size, RtpHeader *out) noexcept nogil
cdef int rtp_parse(const uint8_t *data, int size, RtpHeader *out) noexcept nogil

# Writes a header: fixed part, `csrc_count` CSRCs and, when `ext_total` > 0, an extension block of that many bytes as
# rtpext writes it (its 4-byte header included). Answers the header's length or ERR_NO_SPACE. The P bit is written as
# has_padding says; the caller appends the padding.
cdef int rtp_write_header(uint8_t *out, int capacity, const RtpHeader *h, const uint8_t *ext,
                          int ext_total) noexcept nogil

# Appends `count` (1–255) bytes of padding to a packet of `size` bytes and sets P; new size or a negative code. The
# packet must have none yet.
cdef int rtp_add_padding(uint8_t *data, int size, int capacity, int count) noexcept nogil

# RTX: `packet` (clear, parsed as `h`) becomes a retransmission in `out` (which does not overlap it): the same header
# with its own SSRC, payload type and sequence, then the original sequence, then the payload. Length or code.
cdef int rtx_wrap(uint8_t *out, int capacity, const uint8_t *packet, const RtpHeader *h, uint32_t ssrc,
                  uint8_t payload_type, uint16_t sequence) noexcept nogil
# The reverse, in place, of a packet that rtp_parse read into *h; *h is brought up to date. The new size, or
# ERR_TRUNCATED for the empty ones that senders use as probes.
cdef int rtx_unwrap(uint8_t *packet, RtpHeader *h, uint32_t ssrc, uint8_t payload_type) noexcept nogil


# Fields of a packet already parsed, in place.

cdef inline bint rtp_marker(const uint8_t *p) noexcept nogil:
    return (p[1] & 0x80) != 0

cdef inline uint8_t rtp_payload_type(const uint8_t *p) noexcept nogil:
    return p[1] & 0x7F

cdef inline uint16_t rtp_sequence(const uint8_t *p) noexcept nogil:
    return load16be(p + 2)

cdef inline uint32_t rtp_timestamp(const uint8_t *p) noexcept nogil:
    return load32be(p + 4)

cdef inline uint32_t rtp_ssrc(const uint8_t *p) noexcept nogil:
    return load32be(p + 8)

cdef inline void rtp_set_marker(uint8_t *p, bint marker) noexcept nogil:
    p[1] = (p[1] & 0x7F) | (0x80 if marker else 0)

cdef inline void rtp_set_payload_type(uint8_t *p, uint8_t payload_type) noexcept nogil:
    p[1] = (p[1] & 0x80) | (payload_type & 0x7F)

cdef inline void rtp_set_sequence(uint8_t *p, uint16_t sequence) noexcept nogil:
    store16be(p + 2, sequence)

cdef inline void rtp_set_timestamp(uint8_t *p, uint32_t timestamp) noexcept nogil:
    store32be(p + 4, timestamp)

cdef inline void rtp_set_ssrc(uint8_t *p, uint32_t ssrc) noexcept nogil:
    store32be(p + 8, ssrc)
