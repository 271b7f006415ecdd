"""An engine on a worker that records what it is told and reports what a test feeds it: no thread, no port."""

import asyncio
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, cast

from eduforum.clock import SystemClock
from eduforum.config import Config, Media, Server
from eduforum.media.engine import MediaEngine
from eduforum.media.schemas import SourceName
from eduforum.media.slots import EngineEvent, Produced, SourceAt
from eduforum.web.protocol import Muted
from sfu_core.records import Event, Sound, WorkerStats
from sfu_core.worker import Worker

OFFERS = Path(__file__).parents[1] / "unit" / "media" / "offers"


def offer_of(name: str) -> str:
    """An offer that a browser has made."""
    return (OFFERS / f"{name}.sdp").read_bytes().decode()


def another(offer: str) -> str:
    """The same of another peer connection."""
    return offer.replace("o=- ", "o=- 1", 1).replace("a=ice-ufrag:", "a=ice-ufrag:1")


DESKTOP = offer_of("chromium-desktop")
COMPANION = offer_of("chromium-companion")
CLASSROOM = offer_of("chromium-room")
"""Microphone, camera, screen and its sound, four audio and 26 video slots, in every codec."""
ROOM = "room"
FIRST_VIDEO = 3
"""The first video slot of the offers of a desktop: three voices come before it."""


CLASSROOM_SOURCES = [
    SourceAt("0", "microphone"),
    SourceAt("1", "camera"),
    SourceAt("2", "screen"),
    SourceAt("3", "screen_audio"),
]


class RecordingWorker:
    """Hands out handles, keeps what it was told, and reports the events that a test feeds it."""

    CNAME = b"forwarder"

    def __init__(self, *, port: int = 0, ipv6: bool = True, tcp_port: int | None = None) -> None:
        self.port = port or 40000
        self.tcp_port = 0 if tcp_port is None else tcp_port or 40000
        self.calls: list[tuple[Any, ...]] = []
        self.running = False
        self.full = False
        self.heard: list[Sound] = []
        self._handles = 0
        self._events: list[Event] = []
        self._eventfd = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)

    def start(self) -> None:
        self.running = True

    def stop(self) -> None:
        if self.running:
            self.running = False
            os.close(self._eventfd)

    def fileno(self) -> int:
        return self._eventfd

    def feed(self, *events: Event) -> None:
        self._events += events
        os.eventfd_write(self._eventfd, 1)

    @property
    def drained(self) -> bool:
        return not self._events

    def poll(self) -> list[Event]:
        os.eventfd_read(self._eventfd)
        events, self._events = self._events, []
        return events

    def sounds(self) -> list[Sound]:
        heard, self.heard = self.heard, []
        return heard

    def stats(self) -> WorkerStats:
        return WorkerStats(2_000_000_000, 10, 1000, 90, 9000, 80, 3, 5, 1, 2, 1, 9, 9, 0, {"spoofed": 4, "replayed": 1})

    def told(self, command: str) -> list[tuple[Any, ...]]:
        """The arguments of every call of one command."""
        return [tuple(arguments) for name, *arguments in self.calls if name == command]

    def __getattr__(self, command: str) -> Callable[..., int | None]:
        def record(*arguments: Any) -> int | None:
            if self.full and command.startswith("create_"):
                raise BufferError
            if not command.startswith("create_"):
                self.calls.append((command, *arguments))
                return None
            self._handles += 1
            self.calls.append((command, self._handles, *arguments))
            return self._handles

        return record


class Stage:
    """An engine with its workers and everything that it said."""

    def __init__(self, host: str = "127.0.0.1", **media: Any) -> None:
        config = Config(server=Server(host=host), media=Media(**{"workers": 1, **media}))
        self.workers: list[RecordingWorker] = []
        self.engine = MediaEngine(config, SystemClock(), make_worker=self._make)
        self.engine.listen(self._on_event)
        self.said: list[EngineEvent] = []
        self._transports: dict[str, int] = {}
        self._news = asyncio.Event()

    def _make(self, *, port: int = 0, ipv6: bool = True, tcp_port: int | None = None) -> Worker:
        self.workers.append(RecordingWorker(port=port, ipv6=ipv6, tcp_port=tcp_port))
        return cast(Worker, self.workers[-1])

    def _on_event(self, room_id: str, event: EngineEvent) -> None:
        if room_id == ROOM:
            self.said.append(event)
            self._news.set()

    @property
    def worker(self) -> RecordingWorker:
        return self.workers[0]

    async def join(
        self,
        name: str,
        offer: str = DESKTOP,
        *,
        participant: str = "",
        may_send: bool = True,
        companion: bool = False,
        muted: Muted = Muted(),  # noqa: B008
        sources: Sequence[SourceAt] | None = None,
    ) -> Produced:
        """A connection `name` of the person `participant`, by default one of the same name, produces."""
        produced = await self.engine.produce(
            ROOM,
            name,
            participant or name,
            offer,
            may_send=may_send,
            companion=companion,
            muted=muted,
            sources=sources,
        )
        self._transports[name] = self.worker.told("set_feedback")[-1][0]
        return produced

    async def join_classroom(self, name: str, offer: str = CLASSROOM, **how: Any) -> Produced:
        """A connection produces with a screen beside the camera."""
        return await self.join(name, offer, sources=CLASSROOM_SOURCES, **how)

    def named(self, name: str, source: SourceName) -> int:
        """The handle of a source of the connection `name`, the one made last."""
        key = {"microphone": b"0", "camera": b"1", "screen": b"2", "screen_audio": b"3"}[source]
        transport = self.transport_of(name)
        made = [call for call in self.worker.told("create_producer") if call[1] == transport and call[2].mid == key]
        return cast(int, made[-1][0])

    def transport_of(self, name: str) -> int:
        """The handle of the transport of the connection `name`."""
        return self._transports[name]

    def transport(self, count: int = -1) -> int:
        """The handle of the transport made last."""
        return cast(int, self.worker.told("create_transport")[count][0])

    def source(self, kind: int, count: int = -1) -> int:
        """The handle of the source of a kind made last."""
        return cast(int, [call for call in self.worker.told("create_producer") if call[2].kind == kind][count][0])

    def slot(self, number: int, count: int = -1) -> int:
        """The handle of slot `number` of the transport made last."""
        transport = self.transport(count)
        return cast(int, [call for call in self.worker.told("create_slot") if call[1] == transport][number][0])

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait for what the loop brings about."""
        async with asyncio.timeout(10):
            while not condition():  # noqa: ASYNC110 - the recording worker tells nobody of its calls.
                await asyncio.sleep(0.005)

    async def next(self) -> EngineEvent:
        """The oldest thing said that was not taken yet."""
        async with asyncio.timeout(5):
            while not self.said:
                self._news.clear()
                await self._news.wait()
        return self.said.pop(0)
