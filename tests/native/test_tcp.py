"""ICE over TCP: who cannot send UDP takes part all the same, and nobody is held up by who reads slowly."""

import os
import socket
import struct
import time
from collections.abc import Iterator

import pytest

from sfu_core.records import Dtls, IceConnected
from tests.native.live import left_behind
from tests.native.peer import Peer, StreamPeer, binding_request
from tests.native.stage import Stage, needs_ipv6


@pytest.fixture
def stage() -> Iterator[Stage]:
    with Stage(ipv6=True) as stage:
        yield stage
    assert not left_behind()


def stream(stage: Stage, transport: int) -> StreamPeer:
    peer = stage.peers[transport]
    assert isinstance(peer, StreamPeer)
    return peer


def stranger(stage: Stage) -> StreamPeer:
    """A connection that belongs to nobody."""
    peer = StreamPeer(port=stage.worker.tcp_port, ufrag=b"nobody", pwd=b"x" * 24)
    stage.peers[-1 - len(stage.peers)] = peer
    return peer


@pytest.mark.parametrize("host", ["127.0.0.1", pytest.param("::1", marks=needs_ipv6)])
def test_a_client_comes_in_over_tcp(stage: Stage, host: str) -> None:
    transport = stage.join(host=host, tcp=True)
    stage.handshake(transport)
    connected = stage.told(IceConnected)[0]
    assert (connected.address, connected.port) == stage.peers[transport].address


@pytest.mark.parametrize(("speaker", "listener"), [(True, False), (False, True), (True, True)])
def test_voice_and_picture_pass_between_tcp_and_udp(stage: Stage, speaker: bool, listener: bool) -> None:
    alice, bob = stage.connect(tcp=speaker), stage.connect(tcp=listener)
    voice, camera = stage.microphone(alice), stage.camera(alice)
    ear, eye = stage.audio_slot(bob), stage.video_slot(bob)
    stage.worker.set_slot(eye.handle, camera.handle)

    def flows() -> bool:
        voice.speak(level=10)
        camera.frame(keyframe=True, packets=3)
        return len(ear.packets) > 3 and len(eye.packets) > 9

    stage.until(flows)
    assert stage.peers[bob].refused == 0


def test_datagrams_may_come_in_any_pieces(stage: Stage) -> None:
    transport = stage.join(tcp=True)
    peer = stream(stage, transport)
    check = binding_request(peer.username, peer.pwd)
    framed = struct.pack("!H", len(check)) + check
    for byte in framed:
        peer.send_stream(bytes([byte]))
    stage.until(lambda: len(peer.responses) == 1)
    peer.send_stream(b"\0\0" + framed * 3)
    stage.until(lambda: len(peer.responses) == 4)


def test_nothing_is_answered_before_a_valid_check(stage: Stage) -> None:
    transport = stage.join(tcp=True)
    peer = stream(stage, transport)
    peer.send(binding_request(peer.username, b"y" * 24))
    peer.send(b"\x16\xfe\xfd" + bytes(60))
    peer.send(b"\x80\x6f" + bytes(60))
    stage.check(transport)
    assert peer.raw == peer.responses
    assert len(peer.raw) == 1
    assert stage.told(Dtls) == []


@pytest.mark.parametrize("greeting", [b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", b"\x16\x03\x01\x02\x00\x01", b"\xff\xff"])
def test_who_does_not_speak_the_framing_is_shown_the_door(stage: Stage, greeting: bytes) -> None:
    visitor = stranger(stage)
    visitor.send_stream(greeting)
    stage.until(lambda: visitor.closed)
    assert visitor.raw == []


def test_a_connection_without_a_check_ends_within_seconds(stage: Stage) -> None:
    visitor = stranger(stage)
    stage.until(lambda: visitor.closed, seconds=8)


def test_one_address_may_not_keep_many_connections_waiting(stage: Stage) -> None:
    visitors = [stranger(stage) for _ in range(40)]
    stage.until(lambda: sum(visitor.closed for visitor in visitors) >= 24)
    # A client from there comes in once the others have timed out, and one that is in stays in.
    stage.until(lambda: all(visitor.closed for visitor in visitors), seconds=8)
    stage.check(stage.join(tcp=True))


def test_a_connection_belongs_to_one_transport(stage: Stage) -> None:
    alice, mallory = stage.join(tcp=True), stage.join(tcp=True)
    stage.check(alice)
    hers = stream(stage, mallory)
    stream(stage, alice).send(binding_request(hers.username, hers.pwd))
    stage.until(lambda: stage.worker.stats().dropped["address_taken"] == 1)
    stage.check(mallory)


def test_a_connection_ends_with_its_transport(stage: Stage) -> None:
    transport = stage.connect(tcp=True)
    stage.worker.close_transport(transport)
    stage.until(lambda: stream(stage, transport).closed)


def test_of_two_connections_from_one_port_the_later_one_is_used(stage: Stage) -> None:
    """A client may reach two of our addresses from one of its own; it is one address of its client all the same."""
    alice, bob = stage.connect(), stage.connect(tcp=True)
    voice, ear = stage.microphone(alice), stage.audio_slot(bob)
    peer = stream(stage, bob)
    first = peer.connect_to("127.0.0.2")
    stage.check(bob)
    first.settimeout(5)
    while first.recv(4096):
        pass
    first.close()

    def heard() -> bool:
        voice.speak(level=10)
        return len(ear.packets) > 3

    stage.until(heard)
    stage.worker.close_transport(bob)
    stage.until(lambda: peer.closed)


def test_a_transport_goes_on_over_udp_when_its_connection_breaks(stage: Stage) -> None:
    transport = stage.connect(tcp=True)
    over_tcp = stream(stage, transport)
    name = over_tcp.username.partition(b":")[0]
    over_udp = Peer(port=stage.worker.port, ufrag=name, pwd=over_tcp.pwd)
    stage.peers[-1] = over_udp
    over_udp.check(use_candidate=False)
    stage.until(lambda: bool(over_udp.responses))
    over_tcp.socket.close()
    stage.peers[transport] = over_udp
    stage.until(lambda: stage.told(IceConnected)[-1].port == over_udp.address[1])


def test_who_never_reads_loses_media_and_holds_up_nobody(stage: Stage) -> None:
    alice, bob, sleeper = stage.connect(), stage.connect(), stage.connect(tcp=True)
    camera = stage.camera(alice)
    eyes = [stage.video_slot(bob), stage.video_slot(sleeper)]
    for eye in eyes:
        stage.worker.set_slot(eye.handle, camera.handle)
    stream(stage, sleeper).reading = False
    stream(stage, sleeper).socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    began, frames = time.monotonic(), 0

    def has_lost() -> bool:
        nonlocal frames
        # 3 Mbit/s: what the line of one who tells nothing is believed to carry.
        if (time.monotonic() - began) * 60 >= frames:
            frames += 1
            camera.frame(keyframe=True, packets=6, size=1000)
        return stage.worker.stats().dropped["send_failed"] > 20

    stage.until(has_lost, seconds=30)
    sent = camera.sequence
    stage.until(lambda: any(p.marker for p in eyes[0].packets[-3:]))
    assert stage.peers[bob].refused == 0
    assert len(eyes[0].packets) > 100
    # What it reads in the end is whole datagrams, and what comes then is live.
    stream(stage, sleeper).reading = True

    def awake() -> bool:
        camera.frame(keyframe=True, packets=2)
        return bool(eyes[1].packets) and len(eyes[1].packets) > 50

    stage.until(awake)
    assert stage.peers[sleeper].refused == 0
    assert sent != camera.sequence


def test_a_process_without_descriptors_turns_visitors_away(stage: Stage) -> None:
    """They would be announced again and again otherwise, and the thread would do nothing else."""
    transport = stage.join(tcp=True)
    visitors = [socket.socket() for _ in range(3)]
    taken: list[int] = []
    try:
        while True:
            taken.append(os.dup(0))
    except OSError:
        pass
    try:
        for visitor in visitors:
            visitor.settimeout(5)
            visitor.connect(("127.0.0.1", stage.worker.tcp_port))
            assert visitor.recv(1) == b""
        before = stage.worker.stats().wakeups
        stage.check(transport)
        assert stage.worker.stats().wakeups - before < 1000
    finally:
        for descriptor in taken:
            os.close(descriptor)
        for visitor in visitors:
            visitor.close()
