# OpenSSL's EVP as carried by pylibsrtp: pointer types, because the addresses are looked up at import (dlsym).
from libc.stdint cimport uint8_t

cdef extern from * nogil:
    """
    typedef struct ef_evp_cipher_ctx ef_evp_cipher_ctx;
    typedef struct ef_evp_cipher ef_evp_cipher;
    """
    ctypedef struct EVP_CIPHER_CTX "ef_evp_cipher_ctx":
        pass
    ctypedef struct EVP_CIPHER "ef_evp_cipher":
        pass

cdef enum:
    EVP_CTRL_AEAD_GET_TAG = 0x10
    EVP_CTRL_AEAD_SET_TAG = 0x11

ctypedef EVP_CIPHER_CTX *(*evp_new_fn)() noexcept nogil
ctypedef void (*evp_free_fn)(EVP_CIPHER_CTX *context) noexcept nogil
ctypedef const EVP_CIPHER *(*evp_cipher_fn)() noexcept nogil
ctypedef int (*evp_init_fn)(EVP_CIPHER_CTX *context, const EVP_CIPHER *cipher, void *engine, const uint8_t *key,
                            const uint8_t *iv) noexcept nogil
ctypedef int (*evp_update_fn)(EVP_CIPHER_CTX *context, uint8_t *out, int *out_size, const uint8_t *data,
                              int size) noexcept nogil
ctypedef int (*evp_final_fn)(EVP_CIPHER_CTX *context, uint8_t *out, int *out_size) noexcept nogil
ctypedef int (*evp_control_fn)(EVP_CIPHER_CTX *context, int operation, int size, void *data) noexcept nogil
