# How much a line carries, by its losses. A bad radio link loses a share of everything; a full one loses what is too much
# for it. Which of the two it is shows in how the share changes with the rate, so the last seconds are explained both
# ways and the likelier way is believed. Worker thread only; no allocation.
from libc.stdint cimport int64_t

cdef enum:
    LOSS_OBSERVATIONS = 16

cdef struct LossObservation:
    double sent_bps
    double packets
    double lost

cdef struct LossBound:
    LossObservation seen[16]
    int count                    # ever
    # the observation being made
    int64_t since_us
    double packets
    double lost
    # the explanation
    double inherent              # share that is lost whatever the rate
    double bound_bps             # 0 = none
    double loss                  # share lost lately, smoothed
    int64_t told                 # packets whose fate the line itself decided, ever, and how many of them were lost
    int64_t told_lost

cdef void loss_init(LossBound *l) noexcept nogil
# Packets whose fate says nothing about the line by itself.
cdef void loss_pass_over(LossBound *l, int packets, int lost, int64_t now_us) noexcept nogil
# Packets whose fate was decided while `sent_bps` were being sent. True when a new explanation was made.
cdef bint loss_note(LossBound *l, int packets, int lost, double sent_bps, int64_t now_us) noexcept nogil
