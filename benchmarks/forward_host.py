"""What bench_forward measures: the forwarder or the loop, alone in a process of its own on one core."""

from __future__ import annotations

import os
import select
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sfu_core.worker import Worker

OPUS, VP8, RTX = 111, 96, 97
LEVEL_EXT, MID_EXT, RID_EXT = 1, 4, 10
GCM = 0x0007
KEY_AND_SALT = 28
AUDIO_SLOTS = 3
RIDS = (b"q", b"h", b"f")
SIZES = ((320, 180), (640, 360), (1280, 720))
VIEW = (320, 180)


@dataclass(frozen=True)
class Room:
    """`senders` of `members` send a voice and a camera; everybody sees `cameras` of the others and hears three.

    `layers` are the bit rates of a camera's simulcast layers, lowest first; receivers are shown the lowest. `talk` is
    how many seconds each of the senders speaks before the next one does, 0: all the time.
    """

    name: str
    members: int
    senders: int
    cameras: int
    layers: tuple[int, ...]
    rooms: int = 1
    talk: float = 0.0

    def shown(self, member: int) -> list[int]:
        """Whose cameras this member sees: those who follow, round the room."""
        others = [(member + k) % self.members for k in range(1, self.members)]
        return [other for other in others if other < self.senders][: self.cameras]

    def heard(self, member: int) -> list[int]:
        """The loudest are the first to sit; nobody hears herself, and the fourth voice serves the three."""
        return [other for other in range(self.senders) if other != member][:AUDIO_SLOTS]


@dataclass(frozen=True)
class Seat:
    """What a client is told by signalling; keys are those that it receives and sends with."""

    ufrag: str
    pwd: str
    voice: int
    camera: int
    keys: tuple[int, bytes, bytes]


def seats_of(room: Room) -> list[Seat]:
    return [
        Seat(
            os.urandom(4).hex(),
            os.urandom(12).hex(),
            1000 + 10 * i,
            1001 + 10 * i,
            (GCM, os.urandom(KEY_AND_SALT), os.urandom(KEY_AND_SALT)),
        )
        for i in range(room.members * room.rooms)
    ]


def run_loop(pipe: Connection, room: Room, seats: Sequence[Seat], core: int) -> None:
    from benchmarks.loop import forward

    os.sched_setaffinity(0, {core})
    port = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    port.bind(("127.0.0.1", 0))
    for option in (socket.SO_RCVBUF, socket.SO_SNDBUF):
        port.setsockopt(socket.SOL_SOCKET, option, 1 << 23)
    pipe.send(port.getsockname()[1])
    ports = pipe.recv()
    keys = [(send, receive) for _, receive, send in (seat.keys for seat in seats)]
    fans: list[list[int]] = [[] for _ in range(2 * len(seats))]
    for member in range(len(seats)):
        base = member - member % room.members
        for other in room.heard(member % room.members):
            fans[2 * (base + other)].append(member)
        for other in room.shown(member % room.members):
            fans[2 * (base + other) + 1].append(member)
    pipe.send(None)
    forward(port, ports, keys, fans)


def run_worker(pipe: Connection, room: Room, seats: Sequence[Seat], core: int, busy: bool) -> None:
    from sfu_core.worker import Worker

    os.sched_setaffinity(0, {core})
    worker = Worker(ipv6=False)
    worker.start()
    pipe.send(worker.port)
    pipe.recv()
    for base in range(0, len(seats), room.members):
        _open_room(worker, room, seats[base : base + room.members], base)
        worker.poll()
    pipe.send(None)
    while not pipe.poll():
        if busy:
            sum(i * i for i in range(1000))
        else:
            select.select([worker.fileno(), pipe.fileno()], [], [])
        worker.poll()
    worker.stop()
    pipe.send(worker.stats())


def _open_room(worker: Worker, room: Room, seats: Sequence[Seat], base: int) -> None:
    from sfu_core.worker import AUDIO, VIDEO, Codec, Encoding, Extensions, ProducerSpec, SlotCodec, SlotSpec

    mid = Extensions(mid=MID_EXT)
    voice_extensions = Extensions(mid=MID_EXT, audio_level=LEVEL_EXT)
    layered = Extensions(mid=MID_EXT, rid=RID_EXT)
    router = worker.create_router()
    cameras: dict[int, int] = {}
    slots: list[tuple[int, int]] = []
    for i, seat in enumerate(seats):
        transport = worker.create_transport(router, seat.ufrag.encode(), seat.pwd.encode(), b"peer")
        if i < room.senders:
            csrc = base + i + 1
            voice = (Encoding(ssrc=seat.voice),)
            worker.create_producer(
                transport,
                ProducerSpec(
                    *(AUDIO, Codec.OPUS, csrc, b"0", OPUS), encodings=voice, extensions=voice_extensions, nack=False
                ),
            )
            encodings: tuple[Encoding, ...] = (Encoding(ssrc=seat.camera),)
            if len(room.layers) > 1:
                encodings = tuple(Encoding(rid=rid) for rid in RIDS[: len(room.layers)])
            cameras[i] = worker.create_producer(
                transport,
                ProducerSpec(VIDEO, Codec.VP8, csrc, b"1", VP8, encodings=encodings, extensions=layered, nack=False),
            )
        for k in range(AUDIO_SLOTS):
            worker.create_slot(
                transport, SlotSpec(AUDIO, 10_000 + k, 0, b"a%d" % k, (SlotCodec(Codec.OPUS, OPUS),), False, mid)
            )
        for k, other in enumerate(room.shown(i)):
            codecs = (SlotCodec(Codec.VP8, VP8, RTX),)
            spec = SlotSpec(VIDEO, 20_000 + k, 30_000 + k, b"v%d" % k, codecs, extensions=mid)
            slots.append((worker.create_slot(transport, spec), other))
        worker.set_keys(transport, seat.keys[0], seat.keys[2], seat.keys[1])
    for slot, other in slots:
        worker.set_slot_view(slot, *VIEW, 128, False)
        worker.set_slot(slot, cameras[other])
