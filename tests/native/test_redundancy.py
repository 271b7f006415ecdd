"""RED (RFC 2198) from one client to others: whole to those that take it, the frame itself to those that do not."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from sfu_core.records import Codec, SlotCodec
from tests.native.peer import opus
from tests.native.stage import OPUS, Slot, Stage, Voice, opus_producer, opus_slot

RED = 63


@pytest.fixture
def stage() -> Iterator[Stage]:
    with Stage() as stage:
        yield stage


def redundant(frame: bytes, before: bytes) -> bytes:
    """A frame with the one 20 ms before it."""
    return bytes([0x80 | OPUS]) + (960 << 10 | len(before)).to_bytes(3, "big") + bytes([OPUS]) + before + frame


def microphone(stage: Stage, transport: int) -> Voice:
    """One whose client may send RED."""
    spec = replace(opus_producer(77, 0x1234), red_payload_type=RED)
    return Voice(stage.peers[transport], stage.worker.create_producer(transport, spec), 0x1234, 77)


def slot(stage: Stage, transport: int, codec: SlotCodec) -> Slot:
    spec = replace(opus_slot(0x5678), codecs=(codec,))
    return Slot(stage.peers[transport], stage.worker.create_slot(transport, spec), 0x5678, 0)


def speak(stage: Stage, voice: Voice, *slots: Slot) -> tuple[bytes, bytes]:
    """Send RED until all slots have some; the frame that was sent last, and its RED."""

    def heard() -> bool:
        frame = opus()
        sent.append((frame, redundant(frame, opus(20))))
        voice.peer.send_rtp(replace(voice.packet(), payload_type=RED, payload=sent[-1][1]))
        return all(slot.packets for slot in slots)

    sent: list[tuple[bytes, bytes]] = []
    stage.until(heard)
    stage.until(lambda: all(slot.packets[-1].payload in sent[-1] for slot in slots))
    return sent[-1]


def test_each_client_gets_as_much_of_it_as_it_takes(stage: Stage) -> None:
    alice, bob, cyn = stage.connect(), stage.connect(), stage.connect()
    voice = microphone(stage, alice)
    taking = slot(stage, bob, SlotCodec(Codec.OPUS, OPUS, red_payload_type=RED))
    plain = slot(stage, cyn, SlotCodec(Codec.OPUS, OPUS))
    frame, whole = speak(stage, voice, taking, plain)
    assert (taking.packets[-1].payload_type, taking.packets[-1].payload) == (RED, whole)
    assert (plain.packets[-1].payload_type, plain.packets[-1].payload) == (OPUS, frame)


def test_blocks_that_name_another_payload_type_are_left_out(stage: Stage) -> None:
    alice, bob = stage.connect(), stage.connect()
    voice = microphone(stage, alice)
    other = slot(stage, bob, SlotCodec(Codec.OPUS, 109, red_payload_type=RED))
    frame, _ = speak(stage, voice, other)
    assert (other.packets[-1].payload_type, other.packets[-1].payload) == (109, frame)


def test_a_sender_may_go_between_the_two(stage: Stage) -> None:
    alice, bob = stage.connect(), stage.connect()
    voice = microphone(stage, alice)
    taking = slot(stage, bob, SlotCodec(Codec.OPUS, OPUS, red_payload_type=RED))
    speak(stage, voice, taking)
    sent = voice.speak()
    stage.until(lambda: taking.packets[-1].payload == sent.payload)
    assert taking.packets[-1].payload_type == OPUS


@pytest.mark.parametrize("payload", [b"", b"\xef", b"\xef\x0f\x00\x60\x6f", b"\xef" * 40])
def test_broken_redundancy_is_dropped(stage: Stage, payload: bytes) -> None:
    alice, bob = stage.connect(), stage.connect()
    voice = microphone(stage, alice)
    taking = slot(stage, bob, SlotCodec(Codec.OPUS, OPUS, red_payload_type=RED))
    speak(stage, voice, taking)
    before = len(taking.packets)
    voice.peer.send_rtp(replace(voice.packet(), payload_type=RED, payload=payload))
    sent = voice.speak()
    stage.until(lambda: taking.packets[-1].payload == sent.payload)
    assert len(taking.packets) == before + 1
