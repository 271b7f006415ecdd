"""A stale snapshot, the durable events after it and the state of now are the same as a fresh snapshot."""

from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eduforum.learning.chat.channels import direct
from eduforum.learning.chat.tool import DIRECT_PAGE, PAGE
from tests.factories.people import Person
from tests.factories.rooms import Frame, RoomClient, Seminar

WRITERS = 3

# What somebody does (by number), and whether the reader's network is lost before it.
DEEDS = [
    "say", "whisper", "whisper-past", "reply", "edit", "delete", "restore", "like", "unlike", "read", "mute", "unmute",
    "cut", "leave", "come",
]  # fmt: skip
ACTS = st.tuples(st.sampled_from(DEEDS), st.integers(0, WRITERS - 1), st.booleans())

# What becomes of acts that come too late.
REFUSALS = {"message_deleted", "message_not_deleted"}


@dataclass
class Channel:
    """The newest messages of a channel, as many as a snapshot has."""

    size: int
    messages: list[Frame] = field(default_factory=list)
    more: bool = False

    def add(self, message: Frame) -> None:
        self.messages.append(message)
        self.more = self.more or len(self.messages) > self.size
        del self.messages[: -self.size]

    def change(self, id: str, **fields: Any) -> None:
        for message in self.messages:
            if message["id"] == id:
                message.update(fields)
        quote = {"text": fields["text"][:200], "deleted": fields.get("deleted") is not None}
        for message in self.messages:
            if message["reply_to"] is not None and message["reply_to"]["id"] == id:
                message["reply_to"].update(quote)

    def react(self, id: str, kind: str, person: str, on: bool) -> None:
        for message in self.messages:
            if message["id"] != id or message["deleted"] is not None:
                continue
            kinds = {reaction["kind"]: list(reaction["people"]) for reaction in message["reactions"]}
            people = kinds.setdefault(kind, [])
            if on and person not in people:
                people.append(person)
            elif not on and person in people:
                people.remove(person)
            message["reactions"] = [{"kind": k, "people": who} for k, who in sorted(kinds.items()) if who]


_EMPTY: Frame = {"text": "", "reply_to": None, "mentions": [], "files": [], "reactions": []}


@dataclass
class Mirror:
    """The room as a client keeps it that knows the protocol page and nothing else."""

    people: dict[str, Frame] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)

    def joined(self, state: Frame) -> None:
        self.people = {person["id"]: person for person in state["participants"]}
        if not state["resumed"]:
            self.channels = {
                each["channel"]: Channel(_size(each["channel"]), list(each["messages"]), each["more"])
                for each in state["tools"]["chat"]["channels"]
            }
        for event in state["events"]:
            self.heard(event)

    def heard(self, event: Frame) -> None:
        match event["type"]:
            case "participant:joined" | "participant:changed":
                self.people[event["participant"]["id"]] = event["participant"]
            case "participant:left":
                self.people.pop(event["participant_id"], None)
            case "chat:message":
                self._channel(event["message"]["channel"]).add(event["message"])
            case "chat:edited":
                fields = {name: event[name] for name in ("text", "mentions", "edited_at")}
                self._channel(event["channel"]).change(event["message_id"], **fields)
            case "chat:deleted":
                self._channel(event["channel"]).change(event["message_id"], **_EMPTY, deleted=event["by"])
            case "chat:restored":
                self._channel(event["message"]["channel"]).change(event["message"]["id"], **event["message"])
            case "chat:reaction":
                self._channel(event["channel"]).react(
                    event["message_id"], event["kind"], event["participant_id"], event["on"]
                )

    def _channel(self, name: str) -> Channel:
        return self.channels.setdefault(name, Channel(_size(name)))


def _size(channel: str) -> int:
    return DIRECT_PAGE if channel.startswith("direct:") else PAGE


class Reader:
    """A client with a mirror, whose network may be lost."""

    def __init__(self, seminar: Seminar, person: Person, token: str) -> None:
        self.seminar, self.person, self.token = seminar, person, token
        self.mirror = Mirror()
        self.client: RoomClient | None = None
        self.instance: str | None = None
        self.cursor: str | None = None

    async def connect(self) -> None:
        client = self.client = RoomClient(self.seminar.url, instance=self.instance)
        client.cursor = self.cursor
        await client.connect()
        answer = await client.join(self.token, device="move" if self.instance is None else "new")
        self.instance = client.instance
        self.mirror.joined(answer["data"])

    async def lose(self) -> None:
        assert self.client is not None
        await self.client.cut()
        self._take()
        self.client = None

    async def settle(self) -> None:
        """Hear everything that was told up to now: the answer to a request comes after it."""
        assert self.client is not None
        await self.client.ask("participant:mute", kind="audio")
        self._take()

    def _take(self) -> None:
        assert self.client is not None
        for event in self.client.events:
            self.mirror.heard(event)
        self.client.events.clear()
        self.cursor = self.client.cursor


@pytest.fixture
async def people(seminar: Seminar) -> list[Person]:
    return [await seminar.person() for _ in range(WRITERS)]


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(acts=st.lists(ACTS, min_size=1, max_size=12))
async def test_whoever_was_away_ends_up_with_the_same_room(
    seminar: Seminar, people: list[Person], acts: list[tuple[str, int, bool]]
) -> None:
    writers = [Writer(seminar, person) for person in people]
    reader = Reader(seminar, seminar.professor, await seminar.token(seminar.professor))
    await reader.connect()
    for act, who, lost in acts:
        if lost and reader.client is not None:
            await reader.lose()
        await writers[who].do(act, writers[who - 1].person)
    if reader.client is None:
        await reader.connect()
    await reader.settle()

    fresh = Mirror()
    async with RoomClient(seminar.url, instance=reader.instance) as again:
        fresh.joined((await again.join(reader.token))["data"])

        assert reader.mirror == fresh
        await again.ask("room:leave")

    for writer in writers:
        await writer.do("leave", writer.person)


@dataclass
class Writer:
    """Somebody who says this and that, and was perhaps not in the room before."""

    seminar: Seminar
    person: Person
    client: RoomClient | None = None
    said: list[str] = field(default_factory=list)

    async def do(self, act: str, neighbour: Person) -> None:
        client = self.client = self.client or await self._come()
        last = self.said[-1:]
        self.seminar.app.clock.advance(0.5)
        match act:
            case "say":
                await self._say("hello")
            case "whisper":
                await self._say("to you", channel=direct(self.person.id, self.seminar.professor.id))
            case "whisper-past":
                await self._say("not to you", channel=direct(self.person.id, neighbour.id))
            case "reply" if client.channel("room")["messages"]:
                await self._say("so", reply_to=client.channel("room")["messages"][-1]["id"])
            case "edit" | "delete" | "restore" | "read" if last:
                text = {"text": "hello?"} if act == "edit" else {}
                await _done(client.ask(f"chat:{act}", message=last[0], **text))
            case "like" | "unlike" if last:
                await _done(client.ask("chat:react", message=last[0], kind="like", on=act == "like"))
            case "mute" | "unmute":
                await _done(client.ask(f"participant:{act}", kind="video"))
            case "cut":
                await client.cut()
                self.client = None
            case "leave":
                await _done(client.ask("room:leave"))
                self.client = None

    async def _come(self) -> RoomClient:
        client = RoomClient(self.seminar.url)
        await client.connect()
        answer = await client.join(await self.seminar.token(self.person), device="move")
        assert answer["type"] == "ack", answer
        return client

    async def _say(self, text: str, **fields: Any) -> None:
        assert self.client is not None
        answer = await self.client.ask("chat:send", text=text, **fields)
        assert answer["type"] == "ack", answer
        self.said.append(answer["data"]["message"]["id"])


async def _done(answer: Any) -> None:
    frame = await answer
    assert frame["type"] == "ack" or frame["code"] in REFUSALS, frame
