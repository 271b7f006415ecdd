"""Talk time: what listening to a room of 50 costs while three speak, and how near it comes to what was said.

Speech is made and labelled by the suite (espeak-ng). Everybody's microphone is open: 47 people send the noise of their
rooms. Told are the processor time of estimating, as a share of one core, and the error for each who speaks:
`python -m benchmarks.bench_talk`.
"""

from __future__ import annotations

import argparse
import time

import numpy as np

from eduforum.analytics.talk.ears import Ears
from eduforum.media.schemas import Sound
from tests.factories.speech import FRAME, RATE, Noise, Speaker, Track, listener, packets, scene

PEOPLE = 50
SECONDS = 60.0
EVERY = 5
"""Packets of each microphone that are heard at once: 100 ms."""


def speakers() -> list[Speaker]:
    """Three discussions of three people each, so that three speak at any time."""
    noises: list[Noise] = ["fan", "hum", "keyboard"]
    return [
        Speaker(f"speaker {n}", "ko" if n % 2 else "en", n % 5, gain=(-15.0, 0.0, 8.0)[n % 3], noise=noises[n // 3])
        for n in range(9)
    ]


def sent(track: Track, name: str) -> list[Sound]:
    step = FRAME / RATE
    return [
        Sound("room", name, (name, 1), number * step, packet.timestamp, packet.level, packet.payload)
        for number, packet in enumerate(packets(track.sound))
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--seconds", type=float, default=SECONDS)
    options = parser.parse_args()
    talkers = speakers()
    tracks = [track for n in range(0, 9, 3) for track in scene(talkers[n : n + 3], options.seconds, seed=n + 1)]
    quiet = [
        listener(Speaker(f"listener {n}", noise="fan", snr=18.0 + n % 12, gain=-20.0 + n % 30), options.seconds, seed=n)
        for n in range(options.people - len(tracks))
    ]
    people = {track.speaker.name: sent(track, track.speaker.name) for track in (*tracks, *quiet)}
    ears = Ears()
    spoken: dict[tuple[str, float], float] = {}
    longest = 0.0
    began = time.process_time()
    for first in range(0, round(options.seconds * RATE / FRAME), EVERY):
        batch = [sound for sounds in people.values() for sound in sounds[first : first + EVERY]]
        turn = time.process_time()
        for _, name, start, end in ears.hear(batch, (first + EVERY) * FRAME / RATE):
            spoken[name, start] = end - start
        longest = max(longest, time.process_time() - turn)
    used = time.process_time() - began
    said = sum(track.seconds for track in tracks)
    errors = [
        sum(seconds for (name, _), seconds in spoken.items() if name == track.speaker.name) / track.seconds - 1
        for track in tracks
        if track.seconds > 0
    ]
    print(f"{options.people} people, {said / options.seconds:.1f} speak at once on average, {options.seconds:.0f} s")
    print(f"processor time {used / options.seconds:.2%} of a core, longest turn {longest * 1000:.1f} ms")
    for track, error in zip([t for t in tracks if t.seconds > 0], errors, strict=True):
        print(f"  {track.speaker.name}: {track.seconds:.1f} s, {error:+.1%}")
    print(f"error by speaker: mean {np.mean(np.abs(errors)):.1%}, largest {np.max(np.abs(errors)):.1%}")


if __name__ == "__main__":
    main()
