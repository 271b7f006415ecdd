"""A native thread with one UDP port that forwards packets. The only Python surface of the core; see worker.pyi."""

import os
import struct
from collections import deque

from libc.stdint cimport int64_t, uint8_t, uint32_t, uint64_t
from libc.stdlib cimport calloc, free
from libc.string cimport memcpy, memset
from posix.time cimport CLOCK_THREAD_CPUTIME_ID, clock_gettime, clockid_t, timespec

from sfu_core cimport debug
from sfu_core.bytesio cimport ERR_NO_MEMORY
from sfu_core.clock cimport NS_PER_S, NS_PER_US
from sfu_core.commands cimport (
    COMMAND_ADD_PRODUCER,
    COMMAND_ADD_ROUTER,
    COMMAND_ADD_SLOT,
    COMMAND_ADD_TRANSPORT,
    COMMAND_ANNOUNCE,
    COMMAND_CLOSE,
    COMMAND_DTLS,
    COMMAND_KEYFRAME,
    COMMAND_KEYS,
    COMMAND_LIMIT,
    COMMAND_MOVE,
    COMMAND_PAUSE,
    COMMAND_RESTART,
    COMMAND_SET_FEEDBACK,
    COMMAND_SET_SLOT,
    COMMAND_SET_VIEW,
    COMMAND_STOP,
    CommandKind,
    Restart,
    command_execute,
    command_push,
)
from sfu_core.context cimport (
    EVENT_TRANSPORT_CLOSED,
    OBJECT_PRODUCER,
    OBJECT_ROUTER,
    OBJECT_SLOT,
    OBJECT_TRANSPORT,
    Context,
    context_close,
    context_notify,
    context_open,
)
from sfu_core.debug cimport LIVE_WORKER, live_add, live_drop
from sfu_core.figures cimport ProducerTally, SlotTally
from sfu_core.icelite cimport IceNames
from sfu_core.includes.atomics cimport load32, store32
from sfu_core.includes.epoll cimport eventfd_read, eventfd_t, eventfd_write
from sfu_core.includes.pthread cimport (
    SIG_SETMASK,
    pthread_create,
    pthread_join,
    pthread_setname_np,
    pthread_sigmask,
    pthread_t,
    sigfillset,
    sigset_t,
)
from sfu_core.includes.sched cimport schedule_self
from sfu_core.links cimport list_is_empty
from sfu_core.news cimport news_read
from sfu_core.producer cimport Producer, ProducerOptions, producer_free, producer_new
from sfu_core.ring cimport RingRecord, ring_front, ring_pop
from sfu_core.router cimport Router, router_close, router_free, router_new
from sfu_core.slot cimport Slot, SlotOptions, View, slot_free, slot_new
from sfu_core.specs cimport check_range, check_size, read_names, read_producer, read_slot
from sfu_core.srtp cimport SrtpSession, srtp_close, srtp_key_length, srtp_open
from sfu_core.tally cimport TransportTally, worker_stats
from sfu_core.tap cimport tap_read
from sfu_core.tcp_port cimport tcp_close
from sfu_core.transport cimport Transport, transport_free, transport_new
from sfu_core.udp_loop cimport loop_commands, loop_run

from sfu_core.records import (
    AUDIO,
    VIDEO,
    Codec,
    Dtls,
    Encoding,
    EncodingStats,
    Event,
    Extensions,
    IceConnected,
    IceLost,
    LayersWanted,
    ProducerSpec,
    ProducerStarted,
    ProducerStats,
    SlotChanged,
    SlotCodec,
    SlotLayer,
    SlotSpec,
    SlotStats,
    Sound,
    TransportClosed,
    TransportStats,
    WorkerStats,
)

__all__ = [
    "AUDIO",
    "VIDEO",
    "Codec",
    "Dtls",
    "Encoding",
    "EncodingStats",
    "Event",
    "Extensions",
    "IceConnected",
    "IceLost",
    "LayersWanted",
    "ProducerSpec",
    "ProducerStarted",
    "ProducerStats",
    "SlotChanged",
    "SlotCodec",
    "SlotLayer",
    "SlotSpec",
    "SlotStats",
    "Sound",
    "TransportClosed",
    "TransportStats",
    "Worker",
    "WorkerStats",
]

cdef extern from "pthread.h" nogil:
    int pthread_getcpuclockid(pthread_t thread, clockid_t *clock) noexcept

cdef enum:
    MAX_DTLS = 1500
    MAX_SIDE = 16384         # pixels
    MAX_MOVES = 2048
    # Sequences begin below this: far from the rollover that a late receiver would guess wrong.
    FIRST_SEQUENCES = 8192
    # The thread must not wait for those that compute for longer. A turn for a whole class fits into this slice; with a
    # shorter one the scheduler stops it in the middle of that.
    NICENESS = -15
    SLICE_US = 700

cdef struct WorkerState:
    Context context
    pthread_t thread
    bint running
    int error                # of the loop
    int64_t cpu_ns           # of a thread that has ended


cdef void *_thread_main(void *argument) noexcept nogil:
    cdef WorkerState *state = <WorkerState *>argument
    cdef timespec used
    cdef int error
    # A better niceness needs a privilege, a short turn does not.
    if schedule_self(NICENESS, SLICE_US * NS_PER_US) != 0:
        schedule_self(0, SLICE_US * NS_PER_US)
    error = loop_run(&state.context, command_execute)
    if error < 0:
        # Nobody is told by events any more: poll() raises.
        store32(<uint32_t *>&state.error, <uint32_t>error)
        eventfd_write(state.context.event_fd, 1)
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used)
    state.cpu_ns = used.tv_sec * NS_PER_S + used.tv_nsec
    return NULL


# Event loop only.

cdef class Worker:
    CNAME = b"eduforum"

    cdef WorkerState *state
    cdef uint32_t _last_handle
    cdef dict _tallies
    cdef dict _parts         # of producers and slots
    cdef bint _stopped
    cdef object _late       # commands that found the ring full, in order

    def __cinit__(self, *, int port=0, bint ipv6=True, tcp_port=None):
        cdef uint64_t seed = int.from_bytes(os.urandom(8), "little")
        cdef WorkerState *state
        cdef int tcp = -1 if tcp_port is None else tcp_port
        cdef int error
        check_range("port", port, 0, 65535)
        check_range("tcp_port", tcp, -1, 65535)
        state = <WorkerState *>calloc(1, sizeof(WorkerState))
        if state == NULL:
            raise MemoryError
        with nogil:
            error = context_open(&state.context, port, tcp, ipv6, seed)
        if error < 0:
            free(state)
            if error == ERR_NO_MEMORY:
                raise MemoryError
            raise OSError(-error, f"UDP port {port} or TCP port {tcp}: {os.strerror(-error)}")
        self.state = state
        self._tallies = {}
        self._parts = {}
        self._late = deque()
        live_add(LIVE_WORKER)

    def __dealloc__(self):
        if self.state != NULL:
            self._end()
            context_close(&self.state.context)
            free(self.state)
            live_drop(LIVE_WORKER)

    @property
    def port(self):
        return self.state.context.port.number

    @property
    def tcp_port(self):
        return self.state.context.tcp.number

    def fileno(self):
        return self.state.context.event_fd

    def start(self):
        cdef sigset_t everything
        cdef sigset_t before
        cdef int error
        if self.state.running or self._stopped:
            raise RuntimeError("a worker starts once")
        # Signals are the event loop's.
        sigfillset(&everything)
        pthread_sigmask(SIG_SETMASK, &everything, &before)
        error = pthread_create(&self.state.thread, NULL, _thread_main, self.state)
        pthread_sigmask(SIG_SETMASK, &before, NULL)
        if error != 0:
            raise OSError(error, os.strerror(error))
        self.state.running = True
        name = f"sfu-{self.port}".encode()
        pthread_setname_np(self.state.thread, name)

    def stop(self):
        if not self._stopped:
            self._end()

    cdef _end(self):
        """Join the thread; what it held belongs to this one then, and is closed."""
        cdef Context *c = &self.state.context
        if self._stopped:
            return
        self._stopped = True
        if self.state.running:
            with nogil:
                # A full ring is being emptied: there is room soon, unless nobody is there to empty it.
                while not command_push(c, COMMAND_STOP, NULL, 0, 0, NULL, 0) and (
                    load32(<const uint32_t *>&self.state.error) == 0
                ):
                    eventfd_write(c.wake_fd, 1)
                pthread_join(self.state.thread, NULL)
            self.state.running = False
        with nogil:
            while not loop_commands(c, command_execute):
                pass
        while self._late:
            self._catch_up()
            with nogil:
                loop_commands(c, command_execute)
        with nogil:
            while not list_is_empty(&c.routers):
                router_close(c, <Router *>c.routers.next.owner)
            tcp_close(&c.tcp)
            context_notify(c)

    cdef uint32_t _next_handle(self) noexcept:
        self._last_handle += 1
        return self._last_handle

    cdef bint _push(self, CommandKind kind, void *pointer, uint32_t handle, uint32_t other, const void *tail,
                    int tail_size) noexcept:
        return not self._stopped and command_push(
            &self.state.context, kind, pointer, handle, other, tail, tail_size
        )

    cdef _refuse(self):
        if self._stopped:
            raise RuntimeError("the worker has been stopped")
        raise BufferError("the worker does not keep up with commands")

    cdef _command(self, CommandKind kind, uint32_t handle, uint32_t other):
        self._insist(kind, NULL, handle, other, b"")

    cdef _insist(self, CommandKind kind, void *pointer, uint32_t handle, uint32_t other, bytes tail):
        """A command that must not be lost: kept here while the ring is full."""
        # What comes after the stop would concern what is closed already.
        if self._stopped:
            return
        if self._late or not self._push(kind, pointer, handle, other, <const uint8_t *>tail, <int>len(tail)):
            self._late.append((<int>kind, <size_t>pointer, handle, other, tail))
            self._await_room()

    cdef _await_room(self):
        store32(&self.state.context.starved, 1)
        # The thread may have emptied the ring just before.
        eventfd_write(self.state.context.wake_fd, 1)

    cdef _catch_up(self):
        cdef const uint8_t *tail
        while self._late:
            kind, pointer, handle, other, data = self._late[0]
            tail = <bytes>data
            if not command_push(
                &self.state.context, <CommandKind><int>kind, <void *><size_t>pointer, handle, other, tail, <int>len(data)
            ):
                self._await_room()
                return
            self._late.popleft()

    cdef bint _keep(self, uint32_t transport, uint32_t handle, object part) except -1:
        """Keep the figures of a transport's part for as long as the worker may write them."""
        cdef TransportTally tally = self._tallies.get(transport)
        if tally is None:
            return False
        tally.parts.append(handle)
        self._parts[handle] = part
        return True

    cdef _forget(self, uint32_t transport):
        cdef TransportTally tally = self._tallies.pop(transport, None)
        if tally is not None:
            for handle in tally.parts:
                del self._parts[handle]

    def create_router(self):
        cdef Router *r = router_new()
        if r == NULL:
            raise MemoryError
        r.object.handle = self._next_handle()
        handle = r.object.handle
        if not self._push(COMMAND_ADD_ROUTER, r, 0, 0, NULL, 0):
            router_free(r)
            self._refuse()
        return handle

    def close_router(self, uint32_t router):
        self._command(COMMAND_CLOSE, router, OBJECT_ROUTER)

    def create_transport(self, uint32_t router, bytes ufrag, bytes pwd, bytes remote_ufrag, uint32_t person=0,
                         bytes remote_pwd=b""):
        cdef TransportTally tally = TransportTally()
        cdef IceNames names
        cdef Transport *t
        read_names(ufrag, pwd, remote_ufrag, remote_pwd, &names)
        t = transport_new(&names, person, &tally.counters)
        if t == NULL:
            raise MemoryError
        handle = self._next_handle()
        t.object.handle = handle
        self._tallies[handle] = tally
        if not self._push(COMMAND_ADD_TRANSPORT, t, router, 0, NULL, 0):
            del self._tallies[handle]
            transport_free(t)
            self._refuse()
        return handle

    def close_transport(self, uint32_t transport):
        self._command(COMMAND_CLOSE, transport, OBJECT_TRANSPORT)

    def restart_ice(self, uint32_t transport, bytes ufrag, bytes pwd, bytes remote_ufrag, bytes remote_pwd=b""):
        cdef Restart restart
        cdef IceNames names
        cdef bytes text = ufrag + pwd + remote_ufrag + remote_pwd
        read_names(ufrag, pwd, remote_ufrag, remote_pwd, &names)
        memset(&restart, 0, sizeof(restart))
        restart.lengths[0] = names.ufrag_length
        restart.lengths[1] = names.pwd_length
        restart.lengths[2] = names.remote_ufrag_length
        restart.lengths[3] = names.remote_pwd_length
        memcpy(restart.text, <const uint8_t *>text, len(text))
        self._insist(COMMAND_RESTART, NULL, transport, 0, (<const char *>&restart)[: sizeof(restart)])

    def set_feedback(self, uint32_t transport, bint transport_cc, bint remb):
        self._command(COMMAND_SET_FEEDBACK, transport, (1 if transport_cc else 0) | (2 if remb else 0))

    def set_max_bitrate(self, uint32_t transport, int64_t bps):
        check_range("bps", bps, 0, 0xFFFFFFFF)
        self._command(COMMAND_LIMIT, transport, <uint32_t>bps)

    def move(self, uint32_t router, moves):
        if len(moves) > MAX_MOVES:
            raise ValueError(f"at most {MAX_MOVES} transports move at once")
        # As Moves: pairs of numbers.
        self._insist(COMMAND_MOVE, NULL, router, 0, b"".join(struct.pack("=II", *move) for move in moves))

    def announce(self, uint32_t transport, bint announces):
        self._command(COMMAND_ANNOUNCE, transport, 1 if announces else 0)

    def send_dtls(self, uint32_t transport, bytes datagram):
        check_size("datagram", datagram, 1, MAX_DTLS)
        # Like any datagram it may be lost; the handshake sends it again.
        self._push(COMMAND_DTLS, NULL, transport, 0, <const uint8_t *>datagram, <int>len(datagram))

    def set_keys(self, uint32_t transport, int profile, bytes receive, bytes send):
        cdef SrtpSession *session
        cdef int length = srtp_key_length(profile)
        if length == 0:
            raise ValueError(f"SRTP profile {profile:#06x} is unknown")
        check_size("receive", receive, length, length)
        check_size("send", send, length, length)
        session = srtp_open(profile, receive, send)
        if session == NULL:
            raise MemoryError
        if self._stopped:
            srtp_close(session)
            self._refuse()
        self._insist(COMMAND_KEYS, session, transport, 0, b"")

    def create_producer(self, uint32_t transport, spec, bint paused=False):
        cdef ProducerOptions options
        cdef ProducerTally tally = ProducerTally()
        cdef Producer *p
        read_producer(spec, &options)
        p = producer_new(&options)
        if p == NULL:
            raise MemoryError
        handle = self._next_handle()
        p.object.handle = handle
        p.paused = paused
        tally.count = options.encoding_count
        if self._keep(transport, handle, tally):
            p.figures = tally.encodings
        if not self._push(COMMAND_ADD_PRODUCER, p, transport, 0, NULL, 0):
            producer_free(p)
            self._refuse()
        return handle

    def close_producer(self, uint32_t producer):
        self._command(COMMAND_CLOSE, producer, OBJECT_PRODUCER)

    def pause_producer(self, uint32_t producer, bint paused):
        self._command(COMMAND_PAUSE, producer, 1 if paused else 0)

    def create_slot(self, uint32_t transport, spec):
        cdef SlotOptions options
        cdef SlotTally tally = SlotTally()
        cdef Slot *s
        cdef bytes numbers = os.urandom(8)
        read_slot(spec, &options)
        s = slot_new(
            &options, int.from_bytes(numbers[:2], "little") % FIRST_SEQUENCES + 1, int.from_bytes(numbers[4:], "little")
        )
        if s == NULL:
            raise MemoryError
        handle = self._next_handle()
        s.object.handle = handle
        if self._keep(transport, handle, tally):
            s.figures = &tally.figures
        if not self._push(COMMAND_ADD_SLOT, s, transport, 0, NULL, 0):
            slot_free(s)
            self._refuse()
        return handle

    def close_slot(self, uint32_t slot):
        self._command(COMMAND_CLOSE, slot, OBJECT_SLOT)

    def set_slot(self, uint32_t slot, uint32_t producer):
        self._command(COMMAND_SET_SLOT, slot, producer)

    def set_slot_view(self, uint32_t slot, int width, int height, int priority, bint keep_rate):
        cdef View view
        check_range("width", width, 0, MAX_SIDE)
        check_range("height", height, 0, MAX_SIDE)
        check_range("priority", priority, 0, 255)
        memset(&view, 0, sizeof(view))
        view.width = width
        view.height = height
        view.priority = priority
        view.keep_rate = keep_rate
        view.known = True
        self._insist(COMMAND_SET_VIEW, NULL, slot, 0, (<const char *>&view)[: sizeof(view)])

    def request_keyframe(self, uint32_t producer):
        self._command(COMMAND_KEYFRAME, producer, 0)

    def poll(self):
        cdef Context *c = &self.state.context
        cdef RingRecord record
        cdef eventfd_t ignored
        cdef int error = <int>load32(<const uint32_t *>&self.state.error)
        # First of all: who is told by the descriptor would else be told again at once, for ever.
        eventfd_read(c.event_fd, &ignored)
        if error < 0:
            raise OSError(-error, f"the worker has ended: {os.strerror(-error)}")
        events = []
        if not self._stopped:
            self._catch_up()
        while ring_front(&c.events, &record):
            event = news_read(&record)
            if record.kind == EVENT_TRANSPORT_CLOSED:
                self._forget(event.transport)
            events.append(event)
            ring_pop(&c.events)
        return events

    def sounds(self):
        return tap_read(&self.state.context)

    cdef int64_t _cpu_ns(self) noexcept:
        cdef clockid_t clock
        cdef timespec used
        if not self.state.running:
            return self.state.cpu_ns
        if pthread_getcpuclockid(self.state.thread, &clock) != 0 or clock_gettime(clock, &used) != 0:
            return 0
        return used.tv_sec * NS_PER_S + used.tv_nsec

    def stats(self):
        return worker_stats(&self.state.context, self._cpu_ns())

    def transport_stats(self, uint32_t transport):
        cdef TransportTally tally = self._tallies.get(transport)
        return None if tally is None else tally.read()

    def producer_stats(self, uint32_t producer):
        part = self._parts.get(producer)
        return (<ProducerTally>part).read() if isinstance(part, ProducerTally) else None

    def slot_stats(self, uint32_t slot):
        part = self._parts.get(slot)
        return (<SlotTally>part).read() if isinstance(part, SlotTally) else None

    @staticmethod
    def live_objects():
        return debug.live_objects()
