"""The dependency descriptor: templates, frames, rewriting."""

from libc.stdint cimport uint8_t, uint16_t, uint32_t
from libc.string cimport memcpy, memset

from sfu_core.bits cimport (
    BitReader,
    BitWriter,
    bits_copy,
    bits_init,
    bits_non_symmetric,
    bits_open,
    bits_read,
    bits_skip,
    bits_write,
)
from sfu_core.bytesio cimport ERR_MALFORMED, ERR_NO_SPACE, ERR_TRUNCATED, ERR_UNSUPPORTED, load16be, store16be

cdef enum:
    MANDATORY_SIZE = 3
    MANDATORY_BITS = 24
    FLAG_BITS = 5
    FLAG_STRUCTURE = 16
    FLAG_MASK = 8
    FLAG_INDICATIONS = 4
    FLAG_REFERENCES = 2
    FLAG_CHAINS = 1
    NOT_PRESENT = 0
    SWITCH_POINT = 2


cdef void _read_indications(BitReader *r, int targets, uint32_t *present, uint32_t *switch_points) noexcept nogil:
    cdef uint32_t indication
    cdef int i
    present[0] = 0
    switch_points[0] = 0
    for i in range(targets):
        indication = bits_read(r, 2)
        if indication != NOT_PRESENT:
            present[0] |= <uint32_t>1 << i
        if indication == SWITCH_POINT:
            switch_points[0] |= <uint32_t>1 << i


cdef int _read_layers(BitReader *r, DdStructure *s) noexcept nogil:
    cdef int spatial = 0
    cdef int temporal = 0
    cdef uint32_t step = 0
    while step != 3:
        if s.template_count == DD_TEMPLATES:
            return ERR_MALFORMED
        s.templates[s.template_count].spatial = <uint8_t>spatial
        s.templates[s.template_count].temporal = <uint8_t>temporal
        s.template_count += 1
        if temporal >= s.temporal_layers:
            s.temporal_layers = <uint8_t>(temporal + 1)
        step = bits_read(r, 2)
        if r.failed:
            return ERR_TRUNCATED
        if step == 1:
            temporal += 1
        elif step == 2:
            temporal = 0
            spatial += 1
        if temporal >= DD_TEMPORAL or spatial >= DD_SPATIAL:
            return ERR_MALFORMED
    s.spatial_layers = <uint8_t>(spatial + 1)
    return 0


cdef int _read_references(BitReader *r, DdTemplate *t) noexcept nogil:
    while bits_read(r, 1):
        if t.reference_count == DD_REFERENCES:
            return ERR_MALFORMED
        t.references[t.reference_count] = <uint8_t>(bits_read(r, 4) + 1)
        t.reference_count += 1
    return 0


cdef void _layer_targets(DdStructure *s) noexcept nogil:
    """A target's layers are the highest among the templates that are part of it (decode_target_layers)."""
    cdef const DdTemplate *t
    cdef int best
    cdef int i
    cdef int k
    cdef int spatial
    cdef int temporal
    for i in range(s.target_count):
        for k in range(s.template_count):
            t = &s.templates[k]
            if t.present >> i & 1:
                if t.spatial > s.target_spatial[i]:
                    s.target_spatial[i] = t.spatial
                if t.temporal > s.target_temporal[i]:
                    s.target_temporal[i] = t.temporal
    for spatial in range(DD_SPATIAL):
        for temporal in range(DD_TEMPORAL):
            best = -1
            for i in range(s.target_count):
                if s.target_spatial[i] > spatial or s.target_temporal[i] > temporal:
                    continue
                if best < 0 or s.target_spatial[i] > s.target_spatial[best] or (
                    s.target_spatial[i] == s.target_spatial[best]
                    and s.target_temporal[i] > s.target_temporal[best]
                ):
                    best = i
            s.target_of[spatial][temporal] = best


cdef int _read_structure(BitReader *r, DdStructure *s) noexcept nogil:
    cdef int i
    memset(s, 0, sizeof(s[0]))
    s.template_offset = <uint8_t>bits_read(r, 6)
    s.target_count = <uint8_t>(bits_read(r, 5) + 1)
    i = _read_layers(r, s)
    if i < 0:
        return i
    for i in range(s.template_count):
        _read_indications(r, s.target_count, &s.templates[i].present, &s.templates[i].switch_points)
    for i in range(s.template_count):
        if _read_references(r, &s.templates[i]) < 0:
            return ERR_MALFORMED
    s.chain_count = <uint8_t>bits_non_symmetric(r, s.target_count + 1)
    if s.chain_count > 0:
        for i in range(s.target_count):
            bits_non_symmetric(r, s.chain_count)
        bits_skip(r, 4 * s.chain_count * s.template_count)
    s.has_sizes = bits_read(r, 1)
    if s.has_sizes:
        for i in range(s.spatial_layers):
            s.width[i] = <uint16_t>(bits_read(r, 16) + 1)
            s.height[i] = <uint16_t>(bits_read(r, 16) + 1)
    if r.failed:
        return ERR_TRUNCATED
    _layer_targets(s)
    s.known = True
    return 0


cdef int _read_custom_references(BitReader *r, DdFrame *out) noexcept nogil:
    cdef uint32_t nibbles = bits_read(r, 2)
    out.reference_count = 0
    while nibbles > 0:
        if out.reference_count == DD_REFERENCES:
            return ERR_MALFORMED
        out.references[out.reference_count] = <uint16_t>(bits_read(r, 4 * <int>nibbles) + 1)
        out.reference_count += 1
        nibbles = bits_read(r, 2)
    return 0


cdef int dd_parse(const uint8_t *data, int size, const DdStructure *kept, DdStructure *fresh,
                  DdFrame *out) noexcept nogil:
    cdef const DdStructure *s = kept
    cdef const DdTemplate *t
    cdef BitReader r
    cdef uint32_t flags = 0
    cdef int template_id
    cdef int i
    memset(out, 0, sizeof(out[0]))
    if size < MANDATORY_SIZE:
        return ERR_TRUNCATED
    out.starts_frame = (data[0] & 0x80) != 0
    out.ends_frame = (data[0] & 0x40) != 0
    template_id = data[0] & 0x3F
    out.frame_number = load16be(data + 1)
    out.bits = MANDATORY_BITS
    out.mask_at = MANDATORY_BITS + FLAG_BITS
    bits_init(&r, data, size)
    bits_skip(&r, MANDATORY_BITS)
    if size > MANDATORY_SIZE:
        flags = bits_read(&r, FLAG_BITS)
    if flags & FLAG_STRUCTURE:
        i = _read_structure(&r, fresh)
        if i < 0:
            return i
        out.has_structure = True
        s = fresh
        out.mask = <uint32_t>0xFFFFFFFF >> (32 - s.target_count)
    if not s.known:
        return ERR_UNSUPPORTED
    out.targets = s.target_count
    if size > MANDATORY_SIZE:
        out.mask_at = r.position
    if flags & FLAG_MASK:
        out.has_mask = True
        out.mask = bits_read(&r, s.target_count)
    template_id = (template_id + DD_TEMPLATES - s.template_offset) % DD_TEMPLATES
    if template_id >= s.template_count:
        return ERR_UNSUPPORTED
    t = &s.templates[template_id]
    out.spatial = t.spatial
    out.temporal = t.temporal
    if flags & FLAG_INDICATIONS:
        _read_indications(&r, s.target_count, &out.present, &out.switch_points)
    else:
        out.present = t.present
        out.switch_points = t.switch_points
    if flags & FLAG_REFERENCES:
        if _read_custom_references(&r, out) < 0:
            return ERR_MALFORMED
    else:
        out.reference_count = t.reference_count
        for i in range(t.reference_count):
            out.references[i] = t.references[i]
    if flags & FLAG_CHAINS:
        bits_skip(&r, 8 * s.chain_count)
    if r.failed:
        return ERR_TRUNCATED
    out.bits = r.position
    return out.bits


cdef int dd_rewrite(const uint8_t *data, int size, const DdFrame *f, uint16_t frame_number, uint32_t mask, uint8_t *out,
                    int capacity) noexcept nogil:
    cdef BitReader r
    cdef BitWriter w
    if mask == 0:
        if size < MANDATORY_SIZE or size > capacity:
            return ERR_NO_SPACE
        memcpy(out, data, size)
        store16be(out + 1, frame_number)
        return size
    bits_init(&r, data, size)
    bits_open(&w, out, capacity)
    bits_copy(&w, &r, 8)
    bits_skip(&r, 16)
    bits_write(&w, frame_number, 16)
    if size > MANDATORY_SIZE:
        bits_write(&w, bits_read(&r, FLAG_BITS) | FLAG_MASK, FLAG_BITS)
        bits_copy(&w, &r, f.mask_at - r.position)
        if f.has_mask:
            mask &= bits_read(&r, f.targets)
    else:
        bits_write(&w, FLAG_MASK, FLAG_BITS)
    bits_write(&w, mask, f.targets)
    bits_copy(&w, &r, f.bits - r.position)
    return ERR_NO_SPACE if w.failed or r.failed else (w.position + 7) // 8


cdef int dd_size(const DdFrame *f, int size, uint32_t mask) noexcept nogil:
    if mask == 0:
        return size
    return (f.bits + (0 if size > MANDATORY_SIZE else FLAG_BITS) + (0 if f.has_mask else f.targets) + 7) // 8


cdef uint32_t dd_mask(const DdStructure *s, int spatial, int temporal) noexcept nogil:
    cdef uint32_t mask = 0
    cdef int i
    for i in range(s.target_count):
        if s.target_spatial[i] <= spatial and s.target_temporal[i] <= temporal:
            mask |= <uint32_t>1 << i
    return mask
