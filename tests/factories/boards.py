"""Somebody's end of a whiteboard: a document of their own that goes to the server and back."""

import random
from base64 import b64decode
from contextlib import AsyncExitStack
from typing import Any
from uuid import uuid4

import msgspec
from pycrdt import Doc, Map, Text

from tests.factories.people import Person
from tests.factories.rooms import Frame, RoomClient, Seminar

Value = dict[str, Any]


def note(by: str, **fields: Any) -> Value:
    """A sticky note that is in order."""
    return {"kind": "note", "by": by, "page": "1", "z": 1.0, "x": 0.0, "y": 0.0, "w": 190.0, "h": 112.0, **fields}


def stroke(by: str, **fields: Any) -> Value:
    """A line of a pen that is in order."""
    points = b"".join(
        (dx % 65536).to_bytes(2, "little") + (3).to_bytes(2, "little") + b"\x80" for dx in (0, 40, -16, 24)
    )
    return {"kind": "pen", "by": by, "page": "1", "z": 1.0, "x": 10.0, "y": 20.0, "points": points, **fields}


class Paper:
    """A Yjs document as one browser has it. What is written waits in `unsent`, one update for each act."""

    def __init__(self, person: str) -> None:
        self.person = person
        self.doc: Doc[Any] = Doc(client_id=random.getrandbits(31) + 2)
        self.objects = self.doc.get("objects", type=Map)
        self.pages = self.doc.get("pages", type=Map)
        self.unsent: list[bytes] = []
        self._own = False
        self._watching = self.doc.observe(self._noted)

    def put(self, value: Value, id: str | None = None) -> str:
        """A new object; its id."""
        id = id or uuid4().hex
        with self._acting():
            self.objects[id] = Map({**value, "text": Text(value.get("text", ""))})
        return id

    def change(self, id: str, **fields: Any) -> None:
        with self._acting():
            for name, field in fields.items():
                self.objects[id][name] = field

    def write(self, id: str, place: int, text: str) -> None:
        """Into an object's text; places count bytes in UTF-8."""
        with self._acting():
            self.objects[id]["text"].insert(place, text)

    def remove(self, id: str) -> None:
        with self._acting():
            del self.objects[id]

    def raw(self, write: Any) -> None:
        """Whatever `write` does to the document."""
        with self._acting():
            write(self)

    def receive(self, update: bytes) -> None:
        self.doc.apply_update(update)

    def take_unsent(self) -> bytes:
        """The last act's update."""
        return self.unsent.pop()

    def seen(self) -> dict[str, Value]:
        """The objects as this browser has them; bytes as such."""
        return {id: _plain(self.objects[id]) for id in self.objects.keys()}  # noqa: SIM118

    def _noted(self, event: Any) -> None:
        if self._own:
            self.unsent.append(event.update)

    def _acting(self) -> "_Acting":
        return _Acting(self)


class _Acting:
    def __init__(self, paper: Paper) -> None:
        self._paper = paper
        self._transaction = paper.doc.transaction()

    def __enter__(self) -> None:
        self._paper._own = True
        self._transaction.__enter__()

    def __exit__(self, *fault: Any) -> None:
        self._transaction.__exit__(*fault)
        self._paper._own = False


class Drawer:
    """Somebody in a room with a board open before them."""

    def __init__(self, client: RoomClient, board: str) -> None:
        self.client = client
        self.board = board
        self.paper = Paper(client.state["participant_id"])
        self.state: Frame = {}
        self._heard = 0

    async def open(self) -> "Drawer":
        """Opens the board, or comes back to it."""
        answer = await self.ask("whiteboard:sync", payload=self.paper.doc.get_state())
        assert answer["type"] == "ack", answer
        self.state = answer["data"]
        self.paper.receive(self.state["payload"])
        return self

    async def ask(self, type: str, *, payload: bytes | None = None, **fields: Any) -> Frame:
        """The answer to a request about this board."""
        if payload is None:
            return await self.client.ask(type, board=self.board, **fields)
        return await ask_binary(self.client, type, payload, board=self.board, **fields)

    async def send(self) -> list[Frame]:
        """Sends what was drawn; the answers."""
        return [await self.ask("whiteboard:draw", payload=update) for update in self._take()]

    async def draw(self, value: Value | None = None) -> str:
        """A note, put and stored; its id."""
        id = self.paper.put(value or note(self.paper.person))
        (answer,) = await self.send()
        assert (answer["type"], answer.get("data")) == ("ack", {"refused": []}), answer
        return id

    async def lacks(self) -> bytes:
        """Sends what the server does not have by its state vector, as after a break; what was sent."""
        await self.open()
        self.paper.unsent.clear()
        missing = self.paper.doc.get_update(b64decode(self.state["vector"]))
        answer = await self.ask("whiteboard:draw", payload=missing)
        assert answer["type"] == "ack", answer
        return missing

    async def sees(self, id: str) -> Value:
        """An object, once this person has it."""
        return await self.client.until(lambda: self.now().get(id))

    async def misses(self, id: str) -> None:
        """Waits until an object is gone for this person."""
        await self.client.until(lambda: True if id not in self.now() else None)

    def now(self) -> dict[str, Value]:
        """The board with all that was told so far."""
        for event in self.client.events[self._heard :]:
            if event["type"] == "whiteboard:update" and event["board"] == self.board:
                for update in unpacked(event["payload"]):
                    self.paper.receive(update)
        self._heard = len(self.client.events)
        return self.paper.seen()

    def _take(self) -> list[bytes]:
        unsent, self.paper.unsent = self.paper.unsent, []
        return unsent


async def ask_binary(client: RoomClient, type: str, payload: bytes, **fields: Any) -> Frame:
    """The answer to a request in a binary frame."""
    id = str(uuid4())
    await client.send(msgspec.json.encode({"type": type, "id": id, **fields}) + b"\0" + payload)
    return await client.until(lambda: next((frame for frame in client.answers if frame["id"] == id), None))


def unpacked(payload: bytes) -> list[bytes]:
    """The updates of a `whiteboard:update`."""
    updates, at = [], 0
    while at < len(payload):
        size = shift = 0
        while True:
            byte = payload[at]
            at += 1
            size |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                break
        updates.append(payload[at : at + size])
        at += size
    return updates


def _plain(shared: Any) -> Value:
    value: Value = shared.to_py()
    return {name: bytes(field) if isinstance(field, bytearray) else field for name, field in value.items()}


class BoardClass:
    """People at the board of the class."""

    def __init__(self, seminar: Seminar, stack: AsyncExitStack) -> None:
        self.seminar = seminar
        self._stack = stack

    async def enter(self, person: Person, **settings: Any) -> RoomClient:
        return await self._stack.enter_async_context(await self.seminar.enter(person, **settings))

    async def drawer(self, person: Person | None = None, board: str | None = None) -> Drawer:
        """Somebody, a student where nobody is named, with the board open."""
        client = await self.enter(person or await self.seminar.person())
        return await Drawer(client, board or self.seminar.session["id"]).open()

    async def staff(self) -> Drawer:
        return await self.drawer(self.seminar.professor)


def code(answer: Frame) -> str:
    return str(answer.get("code", answer))
