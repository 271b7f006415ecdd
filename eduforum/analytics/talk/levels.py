"""Speech as the forwarder counts it, by level alone, to which a loud noise is a voice: for those who are not heard."""

from collections.abc import Callable, Mapping

from eduforum.analytics.talk.schemas import Said


class Levels:
    """Of one room."""

    def __init__(self, room_id: str) -> None:
        self._room_id = room_id
        # Of the microphones that each person speaks into now.
        self._last: dict[str, float] = {}

    def hear(self, speech: Mapping[str, float], is_heard: Callable[[str], bool], now: float) -> list[Said]:
        """Takes how long each person has spoken by now, as `RoomContext.speech` has it; who has spoken since the last
        call of those whose sound nobody listens to."""
        said: list[Said] = []
        for person, seconds in speech.items():
            last = self._last.get(person, 0.0)
            # Less than before is another connection, which begins anew.
            more = seconds - last if seconds >= last else seconds
            self._last[person] = seconds
            if more > 0 and not is_heard(person):
                said.append(Said(self._room_id, person, now - more, now))
        return said
