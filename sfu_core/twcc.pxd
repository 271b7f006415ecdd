# Transport-wide congestion control feedback (draft-holmer-rmcat-transport-wide-cc-extensions-01): arrivals noted and
# told, and what the other side tells, read. Worker thread only; no allocation.
#
# Time is in ticks of 250 µs modulo 2³², which is the feedback's own resolution and range: differences are signed.
from libc.stdint cimport int16_t, int32_t, int64_t, uint8_t, uint16_t, uint32_t
from sfu_core.rtcp cimport Feedback

cdef enum:
    TWCC_TICK_US = 250
    TWCC_WINDOW = 2048           # numbers behind the newest that can still be noted; a power of two
    TWCC_LATE = 128              # how far behind what has been told a late packet is told after all
    TWCC_SIZE = 1200             # a message is never longer

# What has come, by transport-wide number.
cdef struct Arrivals:
    bint started
    uint8_t count                # of messages
    int64_t first                # extended number that the next message begins with
    int64_t highest              # newest that has come
    int waiting                  # arrivals that have not been told
    int64_t octets               # that came since the last message
    int64_t told_ns              # when that left
    int64_t due_ns               # when the next one is to leave, once something waits
    uint32_t ticks[2048]         # by number; 0 = has not come

# An authenticated packet of `size` bytes.
cdef void arrivals_note(Arrivals *a, uint16_t sequence, int size, int64_t now_ns) noexcept nogil
# Whether it is time to tell; between 50 and 100 ms apart, rarely where little comes.
cdef bint arrivals_due(const Arrivals *a, int64_t now_ns) noexcept nogil
# One RTCP packet with the oldest that waits; its length, 0 when nothing does, or ERR_NO_SPACE when `capacity` is below
# 640. Repeat until 0.
cdef int arrivals_write(Arrivals *a, uint8_t *out, int capacity, uint32_t sender_ssrc, uint32_t media_ssrc,
                        int64_t now_ns) noexcept nogil

# A message being read. Every byte that `twcc_next` touches has been proven by `twcc_begin`.
cdef struct TwccReader:
    const uint8_t *data
    uint16_t base                # the first number that it speaks of
    uint16_t statuses            # how many
    uint8_t count                # the message's own number
    uint32_t ticks               # of the latest arrival read
    int index                    # of the next status
    int chunk_at
    int delta_at
    int run                      # statuses left in this chunk
    uint16_t chunk

# 0, or ERR_TRUNCATED, ERR_MALFORMED.
cdef int twcc_begin(TwccReader *r, const Feedback *f) noexcept nogil
# The next packet that has come: its number, and r.ticks. False at the end. Numbers passed over are missing there.
cdef bint twcc_next(TwccReader *r, uint16_t *sequence) noexcept nogil
