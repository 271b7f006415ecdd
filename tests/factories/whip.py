"""Publishers and viewers over WHIP and WHEP: peer connections of aiortc's, and the HTTP around them."""

import asyncio

from aiortc import (
    RTCBundlePolicy,
    RTCConfiguration,
    RTCPeerConnection,
    RTCRtpCodecCapability,
    RTCRtpSender,
    RTCSessionDescription,
)

from tests.factories.people import Person
from tests.factories.rooms import Seminar
from tests.factories.station import Colour, Heard, Tone


class Program:
    """A peer connection of aiortc's, and the HTTP around it."""

    def __init__(self, seminar: Seminar, person: Person, kind: str, query: str, codec: str) -> None:
        self.pc = RTCPeerConnection(RTCConfiguration(bundlePolicy=RTCBundlePolicy.MAX_BUNDLE))
        self.heard: list[Heard] = []
        self.location = ""
        self._seminar = seminar
        self._bearer = person.headers
        self._path = f"/api/v1/sessions/{seminar.session['id']}/{kind}{query}"
        self._codec = codec
        self._following: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        only(self.pc, self._codec)
        await self.pc.setLocalDescription(await self.pc.createOffer())
        answer = await self._seminar.client.post(
            self._path,
            content=self.pc.localDescription.sdp.encode(),
            headers={**self._bearer, "Content-Type": "application/sdp"},
        )
        assert answer.status_code == 201, answer.text
        self.location = answer.headers["location"]
        await self.pc.setRemoteDescription(RTCSessionDescription(answer.text, "answer"))
        for transceiver in self.pc.getTransceivers():
            if transceiver.currentDirection == "recvonly":
                heard = Heard()
                self.heard.append(heard)
                self._following.append(asyncio.ensure_future(heard.follow(transceiver.receiver.track)))

    async def stop(self) -> None:
        for task in self._following:
            task.cancel()
        await self.pc.close()

    async def delete(self) -> None:
        answer = await self._seminar.client.delete(self.location, headers=self._bearer)
        assert answer.status_code == 204


class Publisher(Program):
    """A document camera: one grey, and a tone."""

    def __init__(
        self, seminar: Seminar, person: Person, *, grey: int = 128, sound: bool = True, codec: str = "VP8"
    ) -> None:
        super().__init__(seminar, person, "whip", "?label=Desk", codec)
        if sound:
            self.pc.addTransceiver(Tone(), direction="sendonly")
        self.pc.addTransceiver(Colour(grey), direction="sendonly")

    async def __aenter__(self) -> "Publisher":
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()


class Viewer(Program):
    """A player with places for some pictures and voices; the voices come first in `heard`."""

    def __init__(
        self,
        seminar: Seminar,
        person: Person,
        *,
        voices: int = 1,
        pictures: int = 1,
        query: str = "",
        codec: str = "VP8",
    ) -> None:
        super().__init__(seminar, person, "whep", query, codec)
        self._voices = voices
        for _ in range(voices):
            self.pc.addTransceiver("audio", direction="recvonly")
        for _ in range(pictures):
            self.pc.addTransceiver("video", direction="recvonly")

    async def __aenter__(self) -> "Viewer":
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    @property
    def pictures(self) -> list[Heard]:
        return self.heard[self._voices :]

    @property
    def greys(self) -> list[float]:
        return sorted(round(picture.grey, -1) for picture in self.pictures if picture.frames)


def only(pc: RTCPeerConnection, codec: str) -> None:
    wanted = [c for c in RTCRtpSender.getCapabilities("video").codecs if c.mimeType in (f"video/{codec}", "video/rtx")]
    for transceiver in pc.getTransceivers():
        if transceiver.kind == "video":
            transceiver.setCodecPreferences([RTCRtpCodecCapability(**vars(each)) for each in wanted])
