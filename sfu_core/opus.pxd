# Opus (RFC 6716 section 3.1) and its redundant form, RED (RFC 2198).
from libc.stdint cimport uint8_t, uint32_t

cdef struct OpusPayload:
    uint8_t config                # 0–31
    bint stereo
    int frames                    # 1–48
    int samples                   # duration at 48 kHz
    bint dtx                      # carries no sound: at most 2 bytes

# 0 or a negative code.
cdef int opus_parse(const uint8_t *payload, int size, OpusPayload *out) noexcept nogil

cdef struct RedBlock:
    uint8_t payload_type
    bint primary
    uint32_t timestamp_offset     # 0 for the primary block
    int offset                    # of its data, from the payload's start
    int size

# All blocks of a RED payload, oldest first, the primary one last; their number, or a negative code.
cdef int red_parse(const uint8_t *payload, int size, RedBlock *out, int capacity) noexcept nogil
