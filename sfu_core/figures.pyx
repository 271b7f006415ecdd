"""Figures of producers and slots, as Python reads them."""

from libc.stdint cimport int64_t, uint64_t
from libc.string cimport memset

from sfu_core.includes.atomics cimport load64_relaxed

from sfu_core.records import EncodingStats, ProducerStats, SlotStats


cdef int64_t _read(const int64_t *figure) noexcept:
    return <int64_t>load64_relaxed(<const uint64_t *>figure)


cdef class ProducerTally:
    def __cinit__(self):
        memset(self.encodings, 0, sizeof(self.encodings))

    cdef object read(self):
        encodings = []
        for i in range(self.count):
            encodings.append(EncodingStats(
                active=_read(&self.encodings[i].active) != 0,
                bitrate=_read(&self.encodings[i].bitrate),
                packets=_read(&self.encodings[i].packets),
                lost=_read(&self.encodings[i].lost),
                jitter_ns=_read(&self.encodings[i].jitter_ns),
                width=_read(&self.encodings[i].width),
                height=_read(&self.encodings[i].height),
                fps=_read(&self.encodings[i].fps_q8) / 256,
                nacks=_read(&self.encodings[i].nacks),
                keyframe_requests=_read(&self.encodings[i].keyframe_requests),
            ))
        return ProducerStats(tuple(encodings))


cdef class SlotTally:
    def __cinit__(self):
        memset(&self.figures, 0, sizeof(self.figures))
        self.figures.spatial = -1
        self.figures.temporal = -1

    cdef object read(self):
        cdef SlotFigures *f = &self.figures
        return SlotStats(
            spatial=_read(&f.spatial),
            temporal=_read(&f.temporal),
            width=_read(&f.width),
            height=_read(&f.height),
            bitrate=_read(&f.bitrate),
            packets=_read(&f.packets),
            lost=_read(&f.lost),
            loss_permille=_read(&f.loss_permille),
            jitter_ns=_read(&f.jitter_ns),
            nacks=_read(&f.nacks),
            keyframe_requests=_read(&f.keyframe_requests),
        )
