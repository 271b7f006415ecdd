# What a forwarder must know of H.264 in RTP (RFC 6184): where a decoder can begin, and the size of the picture.
from libc.stdint cimport uint8_t

cdef struct H264Payload:
    bint starts_frame             # holds the first byte of a NAL unit
    bint has_sps                  # a sequence parameter set: the first thing of a picture that a decoder can begin with
    bint starts_idr               # the first packet of a slice of such a picture
    int width                     # by the SPS; 0 = none here, or not to be read
    int height

# 0 or a negative code. Single NAL units, STAP-A and FU-A (packetisation modes 0 and 1); others are ERR_UNSUPPORTED.
cdef int h264_parse(const uint8_t *payload, int size, H264Payload *out) noexcept nogil
