"""AES-GCM of RTP packets with OpenSSL's EVP, called without the interpreter's lock."""

from libc.stdint cimport int16_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t
from libc.string cimport memcpy, memset

from sfu_core.bytesio cimport load16be, load32be, store16be, store32be
from sfu_core.includes cimport evp as lib
from sfu_core.includes.evp cimport EVP_CIPHER, EVP_CTRL_AEAD_GET_TAG, EVP_CTRL_AEAD_SET_TAG
from sfu_core.library cimport library_address, library_open
from sfu_core.slab cimport slab_give, slab_take

cdef enum:
    FIRST_CAPACITY = 16
    RTP_HEADER = 12
    BLOCK = 16
    # Labels of the key derivation, RFC 3711 section 4.3.2.
    LABEL_KEY = 0
    LABEL_SALT = 2

cdef lib.evp_new_fn _new
cdef lib.evp_free_fn _free
cdef lib.evp_cipher_fn _gcm_128
cdef lib.evp_cipher_fn _gcm_256
cdef lib.evp_cipher_fn _ecb_128
cdef lib.evp_cipher_fn _ecb_256
cdef lib.evp_init_fn _encrypt_init
cdef lib.evp_update_fn _encrypt_update
cdef lib.evp_final_fn _encrypt_final
cdef lib.evp_init_fn _decrypt_init
cdef lib.evp_update_fn _decrypt_update
cdef lib.evp_final_fn _decrypt_final
cdef lib.evp_control_fn _control


cdef _load():
    global _new, _free, _gcm_128, _gcm_256, _ecb_128, _ecb_256, _control
    global _encrypt_init, _encrypt_update, _encrypt_final, _decrypt_init, _decrypt_update, _decrypt_final
    cdef void *library = library_open()
    _new = <lib.evp_new_fn>library_address(library, b"EVP_CIPHER_CTX_new")
    _free = <lib.evp_free_fn>library_address(library, b"EVP_CIPHER_CTX_free")
    _gcm_128 = <lib.evp_cipher_fn>library_address(library, b"EVP_aes_128_gcm")
    _gcm_256 = <lib.evp_cipher_fn>library_address(library, b"EVP_aes_256_gcm")
    _ecb_128 = <lib.evp_cipher_fn>library_address(library, b"EVP_aes_128_ecb")
    _ecb_256 = <lib.evp_cipher_fn>library_address(library, b"EVP_aes_256_ecb")
    _encrypt_init = <lib.evp_init_fn>library_address(library, b"EVP_EncryptInit_ex")
    _encrypt_update = <lib.evp_update_fn>library_address(library, b"EVP_EncryptUpdate")
    _encrypt_final = <lib.evp_final_fn>library_address(library, b"EVP_EncryptFinal_ex")
    _decrypt_init = <lib.evp_init_fn>library_address(library, b"EVP_DecryptInit_ex")
    _decrypt_update = <lib.evp_update_fn>library_address(library, b"EVP_DecryptUpdate")
    _decrypt_final = <lib.evp_final_fn>library_address(library, b"EVP_DecryptFinal_ex")
    _control = <lib.evp_control_fn>library_address(library, b"EVP_CIPHER_CTX_ctrl")


_load()


cdef bint _derive(const uint8_t *master, int key_size, int label, uint8_t *out, int size) noexcept nogil:
    """AES in counter mode over label and salt (RFC 3711 section 4.3.3, RFC 7714 section 11, RFC 6188)."""
    cdef lib.EVP_CIPHER_CTX *context = _new()
    cdef uint8_t counter[BLOCK]
    cdef uint8_t block[BLOCK]
    cdef int written = 0
    cdef int done = 0
    cdef bint good
    if context == NULL:
        return False
    memset(counter, 0, BLOCK)
    memcpy(counter, master + key_size, GCM_SALT)
    counter[7] ^= <uint8_t>label
    good = _encrypt_init(context, _ecb_256() if key_size == 32 else _ecb_128(), NULL, master, NULL) == 1
    while good and done < size:
        good = _encrypt_update(context, block, &written, counter, BLOCK) == 1
        memcpy(out + done, block, BLOCK if size - done > BLOCK else size - done)
        done += BLOCK
        counter[BLOCK - 1] += 1
    memset(block, 0, BLOCK)
    _free(context)
    return good


cdef int gcm_open(Gcm *g, const uint8_t *master, int key_size, bint seals) noexcept nogil:
    cdef const EVP_CIPHER *cipher = _gcm_256() if key_size == 32 else _gcm_128()
    cdef uint8_t key[32]
    cdef lib.evp_init_fn init = _encrypt_init if seals else _decrypt_init
    cdef bint good
    memset(g, 0, sizeof(g[0]))
    g.cipher = _new()
    g.streams = <GcmStream *>slab_take(FIRST_CAPACITY * sizeof(GcmStream))
    g.capacity = FIRST_CAPACITY
    good = (
        g.cipher != NULL
        and g.streams != NULL
        and _derive(master, key_size, LABEL_KEY, key, key_size)
        and _derive(master, key_size, LABEL_SALT, g.salt, GCM_SALT)
        and init(g.cipher, cipher, NULL, key, NULL) == 1
    )
    memset(key, 0, sizeof(key))
    if not good:
        gcm_close(g)
        return -1
    _clear(g.streams, g.capacity)
    return 0


cdef void gcm_close(Gcm *g) noexcept nogil:
    if g.cipher != NULL:
        _free(g.cipher)
    slab_give(g.streams, g.capacity * sizeof(GcmStream))
    memset(g, 0, sizeof(g[0]))


cdef void _clear(GcmStream *streams, int capacity) noexcept nogil:
    cdef int i
    for i in range(capacity):
        streams[i].top = -1


cdef inline GcmStream *_place(GcmStream *streams, int capacity, uint32_t ssrc) noexcept nogil:
    """Where the SSRC is, or would be put."""
    cdef uint32_t at = gcm_hash(ssrc)
    while True:
        at &= <uint32_t>(capacity - 1)
        if streams[at].top < 0 or streams[at].ssrc == ssrc:
            return &streams[at]
        at += 1


cdef bint _rebuild(Gcm *g, int capacity, const GcmStream *without) noexcept nogil:
    cdef GcmStream *streams = <GcmStream *>slab_take(capacity * sizeof(GcmStream))
    cdef int i
    if streams == NULL:
        return False
    _clear(streams, capacity)
    g.count = 0
    for i in range(g.capacity):
        if g.streams[i].top >= 0 and &g.streams[i] != without:
            _place(streams, capacity, g.streams[i].ssrc)[0] = g.streams[i]
            g.count += 1
    slab_give(g.streams, g.capacity * sizeof(GcmStream))
    g.streams = streams
    g.capacity = capacity
    return True


cdef GcmStream *_begin(Gcm *g, uint32_t ssrc) noexcept nogil:
    """A place for an SSRC that is new; the caller gives it its first number. NULL: there is none."""
    cdef GcmStream *s
    if g.count == GCM_STREAMS or (2 * g.count >= g.capacity and not _rebuild(g, 2 * g.capacity, NULL)):
        return NULL
    s = _place(g.streams, g.capacity, ssrc)
    memset(s, 0, sizeof(s[0]))
    s.ssrc = ssrc
    g.count += 1
    return s


cdef void gcm_forget(Gcm *g, uint32_t ssrc) noexcept nogil:
    cdef const GcmStream *s
    if g.cipher == NULL:
        return
    s = _place(g.streams, g.capacity, ssrc)
    if s.top >= 0:
        _rebuild(g, g.capacity, s)


cdef inline int64_t _extended(const GcmStream *s, uint16_t sequence) noexcept nogil:
    """The number with its rollovers, taken as near to the newest as can be (RFC 3711 section 3.3.1)."""
    if s.top < 0:
        return sequence
    return s.top + <int16_t>(sequence - <uint16_t>s.top)


cdef inline bint _is_spent(const GcmStream *s, int64_t number) noexcept nogil:
    if number > s.top:
        return False
    if number < 0 or s.top - number >= GCM_WINDOW:
        return True
    return (s.seen[(number % GCM_WINDOW) // 64] >> (number % 64)) & 1


cdef inline void _spend(GcmStream *s, int64_t number) noexcept nogil:
    cdef int64_t at
    if number > s.top:
        if s.top < 0 or number - s.top >= GCM_WINDOW:
            memset(s.seen, 0, sizeof(s.seen))
        else:
            for at in range(s.top + 1, number):
                s.seen[(at % GCM_WINDOW) // 64] &= ~(<uint64_t>1 << (at % 64))
        s.top = number
    s.seen[(number % GCM_WINDOW) // 64] |= <uint64_t>1 << (number % 64)


cdef inline void _nonce(uint8_t *out, const uint8_t *salt, uint32_t ssrc, int64_t number) noexcept nogil:
    """RFC 7714 section 8.1"""
    out[0] = salt[0]
    out[1] = salt[1]
    store32be(out + 2, load32be(salt + 2) ^ ssrc)
    store32be(out + 6, load32be(salt + 6) ^ <uint32_t>(number >> 16))
    store16be(out + 10, load16be(salt + 10) ^ <uint16_t>number)


cdef inline int _header_size(const uint8_t *packet, int size) noexcept nogil:
    """What is authenticated and stays clear: header, CSRCs and extension block. Negative: not an RTP packet."""
    cdef int at
    if size < RTP_HEADER or packet[0] >> 6 != 2:
        return -1
    at = RTP_HEADER + 4 * (packet[0] & 0x0F)
    if packet[0] & 0x10:
        if at + 4 > size:
            return -1
        at += 4 + 4 * load16be(packet + at + 2)
    return at if at <= size else -1


cdef GcmResult gcm_seal(Gcm *g, uint8_t *packet, int *size) noexcept nogil:
    cdef int head = _header_size(packet, size[0])
    cdef uint8_t nonce[GCM_SALT]
    cdef GcmStream *s
    cdef uint32_t ssrc
    cdef int64_t number
    cdef int written = 0
    if head < 0:
        return GCM_REFUSED
    ssrc = load32be(packet + 8)
    s = _place(g.streams, g.capacity, ssrc)
    number = _extended(s, load16be(packet + 2))
    if s.top < 0:
        s = _begin(g, ssrc)
        if s == NULL:
            return GCM_REFUSED
        s.top = number - 1
    # A number that is used twice would give the key away.
    elif _is_spent(s, number):
        return GCM_REPLAYED
    _spend(s, number)
    _nonce(nonce, g.salt, ssrc, number)
    if (
        _encrypt_init(g.cipher, NULL, NULL, NULL, nonce) != 1
        or _encrypt_update(g.cipher, NULL, &written, packet, head) != 1
        or _encrypt_update(g.cipher, packet + head, &written, packet + head, size[0] - head) != 1
        or _encrypt_final(g.cipher, packet + size[0], &written) != 1
        or _control(g.cipher, EVP_CTRL_AEAD_GET_TAG, GCM_TAG, packet + size[0]) != 1
    ):
        return GCM_REFUSED
    size[0] += GCM_TAG
    return GCM_DONE


cdef GcmResult gcm_unseal(Gcm *g, uint8_t *packet, int *size) noexcept nogil:
    cdef int clear = size[0] - GCM_TAG
    cdef int head = _header_size(packet, clear)
    cdef uint8_t nonce[GCM_SALT]
    cdef GcmStream *s
    cdef uint32_t ssrc
    cdef int64_t number
    cdef int written = 0
    if head < 0:
        return GCM_REFUSED
    ssrc = load32be(packet + 8)
    s = _place(g.streams, g.capacity, ssrc)
    number = _extended(s, load16be(packet + 2))
    if s.top >= 0 and _is_spent(s, number):
        return GCM_REPLAYED
    _nonce(nonce, g.salt, ssrc, number)
    if (
        _decrypt_init(g.cipher, NULL, NULL, NULL, nonce) != 1
        or _control(g.cipher, EVP_CTRL_AEAD_SET_TAG, GCM_TAG, packet + clear) != 1
        or _decrypt_update(g.cipher, NULL, &written, packet, head) != 1
        or _decrypt_update(g.cipher, packet + head, &written, packet + head, clear - head) != 1
        or _decrypt_final(g.cipher, packet + clear, &written) != 1
    ):
        return GCM_FORGED
    # Nothing is kept of an SSRC before a packet has proven it.
    if s.top < 0:
        s = _begin(g, ssrc)
        if s == NULL:
            return GCM_REFUSED
        s.top = number - 1
    _spend(s, number)
    size[0] = clear
    return GCM_DONE
