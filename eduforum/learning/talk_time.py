"""What tools of learning know of who has spoken how much. Analytics counts it, which comes after them."""

from collections.abc import Iterable, Mapping
from typing import Protocol

from eduforum.media.tools import RoomContext


class TalkTime(Protocol):
    def seconds(self, room_id: str) -> Mapping[str, float]:
        """How long each person has been heard in the session so far, in seconds: students without what they presented,
        nobody with what they said in a debate. Who is not in it has not been heard."""
        ...


class Occasions(TalkTime, Protocol):
    def set_debating(self, room: RoomContext, people: Iterable[str]) -> None:
        """What these people say from here on, and no one else, is said in a debate."""
        ...
