"""People with aiortc, a WebRTC stack that nobody here wrote, in a room of the media engine."""

import asyncio
import contextlib
import fractions
import re
from collections.abc import AsyncIterator, Callable

import numpy as np
from aiortc import (
    MediaStreamTrack,
    RTCBundlePolicy,
    RTCConfiguration,
    RTCPeerConnection,
    RTCRtpCodecCapability,
    RTCRtpSender,
    RTCSessionDescription,
)
from av import AudioFrame, VideoFrame

from eduforum.clock import SystemClock
from eduforum.config import Config, Media
from eduforum.media.engine import MediaEngine
from eduforum.media.slots import EngineEvent, SlotInfo, SlotsChanged, SlotState, TransportChanged, Want
from eduforum.web.protocol import Muted
from sfu_core.records import TransportStats, WorkerStats
from sfu_core.worker import Worker

ROOM = "room"
VIDEO_SLOTS = 2
FIRST_VIDEO = 3
PATIENCE = 20.0
"""Seconds until a condition that was waited for counts as missed; nothing waits that long where all is well."""


class Tone(MediaStreamTrack):
    """A microphone that hears a steady tone."""

    kind = "audio"

    def __init__(self) -> None:
        super().__init__()
        self._sent = 0
        self._start: float | None = None
        wave = np.sin(2 * np.pi * 440 * np.arange(48000) / 48000)
        self._second = (wave * 8000).astype(np.int16)

    async def recv(self) -> AudioFrame:
        await self._pace(self._sent / 48000)
        offset = self._sent % 48000
        frame = AudioFrame.from_ndarray(self._second[np.newaxis, offset : offset + 960], "s16", "mono")
        frame.sample_rate, frame.time_base, frame.pts = 48000, fractions.Fraction(1, 48000), self._sent
        self._sent += 960
        return frame

    async def _pace(self, due: float) -> None:
        now = asyncio.get_running_loop().time()
        if self._start is None:
            self._start = now
        await asyncio.sleep(self._start + due - now)


class Colour(MediaStreamTrack):
    """A camera that sees one grey, 160 × 120 at 15 pictures a second."""

    kind = "video"

    def __init__(self, grey: int) -> None:
        super().__init__()
        self._picture = np.full((120, 160, 3), grey, dtype=np.uint8)
        self._sent = 0
        self._start: float | None = None

    async def recv(self) -> VideoFrame:
        loop = asyncio.get_running_loop()
        if self._start is None:
            self._start = loop.time()
        await asyncio.sleep(self._start + self._sent / 15 - loop.time())
        # A patch that moves, or the encoder has nothing to send.
        picture = self._picture.copy()
        at = self._sent * 4 % 140
        picture[:20, at : at + 20] = 255 - picture[0, 0, 0]
        frame = VideoFrame.from_ndarray(picture, "rgb24")
        frame.pts, frame.time_base = self._sent * 6000, fractions.Fraction(1, 90000)
        self._sent += 1
        return frame


class Heard:
    """What has come out of one receive slot."""

    def __init__(self) -> None:
        self.frames = 0
        self.level = 0.0
        self.grey = 0.0

    async def follow(self, track: MediaStreamTrack) -> None:
        with contextlib.suppress(Exception):
            while True:
                frame = await track.recv()
                self.frames += 1
                if isinstance(frame, VideoFrame):
                    self.grey = float(frame.to_ndarray(format="gray")[60:, :].mean())
                elif isinstance(frame, AudioFrame):
                    self.level = float(np.abs(frame.to_ndarray().astype(np.int32)).mean())


class Someone:
    """A participant: one peer connection, offered as the client does it."""

    def __init__(self, meeting: "Meeting", name: str, *, grey: int, video_slots: int) -> None:
        self.name = name
        # Without max-bundle aiortc loses the transport of all video sections but the first.
        self.pc = RTCPeerConnection(RTCConfiguration(bundlePolicy=RTCBundlePolicy.MAX_BUNDLE))
        self.slots: list[SlotInfo] = []
        self.state = ""
        self.shown: dict[int, SlotState] = {}
        self.heard = [Heard() for _ in range(FIRST_VIDEO + video_slots)]
        self._meeting = meeting
        self._following: list[asyncio.Task[None]] = []
        self.pc.addTransceiver(Tone(), direction="sendonly")
        camera = self.pc.addTransceiver(Colour(grey), direction="sendonly")
        for _ in range(FIRST_VIDEO):
            self.pc.addTransceiver("audio", direction="recvonly")
        for _ in range(video_slots):
            self.pc.addTransceiver("video", direction="recvonly")
        vp8 = [c for c in RTCRtpSender.getCapabilities("video").codecs if c.mimeType in ("video/VP8", "video/rtx")]
        for transceiver in self.pc.getTransceivers():
            if transceiver.kind == camera.kind:
                transceiver.setCodecPreferences([RTCRtpCodecCapability(**vars(codec)) for codec in vp8])

    async def join(self, *, may_send: bool = True, muted: Muted = Muted(), through: int | None = None) -> None:  # noqa: B008
        """Produce; `through` is the port of a relay to take instead of the worker's."""
        await self.pc.setLocalDescription(await self.pc.createOffer())
        await self.answer(self.pc.localDescription.sdp, may_send=may_send, muted=muted, through=through)

    async def answer(self, offer: str, *, may_send: bool, muted: Muted, through: int | None) -> None:
        produced = await self._meeting.engine.produce(
            ROOM, self.name, self.name, offer, may_send=may_send, companion=False, muted=muted
        )
        self.slots = produced.slots
        answer = produced.answer
        if through is not None:
            answer = re.sub(r"(candidate:\d+ 1 udp \d+ \S+) \d+", rf"\1 {through}", answer)
        await self.pc.setRemoteDescription(RTCSessionDescription(answer, "answer"))
        receivers = [t.receiver for t in self.pc.getTransceivers() if t.currentDirection == "recvonly"]
        for heard, receiver in zip(self.heard, receivers, strict=True):
            self._following.append(asyncio.ensure_future(heard.follow(receiver.track)))

    def want(self, *names: str | None) -> None:
        """Show these people in the video slots, in order."""
        wishes = [Want(FIRST_VIDEO + n, name) for n, name in enumerate(names)]
        self._meeting.engine.consume(ROOM, self.name, wishes)

    @property
    def picture(self) -> Heard:
        """The first video slot."""
        return self.heard[FIRST_VIDEO]

    @property
    def vp8(self) -> int:
        """The payload type that the offer gave to VP8."""
        found = re.search(r"a=rtpmap:(\d+) VP8", self.pc.localDescription.sdp)
        assert found
        return int(found[1])

    def stats(self) -> TransportStats:
        return self._meeting.transport_stats(self.name)

    async def leave(self) -> None:
        for task in self._following:
            task.cancel()
        await self.pc.close()


class Meeting:
    """A room on a real engine with a real worker, and the people in it."""

    def __init__(self) -> None:
        self.engine = MediaEngine(Config(media=Media(workers=1)), SystemClock())
        self.engine.on_event = self._on_event
        self.people: dict[str, Someone] = {}
        self._news = asyncio.Event()

    @classmethod
    @contextlib.asynccontextmanager
    async def open(cls) -> AsyncIterator["Meeting"]:
        meeting = cls()
        await meeting.engine.start()
        meeting.engine.open_room(ROOM)
        try:
            yield meeting
        finally:
            for person in meeting.people.values():
                await person.leave()
            await meeting.engine.stop()
            assert not any(Worker.live_objects().values())

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
        return self.engine._shards[0].worker.stats()

    def transport_stats(self, name: str) -> TransportStats:
        peer = self.engine._rooms[ROOM].peers[name]
        stats = peer.room.shard.worker.transport_stats(peer.transport)
        assert stats is not None
        return stats

    def _on_event(self, room_id: str, event: EngineEvent) -> None:
        person = self.people[event.connection_id]
        if isinstance(event, TransportChanged):
            person.state = event.state
        elif isinstance(event, SlotsChanged):
            person.shown = {slot.slot: slot for slot in event.slots}
