"""Who writes in a note, and decides who does."""

from eduforum.errors import Forbidden, NotFound
from eduforum.learning.documents.access import is_staff
from eduforum.learning.notes.schemas import NoteSettings
from eduforum.media.audience import group
from eduforum.media.schemas import Person
from eduforum.media.tools import RoomContext


def no_note() -> NotFound:
    return NotFound("There is no such note here.", code="no_such_note")


def may_manage(room: RoomContext, person: Person) -> None:
    """Professor, co-professors, assistants and co-hosts."""
    if not is_staff(room, person):
        raise Forbidden("This is for those who teach.", code="staff_only")


def may_write(
    room: RoomContext,
    person: Person,
    note_id: str,
    settings: NoteSettings,
    *,
    late: bool = False,
) -> None:
    """`late`: the note was the person's group's until just now. Guests and observers read."""
    if person.role == "observer":
        raise Forbidden("Observers see and hear.", code="observers_do_not_write")
    if is_staff(room, person):
        return
    if note_id != room.id and not late and room.keys(person).isdisjoint(group(note_id)):
        raise Forbidden("This is another group's note.", code="note_closed")
    if settings.writing != "everyone" or person.role == "guest":
        raise Forbidden("You may read this note, not write in it.", code="note_closed")
