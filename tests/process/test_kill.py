"""Rooms of a server that is a process of its own: killed again and again while people chat, what it acknowledged is
there, once, and in its place; and reached over TLS.
"""

import asyncio
import random
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import httpx
from websockets.exceptions import ConnectionClosed

from tests.factories.process import Process, serve, started
from tests.factories.rooms import Frame, RoomClient

KILLS = 20
BURST = 4
PASSWORD = "lantern"
WRITERS = ("professor", "ta", "student1", "student2")

# A burst is on its way to the database, being committed and answered within about this time, in seconds.
AROUND_COMMIT = 0.04


@dataclass
class Writer:
    """Somebody who chats, and sends again what got no answer, with the same id."""

    name: str
    token: str
    url: str
    instance: str = field(default_factory=lambda: str(uuid4()))
    cursor: str | None = None
    unanswered: dict[str, str] = field(default_factory=dict)
    acknowledged: list[str] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)
    said: int = 0

    async def chat(self, url: str, saying: asyncio.Event) -> RoomClient:
        """Come in, send again what is open, then say something new until the connection breaks."""
        client = RoomClient(url, instance=self.instance)
        client.cursor = self.cursor
        try:
            await client.connect()
            answer = await client.join(self.token)
            assert answer["type"] == "ack", answer
            await self._send(client)
            while True:
                saying.set()
                for _ in range(BURST):
                    self.said += 1
                    self.unanswered[str(uuid4())] = f"{self.name} {self.said}"
                await self._send(client)
        except (ConnectionResetError, ConnectionClosed, OSError):
            return client

    async def settle(self, url: str) -> None:
        """Come in a last time, until nothing is open."""
        client = RoomClient(url, instance=self.instance)
        client.cursor = self.cursor
        async with client:
            assert (await client.join(self.token))["type"] == "ack"
            await self._send(client)
            self.hear(client)

    def hear(self, client: RoomClient) -> None:
        """Add what the connection brought to what was heard before."""
        if client.state and not client.state["resumed"]:
            self.heard.clear()
        self.heard += client.texts()
        self.cursor = client.cursor

    async def _send(self, client: RoomClient) -> None:
        asked = list(self.unanswered)
        answers = await asyncio.gather(
            *(client.ask("chat:send", id=id, text=self.unanswered[id]) for id in asked), return_exceptions=True
        )
        broken: BaseException | None = None
        for id, answer in zip(asked, answers, strict=True):
            if isinstance(answer, BaseException):
                broken = answer
                continue
            assert answer["type"] == "ack" or answer["code"] in ("rate_limited", "not_stored"), answer
            if answer["type"] == "ack":
                assert answer["data"]["message"]["text"] == self.unanswered[id]
                self.acknowledged.append(self.unanswered.pop(id))
            elif answer["code"] == "rate_limited":
                del self.unanswered[id]
        if broken is not None:
            raise broken


async def test_no_acknowledged_message_is_lost_or_doubled(data_dir: Path, tmp_path: Path) -> None:
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    rng = random.Random(seed)
    command, env = serve(data_dir, "--demo"), {"DEMO_PASSWORD": PASSWORD}
    writers: list[Writer] = []
    for _ in range(KILLS):
        with started(command, tmp_path, env) as server:
            url = await _url(server)
            writers = writers or await _seminar(server)
            saying = asyncio.Event()
            chatting = [asyncio.create_task(writer.chat(url, saying)) for writer in writers]
            await saying.wait()
            await asyncio.sleep(rng.uniform(0, AROUND_COMMIT))
            server.end()
            for writer, client in zip(writers, await asyncio.gather(*chatting), strict=True):
                writer.hear(client)

    with started(command, tmp_path, env) as server:
        url = await _url(server)
        for writer in writers:
            await writer.settle(url)
        kept = await _everything(url, writers[0])

    acknowledged = [text for writer in writers for text in writer.acknowledged]
    assert len(acknowledged) > KILLS
    assert sorted(kept) == sorted(acknowledged)
    for writer in writers:
        mine = [text for text in kept if text.startswith(f"{writer.name} ")]
        assert mine == sorted(mine, key=lambda text: int(text.split()[1]))
        assert writer.heard == kept[: len(writer.heard)], "heard in the room's order, without a gap"
    assert writers[-1].heard == kept


async def test_a_room_is_reached_over_tls(data_dir: Path, tmp_path: Path) -> None:
    command = serve(data_dir, "--demo", "--self-signed")
    with started(command, tmp_path, {"DEMO_PASSWORD": PASSWORD}) as server:
        url = await _url(server)
        writer, *_ = await _seminar(server)

        await writer.settle(url)

    assert url.startswith("wss://")
    assert writer.url == url


async def _seminar(server: Process) -> list[Writer]:
    """The demo course's people, each with a token for a live session of it."""
    async with httpx.AsyncClient(base_url=server.url + "/api/v1", verify=False) as http:
        headers = {name: await _sign_in(http, name) for name in WRITERS}
        professor = headers["professor"]
        course = (await http.get("/courses", headers=professor)).json()["data"][0]
        created = await http.post(
            f"/courses/{course['id']}/sessions",
            headers=professor,
            json={"title": "Seminar", "scheduled_at": "2026-03-02T10:00:00Z", "duration_minutes": 60},
        )
        session: Frame = created.json()["data"]
        (await http.post(f"/sessions/{session['id']}/start", headers=professor)).raise_for_status()
        writers = []
        for name in WRITERS:
            joined = await http.post(f"/sessions/{session['id']}/join", headers=headers[name])
            data = joined.json()["data"]
            writers.append(Writer(name, data["participant_token"], data["ws_url"]))
        return writers


async def _sign_in(http: httpx.AsyncClient, name: str) -> dict[str, str]:
    answer = await http.post("/auth/login", json={"email": f"{name}@eduforum.test", "password": PASSWORD})
    return {"Authorization": f"Bearer {answer.json()['data']['access_token']}"}


async def _url(server: Process) -> str:
    origin = await asyncio.to_thread(lambda: server.url)
    return origin.replace("http", "ws", 1) + "/ws/v1/room"


async def _everything(url: str, writer: Writer) -> list[str]:
    """All that the room has, by snapshot and pages of history."""
    async with RoomClient(url, instance=writer.instance) as client:
        assert (await client.join(writer.token))["data"]["resumed"] is False
        chat = client.state["tools"]["chat"]
        messages, more = chat["messages"], chat["more"]
        while more:
            page = (await client.ask("chat:history", before=messages[0]["id"]))["data"]
            messages, more = page["messages"] + messages, page["more"]
        return [message["text"] for message in messages]
