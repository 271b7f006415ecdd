"""How loud a microphone is by the levels that come with its packets, and which of them are worth a look.

Levels are dBov: 0 is the loudest, −127 silence (RFC 6464). Microphones differ by thirty decibels, so that only what a
microphone's own quiet is known against says whether somebody may be speaking into it.
"""

from collections import deque
from collections.abc import Sequence
from typing import TypeAlias, cast

import numpy as np
from numpy.typing import NDArray

Samples: TypeAlias = NDArray[np.float32]

RATE = 16_000
"""Of the samples that are judged."""

BLOCK = 320
"""Samples whose level is taken at once: 20 ms."""

ABOVE_FLOOR = 6.0
"""By how much speech stands out of a microphone's quiet at least, in dB."""

QUIETEST = -85.0
"""What is quieter is no voice, whatever the microphone."""

NOMINAL = -26.0
"""Speech into a microphone of ordinary gain (ITU-T P.56)."""

_PACKET = 0.02
_BLOCK = 50
_BLOCKS = 6
_SHARE = 5
_FALL = 1.0
_SPEECH_ABOVE = 20.0


class Floor:
    """The level of a microphone's quiet: that which one packet in five is quieter than, of the quietest second among
    the last six. Whoever speaks makes pauses; a noise that begins becomes the quiet within that time."""

    def __init__(self) -> None:
        self._block: list[float] = []
        self._quiets: deque[float] = deque(maxlen=_BLOCKS)
        self.level: float | None = None
        """None while it is not known yet."""

    def push(self, level: float) -> None:
        """Takes the level of the next packet."""
        self._block.append(level)
        if len(self._block) == _BLOCK:
            self._quiets.append(sorted(self._block)[_BLOCK // _SHARE])
            self._block.clear()
            self.level = max(QUIETEST, min(self._quiets))

    def skip(self, seconds: float) -> None:
        """Between the last packet and the next lie so many seconds: of silence nothing is sent, or passed on."""
        for _ in range(min(_BLOCK, round(seconds / _PACKET) - 1)):
            self.push(QUIETEST)

    def stands_out(self, level: float) -> bool:
        """Whether a packet of this level may have a voice in it; none has while the quiet is not known."""
        return self.level is not None and level >= self.level + ABOVE_FLOOR


class Gain:
    """What brings a microphone's speech to the nominal level: it follows the loudest of late, at once upwards and by
    1 dB a second downwards. It goes by the sound itself, whatever its sender says of it."""

    def __init__(self) -> None:
        self._loudest: float | None = None

    def follow(self, levels: Sequence[float]) -> None:
        """Takes the levels of what is heard next."""
        for level in levels:
            fallen = level if self._loudest is None else self._loudest - _FALL * BLOCK / RATE
            self._loudest = max(level, fallen)

    def factor(self, floor: float | None) -> float:
        """To multiply samples by, with the level of the microphone's quiet: that is not made loud while nobody
        speaks. The loudest of speech stands about 6 dB above its level."""
        if floor is None or self._loudest is None:
            return 1.0
        loudest = max(floor + _SPEECH_ABOVE, self._loudest)
        return float(10 ** ((NOMINAL + 6.0 - loudest) / 20))


def levels(sound: Samples) -> list[float]:
    """The level of each 20 ms."""
    blocks = sound[: len(sound) // BLOCK * BLOCK].reshape(-1, BLOCK)
    power = np.einsum("ij,ij->i", blocks, blocks) / BLOCK
    return cast(list[float], (10 * np.log10(np.maximum(power, 1e-9))).tolist())
