"""Who may be in a room: decided by the database at every entry, whatever a token says."""

from eduforum.auth.schemas import Principal
from eduforum.auth.service import AuthService
from eduforum.courses import access as courses
from eduforum.courses.schemas import Session, SessionEntry
from eduforum.db import Connection
from eduforum.errors import Conflict, Forbidden, Gone, NotFound, Unauthenticated
from eduforum.media.controls.store import load as load_controls
from eduforum.media.guests import access as guests
from eduforum.media.guests.schemas import GuestRecord
from eduforum.media.live import LiveRoom
from eduforum.media.room import HOSTS
from eduforum.media.schemas import ParticipantClaims, Person

# What is answered where somebody may not come in, and with `exam_mode`, may not read.
ENTRY_ERRORS = ("not_found", "banned", "room_locked", "waiting")
READING_ERRORS = (*ENTRY_ERRORS, "exam_mode")


async def entry_for_person(conn: Connection, principal: Principal, session_id: str) -> SessionEntry:
    """A live session for one of its course's people, or an administrator.

    Raises `NotFound` for strangers, `Conflict` `session_not_live` or `session_cancelled`, `Gone` `session_ended`.
    """
    entry = await courses.session_for_join(conn, principal, session_id)
    _require_live(entry.session)
    return entry


async def entry_inside(conn: Connection, principal: Principal, session_id: str, room: LiveRoom | None) -> SessionEntry:
    """The same for those who may come in now, to send what is for those inside. `room`: the session's, where it is
    open.

    Raises also `Forbidden` `banned`, `room_locked` or `waiting`.
    """
    entry = await entry_for_person(conn, principal, session_id)
    await require_inside(conn, session_id, Person(principal.user_id, principal.name, entry.role), room)
    return entry


async def session_for_reading(
    conn: Connection, principal: Principal, session_id: str, room: LiveRoom | None
) -> SessionEntry:
    """A session for whoever reads over HTTP what goes on in it, or what came of it: of a live one those who may come in
    now, of another all of the course's people, and administrators. `room`: the session's, where it is open.

    Raises `NotFound` for strangers, `Forbidden` `banned`, `room_locked` or `waiting`.
    """
    entry = await courses.session_for_join(conn, principal, session_id)
    if entry.session.status == "live":
        await require_inside(conn, session_id, Person(principal.user_id, principal.name, entry.role), room)
    return entry


async def entry_for_token(conn: Connection, auth: AuthService, claims: ParticipantClaims) -> tuple[Person, Session]:
    """The same for the holder of a participant token, whose login and enrolment, or guest link, must still be there.

    Raises also `Unauthenticated` `token_revoked` and `Forbidden` `removed` or `guest_link_revoked`.
    """
    if claims.link_id is not None:
        guest, session = await _guest(conn, claims, claims.link_id)
        return _person(guest), session
    principal = None if claims.login_id is None else await auth.principal_of_login(conn, claims.login_id)
    if principal is None or principal.user_id != claims.sub:
        raise Unauthenticated("The sign-in has ended.", code="token_revoked")
    try:
        entry = await courses.session_for_join(conn, principal, claims.session_id)
    except NotFound:
        raise Forbidden("You are not in this course any more.", code="removed") from None
    if entry.enrollment_id != claims.enrollment_id:
        raise Forbidden("You are not in this course by this enrolment any more.", code="removed")
    _require_live(entry.session)
    return Person(principal.user_id, principal.name, entry.role), entry.session


async def guest_inside(conn: Connection, claims: ParticipantClaims, room: LiveRoom | None) -> tuple[Person, Session]:
    """A guest of a live session who has been let in and may come back: such a one reads what is said there. `room`: the
    session's, where it is open; the records may not have yet who has just come in.

    Raises `Unauthenticated` `token_invalid` for who is no guest, `Forbidden` `removed`, `guest_link_revoked`,
    `room_locked` or `waiting`, and what `entry_for_person` does of the session.
    """
    if claims.link_id is None:
        raise Unauthenticated("This is for guests.", code="token_invalid")
    guest, session = await _guest(conn, claims, claims.link_id)
    person = _person(guest)
    if guest.entered_at is None and (room is None or room.participant(guest.id) is None):
        raise Forbidden("A host lets you in.", code="waiting")
    await require_inside(conn, session.id, person, room)
    return person, session


async def require_inside(conn: Connection, session_id: str, person: Person, room: LiveRoom | None) -> None:
    """Somebody who may come in now, by what `room` has, or is stored where it is not open.

    Raises `Forbidden` `banned`, `room_locked` or `waiting`.
    """
    if room is not None:
        room.require_entry(person)
    else:
        (await load_controls(conn, session_id)).require_entry(person, inside=False)


def may_publish(person: Person) -> None:
    """Everybody but observers."""
    if person.role == "observer":
        raise Forbidden("Observers send nothing.", code="observers_do_not_send")


def may_end_others(principal: Principal, person: Person) -> None:
    """Hosts, and administrators."""
    if person.role not in HOSTS and principal.role != "admin":
        raise Forbidden("The source is somebody else's.")


async def quality_reader(
    conn: Connection, principal: Principal, session_id: str, participant_id: str | None
) -> str | None:
    """Whose quality of media may be read of those asked for: anybody's, None being everybody, for hosts and
    administrators; one's own for the course's other people.

    Raises `NotFound` for strangers, `Forbidden` where others' was asked for.
    """
    entry = await courses.session_for_join(conn, principal, session_id)
    if entry.role in HOSTS or principal.role == "admin":
        return participant_id
    if participant_id not in (None, principal.user_id):
        raise Forbidden("The quality of others' media is for hosts.")
    return principal.user_id


async def _guest(conn: Connection, claims: ParticipantClaims, link_id: str) -> tuple[GuestRecord, Session]:
    guest = await guests.guest_for_entry(conn, claims.session_id, link_id, claims.sub)
    session = await courses.session_of_room(conn, claims.session_id)
    _require_live(session)
    return guest, session


def _person(guest: GuestRecord) -> Person:
    return Person(guest.id, guest.name, "guest", guest.waits)


def _require_live(session: Session) -> None:
    if session.status == "ended":
        raise Gone("The session has ended.", code="session_ended")
    if session.status == "cancelled":
        raise Conflict("The session was cancelled.", code="session_cancelled")
    if session.status != "live":
        raise Conflict("The session has not started.", code="session_not_live")
