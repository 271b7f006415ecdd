"""Showing again who one is, before what makes an account easier to enter: a stolen token, or a screen that was left
open, is not enough for that."""

from datetime import timedelta
from typing import Final

from eduforum.auth import store
from eduforum.auth.guard import Guard
from eduforum.auth.passwords import PasswordHasher
from eduforum.auth.schemas import Principal
from eduforum.clock import Clock
from eduforum.db import Database
from eduforum.errors import Forbidden

# Who has no password, but comes in by an issuer, has just done so.
FRESH: Final = timedelta(minutes=10)


class Reauthentication:
    def __init__(self, db: Database, clock: Clock, hasher: PasswordHasher, guard: Guard) -> None:
        self._db = db
        self._clock = clock
        self._hasher = hasher
        self._guard = guard

    async def check(self, principal: Principal, password: str | None) -> None:
        """Raises `Forbidden` code `password_wrong`, or `sign_in_again` for somebody without a password whose sign-in is
        not fresh; `RateLimited`."""
        async with self._db.connection() as conn:
            user = await store.user(conn, principal.user_id)
            opened_at = await store.login_opened_at(conn, principal.login_id)
        if user is not None and user.password_hash is None:
            if opened_at is None or self._clock.now() - opened_at > FRESH:
                raise Forbidden("Sign in again, and then do this at once", code="sign_in_again")
            return
        attempt = await self._guard.begin_again("password", principal)
        if not await self._hasher.verify(password or "", user.password_hash if user else None):
            raise Forbidden("The password is wrong", code="password_wrong")
        async with self._db.transaction() as conn:
            await self._guard.succeeded(conn, attempt)
