"""Who reads participation over HTTP."""

from typing import NamedTuple

from eduforum.analytics.participation import store
from eduforum.analytics.participation.schemas import Sees
from eduforum.analytics.participation.sight import ASSISTANTS, Sight, sight
from eduforum.auth.audit.log import append
from eduforum.auth.audit.schemas import Subject
from eduforum.auth.schemas import Principal
from eduforum.clock import Clock
from eduforum.courses.schemas import Session
from eduforum.db import Connection
from eduforum.errors import Detail, Forbidden, Invalid
from eduforum.media.service import RoomService


class Reader(NamedTuple):
    session: Session
    sight: Sight
    assistants: Sees


async def reader(conn: Connection, rooms: RoomService, principal: Principal, session_id: str) -> Reader:
    """A session for the course's people and administrators, with what they see of it.

    Raises what `RoomService.session_for_reading` does, `Forbidden` for those who see nothing.
    """
    entry = await rooms.session_for_reading(conn, principal, session_id)
    assistants = await store.assistants(conn, session_id) or ASSISTANTS
    seen = sight("admin" if principal.role == "admin" else entry.role, assistants)
    if seen == Sight():
        raise Forbidden("Participation is not for you to see.", code="participation_hidden")
    return Reader(entry.session, seen, assistants)


async def reader_of_own(conn: Connection, rooms: RoomService, principal: Principal, session_id: str) -> Reader:
    """The same for who sees people, or themselves. Raises `Forbidden` for others."""
    found = await reader(conn, rooms, principal, session_id)
    if not found.sight.own and found.sight.others != "people":
        raise Forbidden("Others' participation is not for you to see.", code="participation_hidden")
    return found


async def reader_of_people(conn: Connection, rooms: RoomService, principal: Principal, session_id: str) -> Reader:
    """The same for who sees everybody's by name. Raises `Forbidden` for others."""
    found = await reader(conn, rooms, principal, session_id)
    if found.sight.others != "people":
        raise Forbidden("Others' participation is not for you to see.", code="participation_hidden")
    return found


async def reader_of_person(
    conn: Connection,
    clock: Clock,
    rooms: RoomService,
    principal: Principal,
    session_id: str,
    person_id: str,
    reason: str | None,
) -> Reader:
    """The same for who sees this person's: an administrator has to say why, and the audit log keeps it.

    Raises also `Invalid` `reason_required`.
    """
    found = await reader(conn, rooms, principal, session_id)
    if found.sight.others == "people":
        return found
    if not found.sight.audited:
        raise Forbidden("Others' participation is not for you to see.", code="participation_hidden")
    if reason is None or not reason.strip():
        raise Invalid(
            "Say why you look at one person's participation.",
            code="reason_required",
            details=[Detail("reason", "This is kept in the audit log.")],
        )
    await append(
        conn,
        clock,
        "participation.viewed",
        by=principal,
        of=Subject("person", person_id),
        details={"session_id": session_id, "reason": reason.strip()},
    )
    return found
