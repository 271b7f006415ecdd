"""The lite side of ICE: answers to checks, valid addresses, selection and liveness."""

from libc.stdint cimport int64_t, uint8_t, uint32_t
from libc.string cimport memchr, memcmp, memcpy, memset

from sfu_core.address cimport Address, address_equal
from sfu_core.bytesio cimport ERR_NO_SPACE
from sfu_core.digest cimport hmac_sha1_key
from sfu_core.stun cimport (
    ICE_ROLE_CONTROLLED,
    STUN_BINDING_REQUEST,
    STUN_ERROR_ROLE_CONFLICT,
    STUN_ERROR_UNKNOWN_ATTRIBUTE,
    StunMessage,
    stun_verify,
    stun_write_error,
    stun_write_success,
)


cdef int ice_init(IceAgent *a, const uint8_t *ufrag, int ufrag_length, const uint8_t *pwd, int pwd_length,
                  const uint8_t *remote_ufrag, int remote_length) noexcept nogil:
    if ufrag_length > ICE_NAME_SIZE or remote_length > ICE_NAME_SIZE:
        return ERR_NO_SPACE
    memset(a, 0, sizeof(a[0]))
    memcpy(a.ufrag, ufrag, ufrag_length)
    a.ufrag_length = ufrag_length
    memcpy(a.username, ufrag, ufrag_length)
    a.username[ufrag_length] = b":"
    memcpy(a.username + ufrag_length + 1, remote_ufrag, remote_length)
    a.username_length = ufrag_length + 1 + remote_length
    hmac_sha1_key(&a.key, pwd, pwd_length)
    a.selected = ICE_NONE
    return 0


cdef int ice_target(const StunMessage *m, const uint8_t **name) noexcept nogil:
    cdef const void *colon
    if m.type != STUN_BINDING_REQUEST or m.username == NULL or m.username_length < 2:
        return 0
    colon = memchr(m.username, b":", m.username_length)
    if colon == NULL:
        return 0
    name[0] = m.username
    return <int>(<const uint8_t *>colon - m.username)


cdef int _pair_of(const IceAgent *a, const Address *remote) noexcept nogil:
    cdef int i
    for i in range(a.count):
        if address_equal(&a.pairs[i].remote, remote):
            return i
    return ICE_NONE


cdef int _remember(IceAgent *a, const Address *remote, Address *forgotten) noexcept nogil:
    """The pair of `remote`; a new one takes the place of the longest silent, never of the selected one."""
    cdef int at = _pair_of(a, remote)
    cdef int i
    if at != ICE_NONE:
        return at
    if a.count < ICE_MAX_ADDRESSES:
        at = a.count
        a.count += 1
    else:
        at = 1 if a.selected == 0 else 0
        for i in range(a.count):
            if i != a.selected and a.pairs[i].checked_ns < a.pairs[at].checked_ns:
                at = i
        forgotten[0] = a.pairs[at].remote
    a.pairs[at].remote = remote[0]
    return at


cdef bint _select(IceAgent *a, int pair, bint nominate, int64_t now_ns) noexcept nogil:
    """Whether a check on `pair` moves the selection there."""
    cdef bint stale
    if nominate:
        a.nominated = True
    elif a.nominated and a.selected != pair:
        # A client that changed its network may go on checking without nominating again.
        stale = now_ns - a.pairs[a.selected].checked_ns > ICE_STALE_NS
        if not stale:
            return False
    if a.selected == pair:
        return False
    a.selected = pair
    return True


cdef IceVerdict ice_check(IceAgent *a, const uint8_t *data, const StunMessage *m, const Address *remote,
                          const Address *local, uint32_t scope, int64_t now_ns, IceAnswer *out) noexcept nogil:
    cdef int pair
    cdef int error = 0
    out.size = 0
    out.moved = False
    out.returned = False
    out.forgotten.family = 0
    if m.type != STUN_BINDING_REQUEST or m.fingerprint_offset == 0:
        return ICE_IGNORED
    if m.username_length != a.username_length or memcmp(m.username, a.username, a.username_length) != 0:
        return ICE_IGNORED
    if not stun_verify(data, m, &a.key):
        return ICE_IGNORED

    if m.unknown_count > 0:
        error = STUN_ERROR_UNKNOWN_ATTRIBUTE
    elif m.role == ICE_ROLE_CONTROLLED:
        # The lite side is always the controlled one (RFC 8445 section 6.1.1).
        error = STUN_ERROR_ROLE_CONFLICT
    if error != 0:
        out.size = stun_write_error(out.data, ICE_ANSWER_SIZE, m, error, &a.key)
    else:
        out.size = stun_write_success(out.data, ICE_ANSWER_SIZE, m.transaction, remote, &a.key)
    # The sender's address may be forged: never answer with more bytes than came (a check with its mandatory
    # attributes is always longer than its answer).
    if out.size <= 0 or out.size > m.size:
        out.size = 0
        return ICE_IGNORED
    if error != 0:
        return ICE_REFUSED

    pair = _remember(a, remote, &out.forgotten)
    a.pairs[pair].local = local[0]
    a.pairs[pair].scope = scope
    a.pairs[pair].checked_ns = now_ns
    a.checked_ns = now_ns
    out.moved = _select(a, pair, m.use_candidate, now_ns)
    out.returned = a.lost
    a.lost = False
    return ICE_ANSWERED


cdef int ice_find(const IceAgent *a, const Address *remote, int64_t now_ns) noexcept nogil:
    cdef int at = _pair_of(a, remote)
    if at != ICE_NONE and now_ns - a.pairs[at].checked_ns > ICE_VALID_NS:
        return ICE_NONE
    return at


cdef bint ice_heard(IceAgent *a, int pair) noexcept nogil:
    if a.nominated or a.selected == pair:
        return False
    a.selected = pair
    return True


cdef bint ice_expire(IceAgent *a, int64_t now_ns) noexcept nogil:
    if a.lost or a.checked_ns == 0 or now_ns - a.checked_ns < ICE_LOST_NS:
        return False
    a.lost = True
    return True
