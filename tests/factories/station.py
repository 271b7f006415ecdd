"""A client with aiortc, a WebRTC stack that nobody here wrote: one peer connection, offered as our own client does."""

import asyncio
import contextlib
import fractions
import re
from collections.abc import Sequence

import numpy as np
from aiortc import (
    MediaStreamTrack,
    RTCBundlePolicy,
    RTCConfiguration,
    RTCIceServer,
    RTCIceTransportPolicy,
    RTCPeerConnection,
    RTCRtpCodecCapability,
    RTCRtpSender,
    RTCSessionDescription,
)
from av import AudioFrame, VideoFrame

VOICES = 3
VIDEO_SLOTS = 2
FIRST_VIDEO = VOICES
"""The number of the first video slot."""


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


class Station:
    """A microphone, a camera that sees `grey`, three voices and some video slots."""

    def __init__(
        self,
        *,
        grey: int = 128,
        video_slots: int = VIDEO_SLOTS,
        companion: bool = False,
        ice_servers: Sequence[RTCIceServer] = (),
        relayed: bool = False,
    ) -> None:
        # Without max-bundle aiortc loses the transport of all video sections but the first.
        configuration = RTCConfiguration(
            iceServers=list(ice_servers),
            iceTransportPolicy=RTCIceTransportPolicy.RELAY if relayed else RTCIceTransportPolicy.ALL,
            bundlePolicy=RTCBundlePolicy.MAX_BUNDLE,
        )
        self.pc = RTCPeerConnection(configuration)
        self.heard = [Heard() for _ in range(video_slots if companion else VOICES + video_slots)]
        self._following: list[asyncio.Task[None]] = []
        if not companion:
            self.pc.addTransceiver(Tone(), direction="sendonly")
            self.pc.addTransceiver(Colour(grey), direction="sendonly")
            for _ in range(VOICES):
                self.pc.addTransceiver("audio", direction="recvonly")
        for _ in range(video_slots):
            self.pc.addTransceiver("video", direction="recvonly")
        vp8 = [c for c in RTCRtpSender.getCapabilities("video").codecs if c.mimeType in ("video/VP8", "video/rtx")]
        for transceiver in self.pc.getTransceivers():
            if transceiver.kind == "video":
                transceiver.setCodecPreferences([RTCRtpCodecCapability(**vars(codec)) for codec in vp8])

    async def offer(self) -> str:
        await self.pc.setLocalDescription(await self.pc.createOffer())
        return str(self.pc.localDescription.sdp)

    async def accept(self, answer: str, *, through: int | None = None) -> None:
        """Take the answer and listen to the slots; `through` is the port of a relay to take instead of the worker's."""
        if through is not None:
            answer = re.sub(r"(candidate:\d+ 1 udp \d+ \S+) \d+", rf"\1 {through}", answer)
        await self.pc.setRemoteDescription(RTCSessionDescription(answer, "answer"))
        receivers = [t.receiver for t in self.pc.getTransceivers() if t.currentDirection == "recvonly"]
        for heard, receiver in zip(self.heard, receivers, strict=True):
            self._following.append(asyncio.ensure_future(heard.follow(receiver.track)))

    @property
    def picture(self) -> Heard:
        """What came out of the first video slot."""
        return self.heard[FIRST_VIDEO]

    @property
    def vp8(self) -> int:
        """The payload type that the offer gave to VP8."""
        found = re.search(r"a=rtpmap:(\d+) VP8", self.pc.localDescription.sdp)
        assert found
        return int(found[1])

    async def leave(self) -> None:
        for task in self._following:
            task.cancel()
        await self.pc.close()
