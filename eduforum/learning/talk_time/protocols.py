"""What tools of learning know of who has spoken how much."""

from collections.abc import Mapping
from typing import Protocol


class TalkTime(Protocol):
    def seconds(self, room_id: str) -> Mapping[str, float]:
        """How long each person has spoken in the session so far, in seconds, on whichever connection. Who is not in it
        has not spoken."""
        ...
