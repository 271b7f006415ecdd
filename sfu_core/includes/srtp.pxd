# libsrtp 2.x as carried by pylibsrtp, which ships no header: the layouts are those of srtp.h 2.7, and the functions
# are pointer types because their addresses are looked up at import (dlsym), never linked.
from libc.stdint cimport uint8_t, uint32_t

cdef extern from * nogil:
    """
    #include <stdint.h>
    typedef struct ef_srtp_ctx *ef_srtp_t;
    typedef struct {
        uint32_t cipher_type;
        int cipher_key_len;
        uint32_t auth_type;
        int auth_key_len;
        int auth_tag_len;
        int sec_serv;
    } ef_srtp_crypto_policy;
    typedef struct {
        int type;
        unsigned int value;
    } ef_srtp_ssrc;
    typedef struct ef_srtp_policy {
        ef_srtp_ssrc ssrc;
        ef_srtp_crypto_policy rtp;
        ef_srtp_crypto_policy rtcp;
        unsigned char *key;
        void **keys;
        unsigned long num_master_keys;
        void *deprecated_ekt;
        unsigned long window_size;
        int allow_repeat_tx;
        int *enc_xtn_hdr;
        int enc_xtn_hdr_count;
        struct ef_srtp_policy *next;
    } ef_srtp_policy;
    _Static_assert(sizeof(void *) != 8 || sizeof(ef_srtp_policy) == 128, "srtp_policy_t is laid out as in libsrtp 2.7");
    """
    ctypedef struct srtp_ctx "struct ef_srtp_ctx":
        pass
    ctypedef srtp_ctx *srtp_t "ef_srtp_t"

    ctypedef struct srtp_crypto_policy_t "ef_srtp_crypto_policy":
        uint32_t cipher_type
        int cipher_key_len
        uint32_t auth_type
        int auth_key_len
        int auth_tag_len
        int sec_serv

    ctypedef struct srtp_ssrc_t "ef_srtp_ssrc":
        int type
        unsigned int value

    ctypedef struct srtp_policy_t "ef_srtp_policy":
        srtp_ssrc_t ssrc
        srtp_crypto_policy_t rtp
        srtp_crypto_policy_t rtcp
        unsigned char *key
        void **keys
        unsigned long num_master_keys
        unsigned long window_size
        int allow_repeat_tx
        int *enc_xtn_hdr
        int enc_xtn_hdr_count
        srtp_policy_t *next

cdef enum:
    SRTP_MAX_TRAILER_LEN = 148

    SRTP_SSRC_SPECIFIC = 1
    SRTP_SSRC_ANY_INBOUND = 2
    SRTP_SSRC_ANY_OUTBOUND = 3

    SRTP_ERR_OK = 0
    SRTP_ERR_AUTH_FAIL = 7
    SRTP_ERR_REPLAY_FAIL = 9
    SRTP_ERR_REPLAY_OLD = 10
    SRTP_ERR_NO_CTX = 13

    # RFC 5764 section 4.1.2, RFC 7714 section 14.2
    SRTP_PROFILE_AES128_CM_SHA1_80 = 0x0001
    SRTP_PROFILE_AEAD_AES_128_GCM = 0x0007
    SRTP_PROFILE_AEAD_AES_256_GCM = 0x0008

ctypedef int (*srtp_init_fn)() noexcept nogil
ctypedef unsigned int (*srtp_get_version_fn)() noexcept nogil
ctypedef void (*srtp_set_policy_fn)(srtp_crypto_policy_t *policy) noexcept nogil
ctypedef int (*srtp_create_fn)(srtp_t *session, const srtp_policy_t *policy) noexcept nogil
ctypedef int (*srtp_dealloc_fn)(srtp_t session) noexcept nogil
ctypedef int (*srtp_crypt_fn)(srtp_t session, void *packet, int *length) noexcept nogil
ctypedef int (*srtp_add_stream_fn)(srtp_t session, const srtp_policy_t *policy) noexcept nogil
ctypedef int (*srtp_remove_stream_fn)(srtp_t session, uint32_t ssrc_network_order) noexcept nogil
ctypedef int (*srtp_set_stream_roc_fn)(srtp_t session, uint32_t ssrc, uint32_t roc) noexcept nogil
ctypedef int (*srtp_get_stream_roc_fn)(srtp_t session, uint32_t ssrc, uint32_t *roc) noexcept nogil
