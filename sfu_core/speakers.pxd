# Who is heard: the three loudest of a room, from the levels that microphones send along (RFC 6464), with hysteresis.
# Pure: candidates and time come as parameters. Worker thread only.
#
# A fourth is kept for those who are among the three themselves: nobody hears their own voice.
from libc.stdint cimport int64_t, uint32_t
from sfu_core.clock cimport NS_PER_MS, NS_PER_S

cdef enum:
    SPEAKERS = 3
    RANKED = 4
    LEVEL_SILENT = 127               # −dBov
    LOUDER_BY = 6                    # dB that a newcomer must exceed the quietest by
    HOLD_NS = 600 * NS_PER_MS        # who has come in stays at least this long
    ABSENT_NS = 2 * NS_PER_S         # without packets for so long (a paused or lost sender): out

cdef struct Loudness:
    int level_q8                     # 0 silent … 127 loudest, smoothed, × 256
    int64_t heard_ns                 # of the last packet; 0 = never

cdef void loudness_push(Loudness *l, int level, int64_t now_ns) noexcept nogil   # `level` as sent: 0 loudest

cdef struct Candidate:
    uint32_t producer
    uint32_t transport               # one voice a transport counts: the loudest
    uint32_t person                  # 0 = nobody in particular
    int level_q8
    int64_t heard_ns

cdef struct Speaker:
    uint32_t producer
    uint32_t transport
    uint32_t person
    int64_t since_ns

cdef struct Ranking:
    Speaker entries[4]               # the three, then the fourth
    int count

# True when anybody came in or went out. Candidates that are not there any more go at once.
cdef bint ranking_update(Ranking *r, const Candidate *candidates, int count, int64_t now_ns) noexcept nogil
# What a listener hears: at most `capacity` producers, never those of its own transport or person; their count.
cdef int ranking_for(const Ranking *r, uint32_t transport, uint32_t person, uint32_t *out, int capacity) noexcept nogil
