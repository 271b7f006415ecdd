"""One participant: signalling, ICE and DTLS in Python, then its socket goes to a fleet."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import ssl
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from benchmarks.load.deployment import Deployment, Refused
from benchmarks.load.dtls import Handshake, Identity
from benchmarks.load.fleet import Extensions, Fleet, MemberSpec, StreamSpec
from benchmarks.load.ice import binding_request, is_success
from benchmarks.load.sdp import OPUS, RIDS, RTX, VP8, Answer, Sending, candidate_order, read_answer, write_offer

CONNECT_SECONDS = 20.0
RETRY_SECONDS = 0.3
VOICE_FRAME = 0.02
RECEIVE_BUFFER = 1 << 21
SIZES = ((320, 180), (640, 360), (1280, 720))


@dataclass(frozen=True)
class Media:
    """What everybody sends and receives. Bit rates in bit/s, those of the camera's layers lowest first."""

    voice_bitrate: int = 32_000
    layers: tuple[int, ...] = (100_000, 300_000, 900_000)
    frames_a_second: int = 30
    temporal_layers: int = 3
    voices: int = 3
    cameras: int = 9
    width: int = 320
    height: int = 180
    talk: float = 8.0


@dataclass
class Joined:
    """How far a participant has come; times are CLOCK_MONOTONIC in ns, 0 for not yet."""

    room: int
    seat: int
    began_ns: int = 0
    connected_ns: int = 0
    member: int = -1
    fleet: Fleet | None = None
    fault: str = ""
    participant_id: str = ""
    video_slots: list[int] = field(default_factory=list)


class PeerConnection:
    """ICE and DTLS of one peer connection, until its fleet takes over."""

    def __init__(self, identity: Identity, number: int) -> None:
        self._identity = identity
        self.ufrag, self.pwd = os.urandom(4).hex(), os.urandom(12).hex()
        first = 100_000 + 20 * number
        self.sending = Sending(first, tuple((first + 1 + 2 * k, first + 2 + 2 * k) for k in range(3)))

    def offer(self, media: Media, *, sends: bool, receives: bool) -> str:
        layers = self.sending.layers[: len(media.layers)]
        return write_offer(
            ufrag=self.ufrag,
            pwd=self.pwd,
            fingerprint=self._identity.fingerprint,
            sending=Sending(self.sending.voice, layers) if sends else None,
            voices=media.voices if receives else 0,
            cameras=media.cameras if receives else 0,
            simulcast=len(media.layers) > 1,
        )

    async def connect(self, answer: Answer, host: str) -> tuple[socket.socket, tuple[int, bytes, bytes], bytes]:
        """The socket, the SRTP keys, and the check that keeps consent. Raises Refused when nobody answers in time."""
        candidates = candidate_order(answer.candidates, host)
        if not candidates:
            raise Refused(f"the answer names no IPv4 candidate: {answer.candidates}")
        check = binding_request(f"{answer.ufrag}:{self.ufrag}", answer.pwd)
        handshake = Handshake(self._identity)
        opened = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        opened.setblocking(False)
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER)
        try:
            await self._check(opened, candidates, check)
            await self._handshake(opened, handshake)
        except BaseException:
            opened.close()
            raise
        assert handshake.keys is not None
        return opened, handshake.keys, check

    async def _check(self, opened: socket.socket, candidates: Sequence[tuple[str, int]], check: bytes) -> None:
        loop = asyncio.get_running_loop()
        deadline = time.monotonic() + CONNECT_SECONDS
        at = 0
        while time.monotonic() < deadline:
            opened.connect(candidates[at // 3 % len(candidates)])
            at += 1
            try:
                opened.send(check)
                while not is_success(await asyncio.wait_for(loop.sock_recv(opened, 2048), RETRY_SECONDS)):
                    pass
                return
            except (TimeoutError, OSError):
                await asyncio.sleep(0.01)
        raise Refused(f"no ICE answer from {candidates} within {CONNECT_SECONDS:g} s")

    async def _handshake(self, opened: socket.socket, handshake: Handshake) -> None:
        loop = asyncio.get_running_loop()
        deadline = time.monotonic() + CONNECT_SECONDS
        waiting = handshake.step()
        while handshake.keys is None and time.monotonic() < deadline:
            for datagram in waiting:
                opened.send(datagram)
            try:
                data = await asyncio.wait_for(loop.sock_recv(opened, 2048), RETRY_SECONDS)
                # RFC 7983: between 20 and 63 it is DTLS.
                waiting = handshake.step(data) if data and 19 < data[0] < 64 else []
            except TimeoutError:
                waiting = handshake.retry()
        for datagram in waiting:
            opened.send(datagram)
        if handshake.keys is None:
            raise Refused(f"no DTLS handshake within {CONNECT_SECONDS:g} s")

    def member(
        self,
        media: Media,
        answer: Answer,
        connected: tuple[socket.socket, tuple[int, bytes, bytes], bytes],
        joined: Joined,
        people: int,
        *,
        sends: bool,
        decrypts: bool,
    ) -> MemberSpec:
        opened, keys, check = connected
        extensions: dict[str, int] = {}
        for section in answer.sections:
            extensions.update(section.extensions)
        return MemberSpec(
            fd=opened.detach(),
            keys=keys,
            check=check,
            streams=self._streams(media, answer, joined) if sends else (),
            extensions=Extensions(**extensions),
            audio_payload_type=OPUS,
            video_payload_type=VP8,
            video_rtx_payload_type=RTX,
            room=joined.room,
            seat=joined.seat,
            people=people,
            talk=media.talk,
            decrypts=decrypts,
        )

    def _streams(self, media: Media, answer: Answer, joined: Joined) -> tuple[StreamSpec, ...]:
        phase = (joined.room * 50 + joined.seat) * 3.7 % 33 / 1000
        streams = []
        if answer.section("0") is not None:
            streams.append(
                StreamSpec(self.sending.voice, OPUS, media.voice_bitrate, VOICE_FRAME, mid=b"0", phase=phase + 0.0011)
            )
        camera = answer.section("1")
        wanted = [] if camera is None else list(range(len(media.layers)))
        if camera is not None and len(media.layers) > 1 and not camera.rids:
            # The peer takes no simulcast: one encoding, as a browser falls back to.
            wanted = [len(media.layers) // 2]
        for k in wanted:
            ssrc, rtx = self.sending.layers[k]
            streams.append(
                StreamSpec(
                    *(ssrc, VP8, media.layers[k], 1 / media.frames_a_second, True),
                    rtx_ssrc=rtx,
                    rtx_payload_type=RTX,
                    mid=b"1",
                    rid=RIDS[k].encode() if len(wanted) > 1 else b"",
                    width=SIZES[k][0],
                    height=SIZES[k][1],
                    temporal_layers=media.temporal_layers,
                    phase=phase,
                )
            )
        return tuple(streams)


class RoomSocket:
    """The room's WebSocket: requests and their answers; what else comes goes to `hear` where it is set."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection
        self.hear: Callable[[str], None] | None = None
        self._waiting: dict[str, asyncio.Future[dict[str, Any]]] = {}
        self._reader = asyncio.create_task(self._read())

    @classmethod
    async def open(cls, url: str, *, insecure: bool) -> RoomSocket:
        context = None
        if url.startswith("wss:"):
            context = ssl._create_unverified_context() if insecure else ssl.create_default_context()
        return cls(await connect(url, proxy=None, compression=None, ssl=context, max_size=None))

    async def request(self, kind: str, **fields: Any) -> dict[str, Any]:
        """The `data` of the ack. Raises Refused with the server's words."""
        name = str(uuid4())
        future: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self._waiting[name] = future
        await self._connection.send(json.dumps({"type": kind, "id": name, **fields}))
        answer = await asyncio.wait_for(future, CONNECT_SECONDS)
        if answer["type"] != "ack":
            raise Refused(f"{kind}: {answer.get('code')} {answer.get('message')}")
        data: dict[str, Any] = answer["data"]
        return data

    async def close(self) -> None:
        self._reader.cancel()
        await self._connection.close()

    async def _read(self) -> None:
        try:
            async for frame in self._connection:
                # Events are most of what comes; only answers are decoded.
                if not isinstance(frame, str):
                    continue
                if not frame.startswith(('{"type":"ack"', '{"type":"error"')):
                    if self.hear is not None:
                        self.hear(frame)
                    continue
                answer = json.loads(frame)
                future = self._waiting.pop(answer.get("id") or "", None)
                if future is not None and not future.done():
                    future.set_result(answer)
        except ConnectionClosed:
            pass
        for future in self._waiting.values():
            if not future.done():
                future.set_exception(Refused("the room's socket was closed"))


class Participant:
    """Somebody in a room by its own protocol, who sends and receives."""

    def __init__(self, deployment: Deployment, identity: Identity, number: int, joined: Joined) -> None:
        self._deployment = deployment
        self._peer = PeerConnection(identity, number)
        self._socket: RoomSocket | None = None
        self.joined = joined

    def listen(self, hear: Callable[[str], None]) -> None:
        """Call `hear` with the text of each event from now on."""
        assert self._socket is not None
        self._socket.hear = hear

    async def join(
        self, token: str, session: str, media: Media, fleet: Fleet, people: int, *, decrypts: bool, insecure: bool
    ) -> None:
        joined = self.joined
        joined.began_ns = time.monotonic_ns()
        admission = await self._deployment.join(token, session)
        self._socket = await RoomSocket.open(admission["ws_url"], insecure=insecure)
        state = await self._socket.request(
            "room:join",
            token=admission["participant_token"],
            client={"instance": str(uuid4()), "kind": "program"},
            muted={"audio": False, "video": False},
        )
        joined.participant_id = state["participant_id"]
        made = await self._socket.request("media:produce", offer=self._peer.offer(media, sends=True, receives=True))
        joined.video_slots = [slot["slot"] for slot in made["slots"] if slot["kind"] == "video"]
        answer = read_answer(made["answer"])
        connected = await self._peer.connect(answer, urlsplit(self._deployment.url).hostname or "")
        joined.connected_ns = time.monotonic_ns()
        spec = self._peer.member(media, answer, connected, joined, people, sends=True, decrypts=decrypts)
        joined.member, joined.fleet = fleet.add(spec), fleet

    async def look(self, others: Sequence[str], media: Media) -> None:
        """Show these people's cameras, one a slot."""
        assert self._socket is not None
        want = [
            {
                "slot": slot,
                "participant": other,
                "source": "camera",
                "width": media.width,
                "height": media.height,
                "priority": 128,
            }
            for slot, other in zip(self.joined.video_slots, others, strict=False)
        ]
        await self._socket.request("media:consume", want=want)

    async def leave(self) -> None:
        if self._socket is not None:
            await self._socket.close()


class Resource:
    """A WHIP publisher or a WHEP viewer."""

    def __init__(self, deployment: Deployment, identity: Identity, number: int, joined: Joined) -> None:
        self._deployment = deployment
        self._peer = PeerConnection(identity, number)
        self._url = ""
        self._token = ""
        self.joined = joined

    async def join(
        self, token: str, session: str, media: Media, fleet: Fleet, people: int, *, publishes: bool, decrypts: bool
    ) -> None:
        joined = self.joined
        joined.began_ns = time.monotonic_ns()
        self._token = token
        path = f"/sessions/{session}/{'whip' if publishes else 'whep'}"
        offer = self._peer.offer(media, sends=publishes, receives=not publishes)
        text, self._url = await self._deployment.offer(path, token, offer)
        answer = read_answer(text)
        connected = await self._peer.connect(answer, urlsplit(self._deployment.url).hostname or "")
        joined.connected_ns = time.monotonic_ns()
        spec = self._peer.member(media, answer, connected, joined, people, sends=publishes, decrypts=decrypts)
        joined.member, joined.fleet = fleet.add(spec), fleet

    async def leave(self) -> None:
        if self._url:
            await self._deployment.delete(self._url, self._token)
