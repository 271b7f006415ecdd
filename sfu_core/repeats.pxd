# Whether a listener is sent each datagram of sound twice. A browser does not ask for lost sound again, and redundancy
# inside Opus depends on a publisher that knows of its listeners' losses; a second copy costs little and helps at once.
# By the losses that the listener tells of, and only where its line has room. What a liar gains is sound twice on its
# own line. Worker thread only; no allocation.
from libc.stdint cimport int64_t, uint8_t

cdef enum:
    REPEAT_BYTES = 508           # a datagram of speech, its redundancy included; longer ones are sent once

cdef struct Repeats:
    bint sending                 # decided last
    bint lossy
    double loss                  # share lost lately, smoothed
    int64_t calm_ns              # since when hardly anything is lost; 0 = something is
    int64_t ended_ns             # when the line was last taken for a good one; 0 = never
    int64_t patience_ns          # how long a line has to be calm for that

cdef void repeats_init(Repeats *r) noexcept nogil
# Of `packets` that were sent to it and whose fate it has told, `lost` did not come.
cdef void repeats_note(Repeats *r, int64_t packets, int64_t lost) noexcept nogil
# Whether to repeat now, on a line of `line` bit/s of which `sound` take the sound once. `full`: more may not be sent.
cdef bint repeats_decide(Repeats *r, int64_t line, int64_t sound, bint full, int64_t now_ns) noexcept nogil

# The datagram of a stream that left last, as it left. It is never encrypted a second time: a nonce of AES-GCM stands
# for one content, and a receiver drops by its number what it has had already.
cdef struct Repeat:
    int64_t sent_ns
    int size                     # 0 = none
    uint8_t data[508]

cdef void repeat_keep(Repeat *r, const uint8_t *cipher, int size, int64_t now_ns) noexcept nogil
# Bytes to send again now, 0 when there are none or when they would come too late. Asked once for each datagram.
cdef int repeat_take(Repeat *r, int64_t now_ns) noexcept nogil
