"""People with aiortc in a room of a media engine whose worker is real."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable

from aiortc import RTCIceServer

from eduforum.clock import SystemClock
from eduforum.config import Config, Media, Turn
from eduforum.media.engine import MediaEngine
from eduforum.media.slots import EngineEvent, SlotsChanged, SlotState, TransportChanged, Want
from eduforum.web.protocol import Muted
from sfu_core.records import TransportStats, WorkerStats
from tests.factories.station import FIRST_VIDEO, VIDEO_SLOTS, Station
from tests.native.live import left_behind

ROOM = "room"
PATIENCE = 20.0
"""Seconds until a condition that was waited for counts as missed; nothing waits that long where all is well."""


class Someone(Station):
    """A participant, on one device."""

    def __init__(self, meeting: "Meeting", name: str, *, grey: int, video_slots: int) -> None:
        servers = meeting.engine.ice_servers(name)
        super().__init__(
            grey=grey,
            video_slots=video_slots,
            relayed=bool(servers),
            ice_servers=[RTCIceServer(server.urls, server.username, server.credential) for server in servers],
        )
        self.name = name
        self.state = ""
        self.shown: dict[int, SlotState] = {}
        self._meeting = meeting

    async def join(
        self,
        *,
        offer: str | None = None,
        may_send: bool = True,
        muted: Muted = Muted(),  # noqa: B008
        through: int | None = None,
    ) -> None:
        """Produce, with an offer of one's own or with another; `through` is the port of a relay."""
        produced = await self._meeting.engine.produce(
            ROOM,
            self.name,
            self.name,
            offer or await self.offer(),
            may_send=may_send,
            companion=False,
            muted=muted,
        )
        await self.accept(produced.answer, through=through)

    def want(self, *names: str | None) -> None:
        """Show these people in the video slots, in order."""
        wishes = [Want(FIRST_VIDEO + n, name) for n, name in enumerate(names)]
        self._meeting.engine.consume(ROOM, self.name, wishes)

    def stats(self) -> TransportStats:
        return self._meeting.transport_stats(self.name)


class Meeting:
    """A room on a real engine with a real worker, and the people in it."""

    def __init__(self, turn: Turn) -> None:
        self.engine = MediaEngine(Config(media=Media(workers=1), turn=turn), SystemClock())
        self.engine.listen(self._on_event)
        self.people: dict[str, Someone] = {}
        self._news = asyncio.Event()

    @classmethod
    @contextlib.asynccontextmanager
    async def open(cls, turn: Turn = Turn()) -> AsyncIterator["Meeting"]:  # noqa: B008
        meeting = cls(turn)
        await meeting.engine.start()
        meeting.engine.open_room(ROOM)
        try:
            yield meeting
        finally:
            for person in meeting.people.values():
                await person.leave()
            await meeting.engine.stop()
            assert left_behind() == {}

    def person(self, name: str, *, grey: int = 128, video_slots: int = VIDEO_SLOTS) -> Someone:
        self.people[name] = Someone(self, name, grey=grey, video_slots=video_slots)
        return self.people[name]

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait for what the network and the threads bring about."""
        async with asyncio.timeout(PATIENCE):
            while not condition():  # noqa: ASYNC110 - what is waited for happens in threads, sockets and codecs.
                await asyncio.sleep(0.02)

    async def all_connected(self) -> None:
        await self.until(lambda: all(person.state == "connected" for person in self.people.values()))

    def worker_stats(self) -> WorkerStats:
        return self.engine.worker_stats()[0]

    def transport_stats(self, name: str) -> TransportStats:
        stats = self.engine.transport_stats(ROOM, name)
        assert stats is not None
        return stats

    def _on_event(self, room_id: str, event: EngineEvent) -> None:
        person = self.people[event.connection_id]
        if isinstance(event, TransportChanged):
            person.state = event.state
        elif isinstance(event, SlotsChanged):
            person.shown = {slot.slot: slot for slot in event.slots}
