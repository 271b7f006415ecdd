"""Who sits an exam in a room, and is to be left alone with it. Sans-I/O."""

from eduforum.errors import Forbidden
from eduforum.media.audience import STAFF_ROLES
from eduforum.media.schemas import Person


class Exams:
    """`sitting` are the ids of those who sit one, in the room or away for a moment. Of the tools that are not open in
    exams they hear nothing, as `ExamGate` says; `_back` is up to which event of the room those who are back have not
    heard all."""

    def __init__(self) -> None:
        self.sitting: frozenset[str] = frozenset()
        self._back: dict[str, int] = {}

    def set_sitting(self, people: frozenset[str], seq: int) -> None:
        """From here on these sit one, and who did so until now is back. `seq`: the room's last event."""
        self._back |= dict.fromkeys(self.sitting - people, seq)
        self.sitting = people

    def sits(self, person_id: str) -> bool:
        return person_id in self.sitting

    def has_missed(self, person_id: str, seq: int) -> bool:
        """Whether something of the room up to event `seq` may have been kept from the person: then events after it are
        not all that they lack."""
        return self.sits(person_id) or seq <= self._back.get(person_id, -1)

    def require_out(self, person_id: str) -> None:
        """Raises `Forbidden` `exam_mode` for who sits an exam."""
        if self.sits(person_id):
            raise Forbidden("This is off until your exam is handed in.", code="exam_mode")

    def require_apart(self, person: Person) -> None:
        """The same for what is open in exams and would reach everybody: raises `Forbidden` `exam_mode` also for anybody
        but those who teach, while somebody sits one."""
        self.require_out(person.id)
        if self.sitting and person.role not in STAFF_ROLES and person.role != "admin":
            raise Forbidden("An exam is under way; this would reach who sits it.", code="exam_mode")
