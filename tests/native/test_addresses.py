"""What an address must have proven before anything is sent to it or taken from it (SE1).

That something is *not* sent is shown by what comes after it: the worker answers datagrams of one socket in order, so a
valid check is sent behind, and its answer has to be the first thing that comes.
"""

import os
from collections.abc import Iterator

import pytest

from sfu_core.records import Dtls, IceConnected, ProducerStarted
from tests.native.peer import Dtls as Handshake
from tests.native.peer import Peer, binding_request, receiver_report
from tests.native.stage import Stage, needs_ipv6

CLIENT_HELLO = Handshake(server=False).step()[0]


@pytest.fixture
def stage() -> Iterator[Stage]:
    with Stage(ipv6=True) as stage:
        yield stage


def stranger(stage: Stage, transport: int) -> Peer:
    """A second socket that knows the names of `transport` and not its password."""
    peer = stage.peers[transport]
    name = peer.username.partition(b":")[0]
    other = Peer(port=stage.worker.port, ufrag=name, pwd=os.urandom(12).hex().encode())
    stage.peers[-1 - len(stage.peers)] = other
    return other


@pytest.mark.parametrize("host", ["127.0.0.1", pytest.param("::1", marks=needs_ipv6)])
def test_a_check_is_answered_with_no_more_bytes_than_it_had(stage: Stage, host: str) -> None:
    transport = stage.join(host=host)
    peer = stage.peers[transport]
    stage.check(transport)
    assert [len(data) for data in peer.raw] <= [len(binding_request(peer.username, peer.pwd))]
    connected = stage.told(IceConnected)[0]
    assert (connected.address, connected.port) == peer.address


def test_an_unproven_address_gets_nothing_for_anything_else(stage: Stage) -> None:
    transport = stage.join()
    peer = stage.peers[transport]
    keys = os.urandom(28), os.urandom(28)
    stage.worker.set_keys(transport, 7, *keys)
    peer.set_keys(7, keys[1], keys[0])
    voice = stage.microphone(transport)
    peer.send(CLIENT_HELLO)
    peer.send(binding_request(peer.username, b"x" * 24))
    peer.send(binding_request(b"nobody:peer", peer.pwd))
    peer.send(binding_request(peer.username, peer.pwd, fingerprint=False))
    voice.speak()
    peer.send_rtcp(receiver_report(1))
    peer.send(b"GET / HTTP/1.1\r\n\r\n")
    peer.send(b"")
    stage.check(transport)
    assert peer.raw[0] == peer.responses[0]
    assert len(peer.responses) == 1
    assert stage.told(Dtls) == []
    assert stage.told(ProducerStarted) == []
    dropped = stage.worker.stats().dropped
    assert (dropped["unknown_address"], dropped["bad_check"], dropped["not_ours"]) == (3, 3, 2)


def test_dtls_is_heard_from_a_proven_address_only(stage: Stage) -> None:
    transport = stage.join()
    other = stranger(stage, transport)
    stage.check(transport)
    other.send(CLIENT_HELLO)
    stage.until(lambda: stage.worker.stats().dropped["unknown_address"] == 1)
    assert stage.told(Dtls) == []
    stage.handshake(transport)
    assert {event.transport for event in stage.told(Dtls)} == {transport}
    assert other.raw == []


def test_media_before_the_handshake_is_dropped(stage: Stage) -> None:
    transport = stage.join()
    peer = stage.peers[transport]
    stage.check(transport)
    voice = stage.microphone(transport)
    peer.set_keys(7, os.urandom(28), os.urandom(28))
    voice.speak()
    peer.send_rtcp(receiver_report(1))
    stage.until(lambda: stage.worker.stats().dropped["no_keys"] == 2)


def test_media_that_was_not_protected_is_dropped(stage: Stage) -> None:
    transport = stage.connect()
    voice = stage.microphone(transport)
    voice.speak()
    stage.until(lambda: ProducerStarted(voice.handle) in stage.events)
    stage.peers[transport].send(voice.packet().encode() + bytes(16))
    stage.until(lambda: stage.worker.stats().dropped["forged"] == 1)


def test_media_that_is_played_back_from_another_address_is_dropped(stage: Stage) -> None:
    transport = stage.connect()
    voice = stage.microphone(transport)
    stranger(stage, transport).send(voice.peer.protect(voice.packet()))
    stage.until(lambda: stage.worker.stats().dropped["unknown_address"] == 1)


def test_a_packet_that_comes_twice_is_taken_once(stage: Stage) -> None:
    transport = stage.connect()
    voice = stage.microphone(transport)
    voice.speak()
    data = voice.peer.protect(voice.packet())
    for _ in range(3):
        voice.peer.send(data)
    stage.until(lambda: stage.worker.stats().dropped["replayed"] == 2)


def test_a_client_that_moves_is_followed(stage: Stage) -> None:
    alice, bob = stage.connect(), stage.connect()
    voice, slot = stage.microphone(alice), stage.audio_slot(bob)

    def heard() -> bool:
        voice.speak()
        return bool(slot.packets)

    stage.until(heard)
    stage.peers[bob].move()
    slot.peer.rtp.clear()
    stage.check(bob)
    stage.until(heard)
    moved = stage.told(IceConnected)[-1]
    assert (moved.transport, moved.port) == (bob, stage.peers[bob].address[1])


def test_an_address_cannot_be_taken_from_a_live_client(stage: Stage) -> None:
    victim = stage.connect()
    attacker = stage.join()
    forged = stage.peers[attacker]
    peer = stage.peers[victim]
    peer.send(binding_request(forged.username, forged.pwd))
    stage.until(lambda: stage.worker.stats().dropped["address_taken"] == 1)
    voice = stage.microphone(victim)
    voice.speak()
    stage.until(lambda: ProducerStarted(voice.handle) in stage.events)


def test_streams_belong_to_the_client_that_sends_them(stage: Stage) -> None:
    """SE12: another's SSRC on one's own connection, without a mid of one's own, reaches nobody."""
    alice, mallory, bob = stage.connect(), stage.connect(), stage.connect()
    voice, slot = stage.microphone(alice), stage.audio_slot(bob)
    intruder = stage.microphone(mallory)
    intruder.ssrc, intruder.mid = voice.ssrc, b"another"
    said = set()

    def heard() -> bool:
        said.add(voice.speak().payload)
        intruder.speak(level=0)
        return len(slot.packets) > 5

    stage.until(heard)
    assert {p.payload for p in slot.packets} <= said
    assert stage.worker.stats().dropped["unknown_ssrc"] > 0


def test_a_handshake_is_not_a_way_to_flood_the_event_loop(stage: Stage) -> None:
    transport = stage.join()
    stage.check(transport)
    for _ in range(300):
        stage.peers[transport].send(b"\x16\xfe\xfd" + bytes(60))
    stage.check(transport)
    assert len(stage.told(Dtls)) <= 150
    assert stage.worker.stats().dropped["dtls_rate"] >= 150
