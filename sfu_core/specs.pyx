"""Specifications from Python, checked and made into structs."""

from libc.stdint cimport int64_t, uint8_t, uint32_t
from libc.string cimport memcpy, memset

from sfu_core.encoding cimport CODEC_AV1, CODEC_OPUS, NAME_SIZE
from sfu_core.icelite cimport ICE_NAME_SIZE, ICE_PASSWORD_SIZE, IceNames
from sfu_core.producer cimport MAX_ENCODINGS, MEDIA_AUDIO, MEDIA_VIDEO, ProducerOptions
from sfu_core.rtpext cimport ExtIds
from sfu_core.slot cimport MAX_CODECS, SlotOptions

cdef enum:
    MAX_EXTENSION = 14       # of the one-byte form (RFC 8285 section 4.2)


cdef check_range(str name, int64_t value, int64_t low, int64_t high):
    if not low <= value <= high:
        raise ValueError(f"{name} is {value}, not within {low} to {high}")


cdef check_size(str name, bytes value, int low, int high):
    if not low <= len(value) <= high:
        raise ValueError(f"{name} has {len(value)} bytes, not {low} to {high}")


cdef read_names(bytes ufrag, bytes pwd, bytes remote_ufrag, bytes remote_pwd, IceNames *out):
    check_size("ufrag", ufrag, 4, ICE_NAME_SIZE)
    check_size("pwd", pwd, 22, ICE_PASSWORD_SIZE)
    check_size("remote_ufrag", remote_ufrag, 4, ICE_NAME_SIZE)
    check_size("remote_pwd", remote_pwd, 0, ICE_PASSWORD_SIZE)
    out.ufrag = ufrag
    out.ufrag_length = <int>len(ufrag)
    out.pwd = pwd
    out.pwd_length = <int>len(pwd)
    out.remote_ufrag = remote_ufrag
    out.remote_ufrag_length = <int>len(remote_ufrag)
    out.remote_pwd = remote_pwd
    out.remote_pwd_length = <int>len(remote_pwd)


cdef uint8_t _payload_type(str name, int value):
    check_range(name, value, 0, 127)
    return <uint8_t>value


cdef int _copy_name(str name, bytes value, uint8_t *out):
    check_size(name, value, 0, NAME_SIZE)
    memcpy(out, <const uint8_t *>value, len(value))
    return <int>len(value)


cdef uint8_t _extension(object extensions, str name):
    cdef int value = getattr(extensions, name)
    check_range(name, value, 0, MAX_EXTENSION)
    return <uint8_t>value


cdef _read_extensions(object extensions, ExtIds *out):
    out.mid = _extension(extensions, "mid")
    out.rid = _extension(extensions, "rid")
    out.repaired_rid = _extension(extensions, "repaired_rid")
    out.audio_level = _extension(extensions, "audio_level")
    out.abs_send_time = _extension(extensions, "abs_send_time")
    out.transport_cc = _extension(extensions, "transport_cc")
    out.dependency_descriptor = _extension(extensions, "dependency_descriptor")


cdef _check_kind(int kind):
    if kind != MEDIA_AUDIO and kind != MEDIA_VIDEO:
        raise ValueError(f"kind is {kind}, neither AUDIO nor VIDEO")


cdef _check_codec(int kind, object codec):
    if (codec == CODEC_OPUS) != (kind == MEDIA_AUDIO) or not CODEC_OPUS <= codec <= CODEC_AV1:
        raise ValueError(f"codec {codec!r} is not of that kind")


cdef read_producer(object spec, ProducerOptions *out):
    cdef int i
    memset(out, 0, sizeof(out[0]))
    _check_kind(spec.kind)
    _check_codec(spec.kind, spec.codec)
    check_range("encodings", len(spec.encodings), 1, MAX_ENCODINGS)
    out.media = spec.kind
    out.codec = spec.codec
    out.csrc = spec.csrc
    out.mid_length = _copy_name("mid", spec.mid, out.mid)
    out.payload_type = _payload_type("payload_type", spec.payload_type)
    out.rtx_payload_type = _payload_type("rtx_payload_type", spec.rtx_payload_type)
    out.red_payload_type = _payload_type("red_payload_type", spec.red_payload_type)
    _read_extensions(spec.extensions, &out.extensions)
    out.encoding_count = <int>len(spec.encodings)
    for i in range(out.encoding_count):
        encoding = spec.encodings[i]
        out.encodings[i].rid_length = _copy_name("rid", encoding.rid, out.encodings[i].rid)
        out.encodings[i].ssrc = encoding.ssrc
        out.encodings[i].rtx_ssrc = encoding.rtx_ssrc
        if encoding.ssrc == 0 and (out.extensions.mid == 0 or not spec.mid):
            raise ValueError("without an ssrc a producer is known by its mid and the extension that carries it")
        if encoding.ssrc == 0 and out.encoding_count > 1 and not encoding.rid:
            raise ValueError("without an ssrc one of several encodings is known by its rid")
    out.nack = spec.nack
    out.screen = spec.screen
    out.tap = spec.tap and spec.kind == MEDIA_AUDIO


cdef read_slot(object spec, SlotOptions *out):
    cdef int i
    memset(out, 0, sizeof(out[0]))
    _check_kind(spec.kind)
    check_range("codecs", len(spec.codecs), 1, MAX_CODECS)
    if spec.ssrc == 0:
        raise ValueError("a slot needs an ssrc")
    out.media = spec.kind
    out.ssrc = <uint32_t>spec.ssrc
    out.rtx_ssrc = <uint32_t>spec.rtx_ssrc
    out.mid_length = _copy_name("mid", spec.mid, out.mid)
    out.codec_count = <int>len(spec.codecs)
    for i in range(out.codec_count):
        codec = spec.codecs[i]
        _check_codec(spec.kind, codec.codec)
        out.codecs[i].codec = codec.codec
        out.codecs[i].payload_type = _payload_type("payload_type", codec.payload_type)
        out.codecs[i].rtx_payload_type = _payload_type("rtx_payload_type", codec.rtx_payload_type)
        out.codecs[i].red_payload_type = _payload_type("red_payload_type", codec.red_payload_type)
    out.nack = spec.nack
    _read_extensions(spec.extensions, &out.extensions)
