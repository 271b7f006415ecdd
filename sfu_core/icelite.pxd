# The lite side of ICE (RFC 8445 section 2.5): answers checks, remembers which addresses have passed one, and picks the
# one that is sent to. Liveness is that of the client's checks (RFC 7675 consent is the client's duty) and of its media.
#
# One check it sends itself: whoever owns a connection could forge a check from somebody else's address and have its own
# streams sent there. So once the handshake has begun (which proves the address that it is made from), the selection moves
# only to an address that has answered a check of ours, or that a TCP connection comes from.
from libc.stdint cimport int64_t, uint8_t, uint32_t, uint64_t
from sfu_core.address cimport Address
from sfu_core.clock cimport NS_PER_MS, NS_PER_S
from sfu_core.digest cimport HmacSha1Key
from sfu_core.stun cimport StunMessage

cdef enum:
    ICE_NAME_SIZE = 64
    ICE_PASSWORD_SIZE = 256
    ICE_MAX_ADDRESSES = 8
    ICE_ANSWER_SIZE = 256
    ICE_NONE = -1
    ICE_TRANSACTION = 12

    # A client checks every 2.5 s (Chromium) to 5 s (RFC 7675): three of the latter may be lost.
    ICE_LOST_NS = 10 * NS_PER_S
    # An address may be used this long after its last check, or after what shows as well that the client is there.
    ICE_VALID_NS = 30 * NS_PER_S
    # After this silence of the nominated address another one that passes checks takes over without being nominated.
    ICE_STALE_NS = 3 * NS_PER_S
    # Our checks to one address are this far apart; each of the client's checks asks for one. To all of its addresses there
    # are as many, but for a few at once: a move may have several to try.
    ICE_ASK_NS = 50 * NS_PER_MS
    ICE_ASKS_AT_ONCE = 4

cdef struct IcePair:
    Address remote
    Address local          # where checks arrive; what is sent leaves from there
    uint32_t scope         # interface of a link-local IPv6 address; else 0
    int64_t local_ns       # the last check there
    void *connection       # the TcpConnection; NULL over UDP
    int64_t checked_ns
    int64_t heard_ns       # the last media or report of the client's from there
    bint proven            # what is sent there arrives at the client
    int64_t asked_ns       # our last check to it; 0 = none
    uint8_t transaction[12]

cdef struct IceAgent:
    uint8_t ufrag[ICE_NAME_SIZE]
    int ufrag_length
    uint8_t username[2 * ICE_NAME_SIZE + 1]    # what a check must carry: ours ":" theirs
    int username_length
    HmacSha1Key key
    uint8_t peer_username[2 * ICE_NAME_SIZE + 1]
    HmacSha1Key peer_key
    bint proves            # the client's password is known, so it can be checked
    IcePair pairs[ICE_MAX_ADDRESSES]
    int count
    int selected           # index of the pair that is sent to; ICE_NONE before the first check
    bint nominated         # by USE-CANDIDATE
    bint settled           # the handshake has begun
    int wanted             # the pair to move to once it is proven; ICE_NONE
    int64_t checked_ns     # the last valid check on any pair; 0 = never
    int64_t spent_ns       # when as many checks of ours may be sent at once as ever
    bint lost

cdef enum IceVerdict:
    ICE_ANSWERED           # send the answer to where the check came from
    ICE_REFUSED            # a valid check in a wrong role or with an attribute that must be understood: answer likewise
    ICE_IGNORED            # not a valid check of this agent, or its answer would be longer than itself: silence

cdef struct IceAnswer:
    int size
    bint moved             # the selected pair is another one, or its address came back
    bint returned          # the agent had been lost
    int pair               # where it came from
    bint ask               # a check of ours is due to that pair
    IcePair forgotten      # had to make room for a new one; family 0 = none
    void *replaced         # the pair's connection until now, which is to end; NULL = none
    uint8_t data[ICE_ANSWER_SIZE]

cdef struct IceNames:
    const uint8_t *ufrag
    int ufrag_length
    const uint8_t *pwd
    int pwd_length
    const uint8_t *remote_ufrag
    int remote_ufrag_length
    const uint8_t *remote_pwd
    int remote_pwd_length           # 0 = unknown: every address counts as proven

# 0, or ERR_NO_SPACE when a name is longer than ICE_NAME_SIZE.
cdef int ice_init(IceAgent *a, const IceNames *names) noexcept nogil
# New names (RFC 8445 section 9): what was valid stays so and is sent to until a check by the new ones comes. As ice_init.
cdef int ice_restart(IceAgent *a, const IceNames *names) noexcept nogil
# The name that a check is for: the part of USERNAME before the colon; its length, 0 = there is none.
cdef int ice_target(const StunMessage *m, const uint8_t **name) noexcept nogil
# `data` is the datagram that was parsed as `m`.
cdef IceVerdict ice_check(IceAgent *a, const uint8_t *data, const StunMessage *m, const Address *remote,
                          const Address *local, uint32_t scope, void *connection, int64_t now_ns,
                          IceAnswer *out) noexcept nogil
# Writes our check to a pair; `random` makes its transaction. Length, or ERR_NO_SPACE.
cdef int ice_ask(IceAgent *a, int pair, const uint64_t *random, int64_t now_ns, uint8_t *out, int capacity) noexcept nogil
# The answer to it from `remote`. True when that moved the selection.
cdef bint ice_proof(IceAgent *a, const uint8_t *data, const StunMessage *m, const Address *remote) noexcept nogil
# Index of the pair with `remote` whose client was there lately, or ICE_NONE.
cdef int ice_find(const IceAgent *a, const Address *remote, int64_t now_ns) noexcept nogil
# The client began its handshake from this pair: until something is nominated it is sent to there. True when that moved
# the selection.
cdef bint ice_heard(IceAgent *a, int pair) noexcept nogil
# The pair's connection has closed. True when it was the selected one; another one may be then.
cdef bint ice_forget(IceAgent *a, const void *connection) noexcept nogil
# The handshake has ended: whoever made it has received what was sent to the selected address.
cdef void ice_secured(IceAgent *a) noexcept nogil
# The connection of a pair that has been silent for ICE_VALID_NS, or NULL.
cdef void *ice_idle(const IceAgent *a, int64_t now_ns) noexcept nogil
# True once when the client has fallen silent.
cdef bint ice_expire(IceAgent *a, int64_t now_ns) noexcept nogil
# True once when a client that had is heard again, without a check.
cdef bint ice_return(IceAgent *a, int64_t now_ns) noexcept nogil
# What came over this pair was protected with the client's keys: some stop checking once they are connected.
cdef inline void ice_alive(IceAgent *a, int pair, int64_t now_ns) noexcept nogil:
    a.pairs[pair].heard_ns = now_ns
# When the client was last known to be behind a pair.
cdef inline int64_t ice_seen_ns(const IcePair *p) noexcept nogil:
    return max(p.checked_ns, p.heard_ns)
