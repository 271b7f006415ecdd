"""A room's share of a worker: members, voices, closing."""

from libc.stdint cimport int64_t, uint32_t
from libc.stdlib cimport calloc, free

from sfu_core.allocation cimport allocation_limit, allocation_voices
from sfu_core.bytesio cimport ERR_NO_MEMORY
from sfu_core.context cimport (
    EVENT_TRANSPORT_CLOSED,
    OBJECT_PRODUCER,
    OBJECT_ROUTER,
    Context,
    context_add,
    context_find,
    context_remove,
    tell,
)
from sfu_core.debug cimport LIVE_ROUTER, live_add, live_drop
from sfu_core.egress cimport egress_forget
from sfu_core.encoding cimport Encoding
from sfu_core.icelite cimport ice_secured
from sfu_core.layer_selector cimport selector_awaits
from sfu_core.links cimport Link, list_append, list_init, list_is_empty, unlink
from sfu_core.producer cimport MEDIA_AUDIO, Producer, producer_ask, producer_free
from sfu_core.requests cimport requests_due
from sfu_core.slot cimport Slot, slot_break, slot_forget, slot_free, slot_leave, slot_want
from sfu_core.speakers cimport SPEAKERS, Candidate, ranking_for, ranking_update
from sfu_core.srtp cimport SrtpSession, srtp_close
from sfu_core.transport cimport (
    Transport,
    transport_bind,
    transport_enter,
    transport_free,
    transport_leave,
    transport_unbind,
)

cdef enum:
    MAX_VOICES = 512         # ranked in one room; more microphones than that are not open at once
    MAX_AUDIO_SLOTS = 8


cdef Router *router_new() noexcept nogil:
    cdef Router *r = <Router *>calloc(1, sizeof(Router))
    if r == NULL:
        return NULL
    r.object.kind = OBJECT_ROUTER
    list_init(&r.transports, r)
    list_init(&r.voices, r)
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
    return 0


cdef int router_add_producer(Context *c, Transport *t, Producer *p) noexcept nogil:
    cdef Encoding *e
    cdef int i
    if context_add(c, &p.object) < 0:
        producer_free(p)
        return ERR_NO_MEMORY
    p.transport = t
    list_append(&t.producers, &p.in_transport, p)
    if p.options.media == MEDIA_AUDIO and not p.options.screen:
        list_append(&(<Router *>t.router).voices, &p.in_voices, p)
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
    (<Router *>t.router).reseat = True
    return 0


cdef void router_close_slot(Context *c, Slot *s) noexcept nogil:
    cdef Transport *t = <Transport *>s.transport
    egress_forget(t, s)
    slot_leave(s)
    context_remove(c, &s.object)
    slot_free(s)
    (<Router *>t.router).reseat = True


cdef void router_close_producer(Context *c, Producer *p) noexcept nogil:
    cdef Transport *t = <Transport *>p.transport
    cdef int i
    while not list_is_empty(&p.slots):
        slot_forget(c, <Slot *>p.slots.next.owner, p)
    for i in range(p.options.encoding_count):
        transport_unbind(t, &p.encodings[i], 0)
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
    (<Router *>t.router).reseat = True
    allocation_limit(c, t, bitrate)


cdef int _candidates(const Router *r, Candidate *out) noexcept nogil:
    cdef const Link *link = r.voices.next
    cdef const Transport *t
    cdef const Producer *p
    cdef int count = 0
    while link != &r.voices and count < MAX_VOICES:
        p = <const Producer *>link.owner
        link = link.next
        if p.paused or p.loudness.heard_ns == 0:
            continue
        t = <const Transport *>p.transport
        out[count].producer = p.object.handle
        out[count].transport = t.object.handle
        out[count].person = t.person
        out[count].level_q8 = p.loudness.level_q8
        out[count].heard_ns = p.loudness.heard_ns
        out[count].speech_ns = p.loudness.speech_ns
        count += 1
    return count


cdef uint32_t _wanted(const Slot *s) noexcept nogil:
    if s.target != NULL:
        return s.target.object.handle
    return s.current.object.handle if s.current != NULL else 0


cdef void _seat(Context *c, Router *r, Transport *t) noexcept nogil:
    """Put the voices that this client hears into its audio slots; who has a place keeps it."""
    cdef Slot *slots[MAX_AUDIO_SLOTS]
    cdef uint32_t voices[SPEAKERS]
    cdef Link *link = t.slots.next
    cdef uint32_t seated
    cdef int slot_count = 0
    cdef int voice_count
    cdef int i
    cdef int k
    while link != &t.slots and slot_count < MAX_AUDIO_SLOTS:
        if (<Slot *>link.owner).media == MEDIA_AUDIO and not (<Slot *>link.owner).pinned:
            slots[slot_count] = <Slot *>link.owner
            slot_count += 1
        link = link.next
    voice_count = ranking_for(
        &r.ranking, t.object.handle, t.person, voices,
        allocation_voices(t, slot_count if slot_count < SPEAKERS else SPEAKERS),
    )
    for i in range(slot_count):
        seated = _wanted(slots[i])
        for k in range(voice_count):
            if seated != 0 and voices[k] == seated:
                voices[k] = 0
                slots[i] = NULL
                break
    k = 0
    for i in range(slot_count):
        if slots[i] == NULL:
            continue
        while k < voice_count and voices[k] == 0:
            k += 1
        if k < voice_count:
            slot_want(c, slots[i], <Producer *>context_find(c, voices[k], OBJECT_PRODUCER))
            k += 1
        else:
            slot_want(c, slots[i], NULL)


cdef void router_tick(Context *c, Router *r) noexcept nogil:
    cdef Candidate candidates[MAX_VOICES]
    cdef int count = _candidates(r, candidates)
    cdef Link *link
    if not ranking_update(&r.ranking, candidates, count, c.now_ns) and not r.reseat:
        return
    r.reseat = False
    link = r.transports.next
    while link != &r.transports:
        _seat(c, r, <Transport *>link.owner)
        link = link.next
