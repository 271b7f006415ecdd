"""One microphone: from its packets to when somebody spoke into it.

A packet is looked at where its level stands out of the microphone's quiet, which is known after a second. It is decoded
then, with the packets before it, and judged. Levels are the sender's claims: they save work and earn nothing.
"""

from collections import deque
from typing import NamedTuple

import numpy as np

from eduforum.analytics.talk.loudness import RATE, Floor, Gain, Samples, levels
from eduforum.analytics.talk.sound import WINDOW, Judge, Judges, OpusDecoder
from eduforum.media.schemas import Sound

PAUSE = 0.4
"""Seconds of silence within what somebody says that still belong to it."""

SHORTEST = 0.2
"""What is shorter is a cough or a click."""

LIKELY = 0.5
"""From which probability of a voice on a window is speech."""

_CLOCK = 48_000
_LOOK_BACK = 3
# 2.5 ms, the shortest that Opus has, but for rounding.
_LEAST = 0.0024
_HANG = 0.3
_REST = 2.0
_STRAYED = 1.5
_JOINT = 0.03


class Spoken(NamedTuple):
    """From when to when somebody spoke, in seconds of the monotonic clock."""

    start: float
    end: float


class Microphone:
    def __init__(self, judges: Judges) -> None:
        self._judge = Judge(judges)
        self._decoder: OpusDecoder | None = None
        self._floor = Floor()
        self._gain = Gain()
        self._before: deque[tuple[float, bytes]] = deque()
        self._open_until = 0.0
        self._base: tuple[int, float] | None = None
        self._last = -1.0
        self._tells = True
        self._samples: list[Samples] = []
        self._rest: Samples = np.zeros(0, np.float32)
        self._rest_at = 0.0
        self._start: float | None = None
        self._end = 0.0
        self._done: list[Spoken] = []

    def push(self, packet: Sound) -> None:
        """Takes the next packet; one that is late is passed over."""
        at = self._time(packet)
        if at - self._last < _LEAST:
            return
        if self._last >= 0:
            self._floor.skip(at - self._last)
        self._last = at
        self._tells = packet.level is not None
        if packet.level is None:
            self._open_until = at + _HANG
        else:
            self._floor.push(-float(packet.level))
            if self._floor.stands_out(-float(packet.level)):
                self._open_until = at + _HANG
            if at >= self._open_until:
                self._before.append((at, packet.payload))
                while self._floor.level is not None and len(self._before) > _LOOK_BACK:
                    self._before.popleft()
                return
        while self._before:
            self._decode(*self._before.popleft())
        self._decode(at, packet.payload)

    def hear(self, now: float) -> list[Spoken]:
        """What was spoken in the packets so far and is over by `now`, and what goes on, which is told again later with
        another end."""
        self._settle()
        if self._start is not None and max(now - 2 * PAUSE, self._rest_at) - self._end > PAUSE:
            self._finish()
        if now - self._rest_at > _REST:
            self._judge.rest()
        done, self._done = self._done, []
        if self._start is not None and self._end - self._start >= SHORTEST:
            done.append(Spoken(self._start, self._end))
        return done

    def idle(self, now: float) -> bool:
        """Whether nothing more is to be heard of it until another packet comes."""
        return not self._judge.waiting and self._start is None and now >= self._open_until

    def _time(self, packet: Sound) -> float:
        """When the packet's sound was made, by its timestamp: arrivals come in bursts."""
        if self._base is not None:
            ahead = (packet.timestamp - self._base[0] + 0x80000000) % 0x100000000 - 0x80000000
            at = self._base[1] + ahead / _CLOCK
            if abs(packet.at - at) < _STRAYED:
                # Neither number grows without bounds.
                if ahead > _CLOCK * 60:
                    self._base = packet.timestamp, at
                return at
        self._base = packet.timestamp, packet.at
        return packet.at

    def _decode(self, at: float, payload: bytes) -> None:
        expected = self._rest_at + (len(self._rest) + sum(map(len, self._samples))) / RATE
        if at < expected - _JOINT:
            # More sound than time is no speech.
            return
        if self._decoder is None:
            self._decoder = OpusDecoder()
        samples = self._decoder.decode(payload)
        if samples is None:
            return
        if at > expected + _JOINT:
            self._settle()
            self._rest = np.zeros(0, np.float32)
            self._rest_at = at
        self._samples.append(samples)

    def _settle(self) -> None:
        """Judges what has been decoded, as far as it fills windows."""
        if not self._samples:
            return
        sound = np.concatenate([self._rest, *self._samples])
        self._samples.clear()
        heard = levels(sound[len(self._rest) :])
        self._gain.follow(heard)
        if not self._tells:
            for level in heard:
                self._floor.push(level)
        whole = len(sound) // WINDOW * WINDOW
        loud = np.clip(sound[:whole] * np.float32(self._gain.factor(self._floor.level)), -1.0, 1.0)
        for first in range(0, whole, WINDOW):
            likely = self._judge.probability(loud[first : first + WINDOW])
            self._note(self._rest_at, self._rest_at + WINDOW / RATE, likely)
            self._rest_at += WINDOW / RATE
        self._rest = sound[whole:]

    def _note(self, start: float, end: float, likely: float) -> None:
        if self._start is not None and start - self._end > PAUSE:
            self._finish()
        if likely >= LIKELY:
            if self._start is None:
                self._start = start - self._judge.lead * WINDOW / RATE
                self._judge.lead = 0
            self._end = end

    def _finish(self) -> None:
        if self._start is not None and self._end - self._start >= SHORTEST:
            self._done.append(Spoken(self._start, self._end))
        self._start = None
