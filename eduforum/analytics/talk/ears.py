"""What listens to all microphones of the process. CPU-bound: its methods are called off the event loop, by one thread
at a time."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

from eduforum.analytics.talk.microphone import Microphone
from eduforum.analytics.talk.schemas import Said
from eduforum.analytics.talk.sound import Judges
from eduforum.media.schemas import Sound

Stream: TypeAlias = tuple[str, int]

IDLE = 300.0
"""For how long a microphone's quiet is remembered from which nothing comes, in seconds."""


@dataclass(slots=True)
class _Ear:
    room_id: str
    participant_id: str
    microphone: Microphone
    heard_at: float
    told: float = 0.0


class Ears:
    def __init__(self, judges: Judges | None = None) -> None:
        self._judges = judges or Judges()
        self._ears: dict[Stream, _Ear] = {}
        self._busy: set[Stream] = set()

    def hear(self, sounds: Iterable[Sound], now: float) -> list[Said]:
        """Takes what has come since the last call; who has spoken since then."""
        for sound in sounds:
            ear = self._ears.get(sound.stream)
            if ear is None:
                ear = _Ear(sound.room_id, sound.participant_id, Microphone(self._judges), now)
                self._ears[sound.stream] = ear
            ear.heard_at = now
            ear.microphone.push(sound)
            self._busy.add(sound.stream)
        said = [each for stream in sorted(self._busy) for each in self._settle(stream, now)]
        self._forget(now)
        return said

    @property
    def busy(self) -> bool:
        """Whether there is something to say yet, though nothing may come any more."""
        return bool(self._busy)

    def _settle(self, stream: Stream, now: float) -> list[Said]:
        ear = self._ears[stream]
        said: list[Said] = []
        for start, end in ear.microphone.hear(now):
            if end > ear.told:
                said.append(Said(ear.room_id, ear.participant_id, max(start, ear.told), end))
                ear.told = end
        if ear.microphone.idle(now):
            self._busy.discard(stream)
        return said

    def _forget(self, now: float) -> None:
        for stream in [stream for stream, ear in self._ears.items() if now - ear.heard_at > IDLE]:
            del self._ears[stream]
            self._busy.discard(stream)
