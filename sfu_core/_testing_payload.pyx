"""Payload formats of VP9, H.264 and AV1 as Python functions, for tests and fuzzing alone."""

from libc.stdint cimport uint16_t, uint32_t
from libc.string cimport memset

from sfu_core._testing_exact cimport Buffer, accepted, exact
from sfu_core.av1 cimport Av1Payload, av1_parse
from sfu_core.dependency_descriptor cimport DdFrame, DdStructure, dd_mask, dd_parse, dd_rewrite, dd_size
from sfu_core.h264 cimport H264Payload, h264_parse
from sfu_core.vp9 cimport Vp9Payload, vp9_parse, vp9_rewrite


def parse_vp9(bytes payload):
    cdef Buffer d = exact(payload)
    cdef Vp9Payload p
    accepted(vp9_parse(d.data, d.size, &p))
    return {
        "size": p.size,
        "inter_picture": bool(p.inter_picture),
        "flexible": bool(p.flexible),
        "starts_frame": bool(p.starts_frame),
        "ends_frame": bool(p.ends_frame),
        "picture_id": p.picture_id if p.has_picture_id else None,
        "layers": (p.sid, p.tid) if p.has_layers else None,
        "switching_up": bool(p.switching_up),
        "inter_layer": bool(p.inter_layer),
        "tl0picidx": p.tl0picidx if p.has_tl0picidx else None,
        "sizes": [(p.width[i], p.height[i]) for i in range(p.spatial_layers)] if p.has_structure else None,
        "pictures": p.pictures,
        "keyframe": bool(p.keyframe),
    }


def rewrite_vp9(bytes payload, int picture_id, int tl0picidx):
    cdef Buffer d = exact(payload)
    cdef Vp9Payload p
    accepted(vp9_parse(d.data, d.size, &p))
    vp9_rewrite(d.data, &p, <uint16_t>picture_id, tl0picidx)
    return d.first(d.size)


def parse_h264(bytes payload):
    """(starts a unit, has an SPS, starts an IDR slice, width, height)"""
    cdef Buffer d = exact(payload)
    cdef H264Payload p
    accepted(h264_parse(d.data, d.size, &p))
    return bool(p.starts_frame), bool(p.has_sps), bool(p.starts_idr), p.width, p.height


def parse_av1(bytes payload):
    """(continues, unfinished, keyframe, width, height)"""
    cdef Buffer d = exact(payload)
    cdef Av1Payload p
    accepted(av1_parse(d.data, d.size, &p))
    return bool(p.continues), bool(p.unfinished), bool(p.keyframe), p.width, p.height


cdef class DescriptorFace:
    """A stream's dependency descriptors, one after the other: the structure is kept."""

    cdef DdStructure structure

    def __cinit__(self):
        memset(&self.structure, 0, sizeof(self.structure))

    cdef int _parse(self, Buffer d, DdFrame *frame) except -1:
        cdef DdStructure fresh
        accepted(dd_parse(d.data, d.size, &self.structure, &fresh, frame))
        if frame.has_structure:
            self.structure = fresh
        return 0

    def parse(self, bytes data):
        cdef Buffer d = exact(data)
        cdef DdFrame f
        self._parse(d, &f)
        return {
            "starts_frame": bool(f.starts_frame),
            "ends_frame": bool(f.ends_frame),
            "frame_number": f.frame_number,
            "layers": (f.spatial, f.temporal),
            "has_structure": bool(f.has_structure),
            "mask": f.mask if f.has_mask else None,
            "present": f.present,
            "switch_points": f.switch_points,
            "references": [f.references[i] for i in range(f.reference_count)],
        }

    def rewrite(self, bytes data, int frame_number, uint32_t mask=0):
        cdef Buffer d = exact(data)
        cdef Buffer out
        cdef DdFrame f
        self._parse(d, &f)
        out = Buffer(dd_size(&f, d.size, mask))
        return out.first(accepted(dd_rewrite(
            d.data, d.size, &f, <uint16_t>frame_number, mask, out.data, out.size
        )))

    @property
    def targets(self):
        """(spatial, temporal) of each decode target."""
        return [
            (self.structure.target_spatial[i], self.structure.target_temporal[i])
            for i in range(self.structure.target_count)
        ]

    @property
    def sizes(self):
        if not self.structure.has_sizes:
            return []
        return [(self.structure.width[i], self.structure.height[i]) for i in range(self.structure.spatial_layers)]

    def mask(self, int spatial, int temporal):
        return dd_mask(&self.structure, spatial, temporal)

    def target_of(self, int spatial, int temporal):
        return self.structure.target_of[spatial][temporal]
