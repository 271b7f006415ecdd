# Figures of producers and slots: written by the worker about once a second, read by Python; single numbers, each whole.
# They belong to Python until it has polled the TransportClosed of their transport.
from libc.stdint cimport int64_t

cdef struct EncodingFigures:
    int64_t active               # is being sent
    int64_t bitrate              # bit/s
    int64_t packets
    int64_t lost                 # never came, retransmissions set aside
    int64_t jitter_ns
    int64_t width                # of its highest layer; 0 = not known
    int64_t height
    int64_t fps_q8
    int64_t nacks                # packets noticed missing
    int64_t keyframe_requests
    int64_t silent_ns            # since it was as loud as speech; −1 = it never was
    int64_t speech_ms            # of a microphone: as loud as speech for so long in all

cdef struct SlotFigures:
    int64_t spatial              # what is forwarded; −1 = nothing
    int64_t temporal
    int64_t width
    int64_t height
    int64_t bitrate              # bit/s of payload
    int64_t packets
    int64_t lost                 # as the client reports
    int64_t loss_permille
    int64_t jitter_ns
    int64_t nacks                # packets asked for again
    int64_t keyframe_requests

# Python's side: memory and reading. Event loop only.

# A number that the worker may be writing just now.
cdef int64_t figure_read(const int64_t *figure) noexcept

cdef class ProducerTally:
    cdef EncodingFigures encodings[3]
    cdef int count

    cdef object read(self)

cdef class SlotTally:
    cdef SlotFigures figures

    cdef object read(self)
