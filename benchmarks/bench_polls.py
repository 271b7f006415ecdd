"""A class votes: 50 people within one second, in each of 10 rooms at once.

Names are hidden and shown in turn. Each round checks that every vote is counted once, though one client in five repeats
itself, and tells, in milliseconds: from a vote to its ack, with the vote in the database; from the close to the result
at every client (aim p95 < 100 ms); and from the last vote to the full number on the teacher's screen.

The server runs on one core, load and database on the other: `python -m benchmarks.bench_polls`.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import os
import random
import time
from collections import Counter
from typing import Any
from uuid import uuid4

import msgspec
import uvloop

from benchmarks.chat.targets import EduForum, eduforum
from benchmarks.chat.wire import WireSocket
from benchmarks.load import local
from benchmarks.spread import at, spread

ROOMS = 10
PEOPLE = 50
OPTIONS = 4
REPEATING = 0.2
AIM = 0.1
PATIENCE = 30.0

Frame = dict[str, Any]


class Client:
    """Somebody in a room, who notes when what came."""

    def __init__(self, socket: WireSocket) -> None:
        self._socket = socket
        self._acks: dict[str, asyncio.Future[tuple[float, Frame]]] = {}
        self.poll: Frame = {}
        self.polled_at = 0.0
        self.voted = 0
        self.voted_at = 0.0
        self.receipt = str(uuid4())
        socket.on_text = self._hear

    def ask(self, frame: Frame) -> asyncio.Future[tuple[float, Frame]]:
        """When the ack came, and its data."""
        id = str(uuid4())
        answered = self._acks[id] = asyncio.get_running_loop().create_future()
        self.say({**frame, "id": id})
        return answered

    def say(self, frame: Frame) -> None:
        self._socket.send(msgspec.json.encode(frame))

    def _hear(self, text: bytes) -> None:
        now, frame = time.monotonic(), msgspec.json.decode(text)
        match frame["type"]:
            case "ack" if frame["id"] in self._acks:
                self._acks.pop(frame["id"]).set_result((now, frame["data"]))
            case "error":
                raise RuntimeError(frame)
            case "poll:changed":
                self.poll, self.polled_at = frame["poll"], now
            case "poll:progress":
                self.voted, self.voted_at = len(frame["round"]["voted"]), now


class Room:
    def __init__(self, professor: Client, students: list[Client]) -> None:
        self.professor, self.students = professor, students

    async def round(self, names: str, rng: random.Random) -> tuple[list[float], list[float], float]:
        """Delays of the acks and of the result, and of the last progress, in seconds."""
        content = {"kind": "single", "options": ["A", "B", "C", "D"], "names": names}
        self.professor.voted = 0
        _, opened = await self.professor.ask({"type": "poll:open", "content": content})
        poll = opened["poll"]
        await self._until(lambda: all(each.poll.get("id") == poll for each in self.students))
        chosen: Counter[int] = Counter()
        last = 0.0

        async def vote(student: Client) -> float:
            nonlocal last
            await asyncio.sleep(rng.random())
            choice = rng.randrange(OPTIONS)
            chosen[choice] += 1
            frame: Frame = {
                "type": "poll:vote", "id": str(uuid4()), "poll": poll, "round": 1,
                "ballot": {"choices": [choice]}, "receipt": student.receipt,
            }  # fmt: skip
            last = time.monotonic()
            started, answered = last, student.ask(frame)
            if rng.random() < REPEATING:
                # By another id: the person votes again, and has one vote.
                await student.ask(frame)
            return (await answered)[0] - started

        acks = list(await asyncio.gather(*map(vote, self.students)))
        await self._until(lambda: self.professor.voted == PEOPLE)
        started = time.monotonic()
        await self.professor.ask({"type": "poll:close", "poll": poll})
        everybody = [self.professor, *self.students]
        await self._until(lambda: all(each.poll["rounds"][0]["result"] for each in everybody))
        for each in everybody:
            result = each.poll["rounds"][0]["result"]
            if (result["votes"], result["counts"]) != (PEOPLE, [chosen[option] for option in range(OPTIONS)]):
                raise RuntimeError(f"{result} is not {chosen}")
        return acks, [each.polled_at - started for each in everybody], self.professor.voted_at - last

    async def _until(self, holds: Any) -> None:
        async with asyncio.timeout(PATIENCE):
            while not holds():  # noqa: ASYNC110 - hundreds of sockets would set the event
                await asyncio.sleep(0.001)


async def measure(core: int, other: int, rounds: int) -> None:
    async with eduforum(core, other, 8768, ROOMS, PEOPLE) as target:
        professor = await target.deployment.sign_in(local.PROFESSOR)
        rooms = [await _room(target, professor, number) for number in range(ROOMS)]
        rng = random.Random(1)
        for names in ("shown", "hidden"):
            acks: list[float] = []
            results: list[float] = []
            progress: list[float] = []
            before, began = target.usage(), time.monotonic()
            for _ in range(rounds):
                for told, heard, last in await asyncio.gather(*(room.round(names, rng) for room in rooms)):
                    acks += told
                    results += heard
                    progress.append(last)
            used, took = target.usage().server - before.server, time.monotonic() - began
            print(f"names {names}: {len(acks):,} votes, all counted once; server {used / took:.0%} of a core")
            print(f"  ack           {spread(acks)}")
            held = "held" if at(results, 0.95) < AIM else "MISSED"
            print(f"  final result  {spread(results)}  aim p95 < 100 ms: {held}")
            print(f"  last progress {spread(progress)}", flush=True)


async def _room(target: EduForum, professor: str, number: int) -> Room:
    answer = await target.deployment.join(professor, target.sessions[number])
    url, token = str(answer["ws_url"]), str(answer["participant_token"])
    first = Client(await target.join(url, token, sampled=False))
    students = [Client(await target.enter(number, person, sampled=False)) for person in range(PEOPLE)]
    return Room(first, students)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--core", type=int, default=0)
    options = parser.parse_args()
    cores = sorted(os.sched_getaffinity(0))
    other = next((core for core in cores if core != options.core), options.core)
    os.sched_setaffinity(0, {other})
    gc.disable()
    uvloop.run(measure(options.core, other, options.rounds))


if __name__ == "__main__":
    main()
