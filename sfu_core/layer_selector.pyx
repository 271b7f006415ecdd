"""Decisions of a slot: source, encoding, layers, switching point. Pure: time and packets come as parameters."""

from libc.stdint cimport int8_t, int64_t, uint16_t, uint32_t, uint64_t
from libc.string cimport memset

from sfu_core.dependency_descriptor cimport DD_SPATIAL, DD_TEMPORAL, DdFrame, DdStructure, dd_mask
from sfu_core.seqnum cimport seq16_diff, seq32_diff, seq32_newer

cdef enum:
    FRAMES = 256
    CLOCK_LEAP = 900000          # ten seconds of 90 kHz


cdef void selector_init(Selector *s, bint keyframes) noexcept nogil:
    memset(s, 0, sizeof(s[0]))
    s.keyframes = keyframes
    s.want_encoding = TOP_SPATIAL
    s.want_spatial = TOP_SPATIAL
    s.want_temporal = TOP_TEMPORAL


cdef void selector_want(Selector *s, uint32_t source, int64_t now_ns) noexcept nogil:
    if s.target == source:
        return
    s.target = source
    s.wanted_ns = now_ns
    if source == 0:
        s.current = 0
        s.broken = False


cdef void selector_want_layers(Selector *s, int encoding, int spatial, int temporal) noexcept nogil:
    s.want_encoding = encoding
    s.want_spatial = spatial
    s.want_temporal = temporal


cdef void _note_picture(Selector *s, uint32_t timestamp) noexcept nogil:
    s.newest = (s.newest + 1) % SELECTOR_PICTURES
    if s.picture_count < SELECTOR_PICTURES:
        s.picture_count += 1
    s.limits.timestamp = timestamp
    s.limits.spatial = <int8_t>s.spatial
    s.limits.temporal = <int8_t>s.temporal
    s.pictures[s.newest] = s.limits
    s.left_out = False


cdef void _note_frame(Selector *s, uint16_t number) noexcept nogil:
    cdef int ahead = seq16_diff(number, s.newest_frame)
    cdef uint16_t at
    if ahead >= FRAMES:
        memset(s.frames, 0, sizeof(s.frames))
    elif ahead > 0:
        at = s.newest_frame
        while at != number:
            at += 1
            s.frames[at >> 6 & 3] &= ~(<uint64_t>1 << (at & 63))
    if ahead > 0:
        s.newest_frame = number
    if ahead > -FRAMES:
        s.frames[number >> 6 & 3] |= <uint64_t>1 << (number & 63)


cdef bint _has_frame(const Selector *s, uint16_t number) noexcept nogil:
    cdef int ago = seq16_diff(s.newest_frame, number)
    return 0 <= ago < FRAMES and (s.frames[number >> 6 & 3] >> (number & 63) & 1) != 0


cdef void _enter(Selector *s, const Layered *l) noexcept nogil:
    """Begin with this packet, a keyframe's first: everything that is wanted can be had from here on."""
    s.encoding = l.encoding
    s.spatial = s.want_spatial
    s.temporal = s.want_temporal
    s.picture_count = 0
    _note_picture(s, l.timestamp)
    if l.frame != NULL:
        memset(s.frames, 0, sizeof(s.frames))
        s.newest_frame = l.frame.frame_number
        _note_frame(s, l.frame.frame_number)


cdef Decision _begin(Selector *s, uint32_t source, const Layered *l, Decision success) noexcept nogil:
    if s.keyframes:
        if s.want_encoding < 0:
            return HOLD_OTHER
        # Whatever comes first of what is not too large is shown at once, and something better when that comes.
        if not l.keyframe or l.encoding > s.want_encoding:
            return HOLD_KEYFRAME if l.encoding == s.want_encoding or l.encoding == 0 else HOLD_OTHER
        _enter(s, l)
    s.current = source
    s.broken = False
    return success


cdef int8_t _target(const DdStructure *structure, int spatial, int temporal) noexcept nogil:
    if spatial >= DD_SPATIAL:
        spatial = DD_SPATIAL - 1
    if temporal >= DD_TEMPORAL:
        temporal = DD_TEMPORAL - 1
    return structure.target_of[spatial][temporal]


cdef bint _is_switch(const Selector *s, const Layered *l, int spatial, int temporal) noexcept nogil:
    """Whether these layers can be taken in with this frame: it is said to be a switching point, and all that it needs
    has been forwarded."""
    cdef int8_t target = _target(l.structure, spatial, temporal)
    cdef int i
    if target < 0:
        return False
    if target == _target(l.structure, s.spatial, s.temporal):
        return True
    if not l.frame.switch_points >> target & 1:
        return False
    for i in range(l.frame.reference_count):
        if not _has_frame(s, <uint16_t>(l.frame.frame_number - l.frame.references[i])):
            return False
    return True


cdef void _rise_to_target(Selector *s, const Layered *l) noexcept nogil:
    if _is_switch(s, l, s.want_spatial, s.want_temporal):
        s.spatial = s.want_spatial
        s.temporal = s.want_temporal
    elif s.temporal < s.want_temporal and _is_switch(s, l, s.spatial, s.want_temporal):
        s.temporal = s.want_temporal
    elif s.spatial < s.want_spatial and _is_switch(s, l, s.want_spatial, s.temporal):
        s.spatial = s.want_spatial


cdef void _rise(Selector *s, const Layered *l) noexcept nogil:
    """Take in what is wanted and can be decoded from this layer frame on."""
    if l.keyframe:
        s.spatial = s.want_spatial
        s.temporal = s.want_temporal
    elif l.rise == RISE_SYNC:
        # One layer at a time: a frame of the one above may need one of a layer that has been left out.
        if l.sync and l.temporal == s.temporal + 1:
            s.temporal += 1
    elif l.rise == RISE_POINT:
        if l.sync and l.temporal <= s.temporal and l.spatial <= s.spatial:
            s.temporal = s.want_temporal
        if l.spatial == s.spatial + 1 and l.spatial <= s.want_spatial and not l.inter_picture:
            s.spatial += 1
    elif l.rise == RISE_TARGET:
        _rise_to_target(s, l)


cdef void _find_limits(Selector *s, uint32_t timestamp) noexcept nogil:
    """Limits of an older picture: its own, or those that held before it."""
    cdef const Limits *found = NULL
    cdef const Limits *at
    cdef int i
    for i in range(s.picture_count):
        at = &s.pictures[(s.newest - i + SELECTOR_PICTURES) % SELECTOR_PICTURES]
        if not seq32_newer(at.timestamp, timestamp):
            found = at
            break
    if found != NULL:
        s.limits = found[0]
    else:
        s.limits.spatial = -1


cdef void _new_picture(Selector *s, uint32_t timestamp) noexcept nogil:
    if s.spatial > s.want_spatial:
        s.spatial = s.want_spatial
    if s.temporal > s.want_temporal:
        s.temporal = s.want_temporal
    if s.encoding > s.want_encoding:
        # Less is wanted and cannot be had before a keyframe: half of what comes meanwhile is better than all.
        s.temporal = 0
    _note_picture(s, timestamp)


cdef bint _passes(const Selector *s, const Layered *l) noexcept nogil:
    cdef uint32_t targets
    if l.rise == RISE_TARGET:
        # Of smaller targets too: the sender may stop the largest at any time, and where layers use each other in key
        # pictures alone the next smaller one goes on only for who has its past.
        targets = dd_mask(l.structure, s.limits.spatial, s.limits.temporal)
        if targets != 0:
            return (l.frame.present & targets) != 0
    return l.spatial <= s.limits.spatial and l.temporal <= s.limits.temporal


cdef Decision _pass_layers(Selector *s, const Layered *l) noexcept nogil:
    cdef uint32_t newest = s.pictures[s.newest].timestamp
    if l.empty:
        return SKIP_LAYER
    if l.timestamp == newest:
        s.limits = s.pictures[s.newest]
    elif seq32_newer(l.timestamp, newest):
        _new_picture(s, l.timestamp)
        newest = l.timestamp
    else:
        _find_limits(s, l.timestamp)
        if s.limits.spatial < 0:
            return SKIP_LAYER
    if l.starts and l.timestamp == newest and not s.left_out and (
        s.spatial < s.want_spatial or s.temporal < s.want_temporal
    ) and s.encoding <= s.want_encoding:
        _rise(s, l)
        s.limits.spatial = <int8_t>s.spatial
        s.limits.temporal = <int8_t>s.temporal
        s.pictures[s.newest] = s.limits
    if not _passes(s, l):
        s.left_out = s.left_out or l.timestamp == newest
        return SKIP_LAYER
    if l.frame != NULL and l.starts:
        _note_frame(s, l.frame.frame_number)
    return FORWARD


cdef Decision selector_decide(Selector *s, uint32_t source, const Layered *l) noexcept nogil:
    if source == s.target and source != s.current:
        return _begin(s, source, l, FORWARD_SWITCH)
    if source != s.current:
        return HOLD_OTHER
    if s.broken:
        return _begin(s, source, l, FORWARD_RESUME)
    if not s.keyframes:
        return FORWARD
    if s.want_encoding < 0:
        s.broken = True
        return HOLD_OTHER
    if l.encoding == s.encoding:
        if l.keyframe and seq32_diff(s.pictures[s.newest].timestamp, l.timestamp) > CLOCK_LEAP:
            # No keyframe is that late: its sender has changed to another clock.
            return _begin(s, source, l, FORWARD_RESUME)
        return _pass_layers(s, l)
    if l.encoding != s.want_encoding:
        return HOLD_OTHER
    if not l.keyframe:
        return HOLD_KEYFRAME
    _enter(s, l)
    return FORWARD_ENCODING


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
    if not s.keyframes or s.want_encoding < 0:
        return 0
    if s.target != s.current:
        return s.target
    return s.current if s.broken else 0
