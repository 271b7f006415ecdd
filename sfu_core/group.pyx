"""A part of a room: who is in it, who is heard in it, and what ends when somebody moves."""

from libc.stdint cimport uint32_t
from libc.stdlib cimport calloc, free

from sfu_core.allocation cimport allocation_voices
from sfu_core.context cimport OBJECT_PRODUCER, Context, context_find
from sfu_core.debug cimport LIVE_GROUP, live_add, live_drop
from sfu_core.egress cimport egress_forget
from sfu_core.links cimport Link, is_linked, list_append, list_init, unlink
from sfu_core.producer cimport MEDIA_AUDIO, Producer
from sfu_core.slot cimport Slot, slot_forget, slot_rewind, slot_want
from sfu_core.speakers cimport RANKED, SPEAKERS, Candidate, ranking_for, ranking_update
from sfu_core.transport cimport Transport

cdef enum:
    MAX_VOICES = 512         # ranked in one group; more microphones than that are not open at once
    MAX_AUDIO_SLOTS = 8


cdef void group_init(Group *g, uint32_t number) noexcept nogil:
    g.number = number
    list_init(&g.members, g)
    list_init(&g.voices, g)


cdef Group *group_new(uint32_t number) noexcept nogil:
    cdef Group *g = <Group *>calloc(1, sizeof(Group))
    if g != NULL:
        group_init(g, number)
        live_add(LIVE_GROUP)
    return g


cdef void group_free(Group *g) noexcept nogil:
    free(g)
    live_drop(LIVE_GROUP)


cdef inline bint _is_voice(const Producer *p) noexcept nogil:
    return p.options.media == MEDIA_AUDIO and not p.options.screen


cdef void group_enter(Group *g, Transport *t) noexcept nogil:
    cdef Link *link = t.producers.next
    cdef Producer *p
    group_leave(t)
    t.group = g
    list_append(&g.members, &t.in_group, t)
    while link != &t.producers:
        p = <Producer *>link.owner
        link = link.next
        if _is_voice(p):
            unlink(&p.in_voices)
            list_append(&g.voices, &p.in_voices, p)
    g.reseat = True


cdef void group_leave(Transport *t) noexcept nogil:
    if t.group != NULL:
        (<Group *>t.group).reseat = True
        unlink(&t.in_group)
        t.group = NULL


cdef bint _allows(const Slot *s, const Producer *p) noexcept nogil:
    """Both are of one group, or it is a voice that announces."""
    cdef const Transport *source = <const Transport *>p.transport
    cdef const Transport *t = <const Transport *>s.transport
    return source.group == t.group or (
        source.router == t.router and is_linked(&source.in_announcers) and _is_voice(p) and not s.pinned
    )


cdef void _forget(Context *c, Slot *s, Producer *p) noexcept nogil:
    cdef bint shown = s.current == p
    if p == NULL or _allows(s, p):
        return
    slot_forget(c, s, p)
    if shown:
        # What waits to leave is of the other group too.
        egress_forget(<Transport *>s.transport, s)
        slot_rewind(s)


cdef void group_part(Context *c, Transport *t) noexcept nogil:
    cdef Link *link = t.slots.next
    cdef Link *shown
    cdef Producer *p
    cdef Slot *s
    while link != &t.slots:
        s = <Slot *>link.owner
        link = link.next
        _forget(c, s, s.target)
        _forget(c, s, s.current)
    link = t.producers.next
    while link != &t.producers:
        p = <Producer *>link.owner
        link = link.next
        shown = p.slots.next
        while shown != &p.slots:
            s = <Slot *>shown.owner
            shown = shown.next
            _forget(c, s, p)


cdef int _candidates(const Group *g, Candidate *out) noexcept nogil:
    cdef const Link *link = g.voices.next
    cdef const Transport *t
    cdef const Producer *p
    cdef int count = 0
    while link != &g.voices and count < MAX_VOICES:
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


cdef uint32_t _microphone(const Transport *t) noexcept nogil:
    cdef const Link *link = t.producers.next
    while link != &t.producers:
        if _is_voice(<const Producer *>link.owner):
            return (<const Producer *>link.owner).object.handle
        link = link.next
    return 0


cdef int _announced(const Link *announcers, const Transport *t, uint32_t *out, int capacity) noexcept nogil:
    """Whom a client hears from wherever they are."""
    cdef const Link *link = announcers.next
    cdef const Transport *source
    cdef uint32_t voice
    cdef int count = 0
    while link != announcers and count < capacity:
        source = <const Transport *>link.owner
        link = link.next
        if source == t or (t.person != 0 and source.person == t.person):
            continue
        voice = _microphone(source)
        if voice != 0:
            out[count] = voice
            count += 1
    return count


cdef bint _has(const uint32_t *voices, int count, uint32_t voice) noexcept nogil:
    cdef int i
    for i in range(count):
        if voices[i] == voice:
            return True
    return False


cdef int _voices(const Group *g, const Link *announcers, const Transport *t, uint32_t *out, int capacity) noexcept nogil:
    """Whom a client hears: those who announce, then the loudest of its group."""
    cdef uint32_t ranked[RANKED]
    cdef int announced = _announced(announcers, t, out, capacity)
    cdef int ranked_count = ranking_for(&g.ranking, t.object.handle, t.person, ranked, RANKED)
    cdef int count = announced
    cdef int i
    for i in range(ranked_count):
        if count == capacity:
            break
        if not _has(out, announced, ranked[i]):
            out[count] = ranked[i]
            count += 1
    return count


cdef uint32_t _wanted(const Slot *s) noexcept nogil:
    if s.target != NULL:
        return s.target.object.handle
    return s.current.object.handle if s.current != NULL else 0


cdef void _seat(Context *c, const Group *g, const Link *announcers, Transport *t) noexcept nogil:
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
    voice_count = _voices(
        g, announcers, t, voices, allocation_voices(t, slot_count if slot_count < SPEAKERS else SPEAKERS)
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


cdef void group_tick(Context *c, Group *g, const Link *announcers) noexcept nogil:
    cdef Candidate candidates[MAX_VOICES]
    cdef int count = _candidates(g, candidates)
    cdef Link *link
    if not ranking_update(&g.ranking, candidates, count, c.now_ns) and not g.reseat:
        return
    g.reseat = False
    link = g.members.next
    while link != &g.members:
        _seat(c, g, announcers, <Transport *>link.owner)
        link = link.next
