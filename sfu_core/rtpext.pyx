from libc.stdint cimport uint8_t, uint16_t, uint32_t
from libc.string cimport memcpy, memset
from sfu_core.bytesio cimport (
    ERR_MALFORMED, ERR_NO_SPACE, ERR_UNSUPPORTED, load16be, load24be, store16be, store24be,
)

cdef enum:
    BLOCK_HEADER_SIZE = 4
    ONE_BYTE_STOP = 15      # RFC 8285 section 4.2: an id that ends the walk


cdef int ext_begin(ExtIterator *it, uint16_t profile, const uint8_t *data, int size) noexcept nogil:
    it.data = data
    it.size = size if size > 0 else 0
    it.position = 0
    it.two_byte = (profile & 0xFFF0) == EXT_PROFILE_TWO_BYTE
    it.id = 0
    it.offset = 0
    it.length = 0
    if not it.two_byte and profile != EXT_PROFILE_ONE_BYTE:
        it.size = 0
        return ERR_UNSUPPORTED
    return 0


cdef int ext_next(ExtIterator *it) noexcept nogil:
    cdef uint8_t head
    while it.position < it.size:
        head = it.data[it.position]
        if head == 0:                       # padding between elements
            it.position += 1
            continue
        if it.two_byte:
            if it.position + 2 > it.size:
                it.position = it.size
                return ERR_MALFORMED
            it.id = head
            it.length = it.data[it.position + 1]
            it.offset = it.position + 2
        else:
            it.id = head >> 4
            if it.id == 0 or it.id == ONE_BYTE_STOP:
                it.position = it.size
                return 0
            it.length = (head & 0x0F) + 1
            it.offset = it.position + 1
        if it.length > it.size - it.offset:
            it.position = it.size
            return ERR_MALFORMED
        it.position = it.offset + it.length
        return 1
    return 0


cdef int ext_read(uint16_t profile, const uint8_t *data, int size, const ExtIds *ids, ExtValues *out) noexcept nogil:
    cdef ExtIterator it
    cdef const uint8_t *value
    cdef int step, found = 0
    memset(out, 0, sizeof(ExtValues))
    step = ext_begin(&it, profile, data, size)
    if step < 0:
        return step
    while True:
        step = ext_next(&it)
        if step <= 0:
            return step if step < 0 else found
        value = data + it.offset
        if it.id == ids.mid:
            if out.mid == NULL and it.length > 0:
                out.mid = value
                out.mid_length = it.length
                found += 1
        elif it.id == ids.rid:
            if out.rid == NULL and it.length > 0:
                out.rid = value
                out.rid_length = it.length
                found += 1
        elif it.id == ids.repaired_rid:
            if out.repaired_rid == NULL and it.length > 0:
                out.repaired_rid = value
                out.repaired_rid_length = it.length
                found += 1
        elif it.id == ids.audio_level:
            if not out.has_audio_level and it.length == 1:
                out.has_audio_level = True
                out.voice = (value[0] & 0x80) != 0
                out.audio_level = value[0] & 0x7F
                found += 1
        elif it.id == ids.abs_send_time:
            if not out.has_abs_send_time and it.length == 3:
                out.has_abs_send_time = True
                out.abs_send_time = load24be(value)
                found += 1
        elif it.id == ids.transport_cc:
            if not out.has_transport_cc and it.length == 2:
                out.has_transport_cc = True
                out.transport_cc = load16be(value)
                found += 1
        elif it.id == ids.dependency_descriptor:
            if out.dependency_descriptor == NULL and it.length > 0:
                out.dependency_descriptor = value
                out.dependency_descriptor_length = it.length
                found += 1


cdef bint ext_find_transport_cc(uint16_t profile, const uint8_t *data, int size, uint8_t id,
                                uint16_t *number) noexcept nogil:
    cdef ExtIterator it
    if id == 0 or ext_begin(&it, profile, data, size) < 0:
        return False
    while ext_next(&it) > 0:
        if it.id == id and it.length == 2:
            number[0] = load16be(data + it.offset)
            return True
    return False


cdef void ext_writer_init(ExtWriter *w, uint8_t *out, int capacity, bint two_byte) noexcept nogil:
    w.data = out
    w.capacity = capacity
    w.position = BLOCK_HEADER_SIZE
    w.two_byte = two_byte
    w.failed = False


cdef inline uint8_t *reserve(ExtWriter *w, uint8_t id, int length) noexcept nogil:
    """Writes the element's head and answers where its value goes, or NULL."""
    cdef int head = 2 if w.two_byte else 1
    cdef int shortest = 0 if w.two_byte else 1
    cdef int longest = 255 if w.two_byte else 16
    cdef uint8_t *at
    if id == 0 or (id >= ONE_BYTE_STOP and not w.two_byte) or not shortest <= length <= longest:
        w.failed = True
    if w.failed or w.position + head + length > w.capacity:
        w.failed = True
        return NULL
    at = w.data + w.position
    w.position += head + length
    if w.two_byte:
        at[0] = id
        at[1] = <uint8_t>length
    else:
        at[0] = <uint8_t>((id << 4) | (length - 1))
    return at + head


cdef void ext_put(ExtWriter *w, uint8_t id, const uint8_t *value, int length) noexcept nogil:
    cdef uint8_t *at = reserve(w, id, length)
    if at != NULL and length > 0:
        memcpy(at, value, length)


cdef void ext_put_audio_level(ExtWriter *w, uint8_t id, bint voice, uint8_t level) noexcept nogil:
    cdef uint8_t *at = reserve(w, id, 1)
    if at != NULL:
        at[0] = <uint8_t>((0x80 if voice else 0) | (level & 0x7F))


cdef void ext_put_abs_send_time(ExtWriter *w, uint8_t id, uint32_t time) noexcept nogil:
    cdef uint8_t *at = reserve(w, id, 3)
    if at != NULL:
        store24be(at, time)


cdef void ext_put_transport_cc(ExtWriter *w, uint8_t id, uint16_t sequence) noexcept nogil:
    cdef uint8_t *at = reserve(w, id, 2)
    if at != NULL:
        store16be(at, sequence)


cdef int ext_writer_end(ExtWriter *w) noexcept nogil:
    cdef int padding = -w.position & 3
    if w.failed or w.position + padding > w.capacity:
        return ERR_NO_SPACE
    if w.position == BLOCK_HEADER_SIZE:
        return 0
    memset(w.data + w.position, 0, padding)
    w.position += padding
    store16be(w.data, EXT_PROFILE_TWO_BYTE if w.two_byte else EXT_PROFILE_ONE_BYTE)
    store16be(w.data + 2, <uint16_t>((w.position - BLOCK_HEADER_SIZE) // 4))
    return w.position
