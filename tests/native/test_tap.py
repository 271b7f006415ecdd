"""What microphones send, copied for whoever listens in the process."""

import time
from collections.abc import Callable

from sfu_core.records import Sound
from tests.native.stage import Stage, Voice

RING = 1 << 20


def heard(stage: Stage, voice: Voice, packets: int) -> list[Sound]:
    """What is given of a microphone, once so many packets have come."""
    sounds: list[Sound] = []

    def enough() -> bool:
        sounds.extend(sound for sound in stage.worker.sounds() if sound.producer == voice.handle)
        return len(sounds) >= packets

    stage.until(enough)
    return sounds


def speak_until(stage: Stage, voice: Voice, condition: Callable[[], bool]) -> None:
    def said() -> bool:
        voice.speak()
        return condition()

    stage.until(said, seconds=60.0)


def test_a_packet_is_given_with_its_level_its_times_and_its_opus() -> None:
    with Stage() as stage:
        voice = stage.microphone(stage.connect(), tap=True)
        before = time.monotonic_ns()
        sent = [voice.speak(level) for level in (30, 0)]
        sounds = heard(stage, voice, 2)

        assert [(s.timestamp, s.level, s.payload) for s in sounds] == [
            (packet.timestamp, level, packet.payload) for packet, level in zip(sent, (30, 0), strict=True)
        ]
        assert all(before <= sound.at_ns <= time.monotonic_ns() for sound in sounds)


def test_a_microphone_that_others_hear_is_listened_to_as_well() -> None:
    with Stage() as stage:
        voice = stage.microphone(stage.connect(), tap=True)
        slot = stage.audio_slot(stage.connect())
        speak_until(stage, voice, lambda: len(slot.packets) >= 5)
        played = {packet.payload for packet in slot.packets}

        assert played <= {sound.payload for sound in heard(stage, voice, 5)}


def test_what_is_quieter_than_any_voice_is_left_out() -> None:
    with Stage() as stage:
        voice = stage.microphone(stage.connect(), tap=True)
        for level in (127, 86, 85):
            voice.speak(level)

        assert [sound.level for sound in heard(stage, voice, 1)] == [85]


def test_of_a_muted_microphone_nothing_is_given_whatever_its_client_sends() -> None:
    with Stage() as stage:
        voice = stage.microphone(stage.connect(), tap=True)
        stage.worker.pause_producer(voice.handle, True)
        speak_until(stage, voice, lambda: stage.worker.stats().dropped["paused"] > 0)
        stage.worker.sounds()
        for _ in range(3):
            voice.speak(level=7)
        other = stage.microphone(stage.connect(), tap=True)
        other.speak()
        stage.until(lambda: stage.worker.stats().dropped["paused"] >= 4)

        assert {sound.producer for sound in heard(stage, other, 1)} == {other.handle}
        assert [sound for sound in stage.worker.sounds() if sound.producer == voice.handle] == []


def test_to_a_microphone_without_a_tap_nobody_listens() -> None:
    with Stage() as stage:
        sender = stage.connect()
        voice, slot = stage.microphone(sender), stage.audio_slot(stage.connect())
        speak_until(stage, voice, lambda: len(slot.packets) > 0)

        assert stage.worker.sounds() == []


def test_where_nobody_fetches_sounds_are_lost_and_forwarding_goes_on() -> None:
    with Stage() as stage:
        voice = stage.microphone(stage.connect(), tap=True)
        slot = stage.audio_slot(stage.connect())
        speak_until(stage, voice, lambda: stage.worker.stats().sounds_dropped > 0)
        received = len(slot.packets)
        speak_until(stage, voice, lambda: len(slot.packets) >= received + 10)
        kept = stage.worker.sounds()
        voice.speak(level=7)

        assert sum(len(sound.payload) for sound in kept) < RING
        assert heard(stage, voice, 1)[-1].level == 7
