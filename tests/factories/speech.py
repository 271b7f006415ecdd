"""Speech made by espeak-ng in Korean and English, labelled as it is made, over the noises of a room.

A scene is what each of several people sends: their own track, with what is spoken known to the frame.
"""

import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal, NamedTuple, TypeAlias, cast

import av
import numpy as np
import pytest
from numpy.typing import NDArray

Sound: TypeAlias = NDArray[np.float32]

RATE = 48_000
FRAME = 960
"""Samples of a packet: 20 ms."""

STEP_SECONDS = FRAME / RATE

STEP = RATE // 100
"""Samples of what is labelled at once: 10 ms."""

PAUSE = 0.4
"""Seconds of silence that still belong to what somebody says."""

NOMINAL = -26.0
"""dBov of speech into a microphone of ordinary gain (ITU-T P.56)."""

needs_espeak = pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed")

SENTENCES = {
    "ko": (
        "저는 롤스의 정의론에서 무지의 베일이라는 장치가 가장 중요하다고 생각합니다.",
        "그런데 최소 극대화 원칙이 언제나 합리적인 선택인지는 조금 의문이 듭니다.",
        "방금 말씀하신 부분에 동의하지만, 사례를 하나 더 들어 보고 싶습니다.",
        "교수님, 이 그래프에서 세로축이 무엇을 뜻하는지 다시 설명해 주실 수 있나요?",
        "실험 결과를 보면 두 집단의 평균은 비슷하지만 분산이 크게 다릅니다.",
        "네, 그 논문에서는 표본이 너무 작아서 일반화하기 어렵다고 했습니다.",
        "우리 조에서는 먼저 문제를 작은 단계로 나누어 보기로 했습니다.",
        "시간이 조금 부족해서 마지막 질문은 다음 시간에 이어서 하겠습니다.",
    ),
    "en": (
        "I think the second premise is doing all of the work in this argument.",
        "Could you say a little more about why the equilibrium is not stable?",
        "Our group compared three designs, and the simplest one was the fastest.",
        "I would like to come back to the example that was mentioned before the break.",
        "The data from last semester seem to point in the opposite direction.",
        "If nobody knows their own position, they will choose the fairest rule.",
        "That is a good question, and I am not sure that anybody has answered it yet.",
        "Let me share what we wrote on the board, and then you can ask about it.",
    ),
}
ASIDES = {"ko": ("네, 맞아요.", "아니요, 잠깐만요."), "en": ("Yes, exactly.", "Sorry, one moment.")}
VOICES = {
    "ko": ("ko", "ko+f2", "ko+m3", "ko+f4", "ko+m7"),
    "en": ("en-us", "en-gb+f3", "en-gb-scotland+m2", "en-us+f5", "en-gb-x-rp+m4"),
}

Language = Literal["ko", "en"]
Noise = Literal["none", "hum", "fan", "keyboard", "music", "knocks"]


class Interval(NamedTuple):
    """Seconds from the scene's beginning."""

    start: float
    end: float


@dataclass(frozen=True)
class Speaker:
    """Somebody at a microphone. `gain` in dB is that microphone's, noise included. `noise` is there all the time,
    `snr` dB below speech; each of `bursts` comes once, nearly as loud as speech, while its person says nothing."""

    name: str
    language: Language = "en"
    voice: int = 0
    speed: int = 165
    gain: float = 0.0
    noise: Noise = "fan"
    snr: float = 25.0
    bursts: tuple[Noise, ...] = ()


@dataclass
class Track:
    """What one person sends, and when they speak in it."""

    speaker: Speaker
    sound: Sound
    spoken: list[Interval] = field(default_factory=list)

    @property
    def seconds(self) -> float:
        return sum(end - start for start, end in self.spoken)


class Packet(NamedTuple):
    """An Opus packet: its RTP timestamp, its level as RFC 6464 has it (−dBov, 0 to 127), its payload."""

    timestamp: int
    level: int
    payload: bytes


@lru_cache(maxsize=256)
def say(text: str, voice: str, speed: int) -> Sound:
    """The text as spoken, mono at 48 kHz, at the nominal level."""
    made = subprocess.run(
        ["espeak-ng", "--stdout", "-v", voice, "-s", str(speed), text], check=True, capture_output=True
    ).stdout
    # A WAVE file of one chunk; what is written to a pipe does not tell its own length.
    rate = int.from_bytes(made[24:28], "little")
    raw = np.frombuffer(made[44 : len(made) // 2 * 2], dtype="<i2").astype(np.float32) / 32768
    at = np.arange(0, len(raw), rate / RATE)
    sound = np.interp(at, np.arange(len(raw)), raw).astype(np.float32)
    sound = sound[: len(sound) // STEP * STEP]
    voiced = sound[_loud(sound)]
    # Its loud parts are at the level, as active speech is measured.
    return cast(Sound, sound * (10 ** (NOMINAL / 20) / max(1e-6, float(np.sqrt(np.mean(voiced**2))))))


def spoken_in(sound: Sound) -> list[Interval]:
    """When somebody speaks in a clean recording: short pauses belong to it."""
    found: list[Interval] = []
    loud = _loud(sound)[::STEP]
    for index in np.flatnonzero(loud):
        start, end = index / 100, (index + 1) / 100
        if found and start - found[-1].end < PAUSE:
            found[-1] = Interval(found[-1].start, end)
        else:
            found.append(Interval(start, end))
    return found


def _loud(sound: Sound) -> NDArray[np.bool_]:
    """Which samples stand in a hundredth of a second that is not much quieter than the loudest."""
    blocks = np.sqrt(np.mean(sound[: len(sound) // STEP * STEP].reshape(-1, STEP) ** 2, axis=1))
    return np.repeat(blocks > np.percentile(blocks, 95) * 10 ** (-30 / 20), STEP)


def noise(kind: Noise, samples: int, random: np.random.Generator) -> Sound:
    """A noise of RMS 1 while it lasts."""
    at = np.arange(samples) / RATE
    if kind == "none":
        return np.zeros(samples, dtype=np.float32)
    if kind == "hum":
        made = np.add.reduce([np.sin(2 * np.pi * 50 * n * at + n) / n for n in (1, 2, 3, 5, 7)])
    elif kind == "fan":
        made = _coloured(samples, random)
    elif kind == "keyboard":
        made = _clicks(samples, random, rate=6.0, length=0.02)
    elif kind == "knocks":
        made = _clicks(samples, random, rate=0.7, length=0.12)
    else:
        made = _music(samples, random)
    return cast(Sound, (made / max(1e-9, float(np.sqrt(np.mean(made**2))))).astype(np.float32))


def _coloured(samples: int, random: np.random.Generator) -> NDArray[np.float64]:
    """Pink, by the spectrum of white noise; a microphone hears nothing below 80 Hz."""
    spectrum = np.fft.rfft(random.standard_normal(samples))
    pitch = np.arange(len(spectrum)) * RATE / samples
    spectrum *= np.where(pitch < 80, 0.0, 1 / np.sqrt(np.maximum(80.0, pitch)))
    return np.fft.irfft(spectrum, samples)


def _clicks(samples: int, random: np.random.Generator, *, rate: float, length: float) -> NDArray[np.float64]:
    made = np.zeros(samples)
    size = int(length * RATE)
    fade = np.exp(-np.arange(size) / (size / 5))
    at = 0.0
    while (at := at + random.exponential(1 / rate) + length) < samples / RATE - length:
        start = int(at * RATE)
        made[start : start + size] += random.standard_normal(size) * fade * random.uniform(0.4, 1.0)
    return made


def _music(samples: int, random: np.random.Generator) -> NDArray[np.float64]:
    """Chords under a melody, with a beat."""
    made = np.zeros(samples)
    scale = 220.0 * 2 ** (np.array([0, 2, 4, 5, 7, 9, 11, 12]) / 12)
    beat = int(0.25 * RATE)
    for number, start in enumerate(range(0, samples - beat, beat)):
        notes = [(random.choice(scale) * 2, 1.0, beat)]
        if number % 8 == 0:
            root = random.choice(scale[:5])
            notes += [(root * ratio, 0.6, 8 * beat) for ratio in (1.0, 1.25, 1.5)]
        for pitch, weight, length in notes:
            length = min(length, samples - start)
            at = np.arange(length) / RATE
            fade = np.exp(-at * (4.0 if length <= beat else 0.8))
            tone = sum(np.sin(2 * np.pi * pitch * n * at) / n for n in range(1, 7))
            made[start : start + length] += weight * tone * fade
        if number % 2 == 0:
            size = min(int(0.05 * RATE), samples - start)
            made[start : start + size] += random.standard_normal(size) * np.exp(-np.arange(size) / (size / 4)) * 0.8
    return made


def scene(speakers: Sequence[Speaker], seconds: float, seed: int = 1) -> list[Track]:
    """A discussion: turns of one to three sentences, most after a pause and some into another's words, asides, and
    bursts of noise of those who listen."""
    random = np.random.default_rng(seed)
    samples = int(seconds * RATE)
    clean = [np.zeros(samples, dtype=np.float32) for _ in speakers]
    spoken: list[list[Interval]] = [[] for _ in speakers]
    order: list[int] = []
    at = 1.0
    while True:
        if not order:
            order = list(random.permutation(len(speakers)))
        who = order.pop()
        turn = _turn(speakers[who], random)
        if at + len(turn) / RATE > seconds - 1:
            break
        _put(clean[who], spoken[who], turn, at)
        if len(speakers) > 1 and random.random() < 0.3:
            # Somebody says a word into it.
            other = int(random.choice([n for n in range(len(speakers)) if n != who]))
            aside = speakers[other]
            word = say(str(random.choice(ASIDES[aside.language])), _voice(aside), aside.speed)
            into = at + random.uniform(0.3, 0.7) * len(turn) / RATE
            if not any(end > into - 1 for _, end in spoken[other]):
                _put(clean[other], spoken[other], word, into)
        at += len(turn) / RATE + random.choice([-0.8, 0.2, 0.6, 1.5])
    return [
        Track(speaker, _microphone(speaker, clean[n], spoken[n], random), sorted(spoken[n]))
        for n, speaker in enumerate(speakers)
    ]


def listener(speaker: Speaker, seconds: float, seed: int = 1) -> Track:
    """Somebody who says nothing."""
    clean = np.zeros(int(seconds * RATE), dtype=np.float32)
    return Track(speaker, _microphone(speaker, clean, [], np.random.default_rng(seed)))


def _voice(speaker: Speaker) -> str:
    return VOICES[speaker.language][speaker.voice % len(VOICES[speaker.language])]


def _turn(speaker: Speaker, random: np.random.Generator) -> Sound:
    texts = random.choice(SENTENCES[speaker.language], size=int(random.integers(1, 4)), replace=False)
    parts: list[Sound] = []
    for text in texts:
        parts += [
            say(str(text), _voice(speaker), speaker.speed),
            np.zeros(int(random.uniform(0.1, 0.7) * RATE), np.float32),
        ]
    return np.concatenate(parts[:-1])


def _put(clean: Sound, spoken: list[Interval], sound: Sound, at: float) -> None:
    start = int(at * RATE)
    end = min(len(clean), start + len(sound))
    clean[start:end] += sound[: end - start]
    spoken += [Interval(start / RATE + a, start / RATE + b) for a, b in spoken_in(sound[: end - start])]


def _microphone(speaker: Speaker, clean: Sound, spoken: list[Interval], random: np.random.Generator) -> Sound:
    level = 10 ** (NOMINAL / 20)
    made = clean + noise(speaker.noise, len(clean), random) * level * 10 ** (-speaker.snr / 20)
    for kind in speaker.bursts:
        length = int(random.uniform(6, 12) * RATE)
        for _ in range(20):
            start = int(random.integers(0, max(1, len(clean) - length)))
            if not any(a < (start + length) / RATE + 1 and b > start / RATE - 1 for a, b in spoken):
                made[start : start + length] += noise(kind, length, random) * level * 10 ** (-6 / 20)
                break
    return cast(Sound, np.clip(made * 10 ** (speaker.gain / 20), -1, 1).astype(np.float32))


def levels(sound: Sound) -> list[int]:
    """The level of each packet (RFC 6464)."""
    frames = sound[: len(sound) // FRAME * FRAME].reshape(-1, FRAME)
    power = np.mean(frames.astype(np.float64) ** 2, axis=1)
    return [int(level) for level in np.clip(np.round(-10 * np.log10(np.maximum(power, 1e-13))), 0, 127)]


def packets(sound: Sound, *, timestamp: int = 0, bitrate: int = 32_000) -> list[Packet]:
    """The track as a browser sends it: Opus in packets of 20 ms."""
    encoder = av.CodecContext.create("libopus", "w")
    assert isinstance(encoder, av.AudioCodecContext)
    encoder.sample_rate, encoder.layout, encoder.format = RATE, "mono", "s16"
    encoder.bit_rate = bitrate
    encoder.options = {"application": "voip", "frame_duration": "20"}
    made: list[Packet] = []
    told = levels(sound)
    whole = (sound[: len(told) * FRAME] * 32767).astype(np.int16)
    for number, level in enumerate(told):
        frame = av.AudioFrame.from_ndarray(whole[None, number * FRAME : (number + 1) * FRAME], "s16", "mono")
        frame.sample_rate, frame.pts = RATE, number * FRAME
        for packet in encoder.encode(frame):
            made.append(Packet((timestamp + len(made) * FRAME) & 0xFFFFFFFF, level, bytes(packet)))
    return made
