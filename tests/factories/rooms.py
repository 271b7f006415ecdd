"""A program at the other end of a room's socket, and the people who run it."""

import asyncio
import socket
import ssl
from collections.abc import Callable
from types import TracebackType
from typing import Any, TypeVar, cast
from urllib.parse import urlsplit
from uuid import uuid4

import httpx
import msgspec
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from tests.factories.courses import enroll, make_course, make_live_session
from tests.factories.people import Person, make_person

Frame = dict[str, Any]
T = TypeVar("T")

# Far more than anything here takes; a test that waits so long fails.
PATIENCE = 30.0


class RoomClient:
    """One socket. Frames are read as they come; `events` and `answers` are those so far. `narrow`: the kernel keeps
    little for who does not read."""

    def __init__(
        self,
        url: str,
        *,
        instance: str | None = None,
        kind: str = "desktop",
        origin: str | None = None,
        narrow: bool = False,
    ) -> None:
        self._narrow = narrow
        self.url = url
        self.instance = instance or str(uuid4())
        self.kind = kind
        self.origin = origin
        self.events: list[Frame] = []
        self.answers: list[Frame] = []
        self.state: Frame = {}
        self.cursor: str | None = None
        self.close_code: int | None = None
        self._changed = asyncio.Event()
        self._socket: ClientConnection | None = None
        self._reader: asyncio.Task[None] | None = None

    async def __aenter__(self) -> "RoomClient":
        if self._socket is None:
            await self.connect()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.disconnect()

    async def connect(self) -> None:
        self.close_code = None
        settings: dict[str, Any] = {}
        if self.url.startswith("wss:"):
            # A certificate that the server has signed itself.
            settings["ssl"] = ssl.create_default_context()
            settings["ssl"].check_hostname = False
            settings["ssl"].verify_mode = ssl.CERT_NONE
        if self._narrow:
            place = urlsplit(self.url)
            settings["sock"] = socket.socket()
            settings["sock"].setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8192)
            settings["sock"].connect((place.hostname, place.port))
        self._socket = await connect(
            self.url, origin=cast(Any, self.origin), max_size=None, compression=None, proxy=None, **settings
        )
        self._reader = asyncio.create_task(self._read(self._socket))

    async def disconnect(self) -> None:
        """Close the socket without a word to the room."""
        assert self._socket is not None
        await self._socket.close()
        await self.closed()

    async def cut(self) -> None:
        """Lose the network: no closing handshake."""
        assert self._socket is not None
        self._socket.transport.abort()
        await self.closed()

    def stop_reading(self) -> None:
        """Leave what comes to the kernel, until its buffers are full too."""
        assert self._socket is not None
        self._socket.transport.pause_reading()

    def go_on_reading(self) -> None:
        assert self._socket is not None
        self._socket.transport.resume_reading()

    async def send(self, frame: Frame | str | bytes) -> None:
        assert self._socket is not None
        await self._socket.send(frame if isinstance(frame, str | bytes) else msgspec.json.encode(frame).decode())

    def send_bytes(self, data: bytes) -> None:
        """Something that need not be a WebSocket frame."""
        assert self._socket is not None
        self._socket.transport.write(data)

    async def send_fragments(self, parts: list[str]) -> None:
        """One message in several frames."""
        assert self._socket is not None
        await self._socket.send(parts)

    async def ask(self, type: str, *, id: str | None = None, **fields: Any) -> Frame:
        """The answer, `ack` or `error`, to a request."""
        id = id or str(uuid4())
        before = len(self.answers)
        await self.send({"type": type, "id": id, **fields})
        return await self.until(lambda: next((f for f in self.answers[before:] if f["id"] == id), None))

    async def join(self, token: str, *, id: str | None = None, **fields: Any) -> Frame:
        """The answer to `room:join`; an ack becomes the client's state."""
        answer = await self.ask("room:join", id=id, **self.joining(token, **fields))
        if answer["type"] == "ack":
            self.state = answer["data"]
        return answer

    def joining(self, token: str, **fields: Any) -> Frame:
        client = {"instance": self.instance, "kind": self.kind, "lang": "en"}
        return {"token": token, "cursor": self.cursor, "client": client, **fields}

    async def event(self, type: str, matches: Callable[[Frame], bool] = lambda frame: True) -> Frame:
        """The first event of this type that matches, past or to come."""
        return await self.until(
            lambda: next((frame for frame in self.events if frame["type"] == type and matches(frame)), None)
        )

    async def closed(self) -> int:
        """The code that the server closed with; 1006 where the connection broke."""
        return await self.until(lambda: self.close_code)

    def texts(self) -> list[str]:
        """What was said in the room, as this client has it: the snapshot and the events after it."""
        told = self.channel("room")["messages"] if self.state.get("tools") else []
        events = [*self.state.get("events", ()), *self.events]
        return [
            *(message["text"] for message in told),
            *(event["message"]["text"] for event in events if event["type"] == "chat:message"),
        ]

    def channel(self, name: str) -> Frame:
        """A channel of the chat as the snapshot has it."""
        channel: Frame = next(each for each in self.state["tools"]["chat"]["channels"] if each["channel"] == name)
        return channel

    async def until(self, found: Callable[[], T | None]) -> T:
        """What `found` comes to, once it is not None; it is tried again as frames come in.

        Raises ConnectionResetError where the socket closes before.
        """
        async with asyncio.timeout(PATIENCE):
            while (value := found()) is None:
                if self.close_code is not None:
                    raise ConnectionResetError(self.close_code)
                self._changed.clear()
                await self._changed.wait()
            return value

    async def _read(self, connection: ClientConnection) -> None:
        try:
            async for raw in connection:
                frame = _frame(raw)
                if frame["type"] in ("ack", "error"):
                    self.answers.append(frame)
                    data = frame.get("data")
                    if isinstance(data, dict) and "resumed" in data:
                        # Here, and not where the answer is waited for: by then later events may have been read.
                        self.cursor = data["cursor"]
                else:
                    self.events.append(frame)
                    self.cursor = frame.get("cursor") or self.cursor
                self._changed.set()
        except ConnectionClosed:
            pass
        self.close_code = connection.close_code if connection.close_code is not None else 1006
        self._changed.set()


def _frame(raw: str | bytes) -> Frame:
    """A binary frame has its payload where a text frame would have it in base 64."""
    if isinstance(raw, str):
        frame: Frame = msgspec.json.decode(raw)
        return frame
    head, _, payload = raw.partition(b"\0")
    frame = msgspec.json.decode(head)
    frame.get("data", frame)["payload"] = payload
    return frame


class Seminar:
    """A course with a professor and a live session, whose room is reached by `url`."""

    def __init__(self, app: Any, client: httpx.AsyncClient, port: int) -> None:
        self.app = app
        self.client = client
        self.url = f"ws://127.0.0.1:{port}/ws/v1/room"
        self.professor: Person
        self.course: Frame
        self.session: Frame

    async def begin(self) -> "Seminar":
        self.professor = await make_person(self.app, self.client, role="professor")
        self.course = await make_course(self.client, self.professor)
        self.session = await make_live_session(self.client, self.professor, self.course)
        return self

    async def person(self, role: str = "student") -> Person:
        """Somebody new in the course."""
        person = await make_person(self.app, self.client)
        await enroll(self.client, self.professor, self.course, person, role)
        return person

    async def token(self, person: Person) -> str:
        answer = await self.client.post(f"/api/v1/sessions/{self.session['id']}/join", headers=person.headers)
        assert answer.status_code == 200, answer.text
        token: str = answer.json()["data"]["participant_token"]
        return token

    async def enter(self, person: Person, **settings: Any) -> RoomClient:
        """Somebody's socket, inside of the room."""
        client = RoomClient(self.url, **settings)
        await client.connect()
        answer = await client.join(await self.token(person))
        assert answer["type"] == "ack", answer
        return client

    async def end(self) -> None:
        answer = await self.client.post(f"/api/v1/sessions/{self.session['id']}/end", headers=self.professor.headers)
        assert answer.status_code == 200, answer.text
