"""Control formats of the core as Python functions, for tests and fuzzing alone: nothing in the core uses them."""

from libc.stdint cimport uint8_t, uint16_t, uint32_t, uint64_t
from libc.stdlib cimport free, malloc
from libc.string cimport memset
from sfu_core._testing_exact cimport Buffer, accepted, exact
from sfu_core.address cimport (
    Address, AddressKey, address_equal, address_from_sockaddr, address_hash, address_text, address_to_sockaddr,
)
from sfu_core.digest cimport (
    SHA1_SIZE, HmacSha1Key, Sha1, crc32 as c_crc32, equal_in_constant_time, hmac_sha1 as c_hmac_sha1, hmac_sha1_key,
    sha1_final, sha1_init, sha1_update,
)
from sfu_core.includes.sockets cimport AF_INET, AF_INET6, inet_pton, sockaddr, sockaddr_storage, socklen_t
from sfu_core.rtcp cimport (
    PSFB_AFB, PSFB_FIR, PSFB_PLI, RTCP_BYE, RTCP_PSFB, RTCP_RR, RTCP_RTPFB, RTCP_SDES, RTCP_SR, RTPFB_NACK, Feedback,
    ReportBlock, RtcpIterator, RtcpPacket, SdesChunk, SenderInfo, rtcp_begin, rtcp_next, rtcp_read_block,
    rtcp_read_bye, rtcp_read_feedback, rtcp_read_fir, rtcp_read_nack, rtcp_read_remb, rtcp_read_sdes, rtcp_read_sr,
    rtcp_reporter, rtcp_write_bye, rtcp_write_cname, rtcp_write_fir, rtcp_write_nack, rtcp_write_pli, rtcp_write_remb,
    rtcp_write_rr, rtcp_write_sr,
)
from sfu_core.framing cimport FRAME_HEADER_SIZE, frame_end
from sfu_core.stun cimport (
    ICE_ROLE_CONTROLLED, ICE_ROLE_CONTROLLING, ICE_ROLE_NONE, IceRole, StunMessage, stun_parse, stun_verify,
    stun_write_error, stun_write_request, stun_write_success,
)

ROLES = (None, "controlled", "controlling")


# digest

def sha1(*parts):
    cdef Sha1 s
    cdef Buffer part
    cdef uint8_t out[SHA1_SIZE]
    sha1_init(&s)
    for data in parts:
        part = exact(data)
        sha1_update(&s, part.data, part.size)
    sha1_final(&s, out)
    return out[:SHA1_SIZE]


def hmac_sha1(bytes secret, bytes data):
    cdef HmacSha1Key key
    cdef Buffer k = exact(secret), d = exact(data)
    cdef uint8_t out[SHA1_SIZE]
    hmac_sha1_key(&key, k.data, k.size)
    c_hmac_sha1(&key, d.data, d.size, out)
    return out[:SHA1_SIZE]


def crc32(bytes data):
    cdef Buffer d = exact(data)
    return c_crc32(d.data, d.size)


def equal(bytes a, bytes b):
    cdef Buffer left = exact(a), right = exact(b)
    return left.size == right.size and equal_in_constant_time(left.data, right.data, left.size)


# address

cdef Address to_address(str text, int port) except *:
    cdef Address a
    cdef bytes raw = text.encode()
    memset(&a, 0, sizeof(a))
    a.family = 6 if ":" in text else 4
    a.port = <uint16_t>port
    if inet_pton(AF_INET6 if a.family == 6 else AF_INET, raw, a.ip) != 1:
        raise ValueError(text)
    return a


cdef object from_address(const Address *a):
    return (address_text(a), a.port) if a.family else None


def parse_sockaddr(bytes data):
    cdef Buffer d = exact(data)
    cdef Address a
    accepted(address_from_sockaddr(<const sockaddr *>d.data, d.size, &a))
    return from_address(&a)


def write_sockaddr(str text, int port, bint mapped):
    cdef Address a = to_address(text, port)
    cdef sockaddr_storage out
    cdef socklen_t size = address_to_sockaddr(&a, mapped, &out)
    return (<uint8_t *>&out)[:size]


def addresses_equal(left, right):
    cdef Address a = to_address(left[0], left[1]), b = to_address(right[0], right[1])
    return bool(address_equal(&a, &b))


def hash_address(str text, int port, key):
    """`key`: four numbers."""
    cdef Address a = to_address(text, port)
    cdef AddressKey secret
    for i in range(4):
        secret.parts[i] = key[i]
    return address_hash(&a, &secret)


# rtcp

cdef list report_blocks(const RtcpPacket *p):
    cdef ReportBlock b
    blocks = []
    for i in range(p.count):
        accepted(rtcp_read_block(p, i, &b))
        blocks.append({
            "ssrc": b.ssrc,
            "fraction_lost": b.fraction_lost,
            "cumulative_lost": b.cumulative_lost,
            "highest_sequence": b.highest_sequence,
            "jitter": b.jitter,
            "last_sr": b.last_sr,
            "delay_since_last_sr": b.delay_since_last_sr,
        })
    return blocks


cdef dict feedback_fields(const RtcpPacket *p):
    cdef Feedback f
    cdef uint16_t sequences[512]
    cdef uint32_t ssrcs[256]
    cdef uint32_t ssrc
    cdef uint64_t bitrate
    cdef uint8_t fir_sequence
    cdef int count
    accepted(rtcp_read_feedback(p, &f))
    fields = {"type": p.type, "format": p.count, "sender_ssrc": f.sender_ssrc, "media_ssrc": f.media_ssrc}
    if p.type == RTCP_RTPFB and p.count == RTPFB_NACK:
        count = accepted(rtcp_read_nack(&f, sequences, 512))
        fields["lost"] = [sequences[i] for i in range(count)]
    elif p.type == RTCP_PSFB and p.count == PSFB_FIR:
        entries = []
        while rtcp_read_fir(&f, <int>len(entries), &ssrc, &fir_sequence):
            entries.append((ssrc, fir_sequence))
        fields["entries"] = entries
    elif p.type == RTCP_PSFB and p.count == PSFB_AFB:
        count = accepted(rtcp_read_remb(&f, &bitrate, ssrcs, 256))
        fields["bitrate"] = bitrate
        fields["ssrcs"] = [ssrcs[i] for i in range(count)]
    return fields


def parse_rtcp(bytes data):
    """Every packet of a compound, decoded as far as the core can; Refused at the first that is wrong."""
    cdef Buffer d = exact(data)
    cdef RtcpIterator it
    cdef RtcpPacket p
    cdef SenderInfo info
    cdef SdesChunk chunk
    cdef uint32_t ssrc
    packets = []
    rtcp_begin(&it, d.data, d.size)
    while accepted(rtcp_next(&it, &p)):
        if p.type == RTCP_SR:
            accepted(rtcp_read_sr(&p, &info))
            packets.append({
                "type": p.type, "ssrc": info.ssrc, "ntp": info.ntp, "rtp_timestamp": info.rtp_timestamp,
                "packets": info.packets, "octets": info.octets, "blocks": report_blocks(&p),
            })
        elif p.type == RTCP_RR:
            accepted(rtcp_reporter(&p, &ssrc))
            packets.append({"type": p.type, "ssrc": ssrc, "blocks": report_blocks(&p)})
        elif p.type == RTCP_SDES:
            chunks = []
            for i in range(p.count):
                accepted(rtcp_read_sdes(&p, i, &chunk))
                chunks.append((chunk.ssrc, chunk.cname[:chunk.cname_length] if chunk.cname != NULL else None))
            packets.append({"type": p.type, "chunks": chunks})
        elif p.type == RTCP_BYE:
            sources = []
            for i in range(p.count):
                accepted(rtcp_read_bye(&p, i, &ssrc))
                sources.append(ssrc)
            packets.append({"type": p.type, "ssrcs": sources})
        elif p.type == RTCP_RTPFB or p.type == RTCP_PSFB:
            packets.append(feedback_fields(&p))
        else:
            packets.append({"type": p.type, "body": p.body[:p.size]})
    return packets


cdef class Blocks:
    cdef ReportBlock items[32]
    cdef int count

    def __cinit__(self, blocks):
        self.count = <int>len(blocks)
        for i, b in enumerate(blocks[:32]):
            self.items[i].ssrc = b["ssrc"]
            self.items[i].fraction_lost = b["fraction_lost"]
            self.items[i].cumulative_lost = b["cumulative_lost"]
            self.items[i].highest_sequence = b["highest_sequence"]
            self.items[i].jitter = b["jitter"]
            self.items[i].last_sr = b["last_sr"]
            self.items[i].delay_since_last_sr = b["delay_since_last_sr"]


def write_sr(uint32_t ssrc, uint64_t ntp, uint32_t rtp_timestamp, uint32_t packets, uint32_t octets, blocks=(),
             int capacity=1500):
    cdef Buffer out = Buffer(capacity)
    cdef Blocks items = Blocks(blocks)
    cdef SenderInfo info
    info.ssrc, info.ntp, info.rtp_timestamp = ssrc, ntp, rtp_timestamp
    info.packets, info.octets = packets, octets
    return out.first(accepted(rtcp_write_sr(out.data, capacity, &info, items.items, items.count)))


def write_rr(uint32_t ssrc, blocks=(), int capacity=1500):
    cdef Buffer out = Buffer(capacity)
    cdef Blocks items = Blocks(blocks)
    return out.first(accepted(rtcp_write_rr(out.data, capacity, ssrc, items.items, items.count)))


def write_cname(uint32_t ssrc, bytes cname, int capacity=1500):
    cdef Buffer out = Buffer(capacity), text = exact(cname)
    return out.first(accepted(rtcp_write_cname(out.data, capacity, ssrc, text.data, text.size)))


cdef class Numbers32:
    cdef uint32_t *items
    cdef int count

    def __cinit__(self, numbers):
        self.count = <int>len(numbers)
        self.items = <uint32_t *>malloc(self.count * sizeof(uint32_t))
        for i, n in enumerate(numbers):
            self.items[i] = n

    def __dealloc__(self):
        free(self.items)


def write_bye(ssrcs, int capacity=1500):
    cdef Buffer out = Buffer(capacity)
    cdef Numbers32 items = Numbers32(ssrcs)
    return out.first(accepted(rtcp_write_bye(out.data, capacity, items.items, items.count)))


def write_nack(uint32_t sender_ssrc, uint32_t media_ssrc, sequences, int capacity=1500):
    cdef Buffer out = Buffer(capacity), numbers = Buffer(2 * <int>len(sequences))
    cdef uint16_t *items = <uint16_t *>numbers.data
    for i, n in enumerate(sequences):
        items[i] = n
    return out.first(accepted(
        rtcp_write_nack(out.data, capacity, sender_ssrc, media_ssrc, items, <int>len(sequences))
    ))


def write_pli(uint32_t sender_ssrc, uint32_t media_ssrc, int capacity=1500):
    cdef Buffer out = Buffer(capacity)
    return out.first(accepted(rtcp_write_pli(out.data, capacity, sender_ssrc, media_ssrc)))


def write_fir(uint32_t sender_ssrc, uint32_t media_ssrc, int sequence, int capacity=1500):
    cdef Buffer out = Buffer(capacity)
    return out.first(accepted(rtcp_write_fir(out.data, capacity, sender_ssrc, media_ssrc, <uint8_t>sequence)))


def write_remb(uint32_t sender_ssrc, uint64_t bitrate, ssrcs, int capacity=1500):
    cdef Buffer out = Buffer(capacity)
    cdef Numbers32 items = Numbers32(ssrcs)
    return out.first(accepted(
        rtcp_write_remb(out.data, capacity, sender_ssrc, bitrate, items.items, items.count)
    ))


# stun

def parse_frames(bytes data, int longest):
    """The datagrams of a stream and what is left of it behind them."""
    cdef Buffer stream = exact(data)
    cdef int at = 0
    cdef int end
    datagrams = []
    while True:
        end = accepted(frame_end(stream.data + at, stream.size - at, longest))
        if end == 0:
            return datagrams, data[at:]
        datagrams.append((<const char *>stream.data)[at + FRAME_HEADER_SIZE : at + end])
        at += end


def parse_stun(bytes data, bytes password=None):
    """The message; "authentic" tells whether its integrity holds under `password`."""
    cdef Buffer d = exact(data), secret
    cdef StunMessage m
    cdef HmacSha1Key key
    accepted(stun_parse(d.data, d.size, &m))
    fields = {
        "type": m.type,
        "transaction": m.transaction[:12],
        "username": m.username[:m.username_length] if m.username != NULL else None,
        "priority": m.priority if m.has_priority else None,
        "use_candidate": bool(m.use_candidate),
        "role": ROLES[<int>m.role],
        "tie_breaker": m.tie_breaker,
        "mapped": from_address(&m.mapped),
        "error_code": m.error_code,
        "has_integrity": m.integrity_offset != 0,
        "has_fingerprint": m.fingerprint_offset != 0,
        "unknown": [m.unknown[i] for i in range(m.unknown_count)],
    }
    if password is not None:
        secret = exact(password)
        hmac_sha1_key(&key, secret.data, secret.size)
        fields["authentic"] = bool(stun_verify(d.data, &m, &key))
    return fields


def write_stun_success(bytes transaction, mapped, bytes password, int capacity=1500):
    cdef Buffer out = Buffer(capacity), t = exact(transaction), secret = exact(password)
    cdef Address a = to_address(mapped[0], mapped[1])
    cdef HmacSha1Key key
    hmac_sha1_key(&key, secret.data, secret.size)
    return out.first(accepted(stun_write_success(out.data, capacity, t.data, &a, &key)))


def write_stun_error(bytes request, int code, bytes password=None, int capacity=1500):
    cdef Buffer out = Buffer(capacity), d = exact(request), secret
    cdef StunMessage m
    cdef HmacSha1Key key
    accepted(stun_parse(d.data, d.size, &m))
    if password is not None:
        secret = exact(password)
        hmac_sha1_key(&key, secret.data, secret.size)
    return out.first(accepted(
        stun_write_error(out.data, capacity, &m, code, &key if password is not None else NULL)
    ))


def write_stun_request(bytes transaction, bytes username, uint32_t priority, *, role=None, uint64_t tie_breaker=0,
                       bint use_candidate=False, bytes password=None, int capacity=1500):
    cdef Buffer out = Buffer(capacity), t = exact(transaction), name = exact(username), secret
    cdef IceRole ice_role = ICE_ROLE_NONE
    cdef HmacSha1Key key
    if role is not None:
        ice_role = ICE_ROLE_CONTROLLED if role == "controlled" else ICE_ROLE_CONTROLLING
    if password is not None:
        secret = exact(password)
        hmac_sha1_key(&key, secret.data, secret.size)
    return out.first(accepted(stun_write_request(
        out.data, capacity, t.data, name.data, name.size, priority, ice_role, tie_breaker, use_candidate,
        &key if password is not None else NULL,
    )))
