"""The ways that an address opens: verifying it, and a new password for who has lost theirs."""

import logging
from datetime import timedelta
from typing import NamedTuple

from eduforum.auth import access, letters, rules, second_factor_store, store, tickets
from eduforum.auth.guard import Guard, account_of
from eduforum.auth.links import Links, dead_link
from eduforum.auth.logins import Logins
from eduforum.auth.passwords import PasswordHasher
from eduforum.auth.recovery_schemas import LinkOwner, ResetLink
from eduforum.auth.schemas import Device, Principal, UserRecord
from eduforum.auth.tickets import LIFE, Ticket
from eduforum.clock import Clock
from eduforum.cluster import RateLimiter, network_of
from eduforum.config import Config
from eduforum.db import Connection, Database
from eduforum.errors import Conflict, Forbidden, NotFound, RateLimited
from eduforum.ids import new_id
from eduforum.mail import Language, Outbox

# A link that an administrator makes is handed on by telephone or on paper.
BY_HAND = timedelta(days=3)

# A campus is one address to us.
_PEOPLE_PER_ADDRESS = 30

# Whoever has no account has a name of the usual length, so that writing to them takes as long.
_NOBODY = "somebody"

_log = logging.getLogger(__name__)


class Opened(NamedTuple):
    """`known` is the cookie by which the browser is known to the account from now on: whoever came by a link does not
    wait for those who guess."""

    owner: LinkOwner
    known: str


class Recovery:
    def __init__(
        self,
        config: Config,
        db: Database,
        clock: Clock,
        hasher: PasswordHasher,
        limiter: RateLimiter,
        guard: Guard,
        logins: Logins,
        links: Links,
        outbox: Outbox,
    ) -> None:
        self._per_minute = config.limits.login_per_minute
        self._per_hour = config.mail.letters_per_hour
        self._db = db
        self._clock = clock
        self._hasher = hasher
        self._limiter = limiter
        self._guard = guard
        self._logins = logins
        self._links = links
        self._outbox = outbox

    # Whose address it is

    async def write_verification(self, conn: Connection, user: UserRecord, language: Language) -> None:
        """Asks the person by a letter whether the address is theirs."""
        link = await self._links.issue(conn, "verify_email", user.id, tickets.fingerprint(user.email))
        letter = letters.verify_address(
            user.email, user.name, user.role, language, link.address, LIFE["verify_email"]
        )  # fmt: skip
        await self._outbox.post(conn, letter, expires_at=link.ticket.expires_at)

    async def write_account_exists(self, conn: Connection, email: str, language: Language) -> None:
        """Tells who has an account that somebody wanted to register with their address, now and then."""
        user = await store.user_by_email(conn, email)
        wanted = user is not None and await self._may_write("account_exists", email)
        name, role = (user.name, user.role) if user else (_NOBODY, "student")
        link = f"{self._links.origin}/forgot-password"
        letter = letters.account_exists(email, name, role, language, link)
        await self._outbox.post(conn, letter, decoy=not wanted)

    async def resend_verification(self, principal: Principal, language: Language) -> None:
        """Raises `Conflict` code `already_verified` or `mail_off`, `RateLimited`."""
        self._check_mail()
        async with self._db.transaction() as conn:
            user = await store.user(conn, principal.user_id)
            if user is None:
                raise NotFound
            if user.email_verified_at is not None:
                raise Conflict("The address is verified", code="already_verified")
            await self._limit(f"verification:{user.id}", self._per_hour, 3600)
            await self.write_verification(conn, user, language)

    async def verify_email(self, token: str) -> LinkOwner:
        """Raises `Gone` code `link_…`."""
        async with self._db.transaction() as conn:
            ticket = await self._links.find(conn, "verify_email", token)
            user = await store.user(conn, ticket.subject)
            if user is None:
                raise dead_link("unknown")
            self._links.check(ticket, "verify_email", tickets.fingerprint(user.email))
            await self._links.use(conn, ticket)
            await store.verify_email(conn, user.id, self._clock.now())
        return LinkOwner(user.email, user.name)

    # A new password

    async def ask(self, email: str, language: Language, address: str) -> None:
        """Sends who has an account a link to choose a new password. The same is done, and takes as long, for an address
        that has none, is suspended, or got enough letters in the last hour: nobody is kept out by that, as the links of
        those letters still open.

        Raises `Conflict` code `mail_off`, `Invalid`, `RateLimited` for who asks too often.
        """
        self._check_mail()
        email = rules.checked_email(email)
        network = network_of(address)
        await self._limit(f"reset:{network}:{account_of(email)}", self._per_minute, 60)
        await self._limit(f"reset:{network}", self._per_minute * _PEOPLE_PER_ADDRESS, 60)
        wanted = await self._may_write("reset_password", email)
        async with self._db.transaction() as conn:
            user = await store.user_by_email(conn, email)
            real = wanted and user is not None and user.suspended_at is None
            subject, name, role = (user.id, user.name, user.role) if user else (new_id(self._clock), _NOBODY, "student")
            link = await self._links.issue(
                conn, "reset_password", subject, tickets.fingerprint(user.password_hash if user else None)
            )
            letter = letters.reset_password(email, name, role, language, link.address, LIFE["reset_password"])
            await self._outbox.post(conn, letter, expires_at=link.ticket.expires_at, decoy=not real)

    async def make_link(self, principal: Principal, email: str) -> ResetLink:
        """A link that an administrator hands to a person. Raises `Forbidden`, `NotFound` code `no_such_person`."""
        access.may_administer(principal)
        made = await self.make_link_by_hand(email)
        _log.info("a link for a new password was made by hand", extra={"by": principal.user_id, "email": made.email})
        return made

    async def make_link_by_hand(self, email: str) -> ResetLink:
        """The same for the command line. Raises `NotFound` code `no_such_person`."""
        async with self._db.transaction() as conn:
            user = await store.user_by_email(conn, rules.normalise_email(email))
            if user is None:
                raise NotFound(f"Nobody has the address {email}", code="no_such_person")
            state = tickets.fingerprint(user.password_hash)
            link = await self._links.issue(conn, "reset_password", user.id, state, life=BY_HAND)
        return ResetLink(link.address, user.email, user.name, link.ticket.expires_at)

    async def look(self, token: str) -> LinkOwner:
        """Whose password the link replaces. Raises `Gone` code `link_…`, `Forbidden` code `account_suspended`."""
        async with self._db.connection() as conn:
            _, user = await self._reset_ticket(conn, token)
        return LinkOwner(user.email, user.name)

    async def reset(self, token: str, password: str, language: Language, device: Device) -> Opened:
        """Replaces the password, ends every sign-in, and tells the person by a letter. The second step stays as it is.

        Raises `Gone` code `link_…`, `Forbidden` code `account_suspended`, `Invalid`.
        """
        async with self._db.connection() as conn:
            _, user = await self._reset_ticket(conn, token)
        rules.check_password(password, email=user.email, name=user.name)
        hashed = await self._hasher.hash(password)
        async with self._db.transaction() as conn:
            await store.lock_user(conn, user.id)
            ticket, user = await self._reset_ticket(conn, token)
            await self._links.use(conn, ticket)
            now = self._clock.now()
            await store.set_password(conn, user.id, hashed, now)
            ended = await store.end_logins(conn, user.id, "revoked", now)
            await second_factor_store.distrust(conn, user.id, now)
            if self._outbox.enabled:
                link = f"{self._links.origin}/forgot-password"
                letter = letters.password_changed(user.email, user.name, user.role, language, link)
                await self._outbox.post(conn, letter)
        await self._logins.tell(user.id, ended)
        return Opened(LinkOwner(user.email, user.name), self._guard.remember(user.email, device))

    async def _reset_ticket(self, conn: Connection, token: str) -> tuple[Ticket, UserRecord]:
        ticket = await self._links.find(conn, "reset_password", token)
        user = await store.user(conn, ticket.subject)
        if user is None:
            raise dead_link("unknown")
        self._links.check(ticket, "reset_password", tickets.fingerprint(user.password_hash))
        if user.suspended_at is not None:
            raise Forbidden("This account is suspended", code="account_suspended")
        return ticket, user

    def _check_mail(self) -> None:
        if not self._outbox.enabled:
            raise Conflict("This server sends no letters; ask an administrator for a link", code="mail_off")

    async def _may_write(self, kind: str, email: str) -> bool:
        return await self._limiter.hit(f"letter:{kind}:{account_of(email)}", self._per_hour, 3600) == 0

    async def _limit(self, key: str, limit: int, seconds: float) -> None:
        wait = await self._limiter.hit(key, limit, seconds) if limit else 0
        if wait > 0:
            raise RateLimited("Too many attempts; try again in a while", retry_after=wait)
