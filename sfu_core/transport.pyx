"""One client's connection: addresses, keys, bindings, and the way out."""

from libc.stdint cimport int64_t, uint8_t, uint32_t, uint64_t
from libc.string cimport memcmp, memcpy

from sfu_core.address cimport Address, address_hash
from sfu_core.bwe cimport bwe_init, bwe_moved
from sfu_core.bytesio cimport ERR_NO_MEMORY, ERR_NO_SPACE
from sfu_core.clock cimport NS_PER_MS, NS_PER_S
from sfu_core.context cimport (
    DROP_ADDRESS_TAKEN,
    DROP_BAD_CHECK,
    DROP_DTLS_RATE,
    DROP_NOT_SENT,
    DROP_UNKNOWN_ADDRESS,
    EVENT_ICE_LOST,
    OBJECT_TRANSPORT,
    Context,
    context_add,
    context_remove,
    drop,
    hash_bytes,
    tell,
    tell_address,
    tell_dtls,
)
from sfu_core.debug cimport LIVE_TRANSPORT, live_add, live_drop
from sfu_core.encoding cimport Encoding
from sfu_core.icelite cimport (
    ICE_ANSWER_SIZE,
    ICE_ANSWERED,
    ICE_IGNORED,
    ICE_NONE,
    IceAnswer,
    IceNames,
    IcePair,
    ice_ask,
    ice_check,
    ice_expire,
    ice_find,
    ice_forget,
    ice_heard,
    ice_idle,
    ice_init,
    ice_proof,
    ice_restart,
    ice_return,
    ice_seen_ns,
    ice_target,
)
from sfu_core.includes.random cimport GRND_NONBLOCK, getrandom
from sfu_core.links cimport is_linked, list_append, list_init, list_is_empty, unlink
from sfu_core.pacer cimport pacer_free
from sfu_core.repeats cimport repeats_init
from sfu_core.slab cimport slab_give, slab_take
from sfu_core.slot cimport Slot
from sfu_core.srtp cimport SRTP_DONE, SRTP_TRAILER_ROOM, srtp_close, srtp_forget, srtp_protect_rtcp
from sfu_core.stun cimport STUN_BINDING_SUCCESS, StunMessage, stun_parse
from sfu_core.table cimport table_drop, table_get, table_put
from sfu_core.tcp_port cimport TcpConnection, tcp_end, tcp_own
from sfu_core.udp_port cimport (
    Datagram,
    Path,
    path_set,
    port_add,
    port_begin,
    port_flush,
    port_reply_path,
    port_room,
)

cdef enum:
    # A transport that was seen at an address this lately keeps it against checks for another one.
    ADDRESS_KEPT_MS = 5000
    # A handshake takes a dozen datagrams.
    DTLS_RATE = 50
    DTLS_BURST = 100


cdef Transport *transport_new(const IceNames *names, uint32_t person, TransportCounters *counters) noexcept nogil:
    cdef Transport *t = <Transport *>slab_take(sizeof(Transport))
    if t == NULL:
        return NULL
    if ice_init(&t.ice, names) < 0:
        slab_give(t, sizeof(Transport))
        return NULL
    t.object.kind = OBJECT_TRANSPORT
    t.person = person
    t.counters = counters
    list_init(&t.producers, t)
    list_init(&t.slots, t)
    bwe_init(&t.bwe)
    repeats_init(&t.repeats)
    live_add(LIVE_TRANSPORT)
    return t


cdef void transport_free(Transport *t) noexcept nogil:
    srtp_close(t.srtp)
    pacer_free(&t.pacer)
    slab_give(t, sizeof(Transport))
    live_drop(LIVE_TRANSPORT)


cdef bint _enter_name(Context *c, Transport *t) noexcept nogil:
    cdef uint64_t name = hash_bytes(t.ice.ufrag, t.ice.ufrag_length)
    # Two transports of one name cannot be told apart: the first keeps it.
    return table_get(&c.names, name) != NULL or table_put(&c.names, name, t) == 0


cdef void _leave_name(Context *c, const Transport *t) noexcept nogil:
    cdef uint64_t name = hash_bytes(t.ice.ufrag, t.ice.ufrag_length)
    if table_get(&c.names, name) == t:
        table_drop(&c.names, name)


cdef int transport_enter(Context *c, Transport *t) noexcept nogil:
    if not _enter_name(c, t):
        return ERR_NO_MEMORY
    if context_add(c, &t.object) < 0:
        _leave_name(c, t)
        return ERR_NO_MEMORY
    list_append(&c.transports, &t.in_context, t)
    return 0


cdef void transport_restart(Context *c, Transport *t, const IceNames *names) noexcept nogil:
    _leave_name(c, t)
    ice_restart(&t.ice, names)
    _enter_name(c, t)


cdef void _forget_address(Context *c, const Transport *t, const Address *address) noexcept nogil:
    cdef uint64_t key = address_hash(address, &c.address_key)
    if table_get(&c.addresses, key) == t:
        table_drop(&c.addresses, key)


cdef void _forget_pair(Context *c, Transport *t, const IcePair *pair) noexcept nogil:
    _forget_address(c, t, &pair.remote)
    if pair.connection != NULL:
        tcp_end(<TcpConnection *>pair.connection)


cdef void transport_leave(Context *c, Transport *t) noexcept nogil:
    cdef int i
    # What this turn's commands queued in the port (a last DTLS alert, a keyframe request) points to its path.
    port_flush(&c.port)
    _leave_name(c, t)
    for i in range(t.ice.count):
        _forget_pair(c, t, &t.ice.pairs[i])
    context_remove(c, &t.object)
    unlink(&t.in_context)
    unlink(&t.in_writing)
    unlink(&t.in_probing)
    unlink(&t.in_pacing)


cdef bint _is_taken(Context *c, const Transport *t, const Datagram *d) noexcept nogil:
    """Whether another transport is alive at the address, so that a forged check cannot take it away."""
    cdef const Transport *owner = <const Transport *>table_get(&c.addresses, address_hash(&d.remote, &c.address_key))
    cdef int pair
    if d.connection != NULL and d.connection.owner != NULL and d.connection.owner != t:
        return True
    if owner == NULL or owner == t:
        return False
    pair = ice_find(&owner.ice, &d.remote, c.now_ns)
    return pair != ICE_NONE and (
        c.now_ns - ice_seen_ns(&owner.ice.pairs[pair]) < <int64_t>ADDRESS_KEPT_MS * NS_PER_MS
    )


cdef void _use_selected(Context *c, Transport *t) noexcept nogil:
    cdef const IcePair *pair
    cdef Path before = t.path
    # What waits in the port points to this path.
    port_flush(&c.port)
    if t.ice.selected == ICE_NONE:
        t.path.family = 0
        t.path.connection = NULL
        return
    pair = &t.ice.pairs[t.ice.selected]
    path_set(&t.path, &pair.remote, &pair.local, pair.scope, <TcpConnection *>pair.connection)
    if before.name_length > 0 and memcmp(&before.name, &t.path.name, sizeof(before.name)) != 0:
        bwe_moved(&t.bwe, c.now_ns)


cdef void _tell_selected(Context *c, const Transport *t) noexcept nogil:
    cdef const Address *remote = &t.ice.pairs[t.ice.selected].remote
    tell_address(c, t.object.handle, remote.family, remote.ip, remote.port)


cdef void transport_lose(Context *c, Transport *t, const TcpConnection *k) noexcept nogil:
    _forget_address(c, t, &k.remote)
    if ice_forget(&t.ice, k) or t.path.connection == k:
        _use_selected(c, t)
        if t.ice.selected != ICE_NONE:
            _tell_selected(c, t)


cdef void _ask(Context *c, Transport *t, int pair, const Datagram *d) noexcept nogil:
    """Send a check of ours to where the client's came from."""
    cdef uint8_t data[ICE_ANSWER_SIZE]
    cdef uint64_t random[2]
    cdef int size
    if getrandom(random, sizeof(random), GRND_NONBLOCK) != sizeof(random):
        return
    size = ice_ask(&t.ice, pair, random, c.now_ns, data, ICE_ANSWER_SIZE)
    if size > 0:
        _reply(c, d, data, size)


cdef void _reply(Context *c, const Datagram *d, const uint8_t *data, int size) noexcept nogil:
    port_begin(&c.port, port_reply_path(&c.port, d))
    memcpy(port_room(&c.port, size), data, size)
    port_add(&c.port, size)


cdef void _take_proof(Context *c, const Datagram *d, const StunMessage *m) noexcept nogil:
    cdef int pair = ICE_NONE
    cdef Transport *t = transport_at(c, d, &pair)
    if t == NULL:
        drop(c, DROP_UNKNOWN_ADDRESS)
    elif ice_proof(&t.ice, d.data, m, &d.remote):
        _use_selected(c, t)
        _tell_selected(c, t)


cdef void transport_check(Context *c, const Datagram *d) noexcept nogil:
    cdef StunMessage m
    cdef IceAnswer answer
    cdef const uint8_t *name = NULL
    cdef Transport *t
    cdef int length
    if stun_parse(d.data, d.size, &m) < 0:
        drop(c, DROP_BAD_CHECK)
        return
    if m.type == STUN_BINDING_SUCCESS:
        _take_proof(c, d, &m)
        return
    length = ice_target(&m, &name)
    t = <Transport *>table_get(&c.names, hash_bytes(name, length)) if length > 0 else NULL
    if t == NULL:
        drop(c, DROP_BAD_CHECK)
        return
    if _is_taken(c, t, d):
        drop(c, DROP_ADDRESS_TAKEN)
        return
    verdict = ice_check(&t.ice, d.data, &m, &d.remote, &d.local, d.scope, d.connection, c.now_ns, &answer)
    if verdict == ICE_IGNORED:
        drop(c, DROP_BAD_CHECK)
        return
    _reply(c, d, answer.data, answer.size)
    if verdict != ICE_ANSWERED:
        return
    if answer.forgotten.remote.family != 0:
        _forget_pair(c, t, &answer.forgotten)
    table_put(&c.addresses, address_hash(&d.remote, &c.address_key), t)
    if d.connection != NULL:
        tcp_own(d.connection, t)
    if answer.ask:
        _ask(c, t, answer.pair, d)
    if answer.moved:
        _use_selected(c, t)
    if answer.replaced != NULL:
        tcp_end(<TcpConnection *>answer.replaced)
    if answer.moved or answer.returned:
        _tell_selected(c, t)


cdef Transport *transport_at(Context *c, const Datagram *d, int *pair) noexcept nogil:
    cdef Transport *t = <Transport *>table_get(&c.addresses, address_hash(&d.remote, &c.address_key))
    if t == NULL:
        return NULL
    pair[0] = ice_find(&t.ice, &d.remote, c.now_ns)
    return t if pair[0] != ICE_NONE else NULL


cdef void transport_hear_dtls(Context *c, Transport *t, int pair, const Datagram *d) noexcept nogil:
    if not bucket_take(&t.dtls, 1, DTLS_RATE, DTLS_BURST, c.now_ns):
        drop(c, DROP_DTLS_RATE)
        return
    if ice_heard(&t.ice, pair):
        _use_selected(c, t)
        _tell_selected(c, t)
    if not tell_dtls(c, t.object.handle, d.data, d.size):
        drop(c, DROP_DTLS_RATE)


cdef void transport_expire(Context *c, Transport *t) noexcept nogil:
    cdef TcpConnection *idle = <TcpConnection *>ice_idle(&t.ice, c.now_ns)
    if idle != NULL:
        transport_lose(c, t, idle)
        tcp_end(idle)
    if ice_expire(&t.ice, c.now_ns):
        tell(c, EVENT_ICE_LOST, t.object.handle, 0)
    elif ice_return(&t.ice, c.now_ns) and t.ice.selected != ICE_NONE:
        _tell_selected(c, t)


cdef void transport_count_out(Transport *t, int size) noexcept nogil:
    t.counters.packets_out += 1
    t.counters.bytes_out += size


cdef void transport_send(Context *c, Transport *t, const uint8_t *data, int size) noexcept nogil:
    cdef uint8_t *room
    if t.path.family == 0:
        return
    room = port_room(&c.port, size)
    memcpy(room, data, size)
    port_begin(&c.port, &t.path)
    port_add(&c.port, size)
    transport_count_out(t, size)


cdef void transport_send_rtcp(Context *c, Transport *t, const uint8_t *data, int size) noexcept nogil:
    cdef uint8_t *room
    if not transport_can_send(t):
        return
    room = port_room(&c.port, size + SRTP_TRAILER_ROOM)
    memcpy(room, data, size)
    if srtp_protect_rtcp(t.srtp, room, &size) != SRTP_DONE:
        drop(c, DROP_NOT_SENT)
        return
    port_begin(&c.port, &t.path)
    port_add(&c.port, size)
    transport_count_out(t, size)


cdef void transport_wait(Context *c, Transport *t) noexcept nogil:
    if is_linked(&t.in_pacing):
        return
    if list_is_empty(&c.pacing):
        c.pace_ns = c.now_ns + <int64_t>PACE_STEP_MS * NS_PER_MS
    list_append(&c.pacing, &t.in_pacing, t)


cdef Stream *transport_stream(Transport *t, uint32_t ssrc) noexcept nogil:
    cdef int i
    for i in range(t.stream_count):
        if t.streams[i].ssrc == ssrc:
            return &t.streams[i]
    return NULL


cdef int transport_bind(Transport *t, uint32_t ssrc, Encoding *e, bint rtx) noexcept nogil:
    if t.stream_count == TRANSPORT_STREAMS:
        return ERR_NO_SPACE
    t.streams[t.stream_count].ssrc = ssrc
    t.streams[t.stream_count].encoding = e
    t.streams[t.stream_count].rtx = rtx
    t.stream_count += 1
    return 0


cdef void _forget_keys(Transport *t, uint32_t ssrc) noexcept nogil:
    if t.srtp != NULL:
        srtp_forget(t.srtp, ssrc)


cdef void _retire(Transport *t, uint32_t ssrc) noexcept nogil:
    """Browsers keep SSRC, numbers and rollovers of a sender that gets another codec. So do we, of the last ones."""
    cdef uint32_t *place = &t.former[t.former_count % TRANSPORT_FORMER]
    cdef int i
    for i in range(min(t.former_count, <int>TRANSPORT_FORMER)):
        if t.former[i] == ssrc:
            return
    if t.former_count >= TRANSPORT_FORMER and transport_stream(t, place[0]) == NULL:
        _forget_keys(t, place[0])
    place[0] = ssrc
    t.former_count += 1


cdef void transport_unbind(Transport *t, const Encoding *e) noexcept nogil:
    cdef int i = 0
    while i < t.stream_count:
        if t.streams[i].encoding == e:
            _retire(t, t.streams[i].ssrc)
            t.stream_count -= 1
            t.streams[i] = t.streams[t.stream_count]
        else:
            i += 1


cdef void transport_forget_stream(Transport *t, const Encoding *e, uint32_t ssrc) noexcept nogil:
    cdef int i
    for i in range(t.stream_count):
        if t.streams[i].encoding == e and t.streams[i].ssrc == ssrc:
            _forget_keys(t, ssrc)
            t.stream_count -= 1
            t.streams[i] = t.streams[t.stream_count]
            return


cdef bint bucket_take(Bucket *b, int64_t amount, int64_t rate, int64_t burst, int64_t now_ns) noexcept nogil:
    cdef int64_t elapsed = now_ns - b.filled_ns
    # Longer than a second fills less than a product would overflow by.
    if b.filled_ns == 0 or elapsed > burst * NS_PER_S // rate:
        b.level = burst * NS_PER_S
    else:
        b.level += elapsed * rate
        if b.level > burst * NS_PER_S:
            b.level = burst * NS_PER_S
    b.filled_ns = now_ns
    if b.level < amount * NS_PER_S:
        return False
    b.level -= amount * NS_PER_S
    return True


cdef int64_t transport_rtt(const Transport *t) noexcept nogil:
    return t.counters.rtt_ns if t.counters.rtt_ns > 0 else <int64_t>DEFAULT_RTT_MS * NS_PER_MS


cdef uint32_t transport_ssrc(const Transport *t) noexcept nogil:
    # RFC 3550 lets a receiver that sends nothing take any number; browsers take 1.
    if list_is_empty(&t.slots):
        return 1
    return (<const Slot *>t.slots.next.owner).ssrc
