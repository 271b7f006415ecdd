"""What shares a line (allocator, pacer) as Python objects, for tests alone."""

from libc.stdint cimport int64_t
from libc.string cimport memset

from sfu_core.allocator cimport (
    ALLOC_RUNGS,
    ALLOC_SLOTS,
    REASON_BANDWIDTH,
    REASON_HIDDEN,
    REASON_HOLD,
    REASON_LIMIT,
    REASON_SIZE,
    REASON_SOURCE,
    REASON_TOP,
    Demand,
    Grant,
    allocate,
    grant_reset,
)

_REASONS = {
    REASON_TOP: "top",
    REASON_SIZE: "size",
    REASON_BANDWIDTH: "bandwidth",
    REASON_LIMIT: "limit",
    REASON_HOLD: "hold",
    REASON_HIDDEN: "hidden",
    REASON_SOURCE: "source",
}


cdef class AllocatorTrace:
    """Slots by name, each with what it wants and what it was granted."""

    cdef Demand demands[ALLOC_SLOTS]
    cdef Grant grants[ALLOC_SLOTS]
    cdef dict _names

    def __cinit__(self):
        self._names = {}

    cdef int _at(self, str name) except -1:
        at = self._names.get(name)
        if at is None:
            at = self._names[name] = len(self._names)
            grant_reset(&self.grants[at])
        return at

    def demand(self, str name, rungs, *, int priority=0, int width=-1, int height=-1, bint keep_rate=False,
               bint screen=False):
        """What slot `name` shows: rungs of (spatial, temporal, bit/s, width, height, frames/s, active)."""
        cdef int at = self._at(name)
        cdef Demand *d = &self.demands[at]
        if len(rungs) > ALLOC_RUNGS:
            raise ValueError(f"{len(rungs)} rungs")
        memset(d, 0, sizeof(d[0]))
        d.grant = &self.grants[at]
        d.priority = priority
        d.width = width
        d.height = height
        d.keep_rate = keep_rate
        d.screen = screen
        d.rung_count = len(rungs)
        for i, (spatial, temporal, bitrate, w, h, fps, active) in enumerate(rungs):
            d.rungs[i].spatial = spatial
            d.rungs[i].temporal = temporal
            d.rungs[i].bitrate = bitrate
            d.rungs[i].width = w
            d.rungs[i].height = h
            d.rungs[i].fps_q8 = int(fps * 256)
            d.rungs[i].active = active

    def reset(self, str name):
        """Another source came into the slot."""
        grant_reset(&self.grants[self._at(name)])

    def allocate(self, int64_t budget, int64_t now_ns, *, bint limited=False):
        return allocate(self.demands, len(self._names), budget, limited, now_ns)

    def layer(self, str name):
        cdef const Grant *g = &self.grants[self._at(name)]
        return g.spatial, g.temporal

    def reason(self, str name):
        return _REASONS[self.grants[self._at(name)].reason]

    def bitrate(self, str name):
        return self.grants[self._at(name)].bitrate

    def reach(self, str name):
        return self.grants[self._at(name)].reach
