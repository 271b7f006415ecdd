# How one client's line is shared among its video slots: a pure decision with a reason for each. Time and rates come as
# parameters, what has to be remembered is the caller's.
#
# A source offers rungs: layers with their rates. Of these the ones that show more for more bits form a ladder, in an
# order that depends on what the slot is for: a camera climbs by size and frame rate alike, a screen by size first (its
# text has to be readable), a tile that keeps its rate (an interpreter's hands) by frame rate first.
from libc.stdint cimport int64_t

cdef enum:
    ALLOC_SLOTS = 64
    ALLOC_RUNGS = 12
    # From this priority on (speaker, pinned, screen, interpreter) a slot is useful before others get anything.
    PRIORITY_FOREMOST = 128
    SIZE_UNKNOWN = -1

cdef enum Reason:
    REASON_TOP           # the best that the source sends
    REASON_SIZE          # as much as the tile can show
    REASON_BANDWIDTH     # the line carries no more
    REASON_LIMIT         # the person's own limit allows no more
    REASON_HOLD          # the line seems to carry more and has to prove it
    REASON_HIDDEN        # the slot is not on the screen
    REASON_SOURCE        # the source sends nothing
    REASONS

# One layer of a source: the rate is that of all that has to be forwarded to show it.
cdef struct Rung:
    int spatial
    int temporal
    int64_t bitrate      # bit/s
    int width            # 0 = not known
    int height
    int fps_q8           # 0 = not known
    bint active          # the source is sending it

# What a slot has, from one decision to the next. Zeroed, then spatial and temporal −1: nothing yet.
cdef struct Grant:
    int spatial          # −1 = nothing is forwarded
    int temporal
    Reason reason
    int reach            # the highest spatial layer that the slot would be given if the source sent it; −1 = none
    int64_t bitrate
    int64_t raised_ns    # 0 = never
    int64_t lowered_ns   # for want of bandwidth; 0 = never
    int64_t hold_ns      # how long after that it may not rise

cdef struct Demand:
    int priority         # 0–255
    int width            # of the tile, in pixels; 0 = hidden, SIZE_UNKNOWN = any
    int height
    bint keep_rate
    bint screen
    const Rung *rungs    # by spatial, then by temporal layer
    int rung_count       # at most ALLOC_RUNGS
    Grant *grant         # read and written
    # workings
    int order[12]        # the ladder: indexes of rungs, ascending
    double value[12]     # of each of its steps
    int steps
    int floor            # the step that makes the slot useful
    int held             # the step that the grant was at, −1 = none
    int at               # the step that it is given
    double area          # how much of the screen it takes
    bint closed

# Forget what was granted: another source is behind the slot.
cdef void grant_reset(Grant *g) noexcept nogil

# Share `budget` (bit/s; −1 = unlimited) over at most ALLOC_SLOTS demands, `limited` when the budget is the person's own
# choice and not the line's. Writes every grant; the sum of their rates.
#
# The sum never exceeds the budget, with one exception: while it is a guess (not `proven`) the foremost slot has its
# lowest step whatever that costs, for a line that nothing is sent on proves nothing. A slot of lower priority never has, beyond its useful minimum, what would have paid
# for the next step of a higher one. Down goes at once, up with a margin and after a wait that doubles with each relapse.
cdef int64_t allocate(Demand *demands, int count, int64_t budget, bint limited, bint proven, int64_t now_ns) noexcept nogil
# What they would take of a line without limits.
cdef int64_t allocation_wish(const Demand *demands, int count) noexcept nogil
