"""Packets never wait for Python: media flows while another thread of the process holds the interpreter's lock."""

import ctypes
import multiprocessing
import os
import select
import time
from multiprocessing.connection import Connection

from sfu_core.records import IceConnected
from tests.native.peer import Peer, Rtp, opus
from tests.native.stage import LEVEL_EXT, MID_EXT, OPUS, Stage, opus_producer, opus_slot

HELD_S = 0.6

Seat = tuple[int, bytes, bytes, bytes, bytes]
"""Port, ICE name and password, keys to receive and to send with."""


def converse(pipe: Connection, speaker: Seat, listener: Seat) -> None:
    """In a process of its own: speak every 10 ms until told to stop, and note when each packet arrives."""
    peers = []
    for port, ufrag, pwd, receive, send in (speaker, listener):
        peer = Peer(port=port, ufrag=ufrag, pwd=pwd)
        peer.set_keys(0x0007, receive, send)
        peer.check()
        peers.append(peer)
    mouth, ear = peers
    arrivals: list[float] = []
    number = 0
    while not pipe.poll():
        number += 1
        level = {LEVEL_EXT: b"\x9e", MID_EXT: b"0"}
        mouth.send_rtp(Rtp(OPUS, number, number * 480, 0x1001, opus(), extensions=level))
        select.select([ear], [], [], 0.01)
        ear.step()
        arrivals += [time.monotonic()] * len(ear.rtp)
        ear.rtp.clear()
    pipe.send(arrivals)


def test_media_flows_while_the_lock_is_held() -> None:
    context = multiprocessing.get_context("spawn")
    with Stage() as stage:
        seats = []
        for name in (b"speaker0", b"listener"):
            pwd, up, down = os.urandom(12).hex().encode(), os.urandom(28), os.urandom(28)
            transport = stage.worker.create_transport(stage.router, name, pwd, b"peer")
            stage.worker.set_keys(transport, 0x0007, up, down)
            seats.append((stage.worker.port, name, pwd, down, up))
            if name == b"speaker0":
                stage.worker.create_producer(transport, opus_producer(7, 0x1001))
            else:
                stage.worker.create_slot(transport, opus_slot(0x5001))
        ours, theirs = context.Pipe()
        process = context.Process(target=converse, args=(theirs, *seats), daemon=True)
        process.start()
        stage.until(lambda: len(stage.told(IceConnected)) == 2 and stage.worker.stats().forwarded > 0, seconds=30)

        # PyDLL keeps the lock during the call: no other Python of this process runs until it returns.
        start = time.monotonic()
        ctypes.PyDLL(None).usleep(int(HELD_S * 1_000_000))
        end = time.monotonic()

        ours.send("stop")
        arrivals = ours.recv()
        process.join()
    during = [at for at in arrivals if start < at < end]
    assert len(during) > 10
