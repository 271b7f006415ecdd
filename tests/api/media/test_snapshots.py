"""A stale snapshot, the durable events after it and the state of now are the same as a fresh snapshot."""

from dataclasses import dataclass, field
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eduforum.learning.chat.tool import PAGE
from tests.factories.people import Person
from tests.factories.rooms import Frame, RoomClient, Seminar

WRITERS = 3

# What somebody does (by number), and whether the reader's network is lost before it.
ACTS = st.tuples(
    st.sampled_from(["say", "mute", "unmute", "cut", "leave", "come"]), st.integers(0, WRITERS - 1), st.booleans()
)


@dataclass
class Mirror:
    """The room as a client keeps it that knows the protocol page and nothing else."""

    people: dict[str, Frame] = field(default_factory=dict)
    messages: list[Frame] = field(default_factory=list)
    more: bool = False

    def joined(self, state: Frame) -> None:
        self.people = {person["id"]: person for person in state["participants"]}
        if not state["resumed"]:
            self.messages, self.more = list(state["tools"]["chat"]["messages"]), state["tools"]["chat"]["more"]
        for event in state["events"]:
            self.heard(event)

    def heard(self, event: Frame) -> None:
        match event["type"]:
            case "participant:joined" | "participant:changed":
                self.people[event["participant"]["id"]] = event["participant"]
            case "participant:left":
                self.people.pop(event["participant_id"], None)
            case "chat:message":
                self.messages.append(event["message"])
                self.more = self.more or len(self.messages) > PAGE
                del self.messages[:-PAGE]

    def as_fresh(self) -> tuple[dict[str, Frame], list[Frame], bool]:
        return self.people, self.messages, self.more


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


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(acts=st.lists(ACTS, min_size=1, max_size=12))
async def test_whoever_was_away_ends_up_with_the_same_room(seminar: Seminar, acts: list[tuple[str, int, bool]]) -> None:
    people = [await seminar.person() for _ in range(WRITERS)]
    tokens = [await seminar.token(person) for person in people]
    writers: list[RoomClient | None] = [None] * WRITERS
    reader = Reader(seminar, seminar.professor, await seminar.token(seminar.professor))
    await reader.connect()
    for act, who, lost in acts:
        if lost and reader.client is not None:
            await reader.lose()
        writers[who] = await do(seminar, act, writers[who], tokens[who])
    if reader.client is None:
        await reader.connect()
    await reader.settle()

    fresh = Mirror()
    observer = await seminar.person("observer")
    async with RoomClient(seminar.url) as other:
        fresh.joined((await other.join(await seminar.token(observer)))["data"])
        await reader.settle()

        assert reader.mirror.as_fresh() == fresh.as_fresh()

    for client in [reader.client, *writers]:
        if client is not None:
            await client.ask("room:leave")


async def do(seminar: Seminar, act: str, writer: RoomClient | None, token: str) -> RoomClient | None:
    """One person does one thing; who is not in the room comes in first."""
    if writer is None:
        writer = RoomClient(seminar.url)
        await writer.connect()
        answer = await writer.join(token, device="move")
        assert answer["type"] == "ack", answer
    match act:
        case "say":
            seminar.app.clock.advance(0.5)
            await _ok(writer.ask("chat:send", text="hello"))
        case "mute" | "unmute":
            await _ok(writer.ask(f"participant:{act}", kind="video"))
        case "cut":
            await writer.cut()
            return None
        case "leave":
            await _ok(writer.ask("room:leave"))
            return None
    return writer


async def _ok(answer: Any) -> None:
    frame = await answer
    assert frame["type"] == "ack", frame
