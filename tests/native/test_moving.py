"""Where a client's streams go when it moves: after it, and to nobody who has not asked for them."""

import os
from collections.abc import Iterator

import pytest

from sfu_core.records import IceConnected, TransportClosed
from tests.native.peer import binding_request, binding_success
from tests.native.stage import Slot, Stage, Voice


@pytest.fixture
def stage() -> Iterator[Stage]:
    with Stage() as stage:
        yield stage


def listening(stage: Stage) -> tuple[int, Voice, Slot]:
    """Somebody whose password the worker knows, after the handshake, and a voice that reaches them."""
    bob = stage.join(known=True)
    stage.handshake(bob)
    voice, ear = stage.microphone(stage.connect()), stage.audio_slot(bob)
    hear(stage, voice, ear)
    return bob, voice, ear


def hear(stage: Stage, voice: Voice, ear: Slot) -> None:
    before = len(ear.packets)

    def heard() -> bool:
        voice.speak(level=10)
        return len(ear.packets) > before

    stage.until(heard)


def address(stage: Stage, transport: int) -> int:
    return [event.port for event in stage.told(IceConnected) if event.transport == transport][-1]


def test_streams_follow_a_client_that_answers_our_check(stage: Stage) -> None:
    bob, voice, ear = listening(stage)
    peer = stage.peers[bob]
    peer.move()
    peer.check()
    stage.until(lambda: address(stage, bob) == peer.address[1])
    assert len(peer.checks) == 1
    hear(stage, voice, ear)


@pytest.mark.parametrize("forged", ["silence", "another password", "another transaction"])
def test_a_forged_check_takes_no_stream_to_who_does_not_answer_ours(stage: Stage, forged: str) -> None:
    bob, voice, ear = listening(stage)
    peer = stage.peers[bob]
    victim = stage.join()
    bystander = stage.peers[victim]
    bystander.answers_checks = False
    bystander.send(binding_request(peer.username, peer.pwd))
    stage.until(lambda: bool(bystander.checks))
    request = bystander.checks[0]
    if forged == "another password":
        bystander.send(binding_success(request, b"z" * 24))
    elif forged == "another transaction":
        bystander.send(binding_success(request[:8] + os.urandom(12) + request[20:], peer.own_pwd))
    hear(stage, voice, ear)
    assert address(stage, bob) == peer.address[1]
    assert all(data[0] < 2 for data in bystander.raw)


def test_our_checks_are_no_more_than_the_clients(stage: Stage) -> None:
    bob, _, _ = listening(stage)
    peer = stage.peers[bob]
    victim = stage.peers[stage.join()]
    victim.answers_checks = False
    for _ in range(50):
        victim.send(binding_request(peer.username, peer.pwd))
    stage.until(lambda: len(victim.responses) == 50)
    assert len(victim.checks) < 5
    assert sum(map(len, victim.raw)) < 1.2 * 50 * len(binding_request(peer.username, peer.pwd))


def test_a_nomination_that_awaits_its_proof_outlives_checks_on_the_old_address(stage: Stage) -> None:
    bob, _, _ = listening(stage)
    peer = stage.peers[bob]
    old, peer.socket = peer.socket, peer._open(peer.socket.family)
    peer.answers_checks = False
    peer.check()
    stage.until(lambda: bool(peer.checks))
    old.sendto(binding_request(peer.username, peer.pwd, use_candidate=False), peer.server)
    peer.answer_check(peer.checks[0])
    stage.until(lambda: address(stage, bob) == peer.address[1])
    old.close()


def test_streams_leave_from_the_address_of_ours_that_the_client_has_nominated(stage: Stage) -> None:
    bob, voice, ear = listening(stage)
    peer = stage.peers[bob]
    assert peer.heard_from == ("127.0.0.1", stage.worker.port)
    answered = len(peer.responses)
    # A check that only keeps the other way open moves nothing.
    peer.socket.sendto(binding_request(peer.username, peer.pwd, use_candidate=False), ("127.0.0.2", stage.worker.port))
    stage.until(lambda: len(peer.responses) > answered)
    hear(stage, voice, ear)
    assert peer.heard_from == ("127.0.0.1", stage.worker.port)
    peer.server = ("127.0.0.2", stage.worker.port)
    peer.check()
    stage.until(lambda: len(peer.responses) > answered + 1)
    hear(stage, voice, ear)
    assert peer.heard_from == peer.server


def test_tcp_needs_no_proof(stage: Stage) -> None:
    bob = stage.join(known=True)
    stage.handshake(bob)
    over_tcp = stage.join(tcp=True)
    peer, stream = stage.peers[bob], stage.peers[over_tcp]
    stream.send(binding_request(peer.username, peer.pwd))
    stage.until(lambda: address(stage, bob) == stream.address[1])
    assert stream.checks == []


def test_a_restart_changes_names_and_nothing_else(stage: Stage) -> None:
    bob, voice, ear = listening(stage)
    peer = stage.peers[bob]
    old = peer.username, peer.pwd
    stage.worker.restart_ice(bob, b"fresh-name", b"f" * 24, b"also", peer.own_pwd)
    # Until the client checks by its new name, what it is sent goes to where it was.
    hear(stage, voice, ear)
    peer.move()
    peer.send(binding_request(*old))
    peer.username, peer.pwd = b"fresh-name:also", b"f" * 24
    peer.check()
    stage.until(lambda: address(stage, bob) == peer.address[1])
    assert stage.worker.stats().dropped["bad_check"] == 1
    hear(stage, voice, ear)
    assert stage.told(TransportClosed) == []
