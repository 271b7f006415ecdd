"""The two servers that chat is measured on, each on one core: ours, and Socket.IO 4 as its guide has a chat."""

from __future__ import annotations

import asyncio
import contextlib
import os
import subprocess
import sys
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import msgspec

from benchmarks.chat.wire import Meter, WireSocket, moment, post
from benchmarks.load import local
from benchmarks.load.deployment import Account, Deployment

SOCKETIO = Path(__file__).parent / "socketio"
_JOINING = 50


@dataclass
class Usage:
    """CPU seconds since the start: of the server, and of its database where it has one; resident memory in bytes."""

    server: float
    database: float
    memory: int


class Target(ABC):
    """A server with rooms in which everybody hears what somebody says."""

    name: str
    pid: int
    meter: Meter
    mark: bytes

    @abstractmethod
    async def enter(self, room: int, person: int, *, sampled: bool) -> WireSocket:
        """Somebody's socket, inside."""

    @abstractmethod
    def say(self, socket: WireSocket) -> None:
        """A sentence, with the moment in it."""

    def usage(self) -> Usage:
        pages = int(Path(f"/proc/{self.pid}/statm").read_text().split()[1])
        return Usage(
            _cpu(self.pid), sum(_cpu(each) for each in descendants(self.pid)), pages * os.sysconf("SC_PAGE_SIZE")
        )


class EduForum(Target):
    name = "eduforum"
    mark = b'"type":"chat:message"'

    def __init__(self, pid: int, deployment: Deployment, sessions: Sequence[str], tokens: Sequence[str]) -> None:
        self.pid, self.meter = pid, Meter()
        self.deployment, self.sessions, self.tokens = deployment, sessions, tokens

    async def ticket(self, room: int, person: int) -> tuple[str, str]:
        """The socket's address and the participant token."""
        path = f"{self.deployment.url}/api/v1/sessions/{self.sessions[room]}/join"
        answer = msgspec.json.decode(await post(path, self.tokens[person]))["data"]
        return str(answer["ws_url"]), str(answer["participant_token"])

    async def enter(self, room: int, person: int, *, sampled: bool) -> WireSocket:
        url, token = await self.ticket(room, person)
        return await self.join(url, token, sampled=sampled)

    async def join(self, url: str, token: str, *, sampled: bool) -> WireSocket:
        socket = WireSocket(url, self.meter, self.mark, sampled=sampled)
        await socket.connect()
        answered: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()

        def hear(text: bytes) -> None:
            if text.startswith((b'{"type":"ack"', b'{"type":"error"')):
                socket.on_text = None
                answered.set_result(text)

        socket.on_text = hear
        client = {"instance": str(uuid4()), "kind": "program"}
        frame = {"type": "room:join", "id": str(uuid4()), "token": token, "client": client}
        socket.send(msgspec.json.encode(frame))
        answer = await answered
        if not answer.startswith(b'{"type":"ack"'):
            raise RuntimeError(answer.decode())
        return socket

    def say(self, socket: WireSocket) -> None:
        socket.send(f'{{"type":"chat:send","id":"{uuid4()}","text":"{moment()} what would you choose"}}'.encode())


class SocketIO(Target):
    """Engine.IO 4 over WebSocket alone (packet types `0` open, `2` ping, `3` pong, `40` connect, `42` event)."""

    name = "socket.io"
    mark = b'42["chat:message"'

    def __init__(self, pid: int, port: int) -> None:
        self.pid, self.meter = pid, Meter()
        self._url = f"ws://127.0.0.1:{port}/socket.io/?EIO=4&transport=websocket"

    async def enter(self, room: int, person: int, *, sampled: bool) -> WireSocket:
        socket = WireSocket(self._url, self.meter, self.mark, sampled=sampled)
        await socket.connect()
        inside: asyncio.Future[None] = asyncio.get_running_loop().create_future()

        def hear(text: bytes) -> None:
            if text.startswith(b"0"):
                socket.send(b"40")
            elif text.startswith(b"40"):
                socket.send(f'42["join","room{room}","{uuid4()}","Person {person}"]'.encode())
            elif text.startswith(b'42["joined"'):
                socket.on_text = None
                inside.set_result(None)

        socket.on_text = hear
        socket.on_ping = lambda: socket.send(b"3")
        await inside
        return socket

    def say(self, socket: WireSocket) -> None:
        socket.send(f'42["chat:send","{moment()} what would you choose"]'.encode())


@contextlib.asynccontextmanager
async def eduforum(core: int, database_core: int, port: int, rooms: int, people: int) -> AsyncIterator[EduForum]:
    """Ours on `core`, its database on another, with live sessions in which the same people are."""
    async with local.server(core, port) as (url, pid):
        for each in descendants(pid):
            os.sched_setaffinity(each, {database_core})
        deployment = Deployment(url)
        try:
            professor = await deployment.sign_in(local.PROFESSOR)
            course, code = await deployment.course(professor, "Chat")
            accounts = [Account(f"person{number}@eduforum.test", local.PASSWORD) for number in range(people)]
            tokens = []
            for number, account in enumerate(accounts):
                await deployment.register(account, f"Person {number}")
                tokens.append(await deployment.sign_in(account))
                await deployment.enrol(tokens[-1], code)
            sessions = [await deployment.session(professor, course, f"Room {number}") for number in range(rooms)]
            yield EduForum(pid, deployment, sessions, tokens)
        finally:
            await deployment.close()


@contextlib.asynccontextmanager
async def socketio(core: int, port: int) -> AsyncIterator[SocketIO]:
    """Socket.IO on `core`. Its packages are installed beforehand: `npm ci` in benchmarks/chat/socketio."""
    if not (SOCKETIO / "node_modules").exists():
        raise SystemExit("Socket.IO is missing: npm ci in benchmarks/chat/socketio")
    process = subprocess.Popen(
        ["node", "server.mjs", str(port)], cwd=SOCKETIO, preexec_fn=lambda: os.sched_setaffinity(0, {core})
    )
    try:
        for _ in range(100):
            with contextlib.suppress(OSError):
                _, writer = await asyncio.open_connection("127.0.0.1", port)
                writer.close()
                break
            await asyncio.sleep(0.1)
        else:
            raise RuntimeError("Socket.IO does not start")
        yield SocketIO(process.pid, port)
    finally:
        process.terminate()
        process.wait(30)


async def fill(target: Target, rooms: int, people: int, *, sampled_every: int = 10) -> list[list[WireSocket]]:
    """Everybody comes in, some at a time; of every so many sockets one reads the delays."""
    limit = asyncio.Semaphore(_JOINING)

    async def one(room: int, person: int) -> WireSocket:
        async with limit:
            return await target.enter(room, person, sampled=(room * people + person) % sampled_every == 0)

    return [list(await asyncio.gather(*(one(room, person) for person in range(people)))) for room in range(rooms)]


def descendants(pid: int) -> list[int]:
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            for child in map(int, task.read_text().split()):
                found += [child, *descendants(child)]
    return found


def _cpu(pid: int) -> float:
    """User and system time, of children that have ended too."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(int(field) for field in fields[11:15]) / os.sysconf("SC_CLK_TCK")


if sys.platform != "linux":
    raise SystemExit("processes are looked at by /proc")
