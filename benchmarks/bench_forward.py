"""CPU and delay of the forwarder under a room's load: python -m benchmarks.bench_forward [--busy] [--seconds N].

The load runs in a process of its own that imports nothing of sfu_core: clients in plain Python with ICE checks, a DTLS
handshake and SRTP each (tests/native/peer.py). Two rooms are measured, one after the other:

  1 -> 49   one camera of 1 Mbit/s VP8 (30 frames a second, four packets each, sent at once) and one Opus voice, shown
            and played to 49 others;
  10 x 10   ten people who each send 300 kbit/s VP8 and Opus and see the nine others and hear three.

CPU is that of the worker's thread, kernel included, by a forwarded packet. Delay runs from the sender's call to the
kernel's receive timestamp at the receiving socket, so that the reading program's own slowness is not in it. `--busy`
keeps the worker's process computing in pure Python for the whole run.
"""

from __future__ import annotations

import argparse
import heapq
import json
import multiprocessing
import os
import platform
import select
import socket
import struct
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from multiprocessing.connection import Connection

from tests.native.peer import Dtls, Peer, Rtp, opus, vp8

OPUS, VP8, RTX = 111, 96, 97
LEVEL_EXT, MID_EXT = 1, 4
SO_TIMESTAMPNS = 35
STAMP = struct.Struct("!q")


@dataclass(frozen=True)
class Room:
    """Who sends, how fast, and what has to hold."""

    name: str
    members: int
    senders: int
    frame_packets: int
    packet_bytes: int
    cpu_us: float


ROOMS = (
    Room("1 -> 49", 50, 1, 4, 1042, 8.0),
    Room("10 x 10", 10, 10, 2, 625, 12.0),
)
FRAMES_A_SECOND = 30
P99_MS = 2.0


@dataclass(frozen=True)
class Seat:
    """What a client is told by signalling."""

    port: int
    ufrag: str
    pwd: str
    voice: int
    camera: int
    slots: list[int]


@dataclass(frozen=True)
class Heard:
    """What the load has seen."""

    delays_us: list[float]
    sent: int
    received: int


class Member:
    """One client of the load: sends what it has, and notes when what it receives had left."""

    def __init__(self, seat: Seat) -> None:
        self.seat = seat
        self.peer = Peer(port=seat.port, ufrag=seat.ufrag.encode(), pwd=seat.pwd.encode())
        self.peer.socket.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
        self.numbers = {seat.voice: 1, seat.camera: 1}
        self.picture = 1
        self.keyframe_wanted = True

    def speak(self, level: int) -> int:
        n = self.numbers[self.seat.voice]
        self.numbers[self.seat.voice] += 1
        payload = opus(82) + STAMP.pack(time.time_ns())
        self.peer.send_rtp(
            Rtp(OPUS, n, n * 960, self.seat.voice, payload, extensions={LEVEL_EXT: bytes([0x80 | level])})
        )
        return 1

    def show(self, packets: int, size: int) -> int:
        keyframe, self.keyframe_wanted = self.keyframe_wanted, False
        for place in range(packets):
            n = self.numbers[self.seat.camera]
            self.numbers[self.seat.camera] += 1
            payload = vp8(self.picture & 0x7FFF, keyframe=keyframe, start=place == 0, size=size - 40)
            payload += STAMP.pack(time.time_ns())
            marker = place == packets - 1
            self.peer.send_rtp(Rtp(VP8, n, self.picture * 3000, self.seat.camera, payload, marker=marker))
        self.picture += 1
        return packets

    def take(self, note: Callable[[int], None]) -> None:
        peer = self.peer
        while True:
            try:
                data, ancillary, _, _ = peer.socket.recvmsg(2048, 64)
            except BlockingIOError:
                break
            peer._take(data)
            if peer.rtp:
                seconds, nanoseconds = struct.unpack("qq", ancillary[0][2][:16])
                sent = STAMP.unpack(peer.rtp.pop().payload[-8:])[0]
                note(seconds * 1_000_000_000 + nanoseconds - sent)
        if any(p.count == 1 for p in peer.rtcp_of(206)):
            self.keyframe_wanted = True
        peer.rtcp.clear()
        peer.raw.clear()


def load(pipe: Connection, room: Room, seconds: float) -> None:
    """The load process: connect, send in real time, report."""
    members = [Member(Seat(**seat)) for seat in json.loads(pipe.recv())]
    for member in members:
        member.peer.check()
    _wait(members, lambda: all(m.peer.responses for m in members))
    for member in members:
        member.peer.handshake()
        _wait([member], lambda member=member: member.peer.connected)  # type: ignore[misc]
    pipe.send("connected")
    assert pipe.recv() == "go"

    delays: list[int] = []
    sent = 0
    poller = select.epoll()
    by_fd = {member.peer.fileno(): member for member in members}
    for fd in by_fd:
        poller.register(fd, select.EPOLLIN)
    start = time.monotonic()
    agenda: list[tuple[float, int, bool]] = []
    for i in range(room.senders):
        # Nobody's clock agrees with another's.
        offset = i * 0.0037
        heapq.heappush(agenda, (start + offset, i, True))
        heapq.heappush(agenda, (start + offset + 0.0011, i, False))
    warm_until = start + 2.0
    check_at = start + 2.0
    end = start + 2.0 + seconds
    pipe.send("started")
    while (now := time.monotonic()) < end:
        while agenda and agenda[0][0] <= now:
            due, i, video = heapq.heappop(agenda)
            member = members[i]
            sent += member.show(room.frame_packets, room.packet_bytes) if video else member.speak(20 + i)
            heapq.heappush(agenda, (due + (1 / FRAMES_A_SECOND if video else 0.02), i, video))
        if now >= check_at:
            for member in members:
                member.peer.check()
            check_at += 2.0
        note = delays.append if now > warm_until else _forget
        for fd, _ in poller.poll(max(0.0, min(agenda[0][0], end) - time.monotonic())):
            by_fd[fd].take(note)
    heard = Heard([d / 1000 for d in delays], sent, len(delays))
    pipe.send(json.dumps(asdict(heard)))


def _forget(_: int) -> None:
    pass


def _wait(members: list[Member], condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not condition():
        for member in members:
            member.peer.step()
        if time.monotonic() > deadline:
            raise TimeoutError("the worker does not answer")
        select.select([m.peer for m in members], [], [], 0.05)


class Host:
    """The worker under measurement, with its room, and the server's side of the handshakes."""

    def __init__(self, room: Room) -> None:
        from sfu_core.worker import (
            AUDIO,
            VIDEO,
            Codec,
            Encoding,
            Extensions,
            ProducerSpec,
            SlotCodec,
            SlotSpec,
            Worker,
        )

        mid = Extensions(mid=MID_EXT)
        self.worker = Worker(ipv6=False)
        self.worker.start()
        self.handshakes: dict[int, Dtls] = {}
        router = self.worker.create_router()
        self.seats: list[Seat] = []
        cameras: list[tuple[int, int]] = []
        slots: list[tuple[int, int]] = []
        for i in range(room.members):
            ufrag, pwd = os.urandom(4).hex(), os.urandom(12).hex()
            transport = self.worker.create_transport(router, ufrag.encode(), pwd.encode(), b"peer")
            seat = Seat(self.worker.port, ufrag, pwd, 1000 + i, 2000 + i, [])
            if i < room.senders:
                voice = Encoding(ssrc=seat.voice)
                levels = Extensions(mid=MID_EXT, audio_level=LEVEL_EXT)
                self.worker.create_producer(
                    transport,
                    ProducerSpec(AUDIO, Codec.OPUS, i + 1, b"0", OPUS, encodings=(voice,), extensions=levels),
                )
                picture = Encoding(ssrc=seat.camera, rtx_ssrc=3000 + i)
                camera = self.worker.create_producer(
                    transport,
                    ProducerSpec(VIDEO, Codec.VP8, i + 1, b"1", VP8, RTX, encodings=(picture,), extensions=mid),
                )
                cameras.append((i, camera))
            for k in range(3):
                ssrc = 10_000 + 100 * i + k
                self.worker.create_slot(
                    transport, SlotSpec(AUDIO, ssrc, 0, b"a%d" % k, (SlotCodec(Codec.OPUS, OPUS),), False, mid)
                )
            for k in range(room.senders - (i < room.senders)):
                ssrc = 10_010 + 100 * i + k
                name = b"v%d" % k
                spec = SlotSpec(VIDEO, ssrc, 50_000 + ssrc, name, (SlotCodec(Codec.VP8, VP8, RTX),), extensions=mid)
                slot = self.worker.create_slot(transport, spec)
                slots.append((i, slot))
            self.seats.append(seat)
        for i in range(room.members):
            others = [camera for owner, camera in cameras if owner != i]
            for slot, camera in zip([s for owner, s in slots if owner == i], others, strict=True):
                self.worker.set_slot(slot, camera)

    def pump(self) -> None:
        from sfu_core.worker import Dtls as DtlsEvent

        for event in self.worker.poll():
            if isinstance(event, DtlsEvent):
                dtls = self.handshakes.setdefault(event.transport, Dtls(server=True))
                before = dtls.keys
                for datagram in dtls.step(event.data):
                    self.worker.send_dtls(event.transport, datagram)
                if before is None and dtls.keys is not None:
                    self.worker.set_keys(event.transport, *dtls.keys)


def measure(room: Room, seconds: float, busy: bool) -> bool:
    host = Host(room)
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=load, args=(theirs, room, seconds))
    process.start()
    ours.send(json.dumps([asdict(seat) for seat in host.seats]))

    def pump_until_told() -> object:
        while not ours.poll():
            select.select([host.worker.fileno(), ours.fileno()], [], [], 0.05)
            host.pump()
        return ours.recv()

    assert pump_until_told() == "connected"
    host.pump()
    ours.send("go")
    assert pump_until_told() == "started"
    time.sleep(1.5)
    before = host.worker.stats()
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if busy:
            sum(i * i for i in range(1000))
        else:
            select.select([host.worker.fileno()], [], [], 0.2)
        host.pump()
    after = host.worker.stats()
    heard = Heard(**json.loads(str(pump_until_told())))
    process.join()
    host.worker.stop()

    forwarded = after.forwarded - before.forwarded
    cpu_us = (after.cpu_ns - before.cpu_ns) / 1000 / forwarded
    delays = sorted(heard.delays_us)
    p50, p99 = (delays[int(len(delays) * q)] / 1000 for q in (0.5, 0.99))
    passed = cpu_us <= room.cpu_us and p99 < P99_MS
    wakeups = (after.wakeups - before.wakeups) / seconds
    grouped = (after.packets_out - before.packets_out) / max(1, after.send_calls - before.send_calls)
    print(
        f"{room.name}{' busy' if busy else '     '}  {forwarded / seconds:8,.0f} packets/s forwarded  "
        f"CPU {cpu_us:5.2f} us each (limit {room.cpu_us:g})  delay p50 {p50:6.3f} ms  p99 {p99:6.3f} ms "
        f"(limit {P99_MS:g})  {wakeups:,.0f} turns/s, {grouped:.1f} packets a call  {'ok' if passed else 'MISSED'}"
    )
    return passed


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--busy", action="store_true", help="keep the worker's process computing in pure Python")
    parser.add_argument("--seconds", type=float, default=10.0)
    arguments = parser.parse_args()
    print(
        f"{platform.machine()}, {os.cpu_count()} cores, Linux {platform.release()}, Python {platform.python_version()}"
    )
    results = [measure(room, arguments.seconds, arguments.busy) for room in ROOMS]
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
