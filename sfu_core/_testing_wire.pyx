"""The wire formats of the core as Python functions, for tests and fuzzing alone: nothing in the core uses them.

Every buffer is an exact heap allocation, so that a sanitizer sees a read or write that is one byte too far.
"""

from libc.stdint cimport uint8_t, uint16_t, uint32_t, uint64_t
from libc.stdlib cimport free, malloc
from libc.string cimport memcpy, memset
from sfu_core cimport bytesio
from sfu_core.address cimport Address, address_equal, address_from_sockaddr, address_hash, address_text, address_to_sockaddr
from sfu_core.codecs cimport (
    OpusPayload, RedBlock, Vp8Payload, opus_parse, red_parse, vp8_parse, vp8_rewrite,
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
from sfu_core.rtp cimport (
    RtpHeader, classify as c_classify, rtp_add_padding, rtp_parse, rtp_parse_header, rtp_write_header,
    rtx_unwrap as c_rtx_unwrap, rtx_wrap as c_rtx_wrap,
)
from sfu_core.rtpext cimport (
    ExtIds, ExtIterator, ExtValues, ExtWriter, ext_begin, ext_next, ext_put, ext_put_abs_send_time,
    ext_put_audio_level, ext_put_transport_cc, ext_read, ext_writer_end, ext_writer_init,
)
from sfu_core.stun cimport (
    ICE_ROLE_CONTROLLED, ICE_ROLE_CONTROLLING, ICE_ROLE_NONE, IceRole, StunMessage, stun_parse, stun_verify,
    stun_write_error, stun_write_request, stun_write_success,
)

CODES = {-1: "truncated", -2: "malformed", -3: "unsupported", -4: "no_space", -5: "no_memory"}
CLASSES = ("unknown", "stun", "dtls", "rtp", "rtcp")
ROLES = (None, "controlled", "controlling")


class Refused(Exception):
    """A negative code of the core; `str()` is its name."""


cdef int accepted(int result) except -1:
    if result < 0:
        raise Refused(CODES[result])
    return result


cdef class Buffer:
    """An allocation of exactly `size` bytes."""

    cdef uint8_t *data
    cdef int size

    def __cinit__(self, int size, bytes content=None):
        self.data = <uint8_t *>malloc(size)
        self.size = size
        memset(self.data, 0xA5, size)
        if content is not None:
            memcpy(self.data, <const uint8_t *>content, min(size, <int>len(content)))

    def __dealloc__(self):
        free(self.data)

    cdef bytes first(self, int size):
        return self.data[:size]


cdef Buffer exact(bytes content):
    return Buffer(<int>len(content), content)


# bytesio

def read_fields(bytes data, widths):
    """Reads big-endian numbers of the given widths in bytes; the values and whether the cursor failed."""
    cdef Buffer buffer = exact(data)
    cdef bytesio.Reader r
    values = []
    bytesio.reader_init(&r, buffer.data, buffer.size)
    for width in widths:
        if width == 1:
            values.append(bytesio.read8(&r))
        elif width == 2:
            values.append(bytesio.read16(&r))
        elif width == 3:
            values.append(bytesio.read24(&r))
        elif width == 4:
            values.append(bytesio.read32(&r))
        else:
            values.append(bytesio.read64(&r))
    return values, bool(r.failed), bytesio.reader_left(&r)


def write_fields(fields, int capacity):
    """Writes (width, value) pairs; the bytes, or Refused."""
    cdef Buffer buffer = Buffer(capacity)
    cdef bytesio.Writer w
    bytesio.writer_init(&w, buffer.data, capacity)
    for width, value in fields:
        if width == 1:
            bytesio.write8(&w, value)
        elif width == 2:
            bytesio.write16(&w, value)
        elif width == 3:
            bytesio.write24(&w, value)
        elif width == 4:
            bytesio.write32(&w, value)
        else:
            bytesio.write64(&w, value)
    return buffer.first(accepted(bytesio.writer_end(&w)))


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
    return bool(address_equal(&a, &b)), address_hash(&a) == address_hash(&b)


# rtp

def classify(bytes data):
    cdef Buffer d = exact(data)
    return CLASSES[<int>c_classify(d.data, d.size)]


cdef dict header_fields(const RtpHeader *h):
    return {
        "marker": bool(h.marker),
        "payload_type": h.payload_type,
        "sequence": h.sequence,
        "timestamp": h.timestamp,
        "ssrc": h.ssrc,
        "csrc": [h.csrc[i] for i in range(h.csrc_count)],
        "extension": (h.ext_profile, h.ext_offset, h.ext_size) if h.has_extension else None,
        "payload_offset": h.payload_offset,
        "payload_size": h.payload_size,
        "padding_size": h.padding_size,
    }


def parse_rtp(bytes data, bint header_only=False):
    cdef Buffer d = exact(data)
    cdef RtpHeader h
    if header_only:
        accepted(rtp_parse_header(d.data, d.size, &h))
    else:
        accepted(rtp_parse(d.data, d.size, &h))
    return header_fields(&h)


def write_rtp(int payload_type, int sequence, uint32_t timestamp, uint32_t ssrc, *, bint marker=False, csrc=(),
              bytes extension=b"", bint padding=False, int capacity=1500):
    """A header; `extension` is a whole block as write_extensions makes it."""
    cdef Buffer out = Buffer(capacity), ext = exact(extension)
    cdef RtpHeader h
    memset(&h, 0, sizeof(h))
    h.marker = marker
    h.has_padding = padding
    h.payload_type = <uint8_t>payload_type
    h.sequence = <uint16_t>sequence
    h.timestamp = timestamp
    h.ssrc = ssrc
    h.csrc_count = <uint8_t>len(csrc)
    for i, value in enumerate(csrc):
        h.csrc[i] = value
    return out.first(accepted(rtp_write_header(out.data, out.size, &h, ext.data, ext.size)))


def add_padding(bytes packet, int count, int capacity):
    cdef Buffer out = Buffer(capacity, packet)
    return out.first(accepted(rtp_add_padding(out.data, <int>len(packet), capacity, count)))


def rtx_wrap(bytes packet, uint32_t ssrc, int payload_type, int sequence, int capacity=1500):
    cdef Buffer d = exact(packet), out = Buffer(capacity)
    cdef RtpHeader h
    accepted(rtp_parse(d.data, d.size, &h))
    return out.first(accepted(
        c_rtx_wrap(out.data, capacity, d.data, &h, ssrc, <uint8_t>payload_type, <uint16_t>sequence)
    ))


def rtx_unwrap(bytes packet, uint32_t ssrc, int payload_type):
    cdef Buffer d = exact(packet)
    cdef RtpHeader h
    accepted(rtp_parse(d.data, d.size, &h))
    size = accepted(c_rtx_unwrap(d.data, &h, ssrc, <uint8_t>payload_type))
    return d.first(size), header_fields(&h)


# rtpext

def parse_extensions(int profile, bytes data):
    """The elements as (id, value), and whether the walk ended well."""
    cdef Buffer d = exact(data)
    cdef ExtIterator it
    cdef int step
    accepted(ext_begin(&it, <uint16_t>profile, d.data, d.size))
    found = []
    while True:
        step = ext_next(&it)
        if step <= 0:
            return found, step == 0
        found.append((it.id, d.data[it.offset:it.offset + it.length]))


def read_extensions(int profile, bytes data, *, mid=0, rid=0, repaired_rid=0, audio_level=0, abs_send_time=0,
                    transport_cc=0):
    """The known values that are there; ids as negotiated. Refused when an element is cut."""
    cdef Buffer d = exact(data)
    cdef ExtIds ids
    cdef ExtValues v
    ids.mid, ids.rid, ids.repaired_rid = mid, rid, repaired_rid
    ids.audio_level, ids.abs_send_time, ids.transport_cc = audio_level, abs_send_time, transport_cc
    accepted(ext_read(<uint16_t>profile, d.data, d.size, &ids, &v))
    found = {}
    if v.mid != NULL:
        found["mid"] = v.mid[:v.mid_length]
    if v.rid != NULL:
        found["rid"] = v.rid[:v.rid_length]
    if v.repaired_rid != NULL:
        found["repaired_rid"] = v.repaired_rid[:v.repaired_rid_length]
    if v.has_audio_level:
        found["audio_level"] = (bool(v.voice), v.audio_level)
    if v.has_abs_send_time:
        found["abs_send_time"] = v.abs_send_time
    if v.has_transport_cc:
        found["transport_cc"] = v.transport_cc
    return found


def write_extensions(elements, *, bint two_byte=False, int capacity=256):
    """Elements are (id, bytes), (id, "level", voice, level), (id, "time", n) or (id, "cc", n)."""
    cdef Buffer out = Buffer(capacity), value
    cdef ExtWriter w
    ext_writer_init(&w, out.data, capacity, two_byte)
    for element in elements:
        if isinstance(element[1], bytes):
            value = exact(element[1])
            ext_put(&w, element[0], value.data, value.size)
        elif element[1] == "level":
            ext_put_audio_level(&w, element[0], element[2], element[3])
        elif element[1] == "time":
            ext_put_abs_send_time(&w, element[0], element[2])
        else:
            ext_put_transport_cc(&w, element[0], element[2])
    return out.first(accepted(ext_writer_end(&w)))


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


# codecs

def parse_vp8(bytes payload):
    cdef Buffer d = exact(payload)
    cdef Vp8Payload p
    accepted(vp8_parse(d.data, d.size, &p))
    return {
        "size": p.size,
        "non_reference": bool(p.non_reference),
        "starts_frame": bool(p.starts_frame),
        "partition": p.partition,
        "picture_id": p.picture_id if p.has_picture_id else None,
        "long_picture_id": bool(p.long_picture_id),
        "tl0picidx": p.tl0picidx if p.has_tl0picidx else None,
        "tid": p.tid if p.has_tid else None,
        "layer_sync": bool(p.layer_sync),
        "keyidx": p.keyidx if p.has_keyidx else None,
        "keyframe": bool(p.keyframe),
        "resolution": (p.width, p.height),
    }


def rewrite_vp8(bytes payload, int picture_id, int tl0picidx, int keyidx):
    cdef Buffer d = exact(payload)
    cdef Vp8Payload p
    accepted(vp8_parse(d.data, d.size, &p))
    vp8_rewrite(d.data, &p, <uint16_t>picture_id, <uint8_t>tl0picidx, <uint8_t>keyidx)
    return d.first(d.size)


def parse_opus(bytes payload):
    cdef Buffer d = exact(payload)
    cdef OpusPayload p
    accepted(opus_parse(d.data, d.size, &p))
    return {
        "config": p.config, "stereo": bool(p.stereo), "frames": p.frames, "samples": p.samples, "dtx": bool(p.dtx),
    }


def parse_red(bytes payload, int capacity=8):
    """Blocks as (payload type, timestamp offset, data), the primary one last."""
    cdef Buffer d = exact(payload), blocks = Buffer(capacity * sizeof(RedBlock))
    cdef RedBlock *items = <RedBlock *>blocks.data
    count = accepted(red_parse(d.data, d.size, items, capacity))
    return [
        (items[i].payload_type, items[i].timestamp_offset, d.data[items[i].offset:items[i].offset + items[i].size])
        for i in range(count)
    ]
