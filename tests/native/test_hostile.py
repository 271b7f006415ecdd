"""A signed-in client that sends whatever it likes: dropped, counted, and without a trace on the others."""

import random
import struct
from collections.abc import Iterator

import pytest

from sfu_core.records import SlotChanged
from tests.native.peer import Peer, Rtcp, Rtp, binding_request, nack, opus, pli, receiver_report, sender_report, vp8
from tests.native.stage import MID_EXT, OPUS, RTX, VP8, Stage

SEED = 20260301
ROUNDS = 1500


@pytest.fixture
def stage() -> Iterator[Stage]:
    with Stage() as stage:
        yield stage


def mutated(data: bytes, chance: random.Random, *, first: int = 0) -> bytes:
    """`data` with a few bytes changed from `first` on, cut short or grown."""
    changed = bytearray(data)
    for _ in range(chance.randrange(6)):
        if len(changed) > first:
            changed[chance.randrange(first, len(changed))] = chance.randrange(256)
    cut = chance.randrange(first, len(changed) + 1) if chance.random() < 0.3 else len(changed)
    return bytes(changed[:cut]) + (chance.randbytes(chance.randrange(40)) if chance.random() < 0.2 else b"")


def rtp(chance: random.Random, ssrcs: list[int]) -> bytes:
    """A packet that SRTP protects: the header's fixed part holds, what follows may not."""
    payload = chance.choice([opus(20), vp8(chance.randrange(32768), keyframe=chance.random() < 0.3, size=30)])
    packet = Rtp(
        chance.choice([OPUS, VP8, RTX, 0]),
        chance.randrange(65536),
        chance.randrange(2**32),
        chance.choice(ssrcs),
        mutated(payload, chance),
        marker=chance.random() < 0.5,
        extensions={MID_EXT: chance.choice([b"0", b"1", b"zz"])} if chance.random() < 0.5 else {},
        padding=chance.choice([0, 0, 1, 7, 255]),
    )
    data = bytearray(packet.encode())
    if packet.padding:
        data[-1] = chance.randrange(256)
    return bytes(data)


def rtcp(chance: random.Random, ssrcs: list[int]) -> bytes:
    ssrc = chance.choice(ssrcs)
    made = chance.choice(
        [
            receiver_report(1),
            sender_report(ssrc, chance.randrange(2**64), chance.randrange(2**32)),
            nack(1, ssrc, [chance.randrange(65536) for _ in range(chance.randrange(60))]),
            pli(1, ssrc),
            Rtcp(206, 4, struct.pack("!IIII", 1, 0, ssrc, 0)).encode(),
            Rtcp(203, 31, struct.pack("!I", ssrc)).encode(),
            Rtcp(206, 15, struct.pack("!II", 1, 0) + b"REMB" + bytes(8)).encode(),
        ]
    )
    return receiver_report(1) + mutated(made, chance)


def attack(peer: Peer, chance: random.Random, ssrcs: list[int]) -> None:
    kind = chance.randrange(5)
    if kind == 0:
        peer.send(chance.randbytes(chance.randrange(1, 200)))
    elif kind == 1:
        peer.send(mutated(binding_request(peer.username, peer.pwd), chance))
    elif kind == 2:
        peer.send_rtcp(rtcp(chance, ssrcs))
    else:
        peer.send_protected(rtp(chance, ssrcs))


def test_garbage_of_every_kind_leaves_the_others_as_they_were(stage: Stage) -> None:
    chance = random.Random(SEED)
    alice, bob, mallory = stage.connect(), stage.connect(), stage.connect()
    voice, camera = stage.microphone(alice), stage.camera(alice)
    ear, eye = stage.audio_slot(bob), stage.video_slot(bob)
    hers = [stage.microphone(mallory).ssrc, stage.camera(mallory).ssrc]
    slots = [stage.audio_slot(mallory), stage.video_slot(mallory), stage.video_slot(mallory, rtx=False)]
    for slot in slots[1:]:
        stage.worker.set_slot(slot.handle, camera.handle)
    stage.worker.set_slot(eye.handle, camera.handle)
    ssrcs = [voice.ssrc, camera.ssrc, ear.ssrc, eye.ssrc, *hers, *(s.ssrc for s in slots), 1, 2]
    for turn in range(ROUNDS):
        attack(stage.peers[mallory], chance, ssrcs)
        if turn % 50 == 0:
            camera.frame(keyframe=True)
            voice.speak(level=10)
            stage.step()

    def flows() -> bool:
        camera.frame(keyframe=True)
        voice.speak(level=10)
        return SlotChanged(eye.handle, camera.handle) in stage.events and len(eye.packets) > 3 and bool(ear.packets)

    stage.until(flows)
    assert {p.csrc for p in eye.packets} == {(camera.csrc,)}
    numbers = [p.sequence for p in eye.packets]
    assert numbers == sorted(numbers)
    assert sum(stage.worker.stats().dropped.values()) > ROUNDS / 4
