"""The pure decisions of the core (ICE, sources, numbers, speakers) as Python objects, for tests alone."""

from libc.stdint cimport int64_t, uint8_t, uint16_t, uint32_t, uint64_t
from libc.string cimport memcpy, memset

from sfu_core.address cimport Address
from sfu_core.icelite cimport (
    ICE_NONE,
    IceAgent,
    IceAnswer,
    IceNames,
    ice_alive,
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
    ice_secured,
)
from sfu_core.keyframes cimport KeyframeGate, Patience, gate_ask, gate_due, gate_keyframe, patience_take
from sfu_core.dependency_descriptor cimport DdFrame, DdStructure, dd_parse
from sfu_core.layer_selector cimport (
    FORWARD,
    HOLD_KEYFRAME,
    HOLD_OTHER,
    RISE_KEYFRAME,
    RISE_POINT,
    RISE_SYNC,
    RISE_TARGET,
    SKIP_LAYER,
    Decision,
    Layered,
    Selector,
    selector_awaits,
    selector_break,
    selector_decide,
    selector_expire,
    selector_forget,
    selector_init,
    selector_want,
    selector_want_layers,
)
from sfu_core.rtp_munger cimport (
    MUNGE_FILL,
    MUNGE_OLD,
    PICTURES_CLOSED,
    PICTURES_KEPT,
    Counted,
    Munged,
    Munger,
    munger_align,
    munger_init,
    munger_skip,
    munger_switch,
    munger_take,
)
from sfu_core.stun cimport StunMessage, stun_parse
from sfu_core.table cimport Table, table_drop, table_free, table_get, table_init, table_put
from sfu_core.speakers cimport SPEAKERS, Candidate, Loudness, Ranking, loudness_push, ranking_for, ranking_update


# In the order of layer_selector.Decision.
DECISIONS = ("forward", "switch", "resume", "encoding", "skip", "hold-keyframe", "hold-other")


cdef class LayerTrace:
    """A selector and a munger for table tests: packets as dicts in, what happens to them out."""

    cdef Selector selector
    cdef Munger munger
    cdef DdStructure structure

    def __cinit__(self, bint keyframes=True, int sequence=100, uint32_t timestamp=5000):
        selector_init(&self.selector, keyframes)
        munger_init(&self.munger, 90000, <uint16_t>sequence, timestamp)
        memset(&self.structure, 0, sizeof(self.structure))

    def want(self, uint32_t source, int64_t now_ns=0):
        selector_want(&self.selector, source, now_ns)

    def want_layers(self, int encoding, int spatial, int temporal):
        selector_want_layers(&self.selector, encoding, spatial, temporal)

    def break_off(self, uint32_t source):
        selector_break(&self.selector, source)

    def forget(self, uint32_t source):
        return bool(selector_forget(&self.selector, source))

    def expire(self, int64_t now_ns):
        return bool(selector_expire(&self.selector, now_ns))

    @property
    def awaits(self):
        return selector_awaits(&self.selector)

    @property
    def layers(self):
        """Encoding, spatial and temporal limit of what is being forwarded."""
        return self.selector.encoding, self.selector.spatial, self.selector.temporal

    def packet(self, uint32_t source, *, sequence=0, timestamp=0, encoding=0, spatial=0, temporal=0, keyframe=False,
               starts=True, empty=False, sync=False, inter_picture=True, rule="sync", picture=None, picture_bits=15,
               closed=True, tl0=0, descriptor=b"", int64_t now_ns=0):
        """The decision, and the numbers (sequence, timestamp, picture id, TL0PICIDX) of what leaves, if anything."""
        cdef Layered l
        cdef Counted n
        cdef Munged out
        cdef DdFrame frame
        cdef DdStructure fresh
        cdef Decision decision
        memset(&l, 0, sizeof(l))
        memset(&n, 0, sizeof(n))
        n.sequence = sequence & 0xFFFF
        n.timestamp = timestamp & 0xFFFFFFFF
        if picture is not None:
            n.pictures = PICTURES_CLOSED if closed else PICTURES_KEPT
            n.picture_bits = picture_bits
            n.picture_id = picture
        n.tl0picidx = tl0
        l.timestamp = n.timestamp
        l.encoding, l.spatial, l.temporal = encoding, spatial, temporal
        l.keyframe, l.starts, l.empty, l.sync, l.inter_picture = keyframe, starts, empty, sync, inter_picture
        l.rise = RISE_SYNC if rule == "sync" else RISE_POINT if rule == "point" else RISE_KEYFRAME
        if descriptor:
            if dd_parse(descriptor, <int>len(descriptor), &self.structure, &fresh, &frame) < 0:
                raise ValueError("not a dependency descriptor")
            if frame.has_structure:
                self.structure = fresh
            l.rise = RISE_TARGET
            l.frame = &frame
            l.structure = &self.structure
            l.spatial, l.temporal, l.starts = frame.spatial, frame.temporal, frame.starts_frame
        decision = selector_decide(&self.selector, source, &l)
        name = DECISIONS[<int>decision]
        if decision == HOLD_OTHER or decision == HOLD_KEYFRAME:
            return name, None
        if decision == SKIP_LAYER:
            if munger_skip(&self.munger, &n, &out) == MUNGE_FILL:
                return "fill", (out.sequence, out.timestamp, 0, 0)
            return name, None
        if decision != FORWARD:
            munger_switch(&self.munger)
        if munger_take(&self.munger, &n, now_ns, &out) == MUNGE_OLD:
            return "old", None
        return name, (out.sequence, out.timestamp, out.picture_id, out.tl0picidx)


def trace_selector(bint keyframes, list steps):
    """Run a selector over steps for table tests; the answers of those that answer.

    Steps: ("want", source, now), ("packet", source, keyframe), ("break", source), ("forget", source),
    ("expire", now), ("awaits",). Packets answer the decision's name.
    """
    trace = LayerTrace(keyframes)
    answers = []
    sequence = 0
    for step in steps:
        if step[0] == "want":
            trace.want(step[1], step[2])
        elif step[0] == "packet":
            sequence += 1
            answers.append(
                trace.packet(step[1], sequence=sequence, timestamp=sequence * 3000, keyframe=step[2])[0]
            )
        elif step[0] == "break":
            trace.break_off(step[1])
        elif step[0] == "forget":
            answers.append(trace.forget(step[1]))
        elif step[0] == "expire":
            answers.append(trace.expire(step[1]))
        else:
            answers.append(trace.awaits)
    return answers


def trace_gate(list steps):
    """Run a keyframe gate over ("ask",), ("due", now, rtt), ("keyframe",); the answers of "due"."""
    cdef KeyframeGate g
    memset(&g, 0, sizeof(g))
    answers = []
    for step in steps:
        if step[0] == "ask":
            gate_ask(&g)
        elif step[0] == "due":
            answers.append(bool(gate_due(&g, step[1], step[2])))
        else:
            gate_keyframe(&g)
    return answers


def trace_patience(list times):
    """Which requests at these times (ns) one receiver is granted."""
    cdef Patience p
    p.spent_ns = 0
    return [bool(patience_take(&p, time)) for time in times]


def trace_munger(uint32_t clock_rate, int first_sequence, uint32_t first_timestamp, list steps):
    """Run a munger over steps for table tests: "switch", ("align", offset), (sequence, timestamp, picture id, TL0PICIDX,
    now ns), or ("skip", sequence, picture id).

    A packet answers (sequence, timestamp, picture id, TL0PICIDX), or None when it is too old for the receiver. A
    skipped one answers nothing unless its number is to be filled: then that.
    """
    cdef Munger m
    cdef Munged out
    cdef Counted n
    memset(&n, 0, sizeof(n))
    n.pictures = PICTURES_CLOSED
    n.picture_bits = 15
    munger_init(&m, clock_rate, <uint16_t>first_sequence, first_timestamp)
    answers = []
    for step in steps:
        if step == "switch":
            munger_switch(&m)
            continue
        if step[0] == "align":
            munger_align(&m, step[1])
            continue
        if step[0] == "skip":
            n.sequence, n.picture_id = step[1], step[2]
            if munger_skip(&m, &n, &out) == MUNGE_FILL:
                answers.append(out.sequence)
            continue
        n.sequence, n.timestamp, n.picture_id, n.tl0picidx = step[0], step[1], step[2], step[3]
        if munger_take(&m, &n, step[4], &out) == MUNGE_OLD:
            answers.append(None)
        else:
            answers.append((out.sequence, out.timestamp, out.picture_id, out.tl0picidx))
    return answers


cdef class RankingTrace:
    """A ranking for table tests: levels in as RFC 6464 sends them, the producers that are heard out."""

    cdef Ranking ranking
    cdef dict _levels

    def __cinit__(self):
        memset(&self.ranking, 0, sizeof(self.ranking))
        self._levels = {}

    def push(self, uint32_t producer, int level, int64_t now_ns, uint32_t transport=0, uint32_t person=0):
        """One packet. Without a transport each producer has its own."""
        cdef Loudness l
        memset(&l, 0, sizeof(l))
        if producer in self._levels:
            l = _loudness(self._levels[producer][0])
        loudness_push(&l, level, now_ns)
        self._levels[producer] = ((<char *>&l)[:sizeof(l)], transport or producer, person)

    def close(self, uint32_t producer):
        self._levels.pop(producer, None)

    def spoken_ns(self, uint32_t producer):
        return _loudness(self._levels[producer][0]).spoken_ns

    def update(self, int64_t now_ns):
        cdef Candidate candidates[64]
        cdef int n = 0
        cdef Loudness l
        for producer, (loudness, transport, person) in self._levels.items():
            l = _loudness(loudness)
            candidates[n].producer = producer
            candidates[n].level_q8 = l.level_q8
            candidates[n].heard_ns = l.heard_ns
            candidates[n].speech_ns = l.speech_ns
            candidates[n].transport = transport
            candidates[n].person = person
            n += 1
        return bool(ranking_update(&self.ranking, candidates, n, now_ns))

    def heard_by(self, uint32_t transport, uint32_t person=0):
        cdef uint32_t out[3]
        cdef int n = ranking_for(&self.ranking, transport, person, out, SPEAKERS)
        return [out[i] for i in range(n)]


cdef Loudness _loudness(bytes kept):
    cdef Loudness l
    memcpy(&l, <const char *>kept, sizeof(l))
    return l


cdef Address _address(int port):
    """192.0.2.1 with a port, or 2001:db8::1 for negative ones."""
    cdef Address a
    memset(&a, 0, sizeof(a))
    a.port = abs(port)
    a.family = 4 if port > 0 else 6
    cdef bytes octets = bytes([192, 0, 2, 1]) if port > 0 else bytes.fromhex("20010db8") + bytes(11) + b"\x01"
    for i, octet in enumerate(octets):
        a.ip[i] = octet
    return a


cdef IceNames _names(bytes ufrag, bytes pwd, bytes remote_ufrag, bytes remote_pwd):
    cdef IceNames names
    names.ufrag = ufrag
    names.ufrag_length = len(ufrag)
    names.pwd = pwd
    names.pwd_length = len(pwd)
    names.remote_ufrag = remote_ufrag
    names.remote_ufrag_length = len(remote_ufrag)
    names.remote_pwd = remote_pwd
    names.remote_pwd_length = len(remote_pwd)
    return names


cdef class IceTrace:
    """An ICE agent; addresses are ports of one IPv4 host, negative ones of an IPv6 host."""

    cdef IceAgent agent
    cdef int pair
    cdef readonly bint asks
    cdef char connections[8]     # each stands for the one of a port

    def __cinit__(self, bytes ufrag, bytes pwd, bytes remote_ufrag, bytes remote_pwd=b""):
        cdef IceNames names = _names(ufrag, pwd, remote_ufrag, remote_pwd)
        if ice_init(&self.agent, &names) < 0:
            raise ValueError("a name is too long")

    def restart(self, bytes ufrag, bytes pwd, bytes remote_ufrag, bytes remote_pwd=b""):
        cdef IceNames names = _names(ufrag, pwd, remote_ufrag, remote_pwd)
        ice_restart(&self.agent, &names)

    def check(self, bytes datagram, int port, int64_t now_ns, bint tcp=False, int ours=9):
        """The answer (empty: silence), and whether the selected address moved, the agent came back, what it forgot."""
        cdef StunMessage m
        cdef IceAnswer answer
        cdef Address remote = _address(port)
        cdef Address local = _address(ours if port > 0 else -ours)
        cdef void *connection
        if stun_parse(datagram, len(datagram), &m) < 0:
            return b"", False, False, 0
        connection = &self.connections[port & 7] if tcp else NULL
        ice_check(&self.agent, datagram, &m, &remote, &local, 0, connection, now_ns, &answer)
        self.pair = answer.pair
        self.asks = answer.ask
        return (
            (<const char *>answer.data)[: answer.size],
            bool(answer.moved),
            bool(answer.returned),
            answer.forgotten.remote.port if answer.forgotten.remote.family else 0,
        )

    def ask(self, bytes random, int64_t now_ns):
        """Our check to the pair that was checked last."""
        cdef uint8_t data[256]
        cdef int size = ice_ask(&self.agent, self.pair, <const uint64_t *><const uint8_t *>random, now_ns, data, 256)
        return (<const char *>data)[:size]

    def proof(self, bytes datagram, int port):
        cdef StunMessage m
        cdef Address remote = _address(port)
        if stun_parse(datagram, len(datagram), &m) < 0:
            return False
        return bool(ice_proof(&self.agent, datagram, &m, &remote))

    @property
    def selected(self):
        """The selected port, or 0."""
        return self.agent.pairs[self.agent.selected].remote.port if self.agent.selected != ICE_NONE else 0

    @property
    def leaves_from(self):
        """Which port of ours the selected one is sent to from, or 0."""
        return self.agent.pairs[self.agent.selected].local.port if self.agent.selected != ICE_NONE else 0

    def is_valid(self, int port, int64_t now_ns):
        cdef Address remote = _address(port)
        return ice_find(&self.agent, &remote, now_ns) != ICE_NONE

    def heard(self, int port, int64_t now_ns):
        cdef Address remote = _address(port)
        return bool(ice_heard(&self.agent, ice_find(&self.agent, &remote, now_ns)))

    def secured(self):
        ice_secured(&self.agent)

    def is_idle(self, int port, int64_t now_ns):
        return ice_idle(&self.agent, now_ns) == <void *>&self.connections[port & 7]

    def forget(self, int port):
        return bool(ice_forget(&self.agent, &self.connections[port & 7]))

    def media(self, int port, int64_t now_ns):
        """Something that only the client can have protected has come from there."""
        cdef Address remote = _address(port)
        ice_alive(&self.agent, ice_find(&self.agent, &remote, now_ns), now_ns)

    def comes_back(self, int64_t now_ns):
        return bool(ice_return(&self.agent, now_ns))

    def expire(self, int64_t now_ns):
        return bool(ice_expire(&self.agent, now_ns))


cdef class TableTrace:
    """A table of numbers under 64-bit keys."""

    cdef Table table

    def __cinit__(self, uint32_t capacity):
        table_init(&self.table, capacity)

    def __dealloc__(self):
        table_free(&self.table)

    def __len__(self):
        return self.table.count

    def put(self, uint64_t key, uint32_t value):
        table_put(&self.table, key, <void *><uint64_t>value)

    def get(self, uint64_t key):
        return <uint64_t>table_get(&self.table, key)

    def drop(self, uint64_t key):
        table_drop(&self.table, key)
