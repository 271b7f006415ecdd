"""Media formats of the core as Python functions, for tests and fuzzing alone: nothing in the core uses them."""

from libc.stdint cimport uint8_t, uint16_t, uint32_t
from libc.string cimport memset
from sfu_core cimport bytesio
from sfu_core._testing_exact cimport Buffer, accepted, exact
from sfu_core.opus cimport OpusPayload, RedBlock, opus_parse, red_parse
from sfu_core.vp8 cimport Vp8Payload, vp8_parse, vp8_rewrite
from sfu_core.rtp cimport (
    RtpHeader, classify as c_classify, rtp_add_padding, rtp_parse, rtp_parse_header, rtp_write_header,
    rtx_unwrap as c_rtx_unwrap, rtx_wrap as c_rtx_wrap,
)
from sfu_core.rtpext cimport (
    ExtIds, ExtIterator, ExtValues, ExtWriter, ext_begin, ext_next, ext_put, ext_put_abs_send_time,
    ext_put_audio_level, ext_put_transport_cc, ext_read, ext_writer_end, ext_writer_init,
)

CLASSES = ("unknown", "stun", "dtls", "rtp", "rtcp")


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
