"""How many packets a second the load tester itself can take on one core, from a peer that only sends."""

from __future__ import annotations

import multiprocessing
import os
import socket
import time
from multiprocessing.connection import Connection

from benchmarks.load.fleet import Fleet, FleetStats, MemberSpec, StreamSpec

MEMBERS = 500
DECRYPTS_ONE_IN = 25
KEY_AND_SALT = 28
GCM = 0x0007
PACKETS, PACKET_BYTES = 4, 1000
SECONDS = 2.0
RECEIVE_BUFFER = 1 << 21


def _sockets(count: int) -> list[socket.socket]:
    opened = []
    for _ in range(count):
        one = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        one.setblocking(False)
        one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER)
        one.bind(("127.0.0.1", 0))
        opened.append(one)
    return opened


def _meet(sockets: list[socket.socket], ports: list[int]) -> None:
    for one, port in zip(sockets, ports, strict=True):
        one.connect(("127.0.0.1", port))


def _ports(sockets: list[socket.socket]) -> list[int]:
    return [one.getsockname()[1] for one in sockets]


def _send(pipe: Connection, keys: list[bytes], packets_a_second: int, core: int) -> None:
    """The peer: sends media as fast as it is told to, and takes nothing."""
    sockets = _sockets(len(keys))
    pipe.send(_ports(sockets))
    _meet(sockets, pipe.recv())
    fleet = Fleet(mark=1, core=core, capacity=len(keys))
    interval = PACKETS * len(keys) / packets_a_second
    bitrate = int(PACKETS * PACKET_BYTES * 8 / interval)
    for number, (one, key) in enumerate(zip(sockets, keys, strict=True)):
        stream = StreamSpec(
            *(1, 96, bitrate, interval, True), packet_bytes=PACKET_BYTES + 8, phase=interval * number / len(keys)
        )
        keys_of_one = (GCM, bytes(KEY_AND_SALT), key)
        fleet.add(MemberSpec(one.detach(), keys_of_one, streams=(stream,), nack=False, reports=False, segments=True))
    fleet.start()
    pipe.recv()
    fleet.close()


def measure(core: int, other_core: int, packets_a_second: int = 330_000) -> FleetStats:
    """What a fleet on `core` takes of what a peer on `other_core` sends; its ceiling is received ÷ CPU seconds."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    keys = [os.urandom(KEY_AND_SALT) for _ in range(MEMBERS)]
    process = context.Process(target=_send, args=(theirs, keys, packets_a_second, other_core), daemon=True)
    process.start()
    sockets = _sockets(MEMBERS)
    _meet(sockets, ours.recv())
    ports = _ports(sockets)
    fleet = Fleet(mark=1, core=core, capacity=MEMBERS)
    for number, (one, key) in enumerate(zip(sockets, keys, strict=True)):
        decrypts = number % DECRYPTS_ONE_IN == 0
        fleet.add(MemberSpec(one.detach(), (GCM, key, bytes(KEY_AND_SALT)), decrypts=decrypts, reports=False))
    fleet.start()
    ours.send(ports)
    time.sleep(1.0)
    fleet.reset()
    time.sleep(SECONDS)
    fleet.stop()
    stats = fleet.stats()
    ours.send(None)
    process.join(10)
    process.kill()
    fleet.close()
    return stats
