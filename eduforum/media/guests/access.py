"""Who makes guest links, who comes in by them, and who reads who came."""

from datetime import datetime

from eduforum.auth.schemas import Principal
from eduforum.courses import access as courses
from eduforum.courses.schemas import Session
from eduforum.db import Connection
from eduforum.errors import Conflict, Forbidden, Gone, NotFound
from eduforum.media.guests import store
from eduforum.media.guests.schemas import GuestLink, GuestRecord, Invited


async def session_for_inviting(conn: Connection, principal: Principal, session_id: str) -> Session:
    """For the course's professors and administrators; assistants and who is a co-host of the room invite nobody.

    Raises `NotFound` for strangers, `Forbidden`.
    """
    return (await courses.session_for_hosting(conn, principal, session_id)).session


async def link_of_session(conn: Connection, principal: Principal, session_id: str, link_id: str) -> GuestLink:
    """The same for one link of the session."""
    await session_for_inviting(conn, principal, session_id)
    link = await store.link(conn, session_id, link_id)
    if link is None:
        raise NotFound("There is no such link.")
    return link


async def session_for_reading_guests(conn: Connection, principal: Principal, session_id: str) -> Session:
    """For the course's staff and administrators."""
    entry = await courses.session_for_join(conn, principal, session_id)
    if not courses.is_staff(principal, entry.course):
        raise Forbidden("This is for the course's staff.")
    return entry.session


async def invited(conn: Connection, secret_hash: bytes) -> Invited:
    """The session that a link's secret opens.

    Raises `NotFound` `guest_link_unknown`, `Gone` `guest_link_revoked` or `session_ended`, `Conflict`
    `session_cancelled`. Whether anybody else may come by it is `may_come`'s question.
    """
    link = await store.link_by_secret(conn, secret_hash)
    if link is None:
        raise NotFound("No session is behind this link.", code="guest_link_unknown")
    session = await courses.session_of_room(conn, link.session_id)
    if link.revoked_at is not None:
        raise Gone("The link was taken back.", code="guest_link_revoked")
    if session.status == "ended":
        raise Gone("The session has ended.", code="session_ended")
    if session.status == "cancelled":
        raise Conflict("The session was cancelled.", code="session_cancelled")
    return Invited(link, session)


def may_come(invited: Invited, now: datetime) -> None:
    """Somebody who has not come by the link before. Raises `Gone` `guest_link_expired`, `Conflict`
    `guest_link_used_up`."""
    if invited.link.expires_at <= now:
        raise Gone("The link has expired.", code="guest_link_expired")
    if invited.link.uses >= invited.link.max_uses:
        raise Conflict("As many guests have come by this link as may.", code="guest_link_used_up")


async def guest_for_entry(conn: Connection, session_id: str, link_id: str, guest_id: str) -> GuestRecord:
    """A guest who has come by a link that holds. Raises `Forbidden` `removed` or `guest_link_revoked`."""
    guest = await store.guest(conn, session_id, link_id, guest_id)
    if guest is None or guest.ended_at is not None:
        raise Forbidden("You may not come back by this.", code="removed")
    if guest.revoked_at is not None:
        raise Forbidden("The link was taken back.", code="guest_link_revoked")
    return guest
