"""The lite side of ICE: answers to checks, valid addresses, selection and liveness."""

from libc.stdint cimport int64_t, uint8_t, uint32_t, uint64_t
from libc.string cimport memchr, memcmp, memcpy, memset

from sfu_core.address cimport Address, address_equal
from sfu_core.bytesio cimport ERR_NO_SPACE
from sfu_core.digest cimport hmac_sha1_key
from sfu_core.stun cimport (
    ICE_ROLE_CONTROLLED,
    STUN_BINDING_REQUEST,
    STUN_BINDING_SUCCESS,
    STUN_ERROR_ROLE_CONFLICT,
    STUN_ERROR_UNKNOWN_ATTRIBUTE,
    StunMessage,
    stun_verify,
    stun_write_error,
    stun_write_request,
    stun_write_success,
)

cdef enum:
    # Of a host candidate (RFC 8445 section 5.1.2.1); the client reads nothing from it.
    HOST_PRIORITY = 0x7EFFFFFF


cdef int _name(IceAgent *a, const IceNames *names) noexcept nogil:
    cdef int ours = names.ufrag_length
    cdef int theirs = names.remote_ufrag_length
    if ours > ICE_NAME_SIZE or theirs > ICE_NAME_SIZE:
        return ERR_NO_SPACE
    memcpy(a.ufrag, names.ufrag, ours)
    a.ufrag_length = ours
    memcpy(a.username, names.ufrag, ours)
    a.username[ours] = b":"
    memcpy(a.username + ours + 1, names.remote_ufrag, theirs)
    memcpy(a.peer_username, names.remote_ufrag, theirs)
    a.peer_username[theirs] = b":"
    memcpy(a.peer_username + theirs + 1, names.ufrag, ours)
    a.username_length = ours + 1 + theirs
    hmac_sha1_key(&a.key, names.pwd, names.pwd_length)
    a.proves = names.remote_pwd_length > 0
    hmac_sha1_key(&a.peer_key, names.remote_pwd, names.remote_pwd_length)
    return 0


cdef int ice_init(IceAgent *a, const IceNames *names) noexcept nogil:
    memset(a, 0, sizeof(a[0]))
    a.selected = ICE_NONE
    a.wanted = ICE_NONE
    return _name(a, names)


cdef int ice_restart(IceAgent *a, const IceNames *names) noexcept nogil:
    cdef int result = _name(a, names)
    if result == 0:
        a.nominated = False
        a.wanted = ICE_NONE
    return result


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


cdef int _remember(IceAgent *a, const Address *remote, IcePair *forgotten) noexcept nogil:
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
        forgotten[0] = a.pairs[at]
        if a.wanted == at:
            a.wanted = ICE_NONE
    memset(&a.pairs[at], 0, sizeof(IcePair))
    a.pairs[at].remote = remote[0]
    return at


cdef bint _is_proven(const IceAgent *a, int pair) noexcept nogil:
    return a.pairs[pair].proven or not a.settled or not a.proves


cdef bint _move(IceAgent *a, int pair) noexcept nogil:
    """Send to `pair` from now on, or once it is proven. Whether the selection has moved."""
    if a.selected == pair:
        a.wanted = ICE_NONE
        return False
    if not _is_proven(a, pair):
        a.wanted = pair
        return False
    a.selected = pair
    a.wanted = ICE_NONE
    return True


cdef bint _select(IceAgent *a, int pair, bint nominate, int64_t now_ns) noexcept nogil:
    """Whether a check on `pair` moves the selection there."""
    if nominate:
        a.nominated = True
    elif a.selected == pair:
        # A check to keep it alive is no vote against the pair that is to be proven.
        return False
    elif a.nominated and a.selected != ICE_NONE and a.wanted != pair:
        # A client that changed its network may go on checking without nominating again.
        if now_ns - a.pairs[a.selected].checked_ns <= ICE_STALE_NS:
            return False
    return _move(a, pair)


cdef bint _take_local(IceAgent *a, int pair, const Address *local, uint32_t scope, bint nominate,
                      int64_t now_ns) noexcept nogil:
    """Clients check all our addresses from one of theirs: which of ours the pair is sent to from follows nominations, and
    other checks where that one falls silent. Whether it is another now."""
    cdef IcePair *p = &a.pairs[pair]
    cdef bint same = p.scope == scope and address_equal(&p.local, local)
    if not same and not nominate and a.nominated and a.selected == pair and now_ns - p.local_ns < ICE_LOST_NS:
        return False
    p.local = local[0]
    p.scope = scope
    p.local_ns = now_ns
    return not same


cdef IceVerdict ice_check(IceAgent *a, const uint8_t *data, const StunMessage *m, const Address *remote,
                          const Address *local, uint32_t scope, void *connection, int64_t now_ns,
                          IceAnswer *out) noexcept nogil:
    cdef int pair
    cdef int error = 0
    out.size = 0
    out.moved = False
    out.returned = False
    out.ask = False
    out.pair = ICE_NONE
    out.forgotten.remote.family = 0
    out.replaced = NULL
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
    if a.pairs[pair].connection != connection:
        # From one port to two of our addresses: two connections, and one remote address. The later one is used.
        out.replaced = a.pairs[pair].connection
        out.moved = a.selected == pair
        a.pairs[pair].connection = connection
        a.pairs[pair].local_ns = 0
    if _take_local(a, pair, local, scope, m.use_candidate, now_ns) and a.selected == pair:
        out.moved = True
    a.pairs[pair].checked_ns = now_ns
    if connection != NULL:
        # A TCP handshake has shown that what is sent there arrives.
        a.pairs[pair].proven = True
    a.checked_ns = now_ns
    out.pair = pair
    if _select(a, pair, m.use_candidate, now_ns):
        out.moved = True
    out.ask = (
        a.wanted == pair
        and now_ns - a.pairs[pair].asked_ns >= ICE_ASK_NS
        and a.spent_ns - now_ns <= (ICE_ASKS_AT_ONCE - 1) * ICE_ASK_NS
    )
    out.returned = a.lost
    a.lost = False
    return ICE_ANSWERED


cdef int ice_find(const IceAgent *a, const Address *remote, int64_t now_ns) noexcept nogil:
    cdef int at = _pair_of(a, remote)
    if at != ICE_NONE and now_ns - ice_seen_ns(&a.pairs[at]) > ICE_VALID_NS:
        return ICE_NONE
    return at


cdef bint ice_heard(IceAgent *a, int pair) noexcept nogil:
    cdef bint moved = not a.nominated and _move(a, pair)
    a.settled = True
    return moved


cdef int ice_ask(IceAgent *a, int pair, const uint64_t *random, int64_t now_ns, uint8_t *out, int capacity) noexcept nogil:
    memcpy(a.pairs[pair].transaction, random, ICE_TRANSACTION)
    a.pairs[pair].asked_ns = now_ns
    a.spent_ns = max(a.spent_ns, now_ns) + ICE_ASK_NS
    return stun_write_request(
        out, capacity, a.pairs[pair].transaction, a.peer_username, a.username_length, HOST_PRIORITY,
        ICE_ROLE_CONTROLLED, random[1], False, &a.peer_key,
    )


cdef bint ice_proof(IceAgent *a, const uint8_t *data, const StunMessage *m, const Address *remote) noexcept nogil:
    cdef int pair = _pair_of(a, remote)
    if (
        pair == ICE_NONE
        or m.type != STUN_BINDING_SUCCESS
        or a.pairs[pair].asked_ns == 0
        or memcmp(m.transaction, a.pairs[pair].transaction, ICE_TRANSACTION) != 0
        or not stun_verify(data, m, &a.peer_key)
    ):
        return False
    a.pairs[pair].proven = True
    return a.wanted == pair and _move(a, pair)


cdef bint ice_forget(IceAgent *a, const void *connection) noexcept nogil:
    cdef bint was_selected
    cdef int latest = ICE_NONE
    cdef int at
    cdef int i
    for at in range(a.count):
        if a.pairs[at].connection == connection:
            break
    else:
        return False
    was_selected = a.selected == at
    if a.wanted == at:
        a.wanted = ICE_NONE
    a.count -= 1
    a.pairs[at] = a.pairs[a.count]
    if a.wanted == a.count:
        a.wanted = at
    if not was_selected:
        if a.selected == a.count:
            a.selected = at
        return False
    for i in range(a.count):
        if _is_proven(a, i) and (latest == ICE_NONE or a.pairs[i].checked_ns > a.pairs[latest].checked_ns):
            latest = i
    a.selected = latest
    a.nominated = False
    return True


cdef void ice_secured(IceAgent *a) noexcept nogil:
    a.settled = True
    if a.selected != ICE_NONE:
        a.pairs[a.selected].proven = True


cdef void *ice_idle(const IceAgent *a, int64_t now_ns) noexcept nogil:
    cdef int i
    for i in range(a.count):
        if a.pairs[i].connection != NULL and now_ns - ice_seen_ns(&a.pairs[i]) > ICE_VALID_NS:
            return a.pairs[i].connection
    return NULL


cdef bint _is_heard(const IceAgent *a, int64_t now_ns) noexcept nogil:
    cdef int i
    for i in range(a.count):
        if a.pairs[i].heard_ns > 0 and now_ns - a.pairs[i].heard_ns < ICE_LOST_NS:
            return True
    return False


cdef bint ice_expire(IceAgent *a, int64_t now_ns) noexcept nogil:
    if a.lost or a.checked_ns == 0 or now_ns - a.checked_ns < ICE_LOST_NS or _is_heard(a, now_ns):
        return False
    a.lost = True
    return True


cdef bint ice_return(IceAgent *a, int64_t now_ns) noexcept nogil:
    if not a.lost or not _is_heard(a, now_ns):
        return False
    a.lost = False
    return True
