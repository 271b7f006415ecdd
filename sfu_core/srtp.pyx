"""SRTP and SRTCP by the libsrtp that pylibsrtp carries, called without the interpreter's lock."""

from libc.stdint cimport uint8_t, uint32_t
from libc.string cimport memcpy, memset

from sfu_core.debug cimport LIVE_SRTP, live_add, live_drop
from sfu_core.gcm cimport (
    GCM_DONE,
    GCM_FORGED,
    GCM_REPLAYED,
    GCM_SALT,
    GcmResult,
    gcm_close,
    gcm_forget,
    gcm_open,
    gcm_seal,
    gcm_unseal,
)
from sfu_core.includes cimport srtp as lib
from sfu_core.includes.sockets cimport htonl
from sfu_core.library cimport library_address, library_open
from sfu_core.slab cimport slab_give, slab_take

cdef enum:
    # A packet that a client sends again may be this far behind its newest one.
    RECEIVE_WINDOW = 512
    # Of what we send only a packet recovered upstream comes late, and a longer window costs time in every packet.
    SEND_WINDOW = 128

cdef lib.srtp_create_fn _create
cdef lib.srtp_dealloc_fn _dealloc
cdef lib.srtp_crypt_fn _protect
cdef lib.srtp_crypt_fn _protect_rtcp
cdef lib.srtp_crypt_fn _unprotect
cdef lib.srtp_crypt_fn _unprotect_rtcp
cdef lib.srtp_remove_stream_fn _remove_stream
cdef lib.srtp_set_policy_fn _policy_cm_sha1_80
cdef lib.srtp_set_policy_fn _policy_gcm_128
cdef lib.srtp_set_policy_fn _policy_gcm_256


cdef _load():
    """Take the addresses from the library that `import pylibsrtp` has loaded and initialised."""
    global _create, _dealloc, _protect, _protect_rtcp, _unprotect, _unprotect_rtcp, _remove_stream
    global _policy_cm_sha1_80, _policy_gcm_128, _policy_gcm_256
    cdef void *library = library_open()
    cdef unsigned int version
    version = (<lib.srtp_get_version_fn>library_address(library, b"srtp_get_version"))()
    if version >> 24 != 2:
        raise ImportError(f"libsrtp 2.x is needed, pylibsrtp carries {version >> 24}.{(version >> 16) & 0xFF}")
    _create = <lib.srtp_create_fn>library_address(library, b"srtp_create")
    _dealloc = <lib.srtp_dealloc_fn>library_address(library, b"srtp_dealloc")
    _protect = <lib.srtp_crypt_fn>library_address(library, b"srtp_protect")
    _protect_rtcp = <lib.srtp_crypt_fn>library_address(library, b"srtp_protect_rtcp")
    _unprotect = <lib.srtp_crypt_fn>library_address(library, b"srtp_unprotect")
    _unprotect_rtcp = <lib.srtp_crypt_fn>library_address(library, b"srtp_unprotect_rtcp")
    _remove_stream = <lib.srtp_remove_stream_fn>library_address(library, b"srtp_remove_stream")
    _policy_cm_sha1_80 = <lib.srtp_set_policy_fn>library_address(library, b"srtp_crypto_policy_set_rtp_default")
    _policy_gcm_128 = <lib.srtp_set_policy_fn>library_address(library, b"srtp_crypto_policy_set_aes_gcm_128_16_auth")
    _policy_gcm_256 = <lib.srtp_set_policy_fn>library_address(library, b"srtp_crypto_policy_set_aes_gcm_256_16_auth")


_load()


cdef int srtp_key_length(int profile) noexcept nogil:
    if profile == lib.SRTP_PROFILE_AES128_CM_SHA1_80:
        return 30
    if profile == lib.SRTP_PROFILE_AEAD_AES_128_GCM:
        return 28
    if profile == lib.SRTP_PROFILE_AEAD_AES_256_GCM:
        return 44
    return 0


cdef int _open_one(lib.srtp_t *out, int profile, const uint8_t *key, int direction, int window) noexcept nogil:
    cdef lib.srtp_policy_t policy
    cdef uint8_t secret[SRTP_MAX_KEY]
    cdef lib.srtp_set_policy_fn set_policy = _policy_cm_sha1_80
    cdef int status
    if profile == lib.SRTP_PROFILE_AEAD_AES_128_GCM:
        set_policy = _policy_gcm_128
    elif profile == lib.SRTP_PROFILE_AEAD_AES_256_GCM:
        set_policy = _policy_gcm_256
    memset(&policy, 0, sizeof(policy))
    memcpy(secret, key, srtp_key_length(profile))
    set_policy(&policy.rtp)
    set_policy(&policy.rtcp)
    policy.ssrc.type = direction
    policy.key = secret
    policy.window_size = window
    status = _create(out, &policy)
    memset(secret, 0, sizeof(secret))
    return status


cdef SrtpSession *srtp_open(int profile, const uint8_t *receive, const uint8_t *send) noexcept nogil:
    cdef int key_size = srtp_key_length(profile) - GCM_SALT
    cdef SrtpSession *s
    if srtp_key_length(profile) == 0:
        return NULL
    s = <SrtpSession *>slab_take(sizeof(SrtpSession))
    if s == NULL:
        return NULL
    live_add(LIVE_SRTP)
    if (
        _open_one(&s.receive, profile, receive, lib.SRTP_SSRC_ANY_INBOUND, RECEIVE_WINDOW) != lib.SRTP_ERR_OK
        or _open_one(&s.send, profile, send, lib.SRTP_SSRC_ANY_OUTBOUND, SEND_WINDOW) != lib.SRTP_ERR_OK
    ):
        srtp_close(s)
        return NULL
    s.gcm = profile != lib.SRTP_PROFILE_AES128_CM_SHA1_80
    if s.gcm and (gcm_open(&s.unseal, receive, key_size, False) < 0 or gcm_open(&s.seal, send, key_size, True) < 0):
        srtp_close(s)
        return NULL
    return s


cdef void srtp_close(SrtpSession *s) noexcept nogil:
    if s == NULL:
        return
    if s.receive != NULL:
        _dealloc(s.receive)
    if s.send != NULL:
        _dealloc(s.send)
    gcm_close(&s.unseal)
    gcm_close(&s.seal)
    slab_give(s, sizeof(SrtpSession))
    live_drop(LIVE_SRTP)


cdef inline SrtpResult _result(int status) noexcept nogil:
    if status == lib.SRTP_ERR_OK:
        return SRTP_DONE
    if status == lib.SRTP_ERR_REPLAY_FAIL or status == lib.SRTP_ERR_REPLAY_OLD:
        return SRTP_REPLAYED
    if status == lib.SRTP_ERR_AUTH_FAIL:
        return SRTP_FORGED
    return SRTP_REFUSED


cdef inline SrtpResult _gcm_result(GcmResult result) noexcept nogil:
    if result == GCM_DONE:
        return SRTP_DONE
    if result == GCM_REPLAYED:
        return SRTP_REPLAYED
    return SRTP_FORGED if result == GCM_FORGED else SRTP_REFUSED


cdef SrtpResult srtp_protect_rtp(SrtpSession *s, uint8_t *packet, int *size) noexcept nogil:
    if s.gcm:
        return _gcm_result(gcm_seal(&s.seal, packet, size))
    return _result(_protect(s.send, packet, size))


cdef SrtpResult srtp_protect_rtcp(SrtpSession *s, uint8_t *packet, int *size) noexcept nogil:
    return _result(_protect_rtcp(s.send, packet, size))


cdef SrtpResult srtp_unprotect_rtp(SrtpSession *s, uint8_t *packet, int *size) noexcept nogil:
    if s.gcm:
        return _gcm_result(gcm_unseal(&s.unseal, packet, size))
    return _result(_unprotect(s.receive, packet, size))


cdef SrtpResult srtp_unprotect_rtcp(SrtpSession *s, uint8_t *packet, int *size) noexcept nogil:
    return _result(_unprotect_rtcp(s.receive, packet, size))


cdef void srtp_forget(SrtpSession *s, uint32_t ssrc) noexcept nogil:
    if s.gcm:
        gcm_forget(&s.unseal, ssrc)
    else:
        _remove_stream(s.receive, htonl(ssrc))
