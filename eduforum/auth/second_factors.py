"""The second step of signing in: an authenticator app's codes, and backup codes for when it is gone."""

import asyncio
import logging
from datetime import datetime

from eduforum.auth import backup_codes, qr, store, tickets, totp, trusted_browsers
from eduforum.auth import second_factor_store as factors
from eduforum.auth.audit.log import append
from eduforum.auth.audit.schemas import Subject
from eduforum.auth.guard import Guard
from eduforum.auth.logins import Logins
from eduforum.auth.reauthentication import Reauthentication
from eduforum.auth.rules import normalise_email
from eduforum.auth.schemas import (
    BackupCodesShown,
    Principal,
    SecondFactorSetup,
    SecondFactorState,
    UserRecord,
)
from eduforum.auth.second_factor_store import FactorRecord
from eduforum.auth.tickets import TicketError
from eduforum.auth.vault import Vault, VaultError
from eduforum.clock import Clock
from eduforum.db import Connection, Database
from eduforum.errors import Conflict, Forbidden, NotFound, Unauthenticated, Unavailable

# What the app shows beside the account.
_ISSUER = "EduForum"

_log = logging.getLogger(__name__)


class SecondFactors:
    """Sets up, asks for and takes away. Everything but turning on asks for the password again, and what weakens the
    account for a code too: a screen that was left open, or a stolen token, is not enough."""

    def __init__(
        self, db: Database, vault: Vault, clock: Clock, proof: Reauthentication, guard: Guard, logins: Logins
    ) -> None:
        self._db = db
        self._vault = vault
        self._clock = clock
        self._proof = proof
        self._guard = guard
        self._logins = logins

    # Signing in

    async def challenge(self, conn: Connection, user: UserRecord, trusted: str | None) -> str | None:
        """What whoever knows the password brings back with a code, or None where the password is enough. `trusted` is
        the cookie of a browser that may not be asked."""
        # Whoever turns it on ends the sign-ins of before: one that is being made meanwhile must not slip through.
        await store.lock_user(conn, user.id)
        factor = await factors.factor(conn, user.id)
        if factor is None or factor.confirmed_at is None:
            return None
        now, state = self._clock.now(), _state(user, factor)
        if trusted_browsers.is_trusted(trusted, user.id, state, self._vault, now):
            return None
        issued = tickets.issue("second_factor", user.id, now=now, state=state)
        await factors.add_ticket(conn, issued.ticket)
        return issued.token

    async def challenged(self, conn: Connection, token: str) -> tuple[UserRecord, FactorRecord]:
        """Whom a challenge was given to. Raises `Unauthenticated` code `challenge_invalid` for one that was used, has
        expired, or was given before the password or the second factor changed."""
        try:
            ticket = await factors.ticket(conn, tickets.digest_of("second_factor", token))
            user = await store.user(conn, ticket.subject) if ticket else None
            factor = await factors.factor(conn, ticket.subject) if ticket else None
            if user is None or factor is None or factor.confirmed_at is None:
                raise TicketError("unknown")
            tickets.check(ticket, "second_factor", now=self._clock.now(), state=_state(user, factor))
        except TicketError as error:
            raise Unauthenticated(f"Sign in again: {error}", code="challenge_invalid") from None
        return user, factor

    def trust(self, user: UserRecord, factor: FactorRecord) -> str:
        """The cookie of a browser that is not asked again for a while."""
        return trusted_browsers.trust(user.id, _state(user, factor), self._vault, self._clock.now())

    async def use_challenge(self, conn: Connection, token: str) -> None:
        """Lets a challenge count, once. Raises `Unauthenticated` code `challenge_invalid`."""
        if not await factors.use_ticket(conn, tickets.digest_of("second_factor", token), self._clock.now()):
            raise Unauthenticated("Sign in again: the ticket is used", code="challenge_invalid")

    async def accept_backup_code(self, conn: Connection, user_id: str, typed: str) -> bool:
        """Whether it is one of the person's backup codes, which is used up by it."""
        digest = backup_codes.matching_digest(user_id, typed, await factors.backup_codes(conn, user_id))
        return digest is not None and await factors.use_backup_code(conn, user_id, digest)

    async def accept_code(self, conn: Connection, factor: FactorRecord, typed: str) -> bool:
        """Whether it is a code of the app, of a time step of which none has counted before."""
        step = self._step(factor, typed)
        return step is not None and await factors.use_step(conn, factor, step)

    # Settings

    async def state(self, principal: Principal) -> SecondFactorState:
        async with self._db.connection() as conn:
            factor = await factors.factor(conn, principal.user_id)
            left = len(await factors.backup_codes(conn, principal.user_id))
            user = await store.user(conn, principal.user_id)
        since = factor.confirmed_at if factor else None
        has_password = user is not None and user.password_hash is not None
        return SecondFactorState(since is not None, since, left, has_password)

    async def set_up(self, principal: Principal, password: str | None) -> SecondFactorSetup:
        """A fresh secret, which asks nobody for a code before it is confirmed.

        Raises as `Reauthentication.check`, and `Conflict` code `second_factor_on`.
        """
        await self._proof.check(principal, password)
        secret = totp.new_secret()
        async with self._db.transaction() as conn:
            sealed = self._vault.seal(secret, factors.secret_place(principal.user_id))
            if not await factors.begin_setup(conn, principal.user_id, sealed, self._clock.now()):
                raise Conflict("Two-step sign-in is on; turn it off first", code="second_factor_on")
        uri = totp.uri(secret, account=principal.email, issuer=_ISSUER)
        return SecondFactorSetup(totp.secret_text(secret), uri, await asyncio.to_thread(qr.svg, uri))

    async def confirm(self, principal: Principal, code: str) -> BackupCodesShown:
        """Turns it on with a first code. All other sign-ins of the person end: they were opened with less.

        Raises `Conflict` code `second_factor_on` or `second_factor_off`, `Forbidden` code `code_wrong`, `RateLimited`.
        """
        async with self._db.connection() as conn:
            factor = await factors.factor(conn, principal.user_id)
        if factor is None:
            raise Conflict("Set up two-step sign-in first", code="second_factor_off")
        if factor.confirmed_at is not None:
            raise Conflict("Two-step sign-in is on", code="second_factor_on")
        attempt = await self._guard.begin_again("code", principal)
        step = self._step(factor, code)
        if step is None:
            raise _wrong_code()
        async with self._db.transaction() as conn:
            await store.lock_user(conn, principal.user_id)
            if not await factors.confirm(conn, principal.user_id, factor.secret, step, self._clock.now()):
                raise Conflict("It was set up anew meanwhile", code="conflict")
            shown = await self._new_backup_codes(conn, principal.user_id)
            ended = await self._logins.end_others(conn, principal)
            await self._guard.succeeded(conn, attempt)
        await self._logins.tell(principal.user_id, ended)
        return shown

    async def renew_backup_codes(self, principal: Principal, password: str | None, code: str) -> BackupCodesShown:
        """Ten fresh codes in place of all that are left. Raises as `turn_off`."""
        await self._proof.check(principal, password)
        await self._check_code(principal, code)
        async with self._db.transaction() as conn:
            return await self._new_backup_codes(conn, principal.user_id)

    async def turn_off(self, principal: Principal, password: str | None, code: str) -> None:
        """Raises as `Reauthentication.check`, `Forbidden` code `code_wrong`, `Conflict` code `second_factor_off`."""
        await self._proof.check(principal, password)
        await self._check_code(principal, code)
        async with self._db.transaction() as conn:
            await factors.delete_factor(conn, principal.user_id)

    async def reset(self, email: str) -> None:
        """Turns it off for somebody else, on the command line.

        Raises `NotFound`, `Conflict` code `second_factor_off`.
        """
        async with self._db.transaction() as conn:
            user = await store.user_by_email(conn, normalise_email(email))
            if user is None:
                raise NotFound(f"Nobody has the address {email}")
            if not await factors.delete_factor(conn, user.id):
                raise Conflict("Two-step sign-in is off", code="second_factor_off")
            await append(conn, self._clock, "person.second_factor_reset", by=None, of=Subject("person", user.id))

    async def tidy(self, before: datetime) -> None:
        """Forgets tickets that expired before."""
        async with self._db.transaction() as conn:
            await factors.delete_expired_tickets(conn, before)

    async def _check_code(self, principal: Principal, code: str) -> None:
        async with self._db.connection() as conn:
            factor = await factors.factor(conn, principal.user_id)
        if factor is None or factor.confirmed_at is None:
            raise Conflict("Two-step sign-in is off", code="second_factor_off")
        async with self._db.transaction() as conn:
            if await self.accept_backup_code(conn, principal.user_id, code):
                return
        attempt = await self._guard.begin_again("code", principal)
        async with self._db.transaction() as conn:
            if not await self.accept_code(conn, factor, code):
                raise _wrong_code()
            await self._guard.succeeded(conn, attempt)

    async def _new_backup_codes(self, conn: Connection, user_id: str) -> BackupCodesShown:
        codes = backup_codes.new_codes(user_id)
        await factors.replace_backup_codes(conn, user_id, codes.digests)
        return BackupCodesShown(list(codes.shown))

    def _step(self, factor: FactorRecord, typed: str) -> int | None:
        """Raises `Unavailable` where the vault lacks the key: whoever has no backup code is not let in by that."""
        try:
            secret = self._vault.open(factor.secret, factors.secret_place(factor.user_id))
        except VaultError as error:
            _log.error("a second factor does not open: %s", error, extra={"user_id": factor.user_id})
            raise Unavailable("The server lacks the key of this second factor") from error
        return totp.accepted_step(secret, typed, at=self._clock.now(), last_step=factor.last_step)


def _state(user: UserRecord, factor: FactorRecord) -> bytes:
    return tickets.fingerprint(user.password_hash, factor.created_at.isoformat(), factor.trusted_since.isoformat())


def _wrong_code() -> Forbidden:
    return Forbidden("The code is wrong, or was used before", code="code_wrong")
