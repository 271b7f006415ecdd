"""Figures of producers and slots, as Python reads them."""

from libc.stdint cimport int64_t, uint64_t
from libc.string cimport memset

from sfu_core.includes.atomics cimport load64_relaxed

from sfu_core.records import EncodingStats, ProducerStats, SlotStats


cdef int64_t figure_read(const int64_t *figure) noexcept:
    return <int64_t>load64_relaxed(<const uint64_t *>figure)


cdef class ProducerTally:
    def __cinit__(self):
        memset(self.encodings, 0, sizeof(self.encodings))
        for encoding in range(3):
            self.encodings[encoding].silent_ns = -1

    cdef object read(self):
        encodings = []
        for i in range(self.count):
            encodings.append(EncodingStats(
                active=figure_read(&self.encodings[i].active) != 0,
                bitrate=figure_read(&self.encodings[i].bitrate),
                packets=figure_read(&self.encodings[i].packets),
                lost=figure_read(&self.encodings[i].lost),
                jitter_ns=figure_read(&self.encodings[i].jitter_ns),
                width=figure_read(&self.encodings[i].width),
                height=figure_read(&self.encodings[i].height),
                fps=figure_read(&self.encodings[i].fps_q8) / 256,
                nacks=figure_read(&self.encodings[i].nacks),
                keyframe_requests=figure_read(&self.encodings[i].keyframe_requests),
                silent_ns=figure_read(&self.encodings[i].silent_ns),
                speech_ms=figure_read(&self.encodings[i].speech_ms),
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
            spatial=figure_read(&f.spatial),
            temporal=figure_read(&f.temporal),
            width=figure_read(&f.width),
            height=figure_read(&f.height),
            bitrate=figure_read(&f.bitrate),
            packets=figure_read(&f.packets),
            lost=figure_read(&f.lost),
            loss_permille=figure_read(&f.loss_permille),
            jitter_ns=figure_read(&f.jitter_ns),
            nacks=figure_read(&f.nacks),
            keyframe_requests=figure_read(&f.keyframe_requests),
        )
