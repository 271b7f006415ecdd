"""A load test from the accounts to the figures."""

from __future__ import annotations

import asyncio
import math
import os
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial

from benchmarks.load.deployment import Account, Deployment, Refused
from benchmarks.load.dtls import Identity
from benchmarks.load.fleet import Fleet, FleetStats, quantile_ms
from benchmarks.load.participant import Joined, Media, Participant, Resource
from benchmarks.load.report import Result, Sample

AT_ONCE = 8
SETTLE_SECONDS = 3.0
LINGER_SECONDS = 0.5
PASSWORD = "load-test-of-the-room-7"


@dataclass(frozen=True)
class Plan:
    """How large the test is. `publishers` of 0 is the room's own protocol; else that many WHIP publishers a room, and
    everybody else watches by WHEP. `joins` are joins a second."""

    rooms: int
    people: int
    seconds: float
    media: Media
    joins: float = 20.0
    publishers: int = 0
    decrypts_one_in: int = 25
    threads: int = 1
    insecure: bool = False


class Campaign:
    """Makes people and rooms, lets them in, counts, and leaves."""

    def __init__(
        self, plan: Plan, deployment: Deployment, staff: Account, accounts: Sequence[Account], pid: int | None
    ) -> None:
        self._plan = plan
        self._deployment = deployment
        self._staff = staff
        self._accounts = accounts
        self._pid = pid
        mark = int.from_bytes(os.urandom(8), "big")
        self._fleets = [Fleet(mark=mark) for _ in range(plan.threads)]
        self._identity = Identity()
        self._people: list[Participant | Resource] = []
        self._sessions: list[str] = []
        self._token = ""
        self.samples: list[Sample] = []

    async def run(self, ceiling: float, say: Callable[[str], None]) -> Result:
        """Raises Refused when the deployment lets too little happen to measure anything."""
        plan = self._plan
        tokens = await self._prepare(say)
        for fleet in self._fleets:
            fleet.start()
        try:
            await self._enter(tokens, say)
            joined = [person.joined for person in self._people if not person.joined.fault]
            if not joined:
                raise Refused(f"nobody got in: {self._people[0].joined.fault}")
            say(f"{len(joined)} of {len(self._people)} are in; measuring for {plan.seconds:g} s")
            await asyncio.sleep(SETTLE_SECONDS)
            await self._measure()
            for fleet in self._fleets:
                fleet.hush()
            await asyncio.sleep(LINGER_SECONDS)
            for fleet in self._fleets:
                fleet.stop()
            return self._result(ceiling)
        finally:
            await self._leave()

    async def _prepare(self, say: Callable[[str], None]) -> list[str]:
        """Sessions that are live, and a token for each participant."""
        plan, deployment = self._plan, self._deployment
        self._token = await deployment.sign_in(self._staff)
        course, code = await deployment.course(self._token, f"Load test of {plan.rooms} × {plan.people}")
        self._sessions = [
            await deployment.session(self._token, course, f"Room {number + 1}") for number in range(plan.rooms)
        ]
        if plan.publishers:
            return [self._token] * (plan.rooms * plan.people)
        accounts = list(self._accounts)
        needed = plan.rooms * plan.people
        if accounts and len(accounts) < needed:
            raise Refused(f"{needed} people need as many accounts; --accounts has {len(accounts)}")
        run = os.urandom(4).hex()
        registers = not accounts
        if registers:
            accounts = [Account(f"load-{run}-{number}@eduforum.test", PASSWORD) for number in range(needed)]
        say(f"{needed} people sign in")

        async def ready(account: Account) -> str:
            if registers:
                await deployment.register(account, account.email.partition("@")[0])
            token = await deployment.sign_in(account)
            await deployment.enrol(token, code)
            return token

        return await _at_once([partial(ready, account) for account in accounts[:needed]])

    async def _enter(self, tokens: Sequence[str], say: Callable[[str], None]) -> None:
        plan = self._plan
        begin = time.monotonic()
        running = []
        for number, token in enumerate(tokens):
            # One room after another gets its next person.
            room, seat = number % plan.rooms, number // plan.rooms
            person = self._person(number, Joined(room, seat))
            self._people.append(person)
            await asyncio.sleep(max(0.0, begin + number / plan.joins - time.monotonic()))
            running.append(asyncio.create_task(self._join(person, token, number)))
        await asyncio.gather(*running)
        if not plan.publishers:
            await _at_once([partial(self._look, person) for person in self._people])

    def _person(self, number: int, joined: Joined) -> Participant | Resource:
        kind = Resource if self._plan.publishers else Participant
        return kind(self._deployment, self._identity, number, joined)

    async def _join(self, person: Participant | Resource, token: str, number: int) -> None:
        plan, joined = self._plan, person.joined
        session = self._sessions[joined.room]
        fleet = self._fleets[joined.room % len(self._fleets)]
        decrypts = (joined.seat - plan.publishers) % plan.decrypts_one_in == 0
        try:
            if isinstance(person, Resource):
                await person.join(
                    *(token, session, plan.media, fleet, plan.publishers),
                    publishes=joined.seat < plan.publishers,
                    decrypts=decrypts,
                )
            else:
                await person.join(
                    *(token, session, plan.media, fleet, plan.people), decrypts=decrypts, insecure=plan.insecure
                )
        except (Refused, OSError, ValueError, TimeoutError) as error:
            joined.fault = str(error) or type(error).__name__

    async def _look(self, person: Participant | Resource) -> None:
        """Everybody sees those who follow, round the room."""
        me = person.joined
        if not isinstance(person, Participant) or me.fault:
            return
        room = [p.joined for p in self._people if p.joined.room == me.room and not p.joined.fault]
        at = room.index(me)
        others = [other.participant_id for other in room[at + 1 :] + room[:at]]
        try:
            await person.look(others[: self._plan.media.cameras], self._plan.media)
        except Refused as error:
            me.fault = str(error)

    async def _measure(self) -> None:
        for fleet in self._fleets:
            fleet.reset()
        await asyncio.sleep(0.3)
        before = self._total()
        usage = await self._deployment.usage(self._pid)
        cpu, at = time.process_time(), time.monotonic()
        start = at
        while at - start < self._plan.seconds:
            await asyncio.sleep(1.0)
            now, after = time.monotonic(), self._total()
            used, own = await self._deployment.usage(self._pid), time.process_time()
            span = now - at
            delays = _difference(after.delays_ns, before.delays_ns)
            known = usage is not None and used is not None
            self.samples.append(
                Sample(
                    at=now - start,
                    sent=(after.sent - before.sent) / span,
                    received=(after.received - before.received) / span,
                    delay_p50_ms=quantile_ms(delays, 0.5),
                    delay_p95_ms=quantile_ms(delays, 0.95),
                    delay_p99_ms=quantile_ms(delays, 0.99),
                    server_cpu=(used.cpu_seconds - usage.cpu_seconds) / span if known and used and usage else math.nan,
                    server_memory_mb=used.memory / 1e6 if used else math.nan,
                    load_cpu=(own - cpu) / span,
                )
            )
            before, usage, cpu, at = after, used, own, now

    def _total(self) -> FleetStats:
        """All fleets together."""
        stats = [fleet.stats() for fleet in self._fleets]
        counters = {name: sum(getattr(one, name) for one in stats) for name in vars(stats[0]) if name != "delays_ns"}
        counters["late_ns"] = max(one.late_ns for one in stats)
        delays: dict[int, int] = {}
        for one in stats:
            for bound, count in one.delays_ns:
                delays[bound] = delays.get(bound, 0) + count
        return FleetStats(**counters, delays_ns=tuple(sorted(delays.items())))

    def _result(self, ceiling: float) -> Result:
        plan, total = self._plan, self._total()
        people = [person.joined for person in self._people]
        joined = [one for one in people if one.fleet is not None]
        joins = sorted((one.connected_ns - one.began_ns) / 1e6 for one in joined)
        first = sorted(
            (heard - one.began_ns) / 1e6
            for one in joined
            if one.fleet and (heard := _first(one.fleet.member(one.member)))
        )
        receivers = [one for one in joined if not plan.publishers or one.seat >= plan.publishers]
        streams = [one.fleet.member(one.member).receiving for one in receivers if one.fleet]
        seconds = self.samples[-1].at
        cpu = [sample.server_cpu for sample in self.samples]
        return Result(
            url=self._deployment.url,
            rooms=plan.rooms,
            people=plan.people,
            seconds=total.wall_ns / 1e9 / len(self._fleets),
            ceiling=ceiling,
            joined=len(joined),
            failed=len(people) - len(joined),
            join_p50_ms=_point(joins, 0.5),
            join_p95_ms=_point(joins, 0.95),
            join_max_ms=_point(joins, 1.0),
            first_media_p95_ms=_point(first, 0.95),
            sent=total.sent,
            received=total.received,
            received_mbit=total.received_bytes * 8 / 1e6 / seconds,
            lost=total.lost / max(1, total.received + total.lost),
            repaired=total.repaired,
            refused=total.refused,
            delay_p50_ms=quantile_ms(total.delays_ns, 0.5),
            delay_p95_ms=quantile_ms(total.delays_ns, 0.95),
            delay_p99_ms=quantile_ms(total.delays_ns, 0.99),
            server_cpu=sum(cpu) / len(cpu),
            server_memory_mb=self.samples[-1].server_memory_mb,
            load_cpu=sum(sample.load_cpu for sample in self.samples) / len(self.samples),
            late_ms=total.late_ns / 1e6,
            nacks_sent=total.nacks_sent,
            nacks_received=total.nacks_received,
            plis_sent=total.plis_sent,
            plis_received=total.plis_received,
            feedback_sent=total.feedback_sent,
            feedback_received=total.feedback_received,
            streams_low=min(streams, default=0),
            faults=tuple(sorted({one.fault for one in people if one.fault})),
        )

    async def _leave(self) -> None:
        await _at_once([person.leave for person in self._people])
        for session in self._sessions:
            await self._deployment.end(self._token, session)
        for fleet in self._fleets:
            fleet.close()


def _first(stats: object) -> int:
    """When the first media packet came, of whatever kind."""
    times = [getattr(stats, name) for name in ("first_audio_ns", "first_video_ns")]
    return min((time for time in times if time), default=0)


def _point(values: Sequence[float], q: float) -> float:
    return values[min(len(values) - 1, int(len(values) * q))] if values else math.nan


def _difference(after: Sequence[tuple[int, int]], before: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    earlier = dict(before)
    return [(bound, count - earlier.get(bound, 0)) for bound, count in after if count > earlier.get(bound, 0)]


async def _at_once(calls: Sequence[Callable[[], Awaitable[str | None]]]) -> list[str]:
    """Run them, a few at a time; what each answers, in order."""
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(call: Callable[[], Awaitable[str | None]]) -> str:
        async with gate:
            return await call() or ""

    return list(await asyncio.gather(*(one(call) for call in calls)))
