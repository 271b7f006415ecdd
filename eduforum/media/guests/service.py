"""Links for guests, and coming in by one."""

import hashlib
import secrets
from datetime import timedelta

import msgspec

from eduforum.auth.audit.log import append
from eduforum.auth.audit.schemas import Act, Subject
from eduforum.auth.keys import KeyRing
from eduforum.auth.rules import checked_name
from eduforum.auth.schemas import Principal
from eduforum.clock import Clock
from eduforum.cluster import RateLimiter, network_of
from eduforum.courses.schemas import Session
from eduforum.db import Connection, Database
from eduforum.errors import (
    Conflict,
    Detail,
    Forbidden,
    Gone,
    Invalid,
    NotFound,
    RateLimited,
    Unauthenticated,
)
from eduforum.events import EventBus
from eduforum.ids import new_id
from eduforum.media.guests import access, store
from eduforum.media.guests.schemas import (
    GuestKey,
    GuestLink,
    GuestLinkRevoked,
    GuestName,
    GuestRecord,
    Invitation,
    Invited,
    MadeGuestLink,
    NewGuestLink,
    SessionGuest,
)
from eduforum.media.schemas import ParticipantClaims
from eduforum.media.service import Admission, RoomService

LINKS_IN_FORCE = 20
LINKS_SHOWN = 100
LINKS_PER_MINUTE = 20
LONGEST = timedelta(days=90)

# Of one address: a lecture theatre of guests looks every few seconds whether the session has begun.
LOOKS_PER_MINUTE = 600
JOINS_PER_MINUTE = 60
MISSES_PER_MINUTE = 20


class GuestService:
    def __init__(
        self, db: Database, events: EventBus, limiter: RateLimiter, clock: Clock, keys: KeyRing, rooms: RoomService
    ) -> None:
        self._db = db
        self._events = events
        self._limiter = limiter
        self._clock = clock
        self._keys = keys
        self._rooms = rooms

    async def links(self, principal: Principal, session_id: str) -> list[GuestLink]:
        """The newest of a session's, whether they hold or not."""
        async with self._db.connection() as conn:
            await access.session_for_inviting(conn, principal, session_id)
            return await store.links(conn, session_id, LINKS_SHOWN)

    async def make(self, principal: Principal, session_id: str, new: NewGuestLink) -> MadeGuestLink:
        """Raises `Invalid` where it would end before now or too late, `Gone` `session_ended`, `Conflict`
        `session_cancelled` or `too_many_guest_links`, `RateLimited`."""
        now = self._clock.now()
        if not now < new.expires_at <= now + LONGEST:
            raise Invalid(details=[Detail("expires_at", f"From now on, within {LONGEST.days} days")])
        await self._limit(f"guest-links:{principal.user_id}", LINKS_PER_MINUTE)
        secret, link_id = secrets.token_urlsafe(32), new_id(self._clock)
        async with self._db.transaction() as conn:
            session = await access.session_for_inviting(conn, principal, session_id)
            if session.status == "ended":
                raise Gone("The session has ended.", code="session_ended")
            if session.status == "cancelled":
                raise Conflict("The session was cancelled.", code="session_cancelled")
            if await store.lock_links(conn, session_id, now) >= LINKS_IN_FORCE:
                raise Conflict("Take back a link first.", code="too_many_guest_links")
            await store.add_link(
                conn,
                id=link_id,
                session_id=session_id,
                secret_hash=_digest(secret),
                waits=new.waits,
                max_uses=new.max_uses,
                created_by=principal.user_id,
                now=now,
                expires_at=new.expires_at,
            )
            link = await access.link_of_session(conn, principal, session_id, link_id)
            await self._note(conn, "guest_link.made", principal, session_id, link_id)
        return MadeGuestLink(**msgspec.structs.asdict(link), secret=secret)

    async def revoke(self, principal: Principal, session_id: str, link_id: str) -> GuestLink:
        """Nobody comes by it any more, and who came by it is out. Doing it again changes nothing."""
        async with self._db.transaction() as conn:
            await access.link_of_session(conn, principal, session_id, link_id)
            if await store.revoke(conn, session_id, link_id, self._clock.now()):
                await self._note(conn, "guest_link.revoked", principal, session_id, link_id)
            link = await access.link_of_session(conn, principal, session_id, link_id)
        # Every time: it went unheard where the answer to the commit was lost, and then it is asked for again.
        await self._events.publish(GuestLinkRevoked(link_id, session_id))
        return link

    async def revoke_of_person(self, conn: Connection, person_id: str) -> list[GuestLinkRevoked]:
        """Revokes what somebody made who may not come any more themselves. What it returns is to be published after the
        transaction."""
        revoked = await store.revoke_of_person(conn, person_id, self._clock.now())
        return [GuestLinkRevoked(link_id, session_id) for link_id, session_id in revoked]

    async def _note(self, conn: Connection, act: Act, principal: Principal, session_id: str, link_id: str) -> None:
        subject = Subject("guest_link", link_id)
        await append(conn, self._clock, act, by=principal, of=subject, details={"session_id": session_id})

    async def guests(self, principal: Principal, session_id: str, after: str | None, limit: int) -> list[SessionGuest]:
        """Who came to a session as a guest, in the order of their coming."""
        async with self._db.connection() as conn:
            await access.session_for_reading_guests(conn, principal, session_id)
            return await store.guests(conn, session_id, after, limit)

    async def look(self, address: str, key: GuestKey) -> Invitation:
        """What the link opens. Raises what `access.invited` and `access.may_come` do, `RateLimited`."""
        await self._limit(f"guest-look:{network_of(address)}", LOOKS_PER_MINUTE)
        async with self._db.connection() as conn:
            invited, guest = await self._invited(conn, address, key)
        session = invited.session
        return Invitation(
            session_id=session.id,
            title=session.title,
            course_title=session.course_title,
            scheduled_at=session.scheduled_at,
            duration_minutes=session.duration_minutes,
            status=session.status,
            waits=invited.link.waits,
            name=None if guest is None else guest.name,
        )

    async def join(self, address: str, body: GuestName) -> Admission:
        """A participant token for the link's session and nothing else. Whoever shows one that still holds comes back
        as who they were.

        Raises what `look` does, `Conflict` `session_not_live`, `Invalid`.
        """
        name = checked_name(body.name)
        await self._limit(f"guest-join:{network_of(address)}", JOINS_PER_MINUTE)
        async with self._db.transaction() as conn:
            invited, guest = await self._invited(conn, address, body)
            _require_live(invited.session)
            if guest is None:
                guest = await self._come(conn, invited, name)
        return self._rooms.admit_guest(guest, invited.session)

    async def _come(self, conn: Connection, invited: Invited, name: str) -> GuestRecord:
        now = self._clock.now()
        if not await store.use(conn, invited.link.id, now):
            # Somebody else was the last, or it was taken back just now.
            raise Conflict("As many guests have come by this link as may.", code="guest_link_used_up")
        guest_id, session_id = new_id(self._clock), invited.session.id
        await store.add_guest(conn, id=guest_id, session_id=session_id, link_id=invited.link.id, name=name, now=now)
        return await access.guest_for_entry(conn, session_id, invited.link.id, guest_id)

    async def _invited(self, conn: Connection, address: str, key: GuestKey) -> tuple[Invited, GuestRecord | None]:
        """What the secret opens, and who comes back."""
        try:
            invited = await access.invited(conn, _digest(key.secret))
        except NotFound:
            await self._limit(f"guest-miss:{network_of(address)}", MISSES_PER_MINUTE)
            raise
        guest = None if key.again is None else await self._known(conn, invited, key.again)
        if guest is None:
            access.may_come(invited, self._clock.now())
        return invited, guest

    async def _known(self, conn: Connection, invited: Invited, token: str) -> GuestRecord | None:
        """Whose token it is, if it came from this link and holds."""
        try:
            claims = msgspec.convert(self._keys.verify(token, "participant"), ParticipantClaims)
        except (Unauthenticated, msgspec.ValidationError):
            return None
        if (claims.link_id, claims.session_id) != (invited.link.id, invited.session.id):
            return None
        try:
            return await access.guest_for_entry(conn, invited.session.id, invited.link.id, claims.sub)
        except Forbidden:
            return None

    async def _limit(self, key: str, per_minute: int) -> None:
        wait = await self._limiter.hit(key, per_minute, 60)
        if wait > 0:
            raise RateLimited("Too many; wait a little.", retry_after=wait)


def _require_live(session: Session) -> None:
    if session.status != "live":
        raise Conflict("The session has not started.", code="session_not_live")


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()
