"""How good sound and pictures are, as one number: the E-model of ITU-T G.107 for sound, its scale for pictures too.

Pure: counters of an interval come in, a rating R of 0 to 100 or a mean opinion score comes out.
"""

from dataclasses import dataclass
from math import log2
from typing import Literal, NamedTuple

Level = Literal["good", "fair", "poor"]


class Codec(NamedTuple):
    """Equipment impairment `ie` and robustness `bpl` against random loss (ITU-T G.113, appendix I)."""

    ie: float
    bpl: float


G711 = Codec(0.0, 4.3)
G711_PLC = Codec(0.0, 25.1)
G729A = Codec(11.0, 19.0)
G723_1 = Codec(15.0, 16.1)
# G.113 rates no Opus. At the 24 kbit/s and more that browsers send, its wide band leaves nothing to impair on the scale
# of narrowband telephony; its concealment is taken to be no better than that of the best codec that is rated.
OPUS = Codec(0.0, 25.1)

# Ro − Is with every parameter at its default (G.107, table 2): 94.77 − 1.41, the room's and the line's noise and the
# loudness of the own voice; with the 0.16 of the default echo path it is the R of 93.2 that the recommendation names.
_CLEAR = 93.36
_DEFAULT_ECHO = 0.16
FRAME_DELAY = 26.5
"""Milliseconds until an Opus packet is made: 20 of sound, 6.5 of look-ahead."""


def delay_impairment(delay: float) -> float:
    """Idd of G.107, equation 7-27; `delay` from mouth to ear in milliseconds, on a line without echo."""
    if delay <= 100:
        return 0.0
    x = log2(delay / 100)
    return float(25 * ((1 + x**6) ** (1 / 6) - 3 * (1 + (x / 3) ** 6) ** (1 / 6) + 2))


def loss_impairment(loss: float, burst: float = 1.0, codec: Codec = OPUS) -> float:
    """Ie,eff of G.107, equation 7-29; `loss` of packets from 0 to 1, `burst` (BurstR) the mean length of a loss over
    that of random loss, at least 1."""
    percent = 100 * loss
    return codec.ie + (95 - codec.ie) * percent / (percent / burst + codec.bpl)


def rating(delay: float, loss: float, burst: float = 1.0, codec: Codec = OPUS) -> float:
    """R of G.107, from 0 to 100."""
    r = _CLEAR - _DEFAULT_ECHO - delay_impairment(delay) - loss_impairment(loss, burst, codec)
    return max(0.0, min(100.0, r))


def opinion(r: float) -> float:
    """The mean opinion score of a rating (G.107, annex B), from 1 to 4.5."""
    if r <= 0:
        return 1.0
    if r >= 100:
        return 4.5
    return max(1.0, 1 + 0.035 * r + r * (r - 60) * (100 - r) * 7e-6)


def burst_ratio(loss: float, run: float) -> float:
    """BurstR of losses that come `run` packets at a time on average: random ones come 1 / (1 − loss) at a time."""
    return max(1.0, run * (1 - loss))


def playout_delay(jitter: float) -> float:
    """Milliseconds that a jitter buffer waits: two frames, or as long as four times the jitter of RFC 3550 where that
    is more; a buffer that tells its own delay is believed instead."""
    return min(max(40.0, 4 * jitter), 400.0)


def picture_rating(*, fps: float, height: int, frozen: float) -> float:
    """Pictures on the scale of R. `frozen`: the part of the time, 0 to 1, that stood still.

    A picture that stands for a fifth of the time is as bad as none; below 15 frames a second each one missing costs 4,
    below 180 lines the size costs up to 20.
    """
    r = 95.0 - 300 * frozen - 4 * max(0.0, 15 - fps)
    if 0 < height < 180:
        r -= 20 * (180 - height) / 180
    return max(0.0, min(100.0, r))


# R of 80 and more satisfies, below 60 nearly all are dissatisfied (G.107, table B.1).
_GOOD, _FAIR = 80.0, 60.0
# To be called better again it must be better by so much.
_MARGIN = 4.0
# Seconds after which a change has come through to 63 %.
_MEMORY = 8.0


@dataclass(slots=True)
class Smoothed:
    """A level that does not flicker: R, averaged exponentially, with a margin on the way up."""

    level: Level = "good"
    r: float | None = None

    def push(self, r: float, seconds: float) -> Level:
        """Take the rating of the last `seconds`. A fall counts in full after a few of them, a single bad one does not
        make a good line poor."""
        weight = seconds / (_MEMORY + seconds)
        self.r = r if self.r is None else self.r + (r - self.r) * weight
        good = _GOOD + (_MARGIN if self.level != "good" else 0)
        fair = _FAIR + (_MARGIN if self.level == "poor" else 0)
        self.level = "good" if self.r >= good else "fair" if self.r >= fair else "poor"
        return self.level
