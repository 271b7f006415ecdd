"""Polls for whoever was away: a stale snapshot, the events after it and the states of now are a fresh snapshot."""

from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories.people import Person
from tests.factories.polls import asked, vote
from tests.factories.rooms import Frame, RoomClient, Seminar

VOTERS = 2
ACTS = st.tuples(
    st.sampled_from(["open", "open hidden", "open live", "close", "repeat", "share", "discuss", "vote", "vote"]),
    st.integers(0, VOTERS - 1),
    st.booleans(),
)


@dataclass
class Mirror:
    """Polls as a client keeps them that knows the protocol page and nothing else."""

    polls: dict[str, Frame] = field(default_factory=dict)
    details: dict[str, Frame] = field(default_factory=dict)
    own: dict[tuple[str, int], Frame] = field(default_factory=dict)

    def joined(self, state: Frame) -> None:
        if not state["resumed"]:
            tools = state["tools"]["polls"]
            self.polls = {poll["id"]: poll for poll in tools["polls"]}
            self.details = {details["poll"]: details for details in tools["details"]}
            self.own = {(own["poll"], own["round"]): own for own in tools["own"]}
        for event in state["events"]:
            self.heard(event)

    def caught_up(self, listed: Frame) -> None:
        """What was missed of states: of open rounds alone, for the rest is told by events."""
        self.own = {(own["poll"], own["round"]): own for own in listed["own"]}
        for polls, known in ((listed["polls"], self.polls), (listed["details"], self.details)):
            for poll in polls:
                id, last = poll.get("id") or poll["poll"], len(poll["rounds"])
                if (
                    id in known
                    and len(known[id]["rounds"]) == last
                    and self.polls[id]["rounds"][-1]["closed_at"] is None
                ):
                    known[id]["rounds"][-1] = poll["rounds"][-1]

    def heard(self, event: Frame) -> None:
        match event["type"]:
            case "poll:changed":
                self.polls[event["poll"]["id"]] = event["poll"]
            case "poll:details":
                self.details[event["details"]["poll"]] = event["details"]
            case "poll:progress":
                self.details[event["poll"]]["rounds"][event["round"]["number"] - 1] = event["round"]
            case "poll:tally":
                self.polls[event["poll"]]["rounds"][event["round"] - 1]["result"] = event["result"]
            case "poll:own":
                self.own[event["own"]["poll"], event["own"]["round"]] = event["own"]


class Reader:
    """Somebody with a mirror, whose network may be lost."""

    def __init__(self, seminar: Seminar, token: str) -> None:
        self.seminar, self.token = seminar, token
        self.mirror = Mirror()
        self.client: RoomClient | None = None
        self.instance: str | None = None
        self.cursor: str | None = None
        self.taken = 0

    async def connect(self) -> RoomClient:
        if self.client is None:
            client = RoomClient(self.seminar.url, instance=self.instance)
            client.cursor = self.cursor
            await client.connect()
            answer = await client.join(self.token, device="move" if self.instance is None else "new")
            self.client, self.instance, self.taken = client, client.instance, 0
            self.mirror.joined(answer["data"])
            if answer["data"]["resumed"]:
                listed = await client.ask("poll:list")
                self.take()
                self.mirror.caught_up(listed["data"])
        return self.client

    async def lose(self) -> None:
        if self.client is not None:
            await self.client.cut()
            self.take()
            self.cursor, self.client = self.client.cursor, None

    def take(self) -> Mirror:
        assert self.client is not None
        events = self.client.events
        for event in events[self.taken :]:
            self.mirror.heard(event)
        self.taken = len(events)
        return self.mirror


@pytest.mark.parametrize("role", ["professor", "student"])
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(acts=st.lists(ACTS, min_size=2, max_size=10))
async def test_whoever_was_away_ends_up_with_the_same_polls(
    seminar: Seminar, role: str, acts: list[tuple[str, int, bool]]
) -> None:
    staff = await seminar.person("ta")
    voters = [await seminar.person() for _ in range(VOTERS)]
    person = seminar.professor if role == "professor" else voters[0]
    reader = Reader(seminar, await seminar.token(person))
    clients = [await seminar.enter(voter) for voter in voters[1:]]
    async with await seminar.enter(staff) as assistant:
        poll, round = "", 1
        for act, who, lost in acts:
            if lost:
                await reader.lose()
            if act.startswith("open"):
                fields = {"open hidden": {"names": "hidden"}, "open live": {"results": "live"}}.get(act, {})
                answer = await assistant.ask("poll:open", content=asked(**fields))
                if answer["type"] == "ack":
                    poll, round = answer["data"]["poll"], 1
            elif not poll:
                continue
            elif act == "vote":
                client = clients[who - 1] if who or role == "professor" else await reader.connect()
                await vote(client, poll, who, round=round)
            else:
                answer = await assistant.ask(f"poll:{act}", poll=poll)
                round += act == "repeat" and answer["type"] == "ack"
        client = await reader.connect()
        fresh = await snapshot(seminar, person, client.instance)
        other = await seminar.person()

        def settled() -> bool | None:
            return reader.take() == fresh or None

        # The progress of a vote comes a tenth of a second after it at most.
        await client.until(settled)
        await assistant.ask("poll:close", poll=poll or other.id)
    for each in [client, *clients]:
        await each.disconnect()
    seminar.app.clock.advance(60)


async def snapshot(seminar: Seminar, person: Person, instance: str) -> Mirror:
    """What somebody gets who comes in on another device."""
    fresh = Mirror()
    async with RoomClient(seminar.url) as device:
        answer: Any = await device.join(await seminar.token(person), device="second")
        fresh.joined(answer["data"])
    return fresh
