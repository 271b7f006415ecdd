"""What tools of learning know of who has spoken how much."""

from collections.abc import Collection, Mapping
from typing import Protocol


class TalkTime(Protocol):
    def seconds(self, room_id: str) -> Mapping[str, float]:
        """How long each person has spoken in the session so far, in seconds, on whichever connection. Who is not in it
        has not spoken."""
        ...


class Occasions(Protocol):
    def debating(self, room_id: str) -> Collection[str]:
        """Who speaks by the rules of a debate just now: what they say is no share of theirs in the talk."""
        ...
