"""Who sits an exam in a room, and is to be left alone with it. Sans-I/O."""

from collections.abc import Collection

from eduforum.errors import Forbidden
from eduforum.media.audience import STAFF_ROLES
from eduforum.media.schemas import Person


class Exams:
    """`sitting` are the ids of those who sit one, in the room or away for a moment."""

    def __init__(self) -> None:
        self.sitting: frozenset[str] = frozenset()

    def require_apart(self, person: Person, reaches: Collection[str] | None = None) -> None:
        """Raises `Forbidden` `exam_mode` for who sits an exam, and for anybody but those who teach whose words would
        reach somebody who does. `reaches`: the ids of those who hear it, None for everyone."""
        if person.id in self.sitting:
            raise Forbidden("This is off until your exam is handed in.", code="exam_mode")
        if person.role in STAFF_ROLES or person.role == "admin":
            return
        if self.sitting if reaches is None else not self.sitting.isdisjoint(reaches):
            raise Forbidden("An exam is under way; this would reach who sits it.", code="exam_mode")
