"""A room's share of a worker: members, groups of them, closing."""

from libc.stdint cimport int64_t, uint32_t
from libc.stdlib cimport calloc, free

from sfu_core.allocation cimport allocation_limit
from sfu_core.bytesio cimport ERR_NO_MEMORY
from sfu_core.context cimport (
    EVENT_TRANSPORT_CLOSED,
    OBJECT_ROUTER,
    OBJECT_TRANSPORT,
    Context,
    context_add,
    context_find,
    context_remove,
    tell,
)
from sfu_core.debug cimport LIVE_ROUTER, live_add, live_drop
from sfu_core.egress cimport egress_forget
from sfu_core.encoding cimport Encoding
from sfu_core.group cimport (
    Group,
    group_enter,
    group_free,
    group_init,
    group_leave,
    group_new,
    group_part,
    group_tick,
)
from sfu_core.icelite cimport ice_secured
from sfu_core.layer_selector cimport selector_awaits
from sfu_core.links cimport Link, is_linked, list_append, list_init, list_is_empty, unlink
from sfu_core.producer cimport MEDIA_AUDIO, Producer, producer_ask, producer_free
from sfu_core.requests cimport requests_due
from sfu_core.slot cimport Slot, slot_break, slot_forget, slot_free, slot_leave
from sfu_core.srtp cimport SrtpSession, srtp_close
from sfu_core.transport cimport (
    Transport,
    transport_bind,
    transport_enter,
    transport_free,
    transport_leave,
    transport_unbind,
)

cdef Router *router_new() noexcept nogil:
    cdef Router *r = <Router *>calloc(1, sizeof(Router))
    if r == NULL:
        return NULL
    r.object.kind = OBJECT_ROUTER
    list_init(&r.transports, r)
    list_init(&r.groups, r)
    list_init(&r.announcers, r)
    group_init(&r.plenary, 0)
    list_append(&r.groups, &r.plenary.in_router, &r.plenary)
    live_add(LIVE_ROUTER)
    return r


cdef void router_free(Router *r) noexcept nogil:
    free(r)
    live_drop(LIVE_ROUTER)


cdef int router_add(Context *c, Router *r) noexcept nogil:
    if context_add(c, &r.object) < 0:
        router_free(r)
        return ERR_NO_MEMORY
    list_append(&c.routers, &r.in_context, r)
    return 0


cdef int router_add_transport(Context *c, Router *r, Transport *t) noexcept nogil:
    if transport_enter(c, t) < 0:
        transport_free(t)
        return ERR_NO_MEMORY
    t.router = r
    list_append(&r.transports, &t.in_router, t)
    group_enter(&r.plenary, t)
    return 0


cdef void _reseat(Router *r) noexcept nogil:
    cdef Link *link = r.groups.next
    while link != &r.groups:
        (<Group *>link.owner).reseat = True
        link = link.next


cdef void _leave_group(Transport *t) noexcept nogil:
    """A group is there as long as somebody is in it."""
    cdef Group *g = <Group *>t.group
    group_leave(t)
    if g.number != 0 and list_is_empty(&g.members):
        unlink(&g.in_router)
        group_free(g)


cdef Group *_group(Router *r, uint32_t number) noexcept nogil:
    """The group of this number, made where there is none; NULL when memory is short."""
    cdef Link *link = r.groups.next
    cdef Group *g
    while link != &r.groups:
        if (<Group *>link.owner).number == number:
            return <Group *>link.owner
        link = link.next
    g = group_new(number)
    if g != NULL:
        list_append(&r.groups, &g.in_router, g)
    return g


cdef void router_move(Context *c, Router *r, const Move *moves, int count) noexcept nogil:
    cdef Transport *t
    cdef Group *g
    cdef int i
    for i in range(count):
        t = <Transport *>context_find(c, moves[i].transport, OBJECT_TRANSPORT)
        if t == NULL or t.router != r or (<Group *>t.group).number == moves[i].group:
            continue
        g = _group(r, moves[i].group)
        if g == NULL:
            # Rather gone than heard where it must not be.
            router_close_transport(c, t)
            continue
        _leave_group(t)
        group_enter(g, t)
    # Only now is it known who is with whom.
    for i in range(count):
        t = <Transport *>context_find(c, moves[i].transport, OBJECT_TRANSPORT)
        if t != NULL and t.router == r:
            group_part(c, t)
    router_tick(c, r)


cdef void router_announce(Context *c, Transport *t, bint announces) noexcept nogil:
    cdef Router *r = <Router *>t.router
    if announces == is_linked(&t.in_announcers):
        return
    if announces:
        list_append(&r.announcers, &t.in_announcers, t)
    else:
        unlink(&t.in_announcers)
        group_part(c, t)
    _reseat(r)
    router_tick(c, r)


cdef int router_add_producer(Context *c, Transport *t, Producer *p) noexcept nogil:
    cdef Encoding *e
    cdef int i
    if context_add(c, &p.object) < 0:
        producer_free(p)
        return ERR_NO_MEMORY
    p.transport = t
    list_append(&t.producers, &p.in_transport, p)
    if p.options.media == MEDIA_AUDIO and not p.options.screen:
        list_append(&(<Group *>t.group).voices, &p.in_voices, p)
        if is_linked(&t.in_announcers):
            _reseat(<Router *>t.router)
    for i in range(p.options.encoding_count):
        e = &p.encodings[i]
        e.keyframes.bell = &t.restless
        if e.ssrc != 0:
            transport_bind(t, e.ssrc, e, False)
        if e.rtx_ssrc != 0:
            transport_bind(t, e.rtx_ssrc, e, True)
    return 0


cdef int router_add_slot(Context *c, Transport *t, Slot *s) noexcept nogil:
    if context_add(c, &s.object) < 0:
        slot_free(s)
        return ERR_NO_MEMORY
    s.transport = t
    list_append(&t.slots, &s.in_transport, s)
    (<Group *>t.group).reseat = True
    return 0


cdef void router_close_slot(Context *c, Slot *s) noexcept nogil:
    cdef Transport *t = <Transport *>s.transport
    egress_forget(t, s)
    slot_leave(s)
    context_remove(c, &s.object)
    slot_free(s)
    (<Group *>t.group).reseat = True


cdef void router_close_producer(Context *c, Producer *p) noexcept nogil:
    cdef Transport *t = <Transport *>p.transport
    cdef int i
    while not list_is_empty(&p.slots):
        slot_forget(c, <Slot *>p.slots.next.owner, p)
    for i in range(p.options.encoding_count):
        transport_unbind(t, &p.encodings[i])
    unlink(&p.in_transport)
    unlink(&p.in_voices)
    context_remove(c, &p.object)
    producer_free(p)


cdef void router_close_transport(Context *c, Transport *t) noexcept nogil:
    cdef uint32_t handle = t.object.handle
    while not list_is_empty(&t.producers):
        router_close_producer(c, <Producer *>t.producers.next.owner)
    while not list_is_empty(&t.slots):
        router_close_slot(c, <Slot *>t.slots.next.owner)
    transport_leave(c, t)
    _leave_group(t)
    unlink(&t.in_announcers)
    unlink(&t.in_router)
    transport_free(t)
    tell(c, EVENT_TRANSPORT_CLOSED, handle, 0)


cdef void router_close(Context *c, Router *r) noexcept nogil:
    while not list_is_empty(&r.transports):
        router_close_transport(c, <Transport *>r.transports.next.owner)
    context_remove(c, &r.object)
    unlink(&r.in_context)
    router_free(r)


cdef void router_pause(Context *c, Producer *p, bint paused) noexcept nogil:
    cdef Link *link
    if p.paused == paused:
        return
    p.paused = paused
    link = p.slots.next
    while link != &p.slots:
        slot_break(<Slot *>link.owner, p)
        link = link.next
    if not paused:
        requests_due(c, <Transport *>p.transport, p)


cdef void router_keys(Context *c, Transport *t, SrtpSession *session) noexcept nogil:
    cdef Link *link = t.slots.next
    cdef Slot *s
    srtp_close(t.srtp)
    t.srtp = session
    ice_secured(&t.ice)
    t.reporter_count = 0
    # Keyframes that were sent meanwhile have not reached this client.
    while link != &t.slots:
        s = <Slot *>link.owner
        if s.target != NULL and selector_awaits(&s.selector) != 0:
            producer_ask(s.target)
        link = link.next


cdef void router_limit(Context *c, Transport *t, int64_t bitrate) noexcept nogil:
    (<Group *>t.group).reseat = True
    allocation_limit(c, t, bitrate)


cdef void router_tick(Context *c, Router *r) noexcept nogil:
    cdef Link *link = r.groups.next
    while link != &r.groups:
        group_tick(c, <Group *>link.owner, &r.announcers)
        link = link.next
