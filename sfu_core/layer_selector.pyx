"""Decisions of a slot: source, switching point, keyframe requests. Pure: time and packets come as parameters."""

from libc.stdint cimport int64_t, uint32_t


cdef void selector_init(Selector *s, bint keyframes) noexcept nogil:
    s.current = 0
    s.target = 0
    s.broken = False
    s.keyframes = keyframes
    s.wanted_ns = 0


cdef void selector_want(Selector *s, uint32_t source, int64_t now_ns) noexcept nogil:
    if s.target == source:
        return
    s.target = source
    s.wanted_ns = now_ns
    if source == 0:
        s.current = 0
        s.broken = False


cdef Decision selector_decide(Selector *s, uint32_t source, bint keyframe) noexcept nogil:
    cdef bint may_begin = keyframe or not s.keyframes
    if source == s.target and source != s.current:
        if not may_begin:
            return HOLD_KEYFRAME
        s.current = source
        s.broken = False
        return FORWARD_SWITCH
    if source != s.current:
        return HOLD_OTHER
    if s.broken:
        if not may_begin:
            return HOLD_KEYFRAME
        s.broken = False
        return FORWARD_RESUME
    return FORWARD


cdef void selector_break(Selector *s, uint32_t source) noexcept nogil:
    if s.current == source and source != 0:
        s.broken = True


cdef bint selector_forget(Selector *s, uint32_t source) noexcept nogil:
    cdef bint was_current = s.current == source and source != 0
    if s.target == source:
        s.target = 0
    if was_current:
        s.current = 0
        s.broken = False
    return was_current


cdef bint selector_expire(Selector *s, int64_t now_ns) noexcept nogil:
    if s.current == 0 or s.target == s.current or now_ns - s.wanted_ns < SWITCH_PATIENCE_NS:
        return False
    s.current = 0
    s.broken = False
    return True


cdef uint32_t selector_awaits(const Selector *s) noexcept nogil:
    if not s.keyframes:
        return 0
    if s.target != s.current:
        return s.target
    return s.current if s.broken else 0
