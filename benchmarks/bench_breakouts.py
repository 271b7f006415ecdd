"""A class splits up: 50 people, who all speak and have cameras, into 10 groups and back, by real media.

Everybody looks at the others of their group as soon as the server tells the groups. Each round tells, from the moment
at which the teacher asks for the groups: until a person's first decrypted packet from somebody of their group whom they
did not hear before (aim p95 < 500 ms); until they see all of their group; and how long they still hear others. Then
100 people are moved, one after another. After each round and after the moves, what everybody hears and sees is looked
at for two seconds: all of their group and nobody else. Nobody restarts ICE: the transports are those of the beginning.

The server runs on one core, load and database on the other: `python -m benchmarks.bench_breakouts`.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import os
import random
import time
from collections.abc import Mapping
from typing import Any

import uvloop

from benchmarks.chat.targets import EduForum, eduforum
from benchmarks.load import local
from benchmarks.load.dtls import Identity
from benchmarks.load.fleet import Fleet, Heard
from benchmarks.load.participant import Joined, Media, Participant
from benchmarks.spread import at, spread

PEOPLE = 50
GROUPS = 10
MOVES = 100
VOICES = 3
AIM = 0.5
SETTLE = 2.0
# Everybody speaks all the time, so that the three loudest of each group are heard all the time.
MEDIA = Media(layers=(150_000,), temporal_layers=1, talk=0, voices=VOICES, cameras=9)


class Member:
    """Somebody of the class. `mates` are the seats of their group as the server told it last."""

    def __init__(self, participant: Participant, seats: Mapping[str, int]) -> None:
        self.participant = participant
        self.seat = participant.joined.seat
        self._seats = seats
        self.mates: set[int] = set()
        self._looking: asyncio.Task[None] | None = None

    def heard(self) -> dict[int, Heard]:
        joined = self.participant.joined
        assert joined.fleet is not None
        return joined.fleet.heard(joined.member)

    def hear(self, frame: str) -> None:
        if not frame.startswith('{"type":"breakout:changed"'):
            return
        breakout: dict[str, Any] | None = json.loads(frame)["breakout"]
        if breakout is None or breakout["state"] != "open":
            return
        me = self.participant.joined.participant_id
        people: list[str] = next((group["people"] for group in breakout["groups"] if me in group["people"]), [])
        mates = {self._seats[person] for person in people if person != me}
        if mates != self.mates:
            self.mates = mates
            self.look(mates)

    def look(self, seats: set[int]) -> None:
        """As a client does: ask for their cameras."""
        people = {seat: person for person, seat in self._seats.items()}
        wish = self.participant.look([people[seat] for seat in sorted(seats)], MEDIA)
        self._looking = asyncio.create_task(wish)

    @property
    def content(self) -> bool:
        """Whether they hear as many of their group as there are places, see all of it, and nobody else."""
        heard = self.heard()
        voices = {seat for seat, each in heard.items() if each.voice_ns}
        pictures = {seat for seat, each in heard.items() if each.picture_ns}
        return pictures == self.mates and voices <= self.mates and len(voices) >= min(VOICES, len(self.mates))


class Class:
    def __init__(self, target: EduForum, professor: str, fleet: Fleet) -> None:
        self._target = target
        self._professor = professor
        self._fleet = fleet
        self._groups: list[str] = []
        self.members: list[Member] = []
        self.first: list[float] = []
        self.whole: list[float] = []
        self.others: list[float] = []

    async def enter(self) -> None:
        identity = Identity()
        seats: dict[str, int] = {}
        for number in range(PEOPLE):
            participant = Participant(self._target.deployment, identity, number, Joined(0, number))
            member = Member(participant, seats)
            await participant.join(
                *(self._target.tokens[number], self._target.sessions[0], MEDIA, self._fleet, PEOPLE),
                decrypts=True,
                insecure=False,
            )
            participant.listen(member.hear)
            seats[participant.joined.participant_id] = number
            self.members.append(member)

    async def ask(self, act: str, **fields: Any) -> Any:
        body = {"session_id": self._target.sessions[0], **fields}
        return await self._target.deployment.call("POST", f"/learning/breakout/{act}", token=self._professor, body=body)

    async def round(self) -> None:
        drawn = await self.ask("create", plan={"groups": GROUPS})
        self._groups = [group["id"] for group in drawn["breakout"]["groups"]]
        for member in self.members:
            # Whom they see before the split is nobody in particular.
            member.mates = set()
            member.look({(member.seat + step) % PEOPLE for step in (7, 14, 21, 28)})
        await asyncio.sleep(SETTLE)
        self._fleet.reset()
        await asyncio.sleep(0.5)
        before = [set(member.heard()) for member in self.members]
        self._fleet.reset()
        await asyncio.sleep(0.02)
        began = time.monotonic_ns()
        await self.ask("open", seconds=0)
        await asyncio.sleep(SETTLE)
        for member, known in zip(self.members, before, strict=True):
            heard = member.heard()
            times = [
                time_ns
                for seat in member.mates - known
                if seat in heard
                for time_ns in (heard[seat].voice_ns, heard[seat].picture_ns)
                if time_ns
            ]
            self.first.append((min(times) - began) / 1e9)
            self.whole.append((max(heard[seat].picture_ns for seat in member.mates) - began) / 1e9)
            last = max((each.last_ns for seat, each in heard.items() if seat not in member.mates), default=began)
            self.others.append((last - began) / 1e9)

    async def move(self, rng: random.Random) -> None:
        """People go somewhere else, one after another."""
        for _ in range(MOVES):
            person = rng.choice(self.members).participant.joined.participant_id
            await self.ask("move", participant=person, group=rng.choice(self._groups))
        await asyncio.sleep(SETTLE)

    async def looks_right(self) -> int:
        """How many hear and see just their group, over two seconds from now."""
        self._fleet.reset()
        await asyncio.sleep(SETTLE)
        return sum(member.content for member in self.members)


async def measure(core: int, other: int, rounds: int) -> None:
    fleet = Fleet(mark=int.from_bytes(os.urandom(8), "big"), core=other)
    fleet.start()
    try:
        async with eduforum(core, other, 8769, 1, PEOPLE) as target:
            everyone = Class(target, await target.deployment.sign_in(local.PROFESSOR), fleet)
            await everyone.enter()
            alone: list[int] = []
            for number in range(rounds):
                await everyone.round()
                alone.append(await everyone.looks_right())
                if number < rounds - 1:
                    await everyone.ask("end", seconds=0)
            began = time.monotonic()
            await everyone.move(random.Random(1))
            took = time.monotonic() - began - SETTLE
            moved = await everyone.looks_right()
            for member in everyone.members:
                await member.participant.leave()
    finally:
        fleet.close()
    held = "held" if at(everyone.first, 0.95) < AIM else "MISSED"
    print(f"{PEOPLE} people into {GROUPS} groups, {rounds} times")
    print(f"  first packet of the group  {spread(everyone.first)}  aim p95 < 500 ms: {held}")
    print(f"  the whole group is seen    {spread(everyone.whole)}")
    print(f"  others are heard until     {spread(everyone.others)}")
    print(f"  hear and see just their group: {', '.join(map(str, alone))} of {PEOPLE}")
    print(f"{MOVES} moves in {took:.1f} s: {moved} of {PEOPLE} hear and see just their group")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--core", type=int, default=0)
    options = parser.parse_args()
    cores = sorted(os.sched_getaffinity(0))
    other = next((core for core in cores if core != options.core), options.core)
    os.sched_setaffinity(0, {other})
    # All of them send, beside the seat that is kept for the professor.
    os.environ["EDUFORUM_ROOM__MAX_SENDERS"] = str(PEOPLE + 1)
    gc.disable()
    uvloop.run(measure(options.core, other, options.rounds))


if __name__ == "__main__":
    main()
