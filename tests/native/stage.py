"""A worker with its peers around it, driven by one thread: what tests of the forwarder are played on."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from dataclasses import replace
from itertools import count
from typing import TypeVar

import pytest

from sfu_core.records import (
    AUDIO,
    VIDEO,
    Codec,
    Dtls,
    Encoding,
    Event,
    Extensions,
    IceConnected,
    ProducerSpec,
    SlotCodec,
    SlotSpec,
)
from sfu_core.worker import Worker
from tests.native import peer as client
from tests.native.peer import Peer, Rtp, StreamPeer

MID_EXT = 4
LEVEL_EXT = 1
TRANSPORT_CC_EXT = 5
OPUS = 111
VP8 = 96
RTX = 97

E = TypeVar("E")
S = TypeVar("S", ProducerSpec, SlotSpec)


def has_ipv6() -> bool:
    """Whether this machine has an IPv6 loopback."""
    try:
        with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True


needs_ipv6 = pytest.mark.skipif(not has_ipv6(), reason="there is no IPv6 on this machine")


AUDIO_EXTENSIONS = Extensions(mid=MID_EXT, audio_level=LEVEL_EXT)
VIDEO_EXTENSIONS = Extensions(mid=MID_EXT)


def opus_producer(csrc: int, ssrc: int, *, tap: bool = False) -> ProducerSpec:
    encodings = (Encoding(ssrc=ssrc),)
    return ProducerSpec(AUDIO, Codec.OPUS, csrc, b"0", OPUS, encodings=encodings, extensions=AUDIO_EXTENSIONS, tap=tap)


def vp8_producer(csrc: int, ssrc: int, rtx_ssrc: int, *, mid: bytes = b"1") -> ProducerSpec:
    return ProducerSpec(
        VIDEO,
        Codec.VP8,
        csrc,
        mid,
        VP8,
        RTX,
        encodings=(Encoding(ssrc=ssrc, rtx_ssrc=rtx_ssrc),),
        extensions=VIDEO_EXTENSIONS,
    )


def opus_slot(ssrc: int, *, mid: bytes = b"a") -> SlotSpec:
    return SlotSpec(AUDIO, ssrc, 0, mid, (SlotCodec(Codec.OPUS, OPUS),), False, AUDIO_EXTENSIONS)


def vp8_slot(ssrc: int, rtx_ssrc: int, *, mid: bytes = b"v") -> SlotSpec:
    codec = SlotCodec(Codec.VP8, VP8, RTX if rtx_ssrc else 0)
    return SlotSpec(VIDEO, ssrc, rtx_ssrc, mid, (codec,), True, VIDEO_EXTENSIONS)


class Stage:
    """Owns a started worker, one room in it and its peers; `until` lets all of them run."""

    def __init__(self, *, ipv6: bool = False, start: bool = True, transport_cc: bool = False) -> None:
        self.worker = Worker(ipv6=ipv6, tcp_port=0)
        if start:
            self.worker.start()
        self.router = self.worker.create_router()
        self.transport_cc = transport_cc
        """Every stream carries the transport-wide number, and clients have agreed to feedback on it."""
        self.events: list[Event] = []
        self.peers: dict[int, Peer] = {}
        self._handshakes: dict[int, client.Dtls] = {}
        self._numbers = count(1)

    def close(self) -> None:
        self.worker.stop()
        for peer in self.peers.values():
            peer.close()

    def __enter__(self) -> Stage:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def fileno(self) -> int:
        return self.worker.fileno()

    def step(self) -> None:
        for event in self.worker.poll():
            self.events.append(event)
            if isinstance(event, Dtls):
                self._carry_on(event.transport, event.data)

    def _carry_on(self, transport: int, data: bytes) -> None:
        dtls = self._handshakes.setdefault(transport, client.Dtls(server=True))
        before = dtls.keys
        for datagram in dtls.step(data):
            self.worker.send_dtls(transport, datagram)
        if before is None and dtls.keys is not None:
            self.worker.set_keys(transport, *dtls.keys)

    def until(self, condition: Callable[[], bool], *, seconds: float = 10.0) -> None:
        client.until(condition, [self, *self.peers.values()], seconds=seconds)

    def told(self, kind: type[E]) -> list[E]:
        return [event for event in self.events if isinstance(event, kind)]

    def join(
        self,
        *,
        host: str = "127.0.0.1",
        router: int | None = None,
        person: int = 0,
        tcp: bool = False,
        known: bool = False,
    ) -> int:
        """A transport and its peer, neither of which has spoken yet; `known`: the worker has the peer's password."""
        ufrag, pwd = os.urandom(4).hex().encode(), os.urandom(12).hex().encode()
        own_pwd = os.urandom(12).hex().encode()
        transport = self.worker.create_transport(
            router or self.router, ufrag, pwd, b"peer", person, own_pwd if known else b""
        )
        if tcp:
            peer: Peer = StreamPeer(host=host, port=self.worker.tcp_port, ufrag=ufrag, pwd=pwd)
        else:
            peer = Peer(host=host, port=self.worker.port, ufrag=ufrag, pwd=pwd)
        peer.own_pwd = own_pwd
        self.peers[transport] = peer
        return transport

    def check(self, transport: int) -> None:
        """Pass one ICE check."""
        peer = self.peers[transport]
        seen = len(peer.responses)
        peer.check()
        self.until(
            lambda: len(peer.responses) > seen and any(e.transport == transport for e in self.told(IceConnected))
        )

    def connect(
        self,
        *,
        host: str = "127.0.0.1",
        profile: int = 0x0007,
        router: int | None = None,
        person: int = 0,
        tcp: bool = False,
    ) -> int:
        """A transport whose peer has passed a check and has its keys, without the time that a handshake takes."""
        transport = self.join(host=host, router=router, person=person, tcp=tcp)
        self.check(transport)
        length = {0x0001: 30, 0x0007: 28, 0x0008: 44}[profile]
        up, down = os.urandom(length), os.urandom(length)
        self.worker.set_keys(transport, profile, up, down)
        if self.transport_cc:
            self.worker.set_feedback(transport, True, False)
            self.peers[transport].numbers = count(65_530)
        self.peers[transport].set_keys(profile, down, up)
        return transport

    def handshake(self, transport: int) -> None:
        """Check and DTLS handshake, as a browser does it."""
        self.check(transport)
        self.peers[transport].handshake()
        self.until(lambda: self.peers[transport].connected)

    def _numbered(self, spec: S) -> S:
        if not self.transport_cc:
            return spec
        return replace(spec, extensions=replace(spec.extensions, transport_cc=TRANSPORT_CC_EXT))

    def microphone(self, transport: int, *, tap: bool = False) -> Voice:
        number = next(self._numbers)
        spec = self._numbered(opus_producer(1000 + number, 0x1000 + number, tap=tap))
        handle = self.worker.create_producer(transport, spec)
        return Voice(self.peers[transport], handle, 0x1000 + number, 1000 + number)

    def camera(self, transport: int, *, ssrc: int | None = None, mid: bytes = b"1") -> Camera:
        number = next(self._numbers)
        known = 0x2000 + number if ssrc is None else ssrc
        spec = self._numbered(vp8_producer(1000 + number, known, known and 0x3000 + number, mid=mid))
        handle = self.worker.create_producer(transport, spec)
        return Camera(self.peers[transport], handle, known or 0x2000 + number, 0x3000 + number, 1000 + number)

    def audio_slot(self, transport: int, *, mid: bytes = b"a") -> Slot:
        ssrc = 0x5000 + next(self._numbers)
        handle = self.worker.create_slot(transport, self._numbered(opus_slot(ssrc, mid=mid)))
        return Slot(self.peers[transport], handle, ssrc, 0)

    def video_slot(self, transport: int, *, mid: bytes = b"v", rtx: bool = True) -> Slot:
        number = next(self._numbers)
        ssrc, rtx_ssrc = 0x6000 + number, 0x7000 + number if rtx else 0
        handle = self.worker.create_slot(transport, self._numbered(vp8_slot(ssrc, rtx_ssrc, mid=mid)))
        return Slot(self.peers[transport], handle, ssrc, rtx_ssrc)


class Slot:
    """A receive slot, seen from its client."""

    def __init__(self, peer: Peer, handle: int, ssrc: int, rtx_ssrc: int) -> None:
        self.peer = peer
        self.handle = handle
        self.ssrc = ssrc
        self.rtx_ssrc = rtx_ssrc

    @property
    def packets(self) -> list[Rtp]:
        return self.peer.of(self.ssrc)


class Voice:
    """A microphone: 20 ms of Opus a packet, with a level."""

    def __init__(self, peer: Peer, handle: int, ssrc: int, csrc: int) -> None:
        self.peer = peer
        self.handle = handle
        self.ssrc = ssrc
        self.csrc = csrc
        self.mid = b"0"
        self.sequence = 65530
        self.timestamp = 4294967000

    def packet(self, level: int = 30) -> Rtp:
        """The next packet, not sent."""
        extensions = {LEVEL_EXT: bytes([0x80 | level]), MID_EXT: self.mid} | self.peer.numbered(TRANSPORT_CC_EXT)
        packet = Rtp(OPUS, self.sequence, self.timestamp, self.ssrc, client.opus(), extensions=extensions)
        self.sequence = (self.sequence + 1) & 0xFFFF
        self.timestamp = (self.timestamp + 960) & 0xFFFFFFFF
        return packet

    def speak(self, level: int = 30) -> Rtp:
        packet = self.packet(level)
        self.peer.send_rtp(packet)
        return packet


class Camera:
    """A camera: frames of VP8, one packet each unless told otherwise."""

    def __init__(self, peer: Peer, handle: int, ssrc: int, rtx_ssrc: int, csrc: int) -> None:
        self.peer = peer
        self.handle = handle
        self.ssrc = ssrc
        self.rtx_ssrc = rtx_ssrc
        self.csrc = csrc
        self.sequence = 65530
        self.timestamp = 4294967000
        self.picture = 32760
        self.mid: bytes | None = None

    def frame(
        self, *, keyframe: bool = False, packets: int = 1, size: int = 200, lose: tuple[int, ...] = ()
    ) -> list[Rtp]:
        """Send one frame; packets whose place in it is in `lose` do not leave."""
        made = []
        for place in range(packets):
            payload = client.vp8(self.picture, keyframe=keyframe, start=place == 0, size=size, tl0=self.picture & 0xFF)
            extensions = ({MID_EXT: self.mid} if self.mid else {}) | self.peer.numbered(TRANSPORT_CC_EXT)
            packet = Rtp(
                VP8,
                self.sequence,
                self.timestamp,
                self.ssrc,
                payload,
                marker=place == packets - 1,
                extensions=extensions,
            )
            self.sequence = (self.sequence + 1) & 0xFFFF
            made.append(packet)
            if place not in lose:
                self.peer.send_rtp(packet)
        self.picture = (self.picture + 1) & 0x7FFF
        self.timestamp = (self.timestamp + 3000) & 0xFFFFFFFF
        return made
