"""Talk time against speech that the suite makes and labels: both languages, every noise, gains of −20 to +10 dB."""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from eduforum.analytics.talk.ears import Ears
from eduforum.media.schemas import Sound
from tests.factories.speech import Speaker, Track, levels, listener, needs_espeak, packets, scene

SECONDS = 240.0
STEP = 0.02
HEARD_EVERY = 0.1

CLASS = (
    Speaker("quiet microphone", "ko", 0, gain=-20, noise="fan"),
    Speaker("music between words", "en", 1, gain=0, bursts=("music", "keyboard", "knocks")),
    Speaker("loud microphone", "ko", 1, gain=10, noise="hum", bursts=("keyboard",)),
    Speaker("fast", "en", 2, speed=210, gain=-10, noise="fan", snr=20, bursts=("music",)),
    Speaker("no noise", "ko", 3, gain=-15, noise="none"),
    Speaker("knocks", "en", 3, gain=5, snr=15, bursts=("knocks",)),
    Speaker("slow", "ko", 2, speed=130, gain=-18, snr=18, bursts=("keyboard",)),
    Speaker("keyboard all the time", "en", 4, gain=0, noise="keyboard", snr=15),
    Speaker("music all the time", "en", 0, gain=-5, noise="music", snr=18),
)


class Heard(NamedTuple):
    """What was made of a track."""

    track: Track
    seconds: float
    missed: float
    """Share of what was spoken that was not heard."""


def sent(track: Track, name: str) -> list[Sound]:
    return [
        Sound("room", name, (name, 1), number * STEP, packet.timestamp, packet.level, packet.payload)
        for number, packet in enumerate(packets(track.sound))
    ]


def listen(tracks: Sequence[Track]) -> list[Heard]:
    """What the process hears of a room in which all of these send."""
    people = {track.speaker.name: sent(track, track.speaker.name) for track in tracks}
    ears = Ears()
    hundredths = {name: np.zeros(len(sounds) * 2 + 200, dtype=bool) for name, sounds in people.items()}
    every = round(HEARD_EVERY / STEP)
    whole = max(len(sounds) for sounds in people.values())
    for first in range(0, whole + 200, every):
        batch = [sound for sounds in people.values() for sound in sounds[first : first + every]]
        for _, name, start, end in ears.hear(batch, (first + every) * STEP):
            hundredths[name][round(start * 100) : round(end * 100)] = True
    return [_compare(track, hundredths[track.speaker.name]) for track in tracks]


def _compare(track: Track, heard: NDArray[np.bool_]) -> Heard:
    spoken = np.zeros_like(heard)
    for start, end in track.spoken:
        spoken[round(start * 100) : round(end * 100)] = True
    missed = float((spoken & ~heard).sum() / max(1, spoken.sum()))
    return Heard(track, float(heard.sum() / 100), missed)


@lru_cache
def classroom() -> list[Heard]:
    return listen(scene(CLASS, SECONDS, seed=1))


@needs_espeak
def test_talk_time_is_off_by_less_than_a_twentieth_for_everyone() -> None:
    errors = {
        heard.track.speaker.name: heard.seconds / sum(end - start for start, end in union(heard.track)) - 1
        for heard in classroom()
    }

    assert {name: error for name, error in errors.items() if abs(error) >= 0.05} == {}


@needs_espeak
def test_the_quietest_third_are_not_missed_more_than_the_loudest() -> None:
    by_gain = sorted(classroom(), key=lambda heard: heard.track.speaker.gain)
    third = len(by_gain) // 3
    quiet = np.mean([heard.missed for heard in by_gain[:third]])
    loud = np.mean([heard.missed for heard in by_gain[-third:]])

    assert quiet <= 1.5 * loud


@needs_espeak
def test_who_only_makes_noise_has_not_spoken() -> None:
    noisy = listener(Speaker("listener", noise="fan", snr=15, bursts=("music", "keyboard", "knocks")), 60.0)

    assert listen([noisy])[0].seconds < 0.3


@needs_espeak
def test_levels_that_lie_earn_nothing() -> None:
    liar = listener(Speaker("liar", noise="fan", snr=0), 20.0)
    sounds = [sound._replace(level=0 if number % 7 else 80) for number, sound in enumerate(sent(liar, "liar"))]
    ears = Ears()

    assert [said for n in range(0, len(sounds), 5) for said in ears.hear(sounds[n : n + 5], (n + 5) * STEP)] == []


@needs_espeak
def test_a_microphone_that_tells_no_levels_is_heard_too() -> None:
    track = scene([Speaker("program", "ko", gain=-12)], 30.0, seed=5)[0]
    sounds = [sound._replace(level=None) for sound in sent(track, "program")]
    ears = Ears()
    ends = [
        (start, end)
        for n in range(0, len(sounds) + 100, 5)
        for _, _, start, end in ears.hear(sounds[n : n + 5], (n + 5) * STEP)
    ]
    heard = sum(dict(ends).values()) - sum(dict(ends))

    assert abs(heard / track.seconds - 1) < 0.05


def union(track: Track) -> list[tuple[float, float]]:
    """When a person speaks, each moment once: an aside may fall into their own turn."""
    found: list[tuple[float, float]] = []
    for start, end in track.spoken:
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], end)
        else:
            found.append((start, end))
    return found


def test_levels_are_those_of_the_sound() -> None:
    quiet = np.full(960 * 2, 0.1, dtype=np.float32)

    assert levels(quiet) == [20, 20]


@needs_espeak
def test_more_sound_than_time_earns_no_more() -> None:
    track = scene([Speaker("flood", "en")], 20.0, seed=2)[0]
    honest = sent(track, "flood")
    flood = [sound._replace(timestamp=sound.timestamp // 8, at=sound.at / 8) for sound in honest]
    ears = Ears()
    heard = sum(
        end - start
        for n in range(0, len(flood), 40)
        for _, _, start, end in ears.hear(flood[n : n + 40], (n + 40) * STEP / 8)
    )

    assert heard <= 20.0 / 8
