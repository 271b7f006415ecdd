"""Who may see a document that people change together."""

from eduforum.db import Connection
from eduforum.learning.documents.groups import people_of
from eduforum.media.audience import EVERYONE, HOSTS, STAFF, Audience, Keys, group, hears
from eduforum.media.schemas import Person
from eduforum.media.tools import RoomContext

STAFF_AND_HOSTS: Keys = STAFF | HOSTS


def audience(room_id: str, document_id: str, *, open_to_all: bool) -> Audience:
    """Who sees a document. The class's is everybody's; a group's is its own and staff's until the groups end or it is
    shown."""
    if document_id == room_id or open_to_all:
        return EVERYONE
    return group(document_id) | STAFF_AND_HOSTS


def sees(room: RoomContext, person: Person, document_id: str, *, open_to_all: bool) -> bool:
    return hears(room.keys(person), audience(room.id, document_id, open_to_all=open_to_all))


def is_staff(room: RoomContext, person: Person) -> bool:
    return not room.keys(person).isdisjoint(STAFF_AND_HOSTS)


async def reads(conn: Connection, room_id: str, document_id: str, reader_id: str, *, staff: bool) -> bool:
    """Whether somebody of the course reads a document over HTTP, live or afterwards. `staff` are administrators too."""
    if document_id == room_id or staff:
        return True
    people = await people_of(conn, room_id, document_id)
    return people is None or reader_id in people
