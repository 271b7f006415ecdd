"""Who may see a board, draw on it, and decide who does."""

from eduforum.errors import Forbidden, NotFound
from eduforum.learning.documents.access import audience, is_staff
from eduforum.learning.whiteboard.schemas import BoardSettings
from eduforum.media.audience import group
from eduforum.media.schemas import Person
from eduforum.media.tools import RoomContext

__all__ = ["audience", "is_staff", "may_draw", "may_manage", "may_point", "no_board"]


def no_board() -> NotFound:
    return NotFound("There is no such board here.", code="no_such_board")


def may_manage(room: RoomContext, person: Person) -> None:
    """Professor, co-professors, assistants and co-hosts."""
    if not is_staff(room, person):
        raise Forbidden("This is for those who teach.", code="staff_only")


def may_draw(
    room: RoomContext,
    person: Person,
    board_id: str,
    settings: BoardSettings,
    *,
    late: bool = False,
) -> None:
    """`late`: the board was the person's group's until just now."""
    may_point(person)
    if is_staff(room, person):
        return
    if board_id != room.id and not late and room.keys(person).isdisjoint(group(board_id)):
        raise Forbidden("This is another group's board.", code="board_closed")
    everyone = settings.writing == "everyone" and person.role != "guest"
    if not settings.people.get(person.id, everyone):
        raise Forbidden("You may look at this board, not draw on it.", code="board_closed")


def may_point(person: Person) -> None:
    if person.role == "observer":
        raise Forbidden("Observers see and hear.", code="observers_do_not_draw")
