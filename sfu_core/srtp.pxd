# SRTP and SRTCP (RFC 3711, RFC 7714) by libsrtp, without the interpreter's lock.
#
# pylibsrtp's wheel carries libsrtp; the addresses of its functions are taken once, at import. RTP of the AES-GCM
# profiles goes past it (gcm.pxd). A session is made by the event loop and then belongs to the worker thread that it is
# given to.
from libc.stdint cimport uint8_t, uint32_t
from sfu_core.gcm cimport Gcm
from sfu_core.includes.srtp cimport srtp_t

cdef enum:
    SRTP_TRAILER_ROOM = 148      # what protect may append, SRTCP's index included
    SRTP_MAX_KEY = 44

cdef enum SrtpResult:
    SRTP_DONE = 0
    SRTP_REPLAYED = -1           # seen before, or older than the window
    SRTP_FORGED = -2             # authentication failed
    SRTP_REFUSED = -3            # anything else

cdef struct SrtpSession:
    srtp_t receive
    srtp_t send
    bint gcm                     # RTP goes through these two, and only RTCP through libsrtp
    Gcm unseal
    Gcm seal

# Length of key || salt of an SRTP protection profile (RFC 5764 section 4.1.2, RFC 7714 section 14.2); 0 = unknown.
cdef int srtp_key_length(int profile) noexcept nogil
# NULL when libsrtp refuses. Event loop only; freed by the session's owner.
cdef SrtpSession *srtp_open(int profile, const uint8_t *receive, const uint8_t *send) noexcept nogil
cdef void srtp_close(SrtpSession *s) noexcept nogil     # NULL is left alone

# In place; *size is brought up to date on SRTP_DONE. Protecting needs SRTP_TRAILER_ROOM behind the packet.
cdef SrtpResult srtp_protect_rtp(SrtpSession *s, uint8_t *packet, int *size) noexcept nogil
cdef SrtpResult srtp_protect_rtcp(SrtpSession *s, uint8_t *packet, int *size) noexcept nogil
cdef SrtpResult srtp_unprotect_rtp(SrtpSession *s, uint8_t *packet, int *size) noexcept nogil
cdef SrtpResult srtp_unprotect_rtcp(SrtpSession *s, uint8_t *packet, int *size) noexcept nogil
# Forget what was received from `ssrc`, so that a session does not grow with every stream that a client has had.
cdef void srtp_forget(SrtpSession *s, uint32_t ssrc) noexcept nogil
