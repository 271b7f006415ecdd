"""The chat of a session as it is read over HTTP, while it is live and afterwards: pages, search, export."""

from collections.abc import Iterable

import msgspec

from eduforum.auth.schemas import Principal
from eduforum.courses.schemas import Session
from eduforum.db import Connection, Database
from eduforum.db.bigrams import terms
from eduforum.errors import Detail, Invalid
from eduforum.learning.chat import channels, store
from eduforum.learning.chat.channels import Scope
from eduforum.learning.chat.schemas import Message
from eduforum.media import audience
from eduforum.media.schemas import Person
from eduforum.media.service import RoomService
from eduforum.web.downloads import csv_table

MAX_TERMS = 8

_EXPORT_PAGE = 500
_COLUMNS = ("time", "channel", "name", "role", "to", "text", "reply_to", "files", "edited", "deleted", "originals")


class Recorded(msgspec.Struct, frozen=True, kw_only=True):
    """A message as it is exported. `originals`: the texts that an edited or deleted one had before, oldest first, for
    staff and not of direct ones."""

    message: Message
    originals: tuple[str, ...] = ()


class ChatRecords:
    def __init__(self, db: Database, rooms: RoomService) -> None:
        self._db = db
        self._rooms = rooms

    async def page(
        self, principal: Principal, session_id: str, channel: str | None, after: str | None, limit: int
    ) -> list[Message]:
        """Messages that the person may read, oldest first, after one where one is given. Raises what `reader`
        does."""
        async with self._db.connection() as conn:
            scope = await reader(conn, self._rooms, principal, session_id)
            return await store.page(conn, session_id, scope, channel, after, limit)

    async def search(
        self, principal: Principal, session_id: str, query: str, before: str | None, limit: int
    ) -> list[Message]:
        """Messages that the person may read and hold all that the query names, newest first.

        Raises what `reader` does, `Invalid` where nothing is looked for or too much.
        """
        wanted = terms(query)
        if not 0 < len(wanted) <= MAX_TERMS:
            raise Invalid(details=[Detail("q", f"This must have one to {MAX_TERMS} words.")])
        async with self._db.connection() as conn:
            scope = await reader(conn, self._rooms, principal, session_id)
            return await store.search(conn, session_id, scope, wanted, before, limit)

    async def export(self, principal: Principal, session_id: str) -> tuple[Session, list[Recorded]]:
        """All that the person may read, oldest first. Raises what `reader` does."""
        found: list[Recorded] = []
        after = None
        async with self._db.connection() as conn, conn.transaction(isolation="repeatable_read", readonly=True):
            session = (await self._rooms.session_for_reading(conn, principal, session_id)).session
            scope = await reader(conn, self._rooms, principal, session_id)
            while page := await store.page(conn, session_id, scope, None, after, _EXPORT_PAGE):
                found += await _recorded(conn, scope, page)
                after = page[-1].id
        return session, found


async def reader(conn: Connection, rooms: RoomService, principal: Principal, session_id: str) -> Scope:
    """What somebody may read of a session's chat. Groups are read by who is in them now; of an ended session, by staff.

    Raises what `RoomService.session_for_reading` does.
    """
    entry = await rooms.session_for_reading(conn, principal, session_id)
    return scope_of(rooms, Person(principal.user_id, principal.name, entry.role), session_id)


def scope_of(rooms: RoomService, person: Person, session_id: str) -> Scope:
    """What somebody of the session may read, by the groups that they are in now."""
    live = next((room for room in rooms.live_rooms() if room.id == session_id), None)
    held = audience.keys(person.id, person.role, None) if live is None else live.keys(person)
    return channels.scope(person.id, person.role, held)


def as_csv(messages: Iterable[Recorded]) -> bytes:
    return csv_table(_COLUMNS, map(_cells, messages))


async def _recorded(conn: Connection, scope: Scope, messages: list[Message]) -> list[Recorded]:
    originals: dict[str, list[str]] = {}
    if scope.staff:
        changed = [
            message.id
            for message in messages
            if (message.edited_at is not None or message.deleted) and not channels.is_direct(message.channel)
        ]
        originals = await store.originals(conn, changed)
    return [Recorded(message=message, originals=tuple(originals.get(message.id, ()))) for message in messages]


def _cells(recorded: Recorded) -> tuple[str, ...]:
    message = recorded.message
    direct = channels.is_direct(message.channel)
    return (
        message.sent_at.isoformat(),
        "direct" if direct else message.channel,
        message.name,
        message.role,
        (channels.other(message.channel, message.participant_id) or "") if direct else "",
        message.text,
        "" if message.reply_to is None else message.reply_to.id,
        ", ".join(file.name for file in message.files),
        "" if message.edited_at is None else message.edited_at.isoformat(),
        message.deleted or "",
        "\n---\n".join(recorded.originals),
    )
