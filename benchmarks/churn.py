"""Joins and leaves without end: `python -m benchmarks.churn --joins 10000`, or `--minutes 60`.

An engine with its worker, as the server runs it, and clients that check, shake hands, send and watch for a moment,
and then go: properly, by a farewell of DTLS, by a second offer that replaces the first, or with the whole room, over
UDP or TCP. Prints the memory every thousand joins, and fails when it grows or when native objects are left at the end
(which only a core built with EDUFORUM_DEBUG=1 counts). `make nightly` runs it.
"""

import argparse
import asyncio
import gc
import re
import sys
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path
from random import Random

from eduforum.clock import SystemClock
from eduforum.config import Config, Media
from eduforum.media.engine import MediaEngine
from eduforum.media.slots import Want
from eduforum.web.protocol import Muted
from sfu_core.worker import Worker
from tests.factories.offers import offer
from tests.native.peer import Peer, Rtp, StreamPeer, opus, vp8

AT_ONCE = 20
ROOM_LASTS = 100
GROWTH_KB = 4096
"""What the memory may grow by from the first fifth of a run to its end: the noise of an allocator."""


class Client:
    """One join, from offer to leave."""

    def __init__(self, churn: "Churn", number: int) -> None:
        self.churn = churn
        self.name = f"client{number}"
        self.number = number
        self.peer: Peer | None = None

    async def live(self, room: str) -> None:
        random = self.churn.random
        try:
            await self.join(room)
            if random.random() < 0.15:
                # In place of the first: another peer connection of the same client.
                self.close()
                await self.join(room)
            await self.take_part(room)
            if random.random() < 0.3 and self.peer is not None:
                self.peer.farewell()
                await self.until(lambda: not self.churn.engine.is_alive(room, self.name))
            else:
                self.churn.engine.close_connection(room, self.name)
        finally:
            self.close()

    async def join(self, room: str) -> None:
        engine, random = self.churn.engine, self.churn.random
        produced = await engine.produce(
            room,
            self.name,
            self.name,
            offer(self.name, random.getrandbits(60)),
            may_send=True,
            companion=False,
            muted=Muted(),
        )
        self.slots = [slot.slot for slot in produced.slots if slot.kind == "video"]

        def value(pattern: str) -> str:
            found = re.search(pattern, produced.answer)
            assert found, pattern
            return found[1]

        over_tcp = random.random() < 0.2
        kind, protocol = (StreamPeer, "tcp") if over_tcp else (Peer, "udp")
        peer = kind(
            port=int(value(rf"a=candidate:\S+ 1 {protocol} \d+ 127\.0\.0\.1 (\d+)")),
            ufrag=value(r"a=ice-ufrag:(\S+)").encode(),
            pwd=value(r"a=ice-pwd:(\S+)").encode(),
            name=self.name.encode(),
        )
        self.peer = peer
        peer.own_pwd = b"w" * 24
        self.churn.loop.add_reader(peer.fileno(), peer.step)
        peer.check()
        await self.until(lambda: bool(peer.responses))
        peer.handshake()
        await self.until(lambda: peer.connected)

    async def take_part(self, room: str) -> None:
        peer = self.peer
        assert peer is not None
        others = [client.name for client in self.churn.present]
        wishes = [Want(slot, self.churn.random.choice(others)) for slot in self.slots]
        self.churn.engine.consume(room, self.name, wishes)
        for packet in range(20):
            peer.send_rtp(Rtp(111, packet, packet * 960, 11, opus(), extensions={1: b"\x90", 4: b"0"}))
            peer.send_rtp(Rtp(96, packet, packet * 3000, 21, vp8(packet, keyframe=packet % 5 == 0), marker=True))
            await asyncio.sleep(0.002)

    async def until(self, condition: Callable[[], bool]) -> None:
        async with asyncio.timeout(20):
            while not condition():  # noqa: ASYNC110 - what is waited for happens in another thread.
                await asyncio.sleep(0.002)

    def close(self) -> None:
        if self.peer is not None:
            self.churn.loop.remove_reader(self.peer.fileno())
            self.peer.close()
            self.peer = None


class Churn:
    """Keeps AT_ONCE clients in a room until there have been enough."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.engine = MediaEngine(Config(media=Media(workers=1)), SystemClock())
        self.loop = asyncio.get_running_loop()
        self.present: set[Client] = set()
        self.memory: list[int] = []
        self.joins = 0
        self._numbers = count(1)

    async def run(self, joins: int, seconds: float) -> None:
        await self.engine.start()
        end = self.loop.time() + seconds
        while self.joins < joins and self.loop.time() < end:
            await self._one_room()
            if self.joins % 1000 == 0:
                self._note()
        await self.engine.stop()
        gc.collect()

    async def _one_room(self) -> None:
        room = f"room{self.joins}"
        self.engine.open_room(room)
        gate = asyncio.Semaphore(AT_ONCE)

        async def one() -> None:
            async with gate:
                client = Client(self, next(self._numbers))
                self.present.add(client)
                try:
                    await client.live(room)
                finally:
                    self.present.discard(client)

        await asyncio.gather(*(one() for _ in range(ROOM_LASTS)))
        self.joins += ROOM_LASTS
        self.engine.close_room(room)

    def _note(self) -> None:
        gc.collect()
        self.memory.append(resident_kb())
        print(f"{self.joins:>8} joins  {self.memory[-1]:>8} kB", flush=True)


def resident_kb() -> int:
    found = re.search(r"VmRSS:\s+(\d+) kB", Path("/proc/self/status").read_text())
    assert found
    return int(found[1])


async def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.churn", description="Joins and leaves without end.")
    parser.add_argument("--joins", type=int, default=10_000)
    parser.add_argument("--minutes", type=float, default=24 * 60.0, help="stop earlier, whatever --joins says")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    begun = time.monotonic()
    churn = Churn(options.seed)
    await churn.run(options.joins, 60 * options.minutes)
    seconds = time.monotonic() - begun
    left = {kind: number for kind, number in Worker.live_objects().items() if number and kind not in ("worker", "ring")}
    warm = churn.memory[len(churn.memory) // 5 :] or [0]
    growth = warm[-1] - warm[0]
    counted = "none" if Worker.live_objects() else "not counted: the core was built without EDUFORUM_DEBUG=1"
    print(
        f"{churn.joins} joins in {seconds:.0f} s ({churn.joins / seconds:.0f}/s), growth {growth} kB after warming up"
    )
    print(f"native objects left: {left or counted}")
    return 1 if left or growth > GROWTH_KB else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
