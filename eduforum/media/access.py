"""Who may be in a room: decided by the database at every entry, whatever a token says."""

from eduforum.auth.schemas import Principal
from eduforum.auth.service import AuthService
from eduforum.courses import access as courses
from eduforum.courses.schemas import Session, SessionEntry
from eduforum.db import Connection
from eduforum.errors import Conflict, Forbidden, Gone, NotFound, Unauthenticated
from eduforum.media.room import HOSTS
from eduforum.media.schemas import ParticipantClaims, Person


async def entry_for_person(conn: Connection, principal: Principal, session_id: str) -> SessionEntry:
    """A live session for one of its course's people, or an administrator.

    Raises `NotFound` for strangers, `Conflict` `session_not_live` or `session_cancelled`, `Gone` `session_ended`.
    """
    entry = await courses.session_for_join(conn, principal, session_id)
    _require_live(entry.session)
    return entry


async def entry_for_token(
    conn: Connection, auth: AuthService, claims: ParticipantClaims
) -> tuple[Person, SessionEntry]:
    """The same for the holder of a participant token, whose login and enrolment must still be there.

    Raises also `Unauthenticated` `token_revoked` and `Forbidden` `removed`.
    """
    principal = await auth.principal_of_login(conn, claims.login_id)
    if principal is None or principal.user_id != claims.sub:
        raise Unauthenticated("The sign-in has ended.", code="token_revoked")
    try:
        entry = await courses.session_for_join(conn, principal, claims.session_id)
    except NotFound:
        raise Forbidden("You are not in this course any more.", code="removed") from None
    if entry.enrollment_id != claims.enrollment_id:
        raise Forbidden("You are not in this course by this enrolment any more.", code="removed")
    _require_live(entry.session)
    return Person(principal.user_id, principal.name, entry.role), entry


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


def _require_live(session: Session) -> None:
    if session.status == "ended":
        raise Gone("The session has ended.", code="session_ended")
    if session.status == "cancelled":
        raise Conflict("The session was cancelled.", code="session_cancelled")
    if session.status != "live":
        raise Conflict("The session has not started.", code="session_not_live")
