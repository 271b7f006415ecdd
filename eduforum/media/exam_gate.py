"""The one gate between a room and who sits an exam in it, by the tools that are open in exams."""

from collections.abc import Sequence

from eduforum.media.schemas import ANSWERS, EVENTS
from eduforum.media.tools import RoomTool
from eduforum.web.protocol import DurableEvent, Request, StateEvent


class ExamGate:
    """What is not known to be open is closed: a new tool is, until it says otherwise."""

    def __init__(self, tools: Sequence[RoomTool]) -> None:
        events: list[type[StateEvent | DurableEvent]] = [*EVENTS]
        requests = set(ANSWERS)
        for tool in tools:
            if tool.in_exams:
                events += tool.events
                requests |= tool.requests.keys()
        self._events = frozenset(str(event.__struct_config__.tag) for event in events)
        self._requests = frozenset(requests)

    def tells(self, tag: str) -> bool:
        """Whether events of this type reach who sits an exam."""
        return tag in self._events

    def answers(self, request: Request) -> bool:
        """Whether who sits an exam may ask this."""
        return type(request) in self._requests
