# Who is heard: the three loudest of a group, from the levels that microphones send along (RFC 6464), with hysteresis.
# Pure: candidates and time come as parameters. Worker thread only.
#
# A fourth is kept for those who are among the three themselves: nobody hears their own voice.
#
# Levels are claims of the sender. A claim of more than a good voice counts as one, so that nobody outshouts others by
# numbers; claims without the pauses that every voice makes count as a noise that anybody who speaks displaces.
from libc.stdint cimport int64_t, uint32_t
from sfu_core.clock cimport NS_PER_MS, NS_PER_S

cdef enum:
    SPEAKERS = 3
    RANKED = 4
    LEVEL_SILENT = 127               # −dBov
    LOUDER_BY = 6                    # dB that a newcomer must exceed the quietest by
    HOLD_NS = 600 * NS_PER_MS        # who has come in stays at least this long
    LOUDEST = 90                     # of 127: what a clear voice comes to on average, the most that counts
    SPEECH = 80                      # as loud as somebody who speaks
    SUSTAINED_NS = 600 * NS_PER_MS   # of speech before anybody who speaks is displaced; a cough is shorter
    PAUSE = 15                       # dB below the loudest: between words, and within many of them
    WINDOW_NS = 4 * NS_PER_S         # in which a voice makes pauses
    WINDOW_LEAST = 50                # packets to judge by
    PAUSES_OF = 20                   # one packet of so many at least is a pause
    STEADY = 50                      # what unvarying loudness counts as
    PACKET_NS = 20 * NS_PER_MS
    ABSENT_NS = 2 * NS_PER_S         # without packets for so long (a paused or lost sender): out

cdef struct Loudness:
    int level_q8                     # 0 silent … LOUDEST, smoothed, × 256
    int64_t heard_ns                 # of the last packet; 0 = never
    int64_t speech_ns                # since when it is as loud as speech; 0 = it is not
    int64_t spoke_ns                 # when it was so last; 0 = never
    int64_t spoken_ns                # how long it has been so in all
    int64_t window_ns                # when the claims began that follow
    int peak                         # the loudest of them
    int packets
    int pauses                       # packets far below the peak, and those that did not come
    bint steady                      # there were too few of them

cdef void loudness_push(Loudness *l, int level, int64_t now_ns) noexcept nogil   # `level` as sent: 0 loudest

cdef struct Candidate:
    uint32_t producer
    uint32_t transport               # one voice a transport counts: the loudest
    uint32_t person                  # 0 = nobody in particular
    int level_q8
    int64_t heard_ns
    int64_t speech_ns

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
