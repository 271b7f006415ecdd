"""Invitations of people who have no account: by a letter, or by a link that is handed on."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import NamedTuple, TypeAlias

from eduforum.auth import access, invitation_store, letters, rules, store, tickets
from eduforum.auth.guard import Guard
from eduforum.auth.links import Links, dead_link
from eduforum.auth.passwords import PasswordHasher
from eduforum.auth.recovery import Opened
from eduforum.auth.recovery_schemas import (
    InvitationMade,
    InvitationPending,
    InvitationRecord,
    InvitationShown,
    LinkOwner,
    NewAccountInvitation,
)
from eduforum.auth.schemas import Device, Principal, Role
from eduforum.auth.tickets import LIFE, Ticket
from eduforum.clock import Clock
from eduforum.db import Connection, Database
from eduforum.errors import Conflict, Detail, Invalid, NotFound
from eduforum.ids import new_id
from eduforum.mail import Language, Outbox

# Makes somebody one of a course's people: the course, the person, and as what.
Enrol: TypeAlias = Callable[[Connection, str, str, str], Awaitable[None]]


class Into(NamedTuple):
    """The course that somebody is invited to."""

    id: str
    title: str
    role: str


class Invitations:
    """An invitation counts once. A mailed one also shows whose the address is; its link is never shown to who made it.

    Accounts of those who are invited to a course are students', whatever they are in the course: what somebody may do
    outside of it is for administrators to say.
    """

    def __init__(
        self, db: Database, clock: Clock, hasher: PasswordHasher, guard: Guard, links: Links, outbox: Outbox
    ) -> None:
        self._db = db
        self._clock = clock
        self._hasher = hasher
        self._guard = guard
        self._links = links
        self._outbox = outbox
        self.enrol: Enrol | None = None

    async def invite(self, principal: Principal, new: NewAccountInvitation) -> InvitationMade:
        """An administrator's, of any role. Raises `Forbidden`, `Conflict` code `email_taken`, `Invalid`."""
        access.may_administer(principal)
        async with self._db.transaction() as conn:
            return await self.make(conn, principal, new.email, new.name, new.role, new.language, None)

    async def make(
        self,
        conn: Connection,
        principal: Principal,
        email: str,
        name: str,
        role: Role,
        language: Language,
        into: Into | None,
    ) -> InvitationMade:
        """The same for whoever may invite; the caller has checked that. Raises `Conflict` code `email_taken`,
        `Invalid`."""
        email, name = rules.checked_email(email), rules.checked_name(name)
        if await store.user_by_email(conn, email) is not None:
            raise Conflict(f"There is an account with the address {email}", code="email_taken")
        now, life, mailed = self._clock.now(), LIFE["invitation"], self._outbox.enabled
        invitation_id = new_id(self._clock)
        await invitation_store.add(
            conn,
            id=invitation_id,
            email=email,
            name=name,
            role=role,
            course_id=into.id if into else None,
            course_role=into.role if into else None,
            invited_by=principal.user_id,
            mailed=mailed,
            at=now,
            expires_at=now + life,
        )
        link = await self._links.issue(conn, "invitation", invitation_id, tickets.fingerprint(email))
        if mailed:
            title = into.title if into else None
            letter = letters.invitation(email, name, language, link.address, life, principal.name, title)
            await self._outbox.post(conn, letter, expires_at=link.ticket.expires_at)
        return InvitationMade(invitation_id, email, name, now + life, None if mailed else link.address)

    async def pending(self, principal: Principal, after: str | None, limit: int) -> list[InvitationPending]:
        """Those into no course. Raises `Forbidden`."""
        access.may_administer(principal)
        async with self._db.connection() as conn:
            return await self.pending_of(conn, None, after, limit)

    async def pending_of(
        self, conn: Connection, course_id: str | None, after: str | None, limit: int
    ) -> list[InvitationPending]:
        return await invitation_store.pending(conn, course_id, self._clock.now(), after, limit)

    async def revoke(self, principal: Principal, invitation_id: str) -> None:
        """Raises `Forbidden`, `NotFound`."""
        access.may_administer(principal)
        async with self._db.transaction() as conn:
            await self.revoke_of(conn, None, invitation_id)

    async def revoke_of(self, conn: Connection, course_id: str | None, invitation_id: str) -> None:
        """Raises `NotFound` where nobody could accept it any more."""
        if not await invitation_store.revoke(conn, invitation_id, course_id, self._clock.now()):
            raise NotFound("There is no such invitation.")

    async def look(self, token: str) -> InvitationShown:
        """What a link invites to. Raises `Gone` code `link_…`."""
        async with self._db.transaction() as conn:
            _, invitation = await self._found(conn, token)
            has_account = await store.user_by_email(conn, invitation.email) is not None
        return InvitationShown(
            invitation.email, invitation.name, invitation.inviter, invitation.course_title, has_account
        )

    async def accept(
        self, token: str, password: str | None, principal: Principal | None, device: Device
    ) -> Opened:  # fmt: skip
        """Makes the account, and the person one of the course's. Who has an account by now accepts signed in to it.

        Raises `Gone` code `link_…`, `Conflict` code `email_taken`, `Invalid`.
        """
        hashed: str | None = None
        if password is not None:
            async with self._db.transaction() as conn:
                _, invitation = await self._found(conn, token)
            rules.check_password(password, email=invitation.email, name=invitation.name)
            hashed = await self._hasher.hash(password)
        async with self._db.transaction() as conn:
            ticket, invitation = await self._found(conn, token)
            await self._links.use(conn, ticket)
            now = self._clock.now()
            user_id = await self._account(conn, invitation, hashed, principal, now)
            if invitation.mailed:
                await store.verify_email(conn, user_id, now)
            await invitation_store.accept(conn, invitation.id, now)
            # The title is that of a course which is still there.
            if invitation.course_title is not None and self.enrol is not None:
                assert invitation.course_id is not None
                assert invitation.course_role is not None
                await self.enrol(conn, invitation.course_id, user_id, invitation.course_role)
        return Opened(LinkOwner(invitation.email, invitation.name), self._guard.remember(invitation.email, device))

    async def tidy(self, before: datetime) -> None:
        async with self._db.transaction() as conn:
            await invitation_store.delete_expired(conn, before)

    async def _account(
        self,
        conn: Connection,
        invitation: InvitationRecord,
        hashed: str | None,
        principal: Principal | None,
        now: datetime,
    ) -> str:
        if principal is not None and principal.email == invitation.email:
            return principal.user_id
        if hashed is None:
            raise Invalid(details=[Detail("password", "Choose a password.")])
        user = await store.add_user(
            conn,
            id=new_id(self._clock),
            email=invitation.email,
            name=invitation.name,
            role=invitation.role,
            password_hash=hashed,
            at=now,
        )
        if user is None:
            raise Conflict("There is an account with this address; sign in to it", code="email_taken")
        return user.id

    async def _found(self, conn: Connection, token: str) -> tuple[Ticket, InvitationRecord]:
        ticket = await self._links.find(conn, "invitation", token)
        invitation = await invitation_store.invitation(conn, ticket.subject)
        if invitation is None or invitation.revoked_at is not None:
            raise dead_link("unknown")
        self._links.check(ticket, "invitation", tickets.fingerprint(invitation.email))
        return ticket, invitation
