"""What a class that writes costs, and how many deliveries one core carries.

Four parts (`--part`), each with the server on one core, load and database on the other:

- `class`: 10 rooms of 50, two messages a second a room; the delay from writing to hearing, p99 < 10 ms.
- `most`: 100 rooms of 50 at growing rates, up to the last with p99 < 100 ms; ours stores each message before its ack.
  Beside it Socket.IO 4, which stores nothing: at least twice its deliveries at half its CPU a delivery.
- `storm`: 500 people come in within two seconds; from asking over HTTP to being inside, p95 < 500 ms.
- `crowd`: 5,000 people are connected; memory of each at most 32 KB, and no stall of the loop over 20 ms.

`python -m benchmarks.bench_chat`. For the comparison: `npm ci` in benchmarks/chat/socketio.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import os
import random
import re
import time
from collections.abc import Sequence
from urllib.parse import urlsplit

import uvloop

from benchmarks.chat.targets import EduForum, Target, eduforum, fill, socketio
from benchmarks.chat.wire import WireSocket
from benchmarks.spread import at

PEOPLE = 50
FACTOR = 1.25
LOOK_SECONDS = 0.005
BOUND = 0.1


async def speak(target: Target, rooms: Sequence[Sequence[WireSocket]], rate: float, seconds: float) -> int:
    """Sentences of people at random, `rate` a second in all rooms together; how many were said."""
    rng = random.Random(1)
    start, said = time.monotonic(), 0
    while (now := time.monotonic() - start) < seconds:
        for _ in range(int(now * rate) - said):
            target.say(rng.choice(rng.choice(rooms)))
            said += 1
        await asyncio.sleep(0.002)
    return said


class Step:
    """One rate, measured: deliveries a second, delays in seconds, CPU of the server and its database."""

    def __init__(self, target: Target, expected: int, seconds: float, server: float, database: float) -> None:
        self.delays = sorted(target.meter.delays)
        self.deliveries, self.expected = target.meter.deliveries, expected
        self.rate = target.meter.deliveries / seconds
        self.server, self.database, self.seconds = server, database, seconds

    def delay(self, q: float) -> float:
        return self.delays[min(len(self.delays) - 1, int(q * len(self.delays)))] if self.delays else float("inf")

    def holds(self) -> bool:
        return self.delay(0.99) < BOUND and self.deliveries >= 0.99 * self.expected

    def line(self, name: str) -> str:
        cost = self.server / self.deliveries * 1e6 if self.deliveries else float("nan")
        return (
            f"{name:10} {self.rate:9,.0f} deliveries/s  p50 {self.delay(0.5) * 1e3:6.1f}  p99 "
            f"{self.delay(0.99) * 1e3:6.1f} ms  server {self.server / self.seconds:4.0%}  {cost:5.2f} µs each  "
            f"database {self.database / self.seconds:4.0%}"
        )


async def step(target: Target, rooms: Sequence[Sequence[WireSocket]], rate: float, seconds: float) -> Step:
    await speak(target, rooms, rate, 1.0)
    await asyncio.sleep(0.3)
    target.meter.reset()
    before, start = target.usage(), time.monotonic()
    said = await speak(target, rooms, rate, seconds)
    expected = said * len(rooms[0])
    for _ in range(200):
        if target.meter.deliveries >= expected:
            break
        await asyncio.sleep(0.01)
    after, took = target.usage(), time.monotonic() - start
    return Step(target, expected, took, after.server - before.server, after.database - before.database)


async def most(target: Target, rooms: Sequence[Sequence[WireSocket]], seconds: float, begin: float) -> Step | None:
    best, rate = None, begin
    while True:
        measured = await step(target, rooms, rate, seconds)
        print(measured.line(target.name), "" if measured.holds() else " over", flush=True)
        if not measured.holds():
            return best
        best, rate = measured, rate * FACTOR


async def part_class(core: int, other: int, seconds: float) -> None:
    async with eduforum(core, other, 8765, 10, PEOPLE) as target:
        rooms = await fill(target, 10, PEOPLE, sampled_every=1)
        measured = await step(target, rooms, 20.0, seconds)
        print(measured.line("class"), f" aim p99 < 10 ms: {'held' if measured.delay(0.99) < 0.01 else 'MISSED'}")


async def part_most(core: int, other: int, seconds: float) -> None:
    async with socketio(core, 8766) as theirs:
        compared = await most(theirs, await fill(theirs, 100, PEOPLE), seconds, 400.0)
    async with eduforum(core, other, 8765, 100, PEOPLE) as target:
        ours = await most(target, await fill(target, 100, PEOPLE), seconds, 400.0)
    if ours is None or compared is None:
        print("nothing held")
        return
    cost, their_cost = ours.server / ours.deliveries, compared.server / compared.deliveries
    print(f"deliveries {ours.rate / compared.rate:.2f} × (aim 2), CPU of one {cost / their_cost:.2f} × (aim 0.5)")


async def part_storm(core: int, other: int) -> None:
    async with eduforum(core, other, 8765, 10, PEOPLE) as target:
        # Everybody is known already; this is the first lesson of a day.
        times: list[float] = []

        async def come(room: int, person: int, at: float) -> None:
            await asyncio.sleep(at)
            start = time.monotonic()
            await target.enter(room, person, sampled=False)
            times.append(time.monotonic() - start)

        before, start = target.usage(), time.monotonic()
        await asyncio.gather(
            *(come(n % 10, n // 10, n * 2.0 / 500) for n in range(500)),
        )
        took, cpu = time.monotonic() - start, target.usage().server - before.server
        times.sort()
        p95 = times[475]
        print(
            f"storm      500 in {took:.2f} s  p50 {times[250] * 1e3:.0f}  p95 {p95 * 1e3:.0f}  worst "
            f"{times[-1] * 1e3:.0f} ms  server {cpu:.2f} s  aim p95 < 500 ms: {'held' if p95 < 0.5 else 'MISSED'}"
        )


async def part_crowd(core: int, other: int) -> None:
    async with eduforum(core, other, 8765, 100, PEOPLE) as target:
        first = await fill(target, 1, PEOPLE)
        before = target.usage()
        start = time.monotonic()
        rooms = [*first, *(await _others(target))]
        after = target.usage()
        count = sum(len(room) for room in rooms)
        each = (after.memory - before.memory) / (count - PEOPLE)
        print(f"crowd      {count:,} connected in {time.monotonic() - start:.0f} s, {each / 1024:.1f} KB each (aim 32)")
        # Pings, presence and a class's writing meanwhile.
        looking = asyncio.create_task(look(target.deployment.url))
        measured = await step(target, rooms, 20.0, 20.0)
        looking.cancel()
        answers = await looking
        print(measured.line("crowd"))
        print(
            f"stalls     {len(answers):,} looks  p99 {at(answers, 0.99) * 1e3:.1f}  longest "
            f"{answers[-1] * 1e3:.1f} ms  aim < 20 ms: {'held' if answers[-1] < 0.02 else 'MISSED'}"
        )


async def look(url: str) -> list[float]:
    """How long the server takes for what costs it nothing, asked for every few milliseconds until the task is
    cancelled: a stall of its loop is as long as the answer that it held up, or shorter. Sorted, in seconds."""
    place = urlsplit(url)
    reader, writer = await asyncio.open_connection(place.hostname, place.port)
    times: list[float] = []
    try:
        while True:
            start = time.monotonic()
            writer.write(f"GET /healthz HTTP/1.1\r\nHost: {place.netloc}\r\n\r\n".encode())
            head = await reader.readuntil(b"\r\n\r\n")
            length = re.search(rb"content-length: (\d+)", head.lower())
            if length is not None:
                await reader.readexactly(int(length[1]))
            times.append(time.monotonic() - start)
            await asyncio.sleep(LOOK_SECONDS)
    except asyncio.CancelledError:
        writer.close()
        return sorted(times)


async def _others(target: EduForum) -> list[list[WireSocket]]:
    limit = asyncio.Semaphore(50)

    async def one(room: int, person: int) -> WireSocket:
        async with limit:
            return await target.enter(room, person, sampled=True)

    return [list(await asyncio.gather(*(one(room, n) for n in range(PEOPLE)))) for room in range(1, 100)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--part", choices=["class", "most", "storm", "crowd"], action="append")
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--core", type=int, default=0)
    options = parser.parse_args()
    cores = sorted(os.sched_getaffinity(0))
    other = next((core for core in cores if core != options.core), options.core)
    os.sched_setaffinity(0, {other})
    # What the load side collects would be a pause of ours.
    gc.disable()
    for part in options.part or ["class", "storm", "crowd", "most"]:
        match part:
            case "class":
                uvloop.run(part_class(options.core, other, options.seconds))
            case "most":
                uvloop.run(part_most(options.core, other, options.seconds))
            case "storm":
                uvloop.run(part_storm(options.core, other))
            case "crowd":
                uvloop.run(part_crowd(options.core, other))


if __name__ == "__main__":
    main()
