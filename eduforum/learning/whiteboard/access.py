"""Who may see a board, draw on it, and decide who does."""

from collections.abc import Collection

from eduforum.errors import Forbidden, NotFound
from eduforum.learning.whiteboard.schemas import BoardSettings
from eduforum.media.audience import EVERYONE, HOSTS, STAFF, Audience, Keys, group, hears
from eduforum.media.schemas import Person
from eduforum.media.tools import RoomContext

STAFF_AND_HOSTS: Keys = STAFF | HOSTS


def audience(room_id: str, board_id: str, *, open_to_all: bool) -> Audience:
    """Who sees a board. The class's is everybody's; a group's is its own and staff's until the groups end or it is
    shown."""
    if board_id == room_id or open_to_all:
        return EVERYONE
    return group(board_id) | STAFF_AND_HOSTS


def may_see(room: RoomContext, person: Person, board_id: str, *, open_to_all: bool) -> None:
    if not hears(room.keys(person), audience(room.id, board_id, open_to_all=open_to_all)):
        raise no_board()


def no_board() -> NotFound:
    return NotFound("There is no such board here.", code="no_such_board")


def is_staff(room: RoomContext, person: Person) -> bool:
    return not room.keys(person).isdisjoint(STAFF_AND_HOSTS)


def may_manage(room: RoomContext, person: Person) -> None:
    """Professor, co-professors, assistants and co-hosts."""
    if not is_staff(room, person):
        raise Forbidden("This is for those who teach.", code="staff_only")


def may_draw(
    room: RoomContext, person: Person, board_id: str, settings: BoardSettings, viewers: Collection[str]
) -> None:
    """`viewers`: the ids of those whom a drawing reaches."""
    may_point(room, person, viewers)
    if is_staff(room, person):
        return
    if board_id != room.id and room.keys(person).isdisjoint(group(board_id)):
        raise Forbidden("This is another group's board.", code="board_closed")
    everyone = settings.writing == "everyone" and person.role != "guest"
    if not settings.people.get(person.id, everyone):
        raise Forbidden("You may look at this board, not draw on it.", code="board_closed")


def may_point(room: RoomContext, person: Person, viewers: Collection[str]) -> None:
    if person.role == "observer":
        raise Forbidden("Observers see and hear.", code="observers_do_not_draw")
    room.exams.require_apart(person, viewers)
