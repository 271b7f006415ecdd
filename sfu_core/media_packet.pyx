"""What of a packet matters for forwarding, by codec."""

from libc.stdint cimport uint8_t
from libc.string cimport memset

from sfu_core.av1 cimport Av1Payload, av1_parse
from sfu_core.dependency_descriptor cimport DdStructure, dd_parse
from sfu_core.encoding cimport (
    CODEC_AV1,
    CODEC_H264,
    CODEC_VP8,
    CODEC_VP9,
    SPATIAL_LAYERS,
    TEMPORAL_LAYERS,
    Encoding,
)
from sfu_core.h264 cimport H264Payload, h264_parse
from sfu_core.layer_selector cimport RISE_KEYFRAME, RISE_POINT, RISE_SYNC, RISE_TARGET
from sfu_core.opus cimport OpusPayload, RedBlock, opus_parse, red_parse
from sfu_core.rtp cimport RtpHeader
from sfu_core.rtp_munger cimport PICTURES_CLOSED, PICTURES_KEPT, PICTURES_NONE
from sfu_core.rtpext cimport ExtIds, ExtValues, ext_read
from sfu_core.speakers cimport LEVEL_SILENT
from sfu_core.vp8 cimport vp8_parse
from sfu_core.vp9 cimport vp9_parse

cdef enum:
    FRAME_NUMBER_BITS = 16
    LONG_PICTURE_BITS = 15
    SHORT_PICTURE_BITS = 7
    RED_BLOCKS = 8
    # Fewer bytes than these in 20 ms at 48 kHz are silence or comfort noise, at any bit rate of Opus.
    LEAST_SOUND = 10
    SOUND_SAMPLES = 960


cdef void _begin(MediaPacket *out, Encoding *e, const uint8_t *data, const RtpHeader *h) noexcept nogil:
    out.data = data
    out.header = h[0]
    out.encoding = e
    memset(&out.layers, 0, sizeof(out.layers))
    out.layers.timestamp = h.timestamp
    out.layers.encoding = e.index
    out.layers.rise = RISE_KEYFRAME
    out.numbers.sequence = h.sequence
    out.numbers.timestamp = h.timestamp
    out.numbers.pictures = PICTURES_NONE
    out.numbers.tl0picidx = 0
    out.numbers.keyidx = 0
    out.width = 0
    out.height = 0
    out.has_vp8 = False
    out.has_vp9 = False
    out.descriptor = NULL
    out.red_size = 0
    out.has_level = False
    out.level = 0


cdef bint _read_vp8(MediaPacket *out, const uint8_t *payload, int size) noexcept nogil:
    if vp8_parse(payload, size, &out.vp8) < 0:
        return False
    out.has_vp8 = True
    out.layers.keyframe = out.vp8.keyframe
    out.layers.starts = out.vp8.starts_frame
    out.layers.ends = out.header.marker
    out.layers.temporal = out.vp8.tid
    out.layers.sync = out.vp8.layer_sync
    out.layers.rise = RISE_SYNC
    out.width = out.vp8.width
    out.height = out.vp8.height
    if out.vp8.has_picture_id:
        out.numbers.pictures = PICTURES_CLOSED
        out.numbers.picture_bits = LONG_PICTURE_BITS if out.vp8.long_picture_id else SHORT_PICTURE_BITS
        out.numbers.picture_id = out.vp8.picture_id
    out.numbers.tl0picidx = out.vp8.tl0picidx
    out.numbers.keyidx = out.vp8.keyidx
    return True


cdef bint _read_vp9(MediaPacket *out, const uint8_t *payload, int size) noexcept nogil:
    if vp9_parse(payload, size, &out.vp9) < 0:
        return False
    out.has_vp9 = True
    out.layers.keyframe = out.vp9.keyframe
    out.layers.starts = out.vp9.starts_frame
    out.layers.ends = out.vp9.ends_frame
    out.layers.spatial = out.vp9.sid
    out.layers.temporal = out.vp9.tid
    out.layers.sync = out.vp9.switching_up
    out.layers.inter_picture = out.vp9.inter_picture
    out.layers.rise = RISE_POINT
    if out.vp9.has_picture_id:
        out.numbers.pictures = PICTURES_KEPT
        out.numbers.picture_bits = LONG_PICTURE_BITS if out.vp9.long_picture_id else SHORT_PICTURE_BITS
        out.numbers.picture_id = out.vp9.picture_id
    out.numbers.tl0picidx = out.vp9.tl0picidx
    return True


cdef bint _read_h264(MediaPacket *out, const uint8_t *payload, int size) noexcept nogil:
    cdef H264Payload h264
    if h264_parse(payload, size, &h264) < 0:
        return False
    # Without its parameter sets an IDR picture begins nothing, unless they never travel with the stream.
    out.layers.keyframe = h264.has_sps or (h264.starts_idr and not out.encoding.has_parameter_sets)
    out.layers.starts = h264.starts_frame
    out.layers.ends = out.header.marker
    out.width = h264.width
    out.height = h264.height
    return True


cdef bint _read_av1(MediaPacket *out, const uint8_t *payload, int size) noexcept nogil:
    cdef Av1Payload av1
    if av1_parse(payload, size, &av1) < 0:
        return False
    out.layers.keyframe = av1.keyframe
    out.layers.starts = not av1.continues
    out.layers.ends = out.header.marker
    out.width = av1.width
    out.height = av1.height
    return True


cdef void _read_descriptor(MediaPacket *out, Encoding *e, DdStructure *fresh) noexcept nogil:
    """What the dependency descriptor tells, for codecs whose payload does not: H.264 and AV1."""
    cdef ExtIds ids
    cdef ExtValues values
    memset(&ids, 0, sizeof(ids))
    ids.dependency_descriptor = e.extensions.dependency_descriptor
    ext_read(
        out.header.ext_profile, out.data + out.header.ext_offset, out.header.ext_size, &ids, &values
    )
    if values.dependency_descriptor == NULL or dd_parse(
        values.dependency_descriptor, values.dependency_descriptor_length, &e.structure, fresh, &out.frame
    ) < 0:
        return
    out.descriptor = values.dependency_descriptor
    out.descriptor_size = values.dependency_descriptor_length
    out.layers.rise = RISE_TARGET
    out.layers.structure = fresh if out.frame.has_structure else &e.structure
    out.layers.frame = &out.frame
    out.layers.spatial = out.frame.spatial
    out.layers.temporal = out.frame.temporal
    out.layers.starts = out.frame.starts_frame
    out.layers.ends = out.frame.ends_frame
    out.numbers.pictures = PICTURES_KEPT
    out.numbers.picture_bits = FRAME_NUMBER_BITS
    out.numbers.picture_id = out.frame.frame_number


cdef bint packet_read_video(MediaPacket *out, Encoding *e, const uint8_t *data, const RtpHeader *h,
                            DdStructure *fresh) noexcept nogil:
    cdef const uint8_t *payload = data + h.payload_offset
    cdef bint known = True
    _begin(out, e, data, h)
    if h.payload_size == 0:
        # Padding alone is a probe of the sender's that took a number of the stream.
        out.layers.empty = True
        return True
    if e.codec == CODEC_VP8:
        known = _read_vp8(out, payload, h.payload_size)
    elif e.codec == CODEC_VP9:
        known = _read_vp9(out, payload, h.payload_size)
    elif e.codec == CODEC_H264:
        known = _read_h264(out, payload, h.payload_size)
    elif e.codec == CODEC_AV1:
        known = _read_av1(out, payload, h.payload_size)
    if not known:
        return False
    if (e.codec == CODEC_AV1 or e.codec == CODEC_H264) and e.extensions.dependency_descriptor != 0 and h.has_extension:
        _read_descriptor(out, e, fresh)
    if out.layers.spatial >= SPATIAL_LAYERS:
        out.layers.spatial = SPATIAL_LAYERS - 1
    if out.layers.temporal >= TEMPORAL_LAYERS:
        out.layers.temporal = TEMPORAL_LAYERS - 1
    return True


cdef bint _find_primary(MediaPacket *out, const uint8_t *payload, int size) noexcept nogil:
    cdef RedBlock blocks[RED_BLOCKS]
    cdef int count = red_parse(payload, size, blocks, RED_BLOCKS)
    if count <= 0:
        return False
    out.red_size = blocks[count - 1].offset
    out.header.payload_offset += out.red_size
    out.header.payload_size -= out.red_size
    return True


cdef bint packet_read_audio(MediaPacket *out, Encoding *e, const uint8_t *data, const RtpHeader *h, bint redundant,
                            bint *silent) noexcept nogil:
    cdef ExtIds ids
    cdef ExtValues values
    cdef OpusPayload opus
    _begin(out, e, data, h)
    if redundant and not _find_primary(out, data + h.payload_offset, h.payload_size):
        return False
    if opus_parse(data + out.header.payload_offset, out.header.payload_size, &opus) < 0:
        return False
    silent[0] = opus.dtx or out.header.payload_size * SOUND_SAMPLES < LEAST_SOUND * opus.samples
    if e.extensions.audio_level != 0 and h.has_extension:
        memset(&ids, 0, sizeof(ids))
        ids.audio_level = e.extensions.audio_level
        ext_read(h.ext_profile, data + h.ext_offset, h.ext_size, &ids, &values)
        if values.has_audio_level:
            out.has_level = True
            # Whatever the sender says: so few bytes carry no voice.
            out.level = LEVEL_SILENT if silent[0] else (0x80 if values.voice else 0) | values.audio_level
    return True
