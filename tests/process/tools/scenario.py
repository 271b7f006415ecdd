"""The server is killed again and again while people use a tool of the room: what it acknowledged is there, once.

A tool says what its people ask and what must hold in the end: a `Scenario` in a file of its own beside this one, and
its name in `SCENARIOS` of `tests/process/test_kill.py`. Each has a session of its own, and all of them go on at once in
the server that is killed. The rest is here: people who come in again with their cursor and repeat with the same id what
got no answer, kills around the time of commit, and what holds for every tool:

- every request is answered in the end, and a repeat of one that was acknowledged gets the same answer;
- nobody hears a durable event twice, and all hear those that they have in common in the same order.
"""

import asyncio
import random
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Coroutine, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar
from uuid import uuid4

import httpx
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from tests.factories.process import Process, serve, started
from tests.factories.rooms import Frame, RoomClient

KILLS = 20
PASSWORD = "lantern"

# Nobody lives for minutes here: people are called on who have not been there for one, and an assistant goes on at once
# where the last host is gone.
SETTINGS = {
    "DEMO_PASSWORD": PASSWORD,
    "EDUFORUM_ROOM__SETTLED_SECONDS": "0",
    "EDUFORUM_ROOM__HOLD_MINUTES": "0",
}
PEOPLE = ("professor", "ta", "student1", "student2")

# Requests are on their way to the database, being committed and answered within about this time, in seconds.
AROUND_COMMIT = 0.04

# How many acknowledged requests of each person are asked again in the end.
REPEATED = 20

# An answer is waited for so long, in seconds: an anonymous vote's close waits five seconds by itself for the ballots of
# people who will not come.
PATIENCE = 60.0

Signed = dict[str, dict[str, str]]
"""By name, the header that shows who somebody is."""

_NOT_NOW = frozenset({"not_stored", "unavailable", "database_unavailable"})


@dataclass
class Act:
    """A request that was acknowledged, and the data of its ack."""

    by: "Actor"
    request: Frame
    answer: Frame


@dataclass
class Actor:
    """Somebody who uses the tool. `snapshot` is what the tools told at the last join that was not resumed, `events` the
    durable events heard since then; `acts` are in the order of their acks, `unanswered` by id."""

    name: str
    id: str
    token: str
    headers: dict[str, str]
    instance: str = field(default_factory=lambda: str(uuid4()))
    cursor: str | None = None
    unanswered: dict[str, Frame] = field(default_factory=dict)
    acts: list[Act] = field(default_factory=list)
    refused: list[Frame] = field(default_factory=list)
    snapshot: Frame = field(default_factory=dict)
    events: list[Frame] = field(default_factory=list)

    def did(self, type: str) -> list[Act]:
        """What was acknowledged of one type."""
        return [act for act in self.acts if act.request["type"] == type]


class Stage:
    """A live session of the demo course, its people, and the server that runs just now."""

    def __init__(self, people: Iterable[Actor], course: Frame, session: Frame) -> None:
        self.people = {actor.name: actor for actor in people}
        self.course = course
        self.session = session
        self.origin = ""

    @property
    def socket(self) -> str:
        return self.origin.replace("http", "ws", 1) + "/ws/v1/room"

    def http(self, actor: Actor) -> httpx.AsyncClient:
        """For calls in somebody's name."""
        base = self.origin + "/api/v1"
        return httpx.AsyncClient(base_url=base, headers=actor.headers, verify=False, timeout=PATIENCE)

    @asynccontextmanager
    async def fresh(self, actor: Actor) -> AsyncIterator[RoomClient]:
        """Somebody's client that comes in without a cursor; `client.state["tools"]` is how things are."""
        async with RoomClient(self.socket, instance=actor.instance) as client:
            answer = await client.join(actor.token)
            assert answer["data"]["resumed"] is False
            yield client


class Scenario(ABC):
    """One tool, as people use it."""

    name: ClassVar[str]

    acting: ClassVar[tuple[str, ...]] = PEOPLE
    """Whose bursts are asked."""

    refusals: ClassVar[frozenset[str]] = frozenset({"rate_limited"})
    """Codes of errors that people meet here and after which they go on; any other fails the test."""

    momentary: ClassVar[frozenset[str]] = frozenset()
    """Types of requests of which nothing is kept: they may come to something else when they are asked again."""

    breath: ClassVar[float] = 0.05
    """How long everybody waits after each burst, in seconds, so that others have their turn. Where most of it is
    refused at once, whoever asks without a breath loses the socket."""

    async def prepare(self, stage: Stage) -> None:
        """What must be there before the first kill."""
        return

    @abstractmethod
    def burst(self, actor: Actor, stage: Stage, rng: random.Random) -> list[Frame]:
        """What somebody asks at once: frames without ids. It is not called before all that was asked is answered, or
        the connection has broken."""

    async def beside(self, actor: Actor, stage: Stage) -> None:
        """What somebody does by HTTP before each burst."""
        return

    @abstractmethod
    async def check(self, stage: Stage) -> None:
        """Asserts that what was acknowledged is there, once, as `fresh` and `Actor.events` tell it. Every request has
        been answered by now."""


async def run(scenarios: Sequence[Scenario], data_dir: Path, output: Path) -> None:
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    rng = random.Random(seed)
    stages: dict[Scenario, Stage] = {}
    people: Signed = {}
    for _ in range(KILLS):
        with running(data_dir, output) as server:
            for scenario in scenarios:
                if scenario not in stages:
                    stages[scenario] = await enact(server, people)
                    await scenario.prepare(stages[scenario])
                stages[scenario].origin = await asyncio.to_thread(lambda: server.url)
            await _one_life(stages, server, rng)
    with running(data_dir, output) as server:
        for scenario, stage in stages.items():
            stage.origin = await asyncio.to_thread(lambda: server.url)
            await _check_end(scenario, stage)


async def _one_life(stages: dict[Scenario, Stage], server: Process, rng: random.Random) -> None:
    """Everybody acts until the server is killed, some time after something was acknowledged for each tool."""
    acting: list[asyncio.Task[None]] = []
    acknowledged: dict[str, asyncio.Event] = {}
    for scenario, stage in stages.items():
        event = acknowledged[scenario.name] = asyncio.Event()
        actors = [stage.people[name] for name in scenario.acting]
        acting += [asyncio.create_task(_act(actor, stage, scenario, rng, event)) for actor in actors]
    await _first(_all_set(acknowledged), acting)
    await asyncio.sleep(rng.uniform(0, AROUND_COMMIT))
    server.end()
    await asyncio.gather(*acting)


async def _all_set(acknowledged: Mapping[str, asyncio.Event]) -> None:
    for name, event in acknowledged.items():
        try:
            async with asyncio.timeout(PATIENCE):
                await event.wait()
        except TimeoutError:
            raise AssertionError(f"{name}: nothing is acknowledged any more") from None


async def _first(condition: Coroutine[None, None, None], acting: Iterable[asyncio.Task[None]]) -> None:
    """Wait for `condition`, or for somebody who acts no more, which is a fault that their task tells."""
    waiting = asyncio.create_task(condition)
    done, _ = await asyncio.wait([waiting, *acting], return_when=asyncio.FIRST_COMPLETED)
    if waiting in done:
        waiting.result()
    waiting.cancel()


async def _check_end(scenario: Scenario, stage: Stage) -> None:
    actors = [stage.people[name] for name in scenario.acting]
    for actor in actors:
        await settle(actor, stage, scenario)
    await asyncio.gather(*(_repeat(actor, stage, scenario) for actor in actors))
    for actor in actors:
        # The others have said more since.
        await settle(actor, stage, scenario)
    print(f"{scenario.name}: {sum(len(actor.acts) for actor in stage.people.values())} acknowledged")
    _check_order(stage)
    await scenario.check(stage)


def running(data_dir: Path, output: Path, *arguments: str) -> AbstractContextManager[Process]:
    """A server with the demo course."""
    return started(serve(data_dir, "--demo", *arguments), output, SETTINGS)


async def enact(server: Process, signed: Signed) -> Stage:
    """The demo course's people, each with a token for a live session of it. They sign in once, which `signed` keeps."""
    origin = await asyncio.to_thread(lambda: server.url)
    async with httpx.AsyncClient(base_url=origin + "/api/v1", verify=False) as http:
        signed.update({name: await sign_in(http, name) for name in PEOPLE if name not in signed})
        professor = signed["professor"]
        course: Frame = (await http.get("/courses", headers=professor)).json()["data"][0]
        created = await http.post(
            f"/courses/{course['id']}/sessions",
            headers=professor,
            json={"title": "Seminar", "scheduled_at": "2026-03-02T10:00:00Z", "duration_minutes": 60},
        )
        session: Frame = created.json()["data"]
        (await http.post(f"/sessions/{session['id']}/start", headers=professor)).raise_for_status()
        actors = []
        for name in PEOPLE:
            me = (await http.get("/auth/me", headers=signed[name])).json()["data"]
            joined = await http.post(f"/sessions/{session['id']}/join", headers=signed[name])
            token = joined.json()["data"]["participant_token"]
            actors.append(Actor(name, me["id"], token, signed[name]))
    stage = Stage(actors, course, session)
    stage.origin = origin
    return stage


async def settle(actor: Actor, stage: Stage, scenario: Scenario) -> None:
    """Come in once more, until nothing is open and all that happened is heard."""
    client = _client(actor, stage)
    async with client:
        await _enter(actor, client)
        while actor.unanswered:
            await _ask(actor, client, scenario)
        await client.ask("participant:mute", kind="audio")
        _hear(actor, client)


def _client(actor: Actor, stage: Stage) -> RoomClient:
    client = RoomClient(stage.socket, instance=actor.instance)
    client.cursor = actor.cursor
    return client


async def _enter(actor: Actor, client: RoomClient) -> None:
    answer = await client.join(actor.token)
    assert answer["type"] == "ack", answer


async def _act(actor: Actor, stage: Stage, scenario: Scenario, rng: random.Random, acknowledged: asyncio.Event) -> None:
    """Come in, repeat what is open, then ask for something new until the connection breaks."""
    before = len(actor.acts)
    client = _client(actor, stage)
    try:
        await client.connect()
        await _enter(actor, client)
        while True:
            await scenario.beside(actor, stage)
            if not actor.unanswered:
                actor.unanswered = {str(uuid4()): frame for frame in scenario.burst(actor, stage, rng)}
            await _ask(actor, client, scenario)
            if len(actor.acts) > before:
                acknowledged.set()
            await asyncio.sleep(scenario.breath)
    except (ConnectionClosed, InvalidHandshake, OSError, httpx.TransportError):
        _hear(actor, client)


async def _ask(actor: Actor, client: RoomClient, scenario: Scenario) -> None:
    asked = dict(actor.unanswered)
    answers = await asyncio.gather(
        *(client.ask(frame["type"], id=id, **_fields(frame)) for id, frame in asked.items()), return_exceptions=True
    )
    broken: BaseException | None = None
    for (id, frame), answer in zip(asked.items(), answers, strict=True):
        if isinstance(answer, BaseException):
            broken = answer
        elif answer["type"] == "ack":
            actor.acts.append(Act(actor, {**frame, "id": id}, answer["data"]))
            del actor.unanswered[id]
        elif answer["code"] not in _NOT_NOW:
            assert answer["code"] in scenario.refusals, (frame, answer)
            actor.refused.append({**frame, "id": id})
            del actor.unanswered[id]
    if broken is not None:
        raise broken


async def _repeat(actor: Actor, stage: Stage, scenario: Scenario) -> None:
    """What was acknowledged is asked again and acts no more."""
    acts = [act for act in actor.acts if act.request["type"] not in scenario.momentary][-REPEATED:]
    async with stage.fresh(actor) as client:
        answers = await asyncio.gather(
            *(client.ask(act.request["type"], id=act.request["id"], **_fields(act.request)) for act in acts)
        )
    for act, again in zip(acts, answers, strict=True):
        assert (again["type"], again.get("data")) == ("ack", act.answer), act.request


def _hear(actor: Actor, client: RoomClient) -> None:
    """Add what the connection brought to what was heard before."""
    if not client.state:
        return
    if not client.state["resumed"]:
        actor.snapshot = client.state["tools"]
        actor.events.clear()
    actor.events += [event for event in (*client.state["events"], *client.events) if event.get("cursor")]
    actor.cursor = client.cursor


def _check_order(stage: Stage) -> None:
    heard = [[event["cursor"] for event in actor.events] for actor in stage.people.values()]
    for cursors in heard:
        assert len(set(cursors)) == len(cursors), "an event was heard twice"
    for one in heard:
        for other in heard:
            common = set(one) & set(other)
            assert [c for c in one if c in common] == [c for c in other if c in common]


def _fields(frame: Frame) -> Frame:
    return {name: value for name, value in frame.items() if name not in ("type", "id")}


async def sign_in(http: httpx.AsyncClient, name: str) -> dict[str, str]:
    """The header of one of the demo's people."""
    answer = await http.post("/auth/login", json={"email": f"{name}@eduforum.test", "password": PASSWORD})
    return {"Authorization": f"Bearer {answer.json()['data']['access_token']}"}
