"""The stateful leaves of the core as Python objects, for tests alone: nothing in the core uses them."""

from libc.stdint cimport int64_t, uint8_t, uint16_t, uint32_t, uint64_t
from libc.stdlib cimport free, malloc
from libc.string cimport memcpy, memset
from sfu_core cimport clock
from sfu_core.nack cimport (
    NACK_CAPACITY, NackList, nack_arrived, nack_due, nack_forget_before, nack_init, nack_init_sound,
    nack_next_ns, nack_take_gave_up,
)
from sfu_core.packet_cache cimport (
    CachedPacket, PacketCache, PacketNote, packet_cache_cipher, packet_cache_clear, packet_cache_find, packet_cache_free,
    packet_cache_init, packet_cache_plain, packet_cache_put, packet_cache_take,
)
from sfu_core.recv_stream cimport (
    RecvStream, recv_init, recv_lost, recv_packet, recv_report, recv_sender_report, recv_timestamp_at,
    round_trip_ns as c_round_trip_ns,
)
from sfu_core.ring cimport (
    Ring, RingRecord, ring_free, ring_front, ring_init, ring_is_empty, ring_pop, ring_push, ring_push_shared,
)
from sfu_core.rtcp cimport ReportBlock
from sfu_core.seqnum cimport (
    SeqExtender, TimestampExtender, seq16_diff as c_seq16_diff, seq16_newer as c_seq16_newer,
    seq32_diff as c_seq32_diff, seq32_newer as c_seq32_newer, seqext_peek, seqext_push, tsext_push,
)

ARRIVALS = ("in_order", "recovered", "stale")
VERDICTS = ("ok", "late", "jump", "restarted")


# seqnum

def seq16_diff(int a, int b):
    return c_seq16_diff(<uint16_t>a, <uint16_t>b)


def seq16_newer(int a, int b):
    return bool(c_seq16_newer(<uint16_t>a, <uint16_t>b))


def seq32_diff(uint32_t a, uint32_t b):
    return c_seq32_diff(a, b)


def seq32_newer(uint32_t a, uint32_t b):
    return bool(c_seq32_newer(a, b))


def extend_sequences(sequences):
    cdef SeqExtender s
    memset(&s, 0, sizeof(s))
    extended = []
    for sequence in sequences:
        peeked = seqext_peek(&s, sequence)
        pushed = seqext_push(&s, sequence)
        assert peeked == pushed
        extended.append(pushed)
    return extended


def extend_timestamps(timestamps):
    cdef TimestampExtender s
    memset(&s, 0, sizeof(s))
    return [tsext_push(&s, timestamp) for timestamp in timestamps]


# clock

def monotonic_ns():
    return clock.monotonic_ns()


def wall_ns():
    return clock.wall_ns()


def ntp_from_wall_ns(int64_t unix_ns):
    return clock.ntp_from_wall_ns(unix_ns)


def ntp_middle(uint64_t ntp):
    return clock.ntp_middle(ntp)


def ns_to_compact(int64_t duration_ns):
    return clock.ns_to_compact(duration_ns)


def compact_to_ns(uint32_t compact):
    return clock.compact_to_ns(compact)


# ring

cdef struct Numbered:
    uint32_t producer
    uint32_t number


cdef class RingFace:
    cdef Ring ring

    def __cinit__(self, uint32_t capacity):
        if ring_init(&self.ring, capacity) != 0:
            raise MemoryError

    def __dealloc__(self):
        ring_free(&self.ring)

    @property
    def capacity(self):
        return self.ring.capacity

    @property
    def refused(self):
        return self.ring.refused

    @property
    def empty(self):
        return bool(ring_is_empty(&self.ring))

    def push(self, uint32_t kind, bytes head, bytes tail=b""):
        """True when there was room."""
        return ring_push(&self.ring, kind, <const char *>head, <int>len(head), <const char *>tail,
                         <int>len(tail)) == 0

    def pop(self):
        cdef RingRecord record
        if not ring_front(&self.ring, &record):
            return None
        found = record.kind, record.data[:record.size]
        ring_pop(&self.ring)
        return found

    def produce(self, uint32_t producer, uint32_t count, bint shared):
        """Pushes `count` numbered records of varying size without the interpreter's lock, waiting when full."""
        cdef Numbered record
        cdef uint8_t tail[64]
        cdef int size, result
        record.producer = producer
        record.number = 0
        with nogil:
            while record.number < count:
                size = <int>(record.number * 7 % 64)
                memset(tail, <uint8_t>record.number, size)
                if shared:
                    result = ring_push_shared(&self.ring, producer, &record, sizeof(record), tail, size)
                else:
                    result = ring_push(&self.ring, producer, &record, sizeof(record), tail, size)
                if result == 0:
                    record.number += 1

    def consume(self, uint32_t total):
        """Takes `total` records; the number of those out of order for their producer, or damaged."""
        cdef RingRecord at
        cdef Numbered record
        cdef uint32_t next_number[16]
        cdef uint32_t taken = 0
        cdef int wrong = 0, size, i
        memset(next_number, 0, sizeof(next_number))
        with nogil:
            while taken < total:
                if not ring_front(&self.ring, &at):
                    continue
                memcpy(&record, at.data, sizeof(record))
                size = <int>(record.number * 7 % 64)
                if at.size != <int>sizeof(record) + size or at.kind != record.producer:
                    wrong += 1
                elif record.number != next_number[record.producer & 15]:
                    wrong += 1
                else:
                    for i in range(size):
                        if at.data[sizeof(record) + i] != <uint8_t>record.number:
                            wrong += 1
                            break
                next_number[record.producer & 15] += 1
                ring_pop(&self.ring)
                taken += 1
        return wrong


# packet_cache

cdef class CacheFace:
    cdef PacketCache cache

    def __cinit__(self, uint32_t packets, uint32_t capacity, int64_t max_age_ns):
        if packet_cache_init(&self.cache, packets, capacity, max_age_ns) != 0:
            raise MemoryError

    def __dealloc__(self):
        packet_cache_free(&self.cache)

    @property
    def counts(self):
        return self.cache.hits, self.cache.misses, self.cache.held_back

    def clear(self):
        packet_cache_clear(&self.cache)

    def put(self, int sequence, int64_t now_ns, bytes plain=b"", bytes cipher=b"", uint64_t tag=0):
        cdef PacketNote note
        memset(&note, 0, sizeof(note))
        note.source = <uint32_t>tag
        return packet_cache_put(&self.cache, <uint16_t>sequence, now_ns, <const uint8_t *>plain, <int>len(plain),
                                <const uint8_t *>cipher, <int>len(cipher), &note) == 0

    cdef object fields(self, const CachedPacket *p):
        cdef const uint8_t *plain
        cdef const uint8_t *cipher
        if p == NULL:
            return None
        plain = packet_cache_plain(&self.cache, p)
        cipher = packet_cache_cipher(&self.cache, p)
        return (
            plain[:p.plain_size] if plain != NULL else b"",
            cipher[:p.cipher_size] if cipher != NULL else b"",
            p.note.source,
        )

    def find(self, int sequence, int64_t now_ns):
        """(plain, cipher, tag) or None."""
        return self.fields(packet_cache_find(&self.cache, <uint16_t>sequence, now_ns))

    def take(self, int sequence, int64_t now_ns, int64_t interval_ns=0, int max_resends=10):
        return self.fields(packet_cache_take(&self.cache, <uint16_t>sequence, now_ns, interval_ns, max_resends))


# nack

cdef class NackFace:
    cdef NackList *missing

    def __cinit__(self, *, bint sound=False):
        self.missing = <NackList *>malloc(sizeof(NackList))
        if self.missing == NULL:
            raise MemoryError
        if sound:
            nack_init_sound(self.missing)
        else:
            nack_init(self.missing)

    def __dealloc__(self):
        free(self.missing)

    @property
    def numbers(self):
        return [self.missing.items[i].sequence & 0xFFFF for i in range(self.missing.count)]

    @property
    def counts(self):
        return self.missing.lost, self.missing.recovered, self.missing.abandoned

    def arrived(self, int sequence, int64_t now_ns):
        return ARRIVALS[<int>nack_arrived(self.missing, <uint16_t>sequence, now_ns)]

    def forget_before(self, int sequence):
        nack_forget_before(self.missing, <uint16_t>sequence)

    def due(self, int64_t now_ns, int64_t rtt_ns, int capacity=NACK_CAPACITY):
        cdef uint16_t out[NACK_CAPACITY]
        count = nack_due(self.missing, now_ns, rtt_ns, out, min(capacity, NACK_CAPACITY))
        return [out[i] for i in range(count)]

    def next_ns(self, int64_t rtt_ns):
        return nack_next_ns(self.missing, rtt_ns)

    def take_gave_up(self):
        return bool(nack_take_gave_up(self.missing))


# recv_stream

cdef class StreamFace:
    cdef RecvStream stream

    def __cinit__(self, uint32_t ssrc, uint32_t clock_rate):
        recv_init(&self.stream, ssrc, clock_rate)

    @property
    def lost(self):
        return recv_lost(&self.stream)

    @property
    def totals(self):
        return self.stream.packets, self.stream.octets

    def packet(self, int sequence, uint32_t timestamp, int64_t now_ns, int payload_size=100):
        return VERDICTS[<int>recv_packet(&self.stream, <uint16_t>sequence, timestamp, payload_size, now_ns)]

    def sender_report(self, uint64_t ntp, uint32_t rtp_timestamp, int64_t now_ns):
        recv_sender_report(&self.stream, ntp, rtp_timestamp, now_ns)

    def report(self, int64_t now_ns):
        cdef ReportBlock b
        if not recv_report(&self.stream, now_ns, &b):
            return None
        return {
            "ssrc": b.ssrc, "fraction_lost": b.fraction_lost, "cumulative_lost": b.cumulative_lost,
            "highest_sequence": b.highest_sequence, "jitter": b.jitter, "last_sr": b.last_sr,
            "delay_since_last_sr": b.delay_since_last_sr,
        }

    def timestamp_at(self, int64_t now_ns):
        return recv_timestamp_at(&self.stream, now_ns)


def round_trip_ns(uint32_t now_compact, uint32_t last_sr, uint32_t delay_since_last_sr):
    return c_round_trip_ns(now_compact, last_sr, delay_since_last_sr)
