"""What Python asks of a worker, executed where its objects live."""

from libc.stdint cimport uint8_t, uint32_t

from sfu_core.allocation cimport allocation_now
from sfu_core.bandwidth cimport bandwidth_agree
from sfu_core.context cimport (
    EVENT_TRANSPORT_CLOSED,
    OBJECT_PRODUCER,
    OBJECT_ROUTER,
    OBJECT_SLOT,
    OBJECT_TRANSPORT,
    Context,
    Object,
    ObjectKind,
    context_find,
    tell,
)
from sfu_core.icelite cimport IceNames
from sfu_core.includes.epoll cimport eventfd_write
from sfu_core.producer cimport MEDIA_VIDEO, Producer, producer_ask, producer_free
from sfu_core.requests cimport requests_due
from sfu_core.ring cimport RingRecord, ring_push_shared
from sfu_core.router cimport (
    Move,
    Router,
    router_add,
    router_add_producer,
    router_add_slot,
    router_add_transport,
    router_announce,
    router_close,
    router_close_producer,
    router_close_slot,
    router_close_transport,
    router_keys,
    router_limit,
    router_move,
    router_pause,
)
from sfu_core.slot cimport Slot, View, slot_free, slot_want
from sfu_core.srtp cimport SrtpSession, srtp_close
from sfu_core.transport cimport Transport, transport_free, transport_restart, transport_send


cdef bint command_push(Context *c, CommandKind kind, void *pointer, uint32_t handle, uint32_t other, const void *tail,
                       int tail_size) noexcept nogil:
    cdef Command k
    k.pointer = pointer
    k.handle = handle
    k.other = other
    if ring_push_shared(&c.commands, kind, &k, sizeof(k), tail, tail_size) < 0:
        return False
    eventfd_write(c.wake_fd, 1)
    return True


cdef void _add_transport(Context *c, const Command *k) noexcept nogil:
    cdef Transport *t = <Transport *>k.pointer
    cdef uint32_t handle = t.object.handle
    cdef Router *r = <Router *>context_find(c, k.handle, OBJECT_ROUTER)
    if r == NULL:
        transport_free(t)
    elif router_add_transport(c, r, t) == 0:
        return
    tell(c, EVENT_TRANSPORT_CLOSED, handle, 0)


cdef void _add_producer(Context *c, const Command *k) noexcept nogil:
    cdef Transport *t = <Transport *>context_find(c, k.handle, OBJECT_TRANSPORT)
    if t == NULL:
        producer_free(<Producer *>k.pointer)
    else:
        router_add_producer(c, t, <Producer *>k.pointer)


cdef void _add_slot(Context *c, const Command *k) noexcept nogil:
    cdef Transport *t = <Transport *>context_find(c, k.handle, OBJECT_TRANSPORT)
    if t == NULL:
        slot_free(<Slot *>k.pointer)
    else:
        router_add_slot(c, t, <Slot *>k.pointer)


cdef void _close(Context *c, uint32_t handle, ObjectKind kind) noexcept nogil:
    cdef Object *object = context_find(c, handle, kind)
    if object == NULL:
        return
    if kind == OBJECT_ROUTER:
        router_close(c, <Router *>object)
    elif kind == OBJECT_TRANSPORT:
        router_close_transport(c, <Transport *>object)
    elif kind == OBJECT_PRODUCER:
        router_close_producer(c, <Producer *>object)
    else:
        router_close_slot(c, <Slot *>object)


cdef void _set_slot(Context *c, const Command *k) noexcept nogil:
    cdef Slot *s = <Slot *>context_find(c, k.handle, OBJECT_SLOT)
    cdef Producer *p = <Producer *>context_find(c, k.other, OBJECT_PRODUCER)
    if s == NULL:
        return
    # Media stays in its group, whatever handles are given.
    if p != NULL and (
        p.options.media != s.media or (<Transport *>p.transport).group != (<Transport *>s.transport).group
    ):
        return
    s.pinned = True
    slot_want(c, s, p)
    if s.media == MEDIA_VIDEO:
        allocation_now(c, <Transport *>s.transport)
        if p != NULL:
            requests_due(c, <Transport *>p.transport, p)


cdef void _set_view(Context *c, uint32_t handle, const View *view) noexcept nogil:
    cdef Slot *s = <Slot *>context_find(c, handle, OBJECT_SLOT)
    if s != NULL and s.media == MEDIA_VIDEO:
        s.view = view[0]
        allocation_now(c, <Transport *>s.transport)


cdef void _keyframe(Context *c, uint32_t handle) noexcept nogil:
    cdef Producer *p = <Producer *>context_find(c, handle, OBJECT_PRODUCER)
    if p != NULL:
        producer_ask(p)
        requests_due(c, <Transport *>p.transport, p)


cdef void _keys(Context *c, const Command *k) noexcept nogil:
    cdef Transport *t = <Transport *>context_find(c, k.handle, OBJECT_TRANSPORT)
    if t == NULL:
        srtp_close(<SrtpSession *>k.pointer)
    else:
        router_keys(c, t, <SrtpSession *>k.pointer)


cdef void _move(Context *c, const RingRecord *record) noexcept nogil:
    cdef Object *router = context_find(c, (<const Command *>record.data).handle, OBJECT_ROUTER)
    cdef int size = record.size - <int>sizeof(Command)
    if router != NULL:
        router_move(c, <Router *>router, <const Move *>(record.data + sizeof(Command)), size // <int>sizeof(Move))


cdef void _restart(Context *c, uint32_t handle, const Restart *r) noexcept nogil:
    cdef Transport *t = <Transport *>context_find(c, handle, OBJECT_TRANSPORT)
    cdef IceNames names
    if t == NULL:
        return
    names.ufrag = <const uint8_t *>r.text
    names.ufrag_length = r.lengths[0]
    names.pwd = names.ufrag + r.lengths[0]
    names.pwd_length = r.lengths[1]
    names.remote_ufrag = names.pwd + r.lengths[1]
    names.remote_ufrag_length = r.lengths[2]
    names.remote_pwd = names.remote_ufrag + r.lengths[2]
    names.remote_pwd_length = r.lengths[3]
    transport_restart(c, t, &names)


cdef bint command_execute(Context *c, const RingRecord *record) noexcept nogil:
    cdef const Command *k = <const Command *>record.data
    cdef Object *object
    if record.kind == COMMAND_STOP:
        return False
    if record.kind == COMMAND_ADD_ROUTER:
        router_add(c, <Router *>k.pointer)
    elif record.kind == COMMAND_ADD_TRANSPORT:
        _add_transport(c, k)
    elif record.kind == COMMAND_ADD_PRODUCER:
        _add_producer(c, k)
    elif record.kind == COMMAND_ADD_SLOT:
        _add_slot(c, k)
    elif record.kind == COMMAND_CLOSE:
        _close(c, k.handle, <ObjectKind>k.other)
    elif record.kind == COMMAND_SET_SLOT:
        _set_slot(c, k)
    elif record.kind == COMMAND_SET_VIEW:
        _set_view(c, k.handle, <const View *>(record.data + sizeof(Command)))
    elif record.kind == COMMAND_KEYFRAME:
        _keyframe(c, k.handle)
    elif record.kind == COMMAND_KEYS:
        _keys(c, k)
    elif record.kind == COMMAND_PAUSE:
        object = context_find(c, k.handle, OBJECT_PRODUCER)
        if object != NULL:
            router_pause(c, <Producer *>object, k.other != 0)
    elif record.kind == COMMAND_SET_FEEDBACK:
        object = context_find(c, k.handle, OBJECT_TRANSPORT)
        if object != NULL:
            bandwidth_agree(<Transport *>object, k.other & 1 != 0, k.other & 2 != 0)
    elif record.kind == COMMAND_LIMIT:
        object = context_find(c, k.handle, OBJECT_TRANSPORT)
        if object != NULL:
            router_limit(c, <Transport *>object, k.other)
    elif record.kind == COMMAND_MOVE:
        _move(c, record)
    elif record.kind == COMMAND_ANNOUNCE:
        object = context_find(c, k.handle, OBJECT_TRANSPORT)
        if object != NULL:
            router_announce(c, <Transport *>object, k.other != 0)
    elif record.kind == COMMAND_RESTART:
        _restart(c, k.handle, <const Restart *>(record.data + sizeof(Command)))
    elif record.kind == COMMAND_DTLS:
        object = context_find(c, k.handle, OBJECT_TRANSPORT)
        if object != NULL:
            transport_send(c, <Transport *>object, record.data + sizeof(Command), record.size - <int>sizeof(Command))
    return True
