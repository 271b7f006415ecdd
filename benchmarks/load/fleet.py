"""Members of a load test that live in a native thread: sockets and SRTP keys in, counters out.

Python connects a participant (ICE, DTLS) and hands its socket over; from then on the thread sends its streams, takes
what it receives, and gives the RTCP that a browser would give. Nothing here knows the server's code.
"""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from benchmarks.native import SRTP_LIBRARY, compiled

SOURCES = Path(__file__).resolve().parent / "native"
MAX_STREAMS = 5
HISTOGRAM = 2048
SEATS = 64
_STEPS = 32
_Fields = Sequence[tuple[str, type] | tuple[str, type, int]]


class _Stream(ctypes.Structure):
    _fields_: ClassVar[_Fields] = (
        *((name, ctypes.c_uint32) for name in ("ssrc", "rtx_ssrc", "bitrate", "interval_us", "packet_bytes")),
        ("phase_us", ctypes.c_uint32),
        ("width", ctypes.c_uint16),
        ("height", ctypes.c_uint16),
        *((name, ctypes.c_uint8) for name in ("video", "payload_type", "rtx_payload_type", "temporal_layers")),
        ("mid_length", ctypes.c_uint8),
        ("rid_length", ctypes.c_uint8),
        ("mid", ctypes.c_char * 8),
        ("rid", ctypes.c_char * 8),
    )


class _Member(ctypes.Structure):
    _fields_: ClassVar[_Fields] = (
        ("fd", ctypes.c_int32),
        ("profile", ctypes.c_int32),
        ("receive_key", ctypes.c_uint8 * 48),
        ("send_key", ctypes.c_uint8 * 48),
        ("check", ctypes.c_char_p),
        ("check_size", ctypes.c_int32),
        ("stream_count", ctypes.c_int32),
        ("streams", _Stream * MAX_STREAMS),
        ("talk_ms", ctypes.c_uint32),
        *((name, ctypes.c_uint16) for name in ("room", "seat", "people")),
        *((name, ctypes.c_uint8) for name in ("level", "decrypts", "nack", "reports", "segments")),
        *((name, ctypes.c_uint8) for name in ("ext_mid", "ext_rid", "ext_repaired_rid", "ext_level", "ext_twcc")),
        *((name, ctypes.c_uint8) for name in ("audio_payload_type", "video_payload_type", "video_rtx_payload_type")),
    )


_COUNTERS = (
    *("sent", "sent_bytes", "resent", "late_ns", "unsent"),
    *("received", "received_bytes", "decrypted", "refused", "repaired", "repeated", "lost"),
    *("nacks_sent", "nacks_received", "plis_sent", "plis_received", "feedback_sent", "feedback_received"),
    *("turns", "cpu_ns", "wall_ns"),
)


class _Stats(ctypes.Structure):
    _fields_: ClassVar[_Fields] = (
        *((name, ctypes.c_int64) for name in _COUNTERS),
        ("delays", ctypes.c_int64 * HISTOGRAM),
    )


class _MemberStats(ctypes.Structure):
    _fields_: ClassVar[_Fields] = tuple(
        (name, ctypes.c_int64)
        for name in ("first_audio_ns", "first_video_ns", "received", "received_bytes", "lost", "receiving")
    )


class _Heard(ctypes.Structure):
    _fields_: ClassVar[_Fields] = (("first_ns", ctypes.c_int64 * 2), ("last_ns", ctypes.c_int64))


@dataclass(frozen=True)
class Extensions:
    """Ids of RTP header extensions, 0 for what was not agreed."""

    mid: int = 0
    rid: int = 0
    repaired_rid: int = 0
    audio_level: int = 0
    transport_cc: int = 0


@dataclass(frozen=True)
class StreamSpec:
    """One RTP stream that a member sends. `bitrate` is of RTP payload, bit/s; `phase` the first frame's delay in s."""

    ssrc: int
    payload_type: int
    bitrate: int
    interval: float
    video: bool = False
    rtx_ssrc: int = 0
    rtx_payload_type: int = 0
    mid: bytes = b""
    rid: bytes = b""
    width: int = 0
    height: int = 0
    temporal_layers: int = 1
    packet_bytes: int = 1100
    phase: float = 0.0


@dataclass(frozen=True)
class MemberSpec:
    """A connected participant. `keys` are the SRTP profile (RFC 5764), and key || salt to receive and to send with.

    `talk` is how many seconds each seat of a room speaks before the next one does; 0: everybody speaks all the time.
    A member that does not decrypt reads headers alone. One that `segments` hands a frame to the kernel as one message.
    """

    fd: int
    keys: tuple[int, bytes, bytes]
    check: bytes = b""
    streams: tuple[StreamSpec, ...] = ()
    extensions: Extensions = field(default_factory=Extensions)
    audio_payload_type: int = 111
    video_payload_type: int = 96
    video_rtx_payload_type: int = 97
    room: int = 0
    seat: int = 0
    people: int = 1
    level: int = 25
    talk: float = 0.0
    decrypts: bool = True
    nack: bool = True
    reports: bool = True
    segments: bool = False


@dataclass(frozen=True)
class FleetStats:
    """What a fleet has counted since its last reset; `delays_ns` are (upper bound, count) of one-way delays."""

    sent: int
    sent_bytes: int
    resent: int
    late_ns: int
    unsent: int
    received: int
    received_bytes: int
    decrypted: int
    refused: int
    repaired: int
    repeated: int
    lost: int
    nacks_sent: int
    nacks_received: int
    plis_sent: int
    plis_received: int
    feedback_sent: int
    feedback_received: int
    turns: int
    cpu_ns: int
    wall_ns: int
    delays_ns: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class MemberStats:
    """What one member has received; the first packets' times are CLOCK_MONOTONIC, 0 for none."""

    first_audio_ns: int
    first_video_ns: int
    received: int
    received_bytes: int
    lost: int
    receiving: int


@dataclass(frozen=True)
class Heard:
    """When packets of one seat came since the last reset: CLOCK_MONOTONIC, 0 for none."""

    voice_ns: int
    picture_ns: int
    last_ns: int


def quantile_ms(delays_ns: Sequence[tuple[int, int]], q: float) -> float:
    """The delay in ms that a share `q` of the packets stayed below, to 3 %; NaN without packets."""
    total = sum(count for _, count in delays_ns)
    seen = 0
    for bound, count in delays_ns:
        seen += count
        if seen >= q * total and total > 0:
            return bound / 1e6
    return float("nan")


def _bound(bucket: int) -> int:
    """The upper bound of a bucket: the exact value below 32, then 32 steps an octave."""
    if bucket < _STEPS:
        return bucket
    octave, step = bucket // _STEPS + 4, bucket % _STEPS
    return (_STEPS + step + 1) << (octave - 5)


def _load() -> ctypes.CDLL:
    library = compiled("fleet", sorted(SOURCES.glob("*.c")), sorted(SOURCES.glob("*.h")))
    library.fleet_new.restype = ctypes.c_void_p
    library.fleet_new.argtypes = (ctypes.c_char_p, ctypes.c_uint64, ctypes.c_int, ctypes.c_int)
    for name in ("start", "reset", "hush", "stop", "free"):
        getattr(library, f"fleet_{name}").argtypes = (ctypes.c_void_p,)
    library.fleet_add.argtypes = (ctypes.c_void_p, ctypes.POINTER(_Member))
    library.fleet_stats.argtypes = (ctypes.c_void_p, ctypes.POINTER(_Stats))
    library.fleet_heard.argtypes = (ctypes.c_void_p, ctypes.c_int, _Heard * SEATS)
    library.fleet_member.argtypes = (ctypes.c_void_p, ctypes.c_int, ctypes.POINTER(_MemberStats))
    return library


class Fleet:
    """A native thread with members. `mark` tells our own packets from others'; `core` pins the thread."""

    def __init__(self, *, mark: int, core: int = -1, capacity: int = 16384) -> None:
        self._library = _load()
        self._fleet = self._library.fleet_new(SRTP_LIBRARY, mark, core, capacity)
        if not self._fleet:
            raise MemoryError("the fleet could not be made")
        self.count = 0

    def add(self, spec: MemberSpec) -> int:
        """Hand a member over, its socket with it; the number by which `member` knows it."""
        raw = _Member(fd=spec.fd, check=spec.check, check_size=len(spec.check), stream_count=len(spec.streams))
        raw.profile, receive, send = spec.keys
        raw.receive_key[: len(receive)] = receive
        raw.send_key[: len(send)] = send
        for name in ("room", "seat", "people", "level", "decrypts", "nack", "reports", "segments"):
            setattr(raw, name, int(getattr(spec, name)))
        for name in ("audio_payload_type", "video_payload_type", "video_rtx_payload_type"):
            setattr(raw, name, getattr(spec, name))
        raw.talk_ms = int(spec.talk * 1000)
        ids = spec.extensions
        raw.ext_mid, raw.ext_rid, raw.ext_repaired_rid = ids.mid, ids.rid, ids.repaired_rid
        raw.ext_level, raw.ext_twcc = ids.audio_level, ids.transport_cc
        for place, stream in zip(raw.streams, spec.streams, strict=False):
            for name in ("ssrc", "rtx_ssrc", "bitrate", "packet_bytes", "width", "height", "payload_type"):
                setattr(place, name, getattr(stream, name))
            for name in ("video", "rtx_payload_type", "temporal_layers", "mid", "rid"):
                setattr(place, name, getattr(stream, name))
            place.interval_us, place.phase_us = int(stream.interval * 1e6), int(stream.phase * 1e6)
            place.mid_length, place.rid_length = len(stream.mid), len(stream.rid)
        index = int(self._library.fleet_add(self._fleet, raw))
        if index < 0:
            raise MemoryError("the fleet takes no more members")
        self.count += 1
        return index

    def start(self) -> None:
        if self._library.fleet_start(self._fleet) != 0:
            raise RuntimeError("no thread for the fleet")

    def reset(self) -> None:
        """Count from now on."""
        self._library.fleet_reset(self._fleet)

    def hush(self) -> None:
        """Send no more media; what is on its way is still counted."""
        self._library.fleet_hush(self._fleet)

    def stop(self) -> None:
        self._library.fleet_stop(self._fleet)

    def stats(self) -> FleetStats:
        """Exact once stopped; before that `lost`, `cpu_ns` and `wall_ns` are 0."""
        raw = _Stats()
        self._library.fleet_stats(self._fleet, raw)
        counters = {name: int(getattr(raw, name)) for name in _COUNTERS}
        delays = tuple((_bound(i), int(n)) for i, n in enumerate(raw.delays) if n)
        return FleetStats(**counters, delays_ns=delays)

    def member(self, index: int) -> MemberStats:
        raw = _MemberStats()
        if self._library.fleet_member(self._fleet, index, raw) != 0:
            raise IndexError(index)
        return MemberStats(**{str(entry[0]): int(getattr(raw, str(entry[0]))) for entry in _MemberStats._fields_})

    def heard(self, index: int) -> dict[int, Heard]:
        """By seat of the first `SEATS`, whom a member that decrypts has heard or seen since the reset."""
        raw = (_Heard * SEATS)()
        if self._library.fleet_heard(self._fleet, index, raw) != 0:
            raise IndexError(index)
        return {
            seat: Heard(each.first_ns[0], each.first_ns[1], each.last_ns)
            for seat, each in enumerate(raw)
            if each.last_ns
        }

    def close(self) -> None:
        self.stop()
        self._library.fleet_free(self._fleet)
        self._fleet = None
