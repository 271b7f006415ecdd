"""Who may ask, and who may answer."""

from eduforum.errors import Forbidden
from eduforum.media.audience import HOSTS, STAFF, STAFF_ROLES
from eduforum.media.schemas import Person
from eduforum.media.tools import RoomContext


def may_ask(room: RoomContext, person: Person) -> None:
    """Professor, co-professors, assistants and co-hosts."""
    if room.keys(person).isdisjoint(STAFF | HOSTS):
        raise Forbidden("This is for the seminar's staff.", code="staff_only")


def may_give(person: Person) -> None:
    """Students: those who teach ask, guests present and observers see and hear."""
    if person.role != "student":
        raise Forbidden("Those who are taught answer.", code="only_students_answer")


def teaches(person: Person) -> bool:
    """Whoever hears how the talk was shared: a student who is a co-host is a classmate."""
    return person.role in STAFF_ROLES
